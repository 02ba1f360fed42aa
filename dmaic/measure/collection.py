"""Which data are collected, by whom, how often, how many, and why so many?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.db import Model
from dmaic.define.metrics import DataType, Metric, MetricRole, metrics_of
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure.datasets import read_last
from dmaic.measure.ratings import in_box
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of
from dmaic.statistics.sample_size import invitations, size_for_mean, size_for_proportion

LIMITS_WANT = 20
"""Points that limits ask for before they are no longer provisional."""
_PILOT = 200


class Method(StrEnum):
    """How the figures come in."""

    EXTRACT = "automatic extract"
    CHECK_SHEET = "check sheet"
    SURVEY = "survey"
    OBSERVATION = "observation"


class Sampling(StrEnum):
    """Which of the cases are looked at."""

    CENSUS = "all of them"
    RANDOM = "random sample"
    STRATIFIED = "stratified sample"
    SYSTEMATIC = "every k-th"
    RATIONAL = "rational subgroups"


class PlanRow(Row, Model):
    """One line of the data collection plan.

    ``margin`` is how closely the figure is wanted, in the metric's unit (percentage points for shares); ``spread`` the
    standard deviation or the share expected, where no data tell it yet. ``response_rate`` is in per cent.
    """

    __tablename__ = "collection_plan"

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    question: Mapped[str]
    source: Mapped[str]
    method: Mapped[Method]
    who: Mapped[str] = mapped_column(default="")
    where_from: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str] = mapped_column(default="")
    sampling: Mapped[Sampling]
    subgroup_size: Mapped[int | None]
    subgroup_logic: Mapped[str] = mapped_column(default="")
    n_planned: Mapped[int | None]
    margin: Mapped[float | None]
    spread: Mapped[float | None]
    response_rate: Mapped[float | None]
    stratifiers: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    pilot_done: Mapped[str] = mapped_column(default="no")
    deviations: Mapped[str] = mapped_column(default="")
    metric: Mapped[Metric] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return self.question


def collection_remarks(session: Session, project: Project) -> Iterable[str]:
    """How many are needed for the precision that is wanted, what is missing, and what the rows do not cover."""
    metrics = {metric.id: metric for metric in metrics_of(session, project)}
    rows = rows_of(session, project, PlanRow)
    said = []
    planned = {row.metric_id for row in rows}
    bare = [one.name for one in metrics.values() if one.role == MetricRole.PRIMARY and one.id not in planned]
    if bare:
        said.append(f"No line says how the primary metric is collected: {', '.join(bare)}.")
    for row in rows:
        metric = metrics.get(row.metric_id)
        if metric is not None:
            said += _row_remarks(session, row, metric)
    return said


def _row_remarks(session: Session, row: PlanRow, metric: Metric) -> list[str]:
    said = []
    if row.sampling == Sampling.RATIONAL and (row.subgroup_size is None or not row.subgroup_logic):
        said.append(
            f"{metric.name}: say how large a rational subgroup is, and why its values belong together: between "
            "subgroups the process may change, within one it must not."
        )
    if row.n_planned is not None:
        points = row.n_planned // (row.subgroup_size or 1)
        if points < LIMITS_WANT:
            said.append(f"{metric.name}: {points} points are planned; limits ask for {LIMITS_WANT} to 25.")
    hint = size_hint(session, row, metric)
    return [*said, f"{metric.name}: {hint}"] if hint else said


def size_hint(session: Session, row: PlanRow, metric: Metric) -> str:
    """How many are needed for the margin of a row, from its own spread or from the newest readings; empty without."""
    if row.margin is None:
        return ""
    try:
        if metric.data_type in (DataType.PROPORTION, DataType.ORDINAL):
            share = _expected_share(session, row, metric)
            found = size_for_proportion(row.margin / 100, share)
            basis = f"a share of {100 * share:.3g} %"
        elif metric.is_counted:
            return ""
        else:
            sd = _expected_sd(session, row, metric)
            if sd is None:
                return "Give the spread you expect (standard deviation), and the number needed is worked out."
            found = size_for_mean(row.margin, sd)
            basis = f"a standard deviation of {sd:.3g} {metric.unit}".rstrip()
        words = f"{found.sentence.rstrip('.')}, from {basis} ({found.method})."
        if row.response_rate:
            words += (
                f" At a response rate of {row.response_rate:g} % ask {invitations(found.n, row.response_rate / 100)}."
            )
    except StatisticsError as refusal:
        return str(refusal)
    if row.n_planned is not None and row.n_planned < found.n_rounded_up:
        words += f" Planned are {row.n_planned}."
    return words


def _expected_share(session: Session, row: PlanRow, metric: Metric) -> float:
    """The share of the row, else the one of the newest readings, else a half, which needs the most."""
    if row.spread is not None:
        return row.spread / 100
    newest = read_last(session, metric, _PILOT)
    there = newest.kept(newest.counted)
    if metric.data_type == DataType.ORDINAL and len(there):
        return float(in_box(there.value, metric).mean())
    if len(there) and not bool((there.size != there.size).any()):
        return float(there.defects.sum() / there.size.sum())
    return 0.5


def _expected_sd(session: Session, row: PlanRow, metric: Metric) -> float | None:
    if row.spread is not None:
        return row.spread
    newest = read_last(session, metric, _PILOT)
    values = newest.value[newest.counted]
    return float(values.std(ddof=1)) if len(values) > 2 and values.min() < values.max() else None


def check_row(_session: Session, _project: Project, values: dict[str, object]) -> None:
    """Refuse days in the wrong order."""
    start, end = values.get("start_on"), values.get("end_on")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise BadInput("The collection ends before it starts. Change one of the days.")
