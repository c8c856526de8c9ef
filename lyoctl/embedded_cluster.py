"""Makes the files of the embedded PostgreSQL: complete or not at all."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

from lyoctl.embedded_files import Account, EmbeddedError

INITDB = ("-U", "postgres", "--encoding=UTF8", "--auth=scram-sha-256", "--locale=C.UTF-8")
HOST_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


class As(TypedDict, total=False):
    """How `subprocess` is told whom to run a program as."""

    user: int
    group: int
    extra_groups: list[int]


def as_account(account: Account | None) -> As:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def make_cluster(home: Path, programs: Path, account: Account | None, major: int) -> None:
    """Fill `home/data`, where PostgreSQL has not been yet, with a superuser and a new secret."""
    secret = secrets.token_urlsafe(32)
    _write_private(home / "secret", secret)
    draft = home / "data.new"  # what an interrupted start left is not taken for a cluster
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    # A file, because /dev/fd does not survive the change of user.
    password = home / "initdb-password"
    _write_private(password, secret)
    try:
        if account:
            account.give(draft)
            account.give(password)
        _initdb(draft, password, programs, account, major)
    finally:
        password.unlink()
    (draft / "pg_hba.conf").write_text(HOST_ACCESS)
    draft.rename(home / "data")


def _initdb(
    data: Path, password: Path, programs: Path, account: Account | None, major: int
) -> None:
    """Sorting is PostgreSQL's own where it has one: the same on all machines."""
    sorting = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    done = subprocess.run(
        [programs / "initdb", "-D", data, f"--pwfile={password}", *INITDB, *sorting],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": os.environ.get("PATH", os.defpath)},
        cwd="/",
        **as_account(account),
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "rror:" in line or "FATAL" in line]
        reason = said[0] if said else f"exit code {done.returncode}"
        raise EmbeddedError(f"initdb failed in {data.parent}: {reason}; or set DATABASE_URL")


def _write_private(path: Path, text: str) -> None:
    path.touch(0o600)
    path.chmod(0o600)
    path.write_text(text)
