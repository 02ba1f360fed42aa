"""Do rare events come more or less often? g charts of the opportunities between them, t charts of the time.

A point far up is good news where the event is bad: longer without one.

Sources: Benneyan (2001) and Kaminsky et al. (1992) for the g chart; Nelson (1994) for the power 1/3.6, which makes
exponential times nearly normal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, StageSpec
from dmaic.statistics.figures import entered
from dmaic.statistics.individuals import IndividualsSigma, imr
from dmaic.statistics.series import Missing, judged_stage, lay_out, mean_of, read_values, stage_cautions

GKind: TypeAlias = Literal["benneyan", "including", "percentiles"]
Zeros: TypeAlias = Literal["keep", "drop", "half", "refuse"]

G_KINDS: dict[str, str] = {
    "benneyan": "opportunities before the event (0, 1, 2 ...): mean -/+ 3 sqrt(m (m + 1)), cut at 0",
    "including": "opportunities up to and with the event (1, 2 ...): mean -/+ 3 sqrt(m (m - 1)), cut at 1",
    "percentiles": "opportunities before the event: 0.135, 50 and 99.865 % points of the geometric distribution",
}
"""The three g charts in use; what was counted decides between the first and the second."""

POWER = 3.6
"""Nelson's exponent: times between events to the power 1/3.6 are nearly normal."""
_TAIL = 0.00134989803163009  # normal probability beyond 3 sigma


def g_chart(
    values: Iterable[Any],
    *,
    kind: GKind = "benneyan",
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Whole numbers of opportunities between events; limits after ``kind``, the line drawn in the middle the median.

    The median, because a geometric count lies below its mean nearly two times in three: runs about the mean mislead.
    A stage's given ``center`` is the mean m; its sigma follows. ``Stage.center`` is the mean.
    """
    if kind not in G_KINDS:
        raise StatisticsError(f"There is no g chart {kind!r}. Known are: {', '.join(G_KINDS)}.")
    points = read_values(values, missing=missing)
    _check_counts(points, least=1 if kind == "including" else 0)
    series = lay_out(len(points), stages=stages, excluded=excluded, gaps=gaps, present=~np.isnan(points))
    judged, lines = [], []
    for span in series.spans:
        own = points[span.baseline][series.counted[span.baseline]]
        given = span.spec.center is not None
        if span.spec.sigma is not None:
            raise StatisticsError("The sigma of a g chart follows from its mean. Give the centre only.")
        if not given and own.size == 0:
            raise StatisticsError(
                f"The baseline of stage {span.spec.name!r} has no point left to set limits from. "
                "Take back an exclusion, lengthen the baseline or give the centre."
            )
        mean = float(span.spec.center) if span.spec.center is not None else mean_of(own)
        line = g_limits(mean, kind=kind)
        median = geometric_point(0.5, mean, kind=kind) if given else float(np.median(own))
        judged.append(judged_stage(span, mean, line[0], "from the mean", own.size, given=given))
        lines.append((median, *line))
    middle, sigma, lcl, ucl = (series.spread([line[part] for line in lines]) for part in range(4))
    return ControlChart(
        kind="g",
        panels=(Panel("Opportunities between events", points, middle, sigma, lcl, ucl, zones=False),),
        stages=tuple(judged),
        excluded=series.excluded,
        gaps=series.gaps,
        method={"kind": G_KINDS[kind], "center": "median (limits from the mean)", "sigma": "geometric"},
        cautions=stage_cautions(judged, unit="events"),
    )


def g_limits(mean: float, *, kind: GKind = "benneyan") -> tuple[float, float, float]:
    """Sigma, lower and upper limit of a g chart with that mean."""
    least = 1 if kind == "including" else 0
    if mean < least:
        raise StatisticsError(f"A mean of {mean} is not possible for counts from {least} on. Correct it.")
    sigma = math.sqrt(mean * (mean - 1.0)) if kind == "including" else math.sqrt(mean * (mean + 1.0))
    if kind == "percentiles":
        low, high = (geometric_point(chance, mean, kind=kind) for chance in (_TAIL, 1.0 - _TAIL))
        return sigma, low, high
    return sigma, max(float(least), mean - 3.0 * sigma), mean + 3.0 * sigma


def geometric_point(chance: float, mean: float, *, kind: GKind = "benneyan") -> float:
    """The smallest count that a geometric variable with that mean reaches or stays under with the given chance.

    P(X <= x) = 1 - (1 - p)^(x + 1) with p = 1 / (m + 1) for counts from 0, one more each where the event is counted.
    """
    offset = 1.0 if kind == "including" else 0.0
    before = mean - offset
    if before <= 0:
        return offset
    steps = math.log1p(-chance) / -math.log1p(1.0 / before)
    whole = round(steps)
    reached = whole if abs(steps - whole) < 1e-9 else math.ceil(steps)
    return max(0.0, reached - 1.0) + offset


def _check_counts(points: Floats, *, least: int) -> None:
    known = ~np.isnan(points)
    bad = known & ((points < least) | (points != np.floor(points)))
    if bad.any():
        position = int(np.argmax(bad))
        raise StatisticsError(
            f"Row {position + 1} is {entered(float(points[position]))}: a g chart counts whole opportunities from "
            f"{least} on. For times use a t chart."
        )


def t_chart(
    values: Iterable[Any],
    *,
    zeros: Zeros = "keep",
    estimator: IndividualsSigma = "mean_mr",
    screen: bool = False,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Times between events: an individuals chart of t^(1/3.6), its lines raised back to the power 3.6.

    The lower limit is 0 when the transformed one is negative. A time of 0 means a clock too coarse for the events; it
    stays 0 under the power. ``zeros`` keeps it with a caution, drops it (a missing point, its neighbours not joined),
    puts half the smallest positive time in its place, or refuses it. Given centres and sigmas of stages are on the
    transformed scale. Panel sigma is NaN: there are no zones in the unit of the times.
    """
    times = read_values(values, missing=missing)
    if (times < 0).any():
        position = int(np.argmax(times < 0))
        raise StatisticsError(f"The time in row {position + 1} is negative. Correct it or the order of the events.")
    treated = _without_zeros(times, zeros)
    transformed = imr(
        treated ** (1.0 / POWER),
        estimator=estimator,
        screen=screen,
        stages=stages,
        excluded=excluded,
        gaps=gaps,
        missing="gap",
    )
    base = transformed.panels[0]
    center, lcl, ucl = (_raised(line) for line in (base.center, base.lcl, base.ucl))
    counted = ~np.isnan(treated)
    counted[list(transformed.excluded)] = False
    for stage in transformed.stages:
        own = treated[stage.start : stage.baseline_stop][counted[stage.start : stage.baseline_stop]]
        if stage.sigma == 0 and own.size:  # rounding in the power must not make a constant vary
            for line in (center, lcl, ucl):
                line[stage.start : stage.stop] = own[0]
    unknown = np.full(len(times), math.nan)
    return ControlChart(
        kind="t",
        panels=(Panel("Time between events", treated, center, unknown, lcl, ucl, zones=False),),
        stages=transformed.stages,
        excluded=transformed.excluded,
        gaps=transformed.gaps,
        method=transformed.method | {"transformation": "t^(1/3.6), lines raised back", "zeros": zeros},
        cautions=stage_cautions(transformed.stages, unit="events") + _zero_cautions(times),
    )


def _raised(line: Floats) -> Floats:
    """A line of the transformed chart in the unit of the times."""
    with np.errstate(over="ignore"):
        raised: Floats = np.maximum(line, 0.0) ** POWER
    if np.isinf(raised).any():
        raise StatisticsError(
            "The centre or sigma given for a t chart is too large. Give them as t to the power 1/3.6."
        )
    return raised


def _zero_cautions(times: Floats) -> tuple[str, ...]:
    count = int((times == 0).sum())
    if not count:
        return ()
    return (f"{count} of the times are 0: the clock is too coarse for these events. Record finer times.",)


def _without_zeros(times: Floats, zeros: Zeros) -> Floats:
    if zeros not in {"keep", "drop", "half", "refuse"}:
        raise StatisticsError(f"Zeros are to be kept, dropped, halved or refused, not {zeros!r}.")
    zero = times == 0
    if zeros == "keep" or not zero.any():
        return times
    if zeros == "drop":
        return np.where(zero, math.nan, times)
    if zeros == "half":
        positive = times[times > 0]
        if positive.size:
            return np.where(zero, positive.min() / 2.0, times)
    raise StatisticsError(
        f"The time in row {int(np.argmax(zero)) + 1} is 0: two events in one tick of the clock. Record finer times, "
        "drop the zeros, put half the smallest time in their place, or use a g chart."
    )
