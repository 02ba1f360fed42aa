"""Levey-Jennings charts with Westgard's rules."""

import math

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.levey_jennings import levey_jennings
from dmaic.statistics.rule_sets import WESTGARD
from dmaic.statistics.rules import evaluate

KNOWN = StageSpec("material", center=100.0, sigma=2.0)


def rules(values):
    return [one.rule for one in evaluate(levey_jennings(values, stages=[KNOWN]), WESTGARD)]


def test_limits_are_three_standard_deviations_from_the_mean():
    chart = levey_jennings([98.0, 100.0, 102.0])
    assert (chart.panels[0].lcl[0], chart.panels[0].ucl[0]) == (94.0, 106.0)
    assert chart.panels[0].zones


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([100, 107], "1_3s"),
        ([104.5, 104.2], "2_2s"),
        ([104.5, 95.5], "R_4s"),
        ([102.5, 102.1, 103.0, 102.2], "4_1s"),
        ([100.5, 101] * 5, "10_x"),
        ([97, 98, 99, 100, 101, 101.5, 101.8], "7_T"),
    ],
)
def test_westgard_rules_fire(values, rule):
    assert rules(values) == [rule]


def test_a_frozen_baseline_judges_later_values():
    chart = levey_jennings([98, 100, 102, 110], stages=[StageSpec("Phase I", baseline=3)])
    assert chart.stages[0].sigma == 2.0
    assert [one.last for one in evaluate(chart, WESTGARD)] == [3]


def test_constant_values_give_no_signal():
    assert evaluate(levey_jennings([0.1] * 30), WESTGARD) == ()


def test_too_few_values_are_refused():
    with pytest.raises(StatisticsError, match="no standard deviation"):
        levey_jennings([1.0])
    with pytest.raises(StatisticsError, match="no point left"):
        levey_jennings([1.0, 2.0], excluded=[0, 1])
    later = levey_jennings([1.0, 2.0, 3.0], stages=[StageSpec("a"), StageSpec("b", 2)])
    assert math.isnan(later.panels[0].ucl[2])
