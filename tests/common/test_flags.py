"""Is a flag on for always the same ones, and does it act soon, and hold while nobody can say?"""

import asyncio
import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.common import context
from services.common.errors import NotFound, PermissionDenied, Unavailable
from services.common.flags import KEPT, MOST_REMEMBERED, Flags, Setting, is_on
from services.common.grpc_errors import UpstreamFailed

PEOPLE = [str(UUID(int=n)) for n in range(10_000)]
TENANT = uuid4()
ON, OFF = Setting(enabled=True, percentage=100), Setting(enabled=False, percentage=100)


class Tenants:
    """Says the flag `talking` of every tenant; `answer` may be an error, which is raised."""

    def __init__(self, answer=ON):
        self.answer = answer
        self.asked = []
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self):
        return self.time

    async def ask(self, tenant_id):
        self.asked.append(tenant_id)
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"talking": self.answer}

    def later(self, answer):
        """The time is over for which the last answer was remembered, and this one follows."""
        self.time += KEPT
        self.answer = answer


def having(percentage, name="talking"):
    return {who for who in PEOPLE if is_on(name, True, percentage, who)}


def talking(flags, *, otherwise=True, tenant_id=TENANT, name="talking"):
    return flags.on(name, tenant_id, "somebody", otherwise=otherwise)


def test_who_has_it_keeps_it_while_the_percentage_grows():
    for less, more in itertools.pairwise(map(having, range(0, 101, 5))):
        assert less < more


def test_it_is_on_for_nobody_at_0_and_for_everybody_at_100():
    assert (having(0), having(100)) == (set(), set(PEOPLE))


@pytest.mark.parametrize("percentage", [1, 10, 50, 90])
def test_it_is_on_for_as_many_as_the_percentage_says(percentage):
    share = 100 * len(having(percentage)) / len(PEOPLE)
    assert percentage * 0.8 <= share <= percentage * 1.2


def test_each_flag_begins_with_others():
    both = having(10, "talking") & having(10, "writing")
    assert 50 <= len(both) <= 150  # 1 %, where they do not know of each other


def test_what_is_off_is_off_for_all():
    assert not any(is_on("talking", False, 100, who) for who in PEOPLE[:100])


@pytest.mark.parametrize(("name", "who"), [("talking", "a"), ("writing", "ü/b"), ("x", "")])
def test_anybody_can_work_it_out(name, who):
    number = int(hashlib.sha256(f"{name}/{who}".encode()).hexdigest()[:16], 16) % 100

    assert not is_on(name, True, number, who)
    assert is_on(name, True, number + 1, who)


async def test_it_is_asked_once_in_two_seconds():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)

    for _ in range(3):
        assert await talking(flags)
    tenants.time += KEPT - timedelta(milliseconds=1)
    assert await talking(flags)

    assert tenants.asked == [TENANT]


async def test_what_is_switched_acts_after_two_seconds():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)
    assert await talking(flags)

    tenants.later(OFF)

    assert not await talking(flags)
    assert timedelta(seconds=2) == KEPT


async def test_each_tenant_is_asked_for_by_itself():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)
    other = uuid4()

    await talking(flags)
    tenants.answer = OFF

    assert not await talking(flags, tenant_id=other)
    assert await talking(flags)
    assert tenants.asked == [TENANT, other]


async def test_many_at_once_ask_once():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)

    assert all(await asyncio.gather(*(talking(flags) for _ in range(50))))
    assert tenants.asked == [TENANT]


async def test_who_gives_up_leaves_the_answer_to_the_others():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)
    hasty, patient = (asyncio.create_task(talking(flags)) for _ in range(2))
    await asyncio.sleep(0)

    hasty.cancel()

    assert await patient
    assert tenants.asked == [TENANT]


async def test_who_is_in_a_hurry_does_not_hurry_the_question():
    seen = []

    async def ask(tenant_id):
        seen.append((context.deadline.get(), context.request_id.get()))
        return {"talking": ON}

    with context.work(request="somebody's", timeout=0.001):
        await talking(Flags(ask, lambda: datetime(2026, 3, 1, tzinfo=UTC)))

    assert seen == [(None, context.NONE)]


async def test_a_process_remembers_so_many_tenants_and_no_more():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)
    for n in range(MOST_REMEMBERED + 1):
        await talking(flags, tenant_id=UUID(int=n))

    await talking(flags, tenant_id=UUID(int=1))  # still known, and the first one is not
    await talking(flags, tenant_id=UUID(int=0))

    assert tenants.asked[MOST_REMEMBERED + 1 :] == [UUID(int=0)]


@pytest.mark.parametrize(
    "away",
    [Unavailable("UPSTREAM_UNREACHABLE", "away"), UpstreamFailed("1")],
    ids=["away", "broken"],
)
@pytest.mark.parametrize("last", [ON, OFF])
async def test_what_was_said_last_holds_while_nobody_can_say(away, last):
    tenants = Tenants(last)
    flags = Flags(tenants.ask, tenants.now)
    await talking(flags)

    for _ in range(3):
        tenants.later(away)
        assert await talking(flags, otherwise=not last.enabled) is last.enabled


@pytest.mark.parametrize("otherwise", [True, False])
async def test_who_was_never_told_is_on_the_safe_side(otherwise):
    tenants = Tenants(Unavailable("UPSTREAM_UNREACHABLE", "away"))
    flags = Flags(tenants.ask, tenants.now)

    assert await talking(flags, otherwise=otherwise) is otherwise
    assert await talking(flags, otherwise=otherwise) is otherwise
    assert tenants.asked == [TENANT]  # nobody waits for it each time


async def test_once_it_can_say_again_that_counts():
    tenants = Tenants(Unavailable("UPSTREAM_UNREACHABLE", "away"))
    flags = Flags(tenants.ask, tenants.now)
    await talking(flags)

    tenants.later(OFF)

    assert not await talking(flags, otherwise=True)


async def test_who_does_not_answer_is_not_waited_for():
    async def silent(tenant_id):
        await asyncio.Event().wait()

    flags = Flags(silent, lambda: datetime(2026, 3, 1, tzinfo=UTC))

    async with asyncio.timeout(3):
        assert await talking(flags, otherwise=True)


async def test_everything_is_off_for_a_tenant_that_is_gone():
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)
    await talking(flags)

    tenants.later(NotFound("TENANT_NOT_FOUND", "no tenant"))

    assert not await talking(flags, otherwise=True)


@pytest.mark.parametrize("otherwise", [True, False])
async def test_a_flag_that_the_other_side_does_not_know_is_on_the_safe_side(otherwise):
    tenants = Tenants()
    flags = Flags(tenants.ask, tenants.now)

    assert await talking(flags, name="new", otherwise=otherwise) is otherwise


async def test_a_refusal_is_a_bug_and_is_not_hidden():
    tenants = Tenants(PermissionDenied("CALLER_NOT_ALLOWED", "not for you"))

    with pytest.raises(PermissionDenied):
        await talking(Flags(tenants.ask, tenants.now))
