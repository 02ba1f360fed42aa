"""May the fitted line be trusted? Residuals, leverage, influence, and overlap of predictors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dmaic.statistics.assumptions import normality_check
from dmaic.statistics.checked import Floats
from dmaic.statistics.distributions import chi_square_tail
from dmaic.statistics.least_squares import Fit
from dmaic.statistics.verdict import Check, p_words


@dataclass(frozen=True, slots=True, eq=False)
class Diagnostics:
    """Per row: fitted and residual (units of y), leverage (0 to 1), standardised and studentised residuals, Cook.

    *standardised* divides by the spread of all rows, *studentised* leaves the row itself out (outlier beyond about 3).
    Cook's distance above 4/n or 1 marks a row that moves the line. ``vif`` per predictor; ``durbin_watson`` near 2 when
    neighbouring rows are unrelated. Positions of unusual rows are 0-based. NaN where a row's leverage is 1.
    """

    fitted: Floats
    residuals: Floats
    leverage: Floats
    standardised: Floats
    studentised: Floats
    cook: Floats
    vif: Floats
    durbin_watson: float
    press: float
    outliers: tuple[int, ...]
    high_leverage: tuple[int, ...]
    influential: tuple[int, ...]
    checks: tuple[Check, ...]


def diagnose(found: Fit) -> Diagnostics:
    """Diagnostics after Belsley, Kuh & Welsch (1980) and Cook (1977).

    r_i = e_i / (s sqrt(1-h_i)); t_i = r_i sqrt((v-1)/(v - r_i^2)); D_i = r_i^2 h_i / (p (1-h_i)); Durbin-Watson
    (1950) sum (e_i - e_{i-1})^2 / sum e_i^2 in the order of the rows; PRESS = sum (e_i/(1-h_i))^2.
    """
    e, h, df, p = found.residuals, found.leverage, found.df_residual, found.design.parameters
    open_rows = h < 1 - 1e-12
    room = np.where(open_rows, 1 - h, np.nan)
    perfect = found.is_perfect
    s = math.nan if perfect else math.sqrt(found.variance)
    standardised = e / (s * np.sqrt(room))
    left = np.maximum(df - standardised**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        studentised = standardised * np.sqrt((df - 1) / left) if df > 1 else np.full_like(e, np.nan)
        cook = standardised**2 * h / (room * p)
    n = found.design.n
    press = float(np.nansum((e / room) ** 2))
    squares = math.fsum(e**2)
    watson = math.fsum(np.diff(e) ** 2) / squares if squares > 0 and not perfect else math.nan
    vif = _inflation(found)
    return Diagnostics(
        fitted=found.y - e,
        residuals=e,
        leverage=h,
        standardised=standardised,
        studentised=np.where(np.isfinite(studentised), studentised, np.nan),
        cook=cook,
        vif=vif,
        durbin_watson=watson,
        press=press,
        outliers=_positions(np.abs(studentised) > 3),
        high_leverage=_positions(h > max(3 * p / n, 0.0)) if n > 3 * p else (),
        influential=_positions(cook > max(4 / n, 0.0)) if n > 4 else (),
        checks=() if perfect else _checks(found, standardised, cook, vif, watson),
    )


def breusch_pagan(found: Fit) -> tuple[float, int, float]:
    """Does the spread of the residuals follow the predictors? Koenker (1981): n R^2 of e^2 on them, chi-square."""
    squares = found.residuals**2
    about = squares - np.mean(squares)
    total = float(about @ about)
    k = found.df_model
    if total <= 0 or k == 0:
        return math.nan, k, math.nan
    explained = float(np.sum((found.design.q.T @ about) ** 2))
    statistic = min(found.design.n * explained / total, float(found.design.n))
    return statistic, k, chi_square_tail(statistic, k)


def _inflation(found: Fit) -> Floats:
    """Variance inflation factors: the diagonal of the inverse of the scaled predictors' cross products."""
    if not found.df_model:
        return np.empty(0)
    diagonal = np.diag(found.inverse)[int(found.design.intercept) :]
    vif: Floats = np.maximum(diagonal * found.design.scale**2, 1.0)
    return vif


def _positions(flags: Floats | np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.flatnonzero(flags))


def _checks(found: Fit, standardised: Floats, cook: Floats, vif: Floats, watson: float) -> tuple[Check, ...]:
    n = found.design.n
    checks = [normality_check(standardised[np.isfinite(standardised)], "the residuals")]
    statistic, df, p = breusch_pagan(found)
    if not math.isnan(statistic) and found.design.intercept:
        said = f"Breusch-Pagan (Koenker) chi-square({df}) = {statistic:.2f}, {p_words(p)}"
        checks.append(Check("constant spread of the residuals", said, p >= 0.05))
    reach = 4 / math.sqrt(n)  # 2 - 4/sqrt(n) .. 2 + 4/sqrt(n): about two standard errors of 2(1 - r1)
    said = f"Durbin-Watson {watson:.2f} in the order of the rows; means something only if that is time order"
    checks.append(Check("independence of neighbouring rows", said, None if abs(watson - 2) < reach else False))
    if vif.size > 1:
        largest = float(vif.max())
        name = found.design.names[int(vif.argmax())]
        said = f"largest variance inflation {largest:.1f} ({name}); above 10 the slopes can't be told apart"
        checks.append(Check("separable predictors", said, largest <= 10))
    worst = int(np.nanargmax(cook)) if np.any(np.isfinite(cook)) else 0
    said = f"largest Cook's distance {cook[worst]:.2f} in row {worst + 1}"
    checks.append(Check("no row decides alone", said, bool(cook[worst] < 1)))
    if found.design.condition > 1e10:
        said = f"about {math.log10(found.design.condition):.0f} of 16 digits are at stake; solved as: {found.method}"
        checks.append(Check("numerical conditioning", said, None))
    return tuple(checks)
