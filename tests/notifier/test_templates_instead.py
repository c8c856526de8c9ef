"""Does whoever did not write within 24 hours get the approved template, or is it told that there is
none?"""

import uuid
from datetime import timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import template_service_pb2 as template_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb

from services.common.clock import utc_now
from services.common.fields import timestamp
from services.notifier.domain.template import Template, TemplateState
from services.notifier.storage.templates import TemplateRepository
from tests.notifier.answering import answering, responds
from tests.notifier.conftest import status
from tests.notifier.templates import Templates
from tests.notifier.unasked import confirmation, follower, just_wrote, sent, silent, tells

CONFIRM, MOVE, CANCEL = (
    pb.BOOKING_ACTION_KIND_CONFIRM,
    pb.BOOKING_ACTION_KIND_MOVE,
    pb.BOOKING_ACTION_KIND_CANCEL,
)
CLOSED = 131047
PAUSED = 132015
TAKEN = {"status": "success", "message_wamid": "wamid.1"}


@pytest.fixture
async def templates(tenant, notifier):
    """The provider has a template for reminders, and it is known."""
    templates = Templates(tenant, notifier)
    await templates.has(buttons=[{"text": "Conferma"}, {"text": "Sposta"}, {"text": "Annulla"}])
    await templates.sync()
    return templates


async def calls(tenant):
    """Those that send."""
    return [each for each in await tenant.calls() if each["path"].endswith("/messages")]


def kinds(calls):
    """What was sent: words, or templates by name and language."""
    return [
        (call["body"]["template"]["name"], call["body"]["template"]["language"]["code"])
        if call["body"]["type"] == "template"
        else call["body"]["type"]
        for call in calls
    ]


async def test_the_first_who_needs_a_template_has_them_brought_in(tenant, notifier):
    known = Templates(tenant, notifier)
    await known.has()

    ids = [await sent(tenant, tells(tenant)) for _ in range(3)]
    for each in ids:
        await tenant.becomes(each, "ACCEPTED")

    assert {kind for kind, _ in kinds(await calls(tenant))} == {"booking_reminder"}


async def test_while_nobody_says_which_templates_there_are_the_message_waits(tenant, notifier):
    await Templates(tenant, notifier).has()
    await tenant.fault("status", 503)

    message = await tenant.becomes(await sent(tenant, tells(tenant)), "ACCEPTED")

    listed = [each["status"] for each in await tenant.calls() if each["method"] == "GET"]
    assert listed == [503, 200]
    assert (message.template_name, message.attempts) == ("booking_reminder", 1)


async def test_what_waits_to_know_the_templates_expires_in_time(tenant, notifier):
    await Templates(tenant, notifier).has()
    await tenant.fault("status", 503, times=1000)
    soon = timestamp(utc_now() + timedelta(seconds=1.5))

    message = await tenant.becomes(await sent(tenant, tells(tenant, expire_time=soon)), "EXPIRED")

    assert message.attempts == 0


async def test_a_customer_who_wrote_is_told_in_words_with_buttons(tenant, templates):
    asked = tells(tenant, actions=[CONFIRM, MOVE, CANCEL], **just_wrote())

    message = await tenant.becomes(await sent(tenant, asked), "ACCEPTED")

    (call,) = await calls(tenant)
    assert kinds([call]) == ["interactive"]
    replies = call["body"]["interactive"]["action"]["buttons"]
    assert [each["reply"]["id"] for each in replies] == ["link-1", "link-2", "link-3"]
    assert message.template_name == ""


async def test_a_customer_who_did_not_write_gets_the_template(tenant, templates):
    asked = tells(tenant, actions=[CONFIRM, MOVE, CANCEL])

    message = await tenant.becomes(await sent(tenant, asked), "ACCEPTED")

    (call,) = await calls(tenant)
    assert kinds([call]) == [("booking_reminder", "it")]
    assert message.template_name == "booking_reminder"
    assert message.attempts == 1


async def test_the_message_says_what_the_customer_reads(tenant, templates):
    asked = tells(tenant)

    message = await tenant.becomes(await sent(tenant, asked), "ACCEPTED")

    assert message.content.text.startswith("Buongiorno Giulia, un promemoria di Taglio: ")
    asked.request_id = str(uuid.uuid4())
    (again,) = (await tenant.stub.Send(asked)).messages
    assert again == message


async def test_where_no_template_tells_of_it_the_message_fails_and_says_so(tenant):
    message = await tenant.becomes(await sent(tenant, tells(tenant)), "FAILED")

    assert message.reason == "WINDOW_CLOSED_NO_TEMPLATE"
    assert message.attempts == 0
    assert await calls(tenant) == []


async def test_words_alone_have_no_template(tenant, templates):
    (message_id,) = await tenant.sends("Your table is ready", **confirmation(**silent()))

    message = await tenant.becomes(message_id, "FAILED")

    assert message.reason == "WINDOW_CLOSED_NO_TEMPLATE"


async def test_a_reply_is_sent_in_words_though_nobody_said_when_they_wrote(tenant, templates):
    (message_id,) = await tenant.sends("You asked", **silent())

    await tenant.becomes(message_id, "ACCEPTED")

    assert kinds(await calls(tenant)) == ["text"]


async def test_a_window_that_turns_out_closed_sends_the_template_at_once(tenant, templates):
    await tenant.fault("error_code", CLOSED)

    message_id = await sent(tenant, tells(tenant, **just_wrote()))
    message = await tenant.becomes(message_id, "ACCEPTED")

    assert kinds(await calls(tenant)) == ["text", ("booking_reminder", "it")]
    assert (message.attempts, message.template_name) == (2, "booking_reminder")


async def test_a_reply_that_comes_after_the_window_has_closed_fails_and_says_so(tenant, templates):
    await tenant.fault("error_code", CLOSED)

    (message_id,) = await tenant.sends("Late")
    message = await tenant.becomes(message_id, "FAILED")

    assert message.reason == "WINDOW_CLOSED_NO_TEMPLATE"
    assert len(await calls(tenant)) == 1


async def test_a_template_that_is_named_is_sent_as_it_is(tenant, templates):
    asked = tenant.asks("", **confirmation(**silent()))
    use = pb.TemplateUse(
        name="booking_reminder", language="it", parameters=["Giulia", "Taglio", "domani"]
    )
    asked.messages[0].content.CopyFrom(pb.Content(template=use))

    message = await tenant.becomes(await sent(tenant, asked), "ACCEPTED")

    assert kinds(await calls(tenant)) == [("booking_reminder", "it")]
    assert message.template_name == "booking_reminder"


async def test_where_nobody_knows_the_templates_of_a_channel_who_names_one_is_believed(tenant):
    asked = tenant.asks("", **confirmation(**silent()))
    use = pb.TemplateUse(name="never_heard_of", language="it")
    asked.messages[0].content.CopyFrom(pb.Content(template=use))

    message = await tenant.becomes(await sent(tenant, asked), "FAILED")

    assert kinds(await calls(tenant)) == [("never_heard_of", "it")]
    assert message.reason == "TEMPLATE_MISSING"


@pytest.mark.parametrize(
    ("known", "path"),
    [((), "/sendmessage"), (("booking_reminder",), "/sendtemplatemessage")],
    ids=["no template", "a template"],
)
async def test_where_nobody_hears_the_customer_the_template_is_sent_if_there_is_one(
    open_notifier, new_tenant, known, path
):
    async with (
        answering(responds(200, TAKEN)) as zaptra,
        open_notifier(ZAPTRA_API_URL=zaptra.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        channel = (tenant.tenant_id, tenant.channel_id, "919955507001", "token")
        tenant.channels.add(*channel, channel_pb.PLATFORM_ZAPTRA)
        await knows(notifier, tenant, known)

        await tenant.becomes(await sent(tenant, tells(tenant)), "ACCEPTED")

        sends = [each.path for each in zaptra.requests if each.path != "/getTemplates"]
        assert sends == [path]


async def knows(notifier, tenant, names):
    """The channel has these templates, as far as is known."""
    tenant_id, channel_id = uuid.UUID(tenant.tenant_id), uuid.UUID(tenant.channel_id)
    templates = [
        Template(channel_id, each, "it", TemplateState.APPROVED, "UTILITY", "Ciao {{1}}", ("1",))
        for each in names
    ]
    async with notifier.database.tenant_transaction(tenant_id) as connection:
        await TemplateRepository(connection, tenant_id).replace(channel_id, templates, utc_now())


async def test_a_template_that_is_refused_is_held_and_the_next_one_sent(tenant, templates):
    await templates.has(language="en", body="Hello {{1}}, {{2}}: {{3}}.")
    await templates.sync()
    await templates.has(status="PAUSED")

    message = await tenant.becomes(await sent(tenant, tells(tenant)), "ACCEPTED")

    tried = [("booking_reminder", "it"), ("booking_reminder", "en")]
    assert kinds(await calls(tenant)) == tried
    assert message.attempts == 2
    held = {each.language: each.state for each in await templates.listed()}
    assert held == {
        "it": template_pb.TEMPLATE_STATE_PAUSED,
        "en": template_pb.TEMPLATE_STATE_APPROVED,
    }


async def test_where_the_only_template_is_refused_the_message_fails(tenant, templates):
    await templates.has(status="PAUSED")

    message = await tenant.becomes(await sent(tenant, tells(tenant)), "FAILED")

    assert message.reason == "WINDOW_CLOSED_NO_TEMPLATE"
    assert len(await calls(tenant)) == 1


async def test_words_that_a_status_says_came_too_late_are_followed_by_the_template(
    tenant, templates
):
    message_id = await sent(tenant, tells(tenant, **just_wrote()))
    accepted = await tenant.becomes(message_id, "ACCEPTED")

    wamid = accepted.provider_message_id
    await tenant.told(status(message_id, "FAILED", wamid, error_code=str(CLOSED)))
    following = await follower(tenant, message_id)
    await tenant.becomes(following.message_id, "ACCEPTED")

    assert kinds(await calls(tenant)) == ["text", ("booking_reminder", "it")]
    assert (await tenant.message(message_id)).state == pb.MESSAGE_STATE_FAILED


async def test_a_template_that_a_status_says_is_paused_is_held(tenant, templates):
    message_id = await sent(tenant, tells(tenant))
    accepted = await tenant.becomes(message_id, "ACCEPTED")

    wamid = accepted.provider_message_id
    await tenant.told(status(message_id, "FAILED", wamid, error_code=str(PAUSED)))
    following = await follower(tenant, message_id)
    failed = await tenant.becomes(following.message_id, "FAILED")

    assert failed.reason == "WINDOW_CLOSED_NO_TEMPLATE"
    assert [each.state for each in await templates.listed()] == [template_pb.TEMPLATE_STATE_PAUSED]
