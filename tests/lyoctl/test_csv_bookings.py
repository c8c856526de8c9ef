"""Is a CSV file of bookings read as it is, and every bad line named with its number?"""

from zoneinfo import ZoneInfo

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from lyoctl.csv_bookings import FIELDS, CsvBookings, Known, Who
from lyoctl.csv_file import CsvError, mapping_of

KNOWN = Known(
    offerings={"cut": "cut", "haircut": "cut", "dye": "dye"},
    resources={"eva": "eva", "eva rossi": "eva"},
)
HEAD = "external_ref;start;customer_phone"
GOOD = "B-1;2026-12-24 15:30;+393331234567"


@pytest.fixture
def bookings(tmp_path):
    """Writes a file, and reads bookings out of it."""

    def write(*lines: str, head: str = HEAD, **options) -> CsvBookings:
        path = tmp_path / "bookings.csv"
        path.write_text("\n".join([head, *lines, ""]))
        columns = options.pop("columns", {})
        return CsvBookings(path, columns, ZoneInfo("Europe/Rome"), KNOWN, **options)

    return write


def only(found: CsvBookings):
    (line,) = found.lines()
    return line


def test_a_line_says_what_when_and_whose(bookings):
    head = f"{HEAD};end;offering;resource;party_size;state;note;customer_name"
    line = only(
        bookings(f"{GOOD};2026-12-24 16:30;dye;eva;3;no_show;by the window;Anna", head=head)
    )

    said = line.item.booking
    assert said.start_time.ToJsonString() == "2026-12-24T14:30:00Z"
    assert said.end_time.ToJsonString() == "2026-12-24T15:30:00Z"
    assert (said.external_ref, said.offering_name, said.resource_name) == ("B-1", "dye", "eva")
    assert (said.party_size, said.state) == (3, pb.BOOKING_STATE_NO_SHOW)
    assert said.note == "by the window"
    assert line.item.who == Who(phone="+393331234567", name="Anna")


def test_offerings_and_resources_may_be_called_as_customers_read_them(bookings):
    line = only(bookings(f"{GOOD};Haircut;Eva Rossi", head=f"{HEAD};offering;resource"))

    assert (line.item.booking.offering_name, line.item.booking.resource_name) == ("cut", "eva")


def test_a_time_with_an_offset_is_that_instant(bookings):
    line = only(bookings("B-1;2026-12-24T15:30:00-05:00;+393331234567"))

    assert line.item.booking.start_time.ToJsonString() == "2026-12-24T20:30:00Z"


def test_times_may_be_written_another_way(bookings):
    line = only(bookings("B-1;24/12/2026 15.30;+393331234567", form="%d/%m/%Y %H.%M"))

    assert line.item.booking.start_time.ToJsonString() == "2026-12-24T14:30:00Z"


def test_a_time_that_comes_twice_is_the_first(bookings):
    line = only(bookings("B-1;2026-10-25 02:30;+393331234567"))

    assert line.item.booking.start_time.ToJsonString() == "2026-10-25T00:30:00Z"


def test_columns_are_mapped(bookings):
    columns = mapping_of("external_ref=Codice,start=Quando,customer_ref=Cliente", FIELDS)
    line = only(bookings("1;2026-12-24 15:30;C-7", head="Codice;Quando;Cliente", columns=columns))

    assert line.item.who == Who(ref="C-7")


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (";2026-12-24 15:30;+393331234567", "FIELD_MISSING", "has no external_ref"),
        ("B-1;;+393331234567", "FIELD_MISSING", "has no start"),
        ("B-1;2026-12-24 15:30;", "FIELD_MISSING", "has no customer"),
        ("B-1;2026-12-24 15:30", "FIELD_MISSING", "has only 2 columns"),
        ("B-1;24/12/2026;+393331234567", "FIELD_INVALID", "is not written as 2026-12-24 15:30"),
        ("B-1;2026-12-24;+393331234567", "FIELD_INVALID", "has no time"),
        ("B-1;2026-03-29 02:30;+393331234567", "FIELD_INVALID", "does not exist: the clock of"),
        ("B-1;0001-01-01 00:00;+393331234567", "FIELD_INVALID", "is no time that can be booked"),
        ("B-1;9999-12-31 23:59;+393331234567", "FIELD_INVALID", "is no time that can be booked"),
        ("B-1;2026-12-24 15:30;call her", "NOT_E164", "'call her' is no possible phone number"),
    ],
)
def test_a_bad_line_is_named(bookings, line, reason, detail):
    found = only(bookings(line))

    assert (found.number, found.reason) == (2, reason)
    assert detail in found.detail


@pytest.mark.parametrize(
    ("field", "said", "reason", "detail"),
    [
        ("party_size", "0", "FIELD_INVALID", "party_size: '0' is not 1 to 1000"),
        ("party_size", "two", "FIELD_INVALID", "party_size: 'two' is not 1 to 1000"),
        ("party_size", "10000", "FIELD_INVALID", "party_size: '10000' is not 1 to 1000"),
        ("state", "maybe", "FIELD_INVALID", "state: 'maybe' is not one of held, pending"),
        ("end", "later", "FIELD_INVALID", "'later' is not written as"),
        ("offering", "shave", "OFFERING_NOT_FOUND", "no offering 'shave'; there are cut, dye"),
        ("resource", "ugo", "RESOURCE_NOT_FOUND", "no resource 'ugo'; there are eva"),
        ("customer_id", "17", "FIELD_INVALID", "customer_id: '17' is no UUID"),
    ],
)
def test_a_bad_cell_is_named(bookings, field, said, reason, detail):
    found = only(bookings(f"{GOOD};{said}", head=f"{HEAD};{field}"))

    assert found.reason == reason
    assert detail in found.detail


@pytest.mark.parametrize("columns", [{}, {"start": "Quando"}], ids=["by name", "mapped"])
@pytest.mark.parametrize("head", ["", ";;"], ids=["nothing", "delimiters"])
def test_a_file_without_columns_is_told(bookings, head, columns):
    with pytest.raises(CsvError, match=r"csv:1: is empty: the first line names the columns"):
        list(bookings(head=head, columns=columns).lines())


def test_a_reference_that_comes_twice_is_taken_once(bookings):
    first, second = bookings(GOOD, GOOD).lines()

    assert first.item
    assert (second.reason, second.detail) == ("REPEATED", "has the external_ref of line 2")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("start;customer_phone", "has the id of the booking: --map external_ref=COLUMN"),
        ("external_ref;customer_phone", "has when it begins: --map start=COLUMN"),
        ("external_ref;start;name", "has the customer: --map customer_phone=COLUMN"),
    ],
)
def test_a_file_without_a_column_that_is_needed_is_told(bookings, head, told):
    with pytest.raises(CsvError, match=f":1: say which column {told}"):
        list(bookings("a;b;c", head=head).lines())
