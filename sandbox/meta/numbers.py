"""The business numbers that exist, with the tokens that may send from them."""

import hmac
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from sandbox.meta.models.message import digits

Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


class Number(BaseModel):
    """One business number, as `POST /numbers` registers it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone_number_id: Digits
    waba_id: Digits
    token: str
    display_number: str = ""

    @property
    def display_digits(self) -> str:
        """`display_phone_number` of webhooks; made up where none was given."""
        return digits(self.display_number) or f"1555{self.phone_number_id[-7:]:0>7}"


class Numbers:
    def __init__(self, permanent: list[Number]) -> None:
        self.permanent = permanent
        self.known: dict[str, Number] = {}
        self.tokens: set[str] = set()
        self.reset()

    def add(self, number: Number) -> None:
        """Register a number until the next reset; the same id again replaces it."""
        self.known[number.phone_number_id] = number
        self.tokens.add(number.token)

    def get(self, phone_number_id: str) -> Number | None:
        return self.known.get(phone_number_id)

    def of_account(self, waba_id: str) -> list[Number]:
        return [number for number in self.known.values() if number.waba_id == waba_id]

    def is_token(self, token: str) -> bool:
        return token in self.tokens

    def reset(self) -> None:
        self.known.clear()
        self.tokens.clear()
        for number in self.permanent:
            self.add(number)


def may_send(number: Number, token: str) -> bool:
    return hmac.compare_digest(number.token.encode(), token.encode())
