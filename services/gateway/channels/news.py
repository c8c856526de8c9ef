"""What an account event says, whichever platform told it."""

from typing import NamedTuple

from services.gateway.items import NoticeKind, ProblemKind


class News(NamedTuple):
    """That a problem of a channel begins, or is solved."""

    kind: ProblemKind
    solved: bool


class Notice(NamedTuple):
    """What bears on what is sent; about a template where it names one."""

    kind: NoticeKind
    template_name: str = ""
    template_language: str = ""
    """Empty: of all languages."""


class Said(NamedTuple):
    """What an event says, and of which number."""

    news: tuple[News, ...]
    detail: str
    """In the platform's words."""

    number: str = ""
    """The digits of the number; empty: all numbers of the account."""

    notices: tuple[Notice, ...] = ()
