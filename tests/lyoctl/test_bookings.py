"""Does an operator find bookings, see when they are, and approve, move or cancel them?"""

import io
import json

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from lyoctl.bookings import Wish, approve, cancel, move
from lyoctl.commands import bookings as commands
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import show_list
from services.common.errors import Aborted
from tests.lyoctl.booked import Shop, instant

ANNA = "+393330000007"
FIRST = "2031-06-02 09:00"
SECOND = "2031-06-02 14:00"


@pytest.fixture
async def shop(mesh_of_two, salon):
    """Eva works from Saturday to Monday; every booking waits for a yes."""
    await mesh_of_two.apply(salon())
    return await Shop.of(mesh_of_two, salon.name)


async def filters(shop, **asked):
    told = {"customer": "", "resource": "", "since": "", "until": "", "states": (), **asked}
    return await commands.Asked(**told).filters(shop.bookings)


async def found(shop, **asked):
    return await shop.all(**await filters(shop, **asked))


async def test_a_booking_is_found_by_id_by_reference_and_by_the_beginning_of_its_id(shop):
    booked = await shop.book(FIRST, external_ref="B-1")
    await shop.book(SECOND)

    for name in (booked.booking_id, booked.booking_id.upper(), "B-1", booked.booking_id[:8]):
        assert await shop.bookings.named(name) == booked


@pytest.mark.parametrize(
    "name", ["B-2", "0000", "5d2a7c3e-3f5e-4b6e-9f57-2f3e6f9f9f9f"], ids=["ref", "begin", "id"]
)
async def test_what_is_not_there_is_told(shop, name):
    with pytest.raises(ResourceError, match=f"there is no booking {name}"):
        await shop.bookings.named(name)


async def test_a_row_shows_who_what_and_when_on_the_tenants_clocks(shop):
    anna = await shop.customer("Anna", ANNA)
    booked = await shop.book(FIRST, anna, party_size=1, external_ref="B-1")
    await shop.bookings.learn([booked])

    assert shop.bookings.row(booked) == (
        "Mon 2031-06-02 09:00-10:30",
        "Cut",
        "Anna",
        "Eva",
        "1",
        "pending",
        booked.booking_id[:8],
        "B-1",
    )


async def test_a_customer_who_is_not_there_any_more_is_shown_by_id(shop):
    booked = await shop.book(FIRST)
    await shop.bookings.learn([booked])

    assert shop.bookings.customer(booked) == booked.customer_id[:8]


async def test_without_a_day_past_bookings_are_not_listed(shop):
    booked = await shop.book(FIRST)

    assert await found(shop) == [booked]
    assert await found(shop, since="2031-06-03") == []


async def test_of_a_day_all_is_listed_and_nothing_of_others(shop):
    first, second = await shop.book(FIRST), await shop.book(SECOND)
    await shop.book("2031-06-07 09:00")

    assert await found(shop, since="2031-06-02", until="2031-06-02") == [first, second]
    assert await found(shop, since="2031-06-02 12:00", until="2031-06-02") == [second]
    assert await found(shop, until="2031-06-02 12:00") == [first]


async def test_bookings_are_listed_by_customer_resource_and_state(shop):
    anna = await shop.customer("Anna", ANNA)
    first, second = await shop.book(FIRST, anna), await shop.book(SECOND)
    confirmed = await approve(shop.bookings, second)

    assert await found(shop, customer=ANNA) == [first]
    assert await found(shop, states=("confirmed",)) == [confirmed]
    assert await found(shop, resource="eva", states=("pending",)) == [first]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"since": "soon"}, "--from: 'soon' is not a date"),
        ({"until": "2031-06-02 xx"}, "--to: '2031-06-02 xx' is not written as"),
        (
            {"since": "2031-06-03", "until": "2031-06-02"},
            "--to 2031-06-02 is not after --from 2031-06-03",
        ),
        ({"until": "2020-06-02"}, ", which is today: say --from"),
        ({"since": "9999-12-31"}, "--from: '9999-12-31' is no day that can be booked"),
        ({"resource": "ugo"}, "there is no resource ugo; there are eva"),
        ({"customer": "+393330000099"}, "there is no customer +393330000099"),
    ],
    ids=["from", "to", "later than to", "to alone", "year", "resource", "customer"],
)
async def test_a_filter_that_is_none_is_told(shop, asked, told):
    with pytest.raises(ResourceError) as error:
        await found(shop, **asked)
    assert told in str(error.value)


def test_a_state_that_is_none_is_told():
    with pytest.raises(ResourceError, match="--state gone: say one of held, pending, confirmed"):
        commands.list_(tenant="salon", state=["gone"])


def test_a_move_without_any_change_is_told():
    with pytest.raises(ResourceError, match="say what shall change: --to, --resource"):
        commands.move("B-1", tenant="salon")


async def test_json_has_the_names_of_the_contract(shop):
    booked = await shop.book(FIRST)
    out = io.StringIO()

    show_list(shop.bookings, [booked], "json", out)

    (said,) = json.loads(out.getvalue())
    assert (said["booking_id"], said["state"]) == (booked.booking_id, "BOOKING_STATE_PENDING")


async def test_a_request_is_approved(shop):
    approved = await approve(shop.bookings, await shop.book(FIRST))

    assert approved.state == pb.BOOKING_STATE_CONFIRMED


async def test_a_booking_is_moved_and_stays_itself(shop):
    booked = await shop.book(FIRST)

    moved = await move(shop.bookings, booked, Wish(start=instant(SECOND)))

    assert moved.booking_id == booked.booking_id
    assert shop.bookings.when(moved.start_time) == "Mon 2031-06-02 14:00"


async def test_a_move_that_is_refused_tells_what_is_free_on_the_tenants_clocks(shop):
    booked = await shop.book(FIRST)
    await shop.book(SECOND)

    with pytest.raises(ResourceError, match=r"SLOT_TAKEN: .*; free: \w{3} 2031-06-\d\d \d\d:\d\d"):
        await move(shop.bookings, booked, Wish(start=instant(SECOND)))


async def test_a_booking_is_cancelled_with_the_reason(shop):
    cancelled = await cancel(shop.bookings, await shop.book(FIRST), "Eva is ill")

    assert cancelled.state == pb.BOOKING_STATE_CANCELLED
    assert cancelled.cancel_reason == "Eva is ill"


async def test_what_somebody_changed_meanwhile_is_not_changed_unseen(shop):
    booked = await shop.book(FIRST)
    await move(shop.bookings, booked, Wish(start=instant(SECOND)))

    with pytest.raises(ResourceError, match="ETAG_STALE") as error:
        await cancel(shop.bookings, booked, "")
    assert isinstance(error.value.__cause__, Aborted)
