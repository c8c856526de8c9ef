"""What is wrong with a channel, since when, and why?"""

from datetime import UTC, datetime, timedelta

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound, PermissionDenied
from services.common.fields import timestamp
from tests.common.serving import calling
from tests.tenant.running import new_id

TOKEN = pb.CHANNEL_PROBLEM_KIND_TOKEN_REFUSED
PERMISSION = pb.CHANNEL_PROBLEM_KIND_PERMISSION_MISSING
QUALITY = pb.CHANNEL_PROBLEM_KIND_QUALITY_LOW
LIMIT = pb.CHANNEL_PROBLEM_KIND_LIMIT_REACHED
NOON = datetime(2026, 3, 1, 11, tzinfo=UTC)
"""An hour before the clock of the service begins to tick."""
DAY = 24 * 3600


def at(seconds):
    return timestamp(NOON + timedelta(seconds=seconds))


@pytest.fixture
def told(tenant, salon):
    """Report what a provider said, so many seconds after noon."""

    async def report(seconds, kind=0, *, solved=False, detail="", to=salon):
        request = pb.ReportChannelHealthRequest(
            tenant_id=to.tenant_id,
            request_id=new_id(),
            channel_id=to.channel_id,
            kind=kind,
            solved=solved,
            detail=detail,
            seen_time=at(seconds),
        )
        return await tenant.channels.ReportChannelHealth(request)

    return report


@pytest.fixture
def health(tenant, salon):
    """What is known of the channel of the salon."""

    async def get(of=salon):
        request = pb.GetChannelHealthRequest(tenant_id=of.tenant_id, channel_id=of.channel_id)
        return await tenant.channels.GetChannelHealth(request)

    return get


async def test_of_a_new_channel_nothing_is_known(health):
    known = await health()

    assert list(known.problems) == []
    assert not known.HasField("success_time")


@pytest.mark.parametrize("kind", [TOKEN, PERMISSION, QUALITY, LIMIT])
async def test_a_problem_says_since_when_and_why(told, health, kind):
    await told(10, kind, detail="190: Session has expired")

    expected = pb.ChannelProblem(
        kind=kind, detail="190: Session has expired", begin_time=at(10), seen_time=at(10)
    )
    assert list((await health()).problems) == [expected]


async def test_a_problem_that_is_seen_again_began_when_it_began(told, health):
    await told(10, TOKEN, detail="190")
    await told(20, TOKEN, detail="190/463")

    [problem] = (await health()).problems
    assert (problem.begin_time, problem.seen_time) == (at(10), at(20))
    assert problem.detail == "190/463"


async def test_several_problems_come_with_the_newest_first(told, health):
    await told(10, QUALITY)
    await told(30, TOKEN)
    await told(20, LIMIT)

    assert [each.kind for each in (await health()).problems] == [TOKEN, LIMIT, QUALITY]


async def test_what_is_solved_is_no_problem(told, health):
    await told(10, QUALITY)
    await told(20, QUALITY, solved=True)

    assert list((await health()).problems) == []


async def test_what_comes_again_begins_anew(told, health):
    await told(10, QUALITY)
    await told(20, QUALITY, solved=True)
    await told(30, QUALITY)

    [problem] = (await health()).problems
    assert problem.begin_time == at(30)


@pytest.mark.parametrize("kind", [TOKEN, PERMISSION])
async def test_a_call_that_was_taken_solves_what_cannot_be_while_calls_are_taken(
    told, health, kind
):
    await told(10, kind)
    await told(20)

    known = await health()
    assert list(known.problems) == []
    assert known.success_time == at(20)


@pytest.mark.parametrize("kind", [QUALITY, LIMIT])
async def test_a_call_that_was_taken_says_nothing_of_quality_and_limits(told, health, kind):
    await told(10, kind)
    await told(20)

    assert [each.kind for each in (await health()).problems] == [kind]


async def test_a_limit_is_told_of_for_a_day(told, health):
    await told(-DAY, QUALITY)
    await told(-DAY, LIMIT)
    assert {each.kind for each in (await health()).problems} == {QUALITY}

    await told(0, LIMIT)
    assert {each.kind for each in (await health()).problems} == {QUALITY, LIMIT}


async def test_an_older_problem_is_not_noted(told, health):
    await told(20, QUALITY, detail="later")
    await told(10, QUALITY, detail="earlier")

    [problem] = (await health()).problems
    assert (problem.detail, problem.begin_time) == ("later", at(20))


async def test_a_problem_older_than_its_end_does_not_come_back(told, health):
    await told(20, QUALITY, solved=True)
    await told(10, QUALITY)

    assert list((await health()).problems) == []


async def test_an_end_older_than_the_problem_does_not_end_it(told, health):
    await told(20, QUALITY)
    await told(10, QUALITY, solved=True)

    assert len((await health()).problems) == 1


async def test_a_refusal_older_than_a_call_that_was_taken_is_not_noted(told, health):
    await told(20)
    await told(10, TOKEN)

    assert list((await health()).problems) == []


async def test_a_call_that_was_taken_before_the_refusal_does_not_solve_it(told, health):
    await told(20, TOKEN)
    await told(10)

    assert len((await health()).problems) == 1


async def test_calls_that_are_taken_are_a_write_a_minute(told, salon, tenant_database):
    def written():
        query = "SELECT xmin::text FROM tenant.channels WHERE channel_id = %s"
        return tenant_database.rows(query, salon.channel_id)

    await told(0)
    first = written()
    await told(59)
    assert written() == first
    await told(60)
    assert written() != first


async def test_with_a_problem_open_a_call_that_is_taken_is_noted_at_once(told, health):
    await told(0)
    await told(1, TOKEN)
    await told(2)

    known = await health()
    assert (list(known.problems), known.success_time) == ([], at(2))


async def test_the_health_of_a_channel_is_no_change_of_the_channel(tenant, told, salon):
    await told(10, TOKEN)
    await told(20)

    request = pb.GetChannelRequest(tenant_id=salon.tenant_id, channel_id=salon.channel_id)
    assert (await tenant.channels.GetChannel(request)).channel == salon.channel


async def test_a_time_that_has_not_come_counts_as_now(told, health):
    years = 10**9
    await told(years, TOKEN)
    await told(years - 10)

    assert list((await health()).problems) == []


async def test_what_a_provider_says_loses_what_nobody_can_see(told, health):
    await told(10, TOKEN, detail="190\x00:\nexpired")

    [problem] = (await health()).problems
    assert problem.detail == "190 : expired"


async def test_a_report_without_a_time_is_refused(tenant, salon):
    request = pb.ReportChannelHealthRequest(
        tenant_id=salon.tenant_id, request_id=new_id(), channel_id=salon.channel_id
    )

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.ReportChannelHealth(request)
    assert [each.field for each in refusal.value.violations] == ["seen_time"]


async def test_one_tenant_says_nothing_of_the_channel_of_another(told, health, salon, rival):
    stranger = type(salon)(rival.tenant, salon.channel)

    with pytest.raises(NotFound) as refusal:
        await told(10, TOKEN, to=stranger)
    assert refusal.value.reason == "CHANNEL_NOT_FOUND"
    with pytest.raises(NotFound):
        await health(of=stranger)
    assert list((await health()).problems) == []


async def test_nobody_else_says_how_a_channel_is(tenant, salon):
    request = pb.ReportChannelHealthRequest(
        tenant_id=salon.tenant_id,
        request_id=new_id(),
        channel_id=salon.channel_id,
        seen_time=at(0),
    )
    async with calling(tenant.port, caller="assistant", files=[pb.DESCRIPTOR]) as channel:
        method = channel.unary_unary(
            "/lyo.tenant.v1.ChannelService/ReportChannelHealth",
            request_serializer=pb.ReportChannelHealthRequest.SerializeToString,
            response_deserializer=pb.ReportChannelHealthResponse.FromString,
        )
        with pytest.raises(PermissionDenied) as refusal:
            await method(request)
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"
