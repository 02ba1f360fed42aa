"""Is a series of single measurements stable? Individuals and moving-range (I-MR, XmR) charts.

Sources: Shewhart (1931); Montgomery, Introduction to Statistical Quality Control, section 6.4; Nelson (1982) for the
screening of moving ranges; Clifford (1959) and Wheeler for the median moving range.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, StageSpec
from dmaic.statistics.figures import entered
from dmaic.statistics.series import (
    Missing,
    Series,
    Span,
    judged_stage,
    lay_out,
    mean_of,
    read_values,
    sd_of,
    stage_cautions,
)

IndividualsSigma: TypeAlias = Literal["mean_mr", "median_mr", "sd", "mssd"]

ESTIMATORS: dict[str, str] = {
    "mean_mr": "mean moving range / d2(2), d2(2) = 2 / sqrt(pi)",
    "median_mr": "median moving range / 0.953873",
    "sd": "standard deviation / c4(n)",
    "mssd": "square root of half the mean squared successive difference",
}
"""Sigma estimators of individual values, by name, as they are printed."""

_RESEMBLING, _SKEWED = 0.25, 1.0
"""Lag-1 correlation and skewness from which a chart of many points is worth a caution."""


def imr(
    values: Iterable[Any],
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    estimator: IndividualsSigma = "mean_mr",
    screen: bool = False,
    missing: Missing = "refuse",
    bounds: tuple[float | None, float | None] = (None, None),
) -> ControlChart:
    """Individuals chart (panel 0) and moving-range chart (panel 1).

    Centre = mean of the baseline; limits = centre -/+ 3 sigma, sigma after ``estimator``; with the mean moving range
    that is mean -/+ 2.6587 MRbar and UCL of the ranges 3.2665 MRbar, with the median 3.145 and 3.865 times it.
    ``screen`` drops moving ranges above D4(2) times their mean, once (Nelson 1982). ``bounds`` cuts the limits where
    the measured quantity cannot go (0 for a time, 100 for a percentage). Units are those of the values.

    Raises StatisticsError when no stage has two counted points in a row and no sigma is given.
    """
    if estimator not in ESTIMATORS:
        raise StatisticsError(f"There is no sigma estimator {estimator!r}. Known are: {', '.join(ESTIMATORS)}.")
    points = read_values(values, missing=missing)
    series = lay_out(len(points), stages=stages, excluded=excluded, gaps=gaps, present=~np.isnan(points))
    ranges = moving_ranges(points, series)
    judged, centers, sigmas, range_centers = [], [], [], []
    for span in series.spans:
        own = points[span.baseline][series.counted[span.baseline]]
        center, given_center = _center(span, own)
        used = ranges_used(ranges, span, screen=screen)
        sigma, given_sigma = _sigma(span, own, used, estimator)
        given = given_center and given_sigma
        judged.append(judged_stage(span, center, sigma, estimator, len(own), given=given))
        centers.append(center)
        sigmas.append(sigma)
        range_centers.append(_range_center(sigma, used, estimator, given=given_sigma))
    if all(math.isnan(sigma) for sigma in sigmas):
        raise StatisticsError("There are no two counted points in a row, so there is no moving range. Add points.")
    return ControlChart(
        kind="imr",
        panels=(_individuals(points, series, centers, sigmas, bounds), _ranges(ranges, series, range_centers, sigmas)),
        stages=tuple(judged),
        excluded=series.excluded,
        gaps=series.gaps,
        method={
            "center": "mean of the baseline",
            "sigma": ESTIMATORS[estimator],
            "estimator": estimator,
            "screening": "moving ranges above D4(2) times their mean dropped once" if screen else "none",
            "bounds": ", ".join("none" if bound is None else entered(bound) for bound in bounds),
        },
        cautions=stage_cautions(judged) + _shape_cautions(points, series, centers[-1], sigmas[-1]),
    )


def moving_ranges(points: Floats, series: Series) -> Floats:
    """|x_i - x_(i-1)| at the later point; NaN where the two do not follow each other."""
    ranges: Floats = np.full(len(points), math.nan)
    np.abs(np.diff(points), out=ranges[1:], where=series.linked[1:])
    return ranges


def ranges_used(ranges: Floats, span: Span, *, screen: bool) -> Floats:
    """The moving ranges within the baseline; when screened, those above D4(2) times their mean are dropped once."""
    own = ranges[span.baseline]
    kept: Floats = own[~np.isnan(own)]
    if screen and kept.size:
        kept = kept[kept <= constants.D4(2) * kept.mean()]
    return kept


def _center(span: Span, own: Floats) -> tuple[float, bool]:
    if span.spec.center is not None:
        return float(span.spec.center), True
    if own.size == 0:
        raise StatisticsError(
            f"The baseline of stage {span.spec.name!r} has no point left to set limits from. "
            "Take back an exclusion, lengthen the baseline or give centre and sigma."
        )
    return mean_of(own), False


def _sigma(span: Span, own: Floats, used: Floats, estimator: str) -> tuple[float, bool]:
    if span.spec.sigma is not None:
        return float(span.spec.sigma), True
    if own.size and own.min() == own.max():
        return (0.0 if own.size > 1 else math.nan), False
    return sigma_of_individuals(own, used, estimator), False


def sigma_of_individuals(own: Floats, used: Floats, estimator: str) -> float:
    """Sigma from the counted values and the moving ranges used; NaN when there are too few of them."""
    if estimator == "sd":
        return sd_of(own) / constants.c4(own.size) if own.size > 1 else math.nan
    if used.size == 0:
        return math.nan
    if estimator == "mssd":
        largest = float(used.max()) or 1.0  # scaled, so that squares of tiny ranges do not vanish
        return largest * math.sqrt(float(((used / largest) ** 2).mean()) / 2.0)
    if estimator == "mean_mr":
        return float(used.mean()) / constants.d2(2)
    median = float(np.median(used))
    if median == 0 and own.min() < own.max():
        raise StatisticsError(
            "More than half of the moving ranges are zero, so their median gives no sigma. Use the mean moving range."
        )
    return median / constants.MEDIAN_RANGE_OF_TWO


def _range_center(sigma: float, used: Floats, estimator: str, *, given: bool) -> float:
    if used.size and not given and estimator == "median_mr":
        return float(np.median(used))
    if used.size and not given and estimator == "mean_mr":
        return float(used.mean())
    return constants.d2(2) * sigma


def _individuals(
    points: Floats,
    series: Series,
    centers: Sequence[float],
    sigmas: Sequence[float],
    bounds: tuple[float | None, float | None],
) -> Panel:
    low, high = bounds
    lower = [center - 3.0 * sigma for center, sigma in zip(centers, sigmas, strict=True)]
    upper = [center + 3.0 * sigma for center, sigma in zip(centers, sigmas, strict=True)]
    if low is not None:
        lower = [max(limit, low) for limit in lower]
    if high is not None:
        upper = [min(limit, high) for limit in upper]
    center, sigma, lcl, ucl = (series.spread(figures) for figures in (centers, sigmas, lower, upper))
    return Panel("Individual values", points, center, sigma, lcl, ucl)


def _ranges(ranges: Floats, series: Series, centers: Sequence[float], sigmas: Sequence[float]) -> Panel:
    upper = [(constants.d2(2) + 3.0 * constants.d3(2)) * sigma for sigma in sigmas]
    return Panel(
        "Moving ranges",
        ranges,
        series.spread(centers),
        series.spread([constants.d3(2) * sigma for sigma in sigmas]),
        series.spread([math.nan if math.isnan(sigma) else 0.0 for sigma in sigmas]),
        series.spread(upper),
        zones=False,
    )


def lag_one(points: Floats, series: Series, where: slice = slice(None)) -> float:
    """Lag-1 autocorrelation over the linked pairs: sum (x_i - m)(x_(i-1) - m) / sum (x_i - m)^2; NaN if undefined."""
    counted = series.counted[where]
    own = points[where][counted]
    if own.size < 3 or own.min() == own.max():
        return math.nan
    deviation = np.where(counted, points[where] - own.mean(), 0.0)
    deviation /= np.abs(deviation).max()  # so that squares of tiny values do not vanish
    return float(((deviation[1:] * series.linked[where][1:]) @ deviation[:-1]) / (deviation @ deviation))


def skewness_of(own: Floats) -> float:
    """Third standardised moment, 0 for a constant."""
    if own.min() == own.max():
        return 0.0
    deviation = own - own.mean()
    deviation /= np.abs(deviation).max()  # so that cubes of tiny values do not vanish
    square = deviation * deviation
    return float(square @ deviation) / own.size / math.pow(float(square.mean()), 1.5)


def is_skewed(own: Floats, center: float, sigma: float) -> bool:
    """Whether the values are clearly skewed, and not only for the few that signal.

    What lies beyond three sigma is a special cause first and no trait of the distribution: without it the rest must
    still lean to the same side. A long tail does, though its end is cut off; even values with an odd one do not.
    """
    whole = skewness_of(own)
    if abs(whole) <= _SKEWED:
        return False
    rest = own[np.abs(own - center) <= 3.0 * sigma] if sigma > 0 else own
    return rest.size > 2 and math.copysign(1.0, whole) * skewness_of(rest) > even_within(rest.size)


def even_within(n: int) -> float:
    """Skewness up to which values are nearly even: 0.5, of few values twice its standard error sqrt(6 / n)."""
    return max(0.5, 2.0 * math.sqrt(6.0 / n))


def _shape_cautions(points: Floats, series: Series, center: float, sigma: float) -> tuple[str, ...]:
    """Two ways in which an individuals chart misleads: neighbours that resemble each other, and a long tail."""
    said = []
    span = series.spans[-1]
    own = points[span.baseline][series.counted[span.baseline]]
    if own.size >= 20:
        r = lag_one(points, series, span.baseline)
        if r > max(_RESEMBLING, 2.576 / math.sqrt(own.size)):
            said.append(
                f"Neighbouring points resemble each other (lag-1 correlation {r:.2f}): run rules will fire too often."
            )
        if is_skewed(own, center, sigma):
            skewness = skewness_of(own)
            said.append(
                f"The values are skewed (skewness {skewness:.1f}): limits for a normal process mislead. "
                f"{_remedy(own, skewness)}"
            )
    return tuple(said)


def _remedy(own: Floats, skewness: float) -> str:
    """Logarithms only where they make the values even: of positive values with a long upper tail, and not too strong.

    The logarithms of exponential times are skewed to the left; the power 1/3.6 of a t chart suits those.
    """
    if skewness < 0:
        return "The tail is below, where logarithms make it longer: judge by percentiles of the distribution."
    if own.min() > 0 and abs(skewness_of(np.log(own))) <= even_within(own.size):
        return "Their logarithms are nearly even: chart these."
    return "Logarithms do not make them even: judge by percentiles or, for times between events, use a t chart."
