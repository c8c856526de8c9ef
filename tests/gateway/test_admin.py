"""Can everything of a tenant be managed over JSON?"""

import itertools
from typing import Any
from uuid import uuid4

import pytest

from tests.tenant.running import new_id

_numbers = itertools.count(1)
TOKEN = "EAAG-the-token-of-the-salon"


def profile(**more: Any) -> dict[str, Any]:
    return {
        "name": f"admin-{next(_numbers)}",
        "display_name": "Bella Salon",
        "time_zone": "Europe/Rome",
        "languages": ["it", "en"],
        **more,
    }


@pytest.fixture
async def salon(office):
    """The path of a tenant."""
    made = await office.ask("POST", "/admin/tenants", json=profile())
    return made.headers["location"]


async def added(office, path: str, **fields: Any) -> str:
    """The path of a new thing."""
    made = await office.ask("POST", path, json=fields)
    assert made.status_code == 201, made.text
    return made.headers["location"]


def address() -> str:
    return f"{770_000_000_000_000 + next(_numbers)}"


def phone() -> dict[str, str]:
    return {"kind": "IDENTITY_KIND_PHONE", "value": f"+39333{2_000_000 + next(_numbers)}"}


# A thing: made, read, changed, deleted


async def test_a_tenant_is_made_and_read_back(office):
    wanted = profile()
    made = await office.ask("POST", "/admin/tenants", json=wanted)
    read = await office.ask("GET", made.headers["location"])

    assert made.status_code == 201
    assert read.json() == made.json()
    assert {name: read.json()[name] for name in wanted} == wanted
    assert read.headers["etag"] == f'"{read.json()["etag"]}"'


async def test_fields_that_are_empty_are_there_too(office, salon):
    told = (await office.ask("GET", salon)).json()

    assert told["persona"] == ""
    assert told["create_time"].endswith("Z")
    assert "delete_time" not in told


async def test_a_patch_changes_what_it_gives_and_nothing_else(office, salon):
    before = (await office.ask("GET", salon)).json()
    changed = await office.ask("PATCH", salon, json={"persona": "short and warm"})

    assert changed.status_code == 200
    assert changed.json()["persona"] == "short and warm"
    assert changed.json()["display_name"] == before["display_name"]


async def test_a_stale_etag_changes_nothing(office, salon):
    first = (await office.ask("GET", salon)).headers["etag"]
    headers = {"if-match": first}
    changed = await office.ask("PATCH", salon, json={"persona": "one"}, headers=headers)
    stale = await office.ask("PATCH", salon, json={"persona": "two"}, headers=headers)

    assert changed.headers["etag"] != first
    assert (stale.status_code, stale.json()["reason"]) == (412, "ETAG_STALE")
    assert (await office.ask("GET", salon)).json()["persona"] == "one"


async def test_a_field_that_cannot_change_is_refused(office, salon):
    answer = await office.ask("PATCH", salon, json={"name": "other"})

    assert (answer.status_code, answer.json()["reason"]) == (400, "MASK_PATH_UNKNOWN")


async def test_a_field_that_is_wrong_is_named_as_it_was_given(office, salon):
    answer = await office.ask("PATCH", salon, json={"display_name": ""})

    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == ["display_name"]


async def test_a_field_that_does_not_exist_is_named(office):
    answer = await office.ask("POST", "/admin/tenants", json=profile(dispaly_name="x"))

    assert (answer.status_code, answer.json()["reason"]) == (400, "FIELD_UNKNOWN")
    assert answer.json()["errors"][0]["field"] == "dispaly_name"


async def test_the_same_idempotency_key_makes_one_tenant(office):
    wanted, headers = profile(), {"idempotency-key": str(uuid4())}
    first = await office.ask("POST", "/admin/tenants", json=wanted, headers=headers)
    second = await office.ask("POST", "/admin/tenants", json=wanted, headers=headers)
    other = await office.ask("POST", "/admin/tenants", json=profile(), headers=headers)

    assert first.json() == second.json()
    assert (other.status_code, other.json()["reason"]) == (400, "REQUEST_ID_REUSED")


async def test_a_tenant_that_is_deleted_is_not_listed_and_can_come_back(office, salon):
    deleted = await office.ask("DELETE", salon)
    back = await office.ask("POST", f"{salon}/undelete")

    assert deleted.json()["delete_time"]
    assert "delete_time" not in back.json()


async def test_a_tenant_is_purged_only_after_it_was_deleted(office, salon):
    early = await office.ask("POST", f"{salon}/purge")
    await office.ask("DELETE", salon)
    purged = await office.ask("POST", f"{salon}/purge")

    assert (early.status_code, early.json()["reason"]) == (409, "NOT_DELETED")
    assert (purged.status_code, purged.content) == (204, b"")
    assert (await office.ask("GET", salon)).status_code == 404


async def test_a_list_comes_in_pages(office, salon):
    for _ in range(3):
        await added(office, f"{salon}/members", display_name="Anna", role="MEMBER_ROLE_AGENT")
    first = (await office.ask("GET", f"{salon}/members?page_size=2")).json()
    token = first["next_page_token"]
    second = (await office.ask("GET", f"{salon}/members", params={"page_token": token})).json()
    forged = await office.ask("GET", f"{salon}/members", params={"page_token": token[:-4] + "AAAA"})

    assert [len(first["members"]), len(second["members"])] == [2, 1]
    assert second["next_page_token"] == ""
    assert (forged.status_code, forged.json()["reason"]) == (400, "PAGE_TOKEN_INVALID")


async def test_a_negative_page_size_is_refused(office):
    answer = await office.ask("GET", "/admin/tenants?page_size=-1")

    assert (answer.status_code, answer.json()["reason"]) == (400, "FIELD_INVALID")
    assert answer.json()["errors"][0]["field"] == "page_size"


# Channels


async def test_a_channel_is_made_found_by_platform_and_deleted(office, salon):
    path = await added(office, f"{salon}/channels", platform="PLATFORM_WHATSAPP", address=address())
    listed = await office.ask("GET", f"{salon}/channels?platform=PLATFORM_WHATSAPP")
    others = await office.ask("GET", f"{salon}/channels?platform=PLATFORM_TWILIO")
    deleted = await office.ask("DELETE", path)

    assert len(listed.json()["channels"]) == 1
    assert others.json()["channels"] == []
    assert deleted.json()["delete_time"]
    assert (await office.ask("POST", f"{path}/undelete")).status_code == 200


async def test_a_token_goes_in_and_never_comes_out(office, salon, lines):
    path = await added(office, f"{salon}/channels", platform="PLATFORM_WHATSAPP", address=address())
    stored = await office.ask("PUT", f"{path}/credential", json={"access_token": TOKEN})
    wrong = await office.ask("PUT", f"{path}/credential", json={"access_token": [TOKEN]})
    read = await office.ask("GET", path)
    reading = await office.ask("GET", f"{path}/credential")

    assert stored.status_code == 204
    assert read.json()["can_answer"] is True
    assert reading.status_code == 405
    logged = str(lines())
    assert "administered" in logged
    assert TOKEN not in str([logged, stored.text, wrong.text, read.text, reading.text])


async def test_the_health_of_a_channel_is_told(office, salon):
    path = await added(office, f"{salon}/channels", platform="PLATFORM_WHATSAPP", address=address())

    assert (await office.ask("GET", f"{path}/health")).json() == {"problems": []}


async def test_an_address_that_is_taken_is_refused_without_saying_whose(office, salon):
    taken = {"platform": "PLATFORM_WHATSAPP", "address": address()}
    await added(office, f"{salon}/channels", **taken)
    other = (await office.ask("POST", "/admin/tenants", json=profile())).headers["location"]
    refused = await office.ask("POST", f"{other}/channels", json=taken)

    assert (refused.status_code, refused.json()["reason"]) == (409, "ADDRESS_TAKEN")
    assert salon.rpartition("/")[2] not in refused.text


# Customers


async def test_a_customer_is_made_changed_and_found_by_phone(office, salon):
    identity = phone()
    path = await added(office, f"{salon}/customers", identities=[identity], display_name="Giulia")
    await office.ask("PATCH", path, json={"language": "it"})
    found = await office.ask(
        "GET", f"{salon}/customers", params={"identity_value": identity["value"]}
    )

    assert [each["language"] for each in found.json()["customers"]] == ["it"]


async def test_two_customers_are_merged_and_taken_apart(office, salon):
    stays = await added(office, f"{salon}/customers", identities=[phone()])
    goes = await added(office, f"{salon}/customers", identities=[phone()])
    merged_id = goes.rpartition("/")[2]
    merged = await office.ask("POST", f"{stays}/merge", json={"merged_id": merged_id})
    apart = await office.ask("POST", f"{salon}/customers/unmerge", json={"merged_id": merged_id})

    assert len(merged.json()["identities"]) == 2
    assert apart.status_code == 200


async def test_many_customers_are_imported_and_what_is_wrong_is_named(office, salon):
    customers = [{"identities": [phone()]}, {"identities": [{**phone(), "value": "12"}]}]
    told = await office.ask("POST", f"{salon}/customers/import", json={"customers": customers})

    assert told.json()["created"] == 1
    assert [each["position"] for each in told.json()["refusals"]] == [1]


# Members, flags, keys


async def test_a_member_is_made_changed_and_purged(office, salon):
    path = await added(office, f"{salon}/members", display_name="Anna", role="MEMBER_ROLE_OWNER")
    changed = await office.ask("PATCH", path, json={"role": "MEMBER_ROLE_ADMIN"})
    await office.ask("DELETE", path)

    assert changed.json()["role"] == "MEMBER_ROLE_ADMIN"
    assert (await office.ask("POST", f"{path}/purge")).status_code == 204


async def test_a_flag_is_set_for_a_tenant_and_told(office, salon):
    flag = {"enabled": True, "percentage": 10}
    stored = await office.ask("PUT", f"{salon}/flags/notifications", json=flag)
    told = (await office.ask("GET", f"{salon}/flags")).json()["flags"]

    assert stored.json()["percentage"] == 10
    assert {each["name"]: each["percentage"] for each in told}["notifications"] == 10


async def test_the_flags_of_the_installation_are_told(office):
    told = (await office.ask("GET", "/admin/flags")).json()["flags"]

    assert "assistant" in {each["name"] for each in told}


async def test_an_unknown_flag_is_refused(office, salon):
    answer = await office.ask("PUT", f"{salon}/flags/nothing", json={"enabled": True})

    assert (answer.status_code, answer.json()["reason"]) == (400, "FLAG_UNKNOWN")


@pytest.mark.parametrize("of_tenant", [True, False])
async def test_a_key_is_shown_once(office, salon, of_tenant, lines):
    path, whose = (f"{salon}/keys", {}) if of_tenant else ("/admin/keys", {"all_tenants": True})
    wanted = {"client": f"c{new_id()[:8]}", "scopes": ["customers:read"], **whose}
    headers = {"idempotency-key": str(uuid4())}
    made = await office.ask("POST", path, json=wanted, headers=headers)
    again = await office.ask("POST", path, json=wanted, headers=headers)
    plain, key_id = made.json()["plain"], made.json()["api_key"]["api_key_id"]
    listed = await office.ask("GET", path)
    read = await office.ask("GET", f"{path}/{key_id}")
    ended = await office.ask("DELETE", f"{path}/{key_id}")

    assert made.status_code == 201
    assert made.headers["location"] == f"{path}/{key_id}"
    assert (again.status_code, again.json()["reason"]) == (409, "KEY_SHOWN_BEFORE")
    assert key_id in {each["api_key_id"] for each in listed.json()["api_keys"]}
    assert ended.json()["revoke_time"]
    seen = [again.text, listed.text, read.text, ended.text, str(lines())]
    assert plain.split("_")[3] not in str(seen)
