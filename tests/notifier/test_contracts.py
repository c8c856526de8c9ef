"""Is every request that leaves one that its provider's contract allows?

Compares with the OpenAPI extracts that lie beside the repository, where they do. Zaptra has none.
"""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from services.common.logs import Secret
from services.notifier.domain.content import (
    Content,
    TemplateUse,
)
from services.notifier.domain.shaping import parts
from services.notifier.domain.template import Template, TemplateButton, TemplateState
from services.notifier.providers.meta import Meta
from services.notifier.providers.provider import Platform, Sender
from services.notifier.providers.twilio import Twilio
from tests.notifier.answering import NOW, answering, outcome_of, outgoing, quick_http, responds
from tests.notifier.wanted import WANTED

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
META = "meta_whatsapp_v23.repaired.openapi.json"
MESSAGES = "twilio_messages.openapi.json"
CONTENTS = "twilio_content.openapi.json"

CHANNEL_ID = UUID(int=7)
OF_META = Sender(Platform.WHATSAPP, "100000000000001", Secret("t"), "200000000000002")
OF_TWILIO = Sender(Platform.TWILIO, "whatsapp:+390655500001", Secret("t"), "AC" + "0" * 32)
PAGING = {"limit", "after"}
"""The Graph API's own, in every list; the extract does not repeat them."""

KNOWN = Template(
    channel_id=CHANNEL_ID,
    name="reminder",
    language="it",
    state=TemplateState.APPROVED,
    category="UTILITY",
    text="{{1}} {{2}}",
    parameter_names=("1", "2"),
    buttons=(TemplateButton("quick_reply", "Confirm"), TemplateButton("url", "Move", True)),
    provider_template_id="HX" + "a" * 32,
)
USE = TemplateUse("reminder", "it", ("Ana", "10:00"), ("confirm", "move"))

TEMPLATES = {
    "template": Content(template=USE),
    "plain_template": Content(template=TemplateUse("hello", "en_US")),
}
ALL = {**WANTED, **TEMPLATES}


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    if not (CONTRACTS / "contract_check.py").exists():
        pytest.skip("NOT COMPARED WITH THE CONTRACTS: there are none beside the repository")
    pytest.importorskip("jsonschema", reason="NOT COMPARED WITH THE CONTRACTS: no jsonschema")
    spec = importlib.util.spec_from_file_location("contract_check", CONTRACTS / "contract_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def requests_to(making: Any, sender: Sender, content: Content) -> list[Any]:
    """All requests that the content leads to."""
    async with answering(responds(500)) as somebody, quick_http() as http:
        provider = making(http, somebody.url)
        sent = parts(content, provider.limits)
        known = KNOWN if content.template else None
        for number, part in enumerate(sent, 1):
            last = number == len(sent)
            wanted = outgoing(content=part, last=last, part=number, template=known)
            await outcome_of(provider, sender, wanted)
    assert len(somebody.requests) == len(sent)
    return somebody.requests


def meta(http: Any, url: str) -> Meta:
    return Meta(http, url, "v25.0", lambda: NOW)


def twilio(http: Any, url: str) -> Twilio:
    return Twilio(http, url, url, "https://lyo.example.com", lambda: NOW)


@pytest.mark.parametrize("content", ALL.values(), ids=ALL)
async def test_what_is_sent_to_meta_is_in_its_contract(checker, content):
    contract = checker.Contract(META)
    for request in await requests_to(meta, OF_META, content):
        assert contract.request_errors(request.method, request.path, body=request.json) == []


@pytest.mark.parametrize("content", ALL.values(), ids=ALL)
async def test_what_is_sent_to_twilio_is_in_its_contract(checker, content):
    contract = checker.Contract(MESSAGES)
    for request in await requests_to(twilio, OF_TWILIO, content):
        assert contract.request_errors(request.method, request.path, form=request.form) == []


@pytest.mark.parametrize("typing", [True, False])
async def test_a_read_mark_is_in_metas_contract(checker, typing):
    async with answering(responds(200, {"success": True})) as somebody, quick_http() as http:
        await meta(http, somebody.url).show_read("wamid.1", OF_META, typing=typing)

    (request,) = somebody.requests
    errors = checker.Contract(META).request_errors(request.method, request.path, body=request.json)
    assert errors == []


async def test_asking_meta_for_templates_is_in_its_contract(checker):
    page = {"data": [], "paging": {"next": "x", "cursors": {"after": "c"}}}
    async with (
        answering(responds(200, page), responds(200, {"data": []})) as somebody,
        quick_http() as http,
    ):
        await meta(http, somebody.url).templates(OF_META, CHANNEL_ID)

    contract = checker.Contract(META)
    assert len(somebody.requests) == 2
    for request in somebody.requests:
        query = {name: value for name, value in request.query.items() if name not in PAGING}
        assert contract.request_errors(request.method, request.path, query=query) == []


async def test_asking_twilio_for_contents_is_in_its_contract(checker):
    content = {"sid": "HX" + "a" * 32, "language": "it", "types": {"twilio/text": {"body": "x"}}}
    following = {"next_page_url": "https://content.twilio.com/v1/Content?Page=1&PageToken=PA1"}
    first, second = {"contents": [content], "meta": following}, {"contents": [], "meta": {}}
    async with (
        answering(responds(200, first), responds(200, second), responds(200, {})) as somebody,
        quick_http() as http,
    ):
        await twilio(http, somebody.url).templates(OF_TWILIO, CHANNEL_ID)

    contract = checker.Contract(CONTENTS)
    assert len(somebody.requests) == 3
    for request in somebody.requests:
        query = {name: value for name, (value,) in request.query.items()}
        assert contract.request_errors(request.method, request.path, query=query) == []


async def test_a_request_that_is_wrong_would_be_noticed(checker):
    to_meta, to_twilio = [
        (await requests_to(making, sender, WANTED["text"]))[0]
        for making, sender in ((meta, OF_META), (twilio, OF_TWILIO))
    ]
    wrong = {**to_meta.json, "text": {"body": "x" * 4097}}
    long = {**to_twilio.form, "Body": ["x" * 1601]}

    of_meta = checker.Contract(META).request_errors("POST", to_meta.path, body=wrong)
    of_twilio = checker.Contract(MESSAGES).request_errors("POST", to_twilio.path, form=long)

    assert of_meta != []
    assert of_twilio != []
