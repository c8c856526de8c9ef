"""Is what cannot be sent refused by name, and what only looks odd sent?"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from services.common.fields import timestamp
from services.notifier.domain.template import Template, TemplateState
from services.notifier.storage.templates import TemplateRepository
from tests.notifier.running import running_notifier
from tests.notifier.test_events import asking, event

BUTTON = pb.Button(choice_id="yes", title="Yes")
MENU = pb.Menu(label="Choose", rows=[pb.MenuRow(choice_id="1", title="One")])
PHOTO = pb.Media(kind=pb.MEDIA_KIND_IMAGE, url="https://files.example.com/photo.jpg")
GREETING = pb.TemplateUse(name="greeting", language="it", parameters=["Anna", "Bella Salon"])


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


def saying(tenant, *contents: pb.Content, **changes) -> pb.SendRequest:
    """A request to send contents, whatever they say."""
    request = tenant.asks(**changes)
    for content in contents:
        request.messages.add(message_id=str(uuid.uuid4()), content=content)
    return request


async def refused(sending) -> tuple[str, list[str]]:
    """The reason, and which fields are named."""
    with pytest.raises(InvalidArgument) as refusal:
        await sending
    return refusal.value.reason, [each.field for each in refusal.value.violations]


@pytest.mark.parametrize(
    "content",
    [
        pb.Content(text="Choose", buttons=[BUTTON]),
        pb.Content(text="Choose", menu=MENU),
        pb.Content(text="How we look", media=PHOTO),
        pb.Content(media=PHOTO),
        pb.Content(template=GREETING),
        pb.Content(text="x" * 5000),
        pb.Content(text="Choose", buttons=[pb.Button(choice_id="1", title="x" * 40)]),
        pb.Content(text="Choose", buttons=[BUTTON] * 10),
    ],
    ids=[
        "buttons",
        "a menu",
        "media with a caption",
        "media",
        "a template that nobody knows yet",
        "a text of 5,000 characters",
        "a title of 40 characters",
        "ten buttons",
    ],
)
async def test_what_a_provider_shows_in_another_way_is_accepted_as_it_is(tenant, content):
    (message,) = (await tenant.stub.Send(saying(tenant, content))).messages

    assert (await tenant.message(message.message_id)).content == content


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (pb.Content(), "messages[1].content.text"),
        (pb.Content(text=" \n\t"), "messages[1].content.text"),
        (pb.Content(buttons=[BUTTON]), "messages[1].content.text"),
        (pb.Content(menu=MENU), "messages[1].content.text"),
        (pb.Content(text="Choose", buttons=[BUTTON], menu=MENU), "messages[1].content.menu"),
        (pb.Content(text="Look", media=PHOTO, buttons=[BUTTON]), "messages[1].content.media"),
        (pb.Content(text="Look", media=PHOTO, menu=MENU), "messages[1].content.media"),
        (pb.Content(text="Ciao", template=GREETING), "messages[1].content.template"),
        (pb.Content(template=GREETING, buttons=[BUTTON]), "messages[1].content.template"),
        (pb.Content(template=GREETING, menu=MENU), "messages[1].content.template"),
        (pb.Content(template=GREETING, media=PHOTO), "messages[1].content.template"),
    ],
    ids=[
        "nothing",
        "blanks",
        "buttons beside nothing",
        "a menu beside nothing",
        "a menu beside buttons",
        "media beside buttons",
        "media beside a menu",
        "a template beside text",
        "a template beside buttons",
        "a template beside a menu",
        "a template beside media",
    ],
)
async def test_what_says_nothing_or_two_things_is_refused_by_name(tenant, content, field):
    request = saying(tenant, pb.Content(text="Ciao"), content)

    assert await refused(tenant.stub.Send(request)) == ("CONTENT_MISSING", [field])


@pytest.mark.parametrize(
    "phone",
    ["3331234567", "00393331234567", "+39 333 1234567", "+0333123456", "+1234567890123456", "Anna"],
)
async def test_a_phone_that_is_not_international_is_named(tenant, phone):
    sending = tenant.stub.Send(tenant.asks("Ciao", to=phone))

    assert await refused(sending) == ("NOT_E164", ["recipient.value"])


async def test_what_is_no_phone_need_not_be_international(tenant):
    await tenant.sends("Ciao", to="IT.1234567890", kind=pb.RECIPIENT_KIND_WHATSAPP_USER)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example.com/photo.jpg",
        "https://127.0.0.1/photo.jpg",
        "https://[::1]/photo.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://router.local/photo.jpg",
        "file:///etc/passwd",
    ],
)
async def test_a_file_that_is_not_public_is_refused_by_name(tenant, url):
    content = pb.Content(media=pb.Media(kind=pb.MEDIA_KIND_IMAGE, url=url))

    assert await refused(tenant.stub.Send(saying(tenant, content))) == (
        "MEDIA_URL_INVALID",
        ["messages[0].content.media.url"],
    )


async def test_a_zone_that_there_is_not_is_refused_by_name(tenant):
    sending = tenant.stub.Send(tenant.asks("Ciao", time_zone="Europe/Atlantis"))

    assert await refused(sending) == ("TIME_ZONE_UNKNOWN", ["time_zone"])


async def test_the_zone_of_an_event_that_there_is_not_is_refused_by_name(tenant):
    sending = tenant.stub.Send(asking(tenant, event(time_zone="Europe/Atlantis")))

    assert await refused(sending) == ("TIME_ZONE_UNKNOWN", ["messages[0].event.time_zone"])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (pb.Content(text="?", buttons=[BUTTON, pb.Button(choice_id="1", title=" ")]), "buttons[1]"),
        (
            pb.Content(text="?", menu=pb.Menu(label="x", rows=[{"choice_id": "1", "title": "\n"}])),
            "menu.rows[0]",
        ),
    ],
    ids=["of a button", "of a row"],
)
async def test_a_title_that_says_nothing_is_named(tenant, content, field):
    said = await refused(tenant.stub.Send(saying(tenant, content)))

    assert said == ("FIELD_INVALID", [f"messages[0].content.{field}.title"])


async def test_a_title_is_shown_on_one_line(tenant):
    content = pb.Content(text="?", buttons=[pb.Button(choice_id="1", title=" Ten\no'clock")])

    (message,) = (await tenant.stub.Send(saying(tenant, content))).messages

    assert message.content.buttons[0].title == "Ten o'clock"


async def test_what_is_refused_is_not_stored(tenant):
    request = saying(tenant, pb.Content(text="Ciao"), pb.Content())
    await refused(tenant.stub.Send(request))

    with pytest.raises(NotFound):
        await tenant.message(request.messages[0].message_id)


# Templates


@pytest.fixture
async def synced(notifier, tenant):
    """The tenant's channel has a template with two parameters, and one that is paused."""
    channel_id = uuid.UUID(tenant.channel_id)
    state, texts = TemplateState, ("Ciao {{1}}, da {{2}}", "Sconti!")
    templates = [
        Template(channel_id, "greeting", "it", state.APPROVED, "UTILITY", texts[0], ("1", "2")),
        Template(channel_id, "sale", "it", state.PAUSED, "MARKETING", texts[1]),
    ]
    async with notifier.database.tenant_transaction(uuid.UUID(tenant.tenant_id)) as connection:
        repository = TemplateRepository(connection, uuid.UUID(tenant.tenant_id))
        await repository.replace(channel_id, templates, datetime.now(UTC))
    return tenant


def using(tenant, name="greeting", language="it", parameters=(), **changes) -> pb.SendRequest:
    use = pb.TemplateUse(name=name, language=language, parameters=parameters)
    return saying(tenant, pb.Content(template=use), **changes)


async def test_a_template_that_is_filled_is_accepted_with_what_is_read_of_it(synced):
    request = using(synced, parameters=["Anna", "{{1}}"])

    (message,) = (await synced.stub.Send(request)).messages

    assert message.content.text == "Ciao Anna, da {{1}}"
    assert message.content.template == request.messages[0].content.template


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ([], [".parameters[0]", ".parameters[1]"]),
        (["Anna"], [".parameters[1]"]),
        (["Anna", "Bella Salon", "more"], [".parameters[2]"]),
    ],
    ids=["none", "one too few", "one too many"],
)
async def test_each_parameter_that_is_missing_or_too_much_is_named(synced, parameters, fields):
    sending = synced.stub.Send(using(synced, parameters=parameters))

    assert await refused(sending) == (
        "TEMPLATE_PARAMETERS_WRONG",
        [f"messages[0].content.template{each}" for each in fields],
    )


@pytest.mark.parametrize(
    ("name", "language"),
    [("farewell", "it"), ("greeting", "es"), ("sale", "it")],
    ids=["an unknown name", "another language", "one that is paused"],
)
async def test_a_template_that_may_not_be_sent_is_not_found(synced, name, language):
    with pytest.raises(NotFound) as refusal:
        await synced.stub.Send(using(synced, name, language, ["Anna", "Bella Salon"]))

    assert refusal.value.reason == "TEMPLATE_NOT_FOUND"
    assert refusal.value.details == {"name": name, "language": language}


async def test_a_template_of_a_channel_that_nobody_asked_for_templates_is_accepted(synced):
    await synced.stub.Send(using(synced, "farewell", channel_id=str(uuid.uuid4())))


# Schedules


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [(timedelta(seconds=-1), "IN_THE_PAST"), (timedelta(days=3650), "TOO_FAR_AHEAD")],
    ids=["in the past", "in ten years"],
)
async def test_a_time_that_nobody_means_is_refused_by_name(tenant, ahead, reason):
    asked = tenant.asks("Ciao", purpose=pb.PURPOSE_NOTIFICATION)
    request = pb.ScheduleRequest(send_time=timestamp(datetime.now(UTC) + ahead))
    request.MergeFromString(asked.SerializeToString())

    assert await refused(tenant.stub.Schedule(request)) == (reason, ["send_time"])
