"""What comes back of the contents of a Twilio account, its templates?"""

import pytest

from services.notifier.domain.outcomes import Refused, TryAgain
from services.notifier.domain.template import TemplateButton, TemplateState
from tests.notifier.answering import answering, quick_http, responds
from tests.notifier.test_twilio import CHANNEL_ID, SENDER, template, twilio_at


def a_content(number=1, name="reminder", **types):
    sid = f"HX{number:032x}"
    quick = {
        "body": "Ciao {{1}}, {{2}}",
        "actions": [
            {"type": "QUICK_REPLY", "title": "Confirm", "id": "{{3}}"},
            {"type": "QUICK_REPLY", "title": "Call me", "id": "call"},
        ],
    }
    shapes = types or {"twilio/quick-reply": quick}
    return {"sid": sid, "friendly_name": name, "language": "it", "types": shapes}


def approval(status="approved", **more):
    return {"whatsapp": {"name": "reminder_it", "category": "UTILITY", "status": status, **more}}


async def templates_of(*answers):
    async with answering(*answers) as somebody, quick_http() as http:
        found = await twilio_at(http, somebody).templates(SENDER, CHANNEL_ID)
    return found, somebody.requests


async def test_a_content_is_read_with_what_whatsapp_says_of_it():
    (found,), requests = await templates_of(
        responds(200, {"contents": [a_content()], "meta": {}}), responds(200, approval())
    )

    assert found == template(
        name="reminder_it",
        buttons=(
            TemplateButton("quick_reply", "Confirm"),
            TemplateButton("fixed_quick_reply", "Call me"),
        ),
        provider_template_id=f"HX{1:032x}",
    )
    assert requests[1].path == f"/v1/Content/HX{1:032x}/ApprovalRequests"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("approved", TemplateState.APPROVED),
        ("paused", TemplateState.PAUSED),
        ("rejected", TemplateState.DISABLED),
        ("disabled", TemplateState.DISABLED),
        ("received", TemplateState.PENDING),
        ("unsubmitted", TemplateState.PENDING),
    ],
)
async def test_only_what_is_approved_may_be_sent(status, state):
    (found,), _ = await templates_of(
        responds(200, {"contents": [a_content()]}), responds(200, approval(status))
    )

    assert found.state is state


async def test_a_content_that_whatsapp_was_never_asked_about_is_pending():
    missing = responds(404, {"code": 20404, "message": "not found", "status": 404})

    (found,), _ = await templates_of(responds(200, {"contents": [a_content()]}), missing)

    assert (found.name, found.state) == ("reminder", TemplateState.PENDING)


async def test_a_content_that_is_more_than_text_and_buttons_is_not_sent():
    carousel = a_content(**{"twilio/carousel": {"body": "x", "cards": []}})

    (found,), _ = await templates_of(
        responds(200, {"contents": [carousel]}), responds(200, approval())
    )

    assert found.state is TemplateState.DISABLED


@pytest.mark.parametrize(
    "shape",
    [
        {"body": "{{1}}", "actions": [{"title": "Yes", "id": "{{5}}"}]},
        {"body": "{{name}}", "actions": [{"title": "Yes", "id": "{{tap}}"}]},
        {
            "body": "{{1}}",
            "actions": [{"title": "a", "id": "{{3}}"}, {"title": "b", "id": "{{2}}"}],
        },
        {"body": "x", "media": ["https://e.com/a.png"]},
        {"body": "x", "header_text": "Hi {{1}}"},
    ],
    ids=["gap", "named", "order", "media", "header"],
)
async def test_a_content_that_nobody_could_fill_in_is_not_sent(shape):
    (found,), _ = await templates_of(
        responds(200, {"contents": [a_content(**{"whatsapp/card": shape})]}),
        responds(200, approval()),
    )

    assert found.state is TemplateState.DISABLED
    assert found.detail.endswith("not sent")


async def test_pages_are_followed_by_what_names_them_and_never_by_their_address():
    following = "https://evil.test/v1/Content?PageSize=9&Page=1&PageToken=PAx&other=1"
    first = {"contents": [a_content(1)], "meta": {"next_page_url": following}}
    second = {"contents": [a_content(2)], "meta": {"next_page_url": None}}

    found, requests = await templates_of(
        responds(200, first), responds(200, second), responds(200, approval())
    )

    assert len(found) == 2
    assert requests[1].path == "/v1/Content"
    assert requests[1].query == {"PageSize": ["100"], "Page": ["1"], "PageToken": ["PAx"]}


async def test_a_list_that_is_refused_is_raised():
    with pytest.raises(Refused, match="CREDENTIAL_REFUSED"):
        await templates_of(responds(401, {"code": 20003, "message": "no"}))


async def test_an_approval_that_nobody_answers_leaves_no_half_a_list():
    with pytest.raises(TryAgain):
        await templates_of(responds(200, {"contents": [a_content()]}), responds(500))


async def test_what_is_no_content_is_passed_over():
    odd = [None, 5, {}, {"sid": "HX"}, {"sid": "../x", "types": {}}, {**a_content(), "types": 5}]

    found, _ = await templates_of(responds(200, {"contents": odd}), responds(200, approval()))

    assert found == []
