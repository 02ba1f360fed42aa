"""The pages of the metric registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from dmaic import audit
from dmaic.define import definitions
from dmaic.define import metrics as registry
from dmaic.define.forms.metric import MetricForm
from dmaic.define.metrics import CHARTS, Metric
from dmaic.define.registry import begun_from
from dmaic.define.views.blueprint import Answer, define
from dmaic.define.views.paper import on_paper
from dmaic.define.voice import in_words
from dmaic.errors import BadInput, RuleBroken
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.web.conflict import Attempt, attempt
from dmaic.web.transaction import session

PAPER = (
    ("What it is", ("name", "code", "role", "data_type", "unit", "unit_of_analysis", "direction", "description")),
    (
        "Limits",
        ("lower_limit", "target", "upper_limit", "lower_is_boundary", "upper_is_boundary", "opportunities", "shift"),
    ),
    (
        "Operational definition",
        ("numerator", "denominator", "inclusions", "exclusions", "time_window", "clock_rules", "limitations"),
    ),
    (
        "Where the data are",
        ("source_system", "source_query", "refresh", "final_after_days", "owner_id", "stratifiers"),
    ),
    ("Tried on real records", ("worked_examples", "observers_n", "observers_agreed", "observers_note")),
)
"""The definition on paper: its parts and the fields in each."""


@define.get("/projects/<int:project_id>/define/metrics")
def metrics(project_id: int) -> Answer:
    return metrics_page(open_project(session(), project_id, current_person(), Act.VIEW))


def metrics_page(project: Project, problems: Iterable[str] = ()) -> str:
    """The project's metrics; ``problems`` are those of a table that was not taken over."""
    found = registry.metrics_of(session(), project)
    return render_template(
        "define/metrics.html",
        project=project,
        lines=[(metric, definitions.gaps_of(metric), _limits(metric)) for metric in found],
        charts=CHARTS,
        remarks=definitions.registry_remarks(session(), project),
        problems=list(problems),
        may_edit=_may_edit(project),
        entries=audit.entries_of(session(), chain=project.id, kind=Metric.__tablename__, limit=20),
    )


@define.route("/projects/<int:project_id>/define/metrics/new", methods=["GET", "POST"])
def new_metric(project_id: int) -> Answer:
    """An empty definition, or one begun from another project's (``?from=17``)."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    begun = {"opportunities": 1, "shift": 1.5}
    source = request.args.get("from", type=int)
    if source is not None:
        begun |= begun_from(session(), current_person(), source)
    form = metric_form(project, data={**begun, "code": registry.next_code(session(), project)})
    if request.method == "POST" and form.validate():
        try:
            metric = registry.define_metric(session(), project, _values(form))
        except (BadInput, RuleBroken) as refusal:
            form.code.errors = [*form.code.errors, str(refusal)]
        else:
            flash(f"{metric.name} is defined.", "ok")
            _tell(form)
            return redirect(url_for("define.metric", project_id=project.id, metric_id=metric.id), code=303)
    return render_template("define/metric.html", **_page(project, form)), 422 if form.errors else 200


@define.route("/projects/<int:project_id>/define/metrics/<int:metric_id>", methods=["GET", "POST"])
def metric(project_id: int, metric_id: int) -> Answer:
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT if writing else Act.VIEW)
    found = registry.open_metric(session(), project, metric_id)
    form = metric_form(project, obj=found)
    saving = Attempt()
    if writing:
        saving = attempt(
            form,
            found,
            lambda: registry.change_metric(
                session(),
                project,
                found,
                version=form.version.data,
                values=_values(form),
                reason=form.reason.data or "",
            ),
            at={BadInput: "reason", RuleBroken: "code"},
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            _tell(form)
            return redirect(url_for("define.metric", project_id=project.id, metric_id=found.id), code=303)
    return render_template("define/metric.html", **_page(project, form, found, saving.conflict)), saving.status


def _tell(form: Any) -> None:
    """How figures were read that might have meant others."""
    for said in form.read_as():
        flash(said, "info")


def metric_form(project: Project, *, typed: MultiDict[str, str] | None = None, **given: Any) -> Any:
    """The form with the team as owners; filled from the request, or from one line of a table."""
    form: Any = MetricForm.of_request(**given) if typed is None else MetricForm(typed)
    people = {member.person_id: member.person.name for member in project.members}
    form.owner_id.choices = [*form.owner_id.choices, *sorted(people.items(), key=lambda one: one[1])]
    return form


def _values(form: MetricForm) -> dict[str, Any]:
    values: dict[str, Any] = form.values(without=("version", "reason"))
    return values


def _page(project: Project, form: Any, found: Metric | None = None, conflict: Any = ()) -> dict[str, Any]:
    """What the page of one metric shows beside its form."""
    shown: dict[str, Any] = {
        "project": project,
        "form": form,
        "metric": found,
        "conflict": conflict,
        "paper": on_paper(form, PAPER),
        "charts": CHARTS,
        "may_edit": _may_edit(project),
    }
    if found is None:
        return {**shown, "gaps": [], "cautions": [], "collisions": [], "examples": [], "agreement": None, "entries": []}
    entries = audit.entries_of(session(), chain=project.id, kind=Metric.__tablename__, object_id=found.id)
    return {
        **shown,
        "gaps": definitions.gaps_of(found),
        "cautions": definitions.cautions_of(session(), found),
        "collisions": [
            (one, can(one.project, current_person(), Act.VIEW)) for one in definitions.collisions_of(session(), found)
        ],
        "examples": definitions.examples_of(found),
        "agreement": definitions.agreement_of(found),
        "entries": entries,
    }


def _limits(metric: Metric) -> str:
    lower, upper = metric.specification
    return in_words(lower, metric.target, upper, metric.unit)


def _may_edit(project: Project) -> bool:
    return project.is_open and can(project, current_person(), Act.EDIT)
