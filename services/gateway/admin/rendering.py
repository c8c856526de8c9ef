"""What a call answered, as JSON: a single thing bare and with its ETag."""

from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from services.gateway.admin.shapes import Shape
from services.gateway.answers import Answer


def answer_of(shape: Shape, response: Message, path: str) -> Answer:
    """The answer of success; `path` is where the request came."""
    if shape.status == 204:
        return Answer.of(204)
    content = _content(response)
    headers = []
    if shape.thing is not None:
        content = content[shape.thing.name]
        if etag := content.get("etag"):
            headers.append((b"etag", f'"{etag}"'.encode()))
    if shape.status == 201:
        headers.append((b"location", f"{path}/{_id_of(shape, response)}".encode()))
    return Answer.json(shape.status, content, headers)


def message_answer(message: notifier_pb.Message, path: str) -> Answer:
    """The answer of a message that was taken to be sent."""
    location = (b"location", f"{path}/{message.message_id}".encode())
    return Answer.json(201, _content(message), [location])


def _content(message: Message) -> dict[str, Any]:
    content: dict[str, Any] = json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    return content


def _id_of(shape: Shape, response: Message) -> str:
    """The id of what was made, which is the first field of the answer."""
    made = shape.call.output_type.fields[0].name
    return str(getattr(getattr(response, made), f"{made}_id"))
