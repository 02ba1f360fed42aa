"""What can be ranked here? Ticket exports, metrics with strata, and counts by hand, each as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric, metrics_of, open_metric
from dmaic.errors import BadInput, NotFound, StatisticsError
from dmaic.measure import datasets
from dmaic.measure.chart_words import verdict_of
from dmaic.measure.limits import saved_choices
from dmaic.measure.pareto.counts import DefectCategory
from dmaic.measure.pareto.facts import NO_DAY, Facts
from dmaic.measure.pareto.question import EACH, Measured, Question
from dmaic.measure.service.calendars import DAY, Floats
from dmaic.measure.service.columns import STRATUM, Coded
from dmaic.measure.service.customers import has_classes
from dmaic.measure.service.fields import DURATIONS, FIELDS, JUDGED, WORDS, Field, Rows
from dmaic.measure.service.observing import durations
from dmaic.measure.service.observing.counted import wrong_of
from dmaic.measure.service.sources import ServiceSource, open_source, sources_of
from dmaic.measure.service.tickets import read_tickets
from dmaic.measure.window import MOST, look, look_between, seqs_between
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of

COUNTS = "counts"
RESOLUTION = "resolution"
_FIRST = (Field.CATEGORY, Field.SUBCATEGORY, Field.KIND, Field.CHANNEL, Field.TEAM, Field.PRIORITY, Field.SEGMENT)
_NOT_RANKED = JUDGED | {Field.AGENT, Field.ACTIVITY, Field.STRATUM}
"""Free text, and people: a ranking of agents looks for someone to blame, not for a cause."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One source with what can be chosen of it: columns of words, and columns to add up as time or cost.

    ``worked_out`` are columns that stand in no export, so that no problem can be made of them.
    """

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, str], ...] = ()
    costs: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    what: str = "cases"
    is_tickets: bool = False
    worked_out: tuple[str, ...] = ()
    has_days: bool = True

    def label(self, column: str) -> str:
        return dict(self.columns).get(column, column)

    def values(self, measure: Measured) -> tuple[tuple[str, str], ...]:
        """What can be added up by this measure."""
        return {Measured.TIME: self.times, Measured.COST: self.costs}.get(measure, ())

    def second(self, by: str) -> str:
        """The column that is looked into first within a bar; empty where there is no other."""
        if by == Field.CATEGORY and Field.SUBCATEGORY in dict(self.columns):
            return Field.SUBCATEGORY.value
        return next((name for name, _ in self.columns if name != by), "")


def offers_of(session: Session, project: Project) -> list[Offer]:
    """Everything that can be ranked in this project: tickets first, then metrics that have strata, then hand counts."""
    found = [_of_tickets(session, one) for one in sources_of(session, project)]
    found += [_of_metric(session, one) for one in metrics_of(session, project)]
    rows = rows_of(session, project, DefectCategory)
    if rows:
        found.append(_of_counts(rows))
    return [one for one in found if one.columns]


def _of_tickets(session: Session, source: ServiceSource) -> Offer:
    fields = source.mapping.fields
    names = [one for one in _FIRST if one in fields]
    worked_out: tuple[str, ...] = ()
    if Field.SEGMENT not in fields and has_classes(session, source):
        names.append(Field.SEGMENT)
        worked_out = (Field.SEGMENT.value,)
    names += sorted((fields & WORDS) - set(names) - _NOT_RANKED)
    columns = [(one.value, FIELDS[one]) for one in names]
    columns += [(f"{STRATUM}{header}", header) for header, to in source.mapping.columns if to == Field.STRATUM]
    times = [(RESOLUTION, "Hours until resolved")] if _ends(source) else []
    times += [(one.value, f"{FIELDS[one]} (h)") for one in sorted(fields & DURATIONS) if source.rows != Rows.EVENTS]
    costs = [(Field.COST.value, FIELDS[Field.COST])] if Field.COST in fields else []
    what = {Rows.TICKETS: "tickets", Rows.EVENTS: "tickets", Rows.PERIODS: _counted_as(source)}.get(source.rows, "rows")
    single = source.rows != Rows.PERIODS
    return Offer(
        f"tickets-{source.id}",
        source.name,
        tuple(columns),
        tuple(times),
        tuple(costs),
        "h",
        what,
        is_tickets=single,
        worked_out=worked_out,
    )


def _counted_as(source: ServiceSource) -> str:
    """What the counts by period count here: what went wrong, where that is known."""
    return "cases that went wrong" if {Field.DEFECTS, Field.GOOD} & source.mapping.fields else "cases"


def _ends(source: ServiceSource) -> bool:
    if source.rows == Rows.EVENTS:
        return True
    ends = {Field.RESOLVED, Field.CLOSED, Field.TO_RESOLUTION}
    return source.rows == Rows.TICKETS and bool(ends & source.mapping.fields)


def _of_metric(session: Session, metric: Metric) -> Offer:
    columns = tuple((name, name) for name in datasets.strata_of(session, metric))
    own = ((("value", f"{metric.name} ({metric.unit})" if metric.unit else metric.name),),) if _adds_up(metric) else ()
    values = own[0] if own else ()
    return Offer(f"metric-{metric.id}", metric.name, columns, values, values, metric.unit, "readings")


def _adds_up(metric: Metric) -> bool:
    return metric.data_type == DataType.CONTINUOUS


def _of_counts(rows: Iterable[DefectCategory]) -> Offer:
    rows = list(rows)
    columns = [("name", "Category")] + ([("detail", "Second level")] if any(one.detail for one in rows) else [])
    costs = (("cost", "Count × cost of one"),) if all(one.unit_cost is not None for one in rows) else ()
    return Offer(COUNTS, "Counts by hand", tuple(columns), (), costs, has_days=False)


def source_of(session: Session, project: Project, key: str) -> ServiceSource | None:
    """The ticket source behind a key; None for a metric or counts by hand."""
    kind, _, number = key.partition("-")
    return open_source(session, project, int(number)) if kind == "tickets" and number.isdigit() else None


def read_facts(session: Session, project: Project, offer: Offer, asked: Question) -> Facts:
    """The columns that this question needs, with what other measures would need beside it."""
    if offer.key == COUNTS:
        return _read_counts(session, project)
    source = source_of(session, project, offer.key)
    if source is not None:
        return _read_tickets(session, offer, source, asked)
    kind, _, number = offer.key.partition("-")
    if kind != "metric" or not number.isdigit():
        raise NotFound("There is no such source in this project.")
    return _read_metric(session, open_metric(session, project, int(number)), asked)


def _read_tickets(session: Session, offer: Offer, source: ServiceSource, asked: Question) -> Facts:
    words = {name for name in (asked.by, asked.within) if name in dict(offer.columns)}
    times = [name for name, _ in offer.times if name in (asked.value, offer.times[0][0])]
    needed: set[str] = words | {name for name, _ in offer.costs} | set(times) - {RESOLUTION}
    if RESOLUTION in times:
        needed |= {Field.RESOLVED.value, Field.CLOSED.value, Field.PAUSED.value, Field.PAUSED_OPEN.value}
    if source.rows == Rows.PERIODS:
        needed |= {Field.TOTAL.value, Field.DEFECTS.value, Field.GOOD.value}
    tickets = read_tickets(session, source, needed)
    amounts: dict[str, Floats] = {}
    for name in times:
        if name == RESOLUTION:
            spent, done = durations(tickets, minus_paused=source.minus_paused)
            amounts[name] = np.where(done & (spent > 0), spent / 3_600, 0.0)
        else:
            amounts[name] = np.maximum(np.nan_to_num(tickets.numbers(Field(name))), 0.0) / 3_600
    for name, _ in offer.costs:
        amounts[name] = np.maximum(np.nan_to_num(tickets.numbers(Field(name))), 0.0)
    day = np.asarray(tickets.walls(tickets.moments(Field.CREATED)) // DAY)
    count = None
    if source.rows == Rows.PERIODS:
        wrong = {Field.DEFECTS, Field.GOOD} & source.mapping.fields
        counted = wrong_of(tickets) if wrong else tickets.numbers(Field.TOTAL)
        count = np.maximum(np.nan_to_num(counted), 0.0)
    return Facts({name: tickets.words(name) for name in words}, amounts, count, day)


def _read_metric(session: Session, metric: Metric, asked: Question) -> Facts:
    names = {name for name in (asked.by, asked.within) if name}
    readings = datasets.read_all(session, metric, strata=names)
    own = readings.kept(readings.counted)
    counted = metric.is_counted and bool(np.isfinite(own.defects).all()) and len(own) > 0
    blank = np.full(len(own), "", dtype=np.str_)
    day = np.full(len(own), NO_DAY, dtype=np.int64)
    known = ~np.isnat(own.time)
    day[known] = own.time[known].astype("datetime64[D]").astype(np.int64)
    return Facts(
        {name: _coded(own.strata.get(name, blank)) for name in names},
        {"value": np.maximum(own.value, 0.0)} if _adds_up(metric) else {},
        own.defects if counted else None,
        day,
        left_out={"readings that are excluded or blank": len(readings) - len(own)} if len(own) < len(readings) else {},
        charted=_charted(session, metric, asked),
    )


def _charted(session: Session, metric: Metric, asked: Question) -> tuple[bool | None, str]:
    """What the metric's own chart says of the period."""
    choices = saved_choices(session, metric)
    try:
        if asked.since is None and asked.until is None:
            window = look(session, metric, choices)
        else:
            seqs = seqs_between(session, metric, asked.since, asked.until)
            if seqs is None:
                return None, "The metric's chart has no point in this period."
            window = look_between(session, metric, choices, first_seq=max(seqs[0], seqs[1] - MOST), last_seq=seqs[1])
        verdict = verdict_of(window.charted, since=window.start)
    except (StatisticsError, BadInput) as trouble:
        return None, f"The metric's chart can't tell: {trouble}"
    return verdict.stable, f"The chart of {metric.name} says: {verdict.headline.lower()}. {verdict.sentence}"


def _coded(words: object) -> Coded:
    known, codes = np.unique(np.asarray(words), return_inverse=True)
    shift = 1 if known.size and str(known[0]) == "" else 0
    return Coded((codes - shift).astype(np.int32), tuple(str(one) for one in known[shift:]))


def _read_counts(session: Session, project: Project) -> Facts:
    rows = rows_of(session, project, DefectCategory)
    count = np.array([one.occurrences for one in rows])
    amounts = {}
    if rows and all(one.unit_cost is not None for one in rows):
        amounts["cost"] = count * np.array([one.unit_cost or 0.0 for one in rows])
    columns = {"name": Coded.of([one.name for one in rows]), "detail": Coded.of([one.detail for one in rows])}
    return Facts(columns, amounts, count, is_priced=True)


def usual_question(offer: Offer) -> Question:
    """What is asked of a source before anybody chose."""
    by = offer.columns[0][0]
    return Question(offer.key, by, within=offer.second(by))


__all__ = ["COUNTS", "EACH", "RESOLUTION", "Offer", "offers_of", "read_facts", "source_of", "usual_question"]
