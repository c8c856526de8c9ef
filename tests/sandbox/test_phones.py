"""What does the phones page get to show, and is it kept from running anything but our own?"""

import asyncio
import re
import time
from datetime import UTC, datetime

import pytest

from sandbox.opening import days_in
from sandbox.phones.routes import FILES, PAGE


async def test_every_tenant_has_phones_ready(sandbox):
    phones = (await sandbox.http.get("/phones")).json()

    salon, events, consultant = phones["tenants"]
    assert salon["display_name"] == "Bella Salon"
    assert salon["channels"] == [
        {
            "platform": "whatsapp",
            "address": "100000000000001",
            "display_number": "+39 06 5550 0001",
            "writes": True,
        },
        {
            "platform": "twilio",
            "address": "whatsapp:+390655500011",
            "display_number": "+390655500011",
            "writes": True,
        },
    ]
    assert [(c["platform"], c["writes"]) for c in events["channels"]] == [("zaptra", False)]
    addresses = [customer["address"] for customer in salon["customers"]]
    assert sum(address.startswith("39") for address in addresses) == 2
    assert sum(address.startswith("IT.") for address in addresses) == 1
    assert consultant["channels"][0]["display_number"] == "+15550000003"


async def test_a_tenant_without_a_channel_is_shown_without_one(open_sandbox, tmp_path):
    (tmp_path / "foco.yaml").write_text("tenant: {name: foco, display_name: Foco}")
    async with open_sandbox(tenants=tmp_path) as sandbox:
        (foco,) = (await sandbox.http.get("/phones")).json()["tenants"]

    assert foco["channels"] == []


@pytest.mark.parametrize(
    ("today", "hint"),
    [
        (datetime(2026, 12, 19, 11, tzinfo=UTC), "book 12/22 15:30"),  # Saturday: Sunday and
        (datetime(2026, 12, 22, 11, tzinfo=UTC), "book 12/23 15:30"),  # Monday are closed
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "book 01/02 15:30"),  # Friday in Rome
    ],
)
async def test_the_hint_is_the_next_open_day(sandbox, clock, today, hint):
    clock.now = today
    phones = (await sandbox.http.get("/phones")).json()

    assert phones["tenants"][0]["hints"][0] == hint


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("tue-sat", {1, 2, 3, 4, 5}),
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("sat-mon", {5, 6, 0}),
        ("wed", {2}),
        ("holidays", set()),
        ("tue-", {1}),
    ],
)
def test_opening_days_are_read_as_tenant_files_write_them(words, days):
    assert days_in(words) == days


async def test_those_who_wrote_are_listed_latest_first(sandbox):
    await sandbox.writes("393335550101", text="a", name="Giulia")
    await sandbox.writes("393335550102", text="b")

    chats = (await sandbox.http.get("/phones")).json()["chats"]
    assert [chat["name"] for chat in chats] == ["Customer 0102", "Giulia"]


async def test_whoever_waits_is_told_at_once(sandbox):
    await sandbox.writes(text="Ciao")
    seen = (await sandbox.chat())["revision"]
    begun = time.monotonic()
    news, _ = await asyncio.gather(sandbox.chat(since=seen, wait=10), sandbox.answers())

    assert [message["text"] for message in news["messages"]] == ["Ciao"]
    assert time.monotonic() - begun < 5


async def test_only_what_changed_comes_again(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    message_id = await sandbox.answers()
    await gateway.wait_for(4)
    seen = (await sandbox.chat())["revision"]
    await sandbox.http.post("/statuses", json={"id": message_id, "status": "played"})

    news = await sandbox.chat(since=seen)
    assert [(m["id"], m["status"]) for m in news["messages"]] == [(message_id, "played")]


async def test_after_a_reset_the_chat_begins_anew(sandbox):
    await sandbox.writes(text="Ciao")
    seen = (await sandbox.chat())["revision"]
    await sandbox.http.post("/reset")

    assert (await sandbox.chat(since=seen, wait=10))["revision"] < seen


@pytest.mark.parametrize("path", ["/", *(f"/page/{name}" for name in FILES)])
async def test_the_page_runs_nothing_but_its_own_files(sandbox, path):
    answer = await sandbox.http.get(path)

    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


async def test_the_page_has_no_other_files(sandbox):
    assert {path.name for path in PAGE.iterdir()} == {*FILES, "index.html"}
    assert (await sandbox.http.get("/page/..%2fwish.py")).status_code == 404


def test_the_page_has_no_script_style_or_address_from_elsewhere():
    page = (PAGE / "index.html").read_text()

    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"\b(?:style|on\w+)=", page) == []
    assert re.findall(r"""(?:src|href)=["'](?!/page/|data:,)""", page) == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_no_script_makes_markup_of_what_it_shows(name):
    script = (PAGE / name).read_text()

    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script
