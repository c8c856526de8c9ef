"""The customer's side of Zaptra: it can be read, and that is all."""

from sandbox.phones.platform import CannotWrite, Written
from sandbox.phones.wish import Wish
from sandbox.zaptra.parts import CHANNEL, Parts


class ZaptraPhones:
    channel = CHANNEL

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def knows(self, address: str) -> bool:
        return self.parts.accounts.get(address) is not None

    def address_of(self, address: str, customer: str) -> str:
        """The digits of the phone."""
        del address
        return customer.removeprefix("+")

    async def write(self, address: str, customer: str, wish: Wish) -> Written:
        del address, customer, wish
        raise CannotWrite("nothing comes back by Zaptra: it only sends")
