"""Zaptra's accounts: whoever knows the token sends."""

import hmac

from pydantic import BaseModel, ConfigDict


class Account(BaseModel):
    """One account, as `POST /zaptra/accounts` registers it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str
    """A word for the account, the channel's address."""
    token: str


class Accounts:
    def __init__(self, permanent: list[Account]) -> None:
        self.permanent = permanent
        self.known: dict[str, Account] = {}
        self.reset()

    def add(self, account: Account) -> None:
        """Register an account until the next reset; the same address again replaces it."""
        self.known[account.address] = account

    def get(self, address: str) -> Account | None:
        return self.known.get(address)

    def with_token(self, token: object) -> Account | None:
        if not isinstance(token, str):
            return None
        return next((each for each in self.known.values() if _same(each.token, token)), None)

    def reset(self) -> None:
        self.known.clear()
        for account in self.permanent:
            self.add(account)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
