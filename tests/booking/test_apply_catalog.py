"""How does a tenant say what can be booked?"""

import asyncio
from datetime import timedelta

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from tests.booking.salon import catalog, new_id, offering, resource


async def test_what_is_applied_is_what_is_listed(nobody):
    applied = await nobody.apply(catalog())

    assert applied.changed
    assert ([*applied.offerings], [*applied.resources]) == await nobody.listed()
    assert [each.name for each in applied.offerings] == ["colore", "taglio"]
    assert [each.name for each in applied.resources] == ["anna", "marco"]


async def test_without_a_step_slots_start_every_15_minutes(nobody):
    applied = await nobody.apply(catalog())

    assert applied.offerings[0].step.ToTimedelta() == timedelta(minutes=15)


def test_names_are_sorted_as_we_sort_them_on_every_server(booking_database):
    """Else a catalog would never be the one applied where the server's locale ignores hyphens."""
    found = booking_database.rows(
        """SELECT table_name, collation_name FROM information_schema.columns
           WHERE table_schema = 'booking' AND column_name = 'name' ORDER BY table_name"""
    )
    assert found == [("offerings", "C"), ("resources", "C")]


async def test_applying_the_same_catalog_twice_changes_nothing(nobody):
    first = await nobody.apply(catalog())
    second = await nobody.apply(catalog())

    assert not second.changed
    assert second.offerings == first.offerings
    assert second.resources == first.resources


async def test_the_order_of_the_parts_does_not_matter(nobody):
    await nobody.apply(catalog())
    turned = catalog()
    turned.offerings.reverse()
    turned.resources.reverse()
    for each in turned.resources:
        each.offering_names.reverse()
        each.weekly_hours.reverse()

    assert not (await nobody.apply(turned)).changed


@pytest.mark.parametrize(
    "other",
    [
        catalog(zone="Europe/Madrid"),
        catalog(by_hand=True),
        catalog(rules=pb.Rules(holiday_country="IT")),
        catalog([offering(), offering("colore", 90)]),
        catalog([offering(is_default=True, min_party=2), offering("colore", 90)]),
        catalog([offering(is_default=True), offering("colore", 90, price_cents=1,
                                                     currency_code="EUR")]),
        catalog(resources=[resource("anna", ["taglio", "colore"])]),
        catalog(resources=[resource("anna", ["taglio"]), resource("marco", ["taglio", "colore"])]),
    ],
    ids=["zone", "approval", "rules", "no default", "a party", "a price", "a resource less",
         "a performance less"],
)  # fmt: skip
async def test_any_difference_is_a_change_and_is_kept(nobody, other):
    await nobody.apply(catalog())
    changed, again = pb.ApplyCatalogRequest(), pb.ApplyCatalogRequest()
    changed.CopyFrom(other)
    again.CopyFrom(other)
    again.request_id = new_id()

    assert (await nobody.apply(changed)).changed
    assert not (await nobody.apply(again)).changed


async def test_what_keeps_its_name_keeps_its_id(nobody):
    first = await nobody.apply(catalog())
    renamed = [offering(display_name="Haircut", is_default=True), offering("colore", 120)]
    second = await nobody.apply(catalog(renamed))

    assert [each.offering_id for each in second.offerings] == [
        each.offering_id for each in first.offerings
    ]
    assert second.changed


async def test_the_default_can_move_from_one_offering_to_another(nobody):
    await nobody.apply(catalog())
    await nobody.apply(catalog([offering(), offering("colore", 90, is_default=True)]))

    assert (await nobody.book("2026-03-03T15:30")).offering_name == "Colore"


async def test_what_is_left_out_is_retired_and_keeps_its_bookings(nobody):
    await nobody.apply(catalog())
    colore, marco = nobody.offerings["colore"], nobody.resources["marco"]
    booking = await nobody.book("2026-03-03T15:30", offering_id=colore, resource_id=marco)

    await nobody.apply(catalog([offering(is_default=True)], [resource()]))

    assert [len(each) for each in await nobody.listed()] == [1, 1]
    assert await nobody.get(booking.booking_id) == booking
    with pytest.raises(NotFound, match="offering"):
        await nobody.book("2026-03-04T15:30", offering_id=colore)
    with pytest.raises(NotFound, match="resource"):
        await nobody.book("2026-03-04T15:30", resource_id=marco)
    with pytest.raises(NotFound):
        await nobody.free("2026-03-04T00:00", "2026-03-05T00:00", offering_id=colore)


async def test_what_was_retired_comes_back_under_its_old_id_with_its_bookings(nobody):
    first = await nobody.apply(catalog())
    await nobody.book("2026-03-03T15:30", resource_id=nobody.resources["marco"])
    await nobody.apply(catalog([offering(is_default=True)], [resource()]))
    back = await nobody.apply(catalog())

    assert back.changed
    assert back.offerings == first.offerings
    assert back.resources == first.resources
    free = await nobody.free("2026-03-03T15:30", "2026-03-03T15:31")
    assert list(free.slots[0].resource_ids) == [nobody.resources["anna"]]


async def test_everything_can_be_retired(nobody):
    await nobody.apply(catalog())
    emptied = await nobody.apply(catalog([], []))

    assert emptied.changed
    assert await nobody.listed() == ([], [])


async def test_the_same_request_is_answered_alike(nobody):
    request = catalog()
    first = await nobody.apply(request)

    assert await nobody.apply(request) == first


async def test_the_same_id_with_another_catalog_is_refused(nobody):
    request = catalog()
    await nobody.apply(request)
    request.time_zone = "Europe/Madrid"

    with pytest.raises(InvalidArgument) as refusal:
        await nobody.apply(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_many_at_once_leave_one_catalog(nobody):
    catalogs = [catalog(), catalog([offering(is_default=True)], [resource()])]
    await asyncio.gather(*(nobody.apply(_again(catalogs[number % 2])) for number in range(8)))

    offerings, resources = await nobody.listed()
    assert len(offerings) == len(resources)
    assert len(offerings) in {1, 2}


def _again(request):
    copy = pb.ApplyCatalogRequest()
    copy.CopyFrom(request)
    copy.request_id = new_id()
    return copy


async def test_offerings_and_resources_come_a_page_at_a_time(nobody):
    names = [f"o-{number}" for number in range(5)]
    await nobody.apply(
        catalog([offering(name) for name in names], [resource(name, names) for name in names])
    )
    for method, kind, field in (
        (nobody.booking.catalogs.ListOfferings, pb.ListOfferingsRequest, "offerings"),
        (nobody.booking.catalogs.ListResources, pb.ListResourcesRequest, "resources"),
    ):
        found, token = [], ""
        for _ in range(3):
            page = await method(kind(tenant_id=nobody.tenant_id, page_size=2, page_token=token))
            found += [each.name for each in getattr(page, field)]
            token = page.next_page_token
        assert found == names
        assert token == ""


async def test_a_token_of_offerings_is_none_of_resources(nobody):
    await nobody.apply(catalog())
    page = await nobody.booking.catalogs.ListOfferings(
        pb.ListOfferingsRequest(tenant_id=nobody.tenant_id, page_size=1)
    )

    with pytest.raises(InvalidArgument) as refusal:
        await nobody.booking.catalogs.ListResources(
            pb.ListResourcesRequest(tenant_id=nobody.tenant_id, page_token=page.next_page_token)
        )
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"
