"""What must not get worse, when is what due, and what may go wrong? The charter's three lists."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.charts.drawing import Drawing
from dmaic.charts.grid import Placed, quadrants
from dmaic.charts.milestones import Due, milestone_chart
from dmaic.db import Model
from dmaic.define.charter.goal import amount, day
from dmaic.define.metrics import Metric
from dmaic.people.accounts import Person
from dmaic.projects.project import Phase, Project
from dmaic.projects.rows import Row, rows_of


class Side(StrEnum):
    """On which side of its tolerance a counter metric has to stay."""

    NOT_ABOVE = "not above"
    NOT_BELOW = "not below"


class CounterMetric(Row, Model):
    """Something that must not get worse while the goal is met, and how far it may move."""

    __tablename__ = "counter_metrics"

    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    name: Mapped[str] = mapped_column(default="")
    side: Mapped[Side | None]
    tolerance: Mapped[float | None]
    unit: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    metric: Mapped[Metric | None] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The defined metric's name, or the one typed."""
        return self.metric.name if self.metric else self.name

    @property
    def unit_shown(self) -> str:
        return self.metric.unit if self.metric and self.metric.unit else self.unit

    @property
    def is_complete(self) -> bool:
        return bool(self.called) and self.side is not None and self.tolerance is not None

    @property
    def in_words(self) -> str:
        """Reopened tickets: not above 6 %."""
        if self.side is None or self.tolerance is None:
            return f"{self.called}: no tolerance yet"
        return f"{self.called}: {self.side.value} {amount(self.tolerance, self.unit_shown)}"

    def keeps(self, value: float) -> bool | None:
        """Whether this value is within the tolerance; None where no tolerance is set."""
        if self.side is None or self.tolerance is None:
            return None
        return value <= self.tolerance if self.side == Side.NOT_ABOVE else value >= self.tolerance


class Milestone(Row, Model):
    """Something due: as planned, as now expected, as it came."""

    __tablename__ = "charter_milestones"

    phase: Mapped[Phase | None]
    name: Mapped[str] = mapped_column(default="")
    plan_on: Mapped[date | None]
    forecast_on: Mapped[date | None]
    actual_on: Mapped[date | None]

    @property
    def days_late(self) -> int | None:
        """Days between the plan and what came or is now expected; negative when early."""
        ends = self.actual_on or self.forecast_on
        return (ends - self.plan_on).days if ends and self.plan_on else None


class Risk(Row, Model):
    """Something that may happen and hurt the project. Likelihood and impact from 1 (low) to 5 (high)."""

    __tablename__ = "charter_risks"

    risk: Mapped[str] = mapped_column(default="")
    likelihood: Mapped[int | None]
    impact: Mapped[int | None]
    response: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship()

    def audit_label(self) -> str:
        return self.risk

    @property
    def score(self) -> int | None:
        """Likelihood times impact: it orders the list and decides nothing."""
        return self.likelihood * self.impact if self.likelihood and self.impact else None


def counter_metrics_of(session: Session, project: Project) -> list[CounterMetric]:
    """What must not get worse, in the team's order."""
    return rows_of(session, project, CounterMetric)


def milestone_remarks(session: Session, project: Project) -> list[str]:
    """Milestones out of order, after the target close, or late without a new date."""
    said = []
    rows = rows_of(session, project, Milestone)
    dated = [(row.plan_on, row) for row in rows if row.plan_on is not None]
    for plan_on, row in dated:
        if plan_on > project.target_on:
            said.append(f"“{row.name}” is planned for {day(plan_on)}, after the target close {day(project.target_on)}.")
        if plan_on < date.today() and row.forecast_on is None and row.actual_on is None:
            said.append(f"“{row.name}” was due on {day(plan_on)}. Enter when it came, or when it is expected now.")
    for (earlier, one), (later, two) in pairwise(dated):
        in_order = one.phase is None or two.phase is None or one.phase.position <= two.phase.position
        if later < earlier and in_order:
            said.append(f"“{two.name}” is planned before “{one.name}”, which stands above it.")
    return said


def milestone_picture(session: Session, project: Project) -> Drawing | None:
    """The milestones on a calendar; nothing while none has a day."""
    dues = [
        Due(row.name, row.phase.value.capitalize() if row.phase else "", row.plan_on, row.forecast_on, row.actual_on)
        for row in rows_of(session, project, Milestone)
    ]
    if not any(due.ends for due in dues):
        return None
    return milestone_chart(dues, today=date.today(), start=project.start_on, end=project.target_on)


def risk_picture(session: Session, project: Project) -> Drawing | None:
    """The risks by likelihood and impact; nothing while none is judged."""
    placed = [
        Placed(row.risk, row.likelihood, row.impact, f"{row.score} of 25")
        for row in rows_of(session, project, Risk)
        if row.likelihood is not None and row.impact is not None
    ]
    if not placed:
        return None
    return quadrants(
        placed,
        title="Risks by likelihood and impact",
        x_name="Likelihood",
        y_name="Impact",
        corners=("Have a plan ready", "Act first", "Accept", "Make it rarer"),
    )


def risk_remarks(session: Session, project: Project) -> list[str]:
    """High risks that nobody answers."""
    return [
        f"“{row.risk}” scores {row.score} of 25 and has no {'response' if not row.response else 'owner'}."
        for row in rows_of(session, project, Risk)
        if row.score is not None and row.score >= 12 and not (row.response and row.owner_id)
    ]
