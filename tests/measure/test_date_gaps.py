"""A pause in the dates is found by a named rule, marked, said, and may break the moving range and the runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from dmaic.measure.baseline import Assessment, assess
from dmaic.measure.chart_settings import Choices
from dmaic.measure.chart_words import limit_rows, tell, tell_pauses, verdict_of
from dmaic.measure.charting import chart_of
from dmaic.measure.datasets import Readings
from dmaic.measure.date_gaps import gaps_in
from dmaic.measure.pictures import changes_of
from dmaic.measure.points import points_of, spoken
from dmaic.measure.staging import StagePlan
from tests.factories_charts import a_metric, readings

MONDAY = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - readings keep their moments in UTC without saying so
METRIC = a_metric()
WEEK = [24.0] * 4 + [72.0]


def after(*steps: float) -> list[datetime]:
    """Moments so many hours after each other, from a Monday on."""
    return [MONDAY + timedelta(hours=float(hours)) for hours in np.cumsum([0.0, *steps])]


def taken(values: Sequence[float], times: Sequence[datetime], **given: object) -> Readings:
    found = readings(values, **given)
    return replace(found, time=np.array(times, dtype="datetime64[us]"))


def places(*steps: float) -> list[int]:
    """Where the rule sees pauses among readings so many hours after each other."""
    times = after(*steps)
    return [one.at for one in gaps_in(points_of(taken(range(len(times)), times), METRIC))]


def test_three_weeks_without_a_reading_are_a_pause():
    times = after(*[24.0] * 14, 21 * 24.0, *[24.0] * 14)
    found = chart_of(taken(np.random.default_rng(3).normal(50, 4, 30), times), METRIC)
    assert [(one.at, one.days) for one in found.pauses] == [(15, 21.0)]
    assert changes_of(found) == [(15, "no reading for 21 days")]
    assert tell_pauses(found, (0, 30)) == ["No reading for 21 days, between 16 Mar 2026 08:00 and 6 Apr 2026 08:00."]
    assert tell_pauses(found, (16, 30)) == []


def test_a_week_end_is_none_and_neither_is_a_holiday():
    assert places(*WEEK, *[24.0] * 3, 96.0, *WEEK, *WEEK) == []


def test_a_missing_week_of_workdays_is_one():
    assert places(*WEEK, *[24.0] * 4, 240.0, *WEEK, *WEEK) == [10]


def test_nights_and_week_ends_between_hourly_readings_are_none():
    week = [*[*[1.0] * 11, 13.0] * 4, *[1.0] * 11, 61.0]
    assert places(*week, *week, *week) == []


def test_events_that_come_by_chance_have_no_pauses():
    assert places(*np.random.default_rng(5).exponential(40, 120)) == []


def test_nobody_knows_the_usual_step_of_a_few_points():
    assert places(24, 24, 2400, 24) == []


def test_the_moving_range_goes_across_until_the_team_breaks_it_there():
    times = after(*[24.0] * 19, 600.0, *[24.0] * 9)
    values = np.array([10.0, 11.0] * 9 + [10.0, 10.0] + [20.0, 21.0] * 5)
    across = chart_of(taken(values, times), METRIC)
    broken = chart_of(taken(values, times), METRIC, Choices(break_at_gaps=True))
    # 18 ranges of 1, one of 0, one of 10 across the pause, 9 of 1; d2(2) = 1.128379
    assert across.present.sigma == pytest.approx(37 / 29 / 1.128379, rel=1e-6)
    assert broken.present.sigma == pytest.approx(27 / 28 / 1.128379, rel=1e-6)
    assert broken.chart.gaps == (20,)
    assert np.isnan(broken.chart.panels[1].points[20])
    assert [one.at for one in across.pauses] == [one.at for one in broken.pauses] == [20]


def test_a_baseline_breaks_where_its_chart_does_and_keeps_the_choice():
    found = taken([10.0, 11.0] * 10 + [11.0, 10.0] * 5, after(*[24.0] * 19, 600.0, *[24.0] * 9))
    metric = a_metric(lower_limit=5.0, upper_limit=16.0)

    def within(assessment: Assessment) -> float | None:
        shown = [one for group in assessment.groups for one in group.statistics if one.name == "SD within"]
        return shown[0].value

    across, broken = assess(found, metric), assess(found, metric, Choices(break_at_gaps=True))
    # 28 ranges of 1, and one of 0 across the pause; d2(2) = 1.128379
    assert within(across) == pytest.approx(28 / 29 / 1.128379, rel=1e-6)
    assert within(broken) == pytest.approx(1 / 1.128379, rel=1e-6)
    assert "break_at_gaps" not in across.options
    assert broken.options["break_at_gaps"] is True


def test_a_run_ends_at_a_pause_that_breaks():
    """Five points above the centre before the pause and five after it are a run of ten only across it."""
    values = [-2.0, -1.0] * 5 + [1.0] * 10 + [-2.0, -1.0] * 5
    found = taken(values, after(*[24.0] * 14, 800.0, *[24.0] * 14))

    def runs(choices: Choices) -> list[str]:
        chart = chart_of(found, METRIC, choices)
        told = [tell(chart, one).words for one in chart.signals if one.panel == 0]
        return [words for words in told if "in a row above" in words]

    assert runs(Choices()) == ["10 points in a row above the centre, 12 Mar 2026 08:00 - 22 Apr 2026 16:00"]
    assert runs(Choices(break_at_gaps=True)) == []


def test_a_subgroup_is_called_by_when_it_began_and_by_its_number_without_times():
    times = [one for one in after(8, 16, 8, 16, 8) for _ in range(5)]
    coded = taken(range(30), times, subgroups=[f"{one:%m-%d %H}h" for one in times])
    points = points_of(coded, METRIC)
    assert points.labels[1] == "2026-03-02 16:00"
    assert points.called(1) == "2 Mar 2026 16:00"
    numbered = readings(range(30), subgroups=[str(1 + at // 5) for at in range(30)], days=False)
    assert points_of(numbered, METRIC).called(2) == "sample 3"
    assert points_of(readings(range(30), days=False), METRIC).called(2) == "reading 3"
    assert spoken("2026-03") == "Mar 2026"


def test_samples_of_one_day_keep_their_own_names():
    times = [MONDAY] * 30
    points = points_of(taken(range(30), times, subgroups=[f"tray {1 + at // 5}" for at in range(30)]), METRIC)
    assert points.called(2) == "tray 3"


def test_the_limits_tell_the_points_that_count_and_all_that_are_drawn():
    values = np.random.default_rng(3).normal(50, 4, 30)
    values[7] = np.nan
    row = limit_rows(chart_of(readings(values, excluded=[12]), METRIC))[0]
    assert (row.points, row.drawn, row.uncounted) == (28, 30, 2)


def test_between_two_whole_days_the_days_that_lack_a_reading_are_counted():
    first = MONDAY.replace(month=9, day=1, hour=0)
    days = [first + timedelta(days=at) for at in (*range(14), *range(26, 35))]
    found = chart_of(taken(np.random.default_rng(3).normal(50, 4, 23), days), METRIC)
    assert tell_pauses(found, (0, 23)) == ["No reading for 12 days, between 14 Sep 2026 and 27 Sep 2026."]
    assert changes_of(found) == [(14, "no reading for 12 days")]


def test_a_pause_is_still_told_after_a_stage_begins_there():
    times = after(*[24.0] * 14, 21 * 24.0, *[24.0] * 14)
    found = chart_of(
        taken(np.random.default_rng(3).normal(50, 4, 30), times), METRIC, None, [StagePlan(), StagePlan(start_seq=15)]
    )
    assert "a stage begins there, so nothing crosses it" in tell_pauses(found, (0, 30))[0]
    broken = chart_of(
        taken(np.random.default_rng(3).normal(50, 4, 30), times),
        METRIC,
        Choices(break_at_gaps=True),
        [StagePlan(), StagePlan(start_seq=15)],
    )
    assert broken.present.sigma == pytest.approx(found.present.sigma)


def test_limits_frozen_on_too_few_points_are_released_and_frozen_on_more():
    values = np.random.default_rng(3).normal(50, 4, 51).tolist()
    plan = StagePlan(frozen=True, kind="imr", center=50.0, sigma=6.0, estimator="mean_mr", used=18, baseline_last=17)
    told = verdict_of(chart_of(readings(values), METRIC, None, [plan]))
    assert told.headline == "Stable so far"
    assert "frozen on 18 points" in told.next_step
    assert "freeze them anew on the 51 there are" in told.next_step


def test_a_stage_of_which_only_a_part_is_shown_says_so():
    found = chart_of(readings(np.random.default_rng(3).normal(50, 4, 40).tolist()), METRIC)
    assert limit_rows(found, since=10)[0].period.endswith(", of the points shown")
    assert "shown" not in limit_rows(found, since=0, until=40)[0].period
    later = chart_of(readings(np.random.default_rng(3).normal(50, 4, 40).tolist(), first_seq=100), METRIC)
    assert limit_rows(later, since=0, until=40)[0].period.endswith(", of the points shown")
