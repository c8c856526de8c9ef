"""Is what a file no longer names told and kept, deleted where that is said, and taken back?"""

import pytest
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


class No(Exception):
    """The answer of somebody who does not agree."""


def disagree(_):
    raise No


async def test_who_does_not_agree_changes_nothing(mesh_of_two, salon):
    await mesh_of_two.apply(salon(offering=SECOND.replace("SECOND", salon.name)))
    less = salon(**{"display_name: Salon": "display_name: Other"})

    with pytest.raises(No):
        await mesh_of_two.apply(less, prune=True, agree=disagree)

    tenant = await stored(mesh_of_two, salon.name)
    assert len(await channels(mesh_of_two, tenant)) == 2
    assert tenant.display_name == "Salon"


async def test_what_goes_is_asked_once_for_all_files(mesh_of_two, salon, tmp_path):
    second = tmp_path / "second.yaml"
    text = salon(offering=SECOND.replace("SECOND", salon.name)).read_text()
    other = text.replace(salon.name, f"{salon.name}-b").replace(salon.address, f"{salon.address}9")
    second.write_text(other)
    await mesh_of_two.apply(tmp_path / "salon.yaml", second)
    second.write_text(other.replace(f"  - {{platform: web_chat, address: {salon.name}-b}}\n", ""))
    asked = []

    await mesh_of_two.apply(salon(), second, prune=True, agree=asked.append)

    assert asked == [
        [
            f"{salon.name}: channel web_chat {salon.name}",
            f"{salon.name}-b: channel web_chat {salon.name}-b",
        ]
    ]


@pytest.mark.parametrize("options", [{"prune": True, "dry_run": True}, {}])
async def test_where_nothing_is_deleted_nobody_is_asked(mesh_of_two, salon, options):
    await mesh_of_two.apply(salon(offering=SECOND.replace("SECOND", salon.name)))

    await mesh_of_two.apply(salon(), agree=disagree, **options)

    assert len(await channels(mesh_of_two, await stored(mesh_of_two, salon.name))) == 2


async def test_an_offering_that_is_left_out_is_kept_so_nobody_is_asked(mesh_of_two, salon):
    more = "  - {name: dye, display_name: Dye, length: 1h}\nresources"
    await mesh_of_two.apply(salon(resources=more))

    count, told = await mesh_of_two.apply(salon(), prune=True, agree=disagree)

    assert (count, told[1:]) == (1, ["- offering dye, not offered any more"])


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
