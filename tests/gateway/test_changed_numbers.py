"""Who writes, once a customer has changed their number?"""

import pytest

from services.gateway.channels import whatsapp_messages
from services.gateway.channels.whatsapp_names import Names
from services.gateway.inbound import former_of
from services.gateway.items import Identity, IdentityKind, message_of, to_payload
from services.gateway.reading import Odd

OLD, NEW = "393331110001", "393331110002"
OLD_ID, NEW_ID = "IT.111", "IT.222"


def phone(digits):
    return Identity(IdentityKind.PHONE, f"+{digits}")


def user(value):
    return Identity(IdentityKind.WHATSAPP_USER, value)


def read(system, **message):
    part = {
        "id": "wamid.1",
        "timestamp": "1793000000",
        "type": "system",
        "system": {"body": "User changed", **system},
        **message,
    }
    return whatsapp_messages.read(part, "100000000000001", Names(None))


def changed_number(**more):
    return read({"type": "user_changed_number", "wa_id": NEW, **more}, **{"from": OLD})


def test_a_changed_number_names_who_it_is_now_and_what_they_had():
    message = changed_number()

    assert message.identities == (phone(NEW),)
    assert message.former == (phone(OLD),)


def test_the_id_that_changed_with_it_is_told_too():
    message = changed_number(user_id=NEW_ID, previous_user_id=OLD_ID)

    assert message.identities == (phone(NEW), user(NEW_ID))
    assert set(message.former) == {phone(OLD), user(OLD_ID)}


def test_an_id_alone_may_change_where_the_number_is_hidden():
    told = {"type": "user_changed_user_id", "user_id": NEW_ID, "previous_user_id": OLD_ID}

    message = read(told)

    assert message.identities == (user(NEW_ID),)
    assert message.former == (user(OLD_ID),)


def test_a_number_that_stays_while_the_id_changes_is_not_former():
    told = {"type": "user_changed_user_id", "user_id": NEW_ID, "previous_user_id": OLD_ID}

    message = read(told, **{"from": OLD})

    assert message.identities == (phone(OLD), user(NEW_ID))
    assert message.former == (user(OLD_ID),)


def test_any_other_system_message_changes_nothing():
    message = read({"type": "customer_identity_changed"}, **{"from": OLD})

    assert message.identities == (phone(OLD),)
    assert message.former == ()


@pytest.mark.parametrize("wa_id", ["", "not a number", None])
def test_a_change_to_nobody_is_set_aside(wa_id):
    with pytest.raises(Odd):
        read({"type": "user_changed_number", "wa_id": wa_id}, **{"from": OLD})


def test_what_was_former_is_kept_in_the_inbox():
    message = changed_number(user_id=NEW_ID, previous_user_id=OLD_ID)

    assert message_of(to_payload(message)) == message


def test_an_item_that_was_stored_before_there_was_such_a_thing_can_be_read():
    stored = to_payload(changed_number()).replace(b'"former"', b'"forgotten"')

    assert message_of(stored).former == ()


def test_who_changed_there_and_back_has_what_they_have():
    there, back = (
        changed_number(),
        read({"type": "user_changed_number", "wa_id": OLD}, **{"from": NEW}),
    )

    assert former_of([there, back], back.identities) == (phone(NEW),)
