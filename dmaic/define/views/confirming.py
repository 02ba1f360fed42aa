"""Somebody's word under a list: the process owner under the SIPOC, finance under the benefits."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from dmaic.define import confirming
from dmaic.define.views.blueprint import Answer, define
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Role
from dmaic.projects.project import open_project
from dmaic.web.transaction import session


@define.post("/projects/<int:project_id>/define/sipoc/confirm", endpoint="confirm_sipoc", defaults={"kind": "sipoc"})
@define.post(
    "/projects/<int:project_id>/define/benefits/confirm", endpoint="confirm_benefits", defaults={"kind": "benefits"}
)
def confirm(project_id: int, kind: str) -> Answer:
    """Confirm the lines of a list as they read."""
    paper = confirming.PAPERS[kind]
    project = open_project(session(), project_id, current_person(), paper.act)
    confirming.confirm(session(), project, paper, by=current_person(), seen=request.form.get("fingerprint", ""))
    url = url_for(f"define.{kind}", project_id=project.id)
    text = f"{project.code} {project.title}: {current_person().name} confirmed the {paper.called}."
    notices.tell(session(), project.people_as(Role.LEAD), project_id=project.id, url=url, text=text)
    flash("Confirmed. A later change of a line will show here.", "ok")
    return redirect(url, code=303)
