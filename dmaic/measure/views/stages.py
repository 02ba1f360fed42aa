"""Decisions about a chart's limits: freeze, begin a new stage, release."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, RuleBroken, StatisticsError
from dmaic.measure.forms_chart import FreezeForm, GivenForm, StageForm
from dmaic.measure.forms_data import ReasonForm
from dmaic.measure.limits import begin_stage, freeze_present, release_present, take_given
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.chart import address, approvers, chart_page
from dmaic.measure.views.metric import opened_metric
from dmaic.measure.window import seqs_between
from dmaic.people.accounts import Person
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/freeze")
def freeze(project_id: int, metric_id: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    form = FreezeForm.of_request(prefix="freeze-")
    if form.validate():
        try:
            freeze_present(
                session(),
                project,
                metric,
                by=current_person(),
                points=form.points.data,
                reason=form.reason.data or "",
            )
        except (BadInput, RuleBroken, StatisticsError) as refusal:
            session().rollback()
            field = form.points if form.points.data and not isinstance(refusal, RuleBroken) else form.reason
            field.errors = [*field.errors, str(refusal)]
        else:
            flash("Frozen. New readings are judged by these limits and do not move them.", "ok")
            return redirect(address(project, metric), code=303)
    return chart_page(project, metric, freeze=form), 422


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/given")
def given_limits(project_id: int, metric_id: int) -> Answer:
    """Limits from a standard or an earlier study."""
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    form = GivenForm.of_request(prefix="given-")
    form.approver_id.choices = approvers(project)
    if form.validate():
        try:
            take_given(
                session(),
                project,
                metric,
                center=form.center.data,
                sigma=form.sigma.data,
                reason=form.reason.data,
                approver=session().get(Person, form.approver_id.data) if form.approver_id.data else None,
                by=current_person(),
            )
        except (BadInput, RuleBroken, StatisticsError) as refusal:
            session().rollback()
            form.center.errors = [*form.center.errors, str(refusal)]
        else:
            flash("Taken. New readings are judged by the given limits.", "ok")
            return redirect(address(project, metric), code=303)
    return chart_page(project, metric, given=form), 422


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/stages")
def new_stage(project_id: int, metric_id: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    form = StageForm.of_request(prefix="stage-")
    form.approver_id.choices = approvers(project)
    if form.validate():
        try:
            approver = session().get(Person, form.approver_id.data)
            begin_stage(
                session(),
                project,
                metric,
                start_seq=_start(metric, form),
                name=form.name.data or "",
                reason=form.reason.data,
                change_event=form.change_event.data,
                approver=approver,
                by=current_person(),
            )
        except (BadInput, RuleBroken, StatisticsError) as refusal:
            session().rollback()
            at = form.start_on if getattr(refusal, "field", "") == "start_on" else form.start_number
            at.errors = [*at.errors, str(refusal)]
        else:
            _tell_approver(project, metric, approver, form.change_event.data)
            flash("A new stage began. The limits before stay drawn over their own stretch.", "ok")
            return redirect(address(project, metric), code=303)
    return chart_page(project, metric, stage=form), 422


def _start(metric: Metric, form: StageForm) -> int:
    """The seq at which the stage begins: the first reading of a day, or the one with a number."""
    if form.start_on.data is not None:
        found = seqs_between(session(), metric, form.start_on.data, None)
        if found is None:
            sentence = "There is no reading on or after this day. Choose the first day of the change."
            raise BadInput(sentence, field="start_on")
        return found[0]
    if form.start_number.data is None:
        raise BadInput("Give the day or the reading from which the new limits hold.")
    return int(form.start_number.data) - 1


def _tell_approver(project: Project, metric: Metric, approver: Person | None, change: str) -> None:
    if approver is None:
        return
    words = f"{current_person().name} began new limits for {metric.name} ({project.code}) and named you as approver."
    link = address(project, metric)
    notices.tell(session(), [approver], text=words, url=link, project_id=project.id, mail=f"{words}\n{change}\n{link}")


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/release")
def release(project_id: int, metric_id: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    form = ReasonForm.of_request(prefix="release-")
    if form.validate():
        try:
            release_present(session(), project, metric, reason=form.reason.data, by=current_person())
        except RuleBroken as refusal:
            session().rollback()
            form.reason.errors = [*form.reason.errors, str(refusal)]
        else:
            flash("Taken back. The history keeps what was decided.", "ok")
            return redirect(url_for("measure.chart", project_id=project.id, metric_id=metric.id), code=303)
    return chart_page(project, metric, release=form), 422
