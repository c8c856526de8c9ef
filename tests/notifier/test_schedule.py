"""Are messages sent when they are to be, and not before?"""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1.customer_service_pb2 import Customer

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from services.common.fields import timestamp
from tests.notifier.conftest import Tenant, a_phone
from tests.notifier.running import running_notifier

WORTH = timedelta(hours=24)
SOON = timedelta(seconds=2)
HOUR, WEEK, MONTH = timedelta(hours=1), timedelta(days=7), timedelta(days=30)


def later(by: timedelta) -> datetime:
    return datetime.now(UTC) + by


def scheduling(tenant, send_time: datetime, *texts: str, **changes) -> pb.ScheduleRequest:
    """A request to send these texts then."""
    asked = tenant.asks(*texts, **{"purpose": pb.PURPOSE_NOTIFICATION, **changes})
    request = pb.ScheduleRequest(send_time=timestamp(send_time))
    asked.ClearField("wrote_time")
    request.MergeFromString(asked.SerializeToString())
    return request


async def schedule(tenant, send_time: datetime, *texts: str, **changes) -> list[pb.Message]:
    answer = await tenant.stub.Schedule(scheduling(tenant, send_time, *texts, **changes))
    return list(answer.messages)


async def reschedule(tenant, message_id: str, send_time: datetime, request_id: str = ""):
    request = pb.RescheduleRequest(
        tenant_id=tenant.tenant_id,
        request_id=request_id or str(uuid.uuid4()),
        message_id=message_id,
        send_time=timestamp(send_time),
    )
    return (await tenant.stub.Reschedule(request)).message


class Sent:
    """A message that was scheduled, perhaps moved, and has left by now."""

    def __init__(self, tenant, message_id: str, send_time: datetime) -> None:
        self.tenant, self.message_id, self.send_time = tenant, message_id, send_time

    async def called(self) -> list[datetime]:
        """When each call for it began."""
        attempts = (await self.tenant.history(self.message_id)).attempts
        return [each.begin_time.ToDatetime(tzinfo=UTC) for each in attempts]


MOVES = {
    "left alone": (SOON,),
    "moved forward": (HOUR, SOON),
    "moved back": (SOON, 2 * SOON),
    "moved to and fro": (SOON, HOUR, SOON, HOUR, SOON),
}
"""What becomes of the time of a message, from now on."""


async def play(tenant, moves: tuple[timedelta, ...]) -> Sent:
    """A message to somebody who has just written, scheduled and moved so, until it was sent."""
    phone = a_phone()
    await wrote(tenant, phone)
    send_time = later(moves[0])
    (message,) = await schedule(tenant, send_time, "Ciao", to=phone)
    for move in moves[1:]:
        send_time = later(move)
        await reschedule(tenant, message.message_id, send_time)
    return Sent(tenant, message.message_id, send_time)


async def wrote(tenant, phone: str) -> None:
    await tenant.stub.RecordInbound(
        pb.RecordInboundRequest(
            tenant_id=tenant.tenant_id,
            request_id=str(uuid.uuid4()),
            channel_id=tenant.channel_id,
            recipient=pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=phone),
            wrote_time=timestamp(datetime.now(UTC)),
        )
    )


@pytest.fixture(scope="module")
async def sent(lyo_databases, tenant_service, meta, channels, customers):
    """A message for each of the moves, by their names. Nothing leaves before all were moved."""
    async with running_notifier(
        lyo_databases("notifier"), tenant_service, graph_url=meta.url, work=False
    ) as notifier:
        tenant = await Tenant(notifier.messages, meta, channels).open()
        customers.add(tenant.tenant_id, Customer(customer_id=tenant.customer_id))
        played = await asyncio.gather(*[play(tenant, moves) for moves in MOVES.values()])
        async with notifier.working():
            for each in played:
                await tenant.becomes(each.message_id, "ACCEPTED")
            yield dict(zip(MOVES, played, strict=True))


@pytest.fixture(scope="module")
async def idle(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


@pytest.fixture
async def waiting(idle, new_tenant):
    """A tenant whose messages wait."""
    return await new_tenant(idle.messages)


@pytest.mark.parametrize("move", MOVES)
async def test_a_message_leaves_at_its_time_and_not_before(sent, move):
    assert min(await sent[move].called()) >= sent[move].send_time


@pytest.mark.parametrize("move", MOVES)
async def test_a_message_leaves_once_however_often_it_was_moved(sent, move):
    assert len(await sent[move].called()) == 1


async def test_a_message_that_is_not_due_holds_up_no_other(tenant):
    await schedule(tenant, later(HOUR), "Later")

    (now,) = await tenant.sends("Now", purpose=pb.PURPOSE_NOTIFICATION)

    await tenant.becomes(now, "ACCEPTED")
    assert await tenant.texts() == ["Now"]


async def test_what_is_scheduled_can_be_read_again(waiting):
    send_time = later(MONTH)

    (message,) = await schedule(waiting, send_time, "Ciao")

    assert await waiting.message(message.message_id) == message
    assert message.send_time == timestamp(send_time)
    assert message.state == pb.MESSAGE_STATE_QUEUED


async def test_a_message_is_worth_sending_from_its_time_on(waiting):
    send_time = later(MONTH)

    (message,) = await schedule(waiting, send_time, "Ciao")

    assert message.expire_time == timestamp(send_time + WORTH)


async def test_the_same_request_again_gives_the_same_messages_though_their_time_is_over(
    lyo_database, tenant_service, new_tenant
):
    moment = datetime.now(UTC)
    async with running_notifier(
        lyo_database("notifier"), tenant_service, work=False, now=lambda: moment
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        request = scheduling(tenant, moment + timedelta(hours=1), "Ciao")
        first = await tenant.stub.Schedule(request)
        moment += timedelta(hours=2)

        assert await tenant.stub.Schedule(request) == first


async def test_the_same_request_id_for_another_time_is_refused(waiting):
    request = scheduling(waiting, later(HOUR), "Ciao")
    await waiting.stub.Schedule(request)
    request.send_time.seconds += 1

    with pytest.raises(InvalidArgument) as refusal:
        await waiting.stub.Schedule(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


# At another time


async def test_the_expiry_moves_along(waiting):
    (message,) = await schedule(waiting, later(HOUR), "Ciao")
    send_time = later(WEEK)

    moved = await reschedule(waiting, message.message_id, send_time)

    assert moved.expire_time == timestamp(send_time + WORTH)
    assert await waiting.message(message.message_id) == moved


async def test_a_message_of_the_end_of_time_can_be_moved(waiting):
    never = pb.SendRequest(expire_time={"seconds": 253402300799})
    (message,) = await schedule(waiting, later(HOUR), "Ciao", expire_time=never.expire_time)

    moved = await reschedule(waiting, message.message_id, later(WEEK))

    assert moved.expire_time.seconds == never.expire_time.seconds


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [(timedelta(seconds=-1), "IN_THE_PAST"), (timedelta(days=3650), "TOO_FAR_AHEAD")],
    ids=["in the past", "in ten years"],
)
async def test_a_message_is_not_moved_to_a_time_that_nobody_means(waiting, ahead, reason):
    (message,) = await schedule(waiting, later(HOUR), "Ciao")

    with pytest.raises(InvalidArgument) as refusal:
        await reschedule(waiting, message.message_id, later(ahead))
    assert refusal.value.reason == reason
    assert await waiting.message(message.message_id) == message


async def test_a_message_that_was_sent_is_not_moved(sent):
    gone = sent["left alone"]

    with pytest.raises(FailedPrecondition) as refusal:
        await reschedule(gone.tenant, gone.message_id, later(HOUR))
    assert refusal.value.reason == "ALREADY_SENT"


async def test_what_is_over_before_it_would_be_sent_is_refused(waiting):
    with pytest.raises(InvalidArgument) as refusal:
        await schedule(waiting, later(2 * HOUR), "Ciao", expire_time=timestamp(later(HOUR)))

    assert [each.field for each in refusal.value.violations] == ["expire_time"]


async def test_a_message_that_was_called_back_is_not_moved(waiting):
    (message,) = await schedule(waiting, later(HOUR), "Ciao")
    await waiting.stub.Cancel(
        pb.CancelRequest(
            tenant_id=waiting.tenant_id,
            request_id=str(uuid.uuid4()),
            message_ids=[message.message_id],
        )
    )

    with pytest.raises(FailedPrecondition) as refusal:
        await reschedule(waiting, message.message_id, later(2 * HOUR))
    assert refusal.value.details == {"state": "cancelled"}
    assert refusal.value.message.endswith("it is cancelled")


async def test_moving_it_again_by_the_same_request_changes_nothing(waiting):
    (message,) = await schedule(waiting, later(HOUR), "Ciao")
    request_id, send_time = str(uuid.uuid4()), later(2 * HOUR)

    moved = await reschedule(waiting, message.message_id, send_time, request_id)

    assert await reschedule(waiting, message.message_id, send_time, request_id) == moved


async def test_an_unknown_message_is_not_moved(waiting):
    with pytest.raises(NotFound) as refusal:
        await reschedule(waiting, str(uuid.uuid4()), later(HOUR))
    assert refusal.value.reason == "MESSAGE_NOT_FOUND"


async def test_a_message_of_another_tenant_is_not_moved(idle, waiting, new_tenant):
    other = await new_tenant(idle.messages)
    (message,) = await schedule(waiting, later(HOUR), "Ciao")

    with pytest.raises(NotFound):
        await reschedule(other, message.message_id, later(2 * HOUR))
