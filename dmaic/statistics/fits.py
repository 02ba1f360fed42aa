"""Which distribution do skewed values follow? Maximum-likelihood fits with location 0, compared by Anderson-Darling.

Parameters carry R's names: lognormal meanlog, sdlog; weibull shape, scale; gamma shape, rate; exponential rate;
normal mean, sd (both with the divisor n, as maximum likelihood has it).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, finite, mean_of, positive, sample, share, spread_of
from dmaic.statistics.figures import entered
from dmaic.statistics.normality import anderson_darling_statistic

FAMILIES = ("lognormal", "weibull", "gamma", "exponential", "normal")
POSITIVE_FAMILIES = FAMILIES[:-1]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution with its parameters, ready for quantiles and tails."""

    family: str
    parameters: dict[str, float]

    def quantile(self, fraction: float) -> float:
        """The value below which ``fraction`` lies."""
        return _QUANTILES[self.family](share(fraction, name="fraction"), self.parameters)

    def log_tails(self, values: Floats) -> tuple[Floats, Floats]:
        """ln F and ln (1 - F) at each value."""
        return _LOG_TAILS[self.family](values, self.parameters)

    def below(self, value: float) -> float:
        """Share of the distribution below a value; 0 at and under the bound of a positive family."""
        if self.family != "normal" and value <= 0:
            return 0.0
        return float(np.exp(self.log_tails(np.array([value]))[0][0]))

    def above(self, value: float) -> float:
        """Share of the distribution above a value."""
        if self.family != "normal" and value <= 0:
            return 1.0
        return float(np.exp(self.log_tails(np.array([value]))[1][0]))


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted distribution: log-likelihood, Akaike's criterion and the Anderson-Darling distance to the sample."""

    distribution: Distribution
    n: int
    loglik: float
    aic: float
    anderson_darling: float


def _lognormal_quantile(p: float, at: Mapping[str, float]) -> float:
    from scipy.special import ndtri

    return math.exp(at["meanlog"] + at["sdlog"] * float(ndtri(p)))


def _weibull_quantile(p: float, at: Mapping[str, float]) -> float:
    return float(at["scale"] * (-math.log1p(-p)) ** (1 / at["shape"]))


def _gamma_quantile(p: float, at: Mapping[str, float]) -> float:
    from scipy.special import gammaincinv

    return float(gammaincinv(at["shape"], p)) / at["rate"]


def _exponential_quantile(p: float, at: Mapping[str, float]) -> float:
    return -math.log1p(-p) / at["rate"]


def _normal_quantile(p: float, at: Mapping[str, float]) -> float:
    from scipy.special import ndtri

    return at["mean"] + at["sd"] * float(ndtri(p))


def _normal_tails(z: Floats) -> tuple[Floats, Floats]:
    from scipy.special import log_ndtr

    return np.asarray(log_ndtr(z)), np.asarray(log_ndtr(-z))


def _lognormal_tails(x: Floats, at: Mapping[str, float]) -> tuple[Floats, Floats]:
    return _normal_tails((np.log(x) - at["meanlog"]) / at["sdlog"])


def _hazard_tails(cumulative: Floats) -> tuple[Floats, Floats]:
    return np.log(-np.expm1(-np.maximum(cumulative, 1e-300))), -cumulative


def _weibull_tails(x: Floats, at: Mapping[str, float]) -> tuple[Floats, Floats]:
    # Beyond exp(6) the survival is 0 in any number format.
    return _hazard_tails(np.exp(np.minimum(at["shape"] * np.log(x / at["scale"]), 6.5)))


def _exponential_tails(x: Floats, at: Mapping[str, float]) -> tuple[Floats, Floats]:
    return _hazard_tails(x * at["rate"])


def _gamma_tails(x: Floats, at: Mapping[str, float]) -> tuple[Floats, Floats]:
    from scipy.special import gammainc, gammaincc

    scaled = x * at["rate"]
    below = np.maximum(gammainc(at["shape"], scaled), 1e-300)
    return np.log(below), np.log(np.maximum(gammaincc(at["shape"], scaled), 1e-300))


def _plain_tails(x: Floats, at: Mapping[str, float]) -> tuple[Floats, Floats]:
    return _normal_tails((x - at["mean"]) / at["sd"])


_QUANTILES: dict[str, Callable[[float, Mapping[str, float]], float]] = {
    "lognormal": _lognormal_quantile,
    "weibull": _weibull_quantile,
    "gamma": _gamma_quantile,
    "exponential": _exponential_quantile,
    "normal": _normal_quantile,
}
_LOG_TAILS: dict[str, Callable[[Floats, Mapping[str, float]], tuple[Floats, Floats]]] = {
    "lognormal": _lognormal_tails,
    "weibull": _weibull_tails,
    "gamma": _gamma_tails,
    "exponential": _exponential_tails,
    "normal": _plain_tails,
}


def _fit_lognormal(x: Floats) -> tuple[dict[str, float], float]:
    logs = np.log(x)
    mean = mean_of(logs)
    sd = spread_of(logs, name="logarithms") * math.sqrt((x.size - 1) / x.size)
    loglik = -x.size * (0.5 * math.log(2 * math.pi) + math.log(sd) + 0.5) - float(np.sum(logs))
    return {"meanlog": mean, "sdlog": sd}, loglik


def _fit_weibull(x: Floats) -> tuple[dict[str, float], float]:
    """Root of the profile equation sum(x^k ln x) / sum(x^k) - 1/k = mean(ln x); it has exactly one."""
    from scipy.optimize import brentq

    largest = float(x.max())
    logs = np.log(x / largest)
    mean_log = float(np.mean(logs))

    def profile(shape: float) -> float:
        powers = np.exp(shape * logs)
        return float(np.sum(powers * logs) / np.sum(powers)) - 1 / shape - mean_log

    low = high = 1.2825 / max(spread_of(logs, name="logarithms"), 1e-12)
    while profile(low) > 0:
        low /= 2
    while profile(high) < 0:
        high *= 2
    shape = float(brentq(profile, low, high, xtol=1e-13, rtol=1e-14))
    scale = largest * float(np.mean(np.exp(shape * logs))) ** (1 / shape)
    ratio = np.log(x / scale)
    loglik = x.size * (math.log(shape) - math.log(scale)) + float(np.sum((shape - 1) * ratio - np.exp(shape * ratio)))
    return {"shape": shape, "scale": scale}, loglik


def _fit_gamma(x: Floats) -> tuple[dict[str, float], float]:
    """Root of ln k - psi(k) = ln(mean) - mean(ln x)."""
    from scipy.optimize import brentq
    from scipy.special import digamma

    mean = mean_of(x)
    logs = np.log(x)
    gap = -float(np.mean(np.log1p((x - mean) / mean)))
    if gap <= 0:
        raise StatisticsError("The values hardly differ; a gamma distribution can't be told from a constant.")

    def profile(shape: float) -> float:
        return math.log(shape) - float(digamma(shape)) - gap

    if gap < 1e-5:
        # So large a shape that ln k - psi(k) has lost its digits; Thom's (1958) expansion is exact to O(gap) there.
        shape = (1 + math.sqrt(1 + 4 * gap / 3)) / (4 * gap)
    else:
        # 1/(2k) < ln k - psi(k) < 1/k brackets the root.
        shape = float(brentq(profile, 0.4 / gap, 1.1 / gap, xtol=1e-13, rtol=1e-14))
    rate = shape / mean
    loglik = x.size * (shape * math.log(rate) - math.lgamma(shape)) + float(np.sum((shape - 1) * logs - rate * x))
    return {"shape": shape, "rate": rate}, loglik


def _fit_exponential(x: Floats) -> tuple[dict[str, float], float]:
    rate = 1 / mean_of(x)
    return {"rate": rate}, x.size * (math.log(rate) - 1)


def _fit_normal(x: Floats) -> tuple[dict[str, float], float]:
    sd = spread_of(x) * math.sqrt((x.size - 1) / x.size)
    return {"mean": mean_of(x), "sd": sd}, -x.size * (0.5 * math.log(2 * math.pi) + math.log(sd) + 0.5)


_FITTERS: dict[str, Callable[[Floats], tuple[dict[str, float], float]]] = {
    "lognormal": _fit_lognormal,
    "weibull": _fit_weibull,
    "gamma": _fit_gamma,
    "exponential": _fit_exponential,
    "normal": _fit_normal,
}


def _family(family: str) -> str:
    if family not in FAMILIES:
        raise StatisticsError(f"The distribution must be one of {', '.join(FAMILIES)}; {family!r} is not.")
    return family


def given_distribution(family: str, parameters: Mapping[str, float]) -> Distribution:
    """A distribution whose parameters are known already."""
    names = {
        "lognormal": ("meanlog", "sdlog"),
        "weibull": ("shape", "scale"),
        "gamma": ("shape", "rate"),
        "exponential": ("rate",),
        "normal": ("mean", "sd"),
    }[_family(family)]
    missing = [name for name in names if name not in parameters]
    if missing:
        raise StatisticsError(f"A {family} distribution needs {' and '.join(names)}; {missing[0]} is missing.")
    free = {"meanlog", "mean"}
    taken = {n: (finite if n in free else positive)(parameters[n], name=n) for n in names}
    return Distribution(family, taken)


def fit(values: Sequence[float] | Floats, family: str) -> Fit:
    """Maximum-likelihood fit of one family. All but the normal need values above 0 (location 0); at least 3 values."""
    data = sample(values, least=3)
    if _family(family) != "normal" and float(data.min()) <= 0:
        raise StatisticsError(
            f"A {family} distribution holds values above 0 only; the smallest is {entered(float(data.min()))}. "
            "Choose the normal or Johnson's family, or correct the values."
        )
    spread_of(data)
    parameters, loglik = _FITTERS[family](data)
    distribution = Distribution(family, parameters)
    ordered = np.sort(data)
    distance = anderson_darling_statistic(*distribution.log_tails(ordered))
    return Fit(distribution, data.size, loglik, 2 * len(parameters) - 2 * loglik, distance)


def best_fit(values: Sequence[float] | Floats, families: Sequence[str] = FAMILIES) -> tuple[Fit, ...]:
    """All families that the values allow, the smallest Anderson-Darling distance first.

    A rank, not a proof: with few values several families fit alike, and their tails still differ.
    """
    data = sample(values, least=3)
    allowed = [name for name in families if name == "normal" or float(data.min()) > 0]
    if not allowed:
        raise StatisticsError("None of the families holds values of 0 or below; try Johnson's family.")
    return tuple(sorted((fit(data, name) for name in allowed), key=lambda found: found.anderson_darling))
