"""What does Twilio get to see, and is what it tells read as it is meant?"""

import pytest

from services.gateway.channels import twilio
from services.gateway.items import ContentKind, DeliveryState, Identity, IdentityKind, Platform
from tests.gateway import stored
from tests.gateway.running import running_gateway
from tests.gateway.twilio import (
    ADDRESS,
    BASE_URL,
    OLD_PATH,
    PATH,
    TOKEN,
    a_message,
    a_status,
    posts,
)

OURS = "0b4ed3c5-9b5c-4f5e-8f0f-3f1f5f0c7f11"


@pytest.fixture(scope="module")
def database(lyo_databases):
    """One for all tests here: they look at what is new in it."""
    return lyo_databases("gateway")


@pytest.fixture(scope="module")
async def gateway(database):
    async with running_gateway(
        database.url("gateway"), TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=BASE_URL
    ) as running:
        yield running


@pytest.mark.parametrize("path", [PATH, OLD_PATH])
async def test_a_look_at_the_webhook_says_whose_it_is(gateway, path):
    answer = await gateway.http.get(path)

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "service": "whatsapp-webhook", "provider": "twilio"}


@pytest.mark.parametrize("path", [PATH, OLD_PATH])
async def test_a_message_is_stored_before_it_is_answered_with_nothing_to_say(
    gateway, database, path
):
    before = stored.jobs(database)

    answer = await posts(gateway.http, a_message(), path=path)

    assert answer.status_code == 200
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert answer.headers["content-type"].startswith("text/xml")
    assert stored.jobs(database) == before + 1


async def test_a_message_that_comes_twice_is_stored_once(gateway, database):
    form, before = a_message(), stored.jobs(database)

    await posts(gateway.http, form)
    await posts(gateway.http, form)

    assert stored.jobs(database) == before + 1


async def test_what_the_customer_wrote_is_not_readable_where_it_is_stored(gateway, database):
    assert (await posts(gateway.http, a_message(Body="a secret wish"))).status_code == 200

    assert b"secret wish" not in stored.all_bytes(database)
    assert b"393331234567" not in stored.all_bytes(database)


async def test_a_status_comes_by_the_address_that_holds_our_id(gateway, database):
    path, before = f"{PATH}?message_id={OURS}", stored.jobs(database)

    answer = await posts(gateway.http, a_status("delivered"), path=path)

    assert answer.status_code == 200
    assert stored.jobs(database) == before + 1


# What it says


def the_item(form, our_id=""):
    reading = twilio.read(form, our_id, 1_700_000_000)
    assert reading.set_aside == {}
    (item,) = reading.items
    return item


def test_a_text_comes_from_a_phone_to_the_address_of_the_channel():
    item = the_item(a_message())

    assert (item.platform, item.address) == (Platform.TWILIO, ADDRESS)
    assert item.identities == (Identity(IdentityKind.PHONE, "+393331234567"),)
    assert (item.kind, item.text) == (ContentKind.TEXT, "Ciao")
    assert (item.display_name, item.sent_at) == ("Giulia", 1_700_000_000)


@pytest.mark.parametrize(
    ("said", "kind", "text", "choice_id"),
    [
        (
            {"ButtonPayload": "slot:1", "ButtonText": "15:30", "Body": "15:30"},
            ContentKind.CHOICE,
            "15:30",
            "slot:1",
        ),
        (
            {"ListId": "slot:2", "ListTitle": "16:00", "Body": "16:00"},
            ContentKind.CHOICE,
            "16:00",
            "slot:2",
        ),
        (
            {"NumMedia": "1", "MediaContentType0": "image/jpeg", "Body": "Così"},
            ContentKind.IMAGE,
            "Così",
            "",
        ),
        (
            {"NumMedia": "1", "MediaContentType0": "audio/ogg; codecs=opus", "Body": ""},
            ContentKind.AUDIO,
            "",
            "",
        ),
        (
            {"NumMedia": "2", "MediaContentType0": "video/mp4", "Body": ""},
            ContentKind.VIDEO,
            "",
            "",
        ),
        (
            {"NumMedia": "1", "MediaContentType0": "application/pdf", "Body": ""},
            ContentKind.DOCUMENT,
            "",
            "",
        ),
        (
            {"NumMedia": "1", "MediaContentType0": "text/vcard", "Body": ""},
            ContentKind.CONTACTS,
            "",
            "",
        ),
        (
            {
                "Latitude": "41.9",
                "Longitude": "12.5",
                "Label": "Bar",
                "Address": "Via 1",
                "Body": "",
            },
            ContentKind.LOCATION,
            "Bar, Via 1",
            "",
        ),
        ({"Body": ""}, ContentKind.UNSUPPORTED, "", ""),
        ({"Body": "x" * 9000}, ContentKind.TEXT, "x" * 8192, ""),
    ],
    ids=["button", "row", "image", "audio", "videos", "pdf", "card", "place", "nothing", "long"],
)
def test_each_kind_of_message_is_told_by_its_parameters(said, kind, text, choice_id):
    item = the_item(a_message(**said))

    assert (item.kind, item.text, item.choice_id) == (kind, text, choice_id)


def test_an_answer_to_a_message_names_it():
    assert the_item(a_message(OriginalRepliedMessageSid="SM1")).about == "SM1"


@pytest.mark.parametrize(
    ("said", "identities"),
    [
        (
            {"ExternalUserId": "IT.123"},
            [(IdentityKind.PHONE, "+393331234567"), (IdentityKind.WHATSAPP_USER, "IT.123")],
        ),
        ({"From": "whatsapp:IT.123", "WaId": None}, [(IdentityKind.WHATSAPP_USER, "IT.123")]),
        ({"From": "whatsapp:393331234567"}, [(IdentityKind.PHONE, "+393331234567")]),
    ],
    ids=["both", "username_only", "no_plus"],
)
def test_who_wrote_is_a_phone_or_an_id_of_whatsapp(said, identities):
    found = the_item(a_message(**said)).identities

    assert [(each.kind, each.value) for each in found] == identities


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("sent", DeliveryState.SENT),
        ("delivered", DeliveryState.DELIVERED),
        ("read", DeliveryState.READ),
        ("failed", DeliveryState.FAILED),
        ("undelivered", DeliveryState.FAILED),
    ],
)
def test_what_became_of_a_message_is_told_by_its_status(word, state):
    item = the_item(a_status(word), OURS)

    assert (item.state, item.our_id, item.address) == (state, OURS, ADDRESS)
    assert item.platform == Platform.TWILIO


def test_a_failure_says_why():
    said = {"ErrorCode": "63016", "ErrorMessage": "outside the window"}

    item = the_item(a_status("undelivered", **said))

    assert (item.error_code, item.error_detail) == ("63016", "outside the window")


def test_a_status_may_come_without_our_id():
    assert the_item(a_status("sent")).our_id == ""


@pytest.mark.parametrize("our_id", [f"{OURS}/1", "x", OURS.upper()])
def test_a_status_that_names_no_message_of_ours_tells_nothing(our_id):
    reading = twilio.read(a_status("sent"), our_id, 1_700_000_000)

    assert (reading.items, reading.set_aside) == ([], {})


@pytest.mark.parametrize("word", ["accepted", "scheduled", "queued", "sending", "canceled"])
def test_states_on_the_way_tell_nothing(word):
    reading = twilio.read(a_status(word), "", 0)

    assert (reading.items, reading.set_aside) == ([], {})
