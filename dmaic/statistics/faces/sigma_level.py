"""Faces of the sigma level: from sigma, from DPMO, from counts, from step yields."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import sigma_level as sl
from dmaic.statistics.faces import given as g
from dmaic.statistics.intervals import Interval


def sigma_level(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """One of sigma | dpmo | z | defects, units, opportunities | processes | step_yields.

    Options shift, tails, confidence, defectives. ``z`` is a Z.bench, of ``long_term`` values unless said otherwise.
    ``processes`` holds counts of several: they are pooled, for sigma levels can't be averaged. The JSON form speaks of
    an endless level as "inf" (its contract); pages show the bound instead.
    """
    asked = [field for field in _FORMS if given.get(field) is not None]
    if len(asked) != 1:
        raise StatisticsError(
            "Give exactly one of: sigma, dpmo, z, defects (with units and opportunities), processes, step_yields; "
            f"{'none' if not asked else ', '.join(asked)} given."
        )
    shift = g.number(given, "shift", sl.DEFAULT_SHIFT)
    return _FORMS[asked[0]](given, shift)


def _of_sigma(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    found = sl.meaning_of_sigma(g.number(given, "sigma"), shift=shift)
    return {
        "long_term_dpmo": found.long_term_dpmo,
        "long_term_yield": found.long_term_yield,
        "short_term_dpmo_one_sided": found.short_term_dpmo_one_sided,
        "short_term_dpmo_two_sided": found.short_term_dpmo_two_sided,
        "two_sided_dpmo_with_shift": found.two_sided_dpmo_with_shift,
        "shift": found.shift,
    }


def _endless(z: float | None, dpmo: float) -> float:
    if z is not None:
        return z
    return math.inf if dpmo < sl.MILLION / 2 else -math.inf


def _level_fields(level: sl.SigmaLevel) -> dict[str, Any]:
    return {
        "z_long_term": _endless(level.z_long_term, level.dpmo),
        "sigma_with_shift": _endless(level.z_short_term, level.dpmo),
        "shift": level.shift,
    }


def _of_dpmo(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    level = sl.sigma_of_dpmo(g.number(given, "dpmo"), shift=shift, tails=int(g.number(given, "tails", 1)))
    return {**_level_fields(level), "fraction_ok": level.fraction_ok, "tails": level.tails}


def _of_z(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    long_term = g.flag(given, "long_term", default=True)
    level = sl.sigma_of_z(g.number(given, "z"), long_term=long_term, shift=shift)
    return {**_level_fields(level), "dpmo": level.dpmo, "fraction_ok": level.fraction_ok}


def _of_processes(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    counts = [
        (g.number(row, "defects"), g.number(row, "units"), g.number(row, "opportunities", 1))
        for row in g.records(given, "processes")
    ]
    return _counted(sl.pooled_level(counts, confidence=g.number(given, "confidence", 0.95), shift=shift))


def _reversed(interval: Interval, turned: Callable[[float], float]) -> list[float | None]:
    """An interval carried through a function that falls."""
    return [None if end is None else turned(end) for end in (interval.high, interval.low)]


def _of_counts(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    found = sl.defect_level(
        g.number(given, "defects"),
        g.number(given, "units"),
        g.number(given, "opportunities", 1),
        defectives=g.optional_number(given, "defectives"),
        confidence=g.number(given, "confidence", 0.95),
        shift=shift,
    )
    return _counted(found)


def _counted(found: sl.DefectLevel) -> dict[str, Any]:
    bound, bad = found.zero_defect_bound, found.defectives_interval
    return {
        "dpo": found.dpo,
        "dpmo": found.dpmo,
        "dpu": found.dpu,
        "opportunity_yield": found.opportunity_yield,
        "first_time_yield_poisson": found.first_time_yield,
        "throughput_yield": found.first_time_yield,
        "throughput_yield_ci": _reversed(found.dpu_interval, lambda dpu: math.exp(-dpu)),
        "first_time_yield": None if found.defectives is None else 1 - found.defectives / found.units,
        "first_time_yield_ci": None if bad is None else _reversed(bad, lambda share: 1 - share),
        "dpo_ci": [found.dpo_interval.low, found.dpo_interval.high],
        "dpu_ci": [found.dpu_interval.low, found.dpu_interval.high],
        **_level_fields(found.level),
        "z_long_term_ci": [found.z_interval.low, found.z_interval.high],
        "sigma_with_shift_ci": [found.sigma_interval.low, found.sigma_interval.high],
        "zero_defect_dpmo_bound": None if bound is None or bound.high is None else sl.MILLION * bound.high,
        "statistics": sl.sigma_statistics(found),
    }


def _of_yields(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    found = sl.rolled_yield(g.numbers(given, "step_yields"), shift=shift)
    level = found.normalized_level
    return {
        "rty": found.rolled_throughput_yield,
        "normalized_yield": found.normalized_yield,
        "total_dpu_poisson": math.inf if found.total_dpu is None else found.total_dpu,
        "sigma_of_normalized_with_shift": _endless(level.z_short_term, level.dpmo),
        "shift": level.shift,
    }


_FORMS = {
    "sigma": _of_sigma,
    "dpmo": _of_dpmo,
    "z": _of_z,
    "defects": _of_counts,
    "processes": _of_processes,
    "step_yields": _of_yields,
}
