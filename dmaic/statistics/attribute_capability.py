"""How capable is a process that is only counted? Binomial and Poisson capability, and the share within a promise.

Process Z = -Phi^-1(p) of the pooled share of defectives; no shift is added. Exact intervals throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, count, finite, positive, sample
from dmaic.statistics.distributions import t_quantile
from dmaic.statistics.figures import sure, thousands
from dmaic.statistics.intervals import Interval, clopper_pearson, exact_upper_bound, poisson_exact, wilson
from dmaic.statistics.result import State, Statistic, withheld

MILLION = 1e6
_UNSTABLE = "The process is not stable: remove or explain the special causes on the control chart first."
_UNFIT = "The measurement system failed its study: repair it and count again."


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Do the samples vary more than chance? Chi-square of equal proportions or rates; None for a single sample."""

    chi_square: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class BinomialCapability:
    """Defective units: pooled share, parts per million, process Z (None at 0 and 1), their exact intervals."""

    samples: int
    units: int
    defectives: int
    share: float
    interval: Interval
    ppm: float
    process_z: float | None
    z_interval: Interval
    dispersion: Dispersion | None


@dataclass(frozen=True, slots=True)
class PoissonCapability:
    """Defects: pooled defects per unit with its exact interval, and the smallest and largest of the samples."""

    samples: int
    units: float
    defects: int
    dpu: float
    interval: Interval
    smallest: float
    largest: float
    dispersion: Dispersion | None


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """Share of cases within the promised limit, with exact and Wilson intervals."""

    n: int
    within: int
    share: float
    exact: Interval
    wilson: Interval
    limit: float | None


def _z_of(share: float | None) -> float | None:
    from scipy.special import ndtri

    return None if share is None or not 0 < share < 1 else -float(ndtri(share))


def _pairs(counts: Sequence[float], sizes: Sequence[float] | float) -> tuple[list[int], list[float]]:
    found = [count(value, name="count") for value in counts]
    if not found:
        raise StatisticsError("There are no samples; give at least one count.")
    if isinstance(sizes, int | float):
        each = [positive(sizes, name="sample size")] * len(found)
    else:
        each = [positive(size, name="sample size") for size in sizes]
    if len(each) != len(found):
        raise StatisticsError(f"{len(found)} counts and {len(each)} sizes don't match; give one size for each count.")
    return found, each


def binomial_capability(
    defectives: Sequence[float],
    sizes: Sequence[float] | float,
    *,
    rate_interval: Interval | None = None,
    confidence: float = 0.95,
) -> BinomialCapability:
    """Capability of pass/fail counts over samples (one size for all, or one a sample).

    ``rate_interval`` takes the place of the exact interval where the samples scatter more widely than chance.
    """
    from dmaic.statistics.proportions import many_proportions

    found, each = _pairs(defectives, sizes)
    units = [count(size, name="sample size", least=1) for size in each]
    total, bad = sum(units), sum(found)
    interval = rate_interval or clopper_pearson(bad, total, confidence=confidence)
    for place, (k, n) in enumerate(zip(found, units, strict=True), start=1):
        if k > n:
            raise StatisticsError(f"Sample {place} has {k} defectives on {n} units; check both.")
    test = None
    if len(found) > 1 and 0 < bad < total:
        many = many_proportions(found, units)
        test = Dispersion(many.chi_square, many.df, many.p)
    z_interval = Interval(_z_of(interval.high), _z_of(interval.low), confidence, interval.method)
    rate = bad / total
    return BinomialCapability(len(found), total, bad, rate, interval, MILLION * rate, _z_of(rate), z_interval, test)


def poisson_capability(
    defects: Sequence[float],
    sizes: Sequence[float] | float = 1.0,
    *,
    rate_interval: Interval | None = None,
    confidence: float = 0.95,
) -> PoissonCapability:
    """Capability of defect counts over samples of ``sizes`` units (areas, hours) each.

    ``rate_interval`` takes the place of the exact interval where the samples scatter more widely than chance.
    """
    from dmaic.statistics.rates import many_rates

    found, each = _pairs(defects, sizes)
    total, exposure = sum(found), float(np.sum(each))
    test = None
    if len(found) > 1 and total:
        many = many_rates(found, each)
        test = Dispersion(many.chi_square, many.df, many.p)
    rates = [k / size for k, size in zip(found, each, strict=True)]
    interval = rate_interval or poisson_exact(total, exposure, confidence=confidence)
    return PoissonCapability(len(found), exposure, total, total / exposure, interval, min(rates), max(rates), test)


def between_periods(
    counts: Sequence[float], sizes: Sequence[float], *, of_units: bool, confidence: float = 0.95
) -> Interval | None:
    """Interval of the pooled rate of counts that scatter more widely from period to period than chance explains.

    The periods are the sample then: SE of the ratio of sums, with the variance k/(k-1) sum (c_i - r n_i)^2 / N^2
    (Cochran 1977, 6.13), Student's t with k - 1 df, on the logit for defective units (``of_units``) and on the
    logarithm for events, so that no bound leaves the scale. None where sigma Z shows no such scatter, so that the
    exact interval holds.
    """
    from dmaic.statistics.overdispersion import overdispersion

    found, each = _pairs(counts, sizes)
    if len(found) < 3 or not sum(found) > 0 or (of_units and sum(found) >= sum(each)):
        return None
    seen = overdispersion(found, each, kind="p" if of_units else "u")
    if seen.verdict != "overdispersed":
        return None
    events, work, periods = np.array(found, dtype=float), np.array(each), len(found)
    rate = float(events.sum() / work.sum())
    error = float(np.sqrt(periods / (periods - 1) * ((events - rate * work) ** 2).sum()) / work.sum())
    reach = t_quantile(0.5 + confidence / 2, periods - 1) * error
    if of_units:
        odds, wide = rate / (1 - rate), np.exp(reach / (rate * (1 - rate)))
        low, high = odds / wide / (1 + odds / wide), odds * wide / (1 + odds * wide)
    else:
        low, high = rate / np.exp(reach / rate), rate * np.exp(reach / rate)
    method = (
        f"between-period standard error, t with {periods - 1} df, for the counts scatter {seen.sigma_z:.1f} times as "
        "widely as chance explains"
    )
    return Interval(float(low), float(high), confidence, method)


def service_level(
    values: Sequence[float] | Floats, limit: float, *, at_least: bool = False, confidence: float = 0.95
) -> ServiceLevel:
    """Share of cases within a promise: at most ``limit`` (answer within 20 s), or at least when asked.

    Cases on the limit keep the promise. Open cases are no values yet: count them in before judging, or the share
    looks better than it is.
    """
    data = sample(values)
    edge = finite(limit, name="limit")
    within = int(np.sum(data >= edge)) if at_least else int(np.sum(data <= edge))
    return service_level_of_counts(within, data.size, limit=edge, confidence=confidence)


def service_level_of_counts(
    within: float, n: float, *, limit: float | None = None, confidence: float = 0.95
) -> ServiceLevel:
    """The same from counts."""
    exact = clopper_pearson(within, n, confidence=confidence)
    score = wilson(within, n, confidence=confidence)
    return ServiceLevel(int(n), int(within), within / n, exact, score, limit)


def _over(test: Dispersion | None) -> tuple[State, str]:
    if test is None or test.p >= 0.05:
        return State.SHOWN, ""
    note = (
        f"The samples vary more than chance allows (chi-square {test.chi_square:.1f}, {test.df} df, p = {test.p:.3g}): "
        "one share does not describe them all; look at the control chart first."
    )
    return State.CAUTION, note


def attribute_statistics(
    found: BinomialCapability | PoissonCapability, *, stable: bool | None = None, gage: str | None = None
) -> tuple[Statistic, ...]:
    """The figures as a page shows them; an unstable process, or a failed gauge, gets none but what was counted."""
    state, note = _over(found.dispersion)
    stop = _UNSTABLE if stable is False else _UNFIT if gage == "fail" else ""
    ends = (found.interval.low, found.interval.high, found.interval.confidence)
    if isinstance(found, PoissonCapability):
        return (Statistic("DPU", found.dpu, *ends, f"pooled; {found.interval.method}", "defects a unit", state, note),)
    per_million = (MILLION * (ends[0] or 0.0), MILLION * (ends[1] or 0.0), ends[2])
    method = f"pooled defectives; {found.interval.method}"
    counted = (
        Statistic("Defective", found.share, *ends, method, "", state, note),
        Statistic("Observed ppm", found.ppm, *per_million, method, "ppm", state, note),
    )
    if stop:
        return (*counted, withheld("Process Z", stop, method=method))
    if found.process_z is None:
        bound = exact_upper_bound(found.defectives, found.units, confidence=found.interval.confidence)
        most = thousands(MILLION * (bound.high or 0.0))
        reason = (
            f"No defective in {found.units} units: Z has no end. At most {most} ppm with {sure(bound.confidence)} "
            "confidence."
            if found.defectives == 0
            else "Every unit was defective: Z has no end."
        )
        return (*counted, withheld("Process Z", reason, method=method))
    z = found.z_interval
    shown = Statistic("Process Z", found.process_z, z.low, z.high, z.confidence, f"{method}; no shift", "", state, note)
    return (*counted, shown)
