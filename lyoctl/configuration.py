"""docs/configuration.md: one table of all variables, made from the settings classes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from lyoctl.installation import ROOT, SERVICES
from lyoctl.settings import own_settings
from sandbox.settings import Settings as SandboxSettings
from services.common.settings import ProcessSettings, ServiceSettings

PAGE = ROOT / "docs" / "configuration.md"

HEAD = """\
# Configuration

Everything is read from the environment when a process starts. This page is made from the settings
classes by `make docs`; a test fails when it is old. A wrong value stops the process with one line
that names the variable. `SECRET`: give it by your secret store, never in a file of the repository.

`make run` and `lyoctl up` also take `LYO_HOME` (default `.lyo`), the folder of the key file and the
embedded PostgreSQL.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_sections()]).rstrip() + "\n"


def write(path: Path = PAGE) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(page())


def variables() -> Iterator[str]:
    """The name of every variable that any process reads."""
    for _, settings, prefix in classes():
        for name, info in settings.model_fields.items():
            yield from _names(name, info, prefix)


def classes() -> Iterator[tuple[str, type[BaseSettings], str]]:
    """Every settings class: its title, itself, the prefix of its variables."""
    yield "Every process", ProcessSettings, _prefix(ProcessSettings)
    yield "Every service", ServiceSettings, "LYO_<SERVICE>_"
    for service in SERVICES:
        if own := own_settings(service):
            yield service.capitalize(), own, _prefix(own)
    yield "Sandbox (development only)", SandboxSettings, _prefix(SandboxSettings)


def _sections() -> Iterator[str]:
    for title, settings, prefix in classes():
        yield f"## {title}\n"
        yield "| variable | default | meaning |"
        yield "|---|---|---|"
        for name, info in settings.model_fields.items():
            first, *others = [f"`{each}`" for each in _names(name, info, prefix)]
            names = f"{first} (or {', '.join(others)})" if others else first
            yield f"| {names} | {_default(info)} | {_meaning(info)} |"
        yield ""


def _prefix(settings: type[BaseSettings]) -> str:
    return settings.model_config.get("env_prefix", "").upper()


def _names(name: str, info: FieldInfo, prefix: str) -> list[str]:
    alias = info.validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices]
    return [str(alias)] if alias else [f"{prefix}{name}".upper()]


def _default(info: FieldInfo) -> str:
    value: Any = info.get_default(call_default_factory=False)
    if value is PydanticUndefined:
        return "required" if info.is_required() else ""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return "" if value in (None, "", (), []) else f"`{_plain(value)}`"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meaning(info: FieldInfo) -> str:
    secret = "SECRET. " if "SecretStr" in str(info.annotation) else ""
    return secret + " ".join((info.description or "").split())
