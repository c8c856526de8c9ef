"""What may change of a tenant, and by whom last?"""

import asyncio

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.errors import Aborted, InvalidArgument, NotFound
from tests.tenant.running import new_id


def a_change(tenant, *paths, etag="", **values):
    """The request to change what `paths` name."""
    return pb.UpdateTenantRequest(
        tenant_id=tenant.tenant_id,
        request_id=new_id(),
        tenant=pb.Tenant(**values),
        update_mask=FieldMask(paths=paths or list(values)),
        etag=etag,
    )


async def test_what_the_mask_names_is_changed_and_nothing_else(tenant, salon):
    request = a_change(
        salon.tenant, "time_zone", time_zone="America/Mexico_City", display_name="not meant"
    )

    changed = (await tenant.tenants.UpdateTenant(request)).tenant

    assert changed.time_zone == "America/Mexico_City"
    assert changed.display_name == salon.tenant.display_name
    assert changed.name == salon.tenant.name
    assert changed.etag != salon.tenant.etag
    assert changed.update_time.seconds > salon.tenant.update_time.seconds
    assert changed.create_time == salon.tenant.create_time
    found = await tenant.tenants.GetTenant(pb.GetTenantRequest(tenant_id=salon.tenant_id))
    assert found.tenant == changed


async def test_a_persona_is_changed_and_taken_away(tenant, salon):
    changed = await tenant.tenants.UpdateTenant(a_change(salon.tenant, persona="Warm.\nBrief."))
    assert changed.tenant.persona == "Warm.\nBrief."

    bare = await tenant.tenants.UpdateTenant(a_change(salon.tenant, "persona"))
    assert bare.tenant.persona == ""


async def test_the_same_change_again_is_made_once(tenant, salon):
    request = a_change(salon.tenant, languages=["en"])

    first = await tenant.tenants.UpdateTenant(request)
    assert await tenant.tenants.UpdateTenant(request) == first


async def test_a_change_that_is_based_on_an_older_state_is_refused(tenant, salon):
    await tenant.tenants.UpdateTenant(a_change(salon.tenant, display_name="First"))

    late = a_change(salon.tenant, display_name="Second", etag=salon.tenant.etag)
    with pytest.raises(Aborted) as refusal:
        await tenant.tenants.UpdateTenant(late)
    assert refusal.value.reason == "ETAG_STALE"


async def test_of_changes_at_once_that_are_based_on_the_same_state_one_is_made(tenant, salon):
    answers = await asyncio.gather(
        *(
            tenant.tenants.UpdateTenant(
                a_change(salon.tenant, display_name=f"Salon {n}", etag=salon.tenant.etag)
            )
            for n in range(8)
        ),
        return_exceptions=True,
    )

    refused = [each for each in answers if isinstance(each, Aborted)]
    assert [each.reason for each in refused] == ["ETAG_STALE"] * 7


@pytest.mark.parametrize("path", ["name", "tenant_id", "etag", "*", "colour", "languages.0"])
async def test_a_field_that_cannot_be_changed_is_refused(tenant, salon, path):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.UpdateTenant(a_change(salon.tenant, "time_zone", path, name="x"))
    assert refusal.value.reason == "MASK_PATH_UNKNOWN"
    assert [each.field for each in refusal.value.violations] == ["update_mask"]


async def test_a_mask_must_name_something(tenant, salon):
    request = a_change(salon.tenant, "time_zone")
    del request.update_mask.paths[:]

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.UpdateTenant(request)
    assert [each.field for each in refusal.value.violations] == ["update_mask"]


async def test_a_change_to_something_wrong_names_the_field_inside_the_tenant(tenant, salon):
    request = a_change(salon.tenant, time_zone="Rome", languages=["xx"], display_name="")
    request.update_mask.paths.append("display_name")

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.UpdateTenant(request)
    assert refusal.value.reason == "TIME_ZONE_UNKNOWN"
    assert {each.field for each in refusal.value.violations} == {
        "tenant.time_zone",
        "tenant.languages[0]",
        "tenant.display_name",
    }


async def test_what_is_wrong_but_not_named_by_the_mask_is_not_read(tenant, salon):
    request = a_change(salon.tenant, "display_name", display_name="New", time_zone="Rome")

    assert (await tenant.tenants.UpdateTenant(request)).tenant.time_zone == "Europe/Rome"


async def test_a_tenant_that_is_not_there_cannot_be_changed(tenant):
    nobody = pb.Tenant(tenant_id=new_id())

    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.UpdateTenant(a_change(nobody, display_name="Nobody"))
    assert refusal.value.reason == "TENANT_NOT_FOUND"
