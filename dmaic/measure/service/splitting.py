"""What does each adopted measure say of A, B and C customers?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from dmaic.charts.text import thousands
from dmaic.db import Sessions
from dmaic.define.metrics import DataType
from dmaic.errors import BadInput
from dmaic.measure.jobs import Work
from dmaic.measure.service.adopting import ServiceMeasure, adopted_of, compute
from dmaic.measure.service.calendars import Flags
from dmaic.measure.service.columns import NO_WORD
from dmaic.measure.service.customers import (
    CLASSES,
    OWN,
    TICKETS,
    CustomerSplit,
    Values,
    classes_of,
    has_classes,
    keep_classes,
    split_of,
    split_remarks,
    values_of,
)
from dmaic.measure.service.fields import Field
from dmaic.measure.service.observing import Observed
from dmaic.measure.service.sources import ServiceSource, open_source, sources_of
from dmaic.measure.service.tickets import Tickets, read_tickets
from dmaic.measure.service.upkeep import actor
from dmaic.projects.project import Project
from dmaic.statistics.intervals import wilson
from dmaic.statistics.rank_k_sample import median_interval

NOT_SPLIT = frozenset({"backlog", "backlog_age", "turnover", "shrinkage"})
"""What these count is no ticket of one customer."""
_FEW = 5


def split_measures(session: Session, project: Project, split: CustomerSplit) -> list[tuple[str, float]]:
    """Keep with the split what the adopted measures say of each class.

    Says for each source the share of its tickets whose customer is not in the split.
    """
    split.measures, unknown = _said_of_classes(session, project)
    session.flush()
    return unknown


def _said_of_classes(session: Session, project: Project) -> tuple[list[dict[str, Any]], list[tuple[str, float]]]:
    adopted = adopted_of(session, project)
    found: list[dict[str, Any]] = []
    unknown = []
    for source in sources_of(session, project):
        if not has_classes(session, source):
            continue
        tickets = read_tickets(session, source)
        if not len(tickets):
            continue
        codes = tickets.words(Field.SEGMENT).codes
        unknown.append((source.name, float((codes == NO_WORD).mean())))
        found += _of_source(tickets, source, adopted)
    return found, unknown


def values_asked(session: Session, project: Project, asked: Mapping[str, Any]) -> Values:
    """What the customers of a source are worth as asked: ``source_id``, ``value`` (a column, or how many tickets), and
    whether each ticket repeats the customer's own figure."""
    source = open_source(session, project, asked["source_id"])
    amounts = None if asked["value"] == TICKETS else Field(asked["value"])
    tickets = read_tickets(session, source, {Field.CUSTOMER, *((amounts,) if amounts else ())})
    figures = None if amounts is None else tickets.numbers(amounts)
    return values_of(tickets.words(Field.CUSTOMER), figures, repeated=bool(asked["repeated"]))


def called(asked: Mapping[str, Any]) -> str:
    """The value as the split keeps it."""
    return f"{asked['value']}{OWN if asked['repeated'] else ''}"


def split_task(sessions: Sessions, work: Work) -> dict[str, Any]:
    """The background work of splitting the customers of large sources: the classes first, then what they say.

    Where ``work.given`` names no source, the classes stand already.
    """
    asked = work.given
    if "source_id" in asked:
        work.report(1, 3, "Adding up what customers are worth")
        with sessions.reading() as session:
            values = values_asked(session, session.get_one(Project, work.project_id), asked)
            classes = classes_of(values, a_share=asked["a_share"], b_share=asked["b_share"])
        with sessions.writing() as session:
            project, by = actor(session, work)
            kept = {"value": called(asked), "source_id": asked["source_id"], "version": asked["version"]}
            keep_classes(session, project, classes, by=by, **kept)
            session.commit()
    work.report(2, 3, "Working out what the measures say of each class")
    with sessions.reading() as session:
        found, unknown = _said_of_classes(session, session.get_one(Project, work.project_id))
    with sessions.writing() as session:
        project, _ = actor(session, work)
        split = split_of(session, project.id)
        assert split is not None
        split.measures = found
        said = [f"{thousands(split.customers)} customers are split", *split_remarks(split, unknown)]
        session.commit()
    return {"message": ". ".join(one.rstrip(".") for one in said)}


def _of_source(tickets: Tickets, source: ServiceSource, adopted: Iterable[ServiceMeasure]) -> list[dict[str, Any]]:
    found = []
    for one in adopted:
        if one.source_id != source.id or one.measure_name in NOT_SPLIT:
            continue
        try:
            observed = compute(
                tickets, one.measure, one.parameters, grain=one.grain, by=one.final_by, minus_paused=source.minus_paused
            ).observed
        except BadInput:
            continue
        codes = tickets.words(Field.SEGMENT).codes[observed.row]
        lines = [_line(name, observed, codes == at, one) for at, name in enumerate(CLASSES)]
        found.append({"metric_id": one.metric_id, "metric": one.metric.name, "lines": lines})
    return found


def _line(name: str, observed: Observed, own: Flags, adopted: ServiceMeasure) -> dict[str, Any]:
    """One class: how many, the figure with its interval, or why there is none."""
    count = int(own.sum())
    unit = adopted.metric.unit
    line: dict[str, Any] = {"name": name, "n": count, "value": None, "low": None, "high": None, "unit": unit, "why": ""}
    if count < _FEW:
        return {**line, "why": f"{count} cases are too few to tell."}
    if observed.value is not None:
        told = median_interval(observed.value[own], 0.95, unit)
        return {**line, "value": told.value, "low": told.low, "high": told.high, "method": f"median; {told.method}"}
    if observed.defects is None:
        return {**line, "why": "nothing to count"}
    bad = float(observed.defects[own].sum())
    if adopted.metric.data_type == DataType.COUNT:
        return {**line, "value": bad, "unit": "in all", "method": "total"}
    assert observed.size is not None
    size = float(observed.size[own].sum())
    if adopted.metric.data_type != DataType.PROPORTION or bad != int(bad) or size != int(size):
        return {**line, "value": bad / size, "method": "total over total"}
    bounds = wilson(int(bad), int(size))
    low_high = [None if one is None else 100 * one for one in (bounds.low, bounds.high)]
    return {**line, "value": 100 * bad / size, "low": low_high[0], "high": low_high[1], "unit": "%", "method": "Wilson"}
