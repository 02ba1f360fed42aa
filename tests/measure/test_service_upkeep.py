"""What follows from a change of a large source is worked out in the background and written in one short go."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.define.metrics import metrics_of
from dmaic.measure import datasets
from dmaic.measure.jobs import Job, start_job
from dmaic.measure.service import upkeep
from dmaic.measure.service.adopting import adopted_of
from dmaic.measure.service.customers import split_of
from dmaic.measure.service.problems import group_problem, grouped_of
from dmaic.measure.service.sources import ServiceSource, change_source, sources_of
from dmaic.measure.service.summary import keep_facts, summary_of
from dmaic.measure.service.tickets import read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.conftest import StrictClient
from tests.measure.service_exports import bring, export_of


@pytest.fixture
def source(session: Session, project: Project, lead: Person, tmp_path: Path) -> ServiceSource:
    """Two overlapping files: 30 days, and the last 20 of 40."""
    found = bring(session, None, export_of(30), project, by=lead, folder=tmp_path)
    bring(session, found, export_of(40, first=20), project, by=lead, folder=tmp_path)
    upkeep.bring_up_to_date(session, project, found, by=lead)
    session.commit()
    return found


@pytest.fixture
def large(app: Flask, client: StrictClient, lead: Person, source: ServiceSource, monkeypatch: Any) -> StrictClient:
    """A source that counts as large, and its project's lead at the door."""
    monkeypatch.setattr(upkeep, "IN_REQUEST_TICKETS", 100)
    return client.sign_in(lead)


def base(source: ServiceSource) -> str:
    return f"/projects/{source.project_id}/measure/service/sources/{source.id}"


def finish(app: Flask, client: StrictClient, answer: Any) -> dict[str, Any]:
    """Wait for the work that an answer leads to; its status as the script reads it."""
    assert re.search(r"/jobs/\d+$", answer.location), answer.location
    app.extensions["dmaic.worker"].wait()
    status = client.get(answer.location, headers={"Accept": "application/json"}).json
    assert client.get(answer.location).status_code == 200
    return dict(status)


def test_a_small_source_is_worked_through_at_once(
    session: Session, client: StrictClient, lead: Person, source: ServiceSource
) -> None:
    client.sign_in(lead)
    answer = client.post(f"{base(source)}/adopt", data={"measure": "volume"})
    assert answer.location.endswith("/chart")
    assert session.scalars(select(Job)).all() == []


def test_measures_of_a_large_source_are_adopted_in_the_background(
    app: Flask, session: Session, large: StrictClient, project: Project, source: ServiceSource
) -> None:
    status = finish(app, large, large.post(f"{base(source)}/adopt", data={"measure": ["volume", "resolution_time"]}))
    assert (status["state"], status["message"]) == (
        "done",
        "Contact volume and Resolution time defined, with data",
    )
    assert status["next"].endswith("/chart")
    session.rollback()
    session.expire_all()
    metrics = metrics_of(session, project)
    assert len(metrics) == 2
    assert all(len(datasets.read_all(session, metric)) > 30 for metric in metrics)
    # what can only fail later is refused at once
    again = large.post(f"{base(source)}/adopt", data={"measure": "volume"})
    assert again.status_code == 409
    wrong = large.post(f"{base(source)}/adopt", data={"measure": "repeated", "repeated-days": "soon"})
    assert wrong.status_code == 422
    assert len(session.scalars(select(Job)).all()) == 1


def test_a_file_of_a_large_source_is_withdrawn_and_brought_back_in_the_background(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource
) -> None:
    before = summary_of(session, source)["tickets"]
    newest = max(re.findall(r"/files/(\d+)/withdraw", large.get(base(source)).text), key=int)
    taken = large.post(f"{base(source)}/files/{newest}/withdraw", data={"reason": "Wrong desk"})
    status = finish(app, large, taken)
    assert status["message"].endswith("no longer counts. It is kept and can be brought back")
    session.rollback()
    session.expire_all()
    assert summary_of(session, source)["tickets"] == 120 < before == 160
    assert "older than the last change" not in large.get(base(source)).text
    back = large.post(f"{base(source)}/files/{newest}/bring-back", data={"reason": "It was right"})
    assert finish(app, large, back)["state"] == "done"
    session.rollback()
    session.expire_all()
    assert summary_of(session, source)["tickets"] == 160


def test_the_clock_of_a_large_source_is_changed_at_once_and_its_figures_follow(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource, project: Project, lead: Person
) -> None:
    upkeep.adopt_all(session, project, source, [upkeep.Wanted("sla_customer", {"targets": "24"})], by=lead)
    session.commit()
    given = {"version": source.version, "hours": "Mon-Fri 9-12", "reopening": source.reopening.value}
    answer = large.post(f"{base(source)}/rules", data=given)
    assert answer.status_code == 303
    session.rollback()
    session.expire_all()
    assert source.hours == "Mon-Fri 9-12"
    assert finish(app, large, answer)["state"] == "done"
    session.rollback()
    session.expire_all()
    drifts = summary_of(session, source)["drifts"]
    assert [one["count"] > 0 for one in drifts.values()] == [True]
    adopted = adopted_of(session, project)[0]
    reason = {"reason": "The desk is open in the mornings"}
    corrected = large.post(f"/projects/{project.id}/measure/service/adopted/{adopted.id}/correct", data=reason)
    assert re.match(r"\d+ readings of Customer SLA missed", finish(app, large, corrected)["message"])
    session.rollback()
    session.expire_all()
    assert summary_of(session, source)["drifts"] == {}


def test_figures_that_were_cut_off_are_told_and_brought_up_to_date(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource
) -> None:
    change_source(session, source, version=source.version, hours="Mon-Fri 9-17")
    session.commit()
    assert "These figures are older than the last change" in large.get(base(source)).text
    assert finish(app, large, large.post(f"{base(source)}/up-to-date"))["message"] == "The figures are those of today"
    assert "These figures are older" not in large.get(base(source)).text


def test_what_was_computed_from_another_state_is_not_written(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    ready = upkeep.prepare(session, project, source)
    change_source(session, source, version=source.version, minus_paused=False)
    with pytest.raises(upkeep.Moved, match="changed meanwhile"):
        upkeep.put_down(session, project, source, ready, by=lead)
    assert upkeep.bring_up_to_date(session, project, source, by=lead) == 0


def test_nobody_waits_for_the_writing_while_figures_are_worked_out(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource, project: Project, monkeypatch: Any
) -> None:
    """While the work computes, another session writes at once: on SQLite it would wait for a held lock."""
    sessions = app.extensions["dmaic.sessions"]
    wrote: list[bool] = []
    computing = upkeep.facts_of

    def meanwhile(*given: Any) -> dict[str, Any]:
        with sessions.writing() as other:
            own = other.get_one(ServiceSource, source.id)
            keep_facts(other, own, {**summary_of(other, own), "marked": True})
            other.commit()
        wrote.append(True)
        return computing(*given)

    monkeypatch.setattr(upkeep, "facts_of", meanwhile)
    assert finish(app, large, large.post(f"{base(source)}/up-to-date"))["state"] == "done"
    assert wrote == [True]
    assert sources_of(session, project)


def test_a_problem_of_a_large_source_becomes_a_project_in_the_background(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource, project: Project
) -> None:
    answer = large.post(f"{base(source)}/problems", data={"column": "category", "word": "Login"})
    status = finish(app, large, answer)
    assert re.fullmatch(r"DM-\d+ is open, with its tickets. Adopt a measure, then write its charter", status["message"])
    session.rollback()
    session.expire_all()
    (problem,) = grouped_of(session, project)
    assert problem.started is not None
    (own,) = sources_of(session, problem.started)
    assert status["next"] == base(own)
    logins = int(read_tickets(session, source).words("category").says("Login").sum())
    assert summary_of(session, own)["tickets"] == logins == problem.tickets
    # once there is a project of it, pressing again is refused at once
    assert large.post(f"/projects/{project.id}/measure/problems/{problem.id}/start").status_code == 409
    assert len(session.scalars(select(Job)).all()) == 1


def test_a_problem_that_was_started_meanwhile_is_told_where_the_work_ends(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource, project: Project, lead: Person
) -> None:
    problem = group_problem(session, project, source, read_tickets(session, source), {"category": ["Login"]}, by=lead)
    session.commit()
    monkey = large.post(f"/projects/{project.id}/measure/problems/{problem.id}/start")
    session.rollback()
    status = finish(app, large, monkey)
    assert status["state"] == "done"
    with app.extensions["dmaic.sessions"].writing() as other:  # a second press that was queued before the first ended
        given = {"problem_id": problem.id, "source_id": source.id, "start_on": "2026-03-01"}
        job = start_job(other, project, by=lead, kind="service-start", given=given)
        other.commit()
        address = f"/projects/{project.id}/measure/service/jobs/{job.id}"
    app.extensions["dmaic.worker"].wake()
    app.extensions["dmaic.worker"].wait()
    failed = large.get(address, headers={"Accept": "application/json"}).json
    assert (failed["state"], "is a project already" in failed["message"]) == ("failed", True)
    assert failed["next"].endswith(f"/problems/{problem.id}")


def test_a_project_whose_figures_were_never_worked_out_offers_to(
    session: Session, client: StrictClient, project: Project, lead: Person, tmp_path: Path
) -> None:
    found = bring(session, None, export_of(30), project, by=lead, folder=tmp_path)
    session.commit()
    client.sign_in(lead)
    assert "Bring them up to date" in client.get(base(found)).text
    assert client.post(f"{base(found)}/up-to-date").status_code == 303
    assert "Bring them up to date" not in client.get(base(found)).text


def test_customers_of_a_large_source_are_split_in_the_background(
    app: Flask, session: Session, large: StrictClient, source: ServiceSource, project: Project
) -> None:
    page = f"/projects/{project.id}/measure/customers"
    asked = {"value": f"{source.id}-tickets", "repeated": "sum", "a_share": "80", "b_share": "95"}
    status = finish(app, large, large.post(page, data=asked))
    assert (status["state"], status["next"]) == ("done", page)
    assert status["message"].startswith("40 customers are split")
    session.rollback()
    session.expire_all()
    split = split_of(session, project.id)
    assert split is not None
    assert (split.customers, split.made_by.id) == (40, project.people_as(Role.LEAD)[0].id)
    assert large.post(page, data={**asked, "a_share": "95", "b_share": "80"}).status_code == 422  # at once
    seen = split.version
    assert finish(app, large, large.post(page, data={**asked, "b_share": "90", "version": seen}))["state"] == "done"
    stale = finish(app, large, large.post(page, data={**asked, "version": seen}))
    assert stale["state"] == "failed"  # somebody split them in between
    session.rollback()
    session.expire_all()
    pasted = {"value": "pasted", "repeated": "sum", "a_share": "80", "b_share": "95", "version": split.version}
    table = "customer;value\nc1;900\nc2;50\nc3;50"
    status = finish(app, large, large.post(page, data={**pasted, "table": table}))
    assert status["message"].startswith("3 customers are split")
