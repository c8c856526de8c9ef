"""/admin and /api over HTTP: for each route of the table a valid request, and what came of it."""

import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from google.protobuf import json_format

from lyoctl.installation import Installation
from services.gateway.admin.route import Route
from services.gateway.problems import STATUS
from tests.isolation.doors import METHODS, Told
from tests.isolation.filling import Values, request_of

CLASSES = {status: kind.__name__ for kind, status in STATUS.items()}
_PARAMETER = re.compile(r"{(\w+)}")
_NOT_IN_A_BODY = {"tenant_id", "request_id", "etag"}


@dataclass(frozen=True)
class Wanted:
    """The path and the body of a request."""

    path: str
    body: dict[str, Any] | None


def wanted_of(route: Route, values: Values) -> Wanted:
    """A valid request of a route, made of the request of its call."""
    method = METHODS[route.rpc]
    names = _PARAMETER.findall(route.path)
    of_tenant = "tenant_id" in names or route.asks_tenant
    fixed = {**values} if of_tenant else {**values, "tenant_id": ""}
    whole = json_format.MessageToDict(
        request_of(method, fixed, *names, *route.needed), preserving_proto_field_name=True
    )
    path = route.path
    for name in names:
        path = path.replace(f"{{{name}}}", str(values.get(name) or whole.get(name) or uuid4()))
    named = {"tenant_id": values["tenant_id"]} if route.asks_tenant else {}
    if route.method in ("GET", "DELETE"):
        return Wanted(f"{path}?{urlencode(named)}" if named else path, None)
    if route.method == "PATCH":
        return Wanted(path, {_changed(whole): "changed"})
    kept = {name: each for name, each in whole.items() if name not in {*names, *_NOT_IN_A_BODY}}
    return Wanted(path, {**kept, **named})


def _changed(whole: dict[str, Any]) -> str:
    """The field that the mask names."""
    first: str = whole["update_mask"].split(",")[0]
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", first)


class AdminDoor:
    """The gateway, asked with API keys."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @classmethod
    @contextlib.asynccontextmanager
    async def of(cls, installation: Installation) -> AsyncIterator["AdminDoor"]:
        """That of an installation."""
        url = installation.gateway_url
        async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as http:
            yield cls(http)

    async def ask(
        self, route: Route, wanted: Wanted, key: str, said: Mapping[str, str] | None = None
    ) -> Told:
        """What comes of it. The response is the text of the answer."""
        answer = await self._http.request(
            route.method,
            wanted.path,
            json=wanted.body,
            headers={**(said or {}), "authorization": f"Bearer {key}"},
        )
        if answer.status_code < 300:
            return Told(text=answer.text)
        problem = answer.json()
        return Told(None, CLASSES[answer.status_code], problem["reason"], answer.text)
