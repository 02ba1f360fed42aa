"""Faces of relation: linear, polynomial, logistic and Poisson regression."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import generalised_linear as glm
from dmaic.statistics import regression as linear
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.terms import terms

_MODELS = {
    "linear": "linear",
    "least_squares": "linear",
    "ols": "linear",
    "multiple": "linear",
    "polynomial": "polynomial",
    "logistic": "logistic",
    "binomial": "logistic",
    "poisson": "poisson",
}


def _intercept(given: Mapping[str, Any]) -> bool:
    return g.optional_flag(given, "intercept") is not False


def _predictors(given: Mapping[str, Any]) -> Any:
    """``x`` as an object of named columns, a list, or a list of rows; a list of rows takes ``names`` if given."""
    x = given.get("x")
    if not isinstance(x, Mapping | list | tuple) or len(x) == 0:
        raise StatisticsError("The field x must hold the predictors: an object of lists, a list, or a list of rows.")
    listed = given.get("names")
    if isinstance(x, list | tuple) and isinstance(listed, list | tuple):
        if not isinstance(x[0], list | tuple):
            return {str(listed[0]): x}
        if all(isinstance(row, list | tuple) and len(row) == len(listed) for row in x):
            return {str(name): [row[j] for row in x] for j, name in enumerate(listed)}
    return x


def regression(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields y, x; options model (linear | polynomial with degree | logistic | poisson), intercept, predict_at.

    Coefficients come in the order of ``names``, the constant first. Logistic answers are 0 and 1; Poisson takes
    ``exposure``.
    """
    word = given.get("model") or given.get("family") or given.get("kind")
    model = _MODELS[g.word({"model": word}, "model", tuple(_MODELS), "linear")]
    if model in {"logistic", "poisson"}:
        return _generalised(given, model)
    found = _linear(given, model)
    rows = found.coefficients
    answer = {
        "names": list(found.names),
        "coefficients": [row.value for row in rows],
        "standard_errors": [row.standard_error for row in rows],
        "t": [_bounded(row.t) for row in rows],
        "p": [row.p for row in rows],
        "ci": [[row.low, row.high] for row in rows],
        "residual_sd": found.residual_sd,
        "r_squared": found.r_squared,
        "adjusted_r_squared": found.adjusted_r_squared,
        "predicted_r_squared": found.predicted_r_squared,
        "f": None if math.isnan(found.f) else {"f": found.f, "df": list(found.df), "p": found.p},
        "rss": found.rss,
        "regression_ss": found.regression_ss,
        "log_likelihood": found.log_likelihood,
        "aic": found.aic,
        "bic": found.bic,
        "vif": [row.vif for row in rows],
        "diagnostics": found.diagnostics,
        "effect": found.effect,
        "conclusions": [row.conclusion for row in rows],
        "readings": [row.reading for row in rows],
        "sentence": found.sentence,
        "method": found.method,
    }
    if given.get("predict_at") is not None:
        answer["predictions"] = linear.predict(found, _settings(given, found))
    return answer


def _settings(given: Mapping[str, Any], found: linear.Regression) -> list[Any]:
    """Rows to predict at: a list of rows, or of numbers when there is one predictor; powers are filled in."""
    rows: list[Any] = list(g.numbers(given, "predict_at"))
    degree = len(found.fit.design.names)
    if given.get("model") == "polynomial":
        return [[value**d for d in range(1, degree + 1)] for value in rows]
    return [row if isinstance(row, list | tuple) else [row] for row in rows]


def _linear(given: Mapping[str, Any], model: str) -> linear.Regression:
    y, intercept, how = g.numbers(given, "y"), _intercept(given), terms(given)
    if model == "polynomial":
        degree = g.number(given, "degree", 1)
        if degree != int(degree):
            raise StatisticsError("The field degree must be a whole number.")
        x = g.numbers(given, "x")
        return linear.regress_polynomial(y, x, degree=int(degree), intercept=intercept, terms=how)
    return linear.regress(y, _predictors(given), intercept=intercept, terms=how)


def nist_regression(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields y, x, model (polynomial with degree and intercept, or multiple: x is a list of rows)."""
    model = _MODELS[g.word(given, "model", tuple(_MODELS), "multiple")]
    found = _linear(given, model)
    return {
        "coefficients": [row.value for row in found.coefficients],
        "standard_errors": [row.standard_error for row in found.coefficients],
        "residual_sd": found.residual_sd,
        "r_squared": found.r_squared,
        "rss": found.rss,
        "regression_ss": found.regression_ss,
        "f": None if math.isnan(found.f) else found.f,
        "df": list(found.df),
        "names": list(found.names),
        "method": found.method,
        "sentence": found.sentence,
    }


def _bounded(ratio: float) -> float | None:
    """A ratio, None where it leaves the range of numbers: t of an exact fit, odds of a steep slope."""
    return ratio if math.isfinite(ratio) else None


def logistic(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields y (0 and 1), x; options intercept, confidence, practical_threshold (an odds ratio above 1)."""
    return _generalised(given, "logistic")


def poisson_regression(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields y (counts), x; options exposure, intercept, confidence, practical_threshold (a rate ratio above 1)."""
    return _generalised(given, "poisson")


def _generalised(given: Mapping[str, Any], model: str) -> Mapping[str, Any]:
    y, x, how, intercept = g.numbers(given, "y"), _predictors(given), terms(given), _intercept(given)
    if model == "logistic":
        found = glm.logistic(y, x, intercept=intercept, terms=how)
    else:
        exposure = None if given.get("exposure") is None else g.numbers(given, "exposure")
        found = glm.poisson(y, x, exposure=exposure, intercept=intercept, terms=how)
    rows = found.coefficients
    ratios = "odds_ratios" if model == "logistic" else "rate_ratios"
    return {
        "names": list(found.names),
        "coefficients": [row.value for row in rows],
        "standard_errors": [row.standard_error for row in rows],
        "z": [row.z for row in rows],
        "p": [row.p for row in rows],
        "p_likelihood_ratio": [row.p_likelihood_ratio for row in rows],
        "ci": [[row.low, row.high] for row in rows],
        ratios: [_bounded(row.ratio) for row in rows],
        f"{ratios}_ci": [[_bounded(row.ratio_low), _bounded(row.ratio_high)] for row in rows],
        "deviance": found.deviance,
        "residual_deviance": found.deviance,
        "null_deviance": found.null_deviance,
        "df_residual": found.df_residual,
        "df_null": found.df_null,
        "likelihood_ratio": {"stat": found.statistic, "df": found.df, "p": found.p},
        "log_likelihood": found.log_likelihood,
        "aic": found.aic,
        "bic": found.bic,
        "mcfadden": found.mcfadden,
        "nagelkerke": found.nagelkerke,
        "pearson_chi_square": found.pearson_chi_square,
        "dispersion": found.dispersion,
        "discrimination": found.discrimination,
        "fitted": found.fitted,
        "deviance_residuals": found.deviance_residuals,
        "pearson_residuals": found.pearson_residuals,
        "leverage": found.leverage,
        "cook": found.cook,
        "iterations": found.iterations,
        "checks": found.checks,
        "conclusions": [row.conclusion for row in rows],
        "readings": [row.reading for row in rows],
        "sentence": found.sentence,
    }
