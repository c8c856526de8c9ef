"""Who calls, and whether it may: until mTLS comes, an HMAC over the caller's name and an expiry.

The key is one for the installation, so a process that holds it can call itself any service: this
keeps strangers out, and keeps honest services to the call graph.
"""

import hmac
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from services.common.clock import Clock, utc_now
from services.common.errors import Unauthenticated

CALLER_KEY = "x-lyo-caller"
CALL_GRAPH = Path(__file__).parent.parent / "call_graph.toml"

VALID_FOR = timedelta(minutes=5)
"""Long enough for clocks that differ, short enough that a token seen in a dump is soon dead."""
KNOWN_TOKENS = 1024


class Signer:
    """Makes the token with which this process says who it is."""

    def __init__(self, key: bytes, service: str, *, now: Clock = utc_now) -> None:
        self._key = key
        self._service = service
        self._now = now
        self._token = ""
        self._renew_at = 0.0

    def token(self) -> str:
        """The token; the same one until half of its time is over."""
        moment = self._now().timestamp()
        if moment >= self._renew_at:
            expiry = int(moment + VALID_FOR.total_seconds())
            said = f"v1.{self._service}.{expiry}"
            self._token = f"{said}.{_mac(self._key, said)}"
            self._renew_at = moment + VALID_FOR.total_seconds() / 2
        return self._token


class Verifier:
    """Reads such tokens. Those already seen are remembered: there are few, sent many times."""

    def __init__(self, key: bytes, *, now: Clock = utc_now) -> None:
        self._key = key
        self._now = now
        self._known: dict[str, tuple[str, int]] = {}

    def caller(self, token: str | None) -> str:
        """The caller's name, or Unauthenticated CALLER_UNKNOWN or TOKEN_EXPIRED."""
        if not token:
            raise Unauthenticated("CALLER_UNKNOWN", "the call does not say who makes it")
        name, expiry = self._known.get(token) or self._checked(token)
        if self._now().timestamp() >= expiry:
            self._known.pop(token, None)
            raise Unauthenticated("TOKEN_EXPIRED", "the caller's token has expired")
        return name

    def _checked(self, token: str) -> tuple[str, int]:
        said, _, mac = token.rpartition(".")
        if not hmac.compare_digest(mac.encode(), _mac(self._key, said).encode()):
            raise Unauthenticated("CALLER_UNKNOWN", "the caller's token is not ours")
        version, name, expiry = said.split(".")
        if version != "v1":
            raise Unauthenticated("CALLER_UNKNOWN", "the caller's token is of another version")
        if len(self._known) >= KNOWN_TOKENS:
            self._known.clear()
        self._known[token] = (name, int(expiry))
        return self._known[token]


def _mac(key: bytes, said: str) -> str:
    return hmac.new(key, said.encode(), sha256).hexdigest()


@dataclass(frozen=True)
class Policy:
    """Which caller may call which method: services/call_graph.toml. What it does not say, no."""

    calls: Mapping[str, frozenset[str]]
    only: Mapping[str, frozenset[str]]
    operators: frozenset[str]
    not_for_operators: frozenset[str]
    never_repeated: frozenset[str]
    listen: Mapping[str, str]
    metrics: Mapping[str, str]
    team: Mapping[str, str]

    @classmethod
    def load(cls, path: Path = CALL_GRAPH) -> "Policy":
        """Read the file; a key that is missing is an error."""
        graph = tomllib.loads(path.read_text())
        return cls(
            calls={name: frozenset(callees) for name, callees in graph["calls"].items()},
            only={method: frozenset(names) for method, names in graph["only"].items()},
            operators=frozenset(graph["operators"]["names"]),
            not_for_operators=frozenset(graph["operators"]["never"]),
            never_repeated=frozenset(graph["repeats"]["never"]),
            listen=graph["listen"],
            metrics=graph["metrics"],
            team=graph["team"],
        )

    def allows(self, caller: str, full_method: str) -> bool:
        """Whether the caller may call `lyo.<service>.v1.<Service>/<Method>`."""
        method = full_method.removeprefix("/")
        if caller in self.operators:
            return method not in self.not_for_operators
        if service_of(method) not in self.calls.get(caller, ()):
            return False
        return method not in self.only or caller in self.only[method]


def service_of(full_method: str) -> str:
    """The service that answers the method: the second part of its package."""
    parts = full_method.removeprefix("/").split(".")
    return parts[1] if len(parts) > 2 and parts[0] == "lyo" else ""
