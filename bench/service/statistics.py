"""Percentiles, and whether two halves of a run can be told apart."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHUFFLES = 999


@dataclass(frozen=True)
class Likeness:
    """How alike two halves are."""

    p: float
    """How often chance alone sets halves as far apart: 0.5 is usual, below 0.05 is rare."""
    distance: float
    """Of Kolmogorov and Smirnov: the widest gap between the two shares of values below a value."""
    difference: float
    """The median of the first minus the median of the second."""


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the value below which so many percent lie."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def alike(pairs: Sequence[tuple[float, float]]) -> Likeness:
    """Compare the first halves of pairs with the second by the distance of Kolmogorov-Smirnov.

    Times of answers that share a commit, or a slow moment, are not independent of each other, as
    the usual tables of that test want them. What is certain is that a coin chose which of a pair
    came first. So the distance is set against those that other tosses of the coin would have
    given (Fisher's randomisation test, within pairs): exact, however times hang together.
    """
    marks = sorted((value, pair) for pair, both in enumerate(pairs) for value in both)
    firsts = [first for first, _ in pairs]
    signs = [1 if value == firsts[pair] else -1 for value, pair in marks]
    order = [pair for _, pair in marks]
    distance, dice = _widest(signs), random.Random(len(pairs))  # noqa: S311 - the run's own coins are what must not be foreseen
    as_wide = sum(
        _widest(_tossed(signs, order, len(pairs), dice)) >= distance for _ in range(SHUFFLES)
    )
    middle = [percentile(sorted(half), 50) for half in zip(*pairs, strict=True)]
    return Likeness((1 + as_wide) / (1 + SHUFFLES), distance / len(pairs), middle[0] - middle[1])


def together(chances: Sequence[float]) -> float:
    """Return how often chance alone gives several runs so small values of p (Fisher's method)."""
    half = -math.fsum(math.log(p) for p in chances)
    return math.exp(-half) * math.fsum(half**n / math.factorial(n) for n in range(len(chances)))


def _widest(signs: Sequence[int]) -> int:
    gaps = list(accumulate(signs))
    return max(*gaps, -min(gaps))


def _tossed(
    signs: Sequence[int], order: Sequence[int], pairs: int, dice: random.Random
) -> list[int]:
    """Return the signs after every pair has tossed its coin again."""
    bits = dice.getrandbits(pairs)
    coins = [1 if bit == "1" else -1 for bit in f"{bits:0{pairs}b}"]
    return [sign * coins[pair] for sign, pair in zip(signs, order, strict=True)]
