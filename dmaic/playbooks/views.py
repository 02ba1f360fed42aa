"""The pages of the templates: all of them, one with everything it brings, its filled example, and bringing it in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic.define.definitions import LABELS as METRIC_LABELS
from dmaic.define.definitions import examples_of
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput
from dmaic.measure.baseline.lines import headline_words, options_in_words, printed
from dmaic.measure.chart_kinds import KINDS
from dmaic.people.guard import current_person
from dmaic.playbooks import bringing
from dmaic.playbooks.bringing import Kind, PieceState
from dmaic.playbooks.example import (
    charter_on_paper,
    computed,
    counter_values,
    filled_values,
    fishbone_of,
    goal_in_words,
)
from dmaic.playbooks.playbook import MetricWords, Playbook
from dmaic.playbooks.reading import PLAYBOOKS, playbook_named
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.web.transaction import session

playbooks = Blueprint("playbooks", __name__)

Answer = str | Response | tuple[str, int]
_DEFINED = (
    "description",
    "numerator",
    "denominator",
    "inclusions",
    "exclusions",
    "time_window",
    "clock_rules",
    "source_system",
    "source_query",
    "refresh",
    "limitations",
)
_MORE_LABELS = {"refresh": "Refreshed", "limitations": "Limitations"}


@playbooks.get("/playbooks")
def gallery() -> Answer:
    """All templates, each with what it is for and what it brings."""
    return render_template("playbooks/gallery.html", playbooks=PLAYBOOKS.values(), kinds=KINDS)


@playbooks.get("/playbooks/<key>")
def playbook(key: str) -> Answer:
    """One template with everything it brings."""
    found = playbook_named(key)
    return render_template(
        "playbooks/playbook.html",
        playbook=found,
        charter=[(label, words) for _, label, words in found.wording],
        primary=_definition(found.primary, found.primary.values),
        examples=examples_of(Metric(worked_examples=found.primary.values["worked_examples"])),
        fed=bool(found.measure),
        chart=KINDS[found.chart],
        picture=fishbone_of(found),
    )


@playbooks.get("/playbooks/<key>/example")
def example(key: str) -> Answer:
    """The filled example: the charter as on paper, and chart and baseline worked out from its data."""
    found = playbook_named(key)
    shown = computed(found.key)
    assessment = shown.assessment
    return render_template(
        "playbooks/example.html",
        playbook=found,
        sections=charter_on_paper(found),
        goal=goal_in_words(found),
        primary=_definition(found.primary, filled_values(found.primary.values)),
        examples=examples_of(shown.metric),
        metrics=[(one, filled_values(one.values)) for one in found.metrics],
        counters=counter_values(found),
        plan=[(found.metric(one.metric), filled_values(one.values), one.reason) for one in found.plan],
        fishbone=fishbone_of(found),
        shown=shown,
        assessment=assessment,
        headline=headline_words(assessment.headline),
        groups=[printed(group) for group in assessment.groups],
        options=options_in_words(assessment.options),
    )


@playbooks.get("/projects/<int:project_id>/playbooks")
def of_project(project_id: int) -> Answer:
    """The templates as a project sees them: its own first, and what of each is there already."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    ordered = sorted(PLAYBOOKS.values(), key=lambda one: one.key != project.template)
    lines = []
    for one in ordered:
        pieces = bringing.pieces_of(session(), project, one)
        lines.append((one, sum(piece.state == PieceState.BROUGHT for piece in pieces), len(pieces)))
    return render_template("playbooks/of_project.html", project=project, lines=lines)


@playbooks.route("/projects/<int:project_id>/playbooks/<key>", methods=["GET", "POST"])
def bring(project_id: int, key: str) -> Answer:
    """What of a template this project lacks; a POST brings the chosen pieces in."""
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT if writing else Act.VIEW)
    found = playbook_named(key)
    if not writing:
        return _bring_page(project, found)
    chosen = request.form.getlist("piece")
    if not chosen:
        return _bring_page(project, found, chosen=(), problem="Tick at least one piece, or leave the page."), 422
    try:
        brought = bringing.bring(session(), project, found, chosen)
    except BadInput as refusal:
        return _bring_page(project, found, chosen=chosen, problem=str(refusal)), 422
    flash(brought.in_words, "ok" if brought.total else "info")
    if brought.counts[Kind.CHARTER]:
        flash("What stands in [brackets] is yours to replace: the charter can't be submitted before.", "info")
    return redirect(url_for("playbooks.bring", project_id=project.id, key=found.key), code=303)


def _bring_page(project: Project, found: Playbook, *, chosen: Any = None, problem: str = "") -> str:
    """Everything open is ticked to begin with; after a refusal, what the person had ticked."""
    pieces = bringing.pieces_of(session(), project, found)
    ticked = {one.key for one in pieces if one.state == PieceState.OPEN} if chosen is None else set(chosen)
    return render_template(
        "playbooks/bring.html",
        project=project,
        playbook=found,
        groups=[(kind, [one for one in pieces if one.kind == kind]) for kind in Kind],
        ticked=ticked,
        left=sum(one.state == PieceState.OPEN for one in pieces),
        problem=problem,
        fresh="fresh" in request.args,
        others=[one for one in PLAYBOOKS.values() if one.key != found.key],
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
    )


def _definition(words: MetricWords, values: Any) -> list[tuple[str, str]]:
    """Label and words of an operational definition, as far as it is told."""
    kind = f"{values['data_type'].value}, in {values['unit']}; {values['direction'].value}"
    unit = ("One observation is one", str(values["unit_of_analysis"]))
    told = [({**METRIC_LABELS, **_MORE_LABELS}[name], str(values[name])) for name in _DEFINED if values.get(name)]
    return [("Why this one", words.why), ("Kind of data", kind), unit, *told]
