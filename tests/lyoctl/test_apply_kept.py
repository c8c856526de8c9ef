"""Is what a file no longer names told and kept, deleted where that is said, and taken back?"""

from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb

from lyoctl.operator import new_id
from tests.lyoctl.applied import channels, flags, members, stored

SECOND = "  - {platform: web_chat, address: SECOND}\noffering"


async def test_what_the_file_no_longer_names_is_told_and_kept(mesh_of_two, salon):
    more = "  - {display_name: Ugo, role: agent}\n  - {display_name: Eva"
    second = SECOND.replace("SECOND", salon.name)
    await mesh_of_two.apply(salon(**{"offering": second, "  - {display_name: Eva": more}))

    count, told = await mesh_of_two.apply(
        salon(**{"flags:\n  notifications: {percentage: 10}\n": ""})
    )

    assert (count, told[1:]) == (
        0,
        [
            f"= channel web_chat {salon.name} is not in the file: kept",
            "= flag notifications is not in the file: kept",
            "= member Ugo is not in the file: kept",
        ],
    )
    assert len(await channels(mesh_of_two, await stored(mesh_of_two, salon.name))) == 2


async def test_what_the_file_no_longer_names_goes_when_that_is_said(mesh_of_two, salon):
    more = "  - {display_name: Ugo, role: agent}\n  - {display_name: Eva"
    second = SECOND.replace("SECOND", salon.name)
    await mesh_of_two.apply(salon(**{"offering": second, "  - {display_name: Eva": more}))
    less = salon(**{"flags:\n  notifications: {percentage: 10}\n": ""})

    count, told = await mesh_of_two.apply(less, prune=True)

    assert (count, told[1:]) == (
        3,
        [f"- channel web_chat {salon.name}", "- flag notifications", "- member Ugo"],
    )
    tenant = await stored(mesh_of_two, salon.name)
    assert [each.address for each in await channels(mesh_of_two, tenant)] == [salon.address]
    assert [each.display_name for each in await members(mesh_of_two, tenant)] == ["Eva"]
    origin = (await flags(mesh_of_two, tenant))["notifications"].origin
    assert origin != flag_pb.FLAG_ORIGIN_TENANT
    assert await mesh_of_two.apply(less, prune=True) == (0, [])


async def test_a_deleted_channel_that_is_named_again_comes_back(mesh_of_two, salon):
    second = {"offering": SECOND.replace("SECOND", salon.name)}
    await mesh_of_two.apply(salon(**second))
    await mesh_of_two.apply(salon(), prune=True)

    count, told = await mesh_of_two.apply(salon(**second))

    back = f"+ channel web_chat {salon.name}, which was deleted: it comes back"
    assert (count, told[1:]) == (1, [back])
    assert len(await channels(mesh_of_two, await stored(mesh_of_two, salon.name))) == 2


async def test_a_deleted_tenant_comes_back_as_the_file_says(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    tenant = await stored(mesh_of_two, salon.name)
    await mesh_of_two.stubs.tenants.DeleteTenant(
        pb.DeleteTenantRequest(tenant_id=tenant.tenant_id, request_id=new_id())
    )

    _, told = await mesh_of_two.apply(salon(**{"display_name: Salon": "display_name: Again"}))

    comes_back = (
        f"+ tenant {salon.name}, which was deleted: it comes back, then the rest is compared"
    )
    assert told[1::2] == [comes_back, "~ tenant display_name: Salon -> Again"]
    found = await stored(mesh_of_two, salon.name)
    assert (found.tenant_id, found.display_name) == (tenant.tenant_id, "Again")
    assert not found.HasField("delete_time")
