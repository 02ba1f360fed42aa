"""How long does a raw export of half a million tickets take?

Prints one line a measure: name, ratio, floor, ours (seconds; for memory MB; for pages milliseconds).
- import: from the CSV to kept tickets (dates in UTC, people hashed, test tickets out, columns packed), against the
  floor of parsing the same file with `csv` and inserting the bare text of its rows into SQLite. Target: at most 3.
- again: the same tickets with one in fifty changed, joined with what is known, against the same floor.
- adopt: from kept tickets to a metric with its data, against the same floor.
- memory: peak growth while importing, against the size of the file.
- page: the page of the source with all tickets, against one with a hundredth of them. Target: at most 1.5.
- asked: the answer to a change of the clock, against that page (milliseconds): what follows is done in the background.
- clock: until everything that follows from it is worked out and written, against the same floor.
- blocked: the longest that another writer waited meanwhile, against all that time.
- working: peak growth of memory meanwhile, against the size of the file.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import resource
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench import best, installation, lead_and_project, report, signed_in, visit
from sqlalchemy.orm import Session

from dmaic.measure.service.adopting import adopt
from dmaic.measure.service.export import open_export, read_export
from dmaic.measure.service.mapping import guess_mapping
from dmaic.measure.service.sources import ServiceSource, add_source
from dmaic.measure.service.taking_in import take_in
from dmaic.measure.service.tickets import read_tickets
from dmaic.measure.service.upkeep import bring_up_to_date
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

HEADER = (
    "Id,Requester id,Assignee,Group,Subject,Tags,Status,Priority,Via,Category,Subcategory,Created at,Solved at,"
    "Satisfaction Score,Reopens,Replies,First reply time in minutes,Group stations"
)
SECRET = b"a secret that is long enough"
Made = TypeVar("Made")


def write(path: Path, count: int, *, changed_every: int = 0) -> None:
    """A Zendesk export of two years."""
    rng = random.Random(1)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADER.split(","))
        for number in range(count):
            created = start + timedelta(seconds=730 * 86_400 * number // count)
            minutes = int(rng.lognormvariate(6, 1))
            solved = created + timedelta(minutes=minutes + (1 if changed_every and number % changed_every == 0 else 0))
            open_ = rng.random() < 0.02
            lines.writerow(
                [
                    number + 1,
                    rng.randrange(count // 3 + 1),
                    f"Agent {rng.randrange(80)}",
                    rng.choice(("Billing desk", "Front desk", "Logistics")),
                    f"Invoice, wrong {number}",
                    rng.choice(("vip", "web_form", "")),
                    "Open" if open_ else "Closed",
                    rng.choice(("Urgent", "High", "Normal", "Low")),
                    rng.choice(("Mail", "Phone", "Chat", "Web")),
                    rng.choice(("Billing", "Login", "Delivery", "Account")),
                    rng.choice(("Refund", "Late", "Locked", "Wrong", "Other")),
                    f"{created:%Y-%m-%d %H:%M:%S}",
                    "" if open_ else f"{solved:%Y-%m-%d %H:%M:%S}",
                    rng.choice(("Good", "Bad", "Offered")),
                    int(rng.random() < 0.1),
                    rng.randrange(1, 5),
                    int(rng.lognormvariate(3.5, 0.8)),
                    rng.randrange(1, 3),
                ]
            )


def floor(path: Path, folder: Path) -> float:
    """Parse with csv, insert the bare text of every row."""
    begun = time.perf_counter()
    base = sqlite3.connect(folder / "floor.sqlite")
    columns = ", ".join(f"c{at}" for at in range(18))
    base.execute(f"create table rows ({columns})")
    with path.open(newline="") as file:
        lines = csv.reader(file)
        next(lines)
        base.executemany(f"insert into rows values ({', '.join('?' * 18)})", lines)
    base.commit()
    base.close()
    return time.perf_counter() - begun


def peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bring(
    session: Session, project: Project, lead: Person, path: Path, source: ServiceSource | None = None
) -> ServiceSource:
    """Read a file and keep it, in its source or in a new one of the file's name."""
    opening = open_export(path)
    mapping = source.mapping if source else guess_mapping(opening.headers, opening.rows).mapping
    export = read_export(opening, mapping, secret=SECRET)
    made = source or add_source(session, project, name=path.stem, mapping=mapping)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    take_in(session, made, export, by=lead, file_name=path.name, file_hash=digest, file_bytes=path.stat().st_size)
    session.commit()
    return made


def timed(run: Callable[..., Made], *given: object) -> tuple[Made, float]:
    """What a call gives, and how long it took in seconds."""
    begun = time.perf_counter()
    made = run(*given)
    return made, time.perf_counter() - begun


def on_tickets(about: str | None, measure: Callable[[Path, int], None]) -> None:
    """Measure with half a million tickets, or a tenth of them, in a folder that goes again."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="50,000 tickets instead of 500,000")
    count = 50_000 if parser.parse_args().quick else 500_000
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), count)


def measure(folder: Path, count: int) -> None:
    app, sessions = installation(folder)
    large, again, small = folder / "large.csv", folder / "again.csv", folder / "small.csv"
    write(large, count)
    write(again, count, changed_every=50)
    write(small, count // 100)
    bare = floor(large, folder)
    with sessions.writing() as session:
        lead, project = lead_and_project(session)
        session.commit()
        before = peak()
        source, ours = timed(bring, session, project, lead, large)
        report("tickets_import", bare, ours, digits=3)
        report("tickets_memory", large.stat().st_size / 1e6, peak() - before, digits=3)
        report("tickets_again", bare, timed(bring, session, project, lead, again, source)[1], digits=3)
        begun = time.perf_counter()
        adopt(
            session, project, source, "sla_customer", {"targets": "24"}, by=lead, tickets=read_tickets(session, source)
        )
        session.commit()
        report("tickets_adopt", bare, time.perf_counter() - begun, digits=3)
        other = bring(session, project, lead, small)
        adopt(session, project, other, "sla_customer", {"targets": "24"}, by=lead)
        begun = time.perf_counter()
        bring_up_to_date(session, project, source, by=lead)
        report("tickets_beside", bare, time.perf_counter() - begun, digits=3)
        bring_up_to_date(session, project, other, by=lead)
        session.commit()
        ids = [project.id, source.id, other.id]
    client = signed_in(app)
    pages = [
        best(partial(visit, client, f"/projects/{ids[0]}/measure/service/sources/{one}"), 5) for one in (ids[2], ids[1])
    ]
    report("tickets_page", *pages, digits=3)
    address = f"/projects/{ids[0]}/measure/service/sources/{ids[1]}/rules"
    with sessions.reading() as session:
        source = session.get_one(ServiceSource, ids[1])
        given = {"version": source.version, "hours": "Mon-Fri 9-17", "reopening": source.reopening.value}
    begun = time.perf_counter()
    assert "/jobs/" in client.post(address, data=given).location
    report("tickets_asked", pages[0], (time.perf_counter() - begun) * 1e3, digits=3)
    worker, waited, before = app.extensions["dmaic.worker"], [0.0], peak()
    waiter = threading.Thread(target=worker.wait, args=(600,))
    waiter.start()
    while waiter.is_alive():
        at = time.perf_counter()
        with sessions.writing() as session:
            session.get_one(Project, ids[0]).site = f"{at}"
            session.commit()
        waited.append(time.perf_counter() - at)
        time.sleep(0.05)
    report("tickets_clock", bare, time.perf_counter() - begun, digits=3)
    report("tickets_blocked", time.perf_counter() - begun, max(waited), digits=3)
    report("tickets_working", large.stat().st_size / 1e6, peak() - before, digits=3)


if __name__ == "__main__":
    on_tickets(__doc__, measure)
