"""/webhooks/twilio, and the path that Twilio was told before Lyo: accept fast, work later.

Twilio sends a message once more only where it could not connect, so an answer that comes before
the message is stored would lose it. The order matters: size, signature, and only then a look.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from services.common.clock import Clock
from services.common.logs import event
from services.gateway.answers import Answer
from services.gateway.channels import twilio
from services.gateway.edge import name_request
from services.gateway.inbox import Inbox
from services.gateway.items import Platform
from services.gateway.jobs import Jobs
from services.gateway.metrics import SIGNED
from services.gateway.routes.accepting import Accepting, refuse_method
from services.gateway.twilio_signatures import AuthToken, signed_by

log = logging.getLogger(__name__)

PATHS = ("/webhooks/twilio", "/api/integrations/whatsapp/webhook")
LARGEST_BODY = 64 * 1024
MOST_PARAMETERS = 500

OURS = "message_id"
"""The parameter of the address that statuses were asked to: our id of the message."""

_HERE = Answer.json(
    200, {"status": "ok", "service": "whatsapp-webhook", "provider": Platform.TWILIO.value}
)
_NOTHING_TO_SAY = Answer.of(
    200, b'<?xml version="1.0" encoding="UTF-8"?><Response/>', b"text/xml; charset=utf-8"
)
_UNSIGNED = Answer.of(401)


class TwilioWebhook:
    """Takes what Twilio sends. 200 means: it is stored.

    `base_url` is where Twilio finds the gateway: it signs its requests to that.
    """

    def __init__(
        self, inbox: Inbox, jobs: Jobs, *, tokens: Sequence[AuthToken], base_url: str, now: Clock
    ) -> None:
        self._accepting = Accepting(inbox, jobs, Platform.TWILIO)
        self._tokens = tokens if base_url else ()
        self._base_url = base_url.rstrip("/")
        self._now = now
        self._warned = False
        self._signed = [
            SIGNED.labels(Platform.TWILIO.value, str(n)) for n in range(1, len(tokens) + 1)
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Called by the server for each request."""
        name_request(scope)
        if scope["method"] == "POST":
            body = await self._accepting.body(scope, receive, send, limit=LARGEST_BODY)
            if body is not None:
                await (await self._answer(scope, body)).send(send)
        elif scope["method"] == "GET":
            await _HERE.send(send)
        else:
            await refuse_method(receive, send)

    async def _answer(self, scope: Any, body: bytes) -> Answer:
        begun = time.perf_counter()
        parameters = _parameters(body)
        query = scope["query_string"].decode("latin-1")
        url = f"{self._base_url}{scope['path']}{'?' if query else ''}{query}"
        token = signed_by(url, parameters, scope["headers"], self._tokens)
        if token is None:
            self._refused()
            return _UNSIGNED
        self._signed[token].inc()
        form = {name: values[0] for name, values in parameters.items()}
        reading = twilio.read(form, _our_id(query), int(self._now().timestamp()))
        answer = await self._accepting.keep(body, reading, _NOTHING_TO_SAY)
        self._accepting.metrics.acknowledged.observe(time.perf_counter() - begun)
        return answer

    def _refused(self) -> None:
        """Counted; where nothing could have been accepted, an operator is told why, once."""
        self._accepting.metrics.rejected("SIGNATURE_WRONG")
        if not self._tokens and not self._warned:
            self._warned = True
            rule = (
                "set TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL: without, nobody can tell it is Twilio"
            )
            event(log, "twilio_not_configured", level=logging.WARNING, rule=rule)


def _parameters(body: bytes) -> Mapping[str, Sequence[str]]:
    """All of them, those without a value too: Twilio signs them. What cannot be read is none, and
    then its signature does not fit."""
    try:
        return parse_qs(
            body.decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        return {}


def _our_id(query: str) -> str:
    return parse_qs(query).get(OURS, [""])[0]
