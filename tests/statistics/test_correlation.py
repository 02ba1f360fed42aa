"""Pearson, Spearman and Kendall against R, their intervals, and what refuses."""

import math

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.correlation import kendall, pearson, spearman
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.result import State
from dmaic.statistics.verdict import Alternative, Conclusion, Terms
from tests.statistics.textbook_samples import SLEEP_1, SLEEP_2

TIED_X = [1, 2, 2, 3, 4, 4, 4, 5, 6, 7]
TIED_Y = [2, 1, 2, 3, 3, 5, 4, 4, 7, 6]


def test_pearson_agrees_with_rs_cor_test():
    found = pearson(SLEEP_1, SLEEP_2)
    assert found.estimate.value == pytest.approx(0.795170205833578, rel=1e-12)
    assert (found.statistic, found.p) == (pytest.approx(3.70899042780411), pytest.approx(0.00596499579691846))
    assert (found.estimate.low, found.estimate.high) == (
        pytest.approx(0.331525474164337, rel=1e-10),
        pytest.approx(0.949446533611364, rel=1e-10),
    )
    assert found.sentence.startswith("y rises with x")


def test_spearman_and_kendall_agree_with_r():
    assert spearman(SLEEP_1, SLEEP_2).estimate.value == pytest.approx(0.781818181818182)
    assert kendall(SLEEP_1, SLEEP_2).estimate.value == pytest.approx(0.6)
    assert kendall(SLEEP_1, SLEEP_2).p == pytest.approx(0.015737222266311, rel=1e-10)


def test_ties_are_corrected_as_scipy_does():
    from scipy.stats import kendalltau, spearmanr

    tau, rho = kendalltau(TIED_X, TIED_Y, method="asymptotic"), spearmanr(TIED_X, TIED_Y)
    assert kendall(TIED_X, TIED_Y).estimate.value == pytest.approx(tau.statistic)
    assert kendall(TIED_X, TIED_Y).p == pytest.approx(tau.pvalue)
    assert spearman(TIED_X, TIED_Y).estimate.value == pytest.approx(rho.statistic)
    assert spearman(TIED_X, TIED_Y).p == pytest.approx(rho.pvalue)


def test_a_perfect_line_has_no_interval_and_no_doubt():
    found = pearson([1, 2, 3, 4], [2, 4, 6, 8])
    assert (found.estimate.value, found.p) == (1, 0)
    assert found.estimate.state is State.CAUTION
    assert pearson([1, 2, 3, 4], [8, 6, 4, 2]).statistic == -math.inf


def test_a_one_sided_question_about_direction():
    up = pearson(SLEEP_1, SLEEP_2, terms=Terms(alternative=Alternative.GREATER))
    assert up.p == pytest.approx(0.00596499579691846 / 2)
    assert up.estimate.high is None
    assert "y rises with x" in up.sentence
    down = spearman(SLEEP_1, SLEEP_2, terms=Terms(alternative=Alternative.LESS))
    assert down.conclusion is Conclusion.INCONCLUSIVE


def test_correlation_is_held_against_a_threshold():
    rng = np.random.default_rng(1)
    x = rng.normal(size=2000)
    y = 0.1 * x + rng.normal(size=2000)
    assert pearson(x, y, terms=Terms(practical_threshold=0.3)).conclusion is Conclusion.BELOW_PRACTICAL


@pytest.mark.parametrize("measure", [pearson, spearman, kendall])
def test_what_does_not_move_has_no_correlation(measure):
    with pytest.raises(StatisticsError, match="All values of y are equal"):
        measure([1, 2, 3], [5, 5, 5])
    with pytest.raises(StatisticsError, match="at least 3"):
        measure([1, 2], [1, 2])
    with pytest.raises(StatisticsError, match="one of each per row"):
        measure([1, 2, 3], [1, 2, 3, 4])


def test_three_pairs_give_a_number_without_interval():
    assert pearson([1, 2, 3], [1, 3, 2]).estimate.low is None


def test_the_face_gives_all_three():
    answer = analysis_named("correlation").answer({"x": SLEEP_1, "y": SLEEP_2, "names": ["first", "second"]})
    assert answer["pearson"]["r"] == pytest.approx(0.795170205833578)
    assert answer["kendall"]["z"] == pytest.approx(27 / math.sqrt(125))
    assert "second rises with first" in answer["reading"]["spearman"]["sentence"]


def test_thousands_of_rows_are_sorted_and_not_compared_one_by_one():
    rng = np.random.default_rng(8)
    x = rng.integers(0, 500, 4000)
    y = x + rng.integers(-200, 200, 4000)
    few, many = kendall(x[:3000], y[:3000]), kendall(x, y)
    assert many.estimate.value == pytest.approx(few.estimate.value, abs=0.02)
    from scipy.stats import kendalltau

    assert few.estimate.value == pytest.approx(kendalltau(x[:3000], y[:3000]).statistic, rel=1e-12)
    assert many.estimate.value == pytest.approx(kendalltau(x, y).statistic, rel=1e-12)
