"""The tools of Analyze, all of them row tools."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause, CauseState, FiveWhys, cause_remarks
from dmaic.analyze.fishbone import fishbone_picture
from dmaic.analyze.forms import CauseForm, FiveWhysForm
from dmaic.charts.text import called
from dmaic.errors import BadInput
from dmaic.measure.pareto.keeping import paretos_of
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.row_views import Choices, RowTool, add_row_tools
from dmaic.projects.rows import rows_of
from dmaic.web.rooms import Page, Room

analyze = Blueprint("analyze", __name__)


def _choices(session: Session, project: Project) -> Choices:
    return {
        "agreed_by_id": [(person.id, person.name) for person in project.people_as(Role.PROCESS_OWNER)],
        "parent_id": [(one.id, one.name) for one in rows_of(session, project, Cause) if one.parent_id is None],
        "pareto_id": [
            (one.id, f"{one.title}, {called(one.made_at.date())}{' (withdrawn)' if one.is_withdrawn else ''}")
            for one in (*paretos_of(session, project), *paretos_of(session, project, withdrawn=True))
        ],
    }


def _behind(session: Session, project: Project) -> dict[str, Any]:
    """The rankings that causes may refer to."""
    return {"paretos": paretos_of(session, project)}


def _check_cause(_session: Session, _project: Project, values: dict[str, Any]) -> None:
    decided = values["state"] in (CauseState.REJECTED, CauseState.HELD)
    if decided and not values["reason"]:
        raise BadInput(f"Say why it is {values['state'].value}: the next team will ask.")


TOOLS = (
    RowTool(
        "causes",
        "Causes",
        "What could cause the problem, which causes hold, and how much of the gap do they explain?",
        Cause,
        CauseForm,
        ("name", "family", "evidence_type", "votes", "state", "contribution", "statistical_evidence"),
        one="cause",
        about={
            "what": "Every suspicion with its two keys: what the data say, and how it works. Accept it when both turn.",
            "example": "Tickets wait for a second approver after 16:00. Median +9 h (95 % interval 6 to 12, n = 412).",
            "pitfall": "Naming a person, or the absence of your favourite solution, as the cause.",
        },
        choices=_choices,
        check=_check_cause,
        remarks=cause_remarks,
        picture=fishbone_picture,
        template="analyze/causes.html",
        more=_behind,
    ),
    RowTool(
        "five_whys",
        "Five whys",
        "Why did that happen, and why did the process let it happen?",
        FiveWhys,
        FiveWhysForm,
        ("start", "why", "because", "verified", "evidence"),
        one="step",
        about={
            "what": "A chain from an observed fact to something the process can change. Read it back with “therefore”.",
            "example": "14 of 80 claims came back. Why? The form had no policy number. Why? It is not asked online.",
            "pitfall": "Stopping at a person's fault; going on past what anybody has verified.",
        },
    ),
)
add_row_tools(analyze, TOOLS)
PARETO = Page("measure.pareto", "Pareto", "Which few kinds make most of it?")
"""Drawn in Measure, where its data are, and read here, where causes are looked for."""
ROOM = Room(
    "analyze",
    "Analyze",
    "What causes it, and how do we know?",
    (PARETO, *(tool.page("analyze") for tool in TOOLS)),
)
