"""Which texts a language must have. Names in braces are filled in by rendering.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What is said first: with the name of the business, and where it has none."""

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
    declined: Said
    expired: Said
    reminder: Said
    attending: Said
    """They said that they will come."""
    moves_offered: Said
    """The booking as it is; then other times follow, of which they take one."""
    no_moves: Said
    """The same where no other time is free."""
    outdated: Said
    """What they tapped does not hold any more: the booking as it is now."""
    too_late: Said
    """It cannot be changed by a tap any more."""

    party: str
    """{count}, two or more."""
    where: str
    """{place}"""
    reason: str
    """{reason}"""

    confirm: str
    """On a button, so at most 20 characters, like the next two."""
    move: str
    cancel: str
    times: str
    """Opens the other times. At most 20 characters."""

    opted_out: Said
    """Nothing more comes unasked. The word that undoes it is START in every language."""
    promotions_ended: Said
    """Advertisements come no more, all else does."""
    opted_in: Said
    """It does again. The word that undoes it is STOP in every language."""
    somebody: str
    """A customer whose name is not known, after a greeting."""
    test: str
    """An operator tries whether messages arrive."""
