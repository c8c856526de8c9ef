"""A whole process for the tests of process.py: `python -m tests.common.echo_process serve`.

Calls with the text `sleep 0.5` take so long. ECHO_KIND=asgi: an ASGI app instead of servicers;
ECHO_WORKER=dies: a worker that ends by itself; =slow: one that needs 0.3 s to finish;
ECHO_NAME: what the process calls itself, and so its roles in the database.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.common.actor import EVERYTHING
from services.common.grants import Grant
from services.common.life import command
from services.common.logs import event
from services.common.process import Parts, Process
from services.common.settings import Environment
from tests.common import echo

log = logging.getLogger(__name__)


class Settings(Environment):
    """What the echo service has of its own."""

    model_config = SettingsConfigDict(env_prefix="LYO_ECHO_")

    loudness: Annotated[int, Field(gt=0)] = 1


async def answer(request: Any, context: Any) -> str:
    if request.text.startswith("sleep "):
        await asyncio.sleep(float(request.text.removeprefix("sleep ")))
    return str(request.text)


class Job:
    """A worker."""

    async def run(self, stop: asyncio.Event) -> None:
        if os.environ.get("ECHO_WORKER") == "dies":
            raise RuntimeError("as the test wants it")
        await stop.wait()
        await asyncio.sleep(0.3 if os.environ.get("ECHO_WORKER") == "slow" else 0)
        event(log, "job_finished")


async def ask(key: str) -> Grant:
    """Every key opens the team door, if there is one."""
    return Grant(key, frozenset({EVERYTHING}), None, 600, None)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers each request with its path, after the seconds that the query says."""
    await asyncio.sleep(float(scope["query_string"] or 0))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    Settings()
    process.scopes = echo.SCOPES
    servicer = echo.EchoServicer(answer)
    checks = {"database": process.database.ping}
    if os.environ.get("ECHO_KIND") == "asgi":
        yield Parts(asgi=app, checks=checks)
    else:
        doors = echo.registered(servicer)
        yield Parts(registrations=doors, workers=[Job()], checks=checks, ask=ask)
    event(log, "taken_apart")


if __name__ == "__main__":
    command(os.environ.get("ECHO_NAME", "echo"), build)
