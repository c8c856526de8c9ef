"""Does a link do what it is for, once, as the customer?"""

import asyncio
from datetime import UTC
from uuid import UUID

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import link_service_pb2 as link_pb

from services.booking.domain.link import Link, LinkKind
from services.common.errors import InvalidArgument, NotFound, PermissionDenied
from tests.booking.desk import DONE, EVERY_KIND, OPEN, OUTDATED, TUESDAY, WEDNESDAY, Desk
from tests.booking.running import LINKS, running_booking
from tests.booking.salon import NOW, Salon, catalog, new_id, offering, refusal_of, resource, weekly

# Each kind


async def test_a_confirm_link_keeps_that_the_customer_will_come(desk, clock):
    followed = await desk.follow(desk.link(LinkKind.CONFIRM))

    assert (followed.kind, followed.state) == (link_pb.LINK_KIND_CONFIRM, DONE)
    assert followed.booking == await desk.now()
    assert followed.booking.attendance_time.ToDatetime(tzinfo=UTC) == clock.time


async def test_a_cancel_link_gives_the_booking_up_and_its_place_back(desk):
    followed = await desk.follow(desk.link(LinkKind.CANCEL))

    assert followed.state == DONE
    assert (await desk.now()).state == pb.BOOKING_STATE_CANCELLED
    for name in ("anna", "marco"):
        await desk.salon.book(TUESDAY, resource_id=desk.salon.resources[name])


async def test_a_link_to_a_slot_moves_the_booking_there(desk):
    marco = desk.salon.resources["marco"]
    link = desk.link(LinkKind.MOVE_TO, resource_id=UUID(marco))
    followed = await desk.follow(link)

    assert followed.state == DONE
    assert followed.move_time == followed.booking.start_time
    assert desk.salon.wall(followed.booking.start_time) == "04 10:00"
    assert [each.resource_id for each in followed.booking.segments] == [marco]
    assert followed.booking.booking_id == desk.booked.booking_id


async def test_a_move_link_offers_slots_of_the_day_and_of_days_around_and_moves_nothing(desk):
    followed = await desk.follow(desk.link(LinkKind.MOVE))

    assert followed.state == OPEN
    the_day = ["03 15:00", "03 15:15", "03 15:45", "03 16:00"]
    others = ["04 15:30", "04 15:45", "05 15:30", "05 15:45", "06 15:30", "06 15:45"]
    assert desk.salon.walls(followed.slots) == [*the_day, *others]
    assert await desk.now() == desk.booked


async def test_where_little_is_free_what_is_farther_off_is_offered(turning, clock):
    weekly_hour = weekly("10:00-10:30", days=[2])
    salon = await Salon.opened(
        turning, catalog([offering(is_default=True)], [resource(hours=weekly_hour)])
    )
    desk = Desk(salon, await salon.book("2026-03-03T10:00"))
    offered = (await desk.get(desk.link(LinkKind.MOVE))).slots
    assert salon.walls(offered) == ["10 10:00", "17 10:00", "24 10:00", "31 10:00"]


async def test_a_slot_that_is_offered_can_be_had_from_whom_it_names(desk):
    offered = (await desk.get(desk.link(LinkKind.MOVE))).slots[0]
    moved = (await desk.follow(offered.link)).booking

    assert (moved.start_time, moved.end_time) == (offered.start_time, offered.end_time)
    assert [each.resource_name for each in moved.segments] == [offered.resource_name]


async def test_slots_are_offered_with_whom_the_booking_is_where_they_are_free(desk):
    (mine,) = (each.resource_name for each in desk.booked.segments)
    slots = (await desk.get(desk.link(LinkKind.MOVE))).slots
    assert {each.resource_name for each in slots} == {mine}


async def test_slots_that_others_have_are_not_offered(desk):
    for _ in ("anna", "marco"):
        await desk.salon.book("2026-03-03T16:00")
    slots = (await desk.get(desk.link(LinkKind.MOVE))).slots
    assert desk.salon.walls(slots)[:4] == ["03 14:45", "03 15:00", "03 15:15", "03 16:30"]


async def test_a_visit_of_several_offerings_moves_whole(turning, clock):
    salon = await Salon.opened(turning)
    both = [salon.offerings["taglio"], salon.offerings["colore"]]
    desk = Desk(salon, await salon.book(TUESDAY, visit_offering_ids=both))
    offered = (await desk.get(desk.link(LinkKind.MOVE))).slots[0]
    moved = (await desk.follow(offered.link)).booking

    assert moved.start_time == offered.start_time
    assert [each.offering_id for each in moved.segments] == both


@EVERY_KIND
async def test_to_look_at_a_link_changes_nothing(desk, kind):
    looked = await desk.get(desk.link(kind))

    assert looked.state == OPEN
    assert looked.tenant_id == desk.salon.tenant_id
    assert looked.booking == await desk.now() == desk.booked


# Once


@pytest.mark.parametrize(
    "kind", [LinkKind.CONFIRM, LinkKind.CANCEL, LinkKind.MOVE_TO], ids=lambda kind: kind.name
)
async def test_a_link_that_is_followed_again_does_nothing_and_answers_the_same(desk, kind):
    first = await desk.follow(desk.link(kind))
    assert await desk.follow(desk.link(kind)) == first
    assert await desk.get(desk.link(kind)) == first


@pytest.mark.parametrize(
    "kind", [LinkKind.CONFIRM, LinkKind.CANCEL, LinkKind.MOVE_TO], ids=lambda kind: kind.name
)
async def test_ten_who_follow_a_link_at_once_change_the_booking_once(desk, kind):
    link = desk.link(kind)
    followed = await asyncio.gather(*(desk.follow(link) for _ in range(10)))

    assert {each.state for each in followed} == {DONE}
    assert int((await desk.now()).etag) == int(desk.booked.etag) + 1


async def test_the_same_request_is_answered_alike(desk):
    link, request_id = desk.link(LinkKind.MOVE_TO), new_id()
    first = await desk.follow(link, request_id=request_id)
    assert await desk.follow(link, request_id=request_id) == first


async def test_a_request_id_that_followed_another_link_is_refused(desk):
    request_id = new_id()
    await desk.follow(desk.link(LinkKind.CONFIRM), request_id=request_id)

    again = desk.follow(desk.link(LinkKind.CANCEL), request_id=request_id)
    assert (await refusal_of(again, InvalidArgument)).reason == "REQUEST_ID_REUSED"
    assert (await desk.now()).state == pb.BOOKING_STATE_CONFIRMED


async def test_a_link_to_a_slot_is_used_up_although_the_booking_was_moved_back(desk):
    link = desk.link(LinkKind.MOVE_TO)
    await desk.follow(link)
    await desk.salon.move(desk.booked.booking_id, TUESDAY)

    assert (await desk.follow(link)).state == OUTDATED
    assert (await desk.now()).start_time == desk.booked.start_time


async def test_a_link_to_a_slot_is_used_up_although_nobody_knows_of_that_any_more(
    desk, booking_database
):
    link = desk.link(LinkKind.MOVE_TO)
    await desk.follow(link)
    await desk.salon.move(desk.booked.booking_id, TUESDAY)
    forget = f"DELETE FROM booking.requests WHERE tenant_id = '{desk.salon.tenant_id}'"
    booking_database.run("booking", forget)

    assert (await desk.follow(link)).state == OUTDATED
    assert (await desk.now()).start_time == desk.booked.start_time


async def test_who_was_moved_away_and_back_can_say_once_more_that_they_will_come(desk):
    link = desk.link(LinkKind.CONFIRM)
    await desk.follow(link)
    for wall in (WEDNESDAY, TUESDAY):
        await desk.salon.move(desk.booked.booking_id, wall)

    assert (await desk.follow(link)).state == DONE
    assert (await desk.now()).HasField("attendance_time")


# Whose


async def test_a_link_that_was_changed_is_refused(desk):
    link = desk.link(LinkKind.CANCEL)
    wrong = link[:-1] + ("A" if link[-1] != "A" else "B")
    for asked in (desk.get(wrong), desk.follow(wrong)):
        assert (await refusal_of(asked, InvalidArgument)).reason == "LINK_INVALID"


async def test_a_link_that_comes_in_by_another_tenants_channel_is_refused(desk):
    followed = desk.follow(desk.link(LinkKind.CANCEL), tenant_id=new_id())
    assert (await refusal_of(followed, NotFound)).reason == "BOOKING_NOT_FOUND"
    assert await desk.now() == desk.booked


async def test_a_link_to_a_booking_that_there_is_not_finds_none(desk):
    nothing = Link(LinkKind.CANCEL, UUID(desk.salon.tenant_id), UUID(new_id()), NOW)
    for asked in (desk.get(LINKS.written(nothing)), desk.follow(LINKS.written(nothing))):
        assert (await refusal_of(asked, NotFound)).reason == "BOOKING_NOT_FOUND"


async def test_only_the_gateway_is_shown_links(desk, booking_database):
    async with running_booking(booking_database, caller="assistant") as other:
        asked = other.links.GetLink(link_pb.GetLinkRequest(link=desk.link(LinkKind.MOVE)))
        refusal = await refusal_of(asked, PermissionDenied)
    assert refusal.reason == "CALLER_NOT_ALLOWED"


async def test_a_booking_changed_between_look_and_deed_is_looked_at_again(desk):
    """Whoever comes first: a cancel link never gives up a booking at another hour."""
    for hour in range(9, 12):
        desk.booked = await desk.salon.book(f"2026-03-06T{hour:02}:00")
        later = f"2026-03-07T{hour:02}:00"
        followed, moved = await asyncio.gather(
            desk.follow(desk.link(LinkKind.CANCEL)),
            desk.salon.move(desk.booked.booking_id, later),
            return_exceptions=True,
        )
        now = await desk.now()
        if now.state == pb.BOOKING_STATE_CANCELLED:
            assert followed.state == DONE
            assert now.start_time == desk.booked.start_time
        else:
            assert (followed.state, now) == (OUTDATED, moved)
