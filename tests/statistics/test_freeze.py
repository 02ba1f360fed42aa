"""Limits kept for monitoring are the limits that were set."""

import math
from dataclasses import replace

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.attribute import c_chart, laney_p, laney_u, np_chart, p_chart, u_chart
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.freeze import frozen_stages
from dmaic.statistics.individuals import imr
from dmaic.statistics.levey_jennings import levey_jennings
from dmaic.statistics.multivariate import t2_individuals
from dmaic.statistics.rare_events import g_chart, t_chart
from dmaic.statistics.rules import standard_units
from dmaic.statistics.run_chart import run_chart
from dmaic.statistics.time_weighted import ewma, moving_average
from dmaic.statistics.xbar import xbar

VALUES = [5, 7, 4, 9, 6, 8, 3, 7, 6, 5, 9, 4]


@pytest.mark.parametrize(
    "chart",
    [
        imr,
        lambda values, **how: xbar([[one, one + 2] for one in values], **how),
        lambda values, **how: p_chart(values, [50, 60] * 6, **how),
        lambda values, **how: np_chart(values, 50, **how),
        c_chart,
        lambda values, **how: u_chart(values, [50, 60] * 6, **how),
        lambda values, **how: laney_p(values, [50, 60] * 6, **how),
        lambda values, **how: laney_u(values, [50, 60] * 6, **how),
        ewma,
        moving_average,
        g_chart,
        t_chart,
        levey_jennings,
    ],
)
def test_kept_limits_are_the_limits_that_were_set(chart):
    stages = [StageSpec("before"), StageSpec("after", 6)]
    first = chart(VALUES, stages=stages)
    again = chart(VALUES, stages=frozen_stages(first))
    for line in ("lcl", "ucl", "sigma"):
        one, other = (getattr(found.panels[0], line) for found in (first, again))
        assert other == pytest.approx(one, rel=1e-12, nan_ok=True), line
    assert all(stage.pre_specified for stage in again.stages)


@pytest.mark.parametrize(
    "chart",
    [imr, lambda values, **how: p_chart(values, [50] * len(values), **how), c_chart, g_chart, t_chart, levey_jennings],
)
def test_a_new_reading_is_judged_alone_as_in_the_whole_series(chart):
    kept = replace(frozen_stages(chart(VALUES))[0], start=0)
    whole = chart([*VALUES, 15, 1], stages=[kept])
    for position, value in enumerate([15, 1], start=len(VALUES)):
        alone = chart([value], stages=[kept])
        assert standard_units(alone)[0] == standard_units(whole)[position]


def test_a_kept_median_stays():
    first = run_chart(VALUES)
    assert frozen_stages(first)[0].center == first.stages[0].center
    assert frozen_stages(first)[0].sigma is None


def test_what_has_no_limits_cannot_be_kept():
    with pytest.raises(StatisticsError, match="nothing to keep"):
        frozen_stages(imr([1, 2, 9], stages=[StageSpec("a"), StageSpec("b", 2)]))
    with pytest.raises(StatisticsError, match="by its baseline"):
        frozen_stages(t2_individuals([[1, 2], [2, 5], [4, 3], [3, 3], [5, 1]]).chart)


def test_a_primed_chart_of_no_defect_has_no_sigma_z_to_keep():
    chart = laney_p([0, 0, 0], 10, stages=[StageSpec("given", sigma=1.0)])
    assert math.isnan(chart.stages[0].sigma) or chart.stages[0].sigma == 0
    with pytest.raises(StatisticsError, match="nothing to keep"):
        frozen_stages(chart)
