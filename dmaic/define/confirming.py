"""Who stands behind a list, and does it still read as it did then?

The process owner confirms the SIPOC, the finance partner the arithmetic of the benefits: a signature under the
fingerprint of all lines. It goes stale when a line changes; the signature itself stays. A baseline signed later asks
for the benefits once more: what is worth how much follows from where the process really stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import charter_of
from dmaic.define.charter.goal import day
from dmaic.define.sipoc import SipocLine
from dmaic.errors import Conflict, NotAllowed, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, roles_of
from dmaic.projects.rows import Row, rows_of
from dmaic.projects.study import Signature, fingerprint_of, sign, signatures_of


@dataclass(frozen=True, slots=True)
class Paper:
    """A list that somebody confirms: which rows, which of their columns, who, and what it means."""

    kind: str
    called: str
    row: type[Row]
    columns: tuple[str, ...]
    role: Role
    act: Act
    meaning: str


PAPERS = {
    paper.kind: paper
    for paper in (
        Paper(
            "sipoc",
            "SIPOC",
            SipocLine,
            (
                "step",
                "supplier",
                "input",
                "input_requirement",
                "output",
                "output_requirement",
                "customer",
                "customer_kind",
            ),
            Role.PROCESS_OWNER,
            Act.ACCEPT,
            "The process runs like this: these steps, these inputs and outputs, these customers.",
        ),
        Paper(
            "benefits",
            "benefit plan",
            BenefitLine,
            (
                "type",
                "description",
                "population",
                "population_size",
                "rate",
                "denominator_source",
                "units_improved",
                "unit_value",
                "unit_value_source",
                "realization_factor",
                "harvest_mechanism",
                "start_on",
                "months",
            ),
            Role.FINANCE,
            Act.VALIDATE_BENEFIT,
            "Kinds of benefit, sources and arithmetic hold; freed capacity counts only as harvested here.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Where a list stands: the last signature, the lines' fingerprint now, who may sign.

    ``overtaken`` says which baseline was signed since, where the list has to be worked out again with it.
    """

    paper: Paper
    signature: Signature | None
    fingerprint: str
    people: tuple[str, ...]
    overtaken: str = ""

    @property
    def stands(self) -> bool:
        return self.signature is not None and self.signature.fingerprint == self.fingerprint

    @property
    def asks_for_word(self) -> bool:
        """Whether somebody has to say (again) that the list holds."""
        return not self.stands or bool(self.overtaken)


def confirmation_of(session: Session, project: Project, paper: Paper) -> Confirmation:
    """The last confirmation, against the lines as they read now."""
    given = signatures_of(session, project, kind=paper.kind, object_id=project.id)
    now_reads = lines_fingerprint(paper, rows_of(session, project, paper.row))
    people = tuple(person.name for person in project.people_as(paper.role))
    last = given[-1] if given else None
    return Confirmation(paper, last, now_reads, people, _overtaken(session, project, paper, last))


def _overtaken(session: Session, project: Project, paper: Paper, last: Signature | None) -> str:
    """The baseline that was signed after the benefits were confirmed, and what to do; else empty."""
    charter = charter_of(session, project)
    study = charter.baseline_study if charter is not None else None
    if paper.kind != "benefits" or last is None or study is None or study.made_at <= last.signed_at:
        return ""
    return (
        f"{study.title} was signed on {day(study.made_at.date())}, after {last.person.name} confirmed the benefits. "
        "Work out rates and amounts again with it, then ask for the confirmation; where nothing changes, ask all the "
        "same."
    )


def lines_fingerprint(paper: Paper, lines: Sequence[Row]) -> str:
    """What a confirmation stands under: the paper's columns of all its lines, in order."""
    return fingerprint_of([[_plain(getattr(row, name)) for name in paper.columns] for row in lines])


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return "" if value is None else value


def may_confirm(session: Session, project: Project, paper: Paper, person: Person) -> bool:
    """Whoever holds the role in an open project, once there are lines and somebody's word is asked for."""
    if not project.is_open or paper.role not in roles_of(project, person):
        return False
    return bool(rows_of(session, project, paper.row)) and confirmation_of(session, project, paper).asks_for_word


def confirm(session: Session, project: Project, paper: Paper, *, by: Person, seen: str) -> Signature:
    """Put a name under the lines; ``seen`` is the fingerprint of what the person had before the eyes."""
    if paper.role not in roles_of(project, by):
        raise NotAllowed(f"The project's {paper.role.title.lower()} confirms the {paper.called}.")
    if not rows_of(session, project, paper.row):
        raise RuleBroken("There is no line to confirm yet.")
    standing = confirmation_of(session, project, paper)
    if seen != standing.fingerprint:
        raise Conflict("A line was changed since you opened the page. Read it again, then confirm.")
    if not standing.asks_for_word:
        raise RuleBroken("It is confirmed as it reads.")
    return sign(
        session,
        project,
        person=by,
        role=paper.role.value,
        kind=paper.kind,
        object_id=project.id,
        meaning=paper.meaning,
        fingerprint=standing.fingerprint,
    )


def stale_remark(session: Session, project: Project, kind: str) -> list[str]:
    """One sentence where a line changed since the list was confirmed."""
    standing = confirmation_of(session, project, PAPERS[kind])
    if standing.signature is None:
        return []
    if standing.stands:
        return [standing.overtaken] if standing.overtaken else []
    given = standing.signature
    when = day(given.signed_at.date())
    return [f"Changed since {given.person.name} confirmed it on {when}: ask for the confirmation again."]
