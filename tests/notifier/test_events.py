"""How are customers told what happened to their booking?"""

import uuid
from datetime import UTC, datetime

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument
from services.common.fields import timestamp
from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.content import Content
from services.notifier.messages.messages import wanted
from services.notifier.wording.rendering import told
from tests.notifier.running import running_notifier

START = timestamp(datetime(2037, 12, 24, 14, 30, tzinfo=UTC))
KINDS = {
    each.value: pb.BookingEventKind.Value(f"BOOKING_EVENT_KIND_{each.name}")
    for each in BookingEventKind
}


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


def event(kind: str = "confirmed", language: str = "en", **fields) -> pb.BookingEvent:
    """A cut at Bella Salon, with what a test says otherwise."""
    said = {
        "time_zone": "Europe/Rome",
        "business_name": "Bella Salon",
        "offering_name": "Taglio",
        "start_time": START,
        "resource_name": "Anna",
    }
    return pb.BookingEvent(kind=KINDS[kind], language=language, **{**said, **fields})


def words(told_of: pb.BookingEvent) -> str:
    """What a customer reads of it."""
    message = pb.OutboundMessage(message_id=str(uuid.uuid4()), event=told_of)
    request = pb.SendRequest(
        channel_id=str(uuid.uuid4()),
        customer_id=str(uuid.uuid4()),
        recipient=pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value="+390655500001"),
        purpose=pb.PURPOSE_CONFIRMATION,
        messages=[message],
    )
    ((_, said),) = wanted(request).contents
    assert not isinstance(said, Content)
    return told(said).text


def asking(tenant, told_of: pb.BookingEvent, **changes) -> pb.SendRequest:
    request = tenant.asks(purpose=pb.PURPOSE_CONFIRMATION, **changes)
    request.messages.add(message_id=str(uuid.uuid4()), event=told_of)
    return request


async def test_an_event_is_stored_in_words(tenant):
    (message,) = (await tenant.stub.Send(asking(tenant, event()))).messages

    assert (await tenant.message(message.message_id)).content.text == (
        "Your booking at Bella Salon is confirmed:\n"
        "Taglio (Anna)\n"
        "Thursday 24 December, 15:30\n"
        "\n"
        "See you then!"
    )


async def test_the_same_event_again_is_the_same_message(tenant):
    request = asking(tenant, event())
    (first,) = (await tenant.stub.Send(request)).messages
    request.request_id = str(uuid.uuid4())

    assert list((await tenant.stub.Send(request)).messages) == [first]


@pytest.mark.parametrize(
    ("kind", "language", "first", "day"),
    [
        (
            "confirmed",
            "it",
            "La prenotazione presso Bella Salon è confermata:",
            "giovedì 24 dicembre, 15:30",
        ),
        (
            "requested",
            "es",
            "Hemos recibido su solicitud de reserva en Bella Salon:",
            "jueves 24 de diciembre, 15:30",
        ),
        (
            "changed",
            "pt",
            "A reserva em Bella Salon mudou. Agora é:",
            "quinta-feira, 24 de dezembro, 15:30",
        ),
        (
            "cancelled",
            "it",
            "La prenotazione presso Bella Salon è stata annullata:",
            "giovedì 24 dicembre, 15:30",
        ),
        (
            "expired",
            "en",
            "Bella Salon could not confirm your request in time, so nothing is booked:",
            "Thursday 24 December, 15:30",
        ),
        (
            "reminder",
            "es",
            "Le recordamos su reserva en Bella Salon:",
            "jueves 24 de diciembre, 15:30",
        ),
    ],
    ids=["confirmed", "requested", "changed", "cancelled", "expired", "reminder"],
)
def test_an_event_says_what_happened_and_when_in_its_language(kind, language, first, day):
    lines = words(event(kind, language)).split("\n")
    assert (lines[0], lines[2]) == (first, day)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_on_the_wire_is_told(kind):
    assert "Taglio (Anna)" in words(event(kind))


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("it", "it"), ("es-MX", "es"), ("pt_BR", "pt"), ("EN-gb", "en"), ("ja", "en"), ("", "en")],
)
def test_a_language_is_told_as_its_primary_one_or_in_english(language, spoken):
    assert words(event(language=language)) == words(event(language=spoken))


def test_times_are_told_on_the_clocks_of_the_zone():
    assert "Thursday 24 December, 08:30" in words(event(time_zone="America/Mexico_City"))


def test_a_business_without_a_name_is_not_named():
    assert words(event(business_name="")).startswith("Your booking is confirmed:")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"party_size": 2}, "For 2 people"),
        ({"venue_name": "Palazzo", "venue_address": "Via Roma 1"}, "Where: Palazzo, Via Roma 1"),
        ({"venue_address": "Via Roma 1"}, "Where: Via Roma 1"),
        ({"reason": "Anna is ill"}, "Reason: Anna is ill"),
    ],
    ids=["party", "venue", "address alone", "reason"],
)
def test_what_is_known_of_the_booking_is_told(fields, line):
    assert line in words(event(**fields)).split("\n")


@pytest.mark.parametrize("party_size", [0, 1])
def test_a_party_of_one_is_not_told(party_size):
    assert words(event(party_size=party_size)) == words(event())


def test_braces_in_a_name_are_just_told():
    assert "at {business} {0}" in words(event(business_name="{business} {0}"))


async def test_a_message_without_content_and_event_is_refused(tenant):
    request = tenant.asks()
    request.messages.add(message_id=str(uuid.uuid4()))

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(request)
    assert refusal.value.reason == "CONTENT_MISSING"


async def test_a_message_with_content_and_event_is_refused(tenant):
    request = asking(tenant, event())
    request.messages[0].content.text = "Ciao"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(request)
    assert refusal.value.reason == "CONTENT_MISSING"


@pytest.mark.parametrize("zone", ["Rome", "../etc", "localtime"])
async def test_an_event_in_an_unknown_zone_is_refused(tenant, zone):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(asking(tenant, event(time_zone=zone)))
    assert refusal.value.reason == "TIME_ZONE_UNKNOWN"
    assert [each.field for each in refusal.value.violations] == ["messages[0].event.time_zone"]


# When it is over


BEGUN = timestamp(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["confirmed", "requested", "changed", "reminder"])
async def test_nobody_is_told_of_what_has_begun(tenant, kind):
    request = asking(tenant, event(kind, start_time=BEGUN))

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(request)

    assert refusal.value.reason == "IN_THE_PAST"
    assert [each.field for each in refusal.value.violations] == ["messages[0].event.start_time"]


@pytest.mark.parametrize("kind", ["cancelled", "expired", "declined", "outdated", "too_late"])
async def test_that_it_is_over_is_told_of_what_has_begun(tenant, kind):
    (message,) = (await tenant.stub.Send(asking(tenant, event(kind, start_time=BEGUN)))).messages

    assert message.content.text


async def test_whoever_asks_is_told_of_what_has_begun(tenant):
    request = asking(tenant, event(start_time=BEGUN))
    request.purpose = pb.PURPOSE_REPLY

    (message,) = (await tenant.stub.Send(request)).messages

    assert message.content.text
