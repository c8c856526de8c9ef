"""Do the tenant service and the notifier know what Meta tells of a tenant's number and account?"""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2_grpc as rpc

from services.gateway import account_events
from services.gateway.channels import whatsapp
from tests.common.serving import calling
from tests.gateway.accounts import Account, an_account, ended, restriction
from tests.gateway.payloads import raw
from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, eventually, running_town

QUALITY = pb.CHANNEL_PROBLEM_KIND_QUALITY_LOW
LIMIT = pb.CHANNEL_PROBLEM_KIND_LIMIT_REACHED


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


@pytest.fixture
async def gateway(town):
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()) as running:
        yield running


@pytest.fixture
def account(town):
    return an_account(town)


async def test_a_flagged_number_has_low_quality_since_meta_said_so(gateway, town, account):
    salon = await account.channel()
    content = account.said_of_number("FLAGGED", ago=3600, current_limit="TIER_1K")

    assert await ended(town, gateway, content) == ["told"]
    (problem,) = await account.problems(salon)
    assert (problem.kind, problem.detail) == (QUALITY, "FLAGGED TIER_1K")
    assert problem.begin_time.seconds == content["entry"][0]["time"]


async def test_a_number_that_is_no_longer_flagged_has_no_problem(gateway, town, account):
    salon = await account.channel()

    flagged, unflagged = account.said_of_number("FLAGGED", 9), account.said_of_number("UNFLAGGED")
    assert await ended(town, gateway, flagged, unflagged) == ["told", "told"]
    assert await account.problems(salon) == []


async def test_what_comes_late_does_not_bring_back_what_is_over(gateway, town, account):
    salon = await account.channel()

    unflagged, flagged = account.said_of_number("UNFLAGGED"), account.said_of_number("FLAGGED", 9)
    await ended(town, gateway, unflagged, flagged)
    assert await account.problems(salon) == []


async def test_another_number_of_the_account_is_not_meant(gateway, town, account):
    salon, other = await account.channel(), await account.channel("+39 06 5550 0002")

    await ended(town, gateway, account.said_of_number("FLAGGED"))
    assert await account.kinds(salon) == {QUALITY}
    assert await account.kinds(other) == set()


async def test_what_names_no_number_is_of_all_channels_of_the_account_whose_they_are(
    gateway, town, account
):
    both = [await account.channel(), await account.channel("")]
    stranger = await town.salon()

    assert await ended(town, gateway, restriction(account)) == ["told"]
    assert [await account.kinds(each) for each in both] == [{LIMIT}, {LIMIT}]
    assert await account.kinds(stranger) == set()


async def test_a_limit_is_over_once_there_is_none(gateway, town, account):
    salon = await account.channel()
    unlimited = {"max_daily_conversations_per_business": -1}

    await ended(town, gateway, restriction(account))
    await ended(town, gateway, account.told("business_capability_update", unlimited))
    assert await account.problems(salon) == []


async def test_without_a_time_of_meta_it_is_so_since_it_came_in(gateway, town, account):
    salon = await account.channel()
    content = account.said_of_number("FLAGGED")
    content["entry"][0]["time"] = None
    begun = time.time()

    await ended(town, gateway, content)
    (problem,) = await account.problems(salon)
    assert begun - 1 < problem.begin_time.ToNanoseconds() / 1e9 < time.time()


async def test_an_account_that_nobody_has_is_unroutable_and_named(gateway, town, account, lines):
    assert await ended(town, gateway, account.said_of_number("FLAGGED")) == ["unroutable"]

    (line,) = [each for each in lines() if each["event"] == "account_unknown"]
    assert (line["level"], line["account"], line["channels"]) == ("warning", account.account_id, 0)


async def test_a_number_that_no_channel_of_the_account_has_is_unroutable(
    gateway, town, account, lines
):
    salon = await account.channel("")

    assert await ended(town, gateway, account.said_of_number("FLAGGED")) == ["unroutable"]
    (line,) = [each for each in lines() if each["event"] == "account_unknown"]
    assert line["channels"] == 1
    assert await account.problems(salon) == []


@pytest.mark.parametrize("account_id", ["9" * 201, "9\0", "9\n9"])
async def test_an_account_that_cannot_be_one_is_nobodys(gateway, town, account_id):
    odd = Account(town, account_id)

    assert await ended(town, gateway, odd.said_of_number("FLAGGED")) == ["unroutable"]


async def test_an_event_that_says_nothing_of_health_is_noted(gateway, town, account):
    await account.channel()

    onboarding = account.said_of_number("ONBOARDING")
    category = account.told("template_category_update", {"new_category": "UTILITY"})
    assert await ended(town, gateway, onboarding, category) == ["noted", "noted"]


async def test_one_event_that_nobody_knows_does_not_hide_the_one_beside_it(town, account):
    salon = await account.channel()
    async with running_gateway(town.database.url("gateway")) as only_serving:
        for word in ("ONBOARDING", "FLAGGED"):
            await only_serving.deliver(account.said_of_number(word))
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await eventually(lambda: town.waiting() == 0)

    assert town.outcomes()[-2:] == ["told", "told"]
    assert await account.kinds(salon) == {QUALITY}


async def test_told_twice_it_is_one_problem_since_the_first_time(town, account):
    salon = await account.channel()
    content = account.said_of_number("FLAGGED", ago=60)
    events = [(each, datetime.now(UTC)) for each in whatsapp.read(raw(content)).items]
    set_id = uuid4()

    assert await account_events.tell(events, set_id, town.mesh()) == "told"
    first = await account.problems(salon)
    assert await account_events.tell(events, set_id, town.mesh()) == "told"
    assert await account.problems(salon) == first
    assert await account.heard(salon) == ["QUALITY_LOW"]


async def test_while_the_tenant_service_is_away_the_event_waits_and_is_told_later(town, account):
    salon = await account.channel()
    async with calling(9) as nowhere:
        broken = replace(town.mesh(), channels=rpc.ChannelServiceStub(nowhere))
        async with running_gateway(town.database.url("gateway"), mesh=broken) as gateway:
            await gateway.deliver(account.said_of_number("FLAGGED"))
            await asyncio.sleep(0.5)
            assert town.waiting() == 1
    assert await account.problems(salon) == []

    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await eventually(lambda: town.waiting() == 0)
    assert await account.kinds(salon) == {QUALITY}
