"""Which texts a language must have. Names in braces are filled in by rendering.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What is said first of an event: with the name of the business, and where it has none."""

    at: str
    """{business}"""
    plain: str
    after: str = ""
    """What is said at the end. May be empty."""


@dataclass(frozen=True)
class Texts:
    """The words of one language. A text that is missing is an error of types."""

    confirmed: Said
    requested: Said
    changed: Said
    cancelled: Said
    expired: Said
    reminder: Said

    party: str
    """{count}, two or more."""
    where: str
    """{place}"""
    reason: str
    """{reason}"""
