"""What leaves for Twilio, and what comes back of its contents?"""

import base64
import json
from uuid import UUID

import pytest

from services.common.logs import Secret
from services.notifier.domain.content import Content, Media, MediaKind, TemplateUse
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.template import Template, TemplateButton, TemplateState
from services.notifier.providers.provider import Platform, Sender
from services.notifier.providers.twilio import Twilio
from tests.notifier.answering import (
    MESSAGE_ID,
    NOW,
    answering,
    outcome_of,
    outgoing,
    quick_http,
    responds,
)

ACCOUNT = "AC" + "0" * 32
SENDER = Sender(Platform.TWILIO, "whatsapp:+390655500001", Secret("auth-token"), ACCOUNT)
CHANNEL_ID = UUID(int=7)
SID = "SM" + "1" * 32
CONTENT = "HX" + "a" * 32
PUBLIC = "https://lyo.example.com"


def twilio_at(http, somebody, public_url=PUBLIC):
    return Twilio(http, somebody.url, somebody.url, public_url, lambda: NOW)


async def sent(wanted=None, sender=SENDER, answer=None, **more):
    """What sending leads to, and the request."""
    taken = answer or responds(201, {"sid": SID, "status": "queued"})
    async with answering(taken) as somebody, quick_http() as http:
        outcome = await outcome_of(twilio_at(http, somebody, **more), sender, wanted)
    (request,) = somebody.requests
    return outcome, request


async def the_form(wanted=None, **more):
    _, request = await sent(wanted, **more)
    return {name: value for name, (value,) in request.form.items()}


def login(request):
    kind, _, value = request.headers["authorization"].partition(" ")
    assert kind == "Basic"
    return base64.b64decode(value).decode()


async def test_a_text_is_a_form_from_our_number_to_the_customers():
    outcome, request = await sent()

    assert outcome == Accepted(SID)
    assert (request.method, request.path) == (
        "POST",
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
    )
    assert request.form == {
        "To": ["whatsapp:+393331234567"],
        "From": ["whatsapp:+390655500001"],
        "Body": ["Ciao"],
        "StatusCallback": [f"{PUBLIC}/webhooks/twilio?message_id={MESSAGE_ID}"],
    }


async def test_an_account_lets_in_by_its_auth_token():
    _, request = await sent()

    assert login(request) == f"{ACCOUNT}:auth-token"


async def test_an_account_lets_in_by_an_api_key_of_it():
    key = Sender(Platform.TWILIO, SENDER.address, Secret("SK123:the-secret"), ACCOUNT)

    _, request = await sent(sender=key)

    assert login(request) == "SK123:the-secret"
    assert f"/Accounts/{ACCOUNT}/" in request.path


async def test_a_channel_without_its_account_sends_nothing():
    async with quick_http() as http:
        twilio = Twilio(http, "http://127.0.0.1:9", "http://127.0.0.1:9", "", lambda: NOW)
        outcome = await outcome_of(twilio, Sender(Platform.TWILIO, "whatsapp:+1", Secret("t")))

    assert isinstance(outcome, Refused)
    assert outcome.reason == "ACCOUNT_MISSING"


async def test_a_number_that_is_written_without_its_channel_is_one_of_whatsapp():
    plain = Sender(Platform.TWILIO, "+390655500001", Secret("t"), ACCOUNT)

    assert (await the_form(sender=plain))["From"] == "whatsapp:+390655500001"


async def test_without_a_public_address_no_statuses_are_asked_for():
    assert "StatusCallback" not in await the_form(public_url="")


async def test_statuses_of_a_part_that_is_not_the_last_name_no_message():
    form = await the_form(outgoing(last=False, part=1))

    assert form["StatusCallback"].endswith(f"?message_id={MESSAGE_ID}/1")


async def test_a_file_is_sent_by_its_address():
    picture = Media(MediaKind.IMAGE, "https://e.com/a.png")

    form = await the_form(outgoing(content=Content("Look", media=picture)))

    assert (form["Body"], form["MediaUrl"]) == ("Look", "https://e.com/a.png")


async def test_a_user_of_whatsapp_without_a_phone_is_written_to_by_their_id():
    to = Recipient(RecipientKind.WHATSAPP_USER, "IT.123")

    assert (await the_form(outgoing(recipient=to)))["To"] == "whatsapp:IT.123"


def template(**changes):
    values = {
        "channel_id": CHANNEL_ID,
        "name": "reminder",
        "language": "it",
        "state": TemplateState.APPROVED,
        "category": "UTILITY",
        "text": "Ciao {{1}}, {{2}}",
        "parameter_names": ("1", "2"),
        "buttons": (TemplateButton("quick_reply", "Confirm"),),
        "provider_template_id": CONTENT,
    }
    return Template(**{**values, **changes})


def as_template(known, parameters=("Ana", "10:00"), choices=("tap",)):
    use = TemplateUse("reminder", "it", parameters, choices)
    return outgoing(content=Content(template=use), template=known)


async def test_a_template_is_sent_by_its_content_with_its_variables():
    form = await the_form(as_template(template()))

    assert form["ContentSid"] == CONTENT
    assert json.loads(form["ContentVariables"]) == {"1": "Ana", "2": "10:00", "3": "tap"}
    assert "Body" not in form


async def test_named_variables_are_filled_in_by_name():
    known = template(parameter_names=("name", "time"), named=True, buttons=())

    form = await the_form(as_template(known))

    assert json.loads(form["ContentVariables"]) == {"name": "Ana", "time": "10:00"}


async def test_what_whatsapp_takes_in_no_variable_is_not_sent_in_one():
    form = await the_form(as_template(template(), parameters=("Via Roma 1\n\tRoma", " ")))

    assert json.loads(form["ContentVariables"])["1"] == "Via Roma 1 Roma"
    assert json.loads(form["ContentVariables"])["2"] == "-"


async def test_a_button_that_is_always_the_same_takes_no_variable():
    known = template(buttons=(TemplateButton("fixed_quick_reply", "Yes"),))

    form = await the_form(as_template(known))

    assert json.loads(form["ContentVariables"]) == {"1": "Ana", "2": "10:00"}


@pytest.mark.parametrize("known", [None, template(provider_template_id="")], ids=["none", "no_id"])
async def test_a_template_whose_content_is_not_known_is_not_sent(known):
    async with quick_http() as http:
        twilio = Twilio(http, "http://127.0.0.1:9", "http://127.0.0.1:9", "", lambda: NOW)
        outcome = await outcome_of(twilio, SENDER, as_template(known))

    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.remedy) == ("TEMPLATE_MISSING", Remedy.HOLD_TEMPLATE)


@pytest.mark.parametrize(
    ("status", "code", "kind", "remedy"),
    [
        (400, 63016, Refused, Remedy.USE_TEMPLATE),
        (429, 20429, TryAgain, Remedy.WAIT_NUMBER),
        (401, 20003, Refused, Remedy.STOP_CHANNEL),
        (400, 21610, Refused, Remedy.OPT_OUT),
        (400, 21211, Refused, Remedy.FAIL),
    ],
)
async def test_the_code_of_an_error_decides(status, code, kind, remedy):
    said = {"code": code, "message": "no", "status": status}

    outcome, _ = await sent(answer=responds(status, said))

    assert isinstance(outcome, kind)
    assert outcome.remedy is remedy
    assert outcome.detail == f"{code}: no"


async def test_neither_token_nor_secret_is_in_what_twilio_said():
    key = Sender(Platform.TWILIO, SENDER.address, Secret("SK123:the-secret"), ACCOUNT)
    said = responds(401, {"code": 20003, "message": "wrong: SK123:the-secret, the-secret"})

    outcome, _ = await sent(sender=key, answer=said)

    assert "the-secret" not in outcome.detail
