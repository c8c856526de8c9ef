"""Bodies read as forms; every mistake in them told as OpenAI tells it."""

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sandbox.openai.dialogue import check_dialogue
from sandbox.openai.errors import Refusal
from sandbox.openai.forms import BySchema, ChatForm, EmbeddingsForm, Form
from sandbox.openai.strict import check_schema

AnyForm = TypeVar("AnyForm", bound=Form)


def chat_in(body: Any) -> ChatForm:
    """Raise Refusal where it is none that OpenAI accepts."""
    form = _read(ChatForm, body)
    if form.stream:
        raise Refusal("Streaming is not played here.", "unsupported_value", "stream")
    check_dialogue(form.messages)
    for place, tool in enumerate(form.tools or []):
        function = tool.function
        param = f"tools[{place}].function.parameters"
        check_schema(function.name, function.parameters, param, strict=bool(function.strict))
    _check_choice(form)
    if isinstance(form.response_format, BySchema):
        said = form.response_format.json_schema
        check_schema(said.name, said.schema_, "response_format", strict=bool(said.strict))
    return form


def embeddings_in(body: Any) -> EmbeddingsForm:
    """Raise Refusal where it is none that OpenAI accepts."""
    form = _read(EmbeddingsForm, body)
    texts = [form.input] if isinstance(form.input, str) else form.input
    if "" in texts:
        raise Refusal("'$.input' is invalid.", None, None)
    return form


def _check_choice(form: ChatForm) -> None:
    choice = form.tool_choice
    if choice is None:
        return
    if form.tools is None:
        message = "'tool_choice' is only allowed when 'tools' are specified."
        raise Refusal(message, None, "tool_choice")
    offered = {tool.function.name for tool in form.tools}
    if not isinstance(choice, str) and choice.function.name not in offered:
        message = f"Tool choice '{choice.function.name}' not found in 'tools' parameter."
        raise Refusal(message, None, "tool_choice")


def _read(form: type[AnyForm], body: Any) -> AnyForm:
    if not isinstance(body, dict):
        raise Refusal("We could not parse the JSON body of your request.")
    try:
        return form.model_validate(body)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False, include_context=True)[0], body) from None


def _refusal(error: ErrorDetails, body: Any) -> Refusal:
    kind, param = error["type"], _place(error["loc"], body)
    if kind == "extra_forbidden":
        return Refusal(f"Unrecognized request argument supplied: {param}")
    if kind in {"missing", "union_tag_not_found"}:
        return Refusal(
            f"Missing required parameter: '{param}'.", "missing_required_parameter", param
        )
    if kind.endswith("_type"):
        message = f"Invalid type for '{param}': got {_kind(error['input'])} instead."
        return Refusal(message, "invalid_type", param)
    if kind == "too_short" and not error["input"]:
        message = f"Invalid '{param}': empty array. Expected an array with minimum length 1."
        return Refusal(message, "empty_array", param)
    return Refusal(f"Invalid value for '{param}': {error['msg']}.", "invalid_value", param)


def _place(loc: Iterable[int | str], body: Any) -> str:
    """Where in the body, as OpenAI writes it; what only tells our forms apart is left out."""
    said, here = "", body
    parts = list(loc)
    for at, part in enumerate(parts):
        if isinstance(part, int) and isinstance(here, list):
            said, here = f"{said}[{part}]", here[part]
        elif isinstance(here, dict) and (part in here or at == len(parts) - 1):
            said, here = f"{said}.{part}" if said else str(part), here.get(str(part))
    return said


_KINDS = {str: "a string", bool: "a boolean", int: "an integer", float: "a decimal"}


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return _KINDS.get(type(value)) or ("an array" if isinstance(value, list) else "an object")
