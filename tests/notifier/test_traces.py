"""What does an operator see of a message, and what must nobody see?"""

import io
import json
import logging

import pytest

from services.common.logs import JsonLines
from services.common.metrics import REGISTRY
from tests.notifier.conftest import a_phone, status

TEXT = "Your secret treatment is at three"


@pytest.fixture
def lines():
    """The log lines of the service, as they would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines("notifier"))
    logger = logging.getLogger("services")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(level)


def total(outcome):
    labels = {"provider": "meta", "outcome": outcome}
    return REGISTRY.get_sample_value("outbound_messages_total", labels) or 0


def calls(outcome):
    labels = {"provider": "meta", "operation": "send", "outcome": outcome}
    name = "provider_request_duration_seconds_count"
    return REGISTRY.get_sample_value(name, labels) or 0


async def test_each_attempt_is_logged_with_its_end_and_its_duration(tenant, lines):
    await tenant.fault("status", 500)

    (message_id,) = await tenant.sends(TEXT, to=a_phone())
    await tenant.becomes(message_id, "ACCEPTED")

    about = [line for line in lines() if line.get("message_id") == message_id]
    assert [line["event"] for line in about] == ["attempt", "failure", "attempt", "success"]
    failure, success = about[1], about[3]
    assert (failure["reason"], failure["outcome"]) == ("PROVIDER_DOWN", "try_again")
    assert "wamid" not in str(about)  # it holds the phone number, in base64
    assert all(line["tenant"] == tenant.tenant_id for line in about)
    assert failure["duration_ms"] >= 0
    assert success["duration_ms"] >= 0


async def test_no_log_line_shows_a_text_a_token_or_a_whole_phone(tenant, lines):
    await tenant.fault("status", 500)
    to = a_phone()

    first, second = await tenant.sends(TEXT, TEXT, to=to)
    await tenant.becomes(second, "ACCEPTED")
    await tenant.told(status(first, "READ"))

    written = json.dumps(lines())
    assert f"{to[:3]}*****{to[-3:]}" in written
    for hidden in (TEXT, tenant.token, to, to.removeprefix("+")):
        assert hidden not in written


async def test_a_message_is_counted_once_as_accepted_whoever_tells_it_first(tenant):
    accepted, read, called = total("accepted"), total("read"), calls("accepted")
    (message_id,) = await tenant.sends("Ciao", to=a_phone())
    await tenant.becomes(message_id, "ACCEPTED")

    await tenant.told(status(message_id, "READ"), status(message_id, "DELIVERED"))

    assert (total("accepted"), total("read")) == (accepted + 1, read + 1)
    assert calls("accepted") == called + 1


async def test_what_failed_and_what_expired_is_counted(tenant):
    failed, expired = total("failed"), total("expired")
    await tenant.fault("error_code", 131026)
    (refused,) = await tenant.sends("Ciao", to=a_phone())
    await tenant.becomes(refused, "FAILED")
    assert total("failed") == failed + 1

    await tenant.fault("status", 503, times=100)
    end = status("", "SENT").status_time
    end.seconds += 1
    (late,) = await tenant.sends("Ciao", to=a_phone(), expire_time=end)
    await tenant.becomes(late, "EXPIRED")
    assert total("expired") == expired + 1
