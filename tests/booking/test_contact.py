"""By which channel, and at which address, is a customer reached?"""

from uuid import UUID

import pytest

from services.booking.domain.contact import Channel, Identity, IdentityKind, Platform, way

PHONE = Identity(IdentityKind.PHONE, "+390655500001")
USER = Identity(IdentityKind.WHATSAPP_USER, "IT.1")
INSTAGRAM = Identity(IdentityKind.INSTAGRAM, "17")
CONTACT = Identity(IdentityKind.CHATWOOT_CONTACT, "1/2")
VISITOR = Identity(IdentityKind.WEB_VISITOR, "v")


def channel(platform: Platform, number: int = 1, *, can_answer: bool = True) -> Channel:
    return Channel(UUID(int=number), platform, can_answer)


@pytest.mark.parametrize(
    ("platform", "identity"),
    [
        (Platform.WHATSAPP, PHONE),
        (Platform.WHATSAPP, USER),
        (Platform.TWILIO, PHONE),
        (Platform.ZAPTRA, PHONE),
        (Platform.INSTAGRAM, INSTAGRAM),
        (Platform.CHATWOOT, CONTACT),
        (Platform.WEB_CHAT, VISITOR),
    ],
    ids=lambda each: each.value if isinstance(each, Platform) else each.kind.value,
)
def test_a_platform_writes_to_its_own_kind_of_address(platform, identity):
    assert way([channel(platform)], [identity], None) == (channel(platform), identity)


@pytest.mark.parametrize(
    ("platform", "identity"),
    [(Platform.TWILIO, USER), (Platform.INSTAGRAM, PHONE), (Platform.WHATSAPP, VISITOR)],
    ids=["twilio", "instagram", "whatsapp"],
)
def test_a_platform_writes_to_no_other_kind_of_address(platform, identity):
    assert way([channel(platform)], [identity], None) is None


def test_whatsapp_comes_before_all_others():
    channels = [channel(Platform.TWILIO, 1), channel(Platform.WHATSAPP, 2)]
    assert way(channels, [PHONE], None) == (channels[1], PHONE)


def test_the_channel_that_was_booked_by_comes_before_whatsapp():
    channels = [channel(Platform.WHATSAPP, 1), channel(Platform.TWILIO, 2)]
    assert way(channels, [PHONE], UUID(int=2)) == (channels[1], PHONE)


def test_a_channel_that_does_not_fit_leaves_it_to_the_next():
    channels = [channel(Platform.INSTAGRAM, 1), channel(Platform.WHATSAPP, 2)]
    assert way(channels, [PHONE], UUID(int=1)) == (channels[1], PHONE)


def test_a_channel_that_cannot_answer_is_no_way():
    assert way([channel(Platform.WHATSAPP, can_answer=False)], [PHONE], None) is None


def test_a_phone_comes_before_a_user_id():
    assert way([channel(Platform.WHATSAPP)], [PHONE, USER], None) == (
        channel(Platform.WHATSAPP),
        PHONE,
    )


def test_of_two_phones_the_newer_is_taken():
    newer = Identity(IdentityKind.PHONE, "+390655500002")
    assert way([channel(Platform.WHATSAPP)], [PHONE, newer], None) == (
        channel(Platform.WHATSAPP),
        newer,
    )


def test_who_has_no_address_is_not_reached():
    assert way([channel(Platform.WHATSAPP)], [], None) is None
