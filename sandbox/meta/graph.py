"""The Graph API as WhatsApp serves it: who may send, what is accepted, what becomes of it."""

import re
from typing import Any

from sandbox.door import Answer, Call
from sandbox.meta import errors, templates, wamid
from sandbox.meta.errors import Refusal
from sandbox.meta.models.message import Mark, Message, ReactionMessage, TemplateMessage
from sandbox.meta.numbers import Number, may_send
from sandbox.meta.parts import Parts, Sent
from sandbox.meta.reading import message_in
from sandbox.meta.shown import content_of, text_of
from sandbox.meta.statuses import ALL, Statuses
from sandbox.phones.chats import Chat, ChatMessage
from sandbox.templates import shown
from sandbox.templates.template import Template

_MESSAGES = re.compile(r"/v\d+\.\d+/(?P<number>[^/]+)/messages")
_TEMPLATES = re.compile(r"/v\d+\.\d+/(?P<account>[^/]+)/message_templates")
OUTSIDE_THE_WINDOW = 131047


class Graph:
    name = "meta"

    def __init__(self, parts: Parts, statuses: Statuses) -> None:
        self.parts = parts
        self.statuses = statuses

    def recipient(self, call: Call) -> str | None:
        if not isinstance(call.body, dict):
            return None
        to = call.body.get("to", call.body.get("recipient"))
        return to if isinstance(to, str) else None

    def journaled(self, call: Call) -> Any:
        return call.body

    def handle(self, call: Call) -> Answer:
        return self._answer(call, fail_with=None)

    def handle_then_fail(self, call: Call, code: int) -> Answer:
        return self._answer(call, fail_with=code)

    def refusal(self, code: int) -> Answer:
        return errors.known(code).answer()

    def out_of_order(self, status: int) -> Answer:
        refusal = errors.known(4 if status == 429 else 2 if status >= 500 else 1)
        refusal.status = status
        return refusal.answer()

    def _answer(self, call: Call, fail_with: int | None) -> Answer:
        try:
            if place := _TEMPLATES.fullmatch(call.path):
                return self._templates(call, place["account"])
            number = self._number(call)
            message = message_in(_json(call))
            if isinstance(message, Mark):
                return self._mark(number, message)
            return self._send(number, message, fail_with)
        except Refusal as refusal:
            return refusal.answer()

    def _number(self, call: Call) -> Number:
        """The number in the path, if the token may send from it."""
        place = _MESSAGES.fullmatch(call.path)
        if place is None or call.method != "POST":
            raise errors.unknown_path(call.path)
        token = self._token(call)
        number = self.parts.numbers.get(place["number"])
        if number is None:
            raise errors.unknown_object(place["number"])
        if not may_send(number, token):
            raise errors.unknown_token()
        return number

    def _templates(self, call: Call, account: str) -> Answer:
        """The templates of an account, for a token of one of its numbers."""
        if call.method != "GET":
            raise errors.unknown_path(call.path)
        token = self._token(call)
        numbers = self.parts.numbers.of_account(account)
        if not numbers:
            raise errors.unknown_object(account)
        if not any(may_send(number, token) for number in numbers):
            raise errors.unknown_token()
        return templates.listed(call, self.parts.templates.of(account))

    def _token(self, call: Call) -> str:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not self.parts.numbers.is_token(token):
            raise errors.unknown_token()
        return token

    def _mark(self, number: Number, mark: Mark) -> Answer:
        """A read receipt, of a message that came in at this number."""
        found = self.parts.chats.find(mark.message_id)
        if found is None or found[0].key.address != number.phone_number_id:
            raise Refusal(100, "(#100) Invalid parameter", "message_id is not a message received")
        chat, message = found
        self.parts.chats.set_status(message.id, "read")
        if mark.typing_indicator is not None:
            chat.typing_since = self.parts.now()
            chat.ring()
        return Answer(200, {"success": True})

    def _send(self, number: Number, message: Message, fail_with: int | None) -> Answer:
        template = self._template(number, message)
        customer = self.parts.customers.meet(number, message.address)
        chat = self.parts.chat(number, customer)
        open_window = self._may_write_freely(chat)
        sent = Sent(
            id=wamid.from_business(customer.address),
            number=number,
            customer=customer,
            callback_data=message.biz_opaque_callback_data,
            category=template.category.lower() if template else "service",
            billable=template is not None and (not open_window or template.category != "UTILITY"),
        )
        self.parts.remember(sent)
        self._show(chat, sent, message, template)
        self._let_follow(sent, message, fail_with, open_window=open_window)
        return Answer(200, _accepted(sent, message))

    def _template(self, number: Number, message: Message) -> Template | None:
        """The template that is sent, if it is one and may be."""
        if not isinstance(message, TemplateMessage):
            return None
        template = templates.approved(self.parts.templates, number.waba_id, message.template)
        templates.values_of(template, message.template)
        return template

    def _show(self, chat: Chat, sent: Sent, message: Message, template: Template | None) -> None:
        if isinstance(message, ReactionMessage):
            self.parts.chats.react(message.reaction.message_id, "business", message.reaction.emoji)
            return
        text, content = text_of(message), content_of(message)
        if template is not None and isinstance(message, TemplateMessage):
            values = templates.values_of(template, message.template)
            text = shown.text_of(template, values)
            content = {**content, **shown.content_of(template, values)}
        self.parts.chats.add(
            chat,
            ChatMessage(
                id=sent.id,
                sender="business",
                time=self.parts.now(),
                kind=message.type,
                text=text,
                content=content,
                reply_to=message.context.message_id if message.context else None,
            ),
        )

    def _let_follow(
        self, sent: Sent, message: Message, fail_with: int | None, *, open_window: bool
    ) -> None:
        if fail_with is not None:
            self.statuses.fail(sent, fail_with)
        elif not isinstance(message, TemplateMessage) and not open_window:
            # Meta accepts such a message, and tells only in the status that it did not go out.
            self.statuses.fail(sent, OUTSIDE_THE_WINDOW)
        else:
            # Of a reaction Meta reports no more than that it was sent.
            self.statuses.follow(sent, ALL[:1] if isinstance(message, ReactionMessage) else ALL)

    def _may_write_freely(self, chat: Chat) -> bool:
        window = self.parts.rules.window
        if window is None:
            return True
        last = chat.last_customer_time
        return last is not None and self.parts.now() - last < window


def _json(call: Call) -> Any:
    """Graph finds no parameters in a body of another kind."""
    kind = call.headers.get("content-type", "").split(";")[0].strip().lower()
    return call.body if kind == "application/json" else None


def _accepted(sent: Sent, message: Message) -> dict[str, Any]:
    contact = {"input": message.to or message.recipient}
    if message.to is not None:
        contact["wa_id"] = sent.customer.phone
    else:
        contact["user_id"] = sent.customer.user_id
    answer: dict[str, Any] = {"id": sent.id}
    if isinstance(message, TemplateMessage):
        answer["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [answer]}
