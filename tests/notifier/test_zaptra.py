"""What leaves for Zaptra, what is made of its many answers, and does its token stay inside?"""

import io
import json
import logging
from uuid import UUID

import pytest

from services.common.logs import JsonLines, Secret
from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain, Unclear
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.template import Template, TemplateState
from services.notifier.providers.provider import Platform, Sender
from services.notifier.providers.zaptra import Zaptra
from tests.notifier.answering import (
    NOW,
    answering,
    hangs,
    hangs_up,
    outcome_of,
    outgoing,
    quick_http,
    responds,
)

TOKEN = "zaptra/secret+token"
SENDER = Sender(Platform.ZAPTRA, "an-account", Secret(TOKEN))
CHANNEL_ID = UUID(int=7)


async def sent(answer, wanted=None, *, seconds=5):
    async with answering(answer) as somebody, quick_http(seconds) as http:
        zaptra = Zaptra(http, f"{somebody.url}/api/wpbox", lambda: NOW)
        outcome = await outcome_of(zaptra, SENDER, wanted)
    return outcome, somebody.requests[0]


async def test_a_text_is_sent_with_the_token_in_its_body():
    outcome, request = await sent(responds(200, {"success": True}))

    assert outcome == Accepted("")
    assert (request.method, request.path) == ("POST", "/api/wpbox/sendmessage")
    assert request.json == {"token": TOKEN, "phone": "393331234567", "message": "Ciao"}


async def test_a_template_is_sent_in_metas_form():
    use = TemplateUse("reminder", "it", ("Ana", "10:00"), ("tap",))

    _, request = await sent(
        responds(200, {"success": True}), outgoing(content=Content(template=use))
    )

    assert request.path == "/api/wpbox/sendtemplatemessage"
    body = request.json
    assert (body["template_name"], body["template_language"]) == ("reminder", "it")
    assert body["components"] == [
        {
            "type": "body",
            "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "10:00"}],
        },
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "tap"}],
        },
    ]


async def test_an_address_that_is_no_phone_is_refused_before_anything_is_sent():
    to = Recipient(RecipientKind.WHATSAPP_USER, "IT.1")
    async with quick_http() as http:
        zaptra = Zaptra(http, "http://127.0.0.1:9", lambda: NOW)
        outcome = await outcome_of(zaptra, SENDER, outgoing(recipient=to))

    assert isinstance(outcome, Refused)
    assert outcome.reason == "RECIPIENT_NOT_SUPPORTED"


SENT = {
    "success": (200, {"success": True}, ""),
    "status": (200, {"status": "success", "message_id": 17, "message_wamid": "wamid.1"}, "wamid.1"),
    "id_alone": (200, {"status": "success", "message_id": 17}, "17"),
    "created": (201, {"success": True, "data": {"id": "abc"}}, "abc"),
    "inner_wamid": (200, {"data": {"wamid": "wamid.2"}}, "wamid.2"),
    "metas_own": (200, {"messages": [{"id": "wamid.3"}]}, "wamid.3"),
    "failed_but_wamid": (500, {"status": "error", "message_wamid": "wamid.4"}, "wamid.4"),
    "refused_but_wamid": (400, {"success": False, "wamid": "wamid.5"}, "wamid.5"),
    "word": (200, {"status": "OK"}, ""),
}


@pytest.mark.parametrize(("status", "body", "named"), SENT.values(), ids=SENT)
async def test_what_was_sent_is_known_as_sent_however_the_vendor_says_it(status, body, named):
    outcome, _ = await sent(responds(status, body))

    assert outcome == Accepted(named)


REFUSED = {
    "success": (200, {"success": False, "message": "no"}, Remedy.FAIL),
    "status": (200, {"status": "error", "message": "no"}, Remedy.FAIL),
    "token": (200, {"status": "error", "message": "Invalid token"}, Remedy.STOP_CHANNEL),
    "unauthorised": (401, {"message": "Unauthenticated."}, Remedy.STOP_CHANNEL),
    "invalid": (422, {"message": "The phone field is required."}, Remedy.FAIL),
    "window": (200, {"success": False, "error": {"code": 131047}}, Remedy.USE_TEMPLATE),
    "template": (400, {"error": {"code": 132001, "message": "no"}}, Remedy.HOLD_TEMPLATE),
}


@pytest.mark.parametrize(("status", "body", "remedy"), REFUSED.values(), ids=REFUSED)
async def test_what_was_refused_is_known_as_refused(status, body, remedy):
    outcome, _ = await sent(responds(status, body))

    assert isinstance(outcome, Refused)
    assert outcome.remedy is remedy


@pytest.mark.parametrize("code", [0, 1, 200, 404, 500, "131047", True])
async def test_a_number_that_is_a_vendors_own_is_not_taken_for_metas(code):
    outcome, _ = await sent(responds(200, {"success": False, "code": code}))

    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.remedy) == ("PROVIDER_REFUSED", Remedy.FAIL)


@pytest.mark.parametrize("body", [b"", b"<html>ok</html>", b"[]", b'{"id": 5}', b"null", b'"ok"'])
async def test_an_answer_that_says_neither_leaves_it_open(body):
    outcome, _ = await sent(responds(200, body))

    assert isinstance(outcome, Unclear)


async def test_a_pause_that_is_asked_for_is_made():
    outcome, _ = await sent(responds(429, {"message": "slow down"}, Retry_After="7"))

    assert isinstance(outcome, TryAgain)
    assert (outcome.remedy, outcome.after.total_seconds()) == (Remedy.WAIT_NUMBER, 7)


# Its token


@pytest.fixture
def all_lines():
    """Everything that anybody logs, as it would be written, with the texts of errors."""
    lines = io.StringIO()
    ours, plain = logging.StreamHandler(lines), logging.StreamHandler(lines)
    ours.setFormatter(JsonLines("notifier"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(ours)
    root.addHandler(plain)
    root.setLevel(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    yield lines
    root.removeHandler(ours)
    root.removeHandler(plain)
    root.setLevel(level)


def chain_of(error):
    """The error and all that it came of, as text."""
    seen = []
    while error is not None and len(seen) < 10:
        seen += [repr(error), str(error), repr(vars(error))]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(seen)


QUOTED = {"message": f"token {TOKEN} is wrong", "error": "zaptra%2Fsecret%2Btoken"}


@pytest.mark.parametrize(
    "answer",
    [
        responds(200, {"success": False, **QUOTED}),
        responds(401, QUOTED),
        responds(500, QUOTED),
        responds(200, QUOTED),
        hangs_up,
        hangs,
    ],
    ids=["refused", "unauthorised", "broken", "odd", "gone", "silent"],
)
@pytest.mark.parametrize("asks", ["send", "templates"])
async def test_the_token_is_in_no_error_detail_or_line(answer, asks, all_lines):
    async with answering(answer) as somebody, quick_http(0.5) as http:
        zaptra = Zaptra(http, somebody.url, lambda: NOW)
        asked = {
            "send": lambda: zaptra.send(outgoing(), SENDER),
            "templates": lambda: zaptra.templates(SENDER, CHANNEL_ID),
        }
        with pytest.raises((Refused, TryAgain, Unclear)) as raised:
            await asked[asks]()
        logging.getLogger("test").exception("it failed", exc_info=raised.value)

    shown = f"{chain_of(raised.value)}\n{all_lines.getvalue()}\n{SENDER!r}"
    assert "it failed" in shown
    assert "secret" not in shown


# Templates


def listed(**changes):
    components = [{"type": "BODY", "text": "Ciao {{1}}"}]
    said = {"name": "reminder", "language": "it", "status": "APPROVED", "category": "UTILITY"}
    return {**said, "id": 5, "components": components, **changes}


LISTS = {
    "templates": {"status": "success", "templates": [listed()]},
    "data": {"success": True, "data": [listed()]},
    "alone": [listed()],
    "components_as_text": {
        "templates": [listed(components=json.dumps(listed()["components"]))],
    },
}


async def templates_of(answer):
    async with answering(answer) as somebody, quick_http() as http:
        found = await Zaptra(http, somebody.url, lambda: NOW).templates(SENDER, CHANNEL_ID)
    return found, somebody.requests


@pytest.mark.parametrize("body", LISTS.values(), ids=LISTS)
async def test_templates_are_read_however_they_are_listed(body):
    (found,), (request,) = await templates_of(responds(200, body))

    assert (request.method, request.path) == ("GET", "/getTemplates")
    assert request.query == {"token": [TOKEN]}
    assert found == Template(
        channel_id=CHANNEL_ID,
        name="reminder",
        language="it",
        state=TemplateState.APPROVED,
        category="UTILITY",
        text="Ciao {{1}}",
        parameter_names=("1",),
        provider_template_id="5",
    )


async def test_a_list_longer_than_other_answers_is_read():
    many = [listed(name=f"t{n}", text="x" * 500) for n in range(1200)]

    found, _ = await templates_of(responds(200, {"templates": many}))

    assert len(found) == 1000
