"""Between what messages say on the wire and in the domain."""

from zoneinfo import ZoneInfo, available_timezones

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.fields import time_of, uuid_of
from services.common.texts import cleaned
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
from services.notifier.domain.errors import ContentWrong, TimeZoneUnknown

_ZONES = available_timezones() - {"Factory", "localtime", "posixrules"}
"""The names of IANA, without those that say what this machine has set."""

_EVENTS = {
    pb.BookingEventKind.Value(f"BOOKING_EVENT_KIND_{each.name}"): each for each in BookingEventKind
}
_ACTIONS = {
    pb.BookingActionKind.Value(f"BOOKING_ACTION_KIND_{each.name}"): each for each in ActionKind
}
_MEDIA = {each: pb.MediaKind.Value(f"MEDIA_KIND_{each.name}") for each in MediaKind}
_MEDIA_OF = {wire: kind for kind, wire in _MEDIA.items()}


def said(message: pb.OutboundMessage, index: int) -> Content | BookingEvent:
    """What the message says, as the caller wants it said."""
    if message.HasField("content") == message.HasField("event"):
        raise ContentWrong(index, ".content", "a message has either content or event")
    return content(message.content) if message.HasField("content") else _event(message.event, index)


def known_zone(name: str, field: str) -> str:
    """The name of the zone, which may be empty."""
    if name and name not in _ZONES:
        raise TimeZoneUnknown(field)
    return name


def content(wire: pb.Content) -> Content:
    """From the wire."""
    return Content(
        text=wire.text,
        buttons=tuple(Button(each.choice_id, cleaned(each.title)) for each in wire.buttons),
        menu=_menu(wire.menu) if wire.HasField("menu") else None,
        media=_media(wire.media) if wire.HasField("media") else None,
        template=template_use(wire.template) if wire.HasField("template") else None,
    )


def template_use(wire: pb.TemplateUse) -> TemplateUse:
    """From the wire."""
    return TemplateUse(wire.name, wire.language, tuple(wire.parameters), tuple(wire.choice_ids))


def to_content(content: Content) -> pb.Content:
    """For the wire."""
    menu, media, use = content.menu, content.media, content.template
    return pb.Content(
        text=content.text,
        buttons=[pb.Button(choice_id=each.choice_id, title=each.title) for each in content.buttons],
        menu=_to_menu(menu) if menu else None,
        media=pb.Media(kind=_MEDIA[media.kind], url=media.url, file_name=media.file_name)
        if media
        else None,
        template=_to_use(use) if use else None,
    )


def _menu(wire: pb.Menu) -> Menu:
    rows = (
        MenuRow(each.choice_id, cleaned(each.title), cleaned(each.description))
        for each in wire.rows
    )
    return Menu(cleaned(wire.label), tuple(rows))


def _to_menu(menu: Menu) -> pb.Menu:
    rows = [
        pb.MenuRow(choice_id=each.choice_id, title=each.title, description=each.description)
        for each in menu.rows
    ]
    return pb.Menu(label=menu.label, rows=rows)


def _media(wire: pb.Media) -> Media:
    return Media(_MEDIA_OF[wire.kind], wire.url, wire.file_name)


def _to_use(use: TemplateUse) -> pb.TemplateUse:
    return pb.TemplateUse(
        name=use.name,
        language=use.language,
        parameters=use.parameters,
        choice_ids=use.choice_ids,
    )


def _event(wire: pb.BookingEvent, index: int) -> BookingEvent:
    zone = known_zone(wire.time_zone, f"messages[{index}].event.time_zone")
    return BookingEvent(
        kind=_EVENTS[wire.kind],
        language=wire.language,
        zone=ZoneInfo(zone),
        offering_name=wire.offering_name,
        start=time_of(wire, "start_time"),
        business_name=wire.business_name,
        party_size=wire.party_size,
        resource_name=wire.resource_name,
        venue_name=wire.venue_name,
        venue_address=wire.venue_address,
        reason=wire.reason,
        booking_id=uuid_of(wire, "booking_id") if wire.booking_id else None,
        offering=wire.offering,
        customer_name=wire.customer_name,
        actions=tuple(BookingAction(_ACTIONS[each.kind], each.link) for each in wire.actions),
        moves=tuple(MoveChoice(time_of(each, "start_time"), each.link) for each in wire.moves),
    )
