"""Is a process that will not get ready told, with the check that fails?"""

import httpx
import pytest

from lyoctl.readiness import NotReady, Waiting


def says(*answers: httpx.Response) -> httpx.AsyncClient:
    """Gives these answers in turn, the last for ever."""
    left = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        return left.pop(0) if len(left) > 1 else left[0]

    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


def report(**checks: str) -> httpx.Response:
    return httpx.Response(503, json={"status": "failing", "checks": checks})


def waiting(patience: float) -> Waiting:
    return Waiting("tenant", "http://tenant/readyz", {"keys": "put the old key back"}, patience)


async def test_a_check_that_fails_for_good_is_told_with_its_advice():
    with pytest.raises(NotReady) as told:
        await waiting(0.1).until_ready(says(report(keys="failing", database="ok")))

    assert str(told.value) == "tenant does not get ready: keys failing: put the old key back"


async def test_a_check_that_fails_for_a_moment_is_waited_for():
    moment = says(report(keys="failing"), report(keys="ok"), httpx.Response(200))

    await waiting(5).until_ready(moment)


async def test_what_only_starts_slowly_does_not_fail():
    slow = httpx.Response(503, json={"status": "starting", "checks": {}})

    await waiting(0.05).until_ready(says(slow, slow, slow, slow, httpx.Response(200)))
