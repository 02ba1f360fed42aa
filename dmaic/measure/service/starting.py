"""How does a problem become a project of its own, with its tickets attached?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from dmaic.db import Sessions
from dmaic.errors import RuleBroken
from dmaic.measure.jobs import Work
from dmaic.measure.service.columns import Coded, Column, Keys, digest_of, pack
from dmaic.measure.service.export import Export
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.problems import ServiceProblem, open_grouped, said_of, tickets_saying
from dmaic.measure.service.sources import ServiceSource, add_source
from dmaic.measure.service.taking_in import take_in
from dmaic.measure.service.tickets import Tickets, read_events, read_tickets
from dmaic.measure.service.upkeep import TIMES, Moved, actor, bring_current, bring_up_to_date, stamp_of
from dmaic.people.accounts import Person
from dmaic.projects.project import Project, start_project

BLOCK = 4_096
USUAL_LENGTH = timedelta(days=180)


def start_problem(
    session: Session,
    project: Project,
    source: ServiceSource,
    words: Mapping[str, Sequence[str]],
    *,
    by: Person,
    start_on: date,
    title: str = "",
) -> tuple[Project, ServiceSource]:
    """A project of its own for a problem, with the tickets that say these words, their mapping and their clock.

    Of an event log the events of these tickets come along. Later exports of the same system can be brought in there
    whole: it keeps to these tickets. Whoever starts it leads it.
    """
    exports = exports_of(session, source, words)
    started, own = _opened(session, project, source, words, exports, by=by, start_on=start_on, title=title)
    bring_up_to_date(session, started, own, by=by)
    return started, own


def exports_of(session: Session, source: ServiceSource, words: Mapping[str, Sequence[str]]) -> list[Export]:
    """The tickets that say these words, as if exports had held them: one for each time until which they are known."""
    tickets = read_tickets(session, source)
    chosen = tickets.kept(tickets_saying(tickets, words))
    if Field.SEGMENT not in source.mapping.fields:
        chosen.columns.pop(Field.SEGMENT.value, None)  # the classes of customers are worked out in each project
    if source.rows == Rows.EVENTS:
        return [_exported_events(session, source, chosen)]
    return [_exported(chosen.kept(chosen.until == end), int(end)) for end in np.unique(chosen.until)]


def _opened(
    session: Session,
    project: Project,
    source: ServiceSource,
    words: Mapping[str, Sequence[str]],
    exports: Sequence[Export],
    *,
    by: Person,
    start_on: date,
    title: str,
) -> tuple[Project, ServiceSource]:
    """The project with its source and its tickets; what follows from them is worked out afterwards."""
    said = ": ".join(" or ".join(own) for own in words.values())
    started = start_project(
        session,
        by=by,
        title=title.strip() or f"Fewer and shorter tickets: {said}",
        process_name=project.process_name,
        business_unit=project.business_unit,
        site=project.site,
        currency=project.currency,
        start_on=start_on,
        target_on=start_on + USUAL_LENGTH,
    )
    own = add_source(
        session,
        started,
        name=source.name,
        mapping=source.mapping,
        hours=source.hours,
        holidays=source.holidays,
        reopening=source.reopening,
        same_ticket_days=source.same_ticket_days,
        minus_paused=source.minus_paused,
        only={name: list(own) for name, own in words.items()},
    )
    for export in exports:
        take_in(
            session,
            own,
            export,
            by=by,
            file_name=f"{project.code} {source.name}: {said_of(words)}",
            file_hash=export.sha256,
            file_bytes=0,
        )
    return started, own


def start_grouped(
    session: Session, project: Project, problem: ServiceProblem, *, by: Person, start_on: date
) -> tuple[Project, ServiceSource]:
    """The project of a grouped problem; RuleBroken where there is one already, or the problem was dropped."""
    check_startable(problem)
    exports = exports_of(session, problem.source, problem.words)
    started, own = _grouped_opened(session, project, problem, exports, by=by, start_on=start_on)
    bring_up_to_date(session, started, own, by=by)
    return started, own


def check_startable(problem: ServiceProblem) -> None:
    """RuleBroken where there is a project of the problem already, or the problem was dropped."""
    if problem.started is not None:
        raise RuleBroken(f"This problem is a project already: {problem.started.code}.")
    if problem.dropped_at is not None:
        raise RuleBroken("This problem was dropped. Bring it back first.")


def _grouped_opened(
    session: Session,
    project: Project,
    problem: ServiceProblem,
    exports: Sequence[Export],
    *,
    by: Person,
    start_on: date,
) -> tuple[Project, ServiceSource]:
    title = f"Fewer and shorter tickets: {problem.name}"
    started, own = _opened(
        session, project, problem.source, problem.words, exports, by=by, start_on=start_on, title=title
    )
    problem.started_id, problem.started = started.id, started
    session.flush()
    return started, own


def start_given(problem: ServiceProblem) -> dict[str, Any]:
    """What the background work of starting a project is given."""
    return {
        "problem_id": problem.id,
        "source_id": problem.source_id,
        "start_on": date.today().isoformat(),
    }


def start_task(sessions: Sessions, work: Work) -> dict[str, Any]:
    """The background work of making a problem of a large source a project: read long, write short, then what follows.

    Its project stands once its tickets are written; should the work be cut off after that, the page of its source
    brings its figures up to date.
    """
    problem_id, start_on = work.given["problem_id"], date.fromisoformat(work.given["start_on"])
    work.report(1, 3, "Gathering the tickets")
    for _ in range(TIMES):
        with sessions.reading() as session:
            problem = open_grouped(session, session.get_one(Project, work.project_id), problem_id)
            check_startable(problem)
            stamp, words = stamp_of(session, problem.source), dict(problem.words)
            exports = exports_of(session, problem.source, words)
        work.report(2, 3, "Opening the project")
        with sessions.writing() as session:
            project, by = actor(session, work)
            problem = open_grouped(session, project, problem_id)
            check_startable(problem)
            if (stamp, words) != (stamp_of(session, problem.source), dict(problem.words)):
                continue
            started, own = _grouped_opened(session, project, problem, exports, by=by, start_on=start_on)
            told: dict[str, Any] = {
                "message": f"{started.code} is open, with its tickets. Adopt a measure, then write its charter",
                "started_id": started.id,
                "source_id": own.id,
            }
            session.commit()
        bring_current(sessions, replace(work, project_id=told["started_id"]), told["source_id"])
        return told
    raise Moved("The source is being changed again and again. Wait a little, and start the project then.")


def _exported(tickets: Tickets, end: int) -> Export:
    """Tickets as if an export that ends at a moment had held them."""
    first = int(tickets.moments(Field.CREATED).min())
    found = Export(rows=len(tickets), kept=len(tickets), first=first, last=end)
    return _filled(found, tickets.keys, tickets.columns)


def _exported_events(session: Session, source: ServiceSource, tickets: Tickets) -> Export:
    """All events of these tickets as if a log had held them; later lives of a ticket carry its number and a part."""
    keys, columns = read_events(session, source)
    whole = np.array([key.rpartition(b"/")[0] or key for key in tickets.keys.tolist()], dtype=np.bytes_)
    chosen = np.flatnonzero(np.isin(keys, np.concatenate([tickets.keys, whole])))
    own: dict[str, Column] = {
        name: one.kept(chosen) if isinstance(one, Coded) else one[chosen] for name, one in columns.items()
    }
    found = Export(rows=len(chosen), kept=len(chosen), first=tickets.begin, last=tickets.horizon)
    return _filled(found, keys[chosen], own)


def _filled(found: Export, all_keys: Keys, all_columns: Mapping[str, Column]) -> Export:
    """The export with its rows packed block by block."""
    for start in range(0, len(all_keys), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(all_keys)))
        columns: dict[str, Column] = {
            name: one.kept(rows) if isinstance(one, Coded) else one[rows] for name, one in all_columns.items()
        }
        keys = all_keys[rows]
        found.keys.append(keys)
        found.digests.append(digest_of(columns))
        packed = {name: pack(one) for name, one in columns.items()}
        found.blocks.append((len(rows), {Field.KEY.value: pack(keys), **packed}))
    found.seal()
    return found
