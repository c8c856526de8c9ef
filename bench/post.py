"""A POST to a provider, 32 at once: what our client costs beside bare aiohttp.

Both post the same body to the same server, over connections that stay open, from one process in
turn; counted is the CPU of that process alone.
"""

from collections.abc import Awaitable, Callable

from bench.post_ends import ANSWER
from bench.processes import Told, free_port, served, told
from bench.report import Figure
from bench.rounds import Round, interleaved, median, ratio

AT_ONCE = 32
DEMANDED = 4.0


async def measure(quick: bool) -> list[Figure]:
    """The ratio of rounds that stood side by side, and what each costs."""
    count, rounds = (500, 3) if quick else (4_000, 9)
    port = free_port()
    async with (
        served("server", ["bench.post_ends", "server", str(port)], {}, port),
        told(["bench.post_ends", "client", f"http://127.0.0.1:{port}/v25.0/1/messages"]) as client,
    ):
        opponents = {kind: _run(client, kind, count) for kind in ("ours", "aiohttp")}
        measured = await interleaved(opponents, rounds)
    ours, bare = measured["ours"], measured["aiohttp"]
    note = f"answers of {len(str(ANSWER))} bytes"
    return [
        Figure(
            "post",
            f"POST, {AT_ONCE} at once: CPU against aiohttp",
            ratio(ours, bare, lambda each: each.price),
            "x",
            demand=DEMANDED,
            n=count * rounds,
            note=note,
        ),
        Figure("post", "ours", median(ours, lambda each: each.price), "us a call", n=rounds),
        Figure("post", "aiohttp", median(bare, lambda each: each.price), "us a call", n=rounds),
        Figure("post", "ours: rate", median(ours, lambda each: each.rate), "calls/s", n=rounds),
    ]


def _run(client: Told, kind: str, count: int) -> Callable[[], Awaitable[Round]]:
    async def run() -> Round:
        done = await client.ask(kind=kind, count=count, at_once=AT_ONCE)
        return Round(count, done["seconds"], {kind: done["cpu"]})

    return run
