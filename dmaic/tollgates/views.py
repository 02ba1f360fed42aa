"""Pages of a project's road and its gates."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Phase, Project, can, open_project
from dmaic.tollgates import review as gates
from dmaic.tollgates.forms import DecideForm, ReopenForm, SetAsideForm, SubmitForm, WaiveForm
from dmaic.tollgates.overview import Overview, overview_of
from dmaic.tollgates.review import Decision
from dmaic.tollgates.roadmap import QUESTIONS, items_of, road_of
from dmaic.tollgates.trace import Entry, by_kind, trace_of
from dmaic.web.transaction import session

tollgates = Blueprint("tollgates", __name__)

Answer = str | Response | tuple[str, int]


@tollgates.get("/projects/<int:project_id>")
def home(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    road = road_of(session(), project, date.today())
    overview = overview_of(session(), project)
    waiting = gates.open_review(session(), project)
    return render_template(
        "tollgates/home.html",
        project=project,
        road=road,
        stops=[
            {
                "letter": stop.letter,
                "name": stop.name,
                "state": stop.state,
                "note": stop.note,
                "url": _gate_url(project, stop.phase),
            }
            for stop in road
        ],
        chart_url=_chart_url(project, overview),
        here=road[project.phase.position],
        later=road[project.phase.position + 1 :] if project.is_open else [],
        questions=QUESTIONS,
        waiting=waiting,
        waits_for=gates.waits_for(project, waiting) if waiting is not None else "",
        overview=overview,
        today=date.today(),
        reopen=ReopenForm(data={"phase": project.phase}) if can(project, current_person(), Act.MANAGE) else None,
    )


@tollgates.get("/projects/<int:project_id>/trace")
def trace(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    found = trace_of(session(), project)

    def link(entry: Entry) -> str:
        key: dict[str, Any] = {"project_id": project.id, **entry.key}
        return url_for(entry.endpoint, **key)

    orphans = by_kind(found.orphans)
    return render_template("tollgates/trace.html", project=project, threads=found.threads, orphans=orphans, link=link)


@tollgates.get("/projects/<int:project_id>/gates/<phase>")
def gate(project_id: int, phase: str) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    return _gate_page(project, _phase(phase), SubmitForm(), DecideForm(), WaiveForm())


@tollgates.post("/projects/<int:project_id>/gates/<phase>/submit")
def submit(project_id: int, phase: str) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.SUBMIT_GATE)
    stop = _present(project, phase)
    form = SubmitForm.of_request()
    if not form.validate():
        return _gate_page(project, stop, form, DecideForm(), WaiveForm()), 422
    items = items_of(session(), project, stop, date.today())
    review = gates.submit_gate(session(), project, items, by=current_person(), note=form.note.data or "")
    told = notices.tell(
        session(),
        project.people_as(Role.SPONSOR, Role.COACH),
        project_id=project.id,
        url=_gate_url(project, stop),
        text=f"{project.code} {project.title}: the {stop.value} gate waits for your decision (round {review.round}).",
        mail=f"{current_person().name} submitted the {stop.value} gate of {project.code} {project.title}.\n\n{review.note}",
    )
    flash(
        f"Submitted. {told} reviewers were told."
        if told
        else "Submitted, but nobody may decide it yet: add a sponsor or a coach to the team.",
        "ok" if told else "warn",
    )
    return redirect(_gate_url(project, stop), code=303)


@tollgates.post("/projects/<int:project_id>/gates/<phase>/withdraw")
def withdraw(project_id: int, phase: str) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.SUBMIT_GATE)
    gates.withdraw(session(), _waiting(project), by=current_person())
    flash("Taken back. Submit again when it is ready.", "ok")
    return redirect(_gate_url(project, _present(project, phase)), code=303)


@tollgates.post("/projects/<int:project_id>/gates/<phase>/decide")
def decide(project_id: int, phase: str) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.REVIEW_GATE)
    stop = _present(project, phase)
    form = DecideForm.of_request()
    review = _waiting(project)
    if form.validate():
        items = items_of(session(), project, stop, date.today())
        try:
            gates.decide(
                session(),
                project,
                review,
                items,
                by=current_person(),
                decision=form.decision.data,
                comment=form.comment.data or "",
                today=date.today(),
                next_gate_on=form.next_gate_on.data,
            )
        except BadInput as refusal:
            form.comment.errors = [str(refusal)]
        except RuleBroken as refusal:
            form.decision.errors = [str(refusal)]
        else:
            _tell_decision(project, stop, review)
            flash(f"The {stop.value} gate is {review.outcome}.", "ok")
            return redirect(url_for("tollgates.home", project_id=project.id), code=303)
    return _gate_page(project, stop, SubmitForm(), form, WaiveForm()), 422


def _tell_decision(project: Project, stop: Phase, review: gates.GateReview) -> None:
    everyone = [member.person for member in project.members if member.person_id != current_person().id]
    text = f"{project.code} {project.title}: the {stop.value} gate is {review.outcome}."
    notices.tell(
        session(),
        everyone,
        project_id=project.id,
        url=_gate_url(project, stop),
        text=text,
        mail=f"{text}\n\n{current_person().name}: {review.comment or Decision(review.decision or '').value}",
    )


@tollgates.post("/projects/<int:project_id>/gates/<phase>/waive")
def waive(project_id: int, phase: str) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.REVIEW_GATE)
    stop = _phase(phase)
    form = WaiveForm.of_request()
    if form.validate():
        items = items_of(session(), project, stop, date.today())
        try:
            gates.waive(
                session(),
                project,
                items,
                phase=stop,
                code=form.code.data,
                reason=form.reason.data,
                until=form.until.data,
                by=current_person(),
                today=date.today(),
            )
        except BadInput as refusal:
            form.until.errors = [str(refusal)]
        else:
            flash("Waived. The waiver stands in the gate's record with your name.", "ok")
            return redirect(_gate_url(project, stop), code=303)
    return _gate_page(project, stop, SubmitForm(), DecideForm(), form), 422


@tollgates.post("/projects/<int:project_id>/set-aside")
def set_aside(project_id: int) -> Answer:
    """Hold or stop the project between gates."""
    project = open_project(session(), project_id, current_person(), Act.REVIEW_GATE)
    if not project.is_open:
        raise RuleBroken(f"The project is {project.state.value} already.")
    form = SetAsideForm.of_request()
    if not form.validate():
        raise BadInput("Choose hold or stop, and say why: the team needs to know.")
    items = items_of(session(), project, project.phase, date.today())
    review = gates.set_aside(
        session(), project, items, by=current_person(), decision=form.decision.data, comment=form.comment.data
    )
    _tell_decision(project, project.phase, review)
    flash(f"The project is {review.outcome}.", "ok")
    return redirect(url_for("tollgates.home", project_id=project.id), code=303)


@tollgates.post("/projects/<int:project_id>/reopen")
def reopen(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    if not can(project, current_person(), Act.MANAGE):
        open_project(session(), project_id, current_person(), Act.MANAGE)
    form = ReopenForm.of_request()
    if not form.validate():
        raise BadInput("Say why the project is taken up again, and in which phase.")
    gates.reopen(session(), project, reason=form.reason.data, phase=form.phase.data, today=date.today())
    flash("The project is open again.", "ok")
    return redirect(url_for("tollgates.home", project_id=project.id), code=303)


def _gate_page(project: Project, phase: Phase, submit: SubmitForm, decide: DecideForm, waive: WaiveForm) -> str:
    person = current_person()
    road = road_of(session(), project, date.today())
    waiting = gates.open_review(session(), project)
    present = phase == project.phase and project.is_open
    return render_template(
        "tollgates/gate.html",
        project=project,
        road=road,
        stop=road[phase.position],
        question=QUESTIONS[phase],
        rounds=gates.reviews_of(session(), project, phase),
        waivers=gates.waivers_of(session(), project),
        waiting=waiting if waiting is not None and waiting.phase == phase else None,
        moved=waiting is not None
        and waiting.phase == phase
        and gates.snapshot_of(road[phase.position].items) != waiting.snapshot_hash,
        waits_for=gates.waits_for(project, waiting) if waiting is not None else "",
        submit=submit,
        decide=decide,
        waive=waive,
        chosen=request.args.get("waive", waive.code.data or ""),
        may_submit=present and waiting is None and can(project, person, Act.SUBMIT_GATE),
        may_withdraw=present and waiting is not None and can(project, person, Act.SUBMIT_GATE),
        may_decide=present
        and waiting is not None
        and can(project, person, Act.REVIEW_GATE)
        and waiting.submitted_by_id != person.id,
        aside=SetAsideForm(None) if present and waiting is None and can(project, person, Act.REVIEW_GATE) else None,
        may_waive=project.is_open and can(project, person, Act.REVIEW_GATE),
    )


def _chart_url(project: Project, overview: Overview) -> str | None:
    if overview.metric is None or overview.drawing is None:
        return None
    return url_for("measure.chart", project_id=project.id, metric_id=overview.metric.id)


def _phase(name: str) -> Phase:
    if name not in set(Phase):
        raise NotFound("There is no such gate.")
    return Phase(name)


def _present(project: Project, name: str) -> Phase:
    phase = _phase(name)
    if phase != project.phase:
        raise RuleBroken(f"The project stands in {project.phase.value}; only that gate can be submitted and decided.")
    return phase


def _waiting(project: Project) -> gates.GateReview:
    review = gates.open_review(session(), project)
    if review is None:
        raise RuleBroken("No gate waits for a decision here.")
    return review


def _gate_url(project: Project, phase: Phase) -> str:
    return url_for("tollgates.gate", project_id=project.id, phase=phase.value)
