"""Which tenants are there, and what is said of them?"""

import asyncio
from uuid import UUID, uuid4

import pytest
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from services.common.fields import derived
from tests.tenant.running import new_id, running_tenant


def a_tenant(name="", **changes):
    """The request to create a tenant in Rome."""
    values = {
        "request_id": new_id(),
        "name": name or f"salon-{uuid4().hex[:8]}",
        "display_name": "Bella Salon",
        "time_zone": "Europe/Rome",
        "languages": ["it", "en"],
    }
    return pb.CreateTenantRequest(**(values | changes))


async def test_a_tenant_is_as_it_was_asked_for(tenant):
    request = a_tenant()

    made = (await tenant.tenants.CreateTenant(request)).tenant

    assert (made.name, made.display_name, made.time_zone, list(made.languages)) == (
        request.name,
        "Bella Salon",
        "Europe/Rome",
        ["it", "en"],
    )
    assert made.persona == ""
    assert made.etag
    assert made.create_time == made.update_time


async def test_a_tenant_is_found_by_its_id_and_by_its_name(tenant):
    made = (await tenant.tenants.CreateTenant(a_tenant())).tenant

    by_id = await tenant.tenants.GetTenant(pb.GetTenantRequest(tenant_id=made.tenant_id))
    by_name = await tenant.tenants.GetTenant(pb.GetTenantRequest(name=made.name))
    assert by_id.tenant == by_name.tenant == made


@pytest.mark.parametrize(
    "request_",
    [
        pb.GetTenantRequest(tenant_id=str(uuid4())),
        pb.GetTenantRequest(name="nobody"),
        pb.GetTenantRequest(name="no\x00body"),
    ],
)
async def test_a_tenant_that_is_not_there_is_not_found(tenant, request_):
    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.GetTenant(request_)
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_either_the_id_or_the_name_is_asked_for(tenant):
    for request in (pb.GetTenantRequest(), pb.GetTenantRequest(tenant_id=new_id(), name="x")):
        with pytest.raises(InvalidArgument, match="either tenant_id or name"):
            await tenant.tenants.GetTenant(request)


async def test_the_id_of_a_tenant_comes_of_the_request_that_made_it(tenant):
    request = a_tenant()

    made = (await tenant.tenants.CreateTenant(request)).tenant

    assert UUID(made.tenant_id) == derived(UUID(request.request_id), "tenant")


async def test_the_same_request_again_gives_the_same_tenant(tenant):
    request = a_tenant()

    first = await tenant.tenants.CreateTenant(request)
    assert await tenant.tenants.CreateTenant(request) == first


async def test_the_same_request_many_times_at_once_makes_one_tenant(tenant, tenant_database):
    request = a_tenant()

    answers = await asyncio.gather(*(tenant.tenants.CreateTenant(request) for _ in range(12)))

    assert len({each.tenant.tenant_id for each in answers}) == 1
    names = tenant_database.rows("SELECT name FROM tenant.names WHERE name = %s", request.name)
    keys = tenant_database.rows(
        "SELECT dek_id FROM tenant.data_keys WHERE tenant_id = %s", answers[0].tenant.tenant_id
    )
    assert (len(names), len(keys)) == (1, 1)


async def test_a_request_id_means_one_request(tenant):
    request = a_tenant()
    await tenant.tenants.CreateTenant(request)
    request.display_name = "Brutto Salon"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.CreateTenant(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_request_id_that_was_long_forgotten_still_makes_no_second_tenant(
    tenant, tenant_database
):
    request = a_tenant()
    made = (await tenant.tenants.CreateTenant(request)).tenant
    tenant_database.rows(
        "DELETE FROM tenant.requests WHERE tenant_id = %s RETURNING 1", made.tenant_id
    )

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.CreateTenant(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_name_is_taken_once(tenant):
    first = a_tenant()
    await tenant.tenants.CreateTenant(first)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.tenants.CreateTenant(a_tenant(first.name))
    assert refusal.value.reason == "NAME_TAKEN"


async def test_what_was_refused_left_nothing_behind(tenant, tenant_database):
    taken = a_tenant()
    await tenant.tenants.CreateTenant(taken)
    refused = a_tenant(taken.name)
    with pytest.raises(FailedPrecondition):
        await tenant.tenants.CreateTenant(refused)

    refused.name = f"{taken.name}-2"
    assert (await tenant.tenants.CreateTenant(refused)).tenant.name == refused.name


async def test_of_many_who_want_a_name_at_once_one_gets_it(tenant):
    name = f"salon-{uuid4().hex[:8]}"

    answers = await asyncio.gather(
        *(tenant.tenants.CreateTenant(a_tenant(name)) for _ in range(12)), return_exceptions=True
    )

    refused = [each for each in answers if isinstance(each, FailedPrecondition)]
    assert [each.reason for each in refused] == ["NAME_TAKEN"] * 11


@pytest.mark.parametrize(
    ("changes", "reason", "fields"),
    [
        ({"time_zone": "Europe/Roma"}, "TIME_ZONE_UNKNOWN", ["time_zone"]),
        ({"time_zone": "localtime"}, "TIME_ZONE_UNKNOWN", ["time_zone"]),
        ({"time_zone": "../../etc/passwd"}, "TIME_ZONE_UNKNOWN", ["time_zone"]),
        ({"languages": ["it", "xx"]}, "FIELD_INVALID", ["languages[1]"]),
        ({"languages": []}, "FIELD_MISSING", ["languages"]),
        ({"languages": ["it", "it"]}, "FIELD_INVALID", ["languages"]),
        ({"languages": ["Italian"]}, "FIELD_INVALID", ["languages[0]"]),
        ({"display_name": "Bella\nSalon"}, "FIELD_INVALID", ["display_name"]),
        ({"display_name": "   "}, "FIELD_MISSING", ["display_name"]),
        ({"display_name": "x" * 101}, "FIELD_INVALID", ["display_name"]),
        ({"persona": "x" * 4001}, "FIELD_INVALID", ["persona"]),
        ({"persona": "Warm\x00"}, "FIELD_INVALID", ["persona"]),
        ({"name": "Bella Salon"}, "FIELD_INVALID", ["name"]),
        ({"name": "x" * 41}, "FIELD_INVALID", ["name"]),
        (
            {"time_zone": "Rome", "languages": ["xx", "qq"]},
            "TIME_ZONE_UNKNOWN",
            ["time_zone", "languages[0]", "languages[1]"],
        ),
    ],
)
async def test_every_field_that_is_wrong_is_named(tenant, changes, reason, fields):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.CreateTenant(a_tenant(**changes))
    assert refusal.value.reason == reason
    assert [each.field for each in refusal.value.violations] == fields


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/Argentina/Buenos_Aires", "UTC", "Japan"])
async def test_every_zone_of_the_list_is_taken(tenant, zone):
    assert (await tenant.tenants.CreateTenant(a_tenant(time_zone=zone))).tenant.time_zone == zone


@pytest.mark.parametrize("language", ["it", "pt-BR", "es-419", "zh-Hant-TW", "hi"])
async def test_languages_are_taken_as_they_are_written(tenant, language):
    request = a_tenant(languages=[language])
    assert list((await tenant.tenants.CreateTenant(request)).tenant.languages) == [language]


@pytest.mark.parametrize("persona", ["Warm.\n\tBrief, and never rude.\r\n", "ü" * 4000])
async def test_a_persona_has_as_many_lines_as_it_wants(tenant, persona):
    made = (await tenant.tenants.CreateTenant(a_tenant(persona=persona))).tenant

    assert made.persona == persona
    found = await tenant.tenants.GetTenant(pb.GetTenantRequest(tenant_id=made.tenant_id))
    assert found.tenant == made


async def test_tenants_are_listed_by_name_a_page_at_a_time(lyo_database):
    names = ["foco", "bella-salon", "stella", "la-terraza", "nibog"]
    async with running_tenant(lyo_database("tenant")) as tenant:
        for name in names:
            await tenant.create(name)

        pages, token = [], ""
        while not pages or token:
            request = pb.ListTenantsRequest(page_size=2, page_token=token)
            page = await tenant.tenants.ListTenants(request)
            pages.append([each.name for each in page.tenants])
            token = page.next_page_token

    assert pages == [["bella-salon", "foco"], ["la-terraza", "nibog"], ["stella"]]


async def test_a_page_token_that_was_not_given_is_refused(tenant):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.ListTenants(pb.ListTenantsRequest(page_token="somewhere"))
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_page_cannot_be_smaller_than_nothing(tenant):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.ListTenants(pb.ListTenantsRequest(page_size=-1))
    assert [each.field for each in refusal.value.violations] == ["page_size"]
