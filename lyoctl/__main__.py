"""The operator's command. `lyoctl --help` lists what it can do."""

import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Load everything, which takes a second, and run. Until then Ctrl-C ends it at once: nothing
    has begun yet."""
    patient = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if patient:
        signal.signal(signal.SIGINT, _end)
    from lyoctl.cli import run  # noqa: PLC0415 - see above

    if patient and not _starts_everything():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


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
