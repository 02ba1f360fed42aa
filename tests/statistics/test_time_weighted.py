"""EWMA, CUSUM and moving averages against Montgomery chapter 9."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.rules import evaluate
from dmaic.statistics.time_weighted import cusum, cusums, ewma, ewma_steady_limits, moving_average
from tests.statistics.textbook_charts import SHIFT_OF_ONE

KNOWN = StageSpec("known", center=10.0, sigma=1.0)
numbers = st.lists(st.floats(-5, 5), min_size=1, max_size=40)


def test_the_ewma_agrees_with_the_book():
    chart = ewma(SHIFT_OF_ONE, weight=0.1, width=2.7, stages=[KNOWN])
    panel = chart.panels[0]
    assert panel.points[:3] == pytest.approx([9.945, 9.7495, 9.70355], abs=1e-12)
    assert (panel.lcl[0], panel.ucl[0]) == pytest.approx((9.73, 10.27), abs=1e-12)
    assert ewma_steady_limits(chart.stages[0], weight=0.1, width=2.7) == pytest.approx((9.38, 10.62), abs=0.005)
    assert [one.last for one in evaluate(chart)] == [28, 29]


def test_a_weight_of_one_is_the_individuals_chart():
    panel = ewma(SHIFT_OF_ONE, weight=1.0, stages=[KNOWN]).panels[0]
    assert panel.points.tolist() == SHIFT_OF_ONE
    assert panel.ucl.tolist() == [13.0] * 30


def test_the_cusum_agrees_with_the_book():
    chart = cusum(SHIFT_OF_ONE, stages=[KNOWN])
    assert chart.panels[0].points[28] == pytest.approx(5.28, abs=1e-9)
    assert [(one.panel, one.last) for one in evaluate(chart)] == [(0, 28), (0, 29)]
    found = cusums(np.array(SHIFT_OF_ONE) - 10)
    assert found.n_plus[28] == 7
    assert found.minus[1] == pytest.approx(1.56)


def test_a_head_start_halves_the_wait():
    found = cusums(np.array(SHIFT_OF_ONE) - 10, head_start=2.5)
    assert found.plus[:2] == pytest.approx([1.45, 0.0])
    assert found.minus[:3] == pytest.approx([2.55, 4.06, 4.27])


@given(numbers, st.floats(0, 2), st.floats(0, 5))
def test_the_sums_agree_with_their_recursion(z, k, head_start):
    found = cusums(np.array(z), k=k, head_start=head_start)
    plus, count = head_start, 0
    for at, one in enumerate(z):
        plus = max(0.0, one - k + plus)
        count = count + 1 if plus > 0 else 0
        assert found.plus[at] == plus
        assert found.n_plus[at] == count


def test_the_moving_average_agrees_with_the_book():
    panel = moving_average(SHIFT_OF_ONE, span=5, stages=[KNOWN]).panels[0]
    assert panel.points[:5] == pytest.approx([9.45, 8.72, 8.91, 9.5975, 10.11], abs=1e-12)
    assert (panel.lcl[4], panel.ucl[4]) == pytest.approx((8.66, 11.34), abs=0.005)
    assert panel.ucl[0] == 13.0


def test_a_statistic_starts_anew_at_a_stage_and_after_a_gap():
    stages = [KNOWN, StageSpec("later", 2, center=10.0, sigma=1.0)]
    panel = ewma([12, 12, 10, 10, 12], weight=0.5, stages=stages, gaps=[4]).panels[0]
    assert panel.points.tolist() == [11.0, 11.5, 10.0, 10.0, 11.0]
    assert panel.ucl[0] == panel.ucl[2] == panel.ucl[4] == 11.5


@pytest.mark.parametrize("chart", [ewma, moving_average, cusum])
def test_an_excluded_point_leaves_the_statistic_where_it_was(chart):
    panel = chart([10.5, 99.0, 11.0, 10.0], excluded=[1], stages=[KNOWN]).panels[0]
    without = chart([10.5, 11.0, 10.0], stages=[KNOWN]).panels[0]
    assert panel.points[[0, 2, 3]].tolist() == without.points.tolist()
    assert panel.points[1] == panel.points[0]


def test_an_excluded_first_point_is_not_drawn():
    assert math.isnan(ewma([99.0, 10.0, 11.0], excluded=[0], stages=[KNOWN]).panels[0].points[0])


def test_centre_and_sigma_are_estimated_from_the_baseline():
    chart = ewma(SHIFT_OF_ONE, stages=[StageSpec("Phase I", baseline=20)])
    own = np.array(SHIFT_OF_ONE[:20])
    assert chart.stages[0].center == own.mean()
    assert chart.stages[0].sigma == pytest.approx(np.abs(np.diff(own)).mean() * math.sqrt(math.pi) / 2)


def test_constant_values_give_no_signal():
    assert evaluate(ewma([0.1] * 20)) == ()
    assert evaluate(moving_average([0.1] * 20)) == ()
    with pytest.raises(StatisticsError, match="no sigma above 0"):
        cusum([0.1] * 20)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ewma([1, 2], weight=0.0),
        lambda: ewma([1, 2], weight=1.1),
        lambda: ewma([1, 2], width=0.0),
        lambda: moving_average([1, 2], span=0),
        lambda: moving_average([1, 2], span=2.5),
        lambda: cusum([1, 2], k=-1.0),
        lambda: cusum([1, 2], h=0.0),
    ],
)
def test_impossible_settings_are_refused(ask):
    with pytest.raises(StatisticsError):
        ask()
