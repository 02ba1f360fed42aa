"""What does the sponsor promise the project, and does the signature still stand under what is written now?

The text and the time promised by the team's terms are signed together. What was signed is kept beside its fingerprint,
so that a later change shows as what it was and what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.audit import Audited
from dmaic.db import Model, write_over
from dmaic.define.charter.goal import day
from dmaic.errors import Conflict, NotAllowed, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, can, roles_of
from dmaic.projects.study import Signature, fingerprint_of, sign, signatures_of
from dmaic.projects.team import people_of, terms_of

KIND = "commitment"
MEANING = "I give these people their time and these means, look at the project as said, and clear the way when asked."
LABELS = {
    "resources": "People, money and access",
    "review_cadence": "Reviews",
    "when_blocked": "When the project is blocked",
    "time": "Time of the team",
}
ASKED = ("resources", "review_cadence", "when_blocked")


class Commitment(Audited, Model):
    """The sponsor's promise as it reads now, and what was signed last."""

    __tablename__ = "commitments"
    audit_skipped = frozenset({"version", "signed"})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    resources: Mapped[str] = mapped_column(default="")
    review_cadence: Mapped[str] = mapped_column(default="")
    when_blocked: Mapped[str] = mapped_column(default="")
    signed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the commitment stands: what it says, what it lacks, who signed, what changed since the last signature."""

    facts: dict[str, str]
    fingerprint: str
    missing: tuple[str, ...]
    signatures: tuple[Signature, ...]
    changes: tuple[tuple[str, str, str], ...]

    @property
    def last(self) -> Signature | None:
        return self.signatures[-1] if self.signatures else None

    @property
    def is_signed(self) -> bool:
        """Whether the last signature stands under what is written now."""
        return self.last is not None and self.last.fingerprint == self.fingerprint


def commitment_of(session: Session, project: Project) -> Commitment | None:
    """The project's commitment, if one was begun."""
    return session.scalar(select(Commitment).where(Commitment.project_id == project.id))


def may_write(project: Project, person: Person) -> bool:
    """The team drafts it, the sponsor words it."""
    return can(project, person, Act.EDIT) or Role.SPONSOR in roles_of(project, person)


def write_commitment(
    session: Session, project: Project, *, by: Person, version: int | None, values: Mapping[str, Any]
) -> Commitment:
    """Save the wording; a save from an older version raises Conflict and writes nothing."""
    if not may_write(project, by):
        raise NotAllowed("The team and the sponsor write the commitment. Ask the project's lead.")
    found = commitment_of(session, project)
    return write_over(session, Commitment, found, version=version, values=values, project_id=project.id)


def facts_of(session: Session, project: Project, commitment: Commitment | None) -> dict[str, str]:
    """Everything a signature stands under: the wording, and the time each member was promised for."""
    terms = terms_of(session, project)
    promised = [
        f"{person.name} {noted.share:g} %{f' until {day(noted.loan_until)}' if noted.loan_until else ''}"
        for person in people_of(project)
        if (noted := terms.get(person.id)) is not None and noted.share
    ]
    said = {name: (getattr(commitment, name) or "") if commitment else "" for name in ASKED}
    return {**said, "time": "; ".join(promised)}


def standing_of(session: Session, project: Project, commitment: Commitment | None) -> Standing:
    """What it says now against what was signed last."""
    facts = facts_of(session, project, commitment)
    given = signatures_of(session, project, kind=KIND, object_id=commitment.id) if commitment else []
    signed = (commitment.signed if commitment else None) or {}
    changes = tuple(
        (LABELS[name], str(signed.get(name, "")), facts[name])
        for name in LABELS
        if given and signed.get(name, "") != facts[name]
    )
    missing = tuple(LABELS[name] for name in ASKED if not facts[name])
    return Standing(facts, fingerprint_of(facts), missing, tuple(given), changes)


def may_sign(session: Session, project: Project, person: Person) -> bool:
    """A sponsor of the open project, once everything asked is written and the last signature does not stand."""
    if not project.is_open or Role.SPONSOR not in roles_of(project, person):
        return False
    commitment = commitment_of(session, project)
    standing = standing_of(session, project, commitment)
    last = standing.last
    return not standing.missing and not (standing.is_signed and last is not None and last.person_id == person.id)


def sign_commitment(session: Session, project: Project, *, by: Person, seen: str) -> Signature:
    """The sponsor signs what is written; ``seen`` is the fingerprint of what the sponsor had before the eyes."""
    if Role.SPONSOR not in roles_of(project, by):
        raise NotAllowed("The sponsor of the project signs this commitment.")
    commitment = commitment_of(session, project)
    standing = standing_of(session, project, commitment)
    if commitment is None or standing.missing:
        raise RuleBroken(f"Say first: {', '.join(standing.missing)}.")
    if seen != standing.fingerprint:
        raise Conflict("The text was changed since you opened it. Read it again, then sign.")
    if standing.is_signed and standing.last is not None and standing.last.person_id == by.id:
        raise RuleBroken("You signed this text already.")
    commitment.signed = dict(standing.facts)
    session.flush()
    return sign(
        session,
        project,
        person=by,
        role=Role.SPONSOR.value,
        kind=KIND,
        object_id=commitment.id,
        meaning=MEANING,
        fingerprint=standing.fingerprint,
    )
