"""Which stretch of a long series is on the page? A window of points, judged as the whole series would judge them.

A window costs the same however long the history is: it is read by itself with the few points before it that a pattern
may reach back to. Limits that are kept are taken as they are; limits still being set up rest on the leading readings
of their stage, at most `LEADING` of them, and the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.errors import StatisticsError
from dmaic.measure.chart_kinds import kind_for
from dmaic.measure.chart_settings import Choices
from dmaic.measure.charting import Charted, chart_of, kept_limits
from dmaic.measure.datasets import Readings, count_of, read_all, read_last, read_range, read_span
from dmaic.measure.points import Grouping, points_of
from dmaic.measure.staging import StagePlan, stages_of

LAST = 200
"""Points on a page unless asked otherwise."""
MOST = 2_000
"""Points beyond which a stretch is shown by its block summaries."""
LOOKBACK = 40
LEADING = 2_000
_AT_ONCE = 2_000
_MOST_READ = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A judged stretch: points ``start`` to ``stop`` of ``charted`` are shown, those before it only judged with.

    ``total`` is the number of readings of the series; ``older`` and ``newer`` are seqs to go on from, None at an end.
    """

    charted: Charted
    start: int
    stop: int
    total: int
    older: int | None
    newer: int | None

    @property
    def shown(self) -> tuple[int, int]:
        return self.start, self.stop

    @property
    def first_seq(self) -> int:
        return self.charted.points.seqs(self.start)[0]

    @property
    def last_seq(self) -> int:
        return self.charted.points.seqs(self.stop - 1)[1]


def look(
    session: Session,
    metric: Metric,
    choices: Choices,
    *,
    last: int = LAST,
    until: int | None = None,
    stages: Sequence[StagePlan] | None = None,
) -> Window:
    """The last points of the series, or the last ones up to the seq ``until``.

    ``stages`` takes the place of the decided ones. Raises StatisticsError where there is no chart yet.
    """
    plans = list(stages_of(session, metric) if stages is None else stages)
    total = count_of(session, metric)
    if total <= _AT_ONCE:
        return _shown(chart_of(read_all(session, metric, strata=()), metric, choices, plans), total, last, until)
    before = {} if until is None else {"before": until + 1}
    readings = read_last(session, metric, last + LOOKBACK, **before)
    each = _readings_a_point(readings, metric, choices)
    if each > 1:
        wanted = min(_MOST_READ, (last + LOOKBACK) * each)
        readings = _whole_points(read_last(session, metric, wanted, **before), metric, choices, wanted)
    window = _judged(session, metric, choices, plans, readings)
    shown = _shown(window, total, last, None)
    older = shown.first_seq - 1 if shown.first_seq > 0 else None
    newest = shown.last_seq if until is None else int(read_last(session, metric, 1).seq[-1])
    return replace(shown, older=older, newer=shown.last_seq + 1 if newest > shown.last_seq else None)


def look_at(session: Session, metric: Metric, choices: Choices, *, seq: int) -> tuple[Window, int]:
    """The stretch around one reading, and the position of the point that holds it."""
    plans = stages_of(session, metric)
    total = count_of(session, metric)
    if total <= _AT_ONCE:
        readings = read_all(session, metric, strata=())
        charted = chart_of(readings, metric, choices, plans)
    else:
        each = _readings_a_point(read_range(session, metric, max(0, seq - 200), seq, strata=()), metric, choices)
        reach = LOOKBACK * each
        readings = read_range(session, metric, max(0, seq - reach), seq + 15 * each, strata=())
        charted = _judged(session, metric, choices, plans, readings)
    at = charted.points.position_of(seq)
    if at is None:
        raise StatisticsError("This reading has no point on the chart.")
    start, stop = max(0, at - 25), min(len(charted.chart), at + 15)
    return Window(charted, start, stop, total, None, None), at


def look_between(
    session: Session,
    metric: Metric,
    choices: Choices,
    *,
    first_seq: int,
    last_seq: int,
    stages: Sequence[StagePlan] | None = None,
) -> Window:
    """All points from one seq to another; more than fit a page are for `read_span`."""
    plans = list(stages_of(session, metric) if stages is None else stages)
    total = count_of(session, metric)
    readings = read_range(session, metric, max(0, first_seq - LOOKBACK), last_seq, strata=())
    charted = (
        chart_of(readings, metric, choices, plans)
        if total <= _AT_ONCE and first_seq == 0
        else _judged(session, metric, choices, plans, readings)
    )
    firsts = charted.points.first_seqs()
    start = next((at for at, seq in enumerate(firsts) if seq >= first_seq), 0)
    older = first_seq - 1 if first_seq > 0 else None
    newest = read_last(session, metric, 1)
    newer = last_seq + 1 if len(newest) and int(newest.seq[-1]) > last_seq else None
    return Window(charted, start, len(charted.chart), total, older, newer)


def seqs_between(session: Session, metric: Metric, since: date | None, until: date | None) -> tuple[int, int] | None:
    """First and last seq of the readings taken from one day to another, both included; None where there are none.

    Reads the blocks' summaries, then the one block in which each day lies.
    """
    spans = read_span(session, metric)
    if not len(spans):
        return None
    low = None if since is None else since.isoformat()
    high = None if until is None else until.isoformat()
    inside: list[int] = []
    for at in range(len(spans)):
        first_day, last_day = (str(one[at].astype("datetime64[D]")) for one in (spans.first_time, spans.last_time))
        if "NaT" in (first_day, last_day) or (low and last_day < low) or (high and first_day > high):
            continue
        first_seq, last_seq = int(spans.first_seq[at]), int(spans.last_seq[at])
        if (low is None or first_day >= low) and (high is None or last_day <= high):
            inside += [first_seq, last_seq]
            continue
        readings = read_range(session, metric, first_seq, last_seq, strata=())
        days = readings.time.astype("datetime64[D]").astype(str).tolist()
        own = [
            int(seq)
            for seq, day in zip(readings.seq.tolist(), days, strict=True)
            if (low is None or day >= low) and (high is None or day <= high) and day != "NaT"
        ]
        inside += own[:1] + own[-1:]
    return (min(inside), max(inside)) if inside else None


def held_limits(
    session: Session, metric: Metric, choices: Choices, plans: Sequence[StagePlan]
) -> tuple[list[StagePlan], list[str]]:
    """Every stage with figures for its limits: kept ones as they are, others estimated from their leading readings."""
    held, said = [], []
    for at, plan in enumerate(plans or (StagePlan(),)):
        if plan.frozen and plan.kind == choices.kind:
            held.append(plan)
            continue
        stop = plans[at + 1].start_seq - 1 if at + 1 < len(plans) else None
        one, cut = _estimated(session, metric, choices, plan, stop)
        held.append(one)
        if cut:
            said.append(
                f"The limits rest on the first {one.used:,} points of this stage; later ones are judged against them. "
                "Freeze them to say so for good."
            )
    return held, said


def _judged(
    session: Session, metric: Metric, choices: Choices, plans: Sequence[StagePlan], readings: Readings
) -> Charted:
    """A stretch with the limits of the stages that reach into it."""
    points = points_of(readings, metric, choices.grouping)
    if not len(points):
        raise StatisticsError("There are no readings in this stretch. Choose another one.")
    kind, why = kind_for(points, metric, choices)
    fixed = replace(choices, kind=kind, grouping=points.grouping)
    first, last = int(readings.seq[0]), int(readings.seq[-1])
    ordered = list(plans) or [StagePlan()]
    here = [
        plan
        for at, plan in enumerate(ordered)
        if plan.start_seq <= last and (at + 1 == len(ordered) or ordered[at + 1].start_seq > first)
    ]
    following = ordered[ordered.index(here[-1]) + 1 :][:1]
    held, said = held_limits(session, metric, fixed, [*here, *following])
    charted = chart_of(readings, metric, fixed, held[: len(here)])
    return replace(charted, why=why, cautions=(*said, *charted.cautions))


def _estimated(
    session: Session, metric: Metric, choices: Choices, plan: StagePlan, stop: int | None
) -> tuple[StagePlan, bool]:
    """A stage whose limits are being set up, with the figures of its leading readings; and whether there are more."""
    ends = [one for one in (plan.baseline_last, stop) if one is not None]
    each = _readings_a_point(read_range(session, metric, plan.start_seq, plan.start_seq + 199), metric, choices)
    most = plan.start_seq + LEADING * each - 1
    last = min([*ends, most])
    readings = read_range(session, metric, plan.start_seq, last, strata=())
    limits = kept_limits(chart_of(readings, metric, choices, [replace(plan, frozen=False, baseline_last=None)]))
    cut = last == most and not (ends and min(ends) == most)
    figures = replace(
        plan,
        frozen=True,
        estimated=True,
        kind=limits.kind,
        center=limits.center,
        sigma=limits.sigma,
        estimator=limits.estimator,
        used=limits.used,
        baseline_last=plan.baseline_last if not cut else last,
    )
    return figures, cut


def _shown(charted: Charted, total: int, last: int, until: int | None) -> Window:
    """The last points of a chart, those up to a seq when asked."""
    firsts = charted.points.first_seqs()
    stop = len(firsts) if until is None else sum(1 for seq in firsts if seq <= until) or len(firsts)
    start = max(0, stop - last)
    older = firsts[start] - 1 if start else None
    newer = firsts[stop] if stop < len(firsts) else None
    return Window(charted, start, stop, total, older, newer)


def _readings_a_point(some: Readings, metric: Metric, choices: Choices) -> int:
    points = points_of(some, metric, choices.grouping)
    return 1 if points.members is None or not len(points) else -(-len(some) // max(1, len(points) - 1))


def _whole_points(readings: Readings, metric: Metric, choices: Choices, wanted: int) -> Readings:
    """Without the readings of a first point that may have begun before the stretch."""
    if len(readings) < wanted:
        return readings
    points = points_of(readings, metric, choices.grouping)
    if points.members is None or points.grouping == Grouping.SINGLE or len(points) < 2:
        return readings
    return readings.kept(slice(max(points.members[0]) + 1, None))
