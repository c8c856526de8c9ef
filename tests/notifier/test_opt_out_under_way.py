"""Does an opt-out end a message between the calls for it?"""

import asyncio
import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from tests.notifier.answering import answering, responds
from tests.notifier.conftest import eventually
from tests.notifier.test_opt_out_while_queued import wrote
from tests.notifier.test_parts import LONG, accepts

REFUSED = responds(401, {"error": {"code": 190, "message": "the token has expired"}})


class OptingOut:
    """A provider that answers its first call once the customer has opted out meanwhile."""

    def __init__(self, answer):
        self.answer = answer
        self.tenant = self.preferences = self.task = None
        self.customer_id = ""

    async def __call__(self, writer):
        self.task = asyncio.create_task(self._opts_out())
        await eventually(self._known)
        await self.answer(writer)

    async def _opts_out(self):
        """It is answered only once the call that is under way has ended."""
        request = preference_pb.SetPreferencesRequest(
            tenant_id=self.tenant.tenant_id,
            request_id=str(uuid.uuid4()),
            customer_id=self.customer_id,
            opted_out=True,
            source=preference_pb.PREFERENCE_SOURCE_API,
        )
        await self.preferences.SetPreferences(request)

    async def _known(self):
        request = preference_pb.GetPreferencesRequest(
            tenant_id=self.tenant.tenant_id, customer_id=self.customer_id
        )
        return (await self.preferences.GetPreferences(request)).opted_out


async def sends_and_opts_out(answer, opened, new_tenant, text, known_as=None):
    """Where a message that nobody asked for stands at last, and how many calls were made for it.
    `known_as` gives the id under which the customer opts out."""
    async with (
        answering(answer, accepts("wamid.2")) as somebody,
        opened(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        answer.tenant, answer.preferences = tenant, notifier.preferences
        answer.customer_id = known_as(tenant) if known_as else tenant.customer_id
        await wrote(tenant, tenant.phone)
        (sent,) = await tenant.sends(text, purpose=pb.PURPOSE_CONFIRMATION)
        await eventually(lambda: called(somebody))
        tenant.stores("a newer token")

        message = await tenant.becomes(sent, "SUPPRESSED")
        await answer.task
    return message.reason, len(somebody.requests)


async def called(somebody):
    return somebody.requests


@pytest.mark.parametrize(
    ("first", "text"),
    [(accepts("wamid.1"), LONG), (REFUSED, "Ciao")],
    ids=["the next part", "with a newer token"],
)
async def test_no_other_call_is_made_once_the_customer_has_opted_out(
    open_notifier, new_tenant, first, text
):
    ended = await sends_and_opts_out(OptingOut(first), open_notifier, new_tenant, text)

    assert ended == ("OPTED_OUT", 1)


async def test_nor_where_they_say_it_under_another_of_their_ids(
    open_notifier, new_tenant, customers
):
    def merged(tenant):
        gone = str(uuid.uuid4())
        stays = customer_pb.Customer(customer_id=tenant.customer_id, merged_customer_ids=[gone])
        customers.add(tenant.tenant_id, stays)
        gone_to = customer_pb.Customer(customer_id=gone, merged_into_id=tenant.customer_id)
        customers.add(tenant.tenant_id, gone_to)
        return gone

    answer = OptingOut(accepts("wamid.1"))
    ended = await sends_and_opts_out(answer, open_notifier, new_tenant, LONG, merged)

    assert ended == ("OPTED_OUT", 1)
