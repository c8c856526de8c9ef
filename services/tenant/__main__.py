"""Starts the tenant service: read settings, build, serve."""

import contextlib
from collections.abc import AsyncIterator
from functools import partial

from services.common import requests
from services.common.process import Parts, Process, command
from services.common.upkeep import Upkeep
from services.tenant.servicer import registrations
from services.tenant.settings import Settings
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.keys import check_keys


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    settings = Settings()
    keys = key_ring(process.installation_key("tenant/data-keys"))
    yield Parts(
        registrations=registrations(
            process.database,
            keys=keys,
            token_key=process.installation_key("tenant/page-tokens"),
            pepper=process.installation_key("tenant/api-keys"),
            whatsapp_token=settings.whatsapp_token,
            development_key=settings.development_key(production=process.settings.production),
            now=process.now,
        ),
        workers=[Upkeep(process.database, [requests.purge], now=process.now)],
        checks={
            "database": process.database.ping,
            "keys": partial(check_keys, process.database, keys),
        },
    )


if __name__ == "__main__":
    command("tenant", build)
