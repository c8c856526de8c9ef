"""Schemas of tools: a strict one keeps to what OpenAI can enforce, any other to JSON Schema."""

from collections.abc import Iterable
from typing import Any

from sandbox.openai.errors import Refusal

DEEPEST, DEEPEST_OF_ANY = 10, 100
MOST_PROPERTIES, MOST_ENUM_VALUES, LONGEST_NAMES = 5000, 1000, 120_000
TYPES = ("string", "number", "boolean", "integer", "object", "array", "null")
FORMATS = (
    "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
)  # fmt: skip
SHAPES: dict[str, tuple[type, ...]] = {
    "type": (str, list),
    "properties": (dict,),
    "required": (list,),
    "enum": (list,),
    "anyOf": (list,),
    "$defs": (dict,),
    "definitions": (dict,),
    "description": (str,),
}
"""What the keywords that are read here must hold, in any schema."""
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
        found = list(_walk(schema, (), 1))
        if strict:
            _check_strictly(found)
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
    """Every schema within, its shape checked on the way."""
    if not isinstance(schema, dict):
        raise _Mistake(path, f"{schema!r} is not of type 'object'.")
    if depth > DEEPEST_OF_ANY:
        raise _Mistake(path, "too many levels of nesting.")
    _check_shape(schema, path)
    yield path, schema, depth
    for key in ("properties", "$defs", "definitions"):
        deeper = depth + (key == "properties")
        for name, each in schema.get(key, {}).items():
            yield from _walk(each, (*path, key, name), deeper)
    for place, each in enumerate(schema.get("anyOf", [])):
        yield from _walk(each, (*path, "anyOf", str(place)), depth)
    if "items" in schema:
        yield from _walk(schema["items"], (*path, "items"), depth + 1)


def _check_shape(schema: dict[str, Any], path: Path) -> None:
    for keyword, shapes in SHAPES.items():
        if keyword in schema and not isinstance(schema[keyword], shapes):
            raise _Mistake(path, f"{schema[keyword]!r} is not valid for '{keyword}'.")
    if any(kind not in TYPES for kind in _kinds(schema)):
        raise _Mistake(path, f"{schema['type']!r} is not valid under any of the given schemas.")
    if not all(isinstance(name, str) for name in schema.get("required", [])):
        raise _Mistake(path, f"{schema['required']!r} is not an array of strings.")


def _check_strictly(found: list[Found]) -> None:
    for path, schema, depth in found:
        if depth > DEEPEST:
            raise _Mistake(path, f"more than {DEEPEST} levels of nesting.")
        _check(schema, path)
    _check_sizes(found)


def _check(schema: dict[str, Any], path: Path) -> None:
    for keyword in schema:
        if keyword not in KEYWORDS:
            raise _Mistake(path, f"'{keyword}' is not permitted.")
    if not {"type", "anyOf", "$ref", "enum", "const"} & set(schema):
        raise _Mistake(path, "schema must have a 'type' key.")
    if "format" in schema and schema["format"] not in FORMATS:
        raise _Mistake(path, f"{schema['format']!r} is not a valid format.")
    if "array" in _kinds(schema) and "items" not in schema:
        raise _Mistake(path, "array schema missing items.")
    if "object" in _kinds(schema):
        _check_object(schema, path)


def _kinds(schema: dict[str, Any]) -> list[Any]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


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
