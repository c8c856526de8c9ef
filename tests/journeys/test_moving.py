"""Is docs/moving.md true? What it does not call "not yet" is there, and what it does is not."""

import re

import httpx
import pytest
import typer
from typer.core import TyperGroup

from lyoctl.cli import app
from lyoctl.installation import DEMO, ROOT

PAGE = (ROOT / "docs" / "moving.md").read_text()
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
VARIABLE = re.compile(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`")
LATER = [line for line in PAGE.splitlines() if "**not yet**" in line]
TODAY = [line for line in PAGE.splitlines() if "**not yet**" not in line]


def variables(lines):
    return {name for line in lines for name in VARIABLE.findall(line)}


def test_every_variable_that_is_said_to_stay_is_read():
    known = {name for line in CONFIGURATION.splitlines() for name in VARIABLE.findall(line)}

    assert "WHATSAPP_APP_SECRET" in variables(TODAY)
    assert variables(TODAY) - known == set()


def test_no_variable_that_is_said_to_come_is_read_already():
    known = {name for line in CONFIGURATION.splitlines() for name in VARIABLE.findall(line)}

    assert LATER
    assert variables(LATER) & known == set()


def test_every_page_that_it_leads_to_is_there():
    pages = re.findall(r"\]\(([^)#]+)\)", PAGE)

    assert [each for each in pages if not (ROOT / "docs" / each).exists()] == []


@pytest.mark.parametrize("page", ["moving.md", "grpc-api.md"])
def test_every_command_that_is_named_is_there(page):
    named = re.findall(r"`lyoctl ([a-z ]+[a-z])", (ROOT / "docs" / page).read_text())

    assert named
    for words in named:
        command = typer.main.get_command(app)
        for word in words.split():
            if not isinstance(command, TyperGroup):
                break  # the rest are its arguments
            command = command.commands[word]


@pytest.mark.parametrize(
    "path", ["/", "/health", "/livez", "/readyz", "/metrics", "/webhook", "/webhooks/whatsapp"]
)
async def test_a_path_that_stays_is_served_without_a_key(mesh, path):
    assert f"`{path}`" in "\n".join(TODAY)
    async with httpx.AsyncClient(base_url=mesh.installation.gateway_url, trust_env=False) as http:
        answer = await http.get(path)

    wanted = 403 if path.startswith("/webhook") else 200  # a subscription wants its token
    assert answer.status_code == wanted


PATHS = sorted({path for line in LATER for path in re.findall(r"`(/api[^`]*)`", line)})
TWILIO = "/api/integrations/whatsapp/webhook"


@pytest.mark.parametrize("path", [path for path in PATHS if path != TWILIO])
async def test_an_old_path_that_is_to_come_asks_for_a_key_and_then_is_not_there(mesh, path):
    key = {"x-api-key": DEMO["LYO_API_KEY"]}
    async with httpx.AsyncClient(base_url=mesh.installation.gateway_url, trust_env=False) as http:
        answers = [await http.get(path), await http.get(path, headers=key)]

    assert [each.status_code for each in answers] == [401, 404]
