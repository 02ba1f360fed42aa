"""The run sheet of a measurement study: filled as a table, one reading at a time, from a file, or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic.errors import BadInput, RuleBroken
from dmaic.measure import gage as studies
from dmaic.measure.forms_gage import FINDING_CHOICES, TableForm, text_of, typed_entry
from dmaic.measure.gage import SHAPES, Entry, MeasurementReading, MeasurementStudy, Saved
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.gage import back, may_edit, state_of
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session

Answer = str | Response | tuple[str | Response, int]
_FIELDS = ("value", "rating", "source", "report", "note", "seen")


@measure.route("/projects/<int:project_id>/measure/gage/<int:study_id>/sheet", methods=["GET", "POST"])
def gage_sheet(project_id: int, study_id: int) -> Answer:
    """The whole sheet, or that of one appraiser. A POST saves what can be read and names what can't."""
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT if writing else Act.VIEW)
    study = studies.open_measurement_study(session(), project, study_id)
    who = request.args.get("appraiser")
    if not writing:
        return _sheet(project, study, who)
    saved, typed, problems = _save_typed(study)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_told(study, saved, problems)), 422 if problems and not _moved(saved) else 200
    if not problems and not saved.clashes:
        flash(_words(saved, study), "ok")
        if studies.next_open(session(), study) is None:
            return back(project, study)
        return redirect(
            url_for("measure.gage_sheet", project_id=project.id, study_id=study.id, appraiser=who), code=303
        )
    if _moved(saved):
        flash(f"{_words(saved, study)} Look at the rows that are marked.", "warn")
    return _sheet(project, study, who, typed, problems), 200 if _moved(saved) else 422


def _sheet(
    project: Project,
    study: MeasurementStudy,
    who: str | None,
    typed: Mapping[int, Mapping[str, str]] | None = None,
    problems: Mapping[int, str] | None = None,
) -> str:
    """The page of the sheet; ``typed`` and ``problems`` are shown again by run."""
    whole = studies.readings_of(session(), study)
    rows = [one for one in whole if who in (None, "", one.appraiser)]
    return render_template(
        "measure/gage_sheet.html",
        project=project,
        study=study,
        shape=SHAPES[study.type],
        rows=rows,
        who=who or "",
        done=[(name, *_progress(whole, name)) for name in study.appraisers],
        state=state_of(project, study, whole),
        hides=hides_readings(study, whole),
        typed=typed or {},
        problems=problems or {},
        findings=FINDING_CHOICES,
        may_fill=may_edit(project) and not study.is_judged and study.dropped_at is None,
        table=TableForm(None),
        heads=studies.heads_of(study.type),
    )


def _progress(rows: list[MeasurementReading], name: str) -> tuple[int, int]:
    own = [one for one in rows if one.appraiser == name]
    return sum(one.is_filled for one in own), len(own)


def hides_readings(study: MeasurementStudy, rows: list[MeasurementReading]) -> bool:
    """Whether saved readings stay hidden: the study is blinded and not all are in."""
    return study.is_blinded and not study.is_judged and not all(one.is_filled for one in rows)


def _save_typed(study: MeasurementStudy) -> tuple[Saved, dict[int, dict[str, str]], dict[int, str]]:
    """Save every row that can be read. Gives what happened, what was typed, and a sentence for each other row."""
    typed = _rows_typed()
    entries: list[Entry] = []
    problems: dict[int, str] = {}
    for run, cells in typed.items():
        try:
            entry = typed_entry(study, run, cells)
            if entry is not None:
                entries.append(studies.check_entry(study, entry))
        except BadInput as refusal:
            problems[run] = str(refusal)
    saved = studies.save_readings(session(), study, entries, by=current_person())
    for clash in saved.clashes:
        theirs = "another reading" if study.is_blinded else clash.theirs
        problems[clash.run] = f"Somebody else saved {theirs} here meanwhile. Yours ({clash.yours}) is not saved."
    return saved, {run: cells for run, cells in typed.items() if run in problems}, problems


def _rows_typed() -> dict[int, dict[str, str]]:
    """What was sent, by run: fields are named ``value-12``, ``seen-12``."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in request.form.items():
        field, _, run = name.partition("-")
        if field in _FIELDS and run.isdecimal():
            rows.setdefault(int(run), {})[field] = text
    return rows


def _moved(saved: Saved) -> bool:
    return bool(saved.filled or saved.replaced)


def _words(saved: Saved, study: MeasurementStudy) -> str:
    """What was saved; a page that saves as it goes has nothing left, so then what is in."""
    if not _moved(saved):
        rows = studies.readings_of(session(), study)
        count = sum(row.is_filled for row in rows)
        return f"All {count} readings are saved." if count == len(rows) else f"{count} of {len(rows)} readings are in."
    parts = [f"{saved.filled} reading{'' if saved.filled == 1 else 's'} saved"] if saved.filled else []
    parts += [f"{saved.replaced} replaced"] if saved.replaced else []
    return f"{', '.join(parts)}."


def _told(study: MeasurementStudy, saved: Saved, problems: Mapping[int, str]) -> dict[str, Any]:
    """The answer to a page that saves as it goes."""
    rows = studies.readings_of(session(), study)
    return {
        "filled": sum(one.is_filled for one in rows),
        "total": len(rows),
        "seen": {
            str(one.run): one.changes for one in rows if str(one.run) in {n.partition("-")[2] for n in request.form}
        },
        "problems": {str(run): sentence for run, sentence in problems.items()},
        "words": _words(saved, study),
    }


@measure.route("/projects/<int:project_id>/measure/gage/<int:study_id>/entry", methods=["GET", "POST"])
def gage_entry(project_id: int, study_id: int) -> Answer:
    """One reading at a time, in the order of the sheet: for a telephone beside the instrument."""
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    if study.is_judged or study.dropped_at is not None:
        raise RuleBroken("The readings of this study are closed.")
    who = request.args.get("appraiser")
    if writing:
        saved, typed, problems = _save_typed(study)
        if problems:
            run = next(iter(problems))
            return _entry_page(project, study, who, run, typed=typed.get(run, {}), problem=problems[run]), 422
        done = next(iter(_rows_typed()), None) if _moved(saved) else None
        return redirect(
            url_for("measure.gage_entry", project_id=project.id, study_id=study.id, appraiser=who, done=done), code=303
        )
    return _entry_page(project, study, who, request.args.get("run", type=int))


def _entry_page(
    project: Project,
    study: MeasurementStudy,
    who: str | None,
    run: int | None,
    *,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
) -> str:
    whole = studies.readings_of(session(), study)
    rows = [one for one in whole if who in (None, "", one.appraiser)]
    left = [one for one in rows if not one.is_filled]
    row = next((one for one in rows if one.run == run), left[0] if left else None)
    after = next((one for one in left if row is not None and one.run > row.run), left[0] if left else None)
    return render_template(
        "measure/gage_entry.html",
        project=project,
        study=study,
        called=studies.called,
        row=row,
        skip=None if after is row else after,
        who=who or "",
        done=request.args.get("done", type=int),
        filled=len(rows) - len(left),
        total=len(rows),
        typed=typed or {},
        problem=problem,
        findings=FINDING_CHOICES,
    )


@measure.post("/projects/<int:project_id>/measure/gage/<int:study_id>/table")
def gage_table(project_id: int, study_id: int) -> Answer:
    """Readings from a table: all of them, or none and every problem named."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    form: TableForm = TableForm.of_request()
    text = form.table.data or ""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        text = text_of(upload)
    pasted = studies.read_table(text, study.type, categories=list(study.categories))
    entries = studies.match_table(pasted, studies.readings_of(session(), study))
    if pasted.problems:
        page = render_template(
            "measure/gage_table.html",
            project=project,
            study=study,
            problems=pasted.problems,
            form=form,
            heads=studies.heads_of(study.type),
        )
        return page, 422
    saved = studies.save_readings(session(), study, entries, by=current_person())
    flash(_words(saved, study), "ok")
    return back(project, study)


@measure.post("/projects/<int:project_id>/measure/gage/<int:study_id>/clear/<int:run>")
def gage_clear(project_id: int, study_id: int, run: int) -> Answer:
    """Take one reading back, with a reason."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = studies.open_measurement_study(session(), project, study_id)
    studies.clear_reading(session(), study, run, reason=request.form.get("reason", ""))
    flash(f"Run {run} is empty again.", "ok")
    return redirect(url_for("measure.gage_sheet", project_id=project.id, study_id=study.id), code=303)


@measure.get("/projects/<int:project_id>/measure/gage/<int:study_id>/print")
def gage_print(project_id: int, study_id: int) -> Answer:
    """The sheet on paper, one page an appraiser, with room to write."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    study = studies.open_measurement_study(session(), project, study_id)
    rows = studies.readings_of(session(), study)
    return render_template(
        "measure/gage_print.html",
        project=project,
        study=study,
        shape=SHAPES[study.type],
        sheets=[(name, [one for one in rows if one.appraiser == name]) for name in study.appraisers or [""]]
        if study.appraisers
        else [("", rows)],
    )


@measure.get("/projects/<int:project_id>/measure/gage/<int:study_id>/readings.csv")
def gage_csv(project_id: int, study_id: int) -> Answer:
    """The sheet as a table that can be filled and pasted back; a blinded one without readings until all are in."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    study = studies.open_measurement_study(session(), project, study_id)
    rows = studies.readings_of(session(), study)
    heads = studies.heads_of(study.type)
    hidden = hides_readings(study, rows)
    table = [list(heads)]
    for one in rows:
        cells = {
            "part": one.part, "item": one.part, "record": one.part,
            "appraiser": one.appraiser,
            "trial": str(one.trial),
            **dict.fromkeys(("measurement", "rating", "finding"), "" if hidden else one.shown),
            "reference": str(study.references.get(one.part, "")), "standard": str(study.references.get(one.part, "")),
            "source": "" if hidden else one.in_source, "report": "" if hidden else one.in_report,
            "note": "" if hidden else one.note,
        }  # fmt: skip
        table.append([cells[name] for name in heads])
    return csv_download(table, f"{project.code}-study-{study.id}.csv")
