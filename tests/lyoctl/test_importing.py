"""Do the customers of a file arrive, all of them once, and is every other line named?"""

import pytest
from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.csv_customers import CsvCustomers
from lyoctl.csv_file import CsvError
from lyoctl.import_customers import CustomerSender, judged
from lyoctl.importing import Import, ImportFailed, Tally, checked
from services.common.errors import NotFound

COLUMNS = {"phone": "p", "name": "n", "language": "l", "external_ref": "r", "time_zone": "z"}


@pytest.fixture
def people(tmp_path):
    """Writes lines below a head, and reads customers out of them."""

    def write(*lines: str) -> CsvCustomers:
        path = tmp_path / "people.csv"
        path.write_text("\n".join(["p;n;l;r;z", *lines, ""]))
        return CsvCustomers(path, COLUMNS)

    return write


@pytest.fixture
async def sent(mesh_of_two):
    """Imports into a new tenant: what became of the lines, and those that were named."""
    shop = await mesh_of_two.tenant.open()

    async def send(customers: CsvCustomers, tenant_id: str = shop.tenant_id):
        named = []
        sender = CustomerSender(tenant_id, mesh_of_two.stubs)
        tally = await Import(sender, named.append).run(customers.lines())
        return tally, sorted((line.number, line.reason) for line in named)

    send.tenant_id = shop.tenant_id
    return send


async def stored(mesh, tenant_id):
    request = pb.ListCustomersRequest(tenant_id=tenant_id, page_size=200)
    found = (await mesh.stubs.customers.ListCustomers(request)).customers
    return {each.identities[0].value: each for each in found}


def person(number: int) -> str:
    return f"+3933300{number:05};Person {number};it;crm-{number};"


async def test_every_line_becomes_a_customer(mesh_of_two, sent, people):
    tally, named = await sent(people(person(1), person(2)))

    assert (tally, named) == (Tally(created=2), [])
    found = (await stored(mesh_of_two, sent.tenant_id))["+393330000001"]
    assert (found.display_name, found.language, found.external_ref) == ("Person 1", "it", "crm-1")


async def test_the_same_file_again_changes_nothing(sent, people):
    await sent(people(person(1), person(2)))

    assert await sent(people(person(1), person(2))) == (Tally(unchanged=2), [])


async def test_a_line_that_says_something_else_changes_its_customer(mesh_of_two, sent, people):
    await sent(people(person(1), person(2)))

    tally, _ = await sent(people(person(1), person(2).replace("Person 2", "Anna")))

    assert tally == Tally(updated=1, unchanged=1)
    assert (await stored(mesh_of_two, sent.tenant_id))["+393330000002"].display_name == "Anna"


async def test_more_than_fit_into_one_request_arrive(sent, people):
    lines = [person(number) for number in range(CustomerSender.at_once * 2 + 1)]

    tally, named = await sent(people(*lines))

    assert (tally, named) == (Tally(created=len(lines)), [])


async def test_lines_that_the_service_refuses_are_named_beside_those_that_we_do(sent, people):
    tally, named = await sent(
        people(person(1), "12;x;it;a;", person(3), "+393330000004;x;klingon-;b;", person(5))
    )

    assert tally == Tally(created=3, refused=2)
    assert named == [(3, "NOT_E164"), (5, "FIELD_INVALID")]


async def test_a_file_that_breaks_off_is_told(sent, people):
    bad = people(person(1))
    bad.path.write_bytes(bad.path.read_bytes() + b"\xff\n")

    with pytest.raises(CsvError, match=":3: is no UTF-8 text"):
        await sent(bad)


async def test_what_ends_an_import_is_told_with_how_far_it_was(sent, people):
    nobody = "5d2a7c3e-3f5e-4b6e-9f57-2f3e6f9f9f9f"

    with pytest.raises(
        ImportFailed, match=r"TENANT_NOT_FOUND: .*; 0 lines were done before"
    ) as told:
        await sent(people(person(1)), nobody)

    assert isinstance(told.value.__cause__, NotFound)


def test_a_dry_run_names_the_same_lines_without_a_service(people):
    named = []

    lines = people(person(1), "12;x;it;a;", person(1)).lines()

    tally = checked(map(judged, lines), named.append)

    assert (tally.read, tally.refused) == (3, 2)
    assert [(line.number, line.reason) for line in named] == [(3, "NOT_E164"), (4, "REPEATED")]


BAD = [
    ("+393330000001;x;klingon;a;", "FIELD_INVALID", "language: is no language we know"),
    ("+393330000002;x;it;b;Rome", "TIME_ZONE_UNKNOWN", "time_zone: is no IANA time zone"),
    (f"+393330000003;{'x' * 201};it;c;", "FIELD_INVALID", "display_name: has more than 200"),
]


async def test_a_dry_run_judges_language_zone_and_name_as_the_service_does(sent, people):
    named = []

    lines = people(*(line for line, _, _ in BAD), person(4)).lines()
    checked(map(judged, lines), named.append)

    assert [line.reason for line in named] == [reason for _, reason, _ in BAD]
    assert all(
        line.detail.startswith(detail) for line, (_, _, detail) in zip(named, BAD, strict=True)
    )
    _, refused = await sent(people(*(line for line, _, _ in BAD), person(4)))
    assert refused == [(line.number, line.reason) for line in named]
