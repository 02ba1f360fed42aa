"""Pages of one service source: its figures, its files, its clock, the measures to adopt, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.pareto import Bar, pareto_chart
from dmaic.define.metrics import Metric, metrics_of
from dmaic.errors import BadInput, Conflict, Refused
from dmaic.measure.forms_data import ReasonForm
from dmaic.measure.forms_service import (
    DriftForm,
    ExportForm,
    PlainForm,
    PromiseForm,
    RulesForm,
    posted_adoptions,
    rules_of,
)
from dmaic.measure.service import upkeep
from dmaic.measure.service.adopting import adopted_of, open_adopted, waiting_for_data
from dmaic.measure.service.filling import filled_words, waiting_for
from dmaic.measure.service.measures import ALL, USUAL, Grain, Measure
from dmaic.measure.service.plain import price_of_bad_experiences, promise_readiness, yield_in_words
from dmaic.measure.service.problems import columns_for, group_problem
from dmaic.measure.service.promising import kept_today
from dmaic.measure.service.sources import (
    ServiceSource,
    bring_back_file,
    change_source,
    files_of,
    open_source,
    withdraw_file,
)
from dmaic.measure.service.starting import start_given, start_grouped
from dmaic.measure.service.summary import offers_of, summary_of
from dmaic.measure.service.tickets import read_tickets
from dmaic.measure.service.upkeep import Wanted
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.imports import may_import
from dmaic.measure.views.service import in_background
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.statistics.result import State, Statistic
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]
TICKED = 2


@measure.get("/projects/<int:project_id>/measure/service/sources/<int:source_id>")
def service_source(project_id: int, source_id: int) -> Answer:
    project, source = _opened(project_id, source_id, Act.VIEW)
    return _source_page(project, source)


def _source_page(project: Project, source: ServiceSource, *, rules: RulesForm | None = None, trouble: str = "") -> str:
    facts = summary_of(session(), source)
    adopted = [one for one in adopted_of(session(), project) if one.source_id == source.id]
    return render_template(
        "measure/service_source.html",
        project=project,
        source=source,
        facts=facts,
        statistics=_statistics(facts),
        paretos=[_drawn(one, source.rows.value) for one in facts.get("paretos", [])],
        offers=_offers(source, facts, {one.measure_name for one in adopted}, waiting_for_data(session(), project)),
        adopted=adopted,
        files=files_of(session(), source),
        rules=rules or RulesForm(None, obj=source),
        export=ExportForm(None),
        reason=ReasonForm(None),
        drift=DriftForm(None),
        trouble=trouble,
        behind=upkeep.is_behind(session(), source),
        may_import=may_import(project),
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
        entries=audit.entries_of(
            session(), chain=project.id, kinds=("service_imports", "service_sources", "service_measures"), limit=20
        ),
    )


def _statistics(facts: dict[str, Any]) -> list[Statistic]:
    """The kept statistics as pages show them."""
    kept = list(facts.get("answers") or [])
    found = facts.get("waiting")
    if found:
        kept += [{**found["with_open"], "name": "Median of all, open ones too"}, found["ninety"]]
    return [Statistic(**{**one, "state": State(one["state"])}) for one in kept]


_NOUNS = {"calls": "calls", "answers": "answers", "evaluations": "evaluations", "shifts": "shifts", "staff": "people"}


def _drawn(one: dict[str, Any], rows: str) -> dict[str, Any]:
    """A kept Pareto as pictures."""
    words = {
        "count": _NOUNS.get(rows, "tickets"),
        "time": "hours of resolution",
        "cost": "cost",
        "wrong": "cases gone wrong",
    }[one["measure"]]

    def draw(rows: list[list[Any]], title: str, told: dict[str, Any]) -> Any:
        return pareto_chart(
            [Bar(str(name), float(amount)) for name, amount in rows],
            title=title,
            name=words.capitalize(),
            line=80.0 if told["vital"] else None,
            vital=told["vital"],
            summary=told["sentence"],
        )

    first = draw(one["first"], f"{one['by']} by {words}", one)
    second = None
    if one["second"]:
        title = f"{one['second_by']} within {one['leader']}"
        second = draw(one["second"], title, one["second_verdict"])
    return {**one, "title": f"{one['by']} by {words}", "picture": first, "within": second}


def _offers(
    source: ServiceSource, facts: dict[str, Any], adopted: set[str], waiting: Sequence[Metric]
) -> list[dict[str, Any]]:
    """The measures by family, with what they say now; the usual ones of a first project are ticked.

    ``fills`` is the metric of the project that waits for the measure as it is offered.
    """
    found = offers_of(source)
    now, suited = facts.get("now", {}), facts.get("suited", {})
    can = [one.measure.name for one in found if not one.missing and now.get(one.measure.name)]
    ticked = set() if adopted else set([name for name in USUAL if name in can][:TICKED])
    rows: dict[str, dict[str, Any]] = {}
    for one in found:
        measure = one.measure
        family = rows.setdefault(measure.family.value, {"family": measure.family.value, "can": [], "lacks": []})
        if measure.name not in can:
            family["lacks"].append((_titled(measure), one.missing or "nothing to measure in this export"))
            continue
        figures = measure.settled(suited.get(measure.name, {}))
        family["can"].append(
            {
                "measure": measure,
                "title": measure.said(measure.title, figures),
                "said": measure.said(measure.description, figures),
                "figures": figures,
                "now": now[measure.name],
                "ticked": measure.name in ticked,
                "adopted": measure.name in adopted,
                "fills": waiting_for(waiting, measure, figures),
                "grains": [Grain.AUTO, *measure.choices],
                "counters": [_titled(ALL[name], suited.get(name)) for name in measure.counters if name in can],
            }
        )
    return list(rows.values())


def _titled(measure: Measure, figures: dict[str, Any] | None = None) -> str:
    """A measure's title without its figures; one that is all figures is said with them."""
    if measure.title.startswith("{"):
        return measure.said(measure.title, measure.settled(figures or {}))
    return re.sub(r"\s*\([^)]*\{.*|\s*\{.*", "", measure.title)


@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/adopt")
def service_adopt(project_id: int, source_id: int) -> Answer:
    """Make the ticked measures metrics with their data."""
    project, source = _opened(project_id, source_id, Act.IMPORT)
    try:
        chosen = posted_adoptions(request.form.getlist("measure"))
        if not chosen:
            raise BadInput("Tick at least one measure.")
        wanted = [Wanted(one.name, given, grain) for one, given, grain in chosen]
        upkeep.check_wanted(session(), project, source, wanted)
        if upkeep.is_large(session(), source):
            measures = [[one.name, dict(one.figures), one.grain.value] for one in wanted]
            return in_background(project, "service-adopt", {"source_id": source.id, "measures": measures})
        before = [one.id for one in metrics_of(session(), project)]
        adopted = upkeep.adopt_all(session(), project, source, wanted, by=current_person())
        made = [one.metric for one in adopted]
    except Refused as refusal:
        session().rollback()
        project, source = _opened(project_id, source_id, Act.IMPORT)
        return _source_page(project, source, trouble=str(refusal)), refusal.status
    filled = filled_words(made, before)
    if filled:
        flash(filled, "ok")
    if len(made) == 1:
        flash(f"{made[0].name} is defined and has its data. This is its chart.", "ok")
    else:
        others = " and ".join(one.name for one in made[1:])
        flash(f"{made[0].name} is defined and has its data: this is its chart. So has {others}, one press away.", "ok")
    return redirect(url_for("measure.chart", project_id=project.id, metric_id=made[0].id), code=303)


@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/rules")
def service_rules(project_id: int, source_id: int) -> Answer:
    """Change how the clock runs. Readings that exist stay; what they would be now is shown."""
    project, source = _opened(project_id, source_id, Act.IMPORT)
    form = RulesForm.of_request(obj=source)
    if not form.validate():
        return _source_page(project, source, rules=form), 422
    try:
        change_source(session(), source, version=form.version.data, **rules_of(form))
    except Conflict as refusal:
        session().rollback()
        project, source = _opened(project_id, source_id, Act.IMPORT)
        return _source_page(project, source, trouble=str(refusal)), 409
    except BadInput as refusal:
        session().rollback()
        form.hours.errors = [*form.hours.errors, str(refusal)]
        project, source = _opened(project_id, source_id, Act.IMPORT)
        return _source_page(project, source, rules=form), 422
    said = "Saved. Readings that were made before stay as they are; what they would be now is shown below."
    return _follow_up(project, source, said)


@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/files/<int:import_id>/withdraw")
def service_withdraw(project_id: int, source_id: int, import_id: int) -> Answer:
    project, source = _opened(project_id, source_id, Act.IMPORT)
    form = ReasonForm.of_request()
    found = withdraw_file(session(), source, import_id, reason=form.reason.data or "", by=current_person())
    return _follow_up(
        project, source, f"{found.file_name} no longer counts. It is kept and can be brought back.", "files"
    )


@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/files/<int:import_id>/bring-back")
def service_bring_back(project_id: int, source_id: int, import_id: int) -> Answer:
    project, source = _opened(project_id, source_id, Act.IMPORT)
    form = ReasonForm.of_request()
    found = bring_back_file(session(), source, import_id, reason=form.reason.data or "")
    return _follow_up(project, source, f"{found.file_name} counts again.", "files")


@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/up-to-date")
def service_up_to_date(project_id: int, source_id: int) -> Answer:
    """Work out the figures of a source anew, where the work that should have done it was cut off."""
    project, source = _opened(project_id, source_id, Act.IMPORT)
    return _follow_up(project, source, "The figures are those of today.")


def _follow_up(project: Project, source: ServiceSource, said: str, anchor: str = "") -> Response:
    """Bring up to date what follows from a change: now, or in the background where the source is large."""
    if upkeep.is_large(session(), source):
        return in_background(project, "service-upkeep", {"source_id": source.id, "said": said})
    upkeep.bring_up_to_date(session(), project, source, by=current_person())
    flash(said, "ok")
    return _back(project, source, anchor)


@measure.post("/projects/<int:project_id>/measure/service/sources/<int:source_id>/problems")
def service_problem(project_id: int, source_id: int) -> Answer:
    """Make a problem a project of its own, with its tickets."""
    project, source = _opened(project_id, source_id, Act.IMPORT)
    said = zip(request.form.getlist("column"), request.form.getlist("word"), strict=False)
    words = {column: [word] for column, word in said}
    tickets = read_tickets(session(), source, columns_for(words))
    found = group_problem(session(), project, source, tickets, words, by=current_person())
    if upkeep.is_large(session(), source):
        return in_background(project, "service-start", start_given(found))
    started, own = start_grouped(session(), project, found, by=current_person(), start_on=date.today())
    flash(f"{started.code} is open, with its tickets. Adopt a measure, then write its charter.", "ok")
    return _back(started, own)


@measure.post("/projects/<int:project_id>/measure/service/adopted/<int:adopted_id>/correct")
def service_correct(project_id: int, adopted_id: int) -> Answer:
    """Take over what the tickets say today about earlier readings, each with the reason."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    adopted = open_adopted(session(), project, adopted_id)
    form = DriftForm.of_request()
    if not form.validate():
        raise BadInput("Say why the readings are corrected: what did the later export change?")
    source, reason = adopted.source, form.reason.data or ""
    if upkeep.is_large(session(), source):
        given = {"source_id": source.id, "adopted_id": adopted.id, "reason": reason}
        return in_background(project, "service-correct", given)
    count = upkeep.correct(session(), project, adopted, reason=reason, by=current_person())
    flash(f"{count} readings of {adopted.metric.name} are corrected. The originals stay readable.", "ok")
    return _back(project, source, "adopted")


@measure.get("/projects/<int:project_id>/measure/service/plain")
def service_plain(project_id: int) -> Answer:
    """What a yield means, what bad experiences cost, whether a promise can be made."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    plain = PlainForm(request.args if "good" in request.args else None, data={"good": 99.0})
    today = kept_today(session(), project)
    known = {} if today is None else {"kept": float(f"{100 * today.share:.4g}"), "monitored": today.is_watched}
    promise = PromiseForm(request.args if "wanted" in request.args else None, data=known)
    words: list[str] = []
    steps: list[Any] = []
    checks: list[Any] = []
    if "wanted" in request.args and promise.validate():
        checks = promise_readiness(
            kept_today=_share(promise.kept.data),
            wanted=_share(promise.wanted.data) or 1.0,
            price_of_a_break=promise.price.data,
            monitored=bool(promise.monitored.data),
            informed=bool(promise.informed.data),
        )
    if "good" not in request.args or plain.validate():
        words = yield_in_words(_share(plain.good.data) or 0.0, a_year=plain.customers.data)
        asked = (plain.customers.data, _share(plain.problem.data), _share(plain.lost.data), plain.value.data)
        if all(one is not None for one in asked):
            steps = price_of_bad_experiences(*asked)  # type: ignore[arg-type]  # none is None here
    return render_template(
        "measure/service_plain.html",
        project=project,
        plain=plain,
        promise=promise,
        words=words,
        steps=steps,
        checks=checks,
        today=today,
    )


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def _opened(project_id: int, source_id: int, act: Act) -> tuple[Project, ServiceSource]:
    project = open_project(session(), project_id, current_person(), act)
    return project, open_source(session(), project, source_id)


def _back(project: Project, source: ServiceSource, anchor: str = "") -> Response:
    address = url_for("measure.service_source", project_id=project.id, source_id=source.id)
    return redirect(f"{address}#{anchor}" if anchor else address, code=303)
