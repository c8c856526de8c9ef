"""Whose webhooks are believed?"""

import gzip
import hashlib
import hmac

import pytest

from services.gateway.signatures import is_one_of, signed_by
from tests.gateway.payloads import raw, signature, text, webhook

OLD, NEW = b"old-secret", b"new-secret"
BODY = raw(webhook(text("Può andare? 😀 24/12")))


def believed(body: bytes, *shown: bytes | str, secrets=(OLD, NEW)):
    headers = [
        (b"x-hub-signature-256", each.encode() if isinstance(each, str) else each) for each in shown
    ]
    return signed_by(body, [(b"content-type", b"application/json"), *headers], secrets)


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b"",
        b"\x00\xff",
        gzip.compress(BODY),
        b"x" * (3 * 1024 * 1024),
        b'{"a":1,"a":2}',
    ],
    ids=["message", "empty", "no text", "gzip", "3 MB", "repeated keys"],
)
def test_any_bytes_that_meta_signed_are_believed(body):
    assert believed(body, signature(body, "new-secret")) == 1


def test_each_of_the_secrets_is_good_during_a_rotation():
    assert believed(BODY, signature(BODY, "old-secret")) == 0
    assert believed(BODY, signature(BODY, "new-secret")) == 1


def test_hex_in_capitals_says_the_same():
    assert believed(BODY, signature(BODY, "old-secret").upper()) == 0


def test_a_body_that_was_written_anew_is_not_believed():
    # Meta escapes unicode and slashes; the same JSON in other bytes has another signature.
    import json

    again = json.dumps(json.loads(BODY)).encode()
    assert believed(again, signature(BODY, "old-secret")) is None


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "sha256=",
        "sha256",
        "sha256=0",
        signature(BODY, "another-secret"),
        signature(BODY + b" ", "old-secret"),
        signature(BODY, "old-secret")[7:],
        signature(BODY, "old-secret") + "0",
        signature(BODY, "old-secret")[:-1],
        " " + signature(BODY, "old-secret"),
        "sha1=" + hmac.new(OLD, BODY, hashlib.sha1).hexdigest(),
        "sha512=" + hmac.new(OLD, BODY, hashlib.sha512).hexdigest(),
        signature(BODY, "old-secret") + ", " + signature(BODY, "old-secret"),
        "sha256=\u00e4".encode(),
        b"sha256=\xff\xfe\x00" * 9,
        b"\x00",
        b"sha256=" + b"0" * 15_000,
    ],
)
def test_hostile_signatures_are_not_believed_and_break_nothing(shown):
    assert believed(BODY, shown) is None


def test_no_signature_is_not_believed():
    assert believed(BODY) is None


def test_two_signatures_are_one_too_many():
    assert believed(BODY, signature(BODY, "old-secret"), signature(BODY, "old-secret")) is None


def test_without_a_secret_nothing_is_believed():
    assert believed(BODY, signature(BODY, ""), secrets=()) is None


@pytest.mark.parametrize("shown", ["", "one ", "ONE", "two,one", "ä", "\udcff", "one\0"])
def test_only_the_very_token_is_one_of_the_tokens(shown):
    assert not is_one_of(shown, [b"one", b"two"])


def test_each_of_the_tokens_is_good():
    assert is_one_of("one", [b"one", b"two"])
    assert is_one_of("two", [b"one", b"two"])
    assert not is_one_of("", [])
