"""Gage R&R: the interval of each component, and where it has none."""

import math

import pytest

from dmaic.statistics.gage import (
    gage_crossed,
    gage_nested,
)
from dmaic.statistics.result import State
from tests.statistics.gage_data import AIAG, MONTGOMERY, PASTRIES


def test_the_interval_of_repeatability_is_the_exact_chi_square_one():
    study = gage_crossed(AIAG, use="with_interaction")
    found = next(one for one in study.intervals if one.name == "repeatability_sd")
    # 60 degrees of freedom: chi-square 40.4817 and 83.2977 (tables)
    assert found.low == pytest.approx(math.sqrt(2.758933 / 83.2977), rel=1e-5)
    assert found.high == pytest.approx(math.sqrt(2.758933 / 40.4817), rel=1e-5)


def test_intervals_hold_their_estimate_and_say_when_they_rest_on_little():
    for statistic in gage_crossed(MONTGOMERY, tolerance=52).intervals:
        assert statistic.low <= statistic.value
        assert statistic.high is None or statistic.value <= statistic.high
    operator = next(one for one in gage_crossed(AIAG).intervals if one.name == "operator_sd")
    assert operator.state is State.CAUTION
    assert "2 degrees of freedom" in operator.note


def test_a_component_below_zero_leaves_figure_and_interval_in_agreement():
    study = gage_nested(PASTRIES, tolerance=0.1)
    assert study.chosen.negative == ("operator",)
    found = {one.name: one for one in study.intervals}
    gage, operator = found["gage_rr_sd"], found["operator_sd"]
    assert gage.low < gage.value < gage.high
    assert gage.value == pytest.approx(study.chosen.component("repeatability").stddev)
    assert operator.value == 0
    assert (operator.low, operator.high, operator.state) == (None, None, State.CAUTION)
    assert "no interval" in operator.note
    assert "a component estimated below 0 counts as 0" in gage.method
    assert "modified large sample" in found["part_sd"].method
    assert found["gage_rr_pct_tolerance"].method == gage.method


def test_appraisers_who_do_not_differ_at_all_leave_the_exact_interval_of_repeatability():
    # the same piece values for every appraiser: their mean square is 0, so that nothing but repeatability is drawn
    found = {one.name: one for one in gage_nested([PASTRIES[0]] * 3).intervals}
    # sum of squares of repeatability: 3 x (0.0105**2 + 0.0031**2 + 0.0016**2) / 2 on 9 degrees of freedom;
    # chi-square 2.70039 and 19.02277 (tables)
    squares = 3 * (0.0105**2 + 0.0031**2 + 0.0016**2) / 2
    assert found["gage_rr_sd"].low == pytest.approx(math.sqrt(squares / 19.02277), rel=2e-3)
    assert found["gage_rr_sd"].high == pytest.approx(math.sqrt(squares / 2.70039), rel=2e-3)


def test_range_methods_have_no_intervals_and_say_so():
    assert all(one.state is State.WITHHELD for one in gage_crossed(AIAG, use="average_range").intervals)
