"""How does a metric's chart want to be drawn? The saved choices, and those that somebody is trying out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.audit import Audited
from dmaic.db import Model, check_version
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, RuleBroken
from dmaic.measure.points import Grouping
from dmaic.measure.staging import stages_of
from dmaic.projects.project import Project
from dmaic.statistics.rule_sets import DEFAULT, RULE_SETS


class ChartSettings(Audited, Model):
    """What people chose for a metric's chart; an empty choice is left to the application.

    ``why`` is the reason of a kind that the application chose once, when the data came; empty where people chose it.
    """

    __tablename__ = "chart_settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), unique=True)
    kind: Mapped[str] = mapped_column(default="")
    estimator: Mapped[str] = mapped_column(default="")
    rule_set: Mapped[str] = mapped_column(default=DEFAULT.code)
    grouping: Mapped[Grouping] = mapped_column(default=Grouping.AUTO)
    show_zones: Mapped[bool] = mapped_column(default=True)
    show_specs: Mapped[bool] = mapped_column(default=False)
    break_at_gaps: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[float] = mapped_column(default=0.95)
    why: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True, slots=True)
class Choices:
    """The settings a chart is drawn with: the saved ones, or others that somebody is trying out.

    ``break_at_gaps``: no moving range and no run crosses a pause in the dates.
    """

    kind: str = ""
    estimator: str = ""
    rule_set: str = DEFAULT.code
    grouping: Grouping = Grouping.AUTO
    show_zones: bool = True
    show_specs: bool = False
    break_at_gaps: bool = False
    confidence: float = 0.95
    why: str = ""


def settings_of(session: Session, metric: Metric) -> ChartSettings | None:
    """The saved settings, if anybody saved some."""
    return session.scalar(select(ChartSettings).where(ChartSettings.metric_id == metric.id))


def choices_of(saved: ChartSettings | None) -> Choices:
    """The saved settings as the chart takes them, or the application's own choice."""
    if saved is None:
        return Choices()
    return Choices(**{name: getattr(saved, name) for name in Choices.__dataclass_fields__})


def save_settings(
    session: Session, project: Project, metric: Metric, *, version: int | None, values: Mapping[str, Any]
) -> ChartSettings:
    """Keep the choices for this metric's chart; a save from an older version raises Conflict.

    Kind, estimator and grouping stay while limits are frozen: another chart would judge by figures it can't read.
    """
    values = {name: "" if value is None else value for name, value in values.items()}  # nothing chosen: by itself
    saved = settings_of(session, metric)
    if saved is not None:
        check_version(saved, version)
    if values.get("rule_set", DEFAULT.code) not in RULE_SETS:
        raise BadInput("There is no such set of rules. Choose one of the list.")
    before = choices_of(saved)
    moved = [
        name
        for name in ("kind", "estimator", "grouping")
        if values.get(name, getattr(before, name)) != getattr(before, name)
    ]
    if "why" not in values and {"kind", "grouping"} & set(moved):
        values = {**values, "why": ""}  # from now on it is the team's own choice
    frozen = [plan for plan in stages_of(session, metric) if plan.frozen]
    if moved and frozen:
        raise RuleBroken(
            f"The limits are frozen on the chart as it is, so its {' and '.join(moved)} can't change under them. "
            "Release the limits with a reason first, or begin a new stage."
        )
    if saved is None:
        saved = ChartSettings(project_id=project.id, metric_id=metric.id, **values)
        session.add(saved)
    else:
        for name, value in values.items():
            setattr(saved, name, value)
    session.flush()
    return saved
