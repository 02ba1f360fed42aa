"""What does the Control gate ask?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dmaic.control.handover import handover_fingerprint, is_accepted
from dmaic.control.monitor import ENOUGH, ControlPeriod, period_of
from dmaic.control.plan import Audit, ControlPlanRow, Document, Lesson, Reaction
from dmaic.define.metrics import primary_metric
from dmaic.projects.checklist import Item
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


def gate_items(session: Session, project: Project) -> list[Item]:
    """The plan is owned, reactions are tested, documents in force, the owner signed, audits and lessons stand."""
    plan = rows_of(session, project, ControlPlanRow)
    ownerless = [row.characteristic for row in plan if row.responsible_id is None]
    reactions = rows_of(session, project, Reaction)
    untested = [row.trigger for row in reactions if row.tested_on is None]
    documents = rows_of(session, project, Document)
    loose = [row.name for row in documents if row.effective_on is None or not row.verified]
    audits = rows_of(session, project, Audit)
    lessons = rows_of(session, project, Lesson)
    accepted = is_accepted(session, project)
    period = period_of(session, primary_metric(session, project))
    return [
        Item(
            "chart-in-control",
            f"The chart is monitored by kept limits: at least {ENOUGH} points since the change, no signal left open",
            period.is_proved,
            _period_words(period),
            "control.monitor",
            f"{period.stage}, cases open {period.open_cases}",
        ),
        Item(
            "plan-owned",
            "The control plan names a person for each characteristic",
            bool(plan) and not ownerless,
            f"Nobody for: {', '.join(ownerless)}." if ownerless else f"{len(plan)} rows." if plan else "No row yet.",
            "control.control_plan",
            _versions(plan),
        ),
        Item(
            "reaction-tested",
            "Each reaction plan was tested with a simulated signal",
            bool(reactions) and not untested,
            f"Not tested: {', '.join(untested)}."
            if untested
            else f"{len(reactions)} tested."
            if reactions
            else "No reaction plan yet.",
            "control.reactions",
            _versions(reactions),
        ),
        Item(
            "documents-in-force",
            "Standard work is in force and training was verified",
            bool(documents) and not loose,
            f"Not in force or not verified: {', '.join(loose)}."
            if loose
            else f"{len(documents)} in force."
            if documents
            else "No document yet.",
            "control.standard_work",
            _versions(documents),
        ),
        Item(
            "handover-signed",
            "The lead handed over and the process owner accepted",
            accepted,
            "Both signed the list that stands." if accepted else "Both signatures under the present list are needed.",
            "control.handover",
            handover_fingerprint(session, project)[:12],
        ),
        Item(
            "audits-planned",
            "At least three sustain audits are scheduled",
            len(audits) >= 3,
            f"{len(audits)} scheduled; usual are 30, 90, 180 and 365 days.",
            "control.audits",
            ", ".join(f"{audit.name} {audit.due_on}" for audit in audits),
        ),
        Item(
            "lessons-kept",
            "Lessons are written down",
            bool(lessons),
            f"{len(lessons)} written.",
            "control.lessons",
            _versions(lessons),
        ),
    ]


def _period_words(period: ControlPeriod) -> str:
    if period.metric is None:
        return "No primary metric is defined."
    if not period.kept:
        return "No limits are kept yet: freeze them on the control chart."
    return (
        f"{period.points} points in the present stage, {period.open_cases} "
        f"signal{'' if period.open_cases == 1 else 's'} waiting."
    )


def _versions(rows: Sequence[Row]) -> str:
    return ", ".join(f"{row.id} v{row.version}" for row in rows)
