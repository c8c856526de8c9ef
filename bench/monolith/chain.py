"""The whole job inline: by the time a webhook is answered 200, its sender has the answer."""

import contextlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

import aiohttp
import httpx
from fastapi import Depends, FastAPI, HTTPException
from httpx_aiohttp import AiohttpTransport
from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bench.monolith import meta, talk
from bench.monolith.meta import Webhook, signed
from bench.monolith.tables import (
    Channel,
    Conversation,
    Customer,
    Message,
    Said,
    Tenant,
    with_driver,
)

RANKS = ("accepted", "sent", "delivered", "read")

engine = create_async_engine(
    with_driver(os.environ["BENCH_DATABASE_URL"]), pool_size=16, max_overflow=16
)
session_of = async_sessionmaker(engine, expire_on_commit=False)


def _session() -> aiohttp.ClientSession:
    """Made by the transport when the loop runs."""
    connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=3)  # uvicorn: 5
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


http = httpx.AsyncClient(
    base_url=os.environ["BENCH_SANDBOX_URL"],
    timeout=10,
    trust_env=False,
    follow_redirects=False,
    transport=AiohttpTransport(client=_session),  # as our notifier does: httpx's own costs more
)


@contextlib.asynccontextmanager
async def _life(_: FastAPI) -> AsyncIterator[None]:
    yield
    await http.aclose()
    await engine.dispose()


app = FastAPI(lifespan=_life, openapi_url=None)


@app.post("/webhooks/whatsapp")
async def webhook(body: Annotated[Webhook, Depends(signed)]) -> dict[str, str]:
    """Answer every message, and note every status."""
    for value in body.values():
        names = [contact.profile.name for contact in value.contacts] or [""]
        for message in value.messages:
            await _answer(value.metadata.phone_number_id, message, names[0])
        for status in value.statuses:
            await _note(status)
    return {"status": "processed"}


async def _answer(address: str, message: meta.Message, name: str) -> None:
    """Booking and conversation are committed before the answer goes out, its id after."""
    async with session_of() as session:
        found = await _addressed(session, address)
        if found is None:
            return
        tenant, channel = found
        customer = await _customer(session, tenant, message.sender, name)
        conversation = await _conversation(session, customer)
        said = Said(
            conversation_id=conversation.id,
            wamid=message.id,
            text=message.text.body,
            create_time=datetime.fromtimestamp(message.timestamp, UTC),
        )
        session.add(said)
        try:
            await session.flush()
        except IntegrityError:
            return  # it was delivered before
        text = await talk.reply(session, tenant, customer, message.text.body)
        conversation.update_time = now = datetime.now(UTC)
        session.add(Said(conversation_id=conversation.id, text=text, create_time=now))
        await session.commit()
        wamid = await _send(channel, customer, text)
        sent = Message(
            customer_id=customer.id,
            wamid=wamid,
            text=text,
            state=RANKS[0],
            create_time=now,
            update_time=now,
        )
        session.add(sent)
        await session.commit()


async def _addressed(session: AsyncSession, address: str) -> tuple[Tenant, Channel] | None:
    query = (
        select(Tenant, Channel)
        .join(Channel, Channel.tenant_id == Tenant.id)
        .where(Channel.address == address)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def _customer(session: AsyncSession, tenant: Tenant, phone: str, name: str) -> Customer:
    query = select(Customer).where(Customer.tenant_id == tenant.id, Customer.phone == phone)
    if found := await session.scalar(query):
        return found
    values = {"tenant_id": tenant.id, "phone": phone, "name": name}
    await session.execute(insert(Customer).values(values).on_conflict_do_nothing())
    return (await session.scalars(query)).one()


async def _conversation(session: AsyncSession, customer: Customer) -> Conversation:
    query = select(Conversation).where(Conversation.customer_id == customer.id)
    if found := await session.scalar(query):
        return found
    values = {"customer_id": customer.id, "update_time": datetime.now(UTC)}
    await session.execute(insert(Conversation).values(values).on_conflict_do_nothing())
    return (await session.scalars(query)).one()


async def _send(channel: Channel, customer: Customer, text: str) -> str:
    answer = await http.post(
        f"/v23.0/{channel.address}/messages",
        headers={"Authorization": f"Bearer {channel.access_token}"},
        json={
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": customer.phone,
            "type": "text",
            "text": {"body": text, "preview_url": False},
        },
    )
    answer.raise_for_status()
    wamid: str = answer.json()["messages"][0]["id"]
    return wamid


async def _note(status: meta.Status) -> None:
    """Ranks never go back. A status may be faster than the id of its message: Meta comes again."""
    below = RANKS[: RANKS.index(status.status)] if status.status in RANKS else RANKS
    state = case((Message.state.in_(below), status.status), else_=Message.state)
    changed = {"state": state, "update_time": datetime.now(UTC)}
    query = update(Message).where(Message.wamid == status.id).values(changed)
    async with session_of.begin() as session:
        # In one statement: between two, the message may come and the status be lost.
        if await session.scalar(query.returning(Message.id)) is None:
            raise HTTPException(503)
