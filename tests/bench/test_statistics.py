"""Whether a measurement that calls two halves alike or different can be believed."""

from __future__ import annotations

import random

import pytest

from bench.service.statistics import alike, percentile, together


def halves(dice: random.Random, number: int, *, later: float = 0.0) -> list[tuple[float, float]]:
    """Pairs of answers that wait for the same commits and slow moments, tossed within each pair."""
    pairs, moment = [], 1.0
    for pair in range(number):
        if pair % 32 == 0:
            moment = dice.lognormvariate(0, 0.3) * (2 if 0.2 < pair / number < 0.5 else 1)
        both = [moment + dice.uniform(0, 0.1), moment * 1.02 + dice.uniform(0, 0.1)]
        dice.shuffle(both)
        pairs.append((both[0] + later, both[1]))
    return pairs


def test_halves_that_nothing_tells_apart_are_called_different_as_rarely_as_promised() -> None:
    dice = random.Random(3)
    found = [alike(halves(dice, 300)).p for _ in range(40)]
    assert sum(p <= 0.05 for p in found) <= 6
    assert sum(p <= 0.5 for p in found) == pytest.approx(20, abs=10)


def test_a_known_half_that_takes_a_little_longer_is_found_out() -> None:
    found = alike(halves(random.Random(4), 2_000, later=0.01))
    assert found.p <= 0.01
    assert found.difference == pytest.approx(0.01, abs=0.02)


def test_the_distance_is_the_widest_gap_between_the_halves() -> None:
    assert alike([(1.0, 3.0), (2.0, 4.0)]).distance == 1.0
    assert alike([(1.0, 2.0), (4.0, 3.0)]).distance == 0.5


def test_several_runs_are_judged_together() -> None:
    assert together([0.3]) == pytest.approx(0.3)
    assert together([0.05, 0.05]) == pytest.approx(0.0175, abs=0.0001)
    assert together([0.5, 0.6, 0.4, 0.7]) > 0.5


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([1, 2, 3, 4], 50) == 3
    assert percentile([1, 2, 3, 4], 99) == 4
