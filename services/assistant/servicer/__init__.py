"""The gRPC doors of the assistant, one file for each proto service."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lyo.assistant.v1 import conversation_service_pb2_grpc as rpc
from lyo.assistant.v1 import knowledge_service_pb2_grpc as knowledge_rpc
from lyo.assistant.v1 import usage_service_pb2_grpc as usage_rpc

from services.assistant.providers.booking import BookingTools
from services.assistant.providers.catalog import Catalogs
from services.assistant.providers.model import ChatModel
from services.assistant.providers.tenant import Tenants
from services.assistant.servicer.conversations import ConversationServicer
from services.assistant.servicer.knowledge import KnowledgeServicer
from services.assistant.servicer.usage import UsageServicer
from services.assistant.settings import Settings
from services.assistant.usecases.asking import Asking
from services.assistant.usecases.conversations import ConversationUseCases
from services.assistant.usecases.faq import FaqUseCases
from services.assistant.usecases.handle_turn import TurnUseCases
from services.assistant.usecases.knowledge import Knowledge
from services.assistant.usecases.modelled import Modelled
from services.assistant.usecases.steps import Steps
from services.assistant.usecases.talk import Talk
from services.assistant.usecases.usage import UsageUseCases
from services.common.clock import Clock
from services.common.database import Database
from services.common.flags import Flags, asked_over
from services.common.paging import PageTokens
from services.common.server import Registration

if TYPE_CHECKING:
    from lyo.booking.v1.booking_service_pb2_grpc import BookingServiceAsyncStub
    from lyo.booking.v1.catalog_service_pb2_grpc import CatalogServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub


@dataclass(frozen=True)
class Callees:
    """Whom the assistant calls."""

    tenants: "TenantServiceAsyncStub"
    bookings: "BookingServiceAsyncStub"
    catalog: "CatalogServiceAsyncStub"


def registrations(
    database: Database,
    callees: Callees,
    settings: Settings,
    token_key: bytes,
    *,
    knowledge: Knowledge | None = None,
    model: ChatModel | None = None,
    now: Clock,
) -> list[Registration]:
    """All services, for a server. `knowledge`: where a model helps to find; without it words do.
    `model`: answers customers; without it the rules do."""
    tenants = Tenants(callees.tenants, now=now, keep_for=settings.tenant_cache)
    tools = BookingTools(callees.bookings, callees.catalog, now=now)
    catalogs = Catalogs(callees.catalog, now=now, keep_for=settings.tenant_cache)
    known_answers = knowledge or Knowledge(database)
    asking = Asking(known_answers, now=now)
    steps = Steps(tools, asking)
    usage = UsageUseCases(database, settings.usage_rules)
    modelled = Modelled(model, steps, usage, now=now) if model else None
    talk = Talk(steps, catalogs, asking, modelled, now=now, open_for=settings.open_for)
    tokens = PageTokens(token_key)
    conversations = ConversationServicer(
        TurnUseCases(
            database,
            tenants,
            talk,
            Flags(asked_over(callees.tenants), now),
            back_after=settings.handover_idle,
            now=now,
        ),
        ConversationUseCases(database, now=now),
        tokens,
    )
    known = KnowledgeServicer(known_answers, FaqUseCases(database, now=now), tokens)
    usage_door = UsageServicer(usage, tokens, now)
    return [
        Registration(
            rpc.add_ConversationServiceServicer_to_server,
            conversations,
            "lyo.assistant.v1.ConversationService",
        ),
        Registration(
            knowledge_rpc.add_KnowledgeServiceServicer_to_server,
            known,
            "lyo.assistant.v1.KnowledgeService",
        ),
        Registration(
            usage_rpc.add_UsageServiceServicer_to_server,
            usage_door,
            "lyo.assistant.v1.UsageService",
        ),
    ]
