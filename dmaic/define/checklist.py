"""What does gate D ask, and does the record answer it?"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from dmaic.charts.text import called
from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import Charter, charter_of, counter_metrics_of, goal_of, missing_of, places_of, standing_of
from dmaic.define.charter.signing import MEANINGS, Place
from dmaic.define.charter.versions import CharterState
from dmaic.define.confirming import PAPERS, confirmation_of
from dmaic.define.definitions import EXAMPLES_NEEDED, gaps_of, is_blank, real_examples_of
from dmaic.define.metrics import Metric, primary_metric
from dmaic.define.sipoc import SipocLine, customers_of, steps_of
from dmaic.define.stakeholders import Stakeholder
from dmaic.define.voice import Ctq
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase, Project
from dmaic.projects.rows import rows_of


def gate_items(session: Session, project: Project) -> list[Item]:
    """Each item is judged from the record, in the order in which the room is usually filled."""
    charter = charter_of(session, project)
    metric = primary_metric(session, project)
    return [
        _charter(session, project, charter),
        _goal(session, project, charter),
        _counter(session, project),
        _metric(metric),
        _sample(metric),
        _sipoc(session, project),
        _ctq(session, project),
        _stakeholders(session, project),
        _benefit(session, project),
        _confirmed_benefit(session, project),
        *_signatures(session, project, charter),
    ]


def _charter(session: Session, project: Project, charter: Charter | None) -> Item:
    asked, page = "The charter is submitted", "define.charter"
    if charter is None:
        return Item("define.charter", asked, False, "The charter is not begun.", page)
    standing = standing_of(session, project, charter)
    if standing.latest is None:
        asks = len(missing_of(session, project, charter))
        why = f"A draft: {asks} thing{'s' if asks != 1 else ''} missing." if asks else "Complete, but not submitted."
        return Item("define.charter", asked, False, why, page)
    number, evidence = standing.latest.number, f"version {standing.latest.number}, {standing.latest.fingerprint[:12]}"
    if standing.state == CharterState.CHANGED:
        changed = ", ".join(change.label for change in standing.changes)
        return Item("define.charter", asked, False, f"Changed since version {number}: {changed}.", page, evidence)
    return Item(
        "define.charter", asked, True, f"Version {number}, by {standing.latest.submitted_by.name}.", page, evidence
    )


def _goal(session: Session, project: Project, charter: Charter | None) -> Item:
    asked, page = "The goal says what, by how much and by when", "define.charter"
    if charter is None:
        return Item("define.goal", asked, False, "There is no goal yet.", page)
    wrong = [ask.sentence for ask in missing_of(session, project, charter) if ask.field.startswith("goal_")]
    goal = goal_of(charter)
    if goal is None or wrong:
        return Item("define.goal", asked, False, " ".join(wrong), page)
    # the baseline that Measure signs is meant to move while the goal stands: it is no evidence of this gate
    evidence = replace(goal, baseline=goal.charter_baseline, baseline_study_id=None).in_words
    return Item("define.goal", asked, True, f"{goal.in_words}.", page, evidence)


def _counter(session: Session, project: Project) -> Item:
    told = [row.in_words for row in counter_metrics_of(session, project) if row.is_complete]
    why = "; ".join(told) or "None with a tolerance yet: what must not get worse while the goal is met?"
    return Item(
        "define.counter", "A counter metric has a tolerance", bool(told), why, "define.counter_metrics", f"{len(told)}"
    )


def _metric(metric: Metric | None) -> Item:
    asked, page = "The primary metric has an operational definition", "define.metrics"
    if metric is None:
        return Item("define.metric", asked, False, "No metric is the primary Y yet.", page)
    gaps = [gap for gap in gaps_of(metric) if "worked example" not in gap]
    if gaps:
        return Item("define.metric", asked, False, f"{metric.name} lacks: {', '.join(gaps)}.", page)
    return Item(
        "define.metric", asked, True, f"{metric.name} ({metric.code}), {metric.data_type.value}.", page, metric.code
    )


def _sample(metric: Metric | None) -> Item:
    asked, page = "Its data can be reached: source named, sample records worked through", "define.metrics"
    if metric is None:
        return Item("define.sample", asked, False, "No metric is the primary Y yet.", page)
    count = len(real_examples_of(metric))
    lacks = ["the source system"] if is_blank(metric.source_system) else []
    lacks += ["the field or query"] if is_blank(metric.source_query) else []
    lacks += [] if count >= EXAMPLES_NEEDED else [f"{EXAMPLES_NEEDED - count} more worked examples from real records"]
    if lacks:
        return Item(
            "define.sample", asked, False, f"{metric.name} lacks: {', '.join(lacks)}.", page, f"{count} records"
        )
    why = f"{count} records from {metric.source_system} were put to the definition."
    return Item("define.sample", asked, True, why, page, f"{count} records")


def _sipoc(session: Session, project: Project) -> Item:
    asked, page = "The SIPOC names steps and their customers", "define.sipoc"
    lines = rows_of(session, project, SipocLine)
    steps, customers = steps_of(lines), customers_of(lines)
    evidence = f"{len(steps)} steps, {len(customers)} customers"
    if len(steps) < 2:
        return Item("define.sipoc", asked, False, "Fewer than two steps are named.", page, evidence)
    if not customers:
        return Item("define.sipoc", asked, False, "No step has a customer.", page, evidence)
    return Item("define.sipoc", asked, True, f"{len(steps)} steps; customers: {', '.join(customers)}.", page, evidence)


def _ctq(session: Session, project: Project) -> Item:
    ctqs = [ctq for ctq in rows_of(session, project, Ctq) if ctq.has_limit]
    why = "; ".join(f"{ctq.name}: {ctq.limits_in_words}" for ctq in ctqs) or "No CTQ has a limit yet."
    return Item("define.ctq", "At least one CTQ has a limit", bool(ctqs), why, "define.ctqs", f"{len(ctqs)}")


def _stakeholders(session: Session, project: Project) -> Item:
    count = len(rows_of(session, project, Stakeholder))
    why = f"{count} stakeholder{'s' if count != 1 else ''}." if count else "Nobody is listed yet."
    return Item("define.stakeholders", "The stakeholders are listed", count > 0, why, "define.stakeholders", f"{count}")


def _benefit(session: Session, project: Project) -> Item:
    asked, page = "The kind of benefit is named, and how freed capacity is harvested", "define.benefits"
    lines = [line for line in rows_of(session, project, BenefitLine) if line.type and not line.type.is_cost]
    if not lines:
        return Item("define.benefit", asked, False, "No benefit is named yet.", page)
    open_ = [line.description for line in lines if not line.is_harvested]
    if open_:
        return Item("define.benefit", asked, False, f"No harvest mechanism: {', '.join(open_)}.", page)
    kinds = ", ".join(dict.fromkeys(line.type.value for line in lines if line.type))
    return Item("define.benefit", asked, True, f"{kinds[:1].upper()}{kinds[1:]}.", page, f"{len(lines)} lines")


def _confirmed_benefit(session: Session, project: Project) -> Item:
    """Finance answers for sources and arithmetic. Later phases work it out again and ask again: no evidence of this
    gate moves with that."""
    code, asked, page = "define.benefit_confirmed", "Finance has confirmed the benefit plan", "define.benefits"
    standing = confirmation_of(session, project, PAPERS["benefits"])
    signed = standing.signature
    if signed is None:
        who = " or ".join(standing.people)
        why = f"Not confirmed yet: {who} does that on the page." if who else "Not confirmed; name a finance partner."
        return Item(code, asked, False, why, page)
    given = f"{signed.person.name}, {called(signed.signed_at.date())}"
    if not standing.stands and project.phase == Phase.DEFINE:
        return Item(code, asked, False, f"A line changed since the word of {given}.", page)
    return Item(code, asked, True, f"{given}.", page, "confirmed")


def _signatures(session: Session, project: Project, charter: Charter | None) -> list[Item]:
    if charter is None:
        return [_signature(role, None) for role in MEANINGS]
    return [_signature(place.role, place) for place in places_of(session, project, charter)]


def _signature(role: Role, place: Place | None) -> Item:
    code = f"define.signed_by_{role.name.lower()}"
    word = "sponsor" if role == Role.SPONSOR else "finance partner"
    asked, page = f"The {word} has signed the charter", "define.charter"
    if place is None or place.signature is None:
        return Item(code, asked, False, "Not signed yet.", page)
    signature = place.signature
    evidence = f"{signature.fingerprint[:12]}, {called(signature.signed_at.date())}"
    if not place.stands:
        changed = ", ".join(change.label for change in place.changes)
        why = f"Changed since {signature.person.name} signed version {place.number}: {changed}."
        return Item(code, asked, False, why, page, evidence)
    return Item(code, asked, True, f"{signature.person.name}, version {place.number}.", page, evidence)
