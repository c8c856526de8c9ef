"""The gRPC doors of the booking service, one file for each proto service."""

from lyo.booking.v1 import booking_service_pb2_grpc as rpc
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc
from lyo.booking.v1 import link_service_pb2_grpc as link_rpc

from services.booking.domain.link import Links
from services.booking.servicer.bookings import BookingServicer
from services.booking.servicer.catalogs import CatalogServicer
from services.booking.servicer.links import LinkServicer
from services.booking.usecases.catalogs import CatalogUseCases
from services.booking.usecases.changes import Changes
from services.booking.usecases.creating import CreatingUseCases
from services.booking.usecases.deciding import DecidingUseCases
from services.booking.usecases.finding import FindingUseCases
from services.booking.usecases.imports import ImportUseCases
from services.booking.usecases.links import LinkUseCases
from services.booking.usecases.moving import MovingUseCases
from services.booking.usecases.slots import SlotUseCases
from services.common.clock import Clock
from services.common.database import Database
from services.common.lanes import Lanes
from services.common.paging import PageTokens
from services.common.server import Registration


def registrations(
    database: Database,
    token_key: bytes,
    *,
    links: Links,
    now: Clock,
    lanes: Lanes | None = None,
) -> list[Registration]:
    """All services, for a server. `lanes`: where a worker of this process shares them."""
    tokens = PageTokens(token_key)
    lanes = lanes or Lanes("booking", per_tenant=True, database=database)
    changes = Changes(database, lanes, now=now)
    moving, deciding = MovingUseCases(changes), DecidingUseCases(changes)
    bookings = BookingServicer(
        creating=CreatingUseCases(changes),
        moving=moving,
        deciding=deciding,
        finding=FindingUseCases(database),
        imports=ImportUseCases(database, lanes, now=now),
        slots=SlotUseCases(database, now=now),
        tokens=tokens,
    )
    catalogs = CatalogServicer(CatalogUseCases(database, now=now), tokens)
    linked = LinkServicer(LinkUseCases(changes, moving, deciding, links))
    return [
        Registration(
            rpc.add_BookingServiceServicer_to_server, bookings, "lyo.booking.v1.BookingService"
        ),
        Registration(
            catalog_rpc.add_CatalogServiceServicer_to_server,
            catalogs,
            "lyo.booking.v1.CatalogService",
        ),
        Registration(
            link_rpc.add_LinkServiceServicer_to_server, linked, "lyo.booking.v1.LinkService"
        ),
    ]
