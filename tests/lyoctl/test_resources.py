"""Are tenants, channels, customers, members and keys listed, found by name, and ended?"""

import io
import json

import pytest
import yaml
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from lyoctl.operator import new_id
from lyoctl.resources import KINDS, kind_of
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import content, show_list, show_one


@pytest.fixture
async def shop(mesh_of_two, salon):
    """A tenant of a file, with one customer; its name."""
    await mesh_of_two.apply(salon())
    tenants = await kind_of("tenants", mesh_of_two.stubs, "")
    tenant = await tenants.named(salon.name)
    phone = customer_pb.Identity(kind=customer_pb.IDENTITY_KIND_PHONE, value="+393330000001")
    await mesh_of_two.stubs.customers.CreateCustomer(
        customer_pb.CreateCustomerRequest(
            tenant_id=tenant.tenant_id,
            request_id=new_id(),
            identities=[phone],
            display_name="Giulia",
            external_ref="crm-1",
        )
    )
    return salon


@pytest.fixture
def kind(mesh_of_two, shop):
    async def of(noun: str):
        return await kind_of(noun, mesh_of_two.stubs, "" if noun == "tenants" else shop.name)

    return of


async def everything(kind, *, deleted_too=False):
    return [each async for each in kind.all(deleted_too=deleted_too)]


async def test_a_tenant_is_found_by_name_and_by_id(kind, shop):
    tenants = await kind("tenants")
    by_name = await tenants.named(shop.name)

    assert await tenants.named(by_name.tenant_id) == by_name
    assert by_name in await everything(tenants)


async def test_a_channel_is_found_by_address_platform_and_id(kind, shop):
    channels = await kind("channels")
    (channel,) = await everything(channels)

    for name in (shop.address, f"whatsapp/{shop.address}", channel.channel_id):
        assert await channels.named(name) == channel


async def test_a_customer_is_found_by_reference_phone_and_id(kind):
    customers = await kind("customers")
    (giulia,) = await everything(customers)

    for name in ("crm-1", "+393330000001", giulia.customer_id):
        assert await customers.named(name) == giulia


async def test_a_member_is_found_by_email_phone_name_and_id(kind):
    members = await kind("members")
    (eva,) = await everything(members)

    for name in ("eva@salon.example", "+393331234567", "Eva", eva.member_id):
        assert await members.named(name) == eva


@pytest.mark.parametrize("noun", KINDS)
async def test_what_is_not_there_is_told(kind, noun):
    with pytest.raises(ResourceError):
        await (await kind(noun)).named("nobody-here1" if noun == "keys" else "nobody")


@pytest.mark.parametrize("noun", ["channels", "customers", "members"])
async def test_without_a_tenant_it_is_asked_for(mesh_of_two, noun):
    with pytest.raises(ResourceError, match=f"--tenant: say whose {noun}"):
        await kind_of(noun, mesh_of_two.stubs, "")


@pytest.mark.parametrize(
    ("noun", "name"),
    [("channels", ""), ("customers", "crm-1"), ("members", "eva@salon.example")],
)
async def test_what_is_deleted_is_listed_only_where_that_is_said(kind, shop, noun, name):
    things = await kind(noun)

    await things.delete(await things.named(name or shop.address))

    assert await everything(things) == []
    (gone,) = await everything(things, deleted_too=True)
    assert things.row(gone)[-1] == "deleted"


async def test_a_deleted_tenant_is_listed_only_where_that_is_said(kind, shop):
    tenants = await kind("tenants")

    await tenants.delete(await tenants.named(shop.name))

    assert shop.name not in [each.name for each in await everything(tenants)]
    assert shop.name in [each.name for each in await everything(tenants, deleted_too=True)]
    assert await tenants.more(await tenants.named(shop.name)) == {}


async def test_a_tenant_is_described_with_its_flags(kind, shop):
    tenants = await kind("tenants")

    more = await tenants.more(await tenants.named(shop.name))

    expected = {"enabled": True, "percentage": 10, "origin": "tenant"}
    assert more["flags"]["notifications"] == expected


async def test_a_channel_is_described_with_its_health(kind, shop):
    channels = await kind("channels")

    assert "health" in await channels.more(await channels.named(shop.address))


def printed(show, *arguments):
    out = io.StringIO()
    show(*arguments, out)
    return out.getvalue()


async def test_a_table_has_a_head_and_a_line_for_each(kind, shop):
    channels = await kind("channels")

    head, line = printed(show_list, channels, await everything(channels), "table").splitlines()

    assert head.split()[:2] == ["PLATFORM", "ADDRESS"]
    assert line.split()[:2] == ["whatsapp", shop.address]
    assert "yes" in line.split()


async def test_json_and_yaml_have_the_names_of_the_contract(kind):
    customers = await kind("customers")
    found = await everything(customers)

    as_json = json.loads(printed(show_list, customers, found, "json"))
    as_yaml = yaml.safe_load(printed(show_list, customers, found, "yaml"))

    assert as_json == as_yaml
    assert as_json[0]["display_name"] == "Giulia"
    assert as_json[0]["merged_into_id"] == ""


async def test_one_is_shown_as_words(kind):
    customers = await kind("customers")
    said = content(await customers.named("crm-1"))

    assert yaml.safe_load(printed(show_one, said, "table")) == said
    assert json.loads(printed(show_one, said, "json")) == said


async def test_no_output_has_a_token(kind):
    channels = await kind("channels")
    found = await everything(channels)

    for form in ("table", "json", "yaml"):
        assert "sandbox-" not in printed(show_list, channels, found, form)
