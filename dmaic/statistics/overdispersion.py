"""Do these counts scatter more than chance alone explains, so that a p or u chart would cry wolf?

Two figures, because they see different things. Sigma Z (Laney 2002) compares neighbours: the mean moving range of the
standardised counts over 1.128, 1 when only chance is at work. The dispersion ratio (chi-square over its degrees of
freedom) compares everything with the overall mean, so that it also grows when the process shifted. Both high: the
scatter is there from day to day, and p' or u' is the right chart. Only the ratio high: the rate moved, and the plain
chart should say so.

Sources: Laney, Quality Engineering 14 (2002) 531-537; Mohammed and Laney (2006); Cochran (1954) for the ratio.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import Floats
from dmaic.statistics.counts import CountKind, pooled_rate, read_counts, standardised
from dmaic.statistics.individuals import moving_ranges
from dmaic.statistics.series import Missing, lay_out

UPPER, LOWER = 1.2, 0.8
"""Sigma Z outside these asks for a second look."""
_ALPHA = 0.05
_FEW = 12

_PRIMED = {"p": "p'", "np": "p'", "c": "u'", "u": "u'"}
_PRIMED_CHART = {"p": "laney_p", "np": "laney_p", "c": "laney_u", "u": "laney_u"}


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """The verdict with its figures.

    ``verdict`` is as_expected, overdispersed, underdispersed, shifting or too_few; ``proposed`` the kind of chart;
    ``p_over`` and ``p_under`` the chances of at least this large, at most this small a chi-square by chance.
    """

    sigma_z: float
    ratio: float
    chi_square: float
    df: int
    p_over: float
    p_under: float
    verdict: str
    proposed: str
    words: str


def overdispersion(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float | None = None,
    *,
    kind: CountKind = "p",
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> Overdispersion:
    """Compare the scatter of the counts with chance (binomial for p and np, Poisson for c and u).

    Raises StatisticsError below three counted points, and where every count is 0 or every unit defective.
    """
    found = read_counts(kind, counts, sizes, missing=missing)
    series = lay_out(len(found.counts), excluded=excluded, gaps=gaps, present=found.present)
    if int(series.counted.sum()) < 3:
        raise StatisticsError("Fewer than three counts tell nothing about their scatter. Add points.")
    rate = pooled_rate(found.counts[series.counted], found.sizes[series.counted])
    z = standardised(found, np.full(len(series), rate))
    if np.isnan(z[series.counted]).all():
        what = "No defect was counted" if rate == 0 else "Every unit is defective"
        raise StatisticsError(f"{what}, so there is no scatter to compare. Gather more data.")
    ranges = moving_ranges(z, series)
    return judge_dispersion(z[series.counted], ranges[~np.isnan(ranges)], kind)


def sigma_z_of(ranges: Floats) -> float:
    """Mean moving range of the standardised counts / d2(2); NaN without a range. Dust of equal rates counts as 0."""
    if ranges.size == 0:
        return math.nan
    mean = float(ranges.mean())
    return mean / constants.d2(2) if mean > 1e-12 else 0.0


def judge_dispersion(z: Floats, ranges: Floats, kind: CountKind) -> Overdispersion:
    """The verdict from standardised counts and their moving ranges."""
    from scipy.special import gammainc, gammaincc

    sigma_z, df = sigma_z_of(ranges), len(z) - 1
    chi_square = float((z * z).sum())
    p_over, p_under = float(gammaincc(df / 2, chi_square / 2)), float(gammainc(df / 2, chi_square / 2))
    verdict = _verdict(sigma_z, len(z), p_over, p_under)
    proposed = _PRIMED_CHART[kind] if verdict == "overdispersed" else kind
    ratio = chi_square / df
    return Overdispersion(
        sigma_z, ratio, chi_square, df, p_over, p_under, verdict, proposed, _words(verdict, kind, sigma_z, ratio)
    )


def _verdict(sigma_z: float, n: int, p_over: float, p_under: float) -> str:
    if n < _FEW or math.isnan(sigma_z):
        return "too_few"
    if sigma_z > UPPER and p_over < _ALPHA:
        return "overdispersed"
    if sigma_z < LOWER and p_under < _ALPHA:
        return "underdispersed"
    if p_over < _ALPHA:
        return "shifting"
    return "as_expected"


def _words(verdict: str, kind: CountKind, sigma_z: float, ratio: float) -> str:
    primed = _PRIMED[kind]
    match verdict:
        case "overdispersed":
            return (
                f"The counts scatter {sigma_z:.1f} times as widely from point to point as chance explains: the {kind} "
                f"chart is likely to signal falsely. Use the {primed} chart."
            )
        case "underdispersed":
            return (
                f"The counts scatter only {sigma_z:.2f} times as widely as chance explains: look for smoothed, "
                f"stratified or edited counts before trusting the {kind} chart."
            )
        case "shifting":
            return (
                f"Neighbouring counts scatter as chance explains, but all of them {ratio:.1f} times as much: the rate "
                f"has moved. The {kind} chart is right and should show where."
            )
        case "too_few":
            return f"Fewer than {_FEW} counts: too few to tell overdispersion from chance."
        case _:
            return f"The counts scatter as chance explains (sigma Z {sigma_z:.2f}): the {kind} chart is right."
