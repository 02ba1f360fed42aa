"""Which problem deserves the next project? Ideas are submitted by anybody, rated, ranked, and promoted or let go.

The score is the mean of its raters' (see ``ratings``). It orders the list, it decides nothing: a manager promotes,
parks or rejects with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, check_version, now
from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import write_charter
from dmaic.define.charter.goal import amount
from dmaic.errors import BadInput, NotAllowed, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project, add_member, start_project
from dmaic.projects.rows import add_row

PAGE = 50


class IdeaState(StrEnum):
    """What became of an idea."""

    NEW = "new"
    RATED = "rated"
    PARKED = "parked"
    REJECTED = "rejected"
    PROMOTED = "promoted"


class DataAtHand(StrEnum):
    """Whether the problem can be measured from records that exist."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def share(self) -> float:
        return {DataAtHand.YES: 1.0, DataAtHand.PARTLY: 0.5, DataAtHand.NO: 0.0}[self]


class Idea(Audited, Model):
    """A problem somebody thinks is worth a project. ``benefit`` is money a year.

    ``worth`` to ``score`` are the means of the raters' judgements, kept here so that the list can be ordered by them.
    """

    __tablename__ = "ideas"
    audit_skipped = frozenset(
        {"version", "submitted_at", "submitted_by_id", "promoted_to_id"}
        | {"worth", "customer_impact", "effort", "feasibility", "data_share"}
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    process_name: Mapped[str]
    problem: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    business_unit: Mapped[str] = mapped_column(default="")
    benefit: Mapped[float | None]
    currency: Mapped[str] = mapped_column(default="EUR")
    benefit_basis: Mapped[str] = mapped_column(default="")
    data_at_hand: Mapped[DataAtHand | None]
    worth: Mapped[float | None]
    customer_impact: Mapped[float | None]
    effort: Mapped[float | None]
    feasibility: Mapped[float | None]
    data_share: Mapped[float | None]
    score: Mapped[float | None]
    state: Mapped[IdeaState] = mapped_column(default=IdeaState.NEW, index=True)
    reason: Mapped[str] = mapped_column(default="")
    promoted_to_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    submitted_by: Mapped[Person] = relationship(foreign_keys=[submitted_by_id], lazy="joined")
    promoted_to: Mapped[Project | None] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}

    def audit_project_id(self) -> int | None:
        """Ideas belong to the installation, also after one of them became a project."""
        return None

    @property
    def is_settled(self) -> bool:
        return self.state == IdeaState.PROMOTED

    @property
    def benefit_in_words(self) -> str:
        return "" if self.benefit is None else f"{amount(self.benefit, self.currency)} a year"


def may_decide(person: Person) -> bool:
    """Managers and administrators rate, park, reject and promote."""
    return person.is_manager or person.is_admin


def may_change(idea: Idea, person: Person) -> bool:
    """The author, until it is rated: what was judged stays what was judged."""
    return idea.state == IdeaState.NEW and idea.submitted_by_id == person.id


def open_idea(session: Session, idea_id: int) -> Idea:
    """One idea."""
    idea = session.get(Idea, idea_id)
    if idea is None:
        raise NotFound("There is no such idea.")
    return idea


def submit_idea(session: Session, *, by: Person, values: Mapping[str, Any]) -> Idea:
    """A new idea; anybody who can sign in may submit one."""
    _check(values)
    idea = Idea(**values, submitted_by_id=by.id, submitted_by=by)
    session.add(idea)
    session.flush()
    return idea


def change_idea(session: Session, idea: Idea, *, by: Person, version: int | None, values: Mapping[str, Any]) -> None:
    """The author changes it while nobody has rated it; a stale version raises Conflict and writes nothing."""
    if idea.submitted_by_id != by.id:
        raise NotAllowed("Only its author changes an idea. Tell them, or submit one of your own.")
    if idea.state != IdeaState.NEW:
        raise RuleBroken(f"The idea is {idea.state.value}: what was judged stays as it was. Submit a new one.")
    check_version(idea, version)
    _check(values)
    for name, value in values.items():
        setattr(idea, name, value)
    session.flush()


def settle_idea(session: Session, idea: Idea, *, by: Person, state: IdeaState, reason: str) -> None:
    """Park it, reject it, or take it up again; each with a reason that its author reads."""
    must_decide(by)
    if state not in (IdeaState.PARKED, IdeaState.REJECTED, IdeaState.NEW):
        raise BadInput("An idea can be parked, rejected or taken up again.")
    if idea.is_settled:
        raise RuleBroken("The idea became a project. Stop or hold that project at its tollgate.")
    if not reason.strip():
        raise BadInput("Say why; the author reads it.")
    audit.because(session, reason)
    back = IdeaState.RATED if idea.score is not None else IdeaState.NEW
    idea.state = back if state == IdeaState.NEW else state
    idea.reason = reason.strip()
    session.flush()


def promote_idea(
    session: Session,
    idea: Idea,
    *,
    by: Person,
    start_on: date,
    target_on: date,
    people: dict[Role, list[int]] | None = None,
    author_as: Role | None = None,
) -> Project:
    """Open the project: title, process, unit, problem, evidence and benefit go with it, nothing is typed twice.

    The benefit becomes a line of the plan without a type, so it is seen and counts nothing until somebody names one.
    """
    must_decide(by)
    if idea.state != IdeaState.RATED:
        raise RuleBroken(f"The idea is {idea.state.value}. Rate it first, then promote it.")
    project = start_project(
        session,
        by=by,
        title=idea.title,
        process_name=idea.process_name,
        business_unit=idea.business_unit,
        currency=idea.currency,
        start_on=start_on,
        target_on=target_on,
        people=people,
    )
    if author_as is not None and idea.submitted_by_id not in {member.person_id for member in project.members}:
        add_member(session, project, idea.submitted_by, author_as)
    worth = f"Worth {idea.benefit_in_words} by the idea's estimate." if idea.benefit else ""
    said = {
        "problem_what": idea.problem,
        "problem_source": idea.evidence,
        "business_case": " ".join(part for part in (worth, idea.benefit_basis) if part),
    }
    write_charter(session, project, version=None, values=said, reason=f"From idea {idea.id}")
    if idea.benefit is not None:
        line = {
            "description": "The idea's estimate for a year",
            "population": "All of it, as one amount a year",
            "units_improved": 1.0,
            "unit_value": idea.benefit,
            "unit_value_source": idea.benefit_basis,
        }
        add_row(session, project, BenefitLine, line)
    idea.state, idea.reason, idea.promoted_to_id, idea.promoted_to = IdeaState.PROMOTED, "", project.id, project
    session.flush()
    return project


def must_decide(person: Person) -> None:
    """Refuse whoever may not rate and decide."""
    if not may_decide(person):
        raise NotAllowed("Managers and administrators rate ideas and decide on them. Ask one of them.")


def _check(values: Mapping[str, Any]) -> None:
    if (values.get("benefit") or 0) < 0:
        raise BadInput("Give the benefit as an amount above zero.")
    if values.get("benefit") is not None and not values.get("benefit_basis"):
        raise BadInput("Say how the benefit was estimated: an amount without its arithmetic can't be compared.")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the list asks for. ``state`` “open” means new, rated and parked."""

    text: str = ""
    state: str = "open"
    unit: str = ""
    mine: bool = False
    sort: str = "score"
    page: int = 1

    def query(self, **changed: Any) -> dict[str, Any]:
        """The address of this list with some of its filters changed; defaults are left out."""
        default = Filters()
        names = ("text", "state", "unit", "mine", "sort", "page")
        values = {**{name: getattr(self, name) for name in names}, "page": 1, **changed}
        return {name: value for name, value in values.items() if value != getattr(default, name)}


SORTS: dict[str, tuple[Any, ...]] = {
    "score": (
        func.coalesce(Idea.score, -1.0).desc(),
        func.coalesce(Idea.worth, 0).desc(),
        func.coalesce(Idea.customer_impact, 0).desc(),
        func.coalesce(Idea.effort, 9),
        Idea.id,
    ),
    "newest": (Idea.id.desc(),),
    "title": (func.lower(Idea.title), Idea.id),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of ideas, and how many there are in all."""

    ideas: Sequence[Idea]
    total: int
    filters: Filters
    size: int

    @property
    def first(self) -> int:
        return (self.filters.page - 1) * self.size + 1 if self.ideas else 0

    @property
    def last(self) -> int:
        return (self.filters.page - 1) * self.size + len(self.ideas)


def list_ideas(session: Session, person: Person, filters: Filters, *, size: int = PAGE) -> Listing:
    """The ideas the filters let through, by score with the named rules for ties. Everybody sees every idea."""
    wanted = _matching(person, filters)
    total = session.scalar(select(func.count()).select_from(Idea).where(wanted)) or 0
    query = select(Idea).where(wanted).order_by(*SORTS.get(filters.sort, SORTS["score"]))
    return Listing(list(session.scalars(query.limit(size).offset((filters.page - 1) * size))), total, filters, size)


def idea_units(session: Session) -> list[str]:
    """The business units to choose from."""
    return sorted(session.scalars(select(Idea.business_unit).where(Idea.business_unit != "").distinct()))


def _matching(person: Person, filters: Filters) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [Idea.id.is_not(None)]
    if filters.state == "open":
        found.append(Idea.state.in_([IdeaState.NEW, IdeaState.RATED, IdeaState.PARKED]))
    elif filters.state in set(IdeaState):
        found.append(Idea.state == IdeaState(filters.state))
    if filters.unit:
        found.append(Idea.business_unit == filters.unit)
    if filters.mine:
        found.append(Idea.submitted_by_id == person.id)
    if filters.text:
        pattern = "%" + filters.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Idea.title, Idea.problem, Idea.process_name)
        found.append(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    return and_(*found)
