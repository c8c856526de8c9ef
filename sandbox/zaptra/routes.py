"""Where Zaptra listens, and what tests turn there."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from sandbox.world import World
from sandbox.zaptra.accounts import Account
from sandbox.zaptra.api import ROOT
from sandbox.zaptra.parts import Form, Parts


class AskedForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    form: Form


def zaptra_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.api_route(ROOT + "/{path:path}", methods=["GET", "POST"])
    async def zaptra(request: Request) -> Response:
        return await world.door.answer(world.zaptra, request)

    return routes


def zaptra_control_routes(parts: Parts) -> APIRouter:
    routes = APIRouter()

    @routes.post("/zaptra/accounts", status_code=201)
    async def add_account(account: Account) -> Account:
        parts.accounts.add(account)
        return account

    @routes.post("/zaptra/answers", status_code=204)
    async def answer_so(asked: AskedForm) -> None:
        """How it answers until the next reset: success, status or not_2xx."""
        parts.form = asked.form

    return routes
