"""g and t charts against qicharts2's bypass operations and scipy's geometric distribution."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.rare_events import g_chart, geometric_point, t_chart
from dmaic.statistics.rules import evaluate
from tests.statistics.textbook_charts import DAYS_BETWEEN, OPERATIONS_BETWEEN


def lines(chart):
    panel = chart.panels[0]
    return panel.center[0], panel.lcl[0], panel.ucl[0]


def test_operations_between_deaths():
    chart = g_chart(OPERATIONS_BETWEEN)
    assert lines(chart) == pytest.approx((23.0, 0.0, 124.174536225083), rel=1e-12)
    assert chart.stages[0].center == pytest.approx(30.6716417910448, rel=1e-12)
    assert [one.last for one in evaluate(chart)] == [23]


def test_days_between_deaths():
    chart = t_chart(DAYS_BETWEEN)
    assert lines(chart) == pytest.approx((11.2050607972895, 0.00793400806654447, 105.982275651678), rel=1e-9)
    assert [one.last for one in evaluate(chart)] == [23]


def test_counts_that_include_the_event_are_one_more():
    before, including = g_chart([3, 5, 0, 8, 2]), g_chart([4, 6, 1, 9, 3], kind="including")
    assert including.panels[0].ucl == pytest.approx(before.panels[0].ucl + 1)
    assert including.panels[0].lcl.tolist() == [1.0] * 5


@given(st.floats(0.1, 500), st.sampled_from([0.00135, 0.5, 0.99865]))
def test_percentiles_are_the_geometric_ones(mean, chance):
    point = geometric_point(chance, mean)
    distribution = stats.geom(1 / (mean + 1), loc=-1)
    assert distribution.cdf(point) >= chance - 1e-9
    assert point == 0 or distribution.cdf(point - 1) < chance + 1e-9


def test_the_percentile_chart_has_the_distribution_s_limits():
    chart = g_chart(OPERATIONS_BETWEEN, kind="percentiles")
    assert lines(chart)[1:] == (0.0, 205.0)


def test_a_negative_transformed_limit_is_zero():
    assert lines(t_chart([1, 300, 2, 250, 1, 400]))[1] == 0.0


def test_zero_times_are_kept_with_a_caution_or_treated_as_asked():
    times = [3.0, 0.0, 5.0, 2.0, 4.0]
    assert "1 of the times are 0" in " ".join(t_chart(times).cautions)
    assert math.isnan(t_chart(times, zeros="drop").panels[0].points[1])
    assert t_chart(times, zeros="half").panels[0].points[1] == 1.0
    with pytest.raises(StatisticsError, match="one tick of the clock"):
        t_chart(times, zeros="refuse")
    with pytest.raises(StatisticsError, match="not 'magic'"):
        t_chart(times, zeros="magic")


def test_no_range_joins_the_neighbours_of_a_dropped_zero():
    dropped = t_chart([4.0, 4.0, 0.0, 100.0, 100.0], zeros="drop")
    assert dropped.stages[0].sigma == 0


@pytest.mark.parametrize("values", [[1.5, 2.0], [-1, 2]])
def test_what_is_no_count_is_refused_on_a_g_chart(values):
    with pytest.raises(StatisticsError, match="Row 1 is"):
        g_chart(values)


def test_a_negative_time_is_refused():
    with pytest.raises(StatisticsError, match="row 2 is negative"):
        t_chart([1.0, -2.0])


def test_a_given_mean_sets_the_limits_and_the_median():
    chart = g_chart([3, 4], stages=[StageSpec("given", center=10.0)])
    assert lines(chart) == pytest.approx((stats.geom(1 / 11, loc=-1).median(), 0.0, 10 + 3 * math.sqrt(110)))
    with pytest.raises(StatisticsError, match="follows from its mean"):
        g_chart([3, 4], stages=[StageSpec("given", center=10.0, sigma=1.0)])
    with pytest.raises(StatisticsError, match="not possible"):
        g_chart([3, 4], stages=[StageSpec("given", center=-1.0)])


def test_frozen_limits_are_those_of_the_baseline_alone():
    for chart in (g_chart, t_chart):
        alone = chart(OPERATIONS_BETWEEN[:30])
        frozen = chart(OPERATIONS_BETWEEN, stages=[StageSpec("Phase I", baseline=30)])
        assert frozen.panels[0].ucl[0] == alone.panels[0].ucl[0]


def test_only_zeros_give_no_signal():
    assert evaluate(g_chart([0] * 20)) == ()
    assert evaluate(t_chart([0.0] * 20)) == ()
    with pytest.raises(StatisticsError, match="tick"):
        t_chart([0.0] * 20, zeros="half")


def test_a_baseline_without_an_event_is_refused():
    with pytest.raises(StatisticsError, match="no point left"):
        g_chart([1, 2], excluded=[0, 1])


def test_limits_of_exponential_times_are_rarely_broken():
    times = np.random.default_rng(0).exponential(10.0, 2000)
    assert len([one for one in evaluate(t_chart(times)) if one.rule == "nelson1"]) <= 15
