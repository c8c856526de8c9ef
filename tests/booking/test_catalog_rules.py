"""Which catalogs are refused?"""

from datetime import timedelta

import pytest

from services.common.errors import InvalidArgument
from tests.booking.salon import catalog, offering, resource, weekly

ODD_LENGTH = offering()
ODD_LENGTH.length.FromTimedelta(timedelta(minutes=30, seconds=30))
ODD_BUFFER = offering()
ODD_BUFFER.buffer_after.FromTimedelta(timedelta(milliseconds=1500))


@pytest.mark.parametrize(
    ("wrong", "reason", "field"),
    [
        (catalog([offering(), offering()], []), "NAME_REPEATED", "offerings"),
        (catalog(resources=[resource(), resource()]), "NAME_REPEATED", "resources"),
        (
            catalog([offering("a", is_default=True), offering("b", is_default=True)], []),
            "DEFAULT_REPEATED",
            "offerings",
        ),
        (
            catalog(resources=[resource("anna", ["taglio", "piega"])]),
            "OFFERING_UNKNOWN",
            'resources["anna"].offering_names',
        ),
        (
            catalog(resources=[resource(hours=weekly("09:00-13:00", "12:59-15:00"))]),
            "HOURS_OVERLAP",
            'resources["anna"].weekly_hours',
        ),
        (
            catalog(resources=[resource(hours=weekly("13:00-13:00"))]),
            "HOURS_EMPTY",
            'resources["anna"].weekly_hours',
        ),
        (
            catalog(resources=[resource(hours=weekly("19:00-09:00"))]),
            "HOURS_EMPTY",
            'resources["anna"].weekly_hours',
        ),
        (catalog(zone="Rome"), "TIME_ZONE_UNKNOWN", "time_zone"),
        (catalog([ODD_LENGTH], []), "FIELD_INVALID", 'offerings["taglio"].length'),
        (catalog([ODD_BUFFER], []), "FIELD_INVALID", 'offerings["taglio"].buffer_after'),
        (
            catalog([offering(price_cents=100)], []),
            "FIELD_MISSING",
            'offerings["taglio"].currency_code',
        ),
        (catalog([offering(lasts=4)], []), "FIELD_INVALID", "offerings[0].length"),
        (catalog([offering("Taglio")], []), "FIELD_INVALID", "offerings[0].name"),
    ],
)
async def test_a_catalog_that_breaks_a_rule_is_refused_and_nothing_is_stored(
    nobody, wrong, reason, field
):
    with pytest.raises(InvalidArgument) as refusal:
        await nobody.apply(wrong)

    assert refusal.value.reason == reason
    assert [each.field for each in refusal.value.violations] == [field]
    assert await nobody.listed() == ([], [])


async def test_openings_that_touch_do_not_overlap(nobody):
    touching = resource(hours=weekly("09:00-13:00", "13:00-19:00"))

    assert (await nobody.apply(catalog([offering()], [touching]))).changed
