"""Is there anything that can be sent to /admin and is answered with a bug?"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from services.gateway.admin.route import Route
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES
from tests.tenant.running import new_id

ODD: list[Any] = [
    None,
    True,
    -1,
    77,
    2**31 - 1,
    2**63,
    0.5,
    "",
    " ",
    "x" * 5000,
    "\u202e\U0001f600\u0007",
    "' OR 1=1 --",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    [],
    [None],
    [{}],
    ["x"] * 600,
    {},
    {"value": "x"},
    [{"kind": "IDENTITY_KIND_PHONE", "value": "+"}],
    [{"identities": [{"kind": 99, "value": "x" * 300}], "time_zone": "Mars/Olympus"}],
]
ODD_A_FIELD = 5
PLACES = ["..", "%00", "%F0%9F%98%80" * 50]
_numbers = itertools.count(1)
EXPECTED = {200, 201, 204, 400, 404, 409, 412, 413}
"""Also of what is odd some is right: `null`, an empty list, an e-mail that is empty."""


def odd_values(route: Route) -> Iterator[tuple[str, Any]]:
    """A few for each field, and over all routes every one for some."""
    for number, name in enumerate(Shape(route).given, start=ROUTES.index(route)):
        for each in range(ODD_A_FIELD):
            yield name, ODD[(ODD_A_FIELD * number + each) % len(ODD)]


def filled(route: Route, **ids: str) -> str:
    return route.path.format(**{**dict.fromkeys(Shape(route).path_names, new_id()), **ids})


def right(route: Route) -> dict[str, Any]:
    """A body in which nothing is odd, and which nobody has sent before."""
    number = next(_numbers)
    bodies: dict[str, dict[str, Any]] = {
        "CreateTenant": {
            "name": f"odd-{number}",
            "display_name": "Odd",
            "time_zone": "UTC",
            "languages": ["en"],
        },
        "CreateChannel": {"platform": "PLATFORM_WHATSAPP", "address": f"{66 * 10**12 + number}"},
        "CreateCustomer": {"external_ref": f"odd-{number}"},
        "CreateMember": {"display_name": "Odd", "role": "MEMBER_ROLE_AGENT"},
        "CreateApiKey": {"client": f"odd-{number}", "scopes": ["tenants:read"]},
        "SetFlag": {"enabled": True},
    }
    return bodies.get(route.rpc.partition("/")[2], {})


TENANT_ROUTES = [each for each in ROUTES if not each.rpc.startswith("lyo.booking.")]


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=lambda each: f"{each.method} {each.path}")
async def test_no_odd_value_of_a_field_is_a_bug(office, route):
    salon, shape = await office.tenant.open(), Shape(route)
    ids = {"tenant_id": salon.tenant_id, "channel_id": salon.channel_id, "name": "assistant"}
    path = filled(route, **{name: ids.get(name, new_id()) for name in shape.path_names})
    for name, odd in odd_values(route):
        if shape.takes_body:
            answer = await office.ask(route.method, path, json={**right(route), name: odd})
        else:
            answer = await office.ask(route.method, path, params={name: str(odd)})
        assert answer.status_code in EXPECTED, (name, odd, answer.text)


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: f"{each.method} {each.path}")
async def test_no_odd_path_is_a_bug(office, route):
    for odd in PLACES:
        for name in Shape(route).path_names:
            body = {"json": {}} if Shape(route).takes_body else {}
            answer = await office.ask(route.method, filled(route, **{name: odd}), **body)
            assert answer.status_code in {*EXPECTED, 405}, (odd, answer.text)
