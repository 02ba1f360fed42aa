"""Faces of one and two samples: t tests, spread, ranks, distribution, correlation, equivalence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import rank_tests as ranks
from dmaic.statistics.checked import sample
from dmaic.statistics.correlation import kendall, pearson, spearman
from dmaic.statistics.distribution_tests import ks_two_sample
from dmaic.statistics.equivalence import Comparison, equivalence
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.terms import answered, bare, effect_terms, freedom, names, ratio_terms, terms
from dmaic.statistics.spread_tests import f_test
from dmaic.statistics.two_sample import Spread, one_sample_t, paired_t, two_sample_t
from dmaic.statistics.verdict import Alternative, TestResult

_NORMAL = ranks.Reference.NORMAL
# Where R stops the series of the Kolmogorov limit; the cases of this face are R's.
_R_SERIES = 1e-6
# Counting orderings beyond this takes longer than a page should.
_MOST_COUNTED = 500_000

# A test as the contract shows it, from the full result.
_Shape = Callable[[TestResult], dict[str, Any]]


def _interval(found: TestResult) -> list[float | None]:
    estimate = found.estimate
    return [None, None] if estimate is None else [estimate.low, estimate.high]


def _t(found: TestResult) -> dict[str, Any]:
    assert found.estimate is not None
    return {
        "stat": found.statistic,
        "p": found.p,
        "df": freedom(found.df),
        "ci": _interval(found),
        "est": found.estimate.value,
    }


def _plain(found: TestResult) -> dict[str, Any]:
    return {"stat": found.statistic, "p": found.p}


def _shift(found: TestResult) -> dict[str, Any]:
    estimate = found.estimate.value if found.estimate else None
    return {"stat": found.statistic, "p": found.p, "ci": _interval(found), "est": estimate}


def two_sample(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields x, y; options mu0, paired, names, alternative, confidence, unit, practical_threshold (unit of x).

    ratio_threshold is the ratio of variances that would matter, effect_threshold the correlation that would.
    Without y only the one-sample tests are given; paired tests and correlations need equal lengths, and are left out
    when paired is false. ``reading`` holds the whole result of each test; ``refused`` says why a part is null.
    """
    how, labels = terms(given), names(given)
    x, mu0 = g.numbers(given, "x"), g.number(given, "mu0", 0.0)
    sample(x, labels[0], least=1)
    found: dict[str, tuple[Callable[[], TestResult], _Shape]] = {
        "t_one_sample": (lambda: one_sample_t(x, mu0=mu0, terms=how, name=labels[0]), _t)
    }
    if given.get("y") is None:
        found["wilcoxon_signed_rank"] = (
            lambda: ranks.wilcoxon_signed_rank(x, mu0=mu0, reference=_NORMAL, terms=how, names=labels),
            _shift,
        )
        return _together(found)
    y = g.numbers(given, "y")
    sample(y, labels[1], least=1)
    means = [float(sum(values) / len(values)) for values in (x, y)]

    def independent(spread: Spread, **change: Any) -> Callable[[], TestResult]:
        return lambda: two_sample_t(x, y, spread=spread, terms=replace(how, **change), names=labels)

    def both(result: TestResult) -> dict[str, Any]:
        return {**_t(result), "est": means}

    def less(result: TestResult) -> dict[str, Any]:
        assert result.estimate is not None
        return {"stat": result.statistic, "p": result.p, "df": freedom(result.df), "upper_bound": result.estimate.high}

    def u(reference: ranks.Reference, *, continuity: bool = True) -> Callable[[], TestResult]:
        return lambda: ranks.mann_whitney(x, y, reference=reference, continuity=continuity, terms=how, names=labels)

    found["t_pooled"] = (independent(Spread.POOLED), both)
    found["t_welch"] = (independent(Spread.WELCH), both)
    found["t_welch_less"] = (independent(Spread.WELCH, alternative=Alternative.LESS), less)
    found["t_welch_99"] = (independent(Spread.WELCH, confidence=0.99), both)
    found["f_variances"] = (lambda: f_test(x, y, terms=ratio_terms(given), names=labels), _t)
    found["mann_whitney"] = (u(_NORMAL), _plain)
    found["mann_whitney_no_continuity"] = (u(_NORMAL, continuity=False), _plain)
    two_sided = replace(bare(how), alternative=Alternative.TWO_SIDED)
    found["ks"] = (lambda: ks_two_sample(x, y, tolerance=_R_SERIES, terms=two_sided, names=labels), _plain)
    if len(set(x) | set(y)) == len(x) + len(y) and min(len(x), len(y)) * len(x) * len(y) <= _MOST_COUNTED:
        found["mann_whitney_exact"] = (u(ranks.Reference.EXACT), _plain)
    paired = g.optional_flag(given, "paired")
    if paired or (paired is None and len(x) == len(y)):
        found["t_paired"] = (lambda: paired_t(x, y, terms=how, names=labels), _t)
        found["wilcoxon_signed_rank"] = (
            lambda: ranks.wilcoxon_signed_rank(x, y, reference=_NORMAL, terms=how, names=labels),
            _shift,
        )
        found.update(_correlations(x, y, effect_terms(given), labels))
    return _together(found)


def correlation(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields x, y (equal lengths); options names, alternative, confidence, practical_threshold."""
    x, y = g.numbers(given, "x"), g.numbers(given, "y")
    return _together(_correlations(x, y, terms(given), names(given)))


def _correlations(
    x: list[float], y: list[float], how: Any, labels: tuple[str, str]
) -> dict[str, tuple[Callable[[], TestResult], _Shape]]:
    def shape(letter: str, *extra: str) -> _Shape:
        def shaped(found: TestResult) -> dict[str, Any]:
            assert found.estimate is not None
            answer = {letter: found.estimate.value, "p": found.p, "ci": _interval(found)}
            return {**answer, **dict.fromkeys(extra, found.statistic)}

        return shaped

    return {
        "pearson": (lambda: pearson(x, y, terms=how, names=labels), shape("r", "t")),
        "spearman": (lambda: spearman(x, y, terms=how, names=labels), shape("rho", "t")),
        "kendall": (lambda: kendall(x, y, terms=how, names=labels), shape("tau", "z")),
    }


def _together(found: Mapping[str, tuple[Callable[[], TestResult], _Shape]]) -> Mapping[str, Any]:
    results, refused = answered({name: run for name, (run, _) in found.items()})
    shown = {name: None if results[name] is None else shape(results[name]) for name, (_, shape) in found.items()}
    return {**shown, "reading": {name: result for name, result in results.items() if result}, "refused": refused}


def tost(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields x, y (not for one-sample), margin or low_margin/high_margin; options comparison, mu0, alpha, unit."""
    margin = g.optional_number(given, "margin")
    low, high = g.optional_number(given, "low_margin"), g.optional_number(given, "high_margin")
    if margin is not None:
        if low is not None or high is not None:
            raise StatisticsError("Give either margin, or low_margin and high_margin, not both.")
        low, high = -abs(margin), abs(margin)
    comparison = Comparison(g.word(given, "comparison", [c.value for c in Comparison], "welch"))
    found = equivalence(
        g.numbers(given, "x"),
        None if given.get("y") is None else g.numbers(given, "y"),
        low_margin=low,
        high_margin=high,
        comparison=comparison,
        mu0=g.number(given, "mu0", 0.0),
        alpha=g.number(given, "alpha", 0.05),
        unit=str(given.get("unit") or ""),
        names=names(given),
    )
    return {
        "difference": found.difference.value,
        "ci": [found.difference.low, found.difference.high],
        "ci_confidence": found.difference.confidence,
        "df": found.df,
        "t_low": found.t_low,
        "p_low": found.p_low,
        "t_high": found.t_high,
        "p_high": found.p_high,
        "p": found.p,
        "equivalent": found.equivalent,
        "conclusion": found.conclusion,
        "sentence": found.sentence,
        "method": found.method,
    }
