"""What Meta sends, as models; and its signature."""

import hmac

from fastapi import HTTPException, Request
from pydantic import BaseModel, Field

from bench.bodies import signature


class Text(BaseModel):
    body: str = ""


class Message(BaseModel):
    id: str
    sender: str = Field(default="", alias="from")
    type: str
    timestamp: int
    text: Text = Text()


class Status(BaseModel):
    id: str
    status: str
    timestamp: int


class Profile(BaseModel):
    name: str = ""


class Contact(BaseModel):
    profile: Profile = Profile()


class Metadata(BaseModel):
    phone_number_id: str


class Value(BaseModel):
    metadata: Metadata
    contacts: list[Contact] = []
    messages: list[Message] = []
    statuses: list[Status] = []


class Change(BaseModel):
    value: Value


class Entry(BaseModel):
    changes: list[Change]


class Webhook(BaseModel):
    """The body. A field that is not named here is ignored."""

    entry: list[Entry]

    def values(self) -> list[Value]:
        """What it brings, a value for each business number."""
        return [change.value for entry in self.entry for change in entry.changes]


async def signed(request: Request) -> Webhook:
    """The body of a request that Meta signed."""
    body = await request.body()
    sent = request.headers.get("x-hub-signature-256", "")
    if not hmac.compare_digest(sent, signature(body)):
        raise HTTPException(401)
    return Webhook.model_validate_json(body)
