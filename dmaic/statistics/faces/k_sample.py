"""Faces of several groups: analysis of variance, spread, ranks, pairs, and p values of many tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dmaic.statistics import k_sample as means
from dmaic.statistics import pairwise, rank_k_sample, spread_tests
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.given import optional_names
from dmaic.statistics.faces.terms import answered, effect_terms, freedom, ratio_terms, terms
from dmaic.statistics.multiplicity import holm as holm_adjusted
from dmaic.statistics.one_way import anova_table
from dmaic.statistics.samples import samples
from dmaic.statistics.verdict import TestResult


def _groups(given: Mapping[str, Any], field: str = "groups") -> tuple[list[list[Any]], list[str] | None]:
    rows = g.rows(given, field)
    listed = given.get("names")
    labels = None if listed is None else [str(name) for name in g.numbers(given, "names")]
    samples(rows, labels)
    return rows, labels


def k_sample(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields groups (two or more lists, any sizes); options names, confidence, unit.

    practical_threshold is the difference of means that would matter, ratio_threshold the ratio of standard deviations,
    effect_threshold the epsilon squared of Kruskal-Wallis.
    A test that the data don't allow is null and named with its reason in ``refused``; ``reading`` holds the results in
    full. Pairs are keyed "second-first" and hold mean second minus mean first.
    """
    groups, labels = _groups(given)
    how, ratios, effects = terms(given), ratio_terms(given), effect_terms(given)
    parts: dict[str, Callable[[], Any]] = {
        "anova": lambda: means.anova(groups, names=labels, terms=how),
        "welch": lambda: means.welch_anova(groups, names=labels, terms=how),
        "bartlett": lambda: spread_tests.bartlett(groups, names=labels, terms=ratios),
        "levene_mean": lambda: spread_tests.levene(groups, center="mean", names=labels, terms=ratios),
        "levene_median": lambda: spread_tests.levene(groups, center="median", names=labels, terms=ratios),
        "fligner": lambda: spread_tests.fligner(groups, names=labels, terms=ratios),
        "kruskal": lambda: rank_k_sample.kruskal_wallis(groups, names=labels, terms=effects),
    }
    results, refused = answered(parts)
    shown: dict[str, Any] = {name: _shape(name, result) for name, result in results.items()}
    if results["anova"] is not None:
        table = anova_table(list(samples(groups, labels).values()))
        shown["anova"] = {
            "df": freedom([table.df_between, table.df_within]),
            "ss": [table.ss_between, table.ss_within],
            "f": table.f,
            "p": table.p,
        }
    pairs, refused_pairs = _pairs(
        {
            "tukey": lambda: pairwise.tukey(groups, names=labels, confidence=how.confidence),
            "games_howell": lambda: pairwise.games_howell(groups, names=labels, confidence=how.confidence),
            "dunn_holm": lambda: pairwise.dunn(groups, names=labels, confidence=how.confidence),
        }
    )
    reading = {name: result for name, result in results.items() if result is not None}
    return {**shown, **pairs, "reading": reading, "refused": {**refused, **refused_pairs}}


def _shape(name: str, result: TestResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    if name.startswith("levene"):
        return {"f": result.statistic, "p": result.p, "df": freedom(result.df)}
    return {"stat": result.statistic, "p": result.p, "df": freedom(result.df)}


def _pairs(
    parts: Mapping[str, Callable[[], pairwise.PairwiseComparison]],
) -> tuple[dict[str, Any], dict[str, str]]:
    shown: dict[str, Any] = {}
    found, refused = answered({**parts, "": lambda: None})
    for name, comparison in found.items():
        if not name:
            continue
        shown[name] = None if comparison is None else _keyed(comparison)
        if comparison is not None:
            shown[f"{name}_sentence"] = comparison.sentence
    return shown, refused


def _keyed(comparison: pairwise.PairwiseComparison) -> dict[str, Any]:
    return {
        f"{pair.second}-{pair.first}": {"diff": pair.difference, "lwr": pair.low, "upr": pair.high, "p": pair.p}
        for pair in comparison.pairs
    }


def nist_anova(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field values: one list per treatment."""
    groups, labels = _groups(given, "values")
    result = means.anova(groups, names=labels, terms=terms(given))
    table = anova_table(list(samples(groups, labels).values()))
    return {
        "df_between": int(table.df_between),
        "df_within": int(table.df_within),
        "ss_between": table.ss_between,
        "ss_within": table.ss_within,
        "ms_between": table.ms_between,
        "ms_within": table.ms_within,
        "f": table.f,
        "r_squared": table.r_squared,
        "residual_sd": table.residual_sd,
        "p": table.p,
        "reading": result,
    }


def games_howell(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields groups; options names, confidence."""
    groups, labels = _groups(given)
    found = pairwise.games_howell(groups, names=labels, confidence=terms(given).confidence)
    return {"pairs": _keyed(found), "sentence": found.sentence, "method": found.method}


def dunn(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields groups; options names, confidence. ``diff`` is a difference of mean ranks."""
    groups, labels = _groups(given)
    found = pairwise.dunn(groups, names=labels, confidence=terms(given).confidence)
    z = {f"{pair.second}-{pair.first}": pair.statistic for pair in found.pairs}
    return {"pairs": _keyed(found), "z": z, "sentence": found.sentence, "method": found.method}


def mood_median(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields groups; options names, confidence, effect_threshold (Cramér's V), unit."""
    groups, labels = _groups(given)
    found = rank_k_sample.mood_median(groups, names=labels, terms=effect_terms(given))
    return {
        "grand_median": found.grand_median,
        "groups": found.groups,
        "stat": found.test.statistic,
        "df": freedom(found.test.df),
        "p": found.test.p,
        "reading": found.test,
    }


def holm(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields p_values; options names, alpha."""
    p_values = g.numbers(given, "p_values")
    adjusted = holm_adjusted(p_values)
    alpha = g.number(given, "alpha", 0.05)
    numbered = [str(i + 1) for i in range(len(p_values))]
    listed = numbered if given.get("names") is None else optional_names(given, "names") or numbered
    shown = [name for name, p in zip(listed, adjusted, strict=False) if p <= alpha]
    said = f"{len(shown)} of {len(p_values)} tests hold after Holm's correction at {alpha:g}"
    return {
        "adjusted": adjusted,
        "rejected": [bool(p <= alpha) for p in adjusted],
        "sentence": f"{said}: {', '.join(shown)}." if shown else f"{said}.",
    }
