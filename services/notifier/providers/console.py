"""Stands in for every platform where somebody develops: what would be sent is a line of the log."""

import json
import logging
from collections.abc import Sequence
from uuid import UUID, uuid4

from services.common.logs import Phone, event
from services.notifier.domain.content import Content
from services.notifier.domain.limits import Limits
from services.notifier.domain.outcomes import Accepted
from services.notifier.domain.template import Template
from services.notifier.providers.provider import Outgoing, Sender

log = logging.getLogger(__name__)


class Console:
    """Accepts everything. Not for production: texts stand in the log."""

    name = "console"
    limits = Limits(
        text=4096,
        text_beside_choices=1024,
        buttons=3,
        button_title=20,
        rows=10,
        row_title=24,
        caption=1024,
        media=True,
        taps=True,
        window=False,
        templates=False,
    )

    async def send(self, outgoing: Outgoing, sender: Sender) -> Accepted:
        """Write it down."""
        event(
            log,
            "console_message",
            platform=sender.platform,
            to=Phone(outgoing.recipient.value),
            text=_read(outgoing.content),
        )
        return Accepted(f"console.{uuid4()}")

    async def show_read(self, provider_message_id: str, sender: Sender, *, typing: bool) -> None:
        """Nobody sees it."""

    async def templates(
        self,
        sender: Sender,  # noqa: ARG002
        channel_id: UUID,  # noqa: ARG002
    ) -> Sequence[Template]:
        """None."""
        return ()


def _read(content: Content) -> str:
    """All that a customer would see, a line each."""
    lines = [content.media.url] if content.media else []
    lines += [content.text] if content.text else []
    lines += [f"[{each.title}]" for each in content.buttons]
    if content.menu:
        lines += [f"[{each.title}]" for each in content.menu.rows]
    if content.template:
        lines.append(f"{content.template.name} {json.dumps(content.template.parameters)}")
    return "\n".join(lines)
