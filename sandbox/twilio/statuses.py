"""What becomes of an accepted message: a signed form to the message's StatusCallback for each."""

import asyncio
from collections.abc import Sequence

from sandbox.deliveries import Webhook
from sandbox.twilio.errors import WORDS
from sandbox.twilio.parts import PREFIX, Parts, Sent

ALL = ("sent", "delivered", "read")
ENDS = frozenset({"failed", "undelivered", "canceled"})
_TICKS = {"sent": "sent", "delivered": "delivered", "read": "read"}


class Statuses:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def follow(self, sent: Sent, names: Sequence[str] = ALL) -> None:
        """Report one status after the other, by itself."""
        self.parts.deliveries.spawn(self._follow(sent, names))

    def fail(self, sent: Sent, code: int) -> None:
        """Report that an accepted message did not go out after all."""
        self.parts.deliveries.spawn(self._fail(sent, code))

    def happen(self, sent: Sent, name: str, code: int | None = None) -> Webhook | None:
        """Let a status come true on the phone; the callback that tells it, if one is wanted."""
        sent.status, sent.error_code = name, code
        error = None if code is None else f"{code} {WORDS.get(code, 'Unknown error')}"
        tick = "failed" if name in ENDS else _TICKS.get(name, "accepted")
        self.parts.chats.set_status(sent.sid, tick, error)
        if sent.callback is None:
            return None
        return self.parts.signed(sent.sender.token, sent.callback, _told(sent, name, code))

    async def _follow(self, sent: Sent, names: Sequence[str]) -> None:
        for name in names:
            await asyncio.sleep(self.parts.rules.status_delay)
            if sent.status in ENDS:
                return
            self._tell(self.happen(sent, name))

    async def _fail(self, sent: Sent, code: int) -> None:
        await asyncio.sleep(self.parts.rules.status_delay)
        self._tell(self.happen(sent, "failed", code))

    def _tell(self, callback: Webhook | None) -> None:
        if callback is not None:
            self.parts.deliveries.start(callback)


def _told(sent: Sent, name: str, code: int | None) -> dict[str, str]:
    told = {
        "AccountSid": sent.sender.account_sid,
        "ApiVersion": "2010-04-01",
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": sent.to.removeprefix(PREFIX),
        "From": sent.sender.address,
        "MessageSid": sent.sid,
        "MessageStatus": name,
        "SmsSid": sent.sid,
        "SmsStatus": name,
        "To": sent.to,
    }
    if name in {"delivered", "read"}:
        told["EventType"] = name.upper()
    if code is not None:
        told |= {"ErrorCode": str(code), "ErrorMessage": WORDS.get(code, "Unknown error")}
    return told
