"""Does the checker find what is wrong, and say which invariant it breaks?

Each sabotage is done in a transaction that only the checker sees, and is rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.faults.invariants import Evidence, Findings, gather, insist, judge
from tests.faults.invariants.calls import Call
from tests.faults.invariants.evidence import keys_of
from tests.faults.invariants.reading import read
from tests.faults.invariants.sabotages import SABOTAGES, Sabotage
from tests.faults.platform import Written
from tests.faults.world import World
from tests.journeys.phone import BELLA, LA_TERRAZA, book


@pytest.fixture(scope="module")
async def calm(world: World) -> Evidence:
    """Two talks, of two tenants, in two languages."""
    giulia, diego, day = world.customer(), world.customer(), world.town.open_day()
    for number, words in enumerate(("aiuto", book(day, "10:00"), "elenco"), 1):
        await world.ask(BELLA, giulia, words, number)
    for number, words in enumerate((book(day, "14:00"), "cancela 1"), 1):
        await world.ask(LA_TERRAZA, diego, words, number)
    await world.quiet()
    return await gather(world)


def first_of(calm: Evidence) -> Written:
    """The message with which the two talks began, five before the end."""
    return calm.ledger[-5]


def calls_to_giulia(calm: Evidence) -> list[Call]:
    return [each for each in calm.calls if each.to == first_of(calm).customer]


@contextmanager
def spoiled(world: World, calm: Evidence, sabotage: str) -> Iterator[Evidence]:
    """The evidence after the sabotage, which never happened."""
    with psycopg.connect(world.database_url) as connection:
        connection.execute("SET lock_timeout = '5s'")
        since = datetime.fromtimestamp(first_of(calm).written_time, UTC)
        connection.execute("SELECT set_config('calm.since', %s, true)", [since.isoformat()])
        connection.execute(sabotage.encode())
        yield replace(calm, stored=read(connection, keys_of(world)))
        connection.rollback()


def found(findings: Findings, invariant: str, words: str) -> bool:
    return any(each.startswith(f"{invariant}: ") and words in each for each in findings.breaches)


def test_two_calm_talks_break_nothing(calm: Evidence) -> None:
    findings = judge(calm)

    insist(findings)
    assert findings.counts["acknowledged"] >= 5
    assert findings.counts["turns"] >= 5
    assert findings.counts["answers"] >= 5
    assert findings.counts["bookings"] >= 2
    assert findings.counts["confirmations"] >= 2
    assert findings.counts["accepted"] >= 5
    assert (findings.lost, findings.double) == (0, 0)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=str)
def test_what_is_wrong_in_the_database_is_found(
    world: World, calm: Evidence, sabotage: Sabotage
) -> None:
    with spoiled(world, calm, sabotage.sql) as evidence:
        findings = judge(evidence)

    assert found(findings, sabotage.invariant, sabotage.words), findings.breaches
    with pytest.raises(AssertionError, match=sabotage.words):
        insist(findings)


def with_call(calm: Evidence, call: Call) -> Evidence:
    return replace(calm, calls=(*calm.calls, call))


def test_an_answer_that_is_sent_again_at_once_is_found(calm: Evidence) -> None:
    findings = judge(with_call(calm, calm.calls[-1]))

    assert found(findings, "I3", "before a status")
    assert findings.double > 0


def test_an_answer_that_is_sent_again_after_the_wait_is_ambiguous_once(
    world: World, calm: Evidence
) -> None:
    first = calm.calls[-1]
    wait = timedelta(seconds=calm.status_wait)
    again = replace(first, entry=first.entry + 1, time=first.time + wait)
    third = replace(first, entry=first.entry + 2, time=first.time + 2 * wait)
    before = judge(calm).ambiguous_ids
    counted = f"UPDATE notifier.messages SET attempts = 3 WHERE message_id = '{first.message_id}'"
    with spoiled(world, calm, counted) as evidence:
        twice = judge(with_call(evidence, again))
        thrice = judge(with_call(with_call(evidence, again), third))

    insist(twice)
    assert twice.ambiguous_ids == before | {first.message_id}
    assert found(thrice, "I3", "was accepted 3 times")


def test_an_answer_that_never_reached_meta_is_found(calm: Evidence) -> None:
    findings = judge(replace(calm, calls=calm.calls[:-1]))

    assert found(findings, "I3", "was accepted by nobody")
    assert findings.lost > 0


def test_a_journal_that_has_forgotten_is_no_evidence(calm: Evidence) -> None:
    assert found(judge(replace(calm, first_entry=2)), "I3", "has forgotten")


def test_a_confirmation_that_nobody_stored_is_found(calm: Evidence) -> None:
    call = next(each for each in calls_to_giulia(calm) if ": confermato" in each.text)
    lie = replace(call, text=call.text.replace("10:00", "10:15"))
    calls = tuple(lie if each is call else each for each in calm.calls)

    assert found(judge(replace(calm, calls=calls)), "I5", "there is no such booking")


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"text": "Benvenuti da La Terraza"}, "speaks of"), ({"address": LA_TERRAZA}, "left by")],
    ids=["words", "number"],
)
def test_what_is_sent_for_another_tenant_is_found(
    calm: Evidence, changed: dict[str, str], words: str
) -> None:
    call = calls_to_giulia(calm)[0]
    calls = tuple(replace(each, **changed) if each is call else each for each in calm.calls)

    assert found(judge(replace(calm, calls=calls)), "I7", words)


def test_a_phone_number_or_a_text_in_the_log_is_found(calm: Evidence) -> None:
    written = calm.ledger[0]
    said = ('{"event": "attempt", "to": "+39*****001"}', f'{{"from": "+{written.customer}"}}')
    texts = ('{"event": "heard"}', '{"text": "book 01/02 15:30"}')

    assert not judge(replace(calm, said=said[:1])).breaches
    assert found(judge(replace(calm, said=said)), "I7", "phone number was printed")
    assert found(judge(replace(calm, said=texts)), "I7", "text of a message was printed")


def test_a_transaction_that_is_left_open_is_found(world: World, calm: Evidence) -> None:
    with psycopg.connect(world.database_url) as waiting:
        waiting.execute("SELECT 'left open'")
        with spoiled(world, calm, "SELECT 1") as evidence:
            findings = judge(replace(evidence, patience=0.0))

    assert found(findings, "I8", "left open")
