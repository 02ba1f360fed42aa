"""Faces of one column of numbers: description, percentiles, histogram, autocorrelation, probability plot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import autocorrelation as lags
from dmaic.statistics.checked import count
from dmaic.statistics.faces import given as g
from dmaic.statistics.probability_plot import POSITIONS
from dmaic.statistics.probability_plot import probability_plot as plot
from dmaic.statistics.summary import PERCENTILES, QUANTILE_METHODS, describe, histogram, percentile_with_interval

_MOST_ALTERNATING = 1_000_000


def _values(given: Mapping[str, Any]) -> list[float]:
    """``values``, or the short form of NIST's long series: ``first``, ``then_alternating``, ``n``."""
    if given.get("values") is not None or given.get("first") is None:
        return g.numbers(given, "values")
    pattern, n = g.numbers(given, "then_alternating"), count(g.number(given, "n"), name="n", least=1)
    if n > _MOST_ALTERNATING:
        raise StatisticsError(f"A series of {n} alternating values is more than {_MOST_ALTERNATING}, the most here.")
    return [g.number(given, "first"), *(pattern[i % len(pattern)] for i in range(n - 1))]


def summary(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values; options confidence, percentiles (fractions), quantile_method, bins."""
    values = _values(given)
    confidence = g.number(given, "confidence", 0.95)
    method = g.word(given, "quantile_method", tuple(QUANTILE_METHODS), "linear")
    fractions = g.numbers(given, "percentiles") if given.get("percentiles") is not None else PERCENTILES
    found = describe(values, confidence=confidence, fractions=fractions, method=method)
    bins = g.optional_number(given, "bins")
    return {
        "n": found.n,
        "mean": found.mean,
        "mean_ci": [found.mean_low, found.mean_high],
        "sd": found.sd,
        "sd_ci": [found.sd_low, found.sd_high],
        "min": found.minimum,
        "q1": found.q1,
        "median": found.median,
        "q3": found.q3,
        "max": found.maximum,
        "iqr": found.iqr,
        "skew": found.skew,
        "kurtosis": found.kurtosis,
        "lag1_autocorrelation": found.lag1_autocorrelation,
        "percentiles": found.percentiles,
        "quantile_method": found.quantile_method,
        "histogram": histogram(values, bins=None if bins is None else count(bins, name="number of bins", least=1)),
    }


def percentile(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values, fraction; options confidence, quantile_method."""
    found = percentile_with_interval(
        g.numbers(given, "values"),
        g.number(given, "fraction"),
        confidence=g.number(given, "confidence", 0.95),
        method=g.word(given, "quantile_method", tuple(QUANTILE_METHODS), "linear"),
    )
    return {
        "fraction": found.fraction,
        "value": found.value,
        "ci": [found.low, found.high],
        "coverage": found.coverage,
    }


def autocorrelation(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values in time order; options lags, confidence."""
    values = g.numbers(given, "values")
    asked = g.optional_number(given, "lags")
    found = lags.autocorrelation(
        values,
        lags=None if asked is None else count(asked, name="lags", least=1),
        confidence=g.number(given, "confidence", 0.95),
    )
    runs = lags.runs_about_median(values) if len(values) >= lags.FEWEST_FOR_RUNS else None
    first = found[0]
    return {
        "lag1": first.r,
        "bound": first.bound,
        "significant": first.significant,
        "lags": found,
        "runs": runs,
        "sentence": lags.neighbour_words(first, runs),
    }


def probability_plot(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values; options confidence, positions."""
    found = plot(
        g.numbers(given, "values"),
        confidence=g.number(given, "confidence", 0.95),
        positions=g.word(given, "positions", tuple(POSITIONS), "benard"),
    )
    return {
        "values": found.values,
        "fractions": found.fractions,
        "scores": found.scores,
        "line": found.line,
        "low": found.low,
        "high": found.high,
        "straightness": found.straightness,
        "outside": found.outside,
        "positions": found.positions,
    }
