"""A notifier of our own with the sandbox as Meta, and a tenant in it, as the notifier's tests have
them."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.notifier.__main__ import Callees
from tests.common.serving import reachable
from tests.database_fixtures import LyoDatabase
from tests.notifier.conftest import Tenant
from tests.notifier.outside import outside
from tests.notifier.running import RunningNotifier, running_notifier
from tests.notifier.tenants import Channels, Customers, Switches


@contextlib.asynccontextmanager
async def opened_sender(
    database: LyoDatabase, home: Path, **settings: Any
) -> AsyncIterator[tuple[RunningNotifier, Tenant]]:
    """The notifier, and a tenant that nobody else knows."""
    channels = Channels()
    served = [each.registration() for each in (channels, Switches(), Customers())]
    async with contextlib.AsyncExitStack() as stack:
        meta = await stack.enter_async_context(outside(home))
        channel = await stack.enter_async_context(reachable(served, caller="notifier"))
        callees = Callees(
            channel_rpc.ChannelServiceStub(channel),
            tenant_rpc.TenantServiceStub(channel),
            customer_rpc.CustomerServiceStub(channel),
        )
        notifier = await stack.enter_async_context(
            running_notifier(database, callees, graph_url=meta.url, **settings)
        )
        yield notifier, await Tenant(notifier.messages, meta, channels).open()
