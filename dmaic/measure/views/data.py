"""Pages of measurements: what is there, reading by reading; excluding and correcting, each with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.define.metrics import Metric, metrics_of, open_metric
from dmaic.errors import Refused
from dmaic.measure import datasets
from dmaic.measure.datasets import Readings
from dmaic.measure.forms_data import CorrectionForm, ReasonForm, UploadForm
from dmaic.measure.limits import refresh_wall
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.imports import may_import
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.projects.row_views import defused
from dmaic.web.transaction import session, sessions

Answer = str | Response | tuple[str, int]
PAGE = 50
PIECE = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One reading as the table shows it."""

    seq: int
    label: str
    subgroup: str
    value: float | None
    defects: float | None
    size: float | None
    strata: dict[str, str]
    is_excluded: bool
    is_corrected: bool
    reason: str
    original: float | None


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is of one metric."""

    metric: Metric
    count: int
    imports: list[datasets.Import]
    newest: Line | None
    form: UploadForm


def lines_of(readings: Readings) -> list[Line]:
    """Readings as lines of a table, in their order."""

    def figure(value: Any) -> float | None:
        return None if value != value else float(value)  # noqa: PLR0124 - NaN

    found = []
    for at, seq in enumerate(readings.seq.tolist()):
        found.append(
            Line(
                seq=seq,
                label=readings.time_text(at),
                subgroup="" if readings.subgroup is None else str(readings.subgroup[at]),
                value=figure(readings.value[at]),
                defects=figure(readings.defects[at]),
                size=figure(readings.size[at]),
                strata={name: str(words[at]) for name, words in readings.strata.items()},
                is_excluded=bool(readings.excluded[at]),
                is_corrected=bool(readings.corrected[at]),
                reason=readings.reasons.get(seq, ""),
                original=readings.originals.get(seq),
            )
        )
    return found


@measure.get("/projects/<int:project_id>/measure/data")
def data(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    stocks = [_stock(metric) for metric in metrics_of(session(), project)]
    define = "define.metrics" if "define.metrics" in current_app.view_functions else ""
    return render_template(
        "measure/data.html", project=project, stocks=stocks, may_import=may_import(project), define=define
    )


def _stock(metric: Metric) -> Stock:
    newest = lines_of(datasets.read_last(session(), metric, 1))
    form = UploadForm(None)
    form.file.id, form.text.id = f"file-{metric.id}", f"text-{metric.id}"
    return Stock(
        metric,
        datasets.count_of(session(), metric),
        datasets.imports_of(session(), metric),
        newest[0] if newest else None,
        form,
    )


@measure.get("/projects/<int:project_id>/measure/data/<int:metric_id>")
def data_of(project_id: int, metric_id: int) -> Answer:
    project, metric = _opened(project_id, metric_id, Act.VIEW)
    before = request.args.get("before", type=int)
    edge = {} if before is None else {"before": before}
    found = datasets.read_last(session(), metric, PAGE + 1, **edge)
    lines = lines_of(found)[::-1]
    imports = datasets.imports_of(session(), metric)
    exclusions = datasets.exclusions_of(session(), metric)
    return render_template(
        "measure/data_of.html",
        project=project,
        metric=metric,
        lines=lines[:PAGE],
        older=lines[PAGE - 1].seq if len(lines) > PAGE else None,
        before=before,
        count=datasets.count_of(session(), metric),
        strata=sorted(found.strata),
        grouped=any(line.subgroup for line in lines),
        imports=imports,
        standing=[one for one in exclusions if one.ended_at is None],
        form=UploadForm(None),
        reason=ReasonForm(None),
        may_import=may_import(project),
        entries=audit.entries_of(session(), chain=project.id, kinds=("imports", "exclusions", "corrections"), limit=20),
    )


@measure.get("/projects/<int:project_id>/measure/data/<int:metric_id>/readings.csv")
def data_csv(project_id: int, metric_id: int) -> Answer:
    """Every reading as a table, streamed: memory does not grow with the history."""
    project, metric = _opened(project_id, metric_id, Act.VIEW)
    strata = datasets.strata_of(session(), metric)
    series = datasets.series_of(session(), metric)
    end, opened, metric_id = (0 if series is None else series.next_seq), sessions(), metric.id

    def stream() -> Iterator[str]:
        yield "\ufeff" + _csv([_HEAD + strata])
        with opened.reading() as reading:
            same = reading.get_one(Metric, metric_id)
            for first in range(0, end, PIECE):
                found = datasets.read_range(reading, same, first, first + PIECE - 1)
                yield _csv([_cells(line, strata) for line in lines_of(found)])

    name = f"{project.code}-{metric.code}-readings.csv"
    return FlaskResponse(
        stream(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


_HEAD = ["reading", "time", "subgroup", "value", "defects", "size", "excluded", "corrected", "reason", "original"]


def _cells(line: Line, strata: list[str]) -> list[str]:
    def figure(value: float | None) -> str:
        return "" if value is None else repr(value)

    return [
        str(line.seq + 1),
        line.label,
        defused(line.subgroup),
        figure(line.value),
        figure(line.defects),
        figure(line.size),
        "yes" if line.is_excluded else "",
        "yes" if line.is_corrected else "",
        defused(line.reason),
        figure(line.original),
        *(defused(line.strata.get(name, "")) for name in strata),
    ]


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@measure.get("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>")
def data_reading(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = _opened(project_id, metric_id, Act.VIEW)
    return _reading_page(project, metric, seq)


def _reading_page(
    project: Project,
    metric: Metric,
    seq: int,
    *,
    reason: ReasonForm | None = None,
    correction: CorrectionForm | None = None,
) -> str:
    _, found = datasets.open_reading(session(), project, metric, seq)
    return render_template(
        "measure/data_reading.html",
        project=project,
        metric=metric,
        line=lines_of(found)[0],
        exclusions=datasets.exclusions_of(session(), metric, seq=seq),
        corrections=datasets.corrections_of(session(), metric, seq=seq),
        reason=reason or ReasonForm(None, prefix="exclude-"),
        correction=correction or CorrectionForm(None, prefix="correct-"),
        may_import=may_import(project),
    )


@measure.post("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>/exclude")
def data_exclude(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = _opened(project_id, metric_id, Act.IMPORT)
    form = ReasonForm(request.form, prefix="exclude-")
    if form.validate():
        datasets.exclude_reading(session(), project, metric, seq, reason=form.reason.data or "", by=current_person())
        flash(f"Reading {seq + 1} no longer counts. It stays visible.", "ok")
        return _changed(project, metric, seq)
    return _reading_page(project, metric, seq, reason=form), 422


@measure.post("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>/include")
def data_include(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = _opened(project_id, metric_id, Act.IMPORT)
    form = ReasonForm(request.form, prefix="exclude-")
    if form.validate():
        datasets.include_reading(session(), project, metric, seq, reason=form.reason.data or "", by=current_person())
        flash(f"Reading {seq + 1} counts again.", "ok")
        return _changed(project, metric, seq)
    return _reading_page(project, metric, seq, reason=form), 422


@measure.post("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>/correct")
def data_correct(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = _opened(project_id, metric_id, Act.IMPORT)
    form = CorrectionForm(request.form, prefix="correct-")
    if form.validate():
        at = form.at.data
        try:
            datasets.correct_reading(
                session(),
                project,
                metric,
                seq,
                reason=form.reason.data or "",
                by=current_person(),
                value=form.value.data,
                defects=form.defects.data,
                size=form.size.data,
                at=None if at is None else at.replace(tzinfo=UTC),
            )
        except Refused as refusal:
            first = form.defects if metric.is_counted else form.value
            first.errors = [*first.errors, str(refusal)]
        else:
            flash(f"Reading {seq + 1} is corrected. The original stays readable.", "ok")
            return _changed(project, metric, seq)
    return _reading_page(project, metric, seq, correction=form), 422


def _opened(project_id: int, metric_id: int, act: Act) -> tuple[Project, Metric]:
    project = open_project(session(), project_id, current_person(), act)
    return project, open_metric(session(), project, metric_id)


def _changed(project: Project, metric: Metric, seq: int) -> Response:
    """What follows a change of a reading: the wall of charts is kept fresh, and the list shows it."""
    refresh_wall(session(), project, metric)
    address = url_for("measure.data_of", project_id=project.id, metric_id=metric.id, before=seq + PAGE // 2)
    return redirect(f"{address}#reading-{seq}", code=303)
