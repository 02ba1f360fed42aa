"""Incidents that share a cause become a problem, and a problem a project with its tickets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from dmaic.measure.service.adopting import adopt
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.problems import (
    bring_back_problem,
    drop_problem,
    group_problem,
    grouped_of,
    open_grouped,
    problems_of,
    tell_cause,
)
from dmaic.measure.service.sources import sources_of
from dmaic.measure.service.starting import start_grouped, start_problem
from dmaic.measure.service.summary import summary_of
from dmaic.measure.service.tickets import read_tickets
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_project
from tests.measure.service_exports import bring, export_of
from tests.measure.service_tickets import tickets


def test_problems_are_groups_by_the_hours_they_take() -> None:
    found = tickets(
        "2026-04-01",
        created=["2026-03-02 10:00"] * 19,
        resolved=["2026-03-02 12:00"] * 6 + ["2026-03-02 11:00"] * 10 + ["2026-03-09 10:00"] * 3,
        category=["Billing"] * 6 + ["Login"] * 10 + ["Odd"] * 3,
        subcategory=["Refund"] * 6 + ["Reset"] * 10 + ["Rare"] * 3,
        reopens=[1.0] * 3 + [0.0] * 16,
    )
    first, second = problems_of(found)
    assert (first.title, first.tickets, first.hours, first.reopened) == ("Billing: Refund", 6, 12, 0.5)
    assert first.words == {"category": "Billing", "subcategory": "Refund"}
    assert (second.title, second.hours) == ("Login: Reset", 10)
    assert first.share == pytest.approx(12 / (12 + 10 + 3 * 168))


def test_without_times_problems_are_groups_by_number() -> None:
    found = tickets("2026-04-01", created=["2026-03-02"] * 12, kind=["Question"] * 7 + ["Fault"] * 5)
    assert [(one.title, one.tickets, one.reopened) for one in problems_of(found)] == [
        ("Question", 7, None),
        ("Fault", 5, None),
    ]
    assert problems_of(tickets("2026-04-01", created=["2026-03-02"] * 12)) == []
    answers = tickets("2026-04-01", rows=Rows.ANSWERS, created=["2026-03-02"] * 12, category=["a"] * 12)
    assert problems_of(answers) == []


def test_a_problem_becomes_a_project_with_its_tickets(session: Session, project: Project, tmp_path: Path) -> None:
    lead = project.people_as(Role.LEAD)[0]
    source = bring(session, None, export_of(40), project, by=lead, folder=tmp_path)
    started, own = start_problem(session, project, source, {"category": ["Login"]}, by=lead, start_on=date(2026, 3, 1))
    assert started.title == "Fewer and shorter tickets: Login"
    assert started.people_as(Role.LEAD) == [lead]
    assert sources_of(session, started) == [own]
    assert set(read_tickets(session, own).words(Field.CATEGORY).texts()) == {"Login"}
    assert len(read_tickets(session, own, [Field.CHANNEL])) == 53
    assert own.only_words == "category “Login”"
    assert summary_of(session, own)["tickets"] == 53
    assert len(adopt(session, started, own, "volume", {}, by=lead).metric.name) > 0
    # next month's whole export can come in there
    bring(session, own, export_of(60, first=38), started, by=lead, folder=tmp_path)
    assert set(read_tickets(session, own).words(Field.CATEGORY).texts()) == {"Login"}
    assert len(read_tickets(session, own)) == 80


def test_a_problem_that_nobody_has_is_refused(session: Session, project: Project, tmp_path: Path) -> None:
    lead = project.people_as(Role.LEAD)[0]
    source = bring(session, None, export_of(10), project, by=lead, folder=tmp_path)
    for words in ({}, {"mood": ["blue"]}, {"category": ["Nothing"]}, {"category": []}):
        with pytest.raises(BadInput):
            start_problem(session, project, source, words, by=lead, start_on=date(2026, 3, 1))


def log_of(tickets: int) -> str:
    """An event log: every ticket is opened, waits an hour and is resolved; every third is about Login."""
    lines = ["Case ID,Activity,Timestamp,Category,Channel"]
    for number in range(tickets):
        start = datetime(2026, 1, 5, 9) + timedelta(hours=5 * number)  # noqa: DTZ001 - a wall clock
        category = ("Login", "Billing", "Other")[number % 3]
        for minutes, act in ((0, "Opened"), (60, "Answered"), (150, "Resolved")):
            moment = (start + timedelta(minutes=minutes)).isoformat(" ")
            lines.append(f"T-{number},{act},{moment},{category if act == 'Opened' else ''},Mail")
    return "\n".join(lines) + "\n"


def test_a_problem_of_an_event_log_takes_the_events_of_its_tickets_along(
    session: Session, project: Project, tmp_path: Path
) -> None:
    lead = project.people_as(Role.LEAD)[0]
    source = bring(session, None, log_of(60), project, by=lead, folder=tmp_path)
    assert source.rows == Rows.EVENTS
    problem = group_problem(session, project, source, read_tickets(session, source), {"category": ["Login"]}, by=lead)
    assert (problem.tickets, problem.hours) == (20, pytest.approx(50))
    started, own = start_grouped(session, project, problem, by=lead, start_on=date(2026, 3, 1))
    assert problem.started == started
    found = read_tickets(session, own)
    before = read_tickets(session, source)
    same = before.kept(before.words(Field.CATEGORY).says("Login"))
    assert found.keys.tolist() == same.keys.tolist()
    assert found.worked is not None
    assert same.worked is not None
    assert found.worked.tolist() == same.worked.tolist()
    assert adopt(session, started, own, "resolution_time", {}, by=lead).metric.name
    with pytest.raises(RuleBroken, match="is a project already"):
        start_grouped(session, project, problem, by=lead, start_on=date(2026, 3, 1))
    # next month's whole log can come in there
    bring(session, own, log_of(90), started, by=lead, folder=tmp_path)
    assert len(read_tickets(session, own)) == 30


def test_incidents_of_several_bars_become_one_problem(session: Session, project: Project, tmp_path: Path) -> None:
    lead = project.people_as(Role.LEAD)[0]
    source = bring(session, None, export_of(40), project, by=lead, folder=tmp_path)
    tickets_now = read_tickets(session, source)
    problem = group_problem(session, project, source, tickets_now, {"category": ["Login"]}, by=lead)
    assert (problem.name, problem.said, problem.tickets) == ("Login", "category Login", 53)
    group_problem(session, project, source, tickets_now, {"category": ["Billing"]}, by=lead, into=problem)
    assert (problem.said, problem.tickets) == ("category Login or Billing", 107)
    with pytest.raises(RuleBroken, match="Only bars of the same columns"):
        group_problem(session, project, source, tickets_now, {"priority": ["High"]}, by=lead, into=problem)
    tell_cause(session, problem, version=problem.version, name="Old portal", cause="The portal forgets sessions")
    with pytest.raises(Conflict):
        tell_cause(session, problem, version=1, name="Other", cause="")
    drop_problem(session, problem, reason="Two causes after all")
    assert grouped_of(session, project) == []
    assert grouped_of(session, project, dropped=True) == [problem]
    with pytest.raises(RuleBroken, match="dropped"):
        start_grouped(session, project, problem, by=lead, start_on=date(2026, 3, 1))
    bring_back_problem(session, problem)
    _, own = start_grouped(session, project, problem, by=lead, start_on=date(2026, 3, 1))
    assert own.only_words == "category “Login” or “Billing”"
    assert len(read_tickets(session, own)) == 107
    with pytest.raises(RuleBroken):
        drop_problem(session, problem, reason="x")
    with pytest.raises(NotFound):
        open_grouped(session, make_project(session), problem.id)


def test_bars_inside_different_bars_do_not_mix(session: Session, project: Project, tmp_path: Path) -> None:
    lead = project.people_as(Role.LEAD)[0]
    source = bring(session, None, export_of(40), project, by=lead, folder=tmp_path)
    found = read_tickets(session, source)
    one = group_problem(session, project, source, found, {"category": ["Login"], "priority": ["High"]}, by=lead)
    words = {"category": ["Billing"], "priority": ["Low"]}
    with pytest.raises(RuleBroken, match="inside another bar"):
        group_problem(session, project, source, found, words, by=lead, into=one)
