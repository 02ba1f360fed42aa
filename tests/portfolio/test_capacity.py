"""Load across projects: managers see who is promised twice, in a fixed number of statements."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.errors import NotAllowed
from dmaic.portfolio.capacity import loads_of, unspoken
from dmaic.projects.permissions import Role
from dmaic.projects.project import add_member
from dmaic.projects.team import write_terms
from tests.factories import make_person, make_project

TODAY = date(2026, 3, 2)


def promised(session, person, *shares, **facts):
    for share in shares:
        project = make_project(session, **facts)
        add_member(session, project, person, Role.MEMBER)
        values = {"share": float(share), "home_department": "Billing desk"}
        write_terms(session, project, person, version=None, values=values)


def test_the_highest_peak_comes_first_and_only_managers_see_it(session):
    calm, busy = make_person(session, "Cleo Calm"), make_person(session, "Ben Busy")
    promised(session, calm, 50)
    promised(session, busy, 70, 60)
    manager = make_person(session, is_manager=True)
    loads = loads_of(session, manager, TODAY)
    assert [(load.person.name, load.peak.total, load.department) for load in loads] == [
        ("Ben Busy", 130.0, "Billing desk"),
        ("Cleo Calm", 50.0, "Billing desk"),
    ]
    assert [load.person.name for load in loads_of(session, manager, TODAY, overloaded=True)] == ["Ben Busy"]
    assert loads_of(session, manager, date(2027, 1, 1)) == []
    with pytest.raises(NotAllowed):
        loads_of(session, busy, TODAY)


def test_people_without_a_noted_share_are_counted_not_hidden(session):
    person = make_person(session)
    project = make_project(session)
    add_member(session, project, person, Role.MEMBER)
    assert unspoken(session) == 2
    write_terms(session, project, person, version=None, values={"share": 0.0})
    assert unspoken(session) == 1


def test_the_page_is_for_managers_and_takes_a_fixed_number_of_statements(client, session, count_queries):
    busy, manager = make_person(session, "Ben Busy"), make_person(session, is_manager=True)
    far = {"target_on": date(2099, 12, 31)}
    promised(session, busy, 70, 60, **far)
    session.commit()
    client.sign_in(busy)
    assert client.get("/portfolio/capacity").status_code == 403
    assert "Capacity" not in client.get("/portfolio").text
    client.sign_in(manager)
    assert "Capacity" in client.get("/portfolio").text

    def statements() -> int:
        before = count_queries()
        page = client.get("/portfolio/capacity")
        assert page.status_code == 200
        assert "130" in page.text
        return count_queries() - before

    few = statements()
    for _ in range(20):
        promised(session, make_person(session), 20, 30, **far)
    session.commit()
    assert statements() == few
    assert "Ben Busy" in client.get("/portfolio/capacity?overloaded=1").text
