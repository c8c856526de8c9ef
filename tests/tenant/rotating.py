"""Tenants with secrets, readers who ask for these all the time, and `lyoctl secrets rotate`."""

import asyncio
import os
import random
import secrets
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.envelope import KeyRing
from services.common.settings import Keys
from services.tenant.storage.data_keys import key_ring
from tests.database_fixtures import LyoDatabase
from tests.tenant.running import RunningTenant, new_id

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "lyoctl", "secrets", "rotate"]

Place = tuple[str, str]
"""A tenant and one of its channels."""


class Installation:
    """A key file, key-encryption keys by id, and a folder in which faults can be laid."""

    def __init__(self, folder: Path, database: LyoDatabase) -> None:
        self.folder = folder
        self.database = database
        self.faults = folder / "faults"
        self.faults.mkdir()
        self.keys = Keys.read(folder / "key", make=True)

    def ring(self, **keys: bytes) -> KeyRing:
        """The ring of a tenant service that was given these, the current one first."""
        return key_ring(self.keys.derived("installation/tenant/data-keys"), keys)

    def fault(self, point: str, order: str = "") -> None:
        """Let the next process that comes by the point obey the order."""
        (self.faults / point).write_text(order)

    async def rotating(self, *arguments: str, **keys: bytes) -> asyncio.subprocess.Process:
        """`lyoctl secrets rotate`, running."""
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}",
            "LYO_ENV": "test",
            "LYO_FAULT": str(self.faults),
            "LYO_KEY_FILE": str(self.folder / "key"),
            "LYO_TENANT_DATABASE_URL": self.database.url("tenant"),
            "LYO_TENANT_KEYS": ",".join(f"{name}:{key.hex()}" for name, key in keys.items()),
        }
        return await asyncio.create_subprocess_exec(
            *COMMAND,
            *arguments,
            env=told,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def rotate(self, *arguments: str, **keys: bytes) -> tuple[int, str]:
        """What `lyoctl secrets rotate` ends with, and all that it said."""
        process = await self.rotating(*arguments, **keys)
        out, err = await process.communicate()
        return process.returncode or 0, (out + err).decode()

    def wrapped_by(self) -> Counter[str]:
        """How many data keys each key-encryption key wraps."""
        found = self.database.rows("SELECT kek_id FROM tenant.data_keys")
        return Counter(str(kek_id) for (kek_id,) in found)


async def fill(tenant: RunningTenant, tenants: int, channels_each: int) -> dict[Place, str]:
    """Tenants with channels, and the token of each."""
    limit = asyncio.Semaphore(16)

    async def opened(number: int) -> list[tuple[Place, str]]:
        async with limit:
            made = await tenant.create(f"filled-{number}")
            return [await _channel(tenant, made.tenant_id) for _ in range(channels_each)]

    filled = await asyncio.gather(*(opened(number) for number in range(tenants)))
    return dict(each for some in filled for each in some)


async def _channel(tenant: RunningTenant, tenant_id: str) -> tuple[Place, str]:
    request = pb.CreateChannelRequest(
        tenant_id=tenant_id,
        request_id=new_id(),
        platform=pb.PLATFORM_WHATSAPP,
        address=str(random.randrange(10**14, 10**15)),
    )
    channel_id = (await tenant.channels.CreateChannel(request)).channel.channel_id
    token = secrets.token_urlsafe(32)
    await tenant.set_token(tenant_id, channel_id, token)
    return (tenant_id, channel_id), token


@dataclass
class Readers:
    """Ask for tokens all the time, and now and then set one anew."""

    tenant: RunningTenant
    tokens: dict[Place, str]
    asked: int = 0
    set_anew: int = 0
    failures: list[str] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self.tasks = [asyncio.create_task(self._read(number)) for number in range(6)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await asyncio.gather(*self.tasks)

    async def _read(self, number: int) -> None:
        chance, places = random.Random(number), list(self.tokens)
        while not self.stop.is_set():
            place = chance.choice(places)
            try:
                await self._look(place, anew=number == 0)
            except Exception as error:
                self.failures.append(repr(error))

    async def _look(self, place: Place, *, anew: bool) -> None:
        if anew:
            await self.tenant.set_token(*place, self.tokens[place])
            self.set_anew += 1
        found = await self.tenant.token_of(*place)
        self.asked += 1
        if found != self.tokens[place]:
            self.failures.append("another token")
