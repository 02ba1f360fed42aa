"""Face of the Pareto table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.faces import given as g
from dmaic.statistics.pareto import MEASURES, tally
from dmaic.statistics.pareto import pareto as rank


def pareto(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields amounts (category -> amount) or labels (one a case); options measure, threshold, other_below, alpha,
    unit_costs (category -> cost of one), stable.
    """
    if (given.get("amounts") is None) == (given.get("labels") is None):
        raise StatisticsError("Give either amounts (an object of categories) or labels (one a case).")
    amounts = g.mapping(given, "amounts") if given.get("amounts") is not None else tally(g.numbers(given, "labels"))
    found = rank(
        amounts,
        measure=g.word(given, "measure", MEASURES, "count"),
        threshold=g.number(given, "threshold", 0.8),
        other_below=g.number(given, "other_below", 0.0),
        alpha=g.number(given, "alpha", 0.05),
        unit_costs=None if given.get("unit_costs") is None else g.mapping(given, "unit_costs"),
        stable=g.optional_flag(given, "stable"),
    )
    return {
        "rows": found.rows,
        "total": found.total,
        "vital": found.vital,
        "vital_share": found.vital_share,
        "flatness": found.flatness,
        "sentence": found.sentence,
        "cautions": found.cautions,
    }
