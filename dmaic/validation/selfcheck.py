"""Which known cases does this installation get right, with which versions, when, and who signed for it?

The cases travel with the package (``dmaic/statistics/reference``): published data and answers, each with its source
and its own tolerance. A run is kept with every expected and obtained value, so that it can be printed years later.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.errors import NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.study import fingerprint_of, library_versions
from dmaic.statistics.cases import published_cases, run_cases
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.result import plain


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """One group of cases as it came out."""

    group: str
    title: str
    about: str
    cases: list[dict[str, Any]]

    @property
    def passed(self) -> int:
        return sum(case["passed"] for case in self.cases)


class ValidationRun(Audited, Model):
    """One run of all cases: what came out, on which versions, and the signature under it."""

    __tablename__ = "validation_runs"
    audit_skipped = frozenset({"groups", "version"})

    id: Mapped[int] = mapped_column(primary_key=True)
    run_at: Mapped[datetime] = mapped_column(default=now)
    run_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    passed: Mapped[int]
    total: Mapped[int]
    versions: Mapped[dict[str, Any]] = mapped_column(JSON)
    groups: Mapped[list[Any]] = mapped_column(JSON)
    fingerprint: Mapped[str]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None]
    meaning: Mapped[str] = mapped_column(default="")
    run_by: Mapped[Person] = relationship(foreign_keys=[run_by_id], lazy="joined")
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id], lazy="joined")

    @property
    def outcomes(self) -> list[GroupOutcome]:
        return [GroupOutcome(**group) for group in self.groups]


def validate(session: Session, *, by: Person) -> ValidationRun:
    """Run every known case through the face that pages and scripts use, and keep what came out."""
    groups = [_outcome(file) for file in published_cases()]
    cases = [case for group in groups for case in group["cases"]]
    versions = {**library_versions(), "python": platform.python_version(), "system": platform.platform()}
    run = ValidationRun(
        run_by_id=by.id,
        run_by=by,
        passed=sum(case["passed"] for case in cases),
        total=len(cases),
        versions=versions,
        groups=groups,
        fingerprint=fingerprint_of([versions, groups]),
    )
    session.add(run)
    session.flush()
    return run


def _outcome(file: Mapping[str, Any]) -> dict[str, Any]:
    results = run_cases(file)
    return {
        "group": file["group"],
        "title": analysis_named(file["group"]).title,
        "about": file["about"],
        "cases": [
            {
                "case": result.case,
                "source": result.source,
                "passed": result.passed,
                "error": result.error or "",
                "expected": plain(result.expected),
                "got": {name: plain((result.got or {}).get(name)) for name in result.expected},
                "worst": result.worst_field or "",
            }
            for result in results
        ],
    }


def list_runs(session: Session, limit: int = 20) -> list[ValidationRun]:
    """The newest runs first."""
    return list(session.scalars(select(ValidationRun).order_by(ValidationRun.id.desc()).limit(limit)))


def open_run(session: Session, run_id: int) -> ValidationRun:
    """One kept run."""
    run = session.get(ValidationRun, run_id)
    if run is None:
        raise NotFound("There is no such validation run.")
    return run


def sign_run(session: Session, run: ValidationRun, *, by: Person, meaning: str) -> None:
    """Put a name under a run; once."""
    if run.signed_by_id is not None:
        raise RuleBroken("This run is signed already. Run it again to sign the present state.")
    run.signed_by_id, run.signed_by, run.signed_at = by.id, by, now()
    run.meaning = meaning.strip() or "I have reviewed this validation"
    session.flush()
