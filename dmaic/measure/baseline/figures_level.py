"""How many sigma are measured values worth? The level from the share expected outside, with its bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dmaic.define.metrics import Metric
from dmaic.errors import StatisticsError
from dmaic.measure.baseline.figures import Group, Standing
from dmaic.statistics.bench_interval import z_bench_interval
from dmaic.statistics.result import Statistic, withheld
from dmaic.statistics.sigma_level import sigma_of_dpmo
from dmaic.statistics.summary import describe

UNSTABLE = (
    "The process is not stable: remove or explain the special causes on the control chart first. What was counted is "
    "shown; what will be counted tomorrow nobody can say."
)
_NO_BOUNDS = "no interval: the share within the specification, counted, carries one"
_OF_A_PERIOD = re.compile(
    r"\b(hourly|daily|weekly|monthly) (median|mean|average)|"
    r"\b(median|mean|average) (a|per|each|by) (hour|shift|day|week|month)\b|"
    r"\b(median|mean|average) of (the|all)\b[^.;]{0,60}\b(hour|shift|day|week|month)\b"
)


def sigma_group(
    groups: Sequence[Group], metric: Metric, values: Any, *, normal: bool, standing: Standing
) -> Group | None:
    """The sigma level of measured values: long-term Z of the share expected outside, and Z.st with the shift named.

    Withheld for an unstable process: a level promises, and nobody can say what will be counted tomorrow.
    """
    source, name = ("capability", "Z.bench overall") if normal else ("percentiles", "Expected ppm overall")
    found = next(
        (one for group in groups if group.code == source for one in group.statistics if one.name == name), None
    )
    if found is None:
        return None
    about = f"Z.st = Z.lt + {metric.shift:g}: the shift of this metric, added once. A shift of 0 leaves both the same."
    method = "normal curve, overall sd" if normal else "share expected outside, percentile method"
    if found.value is None or standing.stable is False or standing.readings_are:
        stop = _of_periods(standing.readings_are) or (found.note if found.value is None else UNSTABLE)
        both = tuple(withheld(name, stop, method=method) for name in ("Z.lt", "Z.st"))
        return Group("sigma", "Sigma level", about, both)
    z = found.value if normal else sigma_of_dpmo(min(found.value, 1e6), shift=metric.shift).z_long_term
    if z is None:
        return Group("sigma", "Sigma level", about, (), ("Nothing is expected outside, so the level has no end.",))
    if normal:
        low, high, bounds = _level_bounds(values, metric, standing.confidence)
    else:
        low, high, bounds = _level_of_ppm(found.high), _level_of_ppm(found.low), "bootstrap interval"
    confidence = None if low is high is None else standing.confidence
    long_term = Statistic(
        "Z.lt", z, low, high, confidence, f"{method}, long term, no shift; {bounds}", "", found.state, found.note
    )
    short = replace(
        long_term,
        name="Z.st",
        value=z + metric.shift,
        low=None if low is None else low + metric.shift,
        high=None if high is None else high + metric.shift,
        method=f"Z.lt + shift {metric.shift:g}, added once; {bounds}",
    )
    return Group("sigma", "Sigma level", about, (long_term, short))


def readings_are(metric: Metric) -> str:
    """medians or means where the definition says that a reading is one of a whole period; empty for single cases."""
    if metric.is_counted:
        return ""
    words = f"{metric.name}. {metric.description or ''} {metric.unit_of_analysis or ''}".lower()
    found = _OF_A_PERIOD.search(words)
    if found is None:
        return ""
    return "medians" if "median" in found.group() else "means"


def _of_periods(what: str) -> str:
    return what and (
        f"A reading is one of the {what} of a period, so a level would be that of the {what}: many cases miss the "
        "limit although none of them does. Bring in the single cases for a level."
    )


def _level_of_ppm(ppm: float | None) -> float | None:
    """Z.lt of so many parts per million outside; None at both ends of the scale, where there is no level."""
    return None if ppm is None else sigma_of_dpmo(min(ppm, 1e6)).z_long_term


def _level_bounds(values: Any, metric: Metric, confidence: float) -> tuple[float | None, float | None, str]:
    """The bounds of Z.lt by the normal curve, and how they came about."""
    found = describe(values)
    lower, upper = metric.specification
    if not found.sd:
        return None, None, _NO_BOUNDS
    try:
        bounds = z_bench_interval(found.mean, found.sd, found.n, lsl=lower, usl=upper, confidence=confidence)
    except StatisticsError as refusal:
        return None, None, str(refusal)
    return bounds.low, bounds.high, f"interval {bounds.method}"
