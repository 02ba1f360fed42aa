"""Short-run charts across products."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.rules import evaluate
from dmaic.statistics.short_run import short_run

PRODUCTS = ["a", "a", "b", "b", "a", "b"]
VALUES = [10.0, 11.0, 101.0, 99.0, 9.0, 100.0]


def test_deviations_are_from_the_target_of_each_product():
    chart = short_run(VALUES, PRODUCTS, targets={"a": 10.0, "b": 100.0})
    assert chart.panels[0].points.tolist() == [0, 1, 1, -1, -1, 0]
    assert chart.stages[0].sigma == pytest.approx((1 + 0 + 2 + 0 + 1) / 5 / constants.d2(2))


def test_a_product_without_a_target_is_centred_on_its_mean():
    chart = short_run([1.0, 3.0, 50.0, 54.0], ["a", "a", "b", "b"])
    assert chart.panels[0].points.tolist() == [-1, 1, -2, 2]


def test_standardised_values_have_centre_zero_and_sigma_one():
    chart = short_run(
        VALUES, PRODUCTS, method="standardised", targets={"a": 10.0, "b": 100.0}, sigmas={"a": 0.5, "b": 2.0}
    )
    assert chart.panels[0].points.tolist() == [0, 2, 0.5, -0.5, -2, 0]
    assert (chart.panels[0].lcl[0], chart.panels[0].ucl[0]) == (-3.0, 3.0)
    assert evaluate(chart) == ()


def test_sigma_of_a_product_is_its_mean_moving_range():
    chart = short_run([1.0, 3.0, 50.0, 54.0], ["a", "a", "b", "b"], method="standardised")
    assert chart.panels[0].points == pytest.approx(np.array([-1, 1, -1, 1]) * constants.d2(2) / 2)


def test_an_excluded_value_sets_no_target():
    chart = short_run([1.0, 3.0, 80.0], ["a", "a", "a"], excluded=[2])
    assert chart.panels[0].points.tolist() == [-1, 1, 78]


def test_unequal_scatter_is_sent_to_the_standardised_chart():
    generator = np.random.default_rng(0)
    values = np.concatenate([generator.normal(0, 1, 20), generator.normal(50, 5, 20)])
    names = ["a"] * 20 + ["b"] * 20
    assert "use the standardised chart" in " ".join(short_run(values, names).cautions)
    assert "standardised" not in " ".join(short_run(values, names, method="standardised").cautions)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: short_run([1.0, 2.0], ["a"]), "Name one for each"),
        (lambda: short_run([1.0, 2.0], ["a", "b"], method="standardised"), "Give its sigma"),
        (lambda: short_run([1.0, 2.0], ["a", "b"], excluded=[1]), "no target"),
        (lambda: short_run([1.0, 2.0], ["a", "a"], method="magic"), "not 'magic'"),
    ],
)
def test_what_gives_no_chart_is_refused(ask, words):
    with pytest.raises(StatisticsError, match=words):
        ask()


def test_stages_of_a_standardised_chart_keep_centre_zero():
    stages = [StageSpec("before"), StageSpec("after", 3)]
    chart = short_run(VALUES, PRODUCTS, method="standardised", sigmas={"a": 1.0, "b": 1.0}, stages=stages)
    assert chart.panels[0].center.tolist() == [0.0] * 6
