"""Does the instrument read true? Bias, type 1 study, linearity over the range.

Sources: AIAG, Measurement Systems Analysis, 4th ed., chapter III-A (bias, linearity); type 1 indices Cg and
Cgk after Bosch booklet 10 and VDA 5 as tabled by Minitab (K = 20 % of the tolerance, L = 6 standard deviations).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import finite, mean_of, positive, sample, share, standard_deviation

#: Smallest Cg and Cgk that most manuals accept.
WANTED_CAPABILITY = 1.33
_FEW_READINGS = 10
_CUSTOMARY_READINGS = 25
_CLEARLY_UNFIT = 1.0


@dataclass(frozen=True, slots=True)
class Bias:
    """The mean of repeated readings of one master against its reference value, in the unit of the readings.

    ``t`` and ``p`` are None when the readings do not vary at all. ``significant`` at 1 - confidence.
    """

    n: int
    mean: float
    bias: float
    sd: float
    se: float
    t: float | None
    df: int
    p: float | None
    low: float
    high: float
    confidence: float
    significant: bool
    words: str
    cautions: tuple[str, ...] = ()


def bias(readings: Sequence[Any], reference: float, *, confidence: float = 0.95) -> Bias:
    """One-sample t of reading - reference: is the average reading off, by more than chance?

    t = bias / (s / sqrt(n)) with n - 1 degrees of freedom; s divides by n - 1. Raises StatisticsError under 2 readings.
    """
    from scipy.special import stdtr, stdtrit

    x = sample(readings, name="the readings", least=2)
    true = finite(reference, name="reference value")
    confidence = share(confidence, name="confidence")
    n = len(x)
    mean, sd = mean_of(x), standard_deviation(x)
    off = mean_of(x - true)
    se = sd / math.sqrt(n)
    reach = float(stdtrit(n - 1, (1 + confidence) / 2)) * se
    t = None if se == 0 else off / se
    p = None if t is None else 2 * float(stdtr(n - 1, -abs(t)))
    significant = off != 0 if p is None else p < 1 - confidence
    cautions = []
    if n < _FEW_READINGS:
        cautions.append(f"{n} readings are few; 10 or more of the same master are customary.")
    if sd == 0:
        cautions.append("All readings are the same: they are probably rounded. Record more decimals.")
    words = (
        f"The instrument reads {abs(off):.4g} too {'high' if off > 0 else 'low'} on average, more than chance "
        "explains: adjust it, or subtract the bias, and repeat the check."
        if significant
        else "No bias is shown: 0 lies inside the interval of the average deviation."
    )
    return Bias(
        n, mean, off, sd, se, t, n - 1, p, off - reach, off + reach, confidence, significant, words, tuple(cautions)
    )


@dataclass(frozen=True, slots=True)
class TypeOne:
    """Bias and repeatability of one instrument against the tolerance.

    ``cg``, the intervals and the percentages are None when the readings do not vary at all.
    """

    bias: Bias
    cg: float | None
    cgk: float | None
    cg_interval: tuple[float, float] | None
    cgk_interval: tuple[float, float] | None
    pct_var_repeatability: float | None
    pct_var_repeatability_bias: float | None
    level: str
    words: str
    method: dict[str, str] = field(default_factory=dict)


def type_one(
    readings: Sequence[Any],
    reference: float,
    tolerance: float,
    *,
    K: float = 20.0,
    L: float = 6.0,
    confidence: float = 0.95,
) -> TypeOne:
    """Type 1 gage study: Cg = (K/100 tolerance) / (L s), Cgk = (K/200 tolerance - |bias|) / (L/2 s).

    ``K`` is the share of the tolerance (in percent) granted to the instrument, ``L`` the number of standard deviations
    its spread is counted as. Cgk below 0 means that bias alone eats the share. %Var = K / Cg. The interval of Cg
    is that of s (chi-square), the one of Cgk Bissell's (1990) with L/2 for 3. Where one of them reaches from below 1 to
    1.33, the readings are too few for a verdict.
    """
    found = bias(readings, reference, confidence=confidence)
    width = positive(tolerance, name="tolerance (upper minus lower limit)")
    K, L = positive(K, name="share K"), positive(L, name="spread L")
    method = {"share of tolerance": f"K = {K:g} %", "spread": f"L = {L:g} standard deviations (n - 1)"}
    if found.sd == 0:
        words = "The readings do not vary: no index can be given. Record more decimals and measure again."
        return TypeOne(found, None, None, None, None, None, None, "fail", words, method)
    cg = K / 100 * width / (L * found.sd)
    cgk = (K / 200 * width - abs(found.bias)) / (L / 2 * found.sd)
    from scipy.special import chdtri, ndtri

    n, tail = found.n, (1 - confidence) / 2
    low, high = (cg * math.sqrt(float(chdtri(n - 1, p)) / (n - 1)) for p in (1 - tail, tail))
    cg_ends = (low, high)
    reach = float(ndtri(1 - tail)) * math.sqrt(1 / (n * (L / 2) ** 2) + cgk**2 / (2 * (n - 1)))
    cgk_ends = (cgk - reach, cgk + reach)
    method |= {"interval of Cg": "chi-square of s", "interval of Cgk": "Bissell"}
    shares = (K / cg, None if cgk == 0 else K / cgk)
    for name, value, (low, high) in (("Cg", cg, cg_ends), ("Cgk", cgk, cgk_ends)):
        if low < _CLEARLY_UNFIT and high >= WANTED_CAPABILITY:
            need = _readings_needed(value, L, confidence)
            words = (
                f"Not decided: {n} readings are too few. {name} may be anything from {low:.2f} to {high:.2f}, and "
                f"{WANTED_CAPABILITY} is asked for. About {need} readings, {need - n} more, would settle it."
            )
            return TypeOne(found, cg, cgk, cg_ends, cgk_ends, *shares, "undecided", words, method)
    good = cg >= WANTED_CAPABILITY and cgk >= WANTED_CAPABILITY
    if good:
        words = f"Cg and Cgk reach {WANTED_CAPABILITY}: the instrument is fit for this tolerance."
    elif cg >= WANTED_CAPABILITY:
        words = f"The instrument repeats well but is off: Cgk {cgk:.2f} is below {WANTED_CAPABILITY}. Adjust the bias."
    else:
        words = (
            f"The instrument scatters too much for this tolerance: Cg {cg:.2f} is below {WANTED_CAPABILITY}. Improve "
            "the set-up or use a finer instrument."
        )
    return TypeOne(found, cg, cgk, cg_ends, cgk_ends, *shares, "ok" if good else "fail", words, method)


def _readings_needed(index: float, L: float, confidence: float) -> int:
    """Readings after which Bissell's interval of the index no longer reaches from below 1 to 1.33, 25 at least."""
    from scipy.special import ndtri

    z = float(ndtri((1 + confidence) / 2))

    def reach(n: int) -> float:
        return z * math.sqrt(1 / (n * (L / 2) ** 2) + index**2 / (2 * (n - 1)))

    n = _CUSTOMARY_READINGS
    while index - reach(n) < _CLEARLY_UNFIT and index + reach(n) >= WANTED_CAPABILITY:
        n += 5
    return n


@dataclass(frozen=True, slots=True)
class ReferenceBias:
    """The bias at one reference value, with its interval.

    ``t`` and ``p`` are None for a single reading, which has no interval, and for readings without spread.
    """

    reference: float
    n: int
    bias: float
    t: float | None
    p: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Linearity:
    """The line bias = intercept + slope x reference, its tests, and the bias at each reference value.

    ``intercept_ci`` and ``slope_ci`` are their intervals. ``band`` holds (reference, fitted bias, low, high): the
    confidence band of the line at each reference value.
    """

    intercept: float
    slope: float
    se_intercept: float
    se_slope: float
    t_intercept: float | None
    t_slope: float | None
    p_intercept: float | None
    p_slope: float | None
    intercept_ci: tuple[float, float]
    slope_ci: tuple[float, float]
    residual_sd: float
    r_squared: float | None
    df: int
    mean_bias: float
    per_reference: tuple[ReferenceBias, ...]
    band: tuple[tuple[float, float, float, float], ...]
    confidence: float
    level: str
    words: str
    cautions: tuple[str, ...] = ()


def linearity(reference: Sequence[Any], readings: Sequence[Any], *, confidence: float = 0.95) -> Linearity:
    """Least squares of bias (reading - reference) on reference: does the bias change over the range?

    Tests of slope and intercept have n - 2 degrees of freedom; each reference value also gets a t test of its own
    readings. Raises StatisticsError with fewer than 2 reference values or 3 readings.
    """
    from scipy.special import stdtr, stdtrit

    x, y = sample(reference, name="the reference values"), sample(readings, name="the readings")
    if len(x) != len(y):
        raise StatisticsError(f"There are {len(x)} reference values for {len(y)} readings; each reading needs its own.")
    confidence = share(confidence, name="confidence")
    levels = np.unique(x)
    if len(levels) < 2 or len(x) < 3:
        raise StatisticsError(
            f"Linearity needs at least 2 reference values and 3 readings; there are {len(levels)} and {len(x)}. "
            "5 masters over the range, 10 readings each, are customary."
        )
    off = y - x
    n, df = len(x), len(x) - 2
    center = mean_of(x)
    spread = x - center
    sxx = float(spread @ spread)
    level = mean_of(off)
    slope = float(spread @ (off - level)) / sxx
    intercept = level - slope * center
    left = off - level - slope * spread
    total = float(np.sum((off - level) ** 2))
    rest = float(left @ left)
    if rest <= 1e-24 * max(total, float(np.max(np.abs(y))) ** 2):
        rest = 0.0
    sd = math.sqrt(rest / df)
    se_slope = sd / math.sqrt(sxx)
    se_intercept = sd * math.sqrt(1 / n + center**2 / sxx)

    def tested(value: float, se: float) -> tuple[float | None, float | None]:
        return (None, None) if se == 0 else (value / se, 2 * float(stdtr(df, -abs(value / se))))

    t_slope, p_slope = tested(slope, se_slope)
    t_intercept, p_intercept = tested(intercept, se_intercept)
    t = float(stdtrit(df, (1 + confidence) / 2))
    reach = t * sd
    band = []
    for at in levels.tolist():
        fitted = intercept + slope * at
        half = reach * math.sqrt(1 / n + (at - center) ** 2 / sxx)
        band.append((at, fitted, fitted - half, fitted + half))
    alpha = 1 - confidence
    sloped = slope != 0 if p_slope is None else p_slope < alpha
    shifted = any(low > 0 or high < 0 for _, _, low, high in band)
    words, verdict = _linearity_words(sloped, shifted, slope)
    cautions = []
    if len(levels) < 5:
        cautions.append(f"{len(levels)} reference values are few; 5 over the whole range are customary.")
    return Linearity(
        intercept,
        slope,
        se_intercept,
        se_slope,
        t_intercept,
        t_slope,
        p_intercept,
        p_slope,
        (intercept - t * se_intercept, intercept + t * se_intercept),
        (slope - t * se_slope, slope + t * se_slope),
        sd,
        None if total == 0 else 1 - rest / total,
        df,
        level,
        tuple(_at_reference(at, off[x == at], confidence) for at in levels.tolist()),
        tuple(band),
        confidence,
        verdict,
        words,
        tuple(cautions),
    )


def _linearity_words(sloped: bool, shifted: bool, slope: float) -> tuple[str, str]:
    if sloped:
        words = (
            f"The bias changes over the range, by {slope:+.4g} for each unit of the reference: the instrument is not "
            "linear. Recalibrate it over the range, or restrict it to the part where the bias is small."
        )
        return words, "fail"
    if shifted:
        return "The bias is the same over the range but not 0: adjust the instrument by its mean bias.", "conditional"
    return "No bias and no slope are shown: the zero line lies inside the band over the whole range.", "ok"


def _at_reference(at: float, off: Any, confidence: float) -> ReferenceBias:
    from scipy.special import stdtr, stdtrit

    n, mean = len(off), mean_of(off)
    if n < 2:
        return ReferenceBias(at, n, mean, None, None, None, None)
    error = standard_deviation(off) / math.sqrt(n)
    if error == 0:
        return ReferenceBias(at, n, mean, None, None, mean, mean)
    t, reach = mean / error, float(stdtrit(n - 1, (1 + confidence) / 2)) * error
    return ReferenceBias(at, n, mean, t, 2 * float(stdtr(n - 1, -abs(t))), mean - reach, mean + reach)
