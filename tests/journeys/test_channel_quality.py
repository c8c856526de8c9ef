"""Does a tenant learn that Meta finds the quality of its number low, and that it is good again?"""

import time

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.operator import calling
from tests.gateway.payloads import account_event, raw
from tests.journeys.phone import BELLA
from tests.journeys.waiting import eventually
from tests.journeys.webhooks import deliver


@pytest.fixture
async def stubs(mesh):
    async with calling(mesh.installation.listen, mesh.keys) as stubs:
        yield stubs


async def health_of(stubs, name, address):
    """Asks for what is wrong with a channel of a tenant."""
    tenant = (await stubs.tenants.GetTenant(tenant_pb.GetTenantRequest(name=name))).tenant
    request = pb.ListChannelsRequest(tenant_id=tenant.tenant_id)
    listed = (await stubs.channels.ListChannels(request)).channels
    (channel,) = (each for each in listed if each.address == address)
    wanted = pb.GetChannelHealthRequest(tenant_id=tenant.tenant_id, channel_id=channel.channel_id)

    async def problems():
        return list((await stubs.channels.GetChannelHealth(wanted)).problems)

    return problems


def told(word, seconds):
    """What Meta says of bella's number."""
    value = {"display_phone_number": "390655500001", "event": word, "current_limit": "TIER_1K"}
    return raw(account_event(value, "phone_number_quality_update", time=seconds))


async def test_a_number_that_is_flagged_and_later_not_shows_it_in_its_health(mesh, stubs):
    problems = await health_of(stubs, "bella-salon", BELLA)
    since = int(time.time()) - 3600

    answer = await deliver(mesh.installation.gateway_url, told("FLAGGED", since))

    assert answer.status_code == 200
    (problem,) = await eventually(problems, within=15)
    assert problem.kind == pb.CHANNEL_PROBLEM_KIND_QUALITY_LOW
    assert problem.detail == "FLAGGED TIER_1K"
    assert problem.begin_time.seconds == since

    await deliver(mesh.installation.gateway_url, told("UNFLAGGED", since + 60))

    await eventually(problems, lambda found: found == [], within=15)
