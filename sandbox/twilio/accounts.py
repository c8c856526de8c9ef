"""Twilio's accounts, and the senders that are theirs."""

import base64
import binascii
import hmac
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

ADDRESS = r"^whatsapp:\+[1-9][0-9]{4,14}$"


class Sender(BaseModel):
    """One WhatsApp sender, as `POST /twilio/senders` registers it, with its account's secrets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, StringConstraints(pattern=ADDRESS)]
    account_sid: Annotated[str, StringConstraints(pattern=r"^AC[0-9A-Za-z]{1,40}$")]
    token: str
    """The account's auth token, which signs webhooks too."""
    api_key: str = ""
    """The SID of an API key, SK..., that opens the account as well; with `api_secret`."""
    api_secret: str = ""
    display_number: str = ""


class Accounts:
    def __init__(self, permanent: list[Sender]) -> None:
        self.permanent = permanent
        self.senders: dict[str, Sender] = {}
        self.accounts: dict[str, Sender] = {}
        """Any sender of the account."""
        self.reset()

    def add(self, sender: Sender) -> None:
        """Register a sender until the next reset; the same address again replaces it."""
        self.senders[sender.address] = sender
        self.accounts[sender.account_sid] = sender

    def sender(self, address: str) -> Sender | None:
        return self.senders.get(address)

    def is_open(self, account_sid: str, authorization: str) -> bool:
        """Whether the basic credentials open the account."""
        account = self.accounts.get(account_sid)
        if account is None:
            return False
        user, password = basic(authorization)
        if user == account_sid:
            return _same(password, account.token)
        return (
            bool(account.api_key)
            and user == account.api_key
            and _same(password, account.api_secret)
        )

    def account_of(self, authorization: str) -> str | None:
        """The account that the basic credentials open; the Content API names none in its path."""
        return next((sid for sid in self.accounts if self.is_open(sid, authorization)), None)

    def reset(self) -> None:
        self.senders.clear()
        self.accounts.clear()
        for sender in self.permanent:
            self.add(sender)


def basic(authorization: str) -> tuple[str, str]:
    """User and password of a header; empty ones where it has none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
