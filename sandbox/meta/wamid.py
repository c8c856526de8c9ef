"""Message ids in the form of WhatsApp's."""

import base64
import secrets

_FROM_CUSTOMER, _FROM_BUSINESS = b"\x12\x18\x14", b"\x11\x18\x12"


def from_customer(address: str) -> str:
    return _wamid(address, _FROM_CUSTOMER, "3A" + secrets.token_hex(9).upper())


def from_business(address: str) -> str:
    return _wamid(address, _FROM_BUSINESS, secrets.token_hex(9).upper())


def _wamid(address: str, direction: bytes, unique: str) -> str:
    name = address.encode()[:64]
    data = b"\x1c\x18" + bytes([len(name)]) + name + b"\x15\x02\x00" + direction
    return "wamid." + base64.b64encode(data + unique.encode() + b"\x00").decode()
