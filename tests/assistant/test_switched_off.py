"""Is the assistant silent where it is switched off, and is nothing lost of what was said?"""

from lyo.assistant.v1 import conversation_service_pb2 as pb
from lyo.tenant.v1 import flag_pb2 as flag_pb

from services.common.flags import is_on
from tests.assistant.business import Customer, business, new_id


async def switch(mesh, tenant_id: str, **how) -> None:
    """Set the flag; what it says acts once what was known is too old."""
    request = flag_pb.SetFlagRequest(
        tenant_id=tenant_id, request_id=new_id(), name="assistant", **how
    )
    await mesh.callees.tenants.SetFlag(request)
    mesh.clock.goes_on(seconds=5)


async def said(mesh, customer: Customer) -> list[str]:
    request = pb.GetConversationRequest(
        tenant_id=customer.salon.tenant_id, customer_id=customer.customer_id
    )
    conversation = (await mesh.conversations.GetConversation(request)).conversation
    listing = pb.ListMessagesRequest(
        tenant_id=customer.salon.tenant_id, conversation_id=conversation.conversation_id
    )
    return [each.text for each in (await mesh.conversations.ListMessages(listing)).messages]


async def test_a_tenant_that_is_switched_off_is_silent_within_five_seconds(mesh, salon, giulia):
    assert await giulia.writes("help")

    await switch(mesh, salon.tenant_id, enabled=False)

    assert await giulia.writes("book 12/24 15:30") == []
    assert await giulia.bookings() == []


async def test_what_was_written_meanwhile_is_in_the_conversation(mesh, salon, giulia):
    await switch(mesh, salon.tenant_id, enabled=False)

    await giulia.writes("is anybody there?")

    assert await said(mesh, giulia) == ["is anybody there?"]


async def test_switched_on_again_it_answers_what_comes_then(mesh, salon, giulia):
    await switch(mesh, salon.tenant_id, enabled=False)
    await giulia.writes("book 12/24 15:30")

    await switch(mesh, salon.tenant_id, enabled=True)

    assert "confirmed" in await giulia.hears("book 12/24 15:30")


async def test_the_kill_switch_of_the_installation_silences_every_tenant(mesh, salon, giulia):
    try:
        await switch(mesh, "", enabled=False)
        assert await giulia.writes("help") == []
    finally:
        await switch(mesh, "", unset=True)
    assert await giulia.writes("help")


async def test_a_part_of_the_customers_is_answered_always_the_same_ones(mesh, salon):
    await switch(mesh, salon.tenant_id, enabled=True, percentage=50)
    customers = [Customer(mesh, salon) for _ in range(12)]

    answered = [bool(await each.writes("help")) for each in customers]

    assert answered == [is_on("assistant", True, 50, each.customer_id) for each in customers]


async def test_another_tenant_notices_nothing(mesh, salon, giulia):
    rival = Customer(mesh, await business(mesh))
    await switch(mesh, salon.tenant_id, enabled=False)

    assert await rival.writes("help")
    assert await giulia.writes("help") == []
