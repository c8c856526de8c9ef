"""What tests and people turn: journal, faults, reset."""

from typing import Any

from fastapi import APIRouter, HTTPException, Response

from sandbox.answers import as_json
from sandbox.faults import AskedFault, Faults
from sandbox.world import World


def control_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/journal")
    async def journal(
        provider: str | None = None,
        to: str | None = None,
        since: int = 0,
        last: int | None = None,
    ) -> Response:
        """Calls that providers received, oldest first; `last`: no more than the newest so many."""
        found = world.journal.find(provider=provider, to=to, since=since, last=last)
        return as_json([entry.as_json() for entry in found])

    @routes.post("/reset", status_code=204)
    async def reset() -> None:
        await world.reset()

    return routes


def fault_routes(faults: Faults) -> APIRouter:
    routes = APIRouter()

    @routes.post("/faults", status_code=201)
    async def add_fault(asked: AskedFault) -> dict[str, Any]:
        return faults.add(asked).as_json()

    @routes.get("/faults")
    async def active() -> list[dict[str, Any]]:
        return [fault.as_json() for fault in faults.active.values()]

    @routes.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        faults.clear()

    @routes.delete("/faults/{fault_id}", status_code=204)
    async def remove_fault(fault_id: int) -> None:
        if not faults.remove(fault_id):
            raise HTTPException(404, f"no fault {fault_id}")

    return routes
