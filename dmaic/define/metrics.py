"""What exactly is measured, so that two observers get the same number?"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, check_version
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.project import Project


class DataType(StrEnum):
    """What kind of data a metric is; it decides the chart."""

    CONTINUOUS = "continuous"
    PROPORTION = "proportion"
    COUNT = "count"
    RATE = "rate"
    TIME_BETWEEN = "time between"
    ORDINAL = "ordinal"


CHARTS = {
    DataType.CONTINUOUS: "Measured values: individuals and moving range chart, or X-bar with R or S in subgroups; "
    "capability by Cp, Cpk, Pp and Ppk.",
    DataType.PROPORTION: "Defective units out of those checked: p chart, p′ when the numbers are large and the days "
    "differ; capability as percent defective.",
    DataType.COUNT: "Events in equal amounts of work: c chart; capability as defects per unit.",
    DataType.RATE: "Events per amount of work that varies: u chart, u′ when the numbers are large; capability as "
    "defects per unit.",
    DataType.TIME_BETWEEN: "Time or units between rare events: t or g chart; more than a handful of events a month "
    "belong on a u chart.",
    DataType.ORDINAL: "Ratings on a scale: p chart of the share in a named top box; shares of each step and the median "
    "instead of a mean.",
}
"""What follows from the data type: the chart and the capability measure that fit."""


class Direction(StrEnum):
    """Where good lies."""

    DOWN = "lower is better"
    UP = "higher is better"
    TARGET = "on target is best"


class MetricRole(StrEnum):
    """What the metric is to the project."""

    PRIMARY = "primary Y"
    SECONDARY = "secondary Y"
    COUNTER = "counter-metric"
    INPUT = "input X"


class Metric(Audited, Model):
    """A metric with its operational definition.

    ``lower_is_boundary``/``upper_is_boundary`` mark a limit that nature sets (a time can't be below 0): it is drawn,
    but capability does not count it as a specification. ``opportunities`` is the number of defect opportunities per
    unit, fixed by the definition. ``shift`` is the long- to short-term shift used for sigma levels.
    """

    __tablename__ = "metrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    role: Mapped[MetricRole] = mapped_column(default=MetricRole.PRIMARY)
    description: Mapped[str] = mapped_column(default="")
    data_type: Mapped[DataType]
    unit: Mapped[str] = mapped_column(default="")
    unit_of_analysis: Mapped[str] = mapped_column(default="")
    direction: Mapped[Direction] = mapped_column(default=Direction.DOWN)
    lower_limit: Mapped[float | None]
    upper_limit: Mapped[float | None]
    target: Mapped[float | None]
    lower_is_boundary: Mapped[bool] = mapped_column(default=False)
    upper_is_boundary: Mapped[bool] = mapped_column(default=False)
    opportunities: Mapped[int] = mapped_column(default=1)
    shift: Mapped[float] = mapped_column(default=1.5)
    numerator: Mapped[str] = mapped_column(default="")
    denominator: Mapped[str] = mapped_column(default="")
    inclusions: Mapped[str] = mapped_column(default="")
    exclusions: Mapped[str] = mapped_column(default="")
    time_window: Mapped[str] = mapped_column(default="")
    clock_rules: Mapped[str] = mapped_column(default="")
    source_system: Mapped[str] = mapped_column(default="")
    source_query: Mapped[str] = mapped_column(default="")
    stratifiers: Mapped[str] = mapped_column(default="")
    refresh: Mapped[str] = mapped_column(default="")
    final_after_days: Mapped[int | None]
    worked_examples: Mapped[str] = mapped_column(default="")
    observers_n: Mapped[int | None]
    observers_agreed: Mapped[int | None]
    observers_note: Mapped[str] = mapped_column(default="")
    limitations: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship()
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_counted(self) -> bool:
        """Whether its readings are counts of events or defectives rather than measured values."""
        return self.data_type in (DataType.PROPORTION, DataType.COUNT, DataType.RATE)

    @property
    def specification(self) -> tuple[float | None, float | None]:
        """The limits that count as specification: natural boundaries left out."""
        return (
            None if self.lower_is_boundary else self.lower_limit,
            None if self.upper_is_boundary else self.upper_limit,
        )


def metrics_of(session: Session, project: Project) -> list[Metric]:
    """The project's metrics, the primary Y first."""
    found = session.scalars(select(Metric).where(Metric.project_id == project.id).order_by(Metric.id))
    return sorted(found, key=lambda metric: (list(MetricRole).index(metric.role), metric.id))


def open_metric(session: Session, project: Project, metric_id: int) -> Metric:
    """One metric of this project."""
    metric = session.get(Metric, metric_id)
    if metric is None or metric.project_id != project.id:
        raise NotFound("There is no such metric in this project.")
    return metric


def primary_metric(session: Session, project: Project) -> Metric | None:
    """The primary Y, if one is defined."""
    return next((one for one in metrics_of(session, project) if one.role == MetricRole.PRIMARY), None)


def define_metric(session: Session, project: Project, values: dict[str, Any]) -> Metric:
    """A new metric of the project; its code is unique within the project."""
    _check(session, project, None, values)
    metric = Metric(project_id=project.id, **values)
    session.add(metric)
    session.flush()
    return metric


def change_metric(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    version: int | None,
    values: dict[str, Any],
    reason: str = "",
) -> None:
    """Change a definition; a save from an older version raises Conflict and writes nothing.

    More opportunities per unit lower DPMO without one defect less, so raising them asks for a reason.
    """
    check_version(metric, version)
    _check(session, project, metric, values)
    more = values.get("opportunities") or metric.opportunities
    if more > metric.opportunities and not reason.strip():
        raise BadInput(
            f"Raising the opportunities from {metric.opportunities} to {more} divides DPMO by "
            f"{more / metric.opportunities:.3g} without one defect less. Say why under “Reason for the change”."
        )
    audit.because(session, reason)
    for name, value in values.items():
        setattr(metric, name, value)
    session.flush()


def limits_with(
    metric: Metric, *, lower: float | None, target: float | None, upper: float | None
) -> tuple[float | None, float | None, float | None]:
    """Lower limit, target and upper limit of the metric once these are taken over; what is None stays as it is."""
    after = (
        metric.lower_limit if lower is None else lower,
        metric.target if target is None else target,
        metric.upper_limit if upper is None else upper,
    )
    _check_limits(*after)
    return after


def take_limits(
    session: Session, metric: Metric, *, lower: float | None, target: float | None, upper: float | None, reason: str
) -> bool:
    """Take limits over from a requirement, with the reason in the history; False where nothing changes.

    A natural boundary becomes a specification where the requirement sets another value than nature does.
    """
    after = limits_with(metric, lower=lower, target=target, upper=upper)
    if after == (metric.lower_limit, metric.target, metric.upper_limit):
        return False
    audit.because(session, reason)
    metric.lower_is_boundary = metric.lower_is_boundary and after[0] == metric.lower_limit
    metric.upper_is_boundary = metric.upper_is_boundary and after[2] == metric.upper_limit
    metric.lower_limit, metric.target, metric.upper_limit = after
    session.flush()
    return True


def next_code(session: Session, project: Project) -> str:
    """A code that is free in this project: Y1, Y2 ..."""
    taken = {metric.code for metric in metrics_of(session, project)}
    return next(code for code in (f"Y{number}" for number in range(1, len(taken) + 2)) if code not in taken)


def _check_limits(low: float | None, target: float | None, high: float | None) -> None:
    if low is not None and high is not None and low >= high:
        raise BadInput("The lower limit must be below the upper limit.")
    if target is not None and ((low is not None and target < low) or (high is not None and target > high)):
        raise BadInput("The target lies outside the limits.")


def _check(session: Session, project: Project, metric: Metric | None, values: dict[str, Any]) -> None:
    _check_limits(values.get("lower_limit"), values.get("target"), values.get("upper_limit"))
    tried, agreed = values.get("observers_n"), values.get("observers_agreed")
    if agreed is not None and (tried is None or agreed > tried):
        raise BadInput("Two observers can't agree on more records than both looked at.")
    same = select(Metric.id).where(Metric.project_id == project.id, Metric.code == values["code"])
    taken = session.scalar(same)
    if taken is not None and (metric is None or taken != metric.id):
        raise RuleBroken(f"The code {values['code']} is taken by another metric of this project.")
