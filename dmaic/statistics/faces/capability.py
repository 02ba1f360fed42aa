"""Face of the capability study of normal values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.capability import Capability, Indices, PerMillion
from dmaic.statistics.capability import capability as study
from dmaic.statistics.capability_verdict import GAGE_VERDICTS, bench_bounds, expected_bounds, graded_statistics
from dmaic.statistics.checked import sample, subgroups_of
from dmaic.statistics.faces import given as g
from dmaic.statistics.intervals import Interval
from dmaic.statistics.within_sigma import INDIVIDUAL_ESTIMATORS, SUBGROUP_ESTIMATORS


def _bounds(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [interval.low, interval.high]


def _ppm(found: PerMillion) -> dict[str, float | None]:
    return {"below": found.below, "above": found.above, "total": found.total}


def _family(found: Capability, part: Indices, letter: str, suffix: str) -> dict[str, Any]:
    bench = bench_bounds(found, part)
    return {
        f"{letter}": part.potential,
        f"{letter}l": part.lower,
        f"{letter}u": part.upper,
        f"{letter}k": part.worst,
        f"{letter}_ci": _bounds(part.potential_interval),
        f"{letter}l_ci": _bounds(part.lower_interval),
        f"{letter}u_ci": _bounds(part.upper_interval),
        f"{letter}k_ci": _bounds(part.worst_interval),
        f"expected_ppm_{suffix}": _ppm(part.expected),
        f"expected_ppm_{suffix}_ci": _bounds(expected_bounds(bench)),
        f"z_bench_{suffix}": part.z_bench,
        f"z_bench_{suffix}_ci": _bounds(bench),
    }


def capability(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values | subgroups, sigma (estimator), lsl, usl, target, confidence.

    Options: interval_df ("n-1", as the reference cases have it, or "estimator"), lower_is_boundary,
    upper_is_boundary, stable, gage.
    """
    has_subgroups = given.get("subgroups") is not None
    known = list(SUBGROUP_ESTIMATORS if has_subgroups else INDIVIDUAL_ESTIMATORS)
    estimator = g.word(given, "sigma", known, "pooled" if has_subgroups else "mr")
    if has_subgroups and given.get("values") is not None:
        raise StatisticsError("Give values or subgroups, not both.")
    subgroups = g.rows(given, "subgroups") if has_subgroups else None
    values = None if has_subgroups else g.numbers(given, "values")
    found = study(
        values,
        subgroups=subgroups,
        lsl=g.optional_number(given, "lsl"),
        usl=g.optional_number(given, "usl"),
        target=g.optional_number(given, "target"),
        estimator=estimator,
        lower_is_boundary=g.flag(given, "lower_is_boundary"),
        upper_is_boundary=g.flag(given, "upper_is_boundary"),
        confidence=g.number(given, "confidence", 0.95),
        interval_df=g.word(given, "interval_df", ("n-1", "estimator"), "n-1"),
    )
    data = np.concatenate(subgroups_of(subgroups)) if subgroups is not None else sample(values or ())
    gage = None if given.get("gage") is None else g.word(given, "gage", GAGE_VERDICTS)
    within, overall = (
        _family(found, part, letter, suffix)
        for part, letter, suffix in ((found.within, "cp", "within"), (found.overall, "pp", "overall"))
    )
    return {
        "n": found.n,
        "mean": found.mean,
        "sd_within": found.within_sigma.value,
        "sd_overall": found.overall.sigma,
        **within,
        **overall,
        "cpm": found.cpm,
        "cpm_ci": _bounds(found.cpm_interval),
        "cpm_within": found.cpm_within,
        "cpmk": found.cpmk,
        "cpmk_ci": _bounds(found.cpmk_interval),
        "observed_ppm": _ppm(found.observed),
        "within_estimator": found.within_sigma.description,
        "within_df": found.within.df,
        "statistics": graded_statistics(found, data, stable=g.optional_flag(given, "stable"), gage=gage),
    }
