"""Pages of service data: send an export, look at how it is read, take it in."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import event
from werkzeug.wrappers import Response

from dmaic.errors import BadInput, Refused
from dmaic.measure import jobs
from dmaic.measure.forms_service import (
    ACTS,
    ExportForm,
    MappingForm,
    field_choices,
    mapping_form,
    posted_mapping,
    rules_of,
)
from dmaic.measure.service import inbox
from dmaic.measure.service.adopting import adopted_of
from dmaic.measure.service.export import read_export
from dmaic.measure.service.fields import DURATIONS
from dmaic.measure.service.inbox import Look, ServiceUpload
from dmaic.measure.service.mapping import REASONS
from dmaic.measure.service.moments import SECONDS
from dmaic.measure.service.sources import ServiceSource, known_zone, open_source, sources_of
from dmaic.measure.service.summary import summary_of
from dmaic.measure.service.together import cautions_of, pulls_of, read_with
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.imports import may_import, worker
from dmaic.measure.waiting import forget
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.web.pages import wants_json
from dmaic.web.settings import settings
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int] | tuple[Response, int]
SHOWN_ROWS = 5
PROBLEMS_SHOWN = 20


def secret() -> bytes:
    """The installation's secret, as the key of hashes."""
    return str(current_app.config["SECRET_KEY"]).encode()


@measure.get("/projects/<int:project_id>/measure/service")
def service(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    sources, adopted = sources_of(session(), project), adopted_of(session(), project)
    return render_template(
        "measure/service.html",
        project=project,
        sources=[(one, summary_of(session(), one)) for one in sources],
        adopted=adopted,
        beside=read_with(adopted),
        cautions=[*pulls_of(session(), project), *cautions_of(session(), project)],
        form=ExportForm(None),
        may_import=may_import(project),
    )


@measure.post("/projects/<int:project_id>/measure/service/upload")
@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/upload")
def service_upload(project_id: int, source_id: int | None = None) -> Answer:
    """Take a file: into a source whose saved mapping fits it at once, else to be looked at."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    source = None if source_id is None else open_source(session(), project, source_id)
    form = ExportForm.of_request()
    sent, pasted = request.files.get("file"), form.text.data or ""
    try:
        if sent is not None and sent.filename:
            upload = _keep(project, sent.stream, sent.filename, source)
        elif pasted.strip():
            upload = _keep(project, io.BytesIO(request.form["text"].encode()), "Pasted cells", source)
        else:
            raise BadInput("Choose the export, or paste its cells.")
        found = _look(upload, source)
        if source is not None and inbox.fits(found, source):
            return _take_in(project, upload, found, source.name, {})
    except Refused as refusal:
        return _refused(project, source_id, refusal)
    return onward(url_for("measure.service_file", project_id=project.id, upload_id=upload.id))


def _keep(project: Project, stream: Any, name: str, source: ServiceSource | None) -> ServiceUpload:
    return inbox.keep_export(
        session(), project, stream, instance=settings().INSTANCE, file_name=name, by=current_person(), source=source
    )


def _look(upload: ServiceUpload, source: ServiceSource | None, **given: Any) -> Look:
    zone = known_zone(session(), _project(upload), current_person()) or "UTC"
    return inbox.look(upload, source, instance=settings().INSTANCE, secret=secret(), zone=zone, **given)


def _project(upload: ServiceUpload) -> Project:
    return session().get_one(Project, upload.project_id)


def _source_of(project: Project, upload: ServiceUpload) -> ServiceSource | None:
    return None if upload.source_id is None else open_source(session(), project, upload.source_id)


@measure.route("/projects/<int:project_id>/measure/service/uploads/<int:upload_id>", methods=["GET", "POST"])
def service_file(project_id: int, upload_id: int) -> Answer:
    """Look at an export as it would be read, change how, and take it in."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    upload = inbox.open_upload(session(), project, upload_id)
    source = _source_of(project, upload)
    found = _look(upload, source)
    if request.method == "GET":
        return _file_page(project, upload, found, mapping_form(found, source, upload.file_name))
    if request.form.get("act") == "forget":
        forget(session(), upload, instance=settings().INSTANCE)
        flash("The export was forgotten; nothing was taken in.", "ok")
        return onward(url_for("measure.service", project_id=project.id))
    form = MappingForm.of_request()
    if not form.validate():
        return _file_page(project, upload, found, form), 422
    try:
        if form.preset.data != found.mapping.preset:
            found = _look(upload, source, preset=form.preset.data)
        else:
            found = _look(upload, source, mapping=posted_mapping(form, found))
        upload.mapping_json = found.mapping.to_json()
        if request.form.get("act") != "import":
            return onward(url_for("measure.service_file", project_id=project.id, upload_id=upload.id))
        if found.trouble:
            raise BadInput(found.trouble)
        return _take_in(project, upload, found, form.name.data or upload.file_name, rules_of(form))
    except Refused as refusal:
        session().rollback()
        upload = inbox.open_upload(session(), project, upload_id)
        return _file_page(project, upload, found, form, str(refusal)), refusal.status


def _take_in(project: Project, upload: ServiceUpload, found: Look, name: str, rules: dict[str, Any]) -> Answer:
    """Take the export in now, or in the background where it is large."""
    if upload.is_large:
        given_rules = {**rules, "reopening": rules["reopening"].value} if "reopening" in rules else rules
        given = {"upload_id": upload.id, "mapping": found.mapping.to_json(), "name": name, "rules": given_rules}
        job = jobs.start_job(session(), project, by=current_person(), kind="service", given=given)
        wake = worker().wake
        event.listen(session(), "after_commit", lambda _session: wake(), once=True)
        address = url_for("measure.service_job", project_id=project.id, job_id=job.id)
        return jsonify(status_url=address) if wants_json() else redirect(address, code=303)
    export = read_export(found.opening, found.mapping, secret=secret())
    outcome = inbox.bring_in(
        session(),
        project,
        upload,
        export,
        instance=settings().INSTANCE,
        by=current_person(),
        mapping=found.mapping,
        name=name,
        rules=rules,
    )
    flash(outcome.sentence, "ok")
    return onward(url_for("measure.service_source", project_id=project.id, source_id=outcome.source.id))


def _file_page(
    project: Project,
    upload: ServiceUpload,
    found: Look,
    form: MappingForm,
    trouble: str = "",
) -> str:
    source = _source_of(project, upload)
    mapping = found.mapping
    chosen = dict(mapping.columns)
    columns = [
        {
            "name": header,
            "field": chosen.get(header, "omit"),
            "personal": found.guess.personal.get(header, ""),
            "unit": mapping.unit(header) if chosen.get(header) in DURATIONS else "",
        }
        for header in found.opening.headers
    ]
    return render_template(
        "measure/service_file.html",
        project=project,
        upload=upload,
        source=source,
        found=found,
        form=form,
        columns=columns,
        choices=field_choices(),
        units=list(SECONDS),
        acts=ACTS,
        reasons=REASONS,
        lines=found.opening.rows[:SHOWN_ROWS],
        problems=found.sample.problems.kept[:PROBLEMS_SHOWN] if found.sample else [],
        trouble=trouble or found.trouble,
        guess_zone=source is None
        and upload.mapping_json is None
        and not known_zone(session(), project, current_person()),
    )


@measure.get("/projects/<int:project_id>/measure/service/jobs/<int:job_id>")
def service_job(project_id: int, job_id: int) -> Answer:
    """How far the work on a large export is; as JSON for the script that follows it."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    job = jobs.open_job(session(), project, job_id)
    if job.is_waiting:
        worker().wake()
    next_page, leads_to = _after(project, job) if job.is_over else ("", "")
    if wants_json():
        return jsonify(state=job.state.value, done=job.done, total=job.total, message=job.message, next=next_page)
    return render_template(
        "measure/service_job.html",
        project=project,
        job=job,
        onward=next_page,
        leads_to=leads_to,
        is_reading=job.kind == "service",
    )


def _after(project: Project, job: jobs.Job) -> tuple[str, str]:
    """Where a job that is over leads to, and what is there."""
    given, found = job.given, job.outcome
    if job.kind == "service-split":
        return url_for("measure.customer_split", project_id=project.id), "Customers by value"
    if job.state == jobs.JobState.FAILED:
        if job.kind == "service":
            return url_for("measure.service_file", project_id=project.id, upload_id=given["upload_id"]), (
                "Back to the export"
            )
        if job.kind == "service-start":
            return url_for("measure.problem", project_id=project.id, problem_id=given["problem_id"]), (
                "Back to the problem"
            )
        return url_for("measure.service_source", project_id=project.id, source_id=given["source_id"]), (
            "Back to the source"
        )
    if "metric_id" in found:
        return url_for("measure.chart", project_id=project.id, metric_id=found["metric_id"]), "Look at its chart"
    owner = found.get("started_id", project.id)
    address = url_for("measure.service_source", project_id=owner, source_id=found["source_id"])
    return address, "Adopt its measures" if job.kind in ("service", "service-start") else "Back to the source"


def in_background(project: Project, kind: str, given: dict[str, Any]) -> Response:
    """Queue work on a large source, and show how far it is."""
    job = jobs.start_job(session(), project, by=current_person(), kind=kind, given=given)
    wake = worker().wake
    event.listen(session(), "after_commit", lambda _session: wake(), once=True)
    return redirect(url_for("measure.service_job", project_id=project.id, job_id=job.id), code=303)


def onward(address: str) -> Answer:
    """Go on to another page; a script that sent the form is told where."""
    return jsonify(next=address) if wants_json() else redirect(address, code=303)


def _refused(project: Project, source_id: int | None, refusal: Refused) -> Answer:
    """Say why a file was not taken: to the script that sent it, or on the page it was sent from."""
    session().rollback()
    if wants_json():
        return jsonify(message=str(refusal)), refusal.status
    flash(str(refusal), "error")
    if source_id is None:
        return redirect(url_for("measure.service", project_id=project.id), code=303)
    return redirect(url_for("measure.service_source", project_id=project.id, source_id=source_id), code=303)
