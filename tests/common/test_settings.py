"""What does an installation set, and what is derived from its one key?"""

import threading
from pathlib import Path
from typing import Annotated

import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.common.settings import (
    BadSettings,
    Environment,
    Keys,
    ProcessSettings,
    ServiceSettings,
    owner_url,
    runtime_url,
)

SECRET = bytes(range(32))


class Settings(Environment):
    """Of a service made up for these tests."""

    model_config = SettingsConfigDict(env_prefix="LYO_ECHO_")

    loudness: Annotated[int, Field(gt=0)] = 1
    words: tuple[str, ...] = ()
    token: Annotated[SecretStr | None, Field(validation_alias=AliasChoices("TOKEN", "OLD"))] = None


@pytest.fixture
def setting(monkeypatch):
    """Sets variables; those of the machine that runs the tests are gone."""
    for name in ("DATABASE_URL", "LYO_ENV", "OTEL_EXPORTER_OTLP_ENDPOINT", "LYO_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    return lambda **values: [monkeypatch.setenv(*each) for each in values.items()]


def complaint(kind=Settings):
    with pytest.raises(BadSettings) as error:
        kind()
    return str(error.value)


def test_where_nothing_is_said_it_is_production(setting):
    settings = ProcessSettings()

    assert settings.production
    assert settings.drain_delay.total_seconds() == 5
    assert settings.drain.total_seconds() == 30


@pytest.mark.parametrize("where", ["development", "test"])
def test_elsewhere_nothing_waits_before_the_drain_unless_told(setting, where):
    setting(LYO_ENV=where)
    assert ProcessSettings().drain_delay.total_seconds() == 0
    setting(LYO_DRAIN_DELAY_SECONDS="2")
    assert ProcessSettings().drain_delay.total_seconds() == 2


def test_an_empty_variable_counts_as_absent(setting):
    setting(LYO_ENV="", DATABASE_URL="", LYO_ECHO_LOUDNESS="")

    assert ProcessSettings().database_url is None
    assert Settings().loudness == 1


def test_every_wrong_variable_is_a_line_of_its_own(setting):
    setting(LYO_LEASE_SECONDS="soon", LYO_POLL_SECONDS="0")

    lines = complaint(ProcessSettings).splitlines()

    assert [line.split(":")[0] for line in lines] == ["LYO_LEASE_SECONDS", "LYO_POLL_SECONDS"]


def test_a_complaint_never_shows_the_value(setting):
    setting(LYO_ECHO_LOUDNESS="a-secret-by-mistake", LYO_ECHO_WORDS="{secret")

    assert "secret" not in complaint()


def test_an_alias_is_named_as_it_is_written(setting):
    class Strict(Environment):
        token: Annotated[int, Field(validation_alias=AliasChoices("TOKEN", "OLD"))]

    setting(OLD="x")

    assert complaint(Strict).startswith("OLD: ")


def test_settings_cannot_be_changed_and_do_not_show_secrets(setting):
    setting(OLD="hush")
    settings = Settings()

    assert settings.token and settings.token.get_secret_value() == "hush"  # noqa: PT018
    assert "hush" not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.loudness = 2  # type: ignore[misc]


def test_a_service_has_variables_of_its_own(setting):
    setting(LYO_ECHO_LISTEN="0.0.0.0:1", LYO_ECHO_TARGET="dns:///echo:1")

    assert ServiceSettings.of("echo").listen == "0.0.0.0:1"
    assert ServiceSettings.of("echo").target == "dns:///echo:1"
    assert ServiceSettings.of("other").listen is None


class TestKeys:
    def test_each_purpose_has_a_key_of_its_own(self):
        keys = Keys(SECRET)

        derived = {keys.derived("a"), keys.derived("b"), keys.mesh, SECRET}
        assert len(derived) == 4
        assert all(len(each) == 32 for each in derived)
        assert keys.derived("a") == Keys(SECRET).derived("a")
        assert keys.password("lyo_echo") != keys.password("lyo_echo_owner")

    def test_a_key_is_made_once_for_its_owner_alone(self, tmp_path):
        path = tmp_path / "new folder" / "key"

        first = Keys.read(path, make=True)

        assert path.stat().st_mode & 0o777 == 0o600
        assert Keys.read(path, make=True).mesh == first.mesh
        assert [each.name for each in path.parent.iterdir()] == ["key"]

    def test_many_at_once_get_the_same_key(self, tmp_path):
        path, seen = tmp_path / "key", set()
        start = threading.Barrier(16)

        def read():
            start.wait()
            seen.add(Keys.read(path, make=True).mesh)

        threads = [threading.Thread(target=read) for _ in range(16)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert len(seen) == 1

    @pytest.mark.parametrize("content", ["", "xyz", "ab" * 31])
    def test_a_file_that_is_no_key_is_refused(self, tmp_path, content):
        path = tmp_path / "key"
        path.write_text(content)

        with pytest.raises(BadSettings, match=r"^LYO_KEY_FILE: "):
            Keys.read(path, make=True)
        assert path.read_text() == content

    def test_where_none_may_be_made_it_says_how(self, tmp_path):
        with pytest.raises(BadSettings, match="openssl rand -hex 32"):
            Keys.read(tmp_path / "key", make=False)

    def test_a_folder_that_cannot_be_written_is_said_in_one_line(self):
        with pytest.raises(BadSettings, match="LYO_KEY_FILE: cannot make"):
            Keys.read(Path("/proc/nowhere/key"), make=True)


class TestDatabaseUrls:
    keys = Keys(SECRET)

    def test_each_role_is_derived_from_the_one_url(self, setting):
        setting(DATABASE_URL="postgresql://postgres:secret@db.example:5433/lyo?sslmode=require")
        settings = ProcessSettings()

        runtime = conninfo_to_dict(runtime_url("echo", settings, self.keys))
        owner = conninfo_to_dict(owner_url("echo", settings, self.keys))

        assert runtime == {
            "user": "lyo_echo",
            "password": self.keys.password("lyo_echo"),
            "host": "db.example",
            "port": "5433",
            "dbname": "lyo",
            "sslmode": "require",
        }
        assert owner == runtime | {
            "user": "lyo_echo_owner",
            "password": self.keys.password("lyo_echo_owner"),
        }

    def test_what_an_operator_made_wins(self, setting):
        setting(
            DATABASE_URL="postgresql://postgres@db/lyo",
            LYO_ECHO_DATABASE_URL="postgresql://mine@elsewhere/x",
            LYO_ECHO_OWNER_DATABASE_URL="postgresql://boss@elsewhere/x",
        )
        settings = ProcessSettings()

        assert runtime_url("echo", settings, self.keys) == "postgresql://mine@elsewhere/x"
        assert owner_url("echo", settings, self.keys) == "postgresql://boss@elsewhere/x"

    def test_none_at_all_is_said(self, setting):
        with pytest.raises(BadSettings, match="LYO_ECHO_DATABASE_URL"):
            runtime_url("echo", ProcessSettings(), self.keys)
