"""How long until a case is resolved, when some are still open? Kaplan-Meier with intervals, and the log-rank test."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.distributions import chi_square_tail, normal_quantile
from dmaic.statistics.result import State, Statistic, withheld
from dmaic.statistics.verdict import DEFAULT, Check, Claim, Terms, TestResult, measured, verdict


class Bounds(StrEnum):
    """The scale on which the interval of the curve is symmetric."""

    LOG_LOG = "log-log"
    LOG = "log"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from ``time`` on: share still open with its interval; at risk just before, resolved and left then."""

    time: float
    at_risk: int
    events: int
    censored: int
    open_share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Survival:
    """Time to resolution of all cases, open ones included. Times in the unit given."""

    n: int
    events: int
    steps: tuple[Step, ...]
    quantiles: tuple[Statistic, ...]
    method: str
    sentence: str


def kaplan_meier(
    times: Any,
    resolved: Sequence[Any],
    *,
    shares: Sequence[float] = (0.5, 0.9),
    bounds: Bounds = Bounds.LOG_LOG,
    terms: Terms = DEFAULT,
) -> Survival:
    """Product-limit estimate of the share still open over time (Kaplan & Meier 1958).

    S(t) = product of (1 - d/n) over the resolution times up to t; Greenwood's variance S^2 sum d/(n(n-d)). ``resolved``
    is False for a case still open at its time: leaving those out would make times look shorter than they are. A
    quantile is the first time at which at most 1 - share are open (midpoint where the curve rests exactly there, as in
    R), its interval by Brookmeyer & Crowley (1982). Intervals: *log-log* (default), *log* (R's default) or *plain*.
    """
    at, flags = _read(times, resolved)
    z = normal_quantile(0.5 + terms.confidence / 2)
    steps: list[Step] = []
    open_share, greenwood, at_risk = 1.0, 0.0, at.size
    for time in np.unique(at):
        here = at == time
        events, left = int(np.sum(here & flags)), int(np.sum(here & ~flags))
        if events:
            open_share *= 1 - events / at_risk
            greenwood += events / (at_risk * (at_risk - events)) if at_risk > events else math.inf
        low, high = _band(open_share, greenwood, z, bounds)
        steps.append(Step(float(time), at_risk, events, left, open_share, low, high))
        at_risk -= events + left
    quantiles = tuple(_quantile(steps, share, terms) for share in shares)
    events = int(flags.sum())
    said = "; ".join(measured(q) if q.value is not None else f"{q.name}: {q.note}" for q in quantiles)
    sentence = f"{events} of {at.size} cases resolved, {at.size - events} still open. {said[:1].upper()}{said[1:]}."
    return Survival(at.size, events, tuple(steps), quantiles, f"Kaplan-Meier, {bounds.value} intervals", sentence)


def log_rank(groups: Mapping[str, tuple[Any, Sequence[Any]]], *, terms: Terms = DEFAULT) -> TestResult:
    """Do groups differ in how fast their cases are resolved? Log-rank test (Mantel 1966), k - 1 df.

    Observed less expected resolutions per group over all resolution times, with the hypergeometric covariance. For two
    groups the effect is Peto's hazard ratio exp((O-E)/V) of the first group; the practical threshold is a ratio.
    """
    if len(groups) < 2:
        raise StatisticsError("Name at least two groups to compare.")
    read = {name: _read(*pair) for name, pair in groups.items()}
    event_times = np.unique(np.concatenate([at[flags] for at, flags in read.values()]))
    if not event_times.size:
        raise StatisticsError("No case is resolved yet: there is nothing to compare.")
    k = len(read)
    excess, covariance = np.zeros(k), np.zeros((k, k))
    for time in event_times:
        risk = np.array([float(np.sum(at >= time)) for at, _ in read.values()])
        events = np.array([float(np.sum((at == time) & flags)) for at, flags in read.values()])
        n, d = risk.sum(), events.sum()
        excess += events - d * risk / n
        if n > 1:
            share = risk / n
            covariance += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    rank = int(np.linalg.matrix_rank(covariance))
    if rank == 0:
        raise StatisticsError("No time has open cases of two groups: the groups can't be compared.")
    statistic = float(excess @ np.linalg.pinv(covariance) @ excess)
    effect = _hazard_ratio(excess, covariance, list(read), terms) if k == 2 else None
    resolved = sum(int(flags.sum()) for _, flags in read.values())
    return verdict(
        question="Do the groups differ in how fast their cases are resolved?",
        method="log-rank test",
        statistic=("chi-square", statistic),
        df=[rank],
        p=chi_square_tail(statistic, rank),
        claim=Claim(
            "The groups differ in how fast cases are resolved",
            "It is not shown that the groups differ in how fast cases are resolved",
            effect,
            null=1.0,
            ratio=True,
        ),
        sizes=[at.size for at, _ in read.values()],
        terms=terms.undirected(),
        estimate=effect,
        effect=effect,
        assumptions=[Check("resolved cases", f"{resolved} resolved; chi-square wants 10", resolved >= 10)],
    )


def _read(times: Any, resolved: Sequence[Any]) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    at = sample(times, "times", least=1)
    if len(resolved) != at.size:
        raise StatisticsError(f"There are {at.size} times and {len(resolved)} marks of resolution. Give one for each.")
    if any(not isinstance(flag, int | np.bool_) or flag not in {0, 1} for flag in resolved):
        raise StatisticsError("resolved must hold true (resolved) or false (still open) for each case.")
    if np.any(at < 0):
        raise StatisticsError("A time is negative. Check its start and end.")
    return at, np.array([bool(flag) for flag in resolved])


def _band(share: float, greenwood: float, z: float, bounds: Bounds) -> tuple[float, float]:
    if share in {0.0, 1.0}:
        return share, share
    spread = math.sqrt(greenwood)
    if bounds is Bounds.PLAIN:
        low, high = share * (1 - z * spread), share * (1 + z * spread)
    elif bounds is Bounds.LOG:
        low, high = share * math.exp(-z * spread), share * math.exp(z * spread)
    else:
        lean = z * spread / abs(math.log(share))
        low, high = share ** math.exp(lean), share ** math.exp(-lean)
    return max(low, 0.0), min(high, 1.0)


def _quantile(steps: Sequence[Step], share: float, terms: Terms) -> Statistic:
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share < 1:
        raise StatisticsError("A share must lie between 0 and 1, such as 0.5 for the median.")
    name = "median time" if share == 0.5 else f"{100 * share:.4g} % resolved by"
    method, bar = "Kaplan-Meier, Brookmeyer & Crowley interval", 1 - share
    value = _crossing([(step.time, step.open_share) for step in steps], bar)
    low = _crossing([(step.time, step.low) for step in steps], bar)
    high = _crossing([(step.time, step.high) for step in steps], bar)
    if value is None:
        left = steps[-1].open_share
        note = f"{100 * left:.0f} % were still open at the last time seen; follow the cases longer"
        return withheld(name, note, method=method, unit=terms.unit)
    if low is None or high is None:
        note = "The upper bound lies beyond the times seen."
        return Statistic(name, value, low, high, terms.confidence, method, terms.unit, State.CAUTION, note)
    return Statistic(name, value, low, high, terms.confidence, method, terms.unit)


def _crossing(curve: Sequence[tuple[float, float]], bar: float) -> float | None:
    """First time at which the curve is at or below the bar; the middle of a stretch that rests exactly on it."""
    close = 1e-12
    for i, (time, share) in enumerate(curve):
        if share < bar - close:
            return time
        if share <= bar + close:
            after = next((later for later, below in curve[i + 1 :] if below < bar - close), None)
            return time if after is None else (time + after) / 2
    return None


def _hazard_ratio(excess: Floats, covariance: Floats, names: Sequence[str], terms: Terms) -> Statistic:
    variance = float(covariance[0, 0])
    log_ratio, spread = float(excess[0]) / variance, 1 / math.sqrt(variance)
    z = normal_quantile(0.5 + terms.confidence / 2)
    low, high = math.exp(log_ratio - z * spread), math.exp(log_ratio + z * spread)
    name = f"rate of resolution, {names[0]} to {names[1]},"
    return Statistic(name, math.exp(log_ratio), low, high, terms.confidence, "Peto: exp((O-E)/V)")
