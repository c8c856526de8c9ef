"""Is the text of an API key what it is said to be, and is any other text refused?"""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from services.tenant.domain.api_key import RANDOM_BYTES, made, parsed
from services.tenant.domain.errors import KeyMistyped, KeyUnknown


@given(any_.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES))
def test_what_was_made_is_read_again(randomness):
    key = made("production", randomness)

    assert parsed(key.plain).plain == key.plain
    assert (len(key.api_key_id), len(key.secret)) == (12, 43)


def test_a_key_ends_with_the_crc_32_of_all_before_it_in_base_62():
    key = made("test", bytes(range(RANDOM_BYTES))).plain
    said, _, checksum = key.rpartition("_")
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    number = 0
    for digit in checksum:
        number = number * 62 + digits.index(digit)
    assert (number, len(checksum)) == (zlib.crc32(said.encode()), 6)


def test_two_keys_of_other_randomness_share_neither_id_nor_secret():
    one, other = made("test", bytes(RANDOM_BYTES)), made("test", bytes([1] * RANDOM_BYTES))
    assert one.api_key_id != other.api_key_id
    assert one.secret != other.secret


def test_a_key_of_too_little_randomness_is_not_made():
    with pytest.raises(ValueError, match="40 bytes"):
        made("test", bytes(39))


@given(any_.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_key(text):
    with pytest.raises((KeyUnknown, KeyMistyped)):
        parsed(text)


def test_a_presented_key_shows_nothing_of_itself():
    key = made("test", bytes(range(RANDOM_BYTES)))
    assert key.secret not in repr(key)
