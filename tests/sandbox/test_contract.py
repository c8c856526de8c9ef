"""Does the sandbox refuse whatever Meta's contract refuses, and accept what it shows as right?

Compares our own models with the OpenAPI extract that lies beside the repository, where it does.
"""

import copy
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from sandbox.meta.errors import Refusal
from sandbox.meta.reading import message_in
from tests.sandbox.conftest import SALON_TOKEN, Sandbox, chat_path
from tests.sandbox.contracts import checker_of

pytestmark = pytest.mark.slow  # it tries every part of the contract

FILE = "meta_whatsapp_v23.repaired.openapi.json"
SEND = "/v23.0/100000000000001/messages"
RECEIVE = "/whatsapp/webhooks"
LIST = "/v23.0/900000000000001/message_templates"
WRONG_VALUES = (None, 1, True, "", "x" * 5000, [], {}, {"unknown": 1}, "unknown")
KINDS = (
    "text", "image", "video", "document", "audio", "sticker", "button", "reaction", "location",
    "contacts", "order", "edit", "revoke", "system", "unsupported", "flow",
)  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    return checker_of(FILE)


@pytest.fixture(scope="module")
def contract(checker: ModuleType) -> Any:
    return checker.Contract(FILE)


@pytest.fixture(scope="module")
def right(contract: Any) -> list[dict[str, Any]]:
    """The contract's own examples, to a real phone, each once."""
    content = contract.match("POST", SEND)[1]["requestBody"]["content"]["application/json"]
    bodies = [copy.deepcopy(example["value"]) for example in content["examples"].values()]
    for body in bodies:
        if "to" in body:
            body["to"] = "393335550101"
    return [body for body in bodies if not contract.request_errors("POST", SEND, body=body)]


def _accepts(body: Any) -> bool:
    try:
        message_in(body)
    except Refusal:
        return False
    return True


def test_metas_own_examples_are_accepted(right):
    assert len(right) > 40
    assert [body for body in right if not _accepts(body)] == []


def test_requests_known_to_be_right_or_wrong_are_judged_so(checker):
    tests = dict(checker.TESTS)[FILE]
    sends = [(bool(t[0]), _differing(t[3]["body"])) for t in tests if t[2].endswith("/messages")]

    assert len(sends) > 20
    assert [body for is_right, body in sends if _accepts(body) != is_right] == []


def test_whatever_the_contract_refuses_is_refused(contract, right):
    """Every example, broken at every place in every way."""
    broken = [wrong for body in right for wrong in _broken(body)]

    accepted = [body for body in broken if _accepts(body)]
    wrongly = [b for b in accepted if contract.request_errors("POST", SEND, body=b)]
    assert len(broken) > 5000
    assert len(accepted) < len(broken) / 3
    assert wrongly == []


async def test_a_refusal_has_the_form_of_the_contract(sandbox, contract):
    answer = await sandbox.sends({"messaging_product": "whatsapp"})

    assert contract.response_errors("POST", SEND, answer.status_code, answer.json()) == []


async def test_an_acceptance_has_the_form_of_the_contract(sandbox, contract, right):
    for body in right:
        await _approve(sandbox, body)
        answer = await sandbox.sends(body)
        if "status" not in body:
            assert answer.status_code == 200, answer.text
            assert contract.response_errors("POST", SEND, 200, answer.json()) == []


async def test_a_list_of_templates_has_the_form_of_the_contract(sandbox, contract):
    headers = {"Authorization": f"Bearer {SALON_TOKEN}"}
    answer = await sandbox.http.get(LIST, params={"limit": 3}, headers=headers)

    assert len(answer.json()["data"]) == 3
    assert contract.response_errors("GET", LIST, 200, answer.json()) == []


@pytest.mark.parametrize("customer", ["393335550101", "IT.13491208655302741918"])
async def test_every_webhook_has_the_form_of_the_contract(sandbox, gateway, contract, customer):
    for kind in KINDS:
        await sandbox.http.post(chat_path(customer), json={"type": kind})
    await sandbox.writes(customer, text="Ciao")
    await sandbox.writes(customer, button={"id": "1", "title": "Yes"})
    await sandbox.writes(customer, list={"id": "1", "title": "Yes", "description": "Sure"})
    bodies = await gateway.wait_for(len(KINDS) + 3)

    wrong = {json.dumps(b): contract.request_errors("POST", RECEIVE, body=b) for b in bodies}
    assert {body: errors for body, errors in wrong.items() if errors} == {}


async def test_every_status_has_the_form_of_the_contract(sandbox, gateway, contract):
    await sandbox.answers()
    await sandbox.writes(text="Ciao")
    await sandbox.answers(biz_opaque_callback_data="outbox-1")
    bodies = await gateway.wait_for(5)

    assert [contract.request_errors("POST", RECEIVE, body=body) for body in bodies] == [[]] * 5


async def _approve(sandbox: Sandbox, body: dict[str, Any]) -> None:
    """The template that the message uses, taking exactly what it is given there."""
    if body.get("type") != "template":
        return
    used = body["template"]
    used["name"], used["language"]["code"] = "of_the_contract", "en"  # not its placeholders
    parts = {part["type"]: part.get("parameters") or [] for part in used.get("components", [])}
    kinds = {int(part["index"]): part["sub_type"].lower() for part in _buttons(used)}
    header = [parameter["type"].upper() for parameter in parts.get("header", [])]
    names = [each.get("parameter_name", str(n)) for n, each in enumerate(parts.get("body", []), 1)]
    template = {
        "account": "900000000000001",
        "name": used["name"],
        "language": used["language"]["code"],
        "header_format": header[0] if header else "TEXT",
        "header": "{{1}}" if header == ["TEXT"] else "",
        "body": "Body " + " ".join(f"{{{{{name}}}}}" for name in names),
        "buttons": [
            {"kind": kinds.get(place, "quick_reply"), "text": f"Button {place}"}
            for place in range(max(kinds, default=-1) + 1)
        ],
    }
    answer = await sandbox.http.post("/templates", json=template)
    assert answer.status_code == 201, answer.text


def _buttons(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in template.get("components", []) if part["type"] == "button"]


def _differing(body: dict[str, Any]) -> dict[str, Any]:
    """With titles that differ: Meta wants it of buttons, its contract cannot say it."""
    changed = copy.deepcopy(body)
    for place, button in enumerate(
        changed.get("interactive", {}).get("action", {}).get("buttons", [])
    ):
        if button["reply"]["title"] == "ok":
            button["reply"]["title"] = f"ok {place}"
    return changed


def _broken(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in _places(body):
        for wrong in WRONG_VALUES:
            yield _with(body, path, wrong)
        yield _without(body, path)
        value = _at(body, path)
        if isinstance(value, dict):
            yield _with(body, path, {**value, "unknown": "x"})
        if isinstance(value, list) and value:
            yield _with(body, path, value * 11)
    yield {**body, "unknown": "x"}


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in inner:
        yield (*path, key)
        if isinstance(child, dict | list):
            yield from _places(child, (*path, key))


def _at(body: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        body = body[key]
    return body


def _with(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(body)
    _at(changed, path[:-1])[path[-1]] = copy.deepcopy(value)
    return changed


def _without(body: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(body)
    del _at(changed, path[:-1])[path[-1]]
    return changed
