"""Linear regression and its diagnostics against R and statsmodels; predictions; what refuses."""

import math

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.regression import predict, regress, regress_polynomial
from dmaic.statistics.verdict import Alternative, Conclusion, Terms
from tests.statistics.textbook_samples import CARS, STACK_LOSS, STACK_X

DISTANCE, SPEED = (list(column) for column in zip(*CARS, strict=True))


def test_braking_distance_follows_speed_as_in_r():
    found = regress(DISTANCE, {"speed": SPEED})
    slope = found.coefficients[1]
    assert (slope.value, slope.standard_error) == (
        pytest.approx(3.932409, abs=1e-6),
        pytest.approx(0.4155128, abs=1e-7),
    )
    assert (slope.low, slope.high) == (pytest.approx(3.096964, abs=1e-6), pytest.approx(4.767853, abs=1e-6))
    assert found.residual_sd == pytest.approx(15.37959, abs=1e-5)
    assert (found.f, found.df) == (pytest.approx(89.567107, abs=1e-6), (1, 48))
    assert (found.log_likelihood, found.aic) == (pytest.approx(-206.5784, abs=1e-4), pytest.approx(419.1569, abs=1e-4))
    assert slope.conclusion is Conclusion.SUPPORTS
    assert "y rises by 3.932 per unit of speed" in slope.reading
    assert found.sentence.startswith("The predictors account for 65.1 % of the variation of y")


def test_predictions_have_rs_intervals():
    # R: predict(lm(dist ~ speed), data.frame(speed = 10), interval = ...): 21.74499, 15.46192 to 28.02807
    one, far = predict(regress(DISTANCE, {"speed": SPEED}), [[10], [40]])
    assert (one.value, one.mean_low, one.mean_high) == (
        pytest.approx(21.74499, abs=1e-5),
        pytest.approx(15.46192, abs=1e-5),
        pytest.approx(28.02807, abs=1e-5),
    )
    assert one.low < one.mean_low
    assert one.note == ""
    assert "Extrapolates: speed" in far.note


def test_diagnostics_are_those_of_statsmodels():
    from statsmodels.api import OLS, add_constant
    from statsmodels.stats.diagnostic import het_breuschpagan
    from statsmodels.stats.outliers_influence import variance_inflation_factor
    from statsmodels.stats.stattools import durbin_watson

    found = regress(STACK_LOSS, STACK_X)
    columns = add_constant(np.column_stack(list(STACK_X.values())))
    other = OLS(np.array(STACK_LOSS, dtype=float), columns).fit()
    influence = other.get_influence()
    seen = found.diagnostics
    assert seen.leverage == pytest.approx(influence.hat_matrix_diag)
    assert seen.cook == pytest.approx(influence.cooks_distance[0])
    assert seen.standardised == pytest.approx(influence.resid_studentized_internal)
    assert seen.studentised == pytest.approx(influence.resid_studentized_external)
    assert seen.vif == pytest.approx([variance_inflation_factor(columns, j) for j in (1, 2, 3)])
    assert seen.durbin_watson == pytest.approx(durbin_watson(other.resid))
    assert found.bic == pytest.approx(other.bic + math.log(21))  # R counts the residual variance as well
    assert seen.outliers == (20,)  # the 21st run, known since Brownlee
    assert seen.influential == (20,)
    said = next(check.result for check in seen.checks if check.name.startswith("constant"))
    assert f"{het_breuschpagan(other.resid, columns)[0]:.2f}" in said
    assert found.predicted_r_squared == pytest.approx(1 - float(np.sum(influence.resid_press**2)) / other.centered_tss)


def test_slopes_are_held_against_the_practical_threshold():
    def conclusion(threshold):
        return regress(DISTANCE, SPEED, terms=Terms(practical_threshold=threshold)).coefficients[1].conclusion

    assert [conclusion(t) for t in (1, 4.5, 6)] == [
        Conclusion.SUPPORTS,
        Conclusion.INCONCLUSIVE,
        Conclusion.BELOW_PRACTICAL,
    ]


def test_a_slope_that_can_not_matter_is_null():
    y = [1.0, 1.2, 0.9, 1.1, 1.0, 1.1, 0.9, 1.0]
    found = regress(y, list(range(8)), terms=Terms(practical_threshold=1))
    assert found.coefficients[1].conclusion is Conclusion.NULL


def test_order_of_columns_and_rows_never_matters():
    found = regress(STACK_LOSS, STACK_X)
    turned = regress(STACK_LOSS[::-1], {name: values[::-1] for name, values in reversed(STACK_X.items())})
    assert {c.name: c.value for c in turned.coefficients} == pytest.approx(
        {c.name: c.value for c in found.coefficients}
    )
    assert turned.r_squared == pytest.approx(found.r_squared)


def test_a_change_of_units_changes_only_the_units():
    small = regress(DISTANCE, {"speed": [value * 1e-6 + 1e3 for value in SPEED]})
    assert small.coefficients[1].value == pytest.approx(3.93240875912409e6, rel=1e-9)
    assert small.r_squared == pytest.approx(0.651079380758251, rel=1e-9)


def test_polynomials_by_the_face_predict_at_plain_numbers():
    given = {"y": DISTANCE, "x": SPEED, "model": "polynomial", "degree": 2, "predict_at": [10]}
    answer = analysis_named("regression").answer(given)
    direct = answer["coefficients"]
    assert answer["predictions"][0]["value"] == pytest.approx(direct[0] + 10 * direct[1] + 100 * direct[2])
    assert answer["names"] == ["const", "x", "x^2"]


def test_the_face_takes_columns_rows_and_one_list():
    face = analysis_named("regression").answer
    by_columns = face({"y": STACK_LOSS, "x": STACK_X})
    rows = [list(row) for row in zip(*STACK_X.values(), strict=True)]
    by_rows = face({"y": STACK_LOSS, "x": rows, "names": list(STACK_X)})
    assert by_rows["names"] == by_columns["names"] == ["const", "Air.Flow", "Water.Temp", "Acid.Conc"]
    assert by_rows["coefficients"] == by_columns["coefficients"]
    assert face({"y": DISTANCE, "x": SPEED, "names": ["speed"]})["names"] == ["const", "speed"]
    assert face({"y": DISTANCE, "x": SPEED, "intercept": False})["names"] == ["x"]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: regress([1, 2], {"x": [1, 2]}), "Collect at least 3 rows"),
        (lambda: regress([1, 2, 3], {"x": [5, 5, 5]}), "x never varies"),
        (lambda: regress([1, 2, 3], {"x": [0, 0, 0]}, intercept=False), "0 everywhere"),
        (lambda: regress([1, 1, 1], {"x": [1, 2, 3]}), "All values of y are equal"),
        (lambda: regress([1, 2, 4, 3], {"a": [1, 2, 3, 5], "b": [2, 4, 6, 10]}), r"repeat each other \(b\)"),
        (lambda: regress([1, 2, 3], {"x": [1, 2]}), "x has 2 values and y has 3"),
        (lambda: regress([1, 2, 3], [[1], [2], [3, 4]]), "same number of columns"),
        (lambda: regress([1, 2, 3], {}, intercept=False), "at least one predictor"),
        (lambda: regress([1, 2, 3], [1, 2, 4], terms=Terms(alternative=Alternative.LESS)), "two-sided"),
        (lambda: regress_polynomial([1, 2, 3], [1, 2], degree=1), "x has 2 values"),
        (lambda: regress_polynomial([1, 2, 3], [1, 2, 4], degree=0), "degree"),
        (lambda: regress_polynomial([1, 2, 3, 4], [1e70, 2e70, 3e70, 5e70], degree=2), "overflow"),
        (lambda: predict(regress(DISTANCE, SPEED), [[1, 2]]), "of 1 values"),
        (lambda: predict(regress(DISTANCE, SPEED), 3), "list of rows"),
        (lambda: analysis_named("regression").answer({"y": [1, 2, 3], "x": None}), "predictors"),
        (lambda: analysis_named("regression").answer({"y": [1], "x": [1], "model": "tree"}), "one of"),
    ],
)
def test_regressions_without_an_answer_are_told_why(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_two_points_more_than_a_line_carry_two_points_of_doubt():
    found = regress([1.0, 2.1, 2.9], [1, 2, 3])
    assert found.df == (1, 1)
    assert math.isnan(found.diagnostics.studentised[0])  # leaving one of three out leaves no spread


def test_a_row_that_decides_alone_is_pointed_out():
    found = regress([1.0, 1.1, 0.9, 1.0, 5.0], [0, 0, 0, 0, 1])
    assert math.isnan(found.diagnostics.standardised[4])
    assert found.diagnostics.leverage[4] == pytest.approx(1)
