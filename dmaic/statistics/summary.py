"""What do the values look like? Location, spread, shape, percentiles with intervals, histogram bins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.autocorrelation import lag_correlation
from dmaic.statistics.checked import Floats, finite, mean_of, sample, share, spread_of, standard_deviation

PERCENTILES = (0.10, 0.50, 0.90, 0.95)
QUANTILE_METHODS = {
    "linear": "position 1 + (n - 1) p (type 7: Excel, R)",
    "weibull": "position (n + 1) p (type 6: Minitab, ISO)",
}


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile with a distribution-free interval from two order statistics.

    ``coverage`` is the confidence really reached (at least the one asked for, or what the sample can give); an end
    is None when no value is far enough out to bound it.
    """

    fraction: float
    value: float
    low: float | None
    high: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Descriptive figures. Standard deviation and moments are None for a single value, shape also without spread.

    ``skew`` and ``kurtosis`` are the bias-adjusted G1 and (excess) G2 of Joanes & Gill (1998), as in Excel, SAS and
    Minitab.
    """

    n: int
    mean: float
    mean_low: float | None
    mean_high: float | None
    sd: float | None
    sd_low: float | None
    sd_high: float | None
    minimum: float
    q1: float
    median: float
    q3: float
    maximum: float
    iqr: float
    skew: float | None
    kurtosis: float | None
    percentiles: tuple[Percentile, ...]
    lag1_autocorrelation: float | None
    confidence: float
    quantile_method: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Equal bins: ``edges`` is one longer than ``counts``; the last bin includes its right edge."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    width: float
    method: str


def quantile(values: Sequence[float] | Floats, fraction: float, *, method: str = "linear") -> float:
    """One quantile, by the definition named (Hyndman & Fan 1996)."""
    if method not in QUANTILE_METHODS:
        raise StatisticsError(f"The quantile method must be one of {', '.join(QUANTILE_METHODS)}; {method!r} is not.")
    data, fraction = sample(values), share(fraction, name="fraction", closed=True)
    if method == "linear":
        return float(np.quantile(data, fraction))
    return float(np.quantile(data, fraction, method="weibull"))


def percentile_with_interval(
    values: Sequence[float] | Floats, fraction: float, *, confidence: float = 0.95, method: str = "linear"
) -> Percentile:
    """A percentile and its order-statistic interval: P(X_(l) <= q < X_(u)) = P(l <= B < u), B binomial(n, fraction).

    Source: Hahn & Meeker, Statistical Intervals, 5.2. It holds for every continuous distribution.
    """
    from scipy.stats import binom

    ordered = np.sort(sample(values))
    fraction, confidence = share(fraction, name="fraction"), share(confidence, name="confidence")
    n, tail = ordered.size, (1 - confidence) / 2
    lower = int(binom.ppf(tail, n, fraction))
    upper = int(binom.ppf(1 - tail, n, fraction)) + 1
    reached = float(binom.cdf(upper - 1, n, fraction)) - (float(binom.cdf(lower - 1, n, fraction)) if lower else 0.0)
    return Percentile(
        fraction=fraction,
        value=quantile(ordered, fraction, method=method),
        low=float(ordered[lower - 1]) if lower >= 1 else None,
        high=float(ordered[upper - 1]) if upper <= n else None,
        coverage=reached,
    )


def _shape(values: Floats, sd: float) -> tuple[float | None, float | None]:
    n = values.size
    if n < 3 or sd == 0:
        return None, None
    z = (values - mean_of(values)) / sd
    m2, m3, m4 = (float(np.mean(z**power)) for power in (2, 3, 4))
    skew = math.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
    if n < 4:
        return skew, None
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return skew, kurtosis


def describe(
    values: Sequence[float] | Floats,
    *,
    confidence: float = 0.95,
    fractions: Sequence[float] = PERCENTILES,
    method: str = "linear",
) -> Summary:
    """Descriptive figures of at least one value; the unit is that of the values.

    Mean and standard deviation run in two passes and agree with the certified values of NIST StRD. Interval of the
    mean from Student's t, of the standard deviation from chi-square (both assume normal values).
    """
    data = sample(values, least=1)
    confidence = share(confidence, name="confidence")
    n, mean = data.size, mean_of(data)
    sd = standard_deviation(data) if n > 1 else None
    mean_low = mean_high = sd_low = sd_high = None
    if sd is not None:
        from scipy.special import chdtri, stdtrit

        half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * sd / math.sqrt(n)
        mean_low, mean_high = mean - half, mean + half
        sd_low = sd * math.sqrt((n - 1) / float(chdtri(n - 1, (1 - confidence) / 2)))
        sd_high = sd * math.sqrt((n - 1) / float(chdtri(n - 1, 0.5 + confidence / 2)))
    skew, kurtosis = _shape(data, sd) if sd is not None else (None, None)
    q1, median, q3 = (quantile(data, p, method=method) for p in (0.25, 0.5, 0.75))
    return Summary(
        n=n,
        mean=mean,
        mean_low=mean_low,
        mean_high=mean_high,
        sd=sd,
        sd_low=sd_low,
        sd_high=sd_high,
        minimum=float(data.min()),
        q1=q1,
        median=median,
        q3=q3,
        maximum=float(data.max()),
        iqr=q3 - q1,
        skew=skew,
        kurtosis=kurtosis,
        percentiles=tuple(percentile_with_interval(data, p, confidence=confidence, method=method) for p in fractions),
        lag1_autocorrelation=lag_correlation(data, 1) if sd else None,
        confidence=confidence,
        quantile_method=QUANTILE_METHODS[method],
    )


def _bin_width(data: Floats, rule: str) -> tuple[float, str]:
    """Width of Freedman & Diaconis (1981); Scott (1979) when asked or when the middle half is all equal."""
    iqr = quantile(data, 0.75) - quantile(data, 0.25)
    cube = data.size ** (1 / 3)
    if rule == "freedman-diaconis" and iqr > 0:
        return 2 * iqr / cube, "Freedman-Diaconis"
    return 3.49 * spread_of(data) / cube, "Scott"


def histogram(
    values: Sequence[float] | Floats, *, rule: str = "freedman-diaconis", bins: int | None = None, most: int = 60
) -> Histogram:
    """Histogram bins over the range of the values: a rule (freedman-diaconis or scott) or a number of bins.

    The number is capped at ``most``, so that one far value does not ask for a million bins.
    """
    data = sample(values, least=1)
    if rule not in {"freedman-diaconis", "scott"}:
        raise StatisticsError(f"The rule for bins must be freedman-diaconis or scott; {rule!r} is neither.")
    if bins is not None and not 1 <= bins <= 1000:
        raise StatisticsError(f"The number of bins must lie between 1 and 1000; {bins} was given.")
    low, high = float(data.min()), float(data.max())
    if low == high:
        half = max(0.5, abs(finite(low, name="value")) * 1e-9)
        return Histogram((low - half, low + half), (data.size,), 2 * half, "all values are equal")
    if bins is None:
        width, method = _bin_width(data, rule)
        bins = min(most, max(1, math.ceil((high - low) / width)))
        method = f"{method}, at most {most} bins"
    else:
        method = f"{bins} bins as asked"
    # A range of a few steps of the number format cannot be cut finer than those steps.
    steps = (high - low) / float(np.spacing(max(abs(low), abs(high))))
    bins = int(max(1, min(bins, steps)))
    counts, edges = np.histogram(data, bins=bins, range=(low, high))
    return Histogram(tuple(float(e) for e in edges), tuple(int(c) for c in counts), (high - low) / bins, method)
