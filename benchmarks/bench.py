"""What do all benchmarks share? A clock, the line they print, an installation, and somebody signed in to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import load
from dmaic import schema
from dmaic.app import create_app, database_url
from dmaic.db import Sessions, open_database
from dmaic.people.accounts import Person, add_person
from dmaic.projects.project import Project, start_project

MAIL = "lead@example.org"
PASSWORD = "a good long password"


def best(run: Callable[[], object], times: int = 7) -> float:
    """The fastest of several runs, in ms: what the work costs without its neighbours."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1e3


def report(name: str, floor: float, ours: float, *, digits: int = 2) -> None:
    """One line: name, ratio, floor, ours."""
    print(f"{name} {ours / floor:.2f} {floor:.{digits}f} {ours:.{digits}f}", flush=True)


def installation(folder: str | Path) -> tuple[Flask, Sessions]:
    """An application on a fresh SQLite database in this folder, without form tokens."""
    config = load(INSTANCE=str(folder), DATABASE_URL="", SECRET_KEY="a secret that is long enough", LOG_FORMAT="json")
    engine = open_database(database_url(config))
    schema.migrate(engine)
    engine.dispose()
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    return app, app.extensions["dmaic.sessions"]


def lead_and_project(session: Session) -> tuple[Person, Project]:
    """Somebody and the project this person leads."""
    person = add_person(session, name="Lea Lead", email=MAIL, password=PASSWORD)
    project = start_project(
        session, by=person, title="B", process_name="B", start_on=date(2026, 1, 1), target_on=date(2026, 12, 1)
    )
    return person, project


def signed_in(app: Flask, mail: str = MAIL) -> FlaskClient:
    """A client of this person."""
    client = app.test_client()
    assert client.post("/sign-in", data={"email": mail, "password": PASSWORD}).status_code == 303
    return client


def visit(client: FlaskClient, page: str) -> None:
    """Ask for a page and see that it came."""
    answer = client.get(page)
    assert answer.status_code == 200, f"{page} answered {answer.status_code}"
