"""What can be read of conversations, and by whom?"""

import pytest
from lyo.assistant.v1 import conversation_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound, PermissionDenied
from tests.assistant.business import Customer, business, new_id
from tests.assistant.running import running_assistant


async def test_both_sides_of_a_conversation_are_kept_in_order(mesh, giulia):
    (reply,) = await giulia.writes("book 12/24 15:30")

    newest, oldest = (await giulia.messages()).messages

    assert (oldest.role, oldest.text) == (pb.ROLE_INBOUND, "book 12/24 15:30")
    assert oldest.provider_message_id.startswith("wamid.")
    assert oldest.send_time.ToDatetime(tzinfo=mesh.clock().tzinfo) == mesh.clock()
    assert (newest.role, newest.text) == (pb.ROLE_ASSISTANT, reply.text)
    assert newest.message_id == reply.message_id
    assert {newest.channel_id, oldest.channel_id} == {giulia.channel_id}


async def test_a_conversation_is_found_by_its_customer_and_by_its_id(giulia):
    await giulia.writes("help")
    by_customer = await giulia.conversation()
    request = pb.GetConversationRequest(
        tenant_id=giulia.salon.tenant_id, conversation_id=by_customer.conversation_id
    )

    by_id = (await giulia.conversations.GetConversation(request)).conversation

    assert by_id == by_customer
    assert by_id.customer_id == giulia.customer_id
    assert by_id.state == pb.CONVERSATION_STATE_BOT
    assert by_id.language == "en"


async def test_the_etag_changes_with_every_turn(giulia):
    await giulia.writes("help")
    before = (await giulia.conversation()).etag
    await giulia.writes("help")

    assert (await giulia.conversation()).etag != before


async def test_a_customer_has_one_conversation_on_all_channels(giulia):
    first = await giulia.asks(giulia.turn("help"))
    other = await giulia.asks(giulia.turn("help", channel_id=new_id()))

    assert first.conversation_id == other.conversation_id


async def test_messages_are_listed_page_by_page_newest_first(giulia):
    for n in range(3):
        await giulia.writes(f"xyzzy {n}")
    whole = [each.message_id for each in (await giulia.messages()).messages]

    pages, token = [], ""
    while True:
        page = await giulia.messages(page_size=4, page_token=token)
        pages.append([each.message_id for each in page.messages])
        token = page.next_page_token
        if not token:
            break

    assert [len(each) for each in pages] == [4, 2]
    assert sum(pages, []) == whole  # noqa: RUF017 - two pages


async def test_a_page_token_of_another_list_is_refused(mesh, salon, giulia):
    luca = Customer(mesh, salon)
    for customer in (giulia, luca):
        await customer.writes("help")
    token = (await giulia.messages(page_size=1)).next_page_token

    for wrong in (token, "nonsense"):
        with pytest.raises(InvalidArgument) as refusal:
            await luca.messages(page_token=wrong)
        assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_tenants_do_not_see_each_others_conversations(mesh, giulia):
    await giulia.writes("book 12/24 15:30")
    conversation_id = (await giulia.conversation()).conversation_id
    other = await business(mesh, name="Other")

    by_id = pb.GetConversationRequest(tenant_id=other.tenant_id, conversation_id=conversation_id)
    by_customer = pb.GetConversationRequest(
        tenant_id=other.tenant_id, customer_id=giulia.customer_id
    )
    messages = pb.ListMessagesRequest(tenant_id=other.tenant_id, conversation_id=conversation_id)

    for ask, request in [
        (mesh.conversations.GetConversation, by_id),
        (mesh.conversations.GetConversation, by_customer),
        (mesh.conversations.ListMessages, messages),
    ]:
        with pytest.raises(NotFound) as refusal:
            await ask(request)
        assert refusal.value.reason == "CONVERSATION_NOT_FOUND"


async def test_the_same_customer_id_at_another_tenant_is_somebody_else(mesh, giulia):
    await giulia.writes("book 12/24 15:30")
    elsewhere = Customer(mesh, await business(mesh, name="Other"))
    elsewhere.customer_id = giulia.customer_id

    assert "You have no bookings" in await elsewhere.hears("list")
    assert len((await elsewhere.messages()).messages) == 2


async def test_a_customer_who_never_wrote_has_no_conversation(giulia):
    with pytest.raises(NotFound) as refusal:
        await giulia.conversation()
    assert refusal.value.reason == "CONVERSATION_NOT_FOUND"


async def test_only_the_gateway_may_hand_in_turns(mesh, giulia):
    async with running_assistant(
        mesh.database, mesh.callees, now=mesh.clock, caller="booking"
    ) as conversations:
        with pytest.raises(PermissionDenied) as refusal:
            await conversations.HandleTurn(giulia.turn("help"))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"


async def test_a_turn_without_messages_is_refused_by_name(giulia):
    with pytest.raises(InvalidArgument) as refusal:
        await giulia.writes()
    assert [each.field for each in refusal.value.violations] == ["messages"]
