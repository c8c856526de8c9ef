"""WhatsApp Cloud API of Meta: its addresses and answers; meta_messages.py writes what is sent."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from services.common.clock import Clock
from services.notifier.domain.limits import Limits
from services.notifier.domain.outcomes import Accepted, Refused, Unclear
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
from services.notifier.providers.meta_messages import payload, read_mark
from services.notifier.providers.provider import Outgoing, Sender

HOSTS = frozenset({"graph.facebook.com"})

LIST_LIMIT = 4 * 1024 * 1024
"""Bytes of a page of templates that are read."""
PAGE = 100


class Meta:
    """Sends in the name of one phone number, whose id is the sender's address."""

    name = "meta"
    limits = Limits(
        text=4096,
        text_beside_choices=1024,
        buttons=3,
        button_title=20,
        rows=10,
        row_title=24,
        caption=1024,
        media=True,
        taps=True,
        window=True,
        templates=True,
    )

    def __init__(self, http: Http, graph_url: str, version: str, now: Clock) -> None:
        self._http = http
        self._now = now
        self._root = f"{graph_url}/{version}"

    async def send(self, outgoing: Outgoing, sender: Sender) -> Accepted:
        """Post it. There is no idempotency key: only its statuses tell of a call that was not
        answered."""
        answer = await self._post(payload(outgoing), sender)
        if answer.taken:
            return Accepted(_wamid(answer))
        raise self._failure(answer, sender, outgoing.attempt)

    async def show_read(self, provider_message_id: str, sender: Sender, *, typing: bool) -> None:
        """One call for both."""
        answer = await self._post(read_mark(provider_message_id, typing=typing), sender)
        if not answer.taken:
            raise self._failure(answer, sender)

    async def templates(self, sender: Sender, channel_id: UUID) -> Sequence[Template]:
        """Page by page, by the cursor: the address of the next page has the token in it."""
        if not sender.account_id:
            raise Refused("ACCOUNT_MISSING", "the channel has no account_id: its WABA id")
        found: list[Template] = []
        after = ""
        for _ in range(meta_templates.MOST // PAGE):
            page = await self._page(after, sender)
            read = (meta_templates.read(each, channel_id) for each in _listed(page))
            found += [each for each in read if each is not None]
            after = _cursor(page)
            if not after:
                break
        return found

    async def _page(self, after: str, sender: Sender) -> Mapping[str, Any]:
        url = f"{self._root}/{quote(sender.account_id, safe='')}/message_templates"
        query = {"limit": str(PAGE), **({"after": after} if after else {})}
        answer = await self._http.get(url, query, bearer=sender.token, limit=LIST_LIMIT)
        if not answer.taken:
            raise self._failure(answer, sender)
        if "data" not in answer.body:
            raise Unclear("ANSWER_UNREADABLE", f"HTTP {answer.status} without templates")
        return answer.body

    async def _post(self, body: Mapping[str, Any], sender: Sender) -> Answer:
        url = f"{self._root}/{quote(sender.address, safe='')}/messages"
        return await self._http.post_json(url, body, bearer=sender.token)

    def _failure(self, answer: Answer, sender: Sender, attempt: int = 1) -> Failure:
        after = retry_after(answer.headers.get("Retry-After"), self._now())
        return failure(complaint(answer, sender.token.reveal(), after=after), attempt)


def complaint(answer: Answer, token: str, **more: Any) -> Complaint:
    """What the Graph API says. `Malformed access token ...` quotes the token."""
    error = answer.body.get("error")
    error = error if isinstance(error, dict) else {}
    code = error.get("code")
    data = error.get("error_data")
    told = [code, error.get("message"), data.get("details") if isinstance(data, dict) else None]
    said = ": ".join(str(each) for each in told if each is not None)
    return Complaint(
        provider="meta",
        status=answer.status,
        code=code if isinstance(code, int) else None,
        detail=shown(said or f"HTTP {answer.status}", token),
        transient=error.get("is_transient") is True,
        **more,
    )


def _wamid(answer: Answer) -> str:
    """The id of the message. Taken without one is as good as no answer: its status will say."""
    match answer.body:
        case {"messages": [{"id": str(wamid)}, *_]} if wamid:
            return wamid
    raise Unclear("ANSWER_UNREADABLE", f"HTTP {answer.status} without a message id")


def _listed(page: Mapping[str, Any]) -> Sequence[Any]:
    data = page.get("data")
    return data if isinstance(data, list) else ()


def _cursor(page: Mapping[str, Any]) -> str:
    """Of the next page; empty where this was the last. Meta gives a cursor on the last one too."""
    match page.get("paging"):
        case {"next": str(_), "cursors": {"after": str(after)}}:
            return after
    return ""
