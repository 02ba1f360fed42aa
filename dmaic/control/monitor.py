"""Does the process still run as it was handed over, and who reacted when it did not?

A reading is taken in, judged by the limits that are kept, and every new signal opens a case: acknowledged by somebody,
with a cause and an action, closed when the effect was checked. The cost of a reading does not grow with the history:
only the last points are read, for no rule looks further back. Readings go on after the project closes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.define.metrics import Metric, MetricRole
from dmaic.errors import BadInput, NotFound, RuleBroken, StatisticsError
from dmaic.measure.baseline import assess, level_of
from dmaic.measure.chart_words import tell
from dmaic.measure.charting import Charted
from dmaic.measure.datasets import append_reading, read_range
from dmaic.measure.limits import refresh_wall, saved_choices
from dmaic.measure.special_causes import note_cause
from dmaic.measure.staging import StagePlan, stages_of
from dmaic.measure.window import Window, look
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.rollup import keep_sigma_now
from dmaic.statistics.control_chart import Signal, echoes_of

LAST = 60
IMPORTED = 2_000
"""Points that are looked through for signals of readings that came by import."""
SIGMA_OVER = 500
"""Readings of the present stage behind the sigma level of today."""
ENOUGH = 12
"""Points after the change before a control period can be judged."""


class SignalCase(Audited, Model):
    """One signal and what people did about it. A run that grows is one signal, known by its first reading."""

    __tablename__ = "signal_cases"
    audit_words = {"is_better": "for the better"}
    audit_untold = frozenset({"rule", "panel", "first_seq", "seq"})
    __table_args__ = (UniqueConstraint("metric_id", "rule", "panel", "first_seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    rule: Mapped[str]
    panel: Mapped[int] = mapped_column(default=0)
    is_better: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str]
    first_seq: Mapped[int] = mapped_column(BigInteger())
    seq: Mapped[int] = mapped_column(BigInteger())
    opened_at: Mapped[datetime] = mapped_column(default=now)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cause: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(default="")
    effect: Mapped[str] = mapped_column(default="")
    false_alarm: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    acknowledged_by: Mapped[Person | None] = relationship(foreign_keys=[acknowledged_by_id], lazy="joined")
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id], lazy="joined")
    metric: Mapped[Metric] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return self.words

    @property
    def in_words(self) -> str:
        """The signal, and that it is one for the better where it is."""
        return f"{self.words}, for the better" if self.is_better else self.words

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def hours_to_acknowledge(self) -> float | None:
        """From the signal to the first person who took it on."""
        if self.acknowledged_at is None:
            return None
        return (self.acknowledged_at - self.opened_at).total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class ControlPeriod:
    """How the present stage stands: points judged so far, whether limits are kept, cases that are still open."""

    metric: Metric | None
    points: int
    kept: bool
    stage: str
    signals: int
    open_cases: int

    @property
    def is_proved(self) -> bool:
        return self.kept and self.points >= ENOUGH and self.open_cases == 0


def take_reading(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    by: Person,
    value: float | None = None,
    defects: float | None = None,
    size: float | None = None,
    at: datetime | None = None,
    subgroup: str = "",
    note: str = "",
) -> tuple[int, list[SignalCase]]:
    """Take one reading in, judge it, open a case for every new signal. Gives its number and the new cases."""
    seq = append_reading(session, metric, value=value, defects=defects, size=size, at=at, subgroup=subgroup, by=by)
    if note.strip():
        note_cause(session, project, metric, seq, cause=note, by=by)
    opened = open_cases(session, project, metric)
    refresh_wall(session, project, metric)
    keep_level(session, project, metric)
    return seq, opened


def open_cases(session: Session, project: Project, metric: Metric, *, last: int = LAST) -> list[SignalCase]:
    """Open a case for each signal of the last points that has none; a grown run moves on its case."""
    window = seen(session, metric, last)
    if window is None or not window.charted.is_kept:
        return []
    charted = window.charted
    known = {(case.rule, case.panel, case.first_seq): case for case in cases_of(session, metric)}
    echoes = echoes_of(charted.signals)
    opened = []
    for signal in charted.present_signals:
        if signal.last < max(charted.present.baseline_stop, window.start) or signal in echoes:
            continue
        first = charted.points.seqs(signal.first)[0]
        told = tell(charted, signal)
        case = known.get((signal.rule, signal.panel, first)) or _grown_from(known, charted, signal, first)
        if case is not None:
            case.seq, case.words = told.seq, told.words
            continue
        case = SignalCase(
            project_id=project.id,
            metric_id=metric.id,
            rule=signal.rule,
            panel=signal.panel,
            is_better=told.better,
            words=told.words,
            first_seq=first,
            seq=told.seq,
            metric=metric,
        )
        session.add(case)
        opened.append(case)
    session.flush()
    return opened


def unheard(session: Session, metric: Metric, window: Window) -> int:
    """How many signals of the shown points have no case yet: readings that came by import open none by themselves."""
    charted = window.charted
    if not charted.is_kept:
        return 0
    cases = cases_of(session, metric)
    since, echoes = max(charted.present.baseline_stop, window.start), echoes_of(charted.signals)
    signals = [one for one in charted.present_signals if one.last >= since and one not in echoes]
    return sum(
        not any(
            (case.rule, case.panel) == (one.rule, one.panel)
            and case.first_seq <= charted.points.seqs(one.last)[0] <= case.seq
            for case in cases
        )
        for one in signals
    )


def _grown_from(
    known: Mapping[tuple[str, int, int], SignalCase], charted: Charted, signal: Signal, first: int
) -> SignalCase | None:
    """The case of the same run when its start lies before the stretch that was read."""
    if first > charted.points.seqs(0)[0]:
        return None
    same = (
        case
        for (rule, panel, start), case in known.items()
        if (rule, panel) == (signal.rule, signal.panel) and start <= first
    )
    return next((case for case in same if case.is_open), None)


def keep_level(session: Session, project: Project, metric: Metric) -> None:
    """Keep today's sigma level of the primary metric: from the last readings of the present stage."""
    if metric.role != MetricRole.PRIMARY:
        return
    plans = stages_of(session, metric)
    start = (plans or [StagePlan()])[-1].start_seq
    window = seen(session, metric)
    if window is None:
        return
    readings = read_range(session, metric, max(start, window.last_seq - SIGMA_OVER + 1), window.last_seq)
    try:
        found = assess(readings, metric, saved_choices(session, metric), stages=plans[-1:])
    except StatisticsError:
        return
    # a process that left its limits has no level to speak of, whichever figure could still be worked out
    keep_sigma_now(project, level_of(found))
    session.flush()


def acknowledge(session: Session, case: SignalCase, *, by: Person) -> None:
    """Somebody takes the signal on."""
    if case.acknowledged_at is not None:
        raise RuleBroken(f"{case.acknowledged_by.name if case.acknowledged_by else 'Somebody'} took this on already.")
    case.acknowledged_at, case.acknowledged_by_id, case.acknowledged_by = now(), by.id, by
    session.flush()


def close_case(
    session: Session, case: SignalCase, *, by: Person, cause: str, action: str, effect: str, false_alarm: bool = False
) -> None:
    """Close a case: with cause, action and checked effect, or as a false alarm with the reason that says so."""
    if not case.is_open:
        raise RuleBroken("This case is closed already.")
    if not cause.strip():
        raise BadInput("Say what caused the signal, or why it is a false alarm.")
    if not false_alarm and not (action.strip() and effect.strip()):
        raise BadInput("Say what was done and how the effect was checked.")
    if case.acknowledged_at is None:
        acknowledge(session, case, by=by)
    case.cause, case.action, case.effect = cause.strip(), action.strip(), effect.strip()
    case.false_alarm = false_alarm
    case.closed_at, case.closed_by_id, case.closed_by = now(), by.id, by
    session.flush()


def open_case(session: Session, project: Project, case_id: int) -> SignalCase:
    """One case of this project."""
    case = session.get(SignalCase, case_id)
    if case is None or case.project_id != project.id:
        raise NotFound("There is no such signal in this project.")
    return case


def cases_of(session: Session, metric: Metric, limit: int = 200) -> list[SignalCase]:
    """The cases of one chart: open ones first, then the newest."""
    query = select(SignalCase).where(SignalCase.metric_id == metric.id)
    return list(session.scalars(query.order_by(SignalCase.closed_at.is_not(None), SignalCase.id.desc()).limit(limit)))


def median_hours(cases: Sequence[SignalCase]) -> float | None:
    """Median time from signal to acknowledgement, in hours; None while nobody acknowledged one."""
    hours = [hour for case in cases if (hour := case.hours_to_acknowledge) is not None]
    return median(hours) if hours else None


def period_of(session: Session, metric: Metric | None) -> ControlPeriod:
    """How the monitored chart stands.

    A stage that a change began counts from there; where limits never moved, what set them proves nothing about later.
    """
    if metric is None:
        return ControlPeriod(None, 0, kept=False, stage="", signals=0, open_cases=0)
    waiting = sum(case.is_open for case in cases_of(session, metric))
    window = seen(session, metric)
    if window is None:
        return ControlPeriod(metric, 0, kept=False, stage="", signals=0, open_cases=waiting)
    charted = window.charted
    present = charted.present
    began = len(stages_of(session, metric)) > 1
    return ControlPeriod(
        metric,
        charted.counted_in(present, 0 if began else present.baseline_stop),
        kept=charted.is_kept,
        stage=present.name,
        signals=len(charted.present_signals),
        open_cases=waiting,
    )


def seen(session: Session, metric: Metric, last: int = LAST) -> Window | None:
    """The judged last points, or None while there is no chart."""
    try:
        return look(session, metric, saved_choices(session, metric), last=last)
    except (StatisticsError, BadInput):
        return None
