"""Pages of the analyses: which one fits, what it wants to know, and what it answers. Nothing is kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic.analyses.forms import AnalysisForm, as_typed, choices_of, form_of
from dmaic.analyses.headings import heading_of, sorted_analyses
from dmaic.analyses.shown import Shown, shown
from dmaic.errors import BadInput
from dmaic.statistics.catalogue_cases import CASES
from dmaic.statistics.fields.declared import Field
from dmaic.statistics.fields.examples import example_of
from dmaic.statistics.fields.size import refuse_too_much
from dmaic.statistics.registry import Analysis, analysis_named
from dmaic.statistics.registry import analyses as known
from dmaic.web.transaction import only_computes

analyses = Blueprint("analyses", __name__, url_prefix="/statistics")

ADVISER = "adviser"
_ASKED_FIRST = ("question", "data_type", "groups", "paired", "smallest")


@analyses.get("")
def listing() -> Response:
    """The adviser, and every analysis under a plain question."""
    form = form_of(ADVISER, None)(request.args if "in_question" in request.args else None)
    advice = _answer(analysis_named(ADVISER), form) if "in_question" in request.args else None
    page = render_template(
        "analyses/listing.html",
        form=form,
        asked_first=[form[f"in_{name}"] for name in _ASKED_FIRST],
        asked_later=[shown for one, shown in form.all_fields if one.name not in _ASKED_FIRST],
        advice=advice,
        titles={name: entry.title for name, entry in known().items()},
        sections=sorted_analyses(),
    )
    return make_response(page, 422 if form.errors else 200)


@analyses.route("/<name>", methods=["GET", "POST"])
@only_computes
def analysis(name: str) -> Response:
    """One analysis: its form, and its answer to what was typed."""
    entry = analysis_named(name)
    deciding, usual = choices_of(name)
    choice = _chosen(deciding, usual)
    make, result = form_of(name, choice), None
    if request.method == "POST":
        form = make(request.form)
        result = _told(entry, form)
    else:
        form = make(data=as_typed(name, choice, example_of(name, choice))) if "example" in request.args else make()
    page = render_template(
        "analyses/analysis.html",
        entry=entry,
        heading=heading_of(name),
        form=form,
        deciding=deciding,
        choice=choice,
        result=result,
        cases=CASES.get(name, ()),
        api_url=url_for("api.answer", name=name, _external=True),
    )
    return make_response(page, 422 if form.errors else 200)


def _chosen(deciding: Field | None, usual: str | None) -> str | None:
    if deciding is None:
        return None
    asked = request.values.get(deciding.name, usual)
    return asked if asked in {value for value, _ in deciding.choices} else usual


def _answer(entry: Analysis, form: AnalysisForm) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The input and the answer; None where the form or the analysis refuses, which the form then says."""
    if not (form.validate() & form.complete()):
        return None
    given = form.given()
    try:
        refuse_too_much(entry.name, given)
        return given, entry.answer(given)
    except BadInput as refusal:
        form.blame(refusal)
        return None


def _told(entry: Analysis, form: AnalysisForm) -> Shown | None:
    answered = _answer(entry, form)
    return shown(entry, *answered) if answered else None
