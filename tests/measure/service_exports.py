"""Exports made by hand for tests of service processes, and the way in that they take."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from dmaic.measure.service.export import open_export, read_export
from dmaic.measure.service.mapping import guess_mapping
from dmaic.measure.service.sources import ServiceSource, add_source
from dmaic.measure.service.taking_in import take_in
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

SECRET = b"a secret of this installation"


def export_of(days: int, *, first: int = 0, a_day: int = 4, changes: dict[int, str] | None = None) -> str:
    """Tickets of so many days from 5 January 2026 on: every fourth takes 30 hours, the others 2."""
    start = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a wall clock, as exports write it
    end = start + timedelta(days=days)
    lines = ["Ticket ID,Created,First response,Resolved,Category,Customer,Replies,Reopens,Priority,Rating"]
    for number in range(first * a_day, days * a_day):
        created = start + timedelta(days=number // a_day, minutes=number % a_day)
        resolved = created + timedelta(hours=30 if number % 4 == 0 else 2)
        shown = (changes or {}).get(number, "" if resolved > end else resolved.isoformat(" "))
        answered = (created + timedelta(minutes=30 + 60 * (number % 2))).isoformat(" ")
        category = ("Billing", "Login", "Other")[number % 3]
        lines.append(
            f"T-{number},{created.isoformat(' ')},{answered},{shown},{category},c{number % 40},{1 + number % 2},"
            f"{int(number % 10 == 0)},{('High', 'Low')[number % 2]},{1 + number % 5}"
        )
    return "\n".join(lines) + "\n"


def bring(
    session: Session,
    source: ServiceSource | None,
    text: str,
    project: Project,
    *,
    by: Person,
    folder: Path,
    name: str = "Desk",
) -> ServiceSource:
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:8]}.csv"
    path.write_text(text)
    opening = open_export(path)
    if source is None:
        mapping = guess_mapping(opening.headers, opening.rows).mapping
        source = add_source(session, project, name=name, mapping=mapping)
    export = read_export(opening, source.mapping, secret=SECRET)
    take_in(session, source, export, by=by, file_name=path.name, file_hash=path.stem, file_bytes=1)
    return source
