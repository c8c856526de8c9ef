"""Do memory and descriptors stay the same, however many messages have come?

Looked at after 2,000 messages and after 20,000, each time when nothing is under way.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass

import psutil

from bench.chain_opponents import Opponent, the_mesh
from bench.places import folder
from bench.report import Breach, Figure, say
from lyoctl.installation import SERVICES
from lyoctl.mesh import Mesh

RATE = 80.0
A_CHUNK = 200
SETTLE_SECONDS = 6.0
"""Longer than connections of the provider client are kept idle."""

GROWTH = 1.1


@dataclass(frozen=True)
class Held:
    """What a process holds."""

    resident: float
    """MB."""
    descriptors: int
    """Without connections to PostgreSQL: the pool opens them as it needs them, up to its limit."""
    pooled: int
    """Those connections."""


async def measure(quick: bool) -> list[Figure]:
    """Send them all, and look twice."""
    first, last = (200, 2_000) if quick else (2_000, 20_000)
    with folder() as home:
        async with the_mesh(home, Counter()) as (mesh, _, ours):
            await _write(ours, first)
            early = await _held(mesh)
            await _write(ours, last - first)
            late = await _held(mesh)
    return [
        figure for name in SERVICES for figure in _grown(name, early[name], late[name], first, last)
    ]


async def _write(ours: Opponent, count: int) -> None:
    """In chunks, each of which is through before the next one."""
    for sent in range(0, count, A_CHUNK):
        chunk = min(A_CHUNK, count - sent)
        told = await ours.load.ask(what="send", rate=RATE, count=chunk)
        await ours.until_answered()
        answered = await ours.load.ask(what="answers")
        if missing := told["refused"] + answered["unanswered"]:
            raise Breach(f"{missing} of {chunk} messages were not answered")
        if (sent + chunk) % 2_000 == 0:
            say(f"  {sent + chunk:,} of {count:,} messages")
    await ours.until_told()


async def _held(mesh: Mesh) -> dict[str, Held]:
    await asyncio.sleep(SETTLE_SECONDS)
    port = mesh.postgres.port if mesh.postgres else 0
    return {name: _look(mesh.children[name].pid or 0, port) for name in SERVICES}


def _look(pid: int, database_port: int) -> Held:
    process = psutil.Process(pid)
    sockets = process.net_connections("tcp")
    pooled = sum(bool(each.raddr) and each.raddr.port == database_port for each in sockets)
    return Held(process.memory_info().rss / 1e6, process.num_fds() - pooled, pooled)


def _grown(name: str, early: Held, late: Held, first: int, last: int) -> list[Figure]:
    after = f"after {first:,} and {last:,} messages"
    return [
        Figure(
            "memory",
            f"{name}, resident",
            late.resident / early.resident,
            "x",
            demand=GROWTH,
            n=last,
            note=f"{early.resident:.1f} and {late.resident:.1f} MB {after}",
        ),
        Figure(
            "memory",
            f"{name}, descriptors more",
            late.descriptors - early.descriptors,
            "",
            demand=0,
            n=last,
            note=f"{early.descriptors} and {late.descriptors}, and {early.pooled} and {late.pooled}"
            f" connections to PostgreSQL, {after}",
        ),
    ]
