"""The page of a link, as HTML."""

from collections.abc import Sequence

from lyo.booking.v1 import booking_service_pb2 as booking_pb
from lyo.booking.v1 import link_service_pb2 as pb

from services.gateway.page.card import card, moment
from services.gateway.page.languages import LANGUAGES
from services.gateway.page.markup import Inside, Markup, element, joined

STYLE = "/b/style.css"
_OVER = {booking_pb.BOOKING_STATE_CANCELLED, booking_pb.BOOKING_STATE_EXPIRED}


def link_page(text: str, link: pb.Link, business: str, language: str) -> bytes:
    """What the link would do, has done, or cannot do; nothing is done by looking at it."""
    shown = card(link.booking, language, over=link.booking.state in _OVER)
    asked = _asked(text, link, language) if link.state == pb.LINK_STATE_OPEN else None
    ways = _others(link, language), _reach(link, language)
    return document(_heading(link, language), business, language, shown, asked, *ways)


def words_page(heading: str, more: str, language: str) -> bytes:
    """A page of a few words, where there is no booking to show."""
    return document(heading, "", language, element("p", more))


def document(heading: str, business: str, language: str, *inside: Inside) -> bytes:
    """A whole page."""
    title = f"{heading} · {business}" if business else heading
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex, nofollow"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("link", rel="stylesheet", href=STYLE),
    )
    named = element("p", business, class_="business") if business else None
    main = element("main", named, element("h1", heading), *inside)
    page = element("html", head, element("body", main), lang=language)
    return f"<!doctype html>\n{page}\n".encode()


def _heading(link: pb.Link, language: str) -> str:
    texts = LANGUAGES[language]
    if link.state == pb.LINK_STATE_OUTDATED:
        return texts.outdated
    if link.state == pb.LINK_STATE_TOO_LATE:
        return texts.too_late
    if link.state == pb.LINK_STATE_DONE:
        return {
            pb.LINK_KIND_CONFIRM: texts.see_you,
            pb.LINK_KIND_CANCEL: texts.cancelled,
        }.get(link.kind, texts.moved)
    return {
        pb.LINK_KIND_CONFIRM: texts.will_you_come,
        pb.LINK_KIND_MOVE: texts.choose if link.slots else texts.none_free,
        pb.LINK_KIND_CANCEL: texts.cancel_this,
    }.get(link.kind, texts.taken if link.slots else texts.move_here)


def _asked(text: str, link: pb.Link, language: str) -> Markup | None:
    """What there is to tap."""
    texts = LANGUAGES[language]
    if link.slots or link.kind == pb.LINK_KIND_MOVE:
        return _slots(text, link, language)
    if link.kind == pb.LINK_KIND_MOVE_TO:
        when = moment(link.move_time, link.booking, language)
        new = element("p", f"{texts.new_time}: ", element("strong", when), class_="new")
        return joined(new, _form(text, _button(text, texts.move)))
    if link.kind == pb.LINK_KIND_CANCEL:
        return _form(text, _button(text, texts.cancel, class_="end"))
    return _form(text, _button(text, texts.i_will_come))


def _slots(text: str, link: pb.Link, language: str) -> Markup | None:
    buttons = [
        element("li", _button(each.link, *_slot(each, link, language), class_="slot"))
        for each in link.slots
    ]
    return _form(text, element("ul", *buttons)) if buttons else None


def _slot(slot: pb.LinkedSlot, link: pb.Link, language: str) -> Sequence[Inside]:
    named = element("span", slot.resource_name, class_="who") if slot.resource_name else None
    return moment(slot.start_time, link.booking, language), named


def _form(text: str, *inside: Inside) -> Markup:
    return element("form", *inside, method="post", action=f"/b/{text}")


def _button(link: str, *inside: Inside, class_: str = "do") -> Markup:
    return element("button", *inside, type="submit", name="link", value=link, class_=class_)


def _reach(link: pb.Link, language: str) -> Markup | None:
    """Where nothing can be done here any more: what can."""
    if link.state not in {pb.LINK_STATE_OUTDATED, pb.LINK_STATE_TOO_LATE}:
        return None
    return element("p", LANGUAGES[language].write_to_us)


def _others(link: pb.Link, language: str) -> Markup | None:
    """The ways to what else can be done; each is asked about on a page of its own."""
    texts = LANGUAGES[language]
    names = {
        pb.LINK_KIND_CONFIRM: texts.i_will_come,
        pb.LINK_KIND_MOVE: texts.choose_another,
        pb.LINK_KIND_CANCEL: texts.cancel_it,
    }
    ways = [
        element("li", element("a", names[each.kind], href=f"/b/{each.link}"))
        for each in link.actions
        if each.kind != link.kind
    ]
    return element("nav", element("ul", *ways)) if ways else None
