"""The people who have WhatsApp: a phone, a business-scoped user id, or only the latter."""

import hashlib
from dataclasses import dataclass

from sandbox.meta.models.message import BUSINESS_SCOPED, digits
from sandbox.meta.numbers import Number

_COUNTRIES = {"1": "US", "34": "ES", "39": "IT", "44": "GB", "52": "MX", "55": "BR", "91": "IN"}


@dataclass
class Customer:
    name: str
    user_id: str
    phone: str | None
    """Its digits; None for a customer with a username, whose phone Meta does not tell."""

    @property
    def address(self) -> str:
        return self.phone or self.user_id


class Customers:
    """Who is known at which number, by phone and by business-scoped id."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Customer] = {}

    def meet(self, number: Number, address: str, name: str | None = None) -> Customer:
        """The customer with this address, new or not; a name given replaces the old one."""
        customer = self.find(number, address) or self._new(number, address)
        if name:
            customer.name = name
        return customer

    def find(self, number: Number, address: str) -> Customer | None:
        key = address if is_business_scoped(address) else digits(address)
        return self.known.get((number.phone_number_id, key))

    def clear(self) -> None:
        self.known.clear()

    def _new(self, number: Number, address: str) -> Customer:
        if is_business_scoped(address):
            customer = Customer(f"Customer {address[-4:]}", address, None)
        else:
            phone = digits(address)
            customer = Customer(f"Customer {phone[-4:]}", scoped_id(number, phone), phone)
            self.known[number.phone_number_id, phone] = customer
        self.known[number.phone_number_id, customer.user_id] = customer
        return customer


def is_business_scoped(address: str) -> bool:
    return BUSINESS_SCOPED.fullmatch(address) is not None


def scoped_id(number: Number, phone: str) -> str:
    """The id of a phone's owner, another one in each business portfolio."""
    digest = hashlib.sha256(f"{number.waba_id}:{phone}".encode()).digest()
    return f"{_country(phone)}.{int.from_bytes(digest[:8], 'big') % 10**17:017d}"


def _country(phone: str) -> str:
    return _COUNTRIES.get(phone[:2]) or _COUNTRIES.get(phone[:1], "US")
