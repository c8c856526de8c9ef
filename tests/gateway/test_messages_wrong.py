"""Does who says something wrong read where, in their own words, and what is right?"""

import pytest

from tests.gateway.desk import PHONE, Desk
from tests.gateway.diary import reason


@pytest.fixture(scope="module")
async def desk(office):
    """One salon for all that is wrong."""
    return await Desk.of(office)


def told(answer) -> dict[str, str]:
    """What is said of each field."""
    return {each["field"]: each["detail"] for each in answer.json()["errors"]}


def with_button(**button):
    return {
        "text": None,
        "content": {"text": "Shall we?", "buttons": [{"choice_id": "y"} | button]},
    }


def with_template(*parameters):
    template = {"name": "x", "language": "it", "parameters": [*parameters]}
    return {"text": None, "content": {"template": template}}


EVENT = {
    "kind": "BOOKING_EVENT_KIND_REMINDER",
    "time_zone": "Europe/Rome",
    "offering_name": "Taglio",
    "start_time": "2026-12-24T15:30:00Z",
}


def with_event(**other):
    return {"text": None, "event": EVENT | other}


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        (with_button(title=5), "content.buttons[0].title", "must be a text"),
        (with_button(title="No\0"), "content.buttons[0].title", "must be a text"),
        ({"text": None, "content": {"buttons": ["Yes"]}}, "content.buttons[0]", "an object"),
        ({"text": None, "content": {"buttons": "Yes"}}, "content.buttons", "a list, each an obj"),
        ({"text": None, "content": "Hello"}, "content", "must be an object"),
        ({"text": ["Hello"]}, "text", "must be a text"),
        (with_template("a", 5), "content.template.parameters", "a list, each a text"),
        (with_event(start_time="soon"), "event.start_time", "an instant such as 2026-12-24T15"),
        (with_event(kind="REMINDER"), "event.kind", "one of BOOKING_EVENT_KIND_CONFIRMED, BOO"),
        (with_event(moves=[{"start_time": 1}]), "event.moves[0].start_time", "must be an instant"),
        ({"purpose": "REPLY"}, "purpose", "one of PURPOSE_REPLY, PURPOSE_CONFIRMATION"),
    ],
    ids=[
        *("title", "nul", "button", "buttons", "content", "text"),
        *("parameter", "time", "kind", "move", "purpose"),
    ],
)
async def test_the_innermost_wrong_value_is_named_as_it_was_written(desk, body, field, rule):
    answer = await desk.writes(**body)

    assert reason(answer) == (400, "FIELD_INVALID")
    assert list(told(answer)) == [field]
    assert rule in told(answer)[field]
    assert answer.json()["detail"] == f"{field} {told(answer)[field]}"


async def test_all_wrong_values_of_a_list_are_named(desk):
    customers = [{"display_name": "Ada"}, {"display_name": 5}, 7]
    path = f"/admin/tenants/{desk.tenant_id}/customers/import"
    answer = await desk.ask("POST", path, json={"customers": customers})

    assert set(told(answer)) == {"customers[1].display_name", "customers[2]"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"purpose": "PURPOSE_UNSPECIFIED"}, "purpose: must be one of PURPOSE_REPLY, "),
        ({"purpose": 99}, "purpose: must be one of PURPOSE_REPLY, "),
        (with_event(kind=0), "event.kind: must be one of BOOKING_EVENT_KIND_CONFIRMED, "),
    ],
    ids=["none", "unknown", "deep"],
)
async def test_what_an_enum_takes_is_named(desk, body, said):
    answer = await desk.writes(**body)

    assert reason(answer) == (400, "FIELD_INVALID")
    assert answer.json()["detail"].startswith(said)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x" * 20_001}, "text"),
        ({"text": None, "content": {"text": "x" * 20_001}}, "content.text"),
        (with_button(title=""), "content.buttons[0].title"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"send_at": "9999-12-31T23:59:59.999Z", "time_zone": "x" * 65}, "time_zone"),
        ({"customer": {"phone": "06 12345678"}}, "customer.phone"),
        ({"customer": {"phone": PHONE[:-1] + "9" * 190}}, "customer.phone"),
    ],
    ids=["text", "content", "button", "zone", "long zone", "phone", "long phone"],
)
async def test_the_text_of_an_error_names_fields_as_its_list_does(desk, body, field):
    answer = await desk.writes(**body)

    assert answer.status_code == 400
    assert list(told(answer)) == [field]
    assert answer.json()["detail"].startswith(field)


@pytest.mark.parametrize(
    ("customer", "field", "rule"),
    [
        ({"phone": PHONE, "name": "x" * 201}, "customer.name", "must have at most 200 characters"),
        ({"phone": PHONE, "name": 5}, "customer.name", "must be a text"),
        ({"phone": ""}, "customer.phone", "is required"),
        (PHONE, "customer", "must be an object with phone and name"),
    ],
    ids=["long", "number", "empty", "bare"],
)
async def test_a_customer_who_is_named_wrongly_is_told_how_it_is_done(desk, customer, field, rule):
    answer = await desk.writes(customer=customer)

    assert told(answer) == {field: rule}
    assert answer.json()["detail"] == f"{field} {rule}"


@pytest.mark.parametrize(
    ("phone", "body"),
    [("+393339000001", {}), ("+393339000002", {"opted_out": None})],
    ids=["nothing", "null"],
)
async def test_preferences_that_do_not_say_which_way_change_nothing(desk, phone, body):
    path = f"/api/customer/{await desk.customer(phone)}/preferences"
    await desk.ask("PUT", path, json={"opted_out": True})
    answer = await desk.ask("PUT", path, json=body)

    assert reason(answer) == (400, "FIELD_MISSING")
    assert told(answer) == {"opted_out": "is required"}
    assert (await desk.ask("GET", path)).json()["opted_out"] is True
