"""HTML, put together of elements. Every text is escaped here, and nowhere else."""

from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Inside = str | Markup | None
"""What stands in an element; None: nothing."""

_EMPTY = {"meta", "link", "input"}


def element(tag: str, /, *inside: Inside, **attributes: str) -> Markup:
    """An element with these attributes; `class_` is `class`."""
    named = "".join(
        f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items() if value
    )
    if tag in _EMPTY:
        return Markup(f"<{tag}{named}>")
    return Markup(f"<{tag}{named}>{joined(*inside)}</{tag}>")


def joined(*parts: Inside) -> Markup:
    """One after the other."""
    return Markup("".join(_escaped(each) for each in parts if each is not None))


def _escaped(part: str | Markup) -> str:
    return part if isinstance(part, Markup) else escape(part)
