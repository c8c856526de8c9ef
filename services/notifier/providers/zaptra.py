"""WhatsApp by Zaptra, and by what is sold under other names and speaks alike.

It only sends: nothing comes back, neither taps nor what customers write. Its token stands in the
body or in the address of a request, and must not come out of here. Answers differ from vendor to
vendor: one with an id of WhatsApp's was sent, whatever else it says.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from services.common.clock import Clock
from services.notifier.domain.limits import Limits
from services.notifier.domain.message import RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused, Unclear
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.template import Template
from services.notifier.providers import meta_templates
from services.notifier.providers.error_table import (
    Complaint,
    Failure,
    failure,
    retry_after,
    shown,
)
from services.notifier.providers.http import Answer, Http
from services.notifier.providers.meta_messages import components
from services.notifier.providers.provider import Outgoing, Sender

LIST_LIMIT = 4 * 1024 * 1024
"""Bytes of a list of templates that are read."""

SMALLEST_OF_META = 10_000
_OF_META = frozenset({190, 368})

_SENT = frozenset({"success", "sent", "ok", "queued", "accepted", "true"})
_REFUSED = frozenset({"error", "failed", "failure", "fail", "false"})


class Zaptra:
    """Sends by a Zaptra account, which the token names."""

    name = "zaptra"
    limits = Limits(
        text=4096,
        text_beside_choices=4096,
        buttons=0,
        button_title=20,
        rows=0,
        row_title=24,
        caption=0,
        media=False,
        taps=False,
        window=False,
        templates=True,
    )

    def __init__(self, http: Http, url: str, now: Clock) -> None:
        self._http = http
        self._now = now
        self._url = url

    async def send(self, outgoing: Outgoing, sender: Sender) -> Accepted:
        """Post it. What an answer that never came leaves open nothing settles."""
        token = sender.token.reveal()
        path, written = _written(outgoing)
        answer = await self._http.post_json(f"{self._url}{path}", {"token": token, **written})
        wamid = _wamid(answer.body)
        if wamid or (answer.taken and _success(answer.body)):
            return Accepted(wamid or _message_id(answer.body))
        raise self._failure(answer, token, outgoing.attempt)

    async def show_read(self, provider_message_id: str, sender: Sender, *, typing: bool) -> None:
        """Zaptra has no such thing."""

    async def templates(self, sender: Sender, channel_id: UUID) -> Sequence[Template]:
        """All in one answer, listed as Meta lists them."""
        token = sender.token.reveal()
        url = f"{self._url}/getTemplates"
        answer = await self._http.get(url, {"token": token}, limit=LIST_LIMIT)
        listed = _listed(answer)
        if not answer.taken or listed is None:
            raise self._failure(answer, token)
        read = (meta_templates.read(each, channel_id) for each in listed[: meta_templates.MOST])
        return [each for each in read if each is not None]

    def _failure(self, answer: Answer, token: str, attempt: int = 1) -> Failure:
        detail = shown(_said(answer), token, quote(token, safe=""))
        code = _code(answer.body)
        if answer.taken and code is None:
            return _no_success(answer, detail)
        complaint = Complaint(
            provider="zaptra",
            status=answer.status,
            code=code,
            detail=detail,
            after=retry_after(answer.headers.get("Retry-After"), self._now()),
        )
        return failure(complaint, attempt)


def _no_success(answer: Answer, detail: str) -> Failure:
    """HTTP says that it went well, and the answer does not."""
    if _success(answer.body) is None:
        return Unclear("ANSWER_UNREADABLE", detail)
    if "token" in detail.lower():
        return Refused("CREDENTIAL_REFUSED", detail, token=True, remedy=Remedy.STOP_CHANNEL)
    return Refused("PROVIDER_REFUSED", detail)


def _written(outgoing: Outgoing) -> tuple[str, dict[str, Any]]:
    """The path, and the body without the token."""
    if outgoing.recipient.kind is not RecipientKind.PHONE:
        raise Refused("RECIPIENT_NOT_SUPPORTED", "Zaptra writes to phones only")
    phone = outgoing.recipient.value.removeprefix("+")
    use = outgoing.content.template
    if use is None:
        return "/sendmessage", {"phone": phone, "message": outgoing.content.text}
    return "/sendtemplatemessage", {
        "phone": phone,
        "template_name": use.name,
        "template_language": use.language,
        "components": components(use, outgoing.template),
    }


def _wamid(body: Mapping[str, Any]) -> str:
    """WhatsApp's own id, wherever the vendor puts it."""
    for part in (body, _object(body.get("data")), _object(body.get("response"))):
        for name in ("message_wamid", "wamid"):
            if wamid := _id(part.get(name)):
                return wamid
        match part.get("messages"):
            case [{"id": str(wamid)}, *_] if wamid.startswith("wamid."):
                return wamid[:300]
    return ""


def _message_id(body: Mapping[str, Any]) -> str:
    """The vendor's id; empty where it gives none."""
    data = _object(body.get("data"))
    given = (body.get("message_id"), data.get("message_id"), data.get("id"))
    return next((found for each in given if (found := _id(each))), "")


def _success(body: Mapping[str, Any]) -> bool | None:
    """What the answer says of itself; None: nothing that we know."""
    for name in ("success", "status"):
        value = body.get(name)
        if isinstance(value, bool):
            return value
        word = value.strip().lower() if isinstance(value, str) else ""
        if word in _SENT | _REFUSED:
            return word in _SENT
    return None


def _code(body: Mapping[str, Any]) -> int | None:
    """The code of Meta's error, where it is handed on; small ones may be the vendor's own."""
    for part in (body, _object(body.get("error")), _object(body.get("data"))):
        for name in ("code", "error_code"):
            code = part.get(name)
            if isinstance(code, int) and (code >= SMALLEST_OF_META or code in _OF_META):
                return code
    return None


def _said(answer: Answer) -> str:
    error = answer.body.get("error")
    inner = _object(error).get("message")
    told = (_code(answer.body), answer.body.get("message"), inner or error)
    texts = [str(each) for each in told if isinstance(each, str | int)]
    return ": ".join(dict.fromkeys(texts)) or f"HTTP {answer.status}"


def _listed(answer: Answer) -> Sequence[Any] | None:
    if isinstance(answer.value, list):
        return answer.value
    for name in ("templates", "data"):
        listed = answer.body.get(name)
        if isinstance(listed, list):
            return listed
    return None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _id(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:300]
