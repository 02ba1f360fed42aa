"""Are the pages of half a million tickets as quick as those of five thousand?

Prints one line a page: name, ratio, floor (a hundredth of the tickets), ours (milliseconds). Everything on these pages
is worked out when files come, so each ratio should be near 1; at most 1.5. The Pareto page ranks what is asked for
while one waits: see `pareto.py`.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from bench import best, installation, lead_and_project, report, signed_in, visit
from sqlalchemy.orm import Session
from tickets import bring, on_tickets, write

from dmaic.measure.service.customers import split_customers, values_of
from dmaic.measure.service.fields import Field
from dmaic.measure.service.problems import group_problem
from dmaic.measure.service.splitting import split_measures
from dmaic.measure.service.tickets import read_tickets
from dmaic.measure.service.upkeep import Wanted, adopt_all, bring_up_to_date
from dmaic.people.accounts import Person
from dmaic.projects.project import start_project

MEASURES = (Wanted("sla_customer", {"targets": "24"}), Wanted("volume", {}))
PAGES = {
    "service": "/measure/service",
    "source": "/measure/service/sources/{source}",
    "customers": "/measure/customers",
    "problem": "/measure/problems/{problem}",
    "data": "/measure/data",
    "share_chart": "/measure/metrics/{share}/chart",
    "share_baseline": "/measure/metrics/{share}/baseline",
    "share_data": "/measure/data/{share}",
    "share_metric": "/define/metrics/{share}",
    "volume_chart": "/measure/metrics/{volume}/chart",
    "volume_baseline": "/measure/metrics/{volume}/baseline",
    "home": "",
}


def measure(folder: Path, count: int) -> None:
    app, sessions = installation(folder)
    with sessions.writing() as session:
        lead, _ = lead_and_project(session)
        places = [desk(session, lead, folder / f"tickets-{many}.csv", many) for many in (count // 100, count)]
        session.commit()
    client = signed_in(app)
    for name, page in PAGES.items():
        taken = [best(partial(visit, client, f"/projects/{ids['project']}{page.format(**ids)}"), 5) for ids in places]
        report(f"service_{name}", *taken)


def desk(session: Session, lead: Person, path: Path, count: int) -> dict[str, int]:
    """A project with so many tickets, measures, a problem and its customers split; where all of it lies."""
    write(path, count)
    project = start_project(
        session, by=lead, title="Desk", process_name="Desk", start_on=date(2026, 1, 1), target_on=date(2026, 12, 1)
    )
    source = bring(session, project, lead, path)
    bring_up_to_date(session, project, source, by=lead)
    share, volume = adopt_all(session, project, source, MEASURES, by=lead)
    tickets = read_tickets(session, source)
    problem = group_problem(session, project, source, tickets, {"category": ["Billing"]}, by=lead)
    values = values_of(tickets.words(Field.CUSTOMER), None)
    split = split_customers(session, project, values, by=lead, version=None, value="tickets", source=source)
    split_measures(session, project, split)
    bring_up_to_date(session, project, source, by=lead)
    return {
        "project": project.id,
        "source": source.id,
        "problem": problem.id,
        "share": share.metric_id,
        "volume": volume.metric_id,
    }


if __name__ == "__main__":
    on_tickets(__doc__, measure)
