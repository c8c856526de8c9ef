"""What happens while a part is missing: is nothing lost, and does it work again by itself?"""

import asyncio
import signal
import time

import psycopg

from tests.journeys.phone import book
from tests.journeys.waiting import eventually
from tests.journeys.webhooks import deliver, text_webhook


async def test_without_the_database_nothing_is_acknowledged_and_later_nothing_is_lost(
    giulia, town, mesh
):
    body = text_webhook(giulia, "wamid.AWAY", book(town.open_day(), "12:00"))
    mesh.postgres.stop(signal.SIGQUIT)
    try:
        begun = time.monotonic()
        refused = await deliver(mesh.installation.gateway_url, body)
        took = time.monotonic() - begun
        told = await giulia.write("help")  # the sandbox delivers it again, as Meta does
    finally:
        mesh.postgres.start()

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert took < 2.5
    assert told["gateway_status"] == 503
    assert (await giulia.answer(within=30))["text"]


async def test_a_provider_that_fails_for_a_while_gets_each_message_once_in_the_end(giulia, town):
    await town.fault(action="status", value=500, match=giulia.customer, times=3)

    answer = await giulia.ask("help", within=30)

    calls = await town.journal(giulia.customer)
    assert answer["text"]
    assert [call["status"] for call in calls] == [500, 500, 500, 200]


async def test_other_customers_do_not_wait_for_one_whom_the_provider_refuses(giulia, luca, town):
    await town.fault(action="status", value=503, match=giulia.customer, times=None)
    try:
        await giulia.write("help")

        assert (await luca.ask("help", within=5))["text"]
    finally:
        await town.mend()
    assert (await giulia.answer(within=40))["text"]


async def test_a_call_without_an_answer_is_settled_by_its_status_and_not_repeated(giulia, town):
    await town.fault(action="hang", value="accepted", match=giulia.customer)

    await giulia.ask("help", within=30)
    await asyncio.sleep(3)
    await town.mend()

    assert len(await town.journal(giulia.customer)) == 1
    assert len(await giulia.messages()) == 1


async def test_a_killed_service_is_named_and_started_again_and_the_talk_goes_on(
    giulia, town, mesh, lines
):
    day = town.open_day()
    for name, clock in (("assistant", "09:00"), ("booking", "10:00"), ("notifier", "11:00")):
        mesh.children[name].signal(signal.SIGKILL)
        answer = await giulia.ask(book(day, clock), within=30)
        assert f", {clock}: confermato" in answer["text"]
        assert any("SIGKILL; starting it again" in line for line in lines.of(name))


async def test_a_killed_gateway_finishes_what_it_had_accepted(giulia, town, mesh):
    await giulia.write(book(town.open_day(), "15:00"))
    mesh.children["gateway"].signal(signal.SIGKILL)

    assert ", 15:00: confermato" in (await giulia.answer(within=30))["text"]
    assert await giulia.stays_silent()


async def test_what_was_sent_carries_its_id_and_keeps_what_became_of_it(giulia, town, mesh):
    await giulia.ask("help")
    call = (await town.journal(giulia.customer))[0]
    message_id = call["body"]["biz_opaque_callback_data"]

    def state() -> str:
        with psycopg.connect(mesh.postgres.url(database="lyo")) as connection:
            query = "SELECT state FROM notifier.messages WHERE message_id = %s"
            return connection.execute(query, (message_id,)).fetchone()[0]

    await eventually(state, lambda state: state == "read", within=10)
