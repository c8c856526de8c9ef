"""Who is let in by HTTP, to what, and what do strangers learn?"""

import re
from uuid import uuid4

import httpx
import pytest
from starlette.routing import Route

from services.common.health import Health
from services.common.scopes import Scopes
from services.gateway.admin.call import LARGEST_BODY
from services.gateway.admin.table import ROUTES
from services.gateway.answers import SECURITY
from services.gateway.app import create_app
from tests.gateway.office import BOSS, running_office
from tests.tenant.running import new_id

LOCKED = ["/admin/tenants", "/admin/nowhere", "/admin", "/api", "/api/chat", "/api/whatsapp/test"]
OPEN = ["/", "/health", "/livez", "/readyz", "/metrics", "/docs", "/openapi.json"]
NOBODY = str(uuid4())


def reason(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["reason"]


@pytest.fixture(scope="session")
async def powerless(office):
    """A key of all tenants that opens nothing of /admin."""
    return await office.key("conversations:read", calls_per_minute=60_000)


# Keys


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", LOCKED)
async def test_without_a_key_nothing_is_told(office, path, method):
    answer = await office.ask(method, path, key=None)

    assert reason(answer) == (401, "KEY_MISSING")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", OPEN)
async def test_balancers_and_readers_need_no_key(office, path):
    assert (await office.ask("GET", path, key=None)).status_code in {200, 503}


async def test_the_webhooks_ask_for_no_key(office):
    assert (await office.ask("POST", "/webhooks/whatsapp", key=None)).text == ""
    assert (await office.ask("GET", "/webhook", key=None)).status_code == 403


async def test_with_a_key_what_is_not_built_is_not_found(office):
    assert reason(await office.ask("POST", "/api/test-message")) == (404, "NOT_FOUND")
    assert reason(await office.ask("GET", "/admin/nowhere")) == (404, "NOT_FOUND")


async def test_an_unknown_key_opens_nothing(office):
    key = await office.key("tenants:read")
    head, _, _ = key.rpartition("_")
    unknown = await office.ask("GET", "/admin/tenants", "no-key-of-ours")
    mistyped = await office.ask("GET", "/admin/tenants", f"{head}_000000")

    assert reason(unknown)[0] == 401
    assert reason(mistyped) == (401, "KEY_MISTYPED")


async def test_a_key_opens_what_its_scopes_say(office):
    key = await office.key("tenants:read")
    refused = await office.ask("POST", "/admin/tenants", key, json={})

    assert (await office.ask("GET", "/admin/tenants", key)).status_code == 200
    assert reason(refused) == (403, "SCOPE_MISSING")
    assert refused.json()["details"] == {"scope": "tenants:write"}


async def test_a_revoked_key_is_out_within_five_seconds(office):
    made = await office.ask(
        "POST",
        "/admin/keys",
        json={"client": f"c{new_id()[:8]}", "scopes": ["tenants:read"], "all_tenants": True},
    )
    key, key_id = made.json()["plain"], made.json()["api_key"]["api_key_id"]
    assert (await office.ask("GET", "/admin/tenants", key)).status_code == 200

    assert (await office.ask("DELETE", f"/admin/keys/{key_id}")).status_code == 200
    assert await office.refused_within(5, key) == "KEY_UNKNOWN"


@pytest.mark.parametrize("route", ROUTES, ids=lambda each: f"{each.method} {each.path}")
async def test_every_route_asks_for_a_key_and_its_scope(office, powerless, route):
    path = re.sub(r"{\w+}", NOBODY, route.path)
    nobody = await office.ask(route.method, path, key=None)
    other = await office.ask(route.method, path, powerless)

    assert reason(nobody) == (401, "KEY_MISSING")
    assert reason(other) == (403, "SCOPE_MISSING")
    assert other.json()["details"] == {"scope": Scopes.load().of(route.rpc)}


# Tenants apart


async def test_another_tenants_things_are_not_there(office):
    mine, other = await office.tenant.open(), await office.tenant.open()
    key = await office.key(tenant_id=mine.tenant_id)
    own = await office.ask("GET", f"/admin/tenants/{mine.tenant_id}/channels", key)
    foreign = await office.ask("GET", f"/admin/tenants/{other.tenant_id}/channels", key)
    nobodys = await office.ask("GET", f"/admin/tenants/{NOBODY}", key)

    assert own.status_code == 200
    assert reason(foreign) == reason(nobodys) == (404, "TENANT_NOT_FOUND")


async def test_a_tenants_own_path_does_not_lead_to_anothers_channel(office):
    mine, other = await office.tenant.open(), await office.tenant.open()
    key = await office.key(tenant_id=mine.tenant_id)
    path = f"/admin/tenants/{mine.tenant_id}/channels/{other.channel_id}"

    assert reason(await office.ask("GET", path, key)) == (404, "CHANNEL_NOT_FOUND")


async def test_a_tenants_key_lists_its_tenant_only(office):
    mine, _ = await office.tenant.open(), await office.tenant.open()
    key = await office.key("tenants:read", tenant_id=mine.tenant_id)
    listed = (await office.ask("GET", "/admin/tenants", key)).json()

    assert [each["tenant_id"] for each in listed["tenants"]] == [mine.tenant_id]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/keys"),
        ("POST", "/admin/keys"),
        ("DELETE", "/admin/keys/abcdefghijkl"),
        ("GET", "/admin/flags"),
        ("PUT", "/admin/flags/assistant"),
        ("POST", "/admin/tenants"),
    ],
)
async def test_a_tenants_key_does_not_reach_what_is_the_installations(office, method, path):
    mine = await office.tenant.open()
    key = await office.key(tenant_id=mine.tenant_id)
    body = {} if method in {"GET", "DELETE"} else {"json": {}}

    assert reason(await office.ask(method, path, key, **body)) == (403, "TENANTS_LIMITED")


async def test_a_key_makes_no_key_that_may_more(office):
    key = await office.key("keys:write")
    wanted = {"client": "climber", "scopes": ["keys:write", "customers:read"], "all_tenants": True}

    assert reason(await office.ask("POST", "/admin/keys", key, json=wanted)) == (
        403,
        "SCOPE_MISSING",
    )


# What every answer carries


async def test_every_answer_has_the_security_headers_once(office):
    tenant = (await office.tenant.open()).tenant_id
    asked = [
        await office.ask("GET", "/", key=None),
        await office.ask("HEAD", "/", key=None),
        await office.ask("GET", "/docs", key=None),
        await office.ask("GET", "/openapi.json", key=None),
        await office.ask("GET", "/nowhere", key=None),
        await office.ask("POST", "/health", key=None),
        await office.ask("GET", "/admin/tenants", key=None),
        await office.ask("GET", "/admin/tenants"),
        await office.ask("HEAD", f"/admin/tenants/{tenant}"),
        await office.ask("PUT", "/admin/tenants"),
        await office.ask("GET", f"/admin/tenants/{NOBODY}"),
        await office.ask("POST", "/admin/tenants", content=b"{"),
        await office.ask("POST", "/admin/tenants", content=b" " * (LARGEST_BODY + 1)),
        await office.ask("GET", "/", key=None, headers={"x-pad": "x" * 20_000}),
        await office.ask("POST", "/webhook", key=None),
        await office.ask("DELETE", "/webhook", key=None),
        await failing(),
    ]
    statuses = [each.status_code for each in asked]

    assert statuses == [
        *(200, 200, 200, 200, 404, 405, 401, 200, 200, 405, 404, 400, 413, 431, 401, 405, 500)
    ]
    for answer in asked:
        for name, value in SECURITY:
            assert answer.headers.get_list(name.decode()) == [value.decode()], answer.request.url


async def failing() -> httpx.Response:
    """The answer of a route with a bug."""

    class Bug:
        async def __call__(self, scope, receive, send):
            raise ValueError

    transport = httpx.ASGITransport(create_app({}, [], Health(), routes=[Route("/", Bug())]))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        return await http.get("/")


@pytest.mark.parametrize(
    "path", ["/admin/keys%0a", "/admin/keys%0d%0ax: y", "/admin/tenants%e2%80%ae"]
)
async def test_a_path_with_what_nobody_sees_is_refused_before_anything_is_made(office, path):
    body = {"client": "unseen", "scopes": ["tenants:read"], "all_tenants": True}
    answer = await office.ask("POST", path, json=body)

    assert reason(answer) == (400, "PATH_INVALID")
    listed = (await office.ask("GET", "/admin/keys?page_size=200")).json()
    assert "unseen" not in {each["client"] for each in listed["api_keys"]}


async def test_a_head_has_no_body_and_says_what_a_get_would(office):
    path = f"/admin/tenants/{(await office.tenant.open()).tenant_id}"
    get, head = await office.ask("GET", path), await office.ask("HEAD", path)

    assert head.content == b""
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_a_method_that_a_path_does_not_have_is_told_which_it_has(office):
    answer = await office.ask("PUT", "/admin/tenants")

    assert reason(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, POST, HEAD"


async def test_a_body_of_1_mb_is_read_and_one_byte_more_is_not(office):
    body = b'{"name": ""' + b" " * (LARGEST_BODY - 12) + b"}"
    read = await office.ask("POST", "/admin/tenants", content=body)
    refused = await office.ask("POST", "/admin/tenants", content=body + b" ")

    assert len(body) == LARGEST_BODY
    assert reason(read)[0] == 400
    assert reason(refused) == (413, "BODY_TOO_LARGE")


# The description


async def test_in_production_nothing_is_described(lyo_database):
    async with running_office(
        lyo_database("gateway", "tenant", "booking", "notifier", "assistant"), env="production"
    ) as office:
        for path in ("/docs", "/openapi.json", "/docs/docs.js"):
            assert reason(await office.ask("GET", path, key=BOSS)) == (404, "NOT_FOUND")


async def test_the_page_and_its_files_are_served_as_what_they_are(office):
    kinds = {
        "/docs": "text/html",
        "/docs/docs.js": "text/javascript",
        "/docs/style.css": "text/css",
        "/openapi.json": "application/json",
    }
    for path, kind in kinds.items():
        answer = await office.ask("GET", path, key=None)
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == "no-store"
