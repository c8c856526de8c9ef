"""Does the booking service do what the model does, whatever is asked of it, in any order?"""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.booking.messages.catalog import to_catalog
from services.booking.usecases.catalogs import CatalogUseCases
from services.booking.usecases.changes import Changes
from services.booking.usecases.creating import CreatingUseCases
from services.booking.usecases.deciding import DecidingUseCases
from services.booking.usecases.finding import FindingUseCases
from services.booking.usecases.moving import MovingUseCases
from services.common.database import Database
from services.common.fields import RequestKey
from services.common.lanes import Lanes
from tests.booking.salon import catalog, length, offering, resource, weekly
from tests.faults.booking_machine import BookingMachine
from tests.faults.booking_model import (
    CLASS_DAYS,
    CLASS_STARTS,
    DAY,
    LENGTHS,
    MISSED_LIMIT,
    NOTICE,
    PENDING_EXPIRY,
    SEATS,
    STEP,
)
from tests.faults.booking_state import FIRST_DAY, Bench, Opened
from tests.faults.conftest import Size
from tests.faults.report import Report
from tests.faults.seeds import Seed

OFTEN = ("hold", "book", "book_held", "move", "approve", "cancel", "attend", "SLOT_TAKEN")
"""What a few examples hold as well; chance leaves out one or another of what follows."""

ALSO = (
    *("miss", "repeat", "made_way", "SOLD_OUT"),
    *("NOTICE_TOO_SHORT", "IN_THE_PAST", "OUTSIDE_OPENING_HOURS", "START_NOT_OFFERED"),
    *("NOT_THIS_CUSTOMERS", "HOLD_EXPIRED", "BOOKING_OVER", "NOT_BEGUN", "NOT_CONFIRMED"),
)


def models_catalog() -> catalog_pb.ApplyCatalogRequest:
    """The catalog that the model knows by heart."""
    rules = catalog_pb.Rules(
        pending_expiry=length(PENDING_EXPIRY),
        no_show_rule=catalog_pb.NoShowRule(limit=MISSED_LIMIT, days=3660),
    )
    notices = {
        name: {
            "min_notice": length(each),
            "cancel_notice": length(each),
            "move_notice": length(each),
            "step": length(STEP),
        }
        for name, each in NOTICE.items()
    }
    dated = [
        catalog_pb.DatedOccurrence(date=f"2026-03-{2 + day:02}", start_minute=CLASS_STARTS)
        for day in CLASS_DAYS
    ]
    by_hand = catalog_pb.APPROVAL_BY_HAND
    offerings = [
        offering("taglio", LENGTHS["taglio"], is_default=True, **notices["taglio"]),
        offering("colore", LENGTHS["colore"], approval=by_hand, **notices["colore"]),
        offering("yoga", LENGTHS["yoga"], seats=SEATS, dated_occurrences=dated, **notices["yoga"]),
    ]
    daily = weekly("09:00-12:00", days=range(1, 8))
    both = [resource(name, ("taglio", "colore"), daily) for name in ("anna", "marco")]
    return catalog(offerings, both, zone="UTC", rules=rules)


@pytest.fixture
def bench(lyo_database) -> Iterator[Bench]:
    time = FIRST_DAY

    def turn(to: datetime) -> None:
        nonlocal time
        time = to

    def now() -> datetime:
        return time

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        opening = Database.opened(lyo_database("booking").url("booking"), schema="booking")
        database = runner.run(opening.__aenter__())
        changes = Changes(database, Lanes("booking", per_tenant=True), now=now)
        catalogs = CatalogUseCases(database, now=now)
        try:
            yield Bench(
                CreatingUseCases(changes),
                MovingUseCases(changes),
                DecidingUseCases(changes),
                FindingUseCases(database),
                lambda: runner.run(opened(catalogs)),
                turn,
                runner.run,
            )
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def opened(catalogs: CatalogUseCases) -> Opened:
    """A new tenant with the catalog of the model."""
    tenant_id, key, wanted = uuid4(), RequestKey(uuid4(), b"it"), to_catalog(models_catalog())
    applied = (await catalogs.apply_catalog(tenant_id, wanted, key=key)).catalog
    return Opened(
        tenant_id, ids(applied.offerings, "offering_id"), ids(applied.resources, "resource_id")
    )


def ids(found, field: str) -> dict[str, UUID]:
    return {each.name: getattr(each, field) for each in found}


def test_bookings_are_what_the_model_says(
    bench: Bench, size: Size, full: bool, report: Report, seed: Seed
):
    draws = full or seed.given
    wanted = settings(
        max_examples=size(15, 150),
        stateful_step_count=size(30, 50),
        derandomize=not draws,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )

    class Machine(BookingMachine):
        """The same examples each time; in full each run has its own."""

        def __init__(self) -> None:
            super().__init__(bench)

    if draws:
        report.drew("test_bookings_are_what_the_model_says", seed.number)
        hypothesis.seed(seed.chance().randrange(2**32))(Machine)
    run_state_machine_as_test(Machine, settings=wanted)

    looked_for = (*OFTEN, *ALSO) if full else OFTEN
    seldom = {each: bench.tally[each] for each in looked_for if not bench.tally[each]}
    assert seldom == {}
    report("bookings against the model", **bench.tally)


def test_who_holds_a_fourth_slot_or_misses_one_is_refused_as_the_model_says(bench: Bench):
    machine = BookingMachine(bench)
    for minute in (540, 570, 600, 630):
        machine.ask((True, "ada", "taglio", DAY + minute, "", 1, False))
    machine.ask((False, "bob", "taglio", DAY + 660, "", 1, False))

    machine.come_and_miss(0)
    machine.ask((False, "bob", "taglio", 2 * DAY + 660, "", 1, False))
    machine.ask((False, "bob", "taglio", 2 * DAY + 660, "", 1, True))

    machine.all_stands_as_the_model_says()
    refused = {each: bench.tally[each] for each in ("TOO_MANY_HOLDS", "CUSTOMER_BLOCKED")}
    assert refused == {"TOO_MANY_HOLDS": 1, "CUSTOMER_BLOCKED": 1}
    assert bench.tally["miss"] == 1
