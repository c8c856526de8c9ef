"""The wheel lyo-api as a team has it: built, installed elsewhere, without anything else of ours."""

import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "clients" / "python" / "build.py"


def built(folder: Path) -> Path:
    """Build the wheel; where it is."""
    done = subprocess.run(
        [sys.executable, str(BUILD), str(folder)], check=True, capture_output=True, text=True
    )
    return Path(done.stdout.strip())


def installed(folder: Path) -> Path:
    """Build the wheel and install it below the folder; where its packages are."""
    site = folder / "site"
    pip = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
    target = ["--python", sys.executable, "--target", str(site)]
    subprocess.run([*pip, *target, str(built(folder / "built"))], check=True)
    return site


def run(site: Path, code: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run Python that finds the wheel and the packages of others, and nothing of this tree."""
    others = sysconfig.get_path("purelib")
    return subprocess.run(
        # -S: the environment's own pointers to our code and stubs are not followed.
        [sys.executable, "-S", "-W", "error", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=site.parent,
        timeout=60,
        env={"PYTHONPATH": f"{site}:{others}", **variables},
    )


def parts_of(metadata: str) -> Mapping[str, list[str]]:
    """The fields of a wheel's METADATA."""
    found: dict[str, list[str]] = {}
    for line in metadata.split("\n\n", 1)[0].splitlines():
        name, _, value = line.partition(": ")
        found.setdefault(name, []).append(value)
    return found
