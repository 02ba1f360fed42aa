"""From where to where does a set of limits hold, who said so, and why?

Limits are estimated while a chart is set up, then frozen: later readings are judged against them and do not move them.
New limits begin a new stage, from a reading on, and ask for a reason, what changed in the process, enough points and
an approver; the limits before stay drawn. Nothing is changed in place: each decision is a row, the newest one about a
stage holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

FEWEST = 12
"""Points below which no limits are frozen and no stage of its own begins; 20 and more are no longer provisional."""

FIRST_STAGE = "Baseline"


class ChartStage(Audited, Model):
    """One decision about a stage: where it begins, whether its limits are frozen, on which points, who approved it.

    ``act`` is freeze, stage, give, release or withdraw. ``center`` and ``sigma`` are as the chart's own function takes
    them (on charts whose sigma follows from the centre it is empty, on p' and u' it is sigma Z). Rows are only added.
    """

    __tablename__ = "chart_stages"
    __table_args__ = (Index(None, "metric_id", "start_seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    act: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    start_seq: Mapped[int] = mapped_column(BigInteger())
    frozen: Mapped[bool] = mapped_column(default=False)
    baseline_last: Mapped[int | None] = mapped_column(BigInteger())
    kind: Mapped[str] = mapped_column(default="")
    center: Mapped[float | None]
    sigma: Mapped[float | None]
    estimator: Mapped[str] = mapped_column(default="")
    used: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    change_event: Mapped[str] = mapped_column(default="")
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    approver: Mapped[Person | None] = relationship(foreign_keys=approver_id, lazy="joined")
    made_by: Mapped[Person] = relationship(foreign_keys=made_by_id, lazy="joined")

    def audit_label(self) -> str:
        return f"{self.act} {self.name}".strip()

    @property
    def given(self) -> bool:
        """Whether centre and sigma were stated, not estimated."""
        return self.act == "give"


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage as the chart takes it: from which seq on, and which points or figures set its limits.

    ``estimated`` says that the figures were worked out for one view of a long stage: nobody has frozen them.
    """

    start_seq: int = 0
    name: str = ""
    baseline_last: int | None = None
    frozen: bool = False
    given: bool = False
    estimated: bool = False
    kind: str = ""
    center: float | None = None
    sigma: float | None = None
    estimator: str = ""
    used: int = 0
    reason: str = ""
    change_event: str = ""


@dataclass(frozen=True, slots=True)
class KeptLimits:
    """The figures that are frozen: chart kind, centre, sigma (None where it follows), estimator, points behind them."""

    kind: str
    center: float
    sigma: float | None
    estimator: str
    used: int


def stage_history(session: Session, metric: Metric) -> list[ChartStage]:
    """Every decision ever made about this chart's limits, newest first."""
    query = select(ChartStage).where(ChartStage.metric_id == metric.id).order_by(ChartStage.id.desc())
    return list(session.scalars(query))


def stages_of(session: Session, metric: Metric) -> list[StagePlan]:
    """The stages that hold now, in order of the series; empty while nothing was decided."""
    newest: dict[int, ChartStage] = {}
    for row in reversed(stage_history(session, metric)):
        newest[row.start_seq] = row
    return [plan_of(newest[start]) for start in sorted(newest) if newest[start].act != "withdraw"]


def plan_of(row: ChartStage) -> StagePlan:
    """A decision as the chart takes it."""
    return StagePlan(
        start_seq=row.start_seq,
        name=row.name,
        baseline_last=row.baseline_last,
        frozen=row.frozen,
        given=row.given,
        kind=row.kind,
        center=row.center if row.frozen else None,
        sigma=row.sigma if row.frozen else None,
        estimator=row.estimator,
        used=row.used,
        reason=row.reason,
        change_event=row.change_event,
    )


def never_moved(session: Session, metric: Metric) -> list[StagePlan]:
    """The first limits ever frozen, held over the whole series: what the chart would say had they never moved."""
    first = next((row for row in reversed(stage_history(session, metric)) if row.frozen), None)
    if first is None:
        return []
    held = plan_of(first)
    return [held if held.start_seq == 0 else StagePlan(**{**_fields(held), "start_seq": 0})]


def _fields(plan: StagePlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in StagePlan.__dataclass_fields__}


def freeze_limits(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    limits: KeptLimits,
    baseline_last: int,
    by: Person,
    reason: str = "",
    signals: int = 0,
) -> ChartStage:
    """Keep the limits of the present stage for monitoring: readings after ``baseline_last`` no longer move them.

    Refused below 12 points, where they are frozen already, and with signals among the points unless a reason says why
    these stay in.
    """
    present = _present(session, metric)
    if present.frozen:
        raise RuleBroken(
            "The limits of this stage are frozen already. Begin a new stage where the process changed; to undo a "
            "mistake, release them with a reason."
        )
    if limits.kind == "run":
        raise RuleBroken("A run chart has no limits to keep. Choose a chart with limits first.")
    if limits.used < FEWEST:
        raise RuleBroken(
            f"{limits.used} points are too few to keep limits: {FEWEST - limits.used} more are needed ({FEWEST} at "
            "least, 20 to 25 are better)."
        )
    if signals and not reason.strip():
        raise BadInput(
            f"The points that set these limits carry {signals} signal{'' if signals == 1 else 's'}. Exclude what was "
            "special, or say under “Reason” why it stays in."
        )
    return _decide(
        session,
        project,
        metric,
        by,
        act="freeze",
        name=present.name or FIRST_STAGE,
        start_seq=present.start_seq,
        frozen=True,
        baseline_last=baseline_last,
        kind=limits.kind,
        center=limits.center,
        sigma=limits.sigma,
        estimator=limits.estimator,
        used=limits.used,
        reason=reason,
        change_event=present.change_event,
    )


def give_limits(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    kind: str,
    center: float,
    sigma: float | None,
    by: Person,
    approver: Person | None,
    reason: str,
) -> ChartStage:
    """Take centre and sigma as stated (a standard, an earlier study) for the present stage, with their source."""
    present = _present(session, metric)
    if present.frozen:
        raise RuleBroken("The limits of this stage are frozen already. Begin a new stage where the process changed.")
    if not reason.strip():
        raise BadInput("Say where these limits come from: the standard or the study.")
    if sigma is not None and sigma <= 0:
        raise BadInput("The given sigma must be above 0.")
    return _decide(
        session,
        project,
        metric,
        by,
        act="give",
        name=present.name or "Given limits",
        start_seq=present.start_seq,
        frozen=True,
        kind=kind,
        center=center,
        sigma=sigma,
        estimator="given",
        reason=reason,
        approver=_member(project, approver),
    )


def add_stage(
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
    points: int,
) -> ChartStage:
    """Begin new limits at a reading: what changed, why the old limits no longer speak about this process, who agrees.

    ``points`` are the points from there on. The limits before stay drawn over their own stretch. Refused without a
    reason, a change or an approver, inside the points that set frozen limits, and before there are 12 points.
    """
    if not change_event.strip():
        raise BadInput(
            "Say what changed in the process. Limits that follow the data without a change make any process look "
            "stable."
        )
    if not reason.strip():
        raise BadInput("Say why new limits are needed: is the change real, lasting and wanted?")
    if approver is None or approver.id == by.id:
        raise BadInput("Name who approves the new limits: somebody of the team other than yourself.")
    present = _present(session, metric)
    if start_seq <= present.start_seq:
        raise RuleBroken("A stage begins after the one before it. Choose a later reading.")
    if present.baseline_last is not None and start_seq <= present.baseline_last:
        raise RuleBroken("The limits before rest on readings after this one. Begin the stage after them.")
    if points < FEWEST:
        raise RuleBroken(
            f"{points} points since the change are too few for limits of their own: {FEWEST - points} more are needed. "
            "Until then the old limits judge them, and that is what shows whether the change works."
        )
    return _decide(
        session,
        project,
        metric,
        by,
        act="stage",
        name=name.strip() or "After the change",
        start_seq=start_seq,
        reason=reason,
        change_event=change_event,
        approver=_member(project, approver),
    )


def release_limits(session: Session, project: Project, metric: Metric, *, reason: str, by: Person) -> ChartStage:
    """Undo a freeze of the present stage, with a reason; the figures released stay in the history."""
    present = _present(session, metric)
    if not present.frozen:
        raise RuleBroken("The limits of this stage are not frozen.")
    if not reason.strip():
        raise BadInput("Say why the kept limits are released. A reader will ask why the ruler changed.")
    return _decide(
        session,
        project,
        metric,
        by,
        act="release",
        name=present.name,
        start_seq=present.start_seq,
        reason=reason,
        change_event=present.change_event,
    )


def withdraw_stage(session: Session, project: Project, metric: Metric, *, reason: str, by: Person) -> ChartStage:
    """Take back the newest stage, begun by mistake: its readings fall under the limits before again."""
    present = _present(session, metric)
    if present.start_seq == 0:
        raise RuleBroken("There is only one stage. Release its limits instead.")
    if present.frozen:
        raise RuleBroken("The limits of this stage are frozen. Release them first.")
    if not reason.strip():
        raise BadInput("Say why the stage is taken back.")
    return _decide(
        session, project, metric, by, act="withdraw", name=present.name, start_seq=present.start_seq, reason=reason
    )


def _present(session: Session, metric: Metric) -> StagePlan:
    """The stage that new readings fall into."""
    found = stages_of(session, metric)
    return found[-1] if found else StagePlan()


def _member(project: Project, person: Person | None) -> Person | None:
    if person is not None and person.id not in {member.person_id for member in project.members}:
        raise NotFound("The approver is not on this project's team.")
    return person


def _decide(
    session: Session,
    project: Project,
    metric: Metric,
    by: Person,
    *,
    approver: Person | None = None,
    reason: str = "",
    **values: Any,
) -> ChartStage:
    audit.because(session, reason.strip())
    row = ChartStage(
        project_id=project.id,
        metric_id=metric.id,
        made_by_id=by.id,
        made_by=by,
        approver_id=None if approver is None else approver.id,
        approver=approver,
        reason=reason.strip(),
        **values,
    )
    session.add(row)
    session.flush()
    return row
