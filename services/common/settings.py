"""What may differ between installations, read from the environment; and the one key file.

A class of settings derives from `Environment`, so that a wrong value is reported as one line that
names the variable. Settings are read once, in `__main__`, and passed on as values.
"""

import contextlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from psycopg.conninfo import make_conninfo
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError


class BadSettings(Exception):
    """The environment is not usable: one line for each variable, which says what is wrong."""


class Environment(BaseSettings):
    """Base of all settings: frozen, an empty variable counts as absent."""

    model_config = SettingsConfigDict(
        env_prefix="LYO_",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    def __init__(self, **values: Any) -> None:
        prefix = values.get("_env_prefix", self.model_config["env_prefix"])
        try:
            super().__init__(**values)
        except ValidationError as error:
            lines = [f"{self._variable(prefix, each)}: {each['msg']}" for each in error.errors()]
            raise BadSettings("\n".join(lines)) from None
        except SettingsError as error:
            raise BadSettings(str(error)) from None

    @classmethod
    def _variable(cls, prefix: str, error: ErrorDetails) -> str:
        """The variable that is wrong: of several names for one thing, the one that was used."""
        name = str(error["loc"][0]) if error["loc"] else ""
        if name in cls.model_fields:
            return f"{prefix}{name}".upper()
        for each in cls.model_fields.values():
            if isinstance(each.validation_alias, AliasChoices):
                names = [str(choice) for choice in each.validation_alias.choices]
                if name in names:
                    return next((known for known in names if known in os.environ), name)
        return name


class ProcessSettings(Environment):
    """What all processes share."""

    env: Literal["development", "test", "production"] = "production"
    """Where we are: outside production the key is made, the drain is quick, reflection is on."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What is logged at least."""

    key_file: Path = Path(".lyo/key")
    """32 random bytes or more, in hex: mesh key, installation key and passwords come of it."""

    database_url: Annotated[SecretStr | None, Field(validation_alias="DATABASE_URL")] = None
    """A role that may create roles. Each service derives its own roles from it."""

    otlp_endpoint: Annotated[str | None, Field(validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")] = (
        None
    )
    """Where traces go, by OTLP over gRPC. None: no traces."""

    drain_seconds: Annotated[float, Field(ge=0)] = 30
    """How long calls and jobs under way may take after SIGTERM."""

    drain_delay_seconds: Annotated[float | None, Field(ge=0)] = None
    """How long the process serves on after it said it is not ready; production 5, elsewhere 0."""

    lease_seconds: Annotated[float, Field(gt=0)] = 6
    """After so long without a heartbeat another worker takes the lane."""

    heartbeat_seconds: Annotated[float, Field(gt=0, validate_default=True)] = 2
    """How often a worker says that it still has its lanes: at most half of a lease."""

    poll_seconds: Annotated[float, Field(gt=0)] = 1
    """How often a worker looks for lanes that nobody told it of."""

    calls_at_once: Annotated[int, Field(gt=0)] = 256
    """More calls than these are refused with OVERLOADED."""

    team_tls_certificate: Path | None = None
    """PEM file with the certificate of the team doors, and what it is signed with. Read anew when
    it changes."""

    team_tls_key: Path | None = None
    """PEM file with its private key."""

    fault: Path | None = None
    """For tests, refused without LYO_ENV=test: a folder whose files say where to be killed."""

    @field_validator("heartbeat_seconds")
    @classmethod
    def _within_a_lease(cls, heartbeat: float, info: ValidationInfo) -> float:
        if heartbeat * 2 > info.data.get("lease_seconds", heartbeat * 2):
            raise ValueError("at most half of LYO_LEASE_SECONDS, or lanes are lost at work")
        return heartbeat

    @field_validator("fault")
    @classmethod
    def _only_in_tests(cls, fault: Path | None, info: ValidationInfo) -> Path | None:
        if fault is not None and info.data.get("env") != "test":
            raise ValueError("faults are for tests: unset it, or set LYO_ENV=test")
        return fault

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def drain(self) -> timedelta:
        return timedelta(seconds=self.drain_seconds)

    @property
    def drain_delay(self) -> timedelta:
        default = 5 if self.production else 0
        given = self.drain_delay_seconds
        return timedelta(seconds=default if given is None else given)


class ServiceSettings(Environment):
    """What each service has of its own: the variables begin with LYO_<SERVICE>_."""

    listen: str | None = None
    """Address and port of the service."""

    metrics_listen: str | None = None
    """Address and port of /metrics, /livez, /readyz."""

    team_listen: str | None = None
    """Address and port of the door for internal teams. None: there is none."""

    target: str | None = None
    """Where others find it, as a gRPC target: `dns:///name.of.the.host:50052`."""

    database_url: SecretStr | None = None
    """The runtime role's URL, where an operator made the roles."""

    owner_database_url: SecretStr | None = None
    """The owner role's URL, which migrates."""

    @classmethod
    def of(cls, service: str) -> "ServiceSettings":
        """The settings of the service of this name."""
        read: Callable[..., ServiceSettings] = cls
        return read(_env_prefix=f"LYO_{service.upper()}_")


class Keys:
    """The key file of the installation: one secret, from which each purpose derives its own key."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def derived(self, purpose: str) -> bytes:
        """32 bytes for this purpose, which tell nothing of those for another."""
        return hmac.new(self._secret, f"lyo/v1/{purpose}".encode(), sha256).digest()

    @property
    def mesh(self) -> bytes:
        """What callers' tokens are made with."""
        return self.derived("mesh")

    def password(self, role: str) -> str:
        """The password of a database role that we made."""
        return self.derived(f"database/{role}").hex()

    @classmethod
    def read(cls, path: Path, *, make: bool) -> "Keys":
        """The key in the file; where there is none it is made, or refused in production."""
        if make and not path.exists():
            _make_key(path)
        try:
            secret = bytes.fromhex(path.read_text().strip())
        except FileNotFoundError:
            raise BadSettings(
                f"LYO_KEY_FILE: there is no key file {path}; "
                "make one for the whole installation: openssl rand -hex 32"
            ) from None
        except (OSError, ValueError):
            raise BadSettings(f"LYO_KEY_FILE: {path} cannot be read as bytes in hex") from None
        if len(secret) < 32:
            raise BadSettings(f"LYO_KEY_FILE: {path} holds fewer than 32 bytes")
        return cls(secret)


def _make_key(path: Path) -> None:
    """Write it whole, then give it its name: of many processes at once, all read the same key."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _scratch(path) as scratch, contextlib.suppress(FileExistsError):
            path.hardlink_to(scratch)
    except OSError as error:
        raise BadSettings(f"LYO_KEY_FILE: cannot make {path}: {error.strerror}") from None


@contextlib.contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    scratch = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        yield scratch
    finally:
        scratch.unlink()


def runtime_url(service: str, settings: ProcessSettings, keys: Keys) -> str:
    """With which URL the service runs."""
    own = ServiceSettings.of(service).database_url
    return own.get_secret_value() if own else _as_role(f"lyo_{service}", service, settings, keys)


def owner_url(service: str, settings: ProcessSettings, keys: Keys) -> str:
    """With which URL the service's schema is migrated."""
    own = ServiceSettings.of(service).owner_database_url
    role = f"lyo_{service}_owner"
    return own.get_secret_value() if own else _as_role(role, service, settings, keys)


def _as_role(role: str, service: str, settings: ProcessSettings, keys: Keys) -> str:
    if settings.database_url is None:
        raise BadSettings(f"DATABASE_URL: set it, or LYO_{service.upper()}_DATABASE_URL")
    url = settings.database_url.get_secret_value()
    return make_conninfo(url, user=role, password=keys.password(role))
