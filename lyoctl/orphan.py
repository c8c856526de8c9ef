"""A PostgreSQL whose supervisor was killed: it runs, and nobody holds the lock of its home."""

import fcntl
import subprocess
from pathlib import Path


def orphan(home: Path) -> int | None:
    """The pid of a PostgreSQL that runs in this home without a supervisor."""
    data = home / "data"
    try:
        lines = pid_file(data)
        if not lines or _held(home / "lock"):
            return None
    except OSError:
        return None
    pid = int(lines[0])
    return pid if str(data) in command_of(pid) else None


def pid_file(data: Path) -> list[str]:
    """The lines of the file that a running PostgreSQL keeps in its folder; none where none runs."""
    try:
        text = (data / "postmaster.pid").read_text()
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines()]


def _held(lock: Path) -> bool:
    """Whether a process holds the lock; looked at only, and given back at once."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def command_of(pid: int) -> str:
    """The command line of a process, or nothing if there is none."""
    listed = Path(f"/proc/{pid}/cmdline")
    try:
        if listed.parent.parent.joinpath("self").exists():
            return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        shown = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
        )
    except OSError:
        return ""
    return shown.stdout
