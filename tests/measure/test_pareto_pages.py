"""The Pareto page, what is kept of it, problems made of its bars, and customers split by value, through the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause
from dmaic.measure.pareto import keeping
from dmaic.measure.pareto.counts import DefectCategory
from dmaic.measure.service.customers import split_of
from dmaic.measure.service.problems import grouped_of
from dmaic.measure.service.sources import ServiceSource, sources_of
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row, rows_of
from tests.conftest import StrictClient
from tests.measure.service_exports import bring, export_of


@pytest.fixture
def source(session: Session, project: Project, lead: Person, tmp_path: Path) -> ServiceSource:
    made = bring(session, None, export_of(90), project, by=lead, folder=tmp_path)
    session.commit()
    return made


def base(project: Project) -> str:
    return f"/projects/{project.id}/measure"


def test_without_data_the_page_says_what_to_bring(browser: StrictClient, project: Project) -> None:
    assert "Nothing to rank yet" in browser.get(f"{base(project)}/pareto").text
    assert browser.get(f"{base(project)}/pareto.csv").status_code == 404


def test_the_page_ranks_opens_a_bar_and_hands_out_files(
    browser: StrictClient, project: Project, source: ServiceSource
) -> None:
    page = browser.get(f"{base(project)}/pareto").text
    assert "No vital few: the bars are flat." in page
    asked = f"source=tickets-{source.id}&by=priority&measure=time&within=category"
    page = browser.get(f"{base(project)}/pareto?{asked}").text
    assert "Category within High" in page
    assert "The process behind it is" in page
    assert "inside=Low" in page
    assert "Category within Low" in browser.get(f"{base(project)}/pareto?{asked}&inside=Low").text
    rows = browser.get(f"{base(project)}/pareto.csv?{asked}").text
    assert rows.splitlines()[1].startswith("Priority,,High,180,")
    assert browser.get(f"{base(project)}/pareto.svg?{asked}").text.startswith("<svg")
    assert browser.get(f"{base(project)}/pareto.png?{asked}&second=1").data.startswith(b"\x89PNG")


def test_wrong_choices_are_said_at_their_place(browser: StrictClient, project: Project, source: ServiceSource) -> None:
    answer = browser.get(f"{base(project)}/pareto?source=tickets-{source.id}&by=category&other=90")
    assert answer.status_code == 422
    assert "at most 50" in answer.text
    page = browser.get(
        f"{base(project)}/pareto?source=tickets-{source.id}&by=category&since=2026-03-01&until=2026-02-01"
    )
    assert "The last day lies before the first" in page.text
    # Prices are asked for with the categories written out, ready to be filled in.
    page = browser.get(f"{base(project)}/pareto?source=tickets-{source.id}&by=category&measure=cost")
    assert "Give the price of one" in page.text
    assert "Login = " in page.text
    priced = "each=Login+%3D+50%0ABilling+%3D+2%0AOther+%3D+1"
    page = browser.get(f"{base(project)}/pareto?source=tickets-{source.id}&by=category&measure=cost&{priced}").text
    assert "Vital few: Login" in page
    assert "one case of Login weighs 50 times one of Other" in page


def test_a_ranking_is_kept_and_a_cause_refers_to_it(
    browser: StrictClient, session: Session, project: Project, source: ServiceSource
) -> None:
    asked = {"source": f"tickets-{source.id}", "by": "priority", "measure": "time", "within": "category"}
    answer = browser.post(f"{base(project)}/pareto/keep", data={**asked, "note": "Begin with High"})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "Priority by time until resolved, Desk" in page
    assert "Begin with High" in page
    session.commit()
    (study,) = keeping.paretos_of(session, project)
    cause = {"name": "High waits", "family": "method", "origin": "data", "state": "suspected", "pareto_id": study.id}
    assert browser.post(f"/projects/{project.id}/analyze/causes/add", data=cause).status_code == 303
    session.commit()
    assert rows_of(session, project, Cause)[0].pareto_id == study.id
    assert study.title in browser.get(f"/projects/{project.id}/analyze/causes").text
    assert "Begin with High" in browser.get(f"{base(project)}/pareto").text


def test_a_kept_ranking_is_withdrawn_and_never_deleted(
    browser: StrictClient, session: Session, project: Project, source: ServiceSource
) -> None:
    asked = {"source": f"tickets-{source.id}", "by": "priority"}
    address = browser.post(f"{base(project)}/pareto/keep", data=asked).location
    session.commit()
    (study,) = keeping.paretos_of(session, project)
    cause = {"name": "High waits", "family": "method", "origin": "data", "state": "suspected", "pareto_id": study.id}
    assert browser.post(f"/projects/{project.id}/analyze/causes/add", data=cause).status_code == 303
    assert browser.post(f"{address}/withdraw", data={"reason": " "}).status_code == 422
    assert browser.post(f"{address}/bring-back", data={"reason": "It never went"}).status_code == 409
    assert browser.post(f"{address}/withdraw", data={"reason": "Test tickets were in it"}).status_code == 303
    assert browser.post(f"{address}/withdraw", data={"reason": "Again"}).status_code == 409
    page = browser.get(address).text
    assert "Test tickets were in it" in page
    assert study.fingerprint in page  # as it was, and readable
    listed = browser.get(f"{base(project)}/pareto").text
    assert "Kept rankings" not in listed
    assert "Withdrawn rankings (1)" in listed
    session.commit()
    session.expire_all()
    assert keeping.paretos_of(session, project) == []
    (row,) = rows_of(session, project, Cause)
    edit = browser.get(f"/projects/{project.id}/analyze/causes/{row.id}").text
    assert "(withdrawn)" in edit  # the cause still says what it rested on
    again = {**cause, "name": "High waits too long", "version": row.version}
    saved = browser.post(f"/projects/{project.id}/analyze/causes/{row.id}", data=again)
    assert saved.status_code == 303
    assert browser.post(f"{address}/bring-back", data={"reason": "They were real"}).status_code == 303
    assert "Kept rankings" in browser.get(f"{base(project)}/pareto").text


def test_a_bar_becomes_a_problem_and_the_problem_a_project(
    browser: StrictClient, session: Session, project: Project, source: ServiceSource
) -> None:
    bar = {"source": f"tickets-{source.id}", "column": "category", "word": "Login"}
    address = browser.post(f"{base(project)}/problems", data=bar).location
    session.commit()
    (problem,) = grouped_of(session, project)
    more = {**bar, "word": "Billing", "into": problem.id}
    assert browser.post(f"{base(project)}/problems", data=more).status_code == 303
    assert "category Login or Billing" in browser.get(address).text
    page = browser.get(f"{base(project)}/pareto").text
    assert "Add to Login" in page
    session.commit()
    session.refresh(problem)
    told = {"name": "Portal", "cause": "Sessions are forgotten", "version": problem.version}
    assert browser.post(address, data=told).status_code == 303
    assert browser.post(address, data={**told, "name": "Other"}).status_code == 409
    assert browser.post(address, data={**told, "name": ""}).status_code == 422
    assert browser.post(f"{address}/drop", data={"reason": "No"}).status_code == 303
    assert browser.post(f"{address}/bring-back").status_code == 303
    started = browser.post(f"{address}/start")
    assert "category “Login” or “Billing”" in browser.get(started.location).text
    assert "A project came of it" in browser.get(address).text
    hand = browser.post(f"{base(project)}/problems", data={**bar, "source": "counts"})
    assert "Problems are made of tickets" in hand.text


def test_customers_are_split_from_a_pasted_table_and_from_a_column(
    browser: StrictClient, session: Session, project: Project, source: ServiceSource
) -> None:
    address = f"{base(project)}/customers"
    assert "Customers are not split yet" in browser.get(address).text
    table = "Customer;Value\n" + "".join(f"c{at};{1000 if at < 4 else 10}\n" for at in range(40))
    sent = {"value": "pasted", "repeated": "sum", "a_share": "80", "b_share": "95", "table": table}
    wrong = browser.post(address, data={**sent, "table": "nobody"})
    assert wrong.status_code == 422
    assert "No line has a customer" in wrong.text
    assert browser.post(address, data={**sent, "a_share": "99"}).status_code == 422
    assert browser.post(address, data=sent).status_code == 303
    page = browser.get(address).text
    assert "A: 4 of 40 customers (10%) carry 92% of the value" in page
    assert "Rank the tickets of Desk by class" in page
    ranked = browser.get(f"{base(project)}/pareto?source=tickets-{source.id}&by=segment").text
    assert "Customer segment" in ranked
    session.commit()
    split = split_of(session, project.id)
    assert split is not None
    again = {**sent, "value": f"{source.id}-tickets"}
    assert browser.post(address, data={**again, "version": split.version + 5}).status_code == 409
    assert browser.post(address, data={**again, "version": split.version}).status_code == 303
    assert "how many tickets each has" in browser.get(address).text


def test_counts_by_hand_lead_to_their_ranking(browser: StrictClient, session: Session, project: Project) -> None:
    for name, count in (("Label", 90), ("Lid", 8), ("Cap", 2)):
        add_row(session, project, DefectCategory, {"name": name, "occurrences": count, "source": "March"})
    session.commit()
    assert "Rank them" in browser.get(f"{base(project)}/counts").text
    page = browser.get(f"{base(project)}/pareto?source=counts").text
    assert "Vital few: Label" in page
    assert "these counts carry no days" in page
    assert sources_of(session, project) == []
