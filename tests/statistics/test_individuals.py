"""Individuals charts against Montgomery, and what stages, exclusions and bad data do to them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import NELSON
from dmaic.statistics.rules import evaluate
from tests.statistics.textbook_charts import MORTGAGE, VISCOSITY

series_of = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=40)


def limits(chart, at=0):
    panel = chart.panels[0]
    return panel.center[at], panel.lcl[at], panel.ucl[at]


def test_the_mortgage_costs_agree_with_the_book():
    chart = imr(MORTGAGE)
    center, lcl, ucl = limits(chart)
    assert (center, lcl, ucl) == pytest.approx((300.5, 279.78, 321.22), abs=0.02)
    assert chart.panels[1].center[0] == pytest.approx(7.79, abs=0.005)
    assert chart.panels[1].ucl[0] == pytest.approx(25.45, abs=0.01)
    assert chart.panels[1].lcl[0] == 0
    assert evaluate(chart, NELSON) == ()


def test_the_viscosity_limits_come_from_the_first_twenty():
    chart = imr(VISCOSITY, stages=[StageSpec("Phase I", baseline=20)])
    assert limits(chart) == pytest.approx((34.088, 32.5655554291169, 35.610444570883), rel=1e-12)
    assert chart.stages[0].used == 20
    assert not chart.stages[0].provisional
    assert [(one.rule, one.panel, one.last) for one in evaluate(chart)] == [
        ("nelson1", 0, 3),
        ("nelson2", 0, 34),
        ("nelson1", 1, 3),
    ]


@pytest.mark.parametrize(
    ("estimator", "screen", "sigma"),
    [
        ("mean_mr", False, 17.46 / 34 * math.sqrt(math.pi) / 2),
        ("mean_mr", True, 0.405247403184307),
        ("median_mr", False, 0.366925328881076),
        ("sd", False, 0.593989328426777),
    ],
)
def test_each_estimator_gives_its_own_sigma(estimator, screen, sigma):
    chart = imr(VISCOSITY, estimator=estimator, screen=screen)
    assert chart.stages[0].sigma == pytest.approx(sigma, rel=1e-9)
    assert chart.method["estimator"] == estimator


def test_the_median_version_has_its_own_factors():
    chart = imr(VISCOSITY, estimator="median_mr")
    median = float(np.median(np.abs(np.diff(VISCOSITY))))
    assert chart.panels[0].ucl[0] - chart.panels[0].center[0] == pytest.approx(3.145 * median, rel=1e-3)
    assert chart.panels[1].ucl[0] == pytest.approx(3.865 * median, rel=1e-3)


def test_the_mean_square_successive_difference():
    assert imr([1.0, 3.0, 2.0], estimator="mssd").stages[0].sigma == pytest.approx(math.sqrt((4 + 1) / 2 / 2))


def test_a_shift_does_not_hide_inside_its_own_limits():
    steps = np.random.default_rng(3).normal(size=40) + np.repeat([0.0, 3.0], 20)
    assert imr(steps).stages[0].sigma < 1.3 < steps.std(ddof=1)


@given(series_of, st.lists(st.floats(-1e6, 1e6), max_size=10))
def test_frozen_limits_are_those_of_the_baseline_alone(baseline, later):
    alone = imr(baseline)
    frozen = imr(baseline + later, stages=[StageSpec("Phase I", baseline=len(baseline))])
    for one, other in zip(alone.panels, frozen.panels, strict=True):
        for line in ("center", "sigma", "lcl", "ucl"):
            assert np.unique(getattr(other, line)).tolist() == np.unique(getattr(one, line)).tolist()


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=40), st.integers(0, 38))
def test_an_excluded_point_leaves_no_trace_in_the_limits(values, where):
    where = 2 + where % (len(values) - 3)
    with_junk = imr([*values[:where], 1e9, *values[where:]], excluded=[where])
    without = imr(values, gaps=[where])
    assert with_junk.stages[0].center == without.stages[0].center
    assert with_junk.stages[0].sigma == without.stages[0].sigma
    assert with_junk.panels[0].points[where] == 1e9


@given(series_of, st.sampled_from([0.125, 2.0, 1024.0]))
def test_another_unit_scales_the_limits(values, unit):
    one, other = imr(values), imr([value * unit for value in values])
    assert other.stages[0].sigma == pytest.approx(one.stages[0].sigma * unit, rel=1e-12)
    assert len(evaluate(one, NELSON)) == len(evaluate(other, NELSON))


def test_stages_set_their_own_limits_and_no_range_crosses():
    chart = imr([1, 2, 1, 2, 101, 103, 101, 103], stages=[StageSpec("before"), StageSpec("after", 4)])
    assert chart.panels[0].center.tolist() == [1.5] * 4 + [102.0] * 4
    assert np.isnan(chart.panels[1].points[[0, 4]]).all()
    assert [stage.sigma for stage in chart.stages] == pytest.approx([math.sqrt(math.pi) / 2, math.sqrt(math.pi)])
    assert all(stage.provisional for stage in chart.stages)
    assert "fewer than 20" in " ".join(chart.cautions)


def test_given_centre_and_sigma_are_taken():
    chart = imr([1, 2, 9], stages=[StageSpec("given", center=2.0, sigma=1.0)])
    assert limits(chart) == (2.0, -1.0, 5.0)
    assert chart.stages[0].pre_specified
    assert chart.stages[0].used == 0
    assert not chart.stages[0].provisional
    assert [one.last for one in evaluate(chart) if one.panel == 0] == [2]


def test_limits_are_cut_where_the_measure_cannot_go():
    chart = imr([1, 5, 1, 5], bounds=(0.0, 10.0))
    assert limits(chart)[1:] == (0.0, 10.0)
    assert chart.panels[0].sigma[0] == pytest.approx(4 * math.sqrt(math.pi) / 2)


@pytest.mark.parametrize("estimator", ["mean_mr", "median_mr", "sd", "mssd"])
def test_constant_values_give_sigma_zero_and_no_signal(estimator):
    chart = imr([0.1] * 30, estimator=estimator)
    assert chart.stages[0].sigma == 0
    assert limits(chart) == (0.1, 0.1, 0.1)
    assert evaluate(chart, NELSON) == ()
    assert "do not vary" in chart.cautions[0]


def test_one_value_alone_is_refused():
    with pytest.raises(StatisticsError, match="no moving range"):
        imr([5.0])


def test_values_that_never_follow_each_other_are_refused():
    with pytest.raises(StatisticsError, match="no moving range"):
        imr([1.0, 2.0, 3.0], gaps=[1, 2])


def test_a_stage_that_just_began_has_no_limits_and_says_so():
    chart = imr([1, 2, 1, 2, 9], stages=[StageSpec("before"), StageSpec("after", 4)])
    assert math.isnan(chart.panels[0].ucl[4])
    assert "'after' gives a sigma yet" in " ".join(chart.cautions)
    assert not [one for one in evaluate(chart, NELSON) if one.last == 4]


def test_a_baseline_without_a_point_is_refused():
    with pytest.raises(StatisticsError, match="no point left"):
        imr([1, 2, 3], excluded=[0, 1, 2])


def test_a_median_range_of_zero_in_varying_data_is_refused():
    with pytest.raises(StatisticsError, match="median gives no sigma"):
        imr([1, 1, 1, 1, 2], estimator="median_mr")


def test_an_unknown_estimator_is_refused():
    with pytest.raises(StatisticsError, match="Known are"):
        imr([1, 2], estimator="magic")


def test_neighbours_that_resemble_each_other_are_mentioned():
    walk = np.cumsum(np.random.default_rng(1).normal(size=60))
    assert "lag-1 correlation" in " ".join(imr(walk).cautions)


def test_skewed_times_are_mentioned():
    times = np.random.default_rng(1).lognormal(sigma=1.0, size=60)
    assert "skewed" in " ".join(imr(times).cautions)
    assert imr(np.random.default_rng(1).normal(size=60)).cautions == ()


def _told(values: np.ndarray) -> str:
    return " ".join(imr(values).cautions)


def test_logarithms_are_advised_only_where_they_make_the_values_even() -> None:
    random = np.random.default_rng(12)
    assert "logarithms are nearly even" in _told(np.exp(random.normal(0, 0.8, 200)))
    assert "t chart" in _told(random.exponential(5, 400))
    left = _told(50 - random.exponential(3, 200))
    assert "tail is below" in left
    assert "chart these" not in left
    assert "Logarithms do not" in _told(np.exp(random.normal(0, 0.8, 200)) - 1)


def test_one_odd_point_does_not_make_the_values_skewed() -> None:
    values = np.random.default_rng(4).normal(50, 2, 60)
    values[30] = 90
    assert "skewed" not in _told(values)


@pytest.mark.parametrize(("times_the_mean", "kept"), [(3.1, True), (3.26, True), (3.27, False), (3.4, False)])
def test_screening_drops_ranges_above_d4_of_two_and_no_others(times_the_mean, kept):
    # 20 ranges of 1 and one of r, which is so many times their mean: r = 20 t / (21 - t). D4(2) = 3.2665.
    far = 20 * times_the_mean / (21 - times_the_mean)
    values = [10.0, 11.0] * 10 + [10.0, 10.0 + far]
    used = (20 + far) / 21 if kept else 1.0
    assert imr(values, screen=True).stages[0].sigma == pytest.approx(used * math.sqrt(math.pi) / 2)
