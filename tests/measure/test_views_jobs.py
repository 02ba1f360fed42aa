"""A large file is read in the background: how it is followed, and what is told when it fails."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import now
from dmaic.measure.importing import looking
from dmaic.measure.jobs import JobState, start_job
from dmaic.measure.waiting import KEPT
from tests.conftest import StrictClient
from tests.factories import make_project
from tests.measure.data_pages import Place


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything above 100 rows is a large file."""
    monkeypatch.setattr(looking, "CHECKED", 100)


@pytest.fixture
def place(session: Session, client: StrictClient) -> Place:
    return Place(session, client)


def follow(place: Place, app: Flask, answer: Any) -> Any:
    """Let the background work come to its end, and ask how it went."""
    app.extensions["dmaic.worker"].wait()
    return place.client.get(answer.location, headers={"Accept": "application/json"}).json


@pytest.mark.usefixtures("small_steps")
def test_a_large_file_is_read_in_the_background(place: Place, app: Flask) -> None:
    address = place.send("mm\n" + "".join(f"{at}.25\n" for at in range(500)))
    assert "Import the whole file" in place.client.get(address).text
    answer = place.act(address, "import")
    assert "/jobs/" in answer.location
    told = follow(place, app, answer)
    assert (told["state"], told["next"]) == ("done", place.page)
    assert "500 readings imported" in place.client.get(answer.location).text
    assert place.readings().value.tolist() == [at + 0.25 for at in range(500)]
    entries = audit.entries_of(place.session, chain=place.project.id, kind="imports")
    assert [(one.act, one.who) for one in entries] == [("imported", "Lea Lead")]


@pytest.mark.usefixtures("small_steps")
def test_a_problem_far_down_a_large_file_stops_the_whole_import(place: Place, app: Flask) -> None:
    rows = [f"{at}.25\n" for at in range(500)]
    rows[400] = "nearly 3\n"
    answer = place.act(place.send("mm\n" + "".join(rows)), "import")
    told = follow(place, app, answer)
    assert told["next"] == answer.location
    page = place.client.get(answer.location).text
    assert "Nothing was imported" in page
    assert "nearly 3" in page
    assert len(place.readings()) == 0


def test_work_whose_process_died_is_found_by_its_silence(place: Place, app: Flask, session: Session) -> None:
    job = start_job(session, place.project, by=place.lead, kind="import", given={"upload_id": 1})
    job.state, job.beat_at = JobState.RUNNING, now() - KEPT
    session.commit()
    address = f"/projects/{place.project.id}/measure/jobs/{job.id}"
    assert 'http-equiv="refresh"' in place.client.get(address).text
    app.extensions["dmaic.worker"].wait()
    assert "Nothing was kept of it" in place.client.get(address).text


def test_work_of_another_project_is_not_found(place: Place, session: Session) -> None:
    other = make_project(session, place.lead)
    job = start_job(session, other, by=place.lead, kind="import", given={})
    session.commit()
    assert place.client.get(f"/projects/{place.project.id}/measure/jobs/{job.id}").status_code == 404


def test_a_broken_task_is_told_and_the_worker_lives_on(place: Place, app: Flask, session: Session) -> None:
    worker = app.extensions["dmaic.worker"]
    worker.tasks["odd"] = lambda _sessions, work: {"message": str(1 / work.given["by"])}
    first = start_job(session, place.project, by=place.lead, kind="odd", given={"by": 0})
    second = start_job(session, place.project, by=place.lead, kind="odd", given={"by": 2})
    session.commit()
    worker.wake()
    worker.wait()
    session.expire_all()
    assert (first.state, second.state, second.message) == (JobState.FAILED, JobState.DONE, "0.5")
