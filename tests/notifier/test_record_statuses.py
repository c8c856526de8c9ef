"""What becomes of a message when the provider says what became of it?"""

import asyncio
import itertools
import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument, PermissionDenied
from tests.notifier.conftest import a_phone
from tests.notifier.conftest import status as a_status

STATES = ["SENT", "DELIVERED", "READ", "FAILED"]


def status(message, state, **more):
    """What Meta says of a message that it has."""
    return a_status(message.message_id, state, message.provider_message_id, **more)


@pytest.fixture
async def accepted(tenant):
    """Sends messages; gives them once Meta has them."""

    async def send(count):
        sent = [(await tenant.sends("Ciao", to=a_phone()))[0] for _ in range(count)]
        return [await tenant.becomes(message_id, "ACCEPTED") for message_id in sent]

    return send


async def test_all_orders_of_four_statuses_end_at_the_highest_rank_or_the_first_failure(
    tenant, accepted
):
    orders = list(itertools.permutations(STATES))
    sent = await accepted(len(orders))

    for step in range(4):
        updates = [status(sent[n], order[step]) for n, order in enumerate(orders)]
        await tenant.told(*updates)

    for message, order in zip(sent, orders, strict=True):
        arrived = {"DELIVERED", "READ"} & set(order[: order.index("FAILED")])
        await tenant.becomes(message.message_id, "READ" if arrived else "FAILED", within=0)


async def test_all_orders_inside_one_call_too(tenant, accepted):
    orders = list(itertools.permutations(STATES))
    sent = await accepted(len(orders))

    updates = [status(sent[n], state) for n, order in enumerate(orders) for state in order]
    await tenant.told(*updates)

    for message, order in zip(sent, orders, strict=True):
        arrived = {"DELIVERED", "READ"} & set(order[: order.index("FAILED")])
        await tenant.becomes(message.message_id, "READ" if arrived else "FAILED", within=0)


async def test_a_status_without_our_id_is_matched_by_the_providers(tenant, accepted):
    (message,) = await accepted(1)

    assert await tenant.told(a_status("", "DELIVERED", message.provider_message_id)) == (1, 0)
    await tenant.becomes(message.message_id, "DELIVERED", within=0)


async def test_a_status_with_an_id_that_is_not_ours_is_matched_by_the_providers(tenant, accepted):
    (message,) = await accepted(1)

    assert await tenant.told(a_status(str(uuid.uuid4()), "READ", message.provider_message_id)) == (
        1,
        0,
    )


async def test_what_is_not_ours_is_counted_and_left_alone(tenant, accepted):
    (message,) = await accepted(1)

    told = await tenant.told(
        status(message, "SENT"), a_status("", "SENT", "wamid.of someone else's")
    )

    assert told == (1, 1)


async def test_another_tenants_message_is_not_ours(tenant, other_tenant, accepted):
    (message,) = await accepted(1)

    assert await other_tenant.told(status(message, "FAILED")) == (0, 1)
    await tenant.becomes(message.message_id, "ACCEPTED", within=0)


async def test_telling_it_again_changes_nothing(tenant, accepted):
    (message,) = await accepted(1)
    update, request_id = status(message, "READ"), str(uuid.uuid4())

    assert await tenant.told(update, request_id=request_id) == (1, 0)
    assert await tenant.told(update, request_id=request_id) == (1, 0)
    assert await tenant.told(update) == (0, 0)


async def test_the_same_request_id_for_something_else_is_refused(tenant, accepted):
    (message,) = await accepted(1)
    request_id = str(uuid.uuid4())
    await tenant.told(status(message, "SENT"), request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.told(status(message, "READ"), request_id=request_id)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize(
    ("code", "reason"),
    [("131049", "WITHHELD_BY_PROVIDER"), ("131047", "WINDOW_CLOSED"), ("987654", "NOT_DELIVERED")],
    ids=["withheld", "too late to answer freely", "a code that nobody knows"],
)
async def test_a_failure_says_why(tenant, accepted, code, reason):
    (message,) = await accepted(1)

    await tenant.told(status(message, "FAILED", error_code=code, error_detail="because"))

    failed = await tenant.becomes(message.message_id, "FAILED", within=0)
    assert failed.reason == reason
    assert failed.provider_detail == f"{code}: because"


@pytest.fixture
def looked_at_again(notifier, tenant):
    """Whether there is work of looking what follows from how a message ended."""

    async def found(message) -> bool:
        async with notifier.database.tenant_transaction(uuid.UUID(tenant.tenant_id)) as connection:
            query = "SELECT 1 FROM lane_jobs WHERE dedup_key = %s"
            cursor = await connection.execute(query, (f"{message.message_id}!",))
            return await cursor.fetchone() is not None

    return found


@pytest.mark.parametrize(
    "purpose", [pb.PURPOSE_NOTIFICATION, pb.PURPOSE_REPLY], ids=["a notification", "a reply"]
)
async def test_what_follows_is_looked_for_where_a_message_did_not_arrive(
    tenant, looked_at_again, purpose
):
    (message_id,) = await tenant.sends("Ciao", purpose=purpose)
    message = await tenant.becomes(message_id, "ACCEPTED")

    await tenant.told(status(message, "FAILED"))

    assert await looked_at_again(message)


async def test_no_other_way_is_looked_for_once_it_arrived(tenant, looked_at_again):
    (message_id,) = await tenant.sends("Ciao", purpose=pb.PURPOSE_NOTIFICATION)
    message = await tenant.becomes(message_id, "ACCEPTED")

    await tenant.told(status(message, "DELIVERED"), status(message, "FAILED"))

    assert not await looked_at_again(message)


async def test_many_tellers_at_once_never_deadlock(tenant, accepted):
    sent = await accepted(10)

    await asyncio.gather(
        *[
            tenant.told(*[status(each, state) for each in order])
            for state in STATES[:3]
            for order in (sent, sent[::-1], sent[5:] + sent[:5])
        ]
    )

    for message in sent:
        await tenant.becomes(message.message_id, "READ", within=0)


async def test_only_the_gateway_may_tell(notifier, tenant):
    request = pb.RecordStatusesRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        statuses=[a_status(str(uuid.uuid4()), "READ")],
    )

    async with notifier.called_by("assistant") as stub:
        with pytest.raises(PermissionDenied) as refusal:
            await stub.RecordStatuses(request)
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"
