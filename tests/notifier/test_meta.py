"""What leaves for Meta, and what comes back of its templates?"""

from uuid import UUID

import pytest

from services.common.logs import Secret
from services.notifier.domain.content import (
    Button,
    Content,
    Media,
    MediaKind,
    Menu,
    MenuRow,
    TemplateUse,
)
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused
from services.notifier.domain.template import Template, TemplateButton, TemplateState
from services.notifier.providers.http import HostNotAllowed, checked_url
from services.notifier.providers.meta import HOSTS, Meta
from services.notifier.providers.meta_messages import payload
from services.notifier.providers.provider import Platform, Sender
from tests.notifier.answering import MESSAGE_ID, NOW, answering, outgoing, quick_http, responds

SENDER = Sender(Platform.WHATSAPP, "100000000000001", Secret("sandbox-token"), "200000000000002")
CHANNEL_ID = UUID(int=7)
TAKEN = {"messaging_product": "whatsapp", "messages": [{"id": "wamid.1"}]}


def meta_at(http, somebody):
    return Meta(http, somebody.url, "v25.0", lambda: NOW)


# What is written


def test_a_text_goes_to_the_digits_of_a_phone():
    assert payload(outgoing()) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "393331234567",
        "type": "text",
        "text": {"body": "Ciao", "preview_url": False},
        "biz_opaque_callback_data": "00000000-0000-0000-0000-000000000001",
    }


def test_a_business_scoped_user_id_is_named_as_recipient_as_it_is():
    to = Recipient(RecipientKind.WHATSAPP_USER, "US.13491208655302741918")

    written = payload(outgoing(recipient=to))

    assert written["recipient"] == "US.13491208655302741918"
    assert "to" not in written


def test_statuses_of_a_part_that_is_not_the_last_name_no_message():
    written = payload(outgoing(last=False, part=2))

    assert written["biz_opaque_callback_data"] == f"{MESSAGE_ID}/2"


def test_choices_become_reply_buttons():
    content = Content("When?", (Button("slot:1", "Thu 24 Dec 15:30"), Button("slot:2", "Later")))

    written = payload(outgoing(content=content))

    assert written["type"] == "interactive"
    assert written["interactive"] == {
        "type": "button",
        "body": {"text": "When?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "slot:1", "title": "Thu 24 Dec 15:30"}},
                {"type": "reply", "reply": {"id": "slot:2", "title": "Later"}},
            ]
        },
    }


def test_a_menu_becomes_a_list():
    menu = Menu("Slots", (MenuRow("slot:1", "15:30", "with Ana"), MenuRow("slot:2", "16:00")))

    written = payload(outgoing(content=Content("When?", menu=menu)))

    assert written["interactive"] == {
        "type": "list",
        "body": {"text": "When?"},
        "action": {
            "button": "Slots",
            "sections": [
                {
                    "rows": [
                        {"id": "slot:1", "title": "15:30", "description": "with Ana"},
                        {"id": "slot:2", "title": "16:00"},
                    ]
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("media", "text", "written"),
    [
        (
            Media(MediaKind.IMAGE, "https://e.com/a.png"),
            "Look",
            {"link": "https://e.com/a.png", "caption": "Look"},
        ),
        (
            Media(MediaKind.DOCUMENT, "https://e.com/a.pdf", "menu.pdf"),
            "",
            {"link": "https://e.com/a.pdf", "filename": "menu.pdf"},
        ),
        (Media(MediaKind.AUDIO, "https://e.com/a.ogg", "x"), "", {"link": "https://e.com/a.ogg"}),
    ],
    ids=["image", "document", "audio"],
)
def test_a_file_is_sent_by_its_address(media, text, written):
    body = payload(outgoing(content=Content(text, media=media)))

    assert (body["type"], body[media.kind.value]) == (media.kind.value, written)


def template(**changes):
    values = {
        "channel_id": CHANNEL_ID,
        "name": "reminder",
        "language": "es_MX",
        "state": TemplateState.APPROVED,
        "category": "UTILITY",
        "text": "Hola {{1}}, {{2}}",
        "parameter_names": ("1", "2"),
    }
    return Template(**{**values, **changes})


def the_template(use, known=None):
    return payload(outgoing(content=Content(template=use), template=known))["template"]


def test_a_template_is_filled_in_by_place():
    use = TemplateUse("reminder", "es_MX", ("Ana", "10:00"))

    assert the_template(use, template()) == {
        "name": "reminder",
        "language": {"code": "es_MX"},
        "components": [
            {
                "type": "body",
                "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "10:00"}],
            }
        ],
    }


def test_a_template_with_named_parameters_is_filled_in_by_name():
    known = template(parameter_names=("name", "time"), named=True)

    written = the_template(TemplateUse("reminder", "es_MX", ("Ana", "10:00")), known)

    assert written["components"][0]["parameters"] == [
        {"type": "text", "text": "Ana", "parameter_name": "name"},
        {"type": "text", "text": "10:00", "parameter_name": "time"},
    ]


def test_each_choice_of_a_template_goes_to_the_next_button_that_takes_one():
    buttons = (
        TemplateButton("phone_number", "Call"),
        TemplateButton("quick_reply", "Confirm"),
        TemplateButton("url", "Map"),
        TemplateButton("url", "Move", fills_url=True),
    )
    use = TemplateUse("reminder", "es_MX", (), ("confirm-token", "move-token"))

    assert the_template(use, template(buttons=buttons))["components"] == [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "1",
            "parameters": [{"type": "payload", "payload": "confirm-token"}],
        },
        {
            "type": "button",
            "sub_type": "url",
            "index": "3",
            "parameters": [{"type": "text", "text": "move-token"}],
        },
    ]


def test_choices_of_a_template_that_is_not_known_are_quick_replies():
    found = the_template(TemplateUse("reminder", "es_MX", (), ("a", "b")))["components"]

    assert [(each["sub_type"], each["index"]) for each in found] == [
        ("quick_reply", "0"),
        ("quick_reply", "1"),
    ]


def test_what_meta_takes_in_no_parameter_is_not_sent_in_one():
    found = the_template(TemplateUse("reminder", "es_MX", ("Via Roma 1\n\n\tRoma     IT", " ")))

    texts = [each["text"] for each in found["components"][0]["parameters"]]
    assert texts == ["Via Roma 1 Roma IT", "-"]


def test_a_template_with_nothing_to_fill_in_has_no_components():
    assert "components" not in the_template(TemplateUse("hello", "en"))


def test_an_address_of_another_platform_is_refused_before_anything_is_sent():
    with pytest.raises(Refused, match="RECIPIENT_NOT_SUPPORTED"):
        payload(outgoing(recipient=Recipient(RecipientKind.INSTAGRAM, "17841400000000000")))


# Where it goes


@pytest.mark.parametrize(
    "url",
    ["http://graph.facebook.com", "https://graph.facebook.com.evil.test", "https://evil.test",
     "https://u:p@graph.facebook.com", "https://graph.facebook.com:8443", "ftp://127.0.0.1", ""],
)  # fmt: skip
def test_nothing_is_sent_to_another_host(url):
    with pytest.raises(HostNotAllowed):
        checked_url(url, HOSTS, loopback=True)


def test_the_sandbox_is_allowed_only_where_this_machine_is():
    url = "http://127.0.0.1:8090"

    assert checked_url(url + "/", HOSTS, loopback=True) == url
    with pytest.raises(HostNotAllowed):
        checked_url(url, HOSTS, loopback=False)
    assert checked_url("https://graph.facebook.com", HOSTS, loopback=False)


async def test_an_accepted_message_has_the_id_that_meta_gave_it():
    async with answering(responds(200, TAKEN)) as somebody, quick_http() as http:
        assert await meta_at(http, somebody).send(outgoing(), SENDER) == Accepted("wamid.1")

    (request,) = somebody.requests
    assert (request.method, request.path) == ("POST", "/v25.0/100000000000001/messages")
    assert request.headers["authorization"] == "Bearer sandbox-token"


@pytest.mark.parametrize("typing", [True, False])
async def test_a_message_is_shown_as_read_and_answered_in_one_call(typing):
    async with answering(responds(200, {"success": True})) as somebody, quick_http() as http:
        await meta_at(http, somebody).show_read("wamid.of-customer", SENDER, typing=typing)

    (request,) = somebody.requests
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.of-customer"}
    assert request.json == {**mark, "typing_indicator": {"type": "text"}} if typing else mark


async def test_a_read_mark_that_is_refused_is_raised():
    refused = responds(400, {"error": {"code": 100, "message": "no such message"}})
    async with answering(refused) as somebody, quick_http() as http:
        with pytest.raises(Refused):
            await meta_at(http, somebody).show_read("wamid.x", SENDER, typing=True)
