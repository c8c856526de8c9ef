"""WhatsApp by Twilio: its addresses and answers; twilio_messages.py writes what is sent."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import UUID

from services.common.clock import Clock
from services.common.logs import Secret
from services.notifier.domain.limits import Limits
from services.notifier.domain.outcomes import Accepted, Refused, Unclear
from services.notifier.domain.template import Template
from services.notifier.providers.error_table import (
    Complaint,
    Failure,
    failure,
    retry_after,
    shown,
)
from services.notifier.providers.http import Answer, Http, Login
from services.notifier.providers.provider import Outgoing, Sender
from services.notifier.providers.twilio_messages import CONTENT_SID, form, template_of

HOSTS = frozenset({"api.twilio.com"})
CONTENT_HOSTS = frozenset({"content.twilio.com"})

WEBHOOK = "/webhooks/twilio"
"""Where the gateway hears statuses."""

LIST_LIMIT = 4 * 1024 * 1024
"""Bytes of a page of contents that are read."""
PAGE = 100
MOST_PAGES = 10
APPROVALS_AT_ONCE = 8
"""What WhatsApp says of a content is a call for each of them."""

_NEXT = frozenset({"Page", "PageToken"})


class Twilio:
    """Sends from one WhatsApp number, the sender's address, of the account that is the sender's.

    Buttons are shown in templates only. `public_url` is where Twilio finds the gateway; empty: no
    statuses come.
    """

    name = "twilio"
    limits = Limits(
        text=1600,
        text_beside_choices=1600,
        buttons=0,
        button_title=20,
        rows=0,
        row_title=24,
        caption=1600,
        media=True,
        taps=False,
        window=True,
        templates=True,
    )

    def __init__(self, http: Http, url: str, content_url: str, public_url: str, now: Clock) -> None:
        self._http = http
        self._now = now
        self._url = url
        self._content_url = content_url
        self._statuses_url = f"{public_url.rstrip('/')}{WEBHOOK}" if public_url else ""

    async def send(self, outgoing: Outgoing, sender: Sender) -> Accepted:
        """Post it. Our id is in the address that its statuses go to."""
        login = login_of(sender)
        account = quote(sender.account_id, safe="")
        url = f"{self._url}/2010-04-01/Accounts/{account}/Messages.json"
        written = form(outgoing, sender.address, self._statuses_url)
        answer = await self._http.post_form(url, written, login=login)
        if answer.taken:
            return Accepted(_sid(answer))
        raise self._failure(answer, sender, outgoing.attempt)

    async def show_read(self, provider_message_id: str, sender: Sender, *, typing: bool) -> None:
        """Twilio has no such thing."""

    async def templates(self, sender: Sender, channel_id: UUID) -> Sequence[Template]:
        """The contents of the account that WhatsApp was asked to approve, or did approve."""
        contents = await self._contents(sender)
        approvals = await self._approvals(contents, sender)
        pairs = zip(contents, approvals, strict=True)
        found = (template_of(content, said, channel_id) for content, said in pairs)
        return [each for each in found if each is not None]

    async def _contents(self, sender: Sender) -> list[Mapping[str, Any]]:
        """Page by page, by what the address of the next page says, never at that address."""
        found: list[Mapping[str, Any]] = []
        query = {"PageSize": str(PAGE)}
        for _ in range(MOST_PAGES):
            page = await self._ask("/v1/Content", query, sender)
            contents = page.get("contents")
            if not isinstance(contents, list):
                raise Unclear("ANSWER_UNREADABLE", "HTTP 200 without contents")
            found += [each for each in contents if _is_content(each)]
            following = _following(page.get("meta"))
            if not following:
                break
            query = {"PageSize": str(PAGE), **following}
        return found

    async def _approvals(self, contents: Sequence[Mapping[str, Any]], sender: Sender) -> list[Any]:
        said: list[Any] = []
        for first in range(0, len(contents), APPROVALS_AT_ONCE):
            few = contents[first : first + APPROVALS_AT_ONCE]
            asking = (self._approval(each, sender) for each in few)
            for each in await asyncio.gather(*asking, return_exceptions=True):
                if isinstance(each, BaseException):
                    raise each
                said.append(each)
        return said

    async def _approval(self, content: Mapping[str, Any], sender: Sender) -> Any:
        """What WhatsApp says of it; None where it was never asked."""
        path = f"/v1/Content/{content['sid']}/ApprovalRequests"
        try:
            return (await self._ask(path, {}, sender)).get("whatsapp")
        except Refused as refused:
            if refused.token:
                raise
            return None

    async def _ask(self, path: str, query: Mapping[str, str], sender: Sender) -> Mapping[str, Any]:
        url, login = f"{self._content_url}{path}", login_of(sender)
        answer = await self._http.get(url, query, login=login, limit=LIST_LIMIT)
        if not answer.taken:
            raise self._failure(answer, sender)
        return answer.body

    def _failure(self, answer: Answer, sender: Sender, attempt: int = 1) -> Failure:
        code, message = answer.body.get("code"), answer.body.get("message")
        said = ": ".join(str(each) for each in (code, message) if each is not None)
        complaint = Complaint(
            provider="twilio",
            status=answer.status,
            code=code if isinstance(code, int) else None,
            detail=shown(said or f"HTTP {answer.status}", *_secrets(sender.token)),
            after=retry_after(answer.headers.get("Retry-After"), self._now()),
        )
        return failure(complaint, attempt)


def login_of(sender: Sender) -> Login:
    """The account with its auth token, or an API key of it where the token is `SK...:secret`."""
    if not sender.account_id:
        raise Refused("ACCOUNT_MISSING", "the channel has no account_id: its AccountSid")
    key, colon, secret = sender.token.reveal().partition(":")
    if colon and key.startswith("SK"):
        return Login(key, Secret(secret))
    return Login(sender.account_id, sender.token)


def _secrets(token: Secret) -> tuple[str, ...]:
    whole = token.reveal()
    return whole, whole.partition(":")[2]


def _sid(answer: Answer) -> str:
    """The id of the message. Taken without one is as good as no answer: its status will say."""
    sid = answer.body.get("sid")
    if isinstance(sid, str) and 0 < len(sid) <= 300:
        return sid
    raise Unclear("ANSWER_UNREADABLE", f"HTTP {answer.status} without a message id")


def _is_content(part: Any) -> bool:
    sid = part.get("sid") if isinstance(part, dict) else None
    return isinstance(sid, str) and CONTENT_SID.fullmatch(sid) is not None


def _following(meta: Any) -> dict[str, str]:
    """What names the next page; empty where there is none."""
    url = meta.get("next_page_url") if isinstance(meta, dict) else None
    if not isinstance(url, str):
        return {}
    return {name: value for name, value in parse_qsl(urlsplit(url).query) if name in _NEXT}
