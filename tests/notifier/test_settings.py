"""What may an operator set, and what is refused?"""

from datetime import timedelta

import pytest

from services.common.settings import BadSettings, ProcessSettings
from services.notifier.__main__ import wired
from services.notifier.settings import Settings


def test_the_defaults_are_those_of_the_old_names(monkeypatch):
    for name in ("META_GRAPH_VERSION", "WHATSAPP_TIMEOUT_MS", "WHATSAPP_RETRY_ATTEMPTS"):
        monkeypatch.delenv(name, raising=False)

    settings = Settings()

    assert (settings.graph_url, settings.graph_version) == ("https://graph.facebook.com", "v25.0")
    assert settings.timeout == timedelta(seconds=10)
    assert settings.patience.retries.burst == 3
    assert settings.patience.status == timedelta(seconds=30)


def test_the_old_names_are_read(monkeypatch):
    monkeypatch.setenv("META_GRAPH_VERSION", "v26.0")
    monkeypatch.setenv("WHATSAPP_TIMEOUT_MS", "4000")
    monkeypatch.setenv("WHATSAPP_RETRY_ATTEMPTS", "5")

    settings = Settings()

    assert (settings.graph_version, settings.timeout_ms) == ("v26.0", 4000)
    assert settings.patience.retries.burst == 5


def test_an_operator_may_say_that_it_is_never_quiet(monkeypatch):
    monkeypatch.setenv("LYO_NOTIFIER_QUIET_HOURS", "never")

    assert Settings().quiet is None


@pytest.mark.parametrize("hours", ["night", "21:00-08:00-never", "nevermore"])
def test_quiet_hours_that_nobody_can_read_are_refused(monkeypatch, hours):
    monkeypatch.setenv("LYO_NOTIFIER_QUIET_HOURS", hours)

    with pytest.raises(BadSettings, match="QUIET_HOURS"):
        Settings()


@pytest.mark.parametrize("version", ["25.0", "v25.0/../evil", "latest"])
def test_a_version_of_the_graph_api_is_one(monkeypatch, version):
    monkeypatch.setenv("META_GRAPH_VERSION", version)

    with pytest.raises(BadSettings, match="GRAPH_VERSION"):
        Settings()


@pytest.mark.parametrize(
    ("env", "url"),
    [("production", "http://127.0.0.1:8090"), ("development", "https://graph.example.com")],
)
async def test_another_place_than_metas_is_refused_with_the_variables_name(env, url):
    service = wired(
        Settings(graph_url=url),
        ProcessSettings(env=env),
        database=None,
        callees=None,
        key=str.encode,
        now=None,
    )

    with pytest.raises(BadSettings, match="LYO_NOTIFIER_GRAPH_URL"):
        async with service:
            pass


def test_a_provider_may_take_twenty_seconds_and_no_longer(monkeypatch):
    monkeypatch.setenv("WHATSAPP_TIMEOUT_MS", "20001")

    with pytest.raises(BadSettings, match="WHATSAPP_TIMEOUT_MS"):
        Settings()


def test_a_call_that_may_still_be_under_way_is_not_made_again(monkeypatch):
    monkeypatch.setenv("WHATSAPP_TIMEOUT_MS", "20000")

    settings = Settings(status_wait_seconds=1)

    assert settings.patience.status > settings.timeout


def test_an_opt_out_waits_for_a_call_as_long_as_one_may_take(monkeypatch):
    monkeypatch.setenv("WHATSAPP_TIMEOUT_MS", "20000")

    settings = Settings()

    assert settings.longest_call > settings.timeout
