"""Arguments that a tool's own schema would take."""

import json
from typing import Any

from sandbox.openai.forms import Function
from sandbox.openai.scene import Scene

WORDS = ("text", "query", "when", "question")
"""Arguments called like this take what the customer wrote."""
LEAST = {"string": "x", "integer": 1, "number": 1, "boolean": False, "array": [], "null": None}


def arguments_for(tool: Function, scene: Scene, **given: Any) -> str:
    """Each argument of the tool; `given` ones go first, where the tool has them."""
    return json.dumps(filled(tool, scene, **given), ensure_ascii=False)


def filled(tool: Function, scene: Scene, **given: Any) -> dict[str, Any]:
    properties = tool.parameters.get("properties", {})
    return {
        name: given[name] if name in given else _value(name, schema, scene)
        for name, schema in properties.items()
    }


def _value(name: str, schema: dict[str, Any], scene: Scene) -> Any:
    either = [schema, *schema.get("anyOf", [])]
    kinds = [kind for each in either for kind in _as_list(each.get("type", []))]
    choices = [value for each in either for value in each.get("enum", []) if value is not None]
    if choices:
        return _chosen(choices, kinds, scene)
    if "string" in kinds and any(word in name for word in WORDS):
        return scene.customer
    if "string" in kinds and (known := scene.values(name)):
        return known[0]
    return None if "null" in kinds else next((LEAST[kind] for kind in kinds if kind in LEAST), {})


def _chosen(choices: list[Any], kinds: list[str], scene: Scene) -> Any:
    """The value that the customer has named; else none, where that is allowed."""
    said = scene.customer.casefold()
    named = [value for value in choices if str(value).casefold() in said]
    return next(iter(named), None if "null" in kinds else choices[0])


def _as_list(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds
