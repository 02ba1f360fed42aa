"""The demo obeys the application's own rules: experts look there first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import load as load_config
from dmaic import audit, demo, schema
from dmaic.app import create_app, database_url
from dmaic.audit import AuditEntry
from dmaic.db import Sessions, now, open_database
from dmaic.define.charter import charter_of, goal_of
from dmaic.define.charter.check import cautions_of
from dmaic.define.charter.goal import amount
from dmaic.demo import loading
from dmaic.demo.people import PASSWORD
from dmaic.people.accounts import check_sign_in, list_people, person_of
from dmaic.portfolio.ideas import Idea, IdeaState
from dmaic.portfolio.ratings import tallies_of
from dmaic.projects import notices
from dmaic.projects.project import Phase, Project, ProjectState
from dmaic.tollgates.review import Decision, reviews_of
from dmaic.tollgates.roadmap import road_of
from tests.conftest import StrictClient


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation with the demo in it, made once for this module."""
    config = load_config(INSTANCE=str(tmp_path_factory.mktemp("demo")), SECRET_KEY="a secret that is long enough")
    engine = open_database(database_url(config))
    schema.migrate(engine)
    demo.load(Sessions(engine), tell=lambda _line: None)
    engine.dispose()
    app = create_app(config)
    app.testing = True
    yield app
    app.extensions["dmaic.sessions"].engine.dispose()


@pytest.fixture
def told(demo_app: Flask) -> Iterator[Session]:
    with demo_app.extensions["dmaic.sessions"].reading() as session:
        yield session


def projects_of(session: Session) -> list[Project]:
    return list(session.scalars(select(Project).order_by(Project.id)))


def test_there_are_projects_in_every_phase_one_closed_and_one_on_hold(told: Session) -> None:
    found = projects_of(told)
    assert len(found) >= 12
    assert {project.phase for project in found} == set(Phase)
    states = [project.state for project in found]
    assert states.count(ProjectState.CLOSED) == 1
    assert states.count(ProjectState.ON_HOLD) == 1


def test_a_few_are_late_or_signal_and_most_are_not(told: Session) -> None:
    health = [project.health(date.today()).value for project in projects_of(told)]
    assert 2 <= health.count("late") <= 4
    assert 1 <= health.count("signal") <= 3
    assert health.count("on track") + health.count("watch") >= len(health) / 2


def test_everybody_signs_in_with_the_password_that_is_printed(told: Session) -> None:
    printed = demo.sign_ins()
    assert PASSWORD in printed
    people = list_people(told)
    assert len(people) == 10
    assert all(person.email in printed for person in people)
    assert check_sign_in(told, email="belt@demo.example", password=PASSWORD).name
    assert [person.email for person in people if person.is_manager] == ["manager@demo.example"]
    assert [person.email for person in people if person.is_admin] == ["admin@demo.example"]


def test_the_audit_trail_holds_and_never_runs_backwards(told: Session) -> None:
    assert not list(audit.verify(told))
    entries = list(told.scalars(select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.seq)))
    for earlier, later in pairwise(entries):
        assert earlier.chain != later.chain or earlier.at <= later.at, later.label
    assert all(entry.at <= now() for entry in entries)
    assert {entry.chain for entry in entries if entry.act == "made up for the demo"} == {
        project.id for project in projects_of(told)
    }


def test_every_passed_gate_still_stands_on_its_evidence(told: Session) -> None:
    for project in projects_of(told):
        for stop in road_of(told, project, date.today()):
            if stop.passed is None:
                continue
            assert not stop.open_items, (project.title, stop.name, stop.open_items)
            assert not stop.drifted, (project.title, stop.name)


def test_nobody_decided_on_their_own_submission_and_dates_follow_each_other(told: Session) -> None:
    for project in projects_of(told):
        reviews = list(reversed(reviews_of(told, project)))
        assert all(review.decided_by_id != review.submitted_by_id for review in reviews)
        assert all(review.submitted_at <= review.decided_at for review in reviews if review.decided_at)
        moments = [review.submitted_at for review in reviews]
        assert moments == sorted(moments)
        passed = [review.phase for review in reviews if review.decision == Decision.PASS]
        assert passed == list(Phase)[: len(passed)]
        assert project.start_on < project.phase_since or project.phase == Phase.DEFINE


def test_an_improved_project_shows_both_stages_and_moved_towards_its_goal(told: Session) -> None:
    improved = [project for project in projects_of(told) if project.wall_chart and len(reviews_of(told, project)) >= 4]
    assert len(improved) >= 4
    for project in improved:
        assert project.wall_chart is not None
        goal, stage = goal_of(charter_of(told, project)), project.wall_chart["stages"][-1]
        assert goal is not None
        assert stage["name"] != "Baseline", project.title
        level = stage["center"] * (100 if goal.unit == "%" else 1)
        assert abs(level - goal.target) < abs(level - goal.baseline), project.title


def test_ideas_wait_with_the_judgements_of_several_raters(told: Session) -> None:
    ideas = told.scalars(select(Idea)).all()
    assert {idea.state for idea in ideas} == {IdeaState.NEW, IdeaState.RATED, IdeaState.REJECTED}
    tallies = tallies_of(told, ideas)
    assert max(tally.count for tally in tallies.values()) == 2
    assert any(tally.is_far_apart for tally in tallies.values())


def test_loading_twice_changes_nothing(demo_app: Flask) -> None:
    sessions: Sessions = demo_app.extensions["dmaic.sessions"]

    def count() -> int:
        with sessions.reading() as session:
            return session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    before, said = count(), []
    demo.load(sessions, tell=said.append)
    assert count() == before
    assert said == ["Demo: there are projects already, nothing was added."]


def test_a_load_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'half.sqlite'}")
    schema.migrate(engine)
    tell, stories = loading.tell_story, loading.read_stories
    monkeypatch.setattr(loading, "read_stories", lambda: stories()[-3:])

    def fails_at_the_third(session: Session, *rest: object) -> Project:
        if len(projects_of(session)) == 2:
            raise KeyboardInterrupt
        return tell(session, *rest)

    monkeypatch.setattr(loading, "tell_story", fails_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        demo.load(Sessions(engine), tell=lambda _line: None)
    with Sessions(engine).reading() as session:
        assert not projects_of(session)
        assert not list_people(session)
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("who", ["belt", "manager"])
def test_every_page_of_every_project_opens(demo_app: Flask, who: str) -> None:
    demo_app.test_client_class = StrictClient
    client = demo_app.test_client()
    client.post("/sign-in", data={"email": f"{who}@demo.example", "password": PASSWORD})
    with demo_app.extensions["dmaic.sessions"].reading() as session:
        ids = [project.id for project in projects_of(session)]
        open_ids = {project.id for project in projects_of(session) if project.is_open}
    pages = [
        rule
        for rule in demo_app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments == {"project_id"}
    ]
    assert len(pages) > 20
    wrong = []
    for rule in pages:
        for project_id in ids:
            address = rule.rule.replace("<int:project_id>", str(project_id))
            answer = client.get(address)
            # pages that lead to writing say so where the role may not, or where the project is closed or on hold
            fine = answer.status_code < 400 or answer.status_code in ((409,) if who == "belt" else (403, 409))
            if not fine or (answer.status_code == 409 and project_id in open_ids):
                wrong.append((address, answer.status_code))
    assert not wrong


def test_an_unstable_process_has_no_sigma_level_of_today(told: Session) -> None:
    signalling = [project for project in projects_of(told) if project.signals]
    assert signalling
    assert all(project.sigma_now is None for project in signalling)


def test_the_goals_say_by_how_much_and_the_charters_heed_the_cautions(told: Session) -> None:
    drafts = []
    for project in projects_of(told):
        charter = charter_of(told, project)
        goal = goal_of(charter)
        assert charter is not None
        if goal is None:
            drafts.append(project.phase)
            continue
        assert amount(goal.baseline_shown, goal.unit) != amount(goal.target, goal.unit), goal.in_words
        said = [one for one in cautions_of(project, charter) if not one.startswith("The project is planned for")]
        assert said == [], project.title
    assert drafts == [Phase.DEFINE]


def test_only_the_latest_notices_are_new(told: Session) -> None:
    for person in list_people(told):
        found = notices.list_notices(told, person)
        new = [one for one in found if one.read_at is None]
        assert all(one.at > now() - timedelta(days=11) for one in new)
        assert len(new) <= 8, person.name
        assert all(one.read_at is None or one.read_at <= now() for one in found)
    sponsor = person_of(told, "sponsor@demo.example")
    assert sponsor is not None
    assert notices.unread_count(told, sponsor) >= 2  # two gates wait


def test_the_page_of_signing_in_says_what_each_of_the_demo_does(demo_app: Flask) -> None:
    app = create_app(demo_app.extensions["dmaic.settings"], demo=demo.parts())
    page = app.test_client().get("/sign-in").text
    assert "Inês Carvalho: leads most projects" in page
    assert "Claire Dubois: reads every project and the portfolio" in page
    assert "Demo sign-ins" not in demo_app.test_client().get("/sign-in").text
    app.extensions["dmaic.sessions"].engine.dispose()
