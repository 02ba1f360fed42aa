"""What a test of Define, or of a later phase, starts from: metrics, a filled charter, a project that meets gate D."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dmaic.define import charter as charters
from dmaic.define.benefits import BenefitLine, BenefitType
from dmaic.define.charter import BaselineStatus, Charter, CounterMetric, GoalDirection, Side
from dmaic.define.confirming import PAPERS, confirm, confirmation_of
from dmaic.define.metrics import DataType, Direction, Metric, MetricRole, define_metric, next_code
from dmaic.define.needs import Kano
from dmaic.define.sipoc import CustomerKind, SipocLine
from dmaic.define.stakeholders import Stakeholder
from dmaic.define.voice import Channel, SpecSource, add_ctq, add_voice
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row

EXAMPLES = """T-20411; yes, 31.5 h; closed once
T-20417; no; merged into T-20402
T-20433; yes, 96 h; reopened, the last closing counts"""

WORDS: dict[str, Any] = {
    "business_case": "9 % of customers who wait over a day write again; that costs 19,000 EUR a month.",
    "problem_what": "Billing tickets stay unresolved for 52 hours (median).",
    "problem_where": "Lisbon desk, e-mail and web form",
    "problem_when_from": date(2025, 7, 1),
    "problem_when_to": date(2025, 12, 31),
    "problem_magnitude": 52.0,
    "problem_unit": "h",
    "problem_consequence": "1 customer in 9 writes a second time.",
    "problem_source": "Ticket system, report of 3 January 2026",
    "goal_direction": GoalDirection.DECREASE,
    "goal_baseline": 52.0,
    "goal_baseline_status": BaselineStatus.ESTIMATED,
    "goal_target": 24.0,
    "goal_by": date(2026, 8, 15),
    "scope_first_step": "The customer's message arrives",
    "scope_last_step": "The ticket is closed for 7 days",
    "scope_in": "Billing questions by e-mail and web form.",
    "scope_out": "Fraud cases.",
}


def make_metric(session: Session, project: Project, **values: Any) -> Metric:
    """A metric with a complete operational definition; the primary Y unless told otherwise."""
    given = {
        "code": next_code(session, project),
        "name": "Median resolution time",
        "role": MetricRole.PRIMARY,
        "description": "Hours from the first message until the ticket is closed for good.",
        "data_type": DataType.CONTINUOUS,
        "unit": "h",
        "unit_of_analysis": "ticket",
        "direction": Direction.DOWN,
        "numerator": "Hours between created and last closed.",
        "inclusions": "Queue BILLING, all channels.",
        "exclusions": "Test tickets; merged tickets.",
        "time_window": "Week of closing, Monday to Sunday.",
        "source_system": "Ticket system",
        "source_query": "Query 118",
        "worked_examples": EXAMPLES,
        "owner_id": project.people_as(Role.LEAD)[0].id,
    }
    return define_metric(session, project, {**given, **values})


def filled_charter(session: Session, project: Project, **values: Any) -> Charter:
    """A charter with nothing missing but what the team and the facts lack; its goal speaks of the primary metric."""
    if "goal_metric_id" not in values and "goal_metric_name" not in values:
        values["goal_metric_id"] = make_metric(session, project).id
    project.business_unit = project.business_unit or "Customer service"
    charter = charters.write_charter(session, project, version=None, values={**WORDS, **values})
    counter = {"name": "Share of tickets reopened", "side": Side.NOT_ABOVE, "tolerance": 6.0, "unit": "%"}
    add_row(session, project, CounterMetric, counter)
    return charter


def signed_charter(session: Session, project: Project, team: dict[Role, Person], **values: Any) -> Charter:
    """A filled charter, submitted by the lead and signed by sponsor and finance."""
    charter = filled_charter(session, project, **values)
    charters.submit_charter(session, project, charter, by=team[Role.LEAD])
    for role in (Role.SPONSOR, Role.FINANCE):
        charters.sign_charter(session, project, charter, person=team[role], role=role)
    return charter


def confirm_benefits(session: Session, project: Project, finance: Person) -> None:
    """Finance confirms the benefit plan as it reads now."""
    seen = confirmation_of(session, project, PAPERS["benefits"]).fingerprint
    confirm(session, project, PAPERS["benefits"], by=finance, seen=seen)


def define_complete(session: Session, project: Project, team: dict[Role, Person]) -> Charter:
    """Everything that gate D asks."""
    metric = make_metric(session, project)
    steps = ("Read the question", "Check the invoice", "Decide", "Answer")
    for step in steps:
        line = {"supplier": "Customer", "input": "Question", "step": step, "output": "Answer", "customer": "Customer"}
        add_row(session, project, SipocLine, {**line, "customer_kind": CustomerKind.EXTERNAL})
    said = {"verbatim": "I have written three times.", "need": "To know within a day whether to pay"}
    voice = add_voice(session, project, {**said, "channel": Channel.TICKET, "kano": Kano.MUST, "segment": "Private"})
    ctq = {"name": "Time until answered", "driver": "Speed", "need_id": voice.need_id, "metric_id": metric.id}
    words = {"defect_definition": "No answer after 24 h.", "opportunity_definition": "Each ticket, once."}
    limits = {"target": 8.0, "upper_limit": 24.0, "spec_source": SpecSource.CUSTOMER}
    add_ctq(session, project, {**ctq, **words, **limits})
    add_row(session, project, Stakeholder, {"name": "Head of the desk", "interest": 5, "influence": 4})
    benefit = {"type": BenefitType.SOFT_CAPACITY, "description": "Fewer second contacts", "units_improved": 4100.0}
    arithmetic = {"unit_value": 6.4, "realization_factor": 50.0, "harvest_mechanism": "Two leavers are not replaced."}
    add_row(session, project, BenefitLine, {**benefit, **arithmetic})
    confirm_benefits(session, project, team[Role.FINANCE])
    return signed_charter(session, project, team, goal_metric_id=metric.id)
