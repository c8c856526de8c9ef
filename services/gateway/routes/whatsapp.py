"""/webhook and /webhooks/whatsapp: accept fast, work later.

Plain ASGI in front of FastAPI's router, which would cost more than all that is done here. The
order matters: size, signature, and only then a look at what the body says.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from services.common import failpoints
from services.common.errors import Unavailable
from services.common.logs import event
from services.gateway.answers import PLAIN, Answer
from services.gateway.channels import whatsapp
from services.gateway.edge import name_request
from services.gateway.inbox import Arrival, Inbox
from services.gateway.items import Platform
from services.gateway.jobs import Jobs
from services.gateway.metrics import SIGNED, ChannelMetrics
from services.gateway.problems import answer_to, problem
from services.gateway.reading import Reading, Unreadable
from services.gateway.routes.bodies import (
    BodyTooLarge,
    BodyTooSlow,
    SenderGone,
    discard,
    raw_body,
)
from services.gateway.signatures import is_one_of, signed_by
from services.gateway.storage.set_aside import SetAside

log = logging.getLogger(__name__)

PATHS = ("/webhook", "/webhooks/whatsapp")
LARGEST_BODY = 3 * 1024 * 1024

_CLOSE = ((b"connection", b"close"),)
_PROCESSED = Answer.json(200, {"status": "processed"})
_UNSIGNED = Answer.of(401)
_FORBIDDEN = Answer.of(403)

CHANNEL = Platform.WHATSAPP.value


class WhatsAppWebhook:
    """Takes what Meta sends. 200 means: it is stored."""

    def __init__(
        self, inbox: Inbox, jobs: Jobs, *, secrets: Sequence[bytes], tokens: Sequence[bytes]
    ) -> None:
        self._inbox = inbox
        self._jobs = jobs
        self._secrets = secrets
        self._tokens = tokens
        self._metrics = ChannelMetrics(Platform.WHATSAPP)
        self._signed = [SIGNED.labels(CHANNEL, str(n)) for n in range(1, len(secrets) + 1)]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Called by the server for each request."""
        name_request(scope)
        if scope["method"] == "POST":
            await self._take(scope, receive, send)
        elif scope["method"] == "GET":
            await self._confirm(scope["query_string"]).send(send)
        else:
            allow = ((b"allow", b"GET, POST"), *_CLOSE)
            refused = problem(405, "METHOD_NOT_ALLOWED", "GET or POST only", headers=allow)
            await refused.send(send, before_end=lambda: discard(receive))

    def _confirm(self, query: bytes) -> Answer:
        """Meta asks whether this address is ours before it sends anything there."""
        asked = {name: values[0] for name, values in parse_qs(query.decode("latin-1")).items()}
        token_right = is_one_of(asked.get("hub.verify_token", ""), self._tokens)
        if not token_right or asked.get("hub.mode") != "subscribe" or "hub.challenge" not in asked:
            self._metrics.rejected("TOKEN_WRONG")
            return _FORBIDDEN
        return Answer.of(200, asked["hub.challenge"].encode(), PLAIN)

    async def _take(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await raw_body(scope, receive, limit=LARGEST_BODY)
        except BodyTooLarge as error:
            self._metrics.rejected("BODY_TOO_LARGE")
            refused = problem(413, "BODY_TOO_LARGE", str(error), headers=_CLOSE)
            await refused.send(send, before_end=lambda: discard(receive))
        except BodyTooSlow as error:
            self._metrics.rejected("BODY_TOO_SLOW")
            await problem(408, "BODY_TOO_SLOW", str(error), headers=_CLOSE).send(send)
        except SenderGone:
            self._metrics.rejected("SENDER_GONE")
        else:
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
        answer = await self._keep(body)
        self._metrics.acknowledged.observe(time.perf_counter() - begun)
        return answer

    async def _keep(self, body: bytes) -> Answer:
        """Never a failure but 503: that one makes Meta send it again."""
        reading = _read(body)
        try:
            new = await self._inbox.accept(self._arrival(body, reading))
        except Unavailable as away:
            self._metrics.unavailable.inc()
            return answer_to(away)
        except Exception as error:
            event(log, "webhook_failed", level=logging.ERROR, error=error)
            self._metrics.unavailable.inc()
            return answer_to(Unavailable("NOT_STORED", "this could not be stored; send it again"))
        self._count(reading, new)
        return _PROCESSED

    def _arrival(self, body: bytes, reading: Reading) -> Arrival:
        whole = SetAside(Platform.WHATSAPP, body, reading.set_aside)
        return Arrival(whole, [self._jobs.of(item) for item in reading.items])

    def _count(self, reading: Reading, new: int) -> None:
        """What was stored, for the metrics; what was set aside also for the log."""
        (self._metrics.processed if reading.readable else self._metrics.unreadable).inc()
        self._metrics.redelivered.inc(len(reading.items) - new)
        for item in reading.items:
            self._metrics.items[item.type].inc()
        for reason, count in reading.set_aside.items():
            self._metrics.set_aside(reason, count)
        if reading.set_aside:
            event(
                log,
                "webhook_set_aside",
                level=logging.WARNING,
                channel=CHANNEL,
                reasons=reading.set_aside,
            )


def _read(body: bytes) -> Reading:
    """What the body says. One that cannot be read is set aside: else Meta sends it for a week."""
    try:
        return whatsapp.read(body)
    except Unreadable as unreadable:
        return Reading(set_aside={unreadable.reason: 1}, readable=False)
