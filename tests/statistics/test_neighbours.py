"""Do points lean on each other: the formula, the limit of chance, and what it means for rules and limits."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.attribute import p_chart
from dmaic.statistics.autocorrelation import lag1
from dmaic.statistics.individuals import imr
from dmaic.statistics.neighbours import caution_of, neighbours
from dmaic.statistics.rule_sets import rule_set_named
from dmaic.statistics.time_weighted import ewma

NOISE = np.random.default_rng(17).normal(50, 4, 60)


def leaning(rho: float, count: int = 120) -> np.ndarray:
    values = np.zeros(count)
    shocks = np.random.default_rng(23).normal(0, 1, count)
    for at in range(1, count):
        values[at] = rho * values[at - 1] + shocks[at]
    return 50 + values


def test_r_is_box_and_jenkins_with_bartletts_bound() -> None:
    found, theirs = neighbours(imr(NOISE)), lag1(NOISE)
    assert found.r == pytest.approx(theirs.r)
    assert found.bound == pytest.approx(1.959964 / 60**0.5)
    assert found.is_significant is theirs.significant is False
    assert "do not lean" in found.sentence


def test_leaning_points_are_told_with_what_it_does_to_rules_and_limits() -> None:
    chart = imr(leaning(0.7))
    found = neighbours(chart)
    assert found.is_significant
    said = caution_of(found, chart, rule_set_named("nelson"))
    assert "run rules (9 points in a row on one side" in said
    assert f"{100 * (1 - (1 - found.r) ** 0.5):.0f} % too narrow" in said
    only = caution_of(found, chart, rule_set_named("limits_only"))
    assert "run rules" not in only
    assert "too narrow" in only


def test_a_weak_lean_of_many_points_is_told_and_not_cautioned_about() -> None:
    chart = imr(leaning(0.12, 3000))
    found = neighbours(chart)
    assert found.is_significant
    assert "too little to harm" in found.sentence
    assert caution_of(found, chart, rule_set_named("nelson")) == ""


def test_alternating_points_are_told_too() -> None:
    chart = imr(leaning(-0.7))
    assert "overcorrection" in caution_of(neighbours(chart), chart, rule_set_named("nelson"))
    assert caution_of(neighbours(imr(NOISE)), imr(NOISE), rule_set_named("nelson")) == ""


def test_shares_are_judged_in_units_of_their_own_sigma() -> None:
    sizes = [100, 1000] * 20
    counts = np.random.default_rng(4).binomial(sizes, 0.1)
    chart = p_chart(counts.tolist(), sizes)
    share = chart.panels[0].center[0]
    z = (counts / np.array(sizes) - share) / np.sqrt(share * (1 - share) / np.array(sizes))
    assert neighbours(chart).r == pytest.approx(lag1(z).r)


def test_no_pair_crosses_a_gap_or_an_excluded_point() -> None:
    chart = imr(NOISE, excluded=[10], gaps=[30])
    found = neighbours(chart)
    assert (found.n, found.pairs) == (59, 56)


def test_few_points_and_charts_that_remember_are_refused() -> None:
    with pytest.raises(StatisticsError, match="20 are needed"):
        neighbours(imr(NOISE[:19]))
    with pytest.raises(StatisticsError, match="by construction"):
        neighbours(ewma(NOISE))
    with pytest.raises(StatisticsError, match="equal"):
        neighbours(imr([5.0] * 30))


def test_a_shift_that_makes_neighbours_alike_is_told_and_no_wider_limits_are_advised() -> None:
    chart = imr(np.random.default_rng(3).normal(0, 1, 40) + np.repeat([0, 3], 20))
    found = neighbours(chart)
    assert found.is_significant
    assert found.step_at in range(17, 24)
    about = chart.panels[0].points.copy()
    about[: found.step_at] -= about[: found.step_at].mean()
    about[found.step_at :] -= about[found.step_at :].mean()
    assert found.r_about == pytest.approx(lag1(about).r)
    said = caution_of(found, chart, rule_set_named("nelson"))
    assert "the level steps at point" in said
    assert "too narrow" not in said
    assert "begin new limits" in said


def test_true_autocorrelation_is_seldom_taken_for_a_step_and_its_single_points_are_not_trusted() -> None:
    random = np.random.default_rng(9)
    taken = 0
    for _ in range(60):
        values = np.zeros(120)
        for at, shock in enumerate(random.normal(0, 1, 119), 1):
            values[at] = 0.7 * values[at - 1] + shock
        taken += neighbours(imr(values)).step_at is not None
    assert taken <= 3
    chart = imr(leaning(0.7))
    said = caution_of(neighbours(chart), chart, rule_set_named("nelson"))
    assert "read single points beyond the limits only" not in said
    assert "standard deviation of all points" in said
    assert "single points too" in said
