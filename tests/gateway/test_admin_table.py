"""Is every call that is open to keys on the table, and nothing else?"""

import re

import grpc
import pytest

from services.common.actor import Actors
from services.common.clients import files_of, methods_of, name_of
from services.common.grants import Grants
from services.common.scopes import ScopeMissing, Scopes
from services.gateway.admin.door import admin_routes
from services.gateway.admin.route import Form, Route
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES
from services.gateway.routes.keys import KeyDoor

CALLS = {
    name_of(method)
    for service in ("tenant", "booking", "notifier")
    for file in files_of(service)
    for method in methods_of(file)
} | {"lyo.assistant.v1.UsageService/GetUsage"}


async def served(*table: Route) -> list[str]:
    """The paths that are served for these rows."""

    async def ask(key: str):
        raise AssertionError

    async with grpc.aio.insecure_channel("127.0.0.1:1") as channel:
        keys = KeyDoor(Grants(ask), Actors(b"key"))
        routes = admin_routes(lambda _: channel, keys, Scopes.load(), table)
        return [route.path for route in routes]


async def test_a_call_without_a_scope_is_not_served():
    mesh_only = "lyo.tenant.v1.ChannelService/GetCredential"
    with pytest.raises(ScopeMissing, match=rf"GET /admin/secrets: .* {mesh_only}"):
        await served(*ROUTES, Route("GET", "/admin/secrets", mesh_only))


async def test_a_call_that_does_not_exist_is_not_served():
    with pytest.raises(ScopeMissing):
        await served(Route("GET", "/admin/x", "lyo.tenant.v1.TenantService/GetNothing"))


async def test_words_come_before_ids_where_a_path_could_be_both():
    paths = await served(*ROUTES)
    customers = "/admin/tenants/{tenant_id}/customers"

    assert paths.index(f"{customers}/import") < paths.index(f"{customers}/{{customer_id}}")


def test_every_call_that_has_a_scope_is_on_the_table():
    scopes = Scopes.load()
    served = {each.rpc for each in ROUTES} | {each.later for each in ROUTES if each.later}

    assert {each for each in CALLS if scopes.of(each)} == served


def test_bookings_have_the_same_routes_below_a_tenant_admin_and_api():
    below = [
        {
            (each.method, each.path.removeprefix(place), each.rpc)
            for each in ROUTES
            if each.rpc.startswith("lyo.booking.")
            and each.path.startswith(place)
            and each.form is not Form.WHATSAPP
            and ("{tenant_id}" in each.path) == ("{tenant_id}" in place)
        }
        for place in ("/admin/tenants/{tenant_id}", "/admin", "/api")
    ]

    assert below[0] == below[1] == below[2]
    assert len(below[0]) > 10


def test_what_is_sent_has_the_same_routes_below_a_tenant_admin_and_api():
    below = [
        {
            (each.method, each.path.removeprefix(place), each.rpc)
            for each in ROUTES
            if each.rpc.startswith("lyo.notifier.")
            and each.path.startswith(place)
            and ("{tenant_id}" in each.path) == ("{tenant_id}" in place)
        }
        for place in ("/admin/tenants/{tenant_id}", "/admin", "/api")
    ]

    assert below[0] == below[1] == below[2]
    assert len(below[0]) > 10


def test_no_row_is_there_twice():
    places = [(each.method, each.path) for each in ROUTES]

    assert len(places) == len(set(places))


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: f"{each.method} {each.path}")
def test_what_a_row_says_fits_its_call(route):
    shape = Shape(route)
    reads = shape.call.name.startswith(("Get", "List", "Suggest"))

    assert set(shape.path_names) <= set(shape.call.input_type.fields_by_name)
    assert (route.method == "GET") is reads
    assert (route.method == "PATCH") is shape.call.name.startswith("Update")
    assert (shape.mask is not None) is (route.method == "PATCH")
    assert re.fullmatch(r"/(admin|api)(/[a-z-]+|/{[a-z_]+}(\.ics)?)+", route.path)
