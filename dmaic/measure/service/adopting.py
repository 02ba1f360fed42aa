"""How does a measure become a metric with its definition and its data, and how does it go on next month?

Adopting fills in the whole operational definition and writes the readings of every whole period. Next month's file
adds the periods since. Where a later file says something else about a period that is already a reading, nothing is
recut in silence: the difference is shown and taken over with a reason, or left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model
from dmaic.define.metrics import DataType, Metric, MetricRole, define_metric, next_code, primary_metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure import datasets
from dmaic.measure.limits import refresh_wall
from dmaic.measure.service.adopting_chart import prepare_chart
from dmaic.measure.service.calendars import DAY
from dmaic.measure.service.columns import STRATUM, Coded
from dmaic.measure.service.defining import definition_of
from dmaic.measure.service.fields import STRATA, Rows
from dmaic.measure.service.filling import fill_metric, waiting_for, waiting_metrics
from dmaic.measure.service.measures import Grain, Measure, measure_named
from dmaic.measure.service.observing import Observed, observe
from dmaic.measure.service.periods import Figures, Plan, figures_of, plan_for, why_period
from dmaic.measure.service.sources import ServiceImport, ServiceSource
from dmaic.measure.service.spans import next_start, starts_of
from dmaic.measure.service.tickets import Tickets, read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project

MOST_WORDS = 60


class ServiceMeasure(Audited, Model):
    """A measure that a project adopted: from which source, with which figures, as which metric.

    ``covered_to`` is the first day (since 1970) of which no reading was made yet; ``final_by`` the periods in which
    single readings become final.
    """

    __tablename__ = "service_measures"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("service_sources.id"))
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), unique=True)
    measure_name: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    grain: Mapped[Grain]
    final_by: Mapped[Grain] = mapped_column(default=Grain.DAY)
    covered_to: Mapped[int]
    source: Mapped[ServiceSource] = relationship()
    metric: Mapped[Metric] = relationship()
    audit_skipped = frozenset({"version", "covered_to"})
    audit_words = {
        "measure_name": "measure",
        "parameters": "figures",
        "grain": "one reading is",
        "final_by": "final by the end of the",
    }

    @property
    def measure(self) -> Measure:
        return measure_named(self.measure_name)

    def audit_label(self) -> str:
        return self.measure_name


@dataclass(frozen=True, slots=True)
class Drift:
    """A reading that today's tickets would give otherwise. For one reading a ticket, ``seq`` is None: counts differ."""

    seq: int | None
    label: str
    was: float | None
    now: float | None
    defects: float | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """The readings of a measure over all its tickets, and what was left out of them."""

    figures: Figures
    observed: Observed
    chosen: Mapping[str, Any]
    plan: Plan


def adopted_of(session: Session, project: Project) -> list[ServiceMeasure]:
    """The measures that the project adopted, in order."""
    query = select(ServiceMeasure).where(ServiceMeasure.project_id == project.id).order_by(ServiceMeasure.id)
    return list(session.scalars(query))


def open_adopted(session: Session, project: Project, adopted_id: int) -> ServiceMeasure:
    """One adopted measure of this project."""
    found = session.get(ServiceMeasure, adopted_id)
    if found is None or found.project_id != project.id:
        raise NotFound("There is no such measure in this project.")
    return found


def compute(
    tickets: Tickets,
    measure: Measure,
    given: Mapping[str, Any],
    *,
    grain: Grain = Grain.AUTO,
    by: Grain | None = None,
    minus_paused: bool = True,
) -> Computed:
    """The readings that these tickets give, by the plan that fits them or as told. BadInput says why there are none."""
    chosen = measure.settled(given)
    observed = observe(tickets, measure, chosen, minus_paused=minus_paused)
    if grain != Grain.AUTO and grain not in measure.choices:
        raise BadInput(f"“{measure.said(measure.title, chosen)}” can't be read with {grain.words.lower()}.")
    plan = plan_for(observed, measure, grain) if by is None else Plan(grain, by)
    figures = figures_of(observed, plan.grain, tickets.calendar, strata_of(tickets), by=plan.by)
    observed.remarks = [*observed.remarks, *why_period(figures)]
    return Computed(figures, observed, chosen, plan)


def strata_of(tickets: Tickets) -> dict[str, Coded]:
    """What single readings can be split by: columns of words with few different ones, by their plain names."""
    found: dict[str, Coded] = {}
    for name in (*(str(one) for one in STRATA), *(one for one in tickets.columns if one.startswith(STRATUM))):
        column = tickets.columns.get(name)
        if isinstance(column, Coded) and 1 < len(column.words) <= MOST_WORDS:
            found[name.removeprefix(STRATUM)] = column
    return found


def adopt(
    session: Session,
    project: Project,
    source: ServiceSource,
    name: str,
    given: Mapping[str, Any],
    *,
    by: Person,
    grain: Grain = Grain.AUTO,
    role: MetricRole | None = None,
    tickets: Tickets | None = None,
    found: Computed | None = None,
) -> ServiceMeasure:
    """Make a measure a metric of the project: definition, worked examples and data in one act.

    A metric of the project that waits for this measure without a reading is filled and keeps its role; else a new one
    is defined, and the first of a project becomes its primary Y. The same measure with the same figures from the same
    source is adopted once. ``tickets`` and ``found`` spare reading and computing them again.
    """
    measure = measure_named(name)
    chosen = measure.settled(given)
    refuse_twice(session, project, source, measure, chosen, grain=grain)
    tickets = tickets if tickets is not None else read_tickets(session, source)
    found = found or compute(tickets, measure, chosen, grain=grain, minus_paused=source.minus_paused)
    owner = by if by.id in {member.person_id for member in project.members} else None
    owner = owner or next(iter(project.people_as(Role.LEAD)), by)
    values = definition_of(
        measure, chosen, source=source, tickets=tickets, observed=found.observed, grain=found.figures.grain
    )
    of_events = found.plan.grain.is_of_events
    metric = None if of_events else waiting_for(waiting_for_data(session, project), measure, chosen)
    if metric is not None:
        fill_metric(
            session,
            project,
            metric,
            measure,
            values,
            grain=found.figures.grain,
            owner_id=owner.id,
            source=source.name,
        )
    else:
        if role is None:
            role = MetricRole.SECONDARY if primary_metric(session, project) else MetricRole.PRIMARY
        code = next_code(session, project)
        metric = define_metric(session, project, {**values, "code": code, "role": role, "owner_id": owner.id})
    adopted = ServiceMeasure(
        project_id=project.id,
        source_id=source.id,
        metric_id=metric.id,
        measure_name=name,
        parameters=dict(chosen),
        grain=found.plan.grain,
        final_by=found.plan.by,
        covered_to=found.observed.begins,
        source=source,
        metric=metric,
    )
    session.add(adopted)
    session.flush()
    prepare_chart(session, project, metric, found.plan, found.figures)
    write_readings(session, project, adopted, found, by=by)
    return adopted


def waiting_for_data(session: Session, project: Project) -> list[Metric]:
    """The project's metrics that never had a reading and that no measure fills yet."""
    return waiting_metrics(session, project, [one.metric_id for one in adopted_of(session, project)])


def refuse_twice(
    session: Session,
    project: Project,
    source: ServiceSource,
    measure: Measure,
    chosen: Mapping[str, Any],
    *,
    grain: Grain = Grain.AUTO,
) -> None:
    """RuleBroken where this measure was adopted from this source with these figures; asked for by name, what lies
    between its events is another metric than their share."""

    def kind(one: Grain) -> Grain | None:
        return one if one.is_of_events else None

    if any(
        one.measure_name == measure.name
        and one.source_id == source.id
        and one.parameters == chosen
        and (grain == Grain.AUTO or kind(one.grain) == kind(grain))
        for one in adopted_of(session, project)
    ):
        raise RuleBroken(f"“{measure.said(measure.title, chosen)}” is adopted already. Open it, or change a figure.")


def refresh(
    session: Session, project: Project, adopted: ServiceMeasure, *, by: Person, tickets: Tickets | None = None
) -> int:
    """Add the readings of the periods that became whole since; how many. Earlier readings stay as they are."""
    found = recompute(session, adopted, tickets=tickets)
    return write_readings(session, project, adopted, found, by=by)


def recompute(session: Session, adopted: ServiceMeasure, *, tickets: Tickets | None = None) -> Computed:
    """What all tickets of today give for an adopted measure."""
    tickets = tickets if tickets is not None else read_tickets(session, adopted.source)
    return compute(
        tickets,
        adopted.measure,
        adopted.parameters,
        grain=adopted.grain,
        by=adopted.final_by,
        minus_paused=adopted.source.minus_paused,
    )


def write_readings(session: Session, project: Project, adopted: ServiceMeasure, found: Computed, *, by: Person) -> int:
    """Append the readings from ``covered_to`` on; 0 where no period became whole."""
    fresh = found.figures.since(adopted.covered_to * DAY)
    if not len(fresh):
        return 0
    left_out = {reason: count for reason, count in found.observed.left_out.items() if count}
    if found.figures.partial:
        left_out["periods not known in full"] = len(found.figures.partial)
    mark = {"source": adopted.source_id, "measure": adopted.measure_name, "parameters": adopted.parameters}
    files = select(ServiceImport.sha256).where(
        ServiceImport.source_id == adopted.source_id, ServiceImport.withdrawn_at.is_(None)
    )
    behind = [*session.scalars(files.order_by(ServiceImport.id))]
    text = json.dumps([mark, adopted.grain.value, adopted.covered_to, behind], sort_keys=True)
    datasets.write_import(
        session,
        project,
        adopted.metric,
        datasets.sealed_batches(fresh.batches()),
        by=by,
        file_name=f"{adopted.source.name}: tickets",
        file_hash=hashlib.sha256(text.encode()).hexdigest(),
        file_bytes=0,
        settings={**mark, "grain": adopted.grain.value, "files": behind},
        left_out=left_out,
    )
    last = int(starts_of(fresh.wall // DAY, adopted.final_by).max())
    adopted.covered_to = next_start(last, adopted.final_by)
    session.flush()
    refresh_wall(session, project, adopted.metric)
    return len(fresh)


def drift_of(session: Session, adopted: ServiceMeasure, found: Computed) -> list[Drift]:
    """Readings that today's tickets would give otherwise, oldest first: reopened, corrected or late tickets."""
    readings = datasets.read_all(session, adopted.metric, strata=())
    now = found.figures
    covered = now.wall < adopted.covered_to * DAY
    if adopted.grain == Grain.EACH or adopted.grain.is_of_events:
        kept = now.kept(np.flatnonzero(covered))
        return _drift_of_each(readings, kept) if now.value is not None else _drift_of_counts(readings, kept)
    today = {int(wall): at for at, wall in enumerate(now.wall.tolist()) if covered[at]}
    drifts = []
    for at, wall in enumerate((readings.time.astype("datetime64[s]").astype(np.int64)).tolist()):
        seq = int(readings.seq[at])
        label = datetime.fromtimestamp(wall, UTC).date().isoformat()
        was = _plain(readings.value[at])
        here = today.pop(wall, None)
        if here is None:
            drifts.append(Drift(seq, label, was, None))
            continue
        defects = None if now.defects is None else float(now.defects[here])
        size = None if now.size is None else float(now.size[here])
        value = None if now.value is None else float(now.value[here])
        shown = value if value is not None else (defects if size is None or not size else (defects or 0.0) / size)
        if not _same(was, shown) or not _same(_plain(readings.size[at]), size):
            drifts.append(Drift(seq, label, was, shown, defects, size))
    return drifts


def _drift_of_each(readings: datasets.Readings, now: Figures) -> list[Drift]:
    """With one reading a ticket the readings are compared as a whole: how many, and their mean."""
    assert now.value is not None
    if len(readings) == len(now) and np.allclose(np.sort(readings.value), np.sort(now.value)):
        return []
    means = (_plain(one.mean()) if one.size else None for one in (readings.value, now.value))
    return [Drift(None, f"{len(readings):,} readings kept, {len(now):,} today", *means)]


def _drift_of_counts(readings: datasets.Readings, now: Figures) -> list[Drift]:
    """Counts given by row: row by row where the rows are the same, else how many there were and are."""
    assert now.defects is not None
    walls = readings.time.astype("datetime64[s]").astype(np.int64)
    size = np.full(len(now), np.nan) if now.size is None else now.size
    if not np.array_equal(walls, now.wall):
        return [Drift(None, f"{len(readings):,} rows kept, {len(now):,} today", None, None)]
    drifts = []
    for at, wall in enumerate(now.wall.tolist()):
        was_size, is_size = _plain(readings.size[at]), _plain(size[at])
        was, defects = _plain(readings.defects[at]), float(now.defects[at])
        if _same(was, defects) and _same(was_size, is_size):
            continue
        strata = ", ".join(word.texts()[at] for word in now.strata.values())
        label = datetime.fromtimestamp(wall, UTC).date().isoformat() + (f", {strata}" if strata else "")
        shown = [
            one if many is None or one is None else one / many for one, many in ((was, was_size), (defects, is_size))
        ]
        drifts.append(Drift(int(readings.seq[at]), label, shown[0], shown[1], defects, is_size))
    return drifts


def take_over(
    session: Session, project: Project, adopted: ServiceMeasure, drifts: list[Drift], *, reason: str, by: Person
) -> int:
    """Correct the readings to what the tickets say today, each with the reason; the originals stay readable."""
    done = 0
    for one in drifts:
        if one.seq is None or one.now is None:
            continue
        counted = adopted.metric.data_type in (DataType.PROPORTION, DataType.RATE, DataType.COUNT)
        datasets.correct_reading(
            session,
            project,
            adopted.metric,
            one.seq,
            reason=reason,
            by=by,
            value=None if counted else one.now,
            defects=one.defects if counted else None,
            size=one.size,
        )
        done += 1
    return done


def is_seasonal(adopted: ServiceMeasure) -> bool:
    """Whether a rhythm of weekdays could hide in the readings."""
    return adopted.final_by == Grain.DAY and adopted.source.rows != Rows.STAFF


def _plain(value: Any) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 - NaN


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
