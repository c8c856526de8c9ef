"""Does the notifier hear what Meta tells that bears on what is sent?"""

import pytest
from lyo.notifier.v1 import provider_service_pb2 as provider_pb

from tests.gateway.accounts import NUMBER, an_account, ended, restriction
from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, eventually, running_town


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


@pytest.fixture
async def gateway(town):
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()) as running:
        yield running


@pytest.fixture
def account(town):
    return an_account(town)


async def test_the_notifier_hears_since_when_and_in_which_words(gateway, town, account):
    salon = await account.channel()
    content = account.said_of_number("FLAGGED", ago=60, current_limit="TIER_1K")

    await ended(town, gateway, content)
    (told,) = await account.events(salon)
    assert told == provider_pb.AccountEvent(
        channel_id=salon.channel_id,
        kind=provider_pb.ACCOUNT_EVENT_KIND_QUALITY_LOW,
        detail="FLAGGED TIER_1K",
        event_time={"seconds": content["entry"][0]["time"]},
    )


async def test_the_notifier_hears_what_begins_and_what_is_over(gateway, town, account):
    salon = await account.channel()
    disabled, reinstated = (
        {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}}
        for state in ("DISABLE", "REINSTATE")
    )

    await ended(
        town,
        gateway,
        restriction(account),
        account.said_of_number("UPGRADE"),
        account.told("account_update", disabled),
        account.told("account_update", reinstated),
    )
    assert await account.heard(salon) == [
        "LIMIT_REACHED",
        "QUALITY_GOOD",
        "LIMIT_LIFTED",
        "RESTRICTED",
        "RESTRICTION_LIFTED",
    ]


async def test_a_template_that_is_paused_is_told_to_all_channels_of_its_account(
    gateway, town, account
):
    both = [await account.channel(), await account.channel("")]
    value = {
        "event": "PAUSED",
        "message_template_name": "reminder",
        "message_template_language": "it",
    }

    assert await ended(town, gateway, account.told("message_template_status_update", value)) == [
        "told"
    ]
    for salon in both:
        (told,) = await account.events(salon)
        assert told.kind == provider_pb.ACCOUNT_EVENT_KIND_TEMPLATE_PAUSED
        assert (told.template_name, told.template_language) == ("reminder", "it")


async def test_an_alert_is_no_problem_of_a_channel_and_is_listed(gateway, town, account):
    salon, other = await account.channel(), await account.channel("+39 06 5550 0002")
    pin = {"event": "PIN_CHANGED", "display_phone_number": NUMBER, "requester": "1"}

    assert await ended(town, gateway, account.told("security", pin)) == ["told"]
    assert await account.heard(salon) == ["ALERT"]
    assert await account.heard(other) == []
    assert await account.problems(salon) == []


async def test_several_events_of_a_kind_that_wait_together_are_all_told(town, account):
    salon = await account.channel()
    async with running_gateway(town.database.url("gateway")) as only_serving:
        for ago in (30, 20, 10):
            await only_serving.deliver(account.said_of_number("FLAGGED", ago=ago))
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await eventually(lambda: town.waiting() == 0)

    assert await account.heard(salon) == ["QUALITY_LOW"] * 3
