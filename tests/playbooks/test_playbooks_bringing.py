"""A template comes piece by piece: nothing that is there changes, nothing comes twice, the history names it."""

from __future__ import annotations

import pytest

from dmaic import audit
from dmaic.analyze.causes import Cause, CauseState, EvidenceType
from dmaic.analyze.views import TOOLS as ANALYZE_TOOLS
from dmaic.define.charter import CounterMetric, charter_of, missing_of, write_charter
from dmaic.define.definitions import gaps_of
from dmaic.define.metrics import MetricRole, metrics_of, primary_metric
from dmaic.define.views.tools import COUNTER_METRICS
from dmaic.errors import BadInput
from dmaic.measure.collection import PlanRow
from dmaic.measure.views.tools import COLLECTION
from dmaic.playbooks import PLAYBOOKS
from dmaic.playbooks.bringing import Kind, PieceState, bring, pieces_of
from dmaic.projects.permissions import Act
from dmaic.projects.rows import remove_row, rows_of
from tests.factories import make_project
from tests.factories_define import make_metric

SLA = PLAYBOOKS["sla"]


def everything(session, project, playbook=SLA):
    return [one.key for one in pieces_of(session, project, playbook)]


def states(session, project, playbook=SLA):
    return {one.key: one.state for one in pieces_of(session, project, playbook)}


@pytest.mark.parametrize("playbook", PLAYBOOKS.values(), ids=PLAYBOOKS)
def test_a_whole_template_comes_into_an_empty_project_once(session, playbook):
    project = make_project(session)
    brought = bring(session, project, playbook, everything(session, project, playbook))
    assert brought.counts == {
        Kind.METRIC: len(playbook.metrics),
        Kind.CHARTER: len(playbook.charter),
        Kind.COUNTER: len(playbook.counters),
        Kind.PLAN: len(playbook.plan),
        Kind.CAUSE: len(playbook.causes),
    }
    assert brought.skipped == 0
    assert PieceState.OPEN not in states(session, project, playbook).values()
    again = bring(session, project, playbook, everything(session, project, playbook))
    assert again.total == 0
    assert again.skipped == len(everything(session, project, playbook))
    assert len(metrics_of(session, project)) == len(playbook.metrics)
    assert len(rows_of(session, project, Cause)) == len(playbook.causes)
    assert len(rows_of(session, project, PlanRow)) == len(playbook.plan)
    assert len(rows_of(session, project, CounterMetric)) == len(playbook.counters)


def test_the_pieces_hang_together(session):
    project = make_project(session)
    bring(session, project, SLA, everything(session, project))
    primary = primary_metric(session, project)
    charter = charter_of(session, project)
    assert charter.goal_metric_id == primary.id
    assert primary.stratifiers.startswith("priority, ")
    plan = rows_of(session, project, PlanRow)
    assert plan[0].metric_id == primary.id
    counters = rows_of(session, project, CounterMetric)
    assert [one.metric.role for one in counters] == [MetricRole.COUNTER, MetricRole.COUNTER]
    assert [one.is_complete for one in counters] == [False, False]
    asks = missing_of(session, project, charter)
    said = " ".join(ask.sentence for ask in asks)
    bracketed = {name for name, words in SLA.charter.items() if "[" in words and name != "goal_metric_name"}
    assert {ask.field for ask in asks if "replace what stands in [brackets]" in ask.sentence} == bracketed
    assert "which value it must not rise above" in said


def test_a_metric_is_incomplete_until_its_brackets_are_replaced(session):
    project = make_project(session)
    bring(session, project, SLA, ["metric.primary"])
    gaps = gaps_of(primary_metric(session, project))
    assert "Owner" in gaps
    assert "Name: replace what stands in [brackets]" in gaps
    assert "Worked examples: replace what stands in [brackets]" in gaps
    assert not any(gap.startswith("Out of what") for gap in gaps)


def test_the_page_calls_a_brought_metric_by_the_role_it_has(session):
    project = make_project(session)
    bring(session, project, SLA, ["metric.primary"])
    titles = [one.title for one in pieces_of(session, project, SLA) if one.key == "metric.primary"]
    assert titles == [f"{SLA.primary.name} (primary Y)"]


def test_a_measure_that_a_ticket_source_gave_serves_the_plan(session):
    project = make_project(session)
    own = make_metric(session, project, name="Resolution time, median of a week")
    playbook = PLAYBOOKS["resolution"]
    pieces = {one.key: one for one in pieces_of(session, project, playbook)}
    assert pieces["metric.primary"].state == PieceState.THERE
    bring(session, project, playbook, [key for key in pieces if key.startswith("plan.how-long-does-a-ticket")])
    assert rows_of(session, project, PlanRow)[0].metric_id == own.id


def test_causes_come_as_suspicions_that_nobody_has_observed(session):
    project = make_project(session)
    bring(session, project, SLA, [key for key in everything(session, project) if key.startswith("cause.")])
    for cause in rows_of(session, project, Cause):
        assert (cause.state, cause.evidence_type) == (CauseState.SUSPECTED, EvidenceType.OPINION)
        assert cause.verified_how.startswith("From the template, not yet observed.")
        assert (cause.mechanism, cause.statistical_evidence, cause.contribution) == ("", "", None)


def test_the_history_of_each_piece_names_the_template(session):
    project = make_project(session)
    bring(session, project, SLA, everything(session, project))
    kinds = ("charters", "metrics", "counter_metrics", "collection_plan", "causes")
    entries = audit.entries_of(session, chain=project.id, kinds=kinds, limit=200)
    assert {one.kind for one in entries} == set(kinds)
    assert all(one.reason.startswith("From the template “Missed SLA”") for one in entries)
    line = next(one for one in entries if one.kind == "collection_plan" and "clock stopped" in one.label)
    assert "nothing has improved" in line.reason


def test_what_is_written_already_stays_as_it_is(session):
    project = make_project(session)
    own = make_metric(session, project, name="Late requests")
    write_charter(session, project, version=None, values={"problem_what": "Ours", "goal_metric_id": own.id})
    pieces = {one.key: one for one in pieces_of(session, project, SLA)}
    assert pieces["charter.problem_what"].state == PieceState.THERE
    assert pieces["charter.goal_metric_name"].said == "the field is filled and stays as it is"
    brought = bring(session, project, SLA, everything(session, project))
    charter = charter_of(session, project)
    assert charter.problem_what == "Ours"
    assert charter.goal_metric_id == own.id
    assert charter.problem_where.startswith("[Second-level support]")
    assert brought.skipped == 2
    assert "2 were there already and stay as they are" in brought.in_words
    assert [one.name for one in metrics_of(session, project) if one.role == MetricRole.PRIMARY] == ["Late requests"]


def test_a_metric_of_the_same_name_is_not_made_again_and_serves_the_plan(session):
    project = make_project(session)
    own = make_metric(session, project, name="customer SLA missed (24 h)")
    assert states(session, project)["metric.primary"] == PieceState.THERE
    key = next(one for one in everything(session, project) if one.startswith("plan.which-share-misses"))
    bring(session, project, SLA, [key])
    assert rows_of(session, project, PlanRow)[0].metric_id == own.id


def test_a_renamed_metric_and_a_removed_cause_do_not_come_back(session):
    project = make_project(session)
    bring(session, project, SLA, everything(session, project))
    primary_metric(session, project).name = "Late, by the contract"
    cause = rows_of(session, project, Cause)[0]
    remove_row(session, cause, reason="Not here")
    pieces = {one.key: one for one in pieces_of(session, project, SLA)}
    assert pieces["metric.primary"].state == PieceState.BROUGHT
    gone = next(one for one in pieces.values() if one.title == cause.name)
    assert gone.state == PieceState.BROUGHT
    assert "removed since" in gone.said
    assert bring(session, project, SLA, pieces).total == 0


def test_a_line_of_the_plan_without_its_metric_is_refused_and_nothing_comes(session):
    project = make_project(session)
    line = next(one for one in everything(session, project) if one.startswith("plan."))
    cause = next(one for one in everything(session, project) if one.startswith("cause."))
    with pytest.raises(BadInput, match=r"bring “Customer SLA missed \(\[24\] h\)” with it"):
        bring(session, project, SLA, [line, cause])
    assert rows_of(session, project, Cause) == []
    assert bring(session, project, SLA, [line, "metric.primary"]).in_words == (
        "Brought in: 1 metric, 1 line of the collection plan."
    )


def test_a_piece_that_nobody_knows_is_refused(session):
    project = make_project(session)
    with pytest.raises(BadInput, match="has changed since this page was opened"):
        bring(session, project, SLA, ["cause.made-up"])


def test_a_second_template_leaves_the_primary_metric_alone(session):
    project = make_project(session)
    bring(session, project, SLA, everything(session, project))
    other = PLAYBOOKS["resolution"]
    bring(session, project, other, everything(session, project, other))
    metrics = metrics_of(session, project)
    assert [one.name for one in metrics if one.role == MetricRole.PRIMARY] == ["Customer SLA missed ([24] h)"]
    names = [one.name for one in metrics]
    assert len(names) == len(set(names))
    assert len({one.code for one in metrics}) == len(metrics)


def test_one_right_serves_all_pieces():
    causes = next(tool for tool in ANALYZE_TOOLS if tool.name == "causes")
    assert {tool.act for tool in (causes, COLLECTION, COUNTER_METRICS)} == {Act.EDIT}
