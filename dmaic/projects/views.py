"""Pages of a project's facts, its team, its history, and a person's notices."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.errors import BadInput, RuleBroken
from dmaic.people.accounts import Person, list_people
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects import project as verbs
from dmaic.projects import team as times
from dmaic.projects.forms import FactsForm, MemberForm, NewProjectForm, TermsForm
from dmaic.projects.permissions import MAY, Act, Role
from dmaic.projects.project import can, open_project
from dmaic.web.conflict import Attempt, attempt
from dmaic.web.transaction import session

projects = Blueprint("projects", __name__)

Answer = str | Response | tuple[str, int]
USUAL_LENGTH = timedelta(days=180)
"""How far from its start the target of a new project is offered; most lose their sponsor past nine months."""


def _people_choices() -> list[tuple[int, str]]:
    return [(person.id, person.name) for person in list_people(session()) if person.is_active]


@projects.route("/projects/new", methods=["GET", "POST"])
def new() -> Answer:
    person = current_person()
    today = date.today()
    offers = {"template": request.args.get("template", ""), "start_on": today, "target_on": today + USUAL_LENGTH}
    form = NewProjectForm.of_request(data=offers)
    offered = current_app.extensions["dmaic.playbooks"]
    form.template.choices = [*form.template.choices, *((key, one.title) for key, one in offered.items())]
    for field in (form.lead, form.sponsor, form.process_owner, form.finance, form.coach):
        field.choices = [*field.choices, *_people_choices()]
    if request.method == "POST" and form.validate():
        try:
            project = verbs.start_project(
                session(),
                by=person,
                people=form.people(),
                title=form.title.data,
                process_name=form.process_name.data,
                business_unit=form.business_unit.data or "",
                site=form.site.data or "",
                template=form.template.data or "",
                currency=form.currency.data,
                start_on=form.start_on.data,
                target_on=form.target_on.data,
                next_gate_on=form.next_gate_on.data,
            )
        except BadInput as refusal:
            form.target_on.errors = [str(refusal)]
        else:
            if project.template and can(project, person, Act.EDIT):
                flash(f"{project.code} is open.", "ok")
                brings = url_for("playbooks.bring", project_id=project.id, key=project.template, fresh="yes")
                return redirect(brings, code=303)
            flash(f"{project.code} is open. Begin with its charter.", "ok")
            return redirect(url_for("tollgates.home", project_id=project.id), code=303)
    return render_template("projects/new.html", form=form, offered=offered), 422 if form.errors else 200


@projects.route("/projects/<int:project_id>/facts", methods=["GET", "POST"])
def facts(project_id: int) -> Answer:
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.MANAGE if writing else Act.VIEW)
    form = FactsForm.of_request(obj=project)
    saving = Attempt()
    if writing:
        saving = attempt(
            form,
            project,
            lambda: verbs.change_project(session(), project, version=form.version.data, **form.values()),
            at={BadInput: "target_on"},
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            return redirect(url_for("tollgates.home", project_id=project.id), code=303)
    page = render_template(
        "projects/facts.html",
        project=project,
        form=form,
        conflict=saving.conflict,
        may_edit=project.is_open and can(project, current_person(), Act.MANAGE),
        entries=audit.entries_of(session(), chain=project.id, kind=project.__tablename__, object_id=project.id),
    )
    return page, saving.status


@projects.get("/projects/<int:project_id>/team")
def team(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    return _team_page(project, _member_form())


def _member_form() -> MemberForm:
    form: MemberForm = MemberForm.of_request()
    form.person_id.choices = [("", "Choose"), *_people_choices()]
    return form


def _team_page(project: verbs.Project, form: MemberForm) -> str:
    return render_template(
        "projects/team.html",
        project=project,
        form=form,
        people=times.people_of(project),
        terms=times.terms_of(session(), project),
        remarks=times.team_remarks(session(), project, current_person(), date.today()),
        table=MAY,
        roles=list(Role),
        acts=list(Act),
        may_manage=project.is_open and can(project, current_person(), Act.MANAGE),
        entries=audit.entries_of(
            session(), chain=project.id, kinds=(verbs.Member.__tablename__, times.MemberTerms.__tablename__)
        ),
    )


@projects.post("/projects/<int:project_id>/team")
def add_member(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.MANAGE)
    form = _member_form()
    if form.validate():
        person = session().get_one(Person, form.person_id.data)
        try:
            verbs.add_member(session(), project, person, form.role.data)
        except RuleBroken as refusal:
            form.person_id.errors = [str(refusal)]
        else:
            notices.tell(
                session(),
                [person],
                project_id=project.id,
                url=url_for("tollgates.home", project_id=project.id),
                text=f"You are {form.role.data.title} of {project.code} {project.title}.",
            )
            flash(f"{person.name} is on the team.", "ok")
            return redirect(url_for("projects.team", project_id=project.id), code=303)
    return _team_page(project, form), 422


@projects.post("/projects/<int:project_id>/team/<int:member_id>/remove")
def remove_member(project_id: int, member_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.MANAGE)
    verbs.remove_member(session(), project, member_id)
    flash("Removed from the team.", "ok")
    return redirect(url_for("projects.team", project_id=project.id), code=303)


@projects.route("/projects/<int:project_id>/team/<int:person_id>/terms", methods=["GET", "POST"])
def terms(project_id: int, person_id: int) -> Answer:
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.MANAGE if writing else Act.VIEW)
    member = times.member_of(project, person_id)
    noted = times.terms_of(session(), project).get(member.id)
    form = TermsForm.of_request(obj=noted)
    saving = Attempt()
    if writing:
        saving = attempt(
            form,
            noted,
            lambda: times.write_terms(session(), project, member, version=form.version.data, values=form.values()),
            at={BadInput: "loan_until"},
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            return redirect(url_for("projects.team", project_id=project.id), code=303)
    page = render_template(
        "projects/team_terms.html",
        project=project,
        member=member,
        form=form,
        conflict=saving.conflict,
        may_manage=project.is_open and can(project, current_person(), Act.MANAGE),
        entries=audit.entries_of(session(), chain=project.id, kind=times.MemberTerms.__tablename__, object_id=noted.id)
        if noted is not None
        else [],
    )
    return page, saving.status


@projects.get("/projects/<int:project_id>/history")
def history(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    before = request.args.get("before", type=int)
    entries = audit.entries_of(session(), chain=project.id, before=before, limit=50)
    return render_template("projects/history.html", project=project, entries=entries, before=before)


@projects.get("/notices", endpoint="notices")
def notices_list() -> Answer:
    return render_template("projects/notices.html", notices=notices.list_notices(session(), current_person()))


@projects.post("/notices/read")
def read_notices() -> Answer:
    notices.mark_read(session(), current_person())
    return redirect(url_for("projects.notices"), code=303)
