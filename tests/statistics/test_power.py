"""Power and sample size against R's power functions, package pwr and the textbooks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.faces.power import power, sample_size
from dmaic.statistics.intervals import clopper_pearson
from dmaic.statistics.plan import effect_for_power, round_up, size_for_power
from dmaic.statistics.power import power_of_two_means, power_of_two_proportions, power_of_two_variances
from dmaic.statistics.sample_size import (
    finite_population,
    margin_of_proportion,
    size_for_capability,
    size_for_demonstration,
    size_for_kappa,
    size_for_mean,
    size_for_promoter_score,
    size_for_proportion,
    size_for_sd,
)

PUBLISHED = [
    ({"test": "t_two_sample", "delta": 1, "sd": 1, "n": 20}, "power", 0.8689528),  # power.t.test
    ({"test": "t_two_sample", "delta": 1, "sd": 1, "power": 0.9}, "n", 22.02110),
    ({"test": "t_one_sample", "delta": 0.5, "sd": 1, "power": 0.8}, "n", 33.36713),
    ({"test": "t_paired", "d": 0.5, "power": 0.8, "alternative": "greater"}, "n", 26.13751),  # pwr.t.test
    ({"test": "two_proportions", "p1": 0.5, "p2": 0.75, "n": 50}, "power", 0.7401659),  # power.prop.test
    ({"test": "two_proportions", "p1": 0.5, "p2": 0.75, "power": 0.9}, "n", 76.7),
    ({"test": "two_proportions", "p1": 0.5, "n": 50, "power": 0.9}, "p2", 0.8026141),
    ({"test": "anova", "groups": 4, "between_var": 1, "within_var": 3, "power": 0.8}, "n", 11.92613),
    ({"test": "anova", "groups": 5, "f": 0.25, "power": 0.8}, "n", 39.15340),  # pwr.anova.test
    ({"test": "correlation", "r": 0.3, "power": 0.8}, "n", 84.07364),  # pwr.r.test
    ({"test": "chi_square", "w": 0.1, "df": 1, "power": 0.8}, "N", 784.8861),  # pwr.chisq.test
    ({"test": "regression", "f2": 0.15, "predictors": 3, "power": 0.8}, "n", 72.70583 + 4),  # pwr.f2.test: v + u + 1
    ({"test": "one_proportion", "p": 0.5, "p0": 0.4, "power": 0.8}, "n", 193.5839),  # pwr.p.test
]


@pytest.mark.parametrize(("case", "field", "published"), PUBLISHED)
def test_r_agrees(case, field, published):
    assert power(case)[field] == pytest.approx(published, rel=1e-4)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"test": "t_two_sample", "delta": 1, "n": 1}, "One value in each group shows no spread"),
        ({"test": "t_one_sample", "delta": 1, "n": 1}, "One value shows no spread"),
        ({"test": "t_paired", "delta": 1, "n": 1}, "One value shows no spread"),
        ({"test": "anova", "groups": 3, "f": 0.3, "n": 1}, "One value in each group shows no spread"),
        ({"test": "one_variance", "sd_ratio": 2, "n": 1}, "One value shows no spread"),
        ({"test": "two_variances", "sd_ratio": 2, "n": 1}, "One value in each group shows no spread"),
    ],
)
def test_a_test_without_error_has_no_power(case, words):
    with pytest.raises(StatisticsError, match=words):
        power(case)


@pytest.mark.parametrize(
    ("case", "method", "sentence"),
    [
        (
            {"test": "t_two_sample", "delta": 1, "sd": 1, "power": 0.9},
            "noncentral t; the far tail is left out, as in R",
            "With 23 in each group, delta = 1 is seen with a chance of 91 % (alpha 0.05, two-sided).",
        ),
        (
            {"test": "t_paired", "d": 0.5, "n": 30, "alternative": "greater"},
            "noncentral t of the differences",
            "With 30 pairs, d = 0.5 is seen with a chance of 85 % (alpha 0.05, one-sided).",
        ),
        (
            {"test": "t_two_sample", "d": 0.5, "n1": 30, "n2": 60, "strict": True},
            "noncentral t",
            "With 30 and 60 in each group, d = 0.5 is seen with a chance of 60 % (alpha 0.05, two-sided).",
        ),
        (
            {"test": "two_proportions", "p1": 0.5, "n": 50, "power": 0.9},
            "normal approximation; the far tail is left out, as in R",
            "With 50 in each group, p2 = 0.8026 is seen with a chance of 90 % (alpha 0.05, two-sided).",
        ),
        (
            {"test": "anova", "groups": 4, "between_var": 1, "within_var": 3, "power": 0.8},
            "noncentral F",
            "With 12 in each group, between_var = 1 is seen with a chance of 80 % (alpha 0.05, two-sided).",
        ),
    ],
)
def test_each_answer_names_its_method_and_says_it_in_words(case, method, sentence):
    found = power(case)
    assert (found["method"], found["sentence"]) == (method, sentence)


@pytest.mark.parametrize(
    "case",
    [
        {"test": "t_two_sample", "delta": 0.8},
        {"test": "t_one_sample", "delta": 0.8},
        {"test": "two_proportions", "p1": 0.1, "p2": 0.2},
        {"test": "one_proportion", "h": 0.3},
        {"test": "anova", "groups": 3, "f": 0.3},
        {"test": "chi_square", "w": 0.3, "df": 4},
        {"test": "correlation", "r": -0.4},
        {"test": "regression", "f2": 0.2, "predictors": 2},
        {"test": "one_variance", "sd_ratio": 1.4},
        {"test": "two_variances", "sd_ratio": 0.6},
        {"test": "two_rates", "rate1": 4.0, "rate2": 5.0},
    ],
)
def test_size_and_power_undo_each_other(case):
    found = power({**case, "power": 0.85})
    assert power({**case, "n": found["n"]})["power"] == pytest.approx(0.85, abs=1e-6)
    assert found["n_rounded_up"] - 1 < found["n"] <= found["n_rounded_up"] + 1e-6
    assert found["power_reached"] >= 0.85 - 1e-9
    assert power({**case, "power": 0.95})["n"] > found["n"]
    assert power({**case, "power": 0.85, "alpha": 0.01})["n"] > found["n"]


@given(st.floats(0.1, 2), st.integers(3, 300))
@settings(max_examples=30)
def test_power_rises_with_the_effect_and_the_size(delta, n):
    here = power_of_two_means(n, delta)
    assert power_of_two_means(n + 5, delta) >= here - 1e-12
    assert power_of_two_means(n, delta + 0.1) >= here - 1e-12
    assert power_of_two_means(n, -delta) == here
    assert power_of_two_means(n, delta, strict=True) >= here


@pytest.mark.parametrize("test", ["t_two_sample", "t_one_sample", "one_proportion", "correlation", "two_rates"])
def test_the_smallest_visible_effect_is_solved_for(test):
    extra = {"rate1": 4.0} if test == "two_rates" else {}
    field = {"one_proportion": "h", "correlation": "r", "two_rates": "rate2"}.get(test, "delta")
    effect = power({"test": test, "n": 50, "power": 0.8, **extra})[field]
    assert power({"test": test, "n": 50, field: effect, **extra})["power"] == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize(
    "case",
    [
        {"test": "t_two_sample", "delta": 0, "strict": True},
        {"test": "two_proportions", "p1": 0.3, "p2": 0.3, "strict": True},
        {"test": "anova", "groups": 3, "f": 0},
        {"test": "chi_square", "w": 0, "df": 4},
        {"test": "correlation", "r": 0},
        {"test": "regression", "f2": 0, "predictors": 2},
        {"test": "one_variance", "sd_ratio": 1},
        {"test": "two_variances", "sd_ratio": 1},
        {"test": "two_rates", "rate1": 4, "rate2": 4},
    ],
)
def test_without_an_effect_the_power_is_alpha(case):
    assert power({**case, "n": 40})["power"] == pytest.approx(0.05, abs=5e-4)  # correlation by Fisher's z


def test_unequal_groups_need_more_in_all():
    equal = power({"test": "t_two_sample", "d": 0.5, "power": 0.8})["n"] * 2
    unequal = power({"test": "t_two_sample", "d": 0.5, "power": 0.8, "ratio": 3})["n"] * 4
    assert unequal > equal
    sizes = {"n1": 20, "n2": 60}
    assert power({"test": "t_two_sample", "d": 0.5, **sizes})["power"] == pytest.approx(0.4811, abs=1e-4)


def test_a_directed_claim_needs_fewer():
    two, one = (power({"test": "t_two_sample", "d": 0.5, "power": 0.8, "alternative": a})["n"]
                for a in ("two.sided", "one.sided"))  # fmt: skip
    assert one < two


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"test": "t_two_sample", "delta": 0, "power": 0.9}, "difference that matters"),
        ({"test": "t_two_sample", "delta": 1}, "two of n, power and delta"),
        ({"test": "t_two_sample", "delta": 1, "n": 5, "power": 0.9}, "two of n, power and delta"),
        ({"test": "t_two_sample", "delta": 1, "power": 90}, "Write 90 % as 0.9"),
        ({"test": "t_two_sample", "delta": 1, "sd": 0, "n": 5}, "above 0"),
        ({"test": "t_two_sample", "delta": float("nan"), "n": 5}, "finite"),
        ({"test": "t_two_sample", "delta": 1, "n": -5}, "above 0"),
        ({"test": "correlation", "r": 1, "n": 10}, "between -1 and 1"),
        ({"test": "correlation", "r": 0.5, "n": 3}, "more than 3"),
        ({"test": "regression", "f2": 0.1, "predictors": 3, "n": 4}, "more than 4"),
        ({"test": "two_variances", "sd_ratio": 0, "n": 9}, "above 0"),
        ({"test": "anova", "groups": 1, "f": 0.1, "n": 9}, "at least 2"),
        ({"test": "chi_square", "w": 0.1, "n": 9}, "df"),
        ({"test": "magic", "n": 9}, "test"),
        ({"test": "two_proportions", "p1": 0.5, "n": 2, "power": 0.9999}, "larger n"),
        ({"test": "t_one_sample", "n": 9, "power": 0.01}, "above alpha"),
    ],
)
def test_what_can_not_be_planned_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        power(case)


def test_proportions_without_spread_are_certain():
    assert power_of_two_proportions(50, 0, 1) == 1
    assert power_of_two_proportions(50, 0, 0) == 0


def test_the_survey_table_holds():
    # The usual table of survey sizes at 5 % margin and 95 % confidence: 385 unlimited, 278 of 1000, 370 of 10 000.
    assert size_for_proportion(0.05).n_rounded_up == 385
    assert size_for_proportion(0.05, population=1000).n_rounded_up == 278
    assert size_for_proportion(0.05, population=10000).n_rounded_up == 370
    assert margin_of_proportion(385) == pytest.approx(0.05, abs=1e-4)
    assert margin_of_proportion(1000, population=1000) == 0


def test_a_rare_share_asks_for_the_exact_number():
    # None seen and at most 1 % to be there: ln 0.025 / ln 0.99 = 367.04; at 5 points ln 0.025 / ln 0.95 = 71.9.
    assert size_for_proportion(0.01, 0.0).n_rounded_up == 368
    assert size_for_proportion(0.05, 0.0).n_rounded_up == 72
    assert size_for_proportion(0.05, 1.0).n_rounded_up == 72
    rare = size_for_proportion(0.01, 0.01)  # normal: 381 with 3.8 expected, whose exact interval reaches 1.6 % above
    assert rare.n_rounded_up > 381
    assert clopper_pearson(round(rare.n * 0.01), rare.n_rounded_up).high == pytest.approx(0.02, abs=1.5e-3)
    assert "within 1 percentage point" in rare.sentence


def test_few_values_are_counted_with_student_s_t():
    # t(6) / sqrt(7) = 2.447 / 2.646 = 0.925 and t(5) / sqrt(6) = 2.571 / 2.449 = 1.049 (tables)
    assert size_for_mean(1, 1).n_rounded_up == 7
    assert size_for_mean(1, 1).method == "Student's t, iterated"


def test_textbook_sizes_hold():
    assert size_for_mean(2, 10).n_rounded_up == 97  # (1.96 * 10 / 2)^2 = 96.04
    assert size_for_demonstration(0.9).n_rounded_up == 29  # success run: 29 without failure show 90 % at 95 %
    assert size_for_demonstration(0.95).n_rounded_up == 59
    assert size_for_demonstration(0.9, failures=1).n_rounded_up == 46
    assert size_for_promoter_score(10, 0.6, 0.14).n_rounded_up == 203


def test_a_finite_population_is_never_exceeded():
    assert finite_population(385, 10) <= 10
    assert finite_population(385, None) == 385


@given(st.floats(0.3, 3), st.floats(0.02, 0.5))
@settings(max_examples=30)
def test_a_narrower_capability_interval_needs_more_values(index, margin):
    found = size_for_capability(index, margin)
    half = 1.959963985 * math.sqrt(1 / (9 * found.n) + index**2 / (2 * (found.n - 1)))
    assert half <= margin * (1 + 1e-9)
    assert size_for_capability(index, margin / 2).n > found.n


def test_a_standard_deviation_to_ten_percent_needs_about_two_hundred():
    found = size_for_sd(0.1)
    assert 210 <= found.n <= 250
    assert size_for_sd(0.2).n < found.n


def test_a_rare_category_makes_kappa_dear():
    assert size_for_kappa(0.1, 0.8, 0.05).n > 3 * size_for_kappa(0.1, 0.8, 0.5).n


def test_the_face_answers_sizes_margins_and_invitations():
    assert sample_size({"for": "proportion", "margin": 0.05, "response_rate": 0.25})["invitations"] == 1540
    assert sample_size({"for": "proportion", "n": 385})["margin"] == pytest.approx(0.05, abs=1e-4)
    assert sample_size({"for": "mean", "n": 100, "sd": 10})["margin"] == pytest.approx(1.96, abs=1e-3)
    assert sample_size({"for": "difference_of_means", "margin": 2, "sd": 10})["n_rounded_up"] == 193
    assert sample_size({"for": "rate", "margin": 0.5, "rate": 4})["n_rounded_up"] == 62
    both = sample_size({"for": "difference_of_proportions", "margin": 0.05, "p1": 0.5, "p2": 0.5})
    assert both["n_rounded_up"] == 769
    for case in ({"for": "sd", "margin": 0.2}, {"for": "capability", "index": 1.33, "margin": 0.2},
                 {"for": "kappa", "margin": 0.1, "kappa": 0.7}, {"for": "agreement", "least": 0.9},
                 {"for": "nps", "margin": 10, "promoters": 0.6, "detractors": 0.1}):  # fmt: skip
        assert str(sample_size(case)["n_rounded_up"]) in sample_size(case)["sentence"]


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"for": "proportion", "margin": 5}, "Write 5 % as 0.05"),
        ({"for": "proportion", "margin": 0}, "between 0 and 1"),
        ({"for": "mean", "margin": 1}, "sd"),
        ({"for": "proportion", "n": 20, "population": 10}, "larger than the population"),
        ({"for": "kappa", "margin": 0.1, "kappa": 1}, "between 0 and 1"),
        ({"for": "nps", "margin": 10, "promoters": 0.7, "detractors": 0.7}, "more than all"),
        ({"for": "sd", "n": 10}, "give the margin"),
        ({"for": "proportion", "margin": 0.05, "response_rate": 0}, "response rate of 0"),
        ({"for": "capability", "index": 1, "margin": 1e-9}, "wider margin"),
        ({}, "for"),
    ],
)
def test_a_size_that_can_not_be_had_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        sample_size(case)


def test_solvers_refuse_what_has_no_end():
    with pytest.raises(StatisticsError, match="difference that matters"):
        size_for_power(lambda _n: 0.05, 0.9)
    with pytest.raises(StatisticsError, match="larger n"):
        effect_for_power(lambda _e: 0.05, 0.9, high=1.0)
    assert round_up(12.0000000001) == 12
    assert size_for_power(lambda _n: 0.99, 0.9).n == 2


@pytest.mark.slow
def test_the_computed_power_is_the_share_of_rejections():
    from scipy.special import fdtri
    from scipy.stats import ttest_ind

    rng, runs = np.random.default_rng(9), 4000
    x, y = rng.normal(0, 1, (runs, 20)), rng.normal(1, 1, (runs, 20))
    assert np.mean(ttest_ind(x, y, axis=1).pvalue < 0.05) == pytest.approx(power_of_two_means(20, 1), abs=0.02)
    ratio = np.var(1.7 * x, axis=1, ddof=1) / np.var(y, axis=1, ddof=1)
    rejected = (ratio > fdtri(19, 19, 0.975)) | (ratio < 1 / fdtri(19, 19, 0.975))
    assert np.mean(rejected) == pytest.approx(power_of_two_variances(20, 1.7), abs=0.025)
