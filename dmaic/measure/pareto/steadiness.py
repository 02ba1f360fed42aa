"""Was the process behind a ranking steady, or would another period rank otherwise?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from dmaic.charts.text import called
from dmaic.errors import StatisticsError
from dmaic.measure.pareto.facts import NO_DAY, Facts, summed
from dmaic.measure.pareto.flat import is_flat
from dmaic.measure.service.calendars import Floats, Wholes
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import DEFAULT
from dmaic.statistics.rules import evaluate

FEWEST = 12
"""Periods below which nobody can say; 20 to 25 are better."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """The verdict on the total by period. ``stable`` is None where nobody can say."""

    stable: bool | None
    sentence: str


def steadiness_of(facts: Facts, amounts: Floats | None, by: str, *, priced: bool = False) -> Steadiness:
    """Individuals chart of the whole weeks (days, where there are too few weeks), and the leader of each half.

    Readings of a metric are judged by the metric's own chart: how many of them come a week is how often one looks.
    """
    if facts.charted is not None:
        stable, said = facts.charted
        return Steadiness(stable, said + _turned(facts, amounts, by, priced=priced))
    if facts.day is None:
        return Steadiness(None, "Whether the process was stable is not known: these counts carry no days.")
    known = facts.day != NO_DAY
    if not known.any():
        return Steadiness(None, "Whether the process was stable is not known: no case has a day.")
    weights = amounts if amounts is not None else facts.count
    day = facts.day[known]
    own = None if weights is None else weights[known]
    for word, days in (("week", 7), ("day", 1)):
        totals, first = _totals(day, own, days)
        if totals.size >= FEWEST:
            stable, said = _judged(totals, first, word, days)
            return Steadiness(stable, said + _turned(facts, amounts, by, priced=priced))
    return Steadiness(
        None,
        f"Too short to say whether the process was stable: {totals.size} days; {FEWEST} are the least, and 20 weeks "
        "are better.",
    )


def _totals(day: Wholes, weights: Floats | None, days: int) -> tuple[Floats, int]:
    """The totals of whole periods; the first and the last may be cut, so they are left out where they are weeks."""
    shift = 3 if days == 7 else 0  # day 0 was a Thursday; weeks begin on Monday
    period = (day + shift) // days
    first, last = int(period.min()), int(period.max())
    totals = np.bincount(period - first, weights=weights, minlength=last - first + 1).astype(float)
    if days == 1:
        return totals, first
    begin = 0 if int((day + shift).min()) % days == 0 else 1
    end = totals.size if int((day + shift).max()) % days == days - 1 else totals.size - 1
    return totals[begin:end], (first + begin) * days - shift


def _judged(totals: Floats, first: int, word: str, days: int) -> tuple[bool | None, str]:
    """The verdict of the chart; ``first`` is the day on which the periods begin."""
    if totals.min() == totals.max():
        return True, f"Stable: every {word} is alike."
    try:
        found = evaluate(imr(totals.tolist()), DEFAULT)
    except StatisticsError as trouble:
        return None, str(trouble)
    signals = [one for one in found if one.panel == 0]
    what = f"{totals.size} {word}s on an individuals chart"
    if not signals:
        return True, f"Stable: no signal in {what}."
    at = date.fromordinal(date(1970, 1, 1).toordinal() + first + days * signals[0].last)
    count = "1 signal" if len(signals) == 1 else f"{len(signals)} signals"
    start = f"the week from {called(at)}" if days > 1 else called(at)
    return False, f"Not stable: {count} in {what}, the first at {start}. Another period may rank otherwise."


def _turned(facts: Facts, amounts: Floats | None, by: str, *, priced: bool) -> str:
    """Whether the first half of the days has another leader than the second; a half whose bars are flat has none."""
    if facts.day is None or not (facts.day != NO_DAY).any():
        return ""
    known = facts.day[facts.day != NO_DAY]
    middle = (int(known.min()) + int(known.max()) + 1) / 2
    leaders = []
    for side in (facts.day < middle, facts.day >= middle):
        chosen = np.asarray(side & (facts.day != NO_DAY))
        half, own = facts.kept(chosen), None if amounts is None else amounts[chosen]
        totals = summed(half, by, own)
        if not totals or not any(totals.values()):
            return ""
        if is_flat(half, own, by, priced=priced):
            return ""
        leaders.append(max(sorted(totals), key=lambda name: totals[name]))
    if leaders[0] == leaders[1]:
        return ""
    return f" In the first half of the time {leaders[0]} leads, in the second {leaders[1]}."
