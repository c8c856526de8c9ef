"""Does each scope open the methods that services/scopes.toml gives it, and no other?"""

import asyncio
import tomllib
from pathlib import Path

import pytest

from services.gateway.admin.table import ROUTES
from tests.isolation.admin import AdminDoor, wanted_of
from tests.isolation.doors import METHODS
from tests.isolation.filling import request_of

SAID = tomllib.loads(Path("services/scopes.toml").read_text())
MAP = {
    f"{service}/{method}": scope
    for scope, services in SAID["scopes"].items()
    for service, methods in services.items()
    for method in methods
}
MESH = set(SAID["mesh"]["methods"])
SCOPES = sorted(set(MAP.values()))
NOBODY = "7e8a1c5e-0b1d-4f6a-8a53-3c1f0d2b4e6f"
"""No tenant has it, so that what is allowed does nothing."""

KEPT_IN = "PermissionDenied / CALLER_NOT_ALLOWED"
LACKING = "PermissionDenied / SCOPE_MISSING"


def test_every_method_has_one_scope_or_is_kept_to_the_mesh():
    times = sum(len(methods) for each in SAID["scopes"].values() for methods in each.values())

    assert set(MAP) | MESH == set(METHODS)
    assert set(MAP) & MESH == set()
    assert times == len(MAP)


def test_reading_and_writing_are_never_one_scope():
    reads = {MAP[name] for name in MAP if name.partition("/")[2].startswith(("Get", "List", "Sug"))}

    assert {scope for scope in SCOPES if scope.endswith(":read")} == reads
    assert {scope for scope in SCOPES if not scope.endswith((":read", ":write", ":purge"))} == set()


def expected(name: str, scope: str) -> str:
    """What is said at the team door to a key with this scope alone; empty: it is let in."""
    if name in MESH:
        return KEPT_IN
    return "" if scope in ("*", MAP[name]) else LACKING


def about_nobody(scope: str):
    """Values for a request that does nothing; a key that it makes has no more than its maker."""
    return {"tenant_id": NOBODY, "name": "nobody", "scopes": [scope]}


async def said(doors, name: str, key: str, scope: str) -> str:
    """What is said there."""
    values = about_nobody(scope)
    told = await doors.told(name, request_of(METHODS[name], values), key)
    return told.end if told.end in (KEPT_IN, LACKING) else ""


@pytest.mark.parametrize("scope", [*SCOPES, "*"])
async def test_a_scope_opens_exactly_its_methods_at_the_team_doors(doors, scope):
    key = await doors.key([scope])
    names = list(METHODS)

    answers = await asyncio.gather(*(said(doors, name, key, scope) for name in names))

    found = dict(zip(names, answers, strict=True))
    assert found == {name: expected(name, scope) for name in names}


async def test_two_scopes_open_what_each_of_them_opens(doors):
    key = await doors.key(["flags:read", "bookings:read"])
    found = {name for name in METHODS if not await said(doors, name, key, "flags:read")}

    assert found == {name for name in MAP if MAP[name] in ("flags:read", "bookings:read")}


async def test_what_is_lacking_is_named(doors):
    key = await doors.key(["flags:read"])
    name = "lyo.tenant.v1.CustomerService/ListCustomers"
    told = await doors.told(name, request_of(METHODS[name], {"tenant_id": NOBODY}), key)

    assert "customers:read" in told.text


@pytest.mark.parametrize("scope", [*SCOPES, "*"])
async def test_a_scope_opens_exactly_its_routes_of_admin(doors, mesh, scope):
    key = await doors.key([scope])
    async with AdminDoor.of(mesh.installation) as admin:
        asked = [(route, wanted_of(route, about_nobody(scope))) for route in ROUTES]
        answers = await asyncio.gather(*(admin.ask(*each, key) for each in asked))

    let_in = {route for route, told in zip(ROUTES, answers, strict=True) if told.end != LACKING}
    assert let_in == {route for route in ROUTES if scope in ("*", MAP[route.rpc])}
