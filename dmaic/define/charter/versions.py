"""What did the charter say when it was submitted, what has changed since, and why?

Each submission keeps a snapshot of everything the charter says, people and dates included, under a fingerprint.
Signatures carry the fingerprint of what was signed. Risks, forecasts and the baseline signed in Measure are left out:
they are meant to move while the charter stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.define.charter.check import missing_of
from dmaic.define.charter.fields import LABELS, SECTIONS
from dmaic.define.charter.goal import amount, day
from dmaic.define.charter.lists import Milestone, counter_metrics_of
from dmaic.define.charter.record import Charter
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of
from dmaic.projects.study import fingerprint_of

_OF_PROJECT = ("title", "process_name", "business_unit", "site", "start_on", "target_on")
_PEOPLE = {
    "lead": Role.LEAD,
    "sponsor": Role.SPONSOR,
    "process_owner": Role.PROCESS_OWNER,
    "finance": Role.FINANCE,
    "coach": Role.COACH,
}
SAY_WHY = "Say what changed and why: the list of versions keeps it."
_DAYS = frozenset({"start_on", "target_on", "problem_when_from", "problem_when_to", "goal_by"})


class CharterVersion(Audited, Model):
    """The charter as it was submitted, or as a draft was kept before an older wording came back."""

    __tablename__ = "charter_versions"
    __table_args__ = (UniqueConstraint("charter_id", "number"),)
    audit_skipped = frozenset({"facts"})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charters.id"))
    number: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    is_draft: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_by: Mapped[Person] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return f"version {self.number}{' (draft)' if self.is_draft else ''}"


class CharterState(StrEnum):
    """Where the charter stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGED = "changed since submitted"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that reads differently in two versions."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the charter stands, against which version, what reads differently now, and the number to come."""

    state: CharterState
    latest: CharterVersion | None
    changes: list[Change]
    next_number: int


def facts_of(session: Session, project: Project, charter: Charter) -> dict[str, Any]:
    """Everything the charter says now, as plain JSON values by field."""
    facts: dict[str, Any] = {name: getattr(project, name) for name in _OF_PROJECT}
    facts |= {name: [person.name for person in project.people_as(role)] for name, role in _PEOPLE.items()}
    facts |= {"goal_metric": charter.metric_called, "goal_unit": charter.goal_unit}
    for _, names in SECTIONS:
        for name in names:
            if name not in facts and name not in ("counter_metrics", "milestones"):
                facts[name] = getattr(charter, name)
    facts["counter_metrics"] = [row.in_words for row in counter_metrics_of(session, project)]
    facts["milestones"] = [
        f"{row.name}: {day(row.plan_on) if row.plan_on else 'no date'}" for row in rows_of(session, project, Milestone)
    ]
    return {name: _plain(value) for name, value in facts.items()}


def still_reads(charter: Charter, version: CharterVersion) -> bool:
    """Whether the charter's own fields say what this version says; the rest is compared where it is signed."""
    own = [name for _, names in SECTIONS for name in names if name in Charter.__table__.columns]
    return all(version.facts.get(name) == _plain(getattr(charter, name)) for name in own)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return "" if value is None else value


def sections(facts: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """A charter's facts as a person reads them: title of the part, then label and words."""
    return [(title, [(LABELS[name], words_of(name, facts.get(name))) for name in names]) for title, names in SECTIONS]


def words_of(name: str, value: Any) -> str:
    """One fact in words."""
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    if isinstance(value, int | float):
        return amount(value)
    if name in _DAYS and value:
        return day(date.fromisoformat(value))
    return str(value or "")


def compare(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Change]:
    """What reads differently in the newer facts, in reading order."""
    return [
        Change(LABELS[name], words_of(name, older.get(name)), words_of(name, newer.get(name)))
        for _, names in SECTIONS
        for name in names
        if older.get(name) != newer.get(name)
    ]


def kept_of(session: Session, charter: Charter) -> list[CharterVersion]:
    """Every version that was kept, submitted or as a draft, the newest first."""
    query = select(CharterVersion).where(CharterVersion.charter_id == charter.id)
    return list(session.scalars(query.order_by(CharterVersion.number.desc())))


def versions_of(session: Session, charter: Charter) -> list[CharterVersion]:
    """The submitted versions, the newest first."""
    return [version for version in kept_of(session, charter) if not version.is_draft]


def open_version(session: Session, charter: Charter, number: int) -> CharterVersion:
    """One version of this charter, submitted or kept as a draft."""
    found = next((one for one in kept_of(session, charter) if one.number == number), None)
    if found is None:
        raise NotFound("There is no such version of this charter.")
    return found


def standing_of(session: Session, project: Project, charter: Charter) -> Standing:
    """Whether the charter still says what was last submitted."""
    kept = kept_of(session, charter)
    following = kept[0].number + 1 if kept else 1
    latest = next((version for version in kept if not version.is_draft), None)
    if latest is None:
        return Standing(CharterState.DRAFT, None, [], following)
    facts = facts_of(session, project, charter)
    if fingerprint_of(facts) == latest.fingerprint:
        return Standing(CharterState.SUBMITTED, latest, [], following)
    return Standing(CharterState.CHANGED, latest, compare(latest.facts, facts), following)


def keep_version(
    session: Session, project: Project, charter: Charter, *, by: Person, why: str, is_draft: bool
) -> CharterVersion:
    """Keep what the charter says now under the next number."""
    facts = facts_of(session, project, charter)
    audit.because(session, why)
    version = CharterVersion(
        project_id=project.id,
        charter_id=charter.id,
        number=standing_of(session, project, charter).next_number,
        facts=facts,
        fingerprint=fingerprint_of(facts),
        why=why.strip(),
        is_draft=is_draft,
        submitted_by_id=by.id,
        submitted_by=by,
    )
    session.add(version)
    session.flush()
    return version


def submit_charter(
    session: Session, project: Project, charter: Charter, *, by: Person, why: str = ""
) -> CharterVersion:
    """Keep what the charter says now as its next version; from the second on, say what changed and why."""
    asks = missing_of(session, project, charter)
    if asks:
        raise RuleBroken("The charter can't be submitted yet. " + " ".join(ask.sentence for ask in asks))
    standing = standing_of(session, project, charter)
    if standing.state == CharterState.SUBMITTED:
        assert standing.latest is not None
        raise RuleBroken(f"Nothing has changed since version {standing.latest.number} was submitted.")
    if standing.latest is not None and not why.strip():
        raise BadInput(SAY_WHY, field="why")
    return keep_version(session, project, charter, by=by, why=why, is_draft=False)
