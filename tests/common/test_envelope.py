"""Does what is sealed open only where it belongs?"""

import pytest

from services.common.envelope import (
    KeyRing,
    SealBroken,
    listed_keys,
    new_key,
    open_sealed,
    seal,
)

KEY, OTHER = new_key(), new_key()


def test_what_was_sealed_opens_in_its_place():
    assert open_sealed(KEY, seal(KEY, b"token", "here"), "here") == b"token"


def test_nothing_of_the_content_shows_and_no_two_seals_are_alike():
    first, second = seal(KEY, b"token", "here"), seal(KEY, b"token", "here")

    assert b"token" not in first
    assert first != second


@pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
def test_a_changed_byte_breaks_the_seal(position):
    sealed = bytearray(seal(KEY, b"token", "here"))
    sealed[position] ^= 1

    with pytest.raises(SealBroken):
        open_sealed(KEY, bytes(sealed), "here")


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20])
def test_a_piece_of_a_seal_does_not_open(length):
    with pytest.raises(SealBroken):
        open_sealed(KEY, seal(KEY, b"token", "here")[:length], "here")


def test_it_does_not_open_elsewhere_or_with_another_key():
    sealed = seal(KEY, b"token", "here")

    with pytest.raises(SealBroken):
        open_sealed(KEY, sealed, "there")
    with pytest.raises(SealBroken):
        open_sealed(OTHER, sealed, "here")


def test_a_key_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"short", b"token", "here")


def test_the_current_key_is_on_the_ring():
    with pytest.raises(ValueError, match="not on the ring"):
        KeyRing({"1": KEY}, current="2")


def test_a_ring_shows_no_key():
    assert KEY.hex() not in repr(KeyRing({"1": KEY}, current="1"))
    assert repr(KEY) not in repr(KeyRing({"1": KEY}, current="1"))


def test_keys_are_listed_by_id_in_their_order():
    given = listed_keys([f" b:{KEY.hex()} ", "", f"a.1:{OTHER.hex().upper()}"])
    assert list(given.items()) == [("b", KEY), ("a.1", OTHER)]


@pytest.mark.parametrize(
    "item",
    [
        "",
        KEY.hex(),
        f"a:{KEY.hex()}00",
        f"a:{KEY.hex()[2:]}",
        f":{KEY.hex()}",
        f"{'a' * 41}:{KEY.hex()}",
    ],
    ids=["nothing", "no id", "too long", "too short", "an empty id", "a long id"],
)
def test_what_is_no_key_is_refused_by_its_place_and_not_repeated(item):
    with pytest.raises(ValueError, match="key") as refusal:
        listed_keys([item])
    assert KEY.hex()[2:] not in str(refusal.value)


def test_two_keys_of_one_id_are_refused():
    with pytest.raises(ValueError, match="key 2 has the id of another, a"):
        listed_keys([f"a:{KEY.hex()}", f"a:{OTHER.hex()}"])
