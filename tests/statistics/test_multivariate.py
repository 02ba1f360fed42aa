"""Hotelling's T2: definitions, invariance and refusals."""

import numpy as np
import pytest
from scipy import stats

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.multivariate import t2_individuals, t2_subgroups
from dmaic.statistics.rules import evaluate

ROWS = np.random.default_rng(2).multivariate_normal([5, 9], [[1, 0.8], [0.8, 1]], 30)


def test_t2_of_rows_is_the_squared_mahalanobis_distance():
    found = t2_individuals(ROWS)
    away = ROWS - ROWS.mean(axis=0)
    expected = [row @ np.linalg.inv(np.cov(ROWS.T)) @ row for row in away]
    assert found.chart.panels[0].points == pytest.approx(expected)
    assert found.references[0].covariance == pytest.approx(np.cov(ROWS.T))


def test_t2_of_one_variable_is_the_squared_z():
    values = ROWS[:, :1]
    z = (values - values.mean()) / values.std(ddof=1)
    assert t2_individuals(values).chart.panels[0].points == pytest.approx((z**2).ravel())


def test_limits_are_those_of_tracy_young_and_mason():
    found = t2_individuals(ROWS, confidence=0.99).references[0]
    assert found.ucl_phase1 == pytest.approx(29**2 / 30 * stats.beta.ppf(0.99, 1, 13.5))
    assert found.ucl_phase2 == pytest.approx(2 * 31 * 29 / (30 * 28) * stats.f.ppf(0.99, 2, 28))


def test_t2_of_samples_scales_with_their_size():
    samples = ROWS.reshape(10, 3, 2)
    found = t2_subgroups(samples)
    within = np.mean([np.cov(sample.T) for sample in samples], axis=0)
    away = samples.mean(axis=1) - ROWS.mean(axis=0)
    expected = [3 * row @ np.linalg.inv(within) @ row for row in away]
    assert found.chart.panels[0].points == pytest.approx(expected)
    assert found.references[0].ucl_phase2 > found.references[0].ucl_phase1


def test_a_change_of_units_changes_nothing():
    mixed = ROWS @ np.array([[1000.0, 2.0], [0.0, 0.01]])
    assert t2_individuals(mixed).chart.panels[0].points == pytest.approx(t2_individuals(ROWS).chart.panels[0].points)


def test_the_baseline_is_phase_one_and_what_follows_phase_two():
    rows = np.vstack([ROWS, [[9.0, 5.0]]])
    found = t2_individuals(rows, stages=[StageSpec("Phase I", baseline=30)])
    panel = found.chart.panels[0]
    assert panel.points[:30] == pytest.approx(t2_individuals(ROWS).chart.panels[0].points)
    assert panel.ucl[0] == found.references[0].ucl_phase1
    assert panel.ucl[30] == found.references[0].ucl_phase2
    assert [one.last for one in evaluate(found.chart)][-1] == 30


def test_an_excluded_row_is_drawn_and_not_counted():
    rows = np.vstack([ROWS, [[100.0, 100.0]]])
    found = t2_individuals(rows, excluded=[30])
    assert found.references[0].covariance == pytest.approx(np.cov(ROWS.T))
    assert found.chart.panels[0].points[30] > 1000
    assert evaluate(found.chart) == evaluate(t2_individuals(ROWS).chart)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: t2_individuals(ROWS[:3]), "3 counted rows for 2 variables"),
        (lambda: t2_individuals(np.column_stack([ROWS, ROWS.sum(axis=1)])), "depend on each other"),
        (lambda: t2_individuals(np.column_stack([ROWS, np.ones(30)])), "Variable 2 does not vary"),
        (lambda: t2_individuals([[1, 2], [3]]), "same number of variables"),
        (lambda: t2_individuals([1, 2, 3]), "levels of lists"),
        (lambda: t2_individuals([[1, 2], [3, None], [5, 6]]), "Row 2 holds a missing"),
        (lambda: t2_individuals(ROWS, confidence=1.0), "between 0 and 1"),
        (lambda: t2_individuals(ROWS, stages=[StageSpec("a", center=1.0)]), "set a baseline"),
        (lambda: t2_subgroups(ROWS[:, None, :]), "one row"),
    ],
)
def test_what_gives_no_t2_is_refused(ask, words):
    with pytest.raises(StatisticsError, match=words):
        ask()
