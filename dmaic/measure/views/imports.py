"""Pages of importing: send a file, look at how it is read, bring it in; withdraw an import and bring it back."""

from __future__ import annotations

import io
from typing import Any, cast

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import event
from werkzeug.wrappers import Response

from dmaic.define.metrics import Metric, open_metric
from dmaic.errors import BadInput, Refused
from dmaic.measure import datasets, jobs, uploads
from dmaic.measure.forms_data import ReasonForm, UploadForm, form_of, part_choices, posted_settings
from dmaic.measure.importing import Preview, Settings
from dmaic.measure.jobs import Worker
from dmaic.measure.limits import refresh_wall
from dmaic.measure.uploads import Upload
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.metric import opened_metric
from dmaic.measure.waiting import forget
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.web.downloads import csv_download
from dmaic.web.pages import wants_json
from dmaic.web.settings import settings
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int] | tuple[Response, int]
PROBLEMS_SHOWN = 50


def worker() -> Worker:
    """The application's background worker."""
    return cast("Worker", current_app.extensions["dmaic.worker"])


@measure.post("/projects/<int:project_id>/measure/data/<int:metric_id>/upload")
def data_upload(project_id: int, metric_id: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.IMPORT)
    form = UploadForm.of_request()
    sent, pasted = request.files.get("file"), form.text.data or ""
    try:
        if sent is not None and sent.filename:
            upload = _keep(project, metric, sent.stream, sent.filename)
        elif pasted.strip():
            upload = _keep(project, metric, io.BytesIO(request.form["text"].encode()), "Pasted cells")
        else:
            raise BadInput("Choose a file, or paste cells from your spreadsheet.")
    except Refused as refusal:
        return _refused(refusal, url_for("measure.data_of", project_id=project.id, metric_id=metric.id))
    return _onward(url_for("measure.import_file", project_id=project.id, upload_id=upload.id))


def _keep(project: Project, metric: Metric, stream: Any, name: str) -> Upload:
    instance = settings().INSTANCE
    upload = uploads.keep_upload(
        session(), project, metric, stream, instance=instance, file_name=name, by=current_person()
    )
    uploads.guess(upload, metric, instance=instance)
    return upload


@measure.route("/projects/<int:project_id>/measure/data/uploads/<int:upload_id>", methods=["GET", "POST"])
def import_file(project_id: int, upload_id: int) -> Answer:
    """Look at a file as it would be read, change how, and bring it in."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    upload = uploads.open_upload(session(), project, upload_id)
    metric = open_metric(session(), project, upload.metric_id)
    shown = upload.chosen
    if request.method == "GET" or shown is None:
        found, shown, trouble = _looked_at(upload, metric, shown)
        if request.method == "GET":
            return _preview_page(project, metric, upload, found=found, shown=shown, trouble=trouble)
    try:
        chosen = posted_settings(shown)
    except BadInput as refusal:
        found, shown, _ = _looked_at(upload, metric, shown)
        return _preview_page(project, metric, upload, found=found, shown=shown, trouble=str(refusal)), 422
    if request.form.get("act") == "forget":
        forget(session(), upload, instance=settings().INSTANCE)
        flash("The file was forgotten; nothing was imported.", "ok")
        return _onward(url_for("measure.data_of", project_id=project.id, metric_id=metric.id))
    again, settled, trouble = _looked_at(upload, metric, chosen)
    upload.settings = settled.to_json()
    if request.form.get("act") != "import":
        return _onward(url_for("measure.import_file", project_id=project.id, upload_id=upload.id))
    if again is None or settled != shown:
        flash(trouble or "You changed how the file is read. Look at it once more, then import it.", "warn")
        return redirect(url_for("measure.import_file", project_id=project.id, upload_id=upload.id), code=303)
    try:
        return _bring_in(project, metric, upload, again)
    except Refused as refusal:
        session().rollback()
        upload = uploads.open_upload(session(), project, upload_id)
        return _preview_page(project, metric, upload, found=again, shown=settled, trouble=str(refusal)), refusal.status


def _bring_in(project: Project, metric: Metric, upload: Upload, found: Preview) -> Answer:
    if found.missing:
        raise BadInput(found.missing[0])
    ticks = {"leave_out": "leave_out" in request.form, "again": "again" in request.form}
    personal = [one.name for one in found.personal_taken]
    if uploads.is_large(upload, found):
        given = {"upload_id": upload.id, "settings": found.settings.to_json(), "personal": personal, **ticks}
        job = jobs.start_job(session(), project, by=current_person(), kind="import", given=given)
        wake = worker().wake
        event.listen(session(), "after_commit", lambda _session: wake(), once=True)
        address = url_for("measure.import_job", project_id=project.id, job_id=job.id)
        return jsonify(status_url=address) if wants_json() else redirect(address, code=303)
    instance = settings().INSTANCE
    read = uploads.read_file(upload, metric, instance=instance, settings=found.settings)
    done = uploads.bring_in(
        session(), project, metric, upload, read, instance=instance, by=current_person(), personal=personal, **ticks
    )
    flash(f"{done.count:,} readings imported.".replace(",", "\u202f"), "ok")
    return _onward(url_for("measure.data_of", project_id=project.id, metric_id=metric.id))


def _looked_at(upload: Upload, metric: Metric, chosen: Settings | None) -> tuple[Preview | None, Settings, str]:
    """The preview, the settings it stands for, and why there is none."""
    try:
        found = uploads.look(upload, metric, instance=settings().INSTANCE, settings=chosen)
    except BadInput as refusal:
        return None, chosen or uploads.layout_of(upload, instance=settings().INSTANCE), str(refusal)
    return found, found.settings, ""


def _preview_page(
    project: Project, metric: Metric, upload: Upload, *, found: Preview | None, shown: Settings, trouble: str
) -> str:
    form = form_of(shown, found)
    form.leave_out.data, form.again.data = "leave_out" in request.form, "again" in request.form
    columns: list[dict[str, Any]] = []
    if found is not None:
        columns = [
            {"column": one, "part": part.value, "choices": part_choices(counted=found.is_counted, chosen=part)}
            for one, part in zip(found.columns, shown.parts, strict=True)
        ]
    return render_template(
        "measure/import_file.html",
        project=project,
        metric=metric,
        upload=upload,
        found=found,
        form=form,
        columns=columns,
        trouble=trouble,
        large=found is not None and uploads.is_large(upload, found),
        lines=uploads.first_readings(found) if found else [],
        problems=found.result.problems.kept[:PROBLEMS_SHOWN] if found else [],
        before=datasets.same_file(session(), metric, upload.file_hash),
    )


@measure.get("/projects/<int:project_id>/measure/data/uploads/<int:upload_id>/problems.csv")
def import_problems(project_id: int, upload_id: int) -> Answer:
    """Every problem of a waiting file, as last looked at."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    upload = uploads.open_upload(session(), project, upload_id)
    metric = open_metric(session(), project, upload.metric_id)
    lines = uploads.problem_lines(upload, metric, instance=settings().INSTANCE)
    return csv_download(lines, f"{project.code}-{metric.code}-problems.csv")


@measure.get("/projects/<int:project_id>/measure/jobs/<int:job_id>")
def import_job(project_id: int, job_id: int) -> Answer:
    """How far an import in the background is; as JSON for the script that follows it."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    job = jobs.open_job(session(), project, job_id)
    if job.is_waiting:
        worker().wake()
    onward = ""
    if job.state == jobs.JobState.DONE:
        onward = url_for("measure.data_of", project_id=project.id, metric_id=job.outcome["metric_id"])
    elif job.state == jobs.JobState.FAILED:
        onward = url_for("measure.import_file", project_id=project.id, upload_id=job.given["upload_id"])
    if wants_json():
        state = job.state.value
        if "problems" in job.outcome:  # the reading is done, and the page of the job shows what is wrong
            state, onward = "done", url_for("measure.import_job", project_id=project.id, job_id=job.id)
        return jsonify(state=state, done=job.done, total=job.total, message=job.message, next=onward)
    return render_template("measure/import_job.html", project=project, job=job, onward=onward)


@measure.post("/projects/<int:project_id>/measure/data/imports/<int:import_id>/withdraw")
def import_withdraw(project_id: int, import_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    form = ReasonForm.of_request()
    done = datasets.withdraw_import(session(), project, import_id, reason=form.reason.data or "", by=current_person())
    flash(f"The readings of {done.file_name} are withdrawn. They are kept and can be brought back.", "ok")
    return _to_metric(project, done)


@measure.post("/projects/<int:project_id>/measure/data/imports/<int:import_id>/bring-back")
def import_bring_back(project_id: int, import_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    form = ReasonForm.of_request()
    done = datasets.bring_back_import(session(), project, import_id, reason=form.reason.data or "")
    flash(f"The readings of {done.file_name} are back.", "ok")
    return _to_metric(project, done)


def _to_metric(project: Project, done: datasets.Import) -> Answer:
    series = session().get_one(datasets.Series, done.series_id)
    refresh_wall(session(), project, open_metric(session(), project, series.metric_id))
    address = url_for("measure.data_of", project_id=project.id, metric_id=series.metric_id)
    return redirect(f"{address}#imports", code=303)


def may_import(project: Project) -> bool:
    """Whether this person may bring data in here now."""
    return project.is_open and can(project, current_person(), Act.IMPORT)


def _onward(address: str) -> Answer:
    """Go on to another page; a script that sent the form is told where."""
    return jsonify(next=address) if wants_json() else redirect(address, code=303)


def _refused(refusal: Refused, address: str) -> Answer:
    """Say why a file was not taken: to the script that sent it, or on the page it was sent from."""
    session().rollback()
    if wants_json():
        return jsonify(message=str(refusal)), refusal.status
    flash(str(refusal), "error")
    return redirect(address, code=303)
