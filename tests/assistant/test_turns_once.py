"""Is a turn handled once, however often it is asked and whatever breaks in between?"""

import asyncio

import psycopg
import pytest
from lyo.booking.v1 import booking_service_pb2_grpc as booking_rpc
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc

from services.assistant.servicer import Callees
from services.common.errors import InvalidArgument, NotFound, Unavailable
from services.common.grpc_errors import UpstreamFailed
from tests.assistant.business import Customer, business, new_id
from tests.assistant.running import running_assistant
from tests.common.serving import calling


def count(mesh, table: str, customer) -> int:
    """Rows of the customer's conversation, as nobody but an operator sees them."""
    query = {
        "messages": "SELECT count(*) FROM assistant.messages JOIN assistant.conversations"
        " USING (tenant_id, conversation_id) WHERE customer_id = %s",
        "conversations": "SELECT count(*) FROM assistant.conversations WHERE customer_id = %s",
    }[table]
    ((found,),) = mesh.database.rows(query, customer.customer_id)
    return int(found)


async def interrupted(mesh, customer, turn) -> None:
    """What the turn asks for is done, then the answer cannot be stored."""
    table = "ALTER TABLE assistant.messages"
    mesh.database.run("assistant", f"{table} ADD CONSTRAINT broken CHECK (false) NOT VALID")
    try:
        with pytest.raises(UpstreamFailed):
            await customer.asks(turn)
    finally:
        mesh.database.run("assistant", f"{table} DROP CONSTRAINT broken")


async def test_the_same_turn_again_gets_the_same_answer_and_books_nothing(mesh, giulia):
    turn = giulia.turn("book 12/24 15:30")

    first = await giulia.asks(turn)
    again = await giulia.asks(turn)

    assert first == again
    assert await giulia.bookings() == ["24 15:30"]
    assert count(mesh, "messages", giulia) == 2


async def test_the_same_turn_many_times_at_once_is_one(mesh, salon):
    for _ in range(10):
        customer = Customer(mesh, salon)
        turn = customer.turn("book 12/24 15:30", "help")

        results = await asyncio.gather(
            *(customer.asks(turn) for _ in range(6)), return_exceptions=True
        )

        answer = await customer.asks(turn)
        assert len(answer.replies) == 2
        for each in results:
            assert each == answer or each.reason == "CONVERSATION_BUSY"
        assert count(mesh, "messages", customer) == 4
        assert len(await customer.bookings()) <= 1


async def test_a_turn_is_the_same_when_the_customers_language_becomes_known(giulia):
    turn = giulia.turn("book 12/24 15:30")
    first = await giulia.asks(turn)
    turn.customer_language = "it"
    turn.customer_time_zone = "Europe/Rome"

    assert await giulia.asks(turn) == first


async def test_the_id_of_a_turn_with_other_messages_is_refused_before_anything_is_done(giulia):
    turn = giulia.turn("help")
    await giulia.asks(turn)

    with pytest.raises(InvalidArgument) as refusal:
        await giulia.writes("book 12/24 15:30", request_id=turn.request_id)

    assert refusal.value.reason == "REQUEST_ID_REUSED"
    assert await giulia.bookings() == []


async def test_a_message_that_was_handled_in_another_turn_is_left_alone(giulia):
    message = giulia.message("book 12/24 15:30")
    await giulia.writes(message)

    replies = await giulia.writes(message, "list")

    assert [each.text.split("\n")[0] for each in replies] == ["Your bookings:"]
    assert await giulia.bookings() == ["24 15:30"]


async def test_a_message_that_comes_twice_in_one_turn_is_handled_once(giulia):
    message = giulia.message("book 12/24 15:30")

    assert len(await giulia.writes(message, message)) == 1


async def test_of_two_turns_at_once_the_second_is_asked_to_wait_on_whichever_channel(mesh, giulia):
    with psycopg.connect(mesh.database.superuser_url) as somebody:
        somebody.execute("LOCK TABLE booking.bookings")
        first = asyncio.create_task(giulia.asks(giulia.turn("book 12/24 15:30")))
        while not count(mesh, "conversations", giulia):  # noqa: ASYNC110 - a row has no event
            await asyncio.sleep(0.01)

        with pytest.raises(Unavailable) as refusal:
            await giulia.writes("help", channel_id=new_id())
        assert refusal.value.reason == "CONVERSATION_BUSY"
        assert refusal.value.retry_after is not None

        other = Customer(mesh, giulia.salon)
        assert await other.writes("help")
        somebody.rollback()

    assert ": confirmed" in (await first).replies[0].text
    assert await giulia.writes("help")


async def test_a_turn_that_never_ended_holds_the_conversation_for_less_than_a_minute(mesh, giulia):
    await giulia.writes("help")
    mesh.database.rows(
        "UPDATE assistant.conversations SET busy_turn_id = %s, busy_until = %s"
        " WHERE customer_id = %s RETURNING 1",
        new_id(),
        mesh.clock().replace(second=50),
        giulia.customer_id,
    )

    with pytest.raises(Unavailable):
        await giulia.writes("help")
    mesh.clock.goes_on(seconds=50)

    assert await giulia.writes("help")


async def test_an_interrupted_turn_is_taken_up_again_at_once_and_books_once(mesh, giulia):
    turn = giulia.turn("book 12/24 15:30")
    await interrupted(mesh, giulia, turn)
    assert await giulia.bookings() == ["24 15:30"]
    assert count(mesh, "conversations", giulia) == 0

    answer = await giulia.asks(turn)

    assert answer.replies[0].text.startswith("Taglio, Thursday 24 December, 15:30: confirmed")
    assert await giulia.bookings() == ["24 15:30"]


async def test_a_message_of_an_interrupted_turn_books_once_in_whatever_turn_it_comes_again(
    mesh, giulia
):
    message = giulia.message("book 12/24 15:30")
    await interrupted(mesh, giulia, giulia.turn(message))

    replies = await giulia.writes(giulia.message("list"), message)

    assert ": confirmed" in replies[1].text
    assert await giulia.bookings() == ["24 15:30"]


async def test_a_message_that_means_another_time_when_it_comes_again_books_no_second_one(
    mesh, giulia
):
    """The customer's zone became known in between: an hour earlier, on the same day."""
    message = giulia.message("book 12/24 15:30")
    await interrupted(mesh, giulia, giulia.turn(message))

    replies = await giulia.writes(message, customer_time_zone="Europe/Athens")

    assert replies[0].text.startswith("Your bookings:")
    assert await giulia.bookings() == ["24 15:30"]


async def test_without_the_booking_service_nothing_is_stored_and_later_it_works(mesh, giulia):
    turn = giulia.turn("hello", "book 12/24 15:30")
    async with calling(1, caller="assistant") as nowhere:
        callees = Callees(
            tenants=mesh.callees.tenants,
            bookings=booking_rpc.BookingServiceStub(nowhere),
            catalog=catalog_rpc.CatalogServiceStub(nowhere),
        )
        async with running_assistant(mesh.database, callees, now=mesh.clock) as alone:
            with pytest.raises(Unavailable) as refusal:
                await alone.HandleTurn(turn, timeout=45)
            assert (await alone.HandleTurn(Customer(mesh, giulia.salon).turn("help"))).replies
    assert refusal.value.reason == "UPSTREAM_UNREACHABLE"
    assert count(mesh, "conversations", giulia) == 0

    assert ": confirmed" in (await giulia.asks(turn)).replies[0].text


async def test_an_unknown_tenant_is_not_found(mesh, giulia):
    giulia.salon.tenant_id = new_id()

    with pytest.raises(NotFound) as refusal:
        await giulia.writes("help")
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_while_a_member_answers_the_assistant_only_listens(mesh, giulia):
    await giulia.writes("help")
    mesh.database.rows(
        "UPDATE assistant.conversations SET state = 'human' WHERE customer_id = %s RETURNING 1",
        giulia.customer_id,
    )

    assert await giulia.writes("book 12/24 15:30") == []
    assert await giulia.bookings() == []
    assert count(mesh, "messages", giulia) == 3


async def test_a_hundred_messages_in_one_turn_get_at_most_twenty_answers(mesh):
    customer = Customer(mesh, await business(mesh))
    days = [
        f"book 12/{day} {hour}:{minute}"
        for day in (23, 24)
        for hour in (9, 10, 11, 12, 14)
        for minute in ("00", "30")
    ]

    replies = await customer.writes(*days, "list", "cancel", "no", *["xyzzy"] * 70)

    assert len(replies) <= 20
    assert len(await customer.bookings()) == 20
