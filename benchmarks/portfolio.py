"""The portfolio with 2,000 projects against the same pages with 50: what a manager waits for must not grow."""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import date, timedelta
from functools import partial

import numpy as np
from bench import MAIL, PASSWORD, best, installation, report, signed_in, visit
from flask.testing import FlaskClient
from sqlalchemy import insert

from dmaic.people.accounts import add_person
from dmaic.projects.project import Phase, Project
from dmaic.projects.rollup import keep_chart
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import DEFAULT
from dmaic.statistics.rules import evaluate


def served(count: int, folder: str) -> FlaskClient:
    """A client of an installation with so many projects, signed in as manager."""
    app, sessions = installation(folder)
    draw = np.random.default_rng(7)
    chart = imr(draw.normal(50, 3, 60))
    kept = Project(title="")
    keep_chart(
        kept, chart, evaluate(chart, DEFAULT), name="Resolution time", unit="h", labels=[str(n) for n in range(60)]
    )
    shuffle = random.Random(7)
    with sessions.writing() as session:
        add_person(session, name="Mara Manager", email=MAIL, password=PASSWORD, is_manager=True)
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
    return signed_in(app)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    tries = 3 if parser.parse_args().quick else 15
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        small, large = served(50, few), served(2000, many)
        for path in ("/portfolio", "/wall", "/portfolio?sort=title"):
            report(path, *(best(partial(visit, one, path), tries) for one in (small, large)), digits=1)


if __name__ == "__main__":
    main()
