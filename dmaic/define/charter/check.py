"""What is still missing before the charter can be submitted, and what should somebody think about twice?"""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.orm import Session

from dmaic.define.charter.fields import LABELS, NEEDED, Ask
from dmaic.define.charter.goal import GoalDirection, amount, day, goal_asks, wrong_side
from dmaic.define.charter.lists import counter_metrics_of
from dmaic.define.charter.record import Charter, goal_of
from dmaic.define.charter.wording import early_cautions, says_nothing, source_caution
from dmaic.define.metrics import Direction, Metric
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project

LONG_PROJECT_DAYS = 270
_BLANK = re.compile(r"\[[^\]]+\]")
_PEOPLE = (
    (Role.LEAD, "Name the belt who leads it."),
    (Role.SPONSOR, "Name the sponsor on the team page."),
    (Role.PROCESS_OWNER, "Name the process owner on the team page."),
    (Role.FINANCE, "Name the finance partner on the team page."),
)
_TEXTS = (
    "business_case",
    "strategic_objective",
    "problem_what",
    "problem_where",
    "problem_unit",
    "problem_consequence",
    "problem_source",
    "goal_metric_name",
    "scope_first_step",
    "scope_last_step",
    "scope_in",
    "scope_out",
    "scope_segments",
    "constraints",
    "assumptions",
    "threshold_derivation",
)


def missing_of(session: Session, project: Project, charter: Charter) -> list[Ask]:
    """Everything that submission still asks: the charter's own fields in the order of the page, then other pages."""
    asks = [Ask(field, ask) for field, ask in NEEDED.items() if getattr(charter, field) in (None, "")]
    asks += [
        Ask(field, f"“{LABELS[field]}” still holds example wording: replace what stands in [brackets].")
        for field in _TEXTS
        if _BLANK.search(getattr(charter, field) or "")
        and not (field == "goal_metric_name" and charter.goal_metric is not None)
    ]
    asks += goal_asks(
        metric_name=charter.metric_called,
        direction=charter.goal_direction,
        baseline=charter.goal_baseline,
        status=charter.goal_baseline_status,
        target=charter.goal_target,
        by=charter.goal_by,
        unit=charter.goal_unit,
        start_on=project.start_on,
    )
    counters = counter_metrics_of(session, project)
    if not any(row.is_complete for row in counters):
        sentence = "Name at least one counter metric with its tolerance: what must not get worse."
        if counters:
            sentence = f"Say of {counters[0].called} which value it must not rise above or fall below."
        asks.append(Ask("counter_metrics", sentence, "define.counter_metrics"))
    if not project.business_unit:
        asks.append(Ask("business_unit", "Name the business unit among the project's facts.", "projects.facts"))
    asks += [
        Ask(role.name.lower(), sentence, "projects.team") for role, sentence in _PEOPLE if not project.people_as(role)
    ]
    order = list(LABELS)
    return sorted(asks, key=lambda ask: (bool(ask.endpoint), order.index(ask.field)))


def cautions_of(project: Project, charter: Charter) -> list[str]:
    """What is allowed but should be thought about twice. Cautions never block."""
    said = []
    for field in ("problem_what", "problem_where", "problem_consequence"):
        said += early_cautions(LABELS[field], getattr(charter, field) or "")
    said += _empty_words(charter)
    days = (project.target_on - project.start_on).days
    if days > LONG_PROJECT_DAYS:
        said.append(
            f"The project is planned for {days} days. Past nine months most lose their sponsor: narrow the scope, or "
            "split it."
        )
    return said + _goal_cautions(project, charter)


def _empty_words(charter: Charter) -> list[str]:
    """Fields that hold a word but say nothing, a source nobody can check, a scope of one step."""
    said = [
        f"“{LABELS[field]}” says only “{text.strip()}”: that fills the field and says nothing. {ask}"
        for field, ask in NEEDED.items()
        if isinstance(text := getattr(charter, field), str) and says_nothing(text)
    ]
    source = source_caution(LABELS["problem_source"], charter.problem_source or "")
    said += [source] if source else []
    first, last = ((one or "").strip().rstrip(".") for one in (charter.scope_first_step, charter.scope_last_step))
    if first and first.casefold() == last.casefold():
        said.append(
            f"First and last step are both “{first}”: then nothing lies between them. Say with which event the process "
            "begins and with which it ends."
        )
    return said


def day_cautions(project: Project, charter: Charter, today: date) -> list[str]:
    """What the calendar says of an open project: a date to reach that has passed already."""
    if not project.is_open or charter.goal_by is None or charter.goal_by >= today:
        return []
    return [f"The goal's date {day(charter.goal_by)} has passed. Agree a new one with the sponsor and submit it."]


def _goal_cautions(project: Project, charter: Charter) -> list[str]:
    goal = goal_of(charter)
    if goal is None:
        return []
    said = []
    if goal.by > project.target_on:
        said.append(f"The goal's date {day(goal.by)} lies after the target close {day(project.target_on)}.")
    metric = charter.goal_metric
    if metric is not None:
        said += _metric_cautions(charter, metric)
    same_unit = charter.problem_unit.casefold() == goal.unit.casefold()
    if charter.problem_magnitude is not None and same_unit and charter.problem_magnitude != goal.charter_baseline:
        said.append(
            f"The problem is {amount(charter.problem_magnitude, goal.unit)} large, but the goal starts from "
            f"{amount(goal.charter_baseline, goal.unit)}. Goal and problem speak of the same metric: which is it?"
        )
    threshold = charter.practical_threshold
    if threshold is not None and threshold > abs(goal.target - goal.charter_baseline):
        said.append(
            f"The smallest change worth having, {amount(threshold, goal.unit)}, is larger than the change the goal "
            "asks for."
        )
    if charter.signed_baseline is not None:
        wrong = wrong_side(goal.direction, goal.baseline, goal.target, goal.unit)
        if wrong:
            said.append(f"Since the baseline was signed: {wrong[0].lower()}{wrong[1:]} Talk to the sponsor.")
    return said


def _metric_cautions(charter: Charter, metric: Metric) -> list[str]:
    said = []
    if metric.unit and charter.problem_unit and metric.unit.casefold() != charter.problem_unit.casefold():
        said.append(
            f"The problem is told in {charter.problem_unit}, the goal's metric is in {metric.unit}. A goal that "
            "answers another question than the problem asks can be met while the problem stays."
        )
    against = {Direction.DOWN: GoalDirection.INCREASE, Direction.UP: GoalDirection.DECREASE}
    if charter.goal_direction is not None and against.get(metric.direction) == charter.goal_direction:
        said.append(f"The goal says {charter.goal_direction.value}, but of {metric.name} {metric.direction.value}.")
    return said
