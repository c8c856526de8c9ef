"""Can everything be read again that happened to a message?"""

import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import NotFound
from tests.notifier.conftest import status

IMPOSSIBLE = 100


def states(history: pb.GetMessageResponse) -> list[str]:
    names = [pb.MessageState.Name(each.state) for each in history.changes]
    return [name.removeprefix("MESSAGE_STATE_") for name in names]


async def test_a_message_shows_every_state_that_it_came_to_be_in(tenant):
    (message_id,) = await tenant.sends("Ciao")
    message = await tenant.becomes(message_id, "ACCEPTED")
    for state in ("SENT", "DELIVERED", "READ"):
        await tenant.told(status(message_id, state, message.provider_message_id))

    history = await tenant.history(message_id)

    assert states(history) == ["QUEUED", "SENDING", "ACCEPTED", "SENT", "DELIVERED", "READ"]


async def test_states_have_the_times_at_which_they_came(tenant):
    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")

    history = await tenant.history(message_id)

    times = [each.change_time.ToNanoseconds() for each in history.changes]
    assert times == sorted(times)
    assert history.changes[0].change_time == history.message.create_time
    assert history.changes[-1].change_time == history.message.update_time


async def test_a_message_shows_each_call_and_how_it_ended(tenant):
    await tenant.fault("status", 503)
    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")

    first, second = (await tenant.history(message_id)).attempts

    assert [(each.number, each.outcome) for each in (first, second)] == [
        (1, "try_again"),
        (2, "accepted"),
    ]
    assert (first.provider, first.channel_id) == ("meta", tenant.channel_id)
    assert first.reason == "PROVIDER_DOWN"
    assert (second.reason, second.provider_detail) == ("", "")


async def test_a_call_says_how_long_it_took(tenant):
    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")

    (call,) = (await tenant.history(message_id)).attempts

    assert call.duration_ms > 0
    assert call.begin_time.ToNanoseconds() > 0


async def test_a_refusal_says_why(tenant):
    await tenant.fault("error_code", IMPOSSIBLE)
    (message_id,) = await tenant.sends("Ciao")
    failed = await tenant.becomes(message_id, "FAILED")

    history = await tenant.history(message_id)

    assert failed.reason
    assert history.changes[-1].reason == history.attempts[0].reason == failed.reason
    assert "100" in history.attempts[0].provider_detail


async def test_who_was_called_last_is_told(tenant):
    (message_id,) = await tenant.sends("Ciao")

    assert (await tenant.becomes(message_id, "ACCEPTED")).provider == "meta"


async def test_another_tenant_sees_nothing_of_it(tenant, other_tenant):
    (message_id,) = await tenant.sends("Ciao")

    with pytest.raises(NotFound) as refusal:
        await other_tenant.history(message_id)
    assert refusal.value.reason == "MESSAGE_NOT_FOUND"


async def test_a_message_that_nobody_could_be_called_for_has_no_calls(tenant):
    asked = tenant.asks("Ciao", channel_id=str(uuid.uuid4()))
    (message,) = (await tenant.stub.Send(asked)).messages
    failed = await tenant.becomes(message.message_id, "FAILED")

    assert failed.reason == "CHANNEL_NOT_FOUND"
    assert not (await tenant.history(message.message_id)).attempts
