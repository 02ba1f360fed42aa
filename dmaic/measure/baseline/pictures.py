"""How do the values of a baseline look? Histogram, probability plot, and the indices with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp, fsum, pi, sqrt
from typing import Any

from dmaic.charts.bars import share_bars
from dmaic.charts.distribution.capability import Index, capability_plot
from dmaic.charts.distribution.histogram import histogram
from dmaic.charts.distribution.probability import probability_plot
from dmaic.charts.drawing import Drawing
from dmaic.charts.interval import Interval, interval_chart
from dmaic.define.metrics import DataType, Metric
from dmaic.errors import StatisticsError
from dmaic.measure.baseline.assess import Assessment
from dmaic.measure.baseline.figures import MOST_FITTED, named
from dmaic.measure.baseline.rating_figures import TOP_BOX
from dmaic.measure.pictures import specs_of
from dmaic.measure.ratings import box_in_words, in_box
from dmaic.statistics.fits import Distribution, best_fit

_PARTS = 6
_INDICES = ("Cp", "Cpk", "Pp", "Ppk", "Cpm")


def histogram_picture(assessment: Assessment, metric: Metric) -> Drawing | None:
    """The values with the specification, under the normal curve, or the one that fits where the normal does not."""
    values = assessment.values
    if assessment.shape is None or len(values) < 2:
        return None
    mean, sd = (named(assessment.groups, name) for name in ("Mean", "Standard deviation"))
    curve: Callable[[float], float] | None = None
    title = ""
    if mean is not None and sd is not None and mean.value is not None and sd.value:
        curve, title = _normal(mean.value, sd.value), "Normal curve, overall sd"
    if not assessment.shape.is_normal:
        fitted = _fitted(values)
        if fitted is not None:
            curve, title = _density(fitted), f"Best fit: {fitted.family}"
    within = named(assessment.groups, "SD within")
    second = None
    if (
        assessment.shape.is_normal
        and mean is not None
        and mean.value is not None
        and within is not None
        and within.value
    ):
        second = _normal(mean.value, within.value)
    return histogram(
        values,
        title=f"Distribution of {metric.name}",
        name=metric.name,
        unit=metric.unit,
        specs=specs_of(metric),
        curve=curve,
        curve_name=title,
        second=second,
        second_name="within sigma",
    )


def probability_picture(assessment: Assessment, metric: Metric) -> Drawing | None:
    """The values against a normal distribution."""
    shape = assessment.shape
    if shape is None or len(assessment.values) < 3:
        return None
    test = shape.test
    words = None
    if test is not None:
        words = (
            f"Anderson-Darling A² = {test.statistic:.2f}, p = {test.p:.3g}: "
            f"{'no evidence against a normal curve' if shape.is_normal else 'not normal'}."
        )
    return probability_plot(assessment.values, name=metric.name, unit=metric.unit, summary=words)


def capability_picture(assessment: Assessment) -> Drawing | None:
    """The indices with their intervals against 1.33; None where there are none to show.

    Those of the percentile method where the values are not normal: what a normal curve says of them decides nothing.
    """
    normal = assessment.shape is None or assessment.shape.is_normal
    group = assessment.group("capability" if normal else "percentiles")
    if group is None:
        return None
    shown = [
        Index(one.name, one.value, one.low, one.high)
        for one in group.statistics
        if one.name in _INDICES and one.value is not None
    ]
    title = "Capability indices" if normal else "Performance indices by percentiles"
    return capability_plot(shown, title=title) if shown else None


def _normal(mean: float, sd: float) -> Callable[[float], float]:
    return lambda x: exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * sqrt(2 * pi))


def _fitted(values: Any) -> Distribution | None:
    if len(values) > MOST_FITTED or float(min(values)) <= 0:
        return None
    try:
        return best_fit(values)[0].distribution
    except StatisticsError:
        return None


def _density(fitted: Distribution) -> Callable[[float], float]:
    """The density by a central difference of the distribution function: plenty for a drawing."""
    step = (fitted.quantile(0.75) - fitted.quantile(0.25)) / 200 or 1e-9

    def at(x: float) -> float:
        return max(0.0, (fitted.below(x + step) - fitted.below(x - step)) / (2 * step))

    return at


def rhythm_picture(profile: Mapping[str, Any], metric: Metric, unit: str) -> Drawing | None:
    """The medians of one cycle with their intervals, in the calendar's order; None where nothing was compared."""
    seasons = profile["profile"]
    if not seasons:
        return None
    cells = [(one["mean"], one["n"]) for one in seasons]
    middle = fsum(mean * n for mean, n in cells) / sum(n for _, n in cells)
    return interval_chart(
        [
            Interval(one["name"], one["median"]["value"], one["median"]["low"], one["median"]["high"], one["n"])
            for one in seasons
        ],
        title=f"{metric.name} by {profile['rhythm']}",
        name="Median",
        unit=unit,
        reference=middle,
        reference_name="mean of all",
        summary=profile["sentence"],
    )


def ratings_picture(assessment: Assessment, metric: Metric) -> Drawing | None:
    """The answers as stacked shares: the first half, the second, and all; None where the metric is no rating."""
    if metric.data_type != DataType.ORDINAL:
        return None
    ratings = assessment.values
    steps = sorted(set(ratings.tolist()))
    halves = {"First half": ratings[: len(ratings) // 2], "Second half": ratings[len(ratings) // 2 :], "All": ratings}
    if len(steps) <= _PARTS:
        parts = [f"{step:g}" for step in steps]
        rows = [(name, [float((own == step).sum()) for step in steps]) for name, own in halves.items()]
    else:
        parts = ["other answers", box_in_words(metric)]
        counts = {name: float(in_box(own, metric).sum()) for name, own in halves.items()}
        rows = [(name, [len(own) - counts[name], counts[name]]) for name, own in halves.items()]
    top = named(assessment.groups, TOP_BOX)
    said = None
    if top is not None and top.value is not None:
        said = f"{top.value:.1f} % of the answers are {box_in_words(metric)} ({top.low:.1f} to {top.high:.1f} %)."
    return share_bars(rows, parts, title=f"Answers: {metric.name}", summary=said)
