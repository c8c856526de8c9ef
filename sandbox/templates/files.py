"""Reads the templates that lie in *.yaml beside this file."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from sandbox.templates.template import Template

FOLDER = Path(__file__).parent
GATEWAY = "{gateway}"
"""Stands in the files for the address under which people open what the gateway serves."""


class _File(BaseModel):
    """The templates of one tenant, in all accounts that have them."""

    model_config = ConfigDict(extra="forbid")

    accounts: list[str]
    templates: list[dict[str, Any]]


def read_templates(gateway: str, folder: Path = FOLDER) -> list[Template]:
    """All of them, by file and in their order there."""
    return [
        Template(account=account, **_opened(said, gateway))
        for path in sorted(folder.glob("*.yaml"))
        for file in [_File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))]
        for account in file.accounts
        for said in file.templates
    ]


def _opened(said: dict[str, Any], gateway: str) -> dict[str, Any]:
    """With the gateway's address in its links."""
    buttons = [
        {**button, "url": button["url"].replace(GATEWAY, gateway)} if "url" in button else button
        for button in said.get("buttons", [])
    ]
    return {**said, "buttons": buttons}
