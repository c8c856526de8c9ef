"""Wires the sandbox and runs it: `python -m sandbox`."""

import asyncio
import logging
import signal
import sys

import uvloop

from sandbox.serving import CannotListen, running
from sandbox.settings import Settings
from sandbox.tenants import BadTenantFile


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with running(settings) as sandbox:
        print(f"sandbox: {sandbox.url}", flush=True)
        told = asyncio.create_task(stop.wait())
        await asyncio.wait({told, sandbox.ended}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()


def main() -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(Settings()))
    except (BadTenantFile, CannotListen) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
