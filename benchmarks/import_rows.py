"""What does an import cost beside the least that any import must do?

The floor, in the same run: parse the file with the standard ``csv`` module, turn the figures into floats, and insert
the rows into a bare SQLite table in one transaction. Ours: guess how the file is read, check every cell, count and name
every problem, pack and hash blocks, write them with import and audit entry. Prints ``name ratio floor_ms ours_ms``;
fresh files and databases each time, best of three. Run: python benchmarks/import_rows.py [--quick]
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bench import installation, lead_and_project, report

from dmaic import audit
from dmaic.db import Sessions
from dmaic.define.metrics import DataType, Metric, define_metric
from dmaic.measure import datasets, uploads
from dmaic.people.accounts import Person
from dmaic.projects.project import Project


def _value(_at: int) -> str:
    return f"{random.gauss(74, 0.01):.3f}"


def _time_value(at: int) -> str:
    return f"{_moment(at):%Y-%m-%d %H:%M:%S},{random.gauss(74, 0.01):.3f}"


def _time_value_strata(at: int) -> str:
    value = f"{random.gauss(74, 0.01):.3f}".replace(".", ",")
    return f"{_moment(at):%d.%m.%Y %H:%M};{value};L{at % 4};{'early' if at % 2 else 'late'}"


def _duration(at: int) -> str:
    return f"{_moment(at):%m/%d/%Y %H:%M},{_moment(at + random.randint(5, 900)):%m/%d/%Y %H:%M}"


def _moment(at: int) -> datetime:
    return datetime(2026, 1, 13) + timedelta(minutes=at)  # noqa: DTZ001 - a wall clock


SHAPES = {
    "value": ("value", _value),
    "time_value": ("when,value", _time_value),
    "time_value_strata": ("when;value;line;shift", _time_value_strata),
    "duration": ("created,closed", _duration),
}


def write_file(path: Path, shape: str, rows: int) -> None:
    """A file of this shape with so many rows."""
    random.seed(1)
    head, line = SHAPES[shape]
    with path.open("w") as file:
        file.write(head + "\n")
        file.writelines(f"{line(at)}\n" for at in range(rows))


def floor(path: Path, folder: Path) -> None:
    """Parse and insert, nothing else."""
    database = sqlite3.connect(folder / "floor.sqlite")
    database.execute("CREATE TABLE readings (seq INTEGER PRIMARY KEY, value REAL, rest TEXT)")
    with path.open(newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        lines = csv.reader(file, delimiter=delimiter)
        rows = (
            (seq, float(cells[-1 if len(cells) < 3 else 1].replace(",", ".")) if "/" not in cells[0] else 0.0, cells[0])
            for seq, cells in enumerate(lines)
        )
        with database:
            database.executemany("INSERT INTO readings VALUES (?, ?, ?)", rows)
    database.close()


def ours(path: Path, folder: Path, prepared: tuple[Sessions, int, int, int]) -> None:
    """Send, look, read and write, as the pages do."""
    sessions, project_id, metric_id, person_id = prepared
    with sessions.writing() as session:
        project, metric = session.get_one(Project, project_id), session.get_one(Metric, metric_id)
        person = session.get_one(Person, person_id)
        audit.act_as(session, person_id=person.id, who=person.name)
        with path.open("rb") as stream:
            upload = uploads.keep_upload(
                session, project, metric, stream, instance=folder, file_name=path.name, by=person
            )
        found = uploads.look(upload, metric, instance=folder)
        read = uploads.read_file(upload, metric, instance=folder, settings=found.settings)
        done = uploads.bring_in(session, project, metric, upload, read, instance=folder, by=person)
        assert done.count == read.result.readings
        assert datasets.count_of(session, metric) == done.count
        session.commit()


def prepare(folder: Path) -> tuple[Sessions, int, int, int]:
    """An installation with a project and a metric."""
    _, sessions = installation(folder)
    with sessions.writing() as session:
        person, project = lead_and_project(session)
        facts = {"code": "Y", "name": "Y", "data_type": DataType.CONTINUOUS, "unit": "h"}
        metric = define_metric(session, project, facts)
        session.commit()
        return sessions, project.id, metric.id, person.id


def best(times: int, run: Callable[[Path], None]) -> float:
    """The shortest of several runs, each in a folder of its own, in ms."""
    taken = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as name:
            taken.append(_timed(run, Path(name)))
    return min(taken) * 1e3


def _timed(run: Callable[[Path], None], folder: Path) -> float:
    prepared = prepare(folder) if run.__name__ == "run_ours" else None
    start = time.perf_counter()
    run(folder) if prepared is None else run(folder, prepared)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 rows and one run each")
    arguments = parser.parse_args()
    rows, times = (10_000, 1) if arguments.quick else (100_000, 3)
    with tempfile.TemporaryDirectory() as name:
        for shape in SHAPES:
            path = Path(name) / f"{shape}.csv"
            write_file(path, shape, rows)

            def run_floor(folder: Path, path: Path = path) -> None:
                floor(path, folder)

            def run_ours(folder: Path, prepared: tuple[Sessions, int, int, int], path: Path = path) -> None:
                ours(path, folder, prepared)

            bare, full = best(times, run_floor), best(times, run_ours)
            report(f"import_{shape}", bare, full, digits=1)


if __name__ == "__main__":
    main()
