"""What does the gateway make of the messages that Meta delivers?"""

import pytest
from lyo.assistant.v1.conversation_service_pb2 import HandleTurnRequest

from services.common.clients import MESSAGE_LIMIT
from services.gateway.channels import whatsapp
from services.gateway.channels.shape import LONGEST_TEXT
from services.gateway.items import ContentKind, Identity, IdentityKind, InboundMessage
from services.gateway.messages import inbound_message
from services.gateway.worker import JOBS_A_CLAIM
from tests.gateway.payloads import (
    ADDRESS,
    EVERY_KIND,
    PHONE,
    USER_ID,
    change,
    envelope,
    message,
    raw,
    text,
    value,
    webhook,
)

K = ContentKind

SAID = {
    "text": (K.TEXT, "Ciao, vorrei prenotare 😀", "", ""),
    "image": (K.IMAGE, "like this", "", ""),
    "video": (K.VIDEO, "and this", "", ""),
    "document": (K.DOCUMENT, "the menu", "", ""),
    "audio": (K.AUDIO, "", "", ""),
    "sticker": (K.STICKER, "", "", ""),
    "button_reply": (K.CHOICE, "Thu 24 Dec 15:30", "slot:1", "wamid.offer"),
    "list_reply": (K.CHOICE, "Colore", "row:2", ""),
    "nfm_reply": (K.FORM, '{"day":"24"}', "", ""),
    "button": (K.CHOICE, "I will come", "confirm", ""),
    "reaction": (K.REACTION, "👍", "", "wamid.answer"),
    "reaction_removed": (K.REACTION, "", "", "wamid.answer"),
    "location": (K.LOCATION, "Colosseo, Piazza 1, Roma", "", ""),
    "contacts": (K.CONTACTS, "Anna Neri", "", ""),
    "order": (K.ORDER, "for two", "", ""),
    "edit": (K.EDIT, "at 4 pm", "", "wamid.first"),
    "revoke": (K.REVOKE, "", "", "wamid.first"),
    "system": (K.SYSTEM, "Giulia changed", "", ""),
    "unsupported": (K.UNSUPPORTED, "", "", ""),
    "interactive_without_body": (K.UNSUPPORTED, "", "", ""),
    "media_with_error": (K.UNSUPPORTED, "", "", ""),
    "added_by_meta_later": (K.UNSUPPORTED, "", "", ""),
}


def read(content) -> list:
    reading = whatsapp.read(raw(content))
    assert not reading.set_aside
    return reading.items


def only(content) -> InboundMessage:
    (item,) = read(content)
    return item


def set_aside(content) -> dict[str, int]:
    return dict(whatsapp.read(raw(content)).set_aside)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_of_message_says_what_the_customer_said(kind):
    found = only(webhook(EVERY_KIND[kind]))

    assert (found.kind, found.text, found.choice_id, found.about) == SAID[kind]
    assert (found.address, found.message_id) == (ADDRESS, EVERY_KIND[kind]["id"])
    writer = "+393339999999" if kind == "system" else f"+{PHONE}"  # who changed their number
    assert found.identities == (Identity(IdentityKind.PHONE, writer),)
    assert found.display_name == "Giulia"
    assert found.sent_at == 1795000000


def test_a_customer_without_a_phone_number_is_known_by_the_user_id():
    found = only(webhook(text(**{"from": None, "from_user_id": USER_ID})))

    assert found.identities == (Identity(IdentityKind.WHATSAPP_USER, USER_ID),)


def test_a_customer_with_both_has_both_the_phone_first():
    found = only(webhook(text(from_user_id=USER_ID)))

    assert [each.value for each in found.identities] == [f"+{PHONE}", USER_ID]


def test_a_message_of_nobody_is_set_aside():
    assert set_aside(webhook(text(**{"from": None}))) == {"SENDER_MISSING": 1}


def test_an_answer_knows_what_it_answers():
    assert only(webhook(text(context={"id": "wamid.question"}))).about == "wamid.question"


def test_all_messages_of_all_entries_and_changes_are_found_in_order():
    messages = [text(str(number)) for number in range(6)]
    first = change(value(messages=messages[:2]))
    content = envelope(first, change(value(messages=messages[2:3])))
    content["entry"] += envelope(change(value(messages=messages[3:])))["entry"]

    assert [item.text for item in read(content)] == list("012345")


def test_the_name_is_found_where_the_number_is_spelt_differently():
    contacts = [{"profile": {"name": "Pedro"}, "wa_id": "5215512345678"}]
    content = envelope(
        change(value(contacts=contacts, messages=[text(**{"from": "525512345678"})]))
    )

    assert only(content).display_name == "Pedro"


def test_of_several_senders_each_has_their_own_name():
    contacts = [
        {"profile": {"name": "Ada"}, "wa_id": "391"},
        {"profile": {"username": "bea"}, "user_id": "IT.2"},
    ]
    messages = [text(**{"from": "391"}), text(**{"from": None, "from_user_id": "IT.2"}), text()]
    content = envelope(change(value(contacts=contacts, messages=messages)))

    assert [item.display_name for item in read(content)] == ["Ada", "bea", ""]


@pytest.mark.parametrize("contacts", [None, 7, [], [None, 3], [{"profile": 5}], {"wa_id": PHONE}])
def test_a_message_is_not_lost_for_a_name_that_cannot_be_read(contacts):
    assert only(envelope(change(value(contacts=contacts, messages=[text()])))).display_name == ""


def test_fields_that_meta_adds_change_nothing():
    plain = text("hello")
    added = {
        **plain,
        "mood": {"colour": "blue"},
        "referral": {"ctwa_clid": "x"},
        "text": {"body": "hello", "bold": [0]},
    }

    assert only(webhook(added)) == only(webhook(plain))


def test_what_no_database_takes_as_text_is_left_out():
    assert only(webhook(text("a\0b"))).text == "ab"


def test_a_text_longer_than_the_mesh_takes_is_cut():
    assert len(only(webhook(text("x" * 70_000))).text) == LONGEST_TEXT


WIDEST = "\U0001f600"
LONGEST = {
    "interactive": {
        "type": "button_reply",
        "button_reply": {"id": WIDEST * 1000, "title": WIDEST * 70_000},
    },
    "location": {"name": WIDEST * 70_000, "address": WIDEST * 70_000},
    "contacts": [{"name": {"formatted_name": WIDEST * 70_000}}] * 2,
}


@pytest.mark.parametrize("kind", LONGEST)
def test_the_longest_messages_of_one_turn_fit_into_one_call(kind):
    """Else the call could never be made, and the sender's lane would wait for ever."""
    names = {"id": WIDEST * 300, "context": {"id": WIDEST * 300}}
    longest = only(webhook({**message(kind, LONGEST[kind]), **names}))

    request = HandleTurnRequest(messages=[inbound_message(longest)] * JOBS_A_CLAIM)

    assert request.ByteSize() < MESSAGE_LIMIT - 10_000


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (text(id=None), "MESSAGE_ID_ODD"),
        (text(id=""), "MESSAGE_ID_ODD"),
        (text(id=5), "MESSAGE_ID_ODD"),
        (text(id="w" * 301), "MESSAGE_ID_ODD"),
        (text(id="w\0"), "MESSAGE_ID_ODD"),
        (text(timestamp=None), "TIMESTAMP_ODD"),
        (text(timestamp="yesterday"), "TIMESTAMP_ODD"),
        (text(timestamp="-1"), "TIMESTAMP_ODD"),
        (text(timestamp="9" * 12), "TIMESTAMP_ODD"),
        (text(timestamp=True), "TIMESTAMP_ODD"),
        (text(timestamp="١٢"), "TIMESTAMP_ODD"),
        (text(**{"from": ["393331234567"]}), "SENDER_ODD"),
        (text(**{"from": "not a number"}), "SENDER_ODD"),
        (text(**{"from": "0393331234567"}), "SENDER_ODD"),
        (text(**{"from": "3"}), "SENDER_ODD"),
        (text(**{"from": None, "from_user_id": "IT.1\n2"}), "SENDER_ODD"),
        (text(**{"from": None, "from_user_id": {}}), "SENDER_ODD"),
        (text(type=None), "TYPE_ODD"),
        (text(type={"text": 1}), "TYPE_ODD"),
        (message("text"), "CONTENT_ODD"),
        (message("text", {}), "CONTENT_ODD"),
        (message("text", {"body": 4}), "CONTENT_ODD"),
        (message("text", "hello"), "CONTENT_ODD"),
        (message("image", []), "CONTENT_ODD"),
        (message("image", {"caption": 1}), "CONTENT_ODD"),
        (message("interactive", {"type": "button_reply"}), "CONTENT_ODD"),
        (message("interactive", {"type": "button_reply", "button_reply": {}}), "CONTENT_ODD"),
        (message("contacts", {}), "CONTENT_ODD"),
        (message("contacts", [1]), "CONTENT_ODD"),
        (message("reaction", None), "CONTENT_ODD"),
        (text(context=[]), "CONTEXT_ODD"),
        (text(context={"id": 7}), "CONTEXT_ODD"),
        ("hello", "MESSAGE_ODD"),
        (None, "MESSAGE_ODD"),
    ],
)
def test_an_odd_message_is_set_aside_and_its_neighbours_go_on(odd, reason):
    before, after = text("before"), text("after")
    reading = whatsapp.read(raw(webhook(before, odd, after)))

    assert [item.text for item in reading.items] == ["before", "after"]
    assert dict(reading.set_aside) == {reason: 1}


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ([], "ENVELOPE_ODD"),
        ("whatsapp", "ENVELOPE_ODD"),
        (None, "ENVELOPE_ODD"),
        (5, "ENVELOPE_ODD"),
        ({}, "ENVELOPE_ODD"),
        ({"entry": {}}, "ENVELOPE_ODD"),
        ({"entry": [4]}, "ENTRY_ODD"),
        ({"entry": [{}]}, "ENTRY_ODD"),
        ({"entry": [{"changes": [None]}]}, "CHANGE_ODD"),
        ({"entry": [{"changes": [{"field": "messages"}]}]}, "CHANGE_ODD"),
        ({"object": "instagram", "entry": []}, "OBJECT_UNKNOWN"),
        (envelope(change({"messages": [text()]})), "ADDRESS_ODD"),
        (envelope(change({"metadata": 1, "messages": [text()]})), "ADDRESS_ODD"),
        (
            envelope(change({"metadata": {"phone_number_id": 1}, "messages": [text()]})),
            "ADDRESS_ODD",
        ),
        (envelope(change(value(messages="hello"))), "LIST_ODD"),
    ],
)
def test_an_odd_envelope_is_set_aside(odd, reason):
    assert set_aside(odd) == {reason: 1}
