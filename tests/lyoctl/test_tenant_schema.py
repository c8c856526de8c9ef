"""Is the published JSON Schema that of the files, and do editors find it?"""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from lyoctl.mesh import DEMO_TENANTS
from lyoctl.tenant_mistakes import PATTERNS
from lyoctl.tenant_schema import PAGE, Flags, schema_page
from lyoctl.tenant_secrets import SOURCE
from lyoctl.tenant_words import CLOCK, LENGTH, PARTY, PRICE, QUIET, STRETCH, TIME_OFF
from services.tenant.domain.flags import NAMES

SCHEMA = json.loads(PAGE.read_text())
IN_WORDS = {SOURCE, LENGTH, PRICE, STRETCH, CLOCK, PARTY, TIME_OFF, QUIET}
"""Patterns whose texts are read by functions, which say what is wrong."""
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_published_schema_is_made_from_the_code_of_today():
    assert PAGE.read_text() == schema_page(), "run: lyoctl schema --write"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", DEMO_TENANTS, ids=lambda path: path.stem)
def test_the_demo_tenants_say_where_their_schema_is_and_follow_it(path: Path):
    first, _, rest = path.read_text().partition("\n")

    where = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / where).resolve() == PAGE
    assert list(VALIDATOR.iter_errors(yaml.safe_load(rest))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("approval", "aproval"),
        ("1h30m", "ninety"),
        ("12.50 EUR", "12.5 EUR"),
        ("sat-mon", "weekend"),
        ("09:00-13:00", "9 to 1"),
        ("name: cut", "name: Cut"),
        ("platform: whatsapp, ", ""),
        ("whatsapp", "sms"),
        ('"1"', "1"),
        ("TOKEN", "EAAG-a-real-one"),
        ("percentage: 10", "percentage: 101"),
        ("notifications:", "nots:"),
        ("owner", "boss"),
        ('"+393331234567"', "+393331234567"),
    ],
)
def test_an_editor_marks_what_would_be_refused(file, old, new):
    good, bad = yaml.safe_load(file().read_text()), yaml.safe_load(file(**{old: new}).read_text())

    assert list(VALIDATOR.iter_errors(good)) == []
    assert list(VALIDATOR.iter_errors(bad)) != []


def test_every_key_has_a_meaning():
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    named = [
        (part.get("title"), name)
        for part in parts
        for name, field in part["properties"].items()
        if not {"description", "const", "$ref"} & field.keys()
    ]
    assert named == []


def test_every_pattern_is_also_said_in_words():
    assert patterns(SCHEMA) == {*PATTERNS, *IN_WORDS}


def patterns(schema):
    if isinstance(schema, list):
        return set().union(*map(patterns, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return own.union(*map(patterns, schema.values()))


def test_the_flags_of_a_file_are_those_that_there_are():
    assert set(Flags.model_fields) == set(NAMES)
