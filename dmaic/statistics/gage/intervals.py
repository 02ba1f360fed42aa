"""How sure are the components? Intervals for what comes from few appraisers and few parts.

Standard deviations: modified large sample (MLS) intervals of Graybill & Wang (1980) and Ting, Burdick, Graybill,
Jeyaratnam & Lu (1990), as recommended by Burdick, Borror & Montgomery (2003), J. Quality Technology 35, 342-354.
Shares of variation and ndc: generalized confidence intervals (Hamada & Weerahandi 2000; Burdick, Borror & Montgomery
2005), each mean square replaced by df x mean square / chi-square, on fixed seeded draws.

A sum with a component that was estimated below 0, and is therefore reported as 0, gets the generalized interval too,
each component cut at 0 in each draw as it is in the figure: the MLS interval is about the uncut sum, so that it may
lie below the figure it stands beside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from dmaic.statistics.checked import Floats
from dmaic.statistics.checked import share as checked_share
from dmaic.statistics.gage.model import NDC_FACTOR, GageModel, Scale
from dmaic.statistics.result import State, Statistic, withheld

DRAWS = 5000
_SEED = 20_030_401
_MLS = "modified large sample (Graybill-Wang, Ting et al.)"
_GCI = f"generalized confidence interval, {DRAWS} seeded draws"
_GCI_CUT = f"{_GCI}; a component estimated below 0 counts as 0 in the figure and in each draw"

_BELOW = (
    "The estimate lies so far below 0 that no interval can be told: this source is lost in the noise of the others."
)


def mls_interval(
    weights: Sequence[float], mean_squares: Sequence[float], df: Sequence[int], confidence: float = 0.95
) -> tuple[float, float]:
    """Interval for a sum of ``weights`` x expected mean squares, weights of any sign; both ends cut at 0.

    Two-sided with equal tails. For one mean square it is the exact chi-square interval; for a sum Graybill and Wang's;
    for differences that of Ting et al. (1990), eq. 2.3-2.6 in Burdick & Graybill (1992), Confidence Intervals on
    Variance Components, section 3.3.
    """
    tail = (1 - checked_share(confidence, name="confidence")) / 2
    used = [(c, s, n) for c, s, n in zip(weights, mean_squares, df, strict=True) if c != 0]
    estimate = sum(c * s for c, s, _ in used)
    plus = [(c, s, n) for c, s, n in used if c > 0]
    minus = [(-c, s, n) for c, s, n in used if c < 0]
    below = _variance(plus, minus, tail, lower=True)
    above = _variance(plus, minus, tail, lower=False)
    return max(0.0, estimate - math.sqrt(below)), max(0.0, estimate + math.sqrt(above))


_Term = tuple[float, float, int]


def _variance(plus: list[_Term], minus: list[_Term], tail: float, *, lower: bool) -> float:
    """V_L or V_U of Ting et al.: squares of each term, cross terms of plus with minus, and of like signs."""
    from scipy.special import chdtri, fdtri

    def shrink(n: int) -> float:  # G: 1 - n / upper chi-square quantile
        return 1 - n / float(chdtri(n, tail))

    def stretch(n: int) -> float:  # H: n / lower chi-square quantile - 1
        return n / float(chdtri(n, 1 - tail)) - 1

    own, other = (shrink, stretch) if lower else (stretch, shrink)
    total = sum((own(n) * c * s) ** 2 for c, s, n in plus) + sum((other(n) * c * s) ** 2 for c, s, n in minus)
    for c, s, n in plus:
        for d, t, m in minus:
            ratio = float(fdtri(n, m, 1 - tail if lower else tail))
            cross = ((1 - ratio) ** 2 - (own(n) * ratio) ** 2 - other(m) ** 2) / ratio
            total += cross * c * d * s * t
    like = plus if lower else minus
    for i, (c, s, n) in enumerate(like):
        for d, t, m in like[i + 1 :]:
            both = shrink(n + m) ** 2 * (n + m) ** 2 / (n * m)
            cross = (both - shrink(n) ** 2 * n / m - shrink(m) ** 2 * m / n) / (len(like) - 1)
            total += cross * c * d * s * t
    return max(0.0, total)


@lru_cache(maxsize=64)
def _chi_squares(df: tuple[int, ...], draws: int) -> Floats:
    """Draws of independent chi-squares, a row each df: stratified, shuffled by a fixed seed, kept for the next call."""
    from scipy.special import gammaincinv

    rng = np.random.default_rng(_SEED)
    strata = (np.arange(draws) + 0.5) / draws
    return np.array([2 * gammaincinv(n / 2, rng.permutation(strata)) for n in df])


def measurement_share(model: GageModel, confidence: float = 0.95) -> tuple[float, float]:
    """Generalized interval of the share of variance that is measurement (gage_rr / total), between 0 and 1."""
    variances = _drawn_variances(model)
    part = variances[model.basic.index("part")]
    total = variances.sum(axis=0)
    with np.errstate(invalid="ignore"):
        share = np.where(total > 0, 1 - part / total, 1.0)
    return _ends(share, confidence)


def drawn_sum(model: GageModel, names: Sequence[str], confidence: float = 0.95) -> tuple[float, float]:
    """Generalized interval of a sum of components (a variance), each cut at 0 in each draw."""
    variances = _drawn_variances(model)
    return _ends(variances[[model.basic.index(name) for name in names]].sum(axis=0), confidence)


def _drawn_variances(model: GageModel) -> Floats:
    """Generalized pivotal draws of the basic components, a row each, cut at 0."""
    assert model.weights is not None
    df, ms = np.asarray(model.df, dtype=np.float64), np.asarray(model.mean_squares)
    drawn: Floats = np.maximum(model.weights @ ((df * ms)[:, None] / _chi_squares(model.df, DRAWS)), 0.0)
    return drawn


def _ends(drawn: Floats, confidence: float) -> tuple[float, float]:
    """Where the middle ``confidence`` of the draws lies."""
    tail = (1 - checked_share(confidence, name="confidence")) / 2
    # order statistics rather than interpolated quantiles: partition is all that is needed
    ends = (int(tail * (DRAWS - 1)), math.ceil((1 - tail) * (DRAWS - 1)))
    ordered = np.partition(drawn, ends)
    return float(ordered[ends[0]]), float(ordered[ends[1]])


def gage_intervals(model: GageModel, scale: Scale, confidence: float = 0.95) -> tuple[Statistic, ...]:
    """Each standard deviation, the shares of gage_rr and ndc with their intervals, as statistics with a passport."""
    confidence = checked_share(confidence, name="confidence")
    if model.weights is None:
        reason = "The range method gives no interval. Read those of the analysis of variance."
        return tuple(withheld(f"{component.name}_sd", reason) for component in model.components)
    found = [_of_component(model, name, confidence) for name in _sums(model)]
    gage = found[list(_sums(model)).index("gage_rr")]
    own = model.component("gage_rr")
    low, high = measurement_share(model, confidence)
    share = min(1.0, own.pct_contribution / 100)
    low, high = min(low, share), min(1.0, max(high, share))
    found.append(
        Statistic("gage_rr_pct_contribution", own.pct_contribution, 100 * low, 100 * high, confidence, _GCI, "%")
    )
    found.append(
        Statistic(
            "gage_rr_pct_study_var",
            own.pct_study_var,
            100 * math.sqrt(low),
            100 * math.sqrt(high),
            confidence,
            _GCI,
            "%",
        )
    )
    if own.pct_tolerance is not None and scale.tolerance is not None:
        times = 100 * scale.study_var_multiplier / scale.tolerance
        at_least, at_most = (None if end is None else end * times for end in (gage.low, gage.high))
        found.append(
            Statistic("gage_rr_pct_tolerance", own.pct_tolerance, at_least, at_most, confidence, gage.method, "%")
        )
    found.append(_categories(model, low, high, confidence))
    return tuple(found)


def _sums(model: GageModel) -> dict[str, list[str]]:
    """Which basic components each line of the report is the sum of."""
    between = [name for name in model.basic if name not in {"repeatability", "part"}]
    lines = {"repeatability": ["repeatability"]} | {name: [name] for name in between}
    if len(between) > 1:
        lines["reproducibility"] = between
    return lines | {"gage_rr": ["repeatability", *between], "part": ["part"], "total": list(model.basic)}


def _of_component(model: GageModel, line: str, confidence: float) -> Statistic:
    assert model.weights is not None
    rows = [model.basic.index(name) for name in _sums(model)[line]]
    weights = model.weights[rows].sum(axis=0)
    weights[np.abs(weights) < 1e-15] = 0.0
    value = model.component(line).stddev
    if set(_sums(model)[line]) & set(model.negative):
        low, high = drawn_sum(model, _sums(model)[line], confidence)
        method = _GCI_CUT
        if high == 0:  # nearly every draw is cut: an interval from 0 to 0 would claim to be certain
            return Statistic(f"{line}_sd", value, method=method, state=State.CAUTION, note=_BELOW)
    else:
        low, high = mls_interval(weights.tolist(), model.mean_squares, model.df, confidence)
        method = _MLS
    # rounding alone may put an end on the wrong side of the figure
    low, high = min(math.sqrt(low), value), max(math.sqrt(high), value)
    smallest = min(n for n, weight in zip(model.df, weights, strict=True) if weight > 0)
    few = smallest < 3
    note = (
        f"It rests on {smallest} degree{'' if smallest == 1 else 's'} of freedom; more appraisers narrow the interval."
        if few
        else ""
    )
    state = State.CAUTION if few else State.SHOWN
    return Statistic(f"{line}_sd", value, low, high, confidence, method, state=state, note=note)


def _categories(model: GageModel, low: float, high: float, confidence: float) -> Statistic:
    if model.ndc_raw is None:
        return withheld("ndc", "No measurement variation was seen. Record more decimals, then count categories.")
    worst = NDC_FACTOR * math.sqrt((1 - high) / high)
    best = NDC_FACTOR * math.sqrt((1 - low) / low) if low > 0 else None
    return Statistic("ndc", model.ndc_raw, worst, best, confidence, _GCI)
