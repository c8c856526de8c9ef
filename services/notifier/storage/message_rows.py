"""Messages as rows: what stands in which column, and in the documents in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from services.notifier.domain.booking_event import (
    ActionKind,
    BookingAction,
    BookingEvent,
    BookingEventKind,
    MoveChoice,
)
from services.notifier.domain.content import (
    Button,
    Content,
    Media,
    MediaKind,
    Menu,
    MenuRow,
    TemplateUse,
)
from services.notifier.domain.history import Change
from services.notifier.domain.message import Message, Purpose, Recipient, RecipientKind
from services.notifier.domain.pricing import Pricing
from services.notifier.domain.states import State

COLUMNS = (
    "message_id, channel_id, customer_id, recipient_kind, recipient, text, buttons, more, purpose,"
    " create_time, expire_time, update_time, state, provider, provider_message_id, reason,"
    " provider_detail, attempts, cancel_wanted, send_time, booking_id, zone, template_name,"
    " as_template, follows_id, tried, parts_sent, pricing"
)
"""What `message_of` reads, in this order."""

WIDTH = len(COLUMNS.split(","))


def message_of(row: Sequence[Any]) -> Message:
    """The row, whose columns are COLUMNS, as a message."""
    message_id, channel_id, customer_id, kind, recipient, text, buttons, more, purpose = row[:9]
    create_time, expire_time, update_time, state, provider, provider_message_id = row[9:15]
    reason, provider_detail, attempts, cancel_wanted = row[15:19]
    send_time, booking_id, zone, template_name, as_template = row[19:24]
    follows_id, tried, parts_sent, pricing = row[24:WIDTH]
    return Message(
        message_id=message_id,
        channel_id=channel_id,
        customer_id=customer_id,
        recipient=Recipient(RecipientKind(kind), recipient),
        content=_content(text, buttons, more),
        purpose=Purpose(purpose),
        create_time=create_time,
        expire_time=expire_time,
        update_time=update_time,
        state=State(state),
        provider=provider,
        provider_message_id=provider_message_id,
        reason=reason,
        provider_detail=provider_detail,
        attempts=attempts,
        cancel_wanted=cancel_wanted,
        event=_event(more["event"]) if "event" in more else None,
        send_time=send_time,
        booking_id=booking_id,
        zone=zone,
        template_name=template_name,
        as_template=as_template,
        follows_id=follows_id,
        tried=tuple(tried),
        parts_sent=parts_sent,
        pricing=Pricing(**pricing) if pricing else None,
    )


def buttons_of(content: Content) -> Jsonb:
    """The column `buttons`."""
    return Jsonb([[each.choice_id, each.title] for each in content.buttons])


def more_of(message: Message) -> Jsonb:
    """The column `more`: what most messages do not have."""
    content, more = message.content, dict[str, Any]()
    if content.menu:
        rows = [[each.choice_id, each.title, each.description] for each in content.menu.rows]
        more["menu"] = {"label": content.menu.label, "rows": rows}
    if content.media:
        media = content.media
        more["media"] = [media.kind, media.url, media.file_name]
    if content.template:
        use = content.template
        more["template"] = [use.name, use.language, list(use.parameters), list(use.choice_ids)]
    if message.event:
        more["event"] = _event_document(message.event)
    return Jsonb(more)


def changes_of(message: Message, history: Sequence[Any]) -> tuple[Change, ...]:
    """The column `history`: what it came to be after it was stored."""
    first = Change(State.QUEUED if history else message.state, message.create_time)
    rest = (Change(State(to), datetime.fromisoformat(at), why) for to, at, why in history)
    return (first, *rest)


def pricing_document(pricing: Pricing | None) -> Jsonb | None:
    """The column `pricing`."""
    return Jsonb(vars(pricing)) if pricing else None


def _content(text: str, buttons: Sequence[Any], more: Mapping[str, Any]) -> Content:
    menu, media, template = more.get("menu"), more.get("media"), more.get("template")
    return Content(
        text=text,
        buttons=tuple(Button(*each) for each in buttons),
        menu=Menu(menu["label"], tuple(MenuRow(*each) for each in menu["rows"])) if menu else None,
        media=Media(MediaKind(media[0]), *media[1:]) if media else None,
        template=_use(*template) if template else None,
    )


def _use(name: str, language: str, parameters: list[str], choice_ids: list[str]) -> TemplateUse:
    return TemplateUse(name, language, tuple(parameters), tuple(choice_ids))


def _event_document(event: BookingEvent) -> dict[str, Any]:
    return {
        **vars(event),
        "zone": str(event.zone),
        "start": event.start.isoformat(),
        "booking_id": str(event.booking_id) if event.booking_id else None,
        "actions": [[each.kind, each.link] for each in event.actions],
        "moves": [[each.start.isoformat(), each.link] for each in event.moves],
    }


def _event(stored: Mapping[str, Any]) -> BookingEvent:
    actions = [BookingAction(ActionKind(kind), link) for kind, link in stored["actions"]]
    moves = [MoveChoice(datetime.fromisoformat(start), link) for start, link in stored["moves"]]
    booking_id = stored["booking_id"]
    values = {
        **stored,
        "kind": BookingEventKind(stored["kind"]),
        "zone": ZoneInfo(stored["zone"]),
        "start": datetime.fromisoformat(stored["start"]),
        "booking_id": UUID(booking_id) if booking_id else None,
        "actions": tuple(actions),
        "moves": tuple(moves),
    }
    return BookingEvent(**values)
