"""What was found, from which data, by which method? A result kept with its passport, never recomputed in silence."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.project import Project


class Study(Audited, Model):
    """One kept result of an analysis.

    ``fingerprint`` is the SHA-256 of the data that went in (rows used, in order, after exclusions); ``rows_used`` and
    ``rows_excluded`` count them. ``options`` holds estimator, rule set, shift and every other choice. ``subject`` is
    what it speaks about (a metric's code). ``stage`` says at which step of the work it was made (baseline, gage ...).
    One that was withdrawn is passed over and stays readable.
    """

    __tablename__ = "studies"
    __table_args__ = (Index(None, "project_id", "stage", "subject_id"),)
    audit_skipped = frozenset({"result"})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    analysis: Mapped[str]
    stage: Mapped[str]
    subject_id: Mapped[int | None]
    title: Mapped[str]
    fingerprint: Mapped[str]
    rows_used: Mapped[int]
    rows_excluded: Mapped[int] = mapped_column(default=0)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    versions: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[Person] = relationship(foreign_keys=made_by_id, lazy="joined")
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=withdrawn_by_id)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Signature(Audited, Model):
    """A person's name under a kept record: what it means, when, and the fingerprint of what was signed."""

    __tablename__ = "signatures"
    __table_args__ = (Index(None, "project_id", "kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str]
    object_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    meaning: Mapped[str]
    signed_at: Mapped[datetime] = mapped_column(default=now)
    fingerprint: Mapped[str]
    person: Mapped[Person] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return f"{self.kind}, as {self.role}"


def keep_study(
    session: Session,
    project: Project,
    *,
    by: Person,
    analysis: str,
    stage: str,
    title: str,
    fingerprint: str,
    rows_used: int,
    rows_excluded: int = 0,
    options: dict[str, Any],
    result: dict[str, Any],
    subject_id: int | None = None,
) -> Study:
    """Freeze a result with everything needed to make it again."""
    study = Study(
        project_id=project.id,
        analysis=analysis,
        stage=stage,
        subject_id=subject_id,
        title=title,
        fingerprint=fingerprint,
        rows_used=rows_used,
        rows_excluded=rows_excluded,
        options=options,
        result=result,
        versions=library_versions(),
        made_by_id=by.id,
    )
    session.add(study)
    session.flush()
    return study


def studies_of(session: Session, project: Project, *, stage: str, subject_id: int | None = None) -> list[Study]:
    """The kept results of one stage (and subject), newest first."""
    query = select(Study).where(Study.project_id == project.id, Study.stage == stage)
    if subject_id is not None:
        query = query.where(Study.subject_id == subject_id)
    return list(session.scalars(query.order_by(Study.id.desc())))


def open_study(session: Session, project: Project, study_id: int) -> Study:
    """One kept result of this project."""
    study = session.get(Study, study_id)
    if study is None or study.project_id != project.id:
        raise NotFound("There is no such study in this project.")
    return study


def withdraw_study(session: Session, study: Study, *, reason: str, by: Person) -> None:
    """Pass over a kept result, for a reason. It stays readable and can be brought back."""
    if not reason.strip():
        raise BadInput("Say why it is withdrawn.")
    if study.is_withdrawn:
        raise RuleBroken("This is withdrawn already.")
    audit.because(session, reason.strip())
    study.withdrawn_at, study.withdrawn_by_id, study.withdrawn_reason = now(), by.id, reason.strip()
    session.flush()


def bring_back_study(session: Session, study: Study, *, reason: str) -> None:
    """Count a withdrawn result again, for a reason."""
    if not reason.strip():
        raise BadInput("Say why it counts again.")
    if not study.is_withdrawn:
        raise RuleBroken("This is not withdrawn.")
    audit.because(session, reason.strip())
    study.withdrawn_at = study.withdrawn_by_id = None
    study.withdrawn_reason = ""
    session.flush()


def sign(
    session: Session,
    project: Project,
    *,
    person: Person,
    role: str,
    kind: str,
    object_id: int,
    meaning: str,
    fingerprint: str,
) -> Signature:
    """Put a name under a record."""
    signature = Signature(
        project_id=project.id,
        kind=kind,
        object_id=object_id,
        person_id=person.id,
        role=role,
        meaning=meaning,
        fingerprint=fingerprint,
    )
    session.add(signature)
    session.flush()
    return signature


def signatures_of(session: Session, project: Project, *, kind: str, object_id: int) -> list[Signature]:
    """Who signed this record, in order."""
    query = select(Signature).where(
        Signature.project_id == project.id, Signature.kind == kind, Signature.object_id == object_id
    )
    return list(session.scalars(query.order_by(Signature.id)))


def fingerprint_of(facts: Any) -> str:
    """SHA-256 of plain JSON facts in a canonical form."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def library_versions() -> dict[str, Any]:
    """The versions behind a number."""
    return {name: version(name) for name in ("dmaic", "numpy", "scipy", "statsmodels")}
