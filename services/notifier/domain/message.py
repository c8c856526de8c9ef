"""A message that leaves, and what each event makes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.notifier.domain.booking_event import BookingEvent
from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain
from services.notifier.domain.preference import Category
from services.notifier.domain.pricing import Pricing
from services.notifier.domain.states import UNDER_WAY, State, may_become


class Purpose(StrEnum):
    REPLY = "reply"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    NOTIFICATION = "notification"
    CAMPAIGN = "campaign"


WORTH_SENDING = {
    Purpose.REPLY: timedelta(minutes=15),
    Purpose.CONFIRMATION: timedelta(hours=24),
    Purpose.NOTIFICATION: timedelta(hours=24),
    Purpose.CAMPAIGN: timedelta(hours=24),
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
class Status:
    """What a provider says became of a message, which it names by our id, by its own, or both."""

    message_id: UUID | None
    provider_message_id: str
    state: State
    error_code: str = ""
    error_detail: str = ""
    pricing: Pricing | None = None


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
    event: BookingEvent | None = None
    """What it tells of, where it is not only words: `content` is that in words, and a template may
    say it instead."""
    send_time: datetime | None = None
    """Not before; None: at once."""
    booking_id: UUID | None = None
    zone: str = ""
    """Where the customer lives, IANA; empty: not known."""
    template_name: str = ""
    """The template that it was sent as."""
    as_template: bool = False
    """The provider said that free text does not reach the customer, whatever we believe."""
    follows_id: UUID | None = None
    """The failed message that it is sent instead of."""
    tried: tuple[UUID, ...] = ()
    """Channels that could not send it, before this one."""
    parts_sent: int = 0
    """Of a text that is longer than the provider takes: how many parts of it were accepted."""
    pricing: Pricing | None = None

    @property
    def unasked(self) -> bool:
        """Whether nobody asked for it."""
        return self.purpose is not Purpose.REPLY

    @property
    def category(self) -> Category:
        """What it is for those who do not want to be written to."""
        return Category.MARKETING if self.purpose is Purpose.CAMPAIGN else Category.SERVICE

    def asks_the_same(self, other: "Message") -> bool:
        """Whether both would show the same person the same thing."""
        mine = (self.customer_id, self.said, self.purpose)
        return mine == (other.customer_id, other.said, other.purpose)

    @property
    def said(self) -> BookingEvent | TemplateUse | Content:
        """What is to be said. The text of an event or a template follows from it."""
        return self.event or self.content.template or self.content

    def sending(self, provider: str, now: datetime, template_name: str = "") -> "Message":
        """A call is about to be made, and counts from here whatever becomes of it."""
        moved = self._moved(State.SENDING, now)
        calls = self.attempts + 1
        return replace(moved, provider=provider, attempts=calls, template_name=template_name)

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

    def told(self, status: Status, now: datetime, why: str = "NOT_DELIVERED") -> "Message":
        """What a status says, and `why` if it says that it failed. Neither repetition nor a late
        lower rank changes anything."""
        if self.attempts == 0:
            return self  # it cannot be about a message that never left
        if status.pricing is not None and self.pricing is None:
            return replace(self, pricing=status.pricing).told(status, now, why)
        named = status.provider_message_id
        if status.state is not State.FAILED:
            return self._moved(status.state, now, named=named)
        if self.provider_message_id not in {"", named}:
            return self  # an earlier attempt failed; the one that counts did not
        detail = ": ".join(part for part in (status.error_code, status.error_detail) if part)
        return self._moved(State.FAILED, now, why, detail, named=named)

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

    def suppressed(self, now: datetime, detail: str = "") -> "Message":
        """The customer does not want to be written to in this way."""
        return self._moved(State.SUPPRESSED, now, "OPTED_OUT", detail)

    def addressee_gone(self, now: datetime) -> "Message":
        """The customer was deleted meanwhile."""
        return self._moved(State.CANCELLED, now, "CUSTOMER_GONE")

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
