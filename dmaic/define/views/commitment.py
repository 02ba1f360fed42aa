"""The page on which the sponsor's promise is written and signed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from dmaic import audit
from dmaic.define import commitment as promises
from dmaic.define.commitment import LABELS, MEANING
from dmaic.define.forms.business_case import CommitmentForm
from dmaic.define.views.blueprint import Answer, define
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, open_project, roles_of
from dmaic.web.conflict import Attempt, attempt
from dmaic.web.transaction import session


@define.route("/projects/<int:project_id>/define/commitment", methods=["GET", "POST"])
def commitment(project_id: int) -> Answer:
    writing = request.method == "POST"
    project = _opened(project_id, writing=writing)
    found = promises.commitment_of(session(), project)
    form = CommitmentForm.of_request(obj=found)
    saving = Attempt()
    if writing:
        saving = attempt(
            form,
            found,
            lambda: promises.write_commitment(
                session(), project, by=current_person(), version=form.version.data, values=form.values()
            ),
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            return redirect(url_for("define.commitment", project_id=project.id), code=303)
    standing = promises.standing_of(session(), project, found)
    page = render_template(
        "define/commitment.html",
        project=project,
        form=form,
        conflict=saving.conflict,
        standing=standing,
        paper=[("The promise", [(label, standing.facts[name]) for name, label in LABELS.items()])],
        labels=LABELS,
        meaning=MEANING,
        sponsors=[person.name for person in project.people_as(Role.SPONSOR)],
        may_write=project.is_open and promises.may_write(project, current_person()),
        may_sign=promises.may_sign(session(), project, current_person()),
        entries=audit.entries_of(
            session(), chain=project.id, kind=promises.Commitment.__tablename__, object_id=found.id
        )
        if found is not None
        else [],
    )
    return page, saving.status


@define.post("/projects/<int:project_id>/define/commitment/sign")
def sign_commitment(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.SIGN_CHARTER)
    promises.sign_commitment(session(), project, by=current_person(), seen=request.form.get("fingerprint", ""))
    url = url_for("define.commitment", project_id=project.id)
    text = f"{project.code} {project.title}: {current_person().name} signed the commitment."
    notices.tell(session(), project.people_as(Role.LEAD), project_id=project.id, url=url, text=text)
    flash("Signed. A later change of the text will show here.", "ok")
    return redirect(url, code=303)


def _opened(project_id: int, *, writing: bool) -> Project:
    """The project; to write, for the team and for the sponsor, who signs in Define but edits nothing else."""
    person = current_person()
    project = open_project(session(), project_id, person, Act.VIEW)
    if not writing:
        return project
    act = Act.SIGN_CHARTER if Role.SPONSOR in roles_of(project, person) else Act.EDIT
    return open_project(session(), project_id, person, act)
