"""Starts the booking service: build, serve, follow changes, forget what is old."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceStub

from services.booking.domain.link import Links
from services.booking.providers.notifier import Messages
from services.booking.servicer import registrations
from services.booking.usecases.following import Following
from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.lane_worker import LaneWorker
from services.common.lanes import Lanes
from services.common.life import command
from services.common.process import Parts, Process
from services.common.settings import ProcessSettings
from services.common.upkeep import Upkeep

FOLLOWED_AT_ONCE = 16
"""Bookings, by one process: so many that who books does not wait for them."""


def worker_of(
    following: Following, database: Database, lanes: Lanes, settings: ProcessSettings, now: Clock
) -> LaneWorker:
    """Follows changes of bookings, as the settings of all processes say."""
    return LaneWorker(
        database,
        lanes,
        following.handle,
        concurrency=FOLLOWED_AT_ONCE,
        per_lane=1,  # what a job did and its lane's release: one transaction
        lease=timedelta(seconds=settings.lease_seconds),
        heartbeat=timedelta(seconds=settings.heartbeat_seconds),
        poll=timedelta(seconds=settings.poll_seconds),
        drain=settings.drain,
        now=now,
    )


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    """The booking service as its process runs it."""
    database, now = process.database, process.now
    lanes = Lanes("booking", per_tenant=True, database=database)
    links = Links(process.installation_key("booking/links"))
    messages = Messages(MessageServiceStub(process.channel("notifier")))
    following = Following(database, lanes, messages, links, now=now)
    worker = worker_of(following, database, lanes, process.settings, now)
    yield Parts(
        registrations=registrations(
            database,
            process.installation_key("booking/page-tokens"),
            links=links,
            now=now,
            lanes=lanes,
        ),
        workers=[worker, Upkeep(database, [requests.purge], now=now)],
        checks={"database": database.ping},
    )


if __name__ == "__main__":
    command("booking", build)
