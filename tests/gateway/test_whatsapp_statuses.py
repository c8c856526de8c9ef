"""What does the gateway make of statuses, echoes and account events?"""

from uuid import uuid4

import pytest

from services.gateway.channels import whatsapp
from services.gateway.items import (
    AccountEvent,
    DeliveryState,
    DeliveryStatus,
    Echo,
    Pricing,
    status_of,
    to_payload,
)
from tests.gateway.payloads import (
    ACCOUNT,
    ACCOUNT_EVENTS,
    ADDRESS,
    change,
    envelope,
    raw,
    status,
    text,
    value,
    webhook,
)


def items(content) -> list:
    reading = whatsapp.read(raw(content))
    assert not reading.set_aside
    return reading.items


def statuses(*listed):
    return items(envelope(change(value(statuses=list(listed)))))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("sent", DeliveryState.SENT),
        ("delivered", DeliveryState.DELIVERED),
        ("read", DeliveryState.READ),
        ("played", DeliveryState.READ),
        ("failed", DeliveryState.FAILED),
    ],
)
def test_a_status_says_what_became_of_a_message(said, state):
    given = status(said)

    assert statuses(given) == [
        DeliveryStatus("whatsapp", ADDRESS, given["id"], state, happened_at=1795000001)
    ]


def test_our_own_id_comes_back_with_the_status():
    ours = str(uuid4())

    assert statuses(status(biz_opaque_callback_data=ours))[0].our_id == ours


@pytest.mark.parametrize("other", ["campaign 7", f"{uuid4()}/1"], ids=["another's", "a part's"])
def test_a_status_that_names_no_message_of_ours_tells_nothing(other):
    told = statuses(status(biz_opaque_callback_data=other), status("read"))

    assert [each.state for each in told] == [DeliveryState.READ]


def test_a_failure_carries_the_code_and_the_words():
    error = {
        "code": 131047,
        "title": "Re-engagement message",
        "message": "Re-engagement message",
        "error_data": {"details": "More than 24 hours have passed"},
        "href": "https://example.com",
    }
    (failed,) = statuses(status("failed", errors=[error]))

    assert failed.error_code == "131047"
    assert failed.error_detail == "Re-engagement message: More than 24 hours have passed"


def test_a_status_says_what_it_costs_and_is_stored_so():
    told = {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": "utility",
    }
    (delivered,) = statuses(status("delivered", pricing=told))

    assert delivered.pricing == Pricing(True, "utility", "regular", "PMP")
    assert status_of(to_payload(delivered)) == delivered


@pytest.mark.parametrize(
    "told",
    [None, [], "free", {}, {"billable": "yes"}, {"billable": None, "category": "utility"}],
    ids=["none", "list", "word", "empty", "odd", "unsaid"],
)
def test_a_status_is_not_lost_for_a_price_that_cannot_be_read(told):
    (delivered,) = statuses(status("delivered", pricing=told))

    assert delivered.pricing is None


@pytest.mark.parametrize("word", [7, None, {}, "x" * 60])
def test_a_price_is_in_words_that_are_short(word):
    (delivered,) = statuses(status("delivered", pricing={"billable": False, "category": word}))

    assert delivered.pricing == Pricing(False, "x" * 50 if isinstance(word, str) else "")


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (status("teleported"), "STATUS_UNKNOWN"),
        (status(id=None), "STATUS_ODD"),
        (status(timestamp=[]), "TIMESTAMP_ODD"),
        (status("failed", errors="broken"), "STATUS_ODD"),
        (status("failed", errors=[{}]), "STATUS_ODD"),
        (7, "STATUS_ODD"),
    ],
)
def test_one_bad_status_never_stops_the_rest(odd, reason):
    good = [status(), status("read")]
    content = webhook(text("hello"), statuses=[good[0], odd, good[1]])
    reading = whatsapp.read(raw(content))

    assert [item.type for item in reading.items] == ["message", "status", "status"]
    assert dict(reading.set_aside) == {reason: 1}


@pytest.mark.parametrize("name", ACCOUNT_EVENTS)
def test_an_account_event_is_kept_whole_for_its_account(name):
    (event,) = items(envelope(change(ACCOUNT_EVENTS[name], name)))

    assert isinstance(event, AccountEvent)
    assert (event.account, event.address, event.name) == (ACCOUNT, "", name)
    assert event.raw["value"] == ACCOUNT_EVENTS[name]


def test_preferences_of_customers_are_kept_for_their_address():
    preference = {"wa_id": "393331234567", "category": "marketing_messages", "value": "stop"}
    (event,) = items(envelope(change(value(user_preferences=[preference]), "user_preferences")))

    assert (event.address, event.name) == (ADDRESS, "user_preferences")


def test_errors_beside_messages_are_kept_and_the_messages_read():
    found = items(webhook(text("hello"), errors=[{"code": 130429}]))

    assert [item.type for item in found] == ["message", "event"]
    assert found[1].raw["value"] == {"errors": [{"code": 130429}]}


def test_what_the_owner_wrote_in_the_app_is_an_echo():
    echo = {"from": "390655500001", "to": "393331234567", "id": "wamid.echo", "type": "text"}
    (found,) = items(envelope(change(value(message_echoes=[echo]), "smb_message_echoes")))

    assert found == Echo("whatsapp", ADDRESS, "wamid.echo", echo)


def test_an_event_of_nobody_is_set_aside():
    content = envelope(change({"event": "x"}, "account_update"))
    del content["entry"][0]["id"]

    assert dict(whatsapp.read(raw(content)).set_aside) == {"ACCOUNT_ODD": 1}
