"""Does `sending:` of a tenant's file lay down how it sends, and are its mistakes told by line?"""

import re
from typing import get_args

import pytest
import yaml
from lyo.notifier.v1 import preference_service_pb2 as pb

from lyoctl.installation import ROOT
from lyoctl.sending_schema import Event, Parameter, Sending
from lyoctl.tenant_file import read
from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.sending_rules import Parameter as Fillable
from tests.lyoctl.applied import stored

SENDING = """\
sending:
  quiet: "21:00-08:00"
  templates:
    - {event: reminder, offering: cut, template: promemoria, parameters: [customer_name, when]}
    - {event: cancelled, template: annullata}
members:
"""


@pytest.fixture
def sending(salon):
    """Writes the file of a tenant of its own that says how it sends, with something replaced."""

    def write(old: str = "", new: str = ""):
        assert old in SENDING
        return salon(**{"members:\n": SENDING.replace(old, new, 1) if old else SENDING})

    write.name = salon.name
    return write


async def rules(mesh, name) -> pb.SendingRules:
    tenant = await stored(mesh, name)
    request = pb.GetSendingRulesRequest(tenant_id=tenant.tenant_id)
    return (await mesh.stubs.preferences.GetSendingRules(request)).rules


async def test_a_file_lays_down_how_its_tenant_sends(mesh_of_two, sending):
    _, told = await mesh_of_two.apply(sending())

    assert told[-3:] == [
        "~ sending quiet: as the installation says -> 21:00-08:00",
        "+ sending template of reminder cut: promemoria [customer_name, when]",
        "+ sending template of cancelled: annullata",
    ]
    laid = await rules(mesh_of_two, sending.name)
    assert (laid.quiet_hours.start_minute, laid.quiet_hours.end_minute) == (1260, 480)
    assert [
        (each.template_name, each.offering, list(each.parameters)) for each in laid.templates
    ] == [
        ("promemoria", "cut", ["customer_name", "when"]),
        ("annullata", "", []),
    ]


async def test_the_second_run_changes_nothing_of_sending(mesh_of_two, sending):
    await mesh_of_two.apply(sending())
    before = await rules(mesh_of_two, sending.name)

    assert await mesh_of_two.apply(sending()) == (0, [])
    assert await rules(mesh_of_two, sending.name) == before


async def test_a_dry_run_lays_nothing_down(mesh_of_two, sending):
    await mesh_of_two.apply(sending())
    before = await rules(mesh_of_two, sending.name)

    count, told = await mesh_of_two.apply(sending('"21:00-08:00"', "never"), dry_run=True)

    assert (count, told[1:]) == (1, ["~ sending quiet: 21:00-08:00 -> never"])
    assert await rules(mesh_of_two, sending.name) == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"21:00-08:00"', "never", ["~ sending quiet: 21:00-08:00 -> never"]),
        (
            '  quiet: "21:00-08:00"\n',
            "",
            ["~ sending quiet: 21:00-08:00 -> as the installation says"],
        ),
        (
            "annullata",
            "disdetta",
            [
                "+ sending template of cancelled: disdetta",
                "- sending template of cancelled: annullata",
            ],
        ),
        (
            ", parameters: [customer_name, when]",
            "",
            [
                "+ sending template of reminder cut: promemoria",
                "- sending template of reminder cut: promemoria [customer_name, when]",
            ],
        ),
    ],
    ids=["never quiet", "no word of quiet", "another template", "no parameters"],
)
async def test_a_change_of_sending_is_shown_and_made(mesh_of_two, sending, old, new, told):
    await mesh_of_two.apply(sending())

    _, lines = await mesh_of_two.apply(sending(old, new))

    assert lines[1:] == told
    assert await mesh_of_two.apply(sending(old, new)) == (0, [])


async def test_another_order_of_templates_is_a_change(mesh_of_two, sending):
    await mesh_of_two.apply(sending())
    first, second = SENDING.splitlines(keepends=True)[3:5]

    _, lines = await mesh_of_two.apply(sending(first + second, second + first))

    assert lines[1:] == ["~ sending templates: in another order"]
    names = [each.template_name for each in (await rules(mesh_of_two, sending.name)).templates]
    assert names == ["annullata", "promemoria"]


async def test_a_file_that_says_nothing_of_sending_leaves_it(mesh_of_two, sending, salon):
    await mesh_of_two.apply(sending())
    before = await rules(mesh_of_two, sending.name)

    assert await mesh_of_two.apply(salon()) == (0, [])
    assert await rules(mesh_of_two, sending.name) == before


async def test_sending_with_nothing_under_it_lays_down_nothing(mesh_of_two, sending, salon):
    await mesh_of_two.apply(sending())

    await mesh_of_two.apply(salon(**{"members:\n": "sending:\nmembers:\n"}))

    laid = await rules(mesh_of_two, sending.name)
    assert (laid.HasField("quiet_hours"), list(laid.templates)) == (False, [])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"21:00-08:00"', '"21:00"', "15:10: sending.quiet: write it as 21:00-08:00, or never"),
        ('"21:00-08:00"', '"24:00-08:00"', "15:10: sending.quiet: write it as 21:00-08:00"),
        ('"21:00-08:00"', '"08:00-08:00"', "15:10: sending.quiet: 08:00-08:00 is no time at all"),
        (
            "event: reminder",
            "event: birthday",
            "17:15: sending.templates.0.event: must be confirmed,",
        ),
        (
            "customer_name",
            "colour",
            "17:75: sending.templates.0.parameters.0: must be customer_name,",
        ),
        (
            "offering: cut",
            "offering: dye",
            "17:35: sending.templates.0.offering: there is no offering",
        ),
        ("template: annullata", "name: a", "18:7: sending.templates.1.template: is missing"),
        ("template: annullata", "template: ''", "18:36: sending.templates.1.template: is empty"),
        ("quiet", "quite", "15:3: sending.quite: there is no such key"),
    ],
    ids=[
        "half",
        "no clock",
        "no time",
        "event",
        "parameter",
        "offering",
        "no template",
        "empty template",
        "key",
    ],
)
def test_a_mistake_is_told_by_its_line(complaint, old, new, told):
    assert told in complaint(**{"members:\n": SENDING.replace(old, new, 1)})


def test_an_offering_is_not_looked_for_where_the_file_names_none(file):
    text = file(**{"members:\n": SENDING}).read_text()
    bare = text[: text.index("offerings:")] + text[text.index("flags:") :]

    assert read(file(bare)).says.sending is not None


def test_a_file_knows_the_events_and_parameters_that_there_are():
    replies = {"attending", "moves_offered", "outdated", "too_late"}

    assert set(get_args(Event)) == set(BookingEventKind) - replies
    assert set(get_args(Parameter)) == set(Fillable)


def test_what_the_guide_shows_may_stand_in_a_file():
    text = (ROOT / "docs" / "sending.md").read_text()
    shown = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    assert shown
    for each in shown:
        Sending.model_validate(yaml.safe_load(each)["sending"])
