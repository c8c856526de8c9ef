"""A business, and a customer who writes to it: short ways of asking the assistant."""

from datetime import datetime, timedelta
from uuid import uuid4

from lyo.assistant.v1 import conversation_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.fields import timestamp
from tests.assistant.people import NOW
from tests.booking.salon import Salon, catalog


def new_id() -> str:
    return str(uuid4())


class Clock:
    """The time of a test, for all services."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def goes_on(self, **length: float) -> None:
        self.time += timedelta(**length)


async def business(mesh, request=None, *, name="Bella Salon", languages=("it", "en")) -> Salon:
    """A new tenant with a catalog: without more words Taglio and Colore, by Anna and Marco."""
    request = request or catalog()
    created = await mesh.callees.tenants.CreateTenant(
        tenant_pb.CreateTenantRequest(
            request_id=new_id(),
            name=f"t-{uuid4().hex[:20]}",
            display_name=name,
            time_zone=request.time_zone,
            languages=languages,
        )
    )
    salon = Salon(mesh.booking, created.tenant.tenant_id, request.time_zone)
    await salon.apply(request)
    return salon


class Customer:
    """Somebody who writes to one business."""

    def __init__(self, mesh, salon: Salon, language: str = "en") -> None:
        self.conversations = mesh.conversations
        self.clock = mesh.clock
        self.salon = salon
        self.language = language
        self.customer_id = new_id()
        self.channel_id = new_id()

    def message(self, text="", kind=pb.CONTENT_KIND_TEXT, **fields) -> pb.InboundMessage:
        fields.setdefault("provider_message_id", f"wamid.{new_id()}")
        fields.setdefault("send_time", timestamp(self.clock()))
        return pb.InboundMessage(text=text, kind=kind, **fields)

    def turn(self, *messages: pb.InboundMessage | str, **fields) -> pb.HandleTurnRequest:
        fields.setdefault("request_id", new_id())
        fields.setdefault("customer_language", self.language)
        fields.setdefault("channel_id", self.channel_id)
        return pb.HandleTurnRequest(
            tenant_id=self.salon.tenant_id,
            customer_id=self.customer_id,
            messages=[self.message(each) if isinstance(each, str) else each for each in messages],
            **fields,
        )

    async def asks(self, request: pb.HandleTurnRequest) -> pb.HandleTurnResponse:
        return await self.conversations.HandleTurn(request, timeout=45)

    async def writes(self, *messages: pb.InboundMessage | str, **fields) -> list[pb.Reply]:
        """One turn of these messages; what is answered."""
        return list((await self.asks(self.turn(*messages, **fields))).replies)

    async def hears(self, *messages: pb.InboundMessage | str, **fields) -> str:
        """One turn of these messages; the words of the answer."""
        return "\n".join(each.text for each in await self.writes(*messages, **fields))

    async def taps(self, button: pb.Button) -> str:
        tap = self.message(button.title, kind=pb.CONTENT_KIND_CHOICE, choice_id=button.choice_id)
        return await self.hears(tap)

    async def bookings(self) -> list[str]:
        """When the customer's bookings start that still stand, as the salon's wall shows it."""
        found = await self.salon.bookings(customer_id=self.customer_id, states=[2, 3])
        return self.salon.walls(found.bookings)

    async def conversation(self) -> pb.Conversation:
        request = pb.GetConversationRequest(
            tenant_id=self.salon.tenant_id, customer_id=self.customer_id
        )
        return (await self.conversations.GetConversation(request)).conversation

    async def messages(self, **fields) -> pb.ListMessagesResponse:
        conversation = await self.conversation()
        return await self.conversations.ListMessages(
            pb.ListMessagesRequest(
                tenant_id=self.salon.tenant_id,
                conversation_id=conversation.conversation_id,
                **fields,
            )
        )
