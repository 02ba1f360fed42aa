"""Which figures stand beside a source, so that its page is as quick with a million tickets as with a thousand?

They are computed when files come or rules change, and kept; the page only shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.charts.text import called, thousands
from dmaic.db import Model, now
from dmaic.errors import BadInput
from dmaic.measure.service.adopting import Computed, ServiceMeasure, adopted_of, drift_of, is_seasonal
from dmaic.measure.service.beside import Ranked, answered, arrivals, mix, mix_in_words, ranked, rhythm_of, waiting
from dmaic.measure.service.calendars import DAY
from dmaic.measure.service.fields import FIELDS, STRATA, Field, Rows
from dmaic.measure.service.measures import Measure, offers
from dmaic.measure.service.observing import hold_remark, observe
from dmaic.measure.service.offered import offered_in_words
from dmaic.measure.service.problems import problems_of
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.tickets import Tickets
from dmaic.projects.project import Project
from dmaic.statistics.pareto import Pareto, vital_few
from dmaic.statistics.result import plain

MOST_DRIFTS = 60
_PARETO_FIELDS = (Field.CATEGORY, Field.KIND, Field.CHANNEL, Field.TEAM)
_CALL_ANSWERED = 20 / 60
"""The 20 seconds of 80/20, in minutes."""
_HAPPY, _VERY_HAPPY = 5.0, 6.0
"""Freshdesk's answers from “happy” on are satisfied ones, on its scale of seven words."""
_SATISFIED = ((1, 1.0), (5, 4.0), (7, 6.0), (10, 8.0))
"""The highest answer of a scale, and from which one on a customer counts as satisfied."""


class ServiceSummary(Model):
    """What was last computed about a source; ``facts`` are plain values."""

    __tablename__ = "service_summaries"

    source_id: Mapped[int] = mapped_column(ForeignKey("service_sources.id"), primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(default=now)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


def summary_of(session: Session, source: ServiceSource) -> dict[str, Any]:
    """The kept figures; empty before the first file."""
    found = session.get(ServiceSummary, source.id)
    return {} if found is None else found.facts


def has_summary(session: Session, source: ServiceSource) -> bool:
    """Whether anything was ever computed about the source."""
    return session.get(ServiceSummary, source.id) is not None


def facts_of(
    session: Session, project: Project, source: ServiceSource, tickets: Tickets, computed: Mapping[int, Computed]
) -> dict[str, Any]:
    """Everything that stands beside a source; ``computed`` are the readings of its adopted measures of today."""
    if not len(tickets):
        return {}
    suited: dict[str, dict[str, Any]] = {**suited_to(tickets), **_named_counts(source)}
    if source.mapping.preset == "freshdesk" and suited.get("csat", {}).get("least") == _VERY_HAPPY:
        suited["csat"] = {"least": _HAPPY}
    aggregated, timed = source.rows == Rows.PERIODS, source.rows in (Rows.TICKETS, Rows.EVENTS)
    facts = {
        "tickets": len(tickets),
        "open": int((tickets.is_open & ~tickets.is_lost).sum()) if timed else None,
        "lost": int(tickets.is_lost.sum()) if timed else 0,
        "began": tickets.began,
        "hold": " ".join(hold_remark(tickets, minus_paused=source.minus_paused)),
        "first": _day(tickets, tickets.begin),
        "last": _day(tickets, int(tickets.moments(Field.CREATED).max()) if aggregated else tickets.horizon),
        "waiting": plain(waiting(tickets, minus_paused=source.minus_paused)),
        "arrivals": None if aggregated else plain(arrivals(tickets)),
        "answers": plain(answered(tickets, least=suited.get("csat", {}).get("least"))),
        "paretos": paretos(tickets, minus_paused=source.minus_paused),
        "problems": [] if aggregated else plain(problems_of(tickets, minus_paused=source.minus_paused)),
        "suited": suited,
        "now": {
            one.measure.name: _now(tickets, one.measure, source, suited.get(one.measure.name, {}))
            for one in offers_of(source)
            if not one.missing
        },
    }
    adopted = [one for one in adopted_of(session, project) if one.source_id == source.id]
    return {**facts, **beside_adopted(session, adopted, tickets, computed)}


def offers_of(source: ServiceSource) -> list[Any]:
    """The measures that this source's columns can give, and what the others lack."""
    return offers(source.rows, source.mapping.fields)


def keep_facts(session: Session, source: ServiceSource, facts: dict[str, Any]) -> None:
    """Keep what was computed in place of what stood there."""
    found = session.get(ServiceSummary, source.id)
    if found is None:
        found = ServiceSummary(source_id=source.id, facts=facts)
        session.add(found)
    found.facts, found.made_at = facts, now()
    session.flush()


def _day(tickets: Tickets, moment: int) -> str:
    wall = int(tickets.walls(np.array([moment], dtype=np.int64))[0])
    return datetime.fromtimestamp(wall, UTC).date().isoformat()


def suited_to(tickets: Tickets) -> dict[str, dict[str, float]]:
    """Figures that suit these tickets better than the usual ones: the scale of the answers, how transfers count."""
    found: dict[str, dict[str, float]] = {}
    scores = tickets.numbers(Field.SCORE)
    if np.isfinite(scores).any():
        top = float(np.nanmax(scores))
        found["csat"] = {"least": next((good for most, good in _SATISFIED if top <= most), 0.8 * top)}
    if tickets.rows == Rows.CALLS:
        found["not_answered_within"] = {"within": _CALL_ANSWERED}
    times = tickets.numbers(Field.TRANSFERS)
    if np.isfinite(times).any() and float(np.nanmin(times)) >= 1:
        found["transferred"] = {"free": 1.0}
    return found


def _named_counts(source: ServiceSource) -> dict[str, dict[str, str]]:
    """What the counts of a file are called, by its own column names."""
    names = {to: " ".join(header.replace("_", " ").split()) for header, to in source.mapping.columns}
    if Field.TOTAL not in names:
        return {}
    bad = names.get(Field.DEFECTS) or (f"not {names[Field.GOOD]}" if Field.GOOD in names else "cases that went wrong")
    title = bad[:1].upper() + bad[1:]
    return {
        "share_wrong": {"bad": title, "all": names[Field.TOTAL]},
        "counted": {"all": names[Field.TOTAL][:1].upper() + names[Field.TOTAL][1:]},
    }


def _fits(tickets: Tickets, measure: Measure) -> bool:
    """Whether the tickets hold what the measure speaks of: answers on its scale, a first response."""
    if measure.name in ("response_time", "not_answered_within"):
        return tickets.has(Field.RESPONDED) or tickets.has(Field.WAIT)
    scores = tickets.numbers(Field.SCORE)
    if measure.name not in ("nps", "ces") or not np.isfinite(scores).any():
        return True
    top = float(np.nanmax(scores))
    return 7 < top <= 10 if measure.name == "nps" else 1 < top <= 7


def _now(tickets: Tickets, measure: Measure, source: ServiceSource, figures: dict[str, Any]) -> str:
    """What a measure says with its usual figures, in a few words; empty where it finds nothing."""
    if not _fits(tickets, measure):
        return ""
    try:
        found = observe(tickets, measure, measure.settled(figures), minus_paused=source.minus_paused)
    except BadInput:
        return ""
    return offered_in_words(found, measure)


def paretos(tickets: Tickets, *, minus_paused: bool = True) -> list[dict[str, Any]]:
    """The vital few by number, hours and cost for the first columns that split the tickets, with a second level."""
    found = []
    fields = [one for one in _PARETO_FIELDS if tickets.has(one) and len(tickets.words(one).words) > 1]
    for at, by in enumerate(fields[:3]):
        second = Field.SUBCATEGORY if by == Field.CATEGORY else next((one for one in fields if one != by), None)
        measures = (
            ["wrong"]
            if tickets.rows == Rows.PERIODS
            else ["count", *(["time"] if at == 0 else []), *(["cost"] if at == 0 and tickets.has(Field.COST) else [])]
        )
        for measure in measures:
            one = ranked(tickets, by, second, measure=measure, minus_paused=minus_paused)
            if one is not None:
                found.append(_told(one, by, second))
    return found


def _told(one: Ranked, by: Field, second: Field | None) -> dict[str, Any]:
    return {
        "by": FIELDS[by],
        "measure": one.by,
        "unit": one.unit,
        "leader": one.leader,
        "first": _rows(one.first),
        **_verdict(one.first),
        "cautions": list(one.first.cautions),
        "second_by": "" if second is None else FIELDS[second],
        "second": None if one.second is None else _rows(one.second),
        "second_verdict": None if one.second is None else _verdict(one.second),
    }


def _verdict(table: Pareto) -> dict[str, Any]:
    """What may be said of a ranking: which are the vital few, or why there are none."""
    vital, why_none = vital_few(table)
    if table.flatness is not None and table.flatness.is_flat:
        why_none = ""  # the sentence says so itself
    return {"vital": list(vital), "sentence": f"{why_none} {table.sentence}".strip()}


def _rows(found: Pareto) -> list[list[Any]]:
    return [[row.category, row.amount] for row in found.rows]


def beside_adopted(
    session: Session, measures: Sequence[ServiceMeasure], tickets: Tickets, computed: Mapping[int, Computed]
) -> dict[str, dict[str, Any]]:
    """For each adopted measure: rhythm, mix shift, readings that today's tickets would give otherwise, and what waits
    because its period is not known in full."""
    rhythms: dict[str, Any] = {}
    mixes: dict[str, Any] = {}
    drifts: dict[str, Any] = {}
    unfinished: dict[str, Any] = {}
    for adopted in measures:
        key, found = str(adopted.id), computed[adopted.id]
        rhythm = rhythm_of(found.figures) if is_seasonal(adopted) else None
        if rhythm is not None and rhythm.rank_test.p < 0.05:
            rhythms[key] = rhythm.sentence
        if told := _mixes(tickets, adopted, found.observed):
            mixes[key] = told
        if waits := _unfinished(adopted, found):
            unfinished[key] = waits
        drift = drift_of(session, adopted, found)
        if drift:
            by_reading = any(one.seq is not None for one in drift)
            drifts[key] = {"count": len(drift), "first": plain(drift[:MOST_DRIFTS]), "by_reading": by_reading}
    return {"rhythms": rhythms, "mixes": mixes, "drifts": drifts, "unfinished": unfinished}


def _unfinished(adopted: ServiceMeasure, found: Computed) -> str:
    """Which newest periods have observations and no reading yet, and why; empty where there are none."""
    last = int(found.figures.wall.max()) // DAY if len(found.figures) else -(10**9)
    starts = [start for start in found.figures.partial if start > last]
    if not starts:
        return ""
    seen = int((found.observed.day >= starts[0]).sum())
    first = called(date(1970, 1, 1) + timedelta(days=starts[0]))
    which = f"The {adopted.final_by.value}" if len(starts) == 1 else f"The {len(starts)} {adopted.final_by.value}s"
    waits = "waits" if len(starts) == 1 else "wait"
    said = f"{which} from {first} {waits}, with {thousands(seen)} observed so far:"
    return f"{said} not over when the export was made, or not all decided. Drawn now, it would look like a change."


def unfinished_of(session: Session, metric_id: int) -> str:
    """What waits beside the chart of a metric that was adopted from a source; empty where nothing does."""
    query = select(ServiceMeasure.id, ServiceSummary.facts).join(
        ServiceSummary, ServiceSummary.source_id == ServiceMeasure.source_id
    )
    found = session.execute(query.where(ServiceMeasure.metric_id == metric_id)).first()
    return "" if found is None else str(found.facts.get("unfinished", {}).get(str(found.id), ""))


def _mixes(tickets: Tickets, adopted: ServiceMeasure, observed: Any) -> list[str]:
    """Where the change from the first half of the days to the second owes much to the mix, in sentences."""
    if adopted.measure_name in ("backlog", "backlog_age", "turnover", "shrinkage", "volume", "counted"):
        return []
    middle = (observed.begins + observed.ends) // 2
    said = []
    for one in STRATA:
        words = tickets.words(one)
        if not tickets.has(one) or not 1 < len(words.words) <= 40:
            continue
        told = mix_in_words(mix(observed, words, split=middle), adopted.measure)
        if told:
            said.append(f"By {FIELDS[one].lower()}: {told}")
    return said[:3]
