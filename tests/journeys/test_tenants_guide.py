"""Is docs/tenants.md true? Its files are written, its commands run, their output compared."""

import asyncio
import os
import re
import subprocess

import pytest

from lyoctl.addresses import every_address
from lyoctl.installation import ROOT
from tests.journeys.steps import pattern, steps_of

GUIDE = ROOT / "docs" / "tenants.md"


@pytest.fixture
def run(mesh, tmp_path):
    """Runs commands as the page says, in a folder of its own that looks like a checkout."""
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    beside = {**dict(every_address(mesh.installation)), "LYO_HOME": str(mesh.installation.home)}

    async def run(commands: str) -> subprocess.CompletedProcess[str]:
        # Beside us: we read what the services log, and they wait when nobody does.
        return await asyncio.to_thread(
            subprocess.run,
            ["sh", "-e"],
            input=commands,
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
            env={**os.environ, **beside},
        )

    return run


async def test_every_step_of_the_guide_does_what_it_says(run, tmp_path):
    done = 0
    for kind, text, shown in steps_of(GUIDE):
        if kind != "sh":
            name, _, content = text.partition("\n")
            (tmp_path / name).write_text(content)
            continue
        ran = await run(text)
        assert ran.returncode == 0, f"{text}\n{ran.stdout}{ran.stderr}"
        if shown is not None:
            assert re.fullmatch(pattern(shown), ran.stdout.strip()), f"{text}\n{ran.stdout}"
        done += 1
    assert done == GUIDE.read_text().count("```sh")
    assert done > 5
