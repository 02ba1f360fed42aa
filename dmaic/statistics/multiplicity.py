"""Several tests at once: how are their p values corrected so that one lucky star does not count as proof?"""

from __future__ import annotations

from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample


def holm(p_values: Any) -> Floats:
    """Holm's (1979) step-down adjusted p values, in the order given.

    The i-th smallest of k is multiplied by k - i + 1, never falls below the one before, and stops at 1. Holds the
    error rate of the whole family whatever the dependence, and is never weaker than Bonferroni.
    """
    given = sample(p_values, "p_values")
    if np.any((given < 0) | (given > 1)):
        raise StatisticsError("p_values must lie between 0 and 1.")
    # ours: statsmodels' multipletests runs a whole garbage collection in each call, which pages would feel
    order = np.argsort(given, kind="stable")
    steps = np.maximum.accumulate(given[order] * np.arange(given.size, 0, -1))
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted
