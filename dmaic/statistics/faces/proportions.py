"""Faces of counts: proportions, rates, one variance, net promoter score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import promoter_score as nps_of
from dmaic.statistics.faces import given as g
from dmaic.statistics.intervals import Interval
from dmaic.statistics.one_variance import OneVariance, one_variance, variance_of_sd
from dmaic.statistics.proportions import many_proportions, one_proportion, two_proportions
from dmaic.statistics.rates import many_rates, one_rate, two_rates


def _ends(interval: Interval, *, open_above: bool = False) -> list[float | None]:
    high = math.inf if open_above and interval.high is None else interval.high
    return [interval.low, high]


def _terms(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "alternative": given.get("alternative") or "two-sided",
        "confidence": g.number(given, "confidence", 0.95),
    }


def proportions(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field kind: one | two | k | rate | rates | variance; options alternative, confidence."""
    return _KINDS[g.word(given, "kind", tuple(_KINDS))](given)


def _one(given: Mapping[str, Any]) -> dict[str, Any]:
    found = one_proportion(
        g.number(given, "k"), g.number(given, "n"), p0=g.optional_number(given, "p0"), **_terms(given)
    )
    return {
        "exact": {"p": found.exact_p, "ci": _ends(found.exact_interval), "estimate": found.estimate},
        "exact_less_p": found.exact_less_p,
        "exact_greater_p": found.exact_greater_p,
        "score": {
            "chi_square": found.score.chi_square,
            "p": found.score.p,
            "wilson_ci": _ends(found.score.interval),
        },
        "score_continuity": {
            "chi_square": found.corrected.chi_square,
            "p": found.corrected.p,
            "ci": _ends(found.corrected.interval),
        },
    }


def _two(given: Mapping[str, Any]) -> dict[str, Any]:
    found = two_proportions(g.numbers(given, "k"), g.numbers(given, "n"), **_terms(given))
    return {
        "difference": found.difference,
        "z": found.z,
        "p": found.p,
        "difference_ci": _ends(found.wald),
        "newcombe_ci": _ends(found.newcombe),
        "continuity": {
            "chi_square": found.corrected.chi_square,
            "p": found.corrected.p,
            "difference_ci": _ends(found.corrected.interval),
        },
        "fisher_p": found.fisher_p,
        "risk_ratio": found.risk_ratio,
        "risk_ratio_ci": None if found.risk_ratio_interval is None else _ends(found.risk_ratio_interval),
    }


def _many(given: Mapping[str, Any]) -> dict[str, Any]:
    found = many_proportions(g.numbers(given, "k"), g.numbers(given, "n"))
    return {
        "chi_square": found.chi_square,
        "df": found.df,
        "p": found.p,
        "estimates": found.estimates,
        "pooled": found.pooled,
        "smallest_expected": found.smallest_expected,
    }


def _rate(given: Mapping[str, Any]) -> dict[str, Any]:
    found = one_rate(
        g.number(given, "count"),
        g.number(given, "exposure", 1.0),
        rate0=g.optional_number(given, "rate0"),
        **_terms(given),
    )
    return {"rate": found.rate, "p": found.p, "ci": _ends(found.interval, open_above=True)}


def _rates(given: Mapping[str, Any]) -> dict[str, Any]:
    counts, exposures = g.numbers(given, "counts"), g.numbers(given, "exposures")
    if len(counts) > 2:
        many = many_rates(counts, exposures)
        return {"chi_square": many.chi_square, "df": many.df, "p": many.p, "rates": many.rates, "pooled": many.pooled}
    found = two_rates(counts, exposures, ratio0=g.number(given, "ratio0", 1.0), **_terms(given))
    ratio = math.inf if found.ratio is None else found.ratio
    return {
        "rate_ratio": ratio,
        "p": found.p,
        "ci": _ends(found.interval, open_above=True),
        "rates": [found.first, found.second],
    }


def _variance(given: Mapping[str, Any]) -> dict[str, Any]:
    sigma0, terms = g.optional_number(given, "sigma0"), _terms(given)
    found: OneVariance
    if given.get("values") is None:
        found = variance_of_sd(g.number(given, "sd"), g.number(given, "n"), sigma0=sigma0, **terms)
    else:
        found = one_variance(g.numbers(given, "values"), sigma0=sigma0, **terms)
    return {
        "chi_square": found.chi_square,
        "df": found.df,
        "p": found.p,
        "variance_ci": _ends(found.variance_interval, open_above=True),
        "sd": found.sd,
        "sd_ci": _ends(found.sd_interval, open_above=True),
    }


_KINDS = {"one": _one, "two": _two, "k": _many, "rate": _rate, "rates": _rates, "variance": _variance}


def _score(given: Mapping[str, Any], confidence: float) -> nps_of.PromoterScore:
    invited = g.optional_number(given, "invited")
    if given.get("answers") is not None:
        return nps_of.score_of_answers(g.numbers(given, "answers"), confidence=confidence, invited=invited)
    if given.get("passives") is not None:
        return nps_of.score_of_counts(
            g.number(given, "promoters"),
            g.number(given, "passives"),
            g.number(given, "detractors"),
            confidence=confidence,
            invited=invited,
        )
    if given.get("n") is None:
        raise StatisticsError(
            "Give answers (0 to 10), or counts of promoters, passives and detractors, or the shares of promoters and "
            "detractors with n."
        )
    return nps_of.score_of_shares(
        g.number(given, "promoters"),
        g.number(given, "detractors"),
        g.number(given, "n"),
        confidence=confidence,
        invited=invited,
    )


def nps(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answers, counts, or shares with n; options invited, confidence, and before (the same fields) for a change."""
    confidence = g.number(given, "confidence", 0.95)
    found = _score(given, confidence)
    change = None
    if given.get("before") is not None:
        change = nps_of.change_of_score(_score(g.mapping(given, "before"), confidence), found)
    return {
        "nps": found.score,
        "ci": [found.low, found.high],
        "standard_error": found.standard_error,
        "n": found.n,
        "response_rate": found.response_rate,
        "cautions": found.cautions,
        "change": change,
    }
