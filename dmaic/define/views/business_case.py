"""The page of the business case, and the list of costs it rests on."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.drawing import Drawing
from dmaic.charts.waterfall import Step, waterfall
from dmaic.define import business_case as cases
from dmaic.define.business_case import BusinessCase, Case, ProjectCost
from dmaic.define.cash_flow import npv_at
from dmaic.define.forms.business_case import CaseForm, CostForm
from dmaic.define.views.blueprint import Answer, define
from dmaic.define.views.paper import on_paper
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.row_views import RowTool
from dmaic.web.conflict import Attempt, attempt
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session

COSTS = RowTool(
    "costs",
    "Costs",
    "What do the project and its solution take, once and every year?",
    ProjectCost,
    CostForm,
    ("description", "kind", "quantity", "unit_price", "source"),
    one="cost",
    about={
        "what": "What is paid once and what is paid every year, as quantity times price. It goes into the business case.",
        "example": "Training of the desk: 24 agents × 180 = 4,320 once. Licence: 12 months × 90 = 1,080 a year.",
        "pitfall": "Leaving out people's time because nobody sends an invoice for it.",
    },
    computed=(("Total", lambda one: one.total),),
    facts=cases.case_facts,
)
PAPER = (("What it is reckoned with", ("horizon_months", "discount_rate", "counted_from")),)
SHARES = (0.5, 0.75, 1.0, 1.25)


@define.route("/projects/<int:project_id>/define/business-case", methods=["GET", "POST"])
def business_case(project_id: int) -> Answer:
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT if writing else Act.VIEW)
    chosen = cases.settings_of(session(), project)
    form = CaseForm.of_request(obj=chosen)
    saving = Attempt()
    if writing:
        saving = attempt(
            form,
            chosen,
            lambda: cases.write_settings(session(), project, version=form.version.data, values=form.values()),
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            return redirect(url_for("define.business_case", project_id=project.id), code=303)
    page = render_template(
        "define/business_case.html",
        project=project,
        form=form,
        conflict=saving.conflict,
        paper=on_paper(form, PAPER),
        **_worked_out(project),
        may_edit=project.is_open and can(project, current_person(), Act.EDIT),
        entries=audit.entries_of(
            session(), chain=project.id, kinds=(BusinessCase.__tablename__, ProjectCost.__tablename__), limit=20
        ),
    )
    return page, saving.status


@define.get("/projects/<int:project_id>/define/business-case.csv")
def case_csv(project_id: int) -> Response:
    """The case month by month, in full precision."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    heads = ["Month", "Benefits", "Costs", "Sum so far", "Worth today"]
    months = cases.case_of(session(), project).ledger
    table = [[one.number, one.benefit, one.cost, one.standing, one.present] for one in months]
    return csv_download([heads, *table], f"{project.code}-business-case.csv")


def _worked_out(project: Project) -> dict[str, Any]:
    """The case as the record stands, for the template."""
    case = cases.case_of(session(), project)
    return {
        "case": case,
        "picture": case_picture(case, project),
        "remarks": cases.case_remarks(case, session(), project),
        "shares": [(share, npv_at(case.flows, case.rate, share=share)) for share in SHARES]
        if case.npv.value is not None and case.rate is not None
        else [],
    }


@define.post("/projects/<int:project_id>/define/business-case/trial")
def try_case(project_id: int) -> dict[str, str]:
    """The case as it would be with the choices being typed; nothing is kept."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    chosen = cases.settings_of(session(), project)
    form = CaseForm.of_request(obj=chosen)
    trial = session().begin_nested()
    if form.validate():
        cases.write_settings(session(), project, version=chosen.version if chosen else None, values=form.values())
    page = render_template("define/case.html", project=project, may_edit=True, **_worked_out(project))
    trial.rollback()
    return {"live": page}


def case_picture(case: Case, project: Project) -> Drawing | None:
    """From gross benefit over the horizon down to the net present value; nothing while that is withheld."""
    if case.npv.value is None:
        return None
    steps = [
        Step("Not realized", case.realized - case.gross),
        Step("Running cost", -case.running),
        Step("One-off cost", -case.one_off),
    ]
    return waterfall(
        (f"Gross, {case.horizon} months", case.gross),
        [
            *(step for step in steps if step.amount),
            Step("Net", total=True),
            Step(f"Discounted at {case.rate:g} %", case.npv.value - case.net),
        ],
        title="Business case",
        name="Money",
        unit=project.currency,
        end_name="Net present value",
    )
