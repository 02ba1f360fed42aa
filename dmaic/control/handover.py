"""Has the process owner taken over, item by item?"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model
from dmaic.errors import RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of
from dmaic.projects.study import Signature, fingerprint_of, sign, signatures_of

KIND = "handover"


class HandoverKind(StrEnum):
    """What is handed over."""

    CONTROL_PLAN = "control plan"
    REACTION_PLAN = "reaction plan"
    CHARTS = "charts and data feeds"
    DOCUMENTS = "standard work"
    TRAINING = "training"
    OPEN_ACTIONS = "open actions"
    ACCESS = "access rights"


class HandoverItem(Row, Model):
    """One thing that passes from the team to the process owner."""

    __tablename__ = "handover_items"

    kind: Mapped[HandoverKind]
    name: Mapped[str]
    where: Mapped[str] = mapped_column(default="")
    open_risk: Mapped[str] = mapped_column(default="")
    ready: Mapped[str] = mapped_column(default="no")


def handover_fingerprint(session: Session, project: Project) -> str:
    """The fingerprint of the list as it stands."""
    return fingerprint_of(
        [
            [item.kind.value, item.name, item.where, item.open_risk, item.ready]
            for item in rows_of(session, project, HandoverItem)
        ]
    )


def handover_signatures(session: Session, project: Project) -> list[tuple[Signature, bool]]:
    """Who signed the handover, and whether the list still is what they signed."""
    now = handover_fingerprint(session, project)
    found = signatures_of(session, project, kind=KIND, object_id=project.id)
    return [(signature, signature.fingerprint == now) for signature in found]


def sign_handover(session: Session, project: Project, *, by: Person, role: Role) -> Signature:
    """The lead hands over, the process owner accepts; each signs the list as it stands."""
    items = rows_of(session, project, HandoverItem)
    if not items:
        raise RuleBroken("The list is empty: say first what is handed over.")
    unready = [item.name for item in items if item.ready != "yes"]
    if unready:
        raise RuleBroken(f"Not ready yet: {', '.join(unready)}.")
    if any(signature.role == role.value and valid for signature, valid in handover_signatures(session, project)):
        raise RuleBroken("You signed this list already.")
    meaning = "I accept the process as described" if role == Role.PROCESS_OWNER else "I hand the process over"
    return sign(
        session,
        project,
        person=by,
        role=role.value,
        kind=KIND,
        object_id=project.id,
        meaning=meaning,
        fingerprint=handover_fingerprint(session, project),
    )


def is_accepted(session: Session, project: Project) -> bool:
    """Both the lead and the process owner signed the list that stands."""
    roles = {signature.role for signature, valid in handover_signatures(session, project) if valid}
    return {Role.LEAD.value, Role.PROCESS_OWNER.value} <= roles
