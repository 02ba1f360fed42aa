"""Faces of counts: proportions, rates, one variance, net promoter score."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import promoter_score as nps_of
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.terms import effect_terms, names, ratio_terms, terms
from dmaic.statistics.intervals import Interval, jeffreys, wilson
from dmaic.statistics.one_variance import OneVariance, one_variance, one_variance_test, variance_of_sd
from dmaic.statistics.proportion_tests import many_proportions_test, one_proportion_test, two_proportions_test
from dmaic.statistics.proportions import TwoProportions, many_proportions, one_proportion, two_proportions
from dmaic.statistics.rate_tests import many_rates_test, one_rate_test, two_rates_test
from dmaic.statistics.rates import many_rates, one_rate, two_rates
from dmaic.statistics.verdict import Terms, TestResult


def _ends(interval: Interval, *, open_above: bool = False) -> list[float | None]:
    high = math.inf if open_above and interval.high is None else interval.high
    return [interval.low, high]


def _options(how: Terms) -> dict[str, Any]:
    return {"alternative": how.alternative.value, "confidence": how.confidence}


def proportions(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field kind: one | two | k | rate | rates | variance; options alternative, confidence or alpha, names, unit.

    What would matter: practical_threshold (a difference, kinds one, two and rate), ratio_threshold (rates and
    variance), effect_threshold (Cramer's V or Cohen's w, several groups). ``reading`` holds the test in full with its
    verdict, null where nothing is tested; ``refused`` says why.
    """
    return _KINDS[g.word(given, "kind", tuple(_KINDS))](given)


def _read(tested: bool, test: Callable[[], TestResult]) -> dict[str, Any]:
    """The full result of the test, or why there is none."""
    if not tested:
        return {"reading": None, "refused": "Nothing is tested: no reference was given. Read the interval."}
    try:
        return {"reading": test(), "refused": None}
    except StatisticsError as refusal:
        return {"reading": None, "refused": str(refusal)}


def _one(given: Mapping[str, Any]) -> dict[str, Any]:
    how, p0 = terms(given), g.optional_number(given, "p0")
    k, n = g.number(given, "k"), g.number(given, "n")
    found = one_proportion(k, n, p0=p0, **_options(how))
    return {
        "exact": {"p": found.exact_p, "ci": _ends(found.exact_interval), "estimate": found.estimate},
        "jeffreys_ci": _ends(jeffreys(k, n, confidence=how.confidence)),
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
        **_read(p0 is not None, lambda: one_proportion_test(k, n, p0=p0 or 0.0, terms=how)),
    }


def _two(given: Mapping[str, Any]) -> dict[str, Any]:
    how, k, n = terms(given), g.numbers(given, "k"), g.numbers(given, "n")
    found = two_proportions(k, n, **_options(how))
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
        "cautions": _wald_cautions(found),
        **_read(True, lambda: two_proportions_test(k, n, terms=how, names=names(given, ("1", "2")))),
    }


def _wald_cautions(found: TwoProportions) -> list[str]:
    if {found.first, found.second} & {0.0, 1.0}:
        return ["A share of 0 or 1 makes the Wald interval too narrow: read Newcombe's."]
    return []


def _many(given: Mapping[str, Any]) -> dict[str, Any]:
    how, k, n = effect_terms(given), g.numbers(given, "k"), g.numbers(given, "n")
    found = many_proportions(k, n)
    return {
        "chi_square": found.chi_square,
        "df": found.df,
        "p": found.p,
        "estimates": found.estimates,
        "estimate_cis": [
            _ends(wilson(hits, units, confidence=how.confidence)) for hits, units in zip(k, n, strict=True)
        ],
        "pooled": found.pooled,
        "smallest_expected": found.smallest_expected,
        **_read(True, lambda: many_proportions_test(k, n, terms=how, names=g.optional_names(given, "names") or ())),
    }


def _rate(given: Mapping[str, Any]) -> dict[str, Any]:
    how, rate0 = terms(given), g.optional_number(given, "rate0")
    events, exposure = g.number(given, "count"), g.number(given, "exposure", 1.0)
    found = one_rate(events, exposure, rate0=rate0, **_options(how))
    return {
        "rate": found.rate,
        "p": found.p,
        "ci": _ends(found.interval, open_above=True),
        **_read(rate0 is not None, lambda: one_rate_test(events, exposure, rate0=rate0 or 0.0, terms=how)),
    }


def _rates(given: Mapping[str, Any]) -> dict[str, Any]:
    counts, exposures = g.numbers(given, "counts"), g.numbers(given, "exposures")
    if len(counts) > 2:
        many, how = many_rates(counts, exposures), effect_terms(given)
        bounds = (
            one_rate(seen, size, confidence=how.confidence).interval
            for seen, size in zip(counts, exposures, strict=True)
        )
        called = g.optional_names(given, "names") or ()
        return {
            "chi_square": many.chi_square,
            "df": many.df,
            "p": many.p,
            "rates": many.rates,
            "rate_cis": [_ends(interval) for interval in bounds],
            "pooled": many.pooled,
            **_read(True, lambda: many_rates_test(counts, exposures, terms=how, names=called)),
        }
    how, ratio0 = ratio_terms(given), g.number(given, "ratio0", 1.0)
    found = two_rates(counts, exposures, ratio0=ratio0, **_options(how))
    ratio = math.inf if found.ratio is None else found.ratio
    pair = names(given, ("1", "2"))
    return {
        "rate_ratio": ratio,
        "p": found.p,
        "ci": _ends(found.interval, open_above=True),
        "rates": [found.first, found.second],
        **_read(True, lambda: two_rates_test(counts, exposures, ratio0=ratio0, terms=how, names=pair)),
    }


def _variance(given: Mapping[str, Any]) -> dict[str, Any]:
    how, sigma0 = ratio_terms(given), g.optional_number(given, "sigma0")
    found: OneVariance
    data: dict[str, Any]
    if given.get("values") is None:
        data = {"sd": g.number(given, "sd"), "n": g.number(given, "n")}
        found = variance_of_sd(**data, sigma0=sigma0, **_options(how))
    else:
        data = {"values": g.numbers(given, "values")}
        found = one_variance(**data, sigma0=sigma0, **_options(how))
    return {
        "chi_square": found.chi_square,
        "df": found.df,
        "p": found.p,
        "variance_ci": _ends(found.variance_interval, open_above=True),
        "sd": found.sd,
        "sd_ci": _ends(found.sd_interval, open_above=True),
        **_read(sigma0 is not None, lambda: one_variance_test(**data, sigma0=sigma0 or 0.0, terms=how)),
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
