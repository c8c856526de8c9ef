"""Twilio's lists of contents, a page at a time."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.door import Answer, Call
from sandbox.templates.template import Template
from sandbox.twilio.errors import known

DEFAULT_PAGE, LONGEST_PAGE = 50, 1000
Shown = Callable[[Template, str], dict[str, Any]]


def root_of(call: Call) -> str:
    """Where the caller found us: addresses in answers lead back there."""
    return f"http://{call.headers.get('host', 'content.twilio.com')}"


def listed(call: Call, templates: Sequence[Template], shown: Shown) -> Answer:
    """The page that PageSize and Page ask for, and where the next one is."""
    size = _number(call, "PageSize", DEFAULT_PAGE, least=1, most=LONGEST_PAGE)
    page = _number(call, "Page", 0, least=0, most=10_000)
    root = root_of(call)
    found = templates[page * size : (page + 1) * size]

    def address(number: int) -> str:
        return f"{root}{call.path}?{urlencode({'PageSize': size, 'Page': number})}"

    meta = {
        "page": page,
        "page_size": size,
        "first_page_url": address(0),
        "previous_page_url": address(page - 1) if page else None,
        "url": address(page),
        "next_page_url": address(page + 1) if len(templates) > (page + 1) * size else None,
        "key": "contents",
    }
    return Answer(200, {"contents": [shown(each, root) for each in found], "meta": meta})


def _number(call: Call, name: str, default: int, *, least: int, most: int) -> int:
    text = call.query.get(name, str(default))
    if not text.isascii() or not text.isdecimal() or not least <= int(text) <= most:
        raise known(20001, name)
    return int(text)
