"""Does the chart page of the last 200 points cost more on a long series than on a short one?

The page is asked for through the application (sign-in, template and drawing included), with limits still being set up
and with frozen ones, on 1,000 readings and on 1,000,000; and one live reading is taken in and judged on both. Prints
``name ratio floor_ms ours_ms`` (the fastest of several; the floor is the short series). Target: about 1.
Run: python benchmarks/chart_page.py [--quick]
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from config import load
from dmaic import schema
from dmaic.app import create_app, database_url
from dmaic.control.monitor import take_reading
from dmaic.db import open_database
from dmaic.define.metrics import DataType, Metric, MetricRole, define_metric
from dmaic.measure import datasets
from dmaic.measure.datasets import BLOCK, Batch, Sealed, seal
from dmaic.measure.limits import freeze_present
from dmaic.people.accounts import Person, add_person
from dmaic.projects.project import Project, start_project

MAIL, PASSWORD = "b@example.org", "a good long password"
SETTINGS = {"DATABASE_URL": "", "SECRET_KEY": "a secret that is long enough"}


def blocks(points: int) -> Iterator[Sealed]:
    """So many normal values, one a minute."""
    rng = np.random.default_rng(1)
    for first in range(0, points, BLOCK):
        count = min(BLOCK, points - first)
        times = [at * 60_000_000 for at in range(first, first + count)]
        yield seal(Batch(value=rng.normal(50, 4, count).tolist(), time=times))


def fill(session: Session, project: Project, person: Person, points: int, *, frozen: bool) -> Metric:
    """A metric with so many imported points, its limits frozen or not."""
    facts = {
        "code": f"Y{points}{frozen}",
        "name": "Y",
        "data_type": DataType.CONTINUOUS,
        "role": MetricRole.INPUT,
        "upper_limit": 70.0,
    }
    metric = define_metric(session, project, facts)
    datasets.write_import(
        session, project, metric, blocks(points), by=person, file_name="made", file_hash=str(points), file_bytes=0
    )
    if frozen:
        freeze_present(session, project, metric, by=person, points=100, reason="For the benchmark")
    return metric


def fastest(times: int, run: Callable[[], object]) -> float:
    """The shortest duration of a call, in ms, after one that warms up: what other work on the machine does not hide."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1e3


def say(name: str, floor: float, ours: float) -> None:
    print(f"{name} {ours / floor:.2f} {floor:.2f} {ours:.2f}")


def signed_in(app: Any) -> Any:
    """A browser that has signed in."""
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    client.post("/sign-in", data={"email": MAIL, "password": PASSWORD, "csrf_token": token[1]})
    return client


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 points and fewer repetitions")
    quick = parser.parse_args().quick
    many, times = (100_000, 7) if quick else (1_000_000, 25)
    with tempfile.TemporaryDirectory() as folder:
        config = load(INSTANCE=folder, **SETTINGS)
        engine = open_database(database_url(config))
        schema.migrate(engine)
        engine.dispose()
        app = create_app(config)
        sessions = app.extensions["dmaic.sessions"]
        with sessions.writing() as session:
            person = add_person(session, name="B", email=MAIL, password=PASSWORD)
            project = start_project(
                session, by=person, title="B", process_name="B", start_on=date(2026, 1, 1), target_on=date(2026, 12, 1)
            )
            made = {
                (points, frozen): fill(session, project, person, points, frozen=frozen)
                for points in (1_000, many)
                for frozen in (False, True)
            }
            session.commit()
            ids = {key: metric.id for key, metric in made.items()}
            whose, where = person.id, project.id
        client = signed_in(app)
        for frozen, name in ((False, "chart_page_setting_up"), (True, "chart_page_monitoring")):
            pages = [f"/projects/{where}/measure/metrics/{ids[points, frozen]}/chart" for points in (1_000, many)]
            say(name, *(fastest(times, partial(ask, client, page)) for page in pages))
        with sessions.writing() as session:
            entry = partial(take_reading, session, session.get_one(Project, where), by=session.get_one(Person, whose))
            both = [session.get_one(Metric, ids[points, True]) for points in (1_000, many)]
            say("take_reading", *(fastest(times, partial(entry, metric, value=50.0)) for metric in both))
            session.rollback()
        sessions.engine.dispose()


def ask(client: Any, page: str) -> None:
    """Ask for a page and see that it came."""
    answer = client.get(page)
    if answer.status_code != 200:
        raise SystemExit(f"{page} answered {answer.status_code}")


if __name__ == "__main__":
    main()
