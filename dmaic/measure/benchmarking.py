"""How good are others at it, is it really the same thing, and how large is the gap to us?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from dmaic.charts.bars import Amount, bar_chart
from dmaic.charts.drawing import Drawing
from dmaic.charts.text import brief, fixed
from dmaic.db import Model
from dmaic.define.metrics import DataType, Direction, Metric, primary_metric
from dmaic.errors import StatisticsError
from dmaic.measure.baseline import STAGE, assess, signed_value
from dmaic.measure.baseline.speaking import Figure, cases_of, figure_for
from dmaic.measure.datasets import read_last
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of
from dmaic.projects.study import Study
from dmaic.statistics.summary import quantile

LAST = 200
"""Until a baseline is signed, our own figure is that of so many newest readings that count."""
_TIMES = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
    **dict.fromkeys(("week", "weeks"), 7 * 86400.0),
}
_SHARES = {**dict.fromkeys(("", "fraction", "share"), 1.0), "%": 1e-2, "‰": 1e-3, "ppm": 1e-6}


class Match(StrEnum):
    """Whether the peer measures the same thing."""

    SAME = "same definition"
    SIMILAR = "similar"
    DIFFERENT = "different"
    UNKNOWN = "not known"


_LIKENESS = {
    Match.SAME: "",
    Match.SIMILAR: " (similar)",
    Match.DIFFERENT: " (another definition)",
    Match.UNKNOWN: " (definition not known)",
}


class Benchmark(Row, Model):
    """A peer's figure: who, which process driver, what was measured, under which conditions it compares."""

    __tablename__ = "benchmarks"

    peer: Mapped[str] = mapped_column(default="")
    driver: Mapped[str] = mapped_column(default="")
    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    measure: Mapped[str] = mapped_column(default="")
    value: Mapped[float | None]
    unit: Mapped[str] = mapped_column(default="")
    match: Mapped[Match] = mapped_column(default=Match.UNKNOWN)
    like_for_like: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date | None]
    metric: Mapped[Metric | None] = relationship()

    def audit_label(self) -> str:
        return self.peer

    @property
    def gap(self) -> Gap | None:
        """Our figure less theirs, in the unit of ours; None where one is not known or the units can't be converted."""
        ours = None if self.metric is None else our_figure(self.metric)
        return None if ours is None else _gap(self, ours)

    @property
    def gap_in_words(self) -> str:
        """The gap as a person reads it, and against which figure of ours; empty where ours is not known."""
        found = self.gap
        return "" if found is None else found.told

    @property
    def gap_or_reason(self) -> str:
        """The gap, or why none is given."""
        if self.metric is None or self.value is None:
            return ""
        ours = our_figure(self.metric)
        if ours is None:
            return "Ours is not measured yet."
        found = _gap(self, ours)
        return (
            f"Withheld: theirs is {_in_unit(self.unit)}, ours {_in_unit(ours.unit)}." if found is None else found.told
        )


@dataclass(frozen=True, slots=True)
class Ours:
    """Our own figure with its interval: of the signed baseline, or of the newest readings until there is one.

    ``unit`` is that of the figure: a share outside the limits of a metric in hours is in percent. ``low`` and ``high``
    are None where too few readings bound it.
    """

    value: float
    of: str
    unit: str
    direction: Direction
    is_share: bool
    low: float | None = None
    high: float | None = None

    @property
    def half(self) -> float:
        """Half of the interval's width; 0 without one."""
        return 0.0 if self.low is None or self.high is None else (self.high - self.low) / 2

    @property
    def in_words(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        between = ""
        if self.low is not None and self.high is not None:
            between = f" (95 %: {_held(self.low, self.half)} to {_held(self.high, self.half)})"
        return f"{_held(self.value, self.half)}{unit}{between}, {self.of}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Ours less theirs. The interval is that of our figure; how well the peer knows theirs nobody told."""

    value: float
    theirs: float
    ours: Ours

    @property
    def within_chance(self) -> bool:
        """Whether the peer's figure lies within the interval of ours."""
        low, high = self.ours.low, self.ours.high
        return low is not None and high is not None and low <= self.theirs <= high

    @property
    def is_worse(self) -> bool:
        return self.value != 0 and (self.value > 0) == (self.ours.direction == Direction.DOWN)

    @property
    def told(self) -> str:
        """5.5 h worse (3.6 to 7.4), against our signed baseline."""
        return f"{self.in_words}, against our {self.ours.of}"

    @property
    def in_words(self) -> str:
        """5.5 h worse (3.6 to 7.4)."""
        ours, unit = self.ours, f" {self.ours.unit}" if self.ours.unit else ""
        ends = () if ours.low is None or ours.high is None else (ours.low - self.theirs, ours.high - self.theirs)
        if ours.direction == Direction.TARGET or self.value == 0:
            between = f" ({' to '.join(_held(end, ours.half, sign=True) for end in ends)})" if ends else ""
            return f"{_held(self.value, ours.half, sign=True)}{unit}{between}"
        said = f"{_held(abs(self.value), ours.half)}{unit} {'worse' if self.is_worse else 'better'}"
        if not ends:
            return said
        if self.within_chance:
            sides = ("better", "worse") if ours.direction == Direction.DOWN else ("worse", "better")
            told = " to ".join(f"{_held(abs(end), ours.half)} {side}" for end, side in zip(ends, sides, strict=True))
            return f"{said}, within chance ({told})"
        return f"{said} ({' to '.join(_held(end, ours.half) for end in sorted(map(abs, ends)))})"


def _held(value: float, half: float, *, sign: bool = False) -> str:
    """A number with the digits it holds: two of its interval's half width, three without an interval."""
    text = fixed(value, min(12, max(0, 1 - math.floor(math.log10(half))))) if half > 0 else brief(value, 3)
    return f"+{text}" if sign and value > 0 else text


def _in_unit(unit: str) -> str:
    return f"in {unit}" if unit else "without a unit"


def conversion(theirs: str, ours: str, *, is_share: bool = False) -> float | None:
    """What a number in their unit is multiplied by to be in ours; None where the units are not of one kind.

    No unit means a fraction where the figure is a share. Working days are no days: nobody told their length.
    """
    first, second = theirs.strip().casefold(), ours.strip().casefold()
    if first == second:
        return 1.0
    for family in (_TIMES, _SHARES if is_share else {one: at for one, at in _SHARES.items() if one}):
        if first in family and second in family:
            return family[first] / family[second]
    return None


def _gap(one: Benchmark, ours: Ours) -> Gap | None:
    factor = conversion(one.unit, ours.unit, is_share=ours.is_share)
    if one.value is None or factor is None:
        return None
    return Gap(ours.value - one.value * factor, one.value * factor, ours)


def our_figure(metric: Metric) -> Ours | None:
    """The signed baseline, else the same figure of the newest readings that count; None without any."""
    session = object_session(metric)
    if session is None:
        return None
    query = select(Study).where(
        Study.project_id == metric.project_id, Study.stage == STAGE, Study.subject_id == metric.id
    )
    study = session.scalars(query.order_by(Study.id.desc()).limit(1)).first()
    if study is not None:
        signed = study.result["headline"]
        return _ours(
            metric, signed_value(study), "signed baseline", signed["unit"], low=signed["low"], high=signed["high"]
        )
    figure = figure_for(metric)
    readings = read_last(session, metric, LAST)
    cases = cases_of(readings, metric, figure)
    if not len(cases):
        return None
    what = f"newest readings (up to {LAST})"
    try:
        found = assess(readings, metric).headline
    except StatisticsError:
        found = None
    if found is not None and found.value is not None:
        return _ours(metric, found.value, what, found.unit, low=found.low, high=found.high)
    if cases.adds_up:
        return _ours(metric, cases.value(slice(None)), what, cases.unit)
    share = {Figure.MEDIAN: 0.5, Figure.P90: 0.9, Figure.P95: 0.95}[figure]
    return _ours(metric, quantile(cases.amount, share), what, cases.unit)


def _ours(
    metric: Metric, value: float, of: str, unit: str, *, low: float | None = None, high: float | None = None
) -> Ours:
    direction, is_share = metric.direction, metric.data_type in (DataType.PROPORTION, DataType.ORDINAL)
    if metric.data_type == DataType.ORDINAL:
        direction = Direction.UP
    elif unit == "%" and metric.unit != "%" and not is_share:
        direction, is_share = Direction.DOWN, True  # the share outside the specification
    if low is None or high is None:
        low = high = None
    return Ours(value, of, unit, direction, is_share, low, high)


def current_value(metric: Metric) -> float | None:
    """Our own figure; None where nothing is known."""
    found = our_figure(metric)
    return None if found is None else found.value


def benchmark_remarks(session: Session, project: Project) -> list[str]:
    """Comparisons that do not compare."""
    said = []
    for one in rows_of(session, project, Benchmark):
        if one.match in (Match.DIFFERENT, Match.UNKNOWN):
            word = "is another one" if one.match == Match.DIFFERENT else "is not known"
            said.append(f"The definition of “{one.peer}” {word}: the gap may be one of definitions, not of processes.")
        elif not one.like_for_like:
            said.append(f"“{one.peer}”: say what makes it like for like (volume, mix, opening hours).")
        if one.metric is not None and one.value is not None:
            ours = our_figure(one.metric)
            unit = one.metric.unit if ours is None else ours.unit
            is_share = one.metric.data_type == DataType.PROPORTION if ours is None else ours.is_share
            if conversion(one.unit, unit, is_share=is_share) is None:
                said.append(
                    f"“{one.peer}” is {_in_unit(one.unit)}, our figure {_in_unit(unit)}: they can't be converted, so "
                    "no gap is given. Write theirs in our unit."
                )
        if not one.source:
            said.append(f"“{one.peer}” names no source.")
    return said


def benchmark_facts(session: Session, project: Project) -> list[tuple[str, str]]:
    """Our own figure of each metric that is compared."""
    metrics = {one.metric.id: one.metric for one in rows_of(session, project, Benchmark) if one.metric is not None}
    told = []
    for metric in metrics.values():
        ours = our_figure(metric)
        told.append((f"Ours: {metric.name}", "" if ours is None else ours.in_words))
    return told


def benchmark_picture(session: Session, project: Project) -> Drawing | None:
    """The peers of one metric (the primary, or the first compared) beside us."""
    rows = [one for one in rows_of(session, project, Benchmark) if one.metric is not None and one.value is not None]
    if not rows:
        return None
    first = primary_metric(session, project)
    metric = first if first is not None and any(one.metric_id == first.id for one in rows) else rows[0].metric
    assert metric is not None
    return peers_picture(metric, rows)


def peers_of(session: Session, project: Project, metric: Metric) -> list[Benchmark]:
    """The peers that are held against this metric and have a figure."""
    return [one for one in rows_of(session, project, Benchmark) if one.metric_id == metric.id and one.value is not None]


def peers_picture(metric: Metric, rows: Sequence[Benchmark]) -> Drawing | None:
    """The peers of this metric as bars beside our own figure and the target; None without a peer."""
    peers = [one for one in rows if one.metric_id == metric.id]
    if not peers:
        return None
    ours = our_figure(metric)
    unit = metric.unit if ours is None else ours.unit
    is_share = metric.data_type == DataType.PROPORTION if ours is None else ours.is_share
    bars = [] if ours is None else [Amount(f"Ours, {ours.of.split(' (')[0]}", ours.value, chosen=True)]
    left_out = []
    for one in peers:
        factor = conversion(one.unit, unit, is_share=is_share)
        if factor is None or one.value is None:
            left_out.append(one.peer)
            continue
        written = "" if factor == 1 else f", {brief(one.value, 6)} {one.unit or 'as a fraction'}"
        bars.append(Amount(f"{one.peer}{_LIKENESS[one.match]}{written}", one.value * factor))
    summary = _summary(metric, ours, peers)
    if left_out:
        summary += f" Not drawn, for their unit can't be converted to ours: {', '.join(left_out)}."
    target = metric.target if unit == metric.unit else None
    return bar_chart(
        bars,
        title=f"{metric.name}: peers and us",
        name=metric.name,
        unit=unit,
        reference=target,
        reference_name="target" if target is not None else "",
        summary=summary,
    )


def _summary(metric: Metric, ours: Ours | None, peers: Sequence[Benchmark]) -> str:
    """Who is ahead of us, of those that measure the same thing in a unit that can be converted."""
    if ours is None:
        return f"Our own {metric.name.lower()} is not measured yet, so no gap is told."
    if ours.direction == Direction.TARGET:
        return f"Ours is {ours.in_words}; the metric is best on target, so no order is told."
    alike = [one for one in peers if one.match in (Match.SAME, Match.SIMILAR)]
    held = [(one.peer, gap) for one in alike if (gap := _gap(one, ours)) is not None]
    ahead = [name for name, gap in held if gap.is_worse and not gap.within_chance]
    close = [name for name, gap in held if gap.within_chance]
    said = f"Ahead of us: {', '.join(ahead)}."
    if not ahead:
        said = "None of the peers with a like definition is ahead of us." if held else "No peer can be held against us."
    if close:
        said += f" Within the interval of our own figure: {', '.join(close)}."
    other = len(peers) - len(alike)
    return f"{said} {other} more can't be compared: another or an unknown definition." if other else said
