"""The plan of the data: how many are needed, and what it leaves open."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric
from dmaic.measure.collection import (
    Method,
    PlanRow,
    Sampling,
    collection_remarks,
    execution_of,
    plan_values,
    size_hint,
)
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row
from tests.factories_charts import bring_in, make_metric


def a_line(session: Session, project: Project, metric: Metric, **facts: Any) -> PlanRow:
    given = {
        "metric_id": metric.id,
        "question": "How long?",
        "source": "Desk",
        "method": Method.EXTRACT,
        "sampling": Sampling.CENSUS,
    }
    return add_row(session, project, PlanRow, {**given, **facts})


def test_the_primary_metric_without_a_line_is_told(session: Session, project: Project) -> None:
    make_metric(session, project)
    assert any("how the primary metric is collected" in one for one in collection_remarks(session, project))


def test_the_number_needed_follows_from_margin_and_spread(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    row = a_line(session, project, metric, margin=2.0, spread=10.0, n_planned=50)
    hint = size_hint(session, row, metric)
    assert hint.startswith("97 are needed")
    assert hint.endswith("Planned are 50.")


def test_the_spread_comes_from_the_newest_readings_where_nobody_gave_one(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    row = a_line(session, project, metric, margin=2.0)
    assert "Give the spread" in size_hint(session, row, metric)
    values = np.random.default_rng(1).normal(50, 10, 40)
    bring_in(session, project, metric, value=values)
    assert f"a standard deviation of {values.std(ddof=1):.3g} h" in size_hint(session, row, metric)


def test_a_share_without_a_guess_asks_for_the_most(session: Session, project: Project) -> None:
    share = make_metric(session, project, DataType.PROPORTION)
    row = a_line(session, project, share, margin=5.0, response_rate=25.0)
    hint = size_hint(session, row, share)
    assert hint.startswith("385 are needed")
    assert "ask 1537" in hint


def test_a_metric_without_a_defect_asks_for_many_and_echoes_the_margin_as_typed(
    session: Session, project: Project
) -> None:
    share = make_metric(session, project, DataType.PROPORTION)
    bring_in(session, project, share, defects=np.zeros(30), size=np.full(30, 50.0))
    row = a_line(session, project, share, margin=1.0)
    hint = size_hint(session, row, share)
    assert hint.startswith("368 are needed to know the proportion to within 1 percentage point either way")
    assert "from a share of 0 % (exact binomial interval" in hint


def test_a_finite_population_and_a_lower_confidence_need_fewer(session: Session, project: Project) -> None:
    """Cochran 1977: 384.15 / (1 + 383.15 / 640) = 240.2; z = 1.6449: 270.6."""
    share = make_metric(session, project, DataType.PROPORTION)
    few = a_line(session, project, share, margin=5.0, population=640)
    assert size_hint(session, few, share).startswith("241 are needed")
    assert "of 640 in all" in size_hint(session, few, share)
    unsure = a_line(session, project, share, margin=5.0, confidence=90.0)
    assert size_hint(session, unsure, share).startswith("271 are needed")


@pytest.mark.parametrize(
    ("kind", "facts", "each", "words"),
    [
        # R: power.t.test(delta = 4, sd = 9, power = .8), n = 80.44
        (DataType.CONTINUOUS, {"difference": 4.0, "spread": 9.0}, 81, "a difference of 4 h with a power of 80%"),
        # R: power.prop.test(p1 = .12, p2 = .08, power = .8), n = 881.8
        (DataType.PROPORTION, {"difference": 4.0, "spread": 12.0}, 882, "12 % from 8 % with a power of 80%"),
        # (1.960 + 0.842)^2 * 2 / (4 (sqrt .4 - sqrt .2)^2) = 114.4
        (DataType.RATE, {"difference": 0.2, "spread": 0.4}, 115, "0.4 from 0.2 events per amount of work"),
        # no share lies 4 points below 2 %, so p2 = 6 %; Fleiss, as R, gives 375.6
        (DataType.PROPORTION, {"difference": 4.0, "spread": 2.0}, 376, "2 % from 6 %"),
    ],
)
def test_a_difference_is_planned_for_two_groups(
    session: Session, project: Project, kind: DataType, facts: dict[str, Any], each: int, words: str
) -> None:
    metric = make_metric(session, project, kind)
    hint = size_hint(session, a_line(session, project, metric, **facts), metric)
    assert hint.startswith(f"{each} in each of two groups tell {words}")


def test_a_rate_is_known_to_within_its_margin(session: Session, project: Project) -> None:
    """n = z^2 rate / E^2 = 3.8415 x 0.4 / 0.01 = 153.7 amounts of work."""
    boards = make_metric(session, project, DataType.RATE)
    row = a_line(session, project, boards, margin=0.1)
    assert "Give the rate you expect" in size_hint(session, row, boards)
    row.spread = 0.4
    assert size_hint(session, row, boards).startswith("154 are needed")


def test_a_line_without_a_number_takes_the_one_worked_out_and_keeps_one_that_was_typed(
    session: Session, project: Project
) -> None:
    metric = make_metric(session, project)
    wish = {"metric_id": metric.id, "sampling": Sampling.RANDOM, "margin": 2.0, "spread": 10.0, "n_planned": None}
    filled = plan_values(session, project, wish)
    assert filled["n_planned"] == 97
    assert filled["n_basis"].startswith("97 are needed")
    assert plan_values(session, project, {**wish, "n_planned": 50})["n_planned"] == 50
    rational = {**wish, "margin": None, "sampling": Sampling.RATIONAL, "subgroup_size": 5}
    assert plan_values(session, project, rational)["n_planned"] == 125
    unknown = {**wish, "spread": None}
    assert plan_values(session, project, unknown) == {**unknown, "n_basis": ""}


def test_the_number_that_was_taken_is_told_and_stands_in_the_list_and_the_file(
    session: Session, client: Any, project: Project
) -> None:
    metric = make_metric(session, project)
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    address = f"/projects/{project.id}/measure/collection"
    form = {
        "metric_id": str(metric.id),
        "question": "How long?",
        "source": "Desk",
        "method": "check sheet",
        "sampling": "random sample",
        "pilot_done": "no",
        "difference": "4",
        "spread": "9",
        "who": "Early shift",
        "form_link": "https://survey.example/1",
    }
    live = client.post(f"{address}/trial", data=form).json["live"]
    assert "How many for “How long?”" in live
    assert "81 in each of two groups" in live
    client.post(f"{address}/add", data=form)
    page = client.get(address).text
    assert "How many: 162. 81 in each of two groups" in page
    assert "162. 81 in each" in page.split("<tbody>")[1]
    assert "https://survey.example/1" in client.get(f"{address}.csv").text


def test_a_plan_is_carried_out_when_its_readings_are_there_or_the_deviation_is_noted(
    session: Session, project: Project
) -> None:
    metric = make_metric(session, project)
    row = a_line(session, project, metric, n_planned=40, end_on=date(2026, 4, 10))
    bring_in(session, project, metric, value=np.arange(30.0))
    early = execution_of(session, [row], metric, date(2026, 4, 1))
    assert not early.is_done
    assert early.open[0].startswith("30 of 40 planned readings")
    assert "runs until 10 Apr 2026" in early.open[1]
    row.deviations = "System down for two days: 30 of 40, no effect on the question."
    noted = execution_of(session, [row], metric, date(2026, 4, 1))
    assert (noted.is_done, noted.deviating) == (True, 1)
    assert not execution_of(session, [], metric, date(2026, 4, 1)).is_done


def test_a_line_says_who_where_and_when(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    row = a_line(session, project, metric)
    said = list(collection_remarks(session, project))
    assert "“How long?” does not say who, where, when, from and to which day." in said
    row.who, row.where_from, row.frequency = "Aisha", "Desk", "daily"
    row.start_on, row.end_on = date(2026, 3, 1), date(2026, 4, 1)
    assert not any("does not say" in one for one in collection_remarks(session, project))


def test_few_planned_points_and_a_bare_subgroup_are_told(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    a_line(session, project, metric, sampling=Sampling.RATIONAL, subgroup_size=5, n_planned=50)
    said = list(collection_remarks(session, project))
    assert any("10 points are planned" in one and "they say nothing" in one for one in said)
    assert any("why its values belong together" in one for one in said)


def test_a_line_is_added_on_the_page_and_days_in_the_wrong_order_are_refused(
    session: Session, client: Any, project: Project
) -> None:
    metric = make_metric(session, project)
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    form = {
        "metric_id": str(metric.id),
        "question": "How long does it take?",
        "source": "Desk export",
        "method": "automatic extract",
        "sampling": "all of them",
        "pilot_done": "no",
        "start_on": "2026-03-01",
        "end_on": "2026-02-01",
    }
    address = f"/projects/{project.id}/measure/collection"
    assert "ends before it starts" in client.post(f"{address}/add", data=form).text
    assert client.post(f"{address}/add", data={**form, "end_on": "2026-04-01"}).status_code == 303
    page = client.get(address).text
    assert "How long does it take?" in page
    assert "continuous" in page
