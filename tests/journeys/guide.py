"""Plays the shell commands of a guide against a running installation."""

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from lyoctl.installation import DEMO


def script_of(guide: str) -> str:
    """All its commands, from top to bottom; the first that fails ends them."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    return "\n".join(["set -euo pipefail", *blocks])


async def played(script: str, mesh: Any, folder: Path) -> list[dict[str, Any]]:
    """What they said, all of it JSON; nothing went wrong."""
    ran = await asyncio.create_subprocess_exec(
        "bash",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "LYO": mesh.installation.gateway_url,
            "LYO_SANDBOX": mesh.installation.sandbox_url,
            "LYO_API_KEY": DEMO["LYO_API_KEY"],
        },
    )
    said, complaints = await ran.communicate(script.encode())
    assert (ran.returncode, complaints) == (0, b""), said.decode()[-1000:]
    return in_a_row(said.decode())


def in_a_row(text: str) -> list[dict[str, Any]]:
    """The JSON objects that stand one behind the other."""
    decoder, answers = json.JSONDecoder(), []
    while text := text.strip():
        answer, end = decoder.raw_decode(text)
        answers.append(answer)
        text = text[end:]
    return answers
