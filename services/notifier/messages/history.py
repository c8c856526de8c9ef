"""What happened to messages, on the wire."""

from datetime import timedelta

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.fields import timestamp
from services.notifier.domain.attempt import Attempt
from services.notifier.domain.history import Change
from services.notifier.messages.messages import STATES, to_message
from services.notifier.usecases.dead import DeadMessage


def to_change(change: Change) -> pb.MessageChange:
    return pb.MessageChange(
        state=STATES[change.state],
        change_time=timestamp(change.change_time),
        reason=change.reason,
    )


def to_attempt(attempt: Attempt) -> pb.Attempt:
    return pb.Attempt(
        number=attempt.number,
        provider=attempt.provider,
        channel_id=str(attempt.channel_id),
        begin_time=timestamp(attempt.begin_time),
        duration_ms=round((attempt.duration or timedelta()) / timedelta(milliseconds=1)),
        outcome=attempt.outcome,
        reason=attempt.reason,
        provider_detail=attempt.provider_detail,
    )


def to_dead(dead: DeadMessage) -> pb.DeadMessage:
    return pb.DeadMessage(
        message=to_message(dead.message),
        dead_reason=dead.reason,
        dead_time=timestamp(dead.dead_time),
    )
