"""What stands around the readings of a baseline? Who excluded what, what happened meanwhile, what is still open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.charts.text import called
from dmaic.define.charter import charter_of
from dmaic.define.metrics import Metric, MetricRole
from dmaic.measure.datasets import Readings, exclusions_of, read_range
from dmaic.measure.service.adopting import ServiceMeasure
from dmaic.measure.service.beside import waiting
from dmaic.measure.service.calendars import DAY
from dmaic.measure.service.fields import Field
from dmaic.measure.service.measures import Grain
from dmaic.measure.service.spans import COARSER, next_start, starts_of
from dmaic.measure.service.summary import summary_of
from dmaic.measure.service.tickets import read_tickets
from dmaic.measure.special_causes import causes_of
from dmaic.measure.staging import stage_history
from dmaic.projects.project import Project
from dmaic.statistics.result import plain


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the process in the period: at which reading, what, and who wrote it down."""

    seq: int
    what: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The tickets behind a metric that were begun in the period, those still open among them: medians in hours.

    ``begun`` holds the first and the last day of the period, both included.
    """

    source_id: int
    source: str
    tickets: int
    open: int
    closed_only: float | None
    with_open: Mapping[str, Any]
    sentence: str
    begun: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Short:
    """The stretch at the start of an export, from ``first`` to before ``until``: only quick tickets could end in it."""

    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Context:
    """``decided`` gives for a reading's seq who excluded it, on which day, and that person's key.

    ``waiting`` is None without open tickets.

    ``goal`` is the target of the charter's goal where it speaks of this metric; ``short`` the stretch in which its
    times are too short, None where there is none. ``has_source`` says that tickets stand behind the metric, so that
    no ``waiting`` means that none of the period is open.
    """

    decided: Mapping[int, tuple[str, str, int | None]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    waiting: Waiting | None = None
    goal: float | None = None
    short: Short | None = None
    has_source: bool = False


_TAKE_UP_TO = re.compile(r"nine of ten take up to (\d+) days")
"""How the definition of an adopted time tells for how long its readings look short (service/observing/speed.py)."""

_TIMES = (Field.CREATED, Field.RESOLVED, Field.CLOSED, Field.PAUSED)
"""The columns that times to resolution are made of."""

NOTHING = Context()


def context_of(session: Session, metric: Metric, *, first_seq: int, last_seq: int) -> Context:
    """Exclusions in force, special causes and stages begun among these readings, and the tickets behind them."""
    decided = {
        one.seq: (one.by.name, called(one.at.date()), one.by_id)
        for one in exclusions_of(session, metric)
        if one.ended_at is None and first_seq <= one.seq <= last_seq
    }
    events = [
        Event(
            one.seq,
            f"{one.cause}. Done: {one.action}" if one.action else one.cause,
            one.by.name,
            called(one.at.date()),
        )
        for one in causes_of(session, metric, first_seq=first_seq, last_seq=last_seq)
    ]
    events += [
        Event(
            row.start_seq, f"Stage “{row.name}” began: {row.change_event}", row.made_by.name, called(row.made_at.date())
        )
        for row in stage_history(session, metric)
        if row.act == "stage" and row.change_event and first_seq <= row.start_seq <= last_seq
    ]
    ordered = tuple(sorted(events, key=lambda one: one.seq))
    return Context(
        decided,
        ordered,
        waiting=waiting_of(session, metric, first_seq=first_seq, last_seq=last_seq),
        goal=_goal(session, metric),
        short=short_of(session, metric),
        has_source=_tickets_behind(session, metric) is not None,
    )


def _tickets_behind(session: Session, metric: Metric) -> ServiceMeasure | None:
    """The adopted measure that fills this metric from tickets with a beginning and an end; None without one."""
    adopted = session.scalar(select(ServiceMeasure).where(ServiceMeasure.metric_id == metric.id))
    return adopted if adopted is not None and summary_of(session, adopted.source).get("waiting") else None


def short_of(session: Session, metric: Metric) -> Short | None:
    """The stretch at the start of a metric's export whose long tickets were created before it and are missing."""
    adopted = session.scalar(select(ServiceMeasure).where(ServiceMeasure.metric_id == metric.id))
    told = _TAKE_UP_TO.search(metric.limitations or "")
    if adopted is None or told is None:
        return None
    first = summary_of(session, adopted.source).get("first")
    if not first:
        return None
    begins = date.fromisoformat(first)
    return Short(begins, begins + timedelta(days=int(told[1]) + 1))  # the days are rounded


def _goal(session: Session, metric: Metric) -> float | None:
    charter = charter_of(session, session.get_one(Project, metric.project_id))
    if charter is None:
        return None
    meant = charter.goal_metric_id == metric.id or (
        charter.goal_metric_id is None and metric.role == MetricRole.PRIMARY
    )
    return charter.goal_target if meant else None


def waiting_of(session: Session, metric: Metric, *, first_seq: int, last_seq: int) -> Waiting | None:
    """What the metric's own source says about the tickets that were begun while these readings ran.

    None where there is no source, no reading has a time, or none of these tickets is open.
    """
    adopted = _tickets_behind(session, metric)
    if adopted is None:
        return None
    days = _days_of(read_range(session, metric, first_seq, last_seq, strata=()), adopted.grain)
    if days is None:
        return None
    first, after = days
    tickets = read_tickets(session, adopted.source, _TIMES)
    begun = tickets.walls(tickets.moments(Field.CREATED)) // DAY
    found = waiting(tickets.kept((begun >= first) & (begun < after)), minus_paused=adopted.source.minus_paused)
    if found is None or not found.open:
        return None
    ends = tuple(called(date(1970, 1, 1) + timedelta(days=one)) for one in (first, after - 1))
    return Waiting(
        adopted.source_id,
        adopted.source.name,
        found.tickets,
        found.open,
        found.closed_only,
        plain(found.with_open),
        found.sentence,
        (ends[0], ends[1]),
    )


def _days_of(readings: Readings, grain: Grain) -> tuple[int, int] | None:
    """The first day of these readings and the first one after them, since 1970 on the desk's own clock."""
    times = readings.time[~np.isnat(readings.time)]
    if not times.size:
        return None
    first, last = (int(one.astype("datetime64[D]").astype(np.int64)) for one in (times.min(), times.max()))
    # a reading of a week or a month is dated by its first day
    whole = grain if grain in COARSER else Grain.DAY
    return first, next_start(int(starts_of(np.array([last]), whole)[0]), whole)
