"""Do the operator's commands work beside a running installation?"""

import asyncio
import functools
import json
import os
import pty
import signal
import subprocess
import sys

import httpx
import pytest

from lyoctl.addresses import every_address
from lyoctl.installation import ROOT, SERVICES
from lyoctl.mesh import DEMO_TENANTS
from tests.journeys.phone import book
from tests.journeys.waiting import eventually


def test_a_chat_in_the_terminal_books_lists_and_cancels_by_a_tap(lyoctl, town):
    words = (book(town.open_day(), "15:30"), "list", "cancel", "/1", "list")
    done = lyoctl("chat", "--tenant", "bella-salon", "--customer", "393335559001", *words)

    assert done.returncode == 0, done.stderr
    booked, listed, asked, cancelled, empty = done.stdout.split("> ")[1:]
    assert ", 15:30: confermato" in booked
    assert ", 15:30" in listed
    assert "/2 [" in asked
    assert ", 15:30" in cancelled
    assert ", 15:30" not in empty


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--tenant", "nobody", "help"], "knows only the tenants of LYO_SANDBOX_TENANTS"),
        (["--customer", "", "help"], "--customer"),
        (["--customer", "Giulia", "help"], "a phone's digits"),
        (["/7"], "no choice /7"),
        (["--number", "100000000000999", "help"], "`lyoctl apply FILE` once more"),
    ],
)
def test_what_cannot_be_written_is_one_line(lyoctl, arguments, told):
    done = lyoctl("chat", *arguments)

    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_chat_in_a_terminal_ends_at_once_by_ctrl_c(mesh):
    beside = {**dict(every_address(mesh.installation)), "LYO_HOME": str(mesh.installation.home)}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "lyoctl", "chat", "--customer", "393335559002"],
        cwd=ROOT,
        env={**os.environ, **beside},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as talk:
        assert b"Write as a customer" in talk.stdout.readline()
        os.write(ours, b"help \xff\xfe\n")
        assert b"|" in talk.stdout.readline()
        talk.send_signal(signal.SIGINT)
        said = talk.communicate(timeout=3)[1]
    os.close(ours)
    os.close(theirs)

    assert (talk.returncode, said) == (130, b"")


def test_without_a_sandbox_the_chat_says_how_to_start_one(lyoctl):
    done = lyoctl("chat", "help", LYO_SANDBOX_LISTEN="127.0.0.1:1")

    assert done.returncode == 1
    assert "make run" in done.stderr
    assert done.stderr.count("\n") == 1


def test_applying_the_demo_tenants_again_changes_nothing(lyoctl):
    done = lyoctl("apply", *map(str, DEMO_TENANTS))

    assert done.stdout == f"{len(DEMO_TENANTS)} applied, nothing changed\n"
    assert done.returncode == 0


def test_a_tenant_file_makes_a_tenant_and_a_change_of_it_changes_that(lyoctl, tmp_path):
    file = tmp_path / "studio.yaml"
    file.write_text(STUDIO)
    made = lyoctl("apply", "-f", str(file))
    file.write_text(STUDIO.replace("Studio Uno", "Studio Due").replace("30m", "45m"))
    changed = lyoctl("apply", str(file))

    assert made.stdout.splitlines() == [
        f"studio-uno ({file})",
        "  + tenant studio-uno",
        "  + channel whatsapp 100000000000777",
        "  + access token of channel whatsapp 100000000000777",
        "  + offering cut",
        "  + resource eva",
        "1 applied, 5 changed",
    ]
    assert changed.stdout.splitlines() == [
        f"studio-uno ({file})",
        "  ~ tenant display_name: Studio Uno -> Studio Due",
        "  ~ offering cut length: 30m -> 45m",
        "1 applied, 2 changed",
    ]


async def test_an_own_number_is_written_to_again_after_the_sandbox_was_away(
    lyoctl, mesh, town, tmp_path
):
    file = tmp_path / "studio.yaml"
    text = STUDIO.replace("studio-uno", "studio-5").replace("000777", "000779")
    file.write_text(text.replace("sandbox-studio-token", "env:STUDIO_TOKEN"))
    apply = functools.partial(lyoctl, "apply", str(file))
    chat = functools.partial(lyoctl, "chat", "--number", "100000000000779", "help")
    await asyncio.to_thread(apply, STUDIO_TOKEN="sandbox-studio-token")
    first = await asyncio.to_thread(chat)
    sandbox = mesh.children["sandbox"]
    before = sandbox.restarts
    sandbox.signal(signal.SIGTERM)
    await eventually(lambda: _health(town, sandbox, before), bool, within=20, what="no sandbox")

    forgotten = await asyncio.to_thread(chat)
    noted = await asyncio.to_thread(apply)
    again = await asyncio.to_thread(apply, STUDIO_TOKEN="sandbox-studio-token")
    second = await asyncio.to_thread(chat)

    assert "| " in first.stdout, first.stderr
    assert "`lyoctl apply FILE` once more" in forgotten.stderr
    assert (noted.returncode, "STUDIO_TOKEN is not set" in noted.stderr) == (0, True)
    assert (again.stdout, again.stderr) == ("1 applied, nothing changed\n", "")
    assert "| " in second.stdout, second.stderr


async def _health(town, sandbox, before):
    if sandbox.restarts == before:
        return False
    try:
        return (await town.http.get("/health")).is_success
    except httpx.TransportError:
        return False


def test_without_a_terminal_nothing_is_pruned_unless_that_is_said(lyoctl, tmp_path):
    file = tmp_path / "studio.yaml"
    text = STUDIO.replace("studio-uno", "studio-6").replace("000777", "000780")
    more = "  - {platform: web_chat, address: studio-6}\nofferings:"
    file.write_text(text.replace("offerings:", more))
    lyoctl("apply", str(file))
    file.write_text(text)
    refused = lyoctl("apply", str(file), "--prune")
    pruned = lyoctl("apply", str(file), "--prune", "--yes")

    assert refused.returncode == 1
    assert "\n  studio-6: channel web_chat studio-6\n" in refused.stderr
    assert refused.stderr.endswith("say --yes\n")
    assert pruned.stdout.endswith("  - channel web_chat studio-6\n1 applied, 1 changed\n")


def test_a_refused_file_is_named_with_what_was_applied_before_it(lyoctl, tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(STUDIO.replace("studio-uno", "studio-tre").replace("000777", "000778"))
    bad.write_text(STUDIO.replace("studio-uno", "studio-4").replace("0000777", "0000001"))
    done = lyoctl("apply", str(good), str(bad))

    assert done.returncode == 1
    assert "+ tenant studio-tre" in done.stdout
    first, *rest = done.stderr.splitlines()
    assert first.startswith(f"lyo: {bad}:4:5: channel whatsapp 100000000000001: ADDRESS_TAKEN")
    assert rest[-1] == f"  applied whole before: {good}"


def test_a_bad_file_is_told_with_its_line_and_nothing_is_applied(lyoctl, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(STUDIO.replace("30m", "long"))
    done = lyoctl("apply", str(bad))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"lyo: {bad}:6:44: offerings.0.length: write a length")
    assert done.stderr.count("\n") == 1


def test_a_customer_is_listed_described_and_deleted(lyoctl, town):
    lyoctl("chat", "--tenant", "bella-salon", "--customer", "393335559077", "help")
    beside = ("+393335559077", "--tenant", "bella-salon")
    listed = lyoctl("get", "customers", *beside, "-o", "json")
    described = lyoctl("describe", "customer", *beside)
    asked = lyoctl("delete", "customers", *beside)
    deleted = lyoctl("delete", "customers", *beside, "--yes")

    (found,) = json.loads(listed.stdout)
    assert {"kind": "IDENTITY_KIND_PHONE", "value": "+393335559077"} in found["identities"]
    assert found["customer_id"] in described.stdout
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.endswith("say --yes\n")
    assert deleted.stdout.endswith("deleted\n")


def test_lines_that_are_not_taken_are_named_and_the_end_says_so(lyoctl, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("phone,name\n+393335559101,Anna\n333,Bob\n+393335559102,Carla\n")
    done = lyoctl("import", "customers", str(file), "--tenant", "stella")

    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}:3: NOT_E164: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == "3 lines: 2 added, 0 changed, 0 as they were, 1 not taken\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["get", "channels"], "lyo: --tenant: say whose channels"),
        (["get", "unicorns"], "lyo: unicorns: say one of tenants, channels"),
        (["get", "tenants", "nobody"], "lyo: TENANT_NOT_FOUND: "),
        (["keys", "create", "--client", "x", "--scope", "a"], "lyo: say for whom"),
        (["keys", "create", "--client", "x", "--scope", "a", "--all-tenants"], "SCOPE_UNKNOWN"),
        (["import", "customers", "README.md", "-t", "stella"], "lyo: README.md:1: "),
        (["apply", "tests"], "lyo: tests: no *.yaml in this folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(lyoctl, arguments, told):
    done = lyoctl(*arguments)

    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


STUDIO = """
tenant: {name: studio-uno, display_name: Studio Uno, time_zone: Europe/Rome, languages: [it]}
channels:
  - {platform: whatsapp, address: "100000000000777", access_token: sandbox-studio-token}
offerings:
  - {name: cut, display_name: Cut, length: 30m, default: true}
resources:
  - {name: eva, display_name: Eva, performs: [cut], hours: {daily: ["09:00-13:00"]}}
"""


def test_the_doctor_finds_nothing_wrong_with_what_runs(lyoctl):
    done = lyoctl("doctor")

    assert "BAD" not in done.stdout
    assert all(f"{name} is ready" in done.stdout for name in SERVICES)
    assert done.stdout.endswith("all is well\n")
    assert done.returncode == 0


async def test_the_doctor_names_a_service_that_does_not_answer(lyoctl, mesh):
    notifier = mesh.children["notifier"]
    notifier.signal(signal.SIGSTOP)
    try:
        done = lyoctl("doctor")
    finally:
        notifier.signal(signal.SIGCONT)

    assert "BAD  notifier" in done.stdout
    assert "make run" in done.stdout
    assert done.returncode == 1
