"""Is a person asked, each answer understood, and the line of the question ended?"""

import os
import pty
import signal
import subprocess
import sys

import pytest

from lyoctl.commands.asking import NotAgreed, ask
from lyoctl.installation import ROOT

QUESTION = "Sure? [y/N]:"
ASKS = """
import asyncio
from lyoctl.commands.asking import NotAgreed, ask

async def main():
    ask("Sure?")

try:
    asyncio.run(main())
except NotAgreed as error:
    raise SystemExit(f"lyo: {error}")
"""


@pytest.fixture
def asked():
    """A process that asks in a terminal: the process, and where to type."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ASKS],
        cwd=ROOT,
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stderr.read(len(QUESTION)).decode() == QUESTION
            yield process, ours
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)


def test_yes_goes_on(asked):
    process, terminal = asked
    os.write(terminal, b"y\n")

    assert process.communicate(timeout=10)[1] == b""
    assert process.returncode == 0


@pytest.mark.parametrize(("typed", "ends"), [(b"n\n", b""), (b"\n", b""), (b"\x04", b"\n")])
def test_all_else_is_a_no_in_a_line_of_its_own(asked, typed, ends):
    process, terminal = asked
    os.write(terminal, typed)

    assert process.communicate(timeout=10)[1] == ends + b"lyo: nothing is deleted\n"
    assert process.returncode == 1


def test_ctrl_c_is_a_no_at_once(asked):
    process, _ = asked
    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=10)[1] == b"\nlyo: nothing is deleted\n"


def test_without_a_terminal_it_is_told_how_to_say_yes():
    with pytest.raises(NotAgreed, match=r"Sure.* say --yes"):
        ask("Sure?")
