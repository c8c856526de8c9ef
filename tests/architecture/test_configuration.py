"""Do the documents name the variables that the code reads?"""

import re

from lyoctl import configuration
from tests.architecture.conftest import ROOT

LINE = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]+)=")


def test_the_page_of_variables_is_made_from_the_settings_of_today():
    assert configuration.PAGE.read_text() == configuration.page(), "run: make docs"


def test_every_variable_has_a_meaning():
    meaningless = [
        f"{title}: {name}"
        for title, settings, _ in configuration.classes()
        for name, info in settings.model_fields.items()
        if not info.description
    ]
    assert meaningless == []


def test_the_example_environment_names_only_variables_that_are_read():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {found[1] for line in lines if (found := LINE.match(line))}
    assert named
    assert named <= set(configuration.variables())
