"""Does the bench say what falls short, and where it has written it?"""

import json
import math

import pytest

from bench.chart import svg
from bench.report import BUILD, Breach, Figure, Unfinished, keeping, table, write_json, written


@pytest.mark.parametrize(
    ("at_most", "value", "verdict"),
    [
        (True, 1.4, "ok"),
        (True, 1.5, "ok"),
        (True, 1.6, "FALLS SHORT"),
        (False, 1.4, "FALLS SHORT"),
        (False, 1.5, "ok"),
        (False, 1.6, "ok"),
        (True, math.nan, "FALLS SHORT"),
        (False, math.nan, "FALLS SHORT"),
    ],
)
def test_a_demand_is_missed_on_its_own_side_and_by_what_could_not_be_measured(
    at_most, value, verdict
):
    figure = Figure("rpc", "CPU", value, "x", demand=1.5, at_most=at_most)

    assert figure.verdict == verdict
    assert ("FALLS SHORT" in table([figure])) is (verdict != "ok")
    assert ("#b3261e" in svg([figure])) is (verdict != "ok")
    assert figure.demanded == ("<= 1.5" if at_most else ">= 1.5")


def test_where_nothing_is_demanded_nothing_falls_short():
    figure = Figure("rpc", "CPU", math.nan, "x")

    assert (figure.falls_short, figure.verdict, figure.demanded) == (False, "", "")


def test_a_run_in_small_sizes_takes_nothing_from_one_in_full():
    assert written(True, "json") == BUILD / "bench-quick.json"
    assert written(False, "json") == BUILD / "bench.json"


def test_what_is_written_has_the_verdicts_and_the_breaches(tmp_path):
    path = tmp_path / "bench.json"

    write_json(path, [Figure("rpc", "CPU", 2, "x", demand=1.5)], {"cores": 2}, ["rpc: an echo"])

    told = json.loads(path.read_text())
    assert (told["cores"], told["breaches"]) == (2, ["rpc: an echo"])
    assert [(each["value"], each["verdict"]) for each in told["figures"]] == [(2, "FALLS SHORT")]


def test_what_was_measured_before_a_breach_is_kept():
    figures = [Figure("rpc", "CPU", 2, "x")]

    with pytest.raises(Unfinished) as broken, keeping(figures):
        raise Breach("an echo")

    assert broken.value.figures == figures
    assert isinstance(broken.value.__cause__, Breach)
