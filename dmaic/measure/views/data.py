"""Pages of measurements: what is there, reading by reading; excluding and correcting, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.define.metrics import Metric, metrics_of
from dmaic.errors import NotFound
from dmaic.measure import datasets
from dmaic.measure.datasets import Readings
from dmaic.measure.forms_data import CorrectionForm, ReasonForm, UploadForm
from dmaic.measure.limits import refresh_wall
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.imports import may_import
from dmaic.measure.views.metric import corrected, opened_metric
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.spreadsheet import MARK, csv_text
from dmaic.web.downloads import csv_download, download
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
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
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
        versions=datasets.versions_of(session(), metric),
        entries=audit.entries_of(session(), chain=project.id, kinds=("imports", "exclusions", "corrections"), limit=20),
    )


@measure.get("/projects/<int:project_id>/measure/data/<int:metric_id>/readings.csv")
def data_csv(project_id: int, metric_id: int) -> Answer:
    """Every reading as a table, streamed: memory does not grow with the history.

    With ``?version=3`` as they were shown in that version of the data.
    """
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
    if "version" in request.args:
        return _older_csv(project, metric, request.args.get("version", type=int))
    strata = datasets.strata_of(session(), metric)
    series = datasets.series_of(session(), metric)
    end, opened, metric_id = (0 if series is None else series.next_seq), sessions(), metric.id

    def stream() -> Iterator[str]:
        yield MARK + csv_text([_HEAD + strata])
        with opened.reading() as reading:
            same = reading.get_one(Metric, metric_id)
            for first in range(0, end, PIECE):
                found = datasets.read_range(reading, same, first, first + PIECE - 1)
                yield csv_text([_cells(line, strata) for line in lines_of(found)])

    return download(stream(), f"{project.code}-{metric.code}-readings.csv", mimetype="text/csv")


def _older_csv(project: Project, metric: Metric, number: int | None) -> Answer:
    """The readings as an older version of the data showed them."""
    version = next((one for one in datasets.versions_of(session(), metric) if one.number == number), None)
    if version is None:
        raise NotFound("There is no such version of these data.")
    found = datasets.readings_at(session(), metric, version.at)
    strata = sorted(found.strata)
    rows = [_HEAD + strata, *(_cells(line, strata) for line in lines_of(found))]
    return csv_download(rows, f"{project.code}-{metric.code}-readings-version-{version.number}.csv")


_HEAD = ["reading", "time", "subgroup", "value", "defects", "size", "excluded", "corrected", "reason", "original"]


def _cells(line: Line, strata: list[str]) -> list[str]:
    def figure(value: float | None) -> str:
        return "" if value is None else repr(value)

    return [
        str(line.seq + 1),
        line.label,
        line.subgroup,
        figure(line.value),
        figure(line.defects),
        figure(line.size),
        "yes" if line.is_excluded else "",
        "yes" if line.is_corrected else "",
        line.reason,
        figure(line.original),
        *(line.strata.get(name, "") for name in strata),
    ]


@measure.get("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>")
def data_reading(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
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
    """Count a reading no longer."""
    return _turn(project_id, metric_id, seq, excluding=True)


@measure.post("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>/include")
def data_include(project_id: int, metric_id: int, seq: int) -> Answer:
    """Count it again."""
    return _turn(project_id, metric_id, seq, excluding=False)


def _turn(project_id: int, metric_id: int, seq: int, *, excluding: bool) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.IMPORT)
    form = ReasonForm(request.form, prefix="exclude-")
    if not form.validate():
        return _reading_page(project, metric, seq, reason=form), 422
    turn = datasets.exclude_reading if excluding else datasets.include_reading
    turn(session(), project, metric, seq, reason=form.reason.data or "", by=current_person())
    refresh_wall(session(), project, metric)
    flash(f"Reading {seq + 1} " + ("no longer counts. It stays visible." if excluding else "counts again."), "ok")
    return _to_list(metric, seq)


@measure.post("/projects/<int:project_id>/measure/data/<int:metric_id>/readings/<int:seq>/correct")
def data_correct(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.IMPORT)
    form = CorrectionForm(request.form, prefix="correct-")
    if corrected(project, metric, seq, form):
        flash(f"Reading {seq + 1} is corrected. The original stays readable.", "ok")
        return _to_list(metric, seq)
    return _reading_page(project, metric, seq, correction=form), 422


def _to_list(metric: Metric, seq: int) -> Response:
    """Back to the list, at this reading."""
    before = seq + PAGE // 2
    address = url_for("measure.data_of", project_id=metric.project_id, metric_id=metric.id, before=before)
    return redirect(f"{address}#reading-{seq}", code=303)
