"""A message that leaves, and what each event makes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain
from services.notifier.domain.states import UNDER_WAY, State, may_become


class Purpose(StrEnum):
    REPLY = "reply"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"


WORTH_SENDING = {
    Purpose.REPLY: timedelta(minutes=15),
    Purpose.CONFIRMATION: timedelta(hours=24),
}
"""How long, where the caller says nothing. A reminder depends on its booking: the caller says."""


class RecipientKind(StrEnum):
    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"
    INSTAGRAM = "instagram"
    CHATWOOT_CONTACT = "chatwoot_contact"
    WEB_VISITOR = "web_visitor"


@dataclass(frozen=True)
class Recipient:
    kind: RecipientKind
    value: str


@dataclass(frozen=True)
class Button:
    choice_id: str
    title: str


@dataclass(frozen=True)
class Content:
    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Status:
    """What a provider says became of a message, which it names by our id, by its own, or both."""

    message_id: UUID | None
    provider_message_id: str
    state: State
    error_code: str = ""
    error_detail: str = ""


@dataclass(frozen=True)
class Message:
    message_id: UUID
    channel_id: UUID
    customer_id: UUID
    recipient: Recipient
    content: Content
    purpose: Purpose
    create_time: datetime
    expire_time: datetime
    update_time: datetime
    """When the state last changed."""
    state: State = State.QUEUED
    provider: str = ""
    """Who was called for it last."""
    provider_message_id: str = ""
    reason: str = ""
    provider_detail: str = ""
    attempts: int = 0
    cancel_wanted: bool = False
    """It was called back while a call was under way: no other call is made."""

    def asks_the_same(self, other: "Message") -> bool:
        """Whether both would show the same person the same thing."""
        mine = (self.channel_id, self.customer_id, self.recipient, self.content, self.purpose)
        return mine == (
            other.channel_id,
            other.customer_id,
            other.recipient,
            other.content,
            other.purpose,
        )

    def sending(self, provider: str, now: datetime) -> "Message":
        """A call is about to be made, and counts from here whatever becomes of it."""
        moved = self._moved(State.SENDING, now)
        return replace(moved, provider=provider, attempts=self.attempts + 1)

    def after(self, outcome: Outcome, now: datetime) -> "Message":
        """What the call led to; a status that came meanwhile knows better and is kept. It is sent
        again only where nobody called it back."""
        if isinstance(outcome, Accepted):
            return self._moved(State.ACCEPTED, now, named=outcome.provider_message_id)
        if isinstance(outcome, Refused):
            to = State.FAILED
        elif isinstance(outcome, TryAgain):
            to = self._not_sent()
        else:
            to = State.AMBIGUOUS
        return self._moved(to, now, outcome.reason, outcome.detail)

    def told(self, status: Status, now: datetime) -> "Message":
        """What a status says. Neither repetition nor a late lower rank changes anything."""
        if self.attempts == 0:
            return self  # it cannot be about a message that never left
        named = status.provider_message_id
        if status.state is not State.FAILED:
            return self._moved(status.state, now, named=named)
        if self.provider_message_id not in {"", named}:
            return self  # an earlier attempt failed; the one that counts did not
        detail = ": ".join(part for part in (status.error_code, status.error_detail) if part)
        return self._moved(State.FAILED, now, "NOT_DELIVERED", detail, named=named)

    def interrupted(self, now: datetime) -> "Message":
        """Found in mid-call with nobody calling: the process ended, and the answer with it."""
        return self._moved(State.AMBIGUOUS, now, "CALL_INTERRUPTED")

    def given_up_waiting(self, now: datetime) -> "Message":
        """No status came: the call is taken to have sent nothing."""
        return self._moved(self._not_sent(), now, "STATUS_MISSING")

    def expired(self, now: datetime) -> "Message":
        """It is too late to send it. What kept it from being sent stays its reason."""
        reason = self.reason or "NOT_SENT_IN_TIME"
        return self._moved(State.EXPIRED, now, reason, self.provider_detail)

    def withheld(self, now: datetime) -> "Message":
        """Nobody asked for it, and such messages are switched off. It is not sent later."""
        return self._moved(State.DISABLED, now, "NOTIFICATIONS_OFF")

    def cancelled(self, now: datetime) -> "Message":
        """Called back. Where a call is under way, it only is not made again; what was sent or has
        ended stays as it is. What kept it from being sent stays its reason."""
        if self.state in UNDER_WAY:
            return replace(self, cancel_wanted=True)
        return self._moved(State.CANCELLED, now, self.reason, self.provider_detail)

    def _not_sent(self) -> State:
        """Where a call leaves it that sent nothing."""
        return State.CANCELLED if self.cancel_wanted else State.QUEUED

    def _moved(
        self, to: State, now: datetime, reason: str = "", detail: str = "", *, named: str = ""
    ) -> "Message":
        """In the state, if it may come to be in it; with the id that the provider gave it first."""
        known = replace(self, provider_message_id=self.provider_message_id or named)
        if not may_become(self.state, to):
            return known
        return replace(known, state=to, update_time=now, reason=reason, provider_detail=detail)
