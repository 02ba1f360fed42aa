"""Faces of capability without a normal curve: percentiles, Box-Cox, Johnson, counts, service level, outliers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics import attribute_capability as counted
from dmaic.statistics import outliers as far
from dmaic.statistics.assumptions import normality_check
from dmaic.statistics.box_cox import best_lambda, box_cox_capability
from dmaic.statistics.checked import sample
from dmaic.statistics.faces import given as g
from dmaic.statistics.fits import FAMILIES, best_fit, given_distribution
from dmaic.statistics.intervals import Interval
from dmaic.statistics.johnson import FAMILIES as JOHNSON_FAMILIES
from dmaic.statistics.johnson import fit_johnson, given_johnson, johnson_capability
from dmaic.statistics.nonnormal import (
    BOOTSTRAP,
    PercentileIndices,
    bootstrap_intervals,
    indices_of_distribution,
    percentile_capability,
)
from dmaic.statistics.summary import percentile_with_interval

_METHODS = ("percentile", "box_cox_lambda", "box_cox", "johnson")


class _Limits(TypedDict):
    lsl: float | None
    usl: float | None


def _limits(given: Mapping[str, Any]) -> _Limits:
    return {"lsl": g.optional_number(given, "lsl"), "usl": g.optional_number(given, "usl")}


def capability_nonnormal(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field method: percentile | box_cox_lambda | box_cox | johnson; values or known parameters; lsl, usl.

    Option confidence: values give intervals with the indices, a known curve has none.
    """
    method = g.word(given, "method", _METHODS)
    if method == "percentile":
        return _percentile(given)
    if method == "box_cox_lambda":
        found = best_lambda(g.numbers(given, "values"), confidence=g.number(given, "confidence", 0.95))
        return {"lambda": found.value, "lambda_ci": [found.low, found.high], "lambda_rounded": found.rounded}
    return _box_cox(given) if method == "box_cox" else _johnson(given)


def _quantile_fields(found: PercentileIndices) -> dict[str, Any]:
    return {
        "q00135": found.q_low,
        "q50": found.q_middle,
        "q99865": found.q_high,
        "pp": found.pp,
        "ppl": found.ppl,
        "ppu": found.ppu,
        "ppk": found.ppk,
        "expected_ppm": found.expected.total,
        "expected_ppm_below": found.expected.below,
        "expected_ppm_above": found.expected.above,
    }


def _bootstrapped(given: Mapping[str, Any], family: str) -> dict[str, Any]:
    """The intervals of the percentile method, or why there are none."""
    values, confidence = g.numbers(given, "values"), g.number(given, "confidence", 0.95)
    try:
        ppk, ppm = bootstrap_intervals(values, distribution=family, confidence=confidence, **_limits(given))
    except StatisticsError as refusal:
        return {"ppk_ci": None, "expected_ppm_ci": None, "interval_method": str(refusal)}
    return {"ppk_ci": ppk, "expected_ppm_ci": ppm, "interval_method": BOOTSTRAP}


def _percentile(given: Mapping[str, Any]) -> dict[str, Any]:
    family = None if given.get("distribution") is None else g.word(given, "distribution", FAMILIES)
    if given.get("values") is None and given.get("parameters") is not None:
        if family is None:
            raise StatisticsError("Name the distribution that the parameters belong to.")
        known = given_distribution(family, g.mapping(given, "parameters"))
        return {"parameters": known.parameters, **_quantile_fields(indices_of_distribution(known, **_limits(given)))}
    found = percentile_capability(g.numbers(given, "values"), distribution=family, **_limits(given))
    chosen = found.fit.distribution.family
    return {
        "distribution": chosen,
        "parameters": found.fit.distribution.parameters,
        "loglik": found.fit.loglik,
        "aic": found.fit.aic,
        "anderson_darling": found.fit.anderson_darling,
        **_quantile_fields(found.indices),
        **_bootstrapped(given, chosen),
        "observed_ppm": found.observed.total,
    }


def _box_cox(given: Mapping[str, Any]) -> dict[str, Any]:
    found = box_cox_capability(
        g.numbers(given, "values"),
        g.optional_number(given, "lambda"),
        confidence=g.number(given, "confidence", 0.95),
        **_limits(given),
    )
    part = found.indices
    intervals = {
        "pp": part.potential_interval,
        "ppl": part.lower_interval,
        "ppu": part.upper_interval,
        "ppk": part.worst_interval,
    }
    return {
        "lambda": found.power,
        "mean": found.mean,
        "sd": found.sd,
        "lsl_t": found.lsl,
        "usl_t": found.usl,
        "pp": part.potential,
        "ppl": part.lower,
        "ppu": part.upper,
        "ppk": part.worst,
        **{f"{name}_ci": None if one is None else _ends(one) for name, one in intervals.items()},
        "expected_ppm": part.expected.total,
    }


def _johnson(given: Mapping[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if given.get("values") is not None:
        found = fit_johnson(g.numbers(given, "values"))
        curve = found.curve
        extra = {"anderson_darling_p": found.p}
    else:
        curve = given_johnson(
            g.word(given, "family", JOHNSON_FAMILIES),
            g.number(given, "gamma"),
            g.number(given, "delta"),
            g.number(given, "xi"),
            g.number(given, "lambda", 1.0),
        )
    study = johnson_capability(curve, **_limits(given))
    return {
        "family": curve.family,
        "parameters": {"gamma": curve.gamma, "delta": curve.delta, "xi": curve.xi, "lambda": curve.scale},
        "z_lsl": study.z_lsl,
        "z_usl": study.z_usl,
        "ppl": study.ppl,
        "ppu": study.ppu,
        "ppk": study.ppk,
        "q00135": study.q_low,
        "q50": study.q_middle,
        "q99865": study.q_high,
        "expected_ppm": study.expected.total,
        "note": study.note,
        **extra,
    }


def distribution_choice(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field values; option distributions (families to compare). Best first."""
    asked = given.get("distributions")
    families = tuple(str(name) for name in g.numbers(given, "distributions")) if asked is not None else FAMILIES
    return {"fits": best_fit(g.numbers(given, "values"), families)}


def _ends(interval: Interval) -> list[float | None]:
    return [interval.low, interval.high]


def attribute_capability(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field kind: binomial (defectives, sizes) | poisson (defects, sizes); options confidence, stable."""
    kind = g.word(given, "kind", ("binomial", "poisson"))
    confidence, stable = g.number(given, "confidence", 0.95), g.optional_flag(given, "stable")
    listed = isinstance(given.get("sizes"), list | tuple)
    sizes = g.numbers(given, "sizes") if listed else g.number(given, "sizes", 1.0 if kind == "poisson" else None)
    if kind == "poisson":
        rate = counted.poisson_capability(g.numbers(given, "defects"), sizes, confidence=confidence)
        return {
            "dpu": rate.dpu,
            "dpu_ci": _ends(rate.interval),
            "smallest": rate.smallest,
            "largest": rate.largest,
            "dispersion": rate.dispersion,
            "statistics": counted.attribute_statistics(rate, stable=stable),
        }
    found = counted.binomial_capability(g.numbers(given, "defectives"), sizes, confidence=confidence)
    return {
        "p": found.share,
        "p_ci": _ends(found.interval),
        "ppm": found.ppm,
        "process_z": found.process_z,
        "process_z_ci": _ends(found.z_interval),
        "dispersion": found.dispersion,
        "statistics": counted.attribute_statistics(found, stable=stable),
    }


def service_level(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values and limit (option at_least), or within and n; options confidence, percentiles (fractions).

    Values give their p50, p90 and p95 too, each with its distribution-free interval.
    """
    confidence = g.number(given, "confidence", 0.95)
    percentiles: Any = None
    if given.get("values") is not None:
        values = g.numbers(given, "values")
        found = counted.service_level(
            values, g.number(given, "limit"), at_least=g.flag(given, "at_least"), confidence=confidence
        )
        fractions = g.numbers(given, "percentiles") if given.get("percentiles") is not None else (0.5, 0.9, 0.95)
        percentiles = [percentile_with_interval(values, one, confidence=confidence) for one in fractions]
    else:
        found = counted.service_level_of_counts(g.number(given, "within"), g.number(given, "n"), confidence=confidence)
    return {
        "n": found.n,
        "within": found.within,
        "share": found.share,
        "exact_ci": _ends(found.exact),
        "wilson_ci": _ends(found.wilson),
        "percentiles": percentiles,
    }


def outliers(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field values; options alpha, side, reach."""
    values = g.numbers(given, "values")
    found = far.grubbs(values, alpha=g.number(given, "alpha", 0.05), side=g.word(given, "side", far.SIDES, "both"))
    fences = far.fences(values, reach=g.number(given, "reach", 1.5)) if len(values) >= 4 else None
    return {
        "g": found.g,
        "critical": found.critical,
        "p": found.p,
        "index": found.index,
        "value": found.value,
        "is_outlier": found.is_outlier,
        "assumptions": [normality_check(np.delete(sample(values), found.index), "the other values")],
        "sentence": far.grubbs_words(found),
        "fences": fences,
    }
