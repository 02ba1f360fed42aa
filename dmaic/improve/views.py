"""The tools of Improve, all of them row tools."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from dmaic.analyze.causes import accepted_causes
from dmaic.errors import BadInput
from dmaic.improve.forms import ActionForm, PilotForm, SolutionForm
from dmaic.improve.solutions import (
    Action,
    Pilot,
    Solution,
    SolutionState,
    action_remarks,
    pilot_remarks,
    solution_remarks,
)
from dmaic.projects.project import Project
from dmaic.projects.row_views import Choices, RowTool, add_row_tools
from dmaic.projects.rows import rows_of
from dmaic.web.rooms import Room

improve = Blueprint("improve", __name__)


def _causes(session: Session, project: Project) -> Choices:
    return {"cause_id": [(cause.id, cause.name) for cause in accepted_causes(session, project)]}


def _solutions(session: Session, project: Project) -> list[tuple[Any, str]]:
    return [(one.id, one.name) for one in rows_of(session, project, Solution)]


def _pilot_choices(session: Session, project: Project) -> Choices:
    return {"solution_id": _solutions(session, project)}


def _action_choices(session: Session, project: Project) -> Choices:
    people = {member.person_id: member.person.name for member in project.members}
    return {"solution_id": _solutions(session, project), "owner_id": list(people.items())}


def _check_solution(_session: Session, _project: Project, values: dict[str, Any]) -> None:
    if values["state"] != SolutionState.IDEA and not values["rationale"]:
        raise BadInput(f"Say why it is {values['state'].value}.")


def _check_pilot(_session: Session, _project: Project, values: dict[str, Any]) -> None:
    if values["end_on"] and values["end_on"] < values["start_on"]:
        raise BadInput("The pilot ends before it starts.")
    if values["met"] != "running" and not values["result"]:
        raise BadInput("Write the result before you say whether the rule was met.")


def _check_action(_session: Session, _project: Project, values: dict[str, Any]) -> None:
    if values["start_on"] and values["due_on"] < values["start_on"]:
        raise BadInput("The task is due before it starts.")


TOOLS = (
    RowTool(
        "solutions",
        "Solutions",
        "What do we change, against which cause, and how strongly does it hold?",
        Solution,
        SolutionForm,
        ("name", "cause_id", "strength", "effect", "effort", "state", "risk"),
        one="solution",
        about={
            "what": "Ideas against accepted causes. The kind says how well a solution holds without anybody remembering it.",
            "example": "The ticket form asks the contract number and checks it at once (2, design out).",
            "pitfall": "A chosen solution without a cause; training as the only answer.",
        },
        choices=_causes,
        check=_check_solution,
        remarks=solution_remarks,
    ),
    RowTool(
        "pilots",
        "Pilots",
        "Does it work where we try it, by a rule written before we looked?",
        Pilot,
        PilotForm,
        ("name", "solution_id", "success_rule", "rule_written_on", "start_on", "met", "result"),
        one="pilot",
        about={
            "what": "A trial whose success rule, minimum effect and dates stand before the first reading.",
            "example": "Lisbon desk, 4 weeks: median resolution under 24 h, upper end of the 95 % interval under 28 h.",
            "pitfall": "Picking the measure after the result; before and after without a control in a season that changes.",
        },
        choices=_pilot_choices,
        check=_check_pilot,
        remarks=pilot_remarks,
    ),
    RowTool(
        "actions",
        "Actions",
        "Who does what by when?",
        Action,
        ActionForm,
        ("name", "owner_id", "due_on", "solution_id", "evidence"),
        one="task",
        about={
            "what": "The tasks of the implementation: each has one owner and one date.",
            "example": "Publish the new form in the portal, J. Silva, 14 Nov.",
            "pitfall": "“The team” as owner.",
        },
        computed=(("Standing", lambda row: row.standing(date.today())),),
        choices=_action_choices,
        check=_check_action,
        remarks=action_remarks,
    ),
)
add_row_tools(improve, TOOLS)
ROOM = Room("improve", "Improve", "What do we change, and does it work?", tuple(tool.page("improve") for tool in TOOLS))
