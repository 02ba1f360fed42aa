"""Who watches what, how often, and what do they do when it moves?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


class ControlMethod(StrEnum):
    """How a characteristic is kept, from the strongest to the weakest."""

    SYSTEM_BLOCK = "system block"
    POKA_YOKE = "poka-yoke"
    CHART = "control chart"
    CHECKLIST = "checklist"
    AUDIT = "audit"


class ControlPlanRow(Row, Model):
    """One characteristic under control: method, sample, chart, a named person with a deputy, the reaction."""

    __tablename__ = "control_plan"

    step: Mapped[str]
    characteristic: Mapped[str]
    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    specification: Mapped[str] = mapped_column(default="")
    measurement: Mapped[str] = mapped_column(default="")
    sample_size: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str] = mapped_column(default="")
    method: Mapped[ControlMethod]
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    deputy: Mapped[str] = mapped_column(default="")
    record_location: Mapped[str] = mapped_column(default="")

    def audit_label(self) -> str:
        return self.characteristic


class Reaction(Row, Model):
    """One out-of-control action plan: trigger, first responder, steps, escalation; tested by a simulated signal."""

    __tablename__ = "reactions"

    trigger: Mapped[str]
    responder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    within_hours: Mapped[float | None]
    steps: Mapped[str]
    containment: Mapped[str] = mapped_column(default="")
    escalation: Mapped[str] = mapped_column(default="")
    restart_rule: Mapped[str] = mapped_column(default="")
    tested_on: Mapped[date | None]

    def audit_label(self) -> str:
        return self.trigger


class Document(Row, Model):
    """Standard work in force: the document, since when, who is trained and how that was checked."""

    __tablename__ = "standard_work"
    audit_called = "document of the standard work"

    name: Mapped[str]
    document_version: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date | None]
    trained: Mapped[str] = mapped_column(default="")
    verified: Mapped[str] = mapped_column(default="")
    replaces: Mapped[str] = mapped_column(default="")


class Lesson(Row, Model):
    """What the next team should know, and where it can be used again."""

    __tablename__ = "lessons"

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="worked")
    detail: Mapped[str] = mapped_column(default="")
    replicate_to: Mapped[str] = mapped_column(default="")


class Audit(Row, Model):
    """A look back after the close: is the gain still there?"""

    __tablename__ = "sustain_audits"
    audit_called = "sustain audit"

    name: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    finding: Mapped[str] = mapped_column(default="")
    kept: Mapped[str] = mapped_column(default="")


def plan_remarks(session: Session, project: Project) -> list[str]:
    """Rows nobody answers for."""
    found = rows_of(session, project, ControlPlanRow)
    ownerless = [row.characteristic for row in found if row.responsible_id is None]
    return [f"Nobody is responsible for: {', '.join(ownerless)}."] if ownerless else []


def reaction_remarks(session: Session, project: Project) -> list[str]:
    """Plans that were never tried."""
    untested = [row.trigger for row in rows_of(session, project, Reaction) if row.tested_on is None]
    return [f"Never tested with a simulated signal: {', '.join(untested)}."] if untested else []
