"""The phones: the page, its files, and the API behind it that `lyoctl chat` uses too."""

import re
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse

from sandbox.answers import as_json
from sandbox.phones.chats import Chat, ChatKey
from sandbox.phones.platform import CannotWrite, Platform
from sandbox.phones.presets import preset_json
from sandbox.phones.wish import Wish
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
FILES = {
    "style.css": "text/css",
    **dict.fromkeys(
        (
            *("dom.js", "phones.js", "people.js", "message.js", "text.js"),
            *("ticks.js", "owner.js", "journal.js"),
        ),
        "text/javascript",
    ),
}
LONGEST_WAIT_SECONDS = 55.0
CUSTOMER = re.compile(r"\+?[0-9]{5,15}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def page_routes() -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    @routes.get("/page/{name}")
    async def file(name: str) -> FileResponse:
        if name not in FILES:
            raise HTTPException(404, f"the page has no {name}")
        return FileResponse(PAGE / name, media_type=FILES[name])

    return routes


def phone_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.get("/phones")
    async def phones() -> Response:
        """Who can be written to, and who stands ready to write."""
        return as_json(
            {
                "tenants": [preset_json(file, world.now()) for file in world.tenants],
                "chats": [_chat_json(chat) for chat in world.chats.newest()],
            }
        )

    @routes.post("/phones/{channel}/{address}/{customer}/messages")
    async def write(channel: str, address: str, customer: str, wish: Wish) -> dict[str, Any]:
        """Write as that customer; answers the message's id and what the gateway said."""
        platform = _platform(world, channel, address, customer)
        try:
            written = await platform.write(address, customer, wish)
        except CannotWrite as error:
            raise HTTPException(422, str(error)) from None
        return {"id": written.id, "gateway_status": written.gateway_status}

    @routes.get("/phones/{channel}/{address}/{customer}/messages")
    async def read(
        channel: str, address: str, customer: str, since: int = 0, wait: float = 0
    ) -> Response:
        """The chat, or what changed after the revision `since`; waits so many seconds for it."""
        platform = _platform(world, channel, address, customer)
        key = ChatKey(channel, address, platform.address_of(address, customer))
        await world.chats.news(world.chats.of(key), since, min(wait, LONGEST_WAIT_SECONDS))
        return as_json(_news_json(world, world.chats.of(key), since))

    return routes


def _platform(world: World, channel: str, address: str, customer: str) -> Platform:
    platform = world.platforms.get(channel)
    if platform is None or not platform.knows(address):
        raise HTTPException(404, f"no business has the address {address} on {channel}")
    if not CUSTOMER.fullmatch(customer):
        raise HTTPException(422, "a customer is a phone's digits or a business-scoped id")
    return platform


def _news_json(world: World, chat: Chat, since: int) -> dict[str, Any]:
    return {
        "revision": chat.revision,
        "typing": chat.is_typing(world.now()),
        "messages": [message.as_json() for message in chat.since(since)],
    }


def _chat_json(chat: Chat) -> dict[str, str]:
    return {**chat.key._asdict(), "name": chat.name}
