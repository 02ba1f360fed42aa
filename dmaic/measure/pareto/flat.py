"""Does any category of a ranking stand out beyond chance? Bars that are flat have no leader."""

from __future__ import annotations

import numpy as np

from dmaic.measure.pareto.facts import Facts, summed
from dmaic.measure.service.calendars import Floats
from dmaic.statistics.pareto import FlatnessTest, flatness, flatness_of_amounts


def flatness_of(facts: Facts, amounts: Floats, column: str, *, priced: bool = False) -> FlatnessTest | None:
    """The chi-square that fits bars of amounts; None where single cases are not known or one category is alone."""
    counts, sums = summed(facts, column, None), summed(facts, column, amounts)
    if len(sums) < 2:
        return None
    if facts.is_priced or priced:
        names = [name for name in sums if sums[name] > 0 and counts[name] > 0]
        if len(names) < 2 or any(counts[name] != int(counts[name]) for name in names):
            return None
        return flatness([counts[name] for name in names], worth=[sums[name] / counts[name] for name in names])
    if facts.count is not None:
        return None
    return flatness_of_amounts(sums.values(), float(np.square(amounts).sum()))


def is_flat(facts: Facts, amounts: Floats | None, column: str, *, priced: bool = False) -> bool:
    """Whether the bars may all be equally long; False too where that can't be tested."""
    if amounts is not None:
        found = flatness_of(facts, amounts, column, priced=priced)
        return found is not None and found.is_flat
    counts = summed(facts, column, None)
    whole = all(value == int(value) for value in counts.values())
    return len(counts) > 1 and whole and flatness(counts.values()).is_flat
