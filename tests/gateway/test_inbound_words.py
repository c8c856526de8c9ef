"""Is a word that stops or starts heard before anything else, once, and confirmed?"""

import time
from dataclasses import replace

import pytest
from lyo.notifier.v1 import message_service_pb2 as message_pb
from lyo.notifier.v1 import preference_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2_grpc as rpc

from services.common.fields import derived
from services.gateway import inbound
from services.gateway.channels import whatsapp
from tests.common.serving import calling
from tests.gateway.payloads import PHONE, change, envelope, message, raw, text
from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, eventually, running_town


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


@pytest.fixture
async def gateway(town):
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()) as running:
        yield running


@pytest.fixture
async def salon(town):
    return await town.salon()


def to(salon, *messages):
    """A webhook for the salon's number."""
    contacts = [{"profile": {"name": "Giulia"}, "wa_id": PHONE}]
    metadata = {"phone_number_id": salon.address}
    return envelope(
        change({"metadata": metadata, "contacts": contacts, "messages": list(messages)})
    )


def says(body, ago=0):
    """A text, written so many seconds ago."""
    return text(body, timestamp=str(int(time.time()) - ago))


async def ended(town, gateway, *contents):
    """Deliver these, one after the other; how they ended."""
    before = len(town.outcomes())
    for number, content in enumerate(contents, 1):
        await gateway.deliver(content)
        await eventually(lambda wanted=before + number: len(town.outcomes()) == wanted)
    return town.outcomes()[before:]


async def customer_id(town, salon):
    (first, *_) = await town.sent(salon.tenant_id)
    return first.customer_id


async def preferences(town, salon):
    """What the salon's one customer wants."""
    request = pb.GetPreferencesRequest(
        tenant_id=salon.tenant_id, customer_id=await customer_id(town, salon)
    )
    return await town.notifier.preferences.GetPreferences(request)


async def texts(town, salon):
    return [each.content.text for each in await town.sent(salon.tenant_id)]


async def test_stop_ends_all_that_is_not_asked_for(gateway, town, salon):
    said = says("Stop!")

    assert await ended(town, gateway, to(salon, said)) == ["preference"]
    found = await preferences(town, salon)
    assert found.opted_out
    assert [(each.opted_out, each.source) for each in found.preferences] == [
        (True, pb.PREFERENCE_SOURCE_WORD)
    ] * 2
    assert {each.change_time.seconds for each in found.preferences} == {int(said["timestamp"])}
    assert {each.detail for each in found.changes} == {"Stop!"}


async def test_stop_is_confirmed_in_the_language_of_the_business_and_not_answered(
    gateway, town, salon
):
    await ended(town, gateway, to(salon, says("STOP")))

    (confirmation,) = await town.sent(salon.tenant_id)
    assert "START" in confirmation.content.text
    assert "scrivere" in confirmation.content.text
    assert confirmation.purpose == message_pb.PURPOSE_REPLY
    assert confirmation.channel_id == salon.channel_id
    assert confirmation.recipient.value == f"+{PHONE}"


async def test_start_restores_what_stop_ended(gateway, town, salon):
    contents = to(salon, says("STOP", ago=5)), to(salon, says("Start"))

    assert await ended(town, gateway, *contents) == ["preference", "preference"]
    wants = (await preferences(town, salon)).preferences
    refused = [each.category for each in wants if each.opted_out]
    assert refused == [
        pb.MESSAGE_CATEGORY_MARKETING
    ]  # who wants to hear of bookings again asks for no advertisements
    assert "STOP" in (await texts(town, salon))[-1]


async def test_start_from_somebody_who_never_stopped_is_a_message_like_any_other(
    gateway, town, salon
):
    assert await ended(town, gateway, to(salon, says("start"))) == ["answered"]
    assert len(await texts(town, salon)) == 1


async def test_what_undoes_a_booking_is_answered(gateway, town, salon):
    assert await ended(town, gateway, to(salon, says("annulla"))) == ["answered"]
    assert not (await preferences(town, salon)).opted_out


async def test_a_button_of_a_template_stops_too(gateway, town, salon):
    tapped = message("button", {"payload": "STOP", "text": "Non scrivetemi"})

    assert await ended(town, gateway, to(salon, tapped)) == ["preference"]
    found = await preferences(town, salon)
    assert {each.source for each in found.preferences} == {pb.PREFERENCE_SOURCE_BUTTON}
    assert {each.detail for each in found.changes} == {"Non scrivetemi"}


async def test_who_stops_promotions_is_told_so_and_still_reminded(gateway, town, salon):
    tapped = message("button", {"payload": "Stop promotions", "text": "Stop promotions"})

    assert await ended(town, gateway, to(salon, tapped)) == ["preference"]
    found = await preferences(town, salon)
    assert [each.category for each in found.preferences if each.opted_out] == [
        pb.MESSAGE_CATEGORY_MARKETING
    ]
    (confirmation,) = await texts(town, salon)
    assert "pubblicità" in confirmation
    assert "STOP" in confirmation


async def test_a_word_among_other_messages_is_heard_first_and_the_others_are_answered(town, salon):
    async with running_gateway(town.database.url("gateway")) as only_serving:
        await only_serving.deliver(to(salon, says("help"), says("STOP"), says("help")))
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await eventually(lambda: town.waiting() == 0)

    confirmation, answer = await texts(town, salon)
    assert "START" in confirmation
    assert "START" not in answer
    assert (await preferences(town, salon)).opted_out


async def test_only_words_make_no_turn_and_one_confirmation(town, salon):
    async with running_gateway(town.database.url("gateway")) as only_serving:
        await only_serving.deliver(to(salon, says("STOP"), says("STOP"), says("stop!!!")))
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await eventually(lambda: town.waiting() == 0)

    assert town.outcomes()[-3:] == ["preference"] * 3
    assert len(await texts(town, salon)) == 1


async def test_told_twice_it_is_one_word_and_one_confirmation(town, salon):
    messages = whatsapp.read(raw(to(salon, says("STOP")))).items
    turn_id = derived("turn", messages[0].message_id)

    assert await inbound.answer(messages, turn_id, town.mesh()) == "preference"
    assert await inbound.answer(messages, turn_id, town.mesh()) == "preference"
    assert len(await texts(town, salon)) == 1
    assert len((await preferences(town, salon)).changes) == 2


async def test_start_told_twice_is_taken_the_same_way_both_times(town, gateway, salon):
    await ended(town, gateway, to(salon, says("STOP", ago=5)))
    messages = whatsapp.read(raw(to(salon, says("START")))).items
    turn_id = derived("turn", messages[0].message_id)

    assert await inbound.answer(messages, turn_id, town.mesh()) == "preference"
    assert await inbound.answer(messages, turn_id, town.mesh()) == "preference"


async def test_while_the_notifier_is_away_a_word_waits(town, salon):
    async with calling(9) as nowhere:
        broken = replace(town.mesh(), preferences=rpc.PreferenceServiceStub(nowhere))
        async with running_gateway(town.database.url("gateway"), mesh=broken) as gateway:
            await gateway.deliver(to(salon, says("help"), says("STOP")))
            await eventually(lambda: tried(town))
            assert town.waiting() == 2
    assert await texts(town, salon) == []

    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await eventually(lambda: town.waiting() == 0)
    assert len(await texts(town, salon)) == 2


def tried(town):
    """Whether a claim failed and waits to be tried again."""
    query = "SELECT count(*) FROM gateway.lanes WHERE waits > 0"
    ((count,),) = town.database.rows(query)
    return count


def wrote_time(town, salon):
    """When the salon's one customer wrote last, in seconds since 1970."""
    query = (
        "SELECT extract(epoch FROM wrote_time)::bigint FROM notifier.recipients"
        " WHERE channel_id = %s"
    )
    ((seconds,),) = town.database.rows(query, salon.channel_id)
    return seconds


async def test_who_is_answered_has_written(gateway, town, salon):
    said = says("help", ago=60)

    assert await ended(town, gateway, to(salon, said)) == ["answered"]
    assert wrote_time(town, salon) == int(said["timestamp"])


async def test_who_is_not_answered_has_written_all_the_same(gateway, town, salon):
    told = message("reaction", {"message_id": "wamid.answer", "emoji": "👍"})
    told["timestamp"] = str(int(time.time()) - 60)

    assert await ended(town, gateway, to(salon, told)) == ["silent"]
    assert wrote_time(town, salon) == int(told["timestamp"])


async def test_who_changed_their_number_has_not_written(gateway, town, salon):
    told = {"body": "Giulia changed", "type": "user_changed_number", "wa_id": "393339999999"}

    assert await ended(town, gateway, to(salon, message("system", told))) == ["silent"]
    query = "SELECT count(*) FROM notifier.recipients WHERE channel_id = %s"
    assert town.database.rows(query, salon.channel_id) == [(0,)]
