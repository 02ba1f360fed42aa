"""Do the data allow the test? Checks that go with every comparison, and what they can and cannot say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dmaic.statistics.checked import Floats
from dmaic.statistics.moments import centred, moments
from dmaic.statistics.one_way import levene_statistic
from dmaic.statistics.samples import is_constant
from dmaic.statistics.verdict import Check, p_words

# From here on the mean is judged by its own approach to normality, not by a test that flags trifles.
LARGE_SAMPLE = 30


def normality_check(values: Floats, label: str) -> Check:
    """Are the values, or at least their mean, near enough to normal?

    Up to 29 values Shapiro-Wilk (1965) at 5 %; from 30 on Cochran's rule (Sampling Techniques, 1977): the mean of n
    values is near enough to normal when n exceeds 25 times the squared skewness.
    """
    name, n = f"normality of {label}", values.size
    if is_constant(values):
        return Check(name, "all values are equal", None)
    if n < 4:
        return Check(name, f"{n} values can't show it", None)
    if n >= LARGE_SAMPLE:
        deviations, _ = centred(values)
        scaled = deviations / np.max(np.abs(deviations))
        skew = float(np.mean(scaled**3) / np.mean(scaled**2) ** 1.5)
        holds = n > 25 * skew * skew
        return Check(name, f"skewness {skew:.2f} with n = {n}; the mean needs n above {25 * skew * skew:.0f}", holds)
    from scipy.stats import shapiro

    deviations, _ = centred(values)
    found = shapiro(deviations / np.max(np.abs(deviations)))
    return Check(
        name, f"Shapiro-Wilk W = {found.statistic:.3f}, {p_words(float(found.pvalue))}", bool(found.pvalue >= 0.05)
    )


def equal_spread_check(groups: Mapping[str, Floats]) -> Check:
    """Are the spreads alike? Brown-Forsythe (1974): one-way ANOVA on distances from the group medians, at 5 %."""
    name = "equal spread"
    if any(group.size < 2 for group in groups.values()):
        return Check(name, "a group of one value has no spread", None)
    f, df1, df2, p = levene_statistic(list(groups.values()), center="median")
    if np.isnan(f):
        return Check(name, "the distances from the medians don't vary", None)
    spreads = [moments(group).sd for group in groups.values()]
    smallest, largest = min(spreads), max(spreads)
    ratio = f"largest spread is {largest / smallest:.2f} times the smallest; " if smallest > 0 else ""
    return Check(name, f"{ratio}Brown-Forsythe F({df1:.0f}, {df2:.0f}) = {f:.2f}, {p_words(p)}", p >= 0.05)


def independence_check() -> Check:
    """Independence comes from how the data were taken; no test of the values replaces knowing that."""
    return Check("independence", "rests on how the rows were collected; look at them in time order first", None)
