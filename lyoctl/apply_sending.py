"""How a tenant's messages are sent, as its file says. The rules are one thing: the file has all."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from lyo.notifier.v1 import message_service_pb2 as message_pb
from lyo.notifier.v1 import preference_service_pb2 as pb

from lyoctl.apply_change import Change, Target
from lyoctl.operator import new_id
from lyoctl.sending_schema import Sending, TemplateUse

_EVENT = "BOOKING_EVENT_KIND_"


async def sending_changes(target: Target) -> list[Change]:
    """Nothing where the file says nothing of sending, else all in one change."""
    if not target.source.gives("sending"):
        return []
    stored, wanted = await _stored(target), rules_of(target.source.says.sending or Sending())
    lines = (*_quiet_lines(stored, wanted), *_template_lines(stored, wanted))
    if not lines:
        return []
    act = partial(_apply, target, wanted, stored.etag)
    return [Change("sending", lines, target.where("sending"), act)]


def rules_of(said: Sending) -> pb.SendingRules:
    """What the file says, as it is laid down."""
    rules = pb.SendingRules(templates=[_rule(each) for each in said.templates])
    if said.quiet is not None:
        start, end = said.quiet
        rules.quiet_hours.CopyFrom(pb.QuietHours(start_minute=start, end_minute=end))
    return rules


async def _stored(target: Target) -> pb.SendingRules:
    if not target.tenant_id:
        return pb.SendingRules()
    request = pb.GetSendingRulesRequest(tenant_id=target.tenant_id)
    return (await target.stubs.preferences.GetSendingRules(request)).rules


def _rule(said: TemplateUse) -> pb.TemplateRule:
    return pb.TemplateRule(
        event=message_pb.BookingEventKind.Value(f"{_EVENT}{said.event.upper()}"),
        offering=said.offering or "",
        template_name=said.template,
        parameters=said.parameters,
    )


def _quiet_lines(stored: pb.SendingRules, wanted: pb.SendingRules) -> Iterator[str]:
    before, after = _quiet(stored), _quiet(wanted)
    if before != after:
        yield f"~ sending quiet: {before} -> {after}"


def _quiet(rules: pb.SendingRules) -> str:
    if not rules.HasField("quiet_hours"):
        return "as the installation says"
    start, end = rules.quiet_hours.start_minute, rules.quiet_hours.end_minute
    return "never" if start == end else f"{_clock(start)}-{_clock(end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _template_lines(stored: pb.SendingRules, wanted: pb.SendingRules) -> Iterator[str]:
    before, after = [_shown(each) for each in stored.templates], list(map(_shown, wanted.templates))
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    yield from (f"+ {each}" for each in after if each in new)
    yield from (f"- {each}" for each in before if each in gone)
    if before != after and not (gone or new):
        yield "~ sending templates: in another order"


def _shown(rule: pb.TemplateRule) -> str:
    event = message_pb.BookingEventKind.Name(rule.event).removeprefix(_EVENT).lower()
    of = " ".join(each for each in (event, rule.offering) if each)
    filled = f" [{', '.join(rule.parameters)}]" if rule.parameters else ""
    return f"sending template of {of}: {rule.template_name}{filled}"


async def _apply(target: Target, wanted: pb.SendingRules, etag: str) -> None:
    request = pb.ApplySendingRulesRequest(
        tenant_id=target.tenant_id, request_id=new_id(), rules=wanted, etag=etag
    )
    await target.stubs.preferences.ApplySendingRules(request)
