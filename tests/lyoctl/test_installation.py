"""What is each process told?"""

import pytest

from lyoctl import configuration
from lyoctl.installation import DEMO, PROVIDERS, Installation


@pytest.fixture
def installation(tmp_path):
    return Installation.on_free_ports(tmp_path, {})


def own_names() -> list[str]:
    """The variables that an operator may set and that the installation does not decide itself.

    Of DATABASE_URL each service is told its own role's form.
    """
    decided = {"LYO_ENV", "LYO_KEY_FILE", "LYO_DRAIN_SECONDS", "DATABASE_URL"}
    return [name for name in configuration.variables() if "<" not in name and name not in decided]


def test_every_documented_variable_reaches_the_services(installation, monkeypatch):
    services = [name for name in own_names() if not name.startswith("LYO_SANDBOX_")]
    for name in services:
        monkeypatch.setenv(name, "as-set")

    told = installation.told("gateway", "")

    others = [name for name in services if told.get(name) != "as-set"]
    assert set(others) == set(PROVIDERS)  # where they are in the sandbox


def test_in_development_the_gateway_is_found_where_it_listens(installation, monkeypatch):
    for name in ("PUBLIC_BASE_URL", "LYO_ENV"):
        monkeypatch.delenv(name, raising=False)

    assert installation.told("notifier", "")["PUBLIC_BASE_URL"] == installation.gateway_url
    assert installation.told("sandbox", "")["LYO_SANDBOX_PUBLIC_URL"] == installation.gateway_url


def test_the_sandbox_signs_over_the_address_that_the_gateway_was_told(installation, monkeypatch):
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://lyo.example")

    assert installation.told("gateway", "")["PUBLIC_BASE_URL"] == "https://lyo.example"
    assert installation.told("sandbox", "")["LYO_SANDBOX_PUBLIC_URL"] == "https://lyo.example"


def test_the_variables_of_the_sandbox_reach_the_sandbox(installation, monkeypatch):
    monkeypatch.setenv("LYO_SANDBOX_STATUS_DELAY_SECONDS", "2")

    assert installation.told("sandbox", "")["LYO_SANDBOX_STATUS_DELAY_SECONDS"] == "2"


def test_the_sandbox_is_where_the_installation_says_and_knows_no_secret(installation, monkeypatch):
    monkeypatch.setenv("LYO_SANDBOX_LISTEN", "127.0.0.1:1")
    monkeypatch.setenv("WHATSAPP_ACCESS_TOKEN", "a-real-one")
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:secret@127.0.0.1/lyo")

    told = installation.told("sandbox", "")

    assert told["LYO_SANDBOX_LISTEN"] == installation.sandbox
    assert not {"WHATSAPP_ACCESS_TOKEN", "DATABASE_URL"} & set(told)


def test_what_the_installation_was_given_wins_over_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LYO_POLL_SECONDS", "9")
    installation = Installation.on_free_ports(tmp_path, {"LYO_POLL_SECONDS": "0.2"})

    assert installation.told("notifier", None)["LYO_POLL_SECONDS"] == "0.2"


def test_a_key_file_of_ones_own_is_everybodys(tmp_path, monkeypatch):
    monkeypatch.setenv("LYO_KEY_FILE", str(tmp_path / "own"))

    installation = Installation.of_this_machine(tmp_path / "home")

    assert installation.key_file == tmp_path / "own"
    assert installation.told("tenant", None)["LYO_KEY_FILE"] == str(tmp_path / "own")


def test_without_one_the_key_file_is_in_the_home(tmp_path, monkeypatch):
    monkeypatch.delenv("LYO_KEY_FILE", raising=False)

    assert Installation.of_this_machine(tmp_path).key_file == tmp_path / "key"


@pytest.mark.parametrize("env", ["development", "test"])
def test_what_the_demo_tenants_agree_on_is_told_where_nothing_else_was_set(
    installation, monkeypatch, env
):
    monkeypatch.setenv("LYO_ENV", env)
    monkeypatch.setenv("LYO_API_KEY", "of-my-own")

    told = installation.told("gateway", "")

    assert told["WHATSAPP_APP_SECRET"] == "sandbox-app-secret"
    assert told["LYO_API_KEY"] == "of-my-own"


def test_in_production_nobody_is_told_the_secrets_that_everybody_knows(installation, monkeypatch):
    monkeypatch.setenv("LYO_ENV", "production")
    for name in DEMO:
        monkeypatch.delenv(name, raising=False)

    assert not set(DEMO) & set(installation.told("gateway", ""))


def test_the_sandbox_signs_with_the_first_secret_that_the_gateway_accepts(monkeypatch, tmp_path):
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "new-secret, old-secret")
    installation = Installation.on_free_ports(tmp_path, {})

    assert installation.told("sandbox", "")["LYO_SANDBOX_APP_SECRET"] == "new-secret"


def test_the_owners_side_of_the_sandbox_has_the_key_that_opens_lyo(monkeypatch, tmp_path):
    monkeypatch.setenv("LYO_API_KEY", "of-my-own")
    installation = Installation.on_free_ports(tmp_path, {})

    assert installation.told("sandbox", "")["LYO_SANDBOX_API_KEY"] == "of-my-own"


def test_a_service_is_never_told_the_url_that_may_create_roles(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:pw@127.0.0.1:1/lyo")
    installation = Installation.on_free_ports(tmp_path, {})

    told = installation.told("booking", "postgresql://lyo_booking:own@127.0.0.1:1/lyo")

    assert "DATABASE_URL" not in told
    assert told["LYO_BOOKING_DATABASE_URL"].startswith("postgresql://lyo_booking:")


def test_two_installations_of_one_process_share_no_port(tmp_path):
    first, second = (Installation.on_free_ports(tmp_path, {}) for _ in range(2))

    assert addresses(first).isdisjoint(addresses(second))


def addresses(installation: Installation) -> set[str]:
    each = (installation.listen, installation.metrics, installation.team)
    return {address for kind in each for address in kind.values()} | {installation.sandbox}
