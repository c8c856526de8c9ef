"""Which language models this installation has, as the settings say: none without a key."""

import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from services.assistant.providers.model import ChatModel
from services.assistant.providers.model_host import ModelHost
from services.assistant.settings import OFF, Settings
from services.common.clock import Clock
from services.common.logs import Secret
from services.common.settings import BadSettings

HERE = {"localhost", "127.0.0.1", "::1"}


@contextlib.asynccontextmanager
async def opened_host(
    settings: Settings, *, production: bool, now: Clock
) -> AsyncIterator[ModelHost | None]:
    """Where models are; None without a key, and then nothing of the SDK is loaded."""
    if settings.openai_api_key is None:
        yield None
        return
    url = _checked(settings.openai_base_url, production=production)
    key = Secret(settings.openai_api_key.get_secret_value())
    async with ModelHost.opened(url, key, now=now) as host:
        yield host


def chat_model_of(host: ModelHost | None, settings: Settings) -> ChatModel | None:
    """The one that answers customers; None: the rules do."""
    if host is None or settings.chat_model == OFF:
        return None
    return ChatModel(host, settings.chat_model, most_tokens=settings.answer_tokens)


def _checked(url: str, *, production: bool) -> str:
    """The address without a slash at its end. The key goes there: not in clear over a network."""
    parts = urlsplit(url)
    if production and parts.scheme != "https" and parts.hostname not in HERE:
        raise BadSettings("OPENAI_BASE_URL: https, unless the model is on this machine")
    return url.rstrip("/")
