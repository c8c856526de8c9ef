"""What is not kept of a text, because nobody sees it."""

import re

_UNSEEN = "\u061c\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f\u200b"
"""What turns the rest of a line around, ends it, or takes no room: good for disguises alone. What
joins letters (U+200C, U+200D) and marks of direction (U+200E, U+200F) belong to languages."""

_CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f{_UNSEEN}]")


def has_control(text: str) -> bool:
    """Whether there is something in it that nobody sees and PostgreSQL or a log would choke on."""
    return _CONTROL.search(text) is not None


def cleaned(text: str) -> str:
    """What a platform told us, in a form that can be kept: it is not ours to refuse."""
    return " ".join(_CONTROL.sub(" ", text).split())
