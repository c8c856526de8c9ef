"""Templates, filled in: what goes where in a text that Meta has approved."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from sandbox.meta.models.graph import GraphModel, Word
from sandbox.meta.models.media import CaptionedMedia, Document

ParameterText = Annotated[str, StringConstraints(min_length=1, max_length=32768)]
ButtonIndex = Annotated[int, Field(ge=0, le=9)] | Annotated[str, Field(pattern=r"^[0-9]$")]
ButtonKind = Literal[
    "quick_reply", "url", "catalog", "copy_code", "flow", "mpm", "order_details",
    "QUICK_REPLY", "URL", "CATALOG", "COPY_CODE", "FLOW", "MPM", "ORDER_DETAILS",
]  # fmt: skip


class Language(GraphModel):
    code: Word
    policy: Literal["deterministic"] | None = None


class Open(GraphModel):
    """An object whose further keys are not checked."""

    model_config = ConfigDict(extra="allow")


class TextParameter(GraphModel):
    type: Literal["text"]
    text: ParameterText
    parameter_name: str | None = None


class Currency(GraphModel):
    fallback_value: str
    code: str
    amount_1000: int


class CurrencyParameter(GraphModel):
    type: Literal["currency"]
    currency: Currency
    parameter_name: str | None = None


class DateTime(Open):
    fallback_value: str


class DateTimeParameter(GraphModel):
    type: Literal["date_time"]
    date_time: DateTime
    parameter_name: str | None = None


class ImageParameter(GraphModel):
    type: Literal["image"]
    image: CaptionedMedia


class VideoParameter(GraphModel):
    type: Literal["video"]
    video: CaptionedMedia


class DocumentParameter(GraphModel):
    type: Literal["document"]
    document: Document


class Place(Open):
    latitude: float | str
    longitude: float | str


class LocationParameter(GraphModel):
    type: Literal["location"]
    location: Place


Parameter = Annotated[
    TextParameter
    | CurrencyParameter
    | DateTimeParameter
    | ImageParameter
    | VideoParameter
    | DocumentParameter
    | LocationParameter,
    Field(discriminator="type"),
]


class PayloadParameter(GraphModel):
    type: Literal["payload"]
    payload: str


class ButtonTextParameter(GraphModel):
    type: Literal["text"]
    text: str


class ActionParameter(GraphModel):
    type: Literal["action"]
    action: dict[str, Any]


class CouponParameter(GraphModel):
    type: Literal["coupon_code"]
    coupon_code: str


ButtonParameter = Annotated[
    PayloadParameter | ButtonTextParameter | ActionParameter | CouponParameter,
    Field(discriminator="type"),
]


class Header(GraphModel):
    type: Literal["header"]
    parameters: Annotated[list[Parameter], Field(min_length=1, max_length=1)] | None = None


class Body(GraphModel):
    type: Literal["body"]
    parameters: list[Parameter] | None = None


class Button(GraphModel):
    type: Literal["button"]
    sub_type: ButtonKind
    index: ButtonIndex
    parameters: Annotated[list[ButtonParameter], Field(min_length=1)]


class OtherComponent(Open):
    type: Literal["carousel", "limited_time_offer", "order_status"]
    sub_type: str | None = None
    parameters: list[Any] | None = None


class Template(GraphModel):
    name: Word
    language: Language
    components: (
        list[Annotated[Header | Body | Button | OtherComponent, Field(discriminator="type")]] | None
    ) = None
