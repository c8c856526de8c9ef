"""Does a link tell what it cannot do any more, what else can be done, and touch nothing then?"""

from uuid import UUID

import pytest
from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import link_service_pb2 as link_pb

from services.booking.domain.link import LinkKind
from tests.booking.desk import (
    DONE,
    EVERY_KIND,
    OPEN,
    OUTDATED,
    TOO_LATE,
    TUESDAY,
    WEDNESDAY,
    Desk,
)
from tests.booking.salon import Salon, catalog, offering, refusal_of, resource


def minutes(count: int) -> Duration:
    return Duration(seconds=count * 60)


# When it cannot


@EVERY_KIND
async def test_a_link_to_a_booking_that_was_moved_is_outdated_and_shows_it_as_it_is(desk, kind):
    moved = await desk.salon.move(desk.booked.booking_id, "2026-03-05T11:00")
    followed = await desk.follow(desk.link(kind))

    assert followed.state == OUTDATED
    assert followed.booking == moved == await desk.now()
    assert not followed.slots
    assert not followed.actions


@EVERY_KIND
async def test_a_link_expires_when_the_booking_begins(desk, clock, kind):
    clock.turn(TUESDAY)
    assert (await desk.follow(desk.link(kind))).state == OUTDATED
    assert await desk.now() == desk.booked


@pytest.mark.parametrize("kind", [LinkKind.MOVE, LinkKind.MOVE_TO, LinkKind.CANCEL])
async def test_the_notice_that_the_business_wants_binds_who_has_a_link(turning, clock, kind):
    notice = {"cancel_notice": minutes(180), "move_notice": minutes(180)}
    strict = offering(is_default=True, **notice)
    salon = await Salon.opened(turning, catalog([strict], [resource()]))
    desk = Desk(salon, await salon.book(TUESDAY))
    clock.turn("2026-03-03T12:31")

    assert (await desk.follow(desk.link(kind))).state == TOO_LATE
    assert await desk.now() == desk.booked


@pytest.mark.parametrize("origin", [pb.ORIGIN_STAFF, pb.ORIGIN_IMPORT])
async def test_nobody_follows_a_link_as_a_member_of_the_tenant(turning, clock, origin):
    strict = offering(is_default=True, cancel_notice=minutes(180))
    salon = await Salon.opened(turning, catalog([strict], [resource()]))
    desk = Desk(salon, await salon.book(TUESDAY))
    clock.turn("2026-03-03T12:31")

    assert (await desk.follow(desk.link(LinkKind.CANCEL), origin=origin)).state == TOO_LATE


async def test_a_slot_that_was_taken_meanwhile_is_refused_and_others_are_offered(desk):
    link = desk.link(LinkKind.MOVE_TO)
    for _ in ("anna", "marco"):
        await desk.salon.book(WEDNESDAY)

    assert (await refusal_of(desk.follow(link))).reason == "SLOT_TAKEN"
    assert await desk.now() == desk.booked
    others = await desk.get(link)
    assert others.state == OPEN
    assert {"04 09:30", "04 10:30", "05 10:00"} <= set(desk.salon.walls(others.slots))
    assert "04 10:00" not in desk.salon.walls(others.slots)


async def test_a_slot_of_somebody_who_is_taken_is_not_given_with_somebody_else(desk):
    anna = desk.salon.resources["anna"]
    await desk.salon.book(WEDNESDAY, resource_id=anna)
    link = desk.link(LinkKind.MOVE_TO, resource_id=UUID(anna))

    assert (await refusal_of(desk.follow(link))).reason == "SLOT_TAKEN"
    assert desk.salon.walls((await desk.get(link)).slots)


async def test_a_slot_that_may_still_be_had_is_shown_without_others(desk):
    assert not (await desk.get(desk.link(LinkKind.MOVE_TO))).slots


async def test_what_is_offered_no_more_cannot_be_moved_and_no_slot_is_offered(desk):
    link = desk.link(LinkKind.MOVE_TO)
    colore = offering("colore", 90, is_default=True)
    await desk.salon.apply(catalog([colore], [resource(performs=("colore",))]))

    assert (await refusal_of(desk.follow(link))).reason == "SLOT_TAKEN"
    moving = await desk.get(desk.link(LinkKind.MOVE))
    assert (moving.state, list(moving.slots)) == (OPEN, [])


# What else can be done


@pytest.mark.parametrize(
    ("done", "kinds"),
    [(None, ["CONFIRM", "MOVE", "CANCEL"]), ("CONFIRM", ["MOVE", "CANCEL"]), ("CANCEL", [])],
    ids=["nothing", "confirmed", "cancelled"],
)
async def test_a_link_comes_with_those_to_all_that_can_be_done_now(desk, done, kinds):
    if done:
        await desk.follow(desk.link(LinkKind[done]))
    got = await desk.get(desk.link(LinkKind[done or "MOVE"]))

    told = {link_pb.LinkKind.Name(each.kind): each.link for each in got.actions}
    assert told == {f"LINK_KIND_{each}": desk.link(LinkKind[each]) for each in kinds}


async def test_after_a_move_the_links_are_those_of_the_new_hour(desk):
    moved = await desk.follow(desk.link(LinkKind.MOVE_TO))
    cancel = next(each for each in moved.actions if each.kind == link_pb.LINK_KIND_CANCEL)

    assert (await desk.follow(cancel.link)).state == DONE
    assert (await desk.now()).state == pb.BOOKING_STATE_CANCELLED


async def test_what_the_business_has_yet_to_agree_to_is_moved_or_cancelled(turning, clock):
    salon = await Salon.opened(turning, catalog(by_hand=True))
    desk = Desk(salon, await salon.book(TUESDAY))
    offered = [each.kind for each in (await desk.get(desk.link(LinkKind.CANCEL))).actions]
    assert offered == [link_pb.LINK_KIND_MOVE, link_pb.LINK_KIND_CANCEL]
