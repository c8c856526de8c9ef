"""Between account events on the wire and values of the domain. No decisions here."""

from lyo.notifier.v1 import provider_service_pb2 as pb

from services.common.fields import text_of, time_of, timestamp, uuid_of
from services.notifier.domain.account_event import TEMPLATES, AccountEvent, AccountEventKind

_KINDS = {
    each: pb.AccountEventKind.Value(f"ACCOUNT_EVENT_KIND_{each.name}") for each in AccountEventKind
}
_KIND_OF = {wire: kind for kind, wire in _KINDS.items()}


def account_event(request: pb.RecordAccountEventRequest) -> AccountEvent:
    """What RecordAccountEvent tells."""
    kind = _KIND_OF[request.kind]
    named = text_of(request, "template_name") if kind in TEMPLATES else request.template_name
    return AccountEvent(
        channel_id=uuid_of(request, "channel_id"),
        kind=kind,
        event_time=time_of(request, "event_time"),
        detail=request.detail,
        template_name=named,
        template_language=request.template_language,
    )


def to_account_event(event: AccountEvent) -> pb.AccountEvent:
    """The event as callers see it."""
    return pb.AccountEvent(
        channel_id=str(event.channel_id),
        kind=_KINDS[event.kind],
        template_name=event.template_name,
        template_language=event.template_language,
        detail=event.detail,
        event_time=timestamp(event.event_time),
    )
