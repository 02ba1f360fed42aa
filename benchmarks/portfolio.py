"""The portfolio with 2,000 projects against the same pages with 50: what a manager waits for must not grow."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from flask.testing import FlaskClient
from sqlalchemy import insert

from config import load
from dmaic import schema
from dmaic.app import create_app, database_url
from dmaic.db import Sessions, open_database
from dmaic.people.accounts import add_person
from dmaic.projects.project import Phase, Project
from dmaic.projects.rollup import keep_chart
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import DEFAULT
from dmaic.statistics.rules import evaluate

PASSWORD = "a good long password"


def served(count: int, folder: str) -> FlaskClient:
    """A client of an installation with so many projects, signed in as manager."""
    config = load(INSTANCE=folder, SECRET_KEY="a secret that is long enough", LOG_FORMAT="json")
    engine = open_database(database_url(config))
    schema.migrate(engine)
    draw = np.random.default_rng(7)
    chart = imr(draw.normal(50, 3, 60))
    kept = Project(title="")
    keep_chart(
        kept, chart, evaluate(chart, DEFAULT), name="Resolution time", unit="h", labels=[str(n) for n in range(60)]
    )
    shuffle = random.Random(7)
    with Sessions(engine).writing() as session:
        add_person(session, name="Mara Manager", email="m@example.org", password=PASSWORD, is_manager=True)
        session.execute(
            insert(Project),
            [
                {
                    "code": f"DM-{n:04d}",
                    "title": f"Project {n}",
                    "process_name": "Claims",
                    "business_unit": f"Unit {n % 9}",
                    "phase": shuffle.choice(list(Phase)),
                    "start_on": date(2026, 1, 1),
                    "version": 1,
                    "target_on": date.today() + timedelta(days=shuffle.randint(-30, 300)),
                    "signals": shuffle.choice([0, 0, 0, 1, 3]),
                    "phase_since": date(2026, 1, 1),
                    "wall_chart": kept.wall_chart,
                    "sigma_before": 2.5,
                    "sigma_now": 3.1,
                }
                for n in range(count)
            ],
        )
        session.commit()
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/sign-in", data={"email": "m@example.org", "password": PASSWORD}).status_code == 303
    return client


def best(client: FlaskClient, path: str, tries: int) -> float:
    """Milliseconds of the best of several answers."""
    times = []
    for _ in range(tries):
        began = time.perf_counter()
        assert client.get(path).status_code == 200
        times.append(time.perf_counter() - began)
    return min(times) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    tries = 3 if parser.parse_args().quick else 15
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        small, large = served(50, few), served(2000, many)
        for path in ("/portfolio", "/wall", "/portfolio?sort=title"):
            floor, ours = best(small, path, tries), best(large, path, tries)
            print(f"{path:36} {ours / floor:6.2f} {floor:8.1f} {ours:8.1f}")


if __name__ == "__main__":
    main()
