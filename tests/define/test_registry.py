"""The metrics of all projects: who sees which, what a name means elsewhere, and what is taken over."""

from __future__ import annotations

import pytest

from dmaic.define.metrics import metrics_of
from dmaic.define.registry import TAKEN_OVER, begun_from, registry_of
from dmaic.errors import NotFound
from dmaic.projects.permissions import Role
from dmaic.projects.project import add_member
from tests.factories import make_member, make_person, make_project
from tests.factories_define import make_metric


@pytest.fixture
def two(session):
    """Two projects that call different things “Time to answer”, and one person on both."""
    first, second = make_project(session), make_project(session)
    person = make_member(session, first, Role.MEMBER)
    mine = make_metric(session, first, name="Time to answer", observers_n=30, observers_agreed=27)
    theirs = make_metric(session, second, name=" time to answer", exclusions="Nothing", worked_examples="A; yes; once")
    return first, second, person, mine, theirs


def test_only_what_a_person_may_see_is_listed_and_collisions_with_the_rest_are_counted(session, two):
    first, _, person, mine, theirs = two
    (entry,), more = registry_of(session, person)
    assert (entry.metric.id, entry.project.id, more) == (mine.id, first.id, False)
    assert (entry.colliding, entry.alike, entry.agreement, entry.gaps) == (1, 0, 0.9, ())
    manager = make_person(session)
    manager.is_manager = True
    entries, _ = registry_of(session, manager)
    assert {one.metric.id for one in entries} == {mine.id, theirs.id}
    assert next(one for one in entries if one.metric.id == theirs.id).examples == 1
    theirs.exclusions, theirs.worked_examples = mine.exclusions, mine.worked_examples
    session.flush()
    assert registry_of(session, person)[0][0].alike == 1


def test_words_are_searched_and_never_taken_for_patterns(session, two):
    person = two[2]
    assert len(registry_of(session, person, "to ANSWER")[0]) == 1
    assert registry_of(session, person, "100%")[0] == []


def test_a_definition_is_taken_over_without_its_records_its_limits_and_its_place(session, two):
    _, _, person, mine, theirs = two
    mine.upper_limit, mine.lower_limit, mine.lower_is_boundary = 24.0, 0.0, True
    begun = begun_from(session, person, mine.id)
    assert {name: getattr(mine, name) for name in TAKEN_OVER}.items() <= begun.items()
    assert (begun["lower_limit"], begun["lower_is_boundary"]) == (0.0, True)
    assert not {"upper_limit", "worked_examples", "observers_n", "owner_id", "code", "role"} & set(begun)
    with pytest.raises(NotFound):
        begun_from(session, person, theirs.id)


def test_the_page_lists_them_and_begins_a_definition(client, session, two):
    first, second, _, mine, theirs = two
    lead = second.people_as(Role.LEAD)[0]
    lead.is_manager = True
    session.commit()
    client.sign_in(lead)
    base = f"/projects/{second.id}/define/metrics"
    page = client.get(f"{base}/registry").text
    assert "1 with another definition" in page
    assert "agreed on 90" in page
    assert f'{base}/new?from={mine.id}"' in page
    assert f'{base}/new?from={theirs.id}"' not in page, "one's own is there already"
    begun = client.get(f"{base}/new?from={mine.id}").text
    assert mine.numerator in begun
    assert 'value="Time to answer"' in begun
    assert client.get(f"{base}/new?from=999999").status_code == 404
    assert "No metric found" in client.get(f"{base}/registry?q=zebra").text
    assert first.code in page


def test_the_definitions_of_a_project_leave_and_come_back_as_a_table(client, session):
    project, other = make_project(session), make_project(session)
    metric = make_metric(session, project, lower_limit=0.0, lower_is_boundary=True, upper_limit=12.5)
    lead = project.people_as(Role.LEAD)[0]
    add_member(session, other, lead, Role.LEAD)
    session.commit()
    client.sign_in(lead)
    table = client.get(f"/projects/{project.id}/define/metrics.csv").text
    assert "Reason for the change" not in table
    assert metric.owner is not None
    add_member(session, other, metric.owner, Role.MEMBER)
    session.commit()
    base = f"/projects/{other.id}/define/metrics"
    answer = client.post(f"{base}/import", data={"text": table})
    assert answer.status_code == 303
    session.commit()
    (back,) = metrics_of(session, other)
    same = [*TAKEN_OVER, "lower_limit", "upper_limit", "lower_is_boundary", "upper_is_boundary", "worked_examples"]
    assert {name: getattr(back, name) for name in same} == {name: getattr(metric, name) for name in same}
    assert "1 metric is defined" in client.get(answer.location).text


def test_a_table_with_a_problem_adds_nothing_and_says_each(client, session):
    project = make_project(session)
    make_metric(session, project, code="Y1")
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    address = f"/projects/{project.id}/define/metrics/import"
    text = "Code;Name;Kind of data\nY1;Again;continuous\nY7;;continuous\nY8;Fine;continuous\nY9;Odd;colours"
    refused = client.post(address, data={"text": text})
    assert refused.status_code == 422
    assert "Row 2: The code Y1 is taken" in refused.text
    assert "Row 3, Name: Fill this in." in refused.text
    assert "Row 5, Kind of data:" in refused.text
    assert [one.code for one in metrics_of(session, project)] == ["Y1"]
    assert "no row below" in client.post(address, data={"text": "Name;Kind of data"}).text
    added = client.post(address, data={"text": "Name;Kind of data\nFirst;continuous\nSecond;proportion"})
    assert added.status_code == 303
    session.commit()
    assert [one.code for one in metrics_of(session, project)] == ["Y1", "Y2", "Y3"]
