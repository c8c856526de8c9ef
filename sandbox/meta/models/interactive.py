"""Messages that can be tapped: reply buttons, lists, links, flows, products."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from sandbox.meta.models.graph import GraphModel, Word, only_one
from sandbox.meta.models.media import Media

HeaderText = Annotated[str, StringConstraints(min_length=1, max_length=60)]
SectionTitle = Annotated[str, StringConstraints(max_length=24)]
MAX_ROWS = 10


def _unique(what: str, values: Iterable[str]) -> None:
    seen = list(values)
    if len(seen) != len(set(seen)):
        raise ValueError(f"{what} must be unique")


class TextHeader(GraphModel):
    type: Literal["text"]
    text: HeaderText
    sub_text: Annotated[str, StringConstraints(max_length=60)] | None = None


class ImageHeader(GraphModel):
    type: Literal["image"]
    image: Media


class VideoHeader(GraphModel):
    type: Literal["video"]
    video: Media


class DocumentHeader(GraphModel):
    type: Literal["document"]
    document: Media


AnyHeader = Annotated[
    TextHeader | ImageHeader | VideoHeader | DocumentHeader, Field(discriminator="type")
]


class Body(GraphModel):
    text: Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class Footer(GraphModel):
    text: Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Reply(GraphModel):
    id: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class ReplyButton(GraphModel):
    type: Literal["reply"]
    reply: Reply


class ReplyButtons(GraphModel):
    buttons: Annotated[list[ReplyButton], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        _unique("button ids", (button.reply.id for button in self.buttons))
        _unique("button titles", (button.reply.title for button in self.buttons))
        return self


class ButtonMessage(GraphModel):
    type: Literal["button"]
    header: AnyHeader | None = None
    body: Body
    footer: Footer | None = None
    action: ReplyButtons


class Row(GraphModel):
    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    description: Annotated[str, StringConstraints(max_length=72)] | None = None


class Section(GraphModel):
    title: SectionTitle | None = None
    rows: Annotated[list[Row], Field(min_length=1, max_length=MAX_ROWS)]


class Sections(GraphModel):
    button: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    sections: Annotated[list[Section], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        rows = [row for section in self.sections for row in section.rows]
        if len(rows) > MAX_ROWS:
            raise ValueError(f"total row count exceeds {MAX_ROWS}")
        if len(self.sections) > 1 and not all(section.title for section in self.sections):
            raise ValueError("section title is required where there are several sections")
        _unique("row ids", (row.id for row in rows))
        return self


class ListMessage(GraphModel):
    type: Literal["list"]
    header: TextHeader | None = None
    body: Body
    footer: Footer | None = None
    action: Sections


class Link(GraphModel):
    display_text: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    url: Word


class LinkAction(GraphModel):
    name: Literal["cta_url"]
    parameters: Link


class LinkMessage(GraphModel):
    type: Literal["cta_url"]
    header: AnyHeader | None = None
    body: Body
    footer: Footer | None = None
    action: LinkAction


class FlowPayload(GraphModel):
    screen: str | None = None
    data: dict[str, Any] | None = None


class Flow(GraphModel):
    flow_message_version: Literal["3"]
    flow_cta: Annotated[str, StringConstraints(max_length=30)]
    flow_id: str | None = None
    flow_name: str | None = None
    flow_token: str | None = None
    mode: Literal["draft", "published"] | None = None
    flow_action: Literal["navigate", "data_exchange"] | None = None
    flow_action_payload: FlowPayload | None = None

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        only_one(flow_id=self.flow_id, flow_name=self.flow_name)
        return self


class FlowAction(GraphModel):
    name: Literal["flow"]
    parameters: Flow


class FlowMessage(GraphModel):
    type: Literal["flow"]
    header: AnyHeader | None = None
    body: Body
    footer: Footer | None = None
    action: FlowAction


class LocationRequest(GraphModel):
    name: Literal["send_location"]


class LocationRequestMessage(GraphModel):
    type: Literal["location_request_message"]
    body: Body
    action: LocationRequest


class CallPermission(GraphModel):
    name: Literal["call_permission_request"]


class CallPermissionMessage(GraphModel):
    type: Literal["call_permission_request"]
    body: Body | None = None
    action: CallPermission
