"""/webhook and /webhooks/whatsapp: accept fast, work later.

Plain ASGI in front of FastAPI's router, which would cost more than all that is done here. The
order matters: size, signature, and only then a look at what the body says.
"""

import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from services.common import failpoints
from services.gateway.answers import PLAIN, Answer
from services.gateway.channels import whatsapp
from services.gateway.edge import name_request
from services.gateway.inbox import Inbox
from services.gateway.items import Platform
from services.gateway.jobs import Jobs
from services.gateway.metrics import SIGNED
from services.gateway.reading import Reading, Unreadable
from services.gateway.routes.accepting import Accepting, refuse_method
from services.gateway.signatures import is_one_of, signed_by

PATHS = ("/webhook", "/webhooks/whatsapp")
LARGEST_BODY = 3 * 1024 * 1024

_PROCESSED = Answer.json(200, {"status": "processed"})
_UNSIGNED = Answer.of(401)
_FORBIDDEN = Answer.of(403)

CHANNEL = Platform.WHATSAPP.value


class WhatsAppWebhook:
    """Takes what Meta sends. 200 means: it is stored."""

    def __init__(
        self, inbox: Inbox, jobs: Jobs, *, secrets: Sequence[bytes], tokens: Sequence[bytes]
    ) -> None:
        self._accepting = Accepting(inbox, jobs, Platform.WHATSAPP)
        self._secrets = secrets
        self._tokens = tokens
        self._metrics = self._accepting.metrics
        self._signed = [SIGNED.labels(CHANNEL, str(n)) for n in range(1, len(secrets) + 1)]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Called by the server for each request."""
        name_request(scope)
        if scope["method"] == "POST":
            await self._take(scope, receive, send)
        elif scope["method"] == "GET":
            await self._confirm(scope["query_string"]).send(send)
        else:
            await refuse_method(receive, send)

    def _confirm(self, query: bytes) -> Answer:
        """Meta asks whether this address is ours before it sends anything there."""
        asked = {name: values[0] for name, values in parse_qs(query.decode("latin-1")).items()}
        token_right = is_one_of(asked.get("hub.verify_token", ""), self._tokens)
        if not token_right or asked.get("hub.mode") != "subscribe" or "hub.challenge" not in asked:
            self._metrics.rejected("TOKEN_WRONG")
            return _FORBIDDEN
        return Answer.of(200, asked["hub.challenge"].encode(), PLAIN)

    async def _take(self, scope: Any, receive: Any, send: Any) -> None:
        body = await self._accepting.body(scope, receive, send, limit=LARGEST_BODY)
        if body is not None:
            await (await self._answer(scope, body)).send(send)
            failpoints.reach("gateway.webhook_answered")

    async def _answer(self, scope: Any, body: bytes) -> Answer:
        begun = time.perf_counter()
        secret = signed_by(body, scope["headers"], self._secrets)
        if secret is None:
            self._metrics.rejected("SIGNATURE_WRONG")
            return _UNSIGNED
        self._signed[secret].inc()
        failpoints.reach("gateway.webhook_signed")
        answer = await self._accepting.keep(body, _read(body), _PROCESSED)
        self._metrics.acknowledged.observe(time.perf_counter() - begun)
        return answer


def _read(body: bytes) -> Reading:
    """What the body says. One that cannot be read is set aside: else Meta sends it for a week."""
    try:
        return whatsapp.read(body)
    except Unreadable as unreadable:
        return Reading(set_aside={unreadable.reason: 1}, readable=False)
