"""What is the project for? The charter: one a project, a draft at any time, submitted version by version.

People, dates, process and site are the project's own and are not entered twice. The baseline that Measure signs is
kept beside the one the charter was written with: what the sponsor signed stays as it was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, check_version
from dmaic.define.charter.goal import BaselineStatus, Goal, GoalDirection, amount
from dmaic.define.metrics import Metric, open_metric
from dmaic.errors import BadInput, RuleBroken
from dmaic.projects.project import Project
from dmaic.projects.study import Study


class Charter(Audited, Model):
    """The charter as it stands now, submitted or not."""

    __tablename__ = "charters"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    business_case: Mapped[str] = mapped_column(default="")
    strategic_objective: Mapped[str] = mapped_column(default="")
    problem_what: Mapped[str] = mapped_column(default="")
    problem_where: Mapped[str] = mapped_column(default="")
    problem_when_from: Mapped[date | None]
    problem_when_to: Mapped[date | None]
    problem_magnitude: Mapped[float | None]
    problem_unit: Mapped[str] = mapped_column(default="")
    problem_consequence: Mapped[str] = mapped_column(default="")
    problem_source: Mapped[str] = mapped_column(default="")
    goal_metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    goal_metric_name: Mapped[str] = mapped_column(default="")
    goal_direction: Mapped[GoalDirection | None]
    goal_baseline: Mapped[float | None]
    goal_baseline_status: Mapped[BaselineStatus | None]
    goal_target: Mapped[float | None]
    goal_by: Mapped[date | None]
    practical_threshold: Mapped[float | None]
    threshold_derivation: Mapped[str] = mapped_column(default="")
    scope_first_step: Mapped[str] = mapped_column(default="")
    scope_last_step: Mapped[str] = mapped_column(default="")
    scope_in: Mapped[str] = mapped_column(default="")
    scope_out: Mapped[str] = mapped_column(default="")
    scope_segments: Mapped[str] = mapped_column(default="")
    constraints: Mapped[str] = mapped_column(default="")
    assumptions: Mapped[str] = mapped_column(default="")
    signed_baseline: Mapped[float | None]
    baseline_study_id: Mapped[int | None] = mapped_column(ForeignKey("studies.id"))
    version: Mapped[int] = mapped_column()
    goal_metric: Mapped[Metric | None] = relationship(lazy="joined")
    baseline_study: Mapped[Study | None] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def metric_called(self) -> str:
        """The chosen metric's name, or the one typed until it is defined."""
        return self.goal_metric.name if self.goal_metric else (self.goal_metric_name or "")

    @property
    def goal_unit(self) -> str:
        """The chosen metric's unit; the problem's while no metric is chosen, since both speak of the same thing."""
        return self.goal_metric.unit if self.goal_metric and self.goal_metric.unit else (self.problem_unit or "")


def charter_of(session: Session, project: Project) -> Charter | None:
    """The project's charter, if one was begun."""
    return session.scalar(select(Charter).where(Charter.project_id == project.id))


def write_charter(
    session: Session, project: Project, *, version: int | None, values: Mapping[str, Any], reason: str = ""
) -> Charter:
    """Save the charter as a draft, complete or not. A save from an older version raises Conflict and writes nothing."""
    charter = charter_of(session, project)
    if charter is not None:
        check_version(charter, version)
        _keep_signed_baseline(charter, values)
    _check(session, project, values)
    audit.because(session, reason)
    if charter is None:
        charter = Charter(project_id=project.id, **values)
        session.add(charter)
    else:
        for name, value in values.items():
            setattr(charter, name, value)
    session.flush()
    session.refresh(charter, ["goal_metric"])
    return charter


def _keep_signed_baseline(charter: Charter, values: Mapping[str, Any]) -> None:
    if charter.signed_baseline is None:
        return
    for name in ("goal_baseline", "goal_baseline_status"):
        if name in values and values[name] != getattr(charter, name):
            raise RuleBroken(
                f"The baseline {amount(charter.signed_baseline, charter.goal_unit)} is signed. Sign a new one in "
                "Measure to change it."
            )


def _check(session: Session, project: Project, values: Mapping[str, Any]) -> None:
    if values.get("goal_metric_id") is not None:
        open_metric(session, project, values["goal_metric_id"])
    if values.get("goal_baseline_status") == BaselineStatus.SIGNED:
        raise BadInput("A baseline is signed in Measure. Say estimated or measured here.")
    begin, end = values.get("problem_when_from"), values.get("problem_when_to")
    if begin is not None and end is not None and end < begin:
        raise BadInput("The problem was seen to a day before it was seen from. Change one of the dates.")
    threshold = values.get("practical_threshold")
    if threshold is not None and threshold <= 0:
        raise BadInput("The smallest change worth having is a size: give it above zero.")


def record_baseline(session: Session, charter: Charter, value: float, study: Study) -> None:
    """Measure hands the signed baseline back. The charter's own figure stays as it was written and signed."""
    if study.project_id != charter.project_id:
        raise RuleBroken("This study belongs to another project.")
    audit.because(session, f"Baseline signed in Measure: {study.title}")
    charter.signed_baseline = value
    charter.baseline_study_id = study.id
    session.flush()


def goal_of(charter: Charter | None) -> Goal | None:
    """The goal, once it says what, by how much and by when; None before."""
    if (
        charter is None
        or not charter.metric_called
        or charter.goal_direction is None
        or charter.goal_baseline is None
        or charter.goal_baseline_status is None
        or charter.goal_target is None
        or charter.goal_by is None
    ):
        return None
    signed = charter.signed_baseline
    return Goal(
        metric_name=charter.metric_called,
        metric_id=charter.goal_metric_id,
        unit=charter.goal_unit,
        direction=charter.goal_direction,
        baseline=charter.goal_baseline if signed is None else signed,
        baseline_status=charter.goal_baseline_status if signed is None else BaselineStatus.SIGNED,
        target=charter.goal_target,
        by=charter.goal_by,
        charter_baseline=charter.goal_baseline,
        baseline_study_id=charter.baseline_study_id,
    )
