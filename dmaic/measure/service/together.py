"""Which measures must be read together, and did one improve at the cost of another?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from dmaic.define.metrics import Direction, MetricRole
from dmaic.measure import datasets
from dmaic.measure.service.adopting import ServiceMeasure, adopted_of
from dmaic.measure.service.beside import moved
from dmaic.measure.service.calendars import Floats, Wholes
from dmaic.measure.service.measures import Grain, measure_named
from dmaic.measure.service.observing import read_targets
from dmaic.measure.service.periods import MOST_SINGLE
from dmaic.measure.service.spans import starts_of
from dmaic.projects.project import Project

LAST = 400
"""As many of the newest periods are compared: their second half with their first."""


def cautions_of(session: Session, project: Project) -> list[str]:
    """What the adopted measures together should make one think about."""
    adopted = adopted_of(session, project)
    inner = [one for one in adopted if one.measure_name == "sla_internal"]
    outer = [one for one in adopted if one.measure_name == "sla_customer"]
    pairs = [(a, b) for a in inner for b in outer if a.source_id == b.source_id]
    loose = [looser(a.parameters["targets"], b.parameters["targets"]) for a, b in pairs]
    said = [
        f"The internal target ({one[0]:g} h) is not tighter than the customer's ({one[1]:g} h): it warns only when the "
        "promise is broken already. Set it to about two thirds."
        for one in loose
        if one is not None
    ]
    names = {one.measure_name for one in adopted}
    for one in adopted:
        counters = [measure_named(name) for name in one.measure.counters]
        if counters and not names & set(one.measure.counters) and one.metric.role == MetricRole.PRIMARY:
            titles = " or ".join(f"“{other.title.split(' {')[0].split(' (')[0]}”" for other in counters[:3])
            said.append(
                f"“{one.metric.name}” stands alone: improved alone it can cost elsewhere. Adopt a counter-metric "
                f"beside it, such as {titles}."
            )
    return said


def looser(inner: str, outer: str) -> tuple[float, float] | None:
    """The first internal target that is not tighter than the customer's of the same priority; None where all are."""
    inner_rest, inner_named = read_targets(inner)
    outer_rest, outer_named = read_targets(outer)
    for name in ("", *inner_named, *outer_named):
        own, theirs = inner_named.get(name, inner_rest), outer_named.get(name, outer_rest)
        if own >= theirs:
            return own, theirs
    return None


def read_with(adopted: Sequence[ServiceMeasure]) -> dict[int, list[ServiceMeasure]]:
    """For each adopted measure the adopted ones it must be read with: its counter-metrics, and whose it is one."""
    return {
        one.id: [
            other
            for other in adopted
            if other.id != one.id
            and (other.measure_name in one.measure.counters or one.measure_name in other.measure.counters)
        ]
        for one in adopted
    }


def pulls_of(session: Session, project: Project) -> list[str]:
    """A measure that became better while one of its counter-metrics became worse over the same days, in sentences."""
    adopted = [one for one in adopted_of(session, project) if one.measure.direction != Direction.TARGET]
    pairs = [(one, other) for one in adopted for other in adopted if other.measure_name in one.measure.counters]
    lines = {one.id: _by_period(session, one) for one in {id(one): one for pair in pairs for one in pair}.values()}
    said = []
    for one, other in pairs:
        (days, values), (other_days, other_values) = lines[one.id], lines[other.id]
        if not days.size or not other_days.size:
            continue
        first, last = max(days[0], other_days[0]), min(days[-1], other_days[-1])
        own = values[(days >= first) & (days <= last)]
        theirs = other_values[(other_days >= first) & (other_days <= last)]
        if moved(own, good=_good(one)) == 1 and moved(theirs, good=_good(other)) == -1:
            said.append(
                f"“{one.metric.name}” became better while “{other.metric.name}” became worse: the gain may be paid for "
                "there. Look at both before you claim it."
            )
    return said


def _good(adopted: ServiceMeasure) -> str:
    return "higher" if adopted.measure.direction == Direction.UP or adopted.grain.is_of_events else "lower"


def _by_period(session: Session, adopted: ServiceMeasure) -> tuple[Wholes, Floats]:
    """The first days of the newest periods, oldest first, and the mean reading of each."""
    most = MOST_SINGLE if adopted.grain == Grain.EACH or adopted.grain.is_of_events else LAST
    readings = datasets.read_last(session, adopted.metric, most)
    counted = readings.counted & np.isfinite(readings.value)
    days = readings.time[counted].astype("datetime64[D]").astype(np.int64)
    periods, where = np.unique(starts_of(days, adopted.final_by), return_inverse=True)
    means = np.bincount(where, weights=readings.value[counted]) / np.bincount(where) if days.size else np.zeros(0)
    return periods[-LAST:], means[-LAST:]
