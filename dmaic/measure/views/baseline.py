"""The baseline of a metric: one page from the rows to the signature, the signed study, and sending it round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.drawing import Drawing
from dmaic.charts.text import brief, called
from dmaic.define.metrics import Metric, open_metric
from dmaic.errors import BadInput, Refused, RuleBroken, StatisticsError
from dmaic.measure import baseline as tool
from dmaic.measure import pictures
from dmaic.measure.baseline import Assessment, Group
from dmaic.measure.baseline.lines import figure_table, headline_words, options_in_words, printed
from dmaic.measure.baseline.pictures import (
    capability_picture,
    histogram_picture,
    probability_picture,
    ratings_picture,
    rhythm_picture,
)
from dmaic.measure.baseline.telling import statistic_of, told
from dmaic.measure.benchmarking import peers_of, peers_picture
from dmaic.measure.datasets import count_of, read_range, version_at, versions_of
from dmaic.measure.forms_baseline import PeriodForm, SignForm
from dmaic.measure.special_causes import causes_of
from dmaic.measure.views.baseline_asked import assessed, compare_asked, confidence_asked, figure_asked
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.chart import chosen_metric, metric_tabs, point_address
from dmaic.measure.views.metric import opened_metric
from dmaic.measure.window import Window
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.study import Signature, Study, open_study
from dmaic.statistics.result import plain
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]
_PARTS_DRAWN = 12
_HISTORY = (Study.__tablename__, Signature.__tablename__, "exclusions", "corrections")
_ASKED = ("from", "to", "figure", "confidence", "rows", "compare")


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the few figures a busy reader takes away."""

    label: str
    value: str
    note: str
    kind: str = ""


@measure.get("/projects/<int:project_id>/measure/baseline")
@measure.get("/projects/<int:project_id>/measure/metrics/<int:metric_id>/baseline")
def baseline(project_id: int, metric_id: int | None = None) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    metric = chosen_metric(project, metric_id)
    if metric is None:
        return render_template("measure/no_metric.html", project=project, title="Baseline")
    return _page(project, metric)


@measure.get("/projects/<int:project_id>/measure/metrics/<int:metric_id>/baseline.csv")
def baseline_csv(project_id: int, metric_id: int) -> Response:
    """The figures of the stretch that the address asks for, for a spreadsheet."""
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
    rows = figure_table(assessed(project, metric).groups)
    return csv_download(rows, f"{project.code}-{metric.code}-baseline.csv")


@measure.get("/projects/<int:project_id>/measure/baselines/<int:study_id>.csv")
def study_csv(project_id: int, study_id: int) -> Response:
    """The figures as they were signed."""
    project, found, metric = _study(project_id, study_id, Act.VIEW)
    rows = figure_table([_group(one) for one in found.result["groups"]])
    return csv_download(rows, f"{project.code}-{metric.code}-baseline-{found.fingerprint[:12]}.csv")


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/baseline")
def sign_baseline(project_id: int, metric_id: int) -> Answer:
    """Put one's name under what the page shows; the address carries the period and the figure."""
    project, metric = opened_metric(project_id, metric_id, Act.SIGN_BASELINE)
    form = SignForm.of_request(prefix="sign-")
    form.role.choices = _roles(project)
    if form.validate():
        try:
            assessment = assessed(project, metric)
            study = tool.sign_baseline(
                session(),
                project,
                metric,
                assessment,
                by=current_person(),
                role=Role(form.role.data),
                note=form.note.data or "",
            )
        except (RuleBroken, StatisticsError, BadInput) as refusal:
            session().rollback()
            form.note.errors = [*form.note.errors, str(refusal)]
        else:
            flash(f"Signed: {study.title}.", "ok")
            return redirect(url_for("measure.baseline", project_id=project.id, metric_id=metric.id), code=303)
    return _page(project, metric, form), 422


@measure.get("/projects/<int:project_id>/measure/baselines/<int:study_id>")
def study(project_id: int, study_id: int) -> Answer:
    """The baseline as it was signed, on paper."""
    project, found, metric = _study(project_id, study_id, Act.VIEW)
    drift = tool.drift_of(session(), metric, found)
    picture = None
    if drift.matches:
        readings = read_range(session(), metric, found.options["first_seq"], found.options["last_seq"])
        again = tool.assess_as_signed(readings, metric, found)
        picture = _chart(project, metric, again, linked=False)
    return render_template(
        "measure/study.html",
        project=project,
        metric=metric,
        study=found,
        result=found.result,
        groups=[printed(_group(one)) for one in found.result["groups"]],
        headline=headline_words(statistic_of(found.result["headline"])),
        level=level_words(found.result["level"]),
        beside=told(found.result["beside"]),
        rhythms=_rhythms(found.result["beside"], metric),
        options=options_in_words(found.options),
        signatures=tool.signatures(session(), project, found),
        content=tool.content_fingerprint(found),
        version=version_at(versions_of(session(), metric), found.made_at),
        approvals=tool.approvals_of(found.result["excluded"], tool.signatures(session(), project, found)),
        drift=drift,
        picture=picture,
        newest=tool.baseline_of(session(), project, metric),
    )


@measure.post("/projects/<int:project_id>/measure/baselines/<int:study_id>/send")
def send_baseline(project_id: int, study_id: int) -> Answer:
    """Tell everybody on the project what was signed, with the way to it."""
    project, found, metric = _study(project_id, study_id, Act.EDIT)
    link = url_for("measure.study", project_id=project.id, study_id=found.id)
    told = notices.tell(
        session(),
        [member.person for member in project.members],
        text=f"{project.code}: {found.title} ({found.rows_used} readings, signed)",
        url=link,
        project_id=project.id,
        mail=_letter(project, metric, found),
    )
    flash(f"Sent to {told} people: notice and mail.", "ok")
    return redirect(url_for("measure.baseline", project_id=project.id, metric_id=metric.id), code=303)


def _group(kept: dict[str, Any]) -> Group:
    """A kept group of figures, as it was worked out."""
    statistics = tuple(statistic_of(one) for one in kept["statistics"])
    return Group(kept["code"], kept["title"], kept["about"], statistics, tuple(kept["remarks"]))


def _letter(project: Project, metric: Metric, found: Study) -> str:
    """The mail to all parties of the charter."""
    names = "\n".join(
        f"- {one.person.name}, {Role(one.role).title}, {called(one.signed_at.date())}: {one.meaning}"
        for one in tool.signatures(session(), project, found)
    )
    verdict = found.result["verdict"]
    period = " to ".join(found.result["period"])
    link = url_for("measure.study", project_id=project.id, study_id=found.id, _external=True)
    return (
        f"The baseline of {metric.name} in project {project.code} {project.title} is signed.\n\n{found.title}\n"
        f"Period: {period}; {found.rows_used} readings, {found.rows_excluded} excluded.\n"
        f"Control chart: {verdict['headline']}. {verdict['sentence']}\n\nSigned by\n{names}\n\n{link}\n"
    )


def _study(project_id: int, study_id: int, act: Act) -> tuple[Project, Study, Metric]:
    project = open_project(session(), project_id, current_person(), act)
    found = open_study(session(), project, study_id)
    if found.subject_id is None or found.stage != tool.STAGE:
        raise BadInput("This study is not a baseline.")
    return project, found, open_metric(session(), project, found.subject_id)


def _page(project: Project, metric: Metric, sign: SignForm | None = None) -> str:
    assessment, trouble = None, ""
    try:
        assessment = assessed(project, metric)
    except Refused as refusal:
        trouble = str(refusal)
    signed = tool.baseline_of(session(), project, metric)
    given = tool.signatures(session(), project, signed) if signed else []
    same = bool(signed and assessment and signed.fingerprint == assessment.fingerprint)
    asked: dict[str, Any] = {name: request.args[name] for name in _ASKED if request.args.get(name)}
    form = PeriodForm(
        None, data={"figure": figure_asked(), "confidence": f"{confidence_asked():g}", "compare": compare_asked()}
    )
    kept = assessment.result()["beside"] if assessment else None
    peers = peers_of(session(), project, metric)
    sign = sign or SignForm(None, prefix="sign-")
    sign.role.choices = _roles(project)
    return render_template(
        "measure/baseline.html",
        project=project,
        metric=metric,
        tabs=metric_tabs(project, metric, "measure.baseline"),
        total=count_of(session(), metric),
        assessment=assessment,
        trouble=trouble,
        tiles=tiles_of(assessment, metric) if assessment else [],
        form=form,
        asked=asked,
        signed=signed,
        signatures=given,
        approvals=tool.approvals_of([plain(one) for one in assessment.excluded], given if same else [])
        if assessment
        else {},
        drift=tool.drift_of(session(), metric, signed) if signed else None,
        same=same,
        older=tool.baselines_of(session(), project, metric)[1:],
        objections=tool.objections_to(assessment) if assessment else [],
        sign=sign,
        may_sign=project.is_open and bool(_roles(project)) and can(project, current_person(), Act.SIGN_BASELINE),
        may_send=project.is_open and can(project, current_person(), Act.EDIT),
        peers=peers,
        peers_drawn=peers_picture(metric, peers),
        chart=_chart(project, metric, assessment) if assessment else None,
        ratings=ratings_picture(assessment, metric) if assessment else None,
        histogram=histogram_picture(assessment, metric) if assessment else None,
        probability=probability_picture(assessment, metric) if assessment else None,
        indices=capability_picture(assessment) if assessment else None,
        beside=told(kept) if kept else None,
        rhythms=_rhythms(kept, metric) if kept else [],
        options=options_in_words(assessment.options) if assessment else [],
        groups=[printed(group) for group in assessment.groups] if assessment else [],
        headline=headline_words(assessment.headline) if assessment else ("", ""),
        entries=audit.entries_of(session(), chain=project.id, kinds=_HISTORY, limit=20),
    )


def _rhythms(kept: dict[str, Any], metric: Metric) -> list[Drawing]:
    """The cycles that were compared, as pictures; one of many parts only where it is real."""
    worth = [one for one in kept["rhythms"] if one["real"] or len(one["profile"]) <= _PARTS_DRAWN]
    drawn = (rhythm_picture(one, metric, kept["unit"]) for one in worth)
    return [one for one in drawn if one is not None]


def _roles(project: Project) -> list[tuple[str, str]]:
    return [(role.value, role.title) for role in tool.signing_roles(project, current_person())]


def _chart(project: Project, metric: Metric, assessment: Assessment, *, linked: bool = True) -> Any:
    """All points of the baseline as a control chart."""
    charted = assessment.charted
    if charted is None:
        return None
    window = Window(charted, 0, len(charted.chart), assessment.rows, None, None)
    causes = causes_of(session(), metric, first_seq=assessment.first_seq, last_seq=assessment.last_seq)
    link = (lambda seq: point_address(project, metric, seq)) if linked and len(charted.chart) <= 2000 else None
    return pictures.chart_picture(window, metric, causes=causes, link=link)


def tiles_of(assessment: Assessment, metric: Metric) -> list[Tile]:
    """Baseline, stability, capability, sigma level, promise: what a manager takes away in ten seconds."""
    value, interval = headline_words(assessment.headline)
    found = [Tile(f"Baseline, {assessment.headline.name.lower()}", value, interval)]
    verdict = assessment.verdict
    found.append(Tile("Stability", verdict.headline, verdict.sentence.split(". ")[0].split(": ")[0], verdict.kind))
    found += _capability_tiles(assessment)
    found.append(_level_tile(assessment, metric))
    return found


def _level_tile(assessment: Assessment, metric: Metric) -> Tile:
    """The sigma level with its interval; where no defect was seen, the bound that stands in its place."""
    value, span = level_words(plain(assessment.level))
    note = assessment.no_sigma or f"with a shift of {metric.shift:g}"
    return Tile("Sigma level (Z.st)", value, f"{span}, {note}" if span else note)


def level_words(level: dict[str, Any] | None) -> tuple[str, str]:
    """A kept sigma level and its interval in words: the figure, its bound where no defect was seen, or withheld."""
    if level is None:
        return "Withheld", ""
    low, high = level["low"], level["high"]
    if level["value"] is not None:
        return brief(level["value"], 3), "" if low is None or high is None else f"{brief(low, 3)} to {brief(high, 3)}"
    return ("Withheld", "") if low is None else (f"at least {brief(low, 3)}", "")


def _capability_tiles(assessment: Assessment) -> list[Tile]:
    normal = assessment.shape is not None and assessment.shape.is_normal
    group = assessment.group("capability" if normal else "percentiles") or assessment.group("capability")
    index = next((one for one in group.statistics if one.name == "Ppk"), None) if group else None
    found = []
    if index is not None:
        span = "" if index.low is None or index.high is None else f"{brief(index.low, 3)} to {brief(index.high, 3)}"
        value = "Withheld" if index.value is None else brief(index.value, 3)
        note = span if index.value is not None else index.note.split(":")[0]
        kind = "" if index.value is None else "ok" if (index.low or 0) >= 1.33 else "bad" if index.value < 1 else "warn"
        found.append(Tile("Performance (Ppk)", value, note, kind))
    kept = assessment.group("promise")
    if kept is not None:
        one = kept.statistics[0]
        span = "" if one.low is None or one.high is None else f"{brief(one.low)} to {brief(one.high)} %"
        found.append(Tile("Within specification", f"{brief(one.value or 0)} %", span))
    dpmo = assessment.group("sigma")
    figure = next((one for one in dpmo.statistics if one.name == "DPMO"), None) if dpmo else None
    if figure is not None and figure.value is not None:
        span = "" if figure.low is None or figure.high is None else f"{brief(figure.low)} to {brief(figure.high)}"
        found.append(Tile("DPMO", brief(figure.value), span))
    return found
