"""What API keys may do, as the tenant service says; forgotten soon, so that a revoked one is out.

Every door from outside has one of these: the gateway's, and the team door of each service.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import grpc
from lyo.tenant.v1 import access_service_pb2 as pb
from lyo.tenant.v1 import access_service_pb2_grpc as rpc

from services.common.actor import Actor
from services.common.clock import Clock, utc_now
from services.common.errors import Unauthenticated

KEPT_FOR = timedelta(seconds=3)
"""A revoked key is out within five seconds everywhere."""
KEPT_AT_MOST = 4096


@dataclass(frozen=True)
class Grant:
    """What one API key opens. `tenants` None: all."""

    key_id: str
    scopes: frozenset[str]
    tenants: frozenset[str] | None
    calls_per_minute: int
    expire_time: datetime | None

    @property
    def actor(self) -> Actor:
        """Who acts where this key is used."""
        return Actor(f"key:{self.key_id}", self.scopes, self.tenants)


Ask = Callable[[str], Awaitable[Grant]]
"""Gives the grant of a key as it was presented, or raises Unauthenticated."""


class NotBelieved(Exception):
    """The tenant service does not know this process for one of the mesh: no fault of the key."""


class Grants:
    """The grants of keys that were presented, and the refusals: asked for once in three seconds."""

    def __init__(self, ask: Ask, *, now: Clock = utc_now) -> None:
        self._ask = ask
        self._now = now
        self._kept: OrderedDict[bytes, tuple[datetime, Grant | Unauthenticated]] = OrderedDict()
        self._asked: dict[bytes, asyncio.Task[Grant | Unauthenticated]] = {}

    async def of(self, key: str) -> Grant:
        """The grant; Unauthenticated where the key is none, is revoked or has ended."""
        name = sha256(key.encode()).digest()  # the key itself stays nowhere
        until, answer = self._kept.get(name, (None, None))
        now = self._now()
        if answer is None or until is None or now >= until:
            answer = await self._answer(name, key)
        if isinstance(answer, Unauthenticated):
            raise Unauthenticated(answer.reason, answer.message)
        if answer.expire_time is not None and now >= answer.expire_time:
            raise Unauthenticated("KEY_UNKNOWN", "no such API key")
        return answer

    async def _answer(self, name: bytes, key: str) -> Grant | Unauthenticated:
        if name not in self._asked:
            task = self._asked[name] = asyncio.create_task(self._told(name, key))
            task.add_done_callback(lambda _: self._asked.pop(name, None))
        # Shielded: who stops waiting must not take the answer from the others.
        return await asyncio.shield(self._asked[name])

    async def _told(self, name: bytes, key: str) -> Grant | Unauthenticated:
        until = self._now() + KEPT_FOR
        try:
            answer: Grant | Unauthenticated = await self._ask(key)
        except Unauthenticated as refusal:
            answer = refusal
        self._kept[name] = (until, answer)
        self._kept.move_to_end(name)
        if len(self._kept) > KEPT_AT_MOST:
            self._kept.popitem(last=False)
        return answer


def asked_over(channel: grpc.aio.Channel) -> Ask:
    """Asks the tenant service."""
    access = rpc.AccessServiceStub(channel)

    async def ask(key: str) -> Grant:
        try:
            return granted(await access.VerifyApiKey(pb.VerifyApiKeyRequest(api_key=key)))
        except Unauthenticated as refusal:
            if is_about_key(refusal):
                raise
            raise NotBelieved(refusal.reason) from refusal

    return ask


def is_about_key(refusal: Unauthenticated) -> bool:
    """Whether the API key is refused; else it is the token of a process of ours."""
    return refusal.reason.startswith("KEY_")


def granted(answer: pb.VerifyApiKeyResponse) -> Grant:
    """What the tenant service says, as a value."""
    ends = answer.HasField("expire_time")
    return Grant(
        key_id=answer.api_key_id,
        scopes=frozenset(answer.scopes),
        tenants=None if answer.all_tenants else frozenset(answer.tenant_ids),
        calls_per_minute=answer.calls_per_minute,
        expire_time=answer.expire_time.ToDatetime(tzinfo=UTC) if ends else None,
    )
