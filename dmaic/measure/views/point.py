"""The page of one point: what it is, what fired there, what was special; exclude it or put it right, with the reason."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure import chart_words, datasets, pictures
from dmaic.measure.charting import Charted
from dmaic.measure.datasets import Readings
from dmaic.measure.forms_chart import CauseForm
from dmaic.measure.forms_data import CorrectionForm, ReasonForm
from dmaic.measure.limits import refresh_wall, saved_choices
from dmaic.measure.special_causes import causes_of, note_cause
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.chart import may_monitor, point_address
from dmaic.measure.views.metric import corrected, opened_metric
from dmaic.measure.window import Window, look_at
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]
POINT = "/projects/<int:project_id>/measure/metrics/<int:metric_id>/points/<int:seq>"


@measure.get(POINT)
def point(project_id: int, metric_id: int, seq: int) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.VIEW)
    return _page(project, metric, seq)


@measure.post(f"{POINT}/causes")
def point_cause(project_id: int, metric_id: int, seq: int) -> Answer:
    """Write down what was special here."""
    project, metric = opened_metric(project_id, metric_id, Act.MONITOR)
    datasets.open_reading(session(), project, metric, seq)
    form = CauseForm.of_request(prefix="cause-")
    if not form.validate():
        return _page(project, metric, seq, cause=form), 422
    note_cause(
        session(),
        project,
        metric,
        seq,
        cause=form.cause.data,
        action=form.action.data or "",
        on_chart=bool(form.on_chart.data),
        by=current_person(),
    )
    flash("Written down.", "ok")
    return redirect(point_address(project, metric, seq), code=303)


@measure.post(f"{POINT}/exclude")
def point_exclude(project_id: int, metric_id: int, seq: int) -> Answer:
    """Count the readings of this point no longer."""
    return _turn(project_id, metric_id, seq, excluding=True)


@measure.post(f"{POINT}/include")
def point_include(project_id: int, metric_id: int, seq: int) -> Answer:
    """Count them again."""
    return _turn(project_id, metric_id, seq, excluding=False)


def _turn(project_id: int, metric_id: int, seq: int, *, excluding: bool) -> Answer:
    project, metric = opened_metric(project_id, metric_id, Act.IMPORT)
    form = ReasonForm.of_request(prefix="exclude-")
    if not form.validate():
        return _page(project, metric, seq, reason=form), 422
    own = _members(project, metric, seq)
    turn = datasets.exclude_reading if excluding else datasets.include_reading
    for each, out in zip(own.seq.tolist(), own.excluded.tolist(), strict=True):
        if out != excluding:
            turn(session(), project, metric, int(each), reason=form.reason.data, by=current_person())
    refresh_wall(session(), project, metric)
    flash("It no longer counts; it stays on the chart, crossed." if excluding else "It counts again.", "ok")
    return redirect(point_address(project, metric, seq), code=303)


@measure.post(f"{POINT}/correct")
def point_correct(project_id: int, metric_id: int, seq: int) -> Answer:
    """Lay the right figure over a wrong one."""
    project, metric = opened_metric(project_id, metric_id, Act.IMPORT)
    form = CorrectionForm.of_request(prefix="correct-")
    if corrected(project, metric, seq, form):
        flash("Corrected. The original stays readable.", "ok")
        return redirect(point_address(project, metric, seq), code=303)
    return _page(project, metric, seq, correction=form), 422


def _members(project: Project, metric: Metric, seq: int) -> Readings:
    """The readings of the point that holds this one."""
    _, alone = datasets.open_reading(session(), project, metric, seq)
    try:
        window, at = look_at(session(), metric, saved_choices(session(), metric), seq=seq)
    except (StatisticsError, BadInput):
        return alone
    return _own(window.charted, at)


def _own(charted: Charted, at: int) -> Readings:
    points = charted.points
    if points.members is None:
        return points.readings.kept(slice(at, at + 1))
    chosen = points.readings.excluded & False
    chosen[list(points.members[at])] = True
    return points.readings.kept(chosen)


def _page(
    project: Project,
    metric: Metric,
    seq: int,
    *,
    cause: CauseForm | None = None,
    reason: ReasonForm | None = None,
    correction: CorrectionForm | None = None,
) -> str:
    _, alone = datasets.open_reading(session(), project, metric, seq)
    found: tuple[Window, int] | None = None
    trouble = ""
    try:
        found = look_at(session(), metric, saved_choices(session(), metric), seq=seq)
    except (StatisticsError, BadInput) as refusal:
        trouble = str(refusal)
    own = alone if found is None else _own(found[0].charted, found[1])
    seqs = [int(one) for one in own.seq.tolist()]
    return render_template(
        "measure/point.html",
        project=project,
        metric=metric,
        seq=seq,
        title=found[0].charted.called(found[1]) if found else alone.labels(0),
        trouble=trouble,
        own=[
            {
                "seq": seqs[i],
                "label": own.labels(i),
                "value": _figure(own.value[i]),
                "defects": _figure(own.defects[i]),
                "size": _figure(own.size[i]),
                "excluded": bool(own.excluded[i]),
                "reason": own.reasons.get(seqs[i], ""),
                "original": own.originals.get(seqs[i]),
                "corrected": bool(own.corrected[i]),
                "strata": {name: str(words[i]) for name, words in alone.strata.items()} if len(own) == 1 else {},
            }
            for i in range(len(own))
        ],
        counts=bool(own.counted.any()),
        causes=[
            one for one in causes_of(session(), metric, first_seq=min(seqs), last_seq=max(seqs)) if one.seq in seqs
        ],
        exclusions=[one for each in seqs[:50] for one in datasets.exclusions_of(session(), metric, seq=each)],
        corrections=[one for each in seqs[:50] for one in datasets.corrections_of(session(), metric, seq=each)],
        cause=cause or CauseForm(None, prefix="cause-"),
        reason=reason or ReasonForm(None, prefix="exclude-"),
        correction=correction or CorrectionForm(None, prefix="correct-"),
        may_edit=project.is_open and can(project, current_person(), Act.IMPORT),
        may_note=may_monitor(project),
        **(_judged(metric, project, *found) if found else {"picture": None, "facts": [], "told": []}),
    )


def _judged(metric: Metric, project: Project, window: Window, at: int) -> dict[str, Any]:
    """The point among its neighbours: picture, place between the limits, signals it is part of."""
    charted = window.charted
    panel = charted.chart.panels[0]
    value, center, sigma = (float(one[at]) for one in (panel.points, panel.center, panel.sigma))
    facts = [("Value", chart_words.in_unit(charted, value))]
    if charted.chart.sizes is not None:
        facts.append(("Out of", f"{charted.chart.sizes[at]:,.6g}"))
    facts += [
        (name, chart_words.in_unit(charted, float(line[at])))
        for name, line in (("Lower limit", panel.lcl), ("Centre", panel.center), ("Upper limit", panel.ucl))
    ]
    if sigma > 0:
        facts.append(("Distance from the centre", f"{(value - center) / sigma:+.2f} sigma".replace("-", "−")))
    causes = causes_of(session(), metric, first_seq=window.first_seq, last_seq=window.last_seq)
    return {
        "picture": pictures.chart_picture(
            window, metric, causes=causes, link=lambda seq: point_address(project, metric, seq), summary="", width=640
        ),
        "facts": facts,
        "told": [chart_words.tell(charted, one) for one in charted.signals if at in one.points],
    }


def _figure(value: Any) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 - NaN is unlike itself
