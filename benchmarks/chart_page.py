"""Does the chart page of the last 200 points cost more on a long series than on a short one?

The page is asked for through the application (sign-in, template and drawing included), with limits still being set up
and with frozen ones, on 1,000 readings and on 1,000,000; and one live reading is taken in and judged on both. Prints
``name ratio floor_ms ours_ms`` (the fastest of several; the floor is the short series). Target: about 1.
Run: python benchmarks/chart_page.py [--quick]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from bench import best, installation, lead_and_project, report, signed_in, visit
from sqlalchemy.orm import Session

from dmaic.control.monitor import take_reading
from dmaic.define.metrics import DataType, Metric, MetricRole, define_metric
from dmaic.measure import datasets
from dmaic.measure.datasets import BLOCK, Batch, Sealed, seal
from dmaic.measure.limits import freeze_present
from dmaic.people.accounts import Person
from dmaic.projects.project import Project


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


def warm(run: Callable[[], object], times: int) -> float:
    """The fastest of several runs after one that warms up, in ms."""
    run()
    return best(run, times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 points and fewer repetitions")
    quick = parser.parse_args().quick
    many, times = (100_000, 7) if quick else (1_000_000, 25)
    with tempfile.TemporaryDirectory() as folder:
        app, sessions = installation(folder)
        with sessions.writing() as session:
            person, project = lead_and_project(session)
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
            report(name, *(warm(partial(visit, client, page), times) for page in pages))
        with sessions.writing() as session:
            entry = partial(take_reading, session, session.get_one(Project, where), by=session.get_one(Person, whose))
            both = [session.get_one(Metric, ids[points, True]) for points in (1_000, many)]
            report("take_reading", *(warm(partial(entry, metric, value=50.0), times) for metric in both))
            session.rollback()
        sessions.engine.dispose()


if __name__ == "__main__":
    main()
