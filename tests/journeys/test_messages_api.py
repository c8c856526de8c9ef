"""Do the commands of docs/messages.md work, from top to bottom, and is what it names there?"""

import re
from typing import Any

import httpx
import pytest

from lyoctl.installation import DEMO, ROOT
from services.gateway.admin.comments import Comments
from services.gateway.admin.table import ROUTES
from tests.journeys.guide import played, script_of
from tests.journeys.waiting import eventually

GUIDE = (ROOT / "docs" / "messages.md").read_text()
OF_THE_DOORS = {
    *("TENANT_NOT_FOUND", "FIELD_MISSING", "FIELD_INVALID", "FIELD_UNKNOWN"),
    *("BODY_NOT_JSON", "UPSTREAM_UNREACHABLE"),
}
WROTE, DID_NOT = "+393331230042", "+393331230043"
ENDED = {"MESSAGE_STATE_DELIVERED", "MESSAGE_STATE_READ", "MESSAGE_STATE_FAILED"}


@pytest.fixture(scope="module")
async def answers(mesh, tmp_path_factory) -> list[dict[str, Any]]:
    """What its commands said, all of which worked."""
    return await played(script_of(GUIDE), mesh, tmp_path_factory.mktemp("guide"))


async def test_every_command_of_the_guide_works(answers):
    assert [each["reason"] for each in answers if each.get("reason")] == ["NOT_E164"]
    synced = next(each for each in answers if "channels" in each)
    assert any(each["approved"] for each in synced["channels"])
    opted = [each["opted_out"] for each in answers if "opted_out" in each]
    assert opted == [False]
    assert sum("changed" in each for each in answers) == 2


async def test_what_the_guide_sends_ends_as_it_says(answers, mesh):
    sent = [each["message"] for each in answers if each.get("message")]
    sent += [each for each in answers if each.get("recipient") and "send_time" not in each]
    ends = await ended(mesh, [each["message_id"] for each in sent])

    assert [each for each in ends if each[0] == WROTE] == [(WROTE, "", "")] * 5
    assert [each for each in ends if each[0] == DID_NOT] == [
        (DID_NOT, "", "WINDOW_CLOSED_NO_TEMPLATE"),
        (DID_NOT, "booking_confirmed", ""),
        (DID_NOT, "booking_reminder", ""),
    ]


async def ended(mesh, message_ids: list[str]) -> list[tuple[str, str, str]]:
    """To whom each went, as which template, and why it did not arrive."""
    headers = {"Authorization": f"Bearer {DEMO['LYO_API_KEY']}"}
    async with httpx.AsyncClient(
        base_url=mesh.installation.gateway_url, headers=headers, timeout=30, trust_env=False
    ) as http:
        tenants = (await http.get("/admin/tenants?page_size=200")).json()["tenants"]
        (tenant,) = [each["tenant_id"] for each in tenants if each["name"] == "bella-salon"]

        async def read(message_id: str) -> dict[str, Any]:
            answer = await http.get(f"/admin/tenants/{tenant}/messages/{message_id}")
            return dict(answer.json()["message"])

        found = [
            await eventually(lambda each=each: read(each), lambda now: now["state"] in ENDED)
            for each in message_ids
        ]
    return [(each["recipient"]["value"], each["template_name"], each["reason"]) for each in found]


def test_every_route_that_the_guide_names_is_there_and_the_other_way_round():
    named = set(re.findall(r"`(GET|POST|PUT) (/api/[^`]+)`", GUIDE))
    there = {
        (each.method, each.path)
        for each in ROUTES
        if each.path.startswith("/api/") and each.rpc.startswith("lyo.notifier.")
    }

    assert named == there


def reasons(below: str) -> set[str]:
    """Those that the contracts list of what the routes call."""
    comments = Comments.read()
    rpcs = {rpc for each in ROUTES for rpc in (each.rpc, each.later) if rpc.startswith(below)}
    return {each.reason for rpc in rpcs for each in comments.refusals(rpc.replace("/", "."))}


def test_every_reason_that_the_guide_names_is_in_a_contract_and_the_other_way_round():
    (table,) = re.findall(r"^\| status \| reasons .*", GUIDE, re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"`([A-Z]{2,}_[A-Z0-9_]+)`", table))

    assert len(named) > 15
    assert named - reasons("lyo.") - OF_THE_DOORS == set()
    assert (reasons("lyo.notifier.") | OF_THE_DOORS) - named == set()
