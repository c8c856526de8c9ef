"""Between rules of sending on the wire and values of the domain. No decisions here."""

from lyo.notifier.v1 import message_service_pb2 as message_pb
from lyo.notifier.v1 import preference_service_pb2 as pb

from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.sending_rules import QuietHours, SendingRules, TemplateRule

_EVENTS = {
    each: message_pb.BookingEventKind.Value(f"BOOKING_EVENT_KIND_{each.name}")
    for each in BookingEventKind
}
_EVENT_OF = {wire: kind for kind, wire in _EVENTS.items()}


def to_rules(rules: pb.SendingRules) -> SendingRules:
    """What a caller wants laid down."""
    quiet = rules.quiet_hours
    return SendingRules(
        quiet_hours=QuietHours(quiet.start_minute, quiet.end_minute)
        if rules.HasField("quiet_hours")
        else None,
        templates=tuple(
            TemplateRule(
                _EVENT_OF[each.event], each.template_name, each.offering, tuple(each.parameters)
            )
            for each in rules.templates
        ),
    )


def rules_message(rules: SendingRules) -> pb.SendingRules:
    """The rules as callers see them."""
    return pb.SendingRules(
        quiet_hours=_quiet_hours(rules.quiet_hours),
        templates=[
            pb.TemplateRule(
                event=_EVENTS[each.event],
                offering=each.offering,
                template_name=each.template_name,
                parameters=each.parameters,
            )
            for each in rules.templates
        ],
        etag=rules.etag,
    )


def _quiet_hours(quiet: QuietHours | None) -> pb.QuietHours | None:
    if quiet is None:
        return None
    return pb.QuietHours(start_minute=quiet.start_minute, end_minute=quiet.end_minute)
