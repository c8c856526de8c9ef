"""One installation on this machine: its folder, its addresses, and what each process is told."""

import functools
import itertools
import os
import random
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.common.mesh import Policy

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("tenant", "booking", "assistant", "notifier", "gateway")
GRPC_SERVICES = SERVICES[:-1]
DATABASE = "lyo"
SANDBOX = "127.0.0.1:8090"
FIRST_PORT, PARTS, PORTS_A_PART = 20_000, 20, 600

OF_THE_SANDBOX = "LYO_SANDBOX_"
OF_THE_PRODUCT = (
    *("LYO_", "WHATSAPP_", "META_", "TWILIO_", "ZAPTRA_", "OPENAI_", "OTEL_", "PUBLIC_BASE_URL"),
    *("VERIFY_TOKEN", "WH_", "NEXT_PUBLIC_BASE_URL"),  # their names in the systems replaced
)
"""How the variables begin that the services read; a test compares with docs/configuration.md."""

# What the demo tenants of deploy/demo and the sandbox agree on. No secrets: they open nothing
# outside this machine, and nobody is told them under LYO_ENV=production.
DEMO = {
    "WHATSAPP_APP_SECRET": "sandbox-app-secret",
    "WHATSAPP_WEBHOOK_VERIFY_TOKEN": "sandbox-verify-token",
    "TWILIO_AUTH_TOKEN": "sandbox-twilio-token",
    "LYO_API_KEY": "lyo_development_demo_opens_the_sandbox_only",
    "WHATSAPP_NOTIFICATIONS_ENABLED": "true",
}

PROVIDERS = {
    "LYO_NOTIFIER_GRAPH_URL": "",
    "LYO_NOTIFIER_TWILIO_URL": "",
    "LYO_NOTIFIER_TWILIO_CONTENT_URL": "",
    "LYO_NOTIFIER_ZAPTRA_URL": "/api/wpbox",
}
"""The notifier's variables that say where a provider is, and the path below the sandbox."""


@dataclass(frozen=True)
class Installation:
    """Where everything is. `variables` are added to, and win over, what each process is told."""

    home: Path
    listen: Mapping[str, str]
    metrics: Mapping[str, str]
    team: Mapping[str, str]
    sandbox: str = SANDBOX
    variables: Mapping[str, str] = field(default_factory=dict)
    own_key_file: Path | None = None

    @classmethod
    def of_this_machine(cls, home: Path) -> "Installation":
        """The fixed ports of design, each to be changed by the variable that the service reads."""
        policy = Policy.load()
        own_key_file = os.environ.get("LYO_KEY_FILE")
        return cls(
            home=home,
            listen={name: _listen(name, address) for name, address in policy.listen.items()},
            metrics={
                name: os.environ.get(f"LYO_{name.upper()}_METRICS_LISTEN", address)
                for name, address in policy.metrics.items()
            },
            team={
                name: os.environ.get(f"LYO_{name.upper()}_TEAM_LISTEN", address)
                for name, address in policy.team.items()
            },
            sandbox=_listen("sandbox", SANDBOX),
            own_key_file=Path(own_key_file).absolute() if own_key_file else None,
        )

    @classmethod
    def on_free_ports(cls, home: Path, variables: Mapping[str, str]) -> "Installation":
        """For tests: beside whatever else runs on this machine."""
        ports = iter(_free_ports(len(SERVICES) * 3))
        return cls(
            home=home,
            listen={name: f"127.0.0.1:{next(ports)}" for name in SERVICES},
            metrics={name: f"127.0.0.1:{next(ports)}" for name in SERVICES},
            team={name: f"127.0.0.1:{next(ports)}" for name in GRPC_SERVICES},
            sandbox=f"127.0.0.1:{next(ports)}",
            variables=variables,
        )

    @property
    def env(self) -> str:
        return self.variables.get("LYO_ENV") or os.environ.get("LYO_ENV", "development")

    @property
    def key_file(self) -> Path:
        return self.own_key_file or self.home / "key"

    @property
    def gateway_url(self) -> str:
        return f"http://{self.listen['gateway']}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{self.sandbox}"

    def command(self, name: str) -> list[str]:
        if name == "sandbox":
            return [sys.executable, "-m", "sandbox"]
        return [sys.executable, "-m", f"services.{name}", "serve", "work"]

    def told(self, name: str, database_url: str) -> dict[str, str]:
        """The whole environment of one process. It sees the database as its own role only."""
        if name == "sandbox":
            return {
                **_inherited(),
                "LYO_SANDBOX_APP_SECRET": self._first_app_secret(),
                "LYO_SANDBOX_API_KEY": self._given("LYO_API_KEY"),
                "LYO_SANDBOX_PUBLIC_URL": self._public_url(),
                **_own_environment(OF_THE_SANDBOX),
                **self._common(),
                **self._sandbox(),
            }
        return {
            **_inherited(),
            **({} if self.env == "production" else self._demo()),
            **_own_environment(*OF_THE_PRODUCT),
            **self._common(),
            **self._addresses(name),
            f"LYO_{name.upper()}_DATABASE_URL": database_url,
            **self.variables,
        }

    def _common(self) -> dict[str, str]:
        return {
            "LYO_ENV": self.env,
            "LYO_KEY_FILE": str(self.key_file),
            "LYO_DRAIN_SECONDS": "3",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "protos" / "gen")]),
            "PYTHONUNBUFFERED": "1",
        }

    def _addresses(self, name: str) -> dict[str, str]:
        targets = {
            f"LYO_{callee.upper()}_TARGET": f"dns:///{self.listen[callee]}"
            for callee in GRPC_SERVICES
        }
        team = {f"LYO_{name.upper()}_TEAM_LISTEN": self.team[name]} if name in self.team else {}
        return {
            **targets,
            **team,
            f"LYO_{name.upper()}_LISTEN": self.listen[name],
            f"LYO_{name.upper()}_METRICS_LISTEN": self.metrics[name],
            **{name: f"{self.sandbox_url}{path}" for name, path in PROVIDERS.items()},
        }

    def _demo(self) -> dict[str, str]:
        """What is told where nobody said otherwise."""
        return {**DEMO, "PUBLIC_BASE_URL": self._public_url()}

    def _public_url(self) -> str:
        """Where the gateway says that it is found: Twilio signs over it, links lead there."""
        said = {**os.environ, **self.variables}
        named = (said.get(name) for name in ("PUBLIC_BASE_URL", "NEXT_PUBLIC_BASE_URL"))
        return next(filter(None, named), self.gateway_url)

    def _first_app_secret(self) -> str:
        """The sandbox signs with a secret that the gateway accepts."""
        return self._given("WHATSAPP_APP_SECRET").split(",")[0].strip()

    def _given(self, name: str) -> str:
        """What the services are told, where nobody said otherwise."""
        return {**DEMO, **os.environ, **self.variables}[name]

    def _sandbox(self) -> dict[str, str]:
        return {
            "LYO_SANDBOX_LISTEN": self.sandbox,
            "LYO_SANDBOX_GATEWAY_URL": self.gateway_url,
            "LYO_SANDBOX_TENANTS": str(ROOT / "deploy" / "demo"),
            **{
                key: value
                for key, value in self.variables.items()
                if key.startswith(OF_THE_SANDBOX)
            },
        }


def _listen(name: str, default: str) -> str:
    return os.environ.get(f"LYO_{name.upper()}_LISTEN", default)


def _inherited() -> dict[str, str]:
    """What any process needs of ours, and nothing that would change what it does."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE")
    return {key: os.environ[key] for key in kept if key in os.environ}


def _own_environment(*prefixes: str) -> dict[str, str]:
    """The variables that begin so, as they were given to us."""
    return {key: value for key, value in os.environ.items() if key.startswith(prefixes)}


def _free_ports(count: int) -> list[int]:
    """Ports that nobody holds now. Not from where the system takes those of outgoing connections,
    nor one that was given out before: both would be gone before our process listens there."""
    return list(itertools.islice(filter(_is_free, _candidates(os.getpid() % PARTS)), count))


@functools.cache
def _candidates(part: int) -> Iterator[int]:
    """The ports of one part in any order, again and again. Two processes that look for ports at
    the same time have different parts, most likely."""
    first = FIRST_PORT + part * PORTS_A_PART
    return itertools.cycle(random.sample(range(first, first + PORTS_A_PART), PORTS_A_PART))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
