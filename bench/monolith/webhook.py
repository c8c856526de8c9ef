"""Stores what comes in, with an INSERT for each message."""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
from psycopg_pool import AsyncConnectionPool

from bench.monolith.meta import Webhook, signed

TABLE = """CREATE TABLE IF NOT EXISTS webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id text NOT NULL UNIQUE,
    phone_number_id text NOT NULL,
    sender text NOT NULL,
    content jsonb NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    done_time timestamptz
)"""
STORE = """INSERT INTO webhooks (message_id, phone_number_id, sender, content)
VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"""

pool = AsyncConnectionPool(
    os.environ["BENCH_DATABASE_URL"],
    min_size=8,
    max_size=16,
    kwargs={"autocommit": True},
    open=False,
)


@contextlib.asynccontextmanager
async def _life(_: FastAPI) -> AsyncIterator[None]:
    async with pool:
        async with pool.connection() as connection:
            await connection.execute(TABLE)
        yield


app = FastAPI(lifespan=_life, openapi_url=None)


@app.post("/webhook")
async def webhook(body: Annotated[Webhook, Depends(signed)]) -> dict[str, str]:
    """Acknowledge what is stored."""
    async with pool.connection() as connection:
        for value in body.values():
            for each in value.messages:
                stored = (each.id, value.metadata.phone_number_id, each.sender)
                await connection.execute(STORE, (*stored, each.model_dump_json(by_alias=True)))
    return {"status": "processed"}
