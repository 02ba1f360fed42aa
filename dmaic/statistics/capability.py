"""Can the process hold its specification? Capability (within sigma) and performance (overall sd) of normal values.

Cp = (USL - LSL) / 6 sigma, CPL = (mean - LSL) / 3 sigma, CPU = (USL - mean) / 3 sigma, Cpk = min(CPL, CPU) with the
within sigma; Pp ... Ppk the same with the standard deviation of all values; Cpm and Cpmk measure the distance to the
target too. With one specification there is no Cp: half a tolerance has no width. A natural boundary (a time can't be
below 0) is not a specification: nothing is computed from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.capability_df import effective_df_of_individuals, effective_df_of_subgroups
from dmaic.statistics.checked import Floats, finite, mean_of, sample, share, spread_of, subgroups_of
from dmaic.statistics.figures import entered
from dmaic.statistics.intervals import Interval
from dmaic.statistics.within_sigma import WithinSigma, within_of_individuals, within_of_subgroups

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class PerMillion:
    """Values outside the specification in a million; a side without specification is None."""

    below: float | None
    above: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Indices:
    """The family of indices for one sigma: ``potential`` is Cp or Pp, ``lower``/``upper`` CPL/CPU, ``worst`` Cpk/Ppk.

    ``df`` are the degrees of freedom of the intervals. Z.lower, Z.upper and Z.bench carry no shift.
    """

    sigma: float
    potential: float | None
    lower: float | None
    upper: float | None
    worst: float
    potential_interval: Interval | None
    lower_interval: Interval | None
    upper_interval: Interval | None
    worst_interval: Interval
    expected: PerMillion
    z_lower: float | None
    z_upper: float | None
    z_bench: float
    df: float


@dataclass(frozen=True, slots=True)
class Capability:
    """Everything a capability study says about one set of values. Cpm and Cpmk use the overall sd and need a target."""

    n: int
    mean: float
    within_sigma: WithinSigma
    lsl: float | None
    usl: float | None
    target: float | None
    lower_boundary: float | None
    upper_boundary: float | None
    within: Indices
    overall: Indices
    cpm: float | None
    cpm_interval: Interval | None
    cpm_within: float | None
    cpmk: float | None
    cpmk_interval: Interval | None
    observed: PerMillion
    confidence: float
    interval_df: str


def chi_square_interval(index: float, df: float, *, confidence: float = 0.95) -> Interval:
    """Interval of Cp or Pp: index sqrt(chi2_(a/2, df) / df) .. index sqrt(chi2_(1-a/2, df) / df) (Kane 1986)."""
    from scipy.special import gammaincinv

    tail = (1 - share(confidence, name="confidence")) / 2
    low, high = (index * math.sqrt(2 * float(gammaincinv(df / 2, p)) / df) for p in (tail, 1 - tail))
    return Interval(low, high, confidence, f"chi-square, {round(df, 1):g} df")


def bissell_interval(index: float, n: int, df: float, *, confidence: float = 0.95) -> Interval:
    """Interval of Cpk or Ppk: index -/+ z sqrt(1/(9n) + index^2 / (2 df)) (Bissell 1990)."""
    from scipy.special import ndtri

    z = float(ndtri(0.5 + share(confidence, name="confidence") / 2))
    half = z * math.sqrt(1 / (9 * n) + index**2 / (2 * df))
    return Interval(index - half, index + half, confidence, f"Bissell, {round(df, 1):g} df")


def z_bench(z_lower: float | None, z_upper: float | None) -> float:
    """The Z at which one tail holds what both sides hold together: -Phi^-1(Phi(-Z.lower) + Phi(-Z.upper)).

    Worked in logarithms, so that it stays finite however far the limits are.
    """
    from scipy.special import log_ndtr, ndtri_exp

    tails = [float(log_ndtr(-z)) for z in (z_lower, z_upper) if z is not None]
    total = min(float(np.logaddexp.reduce(tails)), -1e-300)
    return -float(ndtri_exp(total))


def _per_million(z: float | None) -> float | None:
    return None if z is None else MILLION * 0.5 * math.erfc(z / math.sqrt(2))


def indices(
    mean: float, sigma: float, n: int, *, lsl: float | None, usl: float | None, df: float, confidence: float = 0.95
) -> Indices:
    """The indices of a mean and a sigma that are known already (``n`` values, ``df`` behind the sigma)."""
    if sigma <= 0:
        raise StatisticsError(
            "The sigma is 0: successive values don't differ at all, so no index can be given. Record the values with "
            "a finer resolution, or use another estimator."
        )
    if lsl is None and usl is None:
        raise StatisticsError("Give at least one specification limit; without one there is nothing to be capable of.")
    z_lower = None if lsl is None else (mean - lsl) / sigma
    z_upper = None if usl is None else (usl - mean) / sigma
    lower = None if z_lower is None else z_lower / 3
    upper = None if z_upper is None else z_upper / 3
    potential = None if lsl is None or usl is None else (usl - lsl) / (6 * sigma)
    worst = min(index for index in (lower, upper) if index is not None)

    def bissell(index: float) -> Interval:
        return bissell_interval(index, n, df, confidence=confidence)

    below, above = _per_million(z_lower), _per_million(z_upper)
    return Indices(
        sigma=sigma,
        potential=potential,
        lower=lower,
        upper=upper,
        worst=worst,
        potential_interval=None if potential is None else chi_square_interval(potential, df, confidence=confidence),
        lower_interval=None if lower is None else bissell(lower),
        upper_interval=None if upper is None else bissell(upper),
        worst_interval=bissell(worst),
        expected=PerMillion(below, above, (below or 0.0) + (above or 0.0)),
        z_lower=z_lower,
        z_upper=z_upper,
        z_bench=z_bench(z_lower, z_upper),
        df=df,
    )


def checked_limits(
    lsl: float | None, usl: float | None, target: float | None = None
) -> tuple[float | None, float | None, float | None]:
    """Limits as finite numbers in rising order, or a sentence."""
    lsl = None if lsl is None else finite(lsl, name="lower specification limit")
    usl = None if usl is None else finite(usl, name="upper specification limit")
    target = None if target is None else finite(target, name="target")
    if lsl is None and usl is None:
        raise StatisticsError("Give at least one specification limit; without one there is nothing to be capable of.")
    if lsl is not None and usl is not None and lsl >= usl:
        raise StatisticsError(
            f"The lower limit ({entered(lsl)}) must be below the upper limit ({entered(usl)}); "
            f"{'they are equal.' if lsl == usl else 'they may be swapped.'}"
        )
    if target is not None and ((lsl is not None and target < lsl) or (usl is not None and target > usl)):
        raise StatisticsError(
            f"The target ({entered(target)}) lies outside the specification; check target and limits."
        )
    return lsl, usl, target


def observed_per_million(values: Floats, lsl: float | None, usl: float | None) -> PerMillion:
    """Share of the values themselves that lies beyond a limit; a value on the limit is inside."""
    below = None if lsl is None else MILLION * float(np.mean(values < lsl))
    above = None if usl is None else MILLION * float(np.mean(values > usl))
    return PerMillion(below, above, (below or 0.0) + (above or 0.0))


def _refuse_beyond_boundary(values: Floats, low: float | None, high: float | None) -> None:
    beyond = int(np.sum(values < low)) if low is not None else 0
    beyond += int(np.sum(values > high)) if high is not None else 0
    if beyond:
        raise StatisticsError(
            f"{beyond} of the values lie beyond the natural boundary, which can't be. Correct them, or enter the limit "
            "as a specification."
        )


def cpm_interval(cpm: float, mean: float, sd: float, target: float, n: int, *, confidence: float = 0.95) -> Interval:
    """Approximate interval of Cpm (Boyles 1991): chi-square with n (1 + d^2)^2 / (1 + 2 d^2), d = (mean - T) / sd."""
    off = ((mean - target) / sd) ** 2
    return chi_square_interval(cpm, n * (1 + off) ** 2 / (1 + 2 * off), confidence=confidence)


def cpmk_interval(
    mean: float,
    sd: float,
    target: float,
    n: int,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Large-sample interval of Cpmk = min(USL - mean, mean - LSL) / (3 tau), tau^2 = sd^2 + (mean - T)^2.

    Delta method for mean and sd of n normal values (Chen & Hsu 1995), variances sd^2 / n and 2 sd^4 / (n - 1); with
    the mean on target it is Bissell's interval of Ppk.
    """
    from scipy.special import ndtri

    gaps = [(edge, sign) for edge, sign in ((lsl, 1), (usl, -1)) if edge is not None]
    gap, sign = min((sign * (mean - edge), sign) for edge, sign in gaps)
    around = math.hypot(sd, mean - target)
    index = gap / (3 * around)
    by_mean = sign / (3 * around) - index * (mean - target) / around**2
    by_variance = index / (2 * around**2)
    error = math.sqrt(by_mean**2 * sd**2 / n + by_variance**2 * 2 * sd**4 / (n - 1))
    half = float(ndtri(0.5 + share(confidence, name="confidence") / 2)) * error
    return Interval(index - half, index + half, confidence, "large-sample, Chen & Hsu (1995)")


def capability(
    values: Sequence[float] | Floats | None = None,
    *,
    subgroups: Sequence[Sequence[float | None]] | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    estimator: str | None = None,
    lower_is_boundary: bool = False,
    upper_is_boundary: bool = False,
    confidence: float = 0.95,
    interval_df: str = "estimator",
    gaps: Sequence[int] = (),
) -> Capability:
    """Capability and performance of single values in time order, or of rational subgroups.

    ``estimator`` names the within sigma (default pooled for subgroups, mr for single values). ``interval_df`` says
    which degrees of freedom the intervals of the within indices use: those of the ``estimator`` as they are commonly
    counted, the ``effective`` ones with which the intervals cover what they promise, or ``n-1``; overall indices
    always use n - 1. ``gaps`` interrupt the moving ranges of single values, as they do on the chart. The mean
    is that of all values. Raises StatisticsError for fewer than 2 values, no
    spread, no specification, values beyond a natural boundary.
    """
    if (values is None) == (subgroups is None):
        raise StatisticsError("Give either single values or subgroups, not both and not neither.")
    if interval_df not in {"estimator", "effective", "n-1"}:
        raise StatisticsError(
            f"interval_df must be 'estimator', 'effective' or 'n-1'; {interval_df!r} is none of them."
        )
    if subgroups is not None:
        data = np.concatenate(subgroups_of(subgroups))
    else:
        data = sample(values if values is not None else (), least=2)
    lsl, usl, target = checked_limits(lsl, usl, target)
    low_edge, high_edge = lsl if lower_is_boundary else None, usl if upper_is_boundary else None
    _refuse_beyond_boundary(data, low_edge, high_edge)
    lsl, usl = None if lower_is_boundary else lsl, None if upper_is_boundary else usl
    sd, mean, n = spread_of(data), mean_of(data), data.size
    if subgroups is not None:
        short = within_of_subgroups(subgroups, estimator=estimator or "pooled")
    else:
        short = within_of_individuals(data, estimator=estimator or "mr", gaps=gaps)
    df = short.df if interval_df == "estimator" else float(n - 1)
    if interval_df == "effective" and subgroups is not None:
        df = effective_df_of_subgroups(subgroups, short.estimator)
    elif interval_df == "effective":
        df = effective_df_of_individuals(n, short.estimator, gaps)
    within = indices(mean, short.value, n, lsl=lsl, usl=usl, df=df, confidence=confidence)
    overall = indices(mean, sd, n, lsl=lsl, usl=usl, df=n - 1, confidence=confidence)
    cpm = cpm_bounds = cpm_within = cpmk = cpmk_bounds = None
    if target is not None:
        around = math.hypot(sd, mean - target)
        cpmk = overall.worst * sd / around
        cpmk_bounds = cpmk_interval(mean, sd, target, n, lsl=lsl, usl=usl, confidence=confidence)
        if lsl is not None and usl is not None:
            cpm = (usl - lsl) / (6 * around)
            cpm_within = (usl - lsl) / (6 * math.hypot(short.value, mean - target))
            cpm_bounds = cpm_interval(cpm, mean, sd, target, n, confidence=confidence)
    return Capability(
        n=n,
        mean=mean,
        within_sigma=short,
        lsl=lsl,
        usl=usl,
        target=target,
        lower_boundary=low_edge,
        upper_boundary=high_edge,
        within=within,
        overall=overall,
        cpm=cpm,
        cpm_interval=cpm_bounds,
        cpm_within=cpm_within,
        cpmk=cpmk,
        cpmk_interval=cpmk_bounds,
        observed=observed_per_million(data, lsl, usl),
        confidence=confidence,
        interval_df=interval_df,
    )
