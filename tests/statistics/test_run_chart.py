"""Run charts against qicharts2 and the exact distribution of runs."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.run_chart import run_chart, run_test, run_tests, runs_bounds
from tests.statistics.textbook_charts import CDI, VISCOSITY


def judged(values, **how):
    return run_tests(run_chart(values, **how))


def test_infections_shift():
    (found,) = judged(CDI)
    assert (found.median, found.useful, found.longest_run, found.longest_run_max) == (17.0, 32, 14, 8)
    assert (found.crossings, found.crossings_min, found.signal) == (6, 11, True)
    assert found.shift


def test_points_on_the_median_are_skipped():
    (found,) = judged(VISCOSITY)
    assert (found.median, found.useful, found.longest_run, found.crossings) == (34.05, 32, 11, 10)


def test_a_constant_series_has_nothing_useful_and_no_signal():
    (found,) = judged([3.0] * 12)
    assert (found.useful, found.longest_run, found.longest_run_max, found.signal) == (0, 0, None, False)


def test_a_steady_rise_is_a_trend_and_ties_are_skipped():
    assert judged([1, 2, 2, 3, 4, 5])[0].trend
    assert not judged([1, 2, 1, 2, 3, 4])[0].trend


@pytest.mark.parametrize("how", [{"gaps": [10]}, {"excluded": [10]}])
def test_no_run_crosses_a_gap_or_an_exclusion(how):
    values = [1.0] * 10 + [9.0] * 14
    (found,) = judged(values, stages=[StageSpec("all", center=5.0)], **how)
    assert found.crossings == 0
    assert found.longest_run in {13, 14}


def test_a_trend_does_not_cross_a_gap():
    assert not judged([1, 2, 3, 4, 5, 6], gaps=[3])[0].trend


def test_each_stage_has_its_own_median():
    first, second = judged([1, 2, 3, 11, 12, 13], stages=[StageSpec("before"), StageSpec("after", 3)])
    assert (first.median, second.median) == (2.0, 12.0)


def test_a_frozen_median_judges_later_points():
    chart = run_chart([1, 3, 2, 9, 9], stages=[StageSpec("all", baseline=3)])
    assert chart.panels[0].center.tolist() == [2.0] * 5
    assert "run tests need 10" in chart.cautions[0]


def test_bounds_of_the_number_of_runs_are_those_of_swed_and_eisenhart():
    assert runs_bounds(9) == (None, None)
    assert [runs_bounds(n) for n in (10, 20, 30)] == [(3, 9), (7, 15), (11, 21)]
    fewest, most = runs_bounds(2000)
    assert 900 < fewest < 1000 < most < 1100


def test_a_stage_without_a_point_is_refused():
    with pytest.raises(StatisticsError, match="no point left"):
        run_chart([1, 2], excluded=[0, 1])


def test_one_useful_point_makes_no_signal():
    (found,) = judged([1.0, 1.0, 5.0])
    assert (found.useful, found.longest_run, found.longest_run_max, found.crossings_min) == (1, 1, 3, 0)
    assert not found.signal


@pytest.mark.parametrize(
    ("runs", "signal"),
    [
        ([7, 1, 1, 1, 1, 1, 1, 1, 1, 1], False),  # 16 useful points: a run of 7 = round(log2 16) + 3 is allowed
        ([8, 1, 1, 1, 1, 1, 1, 1, 1], True),
        ([4, 3, 3, 3, 3], False),  # 4 crossings: qbinom(0.05, 15, 0.5) = 4 is allowed
        ([4, 4, 4, 4], True),
    ],
)
def test_the_limits_of_anhoej_themselves_are_no_signal(runs, signal):
    signs = [sign for place, length in enumerate(runs) for sign in [(-1.0) ** place] * length]
    found = run_test(np.array(signs), 0.0)
    assert (found.useful, found.longest_run_max, found.crossings_min) == (16, 7, 4)
    assert found.signal is signal
