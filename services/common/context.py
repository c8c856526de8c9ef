"""What every piece of work knows about itself: which request, which tenant, how long it may take.

Set by the server interceptor for a call and by `work` for anything else; read by the logs and by
the client interceptor, so that nobody passes these on by hand.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

from services.common.actor import Actor

REQUEST_ID_KEY = "x-request-id"
"""The metadata key and HTTP header that carries the id of a request."""

NONE = "-"
"""What logs show where there is no request, tenant or caller."""

request_id: ContextVar[str] = ContextVar("request_id", default=NONE)
tenant: ContextVar[str] = ContextVar("tenant", default=NONE)
caller: ContextVar[str] = ContextVar("caller", default=NONE)
actor: ContextVar[Actor | None] = ContextVar("actor", default=None)
"""For whom this is done; None: for nobody, the service does it by itself."""
deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""Seconds on the clock of the running loop (`loop.time()`), or None: no limit."""


def remaining() -> float | None:
    """Seconds until the deadline; negative when it has passed; None where there is none."""
    limit = deadline.get()
    return None if limit is None else limit - asyncio.get_running_loop().time()


class TooLate(Exception):
    """The deadline has passed, or is too near to begin."""


@contextlib.asynccontextmanager
async def at_most(seconds: float) -> AsyncIterator[None]:
    """End the block with TooLate after so long; a TimeoutError of its own passes as it is."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise TooLate from None
        raise


def cancelled() -> bool:
    """Whether this very task was cancelled, and not something that it awaited."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@contextlib.contextmanager
def work(
    *, request: str | None = None, tenant_id: str | None = None, timeout: float | None = None
) -> Iterator[None]:
    """Background work, for nobody: its own request id, its tenant, `timeout` seconds in all."""
    limits = [deadline.get()]
    if timeout is not None:
        limits.append(asyncio.get_running_loop().time() + timeout)
    actor_token = actor.set(None)
    request_token = request_id.set(request or uuid.uuid4().hex)
    tenant_token = tenant.set(tenant_id or tenant.get())
    deadline_token = deadline.set(min((each for each in limits if each is not None), default=None))
    try:
        yield
    finally:
        deadline.reset(deadline_token)
        tenant.reset(tenant_token)
        request_id.reset(request_token)
        actor.reset(actor_token)
