"""What does each adopted measure say of A, B and C customers?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType
from dmaic.errors import BadInput
from dmaic.measure.service.adopting import ServiceMeasure, adopted_of, compute
from dmaic.measure.service.calendars import Flags
from dmaic.measure.service.columns import NO_WORD
from dmaic.measure.service.customers import CLASSES, CustomerSplit, has_classes
from dmaic.measure.service.fields import Field
from dmaic.measure.service.observing import Observed
from dmaic.measure.service.sources import ServiceSource, sources_of
from dmaic.measure.service.tickets import Tickets, read_tickets
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
    split.measures = found
    session.flush()
    return unknown


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
