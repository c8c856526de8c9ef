"""Is it kept and counted what a provider says that a message costs?"""

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.metrics import REGISTRY
from tests.notifier.conftest import status

UTILITY = pb.Pricing(billable=True, category="utility", kind="regular", model="PMP")
FREE = pb.Pricing(billable=False, category="service", kind="free_customer_service", model="PMP")


def priced(category: str, billable: str) -> float:
    """How many messages of Meta were priced so."""
    labels = {"provider": "meta", "category": category, "billable": billable}
    return REGISTRY.get_sample_value("outbound_priced_total", labels) or 0


@pytest.fixture
async def accepted(tenant):
    """A message that Meta has; says what its statuses say of it."""
    (message_id,) = await tenant.sends("Ciao")
    message = await tenant.becomes(message_id, "ACCEPTED")

    async def says(state: str, pricing: pb.Pricing | None = None) -> pb.Message:
        wamid = message.provider_message_id
        await tenant.told(status(message_id, state, wamid, pricing=pricing))
        return await tenant.message(message_id)

    return says


async def test_what_a_message_costs_is_told_with_it(accepted):
    assert (await accepted("SENT", UTILITY)).pricing == UTILITY


async def test_a_message_of_which_nothing_was_told_has_no_price(accepted):
    assert not (await accepted("SENT")).HasField("pricing")


async def test_a_later_status_does_not_take_the_price_away(accepted):
    await accepted("SENT", UTILITY)

    assert (await accepted("DELIVERED")).pricing == UTILITY


async def test_a_price_that_comes_late_is_kept_though_the_state_stays(accepted):
    await accepted("DELIVERED")

    late = await accepted("SENT", FREE)

    assert (late.pricing, late.state) == (FREE, pb.MESSAGE_STATE_DELIVERED)


async def test_each_message_is_counted_once(accepted):
    before = priced("utility", "true")

    for state in ("SENT", "DELIVERED", "READ"):
        await accepted(state, UTILITY)

    assert priced("utility", "true") == before + 1


async def test_what_is_free_is_counted_apart(accepted):
    before = priced("service", "false")

    await accepted("SENT", FREE)

    assert priced("service", "false") == before + 1


async def test_a_word_that_nobody_knows_makes_no_new_counter(accepted):
    before = priced("other", "true")

    await accepted("SENT", pb.Pricing(billable=True, category="gold"))

    assert priced("other", "true") == before + 1
