"""The portfolio finds, filters and sorts, in a fixed number of statements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from dmaic.portfolio.pipeline import Filters, list_projects
from dmaic.projects.project import Health, Phase, Project, ProjectState
from dmaic.projects.rollup import Level, keep_sigma, keep_sigma_now
from tests.factories import make_person, make_project

TODAY = date(2026, 3, 2)


def make_many(session, count: int) -> None:
    """Projects without members, as rows: only the list reads them."""
    session.execute(
        insert(Project),
        [
            {
                "code": f"DM-{n + 1000:04d}",
                "title": f"Project {n}",
                "process_name": "Claims",
                "business_unit": f"Unit {n % 7}",
                "phase": list(Phase)[n % 5],
                "start_on": date(2026, 1, 1),
                "target_on": TODAY + timedelta(days=n % 90 - 10),
                "next_gate_on": TODAY + timedelta(days=n % 40 - 5) if n % 3 else None,
                "signals": n % 4 if n % 11 == 0 else 0,
                "signals_better": n % 4 // 2 if n % 11 == 0 else 0,
                "state": ProjectState.ACTIVE if n % 6 else ProjectState.CLOSED,
                "phase_since": date(2026, 1, 1),
                "version": 1,
            }
            for n in range(count)
        ],
    )


@pytest.mark.parametrize("health", list(Health))
def test_the_filter_of_health_agrees_with_the_health_that_is_shown(session, health):
    make_many(session, 200)
    manager = make_person(session, is_manager=True)
    found = list_projects(session, manager, Filters(health=health.value, state=""), TODAY, size=500)
    everything = list_projects(session, manager, Filters(state=""), TODAY, size=500)
    assert {one.id for one in found.projects} == {one.id for one in everything.projects if one.health(TODAY) == health}
    assert found.projects


def test_those_with_signals_come_first(session):
    make_many(session, 60)
    manager = make_person(session, is_manager=True)
    alarms = [one.alarms for one in list_projects(session, manager, Filters(), TODAY).projects]
    assert alarms == sorted(alarms, reverse=True)


def test_signals_for_the_better_are_no_bad_health(session):
    project = make_project(session, target_on=date(2027, 1, 1))
    project.signals, project.signals_better = 2, 2
    assert project.health(TODAY) == Health.ON_TRACK
    project.signals = 3
    assert project.health(TODAY) == Health.SIGNAL


def test_a_person_sees_only_own_projects_and_a_percent_sign_is_no_wildcard(session):
    make_many(session, 20)
    mine = make_project(session, title="100% first time right")
    lead = mine.members[0].person
    assert [one.id for one in list_projects(session, lead, Filters(), TODAY).projects] == [mine.id]
    assert list_projects(session, lead, Filters(text="100%"), TODAY).total == 1
    assert list_projects(session, lead, Filters(text="1%t"), TODAY).total == 0


@pytest.mark.parametrize("path", ["/portfolio", "/wall", "/portfolio?phase=define&sort=title&health=late"])
def test_pages_take_the_same_number_of_statements_for_20_and_for_2000_projects(client, session, count_queries, path):
    manager = make_person(session, is_manager=True)
    make_many(session, 20)
    session.commit()
    client.sign_in(manager)

    def statements() -> int:
        before = count_queries()
        assert client.get(path).status_code == 200
        return count_queries() - before

    few = statements()
    session.execute(Project.__table__.update().values(code=Project.code + "x"))
    make_many(session, 2000)
    session.commit()
    assert statements() == few
    assert few <= 12


def test_the_lists_say_what_a_sigma_level_is_and_do_not_rank_by_it(client, session):
    project = make_project(session)
    keep_sigma(project, Level(None, why="readings are medians"))
    keep_sigma_now(project, Level(3.5, 3.4, 3.6))
    project.wall_chart = None
    session.commit()
    client.sign_in(project.members[0].person)
    for path in ("/portfolio", "/wall"):
        assert "levels of different definitions do not rank" in client.get(path).text
    assert "sort=sigma" not in client.get("/portfolio").text
    assert client.get("/portfolio?sort=sigma").status_code == 200


def test_a_card_of_the_wall_says_sigma_in_words(app):
    words = app.jinja_env.from_string(
        '{% from "portfolio/_standing.html" import sigma_line %}{{ sigma_line(before, today) }}'
    )
    with app.test_request_context():
        told = words.render(before=Level(None, why="readings are medians"), today=Level(3.5, 3.4, 3.6))
        assert "Sigma before withheld: readings are medians, now 3.50 (3.40 to 3.60)" in told
        assert "Sigma before 3.64, now not monitored" in words.render(before=Level(3.64), today=Level(None))
