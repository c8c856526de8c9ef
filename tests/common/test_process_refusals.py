"""What does a process say that cannot come up?"""

import socket
from pathlib import Path

import pytest

from tests.common.running import environment, said

__all__ = ["environment"]


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("LYO_ECHO_LISTEN", "grpc"),
        ("LYO_ECHO_LISTEN", "asgi"),
        ("LYO_ECHO_METRICS_LISTEN", "grpc"),
    ],
)
def test_a_port_in_use_is_one_line_that_says_which_variable_to_change(environment, variable, kind):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        code, lines = said(environment, "serve", ECHO_KIND=kind, **{variable: address})

    assert code == 2
    assert lines == [
        f"echo: cannot listen on {address}: the address is in use or not ours; set {variable}"
    ]


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("LYO_ECHO_LOUDNESS", "loud", "unable to parse string as an integer"),
        ("LYO_ENV", "nowhere", "Input should be 'development', 'test' or 'production'"),
        ("LYO_HEARTBEAT_SECONDS", "4", "at most half of LYO_LEASE_SECONDS"),
        ("LYO_DRAIN_SECONDS", "-1", "Input should be greater than or equal to 0"),
        ("LYO_KEY_FILE", __file__, "cannot be read as bytes in hex"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_the_variable(environment, variable, value, line):
    code, lines = said(environment, "serve", **{variable: value})

    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"echo: {variable}: ")
    assert line in lines[0]


def test_a_lease_that_is_too_short_for_the_usual_heartbeat_is_refused(environment):
    code, lines = said(environment, "serve", LYO_LEASE_SECONDS="3")

    assert code == 2
    assert lines[0].startswith("echo: LYO_HEARTBEAT_SECONDS: ")


def test_production_never_makes_a_key(environment, tmp_path):
    missing = tmp_path / "key"

    code, lines = said(environment, "serve", LYO_ENV="production", LYO_KEY_FILE=str(missing))

    assert (code, len(lines), missing.exists()) == (2, 1, False)
    assert lines[0].startswith(f"echo: LYO_KEY_FILE: there is no key file {missing}")


def test_elsewhere_the_key_is_made_for_its_owner_alone(environment):
    said(environment, "migrate")

    assert Path(environment["LYO_KEY_FILE"]).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("actions", [[], ["dance"], ["serve", "migrate"]])
def test_what_it_cannot_do_it_says_in_one_line(environment, actions):
    assert said(environment, *actions) == (
        2,
        ["echo: say what to do: serve, work, serve work, or migrate"],
    )


def test_without_any_database_it_says_which_variable_to_set(environment):
    code, lines = said(environment, "serve", LYO_ECHO_DATABASE_URL="")

    assert (code, lines) == (2, ["echo: DATABASE_URL: set it, or LYO_ECHO_DATABASE_URL"])


def test_a_database_that_is_away_is_no_traceback(environment):
    away = {"DATABASE_URL": "postgresql://postgres@127.0.0.1:1/lyo"}

    code, lines = said(environment, "migrate", **away)

    assert code == 1
    assert not any("Traceback" in line for line in lines)
    assert all(line.startswith("echo: ") for line in lines)
