"""The metrics of all projects, and those of one as a table that comes and goes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import BooleanField

from dmaic.define import metrics as registry
from dmaic.define.registry import MOST, registry_of
from dmaic.define.views.blueprint import Answer, define
from dmaic.define.views.metrics import metric_form, metrics_page
from dmaic.errors import BadInput, RuleBroken
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.row_tables import table_of, typed_lines
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session


@define.get("/projects/<int:project_id>/define/metrics/registry")
def metric_registry(project_id: int) -> Answer:
    """Every metric that this person may see, to be taken over into the project."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    text = request.args.get("q", "")
    entries, more = registry_of(session(), current_person(), text)
    return render_template(
        "define/metric_registry.html",
        project=project,
        entries=entries,
        more=more,
        most=MOST,
        text=text,
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
    )


@define.get("/projects/<int:project_id>/define/metrics.csv")
def metrics_csv(project_id: int) -> Response:
    """The definitions of the project, a line a metric."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    rows = table_of(_table_form(project), registry.metrics_of(session(), project))
    return csv_download(rows, f"{project.code}-define-metrics.csv")


@define.post("/projects/<int:project_id>/define/metrics/import")
def metrics_import(project_id: int) -> Answer:
    """Add all metrics of a table, or none of them."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    text = request.form.get("text", "")
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        text = upload.read(2_000_000).decode("utf-8-sig", errors="replace")
    trial = session().begin_nested()
    added, problems = _defined(project, text)
    if problems:
        trial.rollback()
        return metrics_page(project, problems), 422
    trial.commit()
    flash(f"{added} {'metric is' if added == 1 else 'metrics are'} defined.", "ok")
    return redirect(url_for("define.metrics", project_id=project.id), code=303)


def _table_form(project: Project, typed: dict[str, str] | None = None) -> Any:
    """The form of a metric without what is said about a single change of it."""
    form = metric_form(project, typed=MultiDict(typed or {}))
    del form.reason
    return form


def _defined(project: Project, text: str) -> tuple[int, list[str]]:
    """How many metrics of the table were defined, and what is wrong with the others."""
    blank = _table_form(project)
    lines, problems = typed_lines(blank, text)
    ticks = {one.name for one in blank if isinstance(one, BooleanField)}
    added = 0
    for at, typed in lines:
        given = {name: cell for name, cell in typed.items() if name not in ticks or cell.lower() in ("yes", "true")}
        form = _table_form(project, {"code": registry.next_code(session(), project), **_filled(given)})
        if form.validate():
            try:
                registry.define_metric(session(), project, form.values())
                added += 1
            except (BadInput, RuleBroken) as refusal:
                problems.append(f"Row {at}: {refusal}")
        problems += [
            f"Row {at}, {form[name].label.text}: {error}" for name, errors in form.errors.items() for error in errors
        ]
    if not problems and not added:
        problems.append("There is no row below the column names.")
    return added, problems


def _filled(typed: dict[str, str]) -> dict[str, str]:
    """What was typed, with the usual figures where a cell is empty."""
    usual = {"opportunities": "1", "shift": "1.5", "role": "input X", "direction": "lower is better"}
    return {**usual, **{name: cell for name, cell in typed.items() if cell or name not in usual}}
