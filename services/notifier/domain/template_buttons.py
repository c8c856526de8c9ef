"""What comes back when a template's buttons are tapped: its titles are words of whoever made it."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from services.notifier.domain.booking_event import ActionKind, BookingEvent
from services.notifier.domain.template import Template, TemplateButton

_STOP = "stop"

_BEGINNINGS = {
    ActionKind.CONFIRM: "confirm conferm bestatig",
    ActionKind.MOVE: "move mover sposta cambi remarc reagend deplac verschieb resched change modif",
    ActionKind.CANCEL: "cancel annul anul absag storn disdi",
    _STOP: "stop unsubscr disiscri desabonn descadast abmeld",
}
"""How words of titles begin, without accents; what stops messages is nothing that is done with a
booking."""

_WHOLE = {ActionKind.CONFIRM: "yes ok si sim oui ja", _STOP: "baja"}


def takers(template: Template) -> list[TemplateButton]:
    """Its buttons that take something of ours."""
    return [each for each in template.buttons if each.kind == "quick_reply" or each.fills_url]


def choice_ids(event: BookingEvent, template: Template) -> tuple[str, ...] | None:
    """What its buttons take, in their order; None: a URL cannot be filled.

    A quick reply that stands for nothing the customer may do comes back as its title, as if they
    had written that.
    """
    links = {each.kind: each.link for each in event.actions}
    buttons = takers(template)
    if not links:
        return None if any(each.fills_url for each in buttons) else ()
    replies = _replies([each.title for each in buttons if not each.fills_url], links)
    taken = iter(replies)
    return tuple(_of_url(each, links) if each.fills_url else next(taken) for each in buttons)


def _replies(titles: Sequence[str], links: Mapping[ActionKind, str]) -> list[str]:
    """Titles that say what they do take that; those that say nothing we know what is left, in
    order; those that say more than one thing nothing."""
    meant = [_meanings(each) for each in titles]
    free: dict[str | None, str] = dict(links.items())
    left = [each for each in ActionKind if each in links and {each} not in meant]
    found = []
    for title, meanings in zip(titles, meant, strict=True):
        action = left.pop(0) if left and not meanings else _only(meanings)
        found.append(free.pop(action, title))
    return found


def _of_url(button: TemplateButton, links: Mapping[ActionKind, str]) -> str:
    """What its title says, else the choice of another time, else the first that there is."""
    order = (_only(_meanings(button.title)), ActionKind.MOVE, *ActionKind)
    known: dict[str | None, str] = dict(links.items())
    return next(known[each] for each in order if each in known)


def _meanings(title: str) -> set[str]:
    """All that a title says that its button does."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    words = re.findall(r"\w+", "".join(each for each in plain if not unicodedata.combining(each)))
    return {
        action
        for action, beginnings in _BEGINNINGS.items()
        if any(word.startswith(tuple(beginnings.split())) for word in words)
    } | {action for action, whole in _WHOLE.items() if set(words) & set(whole.split())}


def _only(meanings: Collection[str]) -> str | None:
    return next(iter(meanings)) if len(meanings) == 1 else None
