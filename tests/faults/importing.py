"""Runs `lyoctl import` against the world, and says how long it took."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from lyoctl.addresses import every_address
from lyoctl.installation import ROOT
from tests.faults.world import World

LIMIT_SECONDS = 120
"""What 100,000 lines may take."""


async def imported(
    world: World, path: Path, what: str, *options: str
) -> tuple[float, subprocess.CompletedProcess[str]]:
    """How many seconds it took, and what it said."""
    installation = world.mesh.installation
    beside = {**dict(every_address(installation)), "LYO_HOME": str(installation.home)}
    begun = time.monotonic()
    # Beside us: we read what the services log, and they wait when nobody does.
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "lyoctl", "import", what, str(path), *options],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=LIMIT_SECONDS * 3,
        env={**os.environ, **beside},
    )
    return time.monotonic() - begun, done
