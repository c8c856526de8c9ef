"""Are processes watched, started again, and ended?"""

import asyncio
import os
import signal
import sys
import time

import pytest

from lyoctl.children import Child, Refused, first_failure, stop_all

pytestmark = pytest.mark.slow

STAYS = "import time; print('ready', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS


@pytest.fixture
async def child():
    """Starts a Python program as a child; what it and its watcher say is in `child.lines`."""
    children = []

    async def start(program: str) -> Child:
        lines: list[str] = []
        made = Child(
            "child",
            [sys.executable, "-c", program],
            {"PATH": os.environ["PATH"]},
            lambda _, line: lines.append(line),
        )
        made.lines = lines
        await made.start()
        children.append(made)
        return made

    yield start
    await stop_all(children, 0)


async def said(child: Child, text: str) -> None:
    for _ in range(500):
        if any(text in line for line in child.lines):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"no {text!r} in {child.lines}")


async def test_one_that_dies_is_named_and_started_again(child):
    one = await child(STAYS)
    await said(one, "ready")

    one.signal(signal.SIGKILL)
    await said(one, "ended with signal SIGKILL; starting it again")
    one.lines.clear()

    await said(one, "ready")
    assert one.restarts == 1


async def test_one_that_refuses_its_settings_is_not_started_again_and_says_why(child):
    one = await child("import sys; print('LYO_X: is wrong', flush=True); sys.exit(2)")

    with pytest.raises(Refused, match=r"child does not start: LYO_X: is wrong"):
        await first_failure([one], asyncio.sleep(60))

    assert one.ended
    assert one.restarts == 0


async def test_what_goes_on_meanwhile_ends_when_the_waiting_is_cancelled(child):
    one = await child(STAYS)
    ended = asyncio.Event()

    async def meanwhile():
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    waiting = asyncio.create_task(first_failure([one], meanwhile()))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.wait([waiting])

    assert waiting.cancelled()
    assert ended.is_set()


async def test_a_stopped_one_is_gone_and_not_started_again(child):
    one = await child(STAYS)
    await said(one, "ready")

    await one.stop(5)

    assert one.ended
    assert one.lines == ["ready"]


async def test_one_that_does_not_end_is_killed_after_a_while(child):
    one = await child(STUBBORN)
    await said(one, "ready")
    begun = time.monotonic()

    await one.stop(0.3)

    assert one.ended
    assert 0.3 <= time.monotonic() - begun < 2
