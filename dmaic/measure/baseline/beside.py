"""What must be known before a baseline is trusted? Strata, mix, rhythms, neighbours, and cases still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.define.metrics import DataType, Metric
from dmaic.errors import StatisticsError
from dmaic.measure.baseline.context import Context, Waiting
from dmaic.measure.baseline.mixing import Compare, Comparison, compared
from dmaic.measure.baseline.speaking import Cases, Figure, Kind, cases_of, figure_for
from dmaic.measure.baseline.strata import Strata, strata_of
from dmaic.measure.charting import Charted
from dmaic.measure.datasets import Readings
from dmaic.measure.points import Grouping
from dmaic.measure.staging import StagePlan
from dmaic.statistics.neighbours import Neighbours, caution_of, neighbours
from dmaic.statistics.rhythms import Profile, rhythms, said_of
from dmaic.statistics.seasonality import Rhythm
from dmaic.statistics.verdict import Terms

STILL_OPEN = "still open"
_WITHIN = {
    Grouping.DAY: frozenset({Rhythm.HOUR}),
    Grouping.WEEK: frozenset({Rhythm.HOUR, Rhythm.WEEKDAY}),
    Grouping.MONTH: frozenset({Rhythm.HOUR, Rhythm.WEEKDAY}),
}
_TIMED = frozenset({DataType.CONTINUOUS, DataType.TIME_BETWEEN})


@dataclass(frozen=True, slots=True)
class Open:
    """Cases without a value yet: ``left_out`` of the period or of the imports, or so many rows ``without_value``."""

    left_out: int
    without_value: int
    waiting: Waiting | None
    caution: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the figures of a baseline. ``neighbours`` is None for the reason in ``neighbours_refused``."""

    strata: tuple[Strata, ...]
    comparison: Comparison | None
    rhythms: tuple[Profile, ...]
    rhythms_refused: str
    neighbours: Neighbours | None
    neighbours_refused: str
    neighbours_caution: str
    open: Open | None
    unit: str = ""

    @property
    def cautions(self) -> list[str]:
        """What a reader must know before the figures."""
        said = [self.open.caution] if self.open is not None else []
        said += [rhythm_caution(one, self.unit) for one in self.rhythms if one.real]
        said += self.comparison.cautions if self.comparison is not None else []
        return said


def beside(
    readings: Readings,
    metric: Metric,
    charted: Charted | None,
    *,
    figure: Figure,
    compare: Compare,
    stages: Sequence[StagePlan],
    confidence: float,
    left_out: Mapping[str, int],
    context: Context,
) -> Beside:
    """Everything that is looked at beside the figures of these readings."""
    cases = cases_of(readings, metric, figure)
    profiles, why_not = rhythms_of(cases, confidence)
    leaning, refused, caution = None, "", ""
    if charted is not None:
        try:
            leaning = neighbours(charted.chart, confidence=confidence)
            caution = caution_of(leaning, charted.chart, charted.ruleset, called=charted.called)
        except StatisticsError as refusal:
            refused = str(refusal)
    return Beside(
        strata=strata_of(cases, figure, target=_aim(metric, context), confidence=confidence),
        comparison=compared(cases, compare, stages=stages, confidence=confidence, short=context.short),
        rhythms=profiles,
        rhythms_refused=why_not,
        neighbours=leaning,
        neighbours_refused=refused,
        neighbours_caution=caution,
        open=_open(readings, metric, left_out.get(STILL_OPEN, 0), context.waiting, has_source=context.has_source),
        unit=cases.unit,
    )


def _aim(metric: Metric, context: Context) -> float | None:
    """The goal, else the metric's target; of ratings only a goal in per cent, for a target is a step of the scale."""
    if metric.data_type == DataType.ORDINAL:
        return context.goal if metric.unit == "%" else None
    return metric.target if context.goal is None else context.goal


def rhythms_of(cases: Cases, confidence: float = 0.95) -> tuple[tuple[Profile, ...], str]:
    """The profiles of hour, weekday and month, and why there are none."""
    if not len(cases):
        return (), "No reading counts."
    if not cases.readings.has_times:
        return (), "Not every reading has a time, so no rhythm of the calendar can be seen."
    values = cases.factor * cases.amount / cases.units
    weights = None if cases.kind is Kind.MEASURED else cases.units
    try:
        terms = Terms(confidence=confidence, unit=cases.unit)
        return rhythms(np.asarray(values, dtype=float), cases.readings.time, weights=weights, terms=terms), ""
    except StatisticsError as refusal:
        return (), str(refusal)


def rhythm_caution(one: Profile, unit: str = "") -> str:
    """A real rhythm, as a caution beside a chart or a figure."""
    stamp = (
        " The hour is that of the time stamp: where it marks the end of a case, it tells when work was finished and "
        "not when it came in."
        if one.rhythm is Rhythm.HOUR
        else ""
    )
    return (
        f"{said_of(one, unit)}: compare like with like, and read the chart with that rhythm in mind. "
        f"A signal may be nothing but the {one.rhythm.value}.{stamp}"
    )


def season_cautions(charted: Charted, metric: Metric) -> list[str]:
    """The real rhythms in the readings of the present stage of a chart, each as a caution.

    One that runs its course within a single point of the chart can't make a signal there and is not told.
    """
    readings = charted.points.readings
    since = charted.points.seqs(charted.present.start)[0]
    cases = cases_of(readings.kept(readings.seq >= since), metric, figure_for(metric))
    profiles, _ = rhythms_of(cases)
    within = _WITHIN.get(charted.points.grouping, frozenset())
    return [rhythm_caution(one, cases.unit) for one in profiles if one.real and one.rhythm not in within]


def _open(
    readings: Readings, metric: Metric, left_out: int, waiting: Waiting | None, *, has_source: bool
) -> Open | None:
    """The cases of the period that have no value yet; None where all have one.

    Where a source of tickets stands behind the metric, these are the tickets begun in the period; else those that the
    imports left out, whose day of beginning no file tells; else rows of a time or measured value without one.
    """
    if has_source:
        if waiting is None:
            return None
        return Open(waiting.open, 0, waiting, _of_period(waiting))
    missing = int((np.isnan(readings.value) & ~readings.excluded).sum()) if metric.data_type in _TIMED else 0
    if not left_out and not missing:
        return None
    if left_out:
        caution = (
            f"{left_out:,} {'case is' if left_out == 1 else 'cases are'} still open and not in it: all that the "
            "imported files left out as open, for they don't say which of them were begun in this period. Long ones "
            "are missing first, so the figures look better than they are."
        )
    else:
        caution = (
            f"{missing:,} {'row has' if missing == 1 else 'rows have'} no value. Where these are cases not finished "
            "yet, the long ones are missing first and the figures look better than they are: look again when they are "
            "closed."
        )
    return Open(left_out, missing, None, caution)


def left_out_of(imports: Mapping[str, int], context: Context) -> dict[str, int]:
    """What is not among the readings, by reason: of open cases those of the period, where the tickets tell them."""
    said = dict(imports)
    if context.has_source:
        said.pop(STILL_OPEN, None)
        if context.waiting is not None:
            said[STILL_OPEN] = context.waiting.open
    return said


def _of_period(waiting: Waiting) -> str:
    first, last = waiting.begun
    return (
        f"{waiting.open:,} of the {waiting.tickets:,} tickets begun in this period ({first} to {last}) "
        f"{'is' if waiting.open == 1 else 'are'} still open and not in it. Long ones are missing first, so the figures "
        "look better than they are."
    )
