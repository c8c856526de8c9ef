"""Arguments that a tool's own schema would take."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.openai.forms import Function
from sandbox.openai.scene import Scene

WORDS = ("text", "query", "when", "question", "note", "reason", "request")
"""Arguments called like this take what the customer wrote."""
LEAST = {"string": "x", "integer": 1, "number": 1, "boolean": False, "array": [], "null": None}


def arguments_for(tool: Function, scene: Scene, **given: Any) -> str:
    """Each argument of the tool; `given` ones go first, where the tool has them."""
    return json.dumps(filled(tool, scene, **given), ensure_ascii=False)


def filled(tool: Function, scene: Scene, **given: Any) -> dict[str, Any]:
    properties = tool.parameters.get("properties", {})
    if not isinstance(properties, dict):
        return {}
    return {
        name: given[name] if name in given else _value(name, schema, scene)
        for name, schema in properties.items()
    }


def choices_of(schema: Any) -> list[Any]:
    """The values that an enum allows, wherever it stands, None left out."""
    return [value for each in _kinds(schema) for value in each.get("enum", []) if value is not None]


def _value(name: str, schema: Any, scene: Scene) -> Any:
    choices, kinds = choices_of(schema), _names(schema)
    said = [each for each in choices if str(each).casefold() in scene.customer.casefold()]
    if said:
        return said[0]
    if "string" in kinds and not choices and any(word in name for word in WORDS):
        return scene.customer
    if "string" in kinds and not choices and (known := scene.values(name)):
        return known[0]
    if "null" in kinds:
        return None
    if choices:
        return choices[0]
    return next((LEAST[kind] for kind in kinds if kind in LEAST), {})


def _kinds(schema: Any) -> list[Mapping[str, Any]]:
    if not isinstance(schema, dict):
        return []
    return [schema, *(each for each in schema.get("anyOf", []) if isinstance(each, dict))]


def _names(schema: Any) -> list[str]:
    found: list[str] = []
    for each in _kinds(schema):
        kind = each.get("type", [])
        found += [kind] if isinstance(kind, str) else kind
    return found
