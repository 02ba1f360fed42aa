"""The pages of measurement studies: the list, the plan, the result, the verdict kept, signed and repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.text import called
from dmaic.define.metrics import metrics_of, open_metric
from dmaic.errors import BadInput, Conflict, NotFound, Refused
from dmaic.measure import gage as studies
from dmaic.measure.forms_gage import KeepForm, PlanForm, WhyForm, first_plan, help_of, plan_as_typed
from dmaic.measure.gage import SHAPES, Judged, MeasurementReading, MeasurementStudy, Plan, StudyType, Verdict
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.chart import as_file
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, can, open_project
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]
VERDICT_KINDS = {Verdict.OK: "ok", Verdict.CONDITIONAL: "warn", Verdict.UNDECIDED: "warn", Verdict.FAIL: "bad"}
VERDICT_WORDS = {
    Verdict.OK: "Fit for use",
    Verdict.CONDITIONAL: "Conditionally fit",
    Verdict.UNDECIDED: "Not decided",
    Verdict.FAIL: "Not fit for use",
}
FILES = frozenset({"svg", "png", "csv"})


@dataclass(frozen=True, slots=True)
class State:
    """Where a study stands, in a word, with the badge's kind and the step that comes next."""

    word: str
    kind: str
    filled: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.filled == self.total


@measure.get("/projects/<int:project_id>/measure/gage")
def gage(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    found = studies.studies_for(session(), project)
    metrics = metrics_of(session(), project)
    return render_template(
        "measure/gage.html",
        project=project,
        lines=[(one, state_of(project, one)) for one in found],
        standings=[(metric, studies.standing_for(session(), project, metric)) for metric in metrics],
        dropped=studies.studies_for(session(), project, dropped=True),
        verdicts=VERDICT_WORDS,
        kinds=VERDICT_KINDS,
        may_edit=may_edit(project),
        # single readings are told on the page of their study, where blinding is kept
        entries=[
            one
            for one in audit.entries_of(session(), chain=project.id, kind=MeasurementStudy.__tablename__, limit=50)
            if one.act in ("created", "changed")
        ],
    )


@measure.get("/projects/<int:project_id>/measure/gage/new")
def gage_choose(project_id: int) -> Answer:
    """Which study answers the question?"""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    return render_template("measure/gage_choose.html", project=project, shapes=SHAPES, slug=slug_of)


@measure.route("/projects/<int:project_id>/measure/gage/new/<kind>", methods=["GET", "POST"])
def gage_new(project_id: int, kind: str) -> Answer:
    """A new plan, or a study from readings already taken."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    type_ = kind_of(kind)
    form = _plan_form(project, type_)
    if request.method == "GET":
        return _plan_page(project, type_, form, {})
    form.take_file(request.files.get("file"))
    if not form.validate():
        return _plan_page(project, type_, form, {}), 422
    try:
        study, cautions, problems = _planned(project, type_, form)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return _plan_page(project, type_, form, {}), 422
    if study is None:
        return _plan_page(project, type_, form, {"problems": problems}), 422
    for caution in cautions:
        flash(caution, "warn")
    flash("Planned. The sheet is ready." if not form.has_table else "The readings are in.", "ok")
    onward = "measure.gage_study" if form.has_table else "measure.gage_sheet"
    return redirect(url_for(onward, project_id=project.id, study_id=study.id), code=303)


def _planned(
    project: Project, kind: StudyType, form: PlanForm
) -> tuple[MeasurementStudy | None, tuple[str, ...], list[str]]:
    """The study planned as typed, with what is thin about it; None and every problem where its table has some."""
    metric = open_metric(session(), project, form.metric_id.data or 0)
    repeated = form.retest_of_id.data
    retest_of = None if repeated is None else studies.open_measurement_study(session(), project, repeated)
    seed = studies.new_seed()
    plan = form.plan(kind, seed)
    by = current_person()
    if not form.has_table:
        study = studies.plan_study(session(), project, metric, plan, by=by, seed=seed, retest_of=retest_of)
        return study, studies.runs_of(plan, seed)[1], []
    pasted = studies.read_table(form.table.data or "", kind, categories=_given_categories(plan, form))
    plan, runs, entries = studies.plan_from(pasted, plan)
    if pasted.problems:
        return None, (), pasted.problems
    study = studies.plan_study(session(), project, metric, plan, by=by, seed=seed, runs=runs, retest_of=retest_of)
    studies.save_readings(session(), study, entries, by=by)
    return study, tuple(pasted.cautions), []


def _given_categories(plan: Plan, form: PlanForm) -> tuple[str, ...]:
    return plan.categories if "categories" in form else ()


@measure.route("/projects/<int:project_id>/measure/gage/<int:study_id>/plan", methods=["GET", "POST"])
def gage_plan(project_id: int, study_id: int) -> Answer:
    """Plan again, while no reading is in."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    form = PlanForm.of_request(data={**plan_as_typed(study), "version": study.version})
    form.of_kind(study.type, with_table=False)
    page: dict[str, Any] = {"study": study}
    if request.method == "GET":
        return _plan_page(project, study.type, form, page)
    if form.validate():
        try:
            plan = form.plan(study.type, study.seed)
            studies.change_plan(session(), study, plan, version=form.version.data)
        except (BadInput, Conflict) as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("Planned anew.", "ok")
            return redirect(url_for("measure.gage_sheet", project_id=project.id, study_id=study.id), code=303)
    return _plan_page(project, study.type, form, page), 422


def _plan_form(project: Project, kind: StudyType) -> PlanForm:
    metrics = metrics_of(session(), project)
    repeated = request.args.get("retest_of", type=int)
    again = None if repeated is None else studies.open_measurement_study(session(), project, repeated)
    given = first_plan(kind, metrics[0] if metrics else None)
    if again is not None and again.type == kind:
        given = {**plan_as_typed(again), "done_on": given["done_on"], "retest_of_id": again.id}
    form: PlanForm = PlanForm.of_request(data=given)
    form.of_kind(kind, with_table=True)
    form.metric_id.choices = [("", "Choose"), *((one.id, f"{one.name} ({one.unit})") for one in metrics)]
    judged = [one for one in studies.studies_for(session(), project) if one.is_judged and one.type == kind]
    form.retest_of_id.choices = [
        ("", "None: this is the first"),
        *((one.id, f"{one.metric.name}, {called(one.done_on)}: {one.verdict}") for one in judged),
    ]
    return form


def _plan_page(project: Project, kind: StudyType, form: PlanForm, more: dict[str, Any]) -> str:
    page = {
        "study": None,
        "problems": [],
        "metrics": metrics_of(session(), project),
        "heads": studies.heads_of(kind),
        **more,
    }
    return render_template(
        "measure/gage_plan.html",
        project=project,
        kind=kind,
        slug=slug_of(kind),
        shape=SHAPES[kind],
        form=form,
        helps=help_of(kind),
        **page,
    )


@measure.get("/projects/<int:project_id>/measure/gage/<int:study_id>")
def gage_study(project_id: int, study_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    return study_page(project, studies.open_measurement_study(session(), project, study_id), KeepForm(None))


def study_page(project: Project, study: MeasurementStudy, form: KeepForm) -> str:
    """The study as it stands: its plan, and its result once every reading is in."""
    readings = studies.readings_of(session(), study)
    state = state_of(project, study, readings)
    judged, trouble = _result(study, readings, state)
    form.version.data = study.version
    return render_template(
        "measure/gage_study.html",
        project=project,
        study=study,
        shape=SHAPES[study.type],
        slug=slug_of(study.type),
        state=state,
        judged=judged,
        trouble=trouble,
        pictures=studies.pictures_of(study, readings, judged) if judged else {},
        verdicts=VERDICT_WORDS,
        kinds=VERDICT_KINDS,
        form=form,
        why=WhyForm(None),
        signatures=studies.standing_signatures(session(), project, study),
        may_edit=may_edit(project),
        may_sign=project.is_open and study.is_judged and can(project, current_person(), Act.SIGN_STUDY),
        meaning=studies.MEANING,
        remarks=studies.remarks_on(study, readings),
        retests=studies.retests_of(session(), study),
        entries=audit.entries_of(
            session(), chain=project.id, kind=MeasurementStudy.__tablename__, object_id=study.id, limit=50
        ),
    )


def _result(study: MeasurementStudy, readings: list[MeasurementReading], state: State) -> tuple[Judged | None, str]:
    """The kept result, or that of the readings as they stand; a sentence where none can be given."""
    if study.kept is not None:
        return studies.judged_from(study.kept.result), ""
    if not state.is_complete:
        return None, ""
    try:
        return studies.judge_readings(study, readings), ""
    except BadInput as refusal:
        return None, str(refusal)


@measure.get("/projects/<int:project_id>/measure/gage/<int:study_id>/<name>.<kind>")
def gage_chart(project_id: int, study_id: int, name: str, kind: str) -> Answer:
    """One chart of the study as a file."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    study = studies.open_measurement_study(session(), project, study_id)
    readings = studies.readings_of(session(), study)
    judged, _ = _result(study, readings, state_of(project, study, readings))
    picture = None if judged is None else studies.pictures_of(study, readings, judged).get(name)
    if picture is None or kind not in FILES:
        abort(404)
    return as_file(picture, kind, f"{project.code}-study-{study.id}-{name}")


@measure.post("/projects/<int:project_id>/measure/gage/<int:study_id>/keep")
def gage_keep(project_id: int, study_id: int) -> Answer:
    """Freeze the verdict."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    form: KeepForm = KeepForm.of_request()
    if not form.validate():
        return study_page(project, study, form), 422
    try:
        studies.keep_verdict(
            session(),
            project,
            study,
            by=current_person(),
            version=form.version.data,
            remediation=form.remediation.data or "",
        )
    except (BadInput, Conflict) as refusal:
        form.remediation.errors = [*form.remediation.errors, str(refusal)]
        return study_page(project, study, form), refusal.status
    _ask_for_signature(project, study)
    flash("The verdict is kept. Coach and process owner have been told that it can be signed.", "ok")
    return back(project, study)


def _ask_for_signature(project: Project, study: MeasurementStudy) -> None:
    page = url_for("measure.gage_study", project_id=project.id, study_id=study.id)
    notices.tell(
        session(),
        [one for one in project.people_as(Role.COACH, Role.PROCESS_OWNER) if one.id != current_person().id],
        text=f"{study.title} in {project.code} {project.title} is judged ({study.verdict}) and waits for a signature.",
        url=page,
        project_id=project.id,
        mail=f"Read it and sign it, or say what is missing: {page}",
    )


@measure.post("/projects/<int:project_id>/measure/gage/<int:study_id>/sign")
def gage_sign(project_id: int, study_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.SIGN_STUDY)
    study = studies.open_measurement_study(session(), project, study_id)
    studies.sign_study(session(), project, study, person=current_person())
    flash("Signed.", "ok")
    return back(project, study)


@measure.post("/projects/<int:project_id>/measure/gage/<int:study_id>/reopen")
def gage_reopen(project_id: int, study_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    studies.reopen_study(session(), study, reason=request.form.get("reason", ""))
    flash("Open again. The verdict and its signatures no longer stand.", "warn")
    return back(project, study)


@measure.post("/projects/<int:project_id>/measure/gage/<int:study_id>/drop")
def gage_drop(project_id: int, study_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    studies.drop_study(session(), study, reason=request.form.get("reason", ""))
    flash("Dropped. It stays in the record.", "ok")
    return redirect(url_for("measure.gage", project_id=project.id), code=303)


def state_of(project: Project, study: MeasurementStudy, readings: list[MeasurementReading] | None = None) -> State:
    """Where the study stands."""
    rows = studies.readings_of(session(), study) if readings is None else readings
    filled, total = sum(one.is_filled for one in rows), len(rows)
    if study.dropped_at is not None:
        return State("dropped", "plain", filled, total)
    if study.is_judged:
        signed = studies.is_signed(session(), project, study)
        return State("signed" if signed else "judged, not signed", "ok" if signed else "warn", filled, total)
    if filled == total:
        return State("to be judged", "info", filled, total)
    return State("being measured" if filled else "planned", "info" if filled else "plain", filled, total)


def slug_of(kind: StudyType) -> str:
    """The type in an address."""
    return kind.value.replace(" ", "-")


def kind_of(slug: str) -> StudyType:
    """The type an address names."""
    found = next((kind for kind in StudyType if slug_of(kind) == slug), None)
    if found is None:
        raise NotFound("There is no such type of study.")
    return found


def may_edit(project: Project) -> bool:
    return project.is_open and can(project, current_person(), Act.EDIT)


def back(project: Project, study: MeasurementStudy) -> Response:
    return redirect(url_for("measure.gage_study", project_id=project.id, study_id=study.id), code=303)
