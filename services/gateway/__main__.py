"""Starts the gateway: read settings, build, serve and work."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from lyo.assistant.v1.conversation_service_pb2_grpc import ConversationServiceStub
from lyo.booking.v1.link_service_pb2_grpc import LinkServiceStub
from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceStub
from lyo.notifier.v1.preference_service_pb2_grpc import PreferenceServiceStub
from lyo.notifier.v1.provider_service_pb2_grpc import ProviderServiceStub
from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceStub
from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceStub

from services.common.lane_worker import LaneWorker
from services.common.lanes import Lanes
from services.common.life import command
from services.common.process import Parts, Process
from services.common.upkeep import Upkeep
from services.gateway.app import create_app
from services.gateway.directory import Directory
from services.gateway.doors import Callees, locked_routes, page_routes
from services.gateway.inbound import Mesh
from services.gateway.inbox import Inbox
from services.gateway.jobs import Jobs
from services.gateway.protocol import BoundedProtocol
from services.gateway.routes import twilio, whatsapp
from services.gateway.routes.information import information
from services.gateway.routes.twilio import TwilioWebhook
from services.gateway.routes.whatsapp import WhatsAppWebhook
from services.gateway.settings import Settings
from services.gateway.storage.set_aside import KEPT, SetAsides
from services.gateway.worker import JOBS_A_CLAIM, InboxWork


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    """What `python -m services.gateway` runs."""
    yield parts_of(process, Settings(), mesh_of(process))


def parts_of(
    process: Process, settings: Settings, mesh: Mesh, callees: Callees | None = None
) -> Parts:
    """The webhooks, what operators ask, /admin, and the worker that has everything answered."""
    lanes = Lanes("gateway", per_tenant=False, database=process.database)
    jobs = Jobs(
        sealing_key=process.installation_key("gateway/inbox"),
        lane_key=process.installation_key("gateway/lanes"),
    )
    set_asides = SetAsides(process.installation_key("gateway/set_aside"))
    inbox = Inbox(process.database, lanes, set_asides, process.now)
    webhook = WhatsAppWebhook(inbox, jobs, secrets=settings.secrets, tokens=settings.tokens)
    of_twilio = TwilioWebhook(
        inbox,
        jobs,
        tokens=settings.twilio_tokens,
        base_url=settings.public_base_url,
        now=process.now,
    )
    callees = callees or Callees.of(process)
    told = information(
        process.health, environment=process.settings.env, base_url=settings.public_base_url
    )
    work = InboxWork(process.database, lanes, jobs, mesh, process.now)
    return Parts(
        asgi=create_app(
            {
                **dict.fromkeys(whatsapp.PATHS, webhook),
                **dict.fromkeys(twilio.PATHS, of_twilio),
            },
            [told],
            process.health,
            routes=[
                *page_routes(process, settings, callees),
                *locked_routes(process, settings, callees),
            ],
        ),
        http=BoundedProtocol,
        workers=[
            worker_of(process, lanes, work),
            Upkeep(process.database, [set_asides.purge], now=process.now, kept=KEPT),
        ],
        checks={"database": process.database.ping},
    )


def worker_of(process: Process, lanes: Lanes, work: InboxWork) -> LaneWorker:
    """Claims lanes as the settings of all processes say."""
    settings = process.settings
    return LaneWorker(
        process.database,
        lanes,
        work.handle,
        per_lane=JOBS_A_CLAIM,
        lease=timedelta(seconds=settings.lease_seconds),
        heartbeat=timedelta(seconds=settings.heartbeat_seconds),
        poll=timedelta(seconds=settings.poll_seconds),
        drain=settings.drain,
        now=process.now,
    )


def mesh_of(process: Process) -> Mesh:
    """Stubs of the services that the gateway calls."""
    return Mesh(
        Directory(CustomerServiceStub(process.channel("tenant"))),
        ConversationServiceStub(process.channel("assistant")),
        MessageServiceStub(process.channel("notifier")),
        ChannelServiceStub(process.channel("tenant")),
        PreferenceServiceStub(process.channel("notifier")),
        ProviderServiceStub(process.channel("notifier")),
        LinkServiceStub(process.channel("booking")),
    )


if __name__ == "__main__":
    command("gateway", build)
