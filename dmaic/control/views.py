"""The tools of Control: row tools, and the signatures of the handover."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dmaic.control import handover as takeover
from dmaic.control import views_monitor
from dmaic.control.blueprint import control
from dmaic.control.forms import AuditForm, ControlPlanForm, DocumentForm, HandoverForm, LessonForm, ReactionForm
from dmaic.control.handover import HandoverItem
from dmaic.control.plan import Audit, ControlPlanRow, Document, Lesson, Reaction, plan_remarks, reaction_remarks
from dmaic.define.metrics import metrics_of
from dmaic.errors import NotAllowed
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, can, open_project, roles_of
from dmaic.projects.row_views import Choices, RowTool, add_row_tools
from dmaic.projects.rows import rows_of
from dmaic.web.rooms import Page, Room
from dmaic.web.transaction import session


def _people(project: Project) -> list[tuple[Any, str]]:
    return list({member.person_id: member.person.name for member in project.members}.items())


def _plan_choices(session: Session, project: Project) -> Choices:
    metrics = [(metric.id, metric.name) for metric in metrics_of(session, project)]
    return {"metric_id": metrics, "responsible_id": _people(project)}


def _reaction_choices(_session: Session, project: Project) -> Choices:
    return {"responder_id": _people(project)}


TOOLS = (
    RowTool(
        "control_plan",
        "Control plan",
        "Who watches what, how often, and by which method?",
        ControlPlanRow,
        ControlPlanForm,
        ("characteristic", "step", "metric_id", "specification", "method", "frequency", "responsible_id", "deputy"),
        about={
            "what": "Each characteristic that must stay: how it is measured, how often, who answers for it.",
            "example": "First response, every day from the desk's export, p chart, owner M. Ito, deputy A. Berg.",
            "pitfall": "A plan in a folder nobody opens; a team instead of a name.",
        },
        choices=_plan_choices,
        remarks=plan_remarks,
    ),
    RowTool(
        "reactions",
        "Reaction plan",
        "What happens, by whom and how fast, when a chart signals?",
        Reaction,
        ReactionForm,
        ("trigger", "responder_id", "within_hours", "containment", "escalation", "tested_on"),
        one="reaction",
        about={
            "what": "The out-of-control action plan (OCAP): trigger, responder, checks in order, escalation, way back to normal.",
            "example": "A point beyond the limit: shift lead checks the queue split within 2 hours; if one queue, ...",
            "pitfall": "Never tried: the first real signal finds nobody prepared.",
        },
        choices=_reaction_choices,
        remarks=reaction_remarks,
    ),
    RowTool(
        "standard_work",
        "Standard work",
        "Which documents are in force, and who is trained on them?",
        Document,
        DocumentForm,
        ("name", "document_version", "effective_on", "trained", "verified", "replaces"),
        one="document",
        about={
            "what": "The new way of working as documents in force, with training verified.",
            "example": "Work instruction 12, version 3, since 1 Oct; 14 of 14 trained, checked by shadowing.",
            "pitfall": "Old documents still on the wall.",
        },
    ),
    RowTool(
        "audits",
        "Sustain audits",
        "Is the gain still there after 30, 90, 180, 365 days?",
        Audit,
        AuditForm,
        ("name", "due_on", "done_on", "kept", "finding"),
        one="audit",
        about={
            "what": "Looks back after the close, scheduled before it.",
            "example": "90 days: metric in control, reaction plan used twice, gain kept.",
            "pitfall": "Closing the project and the chart together.",
        },
        act=Act.MONITOR,
    ),
    RowTool(
        "lessons",
        "Lessons",
        "What should the next team know?",
        Lesson,
        LessonForm,
        ("name", "kind", "detail", "replicate_to"),
        one="lesson",
        about={
            "what": "What worked, what did not, and where else the cause exists.",
            "example": "The form check removed two thirds of the returns: the other three desks use the same form.",
            "pitfall": "Only praise.",
        },
    ),
    RowTool(
        "handover_items",
        "Handover list",
        "What passes from the team to the process owner?",
        HandoverItem,
        HandoverForm,
        ("name", "kind", "where", "ready", "open_risk"),
        one="item",
        about={
            "what": "Everything the process owner needs to keep the gain, ready or not.",
            "example": "Control plan rev 2, in the desk's handbook, ready.",
            "pitfall": "A signature under a list nobody read.",
        },
    ),
)
__all__ = ["ROOM", "control", "views_monitor"]
add_row_tools(control, TOOLS)
ROOM = Room(
    "control",
    "Control",
    "How does the gain stay?",
    (
        Page("control.monitor", "Monitoring chart", "Does the process still run as it was handed over?"),
        *(tool.page("control") for tool in TOOLS),
        Page("control.handover", "Handover", "Has the process owner taken over?"),
    ),
)


@control.get("/projects/<int:project_id>/control/handover")
def handover(project_id: int) -> str:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    items = rows_of(session(), project, HandoverItem)
    return render_template(
        "control/handover.html",
        project=project,
        items=items,
        signatures=takeover.handover_signatures(session(), project),
        accepted=takeover.is_accepted(session(), project),
        role=_signing_role(project) if project.is_open else None,
    )


@control.post("/projects/<int:project_id>/control/handover/sign")
def sign_handover(project_id: int) -> Response:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    role = _signing_role(project)
    if role is None:
        raise NotAllowed("The lead and the process owner sign the handover.")
    act = Act.ACCEPT if role == Role.PROCESS_OWNER else Act.SUBMIT_GATE
    open_project(session(), project_id, current_person(), act)
    takeover.sign_handover(session(), project, by=current_person(), role=role)
    flash("Signed.", "ok")
    return redirect(url_for("control.handover", project_id=project.id), code=303)


def _signing_role(project: Project) -> Role | None:
    """In which role this person signs: the process owner accepts, the lead hands over."""
    held = roles_of(project, current_person())
    if can(project, current_person(), Act.ACCEPT):
        return Role.PROCESS_OWNER
    return Role.LEAD if Role.LEAD in held else None
