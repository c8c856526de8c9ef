"""/admin and /api described as OpenAPI 3.1, made of the table, the contracts and the scopes."""

import http
from collections.abc import Iterable
from typing import Any

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.scopes import Scopes
from services.gateway.admin.call import scope_of
from services.gateway.admin.comments import Comments, Refusal
from services.gateway.admin.openapi_requests import Asked
from services.gateway.admin.route import Form, Route
from services.gateway.admin.schemas import Schemas
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES
from services.gateway.whatsapp_data import WhatsAppData

Document = dict[str, Any]

STATUS_OF = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "FAILED_PRECONDITION": 409,
    "ABORTED": 412,
    "RESOURCE_EXHAUSTED": 429,
    "UNAVAILABLE": 503,
}
OF_ANY = (
    Refusal("INVALID_ARGUMENT", "FIELD_INVALID", "a field breaks the rule beside it."),
    Refusal("INVALID_ARGUMENT", "FIELD_UNKNOWN", "there is no such field."),
    Refusal("UNAUTHENTICATED", "KEY_MISSING", "no API key, or more than one."),
    Refusal("UNAUTHENTICATED", "KEY_UNKNOWN", "not a key, or not any more."),
    Refusal("UNAUTHENTICATED", "KEY_MISTYPED", "the checksum of the key is wrong."),
    Refusal("PERMISSION_DENIED", "SCOPE_MISSING", "the key lacks the scope."),
    Refusal("RESOURCE_EXHAUSTED", "RATE_LIMITED", "too many calls; see Retry-After."),
    Refusal("UNAVAILABLE", "DATABASE_AWAY", "nothing was done; try again."),
)
OF_A_TENANT = Refusal("NOT_FOUND", "TENANT_NOT_FOUND", "no such tenant for this key.")
OF_A_CUSTOMER = Refusal("NOT_FOUND", "CUSTOMER_NOT_FOUND", "the tenant has no such customer.")
OF_THE_INSTALLATION = Refusal(
    "PERMISSION_DENIED", "TENANTS_LIMITED", "the key is for some tenants only."
)

NAMES = {
    Form.JSON: "",
    Form.CALENDAR: "Calendar",
    Form.WHATSAPP: "WhatsAppData",
    Form.MESSAGE: "",
}
FORMS = {
    Form.JSON: "",
    Form.CALENDAR: "\n\nAs a calendar file (RFC 5545).",
    Form.WHATSAPP: "\n\nWith all that a message about it says. Needs customers:read as well.",
    Form.MESSAGE: "\n\nOne message: `text`, `content` or `event`. With `send_at` it is sent then.",
}
ETAG: Document = {"ETag": {"schema": {"type": "string"}}}

PROBLEM: Document = {
    "type": "object",
    "description": "An error (RFC 9457). `reason` is part of the API, the text is not.",
    "required": ["type", "title", "status", "detail", "instance", "reason"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The id of the request."},
        "reason": {"type": "string"},
        "details": {"type": "object", "additionalProperties": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
SCHEMES: Document = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."},
}


def document(
    version: str,
    base_url: str,
    *,
    table: Iterable[Route] = ROUTES,
    scopes: Scopes,
    comments: Comments,
) -> Document:
    """The whole description."""
    schemas = Schemas(comments)
    paths: Document = {}
    for route in table:
        operation = _Operation(Shape(route), scopes, schemas, comments)
        paths.setdefault(route.path, {})[route.method.lower()] = operation.described()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lyo", "version": version, "description": "Tenants and what is theirs."},
        "servers": [{"url": base_url or "/"}],
        "paths": paths,
        "components": {
            "schemas": {**dict(sorted(schemas.named.items())), "Problem": PROBLEM},
            "securitySchemes": SCHEMES,
        },
    }


class _Operation:
    """One route."""

    def __init__(self, shape: Shape, scopes: Scopes, schemas: Schemas, comments: Comments) -> None:
        self.shape = shape
        self.scope = scope_of(shape.route, scopes)
        self.narrows = shape.route.rpc in scopes.narrowing
        self.schemas = schemas
        self.comments = comments
        self.name = shape.call.full_name

    def described(self) -> Document:
        asked = Asked(self.shape, self.schemas)
        said = self.comments.said(self.name)
        described: Document = {
            "operationId": self.operation_id(),
            "tags": [self.tag()],
            "summary": said.partition(".")[0],
            "description": said and said + FORMS[self.shape.route.form],
            "x-call": self.shape.route.rpc,
            "security": [{"bearer": [self.scope]}, {"key": [self.scope]}],
            "parameters": [*asked.in_path(), *asked.in_query(), *asked.in_headers()],
            "responses": self.responses(),
        }
        if self.shape.takes_body:
            described["requestBody"] = asked.body()
        return described

    def operation_id(self) -> str:
        """The call's name, and where it has more than one route, which of them it is."""
        route, name = self.shape.route, self.shape.call.name + NAMES[self.shape.route.form]
        if route.asks_tenant:
            return f"{name}By{route.path.split('/')[1].title()}"
        both = "tenant_id" in self.shape.call.input_type.fields_by_name
        own = both and "tenant_id" not in self.shape.path_names
        return f"{name}OfInstallation" if own else name

    def tag(self) -> str:
        """The word of the path that names things: /admin/tenants/{tenant_id}/channels."""
        words = [part for part in self.shape.route.path.split("/")[2:] if not part.startswith("{")]
        if words[0] == "tenants" and words[1:] not in ([], ["undelete"], ["purge"]):
            return words[1]
        return "bookings" if self.shape.route.form is Form.WHATSAPP else words[0]

    def responses(self) -> Document:
        listed: dict[int, list[Refusal]] = {}
        for each in (*self.comments.refusals(self.name), *self.of_any()):
            if each not in listed.setdefault(STATUS_OF[each.code], []):
                listed[STATUS_OF[each.code]].append(each)
        return {
            str(self.shape.status): self.success(),
            **{str(status): _refused(status, listed[status]) for status in sorted(listed)},
        }

    def of_any(self) -> tuple[Refusal, ...]:
        if "tenant_id" in self.shape.path_names or self.shape.route.asks_tenant:
            named = self.shape.route.by_phone or self.shape.route.of_customer
            return (*OF_ANY, OF_A_TENANT, *((OF_A_CUSTOMER,) if named else ()))
        return OF_ANY if self.narrows else (*OF_ANY, OF_THE_INSTALLATION)

    def success(self) -> Document:
        if self.shape.status == 204:
            return {"description": "Done; there is nothing to say."}
        if self.shape.route.form is Form.MESSAGE:
            return {"description": "It will be sent.", "content": self.in_form()}
        if self.shape.route.form is not Form.JSON:
            return {"description": "Done.", "content": self.in_form(), "headers": ETAG}
        of = self.shape.thing.message_type if self.shape.thing else self.shape.call.output_type
        assert of is not None  # noqa: S101 - a thing is a message
        content = {"application/json": {"schema": self.schemas.reference(of)}}
        said = {"description": "Done.", "content": content}
        return {**said, "headers": ETAG} if "etag" in of.fields_by_name else said

    def in_form(self) -> Document:
        """What it is shown as."""
        if self.shape.route.form is Form.MESSAGE:
            return {"application/json": {"schema": self.schemas.reference(pb.Message.DESCRIPTOR)}}
        if self.shape.route.form is Form.CALENDAR:
            return {"text/calendar": {"schema": {"type": "string"}}}
        return {"application/json": {"schema": self.schemas.model(WhatsAppData)}}


def _refused(status: int, refusals: list[Refusal]) -> Document:
    lines = [f"* {each.reason}: {each.text}" for each in refusals]
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "\n".join([http.HTTPStatus(status).phrase, "", *lines]),
        "content": {"application/problem+json": {"schema": schema}},
    }
