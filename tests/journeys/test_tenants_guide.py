"""Is docs/tenants.md true? Its files are written, its commands run, their output compared."""

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from lyoctl.addresses import every_address
from lyoctl.installation import ROOT

GUIDE = ROOT / "docs" / "tenants.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w-]+\.(?:yaml|csv))`[^`]*$")


def blocks() -> Iterator[tuple[str, str, str]]:
    """The kind of each block, its text, and the paragraph before it."""
    text = GUIDE.read_text()
    for found in BLOCK.finditer(text):
        before = text[: found.start()].rstrip().rpartition("\n\n")[2]
        yield found[1], found[2], before


def steps() -> list[tuple[str, str, str | None]]:
    """What is to be written or run, in order, with the output that the page shows of it."""
    found = list(blocks())
    following = [*found[1:], ("", "", "")]
    return [
        (kind, text if kind == "sh" else f"{_name(before)}\n{text}", _shown(then))
        for (kind, text, before), then in zip(found, following, strict=True)
        if kind != "text"
    ]


def _name(before: str) -> str:
    found = NAMED.search(before)
    assert found, before
    return found[1]


def _shown(block: tuple[str, str, str]) -> str | None:
    return block[1] if block[0] == "text" else None


def pattern(shown: str) -> str:
    """`…` stands for anything of a line."""
    return re.escape(shown.strip()).replace("…", ".*")


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
    for kind, text, shown in steps():
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
