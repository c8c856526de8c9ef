"""A booking in the forms that other programs take: the data of a message, a calendar file."""

from typing import TYPE_CHECKING

import grpc
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.common.actor import Actor
from services.common.errors import NotFound
from services.common.scopes import Scopes
from services.gateway.admin.route import Form
from services.gateway.answers import Answer
from services.gateway.booking_places import Place
from services.gateway.calendar_file import KIND, calendar_file
from services.gateway.whatsapp_data import whatsapp_data

if TYPE_CHECKING:
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

GET_CUSTOMER = "lyo.tenant.v1.CustomerService/GetCustomer"
MERGES_AT_MOST = 10


class BookingForms:
    """Asks the tenant service for what a booking does not say itself."""

    def __init__(self, channel: grpc.aio.Channel, scopes: Scopes) -> None:
        self._customers: CustomerServiceAsyncStub = customer_rpc.CustomerServiceStub(channel)
        self._tenants: TenantServiceAsyncStub = tenant_rpc.TenantServiceStub(channel)
        self._customer_scope = scopes.of(GET_CUSTOMER) or ""

    async def answer(self, form: Form, tenant_id: str, booking: pb.Booking, actor: Actor) -> Answer:
        """The booking in this form; who may not read customers gets no data of theirs."""
        if form is Form.WHATSAPP:
            actor.require_scopes([self._customer_scope])
        asked = tenant_pb.GetTenantRequest(tenant_id=tenant_id)
        business = (await self._tenants.GetTenant(asked)).tenant.display_name
        place = Place.of(booking, business)
        if form is Form.CALENDAR:
            return _file(booking, calendar_file(booking, place))
        customer = await self._customer(tenant_id, booking.customer_id)
        told = whatsapp_data(booking, customer, place, business)
        return Answer.json(200, told.model_dump(), [_etag(booking)])

    async def _customer(self, tenant_id: str, customer_id: str) -> customer_pb.Customer:
        """The customer, or the one whom it was merged into. One who was purged has only an id."""
        customer = customer_pb.Customer(customer_id=customer_id)
        for _ in range(MERGES_AT_MOST):
            request = customer_pb.GetCustomerRequest(tenant_id=tenant_id, customer_id=customer_id)
            try:
                customer = (await self._customers.GetCustomer(request)).customer
            except NotFound:
                return customer
            customer_id = customer.merged_into_id
            if not customer_id:
                break
        return customer


def _file(booking: pb.Booking, content: bytes) -> Answer:
    name = f'inline; filename="booking-{booking.booking_id}.ics"'
    return Answer.of(200, content, KIND, [_etag(booking), (b"content-disposition", name.encode())])


def _etag(booking: pb.Booking) -> tuple[bytes, bytes]:
    return b"etag", f'"{booking.etag}"'.encode()
