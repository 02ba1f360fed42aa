"""The pages of ideas, through the eyes of an author, a manager, and somebody who is neither."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from dmaic.portfolio.ideas import Idea, IdeaState, promote_idea
from dmaic.projects.notices import list_notices
from dmaic.projects.project import Project
from tests.factories import make_person
from tests.factories_ideas import WHEN, make_idea, rated

TYPED = {
    "title": "Fewer second contacts",
    "process_name": "Billing",
    "problem": "1 in 9 writes again.",
    "currency": "EUR",
}
ESTIMATE = {"benefit": "78080", "benefit_basis": "12,200 × 6.40"}
DATES = {"start_on": "2026-03-02", "target_on": "2026-09-30"}
JUDGEMENTS = {"worth": "4", "customer_impact": "5", "effort": "2", "feasibility": "3", "data_at_hand": "partly"}


def the_idea(session) -> Idea:
    session.expire_all()
    return session.scalars(select(Idea)).one()


def test_from_submission_over_rating_to_a_project(client, session):
    author, manager = make_person(session, "Ann Author"), make_person(session, is_manager=True)
    session.commit()
    client.sign_in(author)
    assert "No idea here" in client.get("/ideas").text
    assert client.get("/ideas/new").status_code == 200
    refused = client.post("/ideas/new", data={**TYPED, "benefit": "78080"})
    assert refused.status_code == 422
    assert "arithmetic" in refused.text
    assert client.post("/ideas/new", data={**TYPED, **ESTIMATE}).status_code == 303
    session.commit()
    idea = the_idea(session)
    page = f"/ideas/{idea.id}"
    assert "Make it a project" not in client.get(page).text
    edited = {
        **TYPED,
        "title": "Fewer contacts",
        "benefit": "78080",
        "benefit_basis": "x",
        "version": str(idea.version),
    }
    assert client.post(page + "/edit", data=edited).status_code == 303
    assert client.post(page + "/edit", data={**edited, "title": "Stale"}).status_code == 409

    client.sign_in(manager)
    session.commit()
    assert client.post(page + "/rate", data={**JUDGEMENTS, "effort": ""}).status_code == 422
    version = str(the_idea(session).version)
    assert client.post(page + "/rate", data={**JUDGEMENTS, "version": version}).status_code == 303
    assert client.post(page + "/rate", data={**JUDGEMENTS, "worth": "1", "version": version}).status_code == 409
    shown = client.get(page).text
    assert "76.25" in shown or "76.2" in shown
    assert client.get(page + "/promote").status_code == 200
    start, target = date.today(), date.today() + timedelta(days=180)
    wrong = client.post(page + "/promote", data={"start_on": f"{target}", "target_on": f"{start}"})
    assert wrong.status_code == 422
    passed = client.post(page + "/promote", data={"start_on": "2026-03-02", "target_on": "2026-04-02"})
    assert "This day has passed" in passed.text
    opened = client.post(
        page + "/promote", data={"start_on": f"{start}", "target_on": f"{target}", "author_as": "member"}
    )
    assert opened.status_code == 303
    session.commit()
    project = session.scalars(select(Project)).one()
    assert project.title == "Fewer contacts"
    texts = " ".join(notice.text for notice in list_notices(session, author))
    assert "is rated: 76.25 of 100" in texts
    assert f"became project {project.code}" in texts
    assert project.code in client.get(page).text


def test_whoever_may_not_decide_is_refused_whatever_was_sent(client, session):
    idea = make_idea(session)
    stranger = make_person(session)
    session.commit()
    client.sign_in(stranger)
    page = client.get(f"/ideas/{idea.id}")
    assert page.status_code == 200
    assert "Rate it" not in page.text
    for path in ("rate", "settle", "promote", "edit"):
        assert client.post(f"/ideas/{idea.id}/{path}", data={}).status_code == 403, path
    assert client.get(f"/ideas/{idea.id}/promote").status_code == 403
    assert "disabled" in client.get(f"/ideas/{idea.id}/edit").text
    assert the_idea(session).state == IdeaState.NEW


def test_a_rejected_idea_tells_its_author_why(client, session):
    manager, author = make_person(session, is_manager=True), make_person(session)
    idea = make_idea(session, author)
    session.commit()
    client.sign_in(manager)
    assert client.post(f"/ideas/{idea.id}/settle", data={"state": "rejected", "reason": ""}).status_code == 422
    sent = {"state": "rejected", "reason": "The process ends in May."}
    assert client.post(f"/ideas/{idea.id}/settle", data=sent).status_code == 303
    session.commit()
    assert "The process ends in May." in list_notices(session, author)[0].text
    client.sign_in(author)
    assert "The process ends in May." in client.get(f"/ideas/{idea.id}").text


def test_a_project_of_others_is_not_named_on_the_idea(client, session):
    manager, author = make_person(session, is_manager=True), make_person(session)
    idea = rated(session, manager, author)
    project = promote_idea(session, idea, by=manager, **WHEN)
    session.commit()
    client.sign_in(author)
    page = client.get(f"/ideas/{idea.id}").text
    assert project.code not in page
    assert "You are not on its team" in page


def test_the_file_holds_what_the_list_shows_and_runs_no_formula(client, session):
    manager = make_person(session, is_manager=True)
    make_idea(session, title="=1+1")
    rated(session, manager, title="Second")
    session.commit()
    client.sign_in(manager)
    lines = client.get("/ideas.csv").text.splitlines()
    assert lines[0].startswith("\ufefftitle,state,score")
    assert lines[1].startswith("Second,rated,76.25")
    assert lines[2].startswith("'=1+1,new,")
    assert len(client.get("/ideas.csv?state=rated").text.splitlines()) == 2


def test_the_list_filters_pages_and_takes_few_statements(client, session, count_queries):
    manager, author = make_person(session, is_manager=True), make_person(session)
    for number in range(60):
        make_idea(session, author, title=f"Idea {number}", business_unit="Claims" if number % 2 else "Sales")
    session.commit()
    client.sign_in(manager)
    before = count_queries()
    page = client.get("/ideas")
    assert count_queries() - before <= 8
    assert "1–50 of 60" in page.text
    assert "51–60 of 60" in client.get("/ideas?page=2").text
    assert "1–30 of 30" in client.get("/ideas?unit=Claims&sort=newest&state=new").text
    assert "No idea here" in client.get("/ideas?mine=1").text
    assert client.get("/ideas?page=x&sort=nonsense&state=nonsense").status_code == 200
