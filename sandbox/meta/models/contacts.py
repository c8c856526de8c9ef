"""Contact cards that a business sends."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from sandbox.meta.models.graph import GraphModel


def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
Birthday = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_is_date)
]


class PostalAddress(GraphModel):
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None
    type: str | None = None


class EmailAddress(GraphModel):
    email: Email
    type: str | None = None


class Name(GraphModel):
    formatted_name: str
    first_name: str | None = None
    last_name: str | None = None
    middle_name: str | None = None
    prefix: str | None = None
    suffix: str | None = None


class Organization(GraphModel):
    company: str | None = None
    department: str | None = None
    title: str | None = None


class Phone(GraphModel):
    phone: str
    type: str | None = None
    wa_id: str | None = None


class Url(GraphModel):
    url: str
    type: str | None = None


class Contact(GraphModel):
    name: Name
    addresses: list[PostalAddress] | None = None
    birthday: Birthday | None = None
    emails: list[EmailAddress] | None = None
    org: Organization | None = None
    phones: list[Phone] | None = None
    urls: list[Url] | None = None
