"""The Pareto page: a question in the address, its answer, what was kept of it, and the problems made of its bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.drawing import WIDE, Drawing
from dmaic.charts.pareto import Bar, pareto_chart
from dmaic.errors import BadInput, Refused, StatisticsError
from dmaic.measure.forms_data import ReasonForm
from dmaic.measure.forms_pareto import DefectCategoryForm, KeepForm, ParetoForm
from dmaic.measure.pareto import keeping
from dmaic.measure.pareto.counts import DefectCategory, count_remarks
from dmaic.measure.pareto.facts import summed
from dmaic.measure.pareto.pictures import level_picture
from dmaic.measure.pareto.question import EACH, LINE, NONE, Measured, Question, read_worth
from dmaic.measure.pareto.ranking import Answer, Level, answer
from dmaic.measure.pareto.sources import Offer, offers_of, read_facts, usual_question
from dmaic.measure.service.problems import grouped_of
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.chart import as_file
from dmaic.measure.views.imports import may_import
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.row_views import RowTool
from dmaic.projects.study import Study, bring_back_study, withdraw_study
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session

Answer_ = str | Response | tuple[str, int]
_FILES = ("csv", "png", "svg")

COUNTS = RowTool(
    "counts",
    "Counts by hand",
    "How often did each kind come, where somebody counted by hand?",
    DefectCategory,
    DefectCategoryForm,
    ("name", "detail", "occurrences", "unit_cost", "source"),
    one="category",
    about={
        "what": "Kinds of defects with how often they came and what one costs, for the Pareto. Where the cases lie in a "
        "ticket export or a metric with strata, rank those instead: they carry days and single cases.",
        "example": "Wrong address 212, missing signature 98, late entry 41: one quarter, same definition.",
        "pitfall": "Counts of different periods side by side.",
    },
    remarks=count_remarks,
    template="measure/pareto_counts.html",
)


@dataclass(slots=True)
class Sight:
    """What the page shows: the choices, the question if it could be read, its answer or the trouble with it."""

    offers: list[Offer]
    form: ParetoForm
    offer: Offer | None = None
    asked: Question | None = None
    found: Answer | None = None
    trouble: str = ""


@measure.get("/projects/<int:project_id>/measure/pareto")
def pareto(project_id: int) -> Answer_:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    sight = _sight(project, request.args)
    return _page(project, sight), 422 if sight.form.errors else 200


@measure.get("/projects/<int:project_id>/measure/pareto.<extension>")
def pareto_file(project_id: int, extension: str) -> Answer_:
    """The picture, or the rows of both levels, as they are on the page."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    sight = _sight(project, request.args)
    if extension not in _FILES or sight.found is None:
        abort(404)
    inner = "second" in request.args
    name = f"{project.code}-pareto{'-within' if inner else ''}"
    if extension == "csv":
        return _csv(sight.found, name)
    level = sight.found.second if inner else sight.found.first
    if level is None:
        abort(404)
    return as_file(level_picture(sight.found, level, currency=project.currency), extension, name)


@measure.post("/projects/<int:project_id>/measure/pareto/keep")
def keep_pareto(project_id: int) -> Answer_:
    """Freeze the ranking that is on the page."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    form = KeepForm.of_request()
    sight = _sight(project, request.form)
    if sight.asked is None or sight.found is None or not form.validate():
        flash(f"Not kept. {sight.trouble or 'The note is too long.'}", "error")
        return redirect(_address(project, sight.asked), code=303)
    study = keeping.keep_pareto(session(), project, sight.asked, by=current_person(), note=form.note.data or "")
    flash("Kept as it stands. Causes can refer to it.", "ok")
    return redirect(url_for("measure.kept_pareto", project_id=project.id, study_id=study.id), code=303)


@measure.get("/projects/<int:project_id>/measure/paretos/<int:study_id>")
def kept_pareto(project_id: int, study_id: int) -> Answer_:
    """A kept ranking as it was, ready to print, and whether today's data still give it."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    study = keeping.open_pareto(session(), project, study_id)
    return _kept_page(project, study)


@measure.post("/projects/<int:project_id>/measure/paretos/<int:study_id>/withdraw")
def withdraw_pareto(project_id: int, study_id: int) -> Answer_:
    """Pass over a kept ranking, for a reason."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = keeping.open_pareto(session(), project, study_id)
    withdraw_study(session(), study, reason=ReasonForm.of_request().reason.data or "", by=current_person())
    flash("Withdrawn. It is kept and can be brought back.", "ok")
    return redirect(url_for("measure.kept_pareto", project_id=project.id, study_id=study.id), code=303)


@measure.post("/projects/<int:project_id>/measure/paretos/<int:study_id>/bring-back")
def bring_back_pareto(project_id: int, study_id: int) -> Answer_:
    """Count a withdrawn ranking again, for a reason."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    study = keeping.open_pareto(session(), project, study_id)
    bring_back_study(session(), study, reason=ReasonForm.of_request().reason.data or "")
    flash("It counts again.", "ok")
    return redirect(url_for("measure.kept_pareto", project_id=project.id, study_id=study.id), code=303)


def _kept_page(project: Project, study: Study) -> str:
    levels = [one for one in (study.result["first"], study.result["second"]) if one]
    return render_template(
        "measure/pareto_kept.html",
        project=project,
        study=study,
        result=study.result,
        levels=[(one, _kept_picture(project, study, one)) for one in levels],
        drift=keeping.drift_of_pareto(session(), project, study),
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
        reason=ReasonForm(None),
        entries=audit.entries_of(session(), chain=project.id, kind="studies", object_id=study.id),
        again=url_for("measure.pareto", project_id=project.id, **_asked_again(study)),
    )


def _asked_again(study: Study) -> dict[str, Any]:
    return {name: text for name, text in study.options.items() if name != "note"}


def _kept_picture(project: Project, study: Study, level: Mapping[str, Any]) -> Drawing:
    result = study.result
    counting = (
        result["name"] not in ("Cost", "Weighted count")
        and not result["unit"]
        and all(row["cases"] == row["amount"] for row in level["rows"])
    )
    unit = project.currency if study.options.get("measure") == "cost" else result["unit"]
    return pareto_chart(
        [Bar(row["category"], row["amount"], cases=None if counting else row["cases"]) for row in level["rows"]],
        title=f"{level['label']} within {level['inside']}" if level["inside"] else study.title,
        name="Count" if counting else result["name"],
        unit="" if counting else unit,
        most=len(level["rows"]) + 1,
        line=100 * level["threshold"] if level["vital"] else None,
        vital=level["vital"],
        summary=level["verdict"],
    )


def _sight(project: Project, args: Mapping[str, Any]) -> Sight:
    """Read the question and answer it."""
    offers = offers_of(session(), project)
    if not offers:
        return Sight(offers, ParetoForm(None))
    offer = next((one for one in offers if one.key == args.get("source")), offers[0])
    form = _form(offers, offer, args)
    sight = Sight(offers, form, offer)
    if not form.validate():
        return sight
    try:
        sight.asked = _question(offer, form, args.get("inside", ""))
        facts = read_facts(session(), project, offer, sight.asked)
        sight.asked = _with_blank_prices(form, sight.asked, lambda: summed(facts, form.by.data, None))
        sight.found = answer(facts, offer, sight.asked)
    except (Refused, StatisticsError) as refusal:
        sight.trouble = str(refusal)
    return sight


def _form(offers: list[Offer], offer: Offer, args: Mapping[str, Any]) -> ParetoForm:
    """The form with this source's columns; what another source was asked and this one lacks becomes the usual."""
    usual = usual_question(offer)
    given = dict(args.items())
    names = dict(offer.columns)
    by = given.get("by", "")
    given["source"] = offer.key
    given["by"] = by if by in names else usual.by
    within = given.get("within", usual.within if "source" not in args else "")
    given["within"] = within if within in names and within != given["by"] else ""
    if by not in names:
        given["within"] = offer.second(given["by"])
    measure = given.get("measure") or Measured.COUNT.value
    given["measure"] = measure if measure in list(Measured) else Measured.COUNT.value
    given["value"] = _value(offer, Measured(given["measure"]), given.get("value", ""))
    form = ParetoForm(MultiDict(given))
    form.source.choices = [(one.key, one.title) for one in offers]
    form.by.choices = list(offer.columns)
    form.within.choices = [("", "None"), *((name, label) for name, label in offer.columns if name != given["by"])]
    form.value.choices = _values(offer, Measured(given["measure"]))
    return form


def _values(offer: Offer, measured: Measured) -> list[tuple[str, str]]:
    if measured == Measured.COUNT:
        return [("", "Each case counts once")]
    each = [(EACH, "Count × weight" if measured == Measured.WEIGHTED else "Count × price")]
    return [*offer.values(measured), *(each if measured != Measured.TIME or not offer.times else [])]


def _value(offer: Offer, measured: Measured, value: str) -> str:
    offered = [name for name, _ in _values(offer, measured)]
    return value if value in offered else offered[0]


def _question(offer: Offer, form: ParetoForm, inside: str) -> Question:
    since, until = form.since.data, form.until.data
    if since and until and until < since:
        raise BadInput("The last day lies before the first. Turn them round.")
    measured = Measured(form.measure.data)
    if measured == Measured.TIME and form.value.data == EACH:
        raise BadInput(f"{offer.title} has no time that can be added up. Rank by count or by weight.")
    return Question(
        source=offer.key,
        by=form.by.data,
        measure=measured,
        value=form.value.data or "",
        worth=read_worth(form.each.data or ""),
        since=since,
        until=until,
        other=form.other.data,
        line=form.line.data if form.line.data is not None else LINE,
        within=form.within.data or "",
        inside=inside,
    )


def _with_blank_prices(form: ParetoForm, asked: Question, counted: Any) -> Question:
    """Where each needs a price and some lack one, their lines are written out, ready to be filled in."""
    if not asked.is_priced:
        return replace(asked, worth=())
    known = {name.casefold() for name, _ in asked.worth}
    lacking = [name for name, _ in sorted(counted().items(), key=lambda one: -one[1]) if name.casefold() not in known]
    if lacking:
        lines = [f"{name} = {worth:g}" for name, worth in asked.worth] + [f"{name} = " for name in lacking[:100]]
        form.each.data = "\n".join(lines)
    return asked


def _page(project: Project, sight: Sight, keep: KeepForm | None = None) -> str:
    found, asked = sight.found, sight.asked
    pictures: dict[str, Drawing] = {}
    if found is not None and asked is not None:
        pictures["first"] = level_picture(
            found,
            found.first,
            currency=project.currency,
            link=(lambda name: _address(project, asked.opened(name)) + "#inside-bar") if asked.within else None,
            width=None if asked.within else WIDE,
        )
        if found.second is not None:
            pictures["second"] = level_picture(found, found.second, currency=project.currency)
    return render_template(
        "measure/pareto.html",
        project=project,
        sight=sight,
        form=sight.form,
        found=found,
        pictures=pictures,
        downloads=_downloads(project, asked),
        bars=_bars(sight),
        keep=keep or KeepForm(None),
        kept=keeping.paretos_of(session(), project),
        withdrawn=keeping.paretos_of(session(), project, withdrawn=True),
        problems=grouped_of(session(), project),
        dropped=grouped_of(session(), project, dropped=True),
        args=asked.to_args() if asked else {},
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
        may_import=may_import(project),
        entries=audit.entries_of(
            session(), chain=project.id, kinds=("service_problems", "customer_splits", "defect_categories"), limit=20
        ),
    )


def _bars(sight: Sight) -> list[dict[str, Any]]:
    """The bars that can be made a problem, of tickets that say a word: the open one and those inside it, or else all."""
    if sight.found is None or sight.offer is None or not sight.offer.is_tickets:
        return []
    found, first, second = [], sight.found.first, sight.found.second
    if first.column in sight.offer.worked_out:
        return []
    inside = second.inside if second is not None else ""
    levels: list[tuple[Level, dict[str, str]]] = [(first, {})]
    if second is not None and inside != NONE and second.column not in sight.offer.worked_out:
        levels.append((second, {first.column: inside}))
    for level, above in levels:
        for row in level.table.rows:
            if row.members or row.category == NONE or (level is first and inside not in ("", row.category)):
                continue
            words = {**above, level.column: row.category}
            found.append({"words": words, "title": ": ".join(words.values()), "cases": level.cases(row.category)})
    return found


def _downloads(project: Project, asked: Question | None) -> dict[str, dict[str, str]]:
    if asked is None:
        return {}

    def address(extension: str, **more: str) -> str:
        given: dict[str, Any] = {**asked.to_args(), **more}
        return url_for("measure.pareto_file", project_id=project.id, extension=extension, **given)

    return {
        "first": {one.upper(): address(one) for one in _FILES},
        "second": {one.upper(): address(one, second="1") for one in ("png", "svg")},
    }


def _address(project: Project, asked: Question | None) -> str:
    given: dict[str, Any] = asked.to_args() if asked else {}
    return url_for("measure.pareto", project_id=project.id, **given)


def _csv(found: Answer, name: str) -> Response:
    table = [["Level", "Inside", "Category", "Cases", found.name, "Share", "Cumulative", "Vital few"]]
    for level in (found.first, found.second):
        if level is None:
            continue
        for row in level.table.rows:
            figures = (level.cases(row.category), row.amount, row.share, row.cumulative)
            vital = "yes" if row.category in level.vital else ""
            words = (level.label, level.inside, row.category)
            table.append([*words, *(f"{figure:.15g}" for figure in figures), vital])
    return csv_download(table, f"{name}.csv")
