"""What follows from a change of a source, and who does it: the request where the source is small, a job where not?

A change itself (a file withdrawn, the clock set anew) is one small write. What follows from it, the readings of adopted
measures and the figures that stand beside them, is computed from a reading session, so that nobody waits for it, and
put down in one short transaction. A stamp says what it was computed from: where the source has moved on meanwhile, it
is computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import Sessions
from dmaic.define.metrics import metrics_of
from dmaic.errors import RuleBroken
from dmaic.measure.jobs import Work
from dmaic.measure.service.adopting import (
    Computed,
    Drift,
    ServiceMeasure,
    adopt,
    adopted_of,
    compute,
    drift_of,
    open_adopted,
    recompute,
    refuse_twice,
    take_over,
    write_readings,
)
from dmaic.measure.service.filling import filled_words
from dmaic.measure.service.measures import Grain, measure_named
from dmaic.measure.service.sources import ServiceImport, ServiceSource, open_source
from dmaic.measure.service.summary import beside_adopted, facts_of, has_summary, keep_facts, summary_of
from dmaic.measure.service.tickets import Tickets, read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

IN_REQUEST_TICKETS = 50_000
"""A source with more rows than this is worked on in the background: above it a page would keep people waiting for a
second or more."""
TIMES = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A measure to adopt: its name, its figures as they were typed, and what one reading is."""

    name: str
    figures: Mapping[str, Any]
    grain: Grain = Grain.AUTO


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """What follows from the files and rules of a source as they stood: worked out, and not written yet."""

    stamp: list[Any]
    facts: dict[str, Any]
    computed: Mapping[int, Computed]


class Moved(RuleBroken):
    """The source was changed while this was computed."""


def is_large(session: Session, source: ServiceSource) -> bool:
    """Whether the counted files hold more rows than a request should work through."""
    rows = select(func.coalesce(func.sum(ServiceImport.kept), 0)).where(
        ServiceImport.source_id == source.id, ServiceImport.withdrawn_at.is_(None)
    )
    return int(session.scalar(rows) or 0) > IN_REQUEST_TICKETS


def stamp_of(session: Session, source: ServiceSource) -> list[Any]:
    """What the figures of a source follow from: its rules and the files that count."""
    files = select(ServiceImport.id).where(ServiceImport.source_id == source.id, ServiceImport.withdrawn_at.is_(None))
    return [source.version, *session.scalars(files.order_by(ServiceImport.id))]


def is_behind(session: Session, source: ServiceSource) -> bool:
    """Whether the figures shown were computed before the last change of files or rules, or never."""
    stamp = stamp_of(session, source)
    if not has_summary(session, source):
        return len(stamp) > 1
    kept = summary_of(session, source).get("stamp")
    return kept is not None and kept != stamp


def prepare(session: Session, project: Project, source: ServiceSource) -> Ready:
    """Work out the readings of every adopted measure and the figures beside the source; nothing is written."""
    stamp = stamp_of(session, source)
    tickets = read_tickets(session, source)
    computed = _computed(session, project, source, tickets)
    facts = facts_of(session, project, source, tickets, computed)
    return Ready(stamp, {**facts, "stamp": stamp} if facts else {}, computed)


def _computed(session: Session, project: Project, source: ServiceSource, tickets: Tickets) -> dict[int, Computed]:
    own = [one for one in adopted_of(session, project) if one.source_id == source.id]
    return {one.id: recompute(session, one, tickets=tickets) for one in own} if len(tickets) else {}


def put_down(session: Session, project: Project, source: ServiceSource, ready: Ready, *, by: Person) -> int:
    """Write what was worked out; how many readings were added. Moved where the source is not as it was."""
    adopted = [one for one in adopted_of(session, project) if one.source_id == source.id]
    if ready.stamp != stamp_of(session, source) or (
        ready.computed and {one.id for one in adopted} != set(ready.computed)
    ):
        raise Moved("The source was changed meanwhile. Bring its figures up to date once more.")
    added = sum(
        write_readings(session, project, one, ready.computed[one.id], by=by)
        for one in adopted
        if one.id in ready.computed
    )
    keep_facts(session, source, ready.facts)
    return added


def bring_up_to_date(session: Session, project: Project, source: ServiceSource, *, by: Person) -> int:
    """Add the readings of periods that became whole, and refresh what stands beside; how many readings."""
    return put_down(session, project, source, prepare(session, project, source), by=by)


def bring_current(sessions: Sessions, work: Work, source_id: int) -> int:
    """The same from outside a request: reading long, writing short; again where the source moved meanwhile."""
    for _ in range(TIMES):
        with sessions.reading() as session:
            project = session.get_one(Project, work.project_id)
            ready = prepare(session, project, open_source(session, project, source_id))
        work.report(2, 3, "Writing it down")
        with sessions.writing() as session:
            project, by = actor(session, work)
            try:
                added = put_down(session, project, open_source(session, project, source_id), ready, by=by)
            except Moved:
                continue
            session.commit()
            return added
    raise Moved("The source is being changed again and again. Wait a little, and bring its figures up to date.")


def adopt_all(
    session: Session, project: Project, source: ServiceSource, wanted: Sequence[Wanted], *, by: Person
) -> list[ServiceMeasure]:
    """Adopt measures in this session, and bring up to date what stands beside them."""
    tickets = read_tickets(session, source)
    return _adopt(session, project, source, wanted, _foreseen(source, wanted, tickets), tickets=tickets, by=by)


def check_wanted(session: Session, project: Project, source: ServiceSource, wanted: Sequence[Wanted]) -> None:
    """Refuse at once what could only fail later: figures that are none, measures that are adopted already."""
    for one in wanted:
        measure = measure_named(one.name)
        refuse_twice(session, project, source, measure, measure.settled(one.figures), grain=one.grain)


def _foreseen(source: ServiceSource, wanted: Sequence[Wanted], tickets: Tickets) -> list[Computed]:
    return [
        compute(tickets, measure_named(one.name), one.figures, grain=one.grain, minus_paused=source.minus_paused)
        for one in wanted
    ]


def _adopt(
    session: Session,
    project: Project,
    source: ServiceSource,
    wanted: Sequence[Wanted],
    foreseen: Sequence[Computed],
    *,
    tickets: Tickets,
    by: Person,
) -> list[ServiceMeasure]:
    made = [
        adopt(session, project, source, one.name, one.figures, by=by, grain=one.grain, tickets=tickets, found=found)
        for one, found in zip(wanted, foreseen, strict=True)
    ]
    beside = {one.id: found for one, found in zip(made, foreseen, strict=True)}
    facts = summary_of(session, source)
    fresh = beside_adopted(session, made, tickets, beside)
    keep_facts(session, source, {**facts, **{name: {**facts.get(name, {}), **own} for name, own in fresh.items()}})
    return made


def correct(session: Session, project: Project, adopted: ServiceMeasure, *, reason: str, by: Person) -> int:
    """Take over what the tickets say today about the readings of a measure; how many."""
    tickets = read_tickets(session, adopted.source)
    found = recompute(session, adopted, tickets=tickets)
    return _take_over(session, project, adopted, drift_of(session, adopted, found), reason=reason, by=by)


def _take_over(
    session: Session, project: Project, adopted: ServiceMeasure, drifts: list[Drift], *, reason: str, by: Person
) -> int:
    count = take_over(session, project, adopted, drifts, reason=reason, by=by)
    facts = summary_of(session, adopted.source)
    left = {key: one for key, one in facts.get("drifts", {}).items() if key != str(adopted.id)}
    keep_facts(session, adopted.source, {**facts, "drifts": left})
    return count


def actor(session: Session, work: Work) -> tuple[Project, Person]:
    """The project that the work is for, and who asked for it: in the trail it is their act."""
    person = session.get_one(Person, work.person_id)
    audit.act_as(session, person_id=person.id, who=person.name)
    return session.get_one(Project, work.project_id), person


def upkeep_task(sessions: Sessions, work: Work) -> dict[str, Any]:
    """The background work after a change: everything that follows from it is brought up to date."""
    source_id = work.given["source_id"]
    work.report(1, 3, "Working out the readings and figures")
    added = bring_current(sessions, work, source_id)
    more = f" {added:,} readings were added".replace(",", "\u202f") if added else ""
    return {"message": f"{work.given['said']}{more}".rstrip("."), "source_id": source_id}


def adopt_task(sessions: Sessions, work: Work) -> dict[str, Any]:
    """The background work of adopting measures of a large source."""
    wanted = [Wanted(name, figures, Grain(grain)) for name, figures, grain in work.given["measures"]]
    source_id = work.given["source_id"]
    work.report(1, 3, "Working out the readings")
    for _ in range(TIMES):
        with sessions.reading() as session:
            source = open_source(session, session.get_one(Project, work.project_id), source_id)
            stamp, tickets = stamp_of(session, source), read_tickets(session, source)
            foreseen = _foreseen(source, wanted, tickets)
        work.report(2, 3, "Writing definitions and readings")
        with sessions.writing() as session:
            project, by = actor(session, work)
            source = open_source(session, project, source_id)
            if stamp != stamp_of(session, source):
                continue
            before = [one.id for one in metrics_of(session, project)]
            made = _adopt(session, project, source, wanted, foreseen, tickets=tickets, by=by)
            filled = filled_words([one.metric for one in made], before).rstrip(".")
            said = " and ".join(one.metric.name for one in made) + " defined, with data"
            told = {
                "message": f"{said}. {filled}" if filled else said,
                "source_id": source_id,
                "metric_id": made[0].metric_id,
            }
            session.commit()
        return told
    raise Moved("The source is being changed again and again. Wait a little, and adopt the measure then.")


def correct_task(sessions: Sessions, work: Work) -> dict[str, Any]:
    """The background work of taking over what the tickets of a large source say today."""
    adopted_id = work.given["adopted_id"]
    work.report(1, 3, "Comparing the readings with the tickets")
    with sessions.reading() as session:
        adopted = open_adopted(session, session.get_one(Project, work.project_id), adopted_id)
        drifts = drift_of(session, adopted, recompute(session, adopted))
    work.report(2, 3, "Correcting the readings")
    with sessions.writing() as session:
        project, by = actor(session, work)
        adopted = open_adopted(session, project, adopted_id)
        count = _take_over(session, project, adopted, drifts, reason=work.given["reason"], by=by)
        told = {"message": f"{count} readings of {adopted.metric.name} are corrected", "source_id": adopted.source_id}
        session.commit()
    return told


TASKS: Mapping[str, Callable[[Sessions, Work], dict[str, Any]]] = {
    "service-upkeep": upkeep_task,
    "service-adopt": adopt_task,
    "service-correct": correct_task,
}
"""Background work on a source, by the kind of its job."""
