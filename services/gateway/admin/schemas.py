"""Messages of the contracts as JSON Schemas, with the rules that stand beside their fields."""

from typing import Any

from buf.validate import validate_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from pydantic import BaseModel

from services.gateway.admin.comments import Comments

Schema = dict[str, Any]
Fields = dict[str, FieldDescriptor]

_RULES_OF: Any = getattr(validate_pb2, "field")  # noqa: B009 - its stub has no such name
_WELL_KNOWN: dict[str, Schema] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,9})?s$"},
}
_SIMPLE: dict[int, Schema] = {
    FieldDescriptor.CPPTYPE_STRING: {"type": "string"},
    FieldDescriptor.CPPTYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.CPPTYPE_INT32: {"type": "integer", "format": "int32"},
    FieldDescriptor.CPPTYPE_INT64: {"type": ["string", "integer"], "format": "int64"},
    FieldDescriptor.CPPTYPE_DOUBLE: {"type": "number", "format": "double"},
}
_RULES = {
    "string": {"min_len": "minLength", "max_len": "maxLength", "pattern": "pattern"},
    "int32": {"gte": "minimum", "lte": "maximum"},
    "int64": {"gte": "minimum", "lte": "maximum"},
    "repeated": {"min_items": "minItems", "max_items": "maxItems", "unique": "uniqueItems"},
}


class Schemas:
    """Makes schemas, and keeps those of messages and enums under their names."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments
        self.named: dict[str, Schema] = {}

    def reference(self, kind: Descriptor | EnumDescriptor) -> Schema:
        """A reference to the schema of a message or enum, which is made where there is none."""
        if kind.name not in self.named:
            self.named[kind.name] = {}  # stands already while its fields are looked at
            made = _enum(kind) if isinstance(kind, EnumDescriptor) else self._message(kind)
            self.named[kind.name] = made
        return {"$ref": f"#/components/schemas/{kind.name}"}

    def model(self, kind: type[BaseModel]) -> Schema:
        """A reference to the schema of what the gateway itself takes or gives."""
        made = kind.model_json_schema(ref_template="#/components/schemas/{model}")
        self.named |= made.pop("$defs", {})
        self.named[kind.__name__] = made
        return {"$ref": f"#/components/schemas/{kind.__name__}"}

    def changeable(self, fields: Fields, mask: FieldDescriptor | None) -> Fields:
        """Of the fields of a thing those that the comment of its mask names."""
        said = self._comments.of(mask.full_name) if mask is not None else ""
        return {name: field for name, field in fields.items() if f"`{name}`" in said} or fields

    def object_of(self, fields: Fields, *, whole: bool = True) -> Schema:
        """The schema of an object with these fields and no others; `whole`: none may be missing
        that its contract calls required."""
        required = [name for name, field in fields.items() if whole and self._is_required(field)]
        schema: Schema = {
            "type": "object",
            "properties": {name: self.field(field) for name, field in fields.items()},
            "additionalProperties": False,
        }
        return {**schema, "required": required} if required else schema

    def field(self, field: FieldDescriptor) -> Schema:
        """The schema of a field, with what its contract says of it."""
        said = self._comments.of(field.full_name)
        schema = self._typed(field)
        rules = field.GetOptions().Extensions[_RULES_OF]
        if field.is_repeated:
            inner = {**schema, **_bounds(rules.repeated.items)}
            schema = {"type": "array", "items": inner}
        schema |= _bounds(rules)
        if said:
            schema["description"] = said
        if "Output only." in said:
            schema["readOnly"] = True
        return schema

    def _message(self, kind: Descriptor) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {each.name: self.field(each) for each in kind.fields},
        }
        said = self._comments.of(kind.full_name)
        return {**schema, "description": said} if said else schema

    def _typed(self, field: FieldDescriptor) -> Schema:
        if field.enum_type is not None:
            return self.reference(field.enum_type)
        if field.message_type is not None:
            known = _WELL_KNOWN.get(field.message_type.full_name)
            return dict(known) if known else self.reference(field.message_type)
        return dict(_SIMPLE[field.cpp_type])

    def _is_required(self, field: FieldDescriptor) -> bool:
        return "Required." in self._comments.of(field.full_name)


def _enum(kind: EnumDescriptor) -> Schema:
    return {"type": "string", "enum": [each.name for each in kind.values]}


def _bounds(rules: Any) -> Schema:
    """The rules of a field that JSON Schema has words for."""
    found: Schema = {}
    for kind, words in _RULES.items():
        if rules.HasField(kind):
            of_kind = getattr(rules, kind)
            for rule, word in words.items():
                if of_kind.HasField(rule):
                    found[word] = getattr(of_kind, rule)
    if rules.HasField("string") and rules.string.uuid:
        found["format"] = "uuid"
    return found
