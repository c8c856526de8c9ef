"""Is every call of a provider written down before it is made, and told in the log?"""

from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from tests.notifier.conftest import eventually
from tests.notifier.unasked import confirmation, just_wrote, sent, tells


async def attempts(tenant, message_id):
    request = pb.GetMessageRequest(tenant_id=tenant.tenant_id, message_id=message_id)
    return list((await tenant.stub.GetMessage(request)).attempts)


async def test_each_call_is_told_with_its_end(tenant):
    await tenant.fault("status", 503)

    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")

    first, second = await attempts(tenant, message_id)
    assert [first.number, second.number] == [1, 2]
    assert [first.outcome, second.outcome] == ["try_again", "accepted"]
    assert (first.reason, second.reason) == ("PROVIDER_DOWN", "")
    assert (first.provider, first.channel_id) == ("meta", tenant.channel_id)
    assert first.begin_time.ToDatetime(UTC) <= second.begin_time.ToDatetime(UTC)


async def test_a_call_that_is_under_way_is_written_down_already(tenant):
    await tenant.fault("hang")
    (message_id,) = await tenant.sends("Ciao")
    await eventually(tenant.calls)

    (under_way,) = await attempts(tenant, message_id)

    assert (under_way.number, under_way.outcome, under_way.duration_ms) == (1, "", 0)


async def test_how_long_a_call_took_is_told(tenant):
    await tenant.fault("delay", 0.2)

    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")

    (call,) = await attempts(tenant, message_id)
    assert call.duration_ms >= 200


async def test_a_message_whose_token_was_replaced_has_two_calls(tenant):
    (first,) = await tenant.sends("before")
    await tenant.becomes(first, "ACCEPTED")
    await tenant.meta.number(tenant.address, "a newer token")
    tenant.stores("a newer token")

    (second,) = await tenant.sends("after")
    await tenant.becomes(second, "ACCEPTED")

    told = await attempts(tenant, second)
    assert [each.outcome for each in told] == ["refused", "accepted"]


# In the log (E10)


def lines(caplog, name, message_id):
    """The fields of the lines of this name about the message."""
    found = [each.fields for each in caplog.records if each.getMessage() == name]
    return [each for each in found if each.get("message_id") == message_id]


@pytest.fixture
def log(caplog):
    caplog.set_level("INFO", "services.notifier")
    return caplog


async def test_a_call_that_succeeds_is_an_attempt_and_a_success(tenant, log):
    asked = tells(tenant, **just_wrote())
    message_id = await sent(tenant, asked)
    await tenant.becomes(message_id, "ACCEPTED")
    await eventually(lambda: _some(log, "success", message_id))

    (attempt,) = lines(log, "attempt", message_id)
    (success,) = lines(log, "success", message_id)
    booking_id = asked.messages[0].event.booking_id
    assert attempt["booking_id"] == success["booking_id"] == booking_id
    assert (success["provider"], str(success["to"])) == ("meta", masked(tenant.phone))
    assert success["duration_ms"] >= 0


async def test_a_call_that_fails_says_why(tenant, log):
    await tenant.fault("error_code", 131026)

    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "FAILED")

    (failure,) = lines(log, "failure", message_id)
    assert failure["reason"] == "RECIPIENT_UNREACHABLE"
    assert failure["duration_ms"] >= 0
    assert "booking_id" not in failure


@pytest.mark.parametrize("details", [True, False], ids=["debug", "usual"])
async def test_the_words_of_a_provider_are_in_the_log_where_they_are_wanted(
    open_notifier, new_tenant, meta, log, details
):
    async with open_notifier(graph_url=meta.url, WHATSAPP_DEBUG=details) as notifier:
        tenant = await new_tenant(notifier.messages)
        await tenant.fault("error_code", 131026)
        (message_id,) = await tenant.sends("Ciao")
        await tenant.becomes(message_id, "FAILED")

    (failure,) = lines(log, "failure", message_id)
    assert ("131026" in failure.get("detail", "")) is details
    assert tenant.phone.removeprefix("+") not in str(failure)


async def test_what_is_switched_off_is_told_as_disabled(tenant, switches, log):
    switches.percentages[tenant.tenant_id] = 0

    (message_id,) = await tenant.sends("Ciao", **confirmation())
    await tenant.becomes(message_id, "DISABLED")
    await eventually(lambda: _some(log, "disabled", message_id))

    (disabled,) = lines(log, "disabled", message_id)
    assert (disabled["reason"], str(disabled["to"])) == ("NOTIFICATIONS_OFF", masked(tenant.phone))


async def _some(log, name, message_id):
    return lines(log, name, message_id)


def masked(phone):
    return f"{phone[:3]}*****{phone[-3:]}"


# At night


async def test_what_can_wait_waits_in_the_night_and_keeps_nothing_else_waiting(
    open_notifier, new_tenant, meta
):
    now = datetime.now(UTC)
    night = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    async with open_notifier(graph_url=meta.url, quiet_hours=night) as notifier:
        tenant = await new_tenant(notifier.messages)
        notification = {"purpose": pb.PURPOSE_NOTIFICATION, "time_zone": "UTC"}
        (waits,) = await tenant.sends("News", **notification)
        await eventually(lambda: tenant.says(waits, "QUIET_HOURS"))
        (booked,) = await tenant.sends("Booked", time_zone="UTC", **confirmation())
        await tenant.becomes(booked, "ACCEPTED")

        assert await tenant.texts() == ["Booked"]
        waiting = await tenant.message(waits)
        assert waiting.state == pb.MESSAGE_STATE_QUEUED
        leaves = waiting.send_time.ToDatetime(tzinfo=UTC)
        assert f"{leaves:%H:%M}" == night[-5:]
