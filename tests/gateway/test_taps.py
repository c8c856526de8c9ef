"""Does a tapped button do what it says, once, and is it answered without a conversation?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.duration_pb2 import Duration
from lyo.assistant.v1 import conversation_service_pb2 as assistant_pb
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from services.booking.domain.link import PREFIX, Link, LinkKind
from services.common.errors import NotFound
from services.common.fields import derived
from services.gateway import inbound
from services.gateway.channels import whatsapp
from services.gateway.taps import LINK
from tests.booking.running import LINKS
from tests.booking.salon import Salon, catalog, offering, refusal_of
from tests.gateway.payloads import PHONE, change, envelope, message, raw, text
from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, Town, eventually, running_town
from tests.tenant.running import OpenTenant, new_id

ROME = ZoneInfo("Europe/Rome")


def named(kind: LinkKind) -> str:
    return kind.name


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


class Chat:
    """A customer who has a booking, and never wrote before."""

    def __init__(self, town: Town, opened: OpenTenant, salon: Salon, booked: pb.Booking) -> None:
        self.town = town
        self.opened = opened
        self.salon = salon
        self.booked = booked
        self.name = opened.tenant.display_name

    def link(self, kind: LinkKind, **fields) -> str:
        start = self.booked.start_time.ToDatetime(tzinfo=UTC)
        tenant_id, booking_id = UUID(self.salon.tenant_id), UUID(self.booked.booking_id)
        return LINKS.written(Link(kind, tenant_id, booking_id, start, **fields))

    def move_to(self, days: int) -> str:
        """The link to the same hour so many days later."""
        start = self.booked.start_time.ToDatetime(tzinfo=UTC).astimezone(ROME)
        return self.link(LinkKind.MOVE_TO, move_to=start + timedelta(days=days), revision=1)

    def webhook(self, *messages, address: str = ""):
        contacts = [{"profile": {"name": "Giulia"}, "wa_id": PHONE}]
        metadata = {"phone_number_id": address or self.opened.address}
        value = {"metadata": metadata, "contacts": contacts, "messages": list(messages)}
        return envelope(change(value))

    async def tap(self, *links: str, turn: str = "") -> list[notifier_pb.Message]:
        """What was answered by then, after these were tapped."""
        return await self.told(*map(tapped, links), turn=turn)

    async def told(self, *said, turn: str = "") -> list[notifier_pb.Message]:
        """What was answered by then, after this came in."""
        messages = whatsapp.read(raw(self.webhook(*said))).items
        turn_id = derived("turn", turn or new_id())
        assert await inbound.answer(messages, turn_id, self.town.mesh()) == "answered"
        return await self.town.sent(self.salon.tenant_id)

    async def now(self) -> pb.Booking:
        return await self.salon.get(self.booked.booking_id)


def tapped(link: str, by: str = "button_reply"):
    """A button, a row of a menu or the button of a template, as WhatsApp tells of a tap."""
    if by == "button":
        return message("button", {"payload": link, "text": "I will come"})
    return message("interactive", {"type": by, by: {"id": link, "title": "I will come"}})


def next_tuesday() -> datetime:
    """At 15:30 in Rome, more than six days from now."""
    day = datetime.now(ROME) + timedelta(days=7)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return day.replace(hour=15, minute=30, second=0, microsecond=0)


@pytest.fixture
async def chat(town):
    opened = await town.salon()
    salon = Salon(town.booking, opened.tenant_id, "Europe/Rome")
    booked = await salon.book(f"{next_tuesday():%Y-%m-%dT%H:%M}", language="en")
    return Chat(town, opened, salon, booked)


def text_of(messages: Sequence[notifier_pb.Message]) -> str:
    (message,) = messages
    return message.content.text


def test_the_gateway_knows_links_by_how_the_booking_service_begins_them():
    assert LINK == PREFIX


async def test_confirm_says_that_the_customer_will_come_and_thanks(chat):
    (answer,) = await chat.tap(chat.link(LinkKind.CONFIRM))

    assert (await chat.now()).HasField("attendance_time")
    assert answer.content.text.startswith(f"Thank you for letting {chat.name} know")
    assert "15:30" in answer.content.text
    assert answer.purpose == notifier_pb.PURPOSE_REPLY
    assert answer.channel_id == chat.opened.channel_id
    assert answer.recipient.value == f"+{PHONE}"
    assert answer.booking_id == chat.booked.booking_id


async def test_cancel_gives_the_booking_up_and_says_so(chat):
    answer = text_of(await chat.tap(chat.link(LinkKind.CANCEL)))

    assert (await chat.now()).state == pb.BOOKING_STATE_CANCELLED
    assert answer.startswith(f"Your booking at {chat.name} was cancelled:")


async def test_move_shows_slots_and_the_one_that_is_tapped_moves_the_booking(chat):
    answer = text_of(await chat.tap(chat.link(LinkKind.MOVE)))
    assert await chat.now() == chat.booked
    assert "Which of these times suits you?" in answer

    moved = (await chat.tap(chat.move_to(days=1)))[-1].content.text
    assert (await chat.now()).start_time.seconds == chat.booked.start_time.seconds + 86400
    assert moved.startswith(f"Your booking at {chat.name} has changed. It is now:")


async def test_a_slot_that_was_taken_meanwhile_is_answered_with_others(chat):
    wall = f"{next_tuesday() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    for _ in ("anna", "marco"):
        await chat.salon.book(wall)
    answer = text_of(await chat.tap(chat.move_to(days=1)))

    assert await chat.now() == chat.booked
    assert "Which of these times suits you?" in answer


@pytest.mark.parametrize("kind", [LinkKind.CONFIRM, LinkKind.CANCEL, LinkKind.MOVE], ids=named)
async def test_what_is_not_as_it_was_is_told_as_it_is_now_and_not_touched(chat, kind):
    later = next_tuesday() + timedelta(days=2)
    moved = await chat.salon.move(chat.booked.booking_id, f"{later:%Y-%m-%dT11:00}")
    answer = text_of(await chat.tap(chat.link(kind)))

    assert answer.startswith("That choice is no longer valid.")
    assert "11:00" in answer
    assert await chat.now() == moved


async def test_what_was_cancelled_is_told_as_cancelled(chat):
    await chat.salon.cancel(chat.booked.booking_id)
    answer = text_of(await chat.tap(chat.link(LinkKind.MOVE)))
    assert answer.startswith(f"Your booking at {chat.name} was cancelled:")


@pytest.mark.parametrize("kind", [LinkKind.CANCEL, LinkKind.MOVE], ids=named)
async def test_what_the_business_does_not_allow_so_late_is_told_and_not_done(chat, kind):
    month = Duration(seconds=30 * 86400)
    strict = offering(is_default=True, cancel_notice=month, move_notice=month)
    await chat.salon.apply(catalog([strict, offering("colore", 90)]))
    answer = text_of(await chat.tap(chat.link(kind)))

    assert answer.startswith(f"Your booking at {chat.name} can no longer be changed here:")
    assert await chat.now() == chat.booked


async def test_of_what_has_begun_nothing_can_be_changed_any_more(chat):
    begun = int(chat.booked.start_time.seconds)
    late = {**tapped(chat.link(LinkKind.CANCEL)), "timestamp": str(begun)}
    await chat.salon.move(
        chat.booked.booking_id, f"{next_tuesday() - timedelta(days=3):%Y-%m-%dT11:00}"
    )
    answer = text_of(await chat.told(late))
    assert answer.startswith(f"Your booking at {chat.name} can no longer be changed here:")


async def test_the_assistant_hears_nothing_of_it(chat):
    (answer,) = await chat.tap(chat.link(LinkKind.CONFIRM))
    asked = chat.town.conversations.GetConversation(
        assistant_pb.GetConversationRequest(
            tenant_id=chat.salon.tenant_id, customer_id=answer.customer_id
        )
    )
    assert (await refusal_of(asked, NotFound)).reason == "CONVERSATION_NOT_FOUND"


@pytest.mark.parametrize("kind", [LinkKind.CONFIRM, LinkKind.CANCEL, LinkKind.MOVE], ids=named)
async def test_a_turn_that_is_repeated_is_answered_once(chat, kind):
    for _ in range(2):
        sent = await chat.tap(chat.link(kind), turn=chat.booked.booking_id)
    assert len(sent) == 1


async def test_a_button_that_is_tapped_twice_in_one_turn_is_answered_once(chat):
    assert len(await chat.tap(*[chat.link(LinkKind.CONFIRM)] * 2)) == 1


async def test_a_button_that_is_tapped_again_later_is_answered_the_same(chat):
    await chat.tap(chat.link(LinkKind.CANCEL))
    first, second = await chat.tap(chat.link(LinkKind.CANCEL))
    assert first.content == second.content


async def test_a_repeated_turn_whose_booking_changed_meanwhile_is_not_answered_twice(chat):
    turn = new_id()
    await chat.tap(chat.link(LinkKind.CONFIRM), turn=turn)
    await chat.salon.cancel(chat.booked.booking_id)
    assert len(await chat.tap(chat.link(LinkKind.CONFIRM), turn=turn)) == 1


async def test_what_is_written_beside_a_tap_is_answered_by_the_assistant(chat):
    messages = [tapped(chat.link(LinkKind.CONFIRM)), text("help")]
    items = whatsapp.read(raw(chat.webhook(*messages))).items
    assert await inbound.answer(items, derived("turn", new_id()), chat.town.mesh()) == "answered"

    thanks, answer = await chat.town.sent(chat.salon.tenant_id)
    assert (await chat.now()).HasField("attendance_time")
    assert thanks.booking_id == chat.booked.booking_id
    assert not answer.booking_id


@pytest.mark.parametrize("wrong", ["forged", "another tenant's"])
async def test_what_is_no_link_of_this_tenant_is_a_message_like_any_other(town, chat, wrong):
    link = chat.link(LinkKind.CANCEL)
    opened = await town.salon()
    address = chat.opened.address if wrong == "forged" else opened.address
    tap = tapped(f"{link[:-2]}AA" if wrong == "forged" else link)
    items = whatsapp.read(raw(chat.webhook(tap, address=address))).items
    assert await inbound.answer(items, derived("turn", new_id()), town.mesh()) == "answered"

    tenant_id = chat.salon.tenant_id if wrong == "forged" else opened.tenant_id
    (answer,) = await town.sent(tenant_id)
    assert not answer.booking_id
    assert await chat.now() == chat.booked


@pytest.mark.parametrize("by", ["button_reply", "list_reply", "button"])
async def test_a_tap_comes_in_by_the_webhook(town, chat, by):
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()) as gateway:
        await gateway.deliver(chat.webhook(tapped(chat.link(LinkKind.CONFIRM), by)))

        async def attends() -> bool:
            return (await chat.now()).HasField("attendance_time")

        assert await eventually(attends)
