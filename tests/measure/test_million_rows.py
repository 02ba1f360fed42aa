"""A million rows, out of order, with a time and a stratum: all of them arrive, and memory stays bounded."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from config import Config
from dmaic.app import database_url
from dmaic.define.metrics import DataType, define_metric
from dmaic.measure import datasets
from dmaic.projects.permissions import Role
from tests.factories import make_project

ROWS = 1_000_000
MOST_MB = 150

IMPORT = """
import resource, sys
from pathlib import Path
from dmaic import tables
from dmaic.db import Sessions, open_database
from dmaic.define.metrics import Metric
from dmaic.measure import uploads
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

url, folder, path = sys.argv[1:]
with Sessions(open_database(url)).writing() as session:
    project, metric, person = session.get(Project, 1), session.get(Metric, 1), session.get(Person, 1)
    before = peak()
    with Path(path).open("rb") as stream:
        upload = uploads.keep_upload(
            session, project, metric, stream, instance=folder, file_name="million.csv", by=person
        )
    found = uploads.look(upload, metric, instance=folder)
    assert found.settings.order == "time", found.settings
    read = uploads.read_file(upload, metric, instance=folder, settings=found.settings)
    uploads.bring_in(session, project, metric, upload, read, instance=folder, by=person)
    session.commit()
    print(peak() - before)
"""


@pytest.mark.slow
def test_a_million_rows_stream_in_with_bounded_memory(session: Session, config: Config, tmp_path: Path) -> None:
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    facts = {"code": "Y", "name": "Y", "data_type": DataType.CONTINUOUS, "unit": "min"}
    metric = define_metric(session, project, facts)
    session.commit()
    assert (project.id, metric.id, lead.id) == (1, 1, 1)
    start = datetime(2024, 1, 13, tzinfo=UTC)
    path = tmp_path / "million.csv"
    minutes = list(range(ROWS))
    random.Random(7).shuffle(minutes)
    with path.open("w") as file:
        file.write("when;value;line\n")
        file.writelines(f"{start + timedelta(minutes=at):%d.%m.%Y %H:%M};{at},5;L{at % 5}\n" for at in minutes)
    command = [sys.executable, "-c", IMPORT, database_url(config), config.INSTANCE, str(path)]
    grown = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert grown < MOST_MB
    assert datasets.count_of(session, metric) == ROWS
    last = datasets.read_last(session, metric, 3)
    assert last.value.tolist() == [ROWS - 2.5, ROWS - 1.5, ROWS - 0.5]
    assert last.strata["line"].tolist() == ["L2", "L3", "L4"]
    assert len(datasets.read_span(session, metric)) == -(-ROWS // datasets.BLOCK)
