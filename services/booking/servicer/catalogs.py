"""CatalogService: unpack, call, pack."""

from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc

from services.booking.messages.catalog import (
    approval_message,
    misfit_messages,
    offering_messages,
    resource_messages,
    to_catalog,
)
from services.booking.messages.hours import rules_message
from services.booking.usecases.catalogs import CatalogUseCases
from services.common.fields import request_key, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context


class CatalogServicer(catalog_rpc.CatalogServiceServicer):
    """What can be booked."""

    def __init__(self, catalogs: CatalogUseCases, tokens: PageTokens) -> None:
        self.catalogs = catalogs
        self.tokens = tokens

    async def ListOfferings(
        self, request: catalog_pb.ListOfferingsRequest, context: Context
    ) -> catalog_pb.ListOfferingsResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.catalogs.list_offerings(
            uuid_of(request, "tenant_id"), size + 1, after=after[0] if after else ""
        )
        if found is None:
            return catalog_pb.ListOfferingsResponse()
        page, last = page_of([*found.offerings], size)
        return catalog_pb.ListOfferingsResponse(
            offerings=offering_messages(page),
            next_page_token=self.tokens.encode(request, last.name) if last else "",
            time_zone=found.time_zone,
            approval=approval_message(found.approval),
            rules=rules_message(found.rules),
        )

    async def ListResources(
        self, request: catalog_pb.ListResourcesRequest, context: Context
    ) -> catalog_pb.ListResourcesResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.catalogs.list_resources(
            uuid_of(request, "tenant_id"), size + 1, after=after[0] if after else ""
        )
        page, last = page_of(found, size)
        return catalog_pb.ListResourcesResponse(
            resources=resource_messages(page),
            next_page_token=self.tokens.encode(request, last.name) if last else "",
        )

    async def ApplyCatalog(
        self, request: catalog_pb.ApplyCatalogRequest, context: Context
    ) -> catalog_pb.ApplyCatalogResponse:
        applied = await self.catalogs.apply_catalog(
            uuid_of(request, "tenant_id"), to_catalog(request), key=request_key(request)
        )
        return catalog_pb.ApplyCatalogResponse(
            offerings=offering_messages(applied.catalog.offerings),
            resources=resource_messages(applied.catalog.resources),
            changed=applied.changed,
            misfits=misfit_messages(applied.misfits.first),
            misfit_count=applied.misfits.count,
        )
