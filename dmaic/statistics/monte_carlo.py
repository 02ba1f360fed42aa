"""What will the output look like when the inputs vary? Monte Carlo through a transfer function, seeded.

Each input has its own stream of the seed, so that adding one leaves the draws of the others as they were.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, count, finite, mean_of, positive, sample, standard_deviation
from dmaic.statistics.expression import Formula, parse_formula
from dmaic.statistics.figures import entered, percent
from dmaic.statistics.intervals import Interval, clopper_pearson
from dmaic.statistics.summary import Histogram, histogram

FEWEST, MOST = 1_000, 1_000_000
FRACTIONS = (0.00135, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.99865)
PARAMETERS = {
    "normal": ("mean", "sd"),
    "lognormal": ("meanlog", "sdlog"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "weibull": ("shape", "scale"),
    "exponential": ("mean",),
    "constant": ("value",),
    "discrete": ("values", "probabilities"),
    "data": ("values",),
}


@dataclass(frozen=True, slots=True)
class Input:
    """One varying input: its name in the formula, its distribution and the parameters that PARAMETERS lists.

    ``discrete`` draws listed values with probabilities; ``data`` draws observed values again, each equally likely.
    """

    name: str
    distribution: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Rank correlation of an input with the output and its share of the sum of their squares."""

    name: str
    rank_correlation: float
    share: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """Distribution of the output. ``mean_error`` is the Monte Carlo standard error of the mean.

    ``outside`` is the share beyond the limits with its exact interval (None without limits), ppm in parts per million.
    """

    formula: str
    draws: int
    seed: int
    mean: float
    mean_error: float
    sd: float
    minimum: float
    maximum: float
    percentiles: tuple[tuple[float, float], ...]
    ppm_below: float | None
    ppm_above: float | None
    ppm_outside: float | None
    outside: Interval | None
    histogram: Histogram
    sensitivity: tuple[Sensitivity, ...]
    sentence: str
    cautions: tuple[str, ...]


def _parameter(given: Input, name: str) -> float:
    if name not in given.parameters:
        needed = " and ".join(PARAMETERS[given.distribution])
        raise StatisticsError(f"{given.name}: a {given.distribution} input needs {needed}; {name} is missing.")
    return finite(given.parameters[name], name=f"{name} of {given.name}")


def _sd(given: Input, name: str) -> float:
    value = _parameter(given, name)
    if value < 0:
        raise StatisticsError(f"{given.name}: {name} must not be negative; {entered(value)} was given.")
    return value


def _above(given: Input, name: str) -> float:
    return positive(_parameter(given, name), name=f"{name} of {given.name}")


def _ordered(given: Input, *names: str) -> list[float]:
    values = [_parameter(given, name) for name in names]
    if values != sorted(values) or values[0] == values[-1]:
        raise StatisticsError(f"{given.name}: {', '.join(names)} must rise; they may be swapped.")
    return values


def _listed(given: Input, rng: np.random.Generator, draws: int) -> Floats:
    values = sample(given.parameters.get("values", ()), name=f"the values of {given.name}", least=1)
    if given.distribution == "data":
        return values[rng.integers(0, values.size, draws)]
    chances = sample(given.parameters.get("probabilities", ()), name=f"the probabilities of {given.name}", least=1)
    if chances.size != values.size or float(chances.min()) < 0 or not math.isclose(float(chances.sum()), 1.0,
                                                                                 abs_tol=1e-6):  # fmt: skip
        raise StatisticsError(f"{given.name}: give one probability for each value; together they make 1.")
    return np.asarray(rng.choice(values, size=draws, p=chances / chances.sum()))


def draw(given: Input, rng: np.random.Generator, draws: int) -> Floats:
    """Random values of one input."""
    kind = given.distribution
    if kind not in PARAMETERS:
        raise StatisticsError(f"{given.name}: the distribution must be one of {', '.join(PARAMETERS)}; not {kind!r}.")
    if kind in {"discrete", "data"}:
        return _listed(given, rng, draws)
    if kind == "normal":
        return rng.normal(_parameter(given, "mean"), _sd(given, "sd"), draws)
    if kind == "lognormal":
        return rng.lognormal(_parameter(given, "meanlog"), _sd(given, "sdlog"), draws)
    if kind == "uniform":
        low, high = _ordered(given, "low", "high")
        return rng.uniform(low, high, draws)
    if kind == "triangular":
        low, mode, high = _ordered(given, "low", "mode", "high")
        return rng.triangular(low, mode, high, draws)
    if kind == "weibull":
        return _above(given, "scale") * rng.weibull(_above(given, "shape"), draws)
    if kind == "exponential":
        return rng.exponential(_above(given, "mean"), draws)
    return np.full(draws, _parameter(given, "value"))


def _rank_correlation(ranks_x: Floats, ranks_y: Floats) -> float:
    x, y = ranks_x - ranks_x.mean(), ranks_y - ranks_y.mean()
    scale = math.sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / scale if scale else 0.0


def sensitivities(inputs: Mapping[str, Floats], output: Floats) -> tuple[Sensitivity, ...]:
    """Spearman correlation of each input with the output, largest share first; shares are of the squared ranks."""
    from scipy.stats import rankdata

    ranks = rankdata(output)
    found = {name: _rank_correlation(rankdata(values), ranks) for name, values in inputs.items()}
    total = math.fsum(r * r for r in found.values())
    rows = [Sensitivity(name, r, r * r / total if total else 0.0) for name, r in found.items()]
    return tuple(sorted(rows, key=lambda row: -row.share))


def _output(formula: Formula, drawn: Mapping[str, Floats], draws: int) -> Floats:
    y = formula.evaluate(drawn)
    y = np.broadcast_to(y, (draws,)) if y.size == 1 else y
    bad = np.flatnonzero(~np.isfinite(y))
    if bad.size:
        at = ", ".join(f"{name} = {drawn[name][bad[0]]:.4g}" for name in formula.names)
        raise StatisticsError(
            f"{bad.size} of {draws} draws give no finite number, the first with {at}. Restrict the inputs (a division "
            "by 0 or a root or logarithm of a negative number)."
        )
    return y


def simulate(
    formula: str,
    inputs: Sequence[Input],
    *,
    lsl: float | None = None,
    usl: float | None = None,
    draws: float = 100_000,
    seed: int = 1,
    confidence: float = 0.95,
) -> Simulation:
    """Push random inputs through the formula: distribution of the output, share outside the limits, who drives it.

    Inputs are independent. Raises StatisticsError for an unreadable formula, a missing or unknown input, parameters
    that can't be, or draws without a finite output.
    """
    parsed, times = parse_formula(formula), count(draws, name="number of draws", least=FEWEST)
    if times > MOST:
        raise StatisticsError(f"At most {MOST} draws; {times} were asked for.")
    names = [given.name for given in inputs]
    if len(set(names)) != len(names):
        raise StatisticsError("Two inputs carry the same name; rename one.")
    start = count(seed, name="seed")
    drawn = {
        given.name: draw(given, np.random.default_rng(np.random.SeedSequence(start, spawn_key=(place,))), times)
        for place, given in enumerate(inputs)
    }
    y = _output(parsed, drawn, times)
    y = sample(y, name="the outputs")
    below = above = None
    low = None if lsl is None else finite(lsl, name="lower limit")
    high = None if usl is None else finite(usl, name="upper limit")
    if low is not None and high is not None and low >= high:
        raise StatisticsError(f"The lower limit ({entered(low)}) must be below the upper limit ({entered(high)}).")
    below = None if low is None else int(np.sum(y < low))
    above = None if high is None else int(np.sum(y > high))
    bounds = outside = None
    if below is not None or above is not None:
        outside = (below or 0) + (above or 0)
        bounds = clopper_pearson(outside, times, confidence=confidence)
    cautions = [f"{name} is given but not in the formula." for name in names if name not in parsed.names]
    if outside is not None and 0 < outside < 10:
        cautions.append(f"Only {outside} draws fell outside; take more draws to trust the ppm.")
    sd, mean = standard_deviation(y), mean_of(y)
    drivers = sensitivities({name: drawn[name] for name in parsed.names}, y)
    return Simulation(
        formula=parsed.text,
        draws=times,
        seed=start,
        mean=mean,
        mean_error=sd / math.sqrt(times),
        sd=sd,
        minimum=float(y.min()),
        maximum=float(y.max()),
        percentiles=tuple((p, float(q)) for p, q in zip(FRACTIONS, np.quantile(y, FRACTIONS), strict=True)),
        ppm_below=None if below is None else 1e6 * below / times,
        ppm_above=None if above is None else 1e6 * above / times,
        ppm_outside=None if outside is None else 1e6 * outside / times,
        outside=bounds,
        histogram=histogram(y),
        sensitivity=drivers,
        sentence=_sentence(mean, sd, outside, times, drivers),
        cautions=tuple(cautions),
    )


def _sentence(mean: float, sd: float, outside: int | None, draws: int, drivers: tuple[Sensitivity, ...]) -> str:
    text = f"The output averages {mean:.4g} with a standard deviation of {sd:.4g}"
    if outside is not None:
        text += f"; {percent(outside / draws, 2)} fall outside the limits"
    if drivers and drivers[0].share > 0:
        text += f". {drivers[0].name} drives {percent(drivers[0].share)} of the variation (by rank)"
    return f"{text}."
