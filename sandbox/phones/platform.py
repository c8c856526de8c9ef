"""What a platform brings so that its customers have phones here."""

from dataclasses import dataclass
from typing import Protocol

from sandbox.phones.wish import Wish


class CannotWrite(ValueError):
    """The platform has no such thing; the text says which."""


@dataclass(frozen=True)
class Written:
    id: str | None
    """The platform's id of the message; None where a raw body shows none."""
    gateway_status: int | None
    """What the gateway answered at once; None where it did not."""


class Platform(Protocol):
    channel: str

    def knows(self, address: str) -> bool:
        """Whether a business has this address."""

    def address_of(self, address: str, customer: str) -> str:
        """The customer's address in the form that chats are kept under."""

    async def write(self, address: str, customer: str, wish: Wish) -> Written:
        """Do what the wish says on the customer's phone. Raises CannotWrite."""
