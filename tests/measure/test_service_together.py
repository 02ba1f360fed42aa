"""What do adopted measures say of each other? Targets, counter-metrics, gains that another one pays for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from dmaic.measure.service.adopting import (
    adopt,
)
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.together import cautions_of, looser, pulls_of, read_with
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from tests.measure.service_exports import bring, export_of


@pytest.fixture
def source(session: Session, project: Project, lead: Person, tmp_path: Path) -> ServiceSource:
    return bring(session, None, export_of(40), project, by=lead, folder=tmp_path)


def test_an_internal_target_must_be_tighter_than_the_customers(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    adopt(session, project, source, "sla_customer", {"targets": "High 8; else 24"}, by=lead)
    adopt(session, project, source, "sla_internal", {"targets": "16"}, by=lead)
    said = cautions_of(session, project)
    assert any("internal target (16 h) is not tighter than the customer's (8 h)" in one for one in said)
    assert looser("6", "High 8; else 24") is None
    assert looser("High 8; else 16", "8") == (16, 8)


def test_a_primary_measure_asks_for_its_counter_metric(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    adopt(session, project, source, "resolution_time", {}, by=lead)
    assert any("Reopened tickets" in one for one in cautions_of(session, project))
    adopt(session, project, source, "reopened", {}, by=lead)
    assert cautions_of(session, project) == []


def test_a_gain_that_another_measure_pays_for_is_seen_over_the_same_days(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    """Calls get shorter one by one while fewer are settled at once, day by day: the same 40 days are compared."""
    start = datetime(2026, 2, 2, 8)  # noqa: DTZ001 - a wall clock, as exports write it
    lines = ["Call ID,Call start,Queue,Wait time,Talk time,ACW,Abandoned,FCR"]
    for number in range(2_000):
        day, at = divmod(number, 50)
        called = start + timedelta(days=day, minutes=10 * at)
        settled = "yes" if at < (40 if day < 20 else 25) else "no"
        lines.append(f"{number},{called.isoformat(' ')},A,10,{(400 if day < 20 else 250) + at},30,no,{settled}")
    source = bring(session, None, "\n".join(lines), project, by=lead, folder=tmp_path)
    quick = adopt(session, project, source, "handle_time", {}, by=lead)
    assert pulls_of(session, project) == []
    settled_late = adopt(session, project, source, "not_at_first", {}, by=lead)
    assert [said.split("”")[0] for said in pulls_of(session, project)] == ["“Handle time (AHT)"]
    assert read_with([quick, settled_late]) == {quick.id: [settled_late], settled_late.id: [quick]}
