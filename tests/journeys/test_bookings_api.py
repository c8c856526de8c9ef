"""Do the commands of docs/api.md work, from top to bottom, and is what it names there?"""

import asyncio
import json
import os
import re
import subprocess

from icalendar import Calendar

from lyoctl.installation import DEMO, ROOT
from services.gateway.admin.comments import Comments
from services.gateway.admin.table import ROUTES

GUIDE = (ROOT / "docs" / "api.md").read_text()
SCRIPT = "\n".join(
    ["set -euo pipefail", *re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)]
)
OF_THE_DOORS = {"TENANT_NOT_FOUND", "FIELD_MISSING", "FIELD_INVALID", "FIELD_UNKNOWN"}


async def test_every_command_of_the_guide_works(mesh, tmp_path):
    ran = await asyncio.create_subprocess_exec(
        "bash",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "LYO": mesh.installation.gateway_url,
            "LYO_API_KEY": DEMO["LYO_API_KEY"],
        },
    )
    said, complaints = await ran.communicate(SCRIPT.encode())

    assert (ran.returncode, complaints) == (0, b""), said.decode()[-1000:]
    answers = in_a_row(said.decode())
    assert [each["reason"] for each in answers if "reason" in each] == ["NOT_E164", "SLOT_TAKEN"]
    (event,) = Calendar.from_ical((tmp_path / "booking.ics").read_bytes()).walk("VEVENT")
    assert event["uid"] == f"{answers[-1]['booking_id']}@lyo"
    assert answers[-1]["state"] == "BOOKING_STATE_CANCELLED"


def in_a_row(text: str) -> list[dict]:
    """The JSON objects that stand one behind the other."""
    decoder, answers = json.JSONDecoder(), []
    while text := text.strip():
        answer, end = decoder.raw_decode(text)
        answers.append(answer)
        text = text[end:]
    return answers


def test_every_route_that_the_guide_names_is_there():
    named = set(re.findall(r"`(GET|POST|PUT) (/api/[^`]+)`", GUIDE))
    there = {(each.method, each.path) for each in ROUTES}

    assert len(named) > 8
    assert named - there == set()


def test_every_reason_that_the_guide_names_is_in_a_contract():
    comments = Comments.read()
    calls = {each.rpc.replace("/", ".") for each in ROUTES}
    listed = {refusal.reason for call in calls for refusal in comments.refusals(call)}
    (table,) = re.findall(r"^\| status \| reasons .*", GUIDE, re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"`([A-Z]{2,}_[A-Z0-9_]+)`", table))

    assert len(named) > 15
    assert named - listed - OF_THE_DOORS == set()
