"""Does the embedded PostgreSQL start wherever it is put, and leave nothing behind?"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from lyoctl.embedded import Busy, Embedded
from lyoctl.embedded_files import SHARED, EmbeddedError, enterable, home_for, programs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root is not let through")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")

LAUNCHER = """
import sys, time
from pathlib import Path
from lyoctl.embedded import Embedded
with Embedded(Path(sys.argv[1])) as postgres:
    print(postgres.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lyo-embedded-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def private(place: Path) -> Iterator[Path]:
    """A folder below one that only its owner may enter, as /root is."""
    place.chmod(0o700)
    yield place / "home"
    for moved in [*place.rglob("moved")]:
        shutil.rmtree(home_for(moved.parent))


def ask(postgres: Embedded, query: str) -> object:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def launched(home: Path) -> tuple[subprocess.Popen[str], int]:
    """A process that holds the home; and the pid of its PostgreSQL."""
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, home], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.mark.parametrize("name", ["plain", "with a space, 'quotes' and 100%", "n" * 200])
def test_it_starts_in_any_folder_and_finds_its_rows_again(place: Path, name: str):
    home = place / name
    with Embedded(home) as postgres:
        with psycopg.connect(postgres.url()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS x")
        port = postgres.port
    with Embedded(home) as postgres:
        assert ask(postgres, "SELECT x FROM kept") == 42
        assert postgres.port == port


def test_it_ends_with_its_block(place: Path):
    with Embedded(place / "home") as postgres:
        pid = postgres.pid
        assert pid is not None
        assert psutil.pid_exists(pid)

    assert not psutil.pid_exists(pid)


def test_only_who_knows_the_password_gets_in(place: Path):
    with Embedded(place / "home") as postgres:
        wrong = f"postgresql://postgres:wrong@127.0.0.1:{postgres.port}/postgres"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
        assert (place / "home" / "secret").stat().st_mode & 0o077 == 0


def test_it_is_safe_against_power_loss(place: Path):
    with Embedded(place / "home") as postgres:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert ask(postgres, f"SHOW {setting}") == "on"


def test_one_process_has_it_and_the_next_is_told_which(place: Path):
    process, _ = launched(place / "home")
    try:
        with pytest.raises(Busy, match=f"in use by pid {process.pid}"), Embedded(place / "home"):
            pass
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def test_what_a_killed_launcher_left_running_is_stopped_by_the_next(place: Path):
    process, orphan = launched(place / "home")
    ended(process)
    assert psutil.pid_exists(orphan)

    with Embedded(place / "home") as postgres:
        assert postgres.pid != orphan
        assert ask(postgres, "SELECT 1") == 1

    assert not alive(orphan)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_pid_file_of_another_program_is_not_believed(place: Path):
    with Embedded(place / "home") as postgres:
        data = postgres.data
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n")
        with Embedded(place / "home") as postgres:
            assert ask(postgres, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_that_was_interrupted_begins_anew(place: Path):
    half = place / "home" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with Embedded(place / "home") as postgres:
        assert ask(postgres, "SELECT 1") == 1


def test_a_port_that_somebody_took_meanwhile_is_changed(place: Path):
    with Embedded(place / "home") as postgres:
        port = postgres.port
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with Embedded(place / "home") as postgres:
            assert postgres.port != port


def test_a_port_that_was_asked_for_and_is_taken_is_one_clear_line(place: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        begun = Embedded(place / "home", port=taken.getsockname()[1])
        with pytest.raises(EmbeddedError, match=r"port \d+ is in use") as told, begun:
            pass

    assert "\n" not in str(told.value)


@as_root
def test_root_runs_it_as_nobody(place: Path):
    with Embedded(place / "home") as postgres:
        assert postgres.pid is not None
        assert psutil.Process(postgres.pid).uids().real == pwd.getpwnam("nobody").pw_uid


@as_root
def test_below_a_folder_that_nobody_may_enter_it_lives_elsewhere(private: Path):
    with Embedded(private) as postgres:
        assert postgres.home.parent == SHARED
        assert enterable(postgres.home)
        first = ask(postgres, "SELECT system_identifier::text FROM pg_control_system()")
    with Embedded(private) as postgres:
        assert ask(postgres, "SELECT system_identifier::text FROM pg_control_system()") == first


@as_root
def test_programs_below_such_a_folder_are_copied_and_run(private: Path):
    """A clone in /root, with its environment in it."""
    installed = programs().parent.parent
    package = private / installed.name
    private.mkdir()
    for name in (installed.name, f"{installed.name}.libs"):
        shutil.copytree(installed.with_name(name), private / name, symlinks=True)
    data = private / "data"
    script = LAUNCHER.replace("time.sleep(600)", "print(postgres._programs)")

    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(private)!r})" + script, data],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    used = Path(done.stdout.splitlines()[-1])
    shutil.rmtree(SHARED / used.relative_to(SHARED).parts[0])
    assert package not in used.parents


@as_root
def test_root_carries_on_what_an_ordinary_user_began(place: Path):
    home = place / "home"
    daemon = pwd.getpwnam("daemon")
    with Embedded(home):
        pass
    for path in (home / "data", *(home / "data").rglob("*")):
        os.chown(path, daemon.pw_uid, daemon.pw_gid, follow_symlinks=False)

    with Embedded(home) as postgres:
        assert postgres.pid is not None
        assert psutil.Process(postgres.pid).uids().real == daemon.pw_uid


@as_root
def test_an_ordinary_user_runs_it_too(place: Path):
    daemon = pwd.getpwnam("daemon")
    home = place / "home"
    home.mkdir()
    os.chown(home, daemon.pw_uid, daemon.pw_gid)
    # It changes after its imports: Python itself may be installed where only root may go.
    change = f"import os; os.setgroups([]); os.setgid({daemon.pw_gid}); os.setuid({daemon.pw_uid})"
    script = LAUNCHER.replace("with Embedded", f"{change}\nwith Embedded").replace("600", "0")

    done = subprocess.run(
        [sys.executable, "-c", script, home],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.returncode == 0, done.stderr
    assert (home / "data").stat().st_uid == daemon.pw_uid


def test_a_home_that_cannot_be_made_is_one_clear_line(place: Path):
    (place / "file").write_text("")

    begun = Embedded(place / "file" / "home")
    with pytest.raises(EmbeddedError, match="choose another folder, or set") as told, begun:
        pass

    assert "\n" not in str(told.value)


@as_user
def test_a_home_that_may_not_be_written_is_one_clear_line(place: Path):
    place.chmod(0o500)

    with pytest.raises(EmbeddedError, match="Permission denied"), Embedded(place / "home"):
        pass


def test_postgresql_16_runs_too(place: Path):
    with Embedded(place / "home", major=16) as postgres:
        assert str(ask(postgres, "SHOW server_version")).startswith("16.")


def test_a_database_can_be_made_copied_and_removed(place: Path):
    with Embedded(place / "home") as postgres:
        postgres.create_database("a b")
        with psycopg.connect(postgres.url(database="a b")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS x")
        postgres.create_database("copy", template="a b")
        connection = psycopg.connect(postgres.url(database="copy"))
        assert connection.execute("SELECT x FROM kept").fetchone() == (42,)
        postgres.drop_database("copy")  # although somebody is connected
        connection.close()
        assert postgres.has_database("a b")
        assert not postgres.has_database("copy")
