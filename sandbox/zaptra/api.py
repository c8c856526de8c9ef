"""Zaptra's API: three calls, with the token in the body or the query."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.door import Answer, Call
from sandbox.meta import wamid
from sandbox.meta.errors import REASONS, known
from sandbox.meta.errors import Refusal as MetaRefusal
from sandbox.meta.templates import approved, as_json, values_of
from sandbox.phones.chats import ChatMessage
from sandbox.templates import shown
from sandbox.zaptra import errors
from sandbox.zaptra.accounts import Account
from sandbox.zaptra.errors import Refusal
from sandbox.zaptra.models import template_in, text_in
from sandbox.zaptra.parts import Parts

ROOT = "/api/wpbox"
TICKS = ("sent", "delivered", "read")
MASK = "***"


@dataclass(frozen=True)
class Said:
    """What the customer reads."""

    kind: str
    text: str
    content: dict[str, Any] = field(default_factory=dict)


class Zaptra:
    name = "zaptra"

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.ids = count(1)

    def recipient(self, call: Call) -> str | None:
        phone = call.body.get("phone") if isinstance(call.body, dict) else None
        return phone if isinstance(phone, str) else None

    def journaled(self, call: Call) -> Any:
        """Everything but the token. A body that cannot be read may hide one anywhere."""
        if not isinstance(call.body, dict):
            return MASK
        return {key: MASK if key == "token" else value for key, value in call.body.items()}

    def handle(self, call: Call) -> Answer:
        return self._answer(call, fail_with=None)

    def handle_then_fail(self, call: Call, code: int) -> Answer:
        return self._answer(call, fail_with=code)

    def refusal(self, code: int) -> Answer:
        return errors.by_meta(known(code)).answer()

    def out_of_order(self, status: int) -> Answer:
        return errors.of_status(status).answer()

    def _answer(self, call: Call, fail_with: int | None) -> Answer:
        try:
            account = self._account(call)
            match call.method, call.path.removeprefix(f"{ROOT}/"):
                case "POST", "sendmessage":
                    return self._send_text(account, call, fail_with)
                case "POST", "sendtemplatemessage":
                    return self._send_template(account, call, fail_with)
                case "GET", "getTemplates":
                    return self._list(account)
            raise Refusal(404, "Not Found")
        except Refusal as refusal:
            return refusal.answer()
        except MetaRefusal as refusal:
            return errors.by_meta(refusal).answer()

    def _account(self, call: Call) -> Account:
        given = call.body.get("token") if isinstance(call.body, dict) else None
        account = self.parts.accounts.with_token(given or call.query.get("token"))
        if account is None:
            raise Refusal(401, "Invalid token")
        return account

    def _list(self, account: Account) -> Answer:
        templates = [as_json(each) for each in self.parts.templates.of(account.address)]
        return Answer(200, {"status": "success", "templates": templates})

    def _send_text(self, account: Account, call: Call, fail_with: int | None) -> Answer:
        asked = text_in(call.body)
        return self._send(account, asked.phone, Said("text", asked.message), fail_with)

    def _send_template(self, account: Account, call: Call, fail_with: int | None) -> Answer:
        asked = template_in(call.body)
        template = asked.as_meta()
        found = approved(self.parts.templates, account.address, template)
        values = values_of(found, template)
        content = shown.content_of(found, values)
        said = Said("template", shown.text_of(found, values), content)
        return self._send(account, asked.phone, said, fail_with)

    def _send(self, account: Account, phone: str, said: Said, fail_with: int | None) -> Answer:
        message_id = wamid.from_business(phone)
        message = ChatMessage(
            id=message_id,
            sender="business",
            time=self.parts.now(),
            kind=said.kind,
            text=said.text,
            content=said.content,
        )
        self.parts.chats.add(self.parts.chat(account.address, phone), message)
        self.parts.deliveries.spawn(self._tick(message_id, fail_with))
        return self._accepted(message_id)

    def _accepted(self, message_id: str) -> Answer:
        if self.parts.form == "success":
            return Answer(200, {"success": True})
        body = {"status": "success", "message_id": next(self.ids), "message_wamid": message_id}
        return Answer(500 if self.parts.form == "not_2xx" else 200, body)

    async def _tick(self, message_id: str, fail_with: int | None) -> None:
        """On the phone alone: Zaptra tells nobody what became of a message."""
        for name in TICKS:
            await asyncio.sleep(self.parts.status_delay)
            if fail_with is not None:
                title = REASONS[fail_with].title if fail_with in REASONS else "Unknown error"
                self.parts.chats.set_status(message_id, "failed", f"{fail_with} {title}")
                return
            self.parts.chats.set_status(message_id, name)
