"""Does any tenant ever see another's calendar?"""

from uuid import UUID

import psycopg
import pytest
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.database import Database
from services.common.errors import InvalidArgument, NotFound
from tests.booking.salon import Salon, catalog, new_id, offering, resource

TABLES = (
    "offerings",
    "catalogs",
    "resources",
    "performed_offerings",
    "openings",
    "bookings",
    "booking_segments",
    "occurrences",
    "requests",
    "lane_jobs",
)


@pytest.fixture
async def other(booking):
    """Another tenant, with a catalog of the same names."""
    return await Salon.opened(booking)


async def test_bookings_of_another_tenant_are_not_found(salon, other):
    booking = await salon.book("2026-03-03T15:30")

    for asked in (other.get(booking.booking_id), other.cancel(booking.booking_id)):
        with pytest.raises(NotFound) as refusal:
            await asked
        assert refusal.value.reason == "BOOKING_NOT_FOUND"
    assert list((await other.bookings()).bookings) == []
    assert list((await other.bookings(customer_id=booking.customer_id)).bookings) == []


async def test_the_slots_that_another_tenant_gives_away_stay_free(salon, other):
    for _ in range(2):
        await salon.book("2026-03-03T15:30")

    assert (await other.book("2026-03-03T15:30")).segments[0].resource_name == "Anna"


@pytest.mark.parametrize("wall", ["2026-03-03T15:30", "2026-03-04T15:30"])
async def test_another_tenants_resource_is_not_found_whether_it_is_taken_or_free(
    salon, other, wall
):
    await salon.book("2026-03-03T15:30")

    with pytest.raises(NotFound) as refusal:
        await other.book(wall, resource_id=salon.resources["anna"])
    assert refusal.value.reason == "RESOURCE_NOT_FOUND"


async def test_another_tenants_offering_is_not_found(salon, other):
    with pytest.raises(NotFound) as refusal:
        await other.book("2026-03-03T15:30", offering_id=salon.offerings["taglio"])
    assert refusal.value.reason == "OFFERING_NOT_FOUND"


async def test_two_tenants_may_use_the_same_request_id(salon, other):
    request_id = new_id()

    own = await salon.book("2026-03-03T15:30", request_id=request_id)
    theirs = await other.book("2026-03-03T15:30", request_id=request_id)

    assert own.booking_id != theirs.booking_id


async def test_a_page_token_of_another_tenant_is_none(salon, other):
    for _ in range(2):
        await salon.book("2026-03-03T15:30")
    page = await salon.bookings(page_size=1)

    with pytest.raises(InvalidArgument) as refusal:
        await other.bookings(page_size=1, page_token=page.next_page_token)
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_applying_a_catalog_retires_nothing_of_another_tenant(salon, other):
    await other.apply(catalog([offering(is_default=True)], [resource()]))

    request = catalog_pb.ListOfferingsRequest(tenant_id=salon.tenant_id)
    assert len((await salon.booking.catalogs.ListOfferings(request)).offerings) == 2


@pytest.mark.parametrize("table", TABLES)
async def test_the_database_itself_shows_a_tenant_its_own_rows_only(
    booking_database, salon, other, table
):
    for each in (salon, other):
        weekly = [catalog_pb.WeeklyOccurrence(weekday=6, start_minute=600)]
        yoga = offering("yoga", 60, is_default=True, seats=4, weekly_occurrences=weekly)
        await each.apply(catalog([yoga, offering()], [resource("anna", ("yoga", "taglio"))]))
        await each.book("2026-03-07T10:00")
    query = f"SELECT DISTINCT tenant_id::text FROM {table}"

    async with Database.opened(booking_database.url("booking"), schema="booking") as opened:
        async with opened.tenant_transaction(UUID(salon.tenant_id)) as connection:
            seen = await (await connection.execute(query.encode())).fetchall()
        async with opened.transaction() as connection:
            without = await (await connection.execute(query.encode())).fetchall()

    assert seen == [(salon.tenant_id,)]
    assert without == []


async def test_the_database_refuses_rows_for_another_tenant(booking_database, salon, other):
    insert = b"""INSERT INTO booking_segments
        (tenant_id, booking_id, position, resource_id, start_time, end_time, state)
        SELECT %s, booking_id, 2, resource_id, start_time, end_time, 'held' FROM booking_segments"""
    await salon.book("2026-03-03T15:30")

    async with Database.opened(booking_database.url("booking"), schema="booking") as opened:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with opened.tenant_transaction(UUID(salon.tenant_id)) as connection:
                await connection.execute(insert, (other.tenant_id,))


async def test_the_database_refuses_what_overlaps_for_one_resource(booking_database, salon):
    booking = await salon.book("2026-03-03T15:30")
    again = b"""INSERT INTO booking_segments
        (tenant_id, booking_id, position, resource_id, start_time, end_time, state)
        SELECT tenant_id, booking_id, 2, resource_id, start_time + interval '29 min',
            end_time + interval '29 min', 'held'
        FROM booking_segments WHERE booking_id = %s"""

    async with Database.opened(booking_database.url("booking"), schema="booking") as opened:
        with pytest.raises(psycopg.errors.ExclusionViolation):
            async with opened.tenant_transaction(UUID(salon.tenant_id)) as connection:
                await connection.execute(again, (booking.booking_id,))
