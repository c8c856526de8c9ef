"""Which flags hold for whom, and what switches them?"""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from lyo.tenant.v1 import flag_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from services.common.flags import Flags, Setting
from services.tenant.domain.flags import (
    NAMES,
    FlagOrigin,
    StoredFlag,
    environment,
    holding,
    joined,
)
from services.tenant.settings import Settings
from tests.tenant.endings import Calendar
from tests.tenant.running import new_id, running_tenant

EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
STORED = [None, *itertools.product([True, False], [0, 10, 100])]
ALL = list(itertools.product([True, False], STORED, STORED))


def stored(values, update_time):
    return StoredFlag("assistant", *values, update_time) if values else None


def asked(of=None):
    return pb.GetFlagsRequest(tenant_id=of.tenant_id if of else "")


def a_switch(of=None, name="assistant", **fields):
    """The request to switch a flag off, or as `fields` say."""
    tenant_id = of.tenant_id if of else ""
    return pb.SetFlagRequest(tenant_id=tenant_id, request_id=new_id(), name=name, **fields)


async def held(tenant, of=None, name="assistant"):
    """How a flag holds: on or off, percentage, origin."""
    flags = (await tenant.tenants.GetFlags(asked(of))).flags
    (flag,) = (each for each in flags if each.name == name)
    return flag.enabled, flag.percentage, pb.FlagOrigin.Name(flag.origin).split("_")[-1]


@pytest.fixture
async def fresh(lyo_database):
    """A tenant service whose installation has stored no flag."""
    async with running_tenant(lyo_database("tenant")) as running:
        yield running


@pytest.mark.parametrize(("default", "installation", "tenant"), ALL)
def test_off_for_the_installation_is_off_and_else_the_nearest_place_counts(
    default, installation, tenant
):
    flag = joined("assistant", default, stored(installation, EARLY), stored(tenant, LATE))

    if installation and not installation[0]:
        expected = (False, FlagOrigin.INSTALLATION)
    elif tenant:
        expected = (tenant[0], FlagOrigin.TENANT)
    elif installation:
        expected = (True, FlagOrigin.INSTALLATION)
    else:
        expected = (default, FlagOrigin.ENVIRONMENT)
    assert (flag.enabled, flag.origin) == expected


@pytest.mark.parametrize(("default", "installation", "tenant"), ALL)
def test_the_lower_percentage_of_what_is_stored_counts(default, installation, tenant):
    flag = joined("assistant", default, stored(installation, EARLY), stored(tenant, LATE))

    places = [each[1] for each in (installation, tenant) if each]
    assert flag.percentage == min(places, default=100)


@pytest.mark.parametrize(("installation", "tenant"), list(itertools.product(STORED, STORED)))
def test_the_time_is_that_of_the_last_change(installation, tenant):
    for times in ((EARLY, LATE), (LATE, EARLY)):
        places = (stored(installation, times[0]), stored(tenant, times[1]))

        expected = [each.update_time for each in places if each]
        assert joined("assistant", True, *places).update_time == max(expected, default=None)


def test_every_flag_is_told_by_name():
    told = holding(environment(notifications=True), {}, {})
    assert [each.name for each in told] == sorted(NAMES) == ["assistant", "notifications"]


async def test_who_writes_is_answered_and_nobody_is_written_to_unless_somebody_says_so(fresh):
    salon = await fresh.open()
    for place in (None, salon):
        assert await held(fresh, place) == (True, 100, "ENVIRONMENT")
        assert await held(fresh, place, "notifications") == (False, 100, "ENVIRONMENT")
    assert not any(
        each.HasField("update_time") for each in (await fresh.tenants.GetFlags(asked())).flags
    )


async def test_the_environment_switches_notifications_on(tenant_database, salon):
    async with running_tenant(tenant_database, notifications=True) as running:
        assert await held(running, salon, "notifications") == (True, 100, "ENVIRONMENT")


@pytest.mark.parametrize(
    "name", ["WHATSAPP_NOTIFICATIONS_ENABLED", "LYO_TENANT_WHATSAPP_NOTIFICATIONS_ENABLED"]
)
def test_the_variable_has_its_old_name_too(monkeypatch, name):
    assert not Settings().whatsapp_notifications_enabled
    monkeypatch.setenv(name, "true")
    assert Settings().whatsapp_notifications_enabled


async def test_a_flag_of_a_tenant_is_that_tenants_alone(tenant, salon, rival):
    answer = await tenant.tenants.SetFlag(a_switch(salon, enabled=False, percentage=30))

    assert (answer.flag.enabled, answer.flag.percentage) == (False, 30)
    assert answer.flag.HasField("update_time")
    assert await held(tenant, salon) == (False, 30, "TENANT")
    assert await held(tenant, rival) == (True, 100, "ENVIRONMENT")
    assert await held(tenant) == (True, 100, "ENVIRONMENT")


async def test_what_the_installation_switches_off_is_off_for_all(fresh):
    salon, rival = await fresh.open(), await fresh.open()
    await fresh.tenants.SetFlag(a_switch(salon, enabled=True))

    await fresh.tenants.SetFlag(a_switch(enabled=False))

    for place in (salon, rival, None):
        assert await held(fresh, place) == (False, 100, "INSTALLATION")


async def test_a_rollout_of_the_installation_is_a_limit_for_every_tenant(fresh):
    salon, rival = await fresh.open(), await fresh.open()
    await fresh.tenants.SetFlag(a_switch(enabled=True, percentage=10, name="notifications"))
    await fresh.tenants.SetFlag(a_switch(salon, enabled=True, name="notifications"))

    assert await held(fresh, salon, "notifications") == (True, 10, "TENANT")
    assert await held(fresh, rival, "notifications") == (True, 10, "INSTALLATION")


async def test_a_percentage_that_is_not_said_is_everybody_and_none_is_none(tenant, salon):
    await tenant.tenants.SetFlag(a_switch(salon, enabled=True))
    assert await held(tenant, salon) == (True, 100, "TENANT")

    await tenant.tenants.SetFlag(a_switch(salon, enabled=True, percentage=0))
    assert await held(tenant, salon) == (True, 0, "TENANT")


async def test_what_is_forgotten_leaves_the_next_place_in_order(fresh):
    salon = await fresh.open()
    await fresh.tenants.SetFlag(a_switch(enabled=True, percentage=50))
    await fresh.tenants.SetFlag(a_switch(salon, enabled=False))

    answer = await fresh.tenants.SetFlag(a_switch(salon, unset=True))
    assert answer.flag.origin == pb.FLAG_ORIGIN_INSTALLATION
    assert await held(fresh, salon) == (True, 50, "INSTALLATION")

    await fresh.tenants.SetFlag(a_switch(unset=True))
    await fresh.tenants.SetFlag(a_switch(unset=True))
    assert await held(fresh, salon) == (True, 100, "ENVIRONMENT")


@pytest.mark.parametrize("whose", ["tenant's", "installation's"])
async def test_the_same_request_again_does_not_take_back_what_came_after(fresh, whose):
    place = await fresh.open() if whose == "tenant's" else None
    first = a_switch(place, enabled=False)
    await fresh.tenants.SetFlag(first)
    await fresh.tenants.SetFlag(a_switch(place, enabled=True))

    assert (await fresh.tenants.SetFlag(first)).flag.enabled
    assert (await held(fresh, place))[0]


async def test_what_is_switched_is_what_the_other_services_find(fresh):
    salon, calendar = await fresh.open(), Calendar()

    async def ask(tenant_id):
        told = await fresh.tenants.GetFlags(pb.GetFlagsRequest(tenant_id=str(tenant_id)))
        return {each.name: Setting(each.enabled, each.percentage) for each in told.flags}

    flags = Flags(ask, calendar)
    place = ("assistant", UUID(salon.tenant_id), "somebody")
    assert await flags.on(*place, otherwise=False)
    await fresh.tenants.SetFlag(a_switch(enabled=False))

    calendar.time += timedelta(seconds=2)
    assert not await flags.on(*place, otherwise=True)


async def test_a_request_id_means_one_request(tenant, salon):
    request = a_switch(salon, enabled=False)
    await tenant.tenants.SetFlag(request)
    request.percentage = 10

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.SetFlag(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"
    assert await held(tenant, salon) == (False, 100, "TENANT")


async def test_of_many_at_once_one_is_the_last(tenant, salon):
    answers = await asyncio.gather(
        *(tenant.tenants.SetFlag(a_switch(salon, enabled=True, percentage=n)) for n in range(8))
    )

    assert (await held(tenant, salon))[1] in {each.flag.percentage for each in answers}


async def test_a_flag_that_there_is_not_is_refused(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.SetFlag(a_switch(salon, name="colour"))
    assert refusal.value.reason == "FLAG_UNKNOWN"
    assert [each.field for each in refusal.value.violations] == ["name"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"percentage": -1}, "percentage"),
        ({"percentage": 101}, "percentage"),
        ({"name": ""}, "name"),
    ],
)
async def test_a_field_that_is_wrong_is_named_and_nothing_changes(tenant, salon, fields, field):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.SetFlag(a_switch(salon, **fields))
    assert [each.field for each in refusal.value.violations] == [field]
    assert await held(tenant, salon) == (True, 100, "ENVIRONMENT")


async def test_a_tenant_that_is_not_there_has_no_flags(tenant):
    # The last one is under whom the installation's flags are kept, and is no tenant.
    for nobody in (new_id(), "00000000-0000-0000-0000-000000000000"):
        for call in (
            tenant.tenants.GetFlags(pb.GetFlagsRequest(tenant_id=nobody)),
            tenant.tenants.SetFlag(
                pb.SetFlagRequest(tenant_id=nobody, request_id=new_id(), name="assistant")
            ),
        ):
            with pytest.raises(NotFound) as refusal:
                await call
            assert refusal.value.reason == "TENANT_NOT_FOUND"
