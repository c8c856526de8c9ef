"""What is a customer told whose wish cannot be fulfilled?"""

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from tests.booking.salon import (
    Salon,
    catalog,
    length,
    new_id,
    offering,
    refusal_of,
    resource,
    weekly,
)


async def test_a_taken_slot_is_refused_with_the_three_nearest(salon):
    await salon.book("2026-03-03T15:30")
    await salon.book("2026-03-03T15:30")

    refusal = await refusal_of(salon.book("2026-03-03T15:30"))

    assert refusal.reason == "SLOT_TAKEN"
    assert refusal.details == {
        "alternatives": "2026-03-03T14:00:00Z 2026-03-03T15:00:00Z 2026-03-03T15:15:00Z",
        "offering_id": salon.offerings["taglio"],
        "offering_name": "Taglio",
    }


async def test_alternatives_are_free_with_the_resource_that_was_wanted(salon):
    anna = salon.resources["anna"]
    await salon.book("2026-03-03T15:30", resource_id=anna)

    refusal = await refusal_of(salon.book("2026-03-03T15:30", resource_id=anna))

    assert refusal.reason == "SLOT_TAKEN"
    for start in refusal.details["alternatives"].split():
        wish = salon.wish("2026-03-03T15:30", resource_id=anna)
        wish.start_time.FromJsonString(start)
        alternative = await salon.ask(wish)
        assert alternative.segments[0].resource_id == anna
        await salon.cancel(alternative.booking_id)


@pytest.mark.parametrize(
    ("wall", "reason"),
    [
        ("2026-03-03T13:30", "OUTSIDE_OPENING_HOURS"),
        ("2026-03-03T19:00", "OUTSIDE_OPENING_HOURS"),
        ("2026-03-02T10:00", "OUTSIDE_OPENING_HOURS"),
        ("2026-03-03T15:35", "START_NOT_OFFERED"),
        ("2026-03-03T18:45", "START_NOT_OFFERED"),
        ("2026-02-24T10:00", "IN_THE_PAST"),
        ("1987-06-05T10:00", "IN_THE_PAST"),
    ],
)
async def test_a_start_that_is_no_slot_is_refused_with_a_reason_and_alternatives(
    salon, wall, reason
):
    refusal = await refusal_of(salon.book(wall))

    assert refusal.reason == reason
    assert refusal.details["offering_name"] == "Taglio"
    alternatives = refusal.details["alternatives"].split()
    assert len(alternatives) == 3
    assert alternatives == sorted(alternatives)


async def test_at_night_the_evening_before_and_the_next_morning_are_near(salon):
    refusal = await refusal_of(salon.book("2026-03-04T01:40"))

    assert refusal.details["alternatives"] == (
        "2026-03-03T17:15:00Z 2026-03-03T17:30:00Z 2026-03-04T08:00:00Z"
    )


async def test_the_last_slot_of_the_day_and_of_the_morning_can_be_booked(salon):
    assert (await salon.book("2026-03-03T12:30")).booking_id
    assert (await salon.book("2026-03-03T18:30")).booking_id


async def test_where_all_is_full_no_alternative_is_named(booking):
    one_hour = [resource(hours=weekly("09:00-10:00", days=[2]))]
    salon = await Salon.opened(booking, catalog([offering(lasts=60, is_default=True)], one_hour))
    for day in ("03", "10", "17", "24", "31"):
        await salon.book(f"2026-03-{day}T09:00")

    refusal = await refusal_of(salon.book("2026-03-03T09:00"))

    assert refusal.reason == "SLOT_TAKEN"
    assert refusal.details["alternatives"] == ""


async def test_without_a_default_an_offering_must_be_named(booking):
    salon = await Salon.opened(booking, catalog([offering()], [resource()]))

    assert (await refusal_of(salon.book("2026-03-03T15:30"))).reason == "OFFERING_MISSING"
    named = await salon.book("2026-03-03T15:30", offering_id=salon.offerings["taglio"])
    assert named.state == pb.BOOKING_STATE_CONFIRMED


async def test_a_tenant_without_a_catalog_has_nothing_to_book(booking):
    salon = Salon(booking, new_id(), "Europe/Rome")

    assert (await refusal_of(salon.book("2026-03-03T15:30"))).reason == "OFFERING_MISSING"


async def test_an_unknown_offering_or_resource_is_not_found(salon):
    no_offering = await refusal_of(salon.book("2026-03-03T15:30", offering_id=new_id()), NotFound)
    no_resource = await refusal_of(salon.book("2026-03-03T15:30", resource_id=new_id()), NotFound)

    assert no_offering.reason == "OFFERING_NOT_FOUND"
    assert no_resource.reason == "RESOURCE_NOT_FOUND"


async def test_a_resource_that_performs_other_offerings_is_not_found(booking):
    apart = catalog(
        [offering(is_default=True), offering("colore", 90)],
        [resource("anna", ["taglio"]), resource("marco", ["colore"])],
    )
    salon = await Salon.opened(booking, apart)

    asked = salon.book("2026-03-03T15:30", resource_id=salon.resources["marco"])

    assert (await refusal_of(asked, NotFound)).reason == "RESOURCE_NOT_FOUND"


async def test_each_wrong_field_is_named(salon):
    wrong = pb.CreateBookingRequest(tenant_id="bella", customer_id=new_id(), resource_id="anna")

    refusal = await refusal_of(salon.ask(wrong), InvalidArgument)

    named = {each.field for each in refusal.violations}
    assert named == {"tenant_id", "request_id", "resource_id", "origin"}


async def test_without_a_start_and_a_hold_the_start_is_missing(salon):
    wish = salon.wish("2026-03-03T15:30")
    wish.ClearField("start_time")

    refusal = await refusal_of(salon.ask(wish), InvalidArgument)

    assert refusal.reason == "FIELD_MISSING"
    assert [each.field for each in refusal.violations] == ["start_time"]


async def test_an_instant_far_from_every_calendar_is_a_wrong_field(salon):
    wish = salon.wish("2026-03-03T15:30")
    wish.start_time.FromJsonString("9999-12-31T23:59:59Z")

    refusal = await refusal_of(salon.ask(wish), InvalidArgument)

    assert [each.field for each in refusal.violations] == ["start_time"]


async def test_who_asks_for_next_year_is_told_the_last_starts_that_may_be_booked(booking):
    taglio = offering(is_default=True, book_ahead=length(7 * 24 * 60))
    salon = await Salon.opened(booking, catalog([taglio], [resource()]))

    refusal = await refusal_of(salon.book("2027-03-02T10:00"))

    assert refusal.reason == "TOO_FAR_AHEAD"
    assert refusal.details["alternatives"] == (
        "2026-03-07T17:00:00Z 2026-03-07T17:15:00Z 2026-03-07T17:30:00Z"
    )
