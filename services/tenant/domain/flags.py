"""Switches that act without a deployment: which there are, and what holds where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.tenant.domain.errors import FlagUnknown

ASSISTANT = "assistant"
NOTIFICATIONS = "notifications"
NAMES = (ASSISTANT, NOTIFICATIONS)
"""Every flag there is, by name."""

EVERYBODY = 100


class FlagOrigin(StrEnum):
    """Where the value of a flag comes from."""

    ENVIRONMENT = "environment"
    INSTALLATION = "installation"
    TENANT = "tenant"


@dataclass(frozen=True)
class StoredFlag:
    """What somebody set, for a tenant or for the installation."""

    name: str
    enabled: bool
    percentage: int
    update_time: datetime


@dataclass(frozen=True)
class Flag:
    """A flag as it holds."""

    name: str
    enabled: bool
    percentage: int
    origin: FlagOrigin
    update_time: datetime | None


def environment(*, notifications: bool) -> dict[str, bool]:
    """What holds where nothing is stored: who writes is answered, unless somebody says no."""
    return {ASSISTANT: True, NOTIFICATIONS: notifications}


def check_name(name: str) -> None:
    """Refuse a flag that nobody reads."""
    if name not in NAMES:
        raise FlagUnknown(name, NAMES)


def holding(
    defaults: Mapping[str, bool],
    installation: Mapping[str, StoredFlag],
    tenant: Mapping[str, StoredFlag],
) -> list[Flag]:
    """Every flag as it holds for a tenant; for the installation where `tenant` is empty."""
    return [
        joined(name, defaults[name], installation.get(name), tenant.get(name)) for name in NAMES
    ]


def joined(
    name: str, default: bool, installation: StoredFlag | None, tenant: StoredFlag | None
) -> Flag:
    """One flag as it holds: off for the installation is off for all; else the nearest counts.

    A percentage of either place is a limit, so the lower one holds.
    """
    stored = [each for each in (installation, tenant) if each]
    if not stored:
        return Flag(name, default, EVERYBODY, FlagOrigin.ENVIRONMENT, None)
    killed = installation is not None and not installation.enabled
    of_tenant = tenant is not None and not killed
    return Flag(
        name,
        enabled=all(each.enabled for each in stored),
        percentage=min(each.percentage for each in stored),
        origin=FlagOrigin.TENANT if of_tenant else FlagOrigin.INSTALLATION,
        update_time=max(each.update_time for each in stored),
    )
