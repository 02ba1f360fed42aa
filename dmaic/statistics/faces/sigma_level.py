"""Faces of the sigma level: from sigma, from DPMO, from counts, from step yields."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import sigma_level as sl
from dmaic.statistics.faces import given as g


def sigma_level(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """One of sigma | dpmo | defects, units, opportunities | step_yields; options shift, tails, confidence, defectives.

    The JSON form speaks of an endless level as "inf" (its contract); pages show the bound instead.
    """
    asked = [field for field in ("sigma", "dpmo", "defects", "step_yields") if given.get(field) is not None]
    if len(asked) != 1:
        raise StatisticsError(
            "Give exactly one of: sigma, dpmo, defects (with units and opportunities), step_yields; "
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


def _of_counts(given: Mapping[str, Any], shift: float) -> dict[str, Any]:
    found = sl.defect_level(
        g.number(given, "defects"),
        g.number(given, "units"),
        g.number(given, "opportunities", 1),
        defectives=g.optional_number(given, "defectives"),
        confidence=g.number(given, "confidence", 0.95),
        shift=shift,
    )
    bound = found.zero_defect_bound
    return {
        "dpo": found.dpo,
        "dpmo": found.dpmo,
        "dpu": found.dpu,
        "opportunity_yield": found.opportunity_yield,
        "first_time_yield_poisson": found.first_time_yield,
        "throughput_yield": found.first_time_yield,
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


_FORMS = {"sigma": _of_sigma, "dpmo": _of_dpmo, "defects": _of_counts, "step_yields": _of_yields}
