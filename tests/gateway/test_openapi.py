"""Are /admin and /api described as they are?"""

import re
from typing import Any

import jsonschema
import pytest

from services.common.scopes import Scopes
from services.gateway.admin.comments import Comments
from services.gateway.admin.openapi import STATUS_OF, document
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES
from services.gateway.problems import STATUS
from services.gateway.routes.documents import FILES, PAGE

# The shape of an OpenAPI 3.1 document, as far as this one uses it.
OPERATION = {
    "type": "object",
    "required": ["operationId", "tags", "summary", "security", "parameters", "responses"],
    "properties": {
        "operationId": {"type": "string", "pattern": "^[A-Za-z]+$"},
        "tags": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "parameters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "in", "schema"],
                "properties": {"in": {"enum": ["path", "query", "header"]}},
                "if": {"properties": {"in": {"const": "path"}}},
                "then": {"properties": {"required": {"const": True}}, "required": ["required"]},
            },
        },
        "requestBody": {"type": "object", "required": ["content"]},
        "responses": {
            "type": "object",
            "minProperties": 2,
            "propertyNames": {"pattern": "^[2-5][0-9][0-9]$"},
            "additionalProperties": {"type": "object", "required": ["description"]},
        },
    },
}
OPENAPI = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"pattern": r"^3\.1\.\d$"},
        "info": {"type": "object", "required": ["title", "version"]},
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "type": "object",
                "additionalProperties": OPERATION,
                "propertyNames": {"enum": ["get", "post", "put", "patch", "delete"]},
            },
        },
    },
    "additionalProperties": {"type": ["array", "object"]},
}
OPENAPI["properties"]["servers"] = {"type": "array", "items": {"required": ["url"]}}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document("1.2.3", "", scopes=Scopes.load(), comments=Comments.read())


def operations(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def everything(node):
    yield node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for each in inner:
        yield from everything(each)


def test_it_is_an_openapi_document(described):
    jsonschema.Draft202012Validator(OPENAPI).validate(described)


def test_every_route_of_the_table_is_there_and_no_other(described):
    shown = {(method, path, each["x-call"]) for method, path, each in operations(described)}

    assert shown == {route[:3] for route in ROUTES}


def test_every_reference_leads_somewhere(described):
    references = [
        each["$ref"] for each in everything(described) if isinstance(each, dict) and "$ref" in each
    ]

    assert references
    for reference in references:
        assert reference.removeprefix("#/components/schemas/") in described["components"]["schemas"]


def test_every_schema_is_a_json_schema(described):
    for each in everything(described):
        if isinstance(each, dict) and isinstance(each.get("schema"), dict):
            jsonschema.Draft202012Validator.check_schema(each["schema"])
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_has_a_name_of_its_own(described):
    names = [each["operationId"] for _, _, each in operations(described)]

    assert len(names) == len(set(names)) == len(ROUTES)


def test_every_id_in_a_path_is_a_parameter(described):
    for _, path, operation in operations(described):
        named = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_every_call_and_field_is_described(described):
    for _, path, operation in operations(described):
        assert operation["description"], path
    for name, schema in described["components"]["schemas"].items():
        if name != "Problem":
            fields = schema.get("properties", {})
            silent = [each for each in fields if not fields[each].get("description")]
            assert silent == [], name


def test_the_errors_of_a_contract_are_shown_with_their_status(described):
    answers = described["paths"]["/admin/tenants/{tenant_id}"]["patch"]["responses"]

    assert "ETAG_STALE" in answers["412"]["description"]
    assert "MASK_PATH_UNKNOWN" in answers["400"]["description"]
    assert "TENANT_NOT_FOUND" in answers["404"]["description"]


def test_each_class_of_error_has_the_status_that_it_has():
    assert sorted(STATUS_OF.values()) == sorted(STATUS.values())


def test_only_what_may_change_may_be_patched(described):
    body = described["paths"]["/admin/tenants/{tenant_id}"]["patch"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]

    assert set(schema["properties"]) == {"display_name", "time_zone", "languages", "persona"}


def test_the_rules_of_fields_are_shown(described):
    body = described["paths"]["/admin/tenants"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]

    assert schema["required"] == ["name", "display_name", "time_zone", "languages"]
    assert schema["properties"]["display_name"]["maxLength"] == 100
    assert schema["properties"]["languages"]["items"]["pattern"].startswith("^[a-z]")


def body_of(described, method, path):
    body = described["paths"][path][method]["requestBody"]
    return body["content"]["application/json"]["schema"]


def test_what_only_the_door_takes_is_described_too(described):
    own = body_of(described, "post", "/admin/tenants/{tenant_id}/bookings")
    asking = body_of(described, "post", "/api/bookings")

    assert "tenant_id" not in own["properties"]
    assert asking["properties"]["tenant_id"]["format"] == "uuid"
    assert asking["properties"]["customer"]["$ref"].endswith("/ByPhone")
    assert "required" not in asking
    refused = described["paths"]["/api/bookings"]["post"]["responses"]["404"]
    assert "CUSTOMER_NOT_FOUND" in refused["description"]
    parameters = described["paths"]["/api/bookings/{booking_id}"]["get"]["parameters"]
    assert [each["name"] for each in parameters] == ["booking_id", "tenant_id"]


def test_what_a_call_could_do_without_and_the_door_cannot_is_required(described):
    wants = body_of(described, "put", "/api/customer/{customer_id}/preferences")

    assert "opted_out" in wants["required"]


def test_what_is_no_json_and_what_no_call_gives_is_described_too(described):
    def kinds(path):
        return described["paths"][path]["get"]["responses"]["200"]["content"]

    assert set(kinds("/api/bookings/{booking_id}.ics")) == {"text/calendar"}
    shown = kinds("/api/booking/{booking_id}/whatsapp-data")["application/json"]["schema"]
    assert shown["$ref"].endswith("/WhatsAppData")
    assert set(described["components"]["schemas"]) > {"WhatsAppData", "WhatsAppCustomer"}


def test_no_answer_has_a_field_for_a_token():
    fields = {field for route in ROUTES for field in names_in(Shape(route).call.output_type)}

    assert "plain" in fields  # of a new key, this once
    assert not [
        each
        for each in fields
        if re.search("token$|secret|password", each) and each != "next_page_token"
    ]


def names_in(kind, seen=()):
    for field in kind.fields:
        yield field.name
        if field.message_type is not None and field.message_type.full_name not in seen:
            yield from names_in(field.message_type, (*seen, kind.full_name))


def test_without_the_image_of_the_contracts_there_are_no_descriptions(tmp_path):
    comments = Comments.read(tmp_path / "missing.binpb")
    made = document("1.2.3", "", scopes=Scopes.load(), comments=comments)

    assert {each["description"] for _, _, each in operations(made)} == {""}


# The page


def test_the_page_loads_only_what_is_ours_and_runs_nothing_inline():
    page = (PAGE / "index.html").read_text()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert set(loaded) <= {*FILES, "/openapi.json", "data:,"}
    assert not re.search(r"<script[^>]*>[^<]|<style|\son\w+=|\sstyle=", page)


def test_the_script_of_the_page_makes_no_markup_out_of_text():
    script = (PAGE / "docs.js").read_text()

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|https?:", script)
