"""Problems: group the incidents of a bar, say what they share, make a project of them with its tickets."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.text import thousands
from dmaic.errors import BadInput
from dmaic.measure.forms_pareto import ProblemForm
from dmaic.measure.pareto.sources import source_of
from dmaic.measure.service.problems import (
    ServiceProblem,
    bring_back_problem,
    columns_for,
    drop_problem,
    group_problem,
    open_grouped,
    tell_cause,
)
from dmaic.measure.service.starting import check_startable, start_given, start_grouped
from dmaic.measure.service.tickets import read_tickets
from dmaic.measure.service.upkeep import is_large
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.service import in_background
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.web.conflict import Attempt, attempt
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]


@measure.post("/projects/<int:project_id>/measure/problems")
def group_bar(project_id: int) -> Answer:
    """Make a bar a problem, or add it to one that is there."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    source = source_of(session(), project, request.form.get("source", ""))
    if source is None:
        raise BadInput("Problems are made of tickets. Choose a ticket source on the Pareto page.")
    words: dict[str, list[str]] = {}
    for column, word in zip(request.form.getlist("column"), request.form.getlist("word"), strict=False):
        words.setdefault(column, []).append(word)
    chosen = request.form.get("into", type=int)
    into = None if chosen is None else open_grouped(session(), project, chosen)
    tickets = read_tickets(session(), source, columns_for(words if into is None else {**words, **into.words}))
    found = group_problem(session(), project, source, tickets, words, by=current_person(), into=into)
    flash(f"“{found.name}” holds {thousands(found.tickets)} tickets. Say what they share, or make it a project.", "ok")
    return _to(project, found)


@measure.route("/projects/<int:project_id>/measure/problems/<int:problem_id>", methods=["GET", "POST"])
def problem(project_id: int, problem_id: int) -> Answer:
    """One problem: what its incidents share."""
    project = open_project(session(), project_id, current_person(), Act.EDIT if request.method == "POST" else Act.VIEW)
    found = open_grouped(session(), project, problem_id)
    form: ProblemForm = ProblemForm.of_request(obj=found)
    saving = Attempt()
    if request.method == "POST":
        saving = attempt(form, found, lambda: tell_cause(session(), found, version=form.version.data, **form.values()))
        if saving.is_kept:
            flash("Saved.", "ok")
            return _to(project, found)
    person = current_person()
    page = render_template(
        "measure/pareto_problem.html",
        project=project,
        problem=found,
        form=form,
        conflict=saving.conflict,
        may_edit=project.is_open and can(project, person, Act.EDIT),
        may_open_started=found.started is not None and can(found.started, person, Act.VIEW),
        entries=audit.entries_of(session(), chain=project.id, kind="service_problems", object_id=found.id),
    )
    return page, saving.status


@measure.post("/projects/<int:project_id>/measure/problems/<int:problem_id>/start")
def start_problem_project(project_id: int, problem_id: int) -> Answer:
    """Make a problem a project of its own, with its tickets."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    found = open_grouped(session(), project, problem_id)
    if is_large(session(), found.source):
        check_startable(found)
        return in_background(project, "service-start", start_given(found))
    started, own = start_grouped(session(), project, found, by=current_person(), start_on=date.today())
    flash(f"{started.code} is open, with its tickets. Adopt a measure, then write its charter.", "ok")
    return redirect(url_for("measure.service_source", project_id=started.id, source_id=own.id), code=303)


@measure.post("/projects/<int:project_id>/measure/problems/<int:problem_id>/drop")
def drop_grouped(project_id: int, problem_id: int) -> Answer:
    """Group these incidents no longer, for a reason."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    found = open_grouped(session(), project, problem_id)
    drop_problem(session(), found, reason=request.form.get("reason", ""))
    flash("No longer grouped. It is kept and can be brought back.", "ok")
    return _to(project, found)


@measure.post("/projects/<int:project_id>/measure/problems/<int:problem_id>/bring-back")
def bring_back_grouped(project_id: int, problem_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    found = open_grouped(session(), project, problem_id)
    bring_back_problem(session(), found)
    flash("Grouped again.", "ok")
    return _to(project, found)


def _to(project: Project, found: ServiceProblem) -> Response:
    return redirect(url_for("measure.problem", project_id=project.id, problem_id=found.id), code=303)
