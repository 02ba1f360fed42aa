"""Which limits shall hold from now on? Freeze the present ones, or begin new ones where the process changed.

These verbs read the points that set the limits, decide by `dmaic.measure.staging`, and keep the wall of charts fresh.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric, MetricRole
from dmaic.errors import BadInput, RuleBroken, StatisticsError
from dmaic.measure.chart_kinds import COUNTED
from dmaic.measure.chart_settings import Choices, choices_of, settings_of
from dmaic.measure.chart_words import factor_of
from dmaic.measure.charting import Charted, chart_of, kept_limits
from dmaic.measure.datasets import read_range
from dmaic.measure.points import points_of
from dmaic.measure.staging import (
    FEWEST,
    ChartStage,
    StagePlan,
    add_stage,
    freeze_limits,
    give_limits,
    release_limits,
    stages_of,
    withdraw_stage,
)
from dmaic.measure.window import LEADING, look
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.rollup import keep_chart

_MOST_READ = 60_000
_WALL = 60


def freeze_present(
    session: Session, project: Project, metric: Metric, *, by: Person, points: int | None = None, reason: str = ""
) -> ChartStage:
    """Keep the limits of the present stage, set by its first ``points`` points (all of them unless said otherwise)."""
    charted = leading_chart(session, metric, points=points)
    last_seq = charted.points.seqs(len(charted.chart) - 1)[1]
    row = freeze_limits(
        session,
        project,
        metric,
        limits=kept_limits(charted),
        baseline_last=last_seq,
        by=by,
        reason=reason,
        signals=len(charted.signals),
    )
    refresh_wall(session, project, metric)
    return row


def take_given(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    center: float,
    sigma: float | None,
    reason: str,
    approver: Person | None,
    by: Person,
) -> ChartStage:
    """Judge the present stage by a stated centre and sigma, in the metric's unit; sigma only where it can be chosen."""
    charted = look(session, metric, saved_choices(session, metric), last=FEWEST).charted
    if charted.kind in COUNTED and sigma is not None:
        raise BadInput("On a chart of counts sigma follows from the centre. Leave it empty.")
    if charted.kind not in COUNTED | {"g", "run"} and sigma is None:
        raise BadInput("Give the sigma that belongs to this centre.")
    row = give_limits(
        session,
        project,
        metric,
        kind=charted.kind,
        center=center / factor_of(charted),
        sigma=sigma,
        by=by,
        approver=approver,
        reason=reason,
    )
    refresh_wall(session, project, metric)
    return row


def leading_chart(session: Session, metric: Metric, *, points: int | None = None, until: int | None = None) -> Charted:
    """The first points of the present stage (up to the seq ``until``) with the limits they set."""
    choices = choices_of(settings_of(session, metric))
    plan = (stages_of(session, metric) or [StagePlan()])[-1]
    most_seq = plan.start_seq + _MOST_READ - 1
    last_seq = most_seq if until is None else min(until, most_seq)
    readings = read_range(session, metric, plan.start_seq, last_seq, strata=())
    gathered = points_of(readings, metric, choices.grouping)
    most = len(gathered) if points is None else points
    if points is not None and not FEWEST <= points <= len(gathered):
        raise BadInput(f"Choose from {FEWEST} to {len(gathered)} points: so many are in this stage.")
    most = min(most, LEADING)
    if most < len(gathered):
        stop = gathered.seqs(most - 1)[1]
        readings = readings.kept(readings.seq <= stop)
    return chart_of(readings, metric, choices, [replace(plan, frozen=False, baseline_last=None)])


def begin_stage(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    start_seq: int,
    name: str,
    reason: str,
    change_event: str,
    approver: Person | None,
    by: Person,
) -> ChartStage:
    """New limits from a reading on; the stage before is kept as it stands, so that it stays drawn as it was."""
    choices = choices_of(settings_of(session, metric))
    readings = read_range(session, metric, start_seq, start_seq + _MOST_READ - 1, strata=())
    if not len(readings):
        raise BadInput("There is no reading there. Choose the first reading after the change.")
    start_seq = int(readings.seq[0])
    _keep_until(session, project, metric, start_seq, by=by)
    row = add_stage(
        session,
        project,
        metric,
        start_seq=start_seq,
        name=name,
        reason=reason,
        change_event=change_event,
        approver=approver,
        by=by,
        points=len(points_of(readings, metric, choices.grouping)),
    )
    refresh_wall(session, project, metric)
    return row


def _keep_until(session: Session, project: Project, metric: Metric, start_seq: int, *, by: Person) -> None:
    """Freeze the present stage on its points before a reading, where it is not frozen and has enough of them."""
    choices = saved_choices(session, metric)
    plan = (stages_of(session, metric) or [StagePlan()])[-1]
    if plan.frozen or start_seq <= plan.start_seq:
        return
    readings = read_range(session, metric, plan.start_seq, min(start_seq, plan.start_seq + 500) - 1, strata=())
    if len(points_of(readings, metric, choices.grouping)) < FEWEST:
        return
    charted = leading_chart(session, metric, until=start_seq - 1)
    freeze_limits(
        session,
        project,
        metric,
        limits=kept_limits(charted),
        baseline_last=charted.points.seqs(len(charted.chart) - 1)[1],
        by=by,
        reason="Kept as they stood when the next stage began.",
    )


def release_present(session: Session, project: Project, metric: Metric, *, reason: str, by: Person) -> ChartStage:
    """Undo the freeze of the present stage, or take the stage itself back where it was not frozen."""
    plans = stages_of(session, metric)
    if not plans:
        raise RuleBroken("No limits were frozen and no stage was begun, so there is nothing to take back.")
    undo = release_limits if plans[-1].frozen else withdraw_stage
    row = undo(session, project, metric, reason=reason, by=by)
    refresh_wall(session, project, metric)
    return row


def refresh_wall(session: Session, project: Project, metric: Metric) -> None:
    """Keep the primary metric's last points for the wall of charts. Other metrics are not on it."""
    if metric.role != MetricRole.PRIMARY:
        return
    choices = saved_choices(session, metric)
    try:
        window = look(session, metric, choices, last=_WALL)
    except (StatisticsError, BadInput):
        project.wall_chart, project.signals, project.signals_better = None, 0, 0
        return
    charted = window.charted
    keep_chart(
        project,
        charted.chart,
        [one for one in charted.signals if one.last >= len(charted.chart) - _WALL],
        name=metric.name,
        unit=charted.unit,
        labels=charted.labels,
        good=charted.good,
    )
    session.flush()


def saved_choices(session: Session, metric: Metric) -> Choices:
    """The choices this metric's chart is drawn with for everybody."""
    return choices_of(settings_of(session, metric))
