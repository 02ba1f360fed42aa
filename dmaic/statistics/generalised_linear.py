"""How do yes/no answers and counts depend on predictors? Logistic and Poisson regression by iterated least squares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.design_matrix import Design, dependent_columns, factor, read_predictors
from dmaic.statistics.distributions import chi_square_tail, normal_quantile, normal_tail, two_sided
from dmaic.statistics.figures import figure
from dmaic.statistics.generalised_diagnostics import logistic_checks, poisson_checks, roc_area
from dmaic.statistics.samples import is_constant
from dmaic.statistics.separation import separates
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Conclusion, Terms, p_words

_STEPS = 100
_HOPELESS = 1e12


class Family(StrEnum):
    """What kind of response: yes/no with the logit link, or counts with the log link."""

    LOGISTIC = "logistic"
    POISSON = "poisson"


@dataclass(frozen=True, slots=True)
class Effect:
    """One coefficient on the link scale, and as the ratio people read: odds ratio or rate ratio per unit of x.

    ``z``, ``p`` and the bounds are Wald's; ``p_likelihood_ratio`` refits without the predictor and is the safer one
    when effects are strong (Hauck & Donner 1977).
    """

    name: str
    value: float
    standard_error: float
    z: float
    p: float
    low: float
    high: float
    ratio: float
    ratio_low: float
    ratio_high: float
    p_likelihood_ratio: float | None
    conclusion: Conclusion
    reading: str


@dataclass(frozen=True, slots=True, eq=False)
class GeneralisedFit:
    """A fitted logistic or Poisson regression with its diagnostics per row.

    ``fitted`` are probabilities or expected counts. ``dispersion`` is Pearson chi-square over its df (1 when the model
    holds). ``statistic``/``p`` test all predictors together by likelihood ratio. ``discrimination`` is the area under
    the ROC curve (logistic; None for Poisson).
    """

    family: Family
    names: tuple[str, ...]
    coefficients: tuple[Effect, ...]
    n: int
    deviance: float
    null_deviance: float
    df_residual: int
    df_null: int
    statistic: float
    df: int
    p: float
    log_likelihood: float
    aic: float
    bic: float
    mcfadden: float
    nagelkerke: float
    pearson_chi_square: float
    dispersion: float
    discrimination: float | None
    fitted: Floats
    deviance_residuals: Floats
    pearson_residuals: Floats
    leverage: Floats
    cook: Floats
    iterations: int
    confidence: float
    checks: tuple[Check, ...]
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    coefficients: Floats
    covariance: Floats
    fitted: Floats
    leverage: Floats
    deviance: float
    iterations: int


def logistic(y: Any, x: Any, *, intercept: bool = True, terms: Terms = DEFAULT) -> GeneralisedFit:
    """Logistic regression of 0/1 answers: ln(p/(1-p)) = Xb by maximum likelihood (iterated weighted least squares).

    ``y`` holds 0 and 1, both present. Refuses, by name, predictors that separate the 0s from the 1s: their odds ratio
    has no finite estimate. The practical threshold is an odds ratio above 1.
    """
    target = sample(y, "y", least=2)
    if not set(np.unique(target).tolist()) <= {0.0, 1.0}:
        raise StatisticsError("y must hold only 0 (no) and 1 (yes).")
    if is_constant(target):
        raise StatisticsError("All answers in y are the same; there is nothing to explain.")
    return _fitted(Family.LOGISTIC, target, x, np.zeros_like(target), intercept=intercept, terms=terms)


def poisson(
    y: Any, x: Any, *, exposure: Any | None = None, intercept: bool = True, terms: Terms = DEFAULT
) -> GeneralisedFit:
    """Poisson regression of counts: ln(mean/exposure) = Xb by maximum likelihood.

    ``y`` holds whole counts, ``exposure`` (positive; 1 by default) the opportunity behind each. A dispersion well above
    1 is flagged, with how much wider the intervals should be. The practical threshold is a rate ratio above 1.
    """
    target = sample(y, "y", least=2)
    if np.any(target < 0) or np.any(target != np.round(target)):
        raise StatisticsError("y must hold whole counts, 0 or more.")
    if not target.any():
        raise StatisticsError("All counts are 0; there is nothing to explain.")
    offset = np.zeros_like(target)
    if exposure is not None:
        opportunity = sample(exposure, "exposure")
        if opportunity.size != target.size or np.any(opportunity <= 0):
            raise StatisticsError("exposure needs one positive number per row of y.")
        offset = np.log(opportunity)
    return _fitted(Family.POISSON, target, x, offset, intercept=intercept, terms=terms)


def _mean(family: Family, eta: Floats) -> Floats:
    if family is Family.POISSON:
        return np.exp(np.minimum(eta, 300.0))
    return 1 / (1 + np.exp(-np.clip(eta, -700, 700)))


def _unit_deviance(family: Family, y: Floats, mu: Floats) -> Floats:
    if family is Family.POISSON:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(y > 0, y * np.log(y / mu), 0.0)
        units: Floats = 2 * (logs - (y - mu))
        return np.maximum(units, 0.0)
    chance = np.where(y == 1, mu, 1 - mu)
    return -2 * np.log(np.maximum(chance, 1e-300))


def _solve(family: Family, y: Floats, design: Design, offset: Floats) -> _Solution:
    """Iterated weighted least squares of statsmodels on the scaled columns; separation is found before it hurts."""
    import warnings

    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    z = design.standard(design.columns)
    if design.intercept:
        z = np.column_stack([np.ones(design.n) / math.sqrt(design.n), z])
    kind = families.Binomial() if family is Family.LOGISTIC else families.Poisson()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is tested below and answered in a sentence
        try:
            fit = GLM(y, z, family=kind, offset=offset).fit(maxiter=_STEPS, tol=1e-14, tol_criterion="deviance")
        except (ValueError, np.linalg.LinAlgError):
            raise _separation(design) from None
    theta = np.asarray(fit.params, dtype=np.float64)
    mu = _mean(family, z @ theta + offset)
    extreme = np.minimum(mu, 1 - mu) if family is Family.LOGISTIC else mu
    if float(extreme.min()) < 1e-5 and separates(z, y, counts=family is Family.POISSON):
        raise _separation(design)
    weight = np.sqrt(mu * (1 - mu) if family is Family.LOGISTIC else mu)
    q, r = np.linalg.qr(z * weight[:, None])
    steps = int(fit.fit_history["iteration"])
    if np.linalg.cond(r) > _HOPELESS / 1e3 or steps >= _STEPS:
        raise _separation(design)
    unscaled = np.linalg.inv(r)
    back = _to_raw(design)
    root = back @ unscaled
    deviance = float(np.sum(_unit_deviance(family, y, mu)))
    return _Solution(back @ theta, root @ root.T, mu, np.sum(q**2, axis=1), deviance, steps)


def _to_raw(design: Design) -> Floats:
    """The matrix that turns coefficients of the scaled columns into those of the raw ones."""
    slopes = np.diag(1 / design.scale)
    if not design.intercept:
        return slopes
    k = design.columns.shape[1]
    back = np.zeros((k + 1, k + 1))
    back[1:, 1:] = slopes
    back[0, 0] = 1 / math.sqrt(design.n)
    back[0, 1:] = -design.centre / design.scale
    return back


def _separation(design: Design) -> StatisticsError:
    return StatisticsError(
        f"Some combination of {', '.join(design.names)} separates the answers completely, so no finite effect exists. "
        "Collect cases of both kinds over the same range, or group the predictor."
    )


def _fitted(family: Family, y: Floats, x: Any, offset: Floats, *, intercept: bool, terms: Terms) -> GeneralisedFit:
    if terms.alternative is not Alternative.TWO_SIDED:
        raise StatisticsError("Regression tests its coefficients two-sided. Choose the alternative two-sided.")
    names, table = read_predictors(x, y.size)
    design = factor(names, table, intercept=intercept)
    if design.condition > _HOPELESS:
        raise StatisticsError(
            f"Predictors repeat each other ({dependent_columns(design)}). Drop what repeats the rest."
        )
    found = _solve(family, y, design, offset)
    null_mean = _null_mean(family, y, offset, intercept=intercept)
    null_deviance = float(np.sum(_unit_deviance(family, y, null_mean)))
    n, p = design.n, design.parameters
    base = _saturated_log_likelihood(family, y)
    likelihood, null_likelihood = base - found.deviance / 2, base - null_deviance / 2
    statistic = max(null_deviance - found.deviance, 0.0)
    df = p - int(intercept)
    mu = found.fitted
    variance = mu * (1 - mu) if family is Family.LOGISTIC else mu
    pearson = (y - mu) / np.sqrt(variance)
    chi_square = float(pearson @ pearson)
    room = np.maximum(1 - found.leverage, 1e-12)
    rows = _effects(family, found, design, y, offset=offset, terms=terms)
    dispersion = chi_square / (n - p)
    area = roc_area(y, mu) if family is Family.LOGISTIC else None
    checks = (
        logistic_checks(y, mu, found.leverage, p)
        if family is Family.LOGISTIC
        else poisson_checks(found.leverage, dispersion, p)
    )
    top = 1 - math.exp(2 * (null_likelihood - likelihood) / n)
    joint = chi_square_tail(statistic, df)
    return GeneralisedFit(
        family=family,
        names=design.labels,
        coefficients=tuple(rows),
        n=n,
        deviance=found.deviance,
        null_deviance=null_deviance,
        df_residual=n - p,
        df_null=n - int(intercept),
        statistic=statistic,
        df=df,
        p=joint,
        log_likelihood=likelihood,
        aic=2 * p - 2 * likelihood,
        bic=p * math.log(n) - 2 * likelihood,
        mcfadden=1 - likelihood / null_likelihood if null_likelihood else math.nan,
        nagelkerke=top / (1 - math.exp(2 * null_likelihood / n)),
        pearson_chi_square=chi_square,
        dispersion=dispersion,
        discrimination=area,
        fitted=mu,
        deviance_residuals=np.sign(y - mu) * np.sqrt(_unit_deviance(family, y, mu)),
        pearson_residuals=pearson,
        leverage=found.leverage,
        cook=pearson**2 * found.leverage / (p * room**2),
        iterations=found.iterations,
        confidence=terms.confidence,
        checks=checks,
        sentence=_sentence(family, rows, joint, checks),
    )


def _null_mean(family: Family, y: Floats, offset: Floats, *, intercept: bool) -> Floats:
    if not intercept:
        return _mean(family, offset)
    if family is Family.LOGISTIC:
        return np.full_like(y, float(np.mean(y)))
    rate: Floats = np.exp(offset) * (math.fsum(y) / math.fsum(np.exp(offset)))
    return rate


def _saturated_log_likelihood(family: Family, y: Floats) -> float:
    if family is Family.LOGISTIC:
        return 0.0
    from scipy.special import gammaln, xlogy

    return float(np.sum(xlogy(y, y) - y - gammaln(y + 1)))


def _effects(
    family: Family, found: _Solution, design: Design, y: Floats, *, offset: Floats, terms: Terms
) -> Sequence[Effect]:
    z_reach = normal_quantile(0.5 + terms.confidence / 2)
    rows = []
    for j, (name, raw) in enumerate(zip(design.labels, found.coefficients, strict=True)):
        value, error = float(raw), math.sqrt(float(found.covariance[j, j]))
        z = value / error
        low, high = value - z_reach * error, value + z_reach * error
        constant = design.intercept and j == 0
        p = two_sided(normal_tail, z)
        without = (
            None if constant else _drop_one(family, found, design, y, offset=offset, column=j - int(design.intercept))
        )
        judged = p if without is None else without
        conclusion, reading = _reading(
            family, name, value, low=low, high=high, p=judged, terms=terms, constant=constant
        )
        rows.append(
            Effect(
                name,
                value,
                error,
                z,
                p,
                low,
                high,
                _exp(value),
                _exp(low),
                _exp(high),
                without,
                conclusion,
                reading,
            )
        )
    return rows


def _exp(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf


def _drop_one(
    family: Family, found: _Solution, design: Design, y: Floats, *, offset: Floats, column: int
) -> float | None:
    """p of the likelihood ratio between the model with and without one predictor; None where nothing would be left."""
    kept = [k for k in range(design.columns.shape[1]) if k != column]
    if not kept:
        if not design.intercept:
            return None
        deviance = float(np.sum(_unit_deviance(family, y, _null_mean(family, y, offset, intercept=True))))
    else:
        names, table = [design.names[k] for k in kept], design.columns[:, kept]
        deviance = _solve(family, y, factor(names, table, intercept=design.intercept), offset).deviance
    return chi_square_tail(max(deviance - found.deviance, 0.0), 1)


def _reading(
    family: Family, name: str, value: float, *, low: float, high: float, p: float, terms: Terms, constant: bool
) -> tuple[Conclusion, str]:
    what = "odds" if family is Family.LOGISTIC else "rate"
    interval = f"{100 * terms.confidence:.4g} % interval {figure(_exp(low))} to {figure(_exp(high))}, {p_words(p)}"
    shown = p <= terms.alpha
    if constant:
        said = f"At 0 for all predictors the {what} would be {figure(_exp(value))} ({interval})."
        return (Conclusion.SUPPORTS if shown else Conclusion.INCONCLUSIVE), said
    said = f"Per unit of {name} the {what} multiply by {figure(_exp(value))} ({interval})"
    if family is Family.POISSON:
        said = said.replace("multiply", "multiplies")
    bar = math.log(terms.practical_threshold) if terms.practical_threshold is not None else None
    if bar is not None and bar <= 0:
        raise StatisticsError("For a ratio practical_threshold must be above 1, such as 1.25 for a quarter more.")
    if bar is not None and -bar < low and high < bar:
        return (
            Conclusion.BELOW_PRACTICAL if shown else Conclusion.NULL
        ), f"{said}: all within the practical threshold."
    if shown and (bar is None or abs(value) >= bar):
        return Conclusion.SUPPORTS, f"{said}."
    why = "whether it matters is open" if shown else "its direction is not shown"
    return Conclusion.INCONCLUSIVE, f"{said}: {why}."


def _sentence(family: Family, rows: Sequence[Effect], p: float, checks: Sequence[Check]) -> str:
    shown = [row.name for row in rows[1:] if row.conclusion is Conclusion.SUPPORTS] if len(rows) > 1 else []
    what = "the odds of a yes" if family is Family.LOGISTIC else "the rate"
    named = f"Shown to move {what}: {', '.join(shown)}." if shown else f"No predictor is shown to move {what}."
    doubts = [check.name for check in checks if check.ok is False]
    care = f" Read with care: {', '.join(doubts)} in doubt." if doubts else ""
    return f"{named} All predictors together: {p_words(p)}.{care}"
