"""Does every Python block of docs/grpc-api.md run, as a team would run it?"""

import re

import pytest

from lyoctl.installation import DEMO, ROOT
from services.common.scopes import Scopes
from tests.clients.wheel import installed, run

PAGE = (ROOT / "docs" / "grpc-api.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
HERE = 'Lyo("127.0.0.1", '
BETWEEN_SERVICES = {"ACTOR_UNKNOWN", "TOKEN_EXPIRED"}
PRINTED = """\
Bella Salon Europe/Rome
Taglio .+Z
BOOKING_STATE_CANCELLED
MESSAGE_STATE_QUEUED
.*bella-salon .*stella.*
ETAG_STALE
True
IN_THE_PAST \\['.+Z', '.+Z', '.+Z'\\]
TENANT_NOT_FOUND
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Where the wheel is installed."""
    return installed(tmp_path_factory.mktemp("wheel"))


def on(installation):
    """The page's program, on the free ports of this installation."""
    program = "".join(BLOCKS)
    assert program.count(HERE) == 1
    return program.replace(HERE, f"Lyo({dict(installation.team)!r}, ")


def test_the_blocks_run_one_after_the_other_and_print_what_they_should(site, mesh):
    done = run(site, on(mesh.installation), LYO_API_KEY=DEMO["LYO_API_KEY"])

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(PRINTED, done.stdout), done.stdout


def reasons_of_the_table():
    (table,) = re.findall(r"^\| class of the client .*?\n\n", PAGE, re.DOTALL | re.MULTILINE)
    return set(re.findall(r"\b[A-Z]{3,}_[A-Z_]+\b", table))


def test_the_table_of_errors_names_what_the_doors_say():
    said = set()
    for name in ("actor", "database", "doors", "grants", "rates", "server_interceptor"):
        code = (ROOT / "services" / "common" / f"{name}.py").read_text()
        said |= set(re.findall(r"[a-z]\(\s*\"([A-Z]{3,}(?:_[A-Z]+)+)\"", code))

    assert "KEY_MISSING" in said
    assert said - BETWEEN_SERVICES <= reasons_of_the_table()


def test_every_method_that_the_page_calls_is_open_to_teams():
    called = set(re.findall(r"lyo\.(?:[a-z]+)\.([A-Z]\w+)\(", PAGE))
    open_ones = {name.partition("/")[2] for name in Scopes.load().methods}

    assert len(called) > 8
    assert called <= open_ones
