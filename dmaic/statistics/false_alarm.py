"""How likely is a false signal, when the process is stable and the rules are these?

The chance of at least one signal among n points of a stable normal process: by simulation with a fixed seed, all runs
evaluated at once, so that an answer takes a fraction of a second and is then remembered. With known limits and the
rule "beyond 3 sigma" alone it is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Literal

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import RuleSet
from dmaic.statistics.rules import firing

_SEED = 19_240_516  # the date of Shewhart's first control chart
_POINTS = 2_000_000
_FEWEST, _MOST = 1_000, 20_000
_LONGEST = 5_000

LimitsFrom = Literal["same data", "known"]


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """The chance with how well it is known; ``runs`` is None where it is exact, ``error`` its standard error."""

    chance: float
    n: int
    ruleset: str
    limits: LimitsFrom
    runs: int | None
    error: float


@lru_cache(maxsize=512)
def false_alarm(ruleset: RuleSet, n: int, *, limits: LimitsFrom = "same data") -> FalseAlarm:
    """Chance of at least one false signal of the set in n points of an individuals chart.

    ``limits``: estimated from the same data (mean -/+ 3 mean moving range / d2, a chart being set up) or known
    (monitoring against limits that rest on much data). Past 5,000 points the chance grows as in the last 5,000.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 2:
        raise StatisticsError(f"The number of points is {n!r}: give 2 or more.")
    if limits not in {"same data", "known"}:
        raise StatisticsError(f'Limits come from the "same data" or are "known", not {limits!r}.')
    if limits == "known" and all(rule.kind == "beyond" for rule in ruleset.rules):
        zone = min(rule.zone for rule in ruleset.rules)
        tail = 2.0 * NormalDist().cdf(-zone)
        return FalseAlarm(-math.expm1(n * math.log1p(-tail)), n, ruleset.code, limits, None, 0.0)
    length = min(n, _LONGEST)
    runs = max(_FEWEST, min(_MOST, _POINTS // length))
    chance = simulate(ruleset, length, runs=runs, limits=limits)
    error = math.sqrt(max(chance * (1.0 - chance), 0.25 / runs) / runs)
    if n > length:
        chance = -math.expm1(n / length * math.log1p(-min(chance, 1.0 - 1e-12)))
    return FalseAlarm(chance, n, ruleset.code, limits, runs, error)


def simulate(ruleset: RuleSet, n: int, *, runs: int, limits: LimitsFrom = "same data", seed: int = _SEED) -> float:
    """Share of simulated charts of n standard normal points with at least one signal.

    The charts are laid end to end and evaluated as one series that is interrupted between them, a batch at a time.
    """
    generator = np.random.default_rng(seed)
    batch = max(1, 1_000_000 // n)
    signalled = 0
    for done in range(0, runs, batch):
        values = generator.standard_normal((min(batch, runs - done), n))
        if limits == "same data":
            ranges = np.abs(np.diff(values, axis=1)).mean(axis=1, keepdims=True)
            values = (values - values.mean(axis=1, keepdims=True)) / (ranges / constants.d2(2))
        linked = np.ones(values.shape, dtype=bool)
        linked[:, 0] = False
        hit = np.zeros(len(values), dtype=bool)
        for positions in firing(values.ravel(), ruleset.rules, linked.ravel()).values():
            hit[positions // n] = True
        signalled += int(hit.sum())
    return signalled / runs


def expected_signals(ruleset: RuleSet, lengths: list[int], *, limits: LimitsFrom = "known") -> float:
    """How many of several charts would show a false signal by chance: the sum of their chances."""
    return sum(false_alarm(ruleset, n, limits=limits).chance for n in lengths)
