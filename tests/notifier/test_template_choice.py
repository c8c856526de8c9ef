"""Which template tells of an event?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.sending_rules import Parameter, TemplateRule
from services.notifier.domain.template import TemplateButton, TemplateState
from services.notifier.domain.template_choice import choose
from services.notifier.domain.template_filling import LONGEST, wrong_with
from tests.notifier.choice import ALL_THREE, REMINDER, chosen, event, template

BY_RANK = [
    ("rule_of_taglio", "it"),
    ("rule_of_all", "it"),
    ("booking_reminder_taglio", "it"),
    ("booking_reminder", "it"),
    ("rule_of_taglio", "it_CH"),
    ("booking_reminder", "it_CH"),
    ("rule_of_all", "en_GB"),
    ("booking_reminder", "en"),
    ("booking_reminder_taglio", "de"),
    ("booking_reminder", "fr"),
]
"""Each goes before all those below it."""

RULES = (
    TemplateRule(REMINDER, "rule_of_all"),
    TemplateRule(REMINDER, "rule_of_taglio", offering="taglio"),
    TemplateRule(REMINDER, "rule_of_colour", offering="colore"),
    TemplateRule(BookingEventKind.CONFIRMED, "rule_of_confirmed"),
)


@pytest.mark.parametrize("first", range(len(BY_RANK)), ids=[" ".join(each) for each in BY_RANK])
def test_the_first_is_taken_by_language_then_rule_then_name(first):
    left = [template(*each) for each in BY_RANK[first:]]

    assert chosen(event(), *reversed(left), rules=RULES) == BY_RANK[first]


def test_pt_br_is_the_same_however_it_is_written():
    european, brazilian = template(language="pt"), template(language="pt_BR")

    assert chosen(event("pt-br"), european, brazilian) == ("booking_reminder", "pt_BR")


@pytest.mark.parametrize("state", [each for each in TemplateState if each != "approved"])
def test_what_may_not_be_sent_is_not_chosen(state):
    other = template(language="en")

    assert chosen(event(), template(state=state), other) == ("booking_reminder", "en")
    assert chosen(event(), template(state=state)) is None


@pytest.mark.parametrize("name", ["booking_confirmed", "rule_of_colour", "rule_of_confirmed"])
def test_what_tells_of_something_else_is_not_chosen(name):
    assert chosen(event(), template(name), rules=RULES) is None


def test_an_offering_with_hyphens_is_named_without_them():
    named = template("booking_reminder_baby_olympics")

    assert chosen(event(offering="baby-olympics"), named) is not None


def test_one_that_cannot_be_filled_is_passed_over():
    wants_a_reason = template("booking_reminder_taglio", "it", "reason", named=True)

    assert chosen(event(), wants_a_reason, template(language="en")) == ("booking_reminder", "en")


def test_a_second_rule_of_the_event_is_for_whom_the_first_does_not_fit():
    rules = (
        TemplateRule(REMINDER, "by_name", parameters=("customer_name",)),
        TemplateRule(REMINDER, "nameless", parameters=("when",)),
    )
    both = [template("by_name", "it", "1"), template("nameless", "it", "1")]

    assert chosen(event(), *both, rules=rules) == ("by_name", "it")
    assert chosen(event(customer_name=""), *both, rules=rules) == ("nameless", "it")


texts = st.text(max_size=40) | st.text("ab \n\t\u200b", max_size=30)
names = st.sampled_from([*Parameter, *map(str, range(12)), "service", "colour"])
kinds = st.sampled_from(["quick_reply", "url", "phone_number"])
titles = st.sampled_from(["Confirm", "Sposta", "Cancel", "Stop", "Ciao", "Yes"]) | texts
buttons = st.builds(TemplateButton, kinds, titles, st.booleans())
templates = st.builds(
    template,
    st.sampled_from(["booking_reminder", "booking_reminder_taglio", "mine"]),
    st.sampled_from(["it", "it_IT", "en", "en_US", "de", "pt_BR"]),
    state=st.sampled_from(TemplateState),
    parameter_names=st.lists(names, max_size=4).map(tuple),
    buttons=st.lists(buttons, max_size=4).map(tuple),
)
rules = st.builds(
    TemplateRule,
    st.sampled_from([REMINDER, BookingEventKind.CONFIRMED]),
    st.sampled_from(["mine", "booking_reminder"]),
    st.sampled_from(["", "taglio", "colore"]),
    st.lists(st.sampled_from(Parameter).map(str), max_size=4).map(tuple),
)
events = st.builds(
    event,
    st.sampled_from(["it", "en-GB", "pt-BR", "", "zz"]),
    actions=st.lists(st.sampled_from(ALL_THREE), unique=True, max_size=3),
    customer_name=texts,
    offering_name=texts,
    resource_name=texts,
    venue_address=st.text("x ", max_size=3000),
    reason=texts,
    party_size=st.integers(0, 1000),
)


@settings(max_examples=100, deadline=None)
@given(events, st.lists(rules, max_size=4), st.lists(templates, max_size=6))
def test_whatever_is_chosen_may_be_sent_and_is_filled_as_it_wants(event, rules, templates):
    found = choose(event, rules, templates)

    if found is not None:
        use, template = found
        assert template.state is TemplateState.APPROVED
        assert len(use.parameters) == len(template.parameter_names)
        for each in use.parameters:
            assert 0 < len(each) <= LONGEST
            assert " ".join(each.split()) == each
        assert list(wrong_with(use, template)) == []


@settings(max_examples=100, deadline=None)
@given(events, st.lists(buttons, max_size=5))
def test_no_action_is_done_by_two_quick_replies(event, buttons):
    found = choose(event, (), [template(buttons=tuple(buttons))])

    if found is not None:
        takers = [each for each in buttons if each.kind == "quick_reply" or each.fills_url]
        taken = zip(takers, found[0].choice_ids, strict=False)
        links = [link for each, link in taken if not each.fills_url and link.startswith("link-")]
        assert len(links) == len(set(links))


@settings(max_examples=100, deadline=None)
@given(events, st.lists(rules, max_size=4), st.lists(templates, max_size=6), st.randoms())
def test_the_order_in_which_templates_are_stored_does_not_matter(event, rules, templates, chance):
    distinct = list({(each.name, each.language): each for each in templates}.values())
    shuffled = chance.sample(distinct, len(distinct))

    assert choose(event, rules, shuffled) == choose(event, rules, distinct)
