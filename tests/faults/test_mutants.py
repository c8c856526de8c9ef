"""Does a test fail when a guard is removed?"""

from dataclasses import replace

import pytest

from tests.faults.mutants.judging import judge, judge_all, wrong_without_a_change
from tests.faults.mutants.table import MUTANTS
from tests.faults.mutants.tree import ROOT

TOKENS = "tests/gateway/test_signatures.py::test_each_of_the_tokens_is_good"
NAMES = [mutant.name for mutant in MUTANTS]


@pytest.fixture(scope="module")
def signature():
    """A mutant whose tests need no database."""
    signature = next(mutant for mutant in MUTANTS if mutant.name == "one signature")
    return replace(signature, name="of this test")


async def test_every_guard_is_missed_by_its_tests_when_it_is_gone(full, report):
    if not full:
        pytest.skip("MUTANTS ARE NOT JUDGED in a small run: make prove")
    wrong = await wrong_without_a_change(MUTANTS)

    verdicts = await judge_all(MUTANTS)

    caught = sum(verdict.caught for verdict in verdicts)
    report("mutants", caught=caught, of=len(MUTANTS), fail_without_a_change=len(wrong))
    assert wrong == {}
    assert [verdict.trouble for verdict in verdicts if verdict.trouble] == []
    assert {each.mutant.name: each.passed for each in verdicts if each.passed} == {}


def test_every_guard_is_where_its_mutant_looks_for_it():
    gone = {each.name: (ROOT / each.file).read_text().count(each.old) for each in MUTANTS}
    assert {name: found for name, found in gone.items() if found != 1} == {}


def test_every_mutant_has_a_name_of_its_own_and_tests_that_exist():
    assert len(set(NAMES)) == len(NAMES)
    for mutant in MUTANTS:
        assert mutant.tests, mutant.name
        for test in mutant.tests:
            path, _, name = test.partition("::")
            assert f"def {name}(" in (ROOT / path).read_text(), test


async def test_a_guard_that_is_gone_is_missed(signature):
    verdict = await judge(signature)

    assert (verdict.caught, verdict.trouble) == (True, "")
    assert list(verdict.said) == list(signature.tests)


async def test_a_guard_that_no_test_misses_is_told(signature):
    verdict = await judge(replace(signature, tests=(*signature.tests, TOKENS)))

    assert not verdict.caught
    assert verdict.passed == (TOKENS,)


async def test_a_tree_that_does_not_run_is_no_catch(signature):
    verdict = await judge(replace(signature, new="shown = ("))

    assert not verdict.caught
    assert verdict.trouble.startswith("of this test: pytest ended with")


async def test_a_mutant_whose_text_is_gone_is_named(signature):
    gone = replace(signature, old="what nobody wrote")

    assert (await judge(gone)).trouble.startswith("of this test: what it removes is 0 times in")
