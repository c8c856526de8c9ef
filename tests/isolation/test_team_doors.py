"""Does a tenant's API key open anything of another tenant, by any method of any service?"""

import asyncio
from uuid import uuid4

import pytest
from lyo.notifier.v1 import message_service_pb2 as message_pb

from services.common.scopes import Scopes
from tests.isolation.doors import CREATE_KEY, METHODS
from tests.isolation.filling import request_of
from tests.isolation.sides import BOOKING, COBALT, CUSTOMER, MESSAGE, PREFERENCE, everything_of

SCOPES = Scopes.load()
OUTSIDE = [name for name in METHODS if SCOPES.of(name) is not None]
OF_A_TENANT = [name for name in OUTSIDE if "tenant_id" in METHODS[name].input_type.fields_by_name]
WITHOUT_ONE = sorted(set(OUTSIDE) - set(OF_A_TENANT))
CREATED = "lyo.tenant.v1.TenantService/CreateTenant"
LISTED = "lyo.tenant.v1.TenantService/ListTenants"

# They take the ids of another service's things as they come; what becomes of these is tested below.
NAMED_ONLY = {
    f"{BOOKING}/CreateBooking",
    f"{BOOKING}/HoldSlot",
    f"{MESSAGE}/Send",
    f"{MESSAGE}/Schedule",
    f"{PREFERENCE}/GetPreferences",
    f"{PREFERENCE}/SetPreferences",
}
# What is said of a booking of one's own and a customer who is not its: whoever that is.
NOT_THEIRS = "FailedPrecondition / NOT_THIS_CUSTOMERS"


THINGS = {
    "api_key_id",
    "booking_id",
    "channel_id",
    "conversation_id",
    "customer_id",
    "hold_id",
    "member_id",
    "merged_id",
    "message_id",
    "offering_id",
    "resource_id",
}
NO_THINGS = {"tenant_id", "request_id", "account_id"}


def ids_in(name):
    """The fields of a request that name a thing inside the tenant."""
    fields = METHODS[name].input_type.fields_by_name
    return [each for each in fields if each.endswith("_id") and each not in NO_THINGS]


NAMING = [name for name in OF_A_TENANT if ids_in(name) and name not in NAMED_ONLY]


def test_each_id_in_a_request_is_one_of_a_thing_that_both_tenants_have(ours, theirs):
    assert {field for name in OF_A_TENANT for field in ids_in(name)} <= THINGS
    assert set(ours) == set(theirs) == {"tenant_id", *THINGS}
    assert not set(ours.values()) & set(theirs.values())


@pytest.mark.parametrize("name", OF_A_TENANT)
async def test_another_tenant_is_not_found_by_any_method(doors, our_key, theirs, name):
    told = await doors.told(name, request_of(METHODS[name], theirs, "tenant_id"), our_key)

    assert told.end == "NotFound / TENANT_NOT_FOUND"


@pytest.mark.parametrize("name", OF_A_TENANT)
async def test_another_tenant_is_as_unknown_as_one_that_never_was(doors, our_key, theirs, name):
    nobody = {field: str(uuid4()) for field in theirs if field != "api_key_id"}
    texts = []
    for tenant in (theirs, {**theirs, **nobody}):
        told = await doors.told(name, request_of(METHODS[name], tenant, "tenant_id"), our_key)
        texts.append(told.text.replace(tenant["tenant_id"], "ID"))

    assert texts[0] == texts[1] != ""


@pytest.mark.parametrize("name", WITHOUT_ONE)
async def test_a_method_that_names_no_tenant_gives_a_tenants_key_nothing_of_others(
    doors, our_key, ours, theirs, name
):
    told = await doors.told(name, request_of(METHODS[name], {}), our_key)

    expected = {CREATED: "PermissionDenied / TENANTS_LIMITED", LISTED: "answered"}
    assert told.end == expected[name]
    if told.response is not None:
        assert [each.tenant_id for each in told.response.tenants] == [ours["tenant_id"]]


@pytest.mark.parametrize(
    "by", [{"name": COBALT.name}, {"tenant_id": str(uuid4())}], ids=["by name", "by id"]
)
async def test_another_tenant_is_not_found_by_its_name_either(doors, our_key, theirs, by):
    name = "lyo.tenant.v1.TenantService/GetTenant"
    told = await doors.told(name, request_of(METHODS[name], {"tenant_id": "", **by}), our_key)

    assert told.end == "NotFound / TENANT_NOT_FOUND"


@pytest.mark.parametrize("name", NAMING)
async def test_what_is_another_tenants_is_not_found_among_ones_own(
    doors, our_key, ours, theirs, name
):
    """Each id in turn, required or not: refused as not found, or an answer that is empty of it."""
    for field in ids_in(name):
        values = {**ours, field: theirs[field]}
        request = request_of(METHODS[name], values, "tenant_id", field)
        told = await doors.told(name, request, our_key)

        unknown = told.kind == "NotFound" or told.end == NOT_THEIRS
        assert told.response is not None or unknown, told.end
        assert theirs[field] not in str(told.response)
        assert COBALT.mark not in str(told.response)


async def test_a_message_by_another_tenants_channel_never_leaves(
    doors, our_key, ours, theirs, town
):
    text = "this came by a number that is not mine"
    values = {**ours, "channel_id": theirs["channel_id"], "message_id": str(uuid4()), "text": text}
    told = {"recipient": True, "purpose": message_pb.PURPOSE_CONFIRMATION}
    await doors.do(f"{MESSAGE}/Send", {**values, **told}, our_key)

    for _ in range(100):
        message = (await doors.do(f"{MESSAGE}/GetMessage", values, our_key)).message
        if message.state == message_pb.MESSAGE_STATE_FAILED:
            break
        await asyncio.sleep(0.05)
    assert message.reason == "CHANNEL_NOT_FOUND"
    assert text not in (await town.http.get("/journal")).text


async def test_what_another_tenants_customer_wants_is_not_told_and_not_changed(
    doors, our_key, ours, theirs
):
    await doors.do(f"{PREFERENCE}/SetPreferences", {**theirs, "opted_out": True})
    whose = {**ours, "customer_id": theirs["customer_id"]}
    known = await doors.do(f"{PREFERENCE}/GetPreferences", whose, our_key)
    await doors.do(f"{PREFERENCE}/SetPreferences", {**whose, "opted_out": False}, our_key)

    assert (known.opted_out, list(known.changes)) == (False, [])
    assert (await doors.do(f"{PREFERENCE}/GetPreferences", theirs)).opted_out


async def test_a_booking_for_another_tenants_customer_is_not_among_theirs(
    doors, our_key, ours, theirs
):
    slots = (await doors.do(f"{BOOKING}/SuggestSlots", ours, our_key)).slots
    wanted = {"customer_id": theirs["customer_id"], "start_time": slots[0].start_time.ToDatetime()}
    values = {**ours, **wanted, "hold_id": ""}
    made = await doors.do(f"{BOOKING}/CreateBooking", values, our_key)

    found = await doors.do(f"{BOOKING}/ListBookings", theirs)
    assert made.booking.booking_id not in {each.booking_id for each in found.bookings}


async def test_nothing_that_was_tried_changed_anything_of_theirs(doors, our_key, ours, theirs):
    before = await everything_of(doors, theirs)
    for name in OF_A_TENANT:
        await doors.told(name, request_of(METHODS[name], theirs, "tenant_id"), our_key)
        theirs_as_ours = {**theirs, "tenant_id": ours["tenant_id"]}
        if name in NAMING and not name.endswith("/RevokeApiKey"):
            await doors.told(name, request_of(METHODS[name], theirs_as_ours, "tenant_id"), our_key)

    assert await everything_of(doors, theirs) == before
    assert COBALT.mark in str(before)


FORGED = [
    ("x-tenant-id", "{theirs}"),
    ("x-lyo-actor", "v1.e30=.00"),
    ("x-lyo-caller", "v1.gateway.9999999999.00"),
    ("x-lyo-caller", "lyoctl"),
]


@pytest.mark.parametrize("forged", FORGED, ids="=".join)
async def test_metadata_that_claims_more_changes_nothing(doors, our_key, theirs, forged):
    name = f"{CUSTOMER}/ListCustomers"
    said = [(forged[0], forged[1].format(theirs=theirs["tenant_id"]))]
    told = await doors.told(name, request_of(METHODS[name], theirs, "tenant_id"), our_key, said)

    assert told.end == "NotFound / TENANT_NOT_FOUND"


@pytest.mark.parametrize(
    ("whose", "end"),
    [
        ("tenant_id", "NotFound / TENANT_NOT_FOUND"),
        ("tenant_ids", "PermissionDenied / TENANTS_LIMITED"),
        ("all_tenants", "PermissionDenied / TENANTS_LIMITED"),
    ],
)
async def test_a_tenants_key_makes_no_key_for_another_tenant(doors, our_key, theirs, whose, end):
    values = {**theirs, "tenant_ids": [theirs["tenant_id"]], "all_tenants": True}
    request = request_of(METHODS[CREATE_KEY], values, whose)
    told = await doors.told(CREATE_KEY, request, our_key)

    assert told.end == end


async def test_a_key_makes_no_key_that_may_do_more(doors, ours):
    key = await doors.key(["keys:write", "flags:read"], ours["tenant_id"])
    ends = []
    for scopes in (["*"], ["flags:write"], ["flags:read"]):
        values = {**ours, "scopes": scopes, "client": "greedy"}
        request = request_of(METHODS[CREATE_KEY], values, "tenant_id")
        ends.append((await doors.told(CREATE_KEY, request, key)).end)

    assert ends == [*["PermissionDenied / SCOPE_MISSING"] * 2, "answered"]
