"""Is a message sent as the right template, and never as one that may not be sent?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from lyo.notifier.v1 import template_service_pb2 as pb

from services.common.clock import utc_now
from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.sending_rules import TemplateRule
from services.notifier.domain.template import TemplateState
from tests.notifier.templates import BODY, REMINDER, Templates, an_event


@pytest.fixture
def templates(tenant, notifier):
    return Templates(tenant, notifier)


async def test_an_event_is_sent_as_the_template_named_after_it(templates):
    await templates.has(buttons=[{"text": "Conferma"}, {"text": "Sposta"}, {"text": "Annulla"}])
    await templates.sync()

    use, template = await templates.chosen(event=an_event())

    assert use == TemplateUse(
        "booking_reminder",
        "it",
        ("Giulia", "Taglio", "giovedì 24 dicembre, 15:30"),
        ("link-confirm", "link-move", "link-cancel"),
    )
    assert template.text == BODY


async def test_a_rule_of_the_tenant_goes_before_the_name(templates):
    await templates.has()
    await templates.has("promemoria", body="{{1}}")
    await templates.sync()
    await templates.rules(TemplateRule(REMINDER, "promemoria", "taglio", ("time",)))

    use, _ = await templates.chosen(event=an_event())

    assert (use.name, use.parameters) == ("promemoria", ("15:30",))


async def test_who_has_no_name_is_greeted_without_it_in_the_templates_language(templates):
    await templates.has()
    await templates.sync()

    use, _ = await templates.chosen(event=replace(an_event(), customer_name="", language="pt"))

    assert use.parameters[0] == "gentile cliente"


async def test_a_template_that_needs_no_name_goes_first_where_there_is_none(templates):
    await templates.has()
    await templates.has("booking_reminder_taglio", body="{{1}}")
    await templates.sync()
    await templates.rules(TemplateRule(REMINDER, "booking_reminder_taglio", "", ("when",)))

    use, _ = await templates.chosen(event=replace(an_event(), customer_name=""))

    assert use.name == "booking_reminder_taglio"


async def test_an_event_without_a_template_is_refused_with_what_there_is(templates):
    await templates.has(status="PAUSED")
    await templates.has("booking_confirmed")
    await templates.sync()

    refused = await templates.refusal(event=an_event())

    assert refused.reason == "WINDOW_CLOSED_NO_TEMPLATE"
    assert refused.detail == (
        "none of booking_reminder_taglio, booking_reminder can be sent;"
        " known: booking_reminder it: paused"
    )


async def test_free_text_has_no_template(templates):
    assert (await templates.refusal()).reason == "WINDOW_CLOSED_NO_TEMPLATE"


def asking_for(*parameters, name="booking_reminder", language="it"):
    return Content(template=TemplateUse(name, language, parameters))


async def test_a_template_that_a_caller_names_is_sent_as_the_provider_writes_it(templates):
    await templates.has(language="pt_BR")
    await templates.sync()

    use, template = await templates.chosen(content=asking_for("a\nb", "c", "d", language="pt-br"))

    assert (use.language, use.parameters) == ("pt_BR", ("a b", "c", "d"))
    assert template.language == "pt_BR"


async def test_too_few_parameters_of_a_caller_are_refused(templates):
    await templates.has()
    await templates.sync()

    refused = await templates.refusal(content=asking_for("a"))

    assert (refused.reason, refused.detail) == (
        "TEMPLATE_PARAMETERS_WRONG",
        "the template has 3 parameters, not 1",
    )


@pytest.mark.parametrize(
    ("name", "language"), [("booking_reminder", "en"), ("other", "it")], ids=["language", "name"]
)
async def test_a_template_that_is_not_there_is_not_replaced_by_another(templates, name, language):
    await templates.has()
    await templates.sync()

    refused = await templates.refusal(content=asking_for("a", name=name, language=language))

    assert refused.reason == "WINDOW_CLOSED_NO_TEMPLATE"


async def test_a_caller_is_believed_where_no_templates_were_ever_brought_in(templates):
    content = asking_for("a", "b")

    use, template = await templates.chosen(content=content)

    assert use == content.template
    assert template.parameter_names == ("1", "2")


async def test_a_template_that_a_platform_paused_is_not_sent_until_it_may_be_again(templates):
    await templates.has()
    await templates.sync()

    await templates.hold(TemplateState.PAUSED, "low quality")
    refused = await templates.refusal(event=an_event())
    (listed,) = await templates.listed()
    await templates.hold(TemplateState.APPROVED)

    assert refused.reason == "WINDOW_CLOSED_NO_TEMPLATE"
    assert (listed.state, listed.detail) == (pb.TEMPLATE_STATE_PAUSED, "low quality")
    assert not isinstance(await templates.chosen(event=an_event()), Refused)


async def test_without_a_language_a_template_is_held_in_all(templates):
    await templates.has()
    await templates.has(language="en")
    await templates.sync()

    await templates.hold(TemplateState.DISABLED, language="")

    assert {each.state for each in await templates.listed()} == {pb.TEMPLATE_STATE_DISABLED}


async def test_what_was_said_before_templates_were_brought_in_changes_nothing(templates):
    before = utc_now() - timedelta(seconds=2)
    await templates.has()
    await templates.sync()

    await templates.hold(TemplateState.PAUSED, now=before)

    assert [each.state for each in await templates.listed()] == [pb.TEMPLATE_STATE_APPROVED]


async def test_what_was_said_in_the_second_in_which_they_were_brought_in_counts(templates):
    await templates.has()
    await templates.sync()

    await templates.hold(TemplateState.PAUSED, now=utc_now().replace(microsecond=0))

    assert [each.state for each in await templates.listed()] == [pb.TEMPLATE_STATE_PAUSED]
