"""What callers want to be sent, as they say it and as it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifier.domain.booking_event import AHEAD, BookingEvent
from services.notifier.domain.content import Content
from services.notifier.domain.errors import EventOver, ExpireTimeMissing, ExpireTimeOver
from services.notifier.domain.message import WORTH_SENDING, Message, Purpose, Recipient
from services.notifier.wording.rendering import told

Said = Content | BookingEvent


@dataclass(frozen=True)
class Wanted:
    """What one recipient is to read, in order. A channel, a recipient or a zone that is not given
    is looked up (addressing.py)."""

    customer_id: UUID
    purpose: Purpose
    contents: Sequence[tuple[UUID, Said]]
    expire_time: datetime | None
    channel_id: UUID | None = None
    recipient: Recipient | None = None
    zone: str = ""
    send_time: datetime | None = None
    wrote_time: datetime | None = None
    """When the customer wrote what this answers."""

    @property
    def message_ids(self) -> list[UUID]:
        return [message_id for message_id, _ in self.contents]

    @property
    def events(self) -> list[BookingEvent]:
        return [said for _, said in self.contents if isinstance(said, BookingEvent)]

    @property
    def address(self) -> tuple[UUID, Recipient]:
        """By which channel and to whom, once both are known."""
        if self.channel_id is None or self.recipient is None:
            raise TypeError("an address is looked up before anything is stored")
        return self.channel_id, self.recipient

    def check_end(self) -> None:
        """Refuse what nobody knows how long it is worth sending."""
        if self.expire_time is None and self.purpose not in WORTH_SENDING:
            raise ExpireTimeMissing

    def check_worth(self, now: datetime) -> None:
        """Refuse what is over when it would be sent. A reply may tell of what has begun."""
        at = self.send_time or now
        if self.expire_time is not None and self.expire_time <= at:
            raise ExpireTimeOver
        if self.purpose is Purpose.REPLY:
            return
        for index, (_, said) in enumerate(self.contents):
            if isinstance(said, BookingEvent) and said.kind in AHEAD and said.start <= at:
                raise EventOver(index)

    def messages(self, now: datetime) -> list[Message]:
        """The messages as they are stored at first."""
        return [self._message(message_id, said, now) for message_id, said in self.contents]

    def _message(self, message_id: UUID, said: Said, now: datetime) -> Message:
        channel_id, recipient = self.address
        event = said if isinstance(said, BookingEvent) else None
        return Message(
            message_id=message_id,
            channel_id=channel_id,
            customer_id=self.customer_id,
            recipient=recipient,
            content=told(said) if isinstance(said, BookingEvent) else said,
            purpose=self.purpose,
            create_time=now,
            expire_time=self.expire_time or self._worth_until(now),
            update_time=now,
            event=event,
            send_time=self.send_time,
            booking_id=event.booking_id if event else None,
            zone=self.zone,
        )

    def _worth_until(self, now: datetime) -> datetime:
        return (self.send_time or now) + WORTH_SENDING[self.purpose]
