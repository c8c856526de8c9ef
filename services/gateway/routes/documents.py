"""/openapi.json and the page /docs that shows it: for development and test, nowhere else."""

import functools
import json
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.routing import BaseRoute, Route

from services.common.scopes import Scopes
from services.gateway.admin.comments import Comments
from services.gateway.admin.openapi import document
from services.gateway.routes.information import version

PAGE = Path(__file__).parent / "page"
FILES = {"/docs": "index.html", "/docs/docs.js": "docs.js", "/docs/style.css": "style.css"}


def document_routes(base_url: str) -> list[BaseRoute]:
    """The routes; the description is made when it is first asked for."""

    @functools.cache
    def described() -> bytes:
        made = document(
            version(), base_url.rstrip("/"), scopes=Scopes.load(), comments=Comments.read()
        )
        return json.dumps(made).encode()

    async def openapi(_: Request) -> Response:
        return Response(described(), media_type="application/json")

    return [Route("/openapi.json", openapi), *(_file(path, FILES[path]) for path in FILES)]


def _file(path: str, name: str) -> Route:
    async def served(_: Request) -> Response:
        return FileResponse(PAGE / name)

    return Route(path, served)
