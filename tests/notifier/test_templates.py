"""Are templates known as their providers have them?"""

import pytest
from lyo.notifier.v1 import template_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb

from services.common.errors import InvalidArgument, NotFound, Unavailable
from tests.notifier.templates import BODY, Templates


@pytest.fixture
def templates(tenant, notifier):
    return Templates(tenant, notifier)


@pytest.fixture
def others(other_tenant, notifier):
    return Templates(other_tenant, notifier)


async def test_templates_are_known_as_the_provider_has_them(templates):
    await templates.has(
        buttons=[
            {"text": "Conferma"},
            {"kind": "url", "text": "Sposta", "url": "https://lyo.example/b/{{1}}"},
        ]
    )

    (synced,) = await templates.sync()

    (template,) = await templates.listed()
    assert (synced.channel_id, synced.templates, synced.approved) == (template.channel_id, 1, 1)
    assert (template.name, template.language, template.text) == ("booking_reminder", "it", BODY)
    assert (template.category, template.state) == ("UTILITY", pb.TEMPLATE_STATE_APPROVED)
    assert list(template.parameter_names) == ["1", "2", "3"]
    assert [(each.kind, each.title, each.fills_url) for each in template.buttons] == [
        ("quick_reply", "Conferma", False),
        ("url", "Sposta", True),
    ]
    assert template.provider_template_id
    assert template.HasField("update_time")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("PENDING", pb.TEMPLATE_STATE_PENDING),
        ("PAUSED", pb.TEMPLATE_STATE_PAUSED),
        ("REJECTED", pb.TEMPLATE_STATE_DISABLED),
    ],
)
async def test_what_may_not_be_sent_is_known_and_not_counted_as_approved(templates, status, state):
    await templates.has(status=status)

    (synced,) = await templates.sync()

    assert [each.state for each in await templates.listed()] == [state]
    assert (synced.templates, synced.approved) == (1, 0)


async def test_what_the_provider_has_no_more_is_forgotten(templates):
    await templates.has()
    await templates.has(language="en")
    await templates.sync()
    await templates.lost(language="en")

    await templates.sync()

    assert await templates.names() == [("booking_reminder", "it")]


async def test_what_the_provider_changed_is_known_as_it_is_now(templates):
    await templates.has()
    await templates.sync()
    await templates.has(body="Ciao {{1}}!")

    await templates.sync()

    assert [each.text for each in await templates.listed()] == ["Ciao {{1}}!"]


async def test_all_pages_of_the_provider_are_read(templates):
    for number in range(101):
        await templates.has(f"name_{number:03}")

    (synced,) = await templates.sync()

    assert synced.templates == 101
    assert len(await templates.names(page_size=200)) == 101


async def test_a_channel_whose_provider_is_away_keeps_its_own_and_is_told(templates):
    second = templates.also(channel_pb.PLATFORM_WHATSAPP, templates.tenant.address)
    templates.knows_account(second)
    await templates.has()

    told = {each.channel_id: each for each in await templates.sync()}

    assert told[templates.tenant.channel_id].templates == 1
    assert told[second].reason != ""
    assert await templates.names() == [("booking_reminder", "it")]


async def test_where_no_provider_answers_what_is_known_stays(templates):
    await templates.has()
    await templates.sync()
    await templates.tenant.fault("status", 500, times=100)

    with pytest.raises(Unavailable) as refusal:
        await templates.sync()

    assert refusal.value.reason == "PROVIDER_DOWN"
    assert await templates.names() == [("booking_reminder", "it")]


async def test_a_channel_without_a_token_is_told_as_such(templates):
    silent = templates.also(channel_pb.PLATFORM_WHATSAPP, token="")

    told = {each.channel_id: each.reason for each in await templates.sync()}

    assert told == {templates.tenant.channel_id: "", silent: "CREDENTIAL_MISSING"}


async def test_a_newer_token_is_taken_where_the_one_known_is_refused(templates):
    await templates.has()
    await templates.sync()
    await templates.tenant.meta.number(templates.tenant.address, "newer")
    templates.tenant.stores("newer")
    templates.knows_account()

    (synced,) = await templates.sync()

    assert (synced.templates, synced.reason) == (1, "")


async def test_one_channel_alone_may_be_asked_for(templates):
    templates.also(channel_pb.PLATFORM_WHATSAPP, token="")

    told = await templates.sync(templates.tenant.channel_id)

    assert [each.channel_id for each in told] == [templates.tenant.channel_id]


async def test_a_channel_that_has_no_templates_is_not_told_of(templates):
    page = templates.also(channel_pb.PLATFORM_WEB_CHAT)

    assert page not in [each.channel_id for each in await templates.sync()]
    assert await templates.sync(page) == []


async def test_a_channel_that_the_tenant_does_not_have_is_refused(templates, others):
    with pytest.raises(NotFound) as refusal:
        await templates.sync(others.tenant.channel_id)

    assert refusal.value.reason == "CHANNEL_NOT_FOUND"


async def test_templates_are_listed_by_name_and_language_a_page_at_a_time(templates):
    for name, language in [("b", "it"), ("a", "it"), ("c", "en"), ("b", "en")]:
        await templates.has(name, language)
    await templates.sync()

    first = await templates.page(page_size=3)
    rest = await templates.page(page_size=3, page_token=first.next_page_token)

    found = [(each.name, each.language) for each in (*first.templates, *rest.templates)]
    assert found == [("a", "it"), ("b", "en"), ("b", "it"), ("c", "en")]
    assert rest.next_page_token == ""


async def test_those_of_one_channel_alone_may_be_listed(templates):
    second = templates.also(
        channel_pb.PLATFORM_WHATSAPP, templates.tenant.address, token=templates.tenant.token
    )
    templates.knows_account(second)
    await templates.has()
    await templates.sync()

    assert len(await templates.names()) == 2
    assert [each.channel_id for each in await templates.listed(channel_id=second)] == [second]


async def test_a_page_token_of_another_list_is_refused(templates):
    await templates.has("a")
    await templates.has("b")
    await templates.sync()
    token = (await templates.page(page_size=1)).next_page_token

    with pytest.raises(InvalidArgument) as refusal:
        await templates.page(page_token=token, channel_id=templates.tenant.channel_id)

    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_templates_of_another_tenant_are_not_seen(templates, others):
    await templates.has()
    await templates.sync()

    assert await others.names() == []
