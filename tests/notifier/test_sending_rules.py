"""Does a tenant lay down how it sends, and does what nobody understands get refused?"""

import asyncio
import uuid
from datetime import UTC, datetime

import pytest
from lyo.notifier.v1 import message_service_pb2 as message_pb
from lyo.notifier.v1 import preference_service_pb2 as pb

from services.common.database import Database
from services.common.errors import Aborted, InvalidArgument
from services.common.fields import request_key
from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.sending_rules import Parameter, QuietHours
from services.notifier.messages.rules import rules_message, to_rules
from services.notifier.storage import sending_rules
from services.notifier.usecases.rules import RulesUseCases

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
NIGHT = pb.QuietHours(start_minute=1260, end_minute=480)
NEVER = pb.QuietHours(start_minute=0, end_minute=0)


def rule(event: str = "REMINDER", name: str = "promemoria", **changes) -> pb.TemplateRule:
    kind = message_pb.BookingEventKind.Value(f"BOOKING_EVENT_KIND_{event}")
    return pb.TemplateRule(event=kind, template_name=name, **changes)


RULES = pb.SendingRules(
    quiet_hours=NIGHT,
    templates=[
        rule(offering="taglio", parameters=["customer_name", "when"]),
        rule("CANCELLED", "annullata"),
    ],
)


@pytest.fixture(scope="module")
async def database(lyo_databases):
    url = lyo_databases("notifier").url("notifier")
    async with Database.opened(url, schema="notifier") as opened:
        yield opened


class Laid:
    """What a tenant of its own lays down, as its callers ask for it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tenant_id = uuid.uuid4()
        self.usecases = RulesUseCases(database, lambda: NOW)

    async def get(self) -> pb.SendingRules:
        return rules_message(await self.usecases.get_sending_rules(self.tenant_id))

    async def apply(
        self, rules: pb.SendingRules, etag: str = "", request_id: str = ""
    ) -> pb.SendingRules:
        request = pb.ApplySendingRulesRequest(
            tenant_id=str(self.tenant_id),
            request_id=request_id or str(uuid.uuid4()),
            rules=rules,
            etag=etag,
        )
        stored = await self.usecases.apply_sending_rules(
            self.tenant_id, request_key(request), to_rules(request.rules), etag=etag
        )
        return rules_message(stored)

    async def quiet(self) -> QuietHours | None:
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            return await sending_rules.quiet_hours(connection, self.tenant_id)


@pytest.fixture
def laid(database):
    return Laid(database)


def but_for_etag(rules: pb.SendingRules) -> pb.SendingRules:
    return pb.SendingRules(quiet_hours=rules.quiet_hours, templates=rules.templates)


async def test_who_laid_down_nothing_has_empty_rules(laid):
    rules = await laid.get()

    assert not rules.HasField("quiet_hours")
    assert (list(rules.templates), rules.etag) == ([], "0")


async def test_rules_are_stored_as_they_are_laid_down(laid):
    stored = await laid.apply(RULES)

    assert but_for_etag(stored) == RULES
    assert await laid.get() == stored


async def test_rules_replace_all_that_was_laid_down_before(laid):
    await laid.apply(RULES)

    await laid.apply(pb.SendingRules(templates=[rule("CONFIRMED", "confermata")]))

    rules = await laid.get()
    assert [each.template_name for each in rules.templates] == ["confermata"]
    assert not rules.HasField("quiet_hours")


async def test_another_tenant_does_not_see_them(laid, database):
    await laid.apply(RULES)

    assert (await Laid(database).get()).etag == "0"


@pytest.mark.parametrize(
    ("quiet", "found"),
    [(NIGHT, QuietHours(1260, 480)), (NEVER, QuietHours(0, 0)), (None, None)],
    ids=["over midnight", "never", "as the installation says"],
)
async def test_quiet_hours_are_found_as_they_were_laid_down(laid, quiet, found):
    await laid.apply(pb.SendingRules(quiet_hours=quiet, templates=[rule()]))

    assert await laid.quiet() == found


async def test_who_laid_down_nothing_says_nothing_of_quiet_hours(laid):
    assert await laid.quiet() is None


async def test_an_etag_changes_with_the_rules(laid):
    first = await laid.apply(RULES)
    second = await laid.apply(pb.SendingRules())

    assert len({"0", first.etag, second.etag}) == 3


async def test_the_same_rules_again_keep_their_etag(laid):
    first = await laid.apply(RULES)

    assert await laid.apply(RULES) == first


async def test_a_change_of_rules_that_somebody_changed_is_refused(laid):
    read = await laid.apply(RULES)
    changed = await laid.apply(pb.SendingRules(quiet_hours=NEVER))

    with pytest.raises(Aborted) as refusal:
        await laid.apply(pb.SendingRules(), etag=read.etag)

    assert refusal.value.reason == "ETAG_STALE"
    assert await laid.get() == changed


async def test_of_two_changes_at_once_one_is_refused(laid):
    etag = (await laid.get()).etag
    wanted = [pb.SendingRules(templates=[rule(name=each)]) for each in ("one", "other")]

    ends = await asyncio.gather(
        *(laid.apply(each, etag=etag) for each in wanted), return_exceptions=True
    )

    refused = [each for each in ends if isinstance(each, Aborted)]
    assert [each.reason for each in refused] == ["ETAG_STALE"]
    assert await laid.get() in ends


async def test_a_repeated_request_changes_nothing_any_more(laid):
    request_id = str(uuid.uuid4())
    await laid.apply(RULES, request_id=request_id)
    later = await laid.apply(pb.SendingRules(quiet_hours=NEVER))

    assert await laid.apply(RULES, request_id=request_id) == later
    assert await laid.get() == later


async def test_a_request_id_is_not_for_other_rules(laid):
    request_id = str(uuid.uuid4())
    await laid.apply(RULES, request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await laid.apply(pb.SendingRules(), request_id=request_id)

    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_parameter_that_is_not_known_is_named_and_nothing_is_stored(laid):
    wrong = [rule(parameters=["when"]), rule(parameters=["place", "colour", "when", ""])]

    with pytest.raises(InvalidArgument) as refusal:
        await laid.apply(pb.SendingRules(templates=wrong))

    assert refusal.value.reason == "FIELD_INVALID"
    assert [each.field for each in refusal.value.violations] == [
        "rules.templates[1].parameters[1]",
        "rules.templates[1].parameters[3]",
    ]
    assert (await laid.get()).etag == "0"


async def test_every_parameter_that_there_is_may_be_named(laid):
    named = rule(parameters=[str(each) for each in Parameter])

    stored = await laid.apply(pb.SendingRules(templates=[named]))

    assert list(stored.templates) == [named]


@pytest.mark.parametrize("kind", list(BookingEventKind))
async def test_every_event_may_have_a_template(laid, kind):
    named = rule(kind.name)

    assert list((await laid.apply(pb.SendingRules(templates=[named]))).templates) == [named]
