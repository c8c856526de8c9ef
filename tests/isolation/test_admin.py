"""Does a tenant's API key open anything of another tenant, by any route of /admin or /api?"""

import re
from uuid import uuid4

import pytest

from services.gateway.admin.table import ROUTES
from tests.isolation.admin import AdminDoor, wanted_of
from tests.isolation.sides import COBALT, everything_of

OF_A_TENANT = [route for route in ROUTES if "{tenant_id}" in route.path or route.asks_tenant]
OF_ALL = [route for route in ROUTES if route not in OF_A_TENANT]
NAMING = [route for route in OF_A_TENANT if re.search("{(?!tenant_id|name)", route.path)]
LISTED = "/admin/tenants"


def told_by(route):
    return f"{route.method} {route.path}"


@pytest.fixture(scope="module")
async def admin(mesh):
    async with AdminDoor.of(mesh.installation) as admin:
        yield admin


@pytest.mark.parametrize("route", OF_A_TENANT, ids=told_by)
async def test_another_tenant_is_not_found_by_any_route(admin, our_key, theirs, route):
    told = await admin.ask(route, wanted_of(route, theirs), our_key)

    assert told.end == "NotFound / TENANT_NOT_FOUND"


@pytest.mark.parametrize("route", NAMING, ids=told_by)
async def test_what_is_another_tenants_is_not_found_below_ones_own(
    admin, our_key, ours, theirs, route
):
    wanted = wanted_of(route, {**theirs, "tenant_id": ours["tenant_id"]})
    told = await admin.ask(route, wanted, our_key)

    assert told.kind == "NotFound", told.text
    assert COBALT.mark not in told.text


@pytest.mark.parametrize("route", NAMING, ids=told_by)
async def test_it_is_as_unknown_as_what_never_was(admin, our_key, ours, theirs, route):
    nobody = {each: str(uuid4()) for each in theirs} | {"api_key_id": "zzzzzzzzzzzz"}
    texts = []
    for things in (theirs, nobody):
        wanted = wanted_of(route, {**things, "tenant_id": ours["tenant_id"]})
        told = await admin.ask(route, wanted, our_key)
        texts.append((told.end, bare(told.text, things)))

    assert texts[0] == texts[1]


def bare(text, things):
    """The text without what was asked for, and without the id of the request."""
    for each in things.values():
        text = text.replace(each, "ID")
    return text.partition('"instance"')[0]


@pytest.mark.parametrize("route", OF_ALL, ids=told_by)
async def test_what_is_of_no_tenant_or_of_all_is_not_for_a_tenants_key(
    admin, our_key, ours, theirs, route
):
    told = await admin.ask(route, wanted_of(route, theirs), our_key)

    if (route.method, route.path) == ("GET", LISTED):
        assert ours["tenant_id"] in told.text
        assert theirs["tenant_id"] not in told.text
    else:
        assert told.end == "PermissionDenied / TENANTS_LIMITED"


@pytest.mark.parametrize("name", ["x-tenant-id", "x-lyo-actor", "x-lyo-caller"])
async def test_a_header_that_claims_more_changes_nothing(admin, our_key, theirs, name):
    (route,) = [each for each in ROUTES if each[:2] == ("GET", f"{LISTED}/{{tenant_id}}")]
    said = {name: theirs["tenant_id"]}
    told = await admin.ask(route, wanted_of(route, theirs), our_key, said)

    assert told.end == "NotFound / TENANT_NOT_FOUND"


async def test_nothing_that_was_tried_changed_anything_of_theirs(
    admin, doors, our_key, ours, theirs
):
    before = await everything_of(doors, theirs)
    for route in OF_A_TENANT:
        await admin.ask(route, wanted_of(route, theirs), our_key)
    for route in NAMING:
        wanted = wanted_of(route, {**theirs, "tenant_id": ours["tenant_id"]})
        await admin.ask(route, wanted, our_key)

    assert await everything_of(doors, theirs) == before
