"""Who sends for which platform, and what may an operator set?"""

import io
import json
import logging

import pytest

from services.common.logs import JsonLines, Secret
from services.common.settings import BadSettings
from services.notifier.domain.content import Button, Content
from services.notifier.domain.outcomes import Accepted
from services.notifier.platforms import providers_of
from services.notifier.providers.console import Console
from services.notifier.providers.provider import Platform, Sender
from services.notifier.settings import Settings
from tests.notifier.answering import NOW, outgoing, quick_http


async def providers(*, production=False, **settings):
    async with quick_http() as http:
        return providers_of(Settings(**settings), http, production=production, now=lambda: NOW)


async def test_each_platform_of_whatsapp_has_its_provider():
    found = await providers()

    assert {platform: each.name for platform, each in found.items()} == {
        Platform.WHATSAPP: "meta",
        Platform.TWILIO: "twilio",
        Platform.ZAPTRA: "zaptra",
    }


async def test_the_console_stands_in_for_every_platform():
    found = await providers(console=True)

    assert {each.name for each in found.values()} == {"console"}
    assert set(found) == set(Platform)


async def test_the_console_is_refused_in_production():
    with pytest.raises(BadSettings, match="LYO_NOTIFIER_CONSOLE"):
        await providers(production=True, console=True)


@pytest.mark.parametrize(
    ("variable", "settings"),
    [
        ("LYO_NOTIFIER_GRAPH_URL", {"graph_url": "https://graph.example.com"}),
        ("LYO_NOTIFIER_TWILIO_URL", {"twilio_url": "https://api.twilio.com.evil.test"}),
        ("LYO_NOTIFIER_TWILIO_CONTENT_URL", {"twilio_content_url": "https://api.twilio.com"}),
        ("ZAPTRA_API_URL", {"ZAPTRA_API_URL": "http://demo.zaptra.in/api/wpbox"}),
        ("ZAPTRA_API_URL", {"ZAPTRA_API_URL": "https://u:p@demo.zaptra.in/api"}),
    ],
    ids=["meta", "twilio", "contents", "zaptra_http", "zaptra_login"],
)
async def test_a_place_that_tokens_may_not_go_to_is_refused_with_its_variable(variable, settings):
    with pytest.raises(BadSettings, match=variable):
        await providers(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"graph_url": "http://127.0.0.1:8090"},
        {"twilio_url": "http://127.0.0.1:8090"},
        {"twilio_content_url": "http://127.0.0.1:8090"},
        {"ZAPTRA_API_URL": "http://127.0.0.1:8090/api/wpbox"},
    ],
    ids=["meta", "twilio", "contents", "zaptra"],
)
async def test_the_sandbox_is_a_place_only_outside_of_production(settings):
    assert await providers(**settings)
    with pytest.raises(BadSettings):
        await providers(production=True, **settings)


async def test_another_vendor_of_what_zaptra_sells_is_a_place():
    assert await providers(production=True, ZAPTRA_API_URL="https://wa.example.com/api/wpbox/")


async def test_what_the_console_sends_is_a_line_with_a_masked_address():
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines("notifier"))
    logger = logging.getLogger("services.notifier.providers.console")
    logger.addHandler(handler)
    level, logger.level = logger.level, logging.INFO
    content = Content("When?", (Button("a", "Today"), Button("b", "Later")))
    try:
        sender = Sender(Platform.ZAPTRA, "x", Secret("t"))
        outcome = await Console().send(outgoing(content=content), sender)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)

    line = json.loads(lines.getvalue())
    assert isinstance(outcome, Accepted)
    assert (line["event"], line["platform"]) == ("console_message", "zaptra")
    assert line["to"] == "+39*****567"
    assert line["text"] == "When?\n[Today]\n[Later]"
