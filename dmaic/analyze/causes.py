"""What could cause the problem, which causes hold, and how much of the gap do they explain?"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of

GAP_EXPLAINED_AT_LEAST = 60.0


class Origin(StrEnum):
    """Where the suspicion came from."""

    FISHBONE = "fishbone"
    FIVE_WHYS = "five whys"
    FMEA = "FMEA"
    DATA = "data"
    OBSERVATION = "observation"


class CauseState(StrEnum):
    """What the team decided about a suspected cause."""

    SUSPECTED = "suspected"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    HELD = "held"


class CauseFamily(StrEnum):
    """The branches of the fishbone: the six Ms and what services add to them."""

    PEOPLE = "people"
    METHOD = "method"
    MACHINE = "machine or system"
    MATERIAL = "material or information"
    MEASUREMENT = "measurement"
    ENVIRONMENT = "environment"
    POLICY = "policy"
    SUPPLIER = "supplier or partner"


class EvidenceType(StrEnum):
    """What a suspicion rests on so far."""

    OPINION = "opinion"
    OBSERVATION = "observation"
    DATA = "data"


class Cause(Row, Model):
    """A suspected cause with its two keys: what the data say, and how it works.

    ``contribution`` is the share of the gap between baseline and goal that it explains, in percent. ``parent_id``
    is the cause that it leads to (None: the effect itself), ``pareto_id`` the kept Pareto that speaks for it.
    """

    __tablename__ = "causes"

    name: Mapped[str]
    family: Mapped[CauseFamily]
    origin: Mapped[Origin]
    mechanism: Mapped[str] = mapped_column(default="")
    statistical_evidence: Mapped[str] = mapped_column(default="")
    verified_how: Mapped[str] = mapped_column(default="")
    contribution: Mapped[float | None]
    state: Mapped[CauseState] = mapped_column(default=CauseState.SUSPECTED)
    reason: Mapped[str] = mapped_column(default="")
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("causes.id"))
    evidence_type: Mapped[EvidenceType | None]
    votes: Mapped[int | None]
    pareto_id: Mapped[int | None] = mapped_column(ForeignKey("studies.id"))


class FiveWhys(Row, Model):
    """One step of a why-chain: the observed fact, why, and how that was verified."""

    __tablename__ = "five_whys"

    start: Mapped[str]
    why: Mapped[str]
    because: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    verified: Mapped[str] = mapped_column(default="pending")

    def audit_label(self) -> str:
        return self.because or self.why


def accepted_causes(session: Session, project: Project) -> list[Cause]:
    """The causes the team stands behind."""
    return [cause for cause in rows_of(session, project, Cause) if cause.state == CauseState.ACCEPTED]


def gap_explained(session: Session, project: Project) -> float:
    """Percent of the gap that the accepted causes explain together."""
    return sum(cause.contribution or 0.0 for cause in accepted_causes(session, project))


def cause_remarks(session: Session, project: Project) -> list[str]:
    """What a reviewer would say about the register."""
    found = rows_of(session, project, Cause)
    remarks = [
        f"“{cause.name}” blames a person or a lack of training. Ask why the process let that happen."
        for cause in found
        if any(word in cause.name.lower() for word in ("human error", "lack of training", "careless", "operator error"))
    ]
    accepted = accepted_causes(session, project)
    if accepted:
        explained = gap_explained(session, project)
        remarks.append(
            f"The accepted causes explain {explained:g} % of the gap between baseline and goal"
            + (
                ". Shares of more than 100 % overlap: check them."
                if explained > 100
                else f"; at least {GAP_EXPLAINED_AT_LEAST:g} % is asked before Improve."
                if explained < GAP_EXPLAINED_AT_LEAST
                else "."
            )
        )
    remarks += [
        f"“{cause.name}” is accepted without {' and '.join(missing)}."
        for cause in accepted
        if (
            missing := [
                word
                for word, text in (("evidence from data", cause.statistical_evidence), ("a mechanism", cause.mechanism))
                if not text
            ]
        )
    ]
    return remarks
