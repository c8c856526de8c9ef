"""WhatsApp Cloud API: the body of a webhook as inbound items.

The envelope is `entry[].changes[].value`; each list may hold several, and a value may mix
messages, statuses and more. Tolerant of all that is added; what is read must have its shape.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from services.gateway.channels import whatsapp_messages, whatsapp_statuses
from services.gateway.channels.shape import Object, id_in, object_in, object_of, required_id_in
from services.gateway.channels.whatsapp_names import Names
from services.gateway.items import AccountEvent, Echo, Item, Platform
from services.gateway.reading import Odd, Reading, json_value

OBJECT = "whatsapp_business_account"


class Change(NamedTuple):
    """One change of the envelope, and whose it is."""

    account: str
    """The id of the WhatsApp Business account."""

    address: str
    """The `phone_number_id`; empty in changes that concern the whole account."""

    name: str
    value: Object
    names: Names
    whole: Object
    time: Any
    """When the platform says that it happened, which only account events need."""


def read(body: bytes) -> Reading:
    """All items of the body, in order. Raises Unreadable where it holds no JSON value."""
    reading = Reading()
    root = json_value(body)
    reading.each([root], lambda part: _read_root(part, reading), "ENVELOPE_ODD")
    return reading


def _read_root(part: Any, reading: Reading) -> None:
    root = object_of(part, "ENVELOPE_ODD")
    kind = root.get("object")
    if isinstance(kind, str) and kind != OBJECT:
        raise Odd("OBJECT_UNKNOWN")
    reading.each(root.get("entry"), lambda entry: _read_entry(entry, reading), "ENVELOPE_ODD")


def _read_entry(part: Any, reading: Reading) -> None:
    entry = object_of(part, "ENTRY_ODD")
    reading.each(
        entry.get("changes"),
        lambda change: _read_change(_change_of(change, entry), reading),
        "ENTRY_ODD",
    )


def _change_of(part: Any, entry: Object) -> Change:
    change = object_of(part, "CHANGE_ODD")
    value = object_of(change.get("value"), "CHANGE_ODD")
    metadata = object_in(value, "metadata", "ADDRESS_ODD")
    account, name = entry.get("id"), change.get("field")
    return Change(
        # For messages the address alone counts: what is odd in these must not cost an answer.
        account=account if isinstance(account, str) else "",
        address=id_in(metadata, "phone_number_id", "ADDRESS_ODD", limit=200),
        name=name if isinstance(name, str) else "",
        value=value,
        names=Names(value.get("contacts")),
        whole=change,
        time=entry.get("time"),
    )


def _read_change(change: Change, reading: Reading) -> None:
    listed = [name for name in _LISTS if change.value.get(name) is not None]
    for name in listed:
        _read_list(name, change, reading)
    told = {name: change.value[name] for name in _TOLD if change.value.get(name) is not None}
    if not listed:
        reading.items.append(_event(change, change.value))
    elif told:
        reading.items.append(_event(change, told))


def _read_list(name: str, change: Change, reading: Reading) -> None:
    to_item = _LISTS[name]
    reading.each(
        change.value[name],
        lambda part: reading.items.extend(filter(None, [to_item(part, change)])),
        "LIST_ODD",
    )


def _message(part: Any, change: Change) -> Item:
    message = object_of(part, "MESSAGE_ODD")
    return whatsapp_messages.read(message, _address(change), change.names)


def _status(part: Any, change: Change) -> Item | None:
    return whatsapp_statuses.read(object_of(part, "STATUS_ODD"), _address(change))


def _echo(part: Any, change: Change) -> Item:
    echo = object_of(part, "ECHO_ODD")
    message_id = required_id_in(echo, "id", "ECHO_ODD")
    return Echo(Platform.WHATSAPP, _address(change), message_id, echo)


def _event(change: Change, value: Object) -> Item:
    if not change.account and not change.address:
        raise Odd("ACCOUNT_ODD")
    raw = {**change.whole, "value": value, "time": change.time}
    return AccountEvent(Platform.WHATSAPP, change.account, change.address, change.name, raw)


def _address(change: Change) -> str:
    if not change.address:
        raise Odd("ADDRESS_ODD")
    return change.address


# Messages first: what they cause does not wait for what became of older ones.
_LISTS: dict[str, Callable[[Any, Change], Item | None]] = {
    "messages": _message,
    "statuses": _status,
    "message_echoes": _echo,
}
# What may stand beside those, and is kept as an account event.
_TOLD = ("errors", "user_preferences")
