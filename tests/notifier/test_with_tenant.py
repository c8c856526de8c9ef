"""Do the notifier and the real tenant service agree whose token is whose?"""

import pytest

from services.notifier.__main__ import Callees
from tests.notifier.conftest import Tenant
from tests.notifier.running import running_notifier
from tests.tenant.running import running_tenant


@pytest.fixture
async def salon(lyo_database, meta, channels):
    """Opens salons in a real tenant service, as the notifier beside it knows them."""
    databases = lyo_database("tenant", "notifier")
    async with (
        running_tenant(databases) as service,
        running_notifier(
            databases,
            Callees(service.sending, service.tenants, service.customers),
            graph_url=meta.url,
        ) as notifier,
    ):

        async def opened(*, with_token):
            salon = Tenant(notifier.messages, meta, channels)
            await meta.number(salon.address, salon.token)
            token = salon.token if with_token else ""
            known = await service.open(address=salon.address, token=token)
            salon.tenant_id, salon.channel_id = known.tenant_id, known.channel_id
            return salon

        yield opened


async def test_each_salon_is_answered_for_with_its_own_token(salon):
    """The sandbox refuses a token that is not of the number."""
    for each in [await salon(with_token=True) for _ in range(2)]:
        (message_id,) = await each.sends("Ciao")

        await each.becomes(message_id, "ACCEPTED")
        assert await each.texts() == ["Ciao"]


async def test_a_salon_without_a_token_sends_nothing_and_says_why(salon):
    salon = await salon(with_token=False)

    (message_id,) = await salon.sends("Ciao")

    assert (await salon.becomes(message_id, "FAILED")).reason == "CREDENTIAL_MISSING"
    assert await salon.calls() == []
