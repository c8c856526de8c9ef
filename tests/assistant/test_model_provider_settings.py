"""Is a model called where the settings say, and none without a key?"""

import pytest

from services.assistant.models import chat_model_of, opened_host
from services.assistant.settings import Settings
from services.common.clock import utc_now
from services.common.settings import BadSettings
from tests.assistant.model_side import ASKED, NOW, completion
from tests.notifier.answering import answering, responds

pytestmark = pytest.mark.slow

KEY = "sk-of-a-test"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


async def test_without_a_key_there_is_no_model():
    async with opened_host(Settings(), production=True, now=utc_now) as host:
        assert host is None
        assert chat_model_of(host, Settings()) is None


async def test_a_key_and_an_address_by_their_old_names_are_enough(monkeypatch):
    async with answering(responds(200, completion())) as there:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{there.url}/v1/")
        monkeypatch.setenv("LYO_ASSISTANT_CHAT_MODEL", "house-model")
        settings = Settings()
        async with opened_host(settings, production=True, now=lambda: NOW) as host:
            model = chat_model_of(host, settings)
            answer = await model.answer(ASKED, [], until=NOW.replace(minute=1))

    assert answer.text == "Hello"
    (request,) = there.requests
    assert (request.path, request.json["model"]) == ("/v1/chat/completions", "house-model")
    assert request.headers["authorization"] == f"Bearer {KEY}"


async def test_switched_off_the_rules_answer():
    settings = Settings(OPENAI_API_KEY=KEY, chat_model="off")
    async with opened_host(settings, production=True, now=utc_now) as host:
        assert chat_model_of(host, settings) is None


@pytest.mark.parametrize("url", ["http://models.example/v1", "http://10.0.0.7:8000/v1"])
async def test_in_production_the_key_does_not_go_over_a_network_in_clear(url):
    settings = Settings(OPENAI_API_KEY=KEY, OPENAI_BASE_URL=url)
    with pytest.raises(BadSettings, match="OPENAI_BASE_URL: https"):
        async with opened_host(settings, production=True, now=utc_now):
            raise AssertionError
    async with opened_host(settings, production=False, now=utc_now) as host:
        assert host is not None


@pytest.mark.parametrize(
    "url",
    [
        "models.example/v1",
        "ftp://models.example",
        "https://key@models.example",
        "https://models.example/v1?key=x",
        "https://models.example/v1#x",
        "https://models.example/a b",
    ],
)
def test_an_address_that_is_none_stops_the_start_by_name(monkeypatch, url):
    monkeypatch.setenv("OPENAI_BASE_URL", url)

    with pytest.raises(BadSettings, match="OPENAI_BASE_URL"):
        Settings()


def test_the_key_is_not_shown():
    assert KEY not in repr(Settings(OPENAI_API_KEY=KEY))
