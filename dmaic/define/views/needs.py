"""Voices under a need, and two needs that are one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from dmaic.define import voice
from dmaic.define.needs import Need
from dmaic.define.views.blueprint import Answer, define
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import open_project
from dmaic.projects.rows import open_row
from dmaic.web.transaction import session


@define.post("/projects/<int:project_id>/define/needs/group")
def group_voices(project_id: int) -> Answer:
    """Put the ticked voices under the need that was named; ``new`` beats the choice."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    ticked = request.form.getlist("voice", type=int)
    chosen = request.form.get("into", type=int)
    name = request.form.get("new", "").strip()
    if chosen is not None and not name:
        name = open_row(session(), project, Need, chosen).name
    need, moved = voice.group_voices(session(), project, ticked, name)
    flash(f"{moved} {'voice stands' if moved == 1 else 'voices stand'} under “{need.name}” now.", "ok")
    return redirect(url_for("define.needs", project_id=project.id) + f"#need-{need.id}", code=303)


@define.post("/projects/<int:project_id>/define/needs/<int:need_id>/merge")
def merge_need(project_id: int, need_id: int) -> Answer:
    """Make two needs one."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    need = open_row(session(), project, Need, need_id)
    into = open_row(session(), project, Need, request.form.get("into", 0, type=int))
    voice.merge_needs(session(), project, need, into)
    flash(f"“{need.name}” is part of “{into.name}” now. It can be brought back below the list.", "ok")
    return redirect(url_for("define.needs", project_id=project.id) + f"#need-{into.id}", code=303)
