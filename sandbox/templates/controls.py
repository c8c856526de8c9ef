"""What tests turn: templates that are added, paused, taken away."""

from fastapi import APIRouter, HTTPException

from sandbox.templates.stock import Stock
from sandbox.templates.template import Template


def template_routes(stock: Stock) -> APIRouter:
    routes = APIRouter()

    @routes.get("/templates")
    async def templates(account: str = "") -> list[Template]:
        """Those of an account, or all."""
        return [each for each in stock.known.values() if account in {"", each.account}]

    @routes.post("/templates", status_code=201)
    async def put_template(template: Template) -> Template:
        """Add one, or replace it: `{"account", "name", "language", "body", "status"?, ...}`."""
        stock.put(template)
        return template

    @routes.delete("/templates/{account}/{name}/{language}", status_code=204)
    async def remove_template(account: str, name: str, language: str) -> None:
        if not stock.remove(account, name, language):
            raise HTTPException(404, f"{account} has no template {name} in {language}")

    return routes
