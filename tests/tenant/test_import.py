"""Many customers at once, as another system knew them."""

import asyncio

import psycopg
import pytest
from lyo.tenant.v1 import customer_service_pb2 as pb
from lyo.tenant.v1.tenant_service_pb2 import GetTenantRequest

from services.common.errors import InvalidArgument, NotFound
from tests.tenant.clientele import added, deleted, listed, merged, read
from tests.tenant.running import OpenTenant, new_id
from tests.tenant.senders import OTHER_PHONE, PHONE, USER, phone, wrote


def row(*identities, **fields):
    return pb.CustomerImport(identities=identities, **fields)


def asking(of, *rows):
    return pb.ImportCustomersRequest(tenant_id=of.tenant_id, request_id=new_id(), customers=rows)


@pytest.fixture
def imported(tenant, salon):
    """Import rows to the salon; what became of them."""

    async def ask(*rows):
        return await tenant.customers.ImportCustomers(asking(salon, *rows))

    return ask


def counts(answer):
    return answer.created, answer.updated, answer.unchanged


def reasons(answer):
    return [(each.position, each.reason) for each in answer.refusals]


async def test_who_is_not_known_is_added(tenant, salon, imported):
    answer = await imported(
        row(PHONE, USER, display_name="Giulia", language="it", external_ref="crm-1"),
        row(OTHER_PHONE, time_zone="Europe/Rome"),
    )

    assert counts(answer) == (2, 0, 0)
    found = {each.display_name: each for each in await listed(tenant, salon)}
    assert (found["Giulia"].language, found["Giulia"].external_ref) == ("it", "crm-1")
    assert {each.value for each in found["Giulia"].identities} == {PHONE.value, USER.value}
    assert found[""].time_zone == "Europe/Rome"


async def test_who_was_imported_is_known_when_they_write(resolve, imported, tenant, salon):
    await imported(row(PHONE, display_name="Giulia"))

    [known] = await listed(tenant, salon)
    assert (await resolve(PHONE)).customer == known


async def test_who_is_known_by_an_identity_gets_what_is_given(tenant, salon, resolve, imported):
    known = (await resolve(PHONE, name="Giulia")).customer

    answer = await imported(row(PHONE, USER, language="it", external_ref="crm-1"))

    assert counts(answer) == (0, 1, 0)
    now = await read(tenant, salon, known)
    assert (now.display_name, now.language, now.external_ref) == ("Giulia", "it", "crm-1")
    assert list(now.identities) == [PHONE, USER]
    assert now.etag != known.etag


async def test_who_is_known_by_the_own_id_gets_a_new_number(tenant, salon, imported):
    known = await added(tenant, salon, PHONE, external_ref="crm-1")

    answer = await imported(row(OTHER_PHONE, display_name="Giulia Verdi", external_ref="crm-1"))

    assert counts(answer) == (0, 1, 0)
    now = await read(tenant, salon, known)
    assert (list(now.identities), now.display_name) == ([PHONE, OTHER_PHONE], "Giulia Verdi")


async def test_who_has_all_of_it_is_unchanged(tenant, salon, imported):
    rows = [row(PHONE, display_name="Giulia", external_ref="crm-1"), row(OTHER_PHONE)]
    await imported(*rows)
    before = await listed(tenant, salon)

    assert counts(await imported(*rows)) == (0, 0, 2)
    assert await listed(tenant, salon) == before


async def test_a_row_finds_what_the_rows_before_it_made(tenant, salon, imported):
    answer = await imported(
        row(PHONE, display_name="Giulia"),
        row(PHONE, USER, external_ref="crm-1"),
        row(OTHER_PHONE, external_ref="crm-1"),
        row(OTHER_PHONE),
    )

    assert counts(answer) == (1, 2, 1)
    [customer] = await listed(tenant, salon)
    assert len(customer.identities) == 3
    assert (customer.display_name, customer.external_ref) == ("Giulia", "crm-1")


BAD = {
    "a phone that cannot be": (row(phone("+3933312")), "NOT_E164"),
    "a phone of one country only": (row(phone("0655500001")), "NOT_E164"),
    "no identity": (row(display_name="Nobody"), "FIELD_MISSING"),
    "an identity without a value": (
        row(pb.Identity(kind=pb.IDENTITY_KIND_INSTAGRAM)),
        "FIELD_MISSING",
    ),
    "an identity of no kind": (row(pb.Identity(value="x")), "FIELD_INVALID"),
    "an identity of an unknown kind": (row(pb.Identity(kind=99, value="x")), "FIELD_INVALID"),
    "too many identities": (
        row(*(phone(f"+3933300000{n:02}") for n in range(11))),
        "FIELD_INVALID",
    ),
    "a long name": (row(USER, display_name="x" * 201), "FIELD_INVALID"),
    "a name that cannot be stored": (row(USER, display_name="x\x00"), "FIELD_INVALID"),
    "no language": (row(USER, language="klingon"), "FIELD_INVALID"),
    "no zone": (row(USER, time_zone="Rome"), "TIME_ZONE_UNKNOWN"),
    "a long own id": (row(USER, external_ref="x" * 201), "FIELD_INVALID"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_row_is_named_and_does_not_stop_the_others(tenant, salon, imported, kind):
    bad, reason = BAD[kind]
    good = [phone("+393331111111"), phone("+393332222222")]

    answer = await imported(row(good[0]), bad, row(good[1]))

    assert reasons(answer) == [(1, reason)]
    assert answer.refusals[0].detail
    assert answer.created == 2
    found = await listed(tenant, salon)
    assert {each.value for customer in found for each in customer.identities} == {
        each.value for each in good
    }


async def test_identities_of_two_customers_are_not_made_one(tenant, salon, imported):
    one, two = await added(tenant, salon, PHONE), await added(tenant, salon, OTHER_PHONE)

    answer = await imported(row(PHONE, OTHER_PHONE, display_name="Both"))

    assert reasons(answer) == [(0, "IDENTITY_TAKEN")]
    assert [await read(tenant, salon, each) for each in (one, two)] == [one, two]


async def test_the_number_of_somebody_with_another_own_id_is_taken(tenant, salon, imported):
    known = await added(tenant, salon, PHONE, external_ref="crm-1")

    answer = await imported(row(PHONE, external_ref="crm-2"))

    assert reasons(answer) == [(0, "IDENTITY_TAKEN")]
    assert await read(tenant, salon, known) == known


async def test_the_number_of_another_than_who_has_the_own_id_is_taken(tenant, salon, imported):
    await added(tenant, salon, PHONE, external_ref="crm-1")
    other = await added(tenant, salon, OTHER_PHONE)

    assert reasons(await imported(row(OTHER_PHONE, external_ref="crm-1"))) == [
        (0, "IDENTITY_TAKEN")
    ]
    assert await read(tenant, salon, other) == other


async def test_what_a_refused_row_named_is_nobodys(resolve, tenant, salon, imported):
    await added(tenant, salon, PHONE)
    await added(tenant, salon, OTHER_PHONE)
    await imported(row(PHONE, OTHER_PHONE, USER))

    assert list((await resolve(USER)).customer.identities) == [USER]


async def test_who_is_deleted_is_not_imported(tenant, salon, imported):
    gone = await deleted(tenant, salon, await added(tenant, salon, PHONE, external_ref="crm-1"))

    answer = await imported(row(PHONE), row(OTHER_PHONE, external_ref="crm-1"))

    assert reasons(answer) == [(0, "IDENTITY_TAKEN"), (1, "EXTERNAL_REF_TAKEN")]
    assert await read(tenant, salon, gone) == gone


async def test_the_own_id_of_who_was_merged_is_taken(tenant, salon, imported):
    one = await added(tenant, salon, PHONE, external_ref="crm-1")
    two = await added(tenant, salon, OTHER_PHONE, external_ref="crm-2")
    await merged(tenant, salon, one, into=two)

    assert reasons(await imported(row(USER, external_ref="crm-1"))) == [(0, "EXTERNAL_REF_TAKEN")]


async def test_the_same_request_again_is_answered_the_same_and_does_nothing(
    tenant, salon, imported
):
    request = asking(salon, row(PHONE), row(phone("0")), row(OTHER_PHONE))

    first = await tenant.customers.ImportCustomers(request)
    assert counts(first) == (2, 0, 0)
    assert await tenant.customers.ImportCustomers(request) == first


async def test_a_request_id_means_one_request(tenant, salon):
    request = asking(salon, row(PHONE))
    await tenant.customers.ImportCustomers(request)
    request.customers.append(row(OTHER_PHONE))

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.ImportCustomers(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize("count", [0, 501])
async def test_a_request_has_one_to_five_hundred_customers(tenant, salon, imported, count):
    with pytest.raises(InvalidArgument) as refusal:
        await imported(*(row(PHONE) for _ in range(count)))
    assert [each.field for each in refusal.value.violations] == ["customers"]


async def test_a_tenant_that_is_not_there_gets_none(tenant, salon):
    nobody = OpenTenant(type(salon.tenant)(tenant_id=new_id()), salon.channel)

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.ImportCustomers(asking(nobody, row(PHONE)))
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_two_tenants_import_the_same_people_apart(tenant, salon, rival):
    rows = [row(PHONE, external_ref="crm-1"), row(OTHER_PHONE)]
    for each in (salon, rival):
        answer = await tenant.customers.ImportCustomers(asking(each, *rows))
        assert counts(answer) == (2, 0, 0)


async def test_while_they_are_imported_everybody_may_write(tenant, salon, resolve):
    people = [phone(f"+39333000{n:04}") for n in range(200)]
    rows = [row(each, external_ref=each.value) for each in people]

    await asyncio.gather(
        *(tenant.customers.ImportCustomers(asking(salon, *rows[::order])) for order in (1, -1)),
        *(tenant.customers.ResolveInbound(wrote(salon, each)) for each in people[::10]),
    )

    found = [
        *await listed(tenant, salon, page_size=200),
        *(await listed(tenant, salon, page_size=200, identity_value=people[0].value)),
    ]
    assert len({each.customer_id for each in found}) == 200
    assert {each.external_ref for each in found} == {each.value for each in people}


async def test_five_hundred_take_little_time(imported):
    rows = [row(phone(f"+39333000{n:04}"), external_ref=f"crm-{n}") for n in range(500)]

    async with asyncio.timeout(3):
        assert counts(await imported(*rows)) == (500, 0, 0)


async def test_many_imports_of_one_tenant_leave_the_others_their_connections(
    tenant, tenant_database, salon, rival
):
    with psycopg.connect(tenant_database.superuser_url) as other:
        other.execute(
            "SELECT FROM tenant.tenants WHERE tenant_id = %s FOR UPDATE", (salon.tenant_id,)
        )
        rows = [row(phone(f"+39347000{n:04}")) for n in range(16)]
        importing = [
            asyncio.ensure_future(tenant.customers.ImportCustomers(asking(salon, each), timeout=20))
            for each in rows
        ]
        await asyncio.sleep(0.3)

        await tenant.tenants.GetTenant(GetTenantRequest(tenant_id=rival.tenant_id), timeout=1)
        assert not any(each.done() for each in importing)
    answers = await asyncio.gather(*importing)
    assert sum(each.created for each in answers) == len(rows)
