"""What OpenAI takes: the forms of its two calls."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MOST_TOOLS, MOST_INPUTS = 128, 2048

Name = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
CallId = Annotated[str, StringConstraints(min_length=1, max_length=40)]
OfTwo = Annotated[float, Field(ge=-2, le=2)]


class Form(BaseModel):
    """OpenAI lets further keys pass in what lies deeper, and refuses them on top."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class TextPart(Form):
    type: Literal["text"]
    text: str


class Picture(Form):
    url: str
    detail: Literal["auto", "low", "high"] = "auto"


class PicturePart(Form):
    type: Literal["image_url"]
    image_url: Picture


class RefusalPart(Form):
    type: Literal["refusal"]
    refusal: str


Texts = Annotated[list[TextPart], Field(min_length=1)]
Spoken = Annotated[
    list[Annotated[TextPart | RefusalPart, Field(discriminator="type")]], Field(min_length=1)
]
Written = Annotated[
    list[Annotated[TextPart | PicturePart, Field(discriminator="type")]], Field(min_length=1)
]


class Told(Form):
    """By whoever made the assistant."""

    role: Literal["system", "developer"]
    content: str | Texts
    name: str = ""


class Customer(Form):
    role: Literal["user"]
    content: str | Written
    name: str = ""


class CalledFunction(Form):
    name: Name
    arguments: str


class Called(Form):
    id: CallId
    type: Literal["function"]
    function: CalledFunction


class Assistant(Form):
    role: Literal["assistant"]
    content: str | Spoken | None = None
    refusal: str | None = None
    name: str = ""
    tool_calls: Annotated[list[Called], Field(min_length=1)] | None = None


class Result(Form):
    """What a tool answered."""

    role: Literal["tool"]
    content: str | Texts
    tool_call_id: CallId


Message = Annotated[Told | Customer | Assistant | Result, Field(discriminator="role")]


class Function(Form):
    name: Name
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)
    strict: bool | None = None


class Tool(Form):
    type: Literal["function"]
    function: Function


class NamedFunction(Form):
    name: Name


class NamedTool(Form):
    type: Literal["function"]
    function: NamedFunction


class Schema(Form):
    name: Name
    description: str = ""
    schema_: Annotated[dict[str, Any], Field(alias="schema")] = Field(default_factory=dict)
    strict: bool | None = None


class Plain(Form):
    type: Literal["text", "json_object"]


class BySchema(Form):
    type: Literal["json_schema"]
    json_schema: Schema


Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(max_length=64)],
        Annotated[str, StringConstraints(max_length=512)],
    ],
    Field(max_length=16),
]


class ChatForm(Form):
    """What concerns sound, pictures made, search and other things of no use here is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    model: str
    messages: Annotated[list[Message], Field(min_length=1)]
    tools: Annotated[list[Tool], Field(min_length=1, max_length=MOST_TOOLS)] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    parallel_tool_calls: bool | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    n: Annotated[int, Field(ge=1, le=128)] | None = None
    stop: str | Annotated[list[str], Field(min_length=1, max_length=4)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), le=2**63 - 1)] | None = None
    frequency_penalty: OfTwo | None = None
    presence_penalty: OfTwo | None = None
    logit_bias: dict[str, int] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    response_format: Annotated[Plain | BySchema, Field(discriminator="type")] | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = (
        None
    )
    verbosity: Literal["low", "medium", "high"] | None = None
    modalities: list[Literal["text"]] | None = None
    service_tier: Literal["auto", "default", "flex", "scale", "priority", "fast"] | None = None
    store: bool | None = None
    metadata: Metadata | None = None
    user: str | None = None
    safety_identifier: Annotated[str, StringConstraints(max_length=64)] | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: Literal["in_memory", "24h"] | None = None
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None

    @property
    def conversation(self) -> str:
        """Whatever the caller gives that tells one conversation from another."""
        return self.safety_identifier or self.prompt_cache_key or self.user or ""


Number = Annotated[int, Field(ge=0)]
Inputs = Annotated[list[str], Field(min_length=1, max_length=MOST_INPUTS)]
Numbers = Annotated[list[Number], Field(min_length=1, max_length=MOST_INPUTS)]
ManyNumbers = Annotated[list[Numbers], Field(min_length=1, max_length=MOST_INPUTS)]


class EmbeddingsForm(Form):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    model: str
    input: str | Inputs | Numbers | ManyNumbers
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: Annotated[int, Field(ge=1)] | None = None
    user: str = ""
