"""Do the commands of docs/admin.md work, from top to bottom?"""

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path

from tests.gateway.office import BOSS

GUIDE = Path(__file__).parents[2] / "docs" / "admin.md"
BLOCKS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


async def test_every_command_of_the_guide_works(office):
    script = "\n".join(["set -euo pipefail", *BLOCKS.findall(GUIDE.read_text())])
    ran = await asyncio.create_subprocess_exec(
        "bash",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "LYO": office.url, "LYO_API_KEY": BOSS},
    )
    said, complaints = await ran.communicate(script.encode())

    assert (ran.returncode, complaints) == (0, b"")
    answers = in_a_row(said.decode())
    assert answers[-1]["reason"] == "KEY_MISSING"
    assert [each for each in answers[:-1] if "reason" in each] == []
    commands = script.count('lyo "') + script.count("lyo -X")
    silent = len(re.findall("/credential|/purge", script)) + script.count("| id ")
    assert len(answers) - 1 == commands - silent


def in_a_row(text: str) -> list[dict]:
    """The JSON objects that stand one behind the other."""
    decoder, answers = json.JSONDecoder(), []
    while text := text.strip():
        answer, end = decoder.raw_decode(text)
        answers.append(answer)
        text = text[end:]
    return answers
