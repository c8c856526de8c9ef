"""What a provider says a message costs; no provider tells the amount."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pricing:
    """In the provider's words: `category` as what it is charged for, `kind` why it is free."""

    billable: bool
    category: str = ""
    kind: str = ""
    model: str = ""
