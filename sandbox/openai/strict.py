"""Schemas of tools: any object will do, but a strict one keeps to what OpenAI can enforce."""

from collections.abc import Iterable
from typing import Any

from sandbox.openai.errors import Refusal

DEEPEST, MOST_PROPERTIES, MOST_ENUM_VALUES, LONGEST_NAMES = 10, 5000, 1000, 120_000
TYPES = frozenset({"string", "number", "boolean", "integer", "object", "array", "null"})
FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}
)
KEYWORDS = frozenset({
    "$defs", "$ref", "additionalProperties", "anyOf", "const", "definitions", "description",
    "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items", "maxItems", "maximum",
    "minItems", "minimum", "multipleOf", "pattern", "properties", "required", "title", "type",
})  # fmt: skip

Path = tuple[str, ...]


def check_schema(name: str, schema: dict[str, Any], param: str, *, strict: bool) -> None:
    """Raise Refusal where OpenAI would not take it."""
    try:
        _check_root(schema, strict=strict)
        if strict:
            _check_sizes(list(_walk(schema, (), 1)))
    except _Mistake as mistake:
        what = "response_format" if param == "response_format" else "function"
        code = "invalid_function_parameters" if what == "function" else None
        message = f"Invalid schema for {what} '{name}': In context={mistake.path}, {mistake.text}"
        raise Refusal(message, code, param) from None


class _Mistake(Exception):
    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.text = text


def _check_root(schema: dict[str, Any], *, strict: bool) -> None:
    if strict and "anyOf" in schema:
        raise _Mistake((), "schema must not have 'anyOf' at the top level.")
    kind = schema.get("type", None if strict else "object")
    if kind != "object":
        raise _Mistake((), f"schema must be of 'type: \"object\"', got 'type: \"{kind}\"'.")


Found = tuple[Path, dict[str, Any], int]


def _walk(schema: Any, path: Path, depth: int) -> Iterable[Found]:
    """Every schema within, checked on the way."""
    if not isinstance(schema, dict):
        raise _Mistake(path, f"{schema!r} is not of type 'object'.")
    if depth > DEEPEST:
        raise _Mistake(path, f"more than {DEEPEST} levels of nesting.")
    _check(schema, path)
    yield path, schema, depth
    for key in ("properties", "$defs", "definitions"):
        deeper = depth + (key == "properties")
        for name, each in schema.get(key, {}).items():
            yield from _walk(each, (*path, key, name), deeper)
    for place, each in enumerate(schema.get("anyOf", [])):
        yield from _walk(each, (*path, "anyOf", str(place)), depth)
    if "items" in schema:
        yield from _walk(schema["items"], (*path, "items"), depth + 1)


def _check(schema: dict[str, Any], path: Path) -> None:
    for keyword in schema:
        if keyword not in KEYWORDS:
            raise _Mistake(path, f"'{keyword}' is not permitted.")
    if not {"type", "anyOf", "$ref", "enum", "const"} & set(schema):
        raise _Mistake(path, "schema must have a 'type' key.")
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not set(kinds) <= TYPES:
        raise _Mistake(path, f"{schema['type']!r} is not valid under any of the given schemas.")
    if "format" in schema and schema["format"] not in FORMATS:
        raise _Mistake(path, f"'{schema['format']}' is not a valid format.")
    if "array" in kinds and "items" not in schema:
        raise _Mistake(path, "array schema missing items.")
    if "object" in kinds:
        _check_object(schema, path)


def _check_object(schema: dict[str, Any], path: Path) -> None:
    if not isinstance(schema.get("properties"), dict):
        raise _Mistake(path, "object schema missing properties.")
    if schema.get("additionalProperties") is not False:
        raise _Mistake(path, "'additionalProperties' is required to be supplied and to be false.")
    wanted, listed = set(schema["properties"]), set(schema.get("required", []))
    wrong = sorted(wanted - listed) or sorted(listed - wanted)
    if wrong:
        text = (
            "'required' is required to be supplied and to be an array including every key in"
            f" properties. {'Missing' if wanted - listed else 'Extra required key'} '{wrong[0]}'."
        )
        raise _Mistake(path, text)


def _check_sizes(found: list[Found]) -> None:
    names = [name for _, schema, _ in found for name in schema.get("properties", {})]
    values = [str(value) for _, schema, _ in found for value in schema.get("enum", [])]
    if len(names) > MOST_PROPERTIES:
        raise _Mistake((), f"more than {MOST_PROPERTIES} properties.")
    if len(values) > MOST_ENUM_VALUES:
        raise _Mistake((), f"more than {MOST_ENUM_VALUES} values of enums.")
    if sum(map(len, names + values)) > LONGEST_NAMES:
        raise _Mistake((), f"names and values of more than {LONGEST_NAMES} characters.")
