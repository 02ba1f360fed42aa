"""Do the last 200 points cost more on a long series than on a short one?

``read_last`` of 200 readings from a series of 1,000 and one of 1,000,000 (10,000,000 with ``--long``), the tail half
full in both. Prints ``name ratio short_ms long_ms`` (medians). Target: about 1.
Run: python benchmarks/last_points.py [--quick]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator

from bench import installation, lead_and_project, report
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric, define_metric
from dmaic.measure import datasets
from dmaic.measure.datasets import BLOCK, Batch, Sealed, seal
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

LAST = 200


def blocks(points: int) -> Iterator[Sealed]:
    """So many points with their times, block by block."""
    for first in range(0, points, BLOCK):
        count = min(BLOCK, points - first)
        yield seal(
            Batch(
                value=[float(at % 97) for at in range(first, first + count)],
                time=[at * 60_000_000 for at in range(first, first + count)],
            )
        )


def fill(session: Session, project: Project, person: Person, points: int) -> Metric:
    """A metric with so many imported points and 100 live ones."""
    facts = {"code": f"Y{points}", "name": "Y", "data_type": DataType.CONTINUOUS}
    metric = define_metric(session, project, facts)
    datasets.write_import(
        session, project, metric, blocks(points), by=person, file_name="made", file_hash=str(points), file_bytes=0
    )
    for at in range(100):
        datasets.append_reading(session, metric, value=float(at), by=person)
    return metric


def median(times: int, run: Callable[[], object]) -> float:
    """The median duration of a call, in ms."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 points and fewer repetitions")
    parser.add_argument("--long", action="store_true", help="10,000,000 points")
    arguments = parser.parse_args()
    many = 10_000_000 if arguments.long else 100_000 if arguments.quick else 1_000_000
    times = 30 if arguments.quick else 200
    with tempfile.TemporaryDirectory() as name:
        _, sessions = installation(name)
        with sessions.writing() as session:
            person, project = lead_and_project(session)
            short, long = fill(session, project, person, 1_000), fill(session, project, person, many)
            session.commit()
            for label, act in (
                ("read_last", lambda metric: datasets.read_last(session, metric, LAST)),
                ("count", lambda metric: datasets.count_of(session, metric)),
                ("append", lambda metric: datasets.append_reading(session, metric, value=1.0, by=person)),
            ):
                few, all_ = (median(times, lambda act=act, one=one: act(one)) for one in (short, long))
                report(label, few, all_, digits=3)
            session.rollback()
        sessions.engine.dispose()


if __name__ == "__main__":
    main()
