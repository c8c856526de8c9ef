"""Is it told which coming bookings a new catalog does not allow, and are they left alone?"""

from datetime import UTC, timedelta
from uuid import UUID

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from services.booking.storage.misfits import coming_bookings
from services.common.database import Database
from tests.booking.salon import NOW, catalog, length, new_id, offering, resource, weekly

ON_SATURDAYS = {
    "seats": 500,
    "weekly_occurrences": [pb.WeeklyOccurrence(weekday=6, start_minute=600)],
}


def mornings() -> pb.ApplyCatalogRequest:
    return catalog(rules=pb.Rules(weekly_hours=weekly("09:00-13:00")))


async def test_a_catalog_that_everything_fits_tells_of_nothing(salon):
    await salon.book("2026-03-03T15:30")

    applied = await salon.apply(catalog(rules=pb.Rules(weekly_hours=weekly("09:00-18:00"))))

    assert applied.changed
    assert (list(applied.misfits), applied.misfit_count) == ([], 0)


async def test_what_does_not_fit_is_told_by_start(salon):
    later = await salon.book("2026-03-04T15:30", resource_id=salon.resources["marco"])
    sooner = await salon.book("2026-03-03T15:30", resource_id=salon.resources["anna"])
    await salon.book("2026-03-03T10:00")

    applied = await salon.apply(mornings())

    assert applied.misfit_count == 2
    assert list(applied.misfits) == [
        pb.Misfit(
            booking_id=booking.booking_id,
            start_time=booking.start_time,
            offering_name="Taglio",
            resource_name=name,
            reason="OUTSIDE_OPENING_HOURS",
        )
        for booking, name in ((sooner, "Anna"), (later, "Marco"))
    ]


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (catalog([offering("colore", 90)], [resource("anna", ["colore"])]), "OFFERING_RETIRED"),
        (catalog(resources=[resource("marco", ["taglio"])]), "RESOURCE_RETIRED"),
        (catalog(resources=[resource("anna", ["colore"])]), "NOT_PERFORMED"),
        (
            catalog(
                [offering(is_default=True, max_party=1)],
                [resource("anna", ["taglio"], capacity=1)],
            ),
            "PARTY_TOO_LARGE",
        ),
        (
            catalog(
                resources=[
                    resource(
                        "anna",
                        ["taglio"],
                        time_off=[pb.TimeOff(start="2026-03-01T00:00", end="2026-04-01T00:00")],
                    )
                ]
            ),
            "OUTSIDE_OPENING_HOURS",
        ),
    ],
    ids=["offering", "resource", "performance", "room", "time off"],
)
async def test_no_booking_is_touched_by_what_it_does_not_fit(salon, after, reason):
    request = pb.ApplyCatalogRequest()
    request.CopyFrom(after)
    request.request_id = new_id()
    booking = await salon.book(
        "2026-03-03T15:30", resource_id=salon.resources["anna"], party_size=2
    )

    applied = await salon.apply(request)

    assert [each.reason for each in applied.misfits] == [reason]
    assert await salon.get(booking.booking_id) == booking


async def test_what_was_cancelled_need_not_fit(salon):
    booking = await salon.book("2026-03-03T15:30")
    await salon.cancel(booking.booking_id)

    assert (await salon.apply(mornings())).misfit_count == 0


async def test_where_nothing_changes_nothing_is_told(salon):
    await salon.book("2026-03-03T15:30")
    await salon.apply(mornings())

    assert (await salon.apply(mornings())).misfit_count == 0


async def test_the_same_request_is_told_the_same_again(salon):
    await salon.book("2026-03-03T15:30")
    request = mornings()
    first = await salon.apply(request)

    assert await salon.apply(request) == first
    assert first.misfit_count == 1


async def test_the_bookings_of_another_tenant_are_not_told(salon, nobody):
    await nobody.apply(catalog())
    await nobody.book("2026-03-03T15:30")

    assert (await salon.apply(mornings())).misfit_count == 0


async def test_seats_of_an_occurrence_that_is_no_more_are_told(nobody):
    await nobody.apply(catalog([offering("yoga", 60, is_default=True, **ON_SATURDAYS)], []))
    await nobody.book("2026-03-07T10:00")
    at_noon = {**ON_SATURDAYS, "weekly_occurrences": [_saturday(720)]}

    applied = await nobody.apply(catalog([offering("yoga", 60, is_default=True, **at_noon)], []))

    assert [each.reason for each in applied.misfits] == ["OUTSIDE_OPENING_HOURS"]
    assert applied.misfits[0].resource_name == ""


async def test_200_are_listed_and_all_are_counted(nobody, booking_database):
    await nobody.apply(catalog())
    booking = await nobody.book("2026-03-03T15:30")
    _copy(booking_database, booking.booking_id, 204)

    applied = await nobody.apply(catalog([], []))

    assert applied.misfit_count == 205
    assert len(applied.misfits) == 200
    starts = [each.start_time.ToDatetime() for each in applied.misfits]
    assert starts == sorted(starts)


async def test_they_are_read_a_page_at_a_time_and_each_once(nobody, booking_database):
    await nobody.apply(catalog())
    booking = await nobody.book("2026-03-03T15:30")
    _copy(booking_database, booking.booking_id, 10)

    found = await _coming(booking_database, nobody, NOW, at_once=3)

    starts = [each.start for each in found]
    assert len({each.booking_id for each in found}) == len(found) == 11
    assert starts == sorted(starts)


async def test_what_has_ended_is_not_coming(salon, booking_database):
    booking = await salon.book("2026-03-03T15:30")
    end = booking.end_time.ToDatetime(tzinfo=UTC)

    assert len(await _coming(booking_database, salon, end - timedelta(seconds=1))) == 1
    assert await _coming(booking_database, salon, end) == []


async def test_a_request_that_has_expired_is_not_coming(nobody, booking_database):
    await nobody.apply(catalog(by_hand=True, rules=pb.Rules(pending_expiry=length(60))))
    await nobody.book("2026-03-03T15:30")
    expiry = NOW + timedelta(hours=1)

    assert len(await _coming(booking_database, nobody, expiry - timedelta(seconds=1))) == 1
    assert await _coming(booking_database, nobody, expiry) == []


async def _coming(database, salon, now, **fields):
    """What the storage reads of this tenant."""
    tenant_id = UUID(salon.tenant_id)
    async with (
        Database.opened(database.url("booking"), schema="booking") as opened,
        opened.tenant_transaction(tenant_id) as connection,
    ):
        return [each async for each in coming_bookings(connection, tenant_id, now, **fields)]


def _saturday(minute: int) -> pb.WeeklyOccurrence:
    return pb.WeeklyOccurrence(weekday=6, start_minute=minute)


def _copy(database, booking_id: str, count: int) -> None:
    """As many more bookings like it, a day after the other."""
    names = database.rows(
        """SELECT table_name, string_agg(column_name, ', ') FROM information_schema.columns
           WHERE table_schema = 'booking' AND is_generated = 'NEVER'
               AND table_name IN ('bookings', 'booking_segments')
               AND column_name NOT IN ('booking_id', 'start_time', 'end_time')
           GROUP BY 1 ORDER BY 1 DESC"""
    )
    for table, columns in names:
        database.rows(
            f"""INSERT INTO booking.{table} (booking_id, start_time, end_time, {columns})
                SELECT md5(booking_id::text || days)::uuid,
                    start_time + make_interval(days => days),
                    end_time + make_interval(days => days), {columns}
                FROM booking.{table}, generate_series(1, %s) AS days WHERE booking_id = %s
                RETURNING 1""",
            count,
            booking_id,
        )
