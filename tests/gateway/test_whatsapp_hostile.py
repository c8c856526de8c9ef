"""Can anything that Meta may sign stop the gateway, or cost a good message its answer?"""

import contextlib
import json
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.channels import whatsapp
from services.gateway.items import to_payload
from services.gateway.reading import Unreadable, json_value
from tests.gateway.payloads import (
    ACCOUNT_EVENTS,
    EVERY_KIND,
    change,
    envelope,
    raw,
    status,
    text,
    value,
    webhook,
)

pytestmark = pytest.mark.slow  # it tries many thousand bodies

DELETED = object()
WRONG = [DELETED, None, True, -1, 1e999, "", "\0", [[]], {"a": {}}, "9" * 400]


def everything():
    """A webhook with all that there is, and a good one behind it."""
    error = [{"code": 131026, "title": "Undeliverable", "error_data": {"details": "x"}}]
    statuses = [status("failed", errors=error), status("read")]
    content = webhook(*EVERY_KIND.values(), statuses=statuses, errors=[{"code": 1}])
    changes = [change(of, name) for name, of in ACCOUNT_EVENTS.items()]
    content["entry"][0]["changes"] += changes
    content["entry"] += envelope(change(value(messages=[text("good")])))["entry"]
    return content


def paths(node, at=()):
    if at:
        yield at
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for name, child in children if isinstance(node, dict | list) else ():
        if isinstance(child, dict | list):
            yield from paths(child, (*at, name))
        else:
            yield (*at, name)


def changed(content, path, new):
    content = json.loads(json.dumps(content))  # a copy, in half the time
    parent = reduce(lambda node, name: node[name], path[:-1], content)
    if new is DELETED:
        del parent[path[-1]]
    else:
        parent[path[-1]] = new
    return content


EVERYTHING = everything()
PATHS = list(paths(EVERYTHING))


def as_sent(content):
    return raw(content).replace(b"Infinity", b"1e999")  # a number, only too large


def ids_of(reading):
    return [getattr(item, "message_id", None) for item in reading.items]


def test_the_webhook_with_everything_is_read_whole():
    reading = whatsapp.read(raw(EVERYTHING))

    assert not reading.set_aside
    assert len(reading.items) == len(EVERY_KIND) + 2 + 1 + len(ACCOUNT_EVENTS) + 1


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_whatever_is_wrong_in_one_place_the_others_go_on(path):
    whole = ids_of(whatsapp.read(raw(EVERYTHING)))
    for new in WRONG:
        reading = whatsapp.read(as_sent(changed(EVERYTHING, path, new)))
        found = ids_of(reading)

        assert "READER_FAILED" not in reading.set_aside
        assert all(to_payload(item) for item in reading.items)
        if path[:2] == ("entry", 0):
            assert found[-1] == whole[-1]  # the good message of the other entry
        if path[:6] == ("entry", 0, "changes", 0, "value", "messages") and len(path) > 6:
            others = [each for each in whole if each != whole[path[6]]]
            assert [each for each in found if each in others] == others


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.one_of(JSON, st.just(DELETED))), max_size=6))
def test_several_wrong_things_at_once_stop_nothing(changes):
    content = EVERYTHING
    for path, new in changes:
        try:
            content = changed(content, path, new)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took the place away
    try:
        reading = whatsapp.read(as_sent(content))
    except Unreadable:
        return
    assert "READER_FAILED" not in reading.set_aside


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_is_read_or_set_aside(content):
    try:
        reading = whatsapp.read(json.dumps(content).encode())
    except Unreadable:
        return
    assert reading.items == []
    assert "READER_FAILED" not in reading.set_aside


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_unreadable(body):
    with contextlib.suppress(Unreadable):
        whatsapp.read(body)


DEEP = 100_000
UNREADABLE = {
    "empty": (b"", "NOT_JSON"),
    "no JSON": (b"hello", "NOT_JSON"),
    "cut short": (raw(EVERYTHING)[:-1], "NOT_JSON"),
    "two values": (b"{}{}", "NOT_JSON"),
    "NaN": (b'{"a":NaN}', "NOT_JSON"),
    "infinity": (b'{"a":-Infinity}', "NOT_JSON"),
    "5,000 digits": (b'{"a":' + b"7" * 5000 + b"}", "NOT_JSON"),
    "lone surrogate": (rb'{"a":"\ud800"}', "NOT_JSON"),
    "lone trailing surrogate": (rb'{"a":"\udc00 "}', "NOT_JSON"),
    "surrogate as bytes": (b'{"a":"\xed\xa0\x80"}', "NOT_JSON"),
    "no UTF-8": (b'{"a":"\xff"}', "NOT_JSON"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "NOT_JSON"),
    "lists in lists": (b"[" * DEEP + b"]" * DEEP, "TOO_DEEP"),
    "objects in objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "TOO_DEEP"),
    "never closed": (b"[" * DEEP, "TOO_DEEP"),
    "33 levels": (b"[" * 33 + b"]" * 33, "TOO_DEEP"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_json_that_we_take_is_unreadable_with_a_reason(name):
    body, reason = UNREADABLE[name]
    with pytest.raises(Unreadable) as unreadable:
        whatsapp.read(body)

    assert unreadable.value.reason == reason


def test_32_levels_are_taken():
    assert json_value(b"[" * 32 + b"]" * 32)
    assert json_value(b"[" + b"[]," * 100 + b"{}]")


def test_of_repeated_keys_the_last_one_holds():
    body = raw(webhook(text("second"))).replace(b'"body":', b'"body":"first","body":')

    assert whatsapp.read(body).items[0].text == "second"
