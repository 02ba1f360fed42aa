"""Check sheets: values entered and events tallied by hand, on a telephone as well, without any script."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Field

from dmaic import audit
from dmaic.define.metrics import DataType, Metric, metrics_of
from dmaic.errors import BadInput
from dmaic.measure import checksheet as sheets
from dmaic.measure.checksheet import CheckSheet
from dmaic.measure.datasets import count_of, read_last, read_range
from dmaic.measure.forms_checksheet import CloseForm, HandForm, OpenForm, ValueForm
from dmaic.measure.limits import refresh_wall
from dmaic.measure.sheet_clock import SheetClock, clock_for, project_clock
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.metric import opened_metric
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session
from dmaic.web.written import number as shown_number

Answer = str | Response | tuple[str, int]
NEWEST = 8


@measure.get("/projects/<int:project_id>/measure/checksheet")
def checksheet(project_id: int) -> Answer:
    """Which metric is read by hand?"""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    metrics = metrics_of(session(), project)
    return render_template(
        "measure/checksheet.html",
        project=project,
        lines=[(metric, count_of(session(), metric), sheets.sheets_of(session(), metric)) for metric in metrics],
        may_define=can(project, current_person(), Act.EDIT),
    )


@measure.get("/projects/<int:project_id>/measure/metrics/<int:metric_id>/checksheet")
def checksheet_of(project_id: int, metric_id: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
    if metric.is_counted:
        return _counted_page(project, metric, OpenForm(None, data=_last_used(metric)))
    return _value_page(project, metric, ValueForm(None, data={"subgroup": request.args.get("subgroup", "")}))


@measure.get("/projects/<int:project_id>/measure/metrics/<int:metric_id>/checksheet.csv")
def checksheet_csv(project_id: int, metric_id: int) -> Response:
    """Every sheet with its tallies, for a spreadsheet."""
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
    return csv_download(sheets.sheet_table(session(), metric), f"{project.code}-{metric.code}-check-sheets.csv")


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/checksheet")
def checksheet_value(project_id: int, metric_id: int) -> Answer:
    """One value into the series, and on to the next."""
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    form: ValueForm = ValueForm.of_request()
    if not form.validate():
        return _value_page(project, metric, form), 422
    clock = clock_for(session(), project, device=form.zone.data or "")
    strata = {name: request.form.get(f"stratum-{at}", "") for at, name in enumerate(sheets.strata_names(metric))}
    try:
        seq = sheets.enter_value(
            session(),
            metric,
            value=form.value.data or 0.0,
            at=sheets.as_typed(form.at.data) if form.at.data else None,
            subgroup=form.subgroup.data or "",
            strata=strata,
            by=current_person(),
            beside_export=bool(form.beside_export.data),
            clock=clock,
        )
    except BadInput as refusal:
        _blame(form, refusal, form.value)
        return _value_page(project, metric, form), 422
    refresh_wall(session(), project, metric)
    value = f"{shown_number(form.value.data, 12)} {metric.unit}".rstrip()
    flash(f"Reading {seq + 1} is in: {value}, {_dated(metric, seq, clock)}.", "ok")
    kept = {f"stratum-{at}": text for at, text in enumerate(strata.values()) if text}
    return redirect(_address(project, metric, subgroup=form.subgroup.data or None, **kept), code=303)


def _value_page(project: Project, metric: Metric, form: ValueForm) -> str:
    names = sheets.strata_names(metric)
    typed = request.form if request.method == "POST" else request.args
    readings = read_last(session(), metric, NEWEST)
    newest = [
        (int(readings.seq[at]) + 1, readings.labels(at), float(readings.value[at]))
        for at in range(len(readings) - 1, -1, -1)
    ]
    return render_template(
        "measure/checksheet_value.html",
        project=project,
        metric=metric,
        form=form,
        fed_by=sheets.export_of(session(), metric),
        clock=project_clock(session(), project),
        strata=[(f"stratum-{at}", name, typed.get(f"stratum-{at}", "")) for at, name in enumerate(names)],
        newest=newest,
        entries=_entries(project),
        may_enter=can(project, current_person(), Act.MONITOR),
    )


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/checksheet/open")
def checksheet_open(project_id: int, metric_id: int) -> Answer:
    """A new sheet with its categories."""
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    form: OpenForm = OpenForm.of_request()
    if form.validate():
        try:
            sheet = sheets.open_sheet(
                session(),
                project,
                metric,
                categories=(form.categories.data or "").splitlines(),
                about=form.about.data or "",
                by=current_person(),
                beside_export=bool(form.beside_export.data),
            )
        except BadInput as refusal:
            _blame(form, refusal, form.categories)
        else:
            return _to_sheet(project, sheet)
    return _counted_page(project, metric, form), 422


def _counted_page(project: Project, metric: Metric, form: OpenForm) -> str:
    return render_template(
        "measure/checksheet_counted.html",
        project=project,
        metric=metric,
        form=form,
        fed_by=sheets.export_of(session(), metric),
        sheets=sheets.sheets_of(session(), metric),
        counts=sheets.counts_of(session(), metric),
        entries=_entries(project),
        may_enter=can(project, current_person(), Act.MONITOR),
    )


def _last_used(metric: Metric) -> dict[str, Any]:
    """The categories of the newest sheet: the next one usually has the same."""
    newest = max(sheets.sheets_of(session(), metric), key=lambda sheet: sheet.id, default=None)
    if newest is None:
        return {}
    names = [one.category for one in sheets.tallies_of(session(), newest) if one.category != sheets.OTHER]
    return {"categories": "\n".join(names)}


@measure.get("/projects/<int:project_id>/measure/checksheet/<int:sheet_id>")
def checksheet_tally(project_id: int, sheet_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    return _tally_page(project, sheets.sheet_of(session(), project, sheet_id), CloseForm(None))


@measure.post("/projects/<int:project_id>/measure/checksheet/<int:sheet_id>")
def checksheet_count(project_id: int, sheet_id: int) -> Answer:
    """One more, or one less."""
    project = open_project(session(), project_id, current_person(), Act.MONITOR)
    sheet = sheets.sheet_of(session(), project, sheet_id)
    less = request.form.get("less")
    sheets.count_up(session(), sheet, less or request.form.get("more", ""), by=-1 if less else 1)
    return _to_sheet(project, sheet)


@measure.post("/projects/<int:project_id>/measure/checksheet/<int:sheet_id>/close")
def checksheet_close(project_id: int, sheet_id: int) -> Answer:
    """The sheet becomes one reading."""
    project = open_project(session(), project_id, current_person(), Act.MONITOR)
    sheet = sheets.sheet_of(session(), project, sheet_id)
    form: CloseForm = CloseForm.of_request()
    clock = clock_for(session(), project, device=form.zone.data or "")
    if form.validate():
        try:
            seq = sheets.close_sheet(
                session(),
                sheet,
                size=form.size.data,
                counted=form.counted.data,
                at=sheets.as_typed(form.at.data) if form.at.data else None,
                by=current_person(),
                beside_export=bool(form.beside_export.data),
                clock=clock,
            )
        except BadInput as refusal:
            _blame(form, refusal, form.size)
        else:
            refresh_wall(session(), project, sheet.metric)
            dated = _dated(sheet.metric, seq, clock)
            flash(f"The sheet is closed. It is reading {seq + 1} of {sheet.metric.name}, {dated}.", "ok")
            return redirect(_address(project, sheet.metric), code=303)
    return _tally_page(project, sheet, form), 422


@measure.post("/projects/<int:project_id>/measure/checksheet/<int:sheet_id>/drop")
def checksheet_drop(project_id: int, sheet_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.MONITOR)
    sheet = sheets.sheet_of(session(), project, sheet_id)
    sheets.drop_sheet(session(), sheet, reason=request.form.get("reason", ""))
    flash("The sheet is dropped. Nothing of it went into the series.", "ok")
    return redirect(_address(project, sheet.metric), code=303)


def _tally_page(project: Project, sheet: CheckSheet, form: CloseForm) -> str:
    tallies = sheets.tallies_of(session(), sheet)
    return render_template(
        "measure/checksheet_tally.html",
        project=project,
        sheet=sheet,
        metric=sheet.metric,
        tallies=tallies,
        total=sum(one.count for one in tallies),
        form=form,
        fed_by=sheets.export_of(session(), sheet.metric),
        clock=project_clock(session(), project),
        by_unit=sheet.metric.data_type == DataType.PROPORTION,
        may_enter=can(project, current_person(), Act.MONITOR) and sheet.is_open,
    )


def _entries(project: Project) -> list[audit.AuditEntry]:
    kinds = (CheckSheet.__tablename__, "exclusions", "corrections")
    return audit.entries_of(session(), chain=project.id, kinds=kinds, limit=20)


def _dated(metric: Metric, seq: int, clock: SheetClock) -> str:
    """When a reading was taken, and by which clock."""
    return f"{read_range(session(), metric, seq, seq).time_text(0)} ({clock.in_words})"


def _blame(form: HandForm, refusal: BadInput, usual: Field) -> None:
    """Say what was refused at the field that it is about."""
    at = form[refusal.field] if refusal.field and refusal.field in form else usual
    at.errors = [*at.errors, str(refusal)]


def _address(project: Project, metric: Metric, **given: Any) -> str:
    return url_for("measure.checksheet_of", project_id=project.id, metric_id=metric.id, **given)


def _to_sheet(project: Project, sheet: CheckSheet) -> Response:
    return redirect(url_for("measure.checksheet_tally", project_id=project.id, sheet_id=sheet.id), code=303)
