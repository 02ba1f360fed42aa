"""What happens in each phase of a story, in which order and on which days?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dmaic.analyze.causes import Cause, FiveWhys
from dmaic.control.handover import HandoverItem, sign_handover
from dmaic.control.plan import Audit, ControlPlanRow, Document, Lesson, Reaction
from dmaic.define import charter as charters
from dmaic.define.benefits import BenefitLine
from dmaic.define.business_case import write_settings
from dmaic.define.charter import CounterMetric, Milestone, Risk
from dmaic.define.confirming import PAPERS, confirm, confirmation_of
from dmaic.define.metrics import Metric, MetricRole, define_metric, primary_metric
from dmaic.define.sipoc import CustomerKind, SipocLine
from dmaic.define.stakeholders import Assignment, Message, Stakeholder
from dmaic.define.voice import Ctq, Voice, add_ctq, add_voice
from dmaic.demo.telling import Teller, first
from dmaic.improve.solutions import Action, Pilot, Solution
from dmaic.measure.collection import PlanRow
from dmaic.measure.pareto.counts import DefectCategory
from dmaic.measure.pareto.keeping import keep_pareto
from dmaic.measure.pareto.question import Measured, Question
from dmaic.measure.pareto.sources import COUNTS
from dmaic.measure.process_map import ProcessStep, write_map
from dmaic.people.accounts import Person
from dmaic.playbooks import playbook_named
from dmaic.playbooks.bringing import bring
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Phase, start_project
from dmaic.projects.rows import add_row, change_row, rows_of

PLANNED = {Phase.DEFINE: 0.1, Phase.MEASURE: 0.32, Phase.ANALYZE: 0.55, Phase.IMPROVE: 0.8, Phase.CONTROL: 1.0}
"""At which part of a project's time each gate was planned."""


def define(tell: Teller) -> None:
    """From the first idea to the signed charter."""
    story, cast, lead = tell.story, tell.cast, tell.lead
    with tell.on(story.start, 9, lead):
        project = start_project(
            tell.session,
            by=lead,
            title=story.title,
            process_name=story.process,
            business_unit=story.unit,
            site=story.site,
            template=story.template,
            currency=story.currency,
            start_on=tell.day(story.start),
            target_on=tell.day(story.target),
            people=cast.team(lead),
        )
        tell.project_id = project.id
        _first_gate(tell)
        if story.brought:
            bring(tell.session, project, playbook_named(story.template), story.brought)
    ends = story.gates[0] if story.gates else (story.submitted if story.submitted is not None else 1)
    with tell.on(_between(story.start, ends, 0.2), 10, lead):
        project = tell.open(lead, Act.EDIT)
        metric = None
        if story.metric:
            given = {"code": "Y1", "role": MetricRole.PRIMARY.value, "owner": "owner", **story.metric}
            metric = define_metric(tell.session, project, tell.resolved(Metric, given))
        goal = {} if metric is None else {"goal_metric_id": metric.id, "goal_metric_name": ""}
        values = {**tell.resolved(charters.Charter, story.charter), **goal}
        charters.write_charter(tell.session, project, version=None, values=values)
        tell.rows(CounterMetric, story.counters, lead)
        tell.rows(Milestone, _milestones(tell), lead)
        tell.rows(Risk, story.risks, lead)
    with tell.on(_between(story.start, ends, 0.5), 13, cast.member):
        tell.rows(SipocLine, [_sipoc(line) for line in story.sipoc], cast.member)
        voices = [_voice(tell, told) for told in story.voices]
        if story.ctq:
            spoken = {"need_id": voices[0].need_id} if voices else {}
            measured = {"metric_id": metric.id} if metric else {}
            add_ctq(
                tell.session, tell.open(cast.member, Act.EDIT), {**tell.resolved(Ctq, story.ctq), **spoken, **measured}
            )
    with tell.on(_between(story.start, ends, 0.6), 11, lead):
        tell.rows(Stakeholder, story.stakeholders, lead)
        tell.rows(Message, story.messages, lead)
        tell.rows(BenefitLine, story.benefits, lead)
        tell.rows(Assignment, _duties(story.lead), lead)
    with tell.on(_between(story.start, ends, 0.62), 14, lead):
        reckoned = {"horizon_months": 36, "discount_rate": 8.0, "counted_from": None}
        write_settings(tell.session, tell.open(lead, Act.EDIT), version=None, values=reckoned)
    if story.signed and story.sipoc:
        _confirm(tell, "sipoc", cast.owner, _between(story.start, ends, 0.65))
    if story.signed and story.benefits:
        _confirm(tell, "benefits", cast.finance, _between(story.start, ends, 0.7))
    if story.signed:
        _sign(tell, _between(story.start, ends, 0.8))


def _confirm(tell: Teller, kind: str, person: Person, ago: int) -> None:
    paper = PAPERS[kind]
    with tell.on(ago, 15, person):
        project = tell.open(person, paper.act)
        seen = confirmation_of(tell.session, project, paper).fingerprint
        confirm(tell.session, project, paper, by=person, seen=seen)


def worth_now(tell: Teller, ago: int) -> None:
    """With the signed baseline the benefits are looked at once more; finance stands by them."""
    if tell.story.signed and tell.story.benefits:
        _confirm(tell, "benefits", tell.cast.finance, ago)


def _duties(lead: str) -> list[dict[str, str]]:
    """Who is what to a project's papers: the lead works, the owner answers, finance and sponsor are asked or told."""
    given = {
        "Signed baseline": {lead: "R", "owner": "A", "finance": "C", "sponsor": "I"},
        "Accepted causes": {lead: "R", "member": "R", "owner": "A", "coach": "C"},
        "Pilot": {"member": "R", "owner": "A", lead: "C", "sponsor": "I"},
        "Control plan": {lead: "R", "owner": "A", "member": "C", "finance": "I"},
    }
    return [
        {"deliverable": name, "person_id": person, "duty": duty}
        for name, duties in given.items()
        for person, duty in duties.items()
    ]


def _voice(tell: Teller, told: dict[str, Any]) -> Voice:
    """A voice under its need."""
    values = tell.resolved(Voice, {name: value for name, value in told.items() if name != "need"})
    return add_voice(tell.session, tell.open(tell.cast.member, Act.EDIT), {**values, "need": told.get("need", "")})


def _between(start: int, end: int, part: float) -> int:
    """A day between two, counted back from today."""
    return round(start + (end - start) * part)


def _first_gate(tell: Teller) -> None:
    """The date of the first review, agreed at the start."""
    story = tell.story
    project = tell.open(tell.lead, Act.MANAGE)
    agreed = story.gates[0] + 2 if story.gates else story.next_gate
    project.next_gate_on = None if agreed is None else tell.day(agreed)
    tell.session.flush()


def _sipoc(line: Sequence[str]) -> dict[str, Any]:
    supplier, given, step, output, customer = line
    return {
        "supplier": supplier,
        "input": given,
        "step": step,
        "output": output,
        "customer": customer.removesuffix("*"),
        "customer_kind": (CustomerKind.EXTERNAL if customer.endswith("*") else CustomerKind.INTERNAL).value,
    }


def _milestones(tell: Teller) -> list[dict[str, Any]]:
    story = tell.story
    return [
        {
            "phase": phase.value,
            "name": f"{phase.value.capitalize()} gate",
            "plan_on": _between(story.start, story.target, part),
        }
        for phase, part in PLANNED.items()
    ]


def _sign(tell: Teller, ago: int) -> None:
    """The lead submits the charter; sponsor and finance sign it the next days."""
    with tell.on(ago, 15, tell.lead):
        project = tell.open(tell.lead, Act.EDIT)
        charter = charters.charter_of(tell.session, project)
        assert charter is not None
        charters.submit_charter(tell.session, project, charter, by=tell.lead)
    for person, role in ((tell.cast.sponsor, Role.SPONSOR), (tell.cast.finance, Role.FINANCE)):
        with tell.on(ago, 16, person):
            project = tell.open(person, Act.SIGN_CHARTER)
            charters.sign_charter(tell.session, project, charter, person=person, role=role)


def milestone_came(tell: Teller, phase: Phase, ago: int) -> None:
    """Note on which day a gate was passed."""
    with tell.on(ago, 17, tell.lead):
        row = first(
            rows_of(tell.session, tell.open(tell.lead, Act.EDIT), Milestone), f"{phase.value.capitalize()} gate"
        )
        change_row(tell.session, row, version=row.version, values={"actual_on": tell.day(ago)})


def milestones_expected(tell: Teller) -> None:
    """Give what was due and has not come a new date, where the team knows one."""
    story = tell.story
    if story.next_gate is None or story.next_gate > 0 or story.held:
        return
    with tell.on(1, 10, tell.lead):
        project = tell.open(tell.lead, Act.EDIT)
        row = first(rows_of(tell.session, project, Milestone), f"{project.phase.value.capitalize()} gate")
        values: dict[str, date] = {"forecast_on": tell.day(story.next_gate)}
        change_row(tell.session, row, version=row.version, values=values)


def collect(tell: Teller, ago: int) -> None:
    """How the data will come in, before the first of them does."""
    with tell.on(ago, 9, tell.lead):
        metric = primary_metric(tell.session, tell.open(tell.lead, Act.EDIT))
        assert metric is not None
        tell.rows(PlanRow, [{"metric_id": metric.id, **row} for row in tell.story.collection], tell.lead)


def walk(tell: Teller, ago: int) -> None:
    """Map the steps as they are seen, then check the map with those who do the work."""
    told, lead = tell.story.process_map, tell.lead
    if not told:
        return
    names = ("name", "lane", "kind", "value_class", "touch_time", "wait_time", "first_time_yield", "leads_to", "shares")
    with tell.on(ago, 10, lead):
        tell.rows(ProcessStep, [dict(zip(names, step, strict=False)) for step in told["steps"]], lead)
    with tell.on(ago - 1, 15, lead):
        write_map(
            tell.session,
            tell.open(lead, Act.EDIT),
            version=None,
            time_unit=told["unit"],
            validated_on=tell.day(ago - 1),
            validated_with=told["walked_with"],
            validation_note=told["found"],
        )


def analyze(tell: Teller, start: int, end: int) -> None:
    """Suspicions, then evidence, then decisions the owner agrees to."""
    story, lead = tell.story, tell.lead
    if not story.causes:
        return
    with tell.on(_between(start, end, 0.2), 10, tell.cast.member):
        tell.rows(DefectCategory, story.pareto, tell.cast.member)
    if len(story.pareto) > 1:
        with tell.on(_between(start, end, 0.3), 10, lead):
            priced = all("unit_cost" in row for row in story.pareto)
            asked = Question(COUNTS, "name", Measured.COST, "cost") if priced else Question(COUNTS, "name")
            keep_pareto(tell.session, tell.open(lead, Act.EDIT), asked, by=lead)
    with tell.on(_between(start, end, 0.5), 10, lead):
        tell.rows(Cause, story.causes, lead)
        tell.rows(FiveWhys, story.whys, lead)


def improve(tell: Teller, start: int, end: int) -> None:
    """Ideas against causes, a trial with its rule first, and the plan."""
    story, lead = tell.story, tell.lead
    if not story.solutions:
        return
    with tell.on(_between(start, end, 0.15), 10, lead):
        causes = rows_of(tell.session, tell.open(lead, Act.EDIT), Cause)
        rows = [_linked(row, "cause", "cause_id", causes) for row in story.solutions]
        solutions = tell.rows(Solution, rows, lead)
    with tell.on(_between(start, end, 0.9), 10, lead):
        for kind, given in ((Pilot, story.pilots), (Action, story.actions)):
            tell.rows(kind, [_linked(row, "solution", "solution_id", solutions) for row in given], lead)


def _linked(row: dict[str, Any], word: str, column: str, among: list[Any]) -> dict[str, Any]:
    """A row whose reference is told by name."""
    if word not in row:
        return row
    return {**{name: value for name, value in row.items() if name != word}, column: first(among, row[word]).id}


def control(tell: Teller, start: int, end: int) -> None:
    """The plan, the reactions, the documents; the owner takes over."""
    story, lead, owner = tell.story, tell.lead, tell.cast.owner
    if not story.plan:
        return
    with tell.on(_between(start, end, 0.2), 10, lead):
        project = tell.open(lead, Act.EDIT)
        metric = primary_metric(tell.session, project)
        assert metric is not None
        tell.rows(ControlPlanRow, [_watched(row, metric.id) for row in story.plan], lead)
        tell.rows(Reaction, story.reactions, lead)
        tell.rows(Document, story.documents, lead)
    with tell.on(_between(start, end, 0.6), 11, lead):
        for kind, rows in ((HandoverItem, story.handover), (Audit, story.audits), (Lesson, story.lessons)):
            for row in rows:
                add_row(tell.session, tell.open(lead, Act.EDIT), kind, tell.resolved(kind, row))
    if story.handover and all(row["ready"] == "yes" for row in story.handover):
        for person, role, act in ((lead, Role.LEAD, Act.SUBMIT_GATE), (owner, Role.PROCESS_OWNER, Act.ACCEPT)):
            with tell.on(_between(start, end, 0.8), 15, person):
                sign_handover(tell.session, tell.open(person, act), by=person, role=role)


def _watched(row: dict[str, Any], metric_id: int) -> dict[str, Any]:
    """A row of the plan; the first characteristic is the primary metric's."""
    own = {name: value for name, value in row.items() if name != "watches"}
    return {**own, "metric_id": metric_id} if row.get("watches") else own
