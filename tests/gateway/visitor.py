"""A customer with a browser without scripts, and a page as they see it."""

import itertools
from datetime import UTC
from html.parser import HTMLParser
from uuid import UUID

import httpx
import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.link import Link, LinkKind
from services.common.health import Health
from services.gateway.app import Gateway, create_app
from services.gateway.routes.booking_page import BookingPage
from tests.booking.calendars import at
from tests.booking.running import LINKS
from tests.booking.salon import ROME, Salon, catalog
from tests.gateway.office import Office

TUESDAY, WEDNESDAY = "2026-03-03T15:30", "2026-03-04T10:00"
EVERY_KIND = pytest.mark.parametrize("kind", list(LinkKind), ids=lambda kind: kind.name)
_addresses = itertools.count(1)


def gateway_with(page: BookingPage) -> Gateway:
    """What serves the page, to those who come to it in this process."""
    return create_app({}, [], Health(), routes=page.routes())


class Visitor:
    """Comes from an address that nobody else has."""

    def __init__(self, office: Office, salon: Salon, booked: pb.Booking, business: str) -> None:
        self.salon = salon
        self.booked = booked
        self.business = business
        self.address = f"192.0.2.{next(_addresses)}"
        self.gateway = gateway_with(BookingPage(office.booking.links, office.tenant.tenants))

    @classmethod
    async def of(cls, office: Office, request=None) -> "Visitor":
        """With a booking on Tuesday at 15:30 in Rome."""
        opened = await office.tenant.open()
        salon = Salon(office.booking, opened.tenant_id, ROME)
        await salon.apply(request or catalog())
        booked = await salon.book(TUESDAY)
        return cls(office, salon, booked, opened.tenant.display_name)

    def link(self, kind: LinkKind, to: str = WEDNESDAY) -> str:
        more = {"move_to": at(to, ROME), "revision": 1} if kind is LinkKind.MOVE_TO else {}
        start = self.booked.start_time.ToDatetime(tzinfo=UTC)
        tenant_id, booking_id = UUID(self.salon.tenant_id), UUID(self.booked.booking_id)
        return LINKS.written(Link(kind, tenant_id, booking_id, start, **more))

    async def ask(self, method: str, path: str, language: str = "en", **more) -> httpx.Response:
        transport = httpx.ASGITransport(self.gateway, client=(self.address, 1))
        headers = {"accept-language": language}
        async with httpx.AsyncClient(transport=transport, base_url="http://page") as http:
            return await http.request(method, path, headers=headers, **more)

    async def open(self, link: str, language: str = "en") -> "Read":
        return Read(await self.ask("GET", f"/b/{link}", language))

    async def tap(self, page: "Read", button: str) -> "Read":
        """Tap a button, and be led to what follows."""
        (form,) = page.forms
        name, value = next(pair for words, *pair in page.buttons if words.startswith(button))
        answer = await self.ask("POST", form["action"], data={name: value})
        assert (form["method"], answer.status_code) == ("post", 303), answer.text
        return Read(await self.ask("GET", answer.headers["location"]))

    async def now(self) -> pb.Booking:
        return await self.salon.get(self.booked.booking_id)


class Read(HTMLParser):
    """A page as somebody sees it."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer = answer
        self.status = answer.status_code
        self.forms: list[dict[str, str]] = []
        self.links: dict[str, str] = {}
        self.buttons: list[tuple[str, str, str]] = []
        self.said: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, str]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(answer.text)

    @property
    def heading(self) -> str:
        (only,) = self.said["h1"]
        return only

    @property
    def text(self) -> str:
        return " | ".join(
            words for name in ("h1", "p", "button") for words in self.said.get(name, ())
        )

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.attributes += [(tag, name) for name in named]
        if tag == "form":
            self.forms.append(named)
        if tag not in {"meta", "link"}:
            self._open.append((tag, named, []))

    def handle_data(self, data):
        for _, _, words in self._open:
            words.append(data)

    def handle_endtag(self, tag):
        name, named, words = self._open.pop()
        assert name == tag
        said = " ".join(words).strip()
        self.said.setdefault(tag, []).append(said)
        if tag == "a":
            self.links[said] = named["href"].removeprefix("/b/")
        if tag == "button":
            self.buttons.append((said, named["name"], named["value"]))
