"""Who stands behind the charter, and does the signature still fit what it says?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dmaic.define.charter.record import Charter
from dmaic.define.charter.versions import (
    Change,
    CharterState,
    CharterVersion,
    compare,
    facts_of,
    standing_of,
    versions_of,
)
from dmaic.errors import NotAllowed, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project, roles_of
from dmaic.projects.study import Signature, fingerprint_of, sign, signatures_of

KIND = "charter"
MEANINGS = {
    Role.SPONSOR: "I back this problem, this goal and this scope, and give the people their time.",
    Role.FINANCE: "The kind of benefit and its arithmetic hold.",
}
"""Who signs the charter, and what the signature means."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one signature belongs: who may give it, the one given last, what has changed since."""

    role: Role
    people: tuple[Person, ...]
    meaning: str
    signature: Signature | None
    number: int | None
    changes: tuple[Change, ...]

    @property
    def stands(self) -> bool:
        return self.signature is not None and not self.changes


def places_of(session: Session, project: Project, charter: Charter) -> list[Place]:
    """The sponsor's and the finance partner's places, with what changed since each signed."""
    facts = facts_of(session, project, charter)
    now_reads = fingerprint_of(facts)
    signatures = signatures_given(session, project, charter)
    versions = versions_of(session, charter)
    places = []
    for role, meaning in MEANINGS.items():
        signature = next((one for one in reversed(signatures) if one.role == role.value), None)
        version = _signed(versions, signature)
        changed = signature is not None and version is not None and signature.fingerprint != now_reads
        changes = compare(version.facts, facts) if changed and version is not None else []
        people = tuple(project.people_as(role))
        places.append(Place(role, people, meaning, signature, version.number if version else None, tuple(changes)))
    return places


def _signed(versions: list[CharterVersion], signature: Signature | None) -> CharterVersion | None:
    if signature is None:
        return None
    return next((one for one in versions if one.fingerprint == signature.fingerprint), None)


def signatures_given(session: Session, project: Project, charter: Charter) -> list[Signature]:
    """Every signature under any version, in order."""
    return signatures_of(session, project, kind=KIND, object_id=charter.id)


def may_sign(session: Session, project: Project, charter: Charter, person: Person) -> list[Role]:
    """The places this person could sign now: theirs by role, the charter submitted, not yet signed as it reads."""
    standing = standing_of(session, project, charter)
    if standing.state != CharterState.SUBMITTED or not project.is_open:
        return []
    assert standing.latest is not None
    if standing.latest.submitted_by_id == person.id:
        return []
    held = roles_of(project, person)
    return [place.role for place in places_of(session, project, charter) if place.role in held and not place.stands]


def sign_charter(session: Session, project: Project, charter: Charter, *, person: Person, role: Role) -> Signature:
    """Put the sponsor's or the finance partner's name under the version last submitted."""
    if role not in MEANINGS or role not in roles_of(project, person):
        raise NotAllowed("The sponsor and the finance partner of the project sign its charter.")
    if not project.is_open:
        raise RuleBroken(f"The project is {project.state.value}. Reopen it at the tollgate to sign.")
    standing = standing_of(session, project, charter)
    if standing.latest is None:
        raise RuleBroken("The charter is a draft. It can be signed once its lead has submitted it.")
    if standing.state == CharterState.CHANGED:
        raise RuleBroken(
            f"The charter was changed since version {standing.latest.number} was submitted. Ask its lead to submit it "
            "again, then sign."
        )
    if standing.latest.submitted_by_id == person.id:
        raise RuleBroken("You submitted this version. Somebody else has to sign it.")
    if role not in may_sign(session, project, charter, person):
        raise RuleBroken(f"Version {standing.latest.number} is signed already.")
    return sign(
        session,
        project,
        person=person,
        role=role.value,
        kind=KIND,
        object_id=charter.id,
        meaning=MEANINGS[role],
        fingerprint=standing.latest.fingerprint,
    )
