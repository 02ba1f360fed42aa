"""What is a short-term sigma worth in degrees of freedom, so that its interval covers as often as it says?

Each estimator's relative variance is known; the effective df are those of the chi-square spread that scatters as much:
1 / c4(df + 1)^2 - 1 = variance (the method behind the d2* tables of Duncan and David, 1951). Moving ranges overlap, so
that n - 1 of them are worth about 0.62 (n - 1) of a standard deviation (Wheeler).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dmaic.statistics.checked import subgroups_of
from dmaic.statistics.constants import c4, d2, d3

_RANGE = 2 - 4 / math.pi
"""Variance of |x1 - x2| in units of the process variance."""
_OVERLAP = 4 / math.pi * (math.sqrt(0.75) + math.pi / 12) - 4 / math.pi
"""Covariance of |x1 - x2| and |x2 - x3|."""
_MEDIAN_WORTH, _MEDIAN_SMALL = 0.303, 0.8
"""Effective df of the median moving range per range are 0.303 + 0.8 / n: of simulations, 40 000 series of 10 to 120."""


def effective_df_of_individuals(n: int, estimator: str, gaps: Sequence[int] = ()) -> float:
    """Effective df of moving ranges of n single values (``mr``, ``median_mr`` or ``mssd``); none crosses a gap."""
    broken = {gap for gap in gaps if 1 <= gap < n}
    ranges = n - 1 - len(broken)
    neighbours = sum(1 for at in range(1, n - 1) if at not in broken and at + 1 not in broken)
    if estimator == "median_mr":
        return (_MEDIAN_WORTH + _MEDIAN_SMALL / n) * ranges
    if estimator == "mssd":
        # squares of steps: variance 8, covariance of neighbours 2, mean 2 (von Neumann 1941)
        return 2 * (2 * ranges) ** 2 / (8 * ranges + 4 * neighbours)
    variance = (_RANGE * ranges + 2 * _OVERLAP * neighbours) / ranges**2
    return df_of_variance(variance / (4 / math.pi))


def effective_df_of_subgroups(subgroups: Sequence[Sequence[float | None]], estimator: str) -> float:
    """Effective df of a within sigma from subgroups of 2 and more."""
    sizes = [group.size for group in subgroups_of(subgroups) if group.size > 1]
    if estimator in {"rbar", "mvlue_r"}:
        each = np.array([(d3(size) / d2(size)) ** 2 for size in sizes])
    elif estimator in {"sbar", "mvlue_s"}:
        each = np.array([1 / c4(size) ** 2 - 1 for size in sizes])
    else:
        return float(sum(size - 1 for size in sizes))
    if estimator.startswith("mvlue"):
        return df_of_variance(1 / float((1 / each).sum()))
    return df_of_variance(float(each.sum()) / len(sizes) ** 2)


def df_of_variance(relative: float) -> float:
    """The df whose standard deviation has this relative variance: 1 / c4^2 - 1, solved."""
    from scipy.optimize import brentq
    from scipy.special import gammaln

    def excess(df: float) -> float:
        log_c4 = 0.5 * math.log(2 / df) + float(gammaln((df + 1) / 2) - gammaln(df / 2))
        return math.expm1(-2 * log_c4) - relative

    return float(brentq(excess, 0.1, max(10.0, 2 / relative)))
