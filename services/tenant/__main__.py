"""Starts the tenant service: read settings, build, serve."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

from services.common import requests
from services.common.life import command
from services.common.process import Parts, Process
from services.common.upkeep import Upkeep
from services.tenant.servicer import registrations
from services.tenant.servicer.access import asked_here
from services.tenant.settings import Settings
from services.tenant.storage import members
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.access import AccessUseCases, Pepper
from services.tenant.usecases.channels import ChannelUseCases
from services.tenant.usecases.customers import CustomerUseCases
from services.tenant.usecases.first_tenant import FirstTenantUseCases
from services.tenant.usecases.keys import check_keys
from services.tenant.usecases.purges import PurgeUseCases


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    settings = Settings()
    keys = key_ring(process.installation_key("tenant/data-keys"), settings.key_encryption_keys)
    if settings.first_tenant:
        first = FirstTenantUseCases(process.database, keys, process.now)
        await first.make_first_tenant(settings.first_tenant)
    access = AccessUseCases(
        process.database,
        Pepper(process.installation_key("tenant/api-keys")),
        process.settings.env,
        settings.development_key(production=process.settings.production),
        process.now,
    )
    yield Parts(
        ask=asked_here(access),
        registrations=registrations(
            process.database,
            keys=keys,
            token_key=process.installation_key("tenant/page-tokens"),
            access=access,
            default_tokens=settings.default_tokens,
            notifications=settings.whatsapp_notifications_enabled,
            now=process.now,
        ),
        workers=[
            Upkeep(process.database, [requests.purge], now=process.now),
            Upkeep(
                process.database,
                [
                    PurgeUseCases(process.database, process.now).purge_due,
                    members.purge,
                    ChannelUseCases(process.database, process.now).purge_due,
                    CustomerUseCases(process.database, process.now).purge_due,
                ],
                now=process.now,
                kept=timedelta(),  # beyond the time that is written beside each
            ),
        ],
        checks={
            "database": process.database.ping,
            "keys": partial(check_keys, process.database, keys),
        },
    )


if __name__ == "__main__":
    command("tenant", build)
