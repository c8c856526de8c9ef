"""The gateway as one ASGI app: webhooks in front, everything else by FastAPI."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from services.common.errors import InvalidArgument, MeshError, Violation
from services.common.health import Health
from services.gateway.answers import Answer
from services.gateway.edge import Edge, name_request
from services.gateway.problems import answer_to, problem
from services.gateway.routes.bodies import BodyTooLarge, BodyTooSlow, discard

App = Any
"""Any ASGI callable."""

_CLOSE = ((b"connection", b"close"),)

LARGEST_HEAD = 16 * 1024
"""Bytes of the address and all header fields of a request."""


class Gateway:
    """Sends each request to the webhook of its path, or to the rest.

    While the process drains each answer ends its connection: one that is still open when the
    drain is over is closed, and who writes into it just then cannot know whether they were heard.
    """

    def __init__(self, webhooks: Mapping[str, App], rest: App, health: Health) -> None:
        self._webhooks = webhooks
        self._rest = rest
        self._health = health

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Called by the server for each request."""
        path = scope.get("path", "")
        app = self._webhooks.get(path, self._rest)
        if not path.isprintable():
            app = _odd_path
        if size_of_head(scope) > LARGEST_HEAD:
            app = _too_much_head
        await app(scope, receive, _last(send) if self._health.draining else send)


def size_of_head(scope: Any) -> int:
    """As it came on the wire, but for its first line's method and version."""
    fields = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    return fields + len(scope.get("raw_path", b"")) + len(scope["query_string"])


async def _odd_path(scope: Any, receive: Any, send: Any) -> None:
    """What it made could not be told of in a header of the answer."""
    name_request(scope)
    refused = problem(400, "PATH_INVALID", "the path has characters that nobody sees", None, _CLOSE)
    await refused.send(send, before_end=lambda: discard(receive))


async def _too_much_head(scope: Any, receive: Any, send: Any) -> None:
    name_request(scope)
    said = f"at most {LARGEST_HEAD} bytes of address and header fields are taken"
    refused = problem(431, "HEADERS_TOO_LARGE", said, headers=_CLOSE)
    await refused.send(send, before_end=lambda: discard(receive))


def _last(send: App) -> App:
    """Sends an answer after which the connection is closed."""

    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return sending


def create_app(
    webhooks: Mapping[str, App],
    routers: list[APIRouter],
    health: Health,
    *,
    routes: Sequence[BaseRoute] = (),
) -> Gateway:
    """The whole gateway; `routes` come after those of the routers."""
    rest = FastAPI(
        title="Lyo gateway", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    rest.add_middleware(Edge)
    for router in routers:
        rest.include_router(router)
    rest.router.routes.extend(routes)
    rest.exception_handler(MeshError)(_refused)
    rest.exception_handler(HTTPException)(_not_served)
    rest.exception_handler(RequestValidationError)(_not_valid)
    rest.exception_handler(BodyTooLarge)(_too_large)
    rest.exception_handler(BodyTooSlow)(_too_slow)
    return Gateway(webhooks, rest, health)


async def _refused(_: Request, error: MeshError) -> Response:
    return _response(answer_to(error))


async def _too_large(_: Request, error: BodyTooLarge) -> Response:
    return _response(problem(413, "BODY_TOO_LARGE", str(error)))


async def _too_slow(_: Request, error: BodyTooSlow) -> Response:
    return _response(problem(408, "BODY_TOO_SLOW", str(error), headers=_CLOSE))


async def _not_served(_: Request, error: HTTPException) -> Response:
    """No such path, no such method, and whatever else the framework refuses."""
    reason = HTTPStatus(error.status_code).name
    headers = [(k.lower().encode(), v.encode()) for k, v in (error.headers or {}).items()]
    return _response(problem(error.status_code, reason, str(error.detail), headers=headers))


async def _not_valid(_: Request, error: RequestValidationError) -> Response:
    """A field of the request is missing or wrong; each is named, none of them is repeated."""
    violations = [
        Violation(
            ".".join(str(part) for part in each["loc"]),
            "FIELD_MISSING" if each["type"] == "missing" else "FIELD_INVALID",
            each["msg"],
        )
        for each in error.errors()
    ]
    missing = any(each.reason == "FIELD_MISSING" for each in violations)
    reason = "FIELD_MISSING" if missing else "FIELD_INVALID"
    named = "; ".join(f"{each.field}: {each.message}" for each in violations)
    return _response(answer_to(InvalidArgument(reason, named, violations=violations)))


def _response(answer: Answer) -> Response:
    response = Response(answer.body["body"], answer.status)
    response.raw_headers = list(answer.start["headers"])
    return response
