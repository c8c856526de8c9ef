"""Do the bookings of a file arrive, all of them once, and is every other line named?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from lyoctl.csv_bookings import CsvBookings
from lyoctl.import_bookings import BookingSender, known_names
from lyoctl.importing import Import, Tally
from lyoctl.known_customers import KnownCustomers
from tests.lyoctl.booked import Shop

HEAD = "external_ref;start;customer_phone;customer_ref;customer_id;customer_name;offering"
MONDAY = datetime.fromisoformat("2031-06-02T09:00")
"""Far off: the shop is open from Saturday to Monday, 09:00 to 13:00."""


@pytest.fixture
async def shop(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    return await Shop.of(mesh_of_two, salon.name)


@pytest.fixture
def sent(mesh_of_two, shop, tmp_path):
    """Imports these lines: what became of them, and those that were named."""
    path = tmp_path / "bookings.csv"

    async def send(*lines: str, head: str = HEAD):
        path.write_text("\n".join([head, *lines, ""]))
        known = await known_names(shop.tenant_id, mesh_of_two.stubs)
        source = CsvBookings(path, {}, ZoneInfo("Europe/Rome"), known)
        customers = KnownCustomers(shop.tenant_id, mesh_of_two.stubs)
        await customers.load()
        named = []
        sender = BookingSender(shop.tenant_id, mesh_of_two.stubs, customers)
        tally = await Import(sender, named.append).run(source.lines())
        return tally, sorted((line.number, line.reason) for line in named)

    return send


def line(number: int, *, phone: str = "+393330000001", start: datetime | None = None) -> str:
    """A booking of a day of its own."""
    when = start or MONDAY + timedelta(weeks=number)
    return f"B-{number};{when:%Y-%m-%d %H:%M};{phone};;;Giulia;"


async def listed(mesh, shop):
    request = customer_pb.ListCustomersRequest(tenant_id=shop.tenant_id, page_size=200)
    return list((await mesh.stubs.customers.ListCustomers(request)).customers)


async def test_every_line_becomes_a_booking_at_its_time_on_the_tenants_clocks(sent, shop):
    tally, named = await sent(line(1))

    assert (tally, named) == (Tally(created=1), [])
    (found,) = await shop.all()
    assert shop.bookings.when(found.start_time) == "Mon 2031-06-09 09:00"
    assert (found.external_ref, found.origin) == ("B-1", pb.ORIGIN_IMPORT)


async def test_the_same_file_again_changes_nothing(sent, shop):
    await sent(line(1), line(2))
    before = await shop.all()

    assert await sent(line(1), line(2)) == (Tally(unchanged=2), [])
    assert await shop.all() == before


async def test_a_file_that_broke_off_is_gone_on_with(sent):
    await sent(line(1))

    assert await sent(line(1), line(2)) == (Tally(created=1, unchanged=1), [])


async def test_a_customer_who_is_there_is_found_by_phone_by_reference_and_by_id(
    mesh_of_two, sent, shop
):
    anna = await shop.customer("Anna", "+393330000007", "crm-7")
    whens = [f"{MONDAY + timedelta(weeks=week):%Y-%m-%d %H:%M}" for week in range(3)]

    tally, _ = await sent(
        f"B-1;{whens[0]};+39 333 000 0007;;;;",
        f"B-2;{whens[1]};;crm-7;;;",
        f"B-3;{whens[2]};;;{anna.upper()};;",
    )

    assert tally == Tally(created=3)
    assert {each.customer_id for each in await shop.all()} == {anna}
    assert len(await listed(mesh_of_two, shop)) == 1


async def test_a_phone_that_nobody_has_becomes_a_customer_once(mesh_of_two, sent, shop):
    tally, _ = await sent(line(1), line(2))

    (giulia,) = await listed(mesh_of_two, shop)
    assert tally == Tally(created=2)
    assert giulia.display_name == "Giulia"
    assert {each.customer_id for each in await shop.all()} == {giulia.customer_id}


def named(number: int, name: str, *, day: int = 0, offering: str = "") -> str:
    """A line of one phone, which calls its customer so."""
    when = MONDAY + timedelta(weeks=day or number)
    return f"B-{number};{when:%Y-%m-%d %H:%M};+393330000001;;;{name};{offering}"


async def test_a_new_customer_is_called_as_the_first_line_does(mesh_of_two, sent, shop):
    await sent(named(1, ""), named(2, "Giulia"), named(3, "Ugo"))

    (giulia,) = await listed(mesh_of_two, shop)
    assert giulia.display_name == "Giulia"


@pytest.mark.parametrize(
    "bad",
    [named(2, "Wrong", offering="shave"), named(2, "Wrong", day=1)],
    ids=["read as wrong", "refused by the service"],
)
async def test_a_new_customer_is_not_called_as_a_line_does_that_is_refused(
    mesh_of_two, sent, shop, bad
):
    taken = line(1, phone="+393330000002")

    tally, _ = await sent(taken, bad, named(3, "Giulia"), named(4, "Ugo"))

    assert (tally.created, tally.refused) == (3, 1)
    names = {each.identities[0].value: each for each in await listed(mesh_of_two, shop)}
    assert names["+393330000001"].display_name == "Giulia"


async def test_who_was_a_customer_before_keeps_the_name(mesh_of_two, sent, shop):
    await shop.customer("Anna", "+393330000001")

    await sent(named(1, "Giulia"))

    assert [each.display_name for each in await listed(mesh_of_two, shop)] == ["Anna"]


async def test_a_new_customer_gets_the_reference_of_the_line(mesh_of_two, sent, shop):
    when = f"{MONDAY:%Y-%m-%d %H:%M}"

    tally, _ = await sent(f"B-1;{when};+393330000009;crm-9;;Ugo;")

    (ugo,) = await listed(mesh_of_two, shop)
    assert (tally.created, ugo.external_ref, ugo.display_name) == (1, "crm-9", "Ugo")


async def test_a_customer_who_is_nowhere_is_named_and_the_others_are_taken(sent):
    when = f"{MONDAY:%Y-%m-%d %H:%M}"
    nobody = "5d2a7c3e-3f5e-4b6e-9f57-2f3e6f9f9f9f"

    tally, named = await sent(f"B-8;{when};;crm-8;;;", f"B-9;{when};;;{nobody};;", line(1))

    assert tally == Tally(created=1, refused=2)
    assert named == [(2, "CUSTOMER_NOT_FOUND"), (3, "CUSTOMER_NOT_FOUND")]


async def test_a_phone_of_one_with_the_reference_of_another_is_named(sent, shop):
    await shop.customer("Anna", "+393330000007", "crm-7")
    when = f"{MONDAY:%Y-%m-%d %H:%M}"

    tally, named = await sent(f"B-9;{when};+393330000007;crm-8;;;", line(1))

    assert tally == Tally(created=1, refused=1)
    assert named == [(2, "IDENTITY_TAKEN")]


async def test_lines_that_the_service_refuses_are_named_beside_those_that_we_do(sent):
    taken = line(2, start=MONDAY)

    tally, named = await sent(line(1, start=MONDAY), taken, "x;x;x;;;;", f"{line(3)}shave")

    assert tally == Tally(created=1, refused=3)
    assert named == [(3, "SLOT_TAKEN"), (4, "FIELD_INVALID"), (5, "OFFERING_NOT_FOUND")]


async def test_more_than_fit_into_one_request_arrive(sent, shop):
    begin = datetime.fromisoformat("2020-01-01T00:00")
    lines = [
        line(number, phone=f"+39333{number % 700:07}", start=begin + timedelta(hours=2 * number))
        for number in range(BookingSender.at_once + 5)
    ]

    tally, named = await sent(*lines)

    assert (tally, named) == (Tally(created=len(lines)), [])
    assert {each.external_ref for each in await shop.all()} == {
        f"B-{number}" for number in range(len(lines))
    }


async def test_long_notes_that_do_not_fit_into_one_request_arrive(sent):
    note = "€" * 2000
    begin = datetime.fromisoformat("2020-01-01T00:00")
    lines = [
        line(number, start=begin + timedelta(hours=2 * number)) + f";{note}"
        for number in range(BookingSender.at_once)
    ]

    tally, _ = await sent(*lines, head=f"{HEAD};note")

    assert tally == Tally(created=len(lines))
