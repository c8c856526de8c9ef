"""Twilio's REST API: who may send, what is accepted, what becomes of it."""

import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sandbox.door import Answer, Call
from sandbox.phones.chats import ChatMessage
from sandbox.templates import shown
from sandbox.templates.shown import Values
from sandbox.templates.template import Template
from sandbox.twilio import content, errors
from sandbox.twilio.accounts import Sender
from sandbox.twilio.errors import Refusal, known
from sandbox.twilio.listing import listed, root_of
from sandbox.twilio.models import MessageForm, form_in
from sandbox.twilio.parts import Parts, Sent, new_sid
from sandbox.twilio.statuses import Statuses

_SEND = re.compile(r"/2010-04-01/Accounts/(?P<account>[^/]+)/Messages\.json")
_MESSAGE = re.compile(r"/2010-04-01/Accounts/(?P<account>[^/]+)/Messages/(?P<sid>[^/]+)\.json")
_CONTENT = re.compile(r"/v1/Content/(?P<sid>[^/]+)(?P<approval>/ApprovalRequests)?")
OUTSIDE_THE_WINDOW = 63016


class Twilio:
    name = "twilio"

    def __init__(self, parts: Parts, statuses: Statuses) -> None:
        self.parts = parts
        self.statuses = statuses

    def recipient(self, call: Call) -> str | None:
        to = call.body.get("To") if isinstance(call.body, dict) else None
        return to if isinstance(to, str) else None

    def journaled(self, call: Call) -> Any:
        return call.body

    def handle(self, call: Call) -> Answer:
        return self._answer(call, fail_with=None)

    def handle_then_fail(self, call: Call, code: int) -> Answer:
        return self._answer(call, fail_with=code)

    def refusal(self, code: int) -> Answer:
        return known(code).answer()

    def out_of_order(self, status: int) -> Answer:
        return errors.of_status(status).answer()

    def _answer(self, call: Call, fail_with: int | None) -> Answer:
        try:
            if (place := _SEND.fullmatch(call.path)) and call.method == "POST":
                self._check(call, place["account"])
                return self._send(place["account"], form_in(call.body), fail_with)
            if (place := _MESSAGE.fullmatch(call.path)) and call.method == "GET":
                self._check(call, place["account"])
                return self._get(place["account"], place["sid"])
            return self._contents(call)
        except Refusal as refusal:
            return refusal.answer()

    def _check(self, call: Call, account_sid: str) -> None:
        if not self.parts.accounts.is_open(account_sid, call.headers.get("authorization", "")):
            raise known(20003)

    def _get(self, account_sid: str, sid: str) -> Answer:
        sent = self.parts.sent.get(sid)
        if sent is None or sent.sender.account_sid != account_sid:
            raise known(20404)
        return Answer(200, message_json(sent))

    def _contents(self, call: Call) -> Answer:
        account = self.parts.accounts.account_of(call.headers.get("authorization", ""))
        if account is None:
            raise known(20003)
        templates = self.parts.templates.of(account)
        if call.method != "GET":
            raise known(20404)
        if call.path == content.PATH:
            return listed(call, templates, content.content_json)
        if call.path == f"{content.PATH}AndApprovals":
            return listed(call, templates, content.content_and_approval_json)
        place = _CONTENT.fullmatch(call.path)
        found = self._content(account, place["sid"]) if place else None
        if place is None or found is None:
            raise known(20404)
        show = content.approval_json if place["approval"] else content.content_json
        return Answer(200, show(found, root_of(call)))

    def _content(self, account_sid: str, sid: str) -> Template | None:
        templates = self.parts.templates.of(account_sid)
        return next((each for each in templates if content.sid_of(each) == sid), None)

    def _send(self, account_sid: str, form: MessageForm, fail_with: int | None) -> Answer:
        sender = self._sender(account_sid, form)
        template, values = self._template(account_sid, form)
        text = shown.text_of(template, values) if template else form.Body or ""
        sent = Sent(
            sid=new_sid("MM" if form.MediaUrl else "SM"),
            sender=sender,
            to=form.To,
            text=text,
            callback=form.StatusCallback,
            time=self.parts.now(),
            media=len(form.MediaUrl or []),
        )
        self.parts.remember(sent)
        self._show(sent, form, shown.content_of(template, values) if template else None)
        if fail_with is not None:
            self.statuses.fail(sent, fail_with)
        elif self._may_leave(sent, template):
            self.statuses.follow(sent)
        else:
            # Twilio accepts such a message, and tells only in the status that it did not go out.
            self.statuses.fail(sent, OUTSIDE_THE_WINDOW)
        return Answer(201, message_json(sent))

    def _sender(self, account_sid: str, form: MessageForm) -> Sender:
        """Whom it leaves by. A messaging service would choose one; there is none here."""
        sender = self.parts.accounts.sender(form.From or "")
        if sender is None or sender.account_sid != account_sid:
            raise known(63007 if form.To.startswith("whatsapp:") else 21606)
        return sender

    def _template(self, account_sid: str, form: MessageForm) -> tuple[Template | None, Values]:
        if form.ContentSid is None:
            return None, Values()
        template = self._content(account_sid, form.ContentSid)
        if template is None:
            raise known(21655)
        # Contents of Twilio's that are text and buttons have neither header nor footer.
        plain = template.model_copy(update={"header": "", "footer": ""})
        return plain, content.values_in(template, form.ContentVariables)

    def _show(self, sent: Sent, form: MessageForm, template: dict[str, Any] | None) -> None:
        kind = "template" if template is not None else "image" if form.MediaUrl else "text"
        media = {"link": form.MediaUrl[0]} if form.MediaUrl else {}
        self.parts.chats.add(
            self.parts.chat(sent.sender.address, sent.customer),
            ChatMessage(
                id=sent.sid,
                sender="business",
                time=sent.time,
                kind=kind,
                text=sent.text or kind,
                content=media if template is None else template,
            ),
        )

    def _may_leave(self, sent: Sent, template: Template | None) -> bool:
        if template is not None and template.status == "APPROVED":
            return True
        window = self.parts.rules.window
        last = self.parts.chat(sent.sender.address, sent.customer).last_customer_time
        return window is None or (last is not None and self.parts.now() - last < window)


def message_json(sent: Sent) -> dict[str, Any]:
    """A message as Twilio shows it."""
    uri = f"/2010-04-01/Accounts/{sent.sender.account_sid}/Messages/{sent.sid}"
    when = _rfc2822(sent.time)
    message = errors.WORDS.get(sent.error_code) if sent.error_code else None
    return {
        "account_sid": sent.sender.account_sid,
        "api_version": "2010-04-01",
        "body": sent.text,
        "date_created": when,
        "date_sent": None if sent.status == "queued" else when,
        "date_updated": when,
        "direction": "outbound-api",
        "error_code": sent.error_code,
        "error_message": message,
        "from": sent.sender.address,
        "messaging_service_sid": None,
        "num_media": str(sent.media),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": sent.sid,
        "status": sent.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": sent.to,
        "uri": f"{uri}.json",
    }


def _rfc2822(time: datetime) -> str:
    return format_datetime(time)
