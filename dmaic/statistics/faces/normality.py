"""Face of the tests of normality."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import normality as tests
from dmaic.statistics.checked import sample, spread_of
from dmaic.statistics.faces import given as g
from dmaic.statistics.summary import describe


def normality(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field values; option alpha. A test that the sample size does not allow is null, its reason stands in notes.

    ``sentence`` reads the first test that could be made, Anderson-Darling from 8 values on; ``skew`` and ``kurtosis``
    say how far the shape departs.
    """
    values = sample(g.numbers(given, "values"), least=3)
    spread_of(values)
    wanted: tuple[tuple[str, str, Callable[[Any], tests.NormalityTest]], ...] = (
        ("anderson_darling", "a2", tests.anderson_darling),
        ("shapiro_wilk", "w", tests.shapiro_wilk),
        ("lilliefors", "d", tests.lilliefors),
        ("cramer_von_mises", "w2", tests.cramer_von_mises),
    )
    shape = describe(values)
    answer: dict[str, Any] = {"n": int(values.size), "skew": shape.skew, "kurtosis": shape.kurtosis}
    notes: list[str] = []
    alpha, sentence = g.number(given, "alpha", 0.05), None
    for name, letter, test in wanted:
        try:
            found = test(values)
        except StatisticsError as reason:
            answer[name] = None
            notes.append(str(reason))
        else:
            answer[name] = {letter: found.statistic, "p": found.p}
            sentence = sentence or tests.normality_words(found, alpha=alpha)
    return {**answer, "sentence": sentence, "notes": notes}
