"""What a tenant's file may say of sending: when it is quiet, which template tells of what."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from lyoctl.file_values import STRICT, Name, words
from lyoctl.tenant_words import QUIET, quiet_of

Event = Literal["confirmed", "requested", "changed", "cancelled", "declined", "expired", "reminder"]
"""What customers are told of unasked."""

Parameter = Literal[
    "customer_name",
    "business_name",
    "offering_name",
    "when",
    "date",
    "time",
    "resource_name",
    "place",
    "party_size",
    "reason",
]

Quiet = Annotated[tuple[int, int], BeforeValidator(quiet_of), words(QUIET, "21:00-08:00")]


class TemplateUse(BaseModel):
    """Which template tells of an event to whoever did not write within 24 hours."""

    model_config = STRICT

    event: Event
    """Of which event."""
    offering: Name | None = None
    """Only of this offering. Without it of all."""
    template: Annotated[str, Field(min_length=1, max_length=512)]
    """The name of the template, as the provider knows it."""
    parameters: Annotated[list[Parameter], Field(max_length=20)] = []
    """What is filled in, in order. Without it by the names of its parameters, or in the order of
    docs/sending.md."""


class Sending(BaseModel):
    """How the tenant's messages are sent."""

    model_config = STRICT

    quiet: Quiet | None = None
    """When what can wait is not sent, on the customer's clocks: 21:00-08:00, or never."""
    templates: Annotated[list[TemplateUse], Field(max_length=100)] = []
    """Which template tells of what: the first that fits is taken."""
