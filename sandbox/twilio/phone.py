"""The customer's side of Twilio: what is typed and tapped becomes a signed form."""

from sandbox.deliveries import Again, Webhook
from sandbox.phones.chats import Chat, ChatMessage
from sandbox.phones.platform import CannotWrite, Written
from sandbox.phones.wish import Wish
from sandbox.twilio.accounts import Sender
from sandbox.twilio.inbound import MEDIA, Kind, kind_of
from sandbox.twilio.parts import CHANNEL, INBOUND_PATH, Parts, new_sid
from sandbox.twilio.signature import signature_of_body


class TwilioPhones:
    channel = CHANNEL

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def knows(self, address: str) -> bool:
        return self.parts.accounts.sender(address) is not None

    def address_of(self, address: str, customer: str) -> str:
        """The digits of the phone."""
        del address
        return customer.removeprefix("+")

    async def write(self, address: str, customer: str, wish: Wish) -> Written:
        sender = self.parts.accounts.sender(address)
        phone = self.address_of(address, customer)
        if sender is None or not phone.isdecimal():
            raise CannotWrite("by Twilio only phones write, to a sender that exists")
        if wish.name:
            self.parts.names[phone] = wish.name
        if wish.raw is not None:
            return await self._write_raw(sender, wish)
        chat = self.parts.chat(address, phone)
        kind, sid = kind_of(wish), wish.id or new_sid()
        reply_to = wish.reply_to or _answered(chat, kind)
        parameters = self._parameters(sender, phone, sid, kind, reply_to)
        self._show(chat, sid, kind, reply_to)
        webhook = self._hook(sender, {**parameters, **_further(wish)}, wish, sid)
        return Written(sid, await self.parts.deliveries.send(webhook))

    def _parameters(
        self, sender: Sender, phone: str, sid: str, kind: Kind, reply_to: str | None
    ) -> dict[str, str]:
        media = "MediaContentType0" in kind.parameters
        url = MEDIA.format(account=sender.account_sid, sid=sid)
        return {
            "AccountSid": sender.account_sid,
            "ApiVersion": "2010-04-01",
            "From": f"whatsapp:+{phone}",
            "MessageSid": sid,
            "NumMedia": str(int(media)),
            "NumSegments": "1",
            "ProfileName": self.parts.name_of(phone),
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": sender.address,
            "WaId": phone,
            **kind.parameters,
            **({"MediaUrl0": url} if media else {}),
            **(_reply(sender, reply_to) if reply_to else {}),
        }

    def _show(self, chat: Chat, sid: str, kind: Kind, reply_to: str | None) -> None:
        """On the phone once, however often it is sent."""
        chat.last_customer_time = self.parts.now()
        if self.parts.chats.find(sid) is not None:
            return
        message = ChatMessage(
            id=sid,
            sender="customer",
            time=self.parts.now(),
            kind=kind.name,
            text=kind.text,
            content=kind.content,
            reply_to=reply_to,
        )
        self.parts.chats.add(chat, message)

    def _hook(self, sender: Sender, parameters: dict[str, str], wish: Wish, sid: str) -> Webhook:
        hook = self.parts.signed(sender.token, self._url, parameters)
        return self._with(hook.body, hook.headers, wish, sid)

    async def _write_raw(self, sender: Sender, wish: Wish) -> Written:
        if not isinstance(wish.raw, str):
            raise CannotWrite("a raw body of Twilio's is text")
        body = wish.raw.encode()
        headers = self.parts.headers(signature_of_body(sender.token, self._url, body))
        status = await self.parts.deliveries.send(self._with(body, headers, wish, wish.id))
        return Written(wish.id, status)

    def _with(self, body: bytes, headers: dict[str, str], wish: Wish, sid: str | None) -> Webhook:
        """To the gateway, wherever it listens; a signature that was asked for replaces ours."""
        if wish.signature is not None:
            headers = self.parts.headers(wish.signature)
        return Webhook(
            "twilio",
            INBOUND_PATH,
            body,
            headers,
            delivered=lambda: self.parts.chats.set_status(sid or "", "delivered"),
            again=Again.UNREACHED if wish.signature is None else Again.NEVER,
        )

    @property
    def _url(self) -> str:
        return f"{self.parts.rules.public_url}{INBOUND_PATH}"


def _further(wish: Wish) -> dict[str, str]:
    """Further parameters, as text."""
    return {key: str(value) for key, value in wish.extra.items()}


def _answered(chat: Chat, kind: Kind) -> str | None:
    if not kind.answers_message:
        return None
    offered = chat.offering_button(kind.answers) if kind.answers is not None else None
    return offered or chat.last_from_business()


def _reply(sender: Sender, message_id: str) -> dict[str, str]:
    return {
        "OriginalRepliedMessageSid": message_id,
        "OriginalRepliedMessageSender": sender.address,
    }
