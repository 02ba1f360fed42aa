"""Faces of the looks at one sample: normality tests, probability plot, autocorrelation, summary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import normality as tests
from dmaic.statistics.checked import sample, spread_of
from dmaic.statistics.faces import given as g


def normality(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field values; a test that the sample size does not allow is null, and its reason stands in notes."""
    values = sample(g.numbers(given, "values"), least=3)
    spread_of(values)
    wanted: tuple[tuple[str, str, Callable[[Any], tests.NormalityTest]], ...] = (
        ("anderson_darling", "a2", tests.anderson_darling),
        ("shapiro_wilk", "w", tests.shapiro_wilk),
        ("lilliefors", "d", tests.lilliefors),
        ("cramer_von_mises", "w2", tests.cramer_von_mises),
    )
    answer: dict[str, Any] = {"n": int(values.size)}
    notes: list[str] = []
    for name, letter, test in wanted:
        try:
            found = test(values)
        except StatisticsError as reason:
            answer[name] = None
            notes.append(str(reason))
        else:
            answer[name] = {letter: found.statistic, "p": found.p}
    return {**answer, "notes": notes}
