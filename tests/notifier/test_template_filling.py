"""What is filled into a template, and does what a caller fills in fit?"""

import re
from pathlib import Path

import pytest

from services.notifier.domain.content import TemplateUse
from services.notifier.domain.sending_rules import TemplateRule
from services.notifier.domain.template import TemplateButton
from services.notifier.domain.template_filling import BY_NUMBER, LONGEST, wrong_with
from tests.notifier.choice import REMINDER, event, filled, template

ROOT = Path(__file__).parents[2]


def test_a_rule_says_what_is_filled_in_and_in_which_order():
    rules = (TemplateRule(REMINDER, "mine", parameters=("time", "customer_name", "date")),)

    found = filled(event(), template("mine", "it", "1", "2", "3"), rules)

    assert found == ("15:30", "Giulia", "giovedì 24 dicembre")


@pytest.mark.parametrize("wanted", [("1",), ("1", "2", "3")], ids=["fewer", "more"])
def test_a_rule_with_another_number_of_parameters_does_not_fit(wanted):
    rules = (TemplateRule(REMINDER, "mine", parameters=("when", "place")),)

    assert filled(event(venue_name="Sala"), template("mine", "it", *wanted), rules) is None


def test_named_parameters_are_filled_by_their_names():
    names = ("when", "Customer-Name", "service", "location", "guests")
    at = event(venue_name="Sala", venue_address="Via Roma 1", party_size=2)

    assert filled(at, template("booking_reminder", "it", *names, named=True)) == (
        "giovedì 24 dicembre, 15:30",
        "Giulia",
        "Taglio",
        "Sala, Via Roma 1",
        "2",
    )


def test_numbered_parameters_are_filled_in_the_usual_order():
    at = event(venue_name="Sala", resource_name="Anna", party_size=2, reason="Perché sì")
    numbers = [str(each) for each in range(1, 9)]

    assert filled(at, template("booking_reminder", "it", *numbers)) == (
        "Giulia",
        "Taglio",
        "giovedì 24 dicembre, 15:30",
        "Bella Salon",
        "Sala",
        "Anna",
        "2",
        "Perché sì",
    )


@pytest.mark.parametrize(("size", "told"), [(0, "1"), (1, "1"), (12, "12")])
def test_a_party_is_one_person_at_least(size, told):
    at = event(party_size=size)

    assert filled(at, template("booking_reminder", "it", "party_size", named=True)) == (told,)


def test_the_guide_says_the_usual_order():
    told = re.findall(r"`\{\{(\d)\}\}`\s+(\w+)", (ROOT / "docs" / "sending.md").read_text())

    assert told == [(str(number), each) for number, each in enumerate(BY_NUMBER, 1)]


@pytest.mark.parametrize("name", ["colour", "0", "9"])
def test_a_parameter_that_nobody_knows_is_not_guessed(name):
    assert filled(event(), template("booking_reminder", "it", name, named=True)) is None


def test_dates_are_in_the_language_of_the_template():
    assert filled(event("it"), template("booking_reminder", "en_GB", "when", named=True)) == (
        "Thursday 24 December, 15:30",
    )


def test_lines_tabs_and_rows_of_spaces_are_one_space():
    said = event(offering_name=" Taglio\n\tdonna     lungo ")

    assert filled(said, template("booking_reminder", "it", "offering_name", named=True)) == (
        "Taglio donna lungo",
    )


def test_a_name_of_spaces_alone_is_no_name():
    assert filled(event(customer_name=" \n "), template("booking_reminder", "it", "1")) is None


def test_a_text_that_would_be_too_long_has_its_longest_values_cut():
    said = event(reason="r" * 900, offering_name="o" * 300)
    long_text = template(
        "booking_reminder", "it", "customer_name", "reason", "what", text="t" * 124
    )

    name, reason, what = filled(said, long_text)

    assert (name, what) == ("Giulia", "o" * 300)
    assert (reason[:10], reason[-2:]) == ("r" * 10, "r…")
    assert 124 + len(name) + len(reason) + len(what) == LONGEST


def test_values_stay_readable_in_a_text_that_leaves_no_room():
    full = template("booking_reminder", "it", "customer_name", "reason", text="t" * 1024)

    assert filled(event(reason="r" * 900), full) == ("Giulia", "r" * 19 + "…")


LINKED = template("mine", "it", "1", "2", buttons=(TemplateButton("url", "Apri", True),))


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (TemplateUse("mine", "it", ("a", "b"), ("end",)), []),
        (TemplateUse("mine", "it", ("a",), ("end",)), ["the template has 2 parameters, not 1"]),
        (
            TemplateUse("mine", "it", ("a", "b", "c"), ("x",)),
            ["the template has 2 parameters, not 3"],
        ),
        (TemplateUse("mine", "it", ("a", " \n"), ("end",)), ["parameter 2 is blank"]),
        (TemplateUse("mine", "it", ("a", "b")), ["the end of a button's URL is missing"]),
        (
            TemplateUse("mine", "it", ("a", "b"), ("x", "y")),
            ["the template has 1 buttons to fill, not 2"],
        ),
    ],
    ids=["right", "one missing", "one too many", "blank", "no end", "two ends"],
)
def test_what_a_caller_fills_in_is_compared_with_the_template(use, told):
    assert list(wrong_with(use, LINKED)) == told
