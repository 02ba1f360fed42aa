"""Does a project's first screen say why a figure is not there?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from markupsafe import escape

from dmaic.define.stakeholders import Stakeholder
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase
from dmaic.projects.rollup import Level, keep_sigma, keep_sigma_now
from dmaic.projects.rows import remove_row, rows_of
from dmaic.tollgates.review import Decision, decide, submit_gate
from dmaic.tollgates.roadmap import items_of, road_of
from tests.factories import make_person, make_project, whole_team
from tests.factories_define import define_complete

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import StrictClient


def test_a_sigma_level_withheld_for_signals_is_not_called_unmonitored(session: Session, client: StrictClient) -> None:
    lead = make_person(session)
    project = make_project(session, lead)
    project.sigma_before, project.sigma_now, project.signals = 3.65, None, 4
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}").text
    assert "Withheld while the chart signals" in page
    assert "Not monitored yet" not in page
    assert "Z.st, from the signed baseline" in page
    project.signals_better = 4
    session.commit()
    assert "Withheld until new limits stand: it changed for the better" in client.get(f"/projects/{project.id}").text


def test_the_level_is_shown_with_its_interval_and_the_reason_where_it_is_withheld(
    session: Session, client: StrictClient
) -> None:
    lead = make_person(session)
    project = make_project(session, lead)
    keep_sigma(project, Level(3.654, 3.4, 3.91))
    keep_sigma_now(project, Level(3.9, 3.6, 4.2))
    session.commit()
    client.sign_in(lead)
    page = client.get(f"/projects/{project.id}").text
    assert "3.40 to 3.91" in page
    assert "intervals overlap: test the change" in page
    keep_sigma(project, Level(None, why="not stable"))
    keep_sigma_now(project, Level(None, 4.1))
    project.signals, project.signals_better = 1, 1
    session.commit()
    page = client.get(f"/projects/{project.id}").text
    assert "Withheld: not stable" in page
    assert "≥ 4.10" in page
    assert "1 for the better" in page
    table = client.get("/portfolio").text
    assert "not stable" in table
    assert "1 better" in table


def test_the_home_shows_what_each_gate_still_asks(session: Session, client: StrictClient) -> None:
    lead = make_person(session)
    project = make_project(session, lead)
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}").text
    assert "The charter is submitted" in page
    later = page[page.index('id="later-gates"') :]
    for stop in road_of(session, project, date.today())[1:]:
        assert f"{stop.name} <span" in later
        assert stop.open_items
        for item in stop.open_items:
            assert escape(item.asked) in later, item.asked
    project.phase = Phase.CONTROL
    session.commit()
    assert 'id="later-gates"' not in client.get(f"/projects/{project.id}").text


def test_pareto_stands_among_the_tools_of_analyze_too(session: Session, client: StrictClient) -> None:
    lead = make_person(session)
    project = make_project(session, lead)
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}/analyze/causes").text
    room = page[page.index("<summary>Analyze</summary>") : page.index("<summary>Improve</summary>")]
    assert f'href="/projects/{project.id}/measure/pareto"' in room
    assert page.count('aria-current="page"') == client.get("/").text.count('aria-current="page"')


def test_evidence_that_moves_after_a_gate_was_passed_shows(session: Session, client: StrictClient) -> None:
    project = make_project(session)
    team = whole_team(session, project)
    define_complete(session, project, team)
    items = items_of(session, project, Phase.DEFINE, date.today())
    review = submit_gate(session, project, items, by=team[Role.LEAD])
    decided = {"by": team[Role.SPONSOR], "decision": Decision.PASS, "today": date.today()}
    decide(session, project, review, items, **decided)
    session.commit()
    client.sign_in(team[Role.LEAD])
    home, gate = f"/projects/{project.id}", f"/projects/{project.id}/gates/define"
    assert "Changed since sign-off" not in client.get(home).text + client.get(gate).text
    remove_row(session, rows_of(session, project, Stakeholder)[0], reason="Left the company")
    session.commit()
    for address in (home, gate):
        assert "Changed since sign-off" in client.get(address).text
    assert "changed since" in client.get(home).text
    assert "1 stakeholder." in client.get(gate).text  # as it stood
