"""Does applying a file bring a tenant to what it says, show it before, and change nothing twice?"""

import pytest
from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import member_pb2 as member_pb

from lyoctl.apply import ApplyError, files_in
from lyoctl.operator import new_id
from lyoctl.tenant_file import TenantFileError
from tests.lyoctl.applied import flags, members, offerings, stored, token


async def test_a_file_makes_a_tenant_with_all_that_it_names(mesh_of_two, salon):
    count, told = await mesh_of_two.apply(salon(languages="persona: Brief., languages"))

    assert told[1:] == [
        f"+ tenant {salon.name}",
        f"+ channel whatsapp {salon.address}",
        f"+ access token of channel whatsapp {salon.address}",
        "+ flag notifications: on for 10 %",
        "+ member eva@salon.example",
        "+ offering cut",
        "+ resource eva",
    ]
    assert count == 7
    tenant = await stored(mesh_of_two, salon.name)
    assert (tenant.display_name, tenant.persona) == ("Salon", "Brief.")
    assert await token(mesh_of_two, tenant) == "sandbox-salon-token"
    (eva,) = await members(mesh_of_two, tenant)
    assert (eva.role, eva.phone) == (member_pb.MEMBER_ROLE_OWNER, "+393331234567")
    assert (await flags(mesh_of_two, tenant))["notifications"].percentage == 10
    assert [each.name for each in await offerings(mesh_of_two, tenant)] == ["cut"]


async def test_the_second_run_changes_nothing(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    before = await stored(mesh_of_two, salon.name)

    assert await mesh_of_two.apply(salon()) == (0, [])
    assert await stored(mesh_of_two, salon.name) == before


async def test_a_dry_run_shows_the_same_and_changes_nothing(mesh_of_two, salon):
    shown = await mesh_of_two.apply(salon(), dry_run=True)
    with pytest.raises(Exception, match="no tenant"):
        await stored(mesh_of_two, salon.name)

    assert await mesh_of_two.apply(salon()) == shown


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("display_name: Salon", "display_name: Bella", "~ tenant display_name: Salon -> Bella"),
        ("Europe/Rome", "Europe/Paris", "~ tenant time_zone: Europe/Rome -> Europe/Paris"),
        ("[it, en]", "[en]", "~ tenant languages: [it, en] -> [en]"),
        ("languages", "persona: Be brief., languages", "~ tenant persona: nothing -> Be brief."),
        ("1h30m", "45m", "~ offering cut length: 90m -> 45m"),
        ("12.50 EUR", "13 EUR", "~ offering cut price_cents: 1250 -> 1300"),
        ("14:00-24:00", "14:00-20:00", "~ resource eva weekly_hours: "),
        ("display_name: Eva", "display_name: E.", "~ resource eva display_name: Eva -> E."),
        ("by-hand", "automatic", "~ catalog approval: by-hand -> automatic"),
        ("percentage: 10", "percentage: 20", "~ flag notifications: on for 10 % -> on for 20 %"),
        ("{percentage: 10}", "false", "~ flag notifications: on for 10 % -> off"),
        ("role: owner", "role: admin", "~ member eva@salon.example role: owner -> admin"),
        ('phone: "+393331234567", ', "", "~ member eva@salon.example phone: +39333"),
    ],
)
async def test_a_change_in_the_file_changes_that_alone(mesh_of_two, salon, old, new, told):
    await mesh_of_two.apply(salon())

    count, lines = await mesh_of_two.apply(salon(**{old: new}))

    assert (count, len(lines)) == (1, 2)
    assert lines[1].startswith(told) or told in lines[1]
    assert await mesh_of_two.apply(salon(**{old: new})) == (0, [])


async def test_a_channel_that_changes_keeps_its_token(mesh_of_two, salon):
    await mesh_of_two.apply(salon())

    _, told = await mesh_of_two.apply(salon(access_token="waba_id: '9', access_token"))

    assert told[1:] == [f"~ channel whatsapp {salon.address} account_id: nothing -> 9"]
    tenant = await stored(mesh_of_two, salon.name)
    assert await token(mesh_of_two, tenant) == "sandbox-salon-token"


async def test_another_token_is_set_when_that_is_said(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    changed = salon(TOKEN="sandbox-other-token")

    assert await mesh_of_two.apply(changed) == (0, [])
    count, told = await mesh_of_two.apply(changed, secrets=True)

    assert (count, told[1:]) == (1, [f"~ access token of channel whatsapp {salon.address}"])
    tenant = await stored(mesh_of_two, salon.name)
    assert await token(mesh_of_two, tenant) == "sandbox-other-token"


async def test_a_token_that_is_missing_is_told_before_anything_is_made(mesh_of_two, salon):
    with pytest.raises(TenantFileError, match=r"salon.yaml:4:\d+: NOT_SET is not set"):
        await mesh_of_two.apply(salon(TOKEN="env:NOT_SET"))

    with pytest.raises(Exception, match="no tenant"):
        await stored(mesh_of_two, salon.name)


async def test_a_token_is_not_asked_for_where_the_channel_has_one(mesh_of_two, salon):
    await mesh_of_two.apply(salon())

    assert await mesh_of_two.apply(salon(TOKEN="env:NOT_SET")) == (0, [])


async def test_an_offering_that_is_left_out_is_not_offered_any_more(mesh_of_two, salon):
    more = "  - {name: dye, display_name: Dye, length: 1h}\nresources"
    await mesh_of_two.apply(salon(resources=more))

    _, told = await mesh_of_two.apply(salon())

    assert told[1:] == ["- offering dye, not offered any more"]
    tenant = await stored(mesh_of_two, salon.name)
    assert [each.name for each in await offerings(mesh_of_two, tenant)] == ["cut"]


async def test_a_file_without_a_catalog_leaves_what_can_be_booked(mesh_of_two, salon, tmp_path):
    await mesh_of_two.apply(salon())
    bare = tmp_path / "bare.yaml"
    bare.write_text(salon().read_text().split("offerings:")[0])

    await mesh_of_two.apply(bare)

    tenant = await stored(mesh_of_two, salon.name)
    assert [each.name for each in await offerings(mesh_of_two, tenant)] == ["cut"]


async def test_a_flag_behind_that_of_the_installation_is_stored_and_not_counted(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    general = flag_pb.SetFlagRequest(request_id=new_id(), name="notifications", enabled=False)
    await mesh_of_two.stubs.tenants.SetFlag(general)
    try:
        masked = await mesh_of_two.apply(salon(**{"percentage: 10": "percentage: 30"}))
    finally:
        forget = flag_pb.SetFlagRequest(request_id=new_id(), name="notifications", unset=True)
        await mesh_of_two.stubs.tenants.SetFlag(forget)

    why = "= flag notifications: off for the whole installation, which counts more"
    assert (masked[0], masked[1][1:]) == (0, [why])
    tenant = await stored(mesh_of_two, salon.name)
    assert (await flags(mesh_of_two, tenant))["notifications"].percentage == 30


async def test_a_refusal_says_where_and_what_was_applied_and_what_not(mesh_of_two, salon, tmp_path):
    taken = await mesh_of_two.tenant.open()
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(salon().read_text())
    bad.write_text(
        salon()
        .read_text()
        .replace(salon.name, f"{salon.name}-b")
        .replace(salon.address, taken.address)
    )

    with pytest.raises(ApplyError) as error:
        await mesh_of_two.apply(good, bad)

    channel = f"channel whatsapp {taken.address}"
    assert str(error.value).splitlines() == [
        f"{bad}:4:5: {channel}: ADDRESS_TAKEN: the address is in use",
        "  applied: tenant",
        f"  not applied: {channel}, access token of {channel}, flag notifications, "
        "member eva@salon.example, catalog",
        f"  applied whole before: {good}",
    ]


async def test_what_was_not_applied_is_applied_by_the_next_run(mesh_of_two, salon):
    taken = await mesh_of_two.tenant.open()
    with pytest.raises(ApplyError):
        await mesh_of_two.apply(salon(**{salon.address: taken.address}))

    _, told = await mesh_of_two.apply(salon())

    assert told[1] == f"+ channel whatsapp {salon.address}"
    assert await mesh_of_two.apply(salon()) == (0, [])


async def test_two_files_of_one_tenant_are_refused(mesh_of_two, salon, tmp_path):
    again = tmp_path / "again.yaml"
    again.write_text(salon().read_text())

    with pytest.raises(TenantFileError, match=f"again.yaml:1:16: .*salon.yaml is of {salon.name}"):
        await mesh_of_two.apply(salon(), again)


def test_a_folder_stands_for_its_files(tmp_path):
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).touch()

    assert [each.name for each in files_in([tmp_path])] == ["a.yml", "b.yaml"]


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(TenantFileError, match="in this folder"):
        files_in([tmp_path])
