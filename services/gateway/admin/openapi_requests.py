"""What a route takes, as OpenAPI: parameters, header fields, body."""

from typing import Any

from lyo.notifier.v1 import message_service_pb2 as pb

from services.gateway.admin.customers import ByPhone
from services.gateway.admin.route import Form
from services.gateway.admin.schemas import Schema, Schemas
from services.gateway.admin.shapes import REQUEST_ID, TENANT_ID, Shape

Document = dict[str, Any]

TENANT: Schema = {
    "type": "string",
    "format": "uuid",
    "description": "Whose it is. UUID. Required, unless the key is for one tenant only.",
}
TEXT: Schema = {
    "type": "string",
    "description": "What the customer reads. Instead of `content` and `event`.",
}
CUSTOMER: Schema = {
    "type": "string",
    "description": "Our id of the customer, or the tenant's own (`external_ref`).",
}
BY_REF: Schema = {
    "type": "string",
    "description": "Our id of the booking, or the tenant's own (`external_ref`).",
}


class Asked:
    """What is asked by one route."""

    def __init__(self, shape: Shape, schemas: Schemas) -> None:
        self.shape = shape
        self.schemas = schemas

    def in_path(self) -> list[Document]:
        fields = self.shape.call.input_type.fields_by_name
        schemas = {name: self.schemas.field(fields[name]) for name in self.shape.path_names}
        if self.shape.route.by_ref:
            schemas["booking_id"] = BY_REF
        if self.shape.route.of_customer:
            schemas["customer_id"] = CUSTOMER
        return [
            {"name": name, "in": "path", "required": True, "schema": schema}
            for name, schema in schemas.items()
        ]

    def in_query(self) -> list[Document]:
        if self.shape.takes_body:
            return []
        tenant = {TENANT_ID: TENANT} if self.shape.route.asks_tenant else {}
        fields = {name: self.schemas.field(each) for name, each in self.shape.given.items()}
        return [
            {"name": name, "in": "query", "schema": schema}
            for name, schema in {**tenant, **fields}.items()
        ]

    def in_headers(self) -> list[Document]:
        found = []
        if REQUEST_ID in self.shape.call.input_type.fields_by_name:
            said = "Chosen by you, for safe retries: the same once more changes nothing."
            found.append(_header("Idempotency-Key", said, {"type": "string", "format": "uuid"}))
        if self.shape.takes_etag:
            said = "The ETag that the change is based on. Absent: change whatever stands there."
            found.append(_header("If-Match", said, {"type": "string"}))
        return found

    def body(self) -> Document:
        given = self.shape.given
        if self.shape.changed is None:
            schema = self.with_more(self.schemas.object_of(given))
        else:
            changeable = self.schemas.changeable(given, self.shape.mask)
            schema = {**self.schemas.object_of(changeable, whole=False), "minProperties": 1}
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    def with_more(self, schema: Schema) -> Schema:
        """The schema with what the door takes and no call has: a tenant, a customer by phone."""
        route = self.shape.route
        also: dict[str, Schema] = {TENANT_ID: TENANT} if route.asks_tenant else {}
        not_required = {*self.shape.defaults}
        if route.form is Form.MESSAGE:
            also |= self.of_one_message(schema["properties"])
        if route.by_phone:
            also["customer"] = self.schemas.model(ByPhone)
            not_required.add("customer_id")
        known = {*also, *schema["properties"]} - not_required
        required = [name for name in schema.pop("required", []) if name in known]
        required += route.needed
        made = {**schema, "properties": {**also, **schema["properties"]}}
        return {**made, "required": required} if required else made

    def of_one_message(self, properties: dict[str, Schema]) -> dict[str, Schema]:
        """What a message says, in place of `messages`."""
        del properties["messages"]
        message = pb.OutboundMessage.DESCRIPTOR.fields_by_name
        send_at = pb.ScheduleRequest.DESCRIPTOR.fields_by_name["send_time"]
        return {
            "text": TEXT,
            "content": self.schemas.field(message["content"]),
            "event": self.schemas.field(message["event"]),
            "send_at": self.schemas.field(send_at),
        }


def _header(name: str, said: str, schema: Document) -> Document:
    return {"name": name, "in": "header", "description": said, "schema": schema}
