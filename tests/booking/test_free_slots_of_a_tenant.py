"""What do ListFreeSlots and SuggestSlots answer?"""

import pytest

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from services.common.fields import timestamp
from tests.booking.salon import (
    NOW,
    Salon,
    catalog,
    new_id,
    offering,
    refusal_of,
    resource,
    weekly,
)


async def test_the_slots_of_a_day_leave_out_the_break_and_the_closing(salon):
    free = await salon.free("2026-03-03T00:00", "2026-03-04T00:00")

    walls = salon.walls(free.slots)
    assert walls[0] == "03 09:00"
    assert "03 12:30" in walls
    assert "03 12:45" not in walls
    assert walls[-1] == "03 18:30"
    assert len(walls) == 15 + 19
    assert free.time_zone == "Europe/Rome"
    assert salon.wall(free.slots[0].end_time) == "03 09:30"


async def test_a_slot_names_who_is_free(salon):
    anna, marco = salon.resources["anna"], salon.resources["marco"]
    await salon.book("2026-03-03T09:00")

    free = await salon.free("2026-03-03T09:00", "2026-03-03T09:45")

    assert [list(each.resource_ids) for each in free.slots] == [[marco], [marco], [marco, anna]]


async def test_a_slot_is_gone_when_everybody_is_taken(salon):
    await salon.book("2026-03-03T09:00")
    await salon.book("2026-03-03T09:00")

    free = await salon.free("2026-03-03T09:00", "2026-03-03T10:00")

    assert salon.walls(free.slots) == ["03 09:30", "03 09:45"]


async def test_slots_of_one_resource_can_be_asked_for(salon):
    await salon.book("2026-03-03T09:00")

    anna = await salon.free(
        "2026-03-03T09:00", "2026-03-03T09:45", resource_id=salon.resources["anna"]
    )

    assert salon.walls(anna.slots) == ["03 09:30"]


async def test_a_resource_must_be_one_of_the_tenant(salon):
    for asked in (
        salon.free("2026-03-03T09:00", "2026-03-03T09:45", resource_id=new_id()),
        salon.suggested("2026-03-03T09:00", resource_id=new_id()),
    ):
        refusal = await refusal_of(asked, NotFound)
        assert refusal.reason == "RESOURCE_NOT_FOUND"


async def test_slots_of_another_offering_can_be_asked_for(salon):
    free = await salon.free(
        "2026-03-03T00:00", "2026-03-04T00:00", offering_id=salon.offerings["colore"]
    )

    assert salon.walls(free.slots)[-1] == "03 17:30"


async def test_an_offering_that_takes_longer_fits_before_and_after_what_is_booked(salon):
    anna = salon.resources["anna"]
    await salon.book("2026-03-03T15:30", resource_id=anna)

    free = await salon.free(
        "2026-03-03T14:00",
        "2026-03-03T16:30",
        offering_id=salon.offerings["colore"],
        resource_id=anna,
    )

    assert salon.walls(free.slots) == ["03 14:00", "03 16:00", "03 16:15"]


async def test_slots_that_have_begun_are_left_out(booking):
    always = [resource(hours=weekly("00:00-24:00", days=range(1, 8)))]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], always, zone="UTC"))

    free = await salon.free("2026-03-01T11:00", "2026-03-01T12:31")

    assert salon.walls(free.slots) == ["01 12:15", "01 12:30"]


async def test_slots_come_a_page_at_a_time(salon):
    whole = await salon.free("2026-03-03T00:00", "2026-03-05T00:00", page_size=200)
    pages, token = [], ""
    while True:
        page = await salon.free(
            "2026-03-03T00:00", "2026-03-05T00:00", page_size=30, page_token=token
        )
        pages.append(page.slots)
        token = page.next_page_token
        if not token:
            break

    assert [len(page) for page in pages] == [30, 30, 8]
    assert [slot for page in pages for slot in page] == list(whole.slots)


async def test_a_page_token_is_of_one_listing_only(salon):
    page = await salon.free("2026-03-03T00:00", "2026-03-05T00:00", page_size=1)

    for token, end in ((page.next_page_token, "2026-03-06T00:00"), ("made up", "2026-03-05T00:00")):
        with pytest.raises(InvalidArgument) as refusal:
            await salon.free("2026-03-03T00:00", end, page_token=token)
        assert refusal.value.reason == "PAGE_TOKEN_INVALID"


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("2026-03-03T00:00", "WINDOW_EMPTY"),
        ("2026-03-02T00:00", "WINDOW_EMPTY"),
        ("2026-04-03T01:01", "WINDOW_TOO_LONG"),
    ],
)
async def test_a_window_is_neither_empty_nor_longer_than_31_days(salon, end, reason):
    with pytest.raises(InvalidArgument) as refusal:
        await salon.free("2026-03-03T00:00", end)
    assert refusal.value.reason == reason


async def test_31_days_are_a_window_also_when_the_clock_is_put_forward(salon):
    free = await salon.free("2026-03-03T00:00", "2026-04-03T01:00", page_size=1)

    assert salon.walls(free.slots) == ["03 09:00"]


async def test_a_window_in_the_past_has_no_slots(salon):
    assert list((await salon.free("2026-02-03T00:00", "2026-02-28T00:00")).slots) == []


async def test_an_offering_must_be_one_of_the_tenant(salon):
    with pytest.raises(NotFound) as refusal:
        await salon.free("2026-03-03T00:00", "2026-03-04T00:00", offering_id=new_id())
    assert refusal.value.reason == "OFFERING_NOT_FOUND"


async def test_without_a_default_an_offering_must_be_named(booking):
    salon = await Salon.opened(booking, catalog([offering()], [resource()]))

    for asked in (
        salon.free("2026-03-03T00:00", "2026-03-04T00:00"),
        salon.suggested("2026-03-03T09:00"),
    ):
        with pytest.raises(FailedPrecondition) as refusal:
            await asked
        assert refusal.value.reason == "OFFERING_MISSING"


async def test_three_slots_are_suggested_in_the_order_of_time(salon):
    suggested = await salon.suggested("2026-03-03T15:30")

    assert salon.walls(suggested.slots) == ["03 15:15", "03 15:30", "03 15:45"]
    assert suggested.time_zone == "Europe/Rome"


async def test_more_or_fewer_can_be_asked_for(salon):
    assert len((await salon.suggested("2026-03-03T15:30", count=1)).slots) == 1
    assert len((await salon.suggested("2026-03-03T15:30", count=6)).slots) == 6
    with pytest.raises(InvalidArgument):
        await salon.suggested("2026-03-03T15:30", count=11)


async def test_no_more_than_six_are_suggested(salon):
    assert len((await salon.suggested("2026-03-03T15:30", count=10)).slots) == 6


async def test_in_the_break_the_end_of_the_morning_and_the_afternoon_are_suggested(salon):
    suggested = await salon.suggested("2026-03-03T13:20")

    assert salon.walls(suggested.slots) == ["03 12:30", "03 14:00", "03 14:15"]


async def test_nothing_is_suggested_that_has_begun(salon):
    suggested = await salon.suggested("2026-02-28T10:00")

    starts = [each.start_time.ToNanoseconds() for each in suggested.slots]
    assert salon.walls(suggested.slots) == ["03 09:00", "03 09:15", "03 09:30"]
    assert min(starts) > timestamp(NOW).ToNanoseconds()


async def test_far_from_every_slot_nothing_is_suggested(salon):
    assert list((await salon.suggested("2025-03-03T10:00")).slots) == []


async def test_on_the_day_the_clock_is_put_forward_slots_are_read_on_the_wall(booking):
    nightly = [resource(hours=weekly("01:00-04:00", days=[7]))]
    salon = await Salon.opened(
        booking, catalog([offering(lasts=60, is_default=True)], nightly, zone="America/New_York")
    )

    gap = await salon.free("2026-03-08T00:00", "2026-03-08T12:00")
    fold = await salon.free("2026-11-01T00:00", "2026-11-01T12:00")

    assert salon.walls(gap.slots) == [
        "08 01:00", "08 01:15", "08 01:30", "08 01:45", "08 03:00",
    ]  # fmt: skip
    assert gap.slots[-1].start_time.ToJsonString() == "2026-03-08T07:00:00Z"
    assert len(fold.slots) == 13
    assert fold.slots[0].start_time.ToJsonString() == "2026-11-01T05:00:00Z"
    assert fold.slots[-1].end_time.ToJsonString() == "2026-11-01T09:00:00Z"
