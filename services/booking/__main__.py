"""Starts the booking service: build, serve, forget what is old."""

import contextlib
from collections.abc import AsyncIterator

from services.booking.servicer import registrations
from services.common import requests
from services.common.life import command
from services.common.process import Parts, Process
from services.common.upkeep import Upkeep


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    yield Parts(
        registrations=registrations(
            process.database, process.installation_key("booking/page-tokens"), now=process.now
        ),
        workers=[Upkeep(process.database, [requests.purge], now=process.now)],
        checks={"database": process.database.ping},
    )


if __name__ == "__main__":
    command("booking", build)
