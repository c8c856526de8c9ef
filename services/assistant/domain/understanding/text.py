"""How written text is made comparable. What comes in is a stranger's: each step is linear."""

import re
import unicodedata

UNDERSTOOD = 500
"""Characters of a message that are looked at. All of it is stored."""

_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\u20e3\ufeff\U0001f3fb-\U0001f3ff]"
)
"""Joiners, marks of direction, variants of emoji, skin tones, the box of a keycap."""
_MARKUP = re.compile(r"[*_~`\"“”«»,;!?¡¿…]|\.(?=\s|$)")
"""WhatsApp's bold and italics, quotes, and marks that carry no meaning here."""
_SAME = str.maketrans({"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2013": "-", "\u2212": "-"})
"""What telephones write for an apostrophe and for a hyphen."""
_NOT_A_WORD = re.compile(r"[^\w']+|[0-9_]+")


def plain(text: str) -> str:
    """In small letters, one space between words, without markup; accents stay."""
    seen = _UNSEEN.sub("", text[:UNDERSTOOD])
    one_form = unicodedata.normalize("NFKC", seen)[:UNDERSTOOD].casefold()
    return " ".join(_MARKUP.sub(" ", one_form.translate(_SAME)).split())


def unaccented(text: str) -> str:
    """Without the accents of Latin letters. Other scripts keep their marks: they are vowels."""
    if text.isascii():
        return text
    kept, latin = [], False
    for each in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(each):
            latin = each.isascii()
        elif latin:
            continue
        kept.append(each)
    return unicodedata.normalize("NFC", "".join(kept))


def words(text: str) -> list[str]:
    """The words of a plain text, with their accents and apostrophes."""
    return [each for each in _NOT_A_WORD.split(text) if each]
