"""How does a response depend on its predictors, how sure is that, and what comes next? Linear regression."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.design_matrix import read_predictors
from dmaic.statistics.distributions import f_tail, t_quantile, t_tail, two_sided
from dmaic.statistics.effect_size import variance_explained
from dmaic.statistics.figures import figure
from dmaic.statistics.least_squares import Fit, fit, fit_polynomial
from dmaic.statistics.regression_diagnostics import Diagnostics, diagnose
from dmaic.statistics.result import Statistic
from dmaic.statistics.samples import is_constant
from dmaic.statistics.verdict import DEFAULT, Alternative, Conclusion, Terms, p_words


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient in units of y per unit of its predictor, with its t test and interval.

    ``vif`` is the variance inflation factor (1 = no overlap with the other predictors; None for the constant);
    ``reading`` says what it means in a sentence.
    """

    name: str
    value: float
    standard_error: float
    t: float
    p: float
    low: float
    high: float
    vif: float | None
    conclusion: Conclusion
    reading: str


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A fitted linear relation. Sums of squares in squared units of y; without intercept they are about 0.

    ``f`` and ``p`` test all predictors together; NaN for a perfect fit. ``predicted_r_squared`` foretells new data
    (1 - PRESS/total). ``fit`` holds the numerical solution for predictions.
    """

    names: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]
    n: int
    residual_sd: float
    r_squared: float
    adjusted_r_squared: float
    predicted_r_squared: float
    f: float
    df: tuple[int, int]
    p: float
    rss: float
    regression_ss: float
    total_ss: float
    log_likelihood: float
    aic: float
    bic: float
    effect: Statistic
    method: str
    confidence: float
    diagnostics: Diagnostics
    sentence: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class Prediction:
    """What to expect at one setting: the mean of y with its interval, and the interval for a single new value."""

    value: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    confidence: float
    note: str


def regress(y: Any, x: Any, *, intercept: bool = True, terms: Terms = DEFAULT) -> Regression:
    """Linear regression of y on one or several predictors.

    b = argmin |y - Xb|^2; se from s^2 (X'X)^-1 with s^2 = RSS/(n - p); t with n - p df. ``x`` maps names to columns (or
    is one column, or a list of rows). R-squared is about 0 when there is no intercept, as in R and NIST StRD. The
    practical threshold is held against each slope, in units of y per unit of x. Needs more rows than coefficients.
    """
    target = sample(y, "y", least=2)
    names, table = read_predictors(x, target.size)
    return _read(fit(target, names, table, intercept=intercept), terms)


def regress_polynomial(y: Any, x: Any, *, degree: int, intercept: bool = True, terms: Terms = DEFAULT) -> Regression:
    """Polynomial regression of y on x up to ``degree``; coefficients from the constant upward."""
    target = sample(y, "y", least=2)
    values = sample(x, "x", least=2)
    if values.size != target.size:
        raise StatisticsError(f"x has {values.size} values and y has {target.size}. Give one of each per row.")
    return _read(fit_polynomial(target, values, degree, intercept=intercept), terms)


def predict(regression: Regression, rows: Any) -> tuple[Prediction, ...]:
    """Mean and single-value intervals at new rows of predictors (in the order of the names, constant left out).

    mean +- t s sqrt(h), new value +- t s sqrt(1 + h) with h = 1/n + z' (Z'Z)^-1 z about the centre of the data. A
    note warns where a predictor lies outside the range it was seen in.
    """
    found, design = regression.fit, regression.fit.design
    k = design.columns.shape[1]
    if not hasattr(rows, "__len__") or isinstance(rows, str):
        raise StatisticsError("Give the settings to predict at as a list of rows.")
    settings = [
        sample(row if hasattr(row, "__len__") else [row], f"row {i + 1}", each="column") for i, row in enumerate(rows)
    ]
    if not settings or any(row.size != k for row in settings):
        raise StatisticsError(f"Give one row or more to predict at, each of {k} values: {', '.join(design.names)}.")
    table = np.array(settings)
    reach = t_quantile(0.5 + regression.confidence / 2, found.df_residual) * math.sqrt(found.variance)
    unscaled = np.linalg.solve(design.r.T, design.standard(table).T)
    share = np.sum(unscaled**2, axis=0) + (1 / design.n if design.intercept else 0.0)
    slopes = found.coefficients[1:] if design.intercept else found.coefficients
    middle = float(np.mean(found.y)) if design.intercept else 0.0
    values = middle + (table - design.centre) @ slopes
    lowest, highest = design.columns.min(axis=0), design.columns.max(axis=0)
    predictions = []
    for row, value, h in zip(table, values, share, strict=True):
        beyond = [name for j, name in enumerate(design.names) if not lowest[j] <= row[j] <= highest[j]]
        note = f"Extrapolates: {', '.join(beyond)} outside the range of the data." if beyond else ""
        mean_reach, reach_one = reach * math.sqrt(h), reach * math.sqrt(1 + h)
        predictions.append(
            Prediction(
                float(value),
                float(value - mean_reach),
                float(value + mean_reach),
                float(value - reach_one),
                float(value + reach_one),
                regression.confidence,
                note,
            )
        )
    return tuple(predictions)


def _read(found: Fit, terms: Terms) -> Regression:
    if terms.alternative is not Alternative.TWO_SIDED:
        raise StatisticsError("Regression tests its coefficients two-sided. Choose the alternative two-sided.")
    if is_constant(found.y):
        raise StatisticsError("All values of y are equal: there is nothing to explain.")
    design, n, df = found.design, found.design.n, found.df_residual
    perfect = found.is_perfect
    s2 = 0.0 if perfect else found.variance
    k = found.df_model
    r_squared = 1.0 if perfect else 1 - found.rss / found.total
    adjusted = 1 - (1 - r_squared) * (n - int(design.intercept)) / df
    f = found.explained / k / s2 if k and s2 > 0 else math.nan
    p = f_tail(f, k, df) if not math.isnan(f) else math.nan
    diagnostics = diagnose(found)
    scale = found.rss / n
    likelihood = math.inf if perfect else -n / 2 * (math.log(2 * math.pi) + math.log(scale) + 1)
    penalty = design.parameters + 1  # the residual variance counts as a parameter, as in R
    effect = (
        variance_explained(f, k, df, terms.confidence)
        if not math.isnan(f)
        else Statistic("eta squared", r_squared, method="perfect fit")
    )
    coefficients = tuple(_coefficients(found, s2, diagnostics.vif, terms))
    return Regression(
        names=design.labels,
        coefficients=coefficients,
        n=n,
        residual_sd=math.sqrt(s2),
        r_squared=r_squared,
        adjusted_r_squared=adjusted,
        predicted_r_squared=1 - diagnostics.press / found.total,
        f=f,
        df=(k, df),
        p=p,
        rss=0.0 if perfect else found.rss,
        regression_ss=found.explained,
        total_ss=found.total,
        log_likelihood=likelihood,
        aic=2 * penalty - 2 * likelihood,
        bic=penalty * math.log(n) - 2 * likelihood,
        effect=effect,
        method=found.method,
        confidence=terms.confidence,
        diagnostics=diagnostics,
        sentence=_sentence(r_squared, p, coefficients, diagnostics, perfect=perfect),
        fit=found,
    )


def _coefficients(found: Fit, s2: float, vif: Floats, terms: Terms) -> Sequence[Coefficient]:
    design, df = found.design, found.df_residual
    reach = t_quantile(0.5 + terms.confidence / 2, df)
    rows = []
    for j, (name, value) in enumerate(zip(design.labels, found.coefficients, strict=True)):
        error = math.sqrt(max(float(found.inverse[j, j]), 0.0) * s2)
        t = float(value) / error if error > 0 else math.copysign(math.inf, value) if value else math.nan
        p = two_sided(lambda statistic: t_tail(statistic, df), t) if not math.isnan(t) else math.nan
        low, high = float(value) - reach * error, float(value) + reach * error
        inflation = None if name == "const" and j == 0 and design.intercept else float(vif[j - int(design.intercept)])
        conclusion, reading = _slope_reading(
            name, float(value), low=low, high=high, p=p, terms=terms, constant=inflation is None
        )
        rows.append(Coefficient(name, float(value), error, t, p, low, high, inflation, conclusion, reading))
    return rows


def _slope_reading(
    name: str, value: float, *, low: float, high: float, p: float, terms: Terms, constant: bool
) -> tuple[Conclusion, str]:
    interval = f"{100 * terms.confidence:.4g} % interval {figure(low)} to {figure(high)}, {p_words(p)}"
    threshold, shown = terms.practical_threshold, p <= terms.alpha
    if constant:
        conclusion = Conclusion.SUPPORTS if shown else Conclusion.INCONCLUSIVE
        return conclusion, f"At 0 for all predictors y would be {figure(value)} ({interval})."
    change = f"y {'rises' if value > 0 else 'falls'} by {figure(abs(value))} per unit of {name}"
    if threshold is not None and -threshold < low and high < threshold:
        conclusion = Conclusion.BELOW_PRACTICAL if shown else Conclusion.NULL
        return conclusion, f"{change} ({interval}): all below the practical threshold of {figure(threshold)}."
    if shown and (threshold is None or abs(value) >= threshold):
        return Conclusion.SUPPORTS, f"{change} ({interval})."
    why = "whether it matters is open" if shown else "its direction is not shown"
    return Conclusion.INCONCLUSIVE, f"{change} ({interval}): {why}."


def _sentence(
    r_squared: float, p: float, rows: Sequence[Coefficient], diagnostics: Diagnostics, *, perfect: bool
) -> str:
    if perfect:
        return "The predictors reproduce y exactly; check that y was not computed from them."
    shown = [row.name for row in rows if row.vif is not None and row.conclusion is Conclusion.SUPPORTS]
    named = f"Shown to matter: {', '.join(shown)}." if shown else "No single predictor is shown to matter."
    doubts = [check.name for check in diagnostics.checks if check.ok is False]
    care = f" Read with care: {', '.join(doubts)} in doubt." if doubts else ""
    joint = f", together {p_words(p)}" if not math.isnan(p) else ""
    return f"The predictors account for {100 * r_squared:.1f} % of the variation of y{joint}. {named}{care}"
