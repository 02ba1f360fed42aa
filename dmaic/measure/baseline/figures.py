"""Which figures describe how bad it is? Location, promise, capability, defects and sigma level, each with its state.

Arrays and options in, groups of statistics out. What an unstable process, a failed gauge or too few values withholds
is withheld here with the way to earn it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import sqrt
from typing import Any

from dmaic.charts.text import fixed
from dmaic.define.metrics import Metric
from dmaic.errors import StatisticsError
from dmaic.statistics.attribute_capability import service_level_of_counts
from dmaic.statistics.box_cox import best_lambda, box_cox_capability
from dmaic.statistics.capability import observed_per_million
from dmaic.statistics.capability_verdict import capability_statistics, cautions_of_standing, reasons_to_withhold
from dmaic.statistics.distributions import t_quantile
from dmaic.statistics.fits import POSITIVE_FAMILIES
from dmaic.statistics.nonnormal import nonnormal_statistics, percentile_indices
from dmaic.statistics.normality import NormalityTest, anderson_darling
from dmaic.statistics.result import State, Statistic, withheld
from dmaic.statistics.summary import Percentile, Summary, describe, quantile

MOST_FITTED = 20_000
"""Values up to which distributions are fitted; more of them show their far percentiles themselves."""
_NOT_NORMAL = 0.05
_FEWEST_TESTED = 8
_FEWEST_DIFFERENT = 10
_WITHIN_NAMES = {"mean_mr": "mr", "median_mr": "median_mr", "mssd": "mssd", "sd": "mr"}


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that answer one question, with remarks where there is none to give."""

    code: str
    title: str
    about: str
    statistics: tuple[Statistic, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about process and gauge before any index may be read."""

    stable: bool | None
    gage: str | None
    confidence: float
    leaning: float = 0.0
    """Lag-1 correlation of points that resemble their neighbours; 0 where they don't."""
    gathered: bool = False
    """Whether a point of the chart gathers several values, so that the correlation is not that of the values."""
    readings_are: str = ""
    """medians or means, where a reading is one of a whole period and says nothing of single cases."""

    @property
    def beside_intervals(self) -> str:
        """What to know beside intervals that take the values for independent of each other; empty where they are."""
        if not self.leaning:
            return ""
        return (
            f"Neighbouring points resemble each other (lag-1 correlation {self.leaning:.2f}): an interval that takes "
            "the values for independent of each other is too narrow."
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """How the values are spread: the test of normality, and whether a normal curve may stand for them."""

    test: NormalityTest | None
    skewness: float | None

    @property
    def is_normal(self) -> bool:
        """No departure was seen; fewer than eight values show none."""
        return self.test is None or self.test.p >= _NOT_NORMAL


def shape_of(values: Any) -> Shape:
    """The test of normality of these values; none below eight or without spread."""
    skewness = describe(values).skew if len(values) > 2 else None
    try:
        return Shape(anderson_darling(values) if len(values) >= _FEWEST_TESTED else None, skewness)
    except StatisticsError:
        return Shape(None, skewness)


def effective_number(n: int, r: float) -> float:
    """How many independent values the mean of n neighbours with lag-1 correlation r is worth: n (1 - r) / (1 + r).

    For a process that forgets like AR(1) (Bayley and Hammersley 1946); never more than n, never fewer than 2.
    """
    return min(float(n), max(2.0, n * (1 - r) / (1 + r)))


def location(values: Any, metric: Metric, standing: Standing) -> Group:
    """Where the values lie and how far they spread."""
    confidence = standing.confidence
    found = describe(values, confidence=confidence, fractions=(0.5, 0.1, 0.9, 0.95))
    unit = metric.unit
    flat = ""
    if found.n > 1 and found.minimum == found.maximum:
        flat = (
            f"The {found.n} values do not vary, so they bound nothing: check that they are recorded finely enough and "
            "not filled in by default."
        )
    beside = standing.beside_intervals
    spread = withheld("Standard deviation", flat or "one value has no spread: add more", unit=unit)
    if found.sd is not None and not flat:
        how = "n − 1; chi-square interval"
        spread = with_caution(
            Statistic("Standard deviation", found.sd, found.sd_low, found.sd_high, confidence, how, unit), beside
        )
    names = ("Median (p50)", "p10", "p90", "p95")
    figures = (
        _flat(Statistic("Mean", found.mean, unit=unit), flat) if flat else _mean(found, unit, standing),
        *(
            _flat(Statistic(name, one.value, unit=unit), flat)
            if flat
            else with_caution(_percentile(one, name, unit), beside)
            for name, one in zip(names, found.percentiles, strict=True)
        ),
        spread,
        Statistic("Least", found.minimum, unit=unit),
        Statistic("Largest", found.maximum, unit=unit),
    )
    about = "What a case meets, and how far apart cases are."
    if standing.readings_are:
        about = f"Each value is one of the {standing.readings_are} of a period: single cases lie much further apart."
    return Group("location", "Where the values lie", about, figures)


def _flat(one: Statistic, note: str) -> Statistic:
    return replace(one, state=State.CAUTION, note=note)


def _mean(found: Summary, unit: str, standing: Standing) -> Statistic:
    """The mean; of single values that lean on their neighbours with the interval of so many fewer values."""
    method, low, high = "interval after Student's t", found.mean_low, found.mean_high
    if not standing.leaning or standing.gathered or found.sd is None:
        plain = Statistic("Mean", found.mean, low, high, standing.confidence, method, unit)
        return with_caution(plain, standing.beside_intervals)
    worth = effective_number(found.n, standing.leaning)
    reach = t_quantile(0.5 + standing.confidence / 2, worth - 1) * found.sd / sqrt(worth)
    method = f"{method} with {worth:.1f} effective values, for neighbours resemble each other ({standing.leaning:.2f})"
    return Statistic("Mean", found.mean, found.mean - reach, found.mean + reach, standing.confidence, method, unit)


def with_caution(one: Statistic, note: str) -> Statistic:
    """A figure with one more thing to know beside its interval; as it is where it has none."""
    if not note or (one.low is None and one.high is None):
        return one
    return replace(one, state=State.CAUTION, note=f"{one.note} {note}".strip())


def exactly(value: float) -> str:
    """A number that somebody set, to its last digit and never in powers of ten."""
    return fixed(value, max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent)))


def _percentile(found: Percentile, name: str, unit: str) -> Statistic:
    note = "" if found.low is not None and found.high is not None else "Too few values to bound it on both sides."
    return Statistic(
        name, found.value, found.low, found.high, found.coverage, "order statistics, any distribution", unit,
        State.CAUTION if note else State.SHOWN, note,
    )  # fmt: skip


def distribution(shape: Shape) -> Group:
    """Whether a normal curve may stand for the values."""
    test = shape.test
    figures: list[Statistic] = []
    if test is None:
        reason = f"Fewer than {_FEWEST_TESTED} values, or none that differ: no test of the shape."
        figures.append(withheld("Normality, p", reason, method="Anderson-Darling"))
    else:
        note = ""
        if not shape.is_normal:
            note = "The values don't look normal: read the percentile method beside the normal one."
            if test.n > 1000:
                note += " With so many values even harmless departures are seen; look at the plot."
        state = State.CAUTION if note else State.SHOWN
        method = f"Anderson-Darling A² = {test.statistic:.3f}, n = {test.n}; {test.method}"
        figures.append(Statistic("Normality, p", test.p, method=method, state=state, note=note))
    if shape.skewness is not None:
        figures.append(Statistic("Skewness", shape.skewness, method="G1, 0 for an even spread"))
    return Group("shape", "How they are spread", "Whether a normal curve may stand for the values.", tuple(figures))


def promise(values: Any, metric: Metric, standing: Standing) -> Group | None:
    """The share of cases within the specification, counted; None without one."""
    lower, upper = metric.specification
    if lower is None and upper is None:
        return None
    inside = values == values  # noqa: PLR0124 - all of them: an array of True
    if lower is not None:
        inside = inside & (values >= lower)
    if upper is not None:
        inside = inside & (values <= upper)
    kept = int(inside.sum())
    found = service_level_of_counts(kept, len(values), confidence=standing.confidence)
    words = " to ".join(exactly(edge) for edge in (lower, upper) if edge is not None)
    said = f"{'at most ' if lower is None else 'at least ' if upper is None else ''}{words} {metric.unit}".strip()
    method = f"{kept} of {len(values)} values; {found.exact.method}"
    what = "Cases"
    if standing.readings_are:
        what = f"Not cases but {standing.readings_are}"
    share = Statistic("Within specification", found.share, *_ends(found.exact), method)
    return Group(
        "promise",
        "Kept promise",
        f"{what} within the specification ({said}), counted and not modelled.",
        (with_caution(in_percent(share), standing.beside_intervals),),
    )


def _ends(interval: Any) -> tuple[float | None, float | None, float]:
    return interval.low, interval.high, interval.confidence


def in_percent(one: Statistic) -> Statistic:
    """A share of one as per cent."""
    value, low, high = (None if part is None else 100 * part for part in (one.value, one.low, one.high))
    return replace(one, value=value, low=low, high=high, unit="%")


def capability_groups(
    values: Any,
    rows: Sequence[Sequence[float]] | None,
    metric: Metric,
    *,
    estimator: str,
    standing: Standing,
    shape: Shape,
    gaps: Sequence[int] = (),
) -> list[Group]:
    """Capability of measured values by the normal curve, and by percentiles where that curve does not fit.

    ``rows`` are the subgroups where there are some; ``estimator`` is the chart's and ``gaps`` are where its moving
    ranges break off, so that one sigma serves both.
    """
    lower, upper = metric.specification
    if lower is None and upper is None:
        remark = "No specification limit is set, so nothing says what is good enough. Set one at the metric."
        return [Group("capability", "Capability", "Does the process hold its specification?", (), (remark,))]
    groups = [_normal_group(values, rows, metric, estimator, standing, gaps=gaps)]
    if not shape.is_normal:
        groups.append(_percentile_group(values, metric, standing))
        transformed = _box_cox_group(values, metric, standing)
        groups += [transformed] if transformed else []
    return groups


def _normal_group(
    values: Any,
    rows: Sequence[Sequence[float]] | None,
    metric: Metric,
    estimator: str,
    standing: Standing,
    *,
    gaps: Sequence[int],
) -> Group:
    about = "Against the specification: capability with the short-term sigma, performance with the overall one."
    given: dict[str, Any] = {"values": values, "estimator": _WITHIN_NAMES.get(estimator), "gaps": gaps}
    if rows is not None:
        given = {"subgroups": rows, "estimator": estimator or None}
    try:
        found = capability_statistics(
            **given,
            lsl=metric.lower_limit,
            usl=metric.upper_limit,
            target=metric.target,
            lower_is_boundary=metric.lower_is_boundary and metric.lower_limit is not None,
            upper_is_boundary=metric.upper_is_boundary and metric.upper_limit is not None,
            confidence=standing.confidence,
            stable=standing.stable,
            gage=standing.gage,
        )
    except StatisticsError as refusal:
        return Group("capability", "Capability", about, (), (str(refusal),))
    told = tuple(with_caution(one, standing.beside_intervals) for one in found if one.name not in {"n", "Mean"})
    return Group("capability", "Capability", about, told)


def _percentile_group(values: Any, metric: Metric, standing: Standing) -> Group:
    """Ppk by percentiles of a distribution that is not normal, or why none describes the values."""
    about = "For values that are not normal: percentiles of the best fitting distribution take the place of 3 sigma."
    title = "Capability by percentiles"
    lower, upper = metric.specification
    different = len(set(values.tolist()))
    stop = ""
    if different < _FEWEST_DIFFERENT:
        stop = (
            f"Only {different} different values, as of ratings or a coarse scale: no continuous distribution describes "
            "them. Read the share within the specification, counted, or record them more finely."
        )
    elif len(values) <= MOST_FITTED and float(min(values)) <= 0:
        stop = (
            "Some values are 0 or below, which the lognormal, Weibull, gamma and exponential distributions don't hold, "
            "and the normal one does not fit. Read the share within the specification, counted."
        )
    if stop:
        return Group("percentiles", title, about, tuple(withheld(one, stop) for one in ("Ppk", "Expected ppm overall")))
    try:
        if len(values) <= MOST_FITTED:
            found = nonnormal_statistics(
                values,
                lsl=lower,
                usl=upper,
                families=POSITIVE_FAMILIES,
                confidence=standing.confidence,
                stable=standing.stable,
                gage=standing.gage,
            )
        else:
            found = _by_seen_percentiles(values, lower, upper, standing)
    except StatisticsError as refusal:
        return Group("percentiles", title, about, (), (str(refusal),))
    told = tuple(with_caution(one, standing.beside_intervals) for one in found)
    return Group("percentiles", title, about, told)


def _by_seen_percentiles(
    values: Any, lower: float | None, upper: float | None, standing: Standing
) -> tuple[Statistic, ...]:
    """Ppk from the percentiles that so many values show themselves; no distribution is assumed."""
    method = f"percentile method (ISO 22514-4), percentiles of the {len(values):,} values themselves"
    stop = reasons_to_withhold(len(values), stable=standing.stable, gage=standing.gage)
    if stop:
        return (withheld("Ppk", " ".join(stop), method=method),)
    low, middle, high = (quantile(values, p) for p in (0.00135, 0.5, 0.99865))
    found = percentile_indices(
        low, middle, high, lsl=lower, usl=upper, expected=observed_per_million(values, lower, upper)
    )
    return (Statistic("Ppk", found.ppk, method=method),)


def _box_cox_group(values: Any, metric: Metric, standing: Standing) -> Group | None:
    """Performance after a power transformation; None where it can't be made (values of 0 or below)."""
    lower, upper = metric.specification
    if len(values) > MOST_FITTED or float(min(values)) <= 0:
        return None
    about = "The power that makes the values most nearly normal; the specification is transformed with them."
    stop = reasons_to_withhold(len(values), stable=standing.stable, gage=standing.gage)
    try:
        power = best_lambda(values, confidence=standing.confidence)
        found = box_cox_capability(values, power.rounded, lsl=lower, usl=upper, confidence=standing.confidence)
    except StatisticsError as refusal:
        return Group("box_cox", "Capability after Box-Cox", about, (), (str(refusal),))
    lam = Statistic(
        "Lambda", power.value, power.low, power.high, power.confidence,
        f"maximum likelihood; {power.rounded:g} used{' (logarithm)' if power.rounded == 0 else ''}",
    )  # fmt: skip
    method = f"overall sd of the transformed values; {found.indices.worst_interval.method}"
    ends = _ends(found.indices.worst_interval)
    notes = " ".join(cautions_of_standing(len(values), stable=standing.stable, gage=standing.gage))
    state = State.CAUTION if notes else State.SHOWN
    ppk = (
        withheld("Ppk", " ".join(stop), method=method)
        if stop
        else Statistic("Ppk", found.indices.worst, *ends, method=method, state=state, note=notes)
    )
    return Group("box_cox", "Capability after Box-Cox", about, (lam, ppk))


def named(groups: Sequence[Group], name: str) -> Statistic | None:
    """The first figure of that name."""
    return next((one for group in groups for one in group.statistics if one.name == name), None)
