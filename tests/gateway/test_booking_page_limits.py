"""Is the page of a booking kind where it can do nothing, silent to others, and for everybody?"""

import re
from pathlib import Path

import httpx
import pytest
from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import link_service_pb2_grpc as link_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.booking.domain.link import LinkKind
from services.common.clients import files_of
from services.gateway.routes.booking_page import PER_MINUTE, STYLE_FILE, BookingPage
from tests.booking.salon import NOW, catalog, new_id, offering, resource
from tests.common.serving import calling
from tests.gateway.visitor import EVERY_KIND, Read, Visitor, gateway_with

# When it cannot


async def test_of_a_booking_that_was_moved_the_page_shows_where_it_is_and_no_more(visitor):
    await visitor.salon.move(visitor.booked.booking_id, "2026-03-05T11:00")
    page = await visitor.open(visitor.link(LinkKind.CANCEL))

    assert (page.status, page.heading) == (410, "This link no longer applies. Your booking now:")
    assert "Thursday 5 March, 11:00" in page.text
    assert (page.forms, page.links) == ([], {})
    assert visitor.business in page.text
    assert "Just write to us" in page.text


async def test_of_a_booking_that_was_cancelled_the_page_says_so(visitor):
    await visitor.salon.cancel(visitor.booked.booking_id)
    page = await visitor.open(visitor.link(LinkKind.CONFIRM))
    assert page.status == 410
    assert "Cancelled" in page.said["p"]


async def test_what_comes_too_late_is_told_kindly_and_not_done(office):
    strict = offering(is_default=True, cancel_notice=Duration(seconds=9 * 86400))
    visitor = await Visitor.of(office, catalog([strict], [resource()]))
    link = visitor.link(LinkKind.CANCEL)
    answer = await visitor.ask("POST", f"/b/{link}", data={"link": link})
    page = await visitor.open(link)

    assert answer.status_code == 303
    assert (page.status, page.forms) == (200, [])
    assert page.heading == "It is too late to change this here. Please contact us"
    assert "Just write to us" in page.text
    assert await visitor.now() == visitor.booked


WRONG = ["x", "lb1.", "lb1.AAAA", "A" * 400, "%FF", "%3Cscript%3E", "lb1.%F0%9F%98%80"]


@pytest.mark.parametrize("link", WRONG, ids=lambda link: link[:9])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_no_link_gets_a_kind_page(visitor, link, method):
    more = {"content": f"link={link}".encode()} if method == "POST" else {}
    page = Read(await visitor.ask(method, f"/b/{link}", **more))
    assert (page.status, page.heading) == (404, "We do not know this link")


async def test_a_link_to_a_booking_that_there_is_not_gets_the_same_page(visitor):
    visitor.booked.booking_id = new_id()
    page = await visitor.open(visitor.link(LinkKind.CANCEL), "de")
    assert (page.status, page.heading) == (404, "Wir kennen diesen Link nicht")


async def test_whoever_tries_many_links_is_asked_to_wait_and_nobody_else(office, visitor):
    links, tenants = office.booking.links, office.tenant.tenants
    visitor.gateway = gateway_with(BookingPage(links, tenants, now=lambda: NOW))
    statuses = [(await visitor.open(str(number))).status for number in range(PER_MINUTE + 2)]
    refused = await visitor.open("x")

    assert statuses == [404] * PER_MINUTE + [429] * 2
    assert refused.heading == "Please try again in a moment"
    assert int(refused.answer.headers["retry-after"]) >= 1
    visitor.address = "192.0.2.255"
    assert (await visitor.open(visitor.link(LinkKind.CONFIRM))).status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_while_bookings_are_away_the_page_asks_to_come_back(office, visitor, method):
    link = visitor.link(LinkKind.CONFIRM)
    async with calling(9, files=files_of("booking"), timeout=0.5) as nowhere:
        page = BookingPage(link_rpc.LinkServiceStub(nowhere), office.tenant.tenants)
        visitor.gateway = gateway_with(page)
        page = Read(await visitor.ask(method, f"/b/{link}", data={"link": link}))

    assert (page.status, page.heading) == (503, "Please try again in a moment")
    assert int(page.answer.headers["retry-after"]) >= 1


async def test_while_tenants_are_away_the_page_does_without_the_name(office, visitor):
    async with calling(9, files=files_of("tenant"), timeout=0.5) as nowhere:
        page = BookingPage(office.booking.links, tenant_rpc.TenantServiceStub(nowhere))
        visitor.gateway = gateway_with(page)
        shown = await visitor.open(visitor.link(LinkKind.CONFIRM))

    assert (shown.status, shown.said["title"]) == (200, ["Will you come?"])


async def test_the_gateway_serves_the_page_to_whoever_has_a_link(office, visitor):
    path = f"/b/{visitor.link(LinkKind.CONFIRM)}"
    page = Read(await office.ask("GET", path, None))
    assert (page.status, page.heading) == (200, "Will you come?")


# Kept safe


async def every_answer(visitor) -> list[httpx.Response]:
    """Shown, done, led on, gone and unknown."""
    confirm, cancel = visitor.link(LinkKind.CONFIRM), visitor.link(LinkKind.CANCEL)
    return [
        await visitor.ask("GET", f"/b/{confirm}"),
        await visitor.ask("POST", f"/b/{cancel}", data={"link": cancel}),
        await visitor.ask("GET", f"/b/{cancel}"),
        await visitor.ask("GET", f"/b/{confirm}"),
        await visitor.ask("GET", "/b/x"),
    ]


async def test_every_answer_keeps_the_link_to_itself(visitor):
    answers = await every_answer(visitor)
    assert [each.status_code for each in answers] == [200, 303, 200, 410, 404]
    for each in answers:
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["referrer-policy"] == "no-referrer"
        assert each.headers["x-robots-tag"] == "noindex, nofollow"
        assert each.headers["x-content-type-options"] == "nosniff"
        policy = each.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self';")
        assert "script-src" not in policy
        assert "unsafe" not in policy


async def test_no_page_has_a_script_a_style_of_its_own_or_anything_from_elsewhere(visitor):
    for answer in await every_answer(visitor):
        page = Read(answer)
        assert not {"script", "style", "iframe", "img"} & set(page.said)
        assert not {name for _, name in page.attributes if name == "style" or name[:2] == "on"}
        assert re.findall(r'(?:href|src|action)="(?!/b/)[^"]*"', answer.text) == []


async def test_the_style_is_served_beside_the_page(visitor):
    answer = await visitor.ask("GET", "/b/style.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.text == STYLE_FILE.read_text()
    assert "url(" not in answer.text


# For everybody


@EVERY_KIND
async def test_every_page_has_one_heading_and_buttons_that_say_what_they_do(visitor, kind):
    page = await visitor.open(visitor.link(kind))
    assert page.said["title"] == [f"{page.heading} · {visitor.business}"]
    assert all(words for words, *_ in page.buttons)
    assert all(page.links)
    assert (
        '<meta name="viewport" content="width=device-width, initial-scale=1">' in page.answer.text
    )


PAIRS = [
    ("ink", "page"),
    ("ink", "panel"),
    ("soft", "page"),
    ("soft", "panel"),
    ("accent", "page"),
    ("on-accent", "accent"),
    ("on-end", "end"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_every_text_stands_out_from_what_is_behind_it(scheme, front, back):
    colours = palettes(STYLE_FILE)[scheme]
    lighter, darker = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def palettes(path: Path) -> list[dict[str, str]]:
    """The colours of the style by name, light ones first."""
    blocks = re.findall(r":root \{(.*?)\}", path.read_text(), re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): #(\w{6})", each)) for each in blocks]


def luminance(colour: str) -> float:
    """As WCAG 2 reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
