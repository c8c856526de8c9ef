"""A tenant service that a test can turn: whose token is what, and whether it answers at all."""

from collections import Counter

import grpc
from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2_grpc as rpc
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.common.errors import FailedPrecondition, NotFound, Unavailable
from services.common.server import Registration

WHATSAPP = pb.PLATFORM_WHATSAPP


class Channels(rpc.ChannelServiceServicer):
    """Gives the credentials it was told, over the real wire."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], pb.GetCredentialResponse] = {}
        self.asked: Counter[str] = Counter()
        """How often the credential of each channel was asked for."""
        self.reports: list[pb.ReportChannelHealthRequest] = []
        """What it was told of the health of channels."""
        self.deaf: set[str] = set()
        """Channels of which it takes no report."""
        self.away: set[str] = set()
        """Channels about which nothing can be learnt at the moment."""

    def add(
        self,
        tenant_id: str,
        channel_id: str,
        address: str,
        token: str,
        platform: pb.Platform = WHATSAPP,
        *,
        account_id: str = "",
    ) -> None:
        """The channel has this credential from now on; an empty token is none."""
        channel = pb.Channel(
            channel_id=channel_id, platform=platform, address=address, account_id=account_id
        )
        given = pb.GetCredentialResponse(channel=channel, access_token=token)
        self.known[tenant_id, channel_id] = given

    async def GetCredential(
        self, request: pb.GetCredentialRequest, context: grpc.aio.ServicerContext
    ) -> pb.GetCredentialResponse:
        self.asked[request.channel_id] += 1
        if request.channel_id in self.away:
            raise Unavailable("DATABASE_AWAY", "the database does not answer")
        given = self.known.get((request.tenant_id, request.channel_id))
        if given is None:
            raise NotFound("CHANNEL_NOT_FOUND", "no such channel")
        if not given.access_token:
            raise FailedPrecondition("CREDENTIAL_MISSING", "nothing is stored")
        return given

    async def ListChannels(
        self, request: pb.ListChannelsRequest, context: grpc.aio.ServicerContext
    ) -> pb.ListChannelsResponse:
        listed = pb.ListChannelsResponse()
        for (tenant_id, _), given in self.known.items():
            if tenant_id == request.tenant_id:
                listed.channels.add(can_answer=bool(given.access_token)).MergeFrom(given.channel)
        return listed

    async def ReportChannelHealth(
        self, request: pb.ReportChannelHealthRequest, context: grpc.aio.ServicerContext
    ) -> pb.ReportChannelHealthResponse:
        if request.channel_id in self.deaf:
            raise Unavailable("DATABASE_AWAY", "the database does not answer")
        self.reports.append(request)
        return pb.ReportChannelHealthResponse()

    def registration(self) -> Registration:
        add = rpc.add_ChannelServiceServicer_to_server
        return Registration(add, self, "lyo.tenant.v1.ChannelService")


class Switches(tenant_rpc.TenantServiceServicer):
    """Says that customers may be written to, but where it was told otherwise."""

    def __init__(self) -> None:
        self.percentages: dict[str, int] = {}
        """Of tenants that write to a part of their customers only."""
        self.away: set[str] = set()
        """Tenants about which nothing can be learnt at the moment."""
        self.businesses: dict[str, tenant_pb.Tenant] = {}
        """What tenants are, that are not Bella Salon in Rome."""
        self.asked: Counter[str] = Counter()
        """How often it was asked who a tenant is."""

    async def GetTenant(
        self, request: tenant_pb.GetTenantRequest, context: grpc.aio.ServicerContext
    ) -> tenant_pb.GetTenantResponse:
        self.asked[request.tenant_id] += 1
        salon = tenant_pb.Tenant(
            tenant_id=request.tenant_id,
            display_name="Bella Salon",
            time_zone="Europe/Rome",
            languages=["it", "en"],
        )
        return tenant_pb.GetTenantResponse(tenant=self.businesses.get(request.tenant_id, salon))

    async def GetFlags(
        self, request: flag_pb.GetFlagsRequest, context: grpc.aio.ServicerContext
    ) -> flag_pb.GetFlagsResponse:
        if request.tenant_id in self.away:
            raise Unavailable("DATABASE_AWAY", "the database does not answer")
        percentage = self.percentages.get(request.tenant_id, 100)
        flag = flag_pb.Flag(name="notifications", enabled=True, percentage=percentage)
        return flag_pb.GetFlagsResponse(flags=[flag])

    def registration(self) -> Registration:
        add = tenant_rpc.add_TenantServiceServicer_to_server
        return Registration(add, self, "lyo.tenant.v1.TenantService")


class Customers(customer_rpc.CustomerServiceServicer):
    """Knows the customers it was told."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], customer_pb.Customer] = {}
        self.asked: Counter[str] = Counter()
        """How often each customer was asked for."""

    def add(self, tenant_id: str, customer: customer_pb.Customer) -> None:
        """The tenant has this customer from now on."""
        self.known[tenant_id, customer.customer_id] = customer

    async def GetCustomer(
        self, request: customer_pb.GetCustomerRequest, context: grpc.aio.ServicerContext
    ) -> customer_pb.GetCustomerResponse:
        self.asked[request.customer_id] += 1
        customer = self.known.get((request.tenant_id, request.customer_id))
        if customer is None:
            raise NotFound("CUSTOMER_NOT_FOUND", "no such customer")
        return customer_pb.GetCustomerResponse(customer=customer)

    async def ListCustomers(
        self, request: customer_pb.ListCustomersRequest, context: grpc.aio.ServicerContext
    ) -> customer_pb.ListCustomersResponse:
        found = [
            customer
            for (tenant_id, _), customer in self.known.items()
            if tenant_id == request.tenant_id
            and any(each.value == request.identity_value for each in customer.identities)
        ]
        return customer_pb.ListCustomersResponse(customers=found)

    def registration(self) -> Registration:
        add = customer_rpc.add_CustomerServiceServicer_to_server
        return Registration(add, self, "lyo.tenant.v1.CustomerService")
