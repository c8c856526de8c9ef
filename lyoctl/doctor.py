"""`lyoctl doctor`: says line by line what is wrong with an installation, and what to do."""

import asyncio
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.addresses import CannotStart, every_address, host_and_port
from lyoctl.embedded_files import found_home
from lyoctl.foreign import DatabaseRefused, check_database
from lyoctl.installation import ROOT, Installation
from lyoctl.operator import calling
from lyoctl.orphan import orphan
from lyoctl.settings import settings_classes
from services.common.errors import MeshError
from services.common.settings import BadSettings, Keys, ProcessSettings

LEAST_FREE = 1024**3
RUN = "start it: make run"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `advice` is empty where all is well."""

    what: str
    advice: str = ""

    @property
    def well(self) -> bool:
        return not self.advice


async def examine(installation: Installation) -> AsyncIterator[Finding]:
    """Look at everything, the nearest first: what is wrong early explains what is wrong later."""
    for finding in _at_rest(installation):
        yield finding
    yield await asyncio.to_thread(_database, installation.home / "postgres")
    async with httpx.AsyncClient(timeout=3, trust_env=False) as http:
        for name, address in installation.metrics.items():
            yield await _ready(http, name, address)
        yield await _refuses_unsigned(http, installation.gateway_url)
        yield await _sandbox(http, installation.sandbox_url)
    yield await _mesh(installation)


def _at_rest(installation: Installation) -> Iterator[Finding]:
    yield _environment()
    yield _stubs()
    yield from _settings()
    yield from _addresses(installation)
    yield _key_file(installation.key_file)
    yield _disk(installation.home)


def _environment() -> Finding:
    installed = ROOT / ".venv" / "installed.lock"
    if not installed.exists():
        return Finding("packages: not made by make setup")
    if installed.read_bytes() != (ROOT / "requirements.lock").read_bytes():
        return Finding("packages are not those of requirements.lock", "run: make setup")
    return Finding("packages are those of requirements.lock")


def _stubs() -> Finding:
    from protos.generate import is_current  # noqa: PLC0415 - an image without protos has no such file

    if is_current():
        return Finding("stubs are those of the protos")
    return Finding("stubs are older than the protos", "run: make protos")


def _settings() -> Iterator[Finding]:
    for name, make in settings_classes():
        try:
            make()
        except BadSettings as error:
            for line in str(error).splitlines():
                yield Finding(f"settings of {name}", line)
        else:
            yield Finding(f"settings of {name} can be read")


def _addresses(installation: Installation) -> Iterator[Finding]:
    wrong = 0
    for variable, address in every_address(installation):
        try:
            host_and_port(variable, address)
        except CannotStart as error:
            wrong += 1
            yield Finding(f"address {address!r}", str(error))
    if not wrong:
        yield Finding("addresses can be read")


def _database(home: Path) -> Finding:
    """The one of DATABASE_URL, else the embedded one."""
    try:
        url = ProcessSettings().database_url
        if url:
            check_database(url.get_secret_value())
            return Finding("the database of DATABASE_URL answers")
    except (DatabaseRefused, BadSettings) as error:
        return Finding("the database of DATABASE_URL", str(error))
    if left := orphan(found_home(home)):
        what = f"PostgreSQL, pid {left}, was left over by a make run that was killed"
        return Finding(what, "the next make run stops it")
    return Finding("no PostgreSQL was left over")


def _key_file(path: Path) -> Finding:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        Keys.read(path, make=False)
    except (OSError, BadSettings) as error:
        return Finding(f"key file {path}", f"{error}; the first start of a service makes one")
    if mode & 0o077:
        return Finding(f"key file {path} can be read by others", f"run: chmod 600 {path}")
    return Finding(f"key file {path} is ours alone")


def _disk(home: Path) -> Finding:
    place = next(each for each in (home, *home.parents) if each.exists())
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE:
        return Finding(f"{free // 1024**2} MB are free at {place}", "make room: PostgreSQL stops")
    return Finding(f"{free // 1024**3} GB are free at {place}")


async def _ready(http: httpx.AsyncClient, name: str, address: str) -> Finding:
    try:
        answer = await http.get(f"http://{address}/readyz")
    except (httpx.TransportError, httpx.InvalidURL):
        return Finding(f"{name} does not answer on {address}", RUN)
    if answer.is_success:
        return Finding(f"{name} is ready")
    return Finding(f"{name} is not ready", f"it says: {' '.join(answer.text.split())}")


async def _refuses_unsigned(http: httpx.AsyncClient, gateway_url: str) -> Finding:
    try:
        answer = await http.post(f"{gateway_url}/webhooks/whatsapp", json={})
    except (httpx.TransportError, httpx.InvalidURL):
        return Finding(f"the gateway does not answer on {gateway_url}", RUN)
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return Finding("the gateway refuses an unsigned webhook")
    return Finding(
        f"the gateway answers {answer.status_code} to an unsigned webhook",
        "something else listens there, or WHATSAPP_APP_SECRET is wrong",
    )


async def _sandbox(http: httpx.AsyncClient, sandbox_url: str) -> Finding:
    try:
        answer = await http.get(f"{sandbox_url}/health")
    except (httpx.TransportError, httpx.InvalidURL):
        return Finding(f"no sandbox on {sandbox_url}: in production that is right")
    if answer.is_success:
        return Finding(f"the sandbox plays the outside world on {sandbox_url}")
    return Finding(f"the sandbox answers {answer.status_code}", RUN)


async def _mesh(installation: Installation) -> Finding:
    try:
        keys = Keys.read(installation.key_file, make=False)
        async with calling(installation.listen, keys) as stubs:
            page = await stubs.tenants.ListTenants(tenant_pb.ListTenantsRequest(page_size=200))
    except BadSettings as error:
        return Finding("the mesh could not be called", str(error))
    except MeshError as error:
        return Finding("the mesh could not be called", f"{error.reason}: {error}")
    if not page.tenants:
        return Finding("no tenant yet", "run: .venv/bin/lyoctl apply deploy/demo/*.yaml")
    return Finding(f"the mesh answers; tenants: {', '.join(each.name for each in page.tenants)}")
