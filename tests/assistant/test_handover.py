"""Who answers: the assistant or a person, and how does it come back?"""

import pytest
from lyo.assistant.v1 import conversation_service_pb2 as pb

from services.common.errors import Aborted, InvalidArgument, NotFound
from tests.assistant.business import new_id


async def hand_over(giulia, state, **fields) -> pb.Conversation:
    fields.setdefault("conversation_id", (await giulia.conversation()).conversation_id)
    fields.setdefault("request_id", new_id())
    request = pb.SetHandoverRequest(tenant_id=giulia.salon.tenant_id, state=state, **fields)
    return (await giulia.conversations.SetHandover(request)).conversation


async def test_while_a_person_answers_the_assistant_is_silent_and_listens(giulia):
    await giulia.writes("help")

    changed = await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN)

    assert changed.state == pb.CONVERSATION_STATE_HUMAN
    assert await giulia.writes("tomorrow at 10 please") == []
    assert (await giulia.messages()).messages[0].text == "tomorrow at 10 please"


async def test_who_is_given_back_is_answered_again(giulia):
    await giulia.writes("help")
    await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN)
    await hand_over(giulia, pb.CONVERSATION_STATE_BOT)

    assert "Shall I book this?" in await giulia.hears("wednesday at 10")


async def test_what_was_under_way_is_dropped_with_the_handover(giulia):
    await giulia.writes("wednesday at 10")
    await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN)
    await hand_over(giulia, pb.CONVERSATION_STATE_BOT)

    await giulia.writes("yes")

    assert await giulia.bookings() == []


async def test_after_hours_without_a_word_the_assistant_answers_again(giulia, mesh):
    await giulia.writes("help")
    await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN)
    mesh.clock.goes_on(hours=11)
    still_silent = await giulia.writes("hello?")
    mesh.clock.goes_on(hours=12)

    assert still_silent == []
    assert await giulia.writes("hello?") != []
    assert (await giulia.conversation()).state == pb.CONVERSATION_STATE_BOT


async def test_a_person_who_was_asked_for_is_waited_for_until_somebody_answers(giulia):
    await giulia.writes("can I talk to a real person?")
    waiting = (await giulia.conversation()).state
    await giulia.writes("opening hours?")

    assert waiting == pb.CONVERSATION_STATE_WAITING
    assert (await giulia.conversation()).state == pb.CONVERSATION_STATE_WAITING


async def test_the_same_request_hands_over_once(giulia):
    await giulia.writes("help")
    request_id = new_id()

    first = await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN, request_id=request_id)
    second = await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN, request_id=request_id)

    assert first.etag == second.etag


async def test_the_same_request_for_something_else_is_refused(giulia):
    await giulia.writes("help")
    request_id = new_id()
    await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN, request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await hand_over(giulia, pb.CONVERSATION_STATE_BOT, request_id=request_id)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_conversation_that_has_changed_is_not_handed_over_unseen(giulia):
    await giulia.writes("help")
    etag = (await giulia.conversation()).etag
    await giulia.writes("list")

    with pytest.raises(Aborted) as refusal:
        await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN, etag=etag)
    assert refusal.value.reason == "ETAG_STALE"


async def test_another_conversation_is_not_found(giulia):
    with pytest.raises(NotFound) as refusal:
        await hand_over(giulia, pb.CONVERSATION_STATE_HUMAN, conversation_id=new_id())
    assert refusal.value.reason == "CONVERSATION_NOT_FOUND"
