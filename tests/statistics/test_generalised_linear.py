"""Logistic and Poisson regression against R's glm; separation, dispersion, calibration."""

import math

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.generalised_diagnostics import hosmer_lemeshow, roc_area
from dmaic.statistics.generalised_linear import logistic, poisson
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.verdict import Conclusion, Terms

# Challenger: temperature in Fahrenheit at launch and distress of an O-ring (Dalal, Fowlkes & Hoadley 1989).
TEMPERATURE = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58]
DISTRESS = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]

# R help(glm), Dobson (1990): counts by outcome and treatment.
COUNTS = [18, 17, 15, 20, 10, 20, 25, 13, 12]
OUTCOMES = {"outcome2": [0, 1, 0] * 3, "outcome3": [0, 0, 1] * 3}
TREATMENTS = {"treatment2": [0, 0, 0, 1, 1, 1, 0, 0, 0], "treatment3": [0, 0, 0, 0, 0, 0, 1, 1, 1]}


def test_challenger_o_rings_as_published():
    found = logistic(DISTRESS, {"temperature": TEMPERATURE})
    constant, slope = found.coefficients
    assert (constant.value, constant.standard_error) == (
        pytest.approx(15.0429, abs=1e-4),
        pytest.approx(7.3786, abs=1e-3),
    )
    assert (slope.value, slope.standard_error) == (pytest.approx(-0.2322, abs=1e-4), pytest.approx(0.1082, abs=1e-4))
    assert (found.null_deviance, found.deviance) == (pytest.approx(28.267, abs=1e-3), pytest.approx(20.315, abs=1e-3))
    assert found.aic == pytest.approx(24.315, abs=1e-3)
    assert slope.ratio == pytest.approx(math.exp(slope.value))
    assert slope.p_likelihood_ratio == pytest.approx(0.0048, abs=1e-4)
    assert slope.conclusion is Conclusion.SUPPORTS
    assert "odds multiply by 0.7928" in slope.reading
    assert found.sentence.startswith("Shown to move the odds of a yes: temperature.")
    assert "enough cases" in found.sentence


def test_dobsons_counts_as_in_rs_help_page():
    found = poisson(COUNTS, {**OUTCOMES, **TREATMENTS})
    values = [row.value for row in found.coefficients]
    assert values == pytest.approx([3.044522, -0.454255, -0.292987, 0, 0], abs=1e-6)
    assert [row.standard_error for row in found.coefficients] == pytest.approx(
        [0.1709, 0.2022, 0.1927, 0.2, 0.2], abs=1e-4
    )
    assert (found.null_deviance, found.deviance) == (pytest.approx(10.5814, abs=1e-4), pytest.approx(5.1291, abs=1e-4))
    assert found.aic == pytest.approx(56.76, abs=5e-3)
    assert (found.df_null, found.df_residual) == (8, 4)


def test_every_figure_is_that_of_statsmodels():
    from statsmodels.api import GLM, add_constant, families

    rng = np.random.default_rng(2)
    a, b = rng.normal(100, 3, 150), rng.integers(0, 2, 150)
    y = (rng.random(150) < 1 / (1 + np.exp(-(0.4 * (a - 100) + b - 0.3)))).astype(float)
    columns = add_constant(np.column_stack([a, b]))
    other = GLM(y, columns, family=families.Binomial()).fit(tol=1e-13)
    ours = logistic(y, {"a": a, "b": b})
    influence = other.get_influence()
    assert [row.value for row in ours.coefficients] == pytest.approx(other.params, rel=1e-9)
    assert [row.standard_error for row in ours.coefficients] == pytest.approx(other.bse, rel=1e-9)
    assert [row.p for row in ours.coefficients] == pytest.approx(other.pvalues, rel=1e-7)
    assert ours.leverage == pytest.approx(influence.hat_matrix_diag, rel=1e-7)
    assert ours.cook == pytest.approx(influence.cooks_distance[0], rel=1e-7)
    assert ours.deviance_residuals == pytest.approx(other.resid_deviance, rel=1e-7)
    assert ours.mcfadden == pytest.approx(1 - other.llf / other.llnull, rel=1e-9)

    exposure = rng.uniform(1, 50, 150)
    counts = rng.poisson(exposure * np.exp(0.1 * (a - 100) - 1 + 0.3 * b))
    other = GLM(counts, columns, family=families.Poisson(), exposure=exposure).fit(tol=1e-13)
    ours = poisson(counts, {"a": a, "b": b}, exposure=exposure)
    assert [row.value for row in ours.coefficients] == pytest.approx(other.params, rel=1e-9)
    assert ours.null_deviance == pytest.approx(other.null_deviance, rel=1e-9)
    assert ours.log_likelihood == pytest.approx(other.llf, rel=1e-9)
    assert ours.pearson_chi_square == pytest.approx(other.pearson_chi2, rel=1e-9)
    assert ours.dispersion == pytest.approx(other.pearson_chi2 / 147, rel=1e-9)


@pytest.mark.parametrize(
    ("y", "x"),
    [
        ([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6]),
        ([0, 0, 0, 1, 1, 1], [1, 2, 3, 3, 5, 6]),
        ([0, 0, 0, 0, 1, 0, 1], [0, 0, 0, 0, 1, 1, 1]),
    ],
    ids=["complete", "quasi-complete", "one empty cell"],
)
def test_separated_answers_are_refused_by_name(y, x):
    with pytest.raises(StatisticsError, match="age separates the answers"):
        logistic(y, {"age": x})


def test_a_group_without_events_has_no_finite_rate_ratio():
    with pytest.raises(StatisticsError, match="separates"):
        poisson([0, 0, 0, 5, 6, 7], {"site": [0, 0, 0, 1, 1, 1]})


def test_extreme_but_unseparated_answers_are_fitted():
    x = [*range(20), 9.5, 10.5]
    y = [0] * 10 + [1] * 10 + [1, 0]
    found = logistic(y, {"x": x})
    assert found.coefficients[1].value > 0
    assert found.iterations < 30


def test_overdispersed_counts_are_flagged_with_how_much_wider():
    rng = np.random.default_rng(3)
    counts = rng.negative_binomial(2, 0.1, 80)
    found = poisson(counts, {"x": rng.normal(size=80)})
    assert "Poisson spread in doubt" in found.sentence
    assert "times as wide" in found.checks[0].result


def test_roc_area_and_calibration():
    y, mu = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])
    assert roc_area(y, mu) == pytest.approx(0.75)
    steady = np.full(200, 0.25)
    statistic, df, p = hosmer_lemeshow(np.tile([1.0, 0, 0, 0], 50), steady)
    assert statistic == pytest.approx(0, abs=1e-9)
    assert (df, p) == (8, pytest.approx(1))


def test_thresholds_are_ratios():
    terms = Terms(practical_threshold=2.0)
    found = logistic(DISTRESS, {"temperature": TEMPERATURE}, terms=terms)
    assert found.coefficients[1].conclusion is Conclusion.BELOW_PRACTICAL  # per single degree
    with pytest.raises(StatisticsError, match="above 1"):
        logistic(DISTRESS, {"temperature": TEMPERATURE}, terms=Terms(practical_threshold=0.5))


def test_units_and_offsets_change_only_the_coefficients_they_must():
    celsius = logistic(DISTRESS, {"t": [(f - 32) / 1.8 for f in TEMPERATURE]})
    fahrenheit = logistic(DISTRESS, {"t": TEMPERATURE})
    assert celsius.coefficients[1].value == pytest.approx(1.8 * fahrenheit.coefficients[1].value, rel=1e-9)
    assert celsius.fitted == pytest.approx(fahrenheit.fitted, rel=1e-9)


def test_without_intercept_the_null_model_is_even_odds():
    x = {"x": [-2, -1, -1, 0, 1, 1, 2, 2]}
    found = logistic([0, 0, 1, 0, 1, 0, 1, 1], x, intercept=False)
    assert found.names == ("x",)
    assert found.null_deviance == pytest.approx(8 * 2 * math.log(2))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: logistic([0, 1, 2], [1, 2, 3]), "0 .no. and 1 .yes."),
        (lambda: logistic([1, 1, 1], [1, 2, 3]), "the same"),
        (lambda: poisson([1, -1, 2], [1, 2, 3]), "whole counts"),
        (lambda: poisson([0, 0, 0], [1, 2, 3]), "All counts are 0"),
        (lambda: poisson([1, 2, 3], [1, 2, 4], exposure=[1, 0, 1]), "positive"),
        (lambda: logistic([0, 1], [1, 2]), "Collect at least 3"),
    ],
)
def test_answers_that_can_not_be_modelled_are_refused(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_the_faces_of_both_models():
    answer = analysis_named("regression").answer({"y": DISTRESS, "x": {"t": TEMPERATURE}, "model": "logistic"})
    same = analysis_named("logistic").answer({"y": DISTRESS, "x": {"t": TEMPERATURE}})
    assert answer == same
    assert answer["odds_ratios"][1] == pytest.approx(0.7928, abs=1e-4)
    rates = analysis_named("poisson_regression").answer({"y": COUNTS, "x": OUTCOMES, "exposure": [1] * 9})
    assert rates["rate_ratios"][1] == pytest.approx(math.exp(-0.454255), abs=1e-5)
