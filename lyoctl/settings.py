"""All settings classes of the product in one list, for `lyoctl doctor` and the documentation."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from pydantic_settings import BaseSettings

from lyoctl.installation import SERVICES
from services.common.settings import ProcessSettings, ServiceSettings


def settings_classes() -> Iterator[tuple[str, Callable[[], BaseSettings]]]:
    """Each class with the name of who reads it, ready to be read from the environment."""
    yield "every service", ProcessSettings
    for service in SERVICES:
        yield f"{service} (addresses and database)", partial(ServiceSettings.of, service)
        if own := own_settings(service):
            yield service, own


def own_settings(service: str) -> type[BaseSettings] | None:
    """What a service has beside the settings of every service, or None where it has nothing."""
    try:
        module = import_module(f"services.{service}.settings")
    except ModuleNotFoundError:
        return None
    found: type[BaseSettings] = module.Settings
    return found
