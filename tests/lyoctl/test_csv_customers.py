"""Is a CSV file of customers read as it is, and every bad line named with its number?"""

import pytest

from lyoctl.csv_customers import FIELDS, CsvCustomers
from lyoctl.csv_file import CsvError, mapping_of

MAPPED = {"phone": "Telefono", "name": "Nome"}


@pytest.fixture
def customers(tmp_path):
    """Writes a file, and reads customers out of it."""

    def write(text: str | bytes, columns=None, region: str = "") -> CsvCustomers:
        path = tmp_path / "people.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CsvCustomers(path, MAPPED if columns is None else columns, region)

    return write


def said(customers: CsvCustomers):
    """Each line: its number, and the phone or the reason."""
    return [
        (line.number, line.item.identities[0].value if line.item else line.reason)
        for line in customers.lines()
    ]


def detail(customers: CsvCustomers) -> str:
    (line,) = customers.lines()
    return line.detail


def test_columns_are_found_by_their_names_and_others_left_out(customers):
    (line,) = customers("Note,Nome,Telefono\nx,Anna,+39 333 123 4567\n").lines()

    assert line.item.display_name == "Anna"
    assert [each.value for each in line.item.identities] == ["+393331234567"]


def test_every_field_can_be_mapped(customers):
    columns = mapping_of("phone=P,name=N,language=L,time_zone=Z,external_ref=R", FIELDS)
    (line,) = customers("P,N,L,Z,R\n+393331234567,Anna,it,Europe/Rome,42\n", columns).lines()

    found = line.item
    assert (found.language, found.time_zone, found.external_ref) == ("it", "Europe/Rome", "42")


def test_columns_called_as_the_fields_need_no_mapping(customers):
    (line,) = customers("name;phone\nAnna;+393331234567\n", {}).lines()

    assert line.item.display_name == "Anna"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_of_any_office_program_are_read(customers, delimiter, bom, end):
    text = end.join([f"Telefono{delimiter}Nome", f"+393331234567{delimiter}Perché", ""])

    (line,) = customers(bom + text.encode()).lines()

    assert line.item.display_name == "Perché"


def test_a_line_that_goes_on_is_counted_by_where_it_begins(customers):
    text = 'Telefono,Nome\n+393331234567,"An\nna"\n\n+393331234568,B\nx,C\n'

    assert said(customers(text)) == [(2, "+393331234567"), (5, "+393331234568"), (6, "NOT_E164")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Anna", "FIELD_MISSING"),
        ("+39 333 1234567", "FIELD_MISSING"),
        ("333 1234567,Anna", "NOT_E164"),
        ("+39 1,Anna", "NOT_E164"),
        ("+999 333 1234567,Anna", "NOT_E164"),
        ("+39 333 1234567 ext. 5,Anna", "NOT_E164"),
        ("call her,Anna", "NOT_E164"),
    ],
)
def test_a_bad_line_is_named(customers, line, reason):
    good = "+393331234567,Eva"

    found = said(customers(f"Telefono,Nome\n{good}\n{line}\n"))

    assert found == [(2, "+393331234567"), (3, reason)]


def test_a_national_number_is_taken_where_the_country_is_said(customers):
    text = "Telefono,Nome\n333 123 4567,Anna\n+1 212 555 0101,Bob\n"

    assert said(customers(text, region="IT")) == [(2, "+393331234567"), (3, "+12125550101")]


def test_without_a_country_the_advice_is_to_say_one(customers):
    assert "--region" in detail(customers("Telefono,Nome\n333 1234567,Anna\n"))


@pytest.mark.parametrize("phone", ["call me", "12", "tel. 333 1234567", "+39 1", "1" * 16])
def test_of_what_is_no_number_at_all_no_country_is_asked(customers, phone):
    told = detail(customers(f"Telefono,Nome\n{phone},Anna\n"))

    assert told == f"{phone!r} is no possible phone number"


def test_a_customer_who_comes_twice_is_taken_once(customers):
    columns = {"phone": "p", "external_ref": "r"}
    lines = ("+39 333 1234567,1", "+393331234567,2", "+393331234568,1", "+393331234569,")

    found = said(customers("p,r\n" + "\n".join(lines), columns))

    assert [what for _, what in found] == [
        "+393331234567",
        "REPEATED",
        "REPEATED",
        "+393331234569",
    ]


def test_the_first_line_of_a_customer_who_comes_twice_is_named(customers):
    *_, second = customers("Telefono,Nome\n+393331234567,A\n+393331234567,B\n").lines()

    assert second.detail == "is the customer of line 2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Phone,Nome\n", "people.csv:1: there is no column Telefono; there are Phone, Nome"),
        ("", "people.csv:1: is empty: the first line names the columns"),
        (
            b"Telefono,Nome\n+393331234567,\xe8\n",
            "people.csv:2: is no UTF-8 text: save it as CSV UTF-8",
        ),
        ('Telefono,Nome\n+39,"An"na"\n', "people.csv:2: "),
        ('Telefono,Nome\n+39,"An\n' + "x" * 20_000, "people.csv:2: field larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(customers, text, told):
    with pytest.raises(CsvError) as error:
        list(customers(text).lines())
    assert told in str(error.value)


def test_a_file_without_a_phone_is_told(customers):
    with pytest.raises(CsvError, match="which column has the phone"):
        list(customers("name\nAnna\n", {}).lines())


@pytest.mark.parametrize("text", ["phone", "phone=", "fax=Fax", "=x"])
def test_a_mapping_that_is_none_is_told(text):
    with pytest.raises(CsvError, match="write FIELD=COLUMN; the fields are phone, name"):
        mapping_of(text, FIELDS)


def test_the_size_is_known_before(customers):
    assert customers("Telefono,Nome\n1,a\n2,b\n").size() == 2
    assert customers("").size() == 0
