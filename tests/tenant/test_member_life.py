"""Deleted, taken back, purged: what becomes of a member?"""

from datetime import timedelta

import pytest
from lyo.tenant.v1 import member_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, NotFound
from services.common.upkeep import Upkeep
from services.tenant.storage.members import purge
from tests.tenant.endings import Calendar
from tests.tenant.people import (
    PHONE,
    a_change,
    added,
    asked,
    deleted,
    listed,
    meant,
)
from tests.tenant.running import running_tenant


async def test_who_is_deleted_is_hidden_until_asked_for(tenant, salon):
    anna, marco = await added(tenant, salon), await added(tenant, salon, display_name="Marco")

    gone = await deleted(tenant, salon, anna)

    assert (gone.purge_time.seconds - gone.delete_time.seconds) == 30 * 24 * 3600
    assert gone.etag != anna.etag
    assert list((await listed(tenant, salon)).members) == [marco]
    assert list((await listed(tenant, salon, show_deleted=True)).members) == [gone, marco]
    assert (await tenant.tenants.GetMember(asked(salon, anna))).member == gone


async def test_who_is_deleted_cannot_be_changed(tenant, salon):
    anna = await added(tenant, salon)
    await deleted(tenant, salon, anna)

    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.UpdateMember(a_change(salon, anna, display_name="x"))
    assert refusal.value.reason == "MEMBER_NOT_FOUND"


async def test_to_delete_twice_does_not_put_the_end_off(tenant, salon):
    anna = await added(tenant, salon)
    request = pb.DeleteMemberRequest(**meant(salon, anna))

    first = await tenant.tenants.DeleteMember(request)
    assert await tenant.tenants.DeleteMember(request) == first
    assert await deleted(tenant, salon, anna) == first.member


async def test_a_stale_etag_deletes_nobody(tenant, salon):
    anna = await added(tenant, salon)
    changed = await tenant.tenants.UpdateMember(a_change(salon, anna, display_name="Anna Rossi"))

    with pytest.raises(Aborted) as refusal:
        await tenant.tenants.DeleteMember(
            pb.DeleteMemberRequest(**meant(salon, anna), etag=anna.etag)
        )
    assert refusal.value.reason == "ETAG_STALE"
    assert list((await listed(tenant, salon)).members) == [changed.member]


async def test_a_deletion_is_undone(tenant, salon):
    anna = await added(tenant, salon, phone=PHONE)
    await deleted(tenant, salon, anna)
    request = pb.UndeleteMemberRequest(**meant(salon, anna))

    back = await tenant.tenants.UndeleteMember(request)

    assert back.member.phone == PHONE
    assert not back.member.HasField("delete_time")
    assert not back.member.HasField("purge_time")
    assert await tenant.tenants.UndeleteMember(request) == back
    assert list((await listed(tenant, salon)).members) == [back.member]


async def test_who_is_not_deleted_stays_as_it_is(tenant, salon):
    anna = await added(tenant, salon)

    back = await tenant.tenants.UndeleteMember(pb.UndeleteMemberRequest(**meant(salon, anna)))
    assert back.member == anna


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"phone": PHONE}, "PHONE_TAKEN"), ({"email": "anna@example.com"}, "EMAIL_TAKEN")],
)
async def test_who_comes_back_takes_nothing_from_another(tenant, salon, values, reason):
    anna = await added(tenant, salon, **values)
    gone = await deleted(tenant, salon, anna)
    await added(tenant, salon, display_name="Heir", **values)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.tenants.UndeleteMember(pb.UndeleteMemberRequest(**meant(salon, anna)))
    assert refusal.value.reason == reason
    assert (await tenant.tenants.GetMember(asked(salon, anna))).member == gone


async def test_who_is_purged_is_gone_for_good(tenant, salon):
    anna = await added(tenant, salon)
    await deleted(tenant, salon, anna)
    request = pb.PurgeMemberRequest(**meant(salon, anna))

    await tenant.tenants.PurgeMember(request)
    await tenant.tenants.PurgeMember(request)

    assert list((await listed(tenant, salon, show_deleted=True)).members) == []
    with pytest.raises(NotFound):
        await tenant.tenants.UndeleteMember(pb.UndeleteMemberRequest(**meant(salon, anna)))


async def test_only_who_is_deleted_is_purged(tenant, salon):
    anna = await added(tenant, salon)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.tenants.PurgeMember(pb.PurgeMemberRequest(**meant(salon, anna)))
    assert refusal.value.reason == "NOT_DELETED"
    assert (await tenant.tenants.GetMember(asked(salon, anna))).member == anna


async def test_who_is_deleted_goes_when_the_time_is_over_and_nobody_else(lyo_database):
    calendar = Calendar()
    async with running_tenant(lyo_database("tenant"), now=calendar) as tenant:
        worker = Upkeep(tenant.database, [purge], now=calendar, kept=timedelta())
        salon, rival = await tenant.open(), await tenant.open()
        for each in (salon, rival):
            await deleted(tenant, each, await added(tenant, each))
        marco = await added(tenant, salon, display_name="Marco")

        calendar.time += timedelta(days=30, seconds=-1)
        assert await worker.purged(purge) == 0
        calendar.time += timedelta(seconds=1)
        assert await worker.purged(purge) == 2

        assert list((await listed(tenant, salon, show_deleted=True)).members) == [marco]


async def test_nobody_is_taken_back_after_the_time(lyo_database):
    calendar = Calendar()
    async with running_tenant(lyo_database("tenant"), now=calendar) as tenant:
        salon = await tenant.open()
        anna = await added(tenant, salon)
        await deleted(tenant, salon, anna)

        calendar.time += timedelta(days=30)

        with pytest.raises(NotFound) as refusal:
            await tenant.tenants.UndeleteMember(pb.UndeleteMemberRequest(**meant(salon, anna)))
    assert refusal.value.reason == "MEMBER_NOT_FOUND"
