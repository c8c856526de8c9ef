"""Are the schemas of tools checked as OpenAI checks them?"""

import openai
import pytest

from tests.sandbox.openai_side import a_tool

TEXT = {"type": "string"}


def an_object(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def nested(levels):
    schema = TEXT
    for _ in range(levels):
        schema = an_object(inner=schema)
    return schema


def with_parameters(parameters, *, strict):
    tool = a_tool("find_slots", strict=strict)
    tool["function"]["parameters"] = parameters
    return [tool]


ENFORCEABLE = {
    "nothing": an_object(),
    "nullable": an_object(name={"type": ["string", "null"]}),
    "enum": an_object(offering={"type": "string", "enum": ["taglio", "colore"]}),
    "nullable enum": an_object(
        who={"anyOf": [{"enum": ["anna"], "type": "string"}, {"type": "null"}]}
    ),
    "numbers": an_object(party={"type": "integer", "minimum": 1, "maximum": 20}),
    "pattern": an_object(date={"type": "string", "format": "date", "pattern": "^2"}),
    "list": an_object(slots={"type": "array", "items": TEXT, "minItems": 1, "maxItems": 6}),
    "references": {**an_object(who={"$ref": "#/$defs/name"}), "$defs": {"name": TEXT}},
    "described": {**an_object(who={**TEXT, "description": "The name."}), "title": "A"},
    "nine levels": nested(9),
}
NOT_ENFORCEABLE = {
    "further keys": ({**an_object(a=TEXT), "additionalProperties": True}, "additionalProperties"),
    "further keys not said": (
        {key: value for key, value in an_object(a=TEXT).items() if key != "additionalProperties"},
        "additionalProperties",
    ),
    "optional": ({**an_object(a=TEXT, b=TEXT), "required": ["a"]}, "Missing 'b'"),
    "nothing required": ({**an_object(a=TEXT), "required": []}, "Missing 'a'"),
    "more required": ({**an_object(a=TEXT), "required": ["a", "b"]}, "Extra required key 'b'"),
    "no properties": ({"type": "object", "additionalProperties": False}, "missing properties"),
    "no object": ({"type": "string"}, 'type: "object"'),
    "no type": ({"properties": {}}, 'type: "object"'),
    "a choice on top": ({**an_object(), "anyOf": [an_object()]}, "'anyOf' at the top"),
    "inner keys": (
        an_object(a={**an_object(), "additionalProperties": True}),
        "('properties', 'a')",
    ),
    "in a list": (
        an_object(a={"type": "array", "items": {**an_object(b=TEXT), "required": []}}),
        "('properties', 'a', 'items')",
    ),
    "in a choice": (
        an_object(a={"anyOf": [{**TEXT, "minLength": 1}]}),
        "'minLength' is not permitted",
    ),
    "in a definition": ({**an_object(), "$defs": {"a": {**TEXT, "default": "x"}}}, "'default'"),
    "default": (an_object(a={**TEXT, "default": "x"}), "'default' is not permitted"),
    "length": (an_object(a={**TEXT, "maxLength": 10}), "'maxLength' is not permitted"),
    "one of": (an_object(a={"oneOf": [TEXT]}), "'oneOf' is not permitted"),
    "all of": (an_object(a={"allOf": [TEXT]}), "'allOf' is not permitted"),
    "unique": (an_object(a={"type": "array", "items": TEXT, "uniqueItems": True}), "'uniqueItems'"),
    "format": (an_object(a={**TEXT, "format": "phone"}), "not a valid format"),
    "no items": (an_object(a={"type": "array"}), "missing items"),
    "untyped": (an_object(a={"description": "anything"}), "must have a 'type'"),
    "eleven levels": (nested(11), "levels of nesting"),
    "values": (
        an_object(a={"type": "string", "enum": [f"{n}" for n in range(1001)]}),
        "1000 values",
    ),
    "names": (an_object(**{f"{n}" * 50: TEXT for n in range(1000)}), "120000 characters"),
}
NO_SCHEMA = {
    "type": {"type": "object", "properties": {"a": {"type": "text"}}},
    "type of a number": {"type": "object", "properties": {"a": {"type": -3}}},
    "list of properties": {"type": "object", "properties": ["a"]},
    "word for a schema": {"type": "object", "properties": {"a": "string"}},
    "required": {"type": "object", "properties": {}, "required": "a"},
    "required numbers": {"type": "object", "properties": {}, "required": [1]},
    "array": {"type": "array"},
}


@pytest.mark.parametrize("parameters", ENFORCEABLE.values(), ids=ENFORCEABLE)
async def test_a_strict_tool_that_can_be_enforced_is_taken(side, parameters):
    said = await side.says("echo", "Ciao", tools=with_parameters(parameters, strict=True))

    assert said.content == "Ciao"


@pytest.mark.parametrize(("parameters", "told"), NOT_ENFORCEABLE.values(), ids=NOT_ENFORCEABLE)
async def test_a_strict_tool_that_cannot_is_refused(side, parameters, told):
    with pytest.raises(openai.BadRequestError) as refused:
        await side.asks("echo", tools=with_parameters(parameters, strict=True))

    assert refused.value.code == "invalid_function_parameters"
    assert refused.value.param == "tools[0].function.parameters"
    assert told in refused.value.message
    assert "Invalid schema for function 'find_slots'" in refused.value.message


@pytest.mark.parametrize("name", sorted(set(NOT_ENFORCEABLE) - {"no object"}) + sorted(ENFORCEABLE))
async def test_any_other_tool_may_have_any_schema(side, name):
    parameters = NOT_ENFORCEABLE[name][0] if name in NOT_ENFORCEABLE else ENFORCEABLE[name]
    tools = with_parameters(parameters, strict=False)

    assert (await side.says("echo", "Ciao", tools=tools)).content == "Ciao"


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "other"])
@pytest.mark.parametrize("parameters", NO_SCHEMA.values(), ids=NO_SCHEMA)
async def test_what_is_no_schema_is_refused(side, parameters, strict):
    with pytest.raises(openai.BadRequestError) as refused:
        await side.asks("echo", tools=with_parameters(parameters, strict=strict))

    assert refused.value.code == "invalid_function_parameters"


async def test_a_strict_form_of_the_answer_is_checked_too(side):
    form = {"name": "plan", "strict": True, "schema": {**an_object(a=TEXT), "required": []}}
    with pytest.raises(openai.BadRequestError) as refused:
        await side.asks("echo", response_format={"type": "json_schema", "json_schema": form})

    assert refused.value.param == "response_format"
    assert "Missing 'a'" in refused.value.message
