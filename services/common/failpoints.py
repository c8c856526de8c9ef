"""Places where a test may kill this process: whatever is said to survive that is killed there.

`LYO_FAULT` names a folder, with `LYO_ENV=test` only. While a file in it has the name of a point,
the first process that reaches the point takes the file away and dies of SIGKILL: at once, or so
many milliseconds later as the file says, while what comes next is under way. Where the file says
`freeze` it stops there instead, until somebody sends it SIGCONT.
"""

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path


@dataclass
class _Armed:
    folder: Path | None = None


_armed = _Armed()


def arm(folder: Path | None) -> None:
    """Look into the folder from now on; None: points are only names."""
    _armed.folder = folder


def reach(point: str) -> None:
    """Called where the process comes by the point."""
    if _armed.folder is not None:
        _obey(_armed.folder / point)


def _obey(file: Path) -> None:
    try:
        order = file.read_text()
        file.unlink()  # who removes it is the one to obey
    except FileNotFoundError:
        return
    if order == "freeze":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif order:
        asyncio.get_running_loop().call_later(float(order) / 1000, _die)
    else:
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
