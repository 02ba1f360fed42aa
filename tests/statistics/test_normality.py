"""Normality tests, plot and autocorrelation against R's nortest and stats."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.autocorrelation import autocorrelation, lag1, runs_about_median
from dmaic.statistics.faces.normality import normality as face
from dmaic.statistics.faces.summary import autocorrelation as lag_face
from dmaic.statistics.faces.summary import probability_plot as plot_face
from dmaic.statistics.normality import anderson_darling, cramer_von_mises, lilliefors, shapiro_wilk
from dmaic.statistics.probability_plot import POSITIONS, probability_plot

# Student's sleep data, R datasets::sleep$extra.
SLEEP = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0, 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
SKEWED = np.random.default_rng(4).exponential(1, 300)


@pytest.mark.parametrize(
    ("test", "statistic", "p"),
    [
        (anderson_darling, 0.469952, 0.220561),  # nortest::ad.test
        (shapiro_wilk, 0.946073, 0.311375),  # stats::shapiro.test
        (lilliefors, 0.143084, 0.350068),  # nortest::lillie.test
        (cramer_von_mises, 0.083374, 0.176116),  # nortest::cvm.test
    ],
)
def test_r_agrees_on_students_sleep_data(test, statistic, p):
    found = test(SLEEP)
    assert found.statistic == pytest.approx(statistic, abs=1e-6)
    assert found.p == pytest.approx(p, abs=1e-6)


@pytest.mark.parametrize("test", [anderson_darling, shapiro_wilk, lilliefors, cramer_von_mises])
def test_every_test_sees_an_exponential_and_passes_a_normal(test):
    assert test(SKEWED).p < 1e-6
    scores = probability_plot(range(1, 101)).scores
    assert test(scores).p > 0.9


@pytest.mark.parametrize("test", [anderson_darling, shapiro_wilk, lilliefors, cramer_von_mises])
def test_unit_and_offset_do_not_matter(test):
    assert test(np.array(SLEEP) * 1e-9 + 5).statistic == pytest.approx(test(SLEEP).statistic, rel=1e-5)


@pytest.mark.parametrize("test", [anderson_darling, shapiro_wilk, lilliefors, cramer_von_mises])
@pytest.mark.parametrize("values", [[], [1.0, 2.0], [3.0] * 20, [1.0, float("nan")] * 10])
def test_what_has_no_answer_gets_a_sentence(test, values):
    with pytest.raises(StatisticsError):
        test(values)


def test_shapiro_wilk_is_not_stretched_beyond_its_range():
    with pytest.raises(StatisticsError, match="5000"):
        shapiro_wilk(np.arange(5001.0))


def test_the_face_says_why_a_test_is_missing():
    found = face({"values": [1.0, 2.0, 4.0, 5.0, 9.0]})
    assert found["anderson_darling"] is None
    assert found["shapiro_wilk"]["p"] > 0
    assert any("Anderson-Darling needs at least 8" in note for note in found["notes"])


def test_p_falls_as_the_departure_grows():
    rng = np.random.default_rng(8)
    base = rng.normal(size=60)
    p_values = [anderson_darling(np.exp(k * base)).p for k in (0.1, 0.4, 0.8, 1.6)]
    assert p_values == sorted(p_values, reverse=True)
    assert all(0 <= p <= 1 for p in p_values)


@pytest.mark.parametrize("positions", list(POSITIONS))
def test_the_plot_of_normal_scores_is_straight(positions):
    scores = probability_plot(np.arange(50.0), positions=positions).scores
    found = probability_plot(np.array(scores) * 3 + 7, positions=positions)
    assert found.straightness == pytest.approx(1)
    assert found.outside == 0
    assert all(low < line < high for low, line, high in zip(found.low, found.line, found.high, strict=True))


def test_benards_positions_are_median_ranks():
    assert plot_face({"values": [3, 1, 2]})["fractions"] == pytest.approx((0.7 / 3.4, 1.7 / 3.4, 2.7 / 3.4))


def test_a_skewed_sample_leaves_the_bounds():
    assert probability_plot(SKEWED).outside > 10


def test_alternating_values_lean_against_the_one_before():
    found = lag1([1.0, 2.0] * 20)
    assert found.r == pytest.approx(-0.975)
    assert found.significant
    assert found.bound == pytest.approx(1.959964 / np.sqrt(40))


def test_a_walk_is_seen_at_every_early_lag_and_noise_is_not():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=200)
    assert all(one.significant for one in autocorrelation(np.cumsum(noise), lags=3))
    assert not lag1(noise).significant


def test_a_shift_makes_few_runs_and_alternation_many():
    shifted = [*range(10), *range(30, 40)]
    assert runs_about_median(shifted).runs == 2
    assert runs_about_median(shifted).p < 0.001
    assert runs_about_median([0.0, 1.0] * 10).z > 3


def test_runs_are_counted_as_wald_and_wolfowitz_count_them():
    # Expected 2ab/(a+b) + 1 and its variance, worked by hand for ten on each side.
    found = runs_about_median([0.0, 1.0] * 4 + [0.0] * 6 + [1.0] * 6)
    assert (found.above, found.below, found.runs, found.expected) == (10, 10, 10, 11)
    assert found.z == pytest.approx(-1 / np.sqrt(2 * 100 * (200 - 20) / (400 * 19)))


def test_the_lag_face_reports_runs_only_when_there_are_enough_values():
    assert lag_face({"values": [1.0, 3.0, 2.0, 5.0, 4.0]})["runs"] is None
    assert lag_face({"values": SLEEP})["runs"].n <= 20


@pytest.mark.parametrize(("values", "lags"), [([1.0], None), ([2.0] * 30, None), ([1.0, 2.0, 3.0, 4.0], 4)])
def test_no_lag_without_spread_or_values(values, lags):
    with pytest.raises(StatisticsError):
        autocorrelation(values, lags=lags)


@pytest.mark.slow
def test_anderson_darling_rejects_as_often_as_it_says():
    rng = np.random.default_rng(6)
    rejected = sum(anderson_darling(rng.normal(size=30)).p < 0.05 for _ in range(4000))
    assert rejected / 4000 == pytest.approx(0.05, abs=0.012)
