"""Events too rare to be counted by the period: what lies between two of them becomes the reading."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Direction
from dmaic.errors import BadInput, RuleBroken
from dmaic.measure import datasets
from dmaic.measure.chart_settings import settings_of
from dmaic.measure.service.adopting import adopt, compute, drift_of, recompute, refresh
from dmaic.measure.service.measures import Grain, measure_named
from dmaic.measure.service.periods import figures_of, plan_for
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.tickets import read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_project
from tests.measure.service_exports import bring
from tests.measure.service_tickets import seen, tickets

START = datetime(2024, 1, 1, 9)  # noqa: DTZ001 - a wall clock, as exports write it


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


@pytest.fixture
def lead(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


def export(months: int, *, every: int) -> tuple[str, list[int]]:
    """Two tickets a day, about one in ``every`` a complaint: the text, and which ones are, of days that are over."""
    random, lines, complaints = Random(3), ["Ticket ID,Created,Type"], []
    for number in range(2 * 30 * months):
        bad = random.random() < 1 / every
        complaints += [number] if bad and number < 2 * 30 * months - 2 else []
        created = START + timedelta(hours=12 * number)
        lines.append(f"T-{number},{created:%Y-%m-%d %H:%M:%S},{'Complaint' if bad else 'Question'}")
    return "\n".join(lines) + "\n", complaints


def test_cases_and_days_between_events_leave_out_what_lies_before_the_first() -> None:
    days = [f"2026-03-{day:02d} 10:00" for day in range(1, 11)]
    kinds = ["Question", "Complaint", "Question", "Question", "Complaint", "Complaint", *["Question"] * 4]
    observed = seen(tickets("2026-03-20", created=days, kind=kinds), "complaints")
    cases = figures_of(observed, Grain.BETWEEN, tickets("2026-03-20", created=days).calendar)
    assert cases.value is not None
    assert cases.value.tolist() == [2, 0]
    since = figures_of(observed, Grain.SINCE, tickets("2026-03-20", created=days).calendar)
    assert since.value is not None
    assert since.value.tolist() == [3, 1]


def test_rare_events_are_charted_by_what_lies_between_them_without_being_asked(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    text, complaints = export(24, every=130)
    source = bring(session, None, text, project, by=lead, folder=tmp_path)
    adopted = adopt(session, project, source, "complaints", {}, by=lead)
    between = [later - earlier - 1 for earlier, later in pairwise(complaints)]
    assert datasets.read_all(session, adopted.metric).value.tolist() == between
    assert (adopted.grain, adopted.metric.data_type) == (Grain.BETWEEN, DataType.TIME_BETWEEN)
    assert adopted.metric.direction == Direction.UP
    assert adopted.metric.name == "Contacts between two events: complaints per thousand contacts"
    settings = settings_of(session, adopted.metric)
    assert settings is not None
    assert settings.kind == "g"
    # months more of the same add the events since
    longer, more = export(30, every=130)
    bring(session, source, longer, project, by=lead, folder=tmp_path)
    assert refresh(session, project, adopted, by=lead) == len(more) - len(complaints)
    assert drift_of(session, adopted, recompute(session, adopted)) == []


def test_usual_events_stay_counts_by_the_period_and_can_be_asked_for_one_by_one(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    text, complaints = export(24, every=10)
    source: ServiceSource = bring(session, None, text, project, by=lead, folder=tmp_path)
    measure = measure_named("complaints")
    found = compute(read_tickets(session, source), measure, {})
    assert not plan_for(found.observed, measure).grain.is_of_events
    adopt(session, project, source, "complaints", {}, by=lead)
    since = adopt(session, project, source, "complaints", {}, by=lead, grain=Grain.SINCE)
    assert since.metric.unit == "days"
    assert len(datasets.read_all(session, since.metric)) == len(complaints) - 1
    for grain in (Grain.AUTO, Grain.SINCE, Grain.MONTH):
        with pytest.raises(RuleBroken):
            adopt(session, project, source, "complaints", {}, by=lead, grain=grain)


def test_what_is_no_single_case_has_no_events_to_lie_between() -> None:
    for name in ("backlog_age", "turnover", "share_wrong", "volume", "resolution_time"):
        assert Grain.BETWEEN not in measure_named(name).choices
    found = tickets("2026-03-20", created=["2026-03-01"] * 3)
    with pytest.raises(BadInput, match="can't be read"):
        compute(found, measure_named("volume"), {}, grain=Grain.BETWEEN)
