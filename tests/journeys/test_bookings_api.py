"""Do the commands of docs/api.md work, from top to bottom, and is what it names there?"""

import re

from icalendar import Calendar

from lyoctl.installation import ROOT
from services.gateway.admin.comments import Comments
from services.gateway.admin.table import ROUTES
from tests.journeys.guide import played, script_of

GUIDE = (ROOT / "docs" / "api.md").read_text()
OF_THE_DOORS = {"TENANT_NOT_FOUND", "FIELD_MISSING", "FIELD_INVALID", "FIELD_UNKNOWN"}


async def test_every_command_of_the_guide_works(mesh, tmp_path):
    answers = await played(script_of(GUIDE), mesh, tmp_path)

    assert [each["reason"] for each in answers if "reason" in each] == ["NOT_E164", "SLOT_TAKEN"]
    (event,) = Calendar.from_ical((tmp_path / "booking.ics").read_bytes()).walk("VEVENT")
    assert event["uid"] == f"{answers[-1]['booking_id']}@lyo"
    assert answers[-1]["state"] == "BOOKING_STATE_CANCELLED"


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
