"""Does the setup work from an ordinary shell, and say in one line what is missing?"""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from lyoctl.installation import ROOT


@pytest.fixture
def checkout(tmp_path):
    """The files that the setup reads, in a folder whose name has a space."""
    folder = tmp_path / "my lyo"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "setup", folder / ".ci" / "setup")
    shutil.copy(ROOT / "requirements.lock", folder)
    return folder


def set_up(checkout: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run the setup where only these programs and those of the system's shell are found."""
    for name in ("dirname", "cmp", "sed", "id", "cat", "rm", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    return subprocess.run(
        ["/bin/sh", str(checkout / ".ci" / "setup")],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(programs)},
    )


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path):
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


def test_without_a_new_enough_python_it_says_which_is_needed(checkout, programs):
    program(programs, "python3", "exit 1")  # what an older one answers to the question

    done = set_up(checkout, programs)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer" in done.stderr


def test_without_the_venv_module_it_says_how_to_get_it(checkout, programs):
    program(programs, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    done = set_up(checkout, programs)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "python3-venv" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_checkout_that_cannot_be_written_is_named(checkout, programs):
    checkout.chmod(0o500)

    done = set_up(checkout, programs)

    assert done.returncode == 1
    assert "cannot be written" in done.stderr
