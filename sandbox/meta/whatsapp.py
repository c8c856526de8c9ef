"""The customer's side of WhatsApp: what is typed and tapped becomes a signed webhook."""

from typing import Any

from sandbox.deliveries import Again, Webhook
from sandbox.meta import wamid, webhook
from sandbox.meta.customers import Customer, is_business_scoped
from sandbox.meta.kinds import Kind, kind_of, tapped_in_template
from sandbox.meta.models.message import digits
from sandbox.meta.numbers import Number
from sandbox.meta.parts import CHANNEL, Parts
from sandbox.meta.raw import Overheard, overheard
from sandbox.phones.chats import Chat, ChatMessage
from sandbox.phones.platform import Written
from sandbox.phones.wish import Wish


class WhatsApp:
    channel = CHANNEL

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def knows(self, address: str) -> bool:
        return self.parts.numbers.get(address) is not None

    def address_of(self, address: str, customer: str) -> str:
        """A business-scoped id of somebody whose phone is known leads to the phone's chat."""
        number = self._number(address)
        known = self.parts.customers.find(number, customer)
        if known is not None:
            return known.address
        return customer if is_business_scoped(customer) else digits(customer)

    async def write(self, address: str, customer: str, wish: Wish) -> Written:
        number = self._number(address)
        somebody = self.parts.customers.meet(number, customer, wish.name)
        if wish.raw is not None:
            return await self._write_raw(wish)
        chat = self.parts.chat(number, somebody)
        message_id = wish.id or wamid.from_customer(somebody.address)
        kind = kind_of(wish, chat.last_from_business() or message_id)
        reply_to = wish.reply_to or _tapped_in(chat, kind)
        if wish.button is not None and chat.is_template(reply_to):
            kind = tapped_in_template(wish.button)
        shown = self._show(chat, message_id, kind, reply_to)
        message = self._message(number, somebody, shown, kind, wish.extra)
        status = await self.parts.deliveries.send(self._hook(number, somebody, message, wish))
        return Written(message_id, status)

    def _number(self, address: str) -> Number:
        number = self.parts.numbers.get(address)
        if number is None:
            raise LookupError(f"no business has the number {address}")
        return number

    def _message(
        self, number: Number, somebody: Customer, shown: ChatMessage, kind: Kind, extra: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = {}
        if shown.reply_to is not None:
            context = {"context": {"from": number.display_digits, "id": shown.reply_to}}
        return {
            **context,
            **webhook.sender(somebody),
            "id": shown.id,
            "timestamp": webhook.unix(shown.time),
            **kind.fields,
            **extra,
        }

    def _show(self, chat: Chat, message_id: str, kind: Kind, reply_to: str | None) -> ChatMessage:
        """On the phone once, however often it is sent."""
        chat.last_customer_time = self.parts.now()
        if (found := self.parts.chats.find(message_id)) is not None:
            return found[1]
        name = kind.fields["type"]
        part = kind.fields.get(name)
        message = ChatMessage(
            id=message_id,
            sender="customer",
            time=self.parts.now(),
            kind=name,
            text=kind.text,
            content=part if isinstance(part, dict) and name != "text" else {},
            reply_to=reply_to,
        )
        self.parts.chats.add(chat, message)
        return message

    def _hook(
        self, number: Number, somebody: Customer, message: dict[str, Any], wish: Wish
    ) -> Webhook:
        if message["type"] == "system":
            payload = webhook.of_system(number, message)
        else:
            payload = webhook.of_message(number, somebody, message)
        return self._signed(webhook.body_of(payload), wish, [message["id"]])

    async def _write_raw(self, wish: Wish) -> Written:
        body = wish.raw.encode() if isinstance(wish.raw, str) else webhook.body_of(wish.raw)
        heard = overheard(body)
        for message in heard:
            self._note(message)
        ids = [message.id for message in heard]
        status = await self.parts.deliveries.send(self._signed(body, wish, ids))
        return Written(wish.id or (ids[0] if ids else None), status)

    def _note(self, heard: Overheard) -> None:
        """A message inside a raw body opens the window like any other."""
        number = self.parts.numbers.get(heard.phone_number_id)
        if number is None:
            return
        chat = self.parts.chat(number, self.parts.customers.meet(number, heard.sender))
        self._show(chat, heard.id, Kind({"type": heard.kind}, heard.text), None)

    def _signed(self, body: bytes, wish: Wish, ids: list[str]) -> Webhook:
        return Webhook(
            "meta",
            webhook.PATH,
            body,
            self.parts.headers(body, wish.signature),
            delivered=lambda: self._delivered(ids),
            again=Again.UNTIL_TAKEN if wish.signature is None else Again.NEVER,
        )

    def _delivered(self, ids: list[str]) -> None:
        for message_id in ids:
            self.parts.chats.set_status(message_id, "delivered")


def _tapped_in(chat: Chat, kind: Kind) -> str | None:
    if not kind.context:
        return None
    offered = chat.offering_button(kind.answers) if kind.answers is not None else None
    return offered or chat.last_from_business() or wamid.from_business(chat.key.customer)
