"""What becomes of an accepted message: sent, delivered, read, or failed; each a webhook."""

import asyncio
from collections.abc import Sequence

from sandbox.deliveries import Webhook
from sandbox.meta import webhook
from sandbox.meta.errors import in_status
from sandbox.meta.parts import Parts, Sent

ALL = ("sent", "delivered", "read")


class Statuses:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def follow(self, sent: Sent, names: Sequence[str] = ALL) -> None:
        """Report one status after the other, by itself."""
        self.parts.deliveries.spawn(self._follow(sent, names))

    def fail(self, sent: Sent, code: int) -> None:
        """Report that an accepted message did not go out after all."""
        self.parts.deliveries.spawn(self._fail(sent, code))

    def happen(
        self, sent: Sent, name: str, *, code: int | None = None, callback_data: str | None = None
    ) -> Webhook:
        """Let a status come true on the phone; the webhook that tells it."""
        errors = [] if code is None else [in_status(code)]
        entry = webhook.status(
            sent.id,
            name,
            self.parts.now(),
            sent.customer,
            callback_data=callback_data or sent.callback_data,
            category=sent.category,
            billable=sent.billable,
            errors=errors,
        )
        sent.failed = sent.failed or name == "failed"
        error = None if code is None else f"{code} {errors[0]['title']}"
        self.parts.chats.set_status(sent.id, name, error)
        return self.parts.signed(webhook.of_status(sent.number, sent.customer, entry))

    async def _follow(self, sent: Sent, names: Sequence[str]) -> None:
        for name in names:
            await asyncio.sleep(self.parts.rules.status_delay)
            if sent.failed:
                return
            self.parts.deliveries.start(self.happen(sent, name))

    async def _fail(self, sent: Sent, code: int) -> None:
        await asyncio.sleep(self.parts.rules.status_delay)
        self.parts.deliveries.start(self.happen(sent, "failed", code=code))
