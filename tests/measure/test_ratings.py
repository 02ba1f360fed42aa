"""Ratings: a p chart of the named top box, shares and median, never a mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.definitions import cautions_of
from dmaic.define.metrics import DataType, Direction
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure import datasets
from dmaic.measure.baseline import Figure, assess, sign_baseline
from dmaic.measure.baseline.figures import named
from dmaic.measure.baseline.pictures import ratings_picture
from dmaic.measure.charting import chart_of
from dmaic.measure.datasets import time_us
from dmaic.measure.points import Grouping
from dmaic.measure.ratings import box_in_words, boxed
from dmaic.projects.permissions import Role
from dmaic.statistics.intervals import clopper_pearson
from dmaic.statistics.result import State
from tests.factories import make_project
from tests.factories_charts import START, a_metric, bring_in, make_metric, readings

SATISFIED = {"lower_limit": 4.0, "direction": Direction.UP, "unit": "points"}


def answers(count: int = 600, a_day: int = 25) -> Any:
    """Answers of 1 to 5, so many a day."""
    ratings = np.random.default_rng(7).choice([1, 2, 3, 4, 5], count, p=[0.05, 0.1, 0.15, 0.4, 0.3]).astype(float)
    own = readings(ratings.tolist())
    start = np.datetime64(START.replace(tzinfo=None), "us")
    times = start + (np.arange(count) // a_day) * np.timedelta64(1, "D")
    given = {name: getattr(own, name) for name in own.__dataclass_fields__}
    return type(own)(**{**given, "time": times.astype("datetime64[us]")})


def a_rating(**facts: Any) -> Any:
    return a_metric(DataType.ORDINAL, **{**SATISFIED, **facts})


def test_the_chart_is_a_p_chart_of_the_top_box_by_the_day() -> None:
    own = answers()
    found = chart_of(own, a_rating())
    assert (found.kind, found.unit, found.points.grouping) == ("p", "%", Grouping.DAY)
    assert len(found.chart) == 24
    assert found.present.center == pytest.approx((own.value >= 4).mean())
    assert "4 or more" in found.why


def test_few_answers_a_day_are_gathered_by_the_week_or_month() -> None:
    assert chart_of(answers(120, a_day=4), a_rating()).points.grouping == Grouping.WEEK
    assert chart_of(answers(60, a_day=1), a_rating()).points.grouping == Grouping.MONTH


def test_without_a_named_top_box_or_times_there_is_a_sentence() -> None:
    with pytest.raises(StatisticsError, match="Name the top box"):
        chart_of(answers(), a_rating(lower_limit=None))
    with pytest.raises(BadInput, match="show no share"):
        chart_of(readings([4.0, 5.0] * 20, days=False), a_rating())
    assert box_in_words(a_rating(lower_limit=None, upper_limit=2.0)) == "2 or less"


def test_an_answer_without_a_rating_is_not_one_outside_the_box() -> None:
    own = boxed(readings([5.0, float("nan"), 2.0]), a_rating())
    assert own.defects[[0, 2]].tolist() == [1.0, 0.0]
    assert np.isnan(own.defects[1])
    assert np.isnan(own.size[1])


def test_the_baseline_is_the_share_in_the_top_box_with_its_exact_interval() -> None:
    own = answers()
    found = assess(own, a_rating(), gage="ok")
    inside = int((own.value >= 4).sum())
    exact = clopper_pearson(inside, 600)
    assert found.headline.name == "In the top box"
    assert found.headline.value == pytest.approx(100 * inside / 600)
    assert (found.headline.low, found.headline.high) == (
        pytest.approx(100 * exact.low),
        pytest.approx(100 * exact.high),
    )
    assert named(found.groups, "Median (p50)").value == 4.0
    assert named(found.groups, "Rating 5") is not None
    assert named(found.groups, "Mean") is None
    assert "No mean" in found.group("location").remarks[0]
    assert named(found.groups, "DPMO").value == pytest.approx(1e6 * (600 - inside) / 600)


def test_a_mean_of_ratings_is_withheld_with_the_reason() -> None:
    found = assess(answers(), a_rating(), figure=Figure.MEAN)
    assert found.headline.state == State.WITHHELD
    assert "equally far apart" in found.headline.note
    assert assess(answers(), a_rating(), figure=Figure.MEDIAN).headline.value == 4.0


def test_the_answers_are_drawn_as_stacked_shares() -> None:
    drawn = ratings_picture(assess(answers(), a_rating()), a_rating())
    assert drawn is not None
    assert drawn.table.header[:6] == ("Row", "1", "2", "3", "4", "5")
    assert "of the answers are 4 or more" in drawn.verdict
    assert ratings_picture(assess(readings([1.0, 2.0, 3.0] * 10), a_metric()), a_metric()) is None
    wide = ratings_picture(assess(answers(), a_rating()), a_rating())
    assert wide is not None


def test_ratings_are_signed_and_shown_on_the_pages(session: Session, client: Any) -> None:
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    metric = make_metric(session, project, DataType.ORDINAL, **SATISFIED)
    own = answers()
    day = 86_400_000_000
    bring_in(
        session,
        project,
        metric,
        value=own.value.tolist(),
        time=[time_us(START) + (at // 25) * day for at in range(600)],
    )
    study = sign_baseline(
        session, project, metric, assess(datasets.read_all(session, metric), metric), by=lead, note="-"
    )
    assert study.title.startswith("Baseline of Resolution time: in the top box")
    session.commit()
    client.sign_in(lead)
    page = client.get(f"/projects/{project.id}/measure/metrics/{metric.id}/baseline").text
    assert "The answers" in page
    assert "No mean" in page
    assert client.get(f"/projects/{project.id}/measure/metrics/{metric.id}/chart").status_code == 200
    assert client.get(f"/projects/{project.id}/measure/baselines/{study.id}").status_code == 200
    metric.lower_limit = None
    assert any("Name the top box" in one for one in cautions_of(session, metric))


def test_a_failed_gauge_withholds_the_level_of_counted_things_too() -> None:
    found = assess(answers(), a_rating(), gage="fail")
    assert (found.sigma, found.no_sigma) == (None, "gauge failed")
    assert named(found.groups, "DPMO").value is not None
