"""The trace thread: every stop is read from its room, loose ends are listed, what is not yet due is no gap."""

from __future__ import annotations

from datetime import date

from dmaic.analyze.causes import Cause, CauseFamily, CauseState, Origin
from dmaic.control.plan import ControlMethod, ControlPlanRow
from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import charter_of
from dmaic.define.metrics import MetricRole, metrics_of, primary_metric
from dmaic.define.voice import Ctq, Voice, add_ctq, add_voice
from dmaic.improve.solutions import Pilot, Solution, SolutionState, Strength
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase
from dmaic.projects.rows import add_row, remove_row, rows_of
from dmaic.projects.study import Study
from dmaic.tollgates.trace import State, by_kind, trace_of
from tests.factories import make_member, make_project, whole_team
from tests.factories_define import define_complete, make_metric

STOPS = ["Voice", "CTQ", "Metric", "Baseline", "Cause", "Solution", "Pilot", "Control", "Benefit"]


def in_define(session):
    project = make_project(session)
    team = whole_team(session, project)
    define_complete(session, project, team)
    for line in rows_of(session, project, BenefitLine):
        line.owner_id = team[Role.PROCESS_OWNER].id
    session.flush()
    return project


def complete(session):
    """A project whose one thread holds to the end."""
    project = in_define(session)
    project.phase = Phase.CONTROL
    charter_of(session, project).signed_baseline = 51.3
    metric = primary_metric(session, project)
    cause = add_cause(session, project)
    solution = add_solution(session, project, cause)
    add_pilot(session, project, solution)
    watched = {
        "step": "Close",
        "characteristic": "Hours to close",
        "method": ControlMethod.CHART,
        "metric_id": metric.id,
    }
    add_row(session, project, ControlPlanRow, watched)
    return project


def add_cause(session, project, **values):
    given = {"name": "Contract number missing", "family": CauseFamily.METHOD, "origin": Origin.DATA}
    keys = {"statistical_evidence": "31 h apart, p < 0.001", "mechanism": "The agent asks back and waits."}
    return add_row(session, project, Cause, {**given, **keys, "state": CauseState.ACCEPTED, **values})


def add_solution(session, project, cause, **values):
    given = {"name": "The form asks for it", "strength": Strength.DESIGN_OUT, "state": SolutionState.CHOSEN}
    return add_row(session, project, Solution, {**given, "cause_id": cause.id if cause else None, **values})


def add_pilot(session, project, solution, **values):
    given = {"name": "Two weeks in Lisbon", "success_rule": "Median below 30 h", "met": "yes", "result": "26 h"}
    days = {"rule_written_on": date(2026, 5, 1), "start_on": date(2026, 5, 4)}
    return add_row(
        session, project, Pilot, {**given, **days, "solution_id": solution.id if solution else None, **values}
    )


def loose(session, project):
    return {(entry.text, entry.note) for entry in trace_of(session, project).orphans}


def test_an_empty_project_has_no_thread_and_nothing_loose(client, session):
    project = make_project(session)
    found = trace_of(session, project)
    assert found.threads == found.orphans == ()
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    assert "Nothing to follow yet" in client.get(f"/projects/{project.id}/trace").text


def test_a_thread_runs_from_the_voice_to_the_benefit(session):
    project = complete(session)
    found = trace_of(session, project)
    [thread] = found.threads
    assert [stop.name for stop in thread.stops] == STOPS
    assert {stop.state for stop in thread.stops} == {State.THERE}
    said = {stop.name: (stop.entries[0].text, stop.entries[0].note) for stop in thread.stops}
    assert said["Voice"] == ("To know within a day whether to pay", "“I have written three times.”")
    assert said["CTQ"] == ("Time until answered", "target 8, at most 24 h")
    assert said["Baseline"] == ("51.3 h", "signed")
    assert said["Solution"] == ("The form asks for it", "against: Contract number missing")
    assert said["Pilot"] == ("Two weeks in Lisbon", "of: The form asks for it; met its rule: 26 h")
    assert said["Benefit"] == ("Fewer second contacts", "13\u202f120 EUR a year")
    assert thread.holds
    assert found.orphans == ()


def test_what_its_phase_has_not_reached_is_no_gap(session):
    project = in_define(session)
    [thread] = trace_of(session, project).threads
    states = {stop.name: stop.state for stop in thread.stops}
    assert states["Cause"] == states["Pilot"] == states["Control"] == State.AHEAD
    assert states["Baseline"] == State.THERE
    assert thread.holds
    project.phase = Phase.MEASURE
    [thread] = trace_of(session, project).threads
    assert {stop.name for stop in thread.stops if stop.state == State.MISSING} == {"Baseline"}
    project.phase = Phase.CONTROL
    [thread] = trace_of(session, project).threads
    gaps = {stop.name for stop in thread.stops if stop.state == State.MISSING}
    assert gaps == {"Baseline", "Cause", "Solution", "Pilot", "Control"}
    assert not thread.holds
    assert ("Median resolution time", "Goal's metric without a control row.") in loose(session, project)


def test_needs_and_metrics_that_lead_nowhere_are_listed(session):
    project = in_define(session)
    add_voice(session, project, {"verbatim": "", "need": "One answer, not three"})
    add_ctq(session, project, {"name": "Politeness"})
    make_metric(session, project, name="Share answered at once", role=MetricRole.SECONDARY, code="Y2")
    assert loose(session, project) == {
        ("One answer, not three", "Voice that leads to no CTQ."),
        ("Politeness", "CTQ without a voice behind it."),
        ("Politeness", "CTQ without a metric."),
        ("Share answered at once", "Metric that no CTQ asks for."),
    }
    titles = [thread.title for thread in trace_of(session, project).threads]
    assert titles == ["Time until answered", "Politeness", "Share answered at once"]


def test_a_removed_row_leaves_a_loose_end(session):
    project = complete(session)
    [cause] = rows_of(session, project, Cause)
    remove_row(session, cause, reason="Not so")
    assert ("The form asks for it", "Chosen solution without an accepted cause.") in loose(session, project)
    [voice] = rows_of(session, project, Voice)
    remove_row(session, voice, reason="Said by nobody")
    assert ("Time until answered", "CTQ without a voice behind it.") in loose(session, project)


def test_causes_solutions_pilots_rows_and_benefits_that_hang_loose(session):
    project = in_define(session)
    project.phase = Phase.IMPROVE
    add_cause(session, project, name="Unproven", statistical_evidence="", mechanism="")
    accepted = add_cause(session, project, name="Accepted")
    idea = add_solution(session, project, accepted, name="An idea", state=SolutionState.IDEA)
    add_pilot(session, project, idea, name="Of an idea")
    add_solution(session, project, None, name="Of no cause")
    failed = add_solution(session, project, accepted, name="Failed")
    add_pilot(session, project, failed, name="Missed", met="no")
    add_row(session, project, ControlPlanRow, {"step": "x", "characteristic": "Mood", "method": ControlMethod.AUDIT})
    add_row(session, project, BenefitLine, {"description": "Somehow"})
    assert loose(session, project) == {
        ("Unproven", "Accepted cause without evidence from data and a mechanism."),
        ("Unproven", "Accepted cause without a chosen solution."),
        ("Of an idea", "Pilot of no chosen solution."),
        ("Of no cause", "Chosen solution without an accepted cause."),
        ("Of no cause", "Chosen solution that was not piloted."),
        ("Failed", "Chosen solution whose pilot missed its rule."),
        ("Mood", "Control row without a metric."),
        ("Somehow", "Benefit without a type."),
        ("Somehow", "Benefit nobody owns."),
    }
    kinds = by_kind(trace_of(session, project).orphans)
    assert [entry.text for entry in kinds["Chosen solution without an accepted cause."]] == ["Of no cause"]


def test_causes_follow_the_metric_of_the_goal_only(session):
    project = complete(session)
    other = make_metric(session, project, name="Share answered at once", role=MetricRole.SECONDARY, code="Y2")
    [voice] = rows_of(session, project, Voice)
    add_ctq(session, project, {"name": "At once", "need_id": voice.need_id, "metric_id": other.id})
    thread = trace_of(session, project).threads[1]
    states = {stop.name: stop.state for stop in thread.stops}
    assert states["Cause"] == states["Benefit"] == states["Baseline"] == State.ASIDE
    assert states["Control"] == State.MISSING
    assert len(metrics_of(session, project)) == 2


def test_the_page_links_every_stop_to_a_page_that_opens(client, session, count_queries):
    project = complete(session)
    add_voice(session, project, {"verbatim": "", "need": "One answer, not three"})
    add_row(session, project, Ctq, {"name": "Politeness"})
    reader = make_member(session, project, Role.VIEWER)
    session.commit()
    client.sign_in(reader)
    before = count_queries()
    page = client.get(f"/projects/{project.id}/trace")
    assert page.status_code == 200
    assert count_queries() - before <= 30
    assert "Loose ends: 3" in page.text
    for thread in trace_of(session, project).threads:
        for entry in [entry for stop in thread.stops for entry in stop.entries]:
            tail = "/".join(str(value) for value in entry.key.values())
            assert not tail or f'/{tail}"' in page.text
    for path in ("define/voice/1", "define/ctqs/1", "analyze/causes/1", "improve/pilots/1", "control/control-plan/1"):
        assert f'/projects/{project.id}/{path}"' in page.text
        assert client.get(f"/projects/{project.id}/{path}").status_code == 200


def test_a_signed_baseline_is_told_as_the_goal_tells_it(session):
    project = complete(session)
    charter = charter_of(session, project)
    study = Study(
        project_id=project.id, subject_id=primary_metric(session, project).id, analysis="baseline", stage="baseline",
        title="Baseline", fingerprint="f" * 64, rows_used=20, rows_excluded=0, options={}, result={}, versions={},
        made_by_id=project.people_as(Role.LEAD)[0].id,
    )  # fmt: skip
    session.add(study)
    session.flush()
    charter.signed_baseline, charter.baseline_study_id = 51.3177446, study.id
    baseline = trace_of(session, project).threads[0].stops[3]
    assert [entry.text for entry in baseline.entries] == ["51.32 h"]
