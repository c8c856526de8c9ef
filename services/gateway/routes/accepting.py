"""What every webhook does with what it is sent: limits, storing before the answer, counting."""

import logging
from typing import Any

from services.common.errors import Unavailable
from services.common.logs import event
from services.gateway.answers import Answer
from services.gateway.inbox import Arrival, Inbox
from services.gateway.items import Platform
from services.gateway.jobs import Jobs
from services.gateway.metrics import ChannelMetrics
from services.gateway.problems import answer_to, problem
from services.gateway.reading import Reading
from services.gateway.routes.bodies import (
    BodyTooLarge,
    BodyTooSlow,
    SenderGone,
    discard,
    raw_body,
)
from services.gateway.storage.set_aside import SetAside

log = logging.getLogger(__name__)

_CLOSE = ((b"connection", b"close"),)


class Accepting:
    """Takes and keeps what one platform sends."""

    def __init__(self, inbox: Inbox, jobs: Jobs, platform: Platform) -> None:
        self._inbox = inbox
        self._jobs = jobs
        self._platform = platform
        self.metrics = ChannelMetrics(platform)

    async def body(self, scope: Any, receive: Any, send: Any, *, limit: int) -> bytes | None:
        """The body of the request; None: it is too large, too slow or gone, and was answered."""
        try:
            return await raw_body(scope, receive, limit=limit)
        except BodyTooLarge as error:
            self.metrics.rejected("BODY_TOO_LARGE")
            refused = problem(413, "BODY_TOO_LARGE", str(error), headers=_CLOSE)
            await refused.send(send, before_end=lambda: discard(receive))
        except BodyTooSlow as error:
            self.metrics.rejected("BODY_TOO_SLOW")
            await problem(408, "BODY_TOO_SLOW", str(error), headers=_CLOSE).send(send)
        except SenderGone:
            self.metrics.rejected("SENDER_GONE")
        return None

    async def keep(self, body: bytes, reading: Reading, stored: Answer) -> Answer:
        """`stored` once all of it is; else 503, never another failure: that one has a platform
        send it again."""
        try:
            new = await self._inbox.accept(self._arrival(body, reading))
        except Unavailable as away:
            self.metrics.unavailable.inc()
            return answer_to(away)
        except Exception as error:
            event(log, "webhook_failed", level=logging.ERROR, error=error)
            self.metrics.unavailable.inc()
            return answer_to(Unavailable("NOT_STORED", "this could not be stored; send it again"))
        self._count(reading, new)
        return stored

    def _arrival(self, body: bytes, reading: Reading) -> Arrival:
        whole = SetAside(self._platform, body, reading.set_aside)
        return Arrival(whole, [self._jobs.of(item) for item in reading.items])

    def _count(self, reading: Reading, new: int) -> None:
        """What was stored, for the metrics; what was set aside also for the log."""
        (self.metrics.processed if reading.readable else self.metrics.unreadable).inc()
        self.metrics.redelivered.inc(len(reading.items) - new)
        for item in reading.items:
            self.metrics.items[item.type].inc()
        for reason, count in reading.set_aside.items():
            self.metrics.set_aside(reason, count)
        if reading.set_aside:
            event(
                log,
                "webhook_set_aside",
                level=logging.WARNING,
                channel=self._platform.value,
                reasons=reading.set_aside,
            )


async def refuse_method(receive: Any, send: Any) -> None:
    """Answer a request that is neither GET nor POST."""
    allow = ((b"allow", b"GET, POST"), *_CLOSE)
    refused = problem(405, "METHOD_NOT_ALLOWED", "GET or POST only", headers=allow)
    await refused.send(send, before_end=lambda: discard(receive))
