"""How long does the Pareto page take with half a million tickets?

Prints one line a measure: name, ratio, floor, ours (milliseconds).
- page: the page (ranking by hours with its second level, stability and the other measures) with all tickets, against
  one with a hundredth of them, on the same machine in the same run. Target: at most 15 for a hundred times the data.
- scan: the same page against the floor of unpacking and summing two of the columns it reads. Target: at most 4.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from bench import best, installation, lead_and_project, report, signed_in, visit
from sqlalchemy import select
from sqlalchemy.orm import Session
from tickets import bring, on_tickets, write

from dmaic.measure.service.columns import unpack
from dmaic.measure.service.sources import ServiceColumn, ServiceImport

ASKED = "by=category&measure=time&value=resolution&within=subcategory"


def measure(folder: Path, count: int) -> None:
    app, sessions = installation(folder)
    with sessions.writing() as session:
        lead, project = lead_and_project(session)
        ids = []
        for name, tickets in (("small", count // 100), ("large", count)):
            write(folder / f"{name}.csv", tickets)
            ids.append(bring(session, project, lead, folder / f"{name}.csv").id)
        bare = best(partial(scan, session, ids[1]), 3)
        address = f"/projects/{project.id}/measure/pareto?source=tickets-{{}}&{ASKED}"
    client = signed_in(app)
    small, large = (best(partial(visit, client, address.format(one)), 5) for one in ids)
    report("pareto_page", small, large)
    report("pareto_scan", bare, large)


def scan(session: Session, source_id: int) -> None:
    """Unpack category and subcategory, and count each word."""
    for name in ("category", "subcategory"):
        query = select(ServiceColumn.packed).join(ServiceImport, ServiceImport.id == ServiceColumn.import_id)
        query = query.where(ServiceImport.source_id == source_id, ServiceColumn.name == name)
        column = unpack(name, list(session.scalars(query.order_by(ServiceColumn.block))))
        np.bincount(column.codes + 1)


if __name__ == "__main__":
    on_tickets(__doc__, measure)
