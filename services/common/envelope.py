"""Sealing what is stored: AES-256-GCM, bound to the place it is stored in.

A data key seals values, and is itself kept wrapped by a key-encryption key out of a `KeyRing`.
`aad` names the place (tenant, table, column, row): a value moved elsewhere does not open.
Form: one byte of version, 12 of nonce, then the ciphertext with its tag of 16.
"""

import functools
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
_LISTED = re.compile(r"(?P<id>[A-Za-z0-9._-]{1,40}):(?P<key>[0-9a-fA-F]{64})")


class SealBroken(Exception):
    """It was changed, moved, or sealed with another key. The text says nothing of the content."""


def new_key() -> bytes:
    """A data key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, aad: str) -> bytes:
    """Seal for this place. A key is good for 2^32 values."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + _cipher(key).encrypt(nonce, plain, aad.encode())


def open_sealed(key: bytes, sealed: bytes, aad: str) -> bytes:
    """What was sealed, or SealBroken."""
    version, nonce = sealed[:1], sealed[1 : 1 + NONCE_BYTES]
    if version != VERSION or len(nonce) != NONCE_BYTES:
        raise SealBroken("not something that was sealed here")
    try:
        return _cipher(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], aad.encode())
    except InvalidTag as error:
        raise SealBroken("changed, moved, or sealed with another key") from error


def listed_keys(items: Iterable[str]) -> dict[str, bytes]:
    """Keys that were written down as `id:hex`, in their order; empty items are nothing.

    ValueError says which one is wrong, by its place: what it is may be half a key.
    """
    keys: dict[str, bytes] = {}
    for n, item in enumerate((text for each in items if (text := each.strip())), start=1):
        found = _LISTED.fullmatch(item)
        if found is None:
            raise ValueError(f"key {n} is not of the form id:hex, with {KEY_BYTES} bytes in hex")
        if found["id"] in keys:
            raise ValueError(f"key {n} has the id of another, {found['id']}")
        keys[found["id"]] = bytes.fromhex(found["key"])
    if not keys:
        raise ValueError("there is no key in it")
    return keys


@dataclass(frozen=True)
class KeyRing:
    """Key-encryption keys by id. New data keys are wrapped with `current`; old ones open with
    the key that wrapped them, whose id is stored beside them."""

    keys: Mapping[str, bytes]
    current: str

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError(f"the current key {self.current} is not on the ring")

    def __repr__(self) -> str:
        return f"KeyRing({sorted(self.keys)}, current={self.current})"


@functools.lru_cache(maxsize=1024)  # to make one costs as much as to seal with it
def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return AESGCM(key)
