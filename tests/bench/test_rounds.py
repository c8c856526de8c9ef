"""Are opponents compared by the rounds that stood side by side?"""

from functools import partial

import pytest

from bench.rounds import Round, interleaved, median, ratio


def rounds(*seconds: float) -> list[Round]:
    """A hundred requests each, and as much CPU on the server as the round took."""
    return [Round(100, each, {"server": each, "PostgreSQL": 1.0}) for each in seconds]


def test_one_slow_round_does_not_move_the_median():
    assert median(rounds(1, 2, 50), lambda each: each.rate) == 50
    assert median(rounds(1, 3), lambda each: each.seconds) == 2


def test_the_price_is_that_of_all_processes_and_not_of_who_asked():
    (one,) = rounds(3)

    assert one.price == pytest.approx(40_000)
    assert one.price_of("server") == pytest.approx(30_000)


def test_a_ratio_is_the_median_of_pairs_and_not_the_ratio_of_medians():
    ours, theirs = rounds(1, 10, 6), rounds(4, 5, 2)

    assert ratio(ours, theirs, lambda each: each.seconds) == 2
    assert median(ours, lambda each: each.seconds) == 6
    assert median(theirs, lambda each: each.seconds) == 4


def test_pairs_that_are_none_are_no_ratio():
    with pytest.raises(ValueError, match="shorter"):
        ratio(rounds(1, 2), rounds(1), lambda each: each.rate)


async def test_every_other_round_goes_backwards_after_each_was_warmed():
    order: list[str] = []

    async def run(name: str) -> Round:
        order.append(name)
        return rounds(len(order))[0]

    measured = await interleaved({name: partial(run, name) for name in "abc"}, 3)

    assert "".join(order) == "abc" + "abc" + "cba" + "abc"
    assert [each.seconds for each in measured["a"]] == [4, 9, 10]
