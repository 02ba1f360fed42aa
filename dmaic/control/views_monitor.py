"""The monitored chart: live points, quick entry, signal cases."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.control import monitor as verbs
from dmaic.control.blueprint import control
from dmaic.control.forms_monitor import CloseForm, EntryForm
from dmaic.control.plan import Reaction
from dmaic.define.metrics import Metric, metrics_of, open_metric, primary_metric
from dmaic.errors import BadInput
from dmaic.measure import chart_words, pictures
from dmaic.measure.staging import stage_history
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.rollup import level_before, level_now
from dmaic.projects.rows import rows_of
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]


@control.get("/projects/<int:project_id>/control/monitor")
@control.get("/projects/<int:project_id>/control/monitor/<int:metric_id>")
def monitor(project_id: int, metric_id: int | None = None) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    metric = open_metric(session(), project, metric_id) if metric_id else primary_metric(session(), project)
    if metric is None:
        return render_template("measure/no_metric.html", project=project, title="Monitoring")
    form = EntryForm(None)
    form.fit(metric)
    return _page(project, metric, form)


@control.post("/projects/<int:project_id>/control/monitor/<int:metric_id>/reading")
def add_reading(project_id: int, metric_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.MONITOR)
    metric = open_metric(session(), project, metric_id)
    form = EntryForm.of_request()
    form.fit(metric)
    first = form.defects if metric.is_counted else form.value
    if form.validate():
        try:
            _seq, opened = verbs.take_reading(session(), project, metric, by=current_person(), **form.reading())
        except BadInput as refusal:
            first.errors = [str(refusal)]
        else:
            _tell(project, metric, opened)
            flash(
                f"Taken in. {len(opened)} new signal{'s' if len(opened) > 1 else ''}: see the case below."
                if opened
                else "Taken in. No signal.",
                "warn" if opened else "ok",
            )
            return redirect(_address(project, metric), code=303)
    return _page(project, metric, form), 422


@control.post("/projects/<int:project_id>/control/monitor/<int:metric_id>/judge")
def judge(project_id: int, metric_id: int) -> Answer:
    """Open cases for the signals of readings that came by import."""
    project = open_project(session(), project_id, current_person(), Act.MONITOR)
    metric = open_metric(session(), project, metric_id)
    opened = verbs.open_cases(session(), project, metric, last=verbs.IMPORTED)
    _tell(project, metric, opened)
    flash(f"{len(opened)} case{'' if len(opened) == 1 else 's'} opened." if opened else "No new signal.", "info")
    return redirect(_address(project, metric), code=303)


def _tell(project: Project, metric: Metric, opened: list[verbs.SignalCase]) -> None:
    for case in opened:
        people = project.people_as(Role.PROCESS_OWNER, Role.LEAD)
        notices.tell(
            session(),
            people,
            project_id=project.id,
            url=_address(project, metric),
            text=f"{project.code} {metric.name}: {case.in_words}.",
            mail=f"{metric.name} signals: {case.in_words}.",
        )


@control.post("/projects/<int:project_id>/control/signals/<int:case_id>/acknowledge")
def acknowledge(project_id: int, case_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.MONITOR)
    case = verbs.open_case(session(), project, case_id)
    verbs.acknowledge(session(), case, by=current_person())
    flash("You took it on.", "ok")
    return redirect(_address(project, case.metric), code=303)


@control.route("/projects/<int:project_id>/control/signals/<int:case_id>", methods=["GET", "POST"])
def signal(project_id: int, case_id: int) -> Answer:
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.MONITOR if writing else Act.VIEW)
    case = verbs.open_case(session(), project, case_id)
    form = CloseForm.of_request()
    if writing and form.validate():
        try:
            verbs.close_case(session(), case, by=current_person(), **form.values())
        except BadInput as refusal:
            form.action.errors = [str(refusal)]
        else:
            flash("Closed.", "ok")
            return redirect(_address(project, case.metric), code=303)
    page = render_template(
        "control/signal.html",
        project=project,
        case=case,
        form=form,
        reactions=rows_of(session(), project, Reaction),
        may_monitor=can(project, current_person(), Act.MONITOR),
        entries=audit.entries_of(session(), chain=project.id, kind=case.__tablename__, object_id=case.id),
    )
    return page, 422 if form.errors else 200


def _address(project: Project, metric: Metric) -> str:
    return url_for("control.monitor", project_id=project.id, metric_id=metric.id)


def _page(project: Project, metric: Metric, form: EntryForm) -> str:
    window = verbs.seen(session(), metric)
    cases = verbs.cases_of(session(), metric)
    return render_template(
        "control/monitor.html",
        project=project,
        metric=metric,
        form=form,
        cases=cases,
        picture=pictures.chart_picture(
            window,
            metric,
            link=lambda seq: url_for("measure.point", project_id=project.id, metric_id=metric.id, seq=seq),
        )
        if window
        else None,
        verdict=chart_words.verdict_of(window.charted, since=window.start) if window else None,
        limits=chart_words.limit_rows(window.charted, since=window.start) if window else [],
        unit=window.charted.unit if window else metric.unit,
        period=verbs.period_of(session(), metric),
        alarms=any(case.is_open and not case.is_better for case in cases),
        unheard=verbs.unheard(session(), metric, window) if window else 0,
        hours=verbs.median_hours(cases),
        before=level_before(project),
        today=level_now(project),
        history=stage_history(session(), metric),
        enough=verbs.ENOUGH,
        tabs=[
            {"label": one.name, "url": _address(project, one), "current": one.id == metric.id}
            for one in metrics_of(session(), project)
        ],
        may_monitor=can(project, current_person(), Act.MONITOR),
    )
