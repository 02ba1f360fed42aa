"""Which incidents share a cause? Tickets that say the same, by the hours they take, grouped into problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import JSON, BigInteger, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, check_version, now
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.service.calendars import Flags, Floats
from dmaic.measure.service.columns import NO_WORD, STRATUM
from dmaic.measure.service.fields import Field, Rows, column_title
from dmaic.measure.service.observing import durations
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.tickets import Tickets
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

MOST = 8
LEAST_TICKETS = 5
_LEVELS = ((Field.CATEGORY, Field.SUBCATEGORY), (Field.KIND, Field.CATEGORY), (Field.CATEGORY,), (Field.KIND,))
_TICKET_ROWS = (Rows.TICKETS, Rows.EVENTS, Rows.CALLS, Rows.EVALUATIONS)


class ServiceProblem(Audited, Model):
    """Incidents that share a cause, grouped by somebody: which words they say, in which columns of which source.

    ``words`` has a list of words by column; a ticket belongs to it when it says one of them in each. ``tickets`` and
    ``hours`` are as they were when it was grouped or changed. ``started_id`` is the project that came of it.
    """

    __tablename__ = "service_problems"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("service_sources.id"))
    name: Mapped[str]
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    cause: Mapped[str] = mapped_column(default="")
    tickets: Mapped[int] = mapped_column(BigInteger())
    hours: Mapped[float]
    grouped_at: Mapped[datetime] = mapped_column(default=now)
    grouped_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    dropped_at: Mapped[datetime | None]
    dropped_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    source: Mapped[ServiceSource] = relationship(lazy="joined")
    grouped_by: Mapped[Person] = relationship(lazy="joined")
    started: Mapped[Project | None] = relationship(foreign_keys=started_id)
    __mapper_args__ = {"version_id_col": version}
    audit_skipped = frozenset({"version", "grouped_at", "grouped_by_id"})

    @property
    def columns(self) -> list[str]:
        """The columns it is grouped by, the outer one first."""
        return list(self.words)

    @property
    def said(self) -> str:
        """Which tickets belong to it, in words."""
        return said_of(self.words)


def said_of(words: Mapping[str, Sequence[str]]) -> str:
    """Which words in which columns, as a sentence part."""
    return " and ".join(f"{column_title(name).lower()} {' or '.join(own)}" for name, own in words.items())


def grouped_of(session: Session, project: Project, *, dropped: bool = False) -> list[ServiceProblem]:
    """The problems of a project, the newest first; the dropped ones instead when asked."""
    query = select(ServiceProblem).where(ServiceProblem.project_id == project.id)
    kept = ServiceProblem.dropped_at.is_not(None) if dropped else ServiceProblem.dropped_at.is_(None)
    return list(session.scalars(query.where(kept).order_by(ServiceProblem.id.desc())))


def open_grouped(session: Session, project: Project, problem_id: int) -> ServiceProblem:
    """One problem of this project."""
    found = session.get(ServiceProblem, problem_id)
    if found is None or found.project_id != project.id:
        raise NotFound("There is no such problem in this project.")
    return found


def group_problem(
    session: Session,
    project: Project,
    source: ServiceSource,
    tickets: Tickets,
    words: Mapping[str, Sequence[str]],
    *,
    by: Person,
    name: str = "",
    into: ServiceProblem | None = None,
) -> ServiceProblem:
    """Group the tickets that say these words into a problem, or add them to one that is there.

    BadInput where no ticket says them; RuleBroken where the problem is of another source, is made of other columns,
    or is a project already, and for the class of a customer, which no later export can say.
    """
    if Field.SEGMENT in words and Field.SEGMENT not in source.mapping.fields:
        raise RuleBroken(
            "The class of a customer is worked out here and stands in no export. Group by what tickets say."
        )
    hours = _hours(tickets, minus_paused=source.minus_paused)
    if into is None:
        chosen = tickets_saying(tickets, words)
        title = name.strip() or ": ".join(" or ".join(own) for own in words.values())
        problem = ServiceProblem(
            project_id=project.id,
            source_id=source.id,
            name=title,
            words={column: list(own) for column, own in words.items()},
            tickets=int(chosen.sum()),
            hours=float(hours[chosen].sum()),
            grouped_by_id=by.id,
        )
        session.add(problem)
        session.flush()
        return problem
    if into.started_id is not None:
        raise RuleBroken("This problem is a project of its own already. Make another problem of the bar.")
    if into.source_id != source.id or set(into.words) != set(words):
        raise RuleBroken(
            f"“{into.name}” is grouped by {said_of(into.words)}. Only bars of the same columns can be added to it."
        )
    if len(words) > 1 and any(len({*into.words[column], *own}) > 1 for column, own in list(words.items())[:-1]):
        raise RuleBroken(f"“{into.name}” lies inside another bar. Make another problem of this one.")
    joined = {column: list(dict.fromkeys([*into.words[column], *own])) for column, own in words.items()}
    chosen = tickets_saying(tickets, joined)
    into.words, into.tickets, into.hours = joined, int(chosen.sum()), float(hours[chosen].sum())
    session.flush()
    return into


def columns_for(words: Iterable[str]) -> set[str]:
    """The columns of tickets that grouping by these ones reads."""
    timed = (Field.RESOLVED, Field.CLOSED, Field.PAUSED, Field.PAUSED_OPEN)
    return {*words, *(one.value for one in timed)}


def tell_cause(session: Session, problem: ServiceProblem, *, version: int | None, name: str, cause: str) -> None:
    """Name a problem and what its incidents share; a save from an older version raises Conflict."""
    check_version(problem, version)
    if not name.strip():
        raise BadInput("Give the problem a name.")
    problem.name, problem.cause = name.strip(), cause.strip()
    session.flush()


def drop_problem(session: Session, problem: ServiceProblem, *, reason: str) -> None:
    """Group these incidents no longer, for a reason. It stays readable."""
    if not reason.strip():
        raise BadInput("Say why these incidents are no longer grouped.")
    if problem.started_id is not None:
        raise RuleBroken("This problem is a project of its own already: cancel the project instead.")
    problem.dropped_at, problem.dropped_reason = now(), reason.strip()
    session.flush()


def bring_back_problem(session: Session, problem: ServiceProblem) -> None:
    """Group these incidents again."""
    problem.dropped_at, problem.dropped_reason = None, ""
    session.flush()


def tickets_saying(tickets: Tickets, words: Mapping[str, Sequence[str]]) -> Flags:
    """Which tickets say one of these words in each of these columns; BadInput where none does."""
    known = {str(one) for one in Field}
    if not words or any(not (name in known or name.startswith(STRATUM)) or not own for name, own in words.items()):
        raise BadInput("Say which tickets the problem is about.")
    chosen = np.ones(len(tickets), dtype=bool)
    for name, own in words.items():
        chosen &= tickets.words(name).says(*own)
    if not chosen.any():
        raise BadInput("No ticket says this any more. Open the source again.")
    return chosen


@dataclass(frozen=True, slots=True)
class Problem:
    """Incidents that say the same words: how many, how many hours they took, their share of all hours, how many came
    back. ``words`` are by column."""

    words: Mapping[str, str]
    title: str
    tickets: int
    hours: float
    share: float
    reopened: float | None


def problems_of(tickets: Tickets, *, minus_paused: bool = True) -> list[Problem]:
    """The groups of tickets that took most hours of resolution (most tickets, where there are no times).

    Tickets are grouped by category and subcategory, or by what there is of these; groups of fewer than 5 are no
    problem of their own, nor are tickets without a word.
    """
    levels = next((one for one in _LEVELS if tickets.has(*one)), None)
    if levels is None or tickets.rows not in _TICKET_ROWS:
        return []
    columns = [tickets.words(one) for one in levels]
    amounts = _hours(tickets, minus_paused=minus_paused)
    weights = amounts if amounts.any() else np.ones(len(tickets))
    code = columns[0].codes.astype(np.int64)
    said = code != NO_WORD
    for column in columns[1:]:
        code = code * (len(column.words) + 1) + column.codes + 1
    groups, first, where = np.unique(code[said], return_index=True, return_inverse=True)
    rows = np.flatnonzero(said)[first]
    count = np.bincount(where, minlength=groups.size)
    taken = np.bincount(where, weights=weights[said], minlength=groups.size)
    hours = np.bincount(where, weights=amounts[said], minlength=groups.size)
    reopens = tickets.numbers(Field.REOPENS)[said] > 0
    again = np.bincount(where, weights=reopens, minlength=groups.size)
    has_reopens = tickets.has(Field.REOPENS)
    found = []
    for at in np.argsort(-taken, kind="stable")[:MOST].tolist():
        if count[at] < LEAST_TICKETS:
            continue
        row = int(rows[at])
        words = {
            str(level): column.words[column.codes[row]]
            for level, column in zip(levels, columns, strict=True)
            if column.codes[row] != NO_WORD
        }
        title = ": ".join(words.values())
        reopened = float(again[at] / count[at]) if has_reopens else None
        found.append(
            Problem(words, title, int(count[at]), float(hours[at]), float(taken[at] / weights.sum()), reopened)
        )
    return found


def _hours(tickets: Tickets, *, minus_paused: bool) -> Floats:
    if not (tickets.has(Field.RESOLVED) or tickets.has(Field.CLOSED)):
        return np.zeros(len(tickets))
    spent, done = durations(tickets, minus_paused=minus_paused)
    return np.where(done & (spent > 0), spent / 3_600, 0.0)
