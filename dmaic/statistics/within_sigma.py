"""How much does the process vary in the short term? Estimators of the within-subgroup sigma, each with its df."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample, standard_deviation, subgroups_of
from dmaic.statistics.constants import MEDIAN_RANGE_OF_TWO, c4, d2, d3

SUBGROUP_ESTIMATORS = {
    "rbar": "mean of R/d2",
    "sbar": "mean of S/c4",
    "mvlue_r": "ranges, minimum-variance weights",
    "mvlue_s": "standard deviations, minimum-variance weights",
    "pooled": "pooled standard deviation",
    "pooled_c4": "pooled standard deviation / c4",
}
INDIVIDUAL_ESTIMATORS = {
    "mr": "mean moving range / d2(2)",
    "median_mr": "median moving range / 0.9539",
    "mssd": "square root of half the mean squared successive difference",
}


@dataclass(frozen=True, slots=True)
class WithinSigma:
    """A short-term standard deviation: ``df`` are the degrees of freedom its interval uses."""

    value: float
    estimator: str
    description: str
    df: float


# f_n of the S-bar estimator: efficiency against the pooled standard deviation, by subgroup size (Minitab's table,
# after Bissell 1990).
_SBAR_EFFICIENCY = ((64, 1.0), (17, 0.99), (9, 0.98), (7, 0.97), (5, 0.96), (4, 0.95), (3, 0.94), (2, 0.92))


def _sbar_efficiency(size: float) -> float:
    for above, factor in _SBAR_EFFICIENCY:
        if size > above:
            return factor
    return 0.88


def within_of_subgroups(subgroups: Sequence[Sequence[float | None]], *, estimator: str = "pooled") -> WithinSigma:
    """Within sigma of rational subgroups; subgroups of one count for the mean but not here.

    Degrees of freedom: pooled sum(n_i - 1); ranges 0.9 sum(n_i - 1); standard deviations f_n sum(n_i - 1)
    (Bissell 1990; Minitab methods). Weights of mvlue: d2^2/d3^2 and c4^2/(1 - c4^2) (Burr 1969).
    """
    if estimator not in SUBGROUP_ESTIMATORS:
        raise StatisticsError(
            f"Subgroups need one of the estimators {', '.join(SUBGROUP_ESTIMATORS)}; {estimator!r} is not among them."
        )
    groups = [group for group in subgroups_of(subgroups) if group.size > 1]
    if not groups:
        raise StatisticsError("No subgroup has 2 values; give larger subgroups, or single values with moving ranges.")
    sizes = np.array([group.size for group in groups])
    free = float(np.sum(sizes - 1))
    if estimator in {"rbar", "mvlue_r"}:
        scale = np.array([d2(int(n)) for n in sizes])
        each = np.array([float(np.ptp(group)) for group in groups]) / scale
        weights = np.ones_like(each)
        if estimator == "mvlue_r":
            weights = (scale / np.array([d3(int(n)) for n in sizes])) ** 2
        value, free = float(np.average(each, weights=weights)), 0.9 * free
    elif estimator in {"sbar", "mvlue_s"}:
        scale = np.array([c4(int(n)) for n in sizes])
        each = np.array([standard_deviation(group) for group in groups]) / scale
        weights = scale**2 / (1 - scale**2) if estimator == "mvlue_s" else np.ones_like(each)
        value = float(np.average(each, weights=weights))
        free *= _sbar_efficiency(float(np.mean(sizes)))
    else:
        squares = math.fsum((group.size - 1) * standard_deviation(group) ** 2 for group in groups)
        value = math.sqrt(squares / free)
        if estimator == "pooled_c4":
            value /= c4(int(free) + 1)
    return WithinSigma(value, estimator, SUBGROUP_ESTIMATORS[estimator], free)


def within_of_individuals(
    values: Sequence[float] | Floats, *, estimator: str = "mr", gaps: Sequence[int] = ()
) -> WithinSigma:
    """Within sigma of single values in time order, from successive differences.

    Degrees of freedom n - 1 (number of moving ranges, as Minitab counts them; ranges overlap, so intervals are a
    little too narrow). The median form resists single shocks; ``mssd`` has no unbiasing constant. ``gaps`` are
    positions before which the series is interrupted (a missing or excluded reading): no difference crosses them.
    """
    if estimator not in INDIVIDUAL_ESTIMATORS:
        raise StatisticsError(
            f"Single values need one of the estimators {', '.join(INDIVIDUAL_ESTIMATORS)}; {estimator!r} is not "
            "among them."
        )
    steps = np.abs(np.diff(sample(values, least=2)))
    steps = np.delete(steps, [gap - 1 for gap in gaps if 1 <= gap <= steps.size])
    if not steps.size:
        raise StatisticsError("No two neighbouring values are left between the gaps, so there is no moving range.")
    if estimator == "mr":
        value = float(np.mean(steps)) / d2(2)
    elif estimator == "median_mr":
        value = float(np.median(steps)) / MEDIAN_RANGE_OF_TWO
    else:
        largest = float(np.max(steps))
        value = largest * math.sqrt(float(np.mean((steps / largest) ** 2)) / 2) if largest else 0.0
    return WithinSigma(value, estimator, INDIVIDUAL_ESTIMATORS[estimator], float(steps.size))
