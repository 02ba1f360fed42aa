"""The row tools about the process: its map, what its failures cost, how others fare."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dmaic.charts.text import counted
from dmaic.define.metrics import metrics_of
from dmaic.errors import BadInput
from dmaic.measure import benchmarking, process_flow, process_map, quality_cost
from dmaic.measure.forms_tools import BenchmarkForm, MapForm, ProcessStepForm, QualityCostForm
from dmaic.measure.views.blueprint import measure
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.projects.row_views import Choices, RowTool
from dmaic.web.conflict import Attempt, attempt
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]


def _metrics(session: Session, project: Project) -> Choices:
    return {"metric_id": [(one.id, f"{one.name} ({one.unit})") for one in metrics_of(session, project)]}


def _around_the_map(session: Session, project: Project) -> dict[str, Any]:
    return {
        "about_map": process_map.map_of(session, project),
        "to_take_over": process_map.steps_to_take_over(session, project),
    }


PROCESS_MAP = RowTool(
    "process_map",
    "Process map",
    "How does the work really run, what adds value, and where does it wait?",
    process_map.ProcessStep,
    ProcessStepForm,
    ("name", "lane", "kind", "value_class", "touch_time", "wait_time", "first_time_yield"),
    one="step",
    about={
        "what": "Every step between the boundaries of the SIPOC as it is seen on site: with waiting, rework, handovers "
        "and inspections, the times and the share that is right the first time.",
        "example": "12 steps in 3 lanes: 26 min of work in 455 min.",
        "pitfall": "Drawing the procedure. Follow real units instead, the odd ones too.",
    },
    computed=(("Leads to", process_map.ways_in_words),),
    units=process_map.time_units,
    suggests=process_map.map_words,
    check=process_map.check_step,
    facts=process_flow.map_facts,
    remarks=process_flow.map_remarks,
    picture=process_flow.swim_lanes,
    more_pictures=process_flow.value_streams,
    history=(process_map.ProcessMap.__tablename__,),
    template="measure/process_map.html",
    more=_around_the_map,
)
QUALITY_COST = RowTool(
    "quality_cost",
    "Cost of poor quality",
    "What does poor quality cost a year, and where does the figure come from?",
    quality_cost.QualityCostLine,
    QualityCostForm,
    ("name", "category", "basis", "source"),
    one="cost",
    about={
        "what": "Costs of prevention, of checking, and of failures inside and outside. The failures are the cost of poor "
        "quality.",
        "example": "Second contacts: 2,968 a month × 12 × 6.40 = 227,942 a year, external failure.",
        "pitfall": "Calling all of it a saving. What becomes money is agreed with finance under Benefits.",
    },
    computed=(("Amount a year", lambda one: quality_cost.in_thousands(one.amount)),),
    check=quality_cost.check_cost,
    remarks=quality_cost.cost_remarks,
    facts=quality_cost.cost_facts,
    picture=quality_cost.cost_picture,
)
BENCHMARKING = RowTool(
    "benchmarking",
    "Benchmarking",
    "How good are others at it, and is it really the same thing?",
    benchmarking.Benchmark,
    BenchmarkForm,
    ("peer", "driver", "metric_id", "value", "unit", "match", "like_for_like"),
    one="benchmark",
    about={
        "what": "Figures of others, with what makes them comparable. They show what is possible, not what to copy.",
        "example": "Porto desk: 19.5 h, same definition, half the volume.",
        "pitfall": "A figure from an advertisement, without its definition.",
    },
    computed=(("Gap of ours", lambda one: one.gap_or_reason),),
    choices=_metrics,
    remarks=benchmarking.benchmark_remarks,
    facts=benchmarking.benchmark_facts,
    picture=benchmarking.benchmark_picture,
)
TOOLS = (PROCESS_MAP, QUALITY_COST, BENCHMARKING)


@measure.post("/projects/<int:project_id>/measure/process-map/sipoc")
def map_from_sipoc(project_id: int) -> Answer:
    """Begin the map with the steps of the SIPOC."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    count = process_map.take_over_steps(session(), project)
    flash(f"{counted(count, 'step')} taken over. Put in what lies between them: waiting, rework, handovers.", "ok")
    return redirect(url_for("measure.process_map", project_id=project.id), code=303)


@measure.route("/projects/<int:project_id>/measure/process-map/validation", methods=["GET", "POST"])
def map_validation(project_id: int) -> Answer:
    """The unit of the map's times, and when it was walked on site."""
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    found = process_map.map_of(session(), project)
    form: MapForm = MapForm.of_request(obj=found)
    saving = Attempt()
    if writing:
        saving = attempt(
            form,
            found,
            lambda: process_map.write_map(session(), project, version=form.version.data, **form.values()),
            at={BadInput: "validated_on"},
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            return redirect(url_for("measure.process_map", project_id=project.id), code=303)
    page = render_template("measure/map_validation.html", project=project, form=form, conflict=saving.conflict)
    return page, saving.status
