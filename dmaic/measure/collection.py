"""Which data are collected, by whom, how often, how many, and why so many?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.charts.text import called
from dmaic.db import Model
from dmaic.define.metrics import Metric, MetricRole, metrics_of, open_metric
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure.datasets import count_of
from dmaic.measure.planned_size import COMFORTABLE, LIMITS_WANT, PROVISIONAL, Wish, answers_in_words, needed_for
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


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

    ``margin`` is how closely the figure is wanted and ``difference`` how small a change between two groups is to be
    seen, both in the metric's unit (percentage points for shares); ``spread`` the standard deviation, share (per cent)
    or rate expected, where no data tell it yet. ``confidence``, ``power`` and ``response_rate`` are in per cent.
    ``n_basis`` is why so many, in words, as it was when the line was written.
    """

    __tablename__ = "collection_plan"
    audit_called = "line of the collection plan"

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
    n_basis: Mapped[str] = mapped_column(default="")
    margin: Mapped[float | None]
    difference: Mapped[float | None]
    spread: Mapped[float | None]
    confidence: Mapped[float | None]
    power: Mapped[float | None]
    population: Mapped[int | None]
    response_rate: Mapped[float | None]
    stratifiers: Mapped[str] = mapped_column(default="")
    form_link: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    pilot_done: Mapped[str] = mapped_column(default="no")
    deviations: Mapped[str] = mapped_column(default="")
    metric: Mapped[Metric] = relationship(lazy="joined")

    @property
    def who_where_when(self) -> str:
        """By whom, where, how often, and from when to when, for a list."""
        days = [called(one) for one in (self.start_on, self.end_on) if one is not None]
        return "; ".join(filter(None, (self.who, self.where_from, self.frequency, " to ".join(days))))

    @property
    def how_many(self) -> str:
        """The number with its reason, for a list."""
        number = "" if self.n_planned is None else f"{self.n_planned:,}."
        return " ".join(filter(None, (number, self.n_basis)))

    def audit_label(self) -> str:
        return self.question


def _wish(given: Callable[[str], Any]) -> Wish:
    """What a line, or the form of one of which some fields may be missing, says about its size."""
    sizes = {one.name: given(one.name) for one in fields(Wish) if one.name != "in_subgroups"}
    return Wish(**sizes, in_subgroups=given("sampling") == Sampling.RATIONAL)


def plan_values(session: Session, project: Project, values: dict[str, Any]) -> dict[str, Any]:
    """What was typed as columns: why so many is worked out, and where nobody said how many, that number is taken."""
    if values.get("metric_id") is None:
        return values
    metric = open_metric(session, project, values["metric_id"])
    try:
        found = needed_for(session, metric, _wish(values.get))
    except StatisticsError:
        found = None
    if found is None:
        return {**values, "n_basis": ""}
    typed = values.get("n_planned")
    return {**values, "n_basis": found.sentence, "n_planned": found.n if typed is None else typed}


def size_taken(_session: Session, _project: Project, row: PlanRow) -> str:
    """What is said after a line was written: how many, and why so many; empty where nothing asked for a number."""
    return f"How many: {row.n_planned:,}. {row.n_basis}" if row.n_basis and row.n_planned is not None else ""


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
            said += _row_remarks(row)
    return said


def _row_remarks(row: PlanRow) -> list[str]:
    said, line = [], f"“{row.question}”"
    if row.sampling == Sampling.RATIONAL and (row.subgroup_size is None or not row.subgroup_logic):
        said.append(
            f"{line}: say how large a rational subgroup is, and why its values belong together: between "
            "subgroups the process may change, within one it must not."
        )
    if row.n_planned is not None:
        points = row.n_planned // (row.subgroup_size or 1)
        if points < PROVISIONAL:
            said.append(
                f"{line}: {points} points are planned; limits ask for {LIMITS_WANT} to {COMFORTABLE}, and below "
                f"{PROVISIONAL} they say nothing."
            )
        elif points < LIMITS_WANT:
            said.append(
                f"{line}: {points} points are planned; limits ask for {LIMITS_WANT} to {COMFORTABLE} and stay "
                "provisional until then."
            )
    lacks = [word for word, has in (("who", row.who), ("where", row.where_from), ("when", row.frequency)) if not has]
    lacks += [] if row.start_on and row.end_on else ["from and to which day"]
    if lacks:
        said.append(f"{line} does not say {', '.join(lacks)}.")
    return said


def collection_facts(session: Session, project: Project) -> list[tuple[str, str]]:
    """For each line how many it needs, by what it wants and by today's readings; the calculator beside the form."""
    found = [(row, size_hint(session, row, row.metric)) for row in rows_of(session, project, PlanRow)]
    return [(f"How many for “{row.question}”", words) for row, words in found if words]


def size_hint(session: Session, row: PlanRow, metric: Metric) -> str:
    """How many a row needs for what it wants, by today's readings where it gives no spread; empty without a wish."""
    try:
        found = needed_for(session, metric, _wish(partial(getattr, row)))
    except StatisticsError as refusal:
        return str(refusal)
    if found is None:
        return ""
    words = " ".join(filter(None, (found.sentence, answers_in_words(found.exact, row.response_rate))))
    if row.n_planned is not None and row.n_planned < found.n:
        words += f" Planned are {row.n_planned}."
    return words


@dataclass(frozen=True, slots=True)
class Execution:
    """How the plan of one metric was carried out: ``open`` are sentences about what differs and is not explained."""

    lines: int
    open: tuple[str, ...]
    deviating: int

    @property
    def is_done(self) -> bool:
        return self.lines > 0 and not self.open


def execution_of(session: Session, rows: Iterable[PlanRow], metric: Metric, today: date) -> Execution:
    """Whether what a metric's lines planned is there, or the deviation is noted: how many, and up to which day."""
    own = [row for row in rows if row.metric_id == metric.id]
    there = count_of(session, metric)
    said = []
    for row in own:
        if row.deviations:
            continue
        if row.n_planned is not None and there < row.n_planned:
            said.append(f"{there:,} of {row.n_planned:,} planned readings of {metric.name} are there.")
        if row.end_on is not None and row.end_on > today:
            said.append(f"The collection runs until {called(row.end_on)}.")
    return Execution(len(own), tuple(said), sum(bool(row.deviations) for row in own))


def check_row(_session: Session, _project: Project, values: dict[str, object]) -> None:
    """Refuse days in the wrong order."""
    start, end = values.get("start_on"), values.get("end_on")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise BadInput("The collection ends before it starts. Change one of the days.")
