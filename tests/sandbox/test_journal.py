"""Can one look up what was asked of a provider?"""

from sandbox.journal import Journal
from tests.sandbox.conftest import SATURDAY_NOON, a_text


async def test_a_call_is_kept_as_it_was_made(sandbox):
    await sandbox.sends(a_text("+393335550101"))

    [call] = await sandbox.journal()
    assert set(call) == {
        "id", "time", "provider", "method", "path", "to", "body", "status", "error",
    }  # fmt: skip
    assert call["provider"] == "meta"
    assert call["method"] == "POST"
    assert call["path"] == "/v25.0/100000000000001/messages"
    assert call["to"] == "+393335550101"
    assert call["body"] == a_text("+393335550101")
    assert (call["status"], call["error"]) == (200, None)
    assert call["time"].startswith("2026-12-19T11:00:00")


async def test_a_refused_call_is_kept_with_its_error(sandbox):
    await sandbox.sends({**a_text(), "text": {}})

    [call] = await sandbox.journal()
    assert call["status"] == 400
    assert call["error"] == "100: The parameter text['body'] is required."


async def test_calls_are_found_by_recipient_provider_and_since(sandbox):
    for to in ("393335550101", "393335550102", "393335550101"):
        await sandbox.sends(a_text(to))

    first, _, third = await sandbox.journal()
    assert await sandbox.journal(to="+393335550101") == [first, third]
    assert await sandbox.journal(to="393335550101", since=first["id"]) == [third]
    assert await sandbox.journal(last=1) == [third]
    assert await sandbox.journal(provider="twilio") == []


async def test_ids_grow_even_over_a_reset(sandbox):
    await sandbox.sends(a_text())
    [before] = await sandbox.journal()
    await sandbox.http.post("/reset")
    await sandbox.sends(a_text())

    [after] = await sandbox.journal()
    assert after["id"] > before["id"]


async def test_what_is_no_json_is_kept_as_text(sandbox):
    headers = {"Authorization": "Bearer sandbox-bella-salon-token"}
    await sandbox.http.post("/v25.0/1/messages", content=b'{"to": "\xff', headers=headers)

    [call] = await sandbox.journal()
    assert call["body"] == '{"to": "�'


async def test_odd_bodies_do_not_break_the_journal(sandbox):
    headers = {"Content-Type": "application/json"}
    for body in (b'"\\ud800"', b"NaN", b"[" * 100_000, b"1" * 5000, b""):
        await sandbox.http.post("/v25.0/1/messages", content=body, headers=headers)

    assert len(await sandbox.journal()) == 5


def test_only_the_newest_calls_are_remembered():
    journal = Journal(2, lambda: SATURDAY_NOON)
    for to in ("1", "2", "3"):
        journal.open(provider="meta", method="POST", path="/", to=to, body={})

    assert [entry.id for entry in journal.find()] == [2, 3]
    assert journal.find(to="1") == []
    assert list(journal.by_recipient) == ["2", "3"]
