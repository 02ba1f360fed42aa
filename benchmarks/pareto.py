"""How long does the Pareto page take with half a million tickets?

Prints one line a measure: name, ratio, floor, ours (milliseconds).
- page: the page (ranking by hours with its second level, stability and the other measures) with all tickets, against
  one with a hundredth of them, on the same machine in the same run. Target: at most 15 for a hundred times the data.
- scan: the same page against the floor of unpacking and summing two of the columns it reads. Target: at most 4.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
from argon2 import PasswordHasher
from sqlalchemy import select
from tickets import PASSWORD, SECRET, fastest, write

from config import load
from dmaic import schema
from dmaic.app import create_app, database_url
from dmaic.db import open_database
from dmaic.measure.service.columns import unpack
from dmaic.measure.service.export import open_export, read_export
from dmaic.measure.service.mapping import guess_mapping
from dmaic.measure.service.sources import ServiceColumn, ServiceImport, add_source
from dmaic.measure.service.tickets import take_in
from dmaic.people.accounts import Person
from dmaic.projects.project import start_project

ASKED = "by=category&measure=time&value=resolution&within=subcategory"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="50,000 tickets instead of 500,000")
    count = 50_000 if parser.parse_args().quick else 500_000
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), count)


def measure(folder: Path, count: int) -> None:
    config = load(INSTANCE=str(folder), SECRET_KEY="a secret that is long enough")
    engine = open_database(database_url(config))
    schema.migrate(engine)
    app = create_app(config)
    sessions = app.extensions["dmaic.sessions"]
    with sessions.writing() as session:
        lead = Person(name="Lea", email="lea@example.org", password_hash=PasswordHasher().hash(PASSWORD))
        session.add(lead)
        session.flush()
        project = start_project(
            session, by=lead, title="T", process_name="P", start_on=date(2026, 1, 1), target_on=date(2026, 6, 1)
        )
        ids = []
        for name, tickets in (("Small", count // 100), ("Large", count)):
            path = folder / f"{name}.csv"
            write(path, tickets)
            opening = open_export(path)
            mapping = guess_mapping(opening.headers, opening.rows).mapping
            export = read_export(opening, mapping, secret=SECRET)
            source = add_source(session, project, name=name, mapping=mapping)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            take_in(session, source, export, by=lead, file_name=name, file_hash=digest, file_bytes=path.stat().st_size)
            session.commit()
            ids.append(source.id)
        bare = min(scan(session, ids[1]) for _ in range(3))
        address = f"/projects/{project.id}/measure/pareto?source=tickets-{{}}&{ASKED}"
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"email": "lea@example.org", "password": PASSWORD})
    small, large = (fastest(client, address.format(one)) for one in ids)
    report("page", small, large)
    report("scan", bare, large)


def scan(session: object, source_id: int) -> float:
    """Unpack category and subcategory, and count each word, in ms."""
    begun = time.perf_counter()
    for name in ("category", "subcategory"):
        query = select(ServiceColumn.packed).join(ServiceImport, ServiceImport.id == ServiceColumn.import_id)
        query = query.where(ServiceImport.source_id == source_id, ServiceColumn.name == name)
        column = unpack(name, list(session.scalars(query.order_by(ServiceColumn.block))))
        np.bincount(column.codes + 1)
    return (time.perf_counter() - begun) * 1e3


def report(name: str, bare: float, ours: float) -> None:
    print(f"pareto_{name} {ours / bare:.2f} {bare:.1f} {ours:.1f}", flush=True)


if __name__ == "__main__":
    main()
