"""The operator's command. `lyoctl --help` lists what it can do."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType


def main() -> None:
    """Load everything, which takes a second, and run. Until then Ctrl-C ends it at once: nothing
    has begun yet."""
    patient = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if patient:
        signal.signal(signal.SIGINT, _end)
    run = _commands()
    if patient and not _starts_everything():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _commands() -> Callable[[], None]:
    """What runs the command that was typed: most of them need only half of all there is."""
    from lyoctl import cli_beside  # noqa: PLC0415 - see main

    if sys.argv[1:2] and sys.argv[1] in cli_beside.NAMES:
        return cli_beside.run
    from lyoctl.cli import run  # noqa: PLC0415 - see main

    return run


def _starts_everything() -> bool:
    """Whether it is `lyoctl up`, which takes Ctrl-C over itself before it starts anything."""
    return sys.argv[1:2] == ["up"]


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Past what a library that is being loaded would make of an exception."""
    if not _starts_everything():
        os._exit(130)
    os.write(sys.stdout.fileno(), b"\nlyo: all ended\n")
    os._exit(0)


if __name__ == "__main__":
    main()
