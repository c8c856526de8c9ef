"""Is nobody written to unasked while notifications are off, and is what was asked for answered?"""

import uuid

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.flags import is_on
from tests.notifier.conftest import a_phone


def reminder(**more):
    """A message that nobody asked for, and that may wait a minute."""
    asked = pb.SendRequest()
    asked.expire_time.GetCurrentTime()
    asked.expire_time.seconds += 60
    return {"purpose": pb.PURPOSE_REMINDER, "expire_time": asked.expire_time, **more}


async def test_what_is_withheld_is_recorded_and_never_sent(tenant, switches):
    switches.percentages[tenant.tenant_id] = 0

    (message_id,) = await tenant.sends("Tomorrow at ten", **reminder())
    message = await tenant.becomes(message_id, "DISABLED")

    assert message.reason == "NOTIFICATIONS_OFF"
    assert await tenant.texts() == []


async def test_a_reply_is_never_withheld(tenant, switches):
    switches.percentages[tenant.tenant_id] = 0

    (message_id,) = await tenant.sends("You asked")

    await tenant.becomes(message_id, "ACCEPTED")


async def test_a_reply_behind_a_withheld_message_of_the_same_person_is_sent(tenant, switches):
    switches.percentages[tenant.tenant_id] = 0
    (withheld,) = await tenant.sends("Tomorrow at ten", **reminder())

    (reply,) = await tenant.sends("You asked")

    await tenant.becomes(reply, "ACCEPTED")
    await tenant.becomes(withheld, "DISABLED")


async def test_of_a_part_of_the_customers_always_the_same_ones_are_written_to(tenant, switches):
    switches.percentages[tenant.tenant_id] = 50
    customers = [str(uuid.uuid4()) for _ in range(12)]

    for customer_id in customers:
        (message_id,) = await tenant.sends(
            "Hello", to=a_phone(), customer_id=customer_id, **reminder()
        )
        chosen = is_on("notifications", True, 50, customer_id)
        await tenant.becomes(message_id, "ACCEPTED" if chosen else "DISABLED")


async def test_while_nobody_can_say_whether_it_may_be_sent_it_waits(tenant, switches):
    switches.away.add(tenant.tenant_id)
    (message_id,) = await tenant.sends("Tomorrow at ten", **reminder())
    (behind,) = await tenant.sends("To another", to=a_phone())
    await tenant.becomes(behind, "ACCEPTED")
    assert (await tenant.message(message_id)).state == pb.MESSAGE_STATE_QUEUED

    switches.away.discard(tenant.tenant_id)
    await tenant.becomes(message_id, "ACCEPTED")


def test_ten_of_a_hundred_are_about_so_many_of_all_and_always_the_same_ones():
    customers = [str(uuid.UUID(int=number)) for number in range(100_000)]

    def chosen(percentage):
        return {each for each in customers if is_on("notifications", True, percentage, each)}

    ten = chosen(10)
    assert 9_500 <= len(ten) <= 10_500
    assert chosen(10) == ten
    assert ten < chosen(11)
