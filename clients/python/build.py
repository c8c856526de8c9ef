"""Builds the wheel lyo-api into build/lyo-api: the thin client and the generated stubs.

`python clients/python/build.py [folder]`, by the environment of `make setup`. Nothing is fetched.
"""

import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STUBS = ROOT / "protos" / "gen"
NEEDED = ("googleapis-common-protos", "grpcio", "protobuf")
"""At least at the versions that they were tried with: stubs refuse older ones."""


def main(target: Path = ROOT / "build" / "lyo-api") -> Path:
    """Lay out the sources anew, build, and return where the wheel is."""
    source = target / "source"
    shutil.rmtree(source, ignore_errors=True)
    for old in target.glob("lyo_api-*.whl"):
        old.unlink()
    _lay_out(source)
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--offline"),
            *("--no-build-isolation", "--python", sys.executable),
            *("--out-dir", str(target), str(source)),
        ],
        check=True,
    )
    (wheel,) = target.glob("lyo_api-*.whl")
    return wheel


def _lay_out(source: Path) -> None:
    shutil.copytree(HERE / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("lyo", "buf"):
        _copy_stubs(STUBS / package, source / "src" / package)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(HERE / name, source)
    released = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    (source / "VERSION").write_text(f"{released}\n")
    needed = [f"{name}>={version(name)}\n" for name in NEEDED]
    (source / "requirements.txt").write_text("".join(needed))


def _copy_stubs(generated: Path, target: Path) -> None:
    """Messages, stubs and their types."""
    for path in generated.rglob("*.py*"):
        if path.suffix in (".py", ".pyi"):
            copy = target / path.relative_to(generated)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)


if __name__ == "__main__":
    print(main(*map(Path, sys.argv[1:])))
