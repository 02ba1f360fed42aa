"""The JSON face of bias, type 1, linearity and stability studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.statistics.bias import Bias, bias, linearity, type_one
from dmaic.statistics.faces.given import number, numbers, optional_number, word
from dmaic.statistics.stability import stability


def bias_linearity(given: Mapping[str, Any]) -> dict[str, Any]:
    """The study named by ``kind``: bias, type1, linearity or stability."""
    kind = word(given, "kind", ("bias", "type1", "linearity", "stability"))
    confidence = number(given, "confidence", 0.95)
    if kind == "linearity":
        return _linearity(given, confidence)
    if kind == "stability":
        return stable(given)
    readings, reference = numbers(given, "readings"), number(given, "reference")
    if kind == "bias":
        return _bias(bias(readings, reference, confidence=confidence))
    found = type_one(
        readings,
        reference,
        number(given, "tolerance"),
        K=number(given, "K", 20.0),
        L=number(given, "L", 6.0),
        confidence=confidence,
    )
    return _bias(found.bias) | {
        "cg": found.cg,
        "cgk": found.cgk,
        "cg_ci": found.cg_interval,
        "cgk_ci": found.cgk_interval,
        "pct_var_repeatability": found.pct_var_repeatability,
        "pct_var_repeatability_bias": found.pct_var_repeatability_bias,
        "level": found.level,
        "words": found.words,
        "method": found.method,
    }


def _bias(found: Bias) -> dict[str, Any]:
    return {
        "n": found.n,
        "mean": found.mean,
        "bias": found.bias,
        "sd": found.sd,
        "se": found.se,
        "t": found.t,
        "df": found.df,
        "p": found.p,
        "ci": [found.low, found.high],
        "significant": found.significant,
        "words": found.words,
        "cautions": found.cautions,
    }


def _linearity(given: Mapping[str, Any], confidence: float) -> dict[str, Any]:
    found = linearity(numbers(given, "reference"), numbers(given, "readings"), confidence=confidence)
    names = (
        "intercept slope se_intercept se_slope t_intercept t_slope p_intercept p_slope intercept_ci slope_ci "
        "residual_sd r_squared df "
        "mean_bias per_reference band level words cautions"
    )
    return {name: getattr(found, name) for name in names.split()}


def stable(given: Mapping[str, Any]) -> dict[str, Any]:
    """Readings of a master over time against control limits."""
    found = stability(
        numbers(given, "readings"), reference=optional_number(given, "reference"), alpha=number(given, "alpha", 0.05)
    )
    names = (
        "points center sigma lcl ucl spreads spread_ucl signals spread_signals slope_p bias stable words method "
        "cautions"
    )
    return {name: getattr(found, name) for name in names.split()}
