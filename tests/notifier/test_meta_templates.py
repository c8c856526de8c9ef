"""What comes back of the templates of a Meta account?"""

import pytest

from services.common.logs import Secret
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.template import TemplateButton, TemplateState
from services.notifier.providers.meta import Meta
from services.notifier.providers.provider import Platform, Sender
from tests.notifier.answering import NOW, answering, quick_http, responds
from tests.notifier.test_meta import CHANNEL_ID, SENDER, meta_at, template


def listed(name="reminder", **changes):
    return {
        "name": name,
        "language": "es_MX",
        "status": "APPROVED",
        "category": "UTILITY",
        "id": "123",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Bella Salon"},
            {"type": "BODY", "text": "Hola {{2}}, {{1}} {{2}}"},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Confirm"},
                    {"type": "URL", "text": "Move", "url": "https://lyo.example.com/b/{{1}}"},
                ],
            },
        ],
        **changes,
    }


async def templates_of(*pages):
    async with answering(*pages) as somebody, quick_http() as http:
        found = await meta_at(http, somebody).templates(SENDER, CHANNEL_ID)
    return found, somebody.requests


async def test_a_template_is_read_with_its_parameters_and_buttons():
    (found,), _ = await templates_of(responds(200, {"data": [listed()]}))

    assert found == template(
        text="Hola {{2}}, {{1}} {{2}}",
        buttons=(
            TemplateButton("quick_reply", "Confirm"),
            TemplateButton("url", "Move", fills_url=True),
        ),
        provider_template_id="123",
    )


async def test_named_parameters_stand_in_the_order_of_the_text():
    body = {"type": "BODY", "text": "Hi {{name}}, see you {{day}}, {{name}}"}

    (found,), _ = await templates_of(responds(200, {"data": [listed(components=[body])]}))

    assert (found.parameter_names, found.named) == (("name", "day"), True)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("APPROVED", TemplateState.APPROVED),
        ("PAUSED", TemplateState.PAUSED),
        ("REJECTED", TemplateState.DISABLED),
        ("DISABLED", TemplateState.DISABLED),
        ("PENDING", TemplateState.PENDING),
        ("IN_APPEAL", TemplateState.PENDING),
        (None, TemplateState.PENDING),
    ],
)
async def test_only_what_is_approved_may_be_sent(status, state):
    (found,), _ = await templates_of(responds(200, {"data": [listed(status=status)]}))

    assert found.state is state


@pytest.mark.parametrize(
    "header",
    [{"format": "TEXT", "text": "Hi {{1}}"}, {"format": "IMAGE"}],
    ids=["parameter", "image"],
)
async def test_a_template_whose_header_nobody_fills_in_is_not_sent(header):
    components = [{"type": "HEADER", **header}, {"type": "BODY", "text": "x"}]

    (found,), _ = await templates_of(responds(200, {"data": [listed(components=components)]}))

    assert found.state is TemplateState.DISABLED
    assert found.detail != ""


def page(names, after="", following=True):
    paging = {"cursors": {"before": "b", "after": after}}
    if following:
        paging["next"] = "https://graph.facebook.com/x?access_token=sandbox-token"
    return responds(200, {"data": [listed(name) for name in names], "paging": paging})


async def test_pages_are_followed_by_their_cursor_and_never_by_their_address():
    found, requests = await templates_of(
        page(["a", "b"], "c1"), page(["c"], "c2"), page(["d"], "c3", following=False)
    )

    assert [each.name for each in found] == ["a", "b", "c", "d"]
    assert [request.query.get("after") for request in requests] == [None, ["c1"], ["c2"]]
    assert {request.path for request in requests} == {"/v25.0/200000000000002/message_templates"}


async def test_a_list_without_end_ends_all_the_same():
    found, requests = await templates_of(page([f"t{n}" for n in range(100)], "again"))

    assert (len(found), len(requests)) == (1000, 10)


async def test_what_is_no_template_is_passed_over():
    odd = [None, 5, "x", {}, {"name": "x"}, {"name": 5, "language": "es"}, listed(components="[")]

    found, _ = await templates_of(responds(200, {"data": odd}))

    assert [each.name for each in found] == ["reminder"]


async def test_a_channel_without_its_account_cannot_list_templates():
    async with quick_http() as http:
        meta = Meta(http, "http://127.0.0.1:9", "v25.0", lambda: NOW)
        with pytest.raises(Refused, match="ACCOUNT_MISSING"):
            await meta.templates(Sender(Platform.WHATSAPP, "1", Secret("t")), CHANNEL_ID)
