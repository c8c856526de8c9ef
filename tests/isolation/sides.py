"""Two tenants that are alike but for the words that mark them, and everything a tenant can have."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from lyo.assistant.v1 import conversation_service_pb2 as conversation_pb
from lyo.assistant.v1 import conversation_service_pb2_grpc as conversation_rpc

from lyoctl.mesh import Mesh
from services.common.clients import files_of
from tests.common.serving import calling
from tests.isolation.doors import DEMO_KEY, TeamDoors

TENANT, CHANNEL = "lyo.tenant.v1.TenantService", "lyo.tenant.v1.ChannelService"
CUSTOMER, ACCESS = "lyo.tenant.v1.CustomerService", "lyo.tenant.v1.AccessService"
BOOKING, CATALOG = "lyo.booking.v1.BookingService", "lyo.booking.v1.CatalogService"
MESSAGE = "lyo.notifier.v1.MessageService"
PREFERENCE = "lyo.notifier.v1.PreferenceService"

FILE = """
tenant:
  name: {name}
  display_name: {mark} House
  time_zone: Europe/Rome
  languages: [en]
approval: automatic
channels:
  - platform: whatsapp
    address: "{address}"
    waba_id: "{account}"
    access_token: sandbox-{mark}-token
offerings:
  - {{name: visit, display_name: {mark} visit, length: 30m, default: true}}
resources:
  - name: room
    display_name: {mark} room
    performs: [visit]
    hours: {{daily: ["08:00-20:00"]}}
"""


@dataclass(frozen=True)
class Side:
    """One of the two: its name, the word that marks all that is its own, its number."""

    name: str
    mark: str
    address: str

    @property
    def file(self) -> str:
        account = f"9{self.address[1:]}"
        return FILE.format(name=self.name, mark=self.mark, address=self.address, account=account)


AMBER = Side("amber", "Quokkamber", "100000000000071")
COBALT = Side("cobalt", "Zorillabalt", "100000000000072")


async def tenant_id_of(doors: TeamDoors, side: Side) -> str:
    answer = await doors.do(f"{TENANT}/GetTenant", {"tenant_id": "", "name": side.name})
    return str(answer.tenant.tenant_id)


async def furnished(doors: TeamDoors, mesh: Mesh, side: Side) -> dict[str, str]:
    """One of each thing that a tenant can have, as values for requests: field name and id."""
    of: dict[str, Any] = {"tenant_id": await tenant_id_of(doors, side)}
    name = {"display_name": f"{side.mark} person"}
    channels = await doors.do(f"{CHANNEL}/ListChannels", of)
    of["channel_id"] = channels.channels[0].channel_id
    for field in ("customer_id", "merged_id"):
        phone = f"+39333{uuid4().int % 10**7:07d}"
        made = await doors.do(f"{CUSTOMER}/CreateCustomer", {**of, **name, "value": phone})
        of[field] = made.customer.customer_id
    member = await doors.do(f"{TENANT}/CreateMember", {**of, **name, "phone": "+393339876543"})
    key = await doors.do(f"{ACCESS}/CreateApiKey", {**of, "client": "furniture"})
    offerings = await doors.do(f"{CATALOG}/ListOfferings", of)
    resources = await doors.do(f"{CATALOG}/ListResources", of)
    slots = await doors.do(f"{BOOKING}/SuggestSlots", of)
    starts = [{**of, "start_time": each.start_time.ToDatetime()} for each in slots.slots]
    booking = await doors.do(f"{BOOKING}/CreateBooking", starts[0])
    hold = await doors.do(f"{BOOKING}/HoldSlot", starts[-1])
    sent = await doors.do(f"{MESSAGE}/Send", {**of, "message_id": str(uuid4())})
    return {
        **of,
        "member_id": member.member.member_id,
        "api_key_id": key.api_key.api_key_id,
        "offering_id": offerings.offerings[0].offering_id,
        "resource_id": resources.resources[0].resource_id,
        "booking_id": booking.booking.booking_id,
        "hold_id": hold.booking.booking_id,
        "message_id": sent.messages[0].message_id,
        "conversation_id": await talked(mesh, of, side),
    }


async def talked(mesh: Mesh, of: dict[str, str], side: Side) -> str:
    """The conversation of a customer who wrote something, as the gateway would tell it."""
    port = int(mesh.installation.listen["assistant"].rpartition(":")[2])
    message = conversation_pb.InboundMessage(
        provider_message_id=f"wamid.{uuid4().hex}",
        kind=conversation_pb.CONTENT_KIND_TEXT,
        text=f"{side.mark} asks for help",
    )
    message.send_time.GetCurrentTime()
    request = conversation_pb.HandleTurnRequest(
        tenant_id=of["tenant_id"],
        request_id=str(uuid4()),
        customer_id=of["customer_id"],
        channel_id=of["channel_id"],
        messages=[message],
    )
    async with calling(port, files=files_of("assistant"), key=mesh.keys.mesh) as channel:
        stub = conversation_rpc.ConversationServiceStub(channel)
        return (await stub.HandleTurn(request)).conversation_id


async def everything_of(doors: TeamDoors, values: dict[str, str]) -> dict[str, str]:
    """All that can be read of a tenant, as text, by method."""
    reads = [
        (f"{TENANT}/GetTenant", {}),
        (f"{TENANT}/ListMembers", {}),
        (f"{TENANT}/GetFlags", {}),
        (f"{CHANNEL}/ListChannels", {}),
        (f"{CUSTOMER}/ListCustomers", {}),
        (f"{ACCESS}/GetApiKey", {"api_key_id": values["api_key_id"]}),
        (f"{CATALOG}/ListOfferings", {}),
        (f"{CATALOG}/ListResources", {}),
        (f"{BOOKING}/GetBooking", {"booking_id": values["booking_id"]}),
    ]
    found = {}
    for name, more in reads:
        asked = {"tenant_id": values["tenant_id"], **more}
        found[name] = str(await doors.do(name, asked, DEMO_KEY))
    return found
