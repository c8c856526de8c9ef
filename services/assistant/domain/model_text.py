"""Texts of others, as they go into a prompt: as data, without anything that nobody sees.

What is not ours never stands in the instructions of a prompt; it is a value of a JSON object, in a
message of the customer or of a tool. A model may still believe what it reads there. So these texts
hold nothing that poses as a part of the prompt, and no tool does what they ask for.
"""

import json
import re
import unicodedata
from collections.abc import Mapping

LONGEST_NAME = 80
LONGEST_TEXT = 2000
"""Characters."""

_JOINERS = "\u200c\u200d"
"""They belong to letters of India and to emoji."""
_LINES = "\n\t"
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_LAST_PLANES = "\U000e0000"
"""From here on nothing is written: tags, selectors, private signs."""
_SELECTORS = re.compile("[\ufe00-\ufe0e]")
"""Variants of the sign before: nobody sees them, and any text can be hidden in a row of them. The
one that makes an emoji of a sign stays."""
_ROLES = re.compile(r"<\||\|>|\[/?(?:INST|SYS)\]|<</?SYS>>", re.IGNORECASE)
"""What some models take for the end of one message and the begin of another."""
_TAGS = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_MARKUP = re.compile(r"[*_~`#|\\<>{}\[\]]+")


def clean(text: str, most: int = LONGEST_NAME) -> str:
    """A name or a note in one line, without markup."""
    bare = _MARKUP.sub(" ", _TAGS.sub(" ", _ROLES.sub(" ", seen(text[: 4 * most]))))
    return shortened(" ".join(bare.split()), most)


def quoted(text: str, most: int = LONGEST_TEXT) -> str:
    """What somebody wrote: in its own lines and with its own signs."""
    lines = (" ".join(each.split()) for each in _ROLES.sub(" ", seen(text[: 4 * most])).split("\n"))
    return shortened("\n".join(line for line in lines if line), most)


def data(fields: Mapping[str, object]) -> str:
    """A JSON object, whose texts were cleaned or quoted before."""
    return json.dumps(fields, ensure_ascii=False, default=str, separators=(",", ":"))


def seen(text: str) -> str:
    """What a reader sees of it: no controls, no change of direction, nothing hidden."""
    return "".join(_seen(each) for each in _SELECTORS.sub("", unicodedata.normalize("NFC", text)))


def storable(text: str) -> str:
    """What can be kept and sent: no half characters, and no controls but those of lines."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(each for each in whole if each in _LINES or unicodedata.category(each) != "Cc")


def shortened(text: str, most: int) -> str:
    """Cut, where it is longer, and said so."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _seen(character: str) -> str:
    if character in _JOINERS or character in _LINES:
        return character
    hidden = character >= _LAST_PLANES or unicodedata.category(character) in _UNSEEN
    return " " if hidden else character
