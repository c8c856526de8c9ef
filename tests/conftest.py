"""What every test may ask for, and which tests are slow."""

import os

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.database_fixtures import lyo_database, lyo_databases, postgres

__all__ = ["lyo_database", "lyo_databases", "postgres"]

# Nothing is asked of a model at the expense of whoever runs the tests.
os.environ.pop("OPENAI_API_KEY", None)

# Machines that test are busy: a slow example is no finding. The same examples each time.
settings.register_profile("lyo", deadline=None, database=None, derandomize=True)
settings.load_profile("lyo")

# Fixtures behind which a database, a process or the sandbox starts. A file that starts something
# by itself, or takes its time, says so: `pytestmark = pytest.mark.slow`.
STARTING = {"postgres", "own_postgres", "mesh", "meta", "open_sandbox"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="fault scenarios in full: `make prove`")


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark as slow what `make quick` leaves out."""
    for item in items:
        journey = item.nodeid.startswith(("tests/journeys/", "tests/faults/"))
        many_examples = is_hypothesis_test(item.obj)
        if journey or many_examples or STARTING.intersection(item.fixturenames):
            item.add_marker("slow")
