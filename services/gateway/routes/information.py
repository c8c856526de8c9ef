"""What balancers, orchestrators, Prometheus and people ask of the gateway."""

import functools
import tomllib
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from services.common import metrics
from services.common.health import Health
from services.gateway.routes import twilio, whatsapp

EITHER = ["GET", "HEAD"]
PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def information(health: Health, *, environment: str, base_url: str) -> APIRouter:
    """The routes, which ask nobody: what they tell was found out before."""
    router = APIRouter()
    root = base_url.rstrip("/")
    links = {name: f"{root}{path}" for name, path in _LINKS.items()}

    @router.api_route("/", methods=EITHER)
    async def service() -> dict[str, Any]:
        """What this is."""
        named = {"name": "lyo gateway", "version": version(), "environment": environment}
        return {**named, "links": links}

    @router.api_route("/health", methods=EITHER)
    async def of_the_process() -> JSONResponse:
        """For the balancer: does this process serve? It asks no database."""
        if health.draining:
            return JSONResponse({"status": "draining"}, 503)
        return JSONResponse({"status": "ok"})

    @router.api_route("/livez", methods=EITHER)
    async def alive() -> PlainTextResponse:
        """For the orchestrator: does this process run?"""
        return PlainTextResponse("alive\n")

    @router.api_route("/readyz", methods=EITHER)
    async def ready() -> JSONResponse:
        """Can this process do its work now: with its database, at the right schema?"""
        return JSONResponse(health.report(), 200 if health.ready else 503)

    @router.api_route("/metrics", methods=EITHER)
    async def measured() -> Response:
        """For Prometheus. The public balancer does not route it."""
        return Response(metrics.exposition(), headers={"content-type": metrics.EXPOSITION_TYPE})

    return router


_LINKS = {
    "health": "/health",
    "live": "/livez",
    "ready": "/readyz",
    "metrics": "/metrics",
    "whatsapp": whatsapp.PATHS[1],
    "twilio": twilio.PATHS[0],
}


@functools.cache
def version() -> str:
    """The version of this code."""
    if not PYPROJECT.exists():
        return "unknown"
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    return str(project["version"])
