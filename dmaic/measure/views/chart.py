"""The chart page of a metric: the judged series, how it is drawn, its signals in words, its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.drawing import Drawing
from dmaic.charts.export import csv_rows, png, standalone_svg
from dmaic.define.metrics import Metric, metrics_of, open_metric, primary_metric
from dmaic.errors import BadInput, Conflict, StatisticsError
from dmaic.measure import chart_words, date_gaps, pictures
from dmaic.measure.baseline.beside import season_cautions
from dmaic.measure.chart_settings import ChartSettings, Choices, choices_of, save_settings, settings_of
from dmaic.measure.charting import Charted
from dmaic.measure.datasets import count_of, read_span
from dmaic.measure.forms_chart import ChartForm, FreezeForm, GivenForm, StageForm, prefilled
from dmaic.measure.forms_data import ReasonForm
from dmaic.measure.limits import refresh_wall
from dmaic.measure.service.summary import unfinished_of
from dmaic.measure.special_causes import causes_of, explained
from dmaic.measure.staging import ChartStage, StagePlan, never_moved, stage_history, stages_of
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.metric import opened_metric
from dmaic.measure.window import LAST, MOST, Window, held_limits, look, look_between, seqs_between
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.web.downloads import csv_download, download
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]
RANGES = (60, LAST, 500, 1000)
_FILES = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv"}
_PASSED_ON = ("last", "until", "from", "to", "whole", "never", *ChartForm().data)


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is on the page: a judged window with its picture, or the overview of a stretch too long for points."""

    window: Window | None
    picture: Drawing
    cautions: tuple[str, ...] = ()

    @property
    def charted(self) -> Charted | None:
        return self.window.charted if self.window else None


@measure.get("/projects/<int:project_id>/measure/chart")
@measure.get("/projects/<int:project_id>/measure/metrics/<int:metric_id>/chart")
def chart(project_id: int, metric_id: int | None = None) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    metric = chosen_metric(project, metric_id)
    if metric is None:
        return render_template("measure/no_metric.html", project=project, title="Control chart")
    return chart_page(project, metric)


@measure.post("/projects/<int:project_id>/measure/metrics/<int:metric_id>/chart")
def save_chart(project_id: int, metric_id: int) -> Answer:
    """Keep how the chart is drawn, for everybody."""
    project, metric = opened_metric(project_id, metric_id, Act.EDIT)
    form = ChartForm.of_request()
    form.fit(metric)
    if not form.validate():
        raise BadInput("One of the choices is not on its list. Open the chart again and choose anew.")
    try:
        save_settings(session(), project, metric, version=form.version.data, values=form.values())
    except Conflict:
        session().rollback()
        flash("Somebody else changed how this chart is drawn since you opened it. Look at theirs first.", "warn")
        return redirect(address(project, metric), code=303)
    refresh_wall(session(), project, metric)
    flash("Kept: everybody sees the chart like this.", "ok")
    return redirect(address(project, metric), code=303)


@measure.get("/projects/<int:project_id>/measure/metrics/<int:metric_id>/chart.<extension>")
def chart_file(project_id: int, metric_id: int, extension: str) -> Answer:
    """The chart as it is on the page, as a picture or as rows."""
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
    if extension not in _FILES:
        abort(404)
    choices, _ = asked_choices(metric, settings_of(session(), metric))
    picture = sight(project, metric, choices, linked=False).picture
    return as_file(picture, extension, f"{project.code}-{metric.code}-chart")


def as_file(picture: Drawing, extension: str, name: str) -> Response:
    """A drawing as a download."""
    if extension == "csv":
        return csv_download(csv_rows(picture), f"{name}.csv")
    content = png(picture) if extension == "png" else standalone_svg(picture)
    return download(content, f"{name}.{extension}", mimetype=_FILES[extension])


def chosen_metric(project: Project, metric_id: int | None) -> Metric | None:
    """The metric asked for, else the primary one, else the first."""
    if metric_id is not None:
        return open_metric(session(), project, metric_id)
    return primary_metric(session(), project) or next(iter(metrics_of(session(), project)), None)


def address(project: Project, metric: Metric, **given: Any) -> str:
    return url_for("measure.chart", project_id=project.id, metric_id=metric.id, **given)


def point_address(project: Project, metric: Metric, seq: int) -> str:
    return url_for("measure.point", project_id=project.id, metric_id=metric.id, seq=seq)


def asked_choices(metric: Metric, saved: ChartSettings | None) -> tuple[Choices, ChartForm]:
    """The choices in this address, or else the saved ones; and the form that shows them."""
    kept = choices_of(saved)
    if "rule_set" not in request.args:
        form = prefilled(ChartForm, version=saved.version if saved else None, **_fields(kept))
        form.fit(metric, kept.kind)
        return kept, form
    form = ChartForm(request.args)
    form.fit(metric)
    form.version.data = saved.version if saved else None
    if not form.validate():
        return kept, form
    return form.chosen(kept.confidence), form


def _as_asked(choices: Choices) -> dict[str, str]:
    """The choices as an address carries them."""
    words = {name: getattr(choices, name) for name in ("kind", "estimator", "rule_set")}
    ticked = {name: "y" for name in ("show_zones", "show_specs", "break_at_gaps") if getattr(choices, name)}
    return {**words, "grouping": choices.grouping.value, **ticked}


def _fields(choices: Choices) -> dict[str, Any]:
    return {name: getattr(choices, name) for name in Choices.__dataclass_fields__}


def sight(project: Project, metric: Metric, choices: Choices, *, linked: bool = True) -> Sight:
    """The stretch that the address asks for. Raises StatisticsError or BadInput where there is nothing to see."""
    plans = never_moved(session(), metric) if "never" in request.args else stages_of(session(), metric)
    since, until = _day("from"), _day("to")
    if since or until:
        found = seqs_between(session(), metric, since, until)
        if found is None:
            raise StatisticsError("There is no reading between these days. Choose others.")
        if found[1] - found[0] >= MOST:
            return _from_afar(project, metric, choices, plans, found)
        return _near(project, metric, choices, look_between(
            session(), metric, choices, first_seq=found[0], last_seq=found[1], stages=plans
        ), linked=linked)  # fmt: skip
    total = count_of(session(), metric)
    if "whole" in request.args and total > MOST:
        return _from_afar(project, metric, choices, plans, (0, 2**62))
    last = MOST if "whole" in request.args else max(12, min(MOST, request.args.get("last", LAST, type=int)))
    until_seq = request.args.get("until", type=int)
    return _near(
        project,
        metric,
        choices,
        look(session(), metric, choices, last=last, until=until_seq, stages=plans),
        linked=linked,
    )


def _near(project: Project, metric: Metric, choices: Choices, window: Window, *, linked: bool) -> Sight:
    causes = causes_of(session(), metric, first_seq=window.first_seq, last_seq=window.last_seq)
    picture = pictures.chart_picture(
        window,
        metric,
        causes=causes,
        link=(lambda seq: point_address(project, metric, seq)) if linked else None,
        zones=choices.show_zones,
        specs=choices.show_specs,
    )
    return Sight(window, picture, (*window.charted.cautions, *season_cautions(window.charted, metric)))


def _from_afar(
    project: Project, metric: Metric, choices: Choices, plans: list[StagePlan], seqs: tuple[int, int]
) -> Sight:
    window = look(session(), metric, choices, last=12, stages=plans)
    fixed = replace(choices, kind=window.charted.kind, grouping=window.charted.points.grouping)
    held, said = held_limits(session(), metric, fixed, plans)
    picture = pictures.whole_picture(
        read_span(session(), metric, *seqs), held, metric,
        link=lambda first, last: address(project, metric, last=min(MOST, last - first + 1), until=last),
    )  # fmt: skip
    return Sight(None, picture, tuple(said))


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"“{text}” is not a day. Write it like 2026-03-31.") from None


def chart_page(
    project: Project,
    metric: Metric,
    *,
    freeze: FreezeForm | None = None,
    stage: StageForm | None = None,
    release: ReasonForm | None = None,
    given: GivenForm | None = None,
) -> str:
    """The page, with forms that were sent back where there are some."""
    saved = settings_of(session(), metric)
    choices, form = asked_choices(metric, saved)
    seen, trouble = None, ""
    try:
        seen = sight(project, metric, choices)
    except (StatisticsError, BadInput) as refusal:
        trouble = str(refusal)
    charted = seen.charted if seen else None
    if charted is not None:
        form.fit(metric, charted.kind)
    stage = stage or _stage_form()
    stage.approver_id.choices = approvers(project)
    given = given or GivenForm(None, prefix="given-")
    given.approver_id.choices = approvers(project)
    history = stage_history(session(), metric)
    passed: dict[str, Any] = {name: request.args.getlist(name) for name in _PASSED_ON if name in request.args}
    return render_template(
        "measure/chart.html",
        project=project,
        metric=metric,
        tabs=metric_tabs(project, metric, "measure.chart"),
        seen=seen,
        charted=charted,
        pause_rule=date_gaps.RULE,
        broken_url=address(project, metric, **{**_as_asked(choices), **passed, "break_at_gaps": "y"}),
        trouble=trouble,
        total=count_of(session(), metric),
        unfinished=unfinished_of(session(), metric.id),
        form=form,
        choices=choices,
        trying=choices != choices_of(saved),
        saved_version=saved.version if saved else "",
        freeze=freeze or FreezeForm(None, prefix="freeze-"),
        stage=stage,
        given=given,
        release=release or ReasonForm(None, prefix="release-"),
        history=history,
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
        may_decide=may_monitor(project),
        ranges=_ranges(project, metric, seen),
        turn=_turn_pages(project, metric, seen),
        downloads={
            name.upper(): url_for(
                "measure.chart_file", project_id=project.id, metric_id=metric.id, extension=name, **passed
            )
            for name in _FILES
        },
        entries=audit.entries_of(session(), chain=project.id, kind=ChartStage.__tablename__, limit=20),
        **_words(metric, seen),
    )


def _ranges(project: Project, metric: Metric, seen: Sight | None) -> list[dict[str, Any]]:
    """How much of the series is shown, as links; none where all of it fits anyway."""
    total = count_of(session(), metric)
    never = bool(never_moved(session(), metric)) and len(stages_of(session(), metric)) > 1
    if total <= RANGES[0] and not never:
        return []
    plain = not {"whole", "from", "to", "never"} & set(request.args)
    last = request.args.get("last", LAST, type=int)
    all_of_it = bool(seen and seen.window and seen.window.start == 0 and seen.window.newer is None)
    found = [
        {
            "label": f"Last {n:,}",
            "url": address(project, metric, last=n),
            "current": plain and last == n and not all_of_it,
        }
        for n in RANGES
        if n < total
    ]
    whole = "whole" in request.args or (plain and all_of_it)
    found.append(
        {
            "label": "Whole series",
            "url": address(project, metric, whole=1),
            "current": whole and "never" not in request.args,
        }
    )
    if never:
        url = address(project, metric, whole=1, never=1)
        found.append({"label": "Had the limits never moved", "url": url, "current": "never" in request.args})
    return found


def _turn_pages(project: Project, metric: Metric, seen: Sight | None) -> dict[str, str]:
    """Links to the points before and after those shown."""
    if seen is None or seen.window is None:
        return {}
    last = request.args.get("last", LAST, type=int)
    found = {}
    if seen.window.older is not None:
        found["Older"] = address(project, metric, last=last, until=seen.window.older)
    if seen.window.newer is not None:
        found["Newer"] = address(project, metric, last=last, until=seen.window.newer + last - 1)
        found["Newest"] = address(project, metric, last=last)
    return found


def _words(metric: Metric, seen: Sight | None) -> dict[str, Any]:
    """What the chart says, as sentences and rows."""
    charted = seen.charted if seen else None
    if seen is None or charted is None or seen.window is None:
        return {
            "verdict": None,
            "told": [],
            "pauses": [],
            "limits": [],
            "method": [],
            "alarm": "",
            "causes": [],
            "known": frozenset(),
        }
    first, last, since = seen.window.first_seq, seen.window.last_seq, seen.window.start
    causes = causes_of(session(), metric, first_seq=first, last_seq=last)
    return {
        "verdict": chart_words.verdict_of(charted, since=since),
        "told": chart_words.tell_all(charted, seen.window.shown),
        "pauses": chart_words.tell_pauses(charted, seen.window.shown),
        "limits": chart_words.limit_rows(charted, since=since, until=seen.window.stop),
        "method": chart_words.method_rows(charted),
        "alarm": chart_words.false_alarm_words(charted, since=since),
        "causes": [(one, _called(charted, one.seq)) for one in causes],
        "known": explained(causes),
    }


def _called(charted: Charted, seq: int) -> str:
    at = charted.points.position_of(seq)
    return f"reading {seq + 1}" if at is None else charted.called(at)


def _stage_form() -> StageForm:
    """An empty form, or one that starts at the reading in the address."""
    seq = request.args.get("stage_from", type=int)
    form: StageForm = prefilled(StageForm, prefix="stage-", start_number=None if seq is None else seq + 1)
    return form


def approvers(project: Project) -> list[tuple[Any, str]]:
    """Who may be named as approver: the team, the person asking left out."""
    people = {one.person_id: one.person.name for one in project.members if one.person_id != current_person().id}
    return [("", "Choose"), *people.items()]


def may_monitor(project: Project) -> bool:
    """Whether the person may decide about limits and add readings; that goes on after closing."""
    return can(project, current_person(), Act.MONITOR)


def metric_tabs(project: Project, metric: Metric, endpoint: str) -> list[dict[str, Any]]:
    """The metrics of the project as tabs; none where there is only one."""
    found = metrics_of(session(), project)
    if len(found) < 2:
        return []
    return [
        {
            "label": one.name,
            "url": url_for(endpoint, project_id=project.id, metric_id=one.id),
            "current": one.id == metric.id,
        }
        for one in found
    ]
