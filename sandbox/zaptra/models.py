"""What Zaptra takes: a text, or a template with Meta's components."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from sandbox.meta.models.template import Body, Button, Header, Language
from sandbox.meta.models.template import Template as MetaTemplate
from sandbox.zaptra.errors import Refusal

Phone = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{4,14}$")]
Word = Annotated[str, StringConstraints(min_length=1)]
Component = Annotated[Header | Body | Button, Field(discriminator="type")]
_COMPONENTS: TypeAdapter[list[Component]] = TypeAdapter(list[Component])


class Call(BaseModel):
    """What every call has. The vendors' forms differ, so that further keys are let pass."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str
    phone: Phone


class TextCall(Call):
    message: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class TemplateCall(Call):
    template_name: Word
    template_language: Word
    components: list[dict[str, Any]] = Field(default_factory=list)

    def as_meta(self) -> MetaTemplate:
        """As Meta is asked for it; Refusal where the components are none of its."""
        try:
            components = _COMPONENTS.validate_python(self.components)
        except ValidationError as error:
            place = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
            raise Refusal(422, f"components are not valid: {place}") from None
        return MetaTemplate(
            name=self.template_name,
            language=Language(code=self.template_language),
            components=list(components),
        )


def text_in(body: Any) -> TextCall:
    """Raise Refusal where it is none that Zaptra takes."""
    try:
        return TextCall.model_validate(body)
    except ValidationError as error:
        raise _refusal(error) from None


def template_in(body: Any) -> TemplateCall:
    """Raise Refusal where it is none that Zaptra takes."""
    try:
        return TemplateCall.model_validate(body)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"])) or "body"
    if field == "phone" and first["type"] != "missing":
        return Refusal(422, "The phone must be digits with the country, without a plus.")
    return Refusal(422, f"The {field} field is required or not valid.")
