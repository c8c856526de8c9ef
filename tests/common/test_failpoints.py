"""Do failpoints kill where they are told to, and nobody outside a test?"""

import os
import signal
import subprocess
import sys

import pytest

from tests.common.running import ROOT, environment, said

__all__ = ["environment"]

pytestmark = pytest.mark.slow

PROGRAM = """
import asyncio, pathlib, sys
from services.common import failpoints

async def main():
    failpoints.arm(pathlib.Path(sys.argv[1]) if sys.argv[1] else None)
    print("before", flush=True)
    failpoints.reach("here")
    print("after", flush=True)
    await asyncio.sleep(0.3)
    print("later", flush=True)

asyncio.run(main())
"""


def reached(folder: object) -> tuple[int, list[str]]:
    """How a program ends that comes by the point `here`, and how far it came."""
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stdout.split()


@pytest.mark.parametrize("where", ["production", "development", ""])
def test_outside_tests_a_process_with_faults_does_not_start(environment, tmp_path, where):
    code, lines = said(environment, "serve", LYO_ENV=where, LYO_FAULT=str(tmp_path))

    assert code == 2
    assert lines[0] == (
        "echo: LYO_FAULT: Value error, faults are for tests: unset it, or set LYO_ENV=test"
    )


def test_an_armed_point_kills_who_reaches_it(tmp_path):
    (tmp_path / "here").touch()

    assert reached(tmp_path) == (-signal.SIGKILL, ["before"])


def test_a_point_kills_once(tmp_path):
    (tmp_path / "here").touch()
    reached(tmp_path)

    assert reached(tmp_path) == (0, ["before", "after", "later"])


def test_a_point_may_kill_while_what_comes_next_is_under_way(tmp_path):
    (tmp_path / "here").write_text("50")

    assert reached(tmp_path) == (-signal.SIGKILL, ["before", "after"])


def test_a_point_may_freeze_until_somebody_says_go_on(tmp_path):
    (tmp_path / "here").write_text("freeze")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        frozen = os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        process.send_signal(signal.SIGCONT)
        said, _ = process.communicate(timeout=30)

    assert frozen is not None
    assert said.split() == ["before", "after", "later"]


def test_another_point_kills_nobody(tmp_path):
    (tmp_path / "elsewhere").touch()

    assert reached(tmp_path)[0] == 0


def test_without_a_folder_points_are_only_names():
    assert reached("")[0] == 0
