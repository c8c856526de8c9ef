"""What a tenant sends, for the operator's command: to whom, as what, and what became of it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.operator import Stubs, new_id, pages
from lyoctl.resources.kind import ResourceError, Row, is_id, only
from lyoctl.resources.showing import content
from lyoctl.times import wall_of
from services.common.errors import NotFound
from services.common.logs import Phone

STATES = {
    name.removeprefix("MESSAGE_STATE_").lower(): number
    for name, number in pb.MessageState.items()
    if number
}
"""As an operator writes them: `queued`, `failed`."""
WORDS = {number: word for word, number in STATES.items()}
SHORT = 8
"""Characters of an id that a table shows, and that name a message again."""
TEXT_SHOWN = 48
_BEGIN_OF_ID = re.compile(r"[0-9a-f]{4,8}(-[0-9a-f-]*)?")


@dataclass
class Messages:
    """By our id or the beginning of it."""

    stubs: Stubs
    tenant: tenant_pb.Tenant
    columns: Row = ("when", "to", "why", "state", "reason", "calls", "by", "message", "text")

    @property
    def tenant_id(self) -> str:
        return self.tenant.tenant_id

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tenant.time_zone)

    def all(self, **filters: Any) -> AsyncIterator[pb.Message]:
        """The newest first; `filters` are those of ListMessages."""
        request = pb.ListMessagesRequest(tenant_id=self.tenant_id, **filters)
        return pages(self.stubs.messages.ListMessages, request, "messages")

    def dead(self) -> AsyncIterator[pb.DeadMessage]:
        """Those whose sending was given up, the newest first."""
        request = pb.ListDeadRequest(tenant_id=self.tenant_id)
        return pages(self.stubs.messages.ListDead, request, "messages")

    async def named(self, name: str) -> pb.GetMessageResponse:
        """The one that is meant with its history, or ResourceError."""
        begin = name.lower()
        if is_id(name):
            return await self._got(begin)
        if not _BEGIN_OF_ID.fullmatch(begin):
            raise ResourceError(f"there is no message {name}")
        alike = [each async for each in self.all() if each.message_id.startswith(begin)]
        return await self._got(only(alike, f"message {name}").message_id)

    async def redrive(self, message_ids: list[str]) -> int:
        """Take these up again; how many were dead."""
        redriven = 0
        for at in range(0, len(message_ids), 200):
            request = pb.RedriveRequest(
                tenant_id=self.tenant_id,
                request_id=new_id(),
                message_ids=message_ids[at : at + 200],
            )
            redriven += (await self.stubs.messages.Redrive(request)).redriven
        return redriven

    async def _got(self, message_id: str) -> pb.GetMessageResponse:
        request = pb.GetMessageRequest(tenant_id=self.tenant_id, message_id=message_id)
        try:
            return await self.stubs.messages.GetMessage(request)
        except NotFound:
            raise ResourceError(f"there is no message {message_id}") from None

    def row(self, one: pb.Message) -> Row:
        return (
            self.when(one.create_time),
            str(Phone(one.recipient.value)),
            pb.Purpose.Name(one.purpose).removeprefix("PURPOSE_").lower(),
            WORDS.get(one.state, "?"),
            one.reason,
            str(one.attempts),
            one.provider,
            one.message_id[:SHORT],
            shortened(one),
        )

    def when(self, stamp: Timestamp) -> str:
        """`2026-12-24 15:30:07` on the tenant's clocks."""
        return f"{wall_of(stamp, self.zone):%Y-%m-%d %H:%M:%S}"

    def told(self, found: pb.GetMessageResponse) -> dict[str, Any]:
        """The message with its history, the phone masked."""
        said = content(found.message)
        said["recipient"]["value"] = str(Phone(found.message.recipient.value))
        changes = [
            f"{self.when(each.change_time)} {WORDS.get(each.state, '?')} {each.reason}".strip()
            for each in found.changes
        ]
        return {**said, "changes": changes, "calls": [*map(self._call, found.attempts)]}

    def _call(self, attempt: pb.Attempt) -> str:
        ended = f"{attempt.outcome} after {attempt.duration_ms} ms" if attempt.outcome else "open"
        parts = (
            f"{attempt.number}.",
            self.when(attempt.begin_time),
            attempt.provider,
            ended,
            attempt.reason,
            attempt.provider_detail,
        )
        return " ".join(filter(None, parts))


@dataclass
class DeadMessages:
    """Those whose sending was given up."""

    messages: Messages
    columns: Row = ("given up", "because", "to", "message", "text")

    def row(self, one: pb.DeadMessage) -> Row:
        return (
            self.messages.when(one.dead_time),
            one.dead_reason,
            str(Phone(one.message.recipient.value)),
            one.message.message_id[:SHORT],
            shortened(one.message),
        )


def shortened(one: pb.Message) -> str:
    """The beginning of its text, in one line; of a template its name."""
    text = " ".join(one.content.text.split()) or one.content.template.name or one.template_name
    return text if len(text) <= TEXT_SHOWN else f"{text[: TEXT_SHOWN - 1]}…"
