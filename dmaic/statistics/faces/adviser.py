"""Face of the adviser: a situation in, one recommendation out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.adviser import Data, Question, Situation, advise
from dmaic.statistics.faces import given as g

_FLAGS = ("paired", "outliers", "censored", "constant_opportunity", "rare", "large_counts", "small_shift")
_UNKNOWNS = ("normal", "equal_spread")
_WHOLE = ("groups", "predictors", "subgroup", "smallest")


def adviser(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields question, data_type; options groups, paired, smallest, normal, equal_spread, outliers, censored, ...

    ``limits_wanted`` false asks for a run chart; ``smallest`` is the size of the smallest group, or the number of
    points of a series.
    """
    kinds = [kind.value for kind in Data]
    facts: dict[str, Any] = {name: g.flag(given, name) for name in _FLAGS}
    facts |= {name: g.optional_flag(given, name) for name in _UNKNOWNS}
    facts["limits_wanted"] = g.optional_flag(given, "limits_wanted") is not False
    for name in _WHOLE:
        value = g.optional_number(given, name)
        if value is None:
            continue
        if value != int(value):
            raise StatisticsError(f"The field {name} must be a whole number.")
        facts[name] = int(value)
    situation = Situation(
        question=Question(g.word(given, "question", [question.value for question in Question])),
        data=Data(g.word(given, "data_type", kinds)),
        x_data=Data(g.word(given, "x_data_type", kinds, Data.CONTINUOUS.value)),
        **facts,
    )
    found = advise(situation)
    return {
        "use": found.use,
        "analysis": found.analysis,
        "option": found.option,
        "why": found.why,
        "runner_up": found.runner_up,
        "runner_up_analysis": found.runner_up_analysis,
        "runner_up_when": found.runner_up_when,
        "before": found.before,
    }
