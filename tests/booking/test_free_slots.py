"""Which slots are offered?"""

from tests.booking.calendars import (
    LONG_AGO,
    SHOP_HOURS,
    at,
    between,
    hours,
    offered,
    pace,
    performer,
    resource_id,
    schedule,
    walls,
)

MORNING = hours("09:00-11:00")


def anna(*taken, openings=MORNING):
    return performer("anna", openings, taken)


def marco(*taken, openings=MORNING):
    return performer("marco", openings, taken)


def test_an_empty_morning_is_offered_whole():
    assert offered(schedule(anna(), runs=pace(30, step=30))) == ["09:00", "09:30", "10:00", "10:30"]


def test_slots_start_every_step_from_the_opening():
    odd = anna(openings=hours("09:10-11:00"))

    assert offered(schedule(odd, runs=pace(60, step=20))) == ["09:10", "09:30", "09:50"]


def test_the_last_slot_of_the_day_ends_when_the_tenant_closes():
    assert offered(schedule(anna()))[-1] == "10:30"


def test_no_slot_reaches_into_the_break():
    day = offered(schedule(anna(openings=hours(*SHOP_HOURS)), runs=pace(30, step=30)))

    assert "12:30" in day
    assert "13:00" not in day
    assert "13:30" not in day
    assert "14:00" in day
    assert day[-1] == "18:30"


def test_steps_are_counted_anew_after_the_break():
    broken = anna(openings=hours("09:00-10:10", "10:25-11:00"))

    assert offered(schedule(broken, runs=pace(30, step=30))) == ["09:00", "09:30", "10:25"]


def test_a_slot_longer_than_the_opening_is_never_offered():
    assert offered(schedule(anna(), runs=pace(150))) == []


def test_a_slot_as_long_as_the_opening_is_offered_once():
    assert offered(schedule(anna(), runs=pace(120))) == ["09:00"]


def test_a_taken_slot_is_not_offered_again():
    taken = between("2026-03-02T09:30", "2026-03-02T10:00")

    free = offered(schedule(anna(taken), runs=pace(30, step=30)))

    assert free == ["09:00", "10:00", "10:30"]


def test_bookings_that_touch_do_not_overlap():
    taken = between("2026-03-02T08:00", "2026-03-02T09:00")

    assert offered(schedule(anna(taken)))[0] == "09:00"


def test_after_a_booking_slots_stay_on_the_grid():
    taken = between("2026-03-02T09:00", "2026-03-02T09:40")

    assert offered(schedule(anna(taken), runs=pace(30, step=15)))[0] == "09:45"


def test_of_two_resources_one_is_enough():
    taken = between("2026-03-02T09:00", "2026-03-02T11:00")
    both = schedule(anna(taken), marco(), runs=pace(60, step=60))

    slots = list(both.slots(at("2026-03-02T00:00"), at("2026-03-03T00:00"), LONG_AGO))

    assert walls(slots) == ["09:00", "10:00"]
    assert {slot.resource_ids for slot in slots} == {(resource_id("marco"),)}


def test_who_has_the_lowest_rank_comes_first():
    both = schedule(performer("anna", MORNING, rank=2), performer("marco", MORNING, rank=1))

    first = next(both.slots(at("2026-03-02T00:00"), at("2026-03-03T00:00"), LONG_AGO))

    assert first.resource_ids == (resource_id("marco"), resource_id("anna"))


def test_resources_may_have_different_hours():
    early = anna(openings=hours("08:00-09:00"))
    late = marco(openings=hours("08:30-10:00"))

    free = offered(schedule(early, late, runs=pace(60, step=30)))

    assert free == ["08:00", "08:30", "09:00"]


def test_nothing_is_offered_where_nobody_performs_it():
    assert offered(schedule()) == []


def test_closed_days_have_no_slots():
    tuesdays = anna(openings=hours("09:00-11:00", days=[2]))

    assert offered(schedule(tuesdays), "2026-03-02T00:00", "2026-03-03T00:00") == []
    assert offered(schedule(tuesdays), "2026-03-03T00:00", "2026-03-04T00:00") != []


def test_a_window_begins_with_its_first_instant_and_ends_before_its_last():
    assert offered(schedule(anna()), "2026-03-02T09:15", "2026-03-02T09:45") == ["09:15", "09:30"]


def test_an_opening_until_midnight_ends_with_the_day():
    night = anna(openings=hours("22:00-24:00"))

    assert offered(schedule(night, runs=pace(60, step=60))) == ["22:00", "23:00"]


def test_openings_that_touch_are_one_opening():
    round_the_clock = anna(openings=hours("00:00-12:00", "12:00-24:00"))

    free = offered(schedule(round_the_clock, runs=pace(480, step=240)))

    assert free == ["00:00", "04:00", "08:00", "12:00", "16:00"]


# Buffers


def test_a_buffer_keeps_the_resource_before_and_after():
    taken = between("2026-03-02T10:00", "2026-03-02T10:30")
    runs = pace(30, step=15, before=15, after=15)

    free = offered(schedule(anna(taken, openings=hours("09:00-12:00")), runs=runs))

    assert free == ["09:00", "09:15", "10:45", "11:00", "11:15", "11:30"]


def test_buffers_may_reach_beyond_the_opening():
    runs = pace(60, step=60, before=30, after=30)

    assert offered(schedule(anna(), runs=runs)) == ["09:00", "10:00"]


def test_a_buffer_in_the_break_still_keeps_the_resource():
    into_the_break = between("2026-03-02T12:30", "2026-03-02T13:15")
    of_another = pace(30, step=30, before=60)
    afternoon = anna(into_the_break, openings=hours("14:00-15:30"))

    assert offered(schedule(afternoon, runs=of_another)) == ["14:30", "15:00"]
