"""/b/{link}: the page of a booking's link, for those whose taps cannot come back.

To look changes nothing, so that programs which look at every link in a message do no harm; what is
to be done is posted to the same address, and the answer leads to where it can be seen.
"""

import contextlib
import math
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote
from uuid import uuid4

from lyo.booking.v1 import link_service_pb2 as pb
from lyo.booking.v1.booking_service_pb2 import ORIGIN_API
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from services.common.clock import Clock, utc_now
from services.common.errors import (
    FailedPrecondition,
    InvalidArgument,
    Later,
    MeshError,
    NotFound,
)
from services.common.rates import Rates
from services.gateway.page.languages import LANGUAGES, spoken
from services.gateway.page.rendering import STYLE, link_page, words_page
from services.gateway.problems import RETRY_SECONDS, status_of
from services.gateway.routes.bodies import raw_body
from services.gateway.routes.keys import address_of

if TYPE_CHECKING:
    from lyo.booking.v1.link_service_pb2_grpc import LinkServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

PER_MINUTE = 120
"""Pages that are served to one address."""
BURST_SECONDS = 60
"""All of them may come at once: many phones share one address."""

LARGEST_FORM = 2048
STYLE_FILE = Path(__file__).parents[1] / "page" / "style.css"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
    "referrer-policy": "no-referrer",
}
"""A link is all that it takes: it is told to nobody, and kept by nothing."""


class BookingPage:
    """Looks at links and follows them, whoever has them."""

    def __init__(
        self,
        links: "LinkServiceAsyncStub",
        tenants: "TenantServiceAsyncStub",
        *,
        proxies: int = 0,
        now: Clock = utc_now,
    ) -> None:
        self._links = links
        self._tenants = tenants
        self._proxies = proxies
        self._rates = Rates(now)

    def routes(self) -> list[BaseRoute]:
        """The page, and how it looks."""
        return [
            Route(STYLE, _style),
            Route("/b/{link}", self.shown, methods=["GET"]),
            Route("/b/{link}", self.followed, methods=["POST"]),
        ]

    async def shown(self, request: Request) -> Response:
        """What the link would do, or has done."""
        text = request.path_params["link"]
        try:
            self._count(request)
            answer = await self._links.GetLink(pb.GetLinkRequest(link=text))
            business = await self._business(answer.link.tenant_id)
        except MeshError as error:
            return _refused(request, error)
        link = answer.link
        language = spoken(_accepted(request), link.booking.language)
        gone = link.state == pb.LINK_STATE_OUTDATED
        return _page(link_page(text, link, business, language), 410 if gone else 200)

    async def followed(self, request: Request) -> Response:
        """Does what the link does that was chosen, then shows that one."""
        body = await raw_body(request.scope, request.receive, limit=LARGEST_FORM)
        chosen = parse_qs(body.decode("latin-1")).get("link", [""])[0]
        try:
            self._count(request)
            if chosen:
                await self._follow(chosen)
        except MeshError as error:
            return _refused(request, error)
        shown = quote(chosen or request.path_params["link"], safe="")
        return RedirectResponse(f"/b/{shown}", 303, HEADERS)

    async def _follow(self, text: str) -> None:
        """What was taken meanwhile is told where the link is shown."""
        asked = pb.FollowLinkRequest(link=text, request_id=str(uuid4()), origin=ORIGIN_API)
        try:
            await self._links.FollowLink(asked)
        except FailedPrecondition as refusal:
            if refusal.reason != "SLOT_TAKEN":
                raise

    async def _business(self, tenant_id: str) -> str:
        """What it is called; the page does without where that cannot be known."""
        request = tenant_pb.GetTenantRequest(tenant_id=tenant_id)
        with contextlib.suppress(MeshError):
            return (await self._tenants.GetTenant(request)).tenant.display_name
        return ""

    def _count(self, request: Request) -> None:
        self._rates.take(address_of(request.scope, self._proxies), PER_MINUTE, BURST_SECONDS)


def _refused(request: Request, error: MeshError) -> Response:
    """A link that is none, or that cannot be looked at just now."""
    language = spoken(_accepted(request))
    texts = LANGUAGES[language]
    if isinstance(error, InvalidArgument | NotFound):
        return _page(words_page(texts.unknown, texts.unknown_more, language), 404)
    response = _page(words_page(texts.later, texts.later_more, language), status_of(error))
    after = error.retry_after if isinstance(error, Later) else None
    seconds = math.ceil(after.total_seconds()) if after else RETRY_SECONDS
    response.headers["retry-after"] = str(max(1, seconds))
    return response


def _page(content: bytes, status: int) -> Response:
    return Response(content, status, HEADERS, "text/html")


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")


async def _style(_: Request) -> Response:
    return FileResponse(STYLE_FILE, headers={"cache-control": "max-age=3600"})
