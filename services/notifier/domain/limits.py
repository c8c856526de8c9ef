"""What a provider shows of a message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a provider shows. What is more is shown in another way (domain/shaping.py)."""

    text: int
    """Characters of one message."""
    text_beside_choices: int
    buttons: int
    """How many; 0: it shows none, so they become a numbered text."""
    button_title: int
    rows: int
    """How many rows of a menu; 0: it shows none."""
    row_title: int
    caption: int
    media: bool
    taps: bool
    """Whether what is tapped comes back to us. Without, links to pages stand in for actions."""
    window: bool
    """Whether it takes free text only within 24 hours after the customer wrote, and we hear when
    they do."""
    templates: bool
    """Whether it has templates."""
