"""From tickets to a metric with its definition and its data, month after month."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.definitions import examples_of, gaps_of
from dmaic.define.metrics import DataType, MetricRole, metrics_of
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure import datasets
from dmaic.measure.chart_settings import Choices, choices_of, save_settings, settings_of
from dmaic.measure.charting import chart_of
from dmaic.measure.points import Grouping
from dmaic.measure.service.adopting import (
    ServiceMeasure,
    adopt,
    adopted_of,
    compute,
    drift_of,
    is_seasonal,
    open_adopted,
    recompute,
    refresh,
    take_over,
)
from dmaic.measure.service.export import open_export, read_export
from dmaic.measure.service.mapping import guess_mapping
from dmaic.measure.service.measures import ALL, Grain, measure_named, offers
from dmaic.measure.service.sources import ServiceSource, add_source, change_source
from dmaic.measure.service.taking_in import take_in
from dmaic.measure.service.tickets import read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_person, make_project
from tests.factories_charts import make_metric
from tests.measure.service_exports import SECRET, bring, export_of


@pytest.fixture
def source(session: Session, project: Project, lead: Person, tmp_path: Path) -> ServiceSource:
    return bring(session, None, export_of(40), project, by=lead, folder=tmp_path)


def readings(session: Session, adopted: ServiceMeasure) -> list[tuple[str, float, float | None]]:
    found = datasets.read_all(session, adopted.metric)
    return [
        (str(when.astype("datetime64[D]")), round(float(value), 6), None if np.isnan(size) else float(size))
        for when, value, size in zip(found.time, found.value, found.size, strict=True)
    ]


def test_an_adopted_measure_has_its_whole_definition_and_its_data(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    adopted = adopt(session, project, source, "sla_customer", {"targets": "24"}, by=lead)
    metric = adopted.metric
    assert gaps_of(metric) == []
    assert (metric.name, metric.unit, metric.data_type) == ("Customer SLA missed (24 h)", "%", DataType.PROPORTION)
    assert (metric.role, metric.code, metric.owner_id) == (MetricRole.PRIMARY, "Y1", lead.id)
    assert [one.counted for one in examples_of(metric)] == ["yes, as a miss", "yes, as good", "no"]
    assert "not resolved within 24 hours" in metric.numerator.lower()
    assert "open ticket counts as late" in metric.clock_rules
    found = readings(session, adopted)
    assert found[0] == ("2026-01-05", 0.25, 4.0)
    # the four tickets of 13 February are not decided, whether they are closed or open
    assert len(found) == 39
    assert datasets.imports_of(session, metric)[0].left_out["too young to judge"] == 4
    assert open_adopted(session, project, adopted.id) is adopted
    assert is_seasonal(adopted)
    with pytest.raises(NotFound):
        open_adopted(session, make_project(session), adopted.id)


def test_every_measure_that_the_export_offers_can_be_adopted(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    offered = [one.measure.name for one in offers(source.rows, source.mapping.fields) if not one.missing]
    assert {"resolution_time", "repeated", "backlog_age", "nps", "not_at_first"} <= set(offered)
    tickets = read_tickets(session, source)
    for name in offered:
        given = {"words": "Billing"} if name == "complaints" else {}
        adopted = adopt(session, project, source, name, given, by=lead, tickets=tickets)
        assert len(readings(session, adopted)) >= 5, name
        assert gaps_of(adopted.metric) == [], name
    assert [one.role for one in metrics_of(session, project)][:2] == [MetricRole.PRIMARY, MetricRole.SECONDARY]
    assert len(adopted_of(session, project)) == len(offered)


def test_a_measure_is_adopted_once_with_the_same_figures(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    adopt(session, project, source, "not_answered_within", {"within": "60"}, by=lead)
    with pytest.raises(RuleBroken, match="Not answered within 60 minutes"):
        adopt(session, project, source, "not_answered_within", {"within": 60}, by=lead)
    adopt(session, project, source, "not_answered_within", {"within": "20"}, by=lead)
    with pytest.raises(BadInput, match="one reading a ticket"):
        adopt(session, project, source, "volume", {}, by=lead, grain=Grain.EACH)


def test_one_reading_a_ticket_carries_its_strata_and_the_promise_as_limit(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    adopted = adopt(session, project, source, "resolution_time", {"limit": "24"}, by=lead)
    found = datasets.read_all(session, adopted.metric)
    assert adopted.grain == Grain.EACH
    assert set(found.strata) == {"category", "priority"}
    assert (adopted.metric.upper_limit, adopted.metric.lower_is_boundary) == (24, True)
    assert sorted(set(found.value.tolist())) == [2, 30]
    assert bool((np.diff(found.time.astype(np.int64)) >= 0).all())
    by_week = adopt(session, project, source, "resolution_time", {}, by=lead, grain=Grain.WEEK)
    assert by_week.metric.name == "Resolution time, median of a week"
    assert by_week.metric.upper_limit is None
    assert {value for _, value, _ in readings(session, by_week)} == {2}


def test_the_chart_of_single_times_gathers_them_or_takes_their_logarithm(
    session: Session, project: Project, lead: Person, source: ServiceSource, tmp_path: Path
) -> None:
    # four a day are too few to gather; a quarter of them takes 30 hours
    few = adopt(session, project, source, "resolution_time", {}, by=lead)
    kept = settings_of(session, few.metric)
    assert kept is not None
    assert (kept.kind, kept.grouping.value) == ("imr_log", "auto")
    # half of them 0.5 h, half 1.5 h: not skewed
    even = adopt(session, project, source, "response_time", {}, by=lead)
    assert settings_of(session, even.metric) is None
    busy = bring(session, None, export_of(40, a_day=12), project, by=lead, folder=tmp_path, name="Busy desk")
    gathered = adopt(session, project, busy, "resolution_time", {}, by=lead)
    kept = settings_of(session, gathered.metric)
    assert kept is not None
    assert (kept.kind, kept.grouping.value, gathered.final_by) == ("imr_log", "day", Grain.DAY)
    assert "long upper tail" in kept.why


def test_the_chart_of_a_stable_skewed_time_does_not_cry_and_says_why_it_is_this_chart(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    draw = np.random.default_rng(11)
    start = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a wall clock, as exports write it
    lines = ["Ticket ID,Created,Resolved"]
    for number in range(600):
        created = start + timedelta(days=number // 12, minutes=number % 12)
        hours = float(np.exp(1 + 1.0 * draw.standard_normal()))
        lines.append(f"T-{number},{created.isoformat(' ')},{(created + timedelta(hours=hours)).isoformat(' ')}")
    desk = bring(session, None, "\n".join(lines) + "\n", project, by=lead, folder=tmp_path)
    adopted = adopt(session, project, desk, "resolution_time", {}, by=lead)
    readings_ = datasets.read_all(session, adopted.metric)
    saved = settings_of(session, adopted.metric)
    charted = chart_of(readings_, adopted.metric, choices_of(saved))
    assert charted.signals == ()
    assert "Chosen when the data came in" in charted.why
    # a day's point is the mean of its logarithms
    first = [float(np.log(one)) for one in readings_.value[readings_.time < readings_.time[0].astype("M8[D]") + 1]]
    assert charted.chart.panels[0].points[0] == pytest.approx(np.mean(first))
    raw = chart_of(readings_, adopted.metric, Choices(kind="imr", grouping=Grouping.DAY))
    assert len(raw.signals) > 0
    assert raw.why == "Chosen by the team."
    # what the team then chooses is the team's choice
    assert saved is not None
    save_settings(session, project, adopted.metric, version=saved.version, values={"kind": "imr"})
    assert chart_of(readings_, adopted.metric, choices_of(settings_of(session, adopted.metric))).why == raw.why


def test_a_metric_that_waits_for_its_data_is_filled_and_keeps_its_role_limits_and_words(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    y = make_metric(
        session,
        project,
        name="Resolution time",
        unit="h",
        upper_limit=20.0,
        target=8.0,
        description="Our own words.",
        source_system="[Ticket system]",
        numerator="",
    )
    guard = make_metric(
        session,
        project,
        code="Y2",
        name="Reopened tickets",
        role=MetricRole.COUNTER,
        data_type=DataType.PROPORTION,
        unit="%",
        numerator="Tickets reopened within [7] days.",
    )
    adopted = adopt(session, project, source, "resolution_time", {"limit": "24"}, by=lead)
    assert adopted.metric is y
    assert (y.role, y.upper_limit, y.target, y.description) == (MetricRole.PRIMARY, 20.0, 8.0, "Our own words.")
    assert y.numerator == "Resolution less creation, on the clock below."
    assert y.source_system.startswith("Desk")
    assert "As brought in from Desk" in y.limitations
    assert len(readings(session, adopted)) > 100
    reopened = adopt(session, project, source, "reopened", {}, by=lead)
    assert (reopened.metric, guard.role) == (guard, MetricRole.COUNTER)
    assert guard.numerator == "Tickets reopened at least once."
    assert len(metrics_of(session, project)) == 2
    # with readings of its own it is never touched: the same measure by the week is another metric
    again = adopt(session, project, source, "resolution_time", {}, by=lead, grain=Grain.WEEK)
    assert again.metric is not y
    assert again.metric.role == MetricRole.SECONDARY


def test_a_metric_in_another_unit_or_with_another_figure_of_its_own_is_not_filled(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    minutes = make_metric(session, project, name="Resolution time", unit="min")
    day = make_metric(
        session, project, code="Y2", name="Customer SLA missed (48 h)", data_type=DataType.PROPORTION, unit="%"
    )
    open_one = make_metric(
        session, project, code="Y3", name="Customer SLA missed ([12] h)", data_type=DataType.PROPORTION, unit="%"
    )
    assert adopt(session, project, source, "resolution_time", {}, by=lead).metric is not minutes
    adopted = adopt(session, project, source, "sla_customer", {"targets": "24"}, by=lead)
    assert adopted.metric is open_one
    assert open_one.name == "Customer SLA missed (24 h)"
    assert day.name == "Customer SLA missed (48 h)"


def test_next_months_file_adds_the_periods_since(
    session: Session, project: Project, lead: Person, source: ServiceSource, tmp_path: Path
) -> None:
    daily = adopt(session, project, source, "sla_customer", {"targets": "24"}, by=lead)
    weekly = adopt(session, project, source, "volume", {}, by=lead, grain=Grain.WEEK)
    each = adopt(session, project, source, "resolution_time", {}, by=lead)
    before = len(readings(session, daily)), len(readings(session, weekly)), len(readings(session, each))
    assert refresh(session, project, daily, by=lead) == 0
    bring(session, source, export_of(61, first=30), project, by=lead, folder=tmp_path)
    assert (refresh(session, project, daily, by=lead), refresh(session, project, weekly, by=lead)) == (21, 3)
    assert refresh(session, project, each, by=lead) == 84
    assert (len(readings(session, daily)), len(readings(session, weekly))) == (before[0] + 21, before[1] + 3)
    days = [day for day, _, _ in readings(session, daily)]
    assert days == sorted(set(days))
    for one in (daily, weekly, each):
        assert drift_of(session, one, recompute(session, one)) == []


def test_a_later_file_that_says_otherwise_is_shown_and_taken_over_with_a_reason(
    session: Session, project: Project, lead: Person, source: ServiceSource, tmp_path: Path
) -> None:
    daily = adopt(session, project, source, "sla_customer", {"targets": "24"}, by=lead)
    each = adopt(session, project, source, "resolution_time", {}, by=lead)
    # T-41 was resolved on 15 January; it was reopened and resolved a week later
    bring(session, source, export_of(41, changes={41: "2026-01-22 09:00:00"}), project, by=lead, folder=tmp_path)
    drifts = drift_of(session, daily, recompute(session, daily))
    assert [(one.label, one.was, one.now) for one in drifts] == [("2026-01-15", 0.25, 0.5)]
    assert readings(session, daily)[10][1] == 0.25
    assert take_over(session, project, daily, drifts, reason="T-41 was reopened", by=lead) == 1
    assert readings(session, daily)[10][1] == 0.5
    assert datasets.corrections_of(session, daily.metric)[0].reason == "T-41 was reopened"
    assert drift_of(session, daily, recompute(session, daily)) == []
    (whole,) = drift_of(session, each, recompute(session, each))
    assert whole.seq is None
    assert take_over(session, project, each, [whole], reason="x", by=lead) == 0


def test_somebody_from_outside_adopts_for_the_lead(session: Session, project: Project, source: ServiceSource) -> None:
    adopted = adopt(session, project, source, "volume", {}, by=make_person(session))
    assert adopted.metric.owner_id == project.people_as(Role.LEAD)[0].id


def test_clock_rules_say_what_the_source_says(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    change_source(session, source, version=source.version, hours="Mon-Fri 9-17")
    adopted = adopt(session, project, source, "resolution_time", {}, by=lead)
    assert adopted.metric.clock_rules.startswith("Business time: Mon-Fri 9:00-17:00.")
    assert "calendar days" in adopt(session, project, source, "volume", {}, by=lead).metric.clock_rules.lower()


@pytest.mark.parametrize(
    ("name", "measure", "given", "kind"),
    [
        ("helpdesk_cases", "resolution_time", {}, DataType.CONTINUOUS),
        ("helpdesk_cases", "volume", {}, DataType.COUNT),
        ("helpdesk_events", "resolution_time", {}, DataType.CONTINUOUS),
        ("helpdesk_events", "sla_customer", {"targets": "720"}, DataType.PROPORTION),
        ("nyc311_requests", "sla_customer", {"targets": "72"}, DataType.PROPORTION),
        ("nyc311_requests", "backlog", {}, DataType.CONTINUOUS),
    ],
)
def test_the_real_files_become_metrics(
    session: Session,
    project: Project,
    lead: Person,
    shared: Path,
    *,
    name: str,
    measure: str,
    given: dict[str, Any],
    kind: DataType,
) -> None:
    path = shared / "data" / f"{name}.csv"
    opening = open_export(path)
    source = add_source(session, project, name=name, mapping=guess_mapping(opening.headers, opening.rows).mapping)
    export = read_export(opening, source.mapping, secret=SECRET)
    take_in(session, source, export, by=lead, file_name=path.name, file_hash=name, file_bytes=1)
    adopted = adopt(session, project, source, measure, given, by=lead)
    assert adopted.metric.data_type == kind
    assert len(readings(session, adopted)) >= 20
    assert gaps_of(adopted.metric) == []


def test_open_requests_of_new_york_are_counted_not_dropped(
    session: Session, project: Project, lead: Person, shared: Path
) -> None:
    path = shared / "data" / "nyc311_requests.csv"
    opening = open_export(path)
    mapping = guess_mapping(opening.headers, opening.rows, zone="America/New_York").mapping
    source = add_source(session, project, name="NYC", mapping=mapping)
    take_in(
        session,
        source,
        read_export(opening, mapping, secret=SECRET),
        by=lead,
        file_name="n",
        file_hash="n",
        file_bytes=1,
    )
    found = compute(read_tickets(session, source), measure_named("resolution_time"), {})
    still = sum(1 for row in opening.rows if not row[2])
    assert found.observed.open == still > 100
    assert len(found.observed) + still == 1900


def test_all_measures_are_of_one_list() -> None:
    assert len(ALL) == 30
