"""Does a customer hear what the business allows, through the real services?

It is ten o'clock (UTC) of Monday, 21 December 2026.
"""

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from tests.assistant.business import Customer, business, new_id
from tests.booking.salon import catalog, length, offering, resource

HOUR, DAY = 60, 24 * 60
"""In minutes."""


def one_offering(**fields) -> catalog_pb.ApplyCatalogRequest:
    return catalog([offering(is_default=True, **fields)], [resource()])


async def customer_of(mesh, request, language="en") -> Customer:
    return Customer(mesh, await business(mesh, request), language)


async def test_a_booking_knows_the_channel_that_it_was_made_by(giulia):
    await giulia.writes("book 12/24 15:30")

    (booking,) = (await giulia.salon.bookings(customer_id=giulia.customer_id)).bookings

    assert booking.channel_id == giulia.channel_id
    assert booking.origin == pb.ORIGIN_CONVERSATION


async def test_what_is_too_near_is_said_to_be_and_later_times_are_offered(mesh):
    giulia = await customer_of(mesh, one_offering(min_notice=length(2 * DAY)))

    (reply,) = await giulia.writes("book 12/23 10:00")

    assert "too late to book Taglio, Wednesday 23 December, 10:00" in reply.text
    assert reply.buttons[0].title == "Wed 23 Dec 11:00"
    assert await giulia.bookings() == []


async def test_what_is_too_far_ahead_is_said_to_be(mesh):
    giulia = await customer_of(mesh, one_offering(book_ahead=length(30 * DAY)))

    text = await giulia.hears("book 06/22 10:00")

    assert "too far ahead" in text
    assert "Nothing is free" not in text


@pytest.mark.parametrize(
    ("language", "until"),
    [
        ("en", "could be cancelled by message until Wednesday 23 December, 15:30."),
        ("it", "fino a questo momento: mercoledì 23 dicembre, 15:30."),
        ("es", "se podía cancelar por mensaje hasta: miércoles 23 de diciembre, 15:30."),
    ],
    ids=["en", "it", "es"],
)
async def test_who_gives_up_too_late_hears_until_when_and_keeps_the_booking(mesh, language, until):
    giulia = await customer_of(mesh, one_offering(cancel_notice=length(DAY)), language)
    await giulia.writes("book 12/24 15:30")
    mesh.clock.goes_on(days=2, hours=6)

    await giulia.writes("cancel")
    text = await giulia.hears("yes")

    assert until in text
    assert "Bella Salon" in text
    assert await giulia.bookings() == ["24 15:30"]


async def test_who_gives_up_in_time_gives_up(mesh):
    giulia = await customer_of(mesh, one_offering(cancel_notice=length(DAY)))
    await giulia.writes("book 12/24 15:30")

    await giulia.writes("cancel")

    assert ": cancelled" in await giulia.hears("yes")


async def test_a_group_that_is_full_is_said_to_be_and_the_next_one_is_offered(mesh):
    saturdays = [catalog_pb.WeeklyOccurrence(weekday=6, start_minute=10 * HOUR)]
    games = offering(
        "games", 60, is_default=True, seats=1, weekly_occurrences=saturdays, display_name="Games"
    )
    first = await customer_of(mesh, catalog([games], []))
    second = Customer(mesh, first.salon)
    assert ": confirmed" in await first.hears("book 12/26 10:00")

    (reply,) = await second.writes("book 12/26 10:00")

    assert "Games, Saturday 26 December, 10:00 is fully booked" in reply.text
    assert "Sat 2 Jan 10:00" in [each.title for each in reply.buttons]


async def test_who_missed_too_many_bookings_is_sent_to_the_business(mesh):
    rules = catalog_pb.Rules(no_show_rule=catalog_pb.NoShowRule(limit=1, days=30))
    giulia = await customer_of(mesh, catalog(rules=rules))
    await giulia.writes("book 12/22 10:00")
    mesh.clock.goes_on(days=1)
    await missed(giulia)

    text = await giulia.hears("book 12/24 15:30")

    assert "earlier bookings were missed. Please ask Bella Salon directly." in text
    assert await giulia.bookings() == []


async def missed(customer: Customer) -> None:
    """The business says that the customer did not come."""
    (booking,) = (await customer.salon.bookings(customer_id=customer.customer_id)).bookings
    await customer.salon.booking.bookings.MarkNoShow(
        pb.MarkNoShowRequest(
            tenant_id=customer.salon.tenant_id, request_id=new_id(), booking_id=booking.booking_id
        )
    )


async def test_a_table_that_is_for_groups_only_is_said_to_be(mesh):
    giulia = await customer_of(mesh, one_offering(min_party=4))

    assert "for groups only" in await giulia.hears("book 12/24 15:30")
