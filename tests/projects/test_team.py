"""Time promised: sums over projects by day, named only to those who may see them, never the past."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.errors import BadInput, Conflict, NotFound
from dmaic.projects.permissions import Role
from dmaic.projects.project import ProjectState, add_member, remove_member
from dmaic.projects.team import (
    Promise,
    load_by_month,
    member_of,
    peak_of,
    people_of,
    promises_of,
    team_remarks,
    terms_of,
    write_terms,
)
from tests.factories import make_member, make_person, make_project

TODAY = date(2026, 3, 2)


def promise(share, start, end, project_id=1):
    return Promise(project_id, f"DM-{project_id:04d}", "Project", share, start, end)


def give(session, project, person, share, **values):
    noted = terms_of(session, project).get(person.id)
    values = {"share": float(share), "agreed_on": TODAY, **values}
    return write_terms(session, project, person, version=noted.version if noted else None, values=values)


def test_the_peak_is_the_highest_sum_of_days_that_overlap():
    early = promise(60, date(2026, 1, 1), date(2026, 3, 31))
    late = promise(50, date(2026, 3, 31), date(2026, 6, 30), 2)
    apart = promise(90, date(2026, 7, 1), date(2026, 9, 30), 3)
    peak = peak_of([early, late, apart], date(2026, 1, 1), date(2026, 12, 31))
    assert (peak.total, peak.start, peak.end) == (110, date(2026, 3, 31), date(2026, 3, 31))
    assert peak.promises == (early, late)
    assert peak.is_overload
    assert not peak_of([early, apart], date(2026, 1, 1), date(2026, 12, 31)).is_overload
    assert peak_of([early], date(2026, 4, 1), date(2026, 12, 31)) is None


@pytest.mark.parametrize("shares", [(40, 35, 60), (10, 90, 20), (100, 1, 1)])
def test_the_peak_agrees_with_counting_day_by_day(shares):
    given = [
        promise(
            share, date.fromordinal(TODAY.toordinal() + 7 * k), date.fromordinal(TODAY.toordinal() + 30 + 11 * k), k
        )
        for k, share in enumerate(shares)
    ]
    days = [date.fromordinal(TODAY.toordinal() + k) for k in range(90)]
    highest = max(sum(one.share for one in given if one.covers(day)) for day in days)
    assert peak_of(given, days[0], days[-1]).total == highest


def test_months_hold_the_highest_sum_within_them():
    given = [promise(60, date(2026, 1, 1), date(2026, 3, 20)), promise(50, date(2026, 3, 20), date(2026, 4, 1), 2)]
    assert load_by_month(given, TODAY, 3) == [
        (date(2026, 3, 1), 110.0),
        (date(2026, 4, 1), 50.0),
        (date(2026, 5, 1), 0.0),
    ]
    assert load_by_month(given, date(2026, 11, 30), 3)[2][0] == date(2027, 1, 1)


def test_terms_belong_to_a_person_whatever_the_roles(session):
    project = make_project(session)
    lead = people_of(project)[0]
    add_member(session, project, lead, Role.COACH)
    give(session, project, lead, 40)
    assert [person.id for person in people_of(project)] == [lead.id]
    assert promises_of(session)[lead.id][0].share == 40
    with pytest.raises(NotFound):
        member_of(project, make_person(session).id)


def test_a_promise_counts_while_the_project_is_active_and_the_person_on_its_team(session):
    project = make_project(session)
    person = make_member(session, project, Role.MEMBER)
    give(session, project, person, 40, loan_until=date(2026, 5, 31))
    [found] = promises_of(session, [person.id])[person.id]
    assert (found.start, found.end) == (project.start_on, date(2026, 5, 31))
    project.state = ProjectState.ON_HOLD
    session.flush()
    assert promises_of(session) == {}
    project.state = ProjectState.ACTIVE
    remove_member(session, project, next(one.id for one in project.members if one.person_id == person.id))
    assert promises_of(session) == {}


def test_other_projects_are_named_only_to_those_who_may_see_them(session):
    person = make_person(session, "Ana Agent")
    here, seen, hidden = make_project(session), make_project(session, title="Seen"), make_project(session)
    for project, share in ((here, 60), (seen, 30), (hidden, 20)):
        add_member(session, project, person, Role.MEMBER)
        give(session, project, person, share)
    lead = people_of(here)[0]
    add_member(session, seen, lead, Role.VIEWER)
    [remark] = team_remarks(session, here, lead, TODAY)
    assert remark == (
        f"Ana Agent is promised for 110 % from 2 Mar 2026 to 31 Aug 2026: 60 % here, 30 % in {seen.code} Seen, "
        "20 % in another project. Agree with the other leads who gives way."
    )
    manager = make_person(session, is_manager=True)
    assert hidden.code in team_remarks(session, here, manager, TODAY)[0]


def test_projects_after_each_other_and_the_past_are_no_overload(session):
    person = make_person(session)
    first = make_project(session, start_on=date(2025, 6, 1), target_on=date(2026, 5, 31))
    then = make_project(session, start_on=date(2026, 6, 1), target_on=date(2026, 12, 31))
    for project in (first, then):
        add_member(session, project, person, Role.MEMBER)
        give(session, project, person, 80)
    assert team_remarks(session, first, people_of(first)[0], TODAY) == []
    give(session, then, person, 80, loan_from=date(2026, 5, 15))
    assert "160 % from 15 May 2026 to 31 May 2026" in team_remarks(session, first, people_of(first)[0], TODAY)[0]
    assert team_remarks(session, first, people_of(first)[0], date(2026, 6, 1)) == []


def test_a_missing_agreement_and_a_loan_that_ends_early_are_said(session):
    project = make_project(session)
    person = make_member(session, project, Role.MEMBER, "Bo Borrowed")
    give(session, project, person, 50, agreed_on=None, loan_until=date(2026, 6, 30))
    assert team_remarks(session, project, people_of(project)[0], TODAY) == [
        "Bo Borrowed: 50 % is counted on, but no line manager has agreed to it yet.",
        "Bo Borrowed is on loan until 30 Jun 2026; the project's target is 31 Aug 2026.",
    ]


def test_terms_that_make_no_sense_are_refused_and_a_stale_save_writes_nothing(session):
    project = make_project(session)
    lead = people_of(project)[0]
    with pytest.raises(BadInput, match="between 0 and 100"):
        give(session, project, lead, 120)
    with pytest.raises(BadInput, match="ends before it begins"):
        give(session, project, lead, 20, loan_from=TODAY, loan_until=date(2026, 1, 1))
    seen = give(session, project, lead, 20).version
    give(session, project, lead, 30)
    with pytest.raises(Conflict):
        write_terms(session, project, lead, version=seen, values={"share": 40.0})
    assert terms_of(session, project)[lead.id].share == 30


def test_the_team_page_takes_terms_and_warns(client, session):
    project = make_project(session)
    lead, person = people_of(project)[0], make_member(session, project, Role.MEMBER, "Ana Agent")
    reader = make_member(session, project, Role.VIEWER)
    session.commit()
    page = f"/projects/{project.id}/team/{person.id}/terms"
    client.sign_in(lead)
    assert client.get(page).status_code == 200
    assert client.post(page, data={"share": "120"}).status_code == 422
    assert (
        client.post(page, data={"share": "50", "loan_from": "2026-05-01", "loan_until": "2026-04-01"}).status_code
        == 422
    )
    sent = {"version": "", "share": "50", "home_department": "Billing desk", "line_manager": "Rui Lopes"}
    assert client.post(page, data=sent).status_code == 303
    team = client.get(f"/projects/{project.id}/team").text
    assert "Rui Lopes" in team
    assert "no line manager has agreed" in team
    assert client.post(page, data={**sent, "share": "60"}).status_code == 409
    assert client.get(f"/projects/{project.id}/team/999/terms").status_code == 404
    client.sign_in(reader)
    assert "disabled" in client.get(page).text
    assert client.post(page, data=sent).status_code == 403
