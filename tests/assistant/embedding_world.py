"""A business whose entries are found by their meaning too."""

import asyncio
import contextlib

from services.assistant.knowing import meant
from services.assistant.providers.embeddings import OpenAIEmbeddings
from services.assistant.providers.model_host import ModelHost
from services.common.logs import Secret
from tests.assistant.business import Clock
from tests.assistant.knowing import Business, running_knowledge

NEAR = 0.7
KEY = Secret("the-key")


class Costs(list):
    """What was recorded of calls."""

    async def record(self, tenant_id, **told) -> None:
        self.append((tenant_id, told["kind"], told["model"], told["prompt_tokens"]))


class World:
    """One business, searched with a model; `embed` makes what the worker would."""

    def __init__(self, stub, known, costs, clock) -> None:
        self.business = Business(stub, known.knowledge)
        self.known, self.costs, self.clock = known, costs, clock

    async def embed(self) -> None:
        await self.known.workers[0].embed_all(asyncio.Event())


@contextlib.asynccontextmanager
async def world_of(database, api, *, model="small", business=None):
    clock, costs = Clock(), Costs()
    async with ModelHost.opened(api.url, KEY, now=clock) as host:
        embeddings = OpenAIEmbeddings(host, model, now=clock)
        known = meant(database, embeddings, costs.record, near=NEAR, now=clock)
        async with running_knowledge(database, known.knowledge, now=clock) as stub:
            world = World(stub, known, costs, clock)
            if business:
                world.business.tenant_id = business.tenant_id
            yield world
