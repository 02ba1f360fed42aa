"""What stands around the readings of a baseline? Who excluded what, what happened meanwhile, what is still open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.define.charter import charter_of
from dmaic.define.metrics import Metric, MetricRole
from dmaic.measure.datasets import exclusions_of
from dmaic.measure.service.adopting import ServiceMeasure
from dmaic.measure.service.summary import summary_of
from dmaic.measure.special_causes import causes_of
from dmaic.measure.staging import stage_history
from dmaic.projects.project import Project


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the process in the period: at which reading, what, and who wrote it down."""

    seq: int
    what: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The tickets behind a metric with those still open: medians in hours, from the source's kept figures."""

    source_id: int
    source: str
    tickets: int
    open: int
    closed_only: float | None
    with_open: Mapping[str, Any]
    sentence: str


@dataclass(frozen=True, slots=True)
class Short:
    """The stretch at the start of an export, from ``first`` to before ``until``: only quick tickets could end in it."""

    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Context:
    """``decided`` gives for a reading's seq who excluded it and on which day; ``waiting`` is None without tickets.

    ``goal`` is the target of the charter's goal where it speaks of this metric; ``short`` the stretch in which its
    times are too short, None where there is none.
    """

    decided: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    waiting: Waiting | None = None
    goal: float | None = None
    short: Short | None = None


_TAKE_UP_TO = re.compile(r"nine of ten take up to (\d+) days")
"""How the definition of an adopted time tells for how long its readings look short (service/observing/speed.py)."""

NOTHING = Context()


def context_of(session: Session, metric: Metric, *, first_seq: int, last_seq: int) -> Context:
    """Exclusions in force, special causes and stages begun among these readings, and the tickets behind them."""
    decided = {
        one.seq: (one.by.name, f"{one.at:%Y-%m-%d}")
        for one in exclusions_of(session, metric)
        if one.ended_at is None and first_seq <= one.seq <= last_seq
    }
    events = [
        Event(
            one.seq,
            f"{one.cause}. Done: {one.action}" if one.action else one.cause,
            one.by.name,
            f"{one.at:%Y-%m-%d}",
        )
        for one in causes_of(session, metric, first_seq=first_seq, last_seq=last_seq)
    ]
    events += [
        Event(
            row.start_seq, f"Stage “{row.name}” began: {row.change_event}", row.made_by.name, f"{row.made_at:%Y-%m-%d}"
        )
        for row in stage_history(session, metric)
        if row.act == "stage" and row.change_event and first_seq <= row.start_seq <= last_seq
    ]
    ordered = tuple(sorted(events, key=lambda one: one.seq))
    return Context(decided, ordered, waiting_of(session, metric), _goal(session, metric), short_of(session, metric))


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


def waiting_of(session: Session, metric: Metric) -> Waiting | None:
    """What the metric's own source of tickets says about the open ones; None where there is no source or none open."""
    adopted = session.scalar(select(ServiceMeasure).where(ServiceMeasure.metric_id == metric.id))
    if adopted is None:
        return None
    found = summary_of(session, adopted.source).get("waiting")
    if not found or not found["open"]:
        return None
    return Waiting(
        adopted.source_id,
        adopted.source.name,
        found["tickets"],
        found["open"],
        found["closed_only"],
        found["with_open"],
        found["sentence"],
    )
