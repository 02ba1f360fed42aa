"""X-bar charts against Montgomery's piston rings; equal and unequal subgroups."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.rule_sets import NELSON
from dmaic.statistics.rules import evaluate
from dmaic.statistics.subgroups import WITHIN_ESTIMATORS
from dmaic.statistics.xbar import xbar
from tests.statistics.textbook_charts import PISTON_RINGS

subgroups_of = st.lists(st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4), min_size=2, max_size=12)


def test_the_piston_rings_agree_with_the_book():
    with_r, with_s = xbar(PISTON_RINGS), xbar(PISTON_RINGS, dispersion="s")
    assert with_r.panels[0].center[0] == pytest.approx(74.001, abs=5e-4)
    assert (with_r.panels[0].lcl[0], with_r.panels[0].ucl[0]) == pytest.approx((73.988, 74.014), abs=6e-4)
    assert with_r.panels[1].center[0] == pytest.approx(0.023, abs=5e-4)
    assert (with_r.panels[1].lcl[0], with_r.panels[1].ucl[0]) == pytest.approx((0.0, 0.049), abs=5e-4)
    assert with_s.panels[1].center[0] == pytest.approx(0.0094, abs=5e-5)
    assert with_s.panels[1].ucl[0] == pytest.approx(0.0196, abs=1e-4)
    assert evaluate(with_r) == ()


def test_limits_of_equal_subgroups_follow_the_table_factors():
    chart = xbar([[1, 3], [2, 6], [5, 4]])
    mean_range = (2 + 4 + 1) / 3
    assert chart.panels[0].ucl[0] - 3.5 == pytest.approx(constants.A2(2) * mean_range, rel=1e-12)
    assert chart.panels[1].ucl[0] == pytest.approx(constants.D4(2) * mean_range, rel=1e-12)


def test_a_missing_cell_makes_a_smaller_subgroup():
    chart = xbar([[1.0, 3.0, None], [2.0, 6.0, 7.0], [5.0, 4.0]])
    assert chart.sizes.tolist() == [2, 3, 2]
    assert chart.panels[0].center[0] == pytest.approx(28 / 7)
    widths = (chart.panels[0].ucl - chart.panels[0].center) * np.sqrt(chart.sizes)
    assert widths == pytest.approx([3 * chart.stages[0].sigma] * 3)
    assert chart.panels[1].center == pytest.approx(
        [constants.d2(n) * chart.stages[0].sigma for n in (2, 3, 2)], rel=1e-12
    )


def test_weighted_estimators_equal_the_simple_ones_for_equal_sizes():
    sigma = {name: xbar(PISTON_RINGS, estimator=name).stages[0].sigma for name in WITHIN_ESTIMATORS}
    assert sigma["mvlue_r"] == pytest.approx(sigma["rbar"], rel=1e-12)
    assert sigma["mvlue_s"] == pytest.approx(sigma["sbar"], rel=1e-12)
    assert sigma["pooled_c4"] == pytest.approx(sigma["pooled"] / constants.c4(101), rel=1e-12)


def test_all_estimators_differ_for_unequal_sizes():
    cut = [row[: 2 + position % 4] for position, row in enumerate(PISTON_RINGS)]
    sigmas = {xbar(cut, estimator=name).stages[0].sigma for name in WITHIN_ESTIMATORS}
    assert len(sigmas) == 6


@given(subgroups_of, st.lists(st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4), max_size=4))
def test_frozen_limits_are_those_of_the_baseline_alone(baseline, later):
    alone = xbar(np.array(baseline), dispersion="s")
    frozen = xbar(np.array(baseline + later), dispersion="s", stages=[StageSpec("Phase I", baseline=len(baseline))])
    for one, other in zip(alone.panels, frozen.panels, strict=True):
        assert other.lcl[: len(baseline)].tolist() == one.lcl.tolist()
        assert other.ucl[: len(baseline)].tolist() == one.ucl.tolist()


def test_an_excluded_subgroup_is_drawn_and_not_counted():
    chart = xbar([[1, 2], [2, 3], [90, 95], [1, 3]], excluded=[2])
    assert chart.panels[0].points[2] == 92.5
    assert chart.stages[0].center == pytest.approx(2.0)
    assert evaluate(chart, NELSON) == ()


def test_constant_subgroups_give_sigma_zero_and_no_signal():
    chart = xbar([[0.1, 0.1, 0.1]] * 25)
    assert chart.stages[0].sigma == 0
    assert evaluate(chart, NELSON) == ()


def test_an_empty_subgroup_is_refused_or_a_gap():
    rows = [[1, 2], [None, None], [2, 4], [3, 1]]
    with pytest.raises(StatisticsError, match="Subgroup 2 holds no value"):
        xbar(rows)
    chart = xbar(rows, missing="gap")
    assert math.isnan(chart.panels[0].points[1])
    assert math.isnan(chart.panels[0].ucl[1])


def test_subgroups_of_one_are_refused_for_their_range():
    with pytest.raises(StatisticsError, match="individuals chart"):
        xbar([[1], [2], [3]])
    assert "one value only" in " ".join(xbar([[1, 2], [3], [2, 4]]).cautions)


def test_large_subgroups_are_sent_to_the_s_chart():
    rows = np.random.default_rng(0).normal(size=(25, 12))
    assert "Use the S chart" in " ".join(xbar(rows).cautions)
    assert xbar(rows, dispersion="s").cautions == ()


@pytest.mark.parametrize("rows", [[], [[]], [1, 2, 3], [[1, "x"]], [[1, [2]]], [[1, math.inf], [2, 3]]])
def test_what_is_no_table_of_numbers_is_refused(rows):
    with pytest.raises(StatisticsError):
        xbar(rows)


def test_unknown_names_are_refused():
    with pytest.raises(StatisticsError, match="estimator"):
        xbar([[1, 2], [2, 3]], estimator="magic")
    with pytest.raises(StatisticsError, match="dispersion"):
        xbar([[1, 2], [2, 3]], dispersion="x")


def test_a_gap_among_constant_subgroups_warns_of_nothing():
    chart = xbar([[2, 2], [None, None], [2, 2]], missing="gap")
    assert chart.stages[0].sigma == 0
    assert evaluate(chart, NELSON) == ()
