"""Is what platforms tell of a channel listed for its tenant, and heeded in what is sent?"""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import provider_service_pb2 as pb
from lyo.notifier.v1 import provider_service_pb2_grpc as rpc
from lyo.notifier.v1 import template_service_pb2 as template_pb

from services.common.clients import files_of
from services.common.errors import InvalidArgument, PermissionDenied
from services.common.fields import timestamp
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain
from services.notifier.domain.remedy import Remedy
from services.notifier.usecases.account_events import note_outcome
from tests.common.serving import calling
from tests.notifier.conftest import a_phone, eventually
from tests.notifier.gating import NOW, message
from tests.notifier.templates import Templates
from tests.notifier.unasked import campaign, confirmation


class Platform:
    """What a platform tells of the tenant's channel."""

    def __init__(self, notifier, tenant):
        self.stub = notifier.providers
        self.tenant = tenant

    def asks(self, kind, ago=0, **more):
        asked = {
            "tenant_id": self.tenant.tenant_id,
            "request_id": str(uuid.uuid4()),
            "channel_id": self.tenant.channel_id,
            "kind": pb.AccountEventKind.Value(f"ACCOUNT_EVENT_KIND_{kind}"),
            "event_time": timestamp(datetime.now(UTC) - timedelta(seconds=ago)),
        }
        return pb.RecordAccountEventRequest(**{**asked, **more})

    async def tells(self, kind, ago=0, **more):
        await self.stub.RecordAccountEvent(self.asks(kind, ago, **more))

    async def page(self, **asked):
        request = pb.ListAccountEventsRequest(tenant_id=self.tenant.tenant_id, **asked)
        return await self.stub.ListAccountEvents(request)

    async def listed(self):
        """What is listed, the newest first."""
        events = (await self.page()).events
        return [pb.AccountEventKind.Name(each.kind)[19:] for each in events]

    async def waits(self, reason, **more):
        """Whether a message waits for that reason."""
        (message_id,) = await self.tenant.sends("Ciao", to=a_phone(), **more)
        return await eventually(lambda: self.tenant.says(message_id, reason))

    async def leaves(self, **more):
        """Whether a message is sent."""
        (message_id,) = await self.tenant.sends("Ciao", to=a_phone(), **more)
        return await self.tenant.becomes(message_id, "ACCEPTED")


@pytest.fixture
def platform(notifier, tenant):
    return Platform(notifier, tenant)


DAY, WEEK = 24 * 3600, 7 * 24 * 3600


async def test_what_was_told_is_listed_in_the_words_of_the_platform(platform, tenant):
    asked = platform.asks("ALERT", detail="ACCOUNT_VIOLATION SCAM", ago=60)
    await platform.stub.RecordAccountEvent(asked)

    (listed,) = (await platform.page()).events
    assert listed == pb.AccountEvent(
        channel_id=tenant.channel_id,
        kind=pb.ACCOUNT_EVENT_KIND_ALERT,
        detail="ACCOUNT_VIOLATION SCAM",
        event_time=asked.event_time,
    )


async def test_the_newest_is_listed_first_page_by_page(platform):
    for number in range(5):
        await platform.tells("ALERT", detail=str(number))

    first = await platform.page(page_size=3)
    second = await platform.page(page_size=3, page_token=first.next_page_token)
    assert [each.detail for each in first.events] == ["4", "3", "2"]
    assert [each.detail for each in second.events] == ["1", "0"]
    assert second.next_page_token == ""


async def test_a_token_of_another_list_is_refused(platform):
    with pytest.raises(InvalidArgument) as refusal:
        await platform.page(page_token="abc")
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_another_tenant_sees_nothing_of_it(notifier, platform, other_tenant):
    await platform.tells("ALERT")

    assert await Platform(notifier, other_tenant).listed() == []


async def test_told_twice_it_is_listed_once(platform):
    asked = platform.asks("ALERT")
    await platform.stub.RecordAccountEvent(asked)
    await platform.stub.RecordAccountEvent(asked)

    assert await platform.listed() == ["ALERT"]


async def test_the_same_request_id_for_something_else_is_refused(platform):
    asked = platform.asks("ALERT")
    await platform.stub.RecordAccountEvent(asked)
    asked.detail = "other"

    with pytest.raises(InvalidArgument) as refusal:
        await platform.stub.RecordAccountEvent(asked)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_only_the_gateway_may_tell(notifier, platform):
    files = files_of("notifier")
    async with calling(notifier.port, caller="assistant", files=files) as channel:
        with pytest.raises(PermissionDenied) as refusal:
            await rpc.ProviderServiceStub(channel).RecordAccountEvent(platform.asks("ALERT"))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"


@pytest.mark.parametrize("kind", ["TEMPLATE_APPROVED", "TEMPLATE_PAUSED", "TEMPLATE_DISABLED"])
async def test_what_is_told_of_a_template_names_it(platform, kind):
    with pytest.raises(InvalidArgument) as refusal:
        await platform.tells(kind)
    assert refusal.value.reason == "FIELD_MISSING"
    assert [each.field for each in refusal.value.violations] == ["template_name"]


async def test_a_number_that_people_dislike_advertises_no_more_until_they_like_it(platform):
    await platform.tells("QUALITY_LOW", ago=60)

    assert await platform.waits("QUALITY_LOW", **campaign())
    assert await platform.leaves(**confirmation())

    await platform.tells("QUALITY_GOOD")
    assert await platform.leaves(**campaign())


async def test_what_was_not_asked_for_waits_while_a_limit_is_reached(platform):
    await platform.tells("LIMIT_REACHED", ago=60)

    assert await platform.waits("LIMIT_REACHED", **confirmation())
    assert await platform.leaves()

    await platform.tells("LIMIT_LIFTED")
    assert await platform.leaves(**confirmation())


async def test_nothing_leaves_while_the_account_is_restricted(platform):
    await platform.tells("RESTRICTED", ago=60)

    assert await platform.waits("RESTRICTED")

    await platform.tells("RESTRICTION_LIFTED")
    assert await platform.leaves()


@pytest.mark.parametrize(
    ("kind", "ago"),
    [
        ("QUALITY_LOW", WEEK),
        ("SPAM_SUSPECTED", DAY),
        ("LIMIT_REACHED", DAY),
        ("RESTRICTED", DAY),
        ("ALERT", 0),
        ("CREDENTIAL_REFUSED", 0),
    ],
)
async def test_what_nobody_says_is_over_is_over_after_a_while(platform, kind, ago):
    await platform.tells(kind, ago=ago)

    assert await platform.leaves(**campaign())
    assert await platform.listed() == [kind]


async def test_a_little_less_than_that_while_is_not_over(platform):
    await platform.tells("QUALITY_LOW", ago=WEEK - 60)

    assert await platform.waits("QUALITY_LOW", **campaign())


async def test_what_is_older_than_what_is_known_is_only_listed(platform):
    await platform.tells("LIMIT_LIFTED", ago=60)
    await platform.tells("LIMIT_REACHED", ago=90)

    assert await platform.leaves(**confirmation())
    assert await platform.listed() == ["LIMIT_REACHED", "LIMIT_LIFTED"]


async def test_what_is_older_than_something_else_is_heeded(platform):
    await platform.tells("QUALITY_GOOD", ago=60)
    await platform.tells("LIMIT_REACHED", ago=90)

    assert await platform.waits("LIMIT_REACHED", **confirmation())


async def test_a_clock_that_is_ahead_does_not_make_deaf(platform):
    await platform.tells("LIMIT_REACHED", ago=-DAY)
    await platform.tells("LIMIT_LIFTED")

    assert await platform.leaves(**confirmation())


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("TEMPLATE_PAUSED", template_pb.TEMPLATE_STATE_PAUSED),
        ("TEMPLATE_DISABLED", template_pb.TEMPLATE_STATE_DISABLED),
    ],
)
async def test_a_template_stands_as_was_told_last(notifier, tenant, platform, kind, state):
    templates = Templates(tenant, notifier)
    await templates.has()
    await templates.sync()

    named = {"template_name": "booking_reminder", "template_language": "it"}
    await platform.tells(kind, detail="SCAM", **named)
    (known,) = await templates.listed()
    assert (known.state, known.detail) == (state, "SCAM")

    await platform.tells("TEMPLATE_APPROVED", **named)
    (known,) = await templates.listed()
    assert known.state == template_pb.TEMPLATE_STATE_APPROVED


@pytest.mark.parametrize(
    ("code", "kind"),
    [(131048, "SPAM_SUSPECTED"), (190, "CREDENTIAL_REFUSED"), (368, "RESTRICTED")],
)
async def test_what_the_error_of_a_call_tells_is_listed(platform, tenant, code, kind):
    await tenant.fault("error_code", code)
    await tenant.sends("Ciao")

    assert await eventually(platform.listed) == [kind]


async def test_what_call_after_call_tells_is_listed_once_an_hour(notifier, platform, tenant):
    refused = Refused("SENDER_LIMITED", "131048: spam", remedy=Remedy.PAUSE_CAMPAIGNS)
    told, tenant_id = about(tenant), uuid.UUID(tenant.tenant_id)
    for minutes in (0, 1, 59, 61):
        async with notifier.database.tenant_transaction(tenant_id) as connection:
            now = NOW + timedelta(minutes=minutes)
            await note_outcome(connection, tenant_id, told, refused, now)

    times = [each.event_time for each in (await platform.page()).events]
    assert times == [timestamp(NOW + timedelta(minutes=61)), timestamp(NOW)]


@pytest.mark.parametrize(
    "outcome",
    [Accepted("wamid.1"), Refused("RECIPIENT_UNREACHABLE"), TryAgain("PROVIDER_DOWN")],
    ids=["accepted", "refused", "down"],
)
async def test_what_a_call_says_of_itself_alone_is_not_listed(notifier, platform, tenant, outcome):
    tenant_id = uuid.UUID(tenant.tenant_id)
    async with notifier.database.tenant_transaction(tenant_id) as connection:
        await note_outcome(connection, tenant_id, about(tenant), outcome, NOW)

    assert await platform.listed() == []


def about(tenant):
    """A message that leaves by the tenant's channel."""
    return replace(message(), channel_id=uuid.UUID(tenant.channel_id))
