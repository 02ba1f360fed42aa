"""Faces of tables of counts: association, goodness of fit, matched answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dmaic.statistics import contingency as tables
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.given import optional_names
from dmaic.statistics.faces.terms import answered, bare, freedom, ratio_terms, terms
from dmaic.statistics.fisher_exact import FisherExact, fisher_exact


def contingency(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields table (rows of counts), or counts with optional probabilities; options rows, columns (names), confidence.

    practical_threshold is the Cramér's V that would matter, ratio_threshold the odds ratio.
    2x2 tables add Yates, Fisher and McNemar; larger square ones Bowker's symmetry. ``refused`` says why one is null.
    Fisher's odds_ratio_conditional and conditional_ci are as R prints them; odds_ratio_solved and solved_ci are the
    same quantities solved to full precision.
    """
    how = terms(given)
    if given.get("table") is None:
        return _fit(given)
    table = g.rows(given, "table")
    rows, columns = (optional_names(given, field) or [] for field in ("rows", "columns"))
    found = tables.chi_square(table, terms=how, rows=rows, columns=columns)
    likelihood = tables.chi_square(table, form=tables.Form.G, terms=how).test
    answer: dict[str, Any] = {
        "chi_square": _with_df(found.test),
        "expected": found.expected,
        "g": _with_df(likelihood),
        "residuals": found.residuals,
        "cramers_v": found.test.effect,
    }
    reading = {"chi_square": found.test, "g": likelihood}
    square = found.observed.shape[0] == found.observed.shape[1]
    two_by_two = found.observed.shape == (2, 2)
    parts: dict[str, Callable[[], Any]] = {"chi_square": lambda: found.test}
    if two_by_two:
        parts["yates"] = lambda: tables.chi_square(table, form=tables.Form.YATES, terms=how).test
        parts["fisher"] = lambda: fisher_exact(table, terms=ratio_terms(given))
    if square:
        parts["mcnemar" if two_by_two else "bowker"] = lambda: tables.mcnemar(table, terms=bare(how))
    results, refused = answered(parts)
    for name, result in results.items():
        answer[name] = None if result is None else _fisher(result) if name == "fisher" else _with_df(result)
        if result is not None:
            reading[name] = result.test if name == "fisher" else result
    answer["refused"] = refused
    return {**answer, "reading": reading}


def _fit(given: Mapping[str, Any]) -> Mapping[str, Any]:
    probabilities = None if given.get("probabilities") is None else g.numbers(given, "probabilities")
    found = tables.goodness_of_fit(g.numbers(given, "counts"), probabilities, terms=terms(given))
    return {
        "chi_square": _with_df(found.test),
        "expected": found.expected,
        "residuals": np.asarray(found.residuals),
        "cohens_w": found.test.effect,
        "reading": {"chi_square": found.test},
    }


def _fisher(exact: FisherExact) -> dict[str, Any]:
    return {
        "p": exact.p,
        "p_greater": exact.p_greater,
        "p_less": exact.p_less,
        "odds_ratio_sample": exact.odds_ratio_sample,
        "odds_ratio_conditional": exact.odds_ratio_in_r,
        "conditional_ci": [exact.low_in_r, exact.high_in_r],
        "odds_ratio_solved": exact.odds_ratio_conditional,
        "solved_ci": [exact.low, exact.high],
    }


def _with_df(test: Any) -> dict[str, Any]:
    return {"stat": test.statistic, "p": test.p, "df": freedom(test.df)}
