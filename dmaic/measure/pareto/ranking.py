"""Which kinds lead, do they stand out, was the process steady, and would another measure rank otherwise?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from dmaic.charts.text import thousands
from dmaic.errors import BadInput
from dmaic.measure.pareto.facts import Facts, summed
from dmaic.measure.pareto.flat import flatness_of, is_flat
from dmaic.measure.pareto.question import MOST_BARS, Measured, Question
from dmaic.measure.pareto.sources import Offer
from dmaic.measure.pareto.steadiness import Steadiness, steadiness_of
from dmaic.measure.service.calendars import Floats
from dmaic.statistics.pareto import Pareto, pareto, vital_few

FAR_APART = 3.0
"""What one case takes, from one category to another, from where on counting them alike misleads."""


@dataclass(frozen=True, slots=True)
class Level:
    """One ranking: its bars, how many cases each holds, and what may be said of it.

    ``vital`` are the categories that may be called the vital few: none where the bars are flat or where it takes more
    than half of the categories to reach the line. ``why_none`` says which of the two.
    """

    column: str
    label: str
    table: Pareto
    counts: Mapping[str, float]
    vital: tuple[str, ...]
    why_none: str
    inside: str = ""

    @property
    def is_flat(self) -> bool | None:
        """Whether no category stands out beyond chance; None where that can't be tested."""
        return None if self.table.flatness is None else self.table.flatness.is_flat

    def cases(self, category: str) -> float:
        """How many cases a bar holds, Other included."""
        row = next(one for one in self.table.rows if one.category == category)
        return math.fsum(self.counts[name] for name in (row.members or (category,)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found."""

    asked: Question
    first: Level
    second: Level | None
    why_no_second: str
    steadiness: Steadiness
    stories: tuple[str, ...]
    name: str
    unit: str
    cases: float
    span: tuple[date, date] | None
    left_out: Mapping[str, int]


def answer(facts: Facts, offer: Offer, asked: Question) -> Answer:
    """Rank. BadInput with a sentence where there is nothing to rank or the question does not fit the source."""
    if asked.by not in facts.columns:
        raise BadInput("Choose the column whose kinds are ranked.")
    chosen = facts.between(asked.since, asked.until)
    if not len(chosen):
        raise BadInput("There is no case between these days. Choose others." if len(facts) else "There is no case yet.")
    amounts = _amounts(chosen, offer, asked)
    steadiness = steadiness_of(chosen, amounts, asked.by, priced=asked.is_priced)
    first = _level(chosen, amounts, offer, asked, asked.by, stable=steadiness.stable)
    second, why = _second(chosen, offer, asked, first)
    name, unit = _named(offer, asked)
    return Answer(
        asked=asked,
        first=first,
        second=second,
        why_no_second=why,
        steadiness=steadiness,
        stories=tuple(_stories(chosen, offer, asked)),
        name=name,
        unit=unit,
        cases=chosen.total,
        span=chosen.span(),
        left_out=facts.left_out,
    )


def _amounts(facts: Facts, offer: Offer, asked: Question) -> Floats | None:
    """What each case adds to its bar; None for one each."""
    if asked.measure == Measured.COUNT:
        return None
    if asked.is_priced:
        return _priced(facts, asked)
    found = facts.amounts.get(asked.value)
    if found is None or asked.value not in dict(offer.values(asked.measure)):
        raise BadInput(
            f"{offer.title} has no column that can be added up as {asked.measure.value}. Rank by count, or give the "
            "price or weight of each."
        )
    if found.size and found.min() < 0:
        raise BadInput("Some figures are below 0. A Pareto adds up losses of one sign.")
    return found


def _priced(facts: Facts, asked: Question) -> Floats:
    """Counts times what one is worth; every category that occurs needs its worth."""
    worth = {name.casefold(): figure for name, figure in asked.worth}
    words = facts.columns[asked.by]
    missing = [name for name in summed(facts, asked.by, None) if name.casefold() not in worth]
    if missing:
        more = f" ({len(missing) - 1} more lack one)" if len(missing) > 1 else ""
        what = "weight" if asked.measure == Measured.WEIGHTED else "price"
        raise BadInput(f"Give the {what} of one “{missing[0]}”{more}: one line each, like {missing[0]} = 12.50")
    each = np.array([worth.get(name.casefold(), 0.0) for name in ("(none)", *words.words)])[words.codes + 1]
    return each if facts.count is None else each * facts.count


def _level(
    facts: Facts,
    amounts: Floats | None,
    offer: Offer,
    asked: Question,
    column: str,
    *,
    stable: bool | None = None,
    inside: str = "",
) -> Level:
    counts = summed(facts, column, None)
    sums = counts if amounts is None else summed(facts, column, amounts)
    if not any(sums.values()):
        raise BadInput("There is nothing to rank: all amounts are 0. Choose another measure, column or period.")
    whole = amounts is None and all(value == int(value) for value in sums.values())
    measure = asked.measure.value if whole or amounts is not None else Measured.WEIGHTED.value
    table = pareto(
        sums,
        measure=measure,
        threshold=asked.line / 100,
        other_below=_other_below(sums, asked),
        stable=stable,
        test=None if amounts is None else flatness_of(facts, amounts, column, priced=asked.is_priced),
    )
    vital, why = vital_few(table)
    return Level(column, offer.label(column), table, counts, vital, why, inside)


def _other_below(sums: Mapping[str, float], asked: Question) -> float:
    """The share below which categories are put together; without one asked for, so that at most 10 bars stand."""
    if asked.other is not None:
        return asked.other / 100
    ranked = sorted(sums.values(), reverse=True)
    return min(1.0, ranked[MOST_BARS - 1] / math.fsum(ranked)) if len(ranked) > MOST_BARS else 0.0


def _second(facts: Facts, offer: Offer, asked: Question, first: Level) -> tuple[Level | None, str]:
    """The second level inside the open bar: the one asked for, else the first."""
    if not asked.within or asked.within not in facts.columns:
        return None, ""
    bars = [row.category for row in first.table.rows if not row.members]
    inside = asked.inside or (bars[0] if bars else "")
    if inside not in first.counts:
        return None, f"Nothing says “{inside}” in this period. Press another bar." if inside else ""
    own = facts.inside(asked.by, inside)
    if len(summed(own, asked.within, None)) < 2:
        return None, f"All cases of {inside} are of one kind by {offer.label(asked.within).lower()}."
    amounts = None if asked.is_priced else _amounts(own, offer, asked)  # one price inside a bar: counts rank alike
    return _level(own, amounts, offer, asked, asked.within, inside=inside), ""


def _named(offer: Offer, asked: Question) -> tuple[str, str]:
    """What the bars are called, and their unit."""
    if asked.measure == Measured.COUNT:
        return offer.what.capitalize(), ""
    if asked.is_priced:
        return ("Cost" if asked.measure == Measured.COST else "Weighted count"), ""
    label = dict(offer.values(asked.measure)).get(asked.value, asked.measure.value.capitalize())
    if asked.measure == Measured.COST:
        return label, ""
    return label.removesuffix(f" ({offer.unit})").replace("Hours until", "Time until"), offer.unit


def _stories(facts: Facts, offer: Offer, asked: Question) -> list[str]:
    """Where count and time or cost rank otherwise, and how far apart single cases lie."""
    counts = summed(facts, asked.by, None)
    if len(counts) < 2:
        return []
    ways: list[tuple[str, str, Floats]] = []
    if asked.is_priced:
        ways.append((asked.measure.value, "", _priced(facts, asked)))
    for word, values, unit in (("time", offer.times, "h"), ("cost", offer.costs, "")):
        if facts.amounts and values and not (asked.is_priced and word == asked.measure.value):
            column = asked.value if asked.value in dict(values) else values[0][0]
            own = facts.amounts.get(column)
            if own is not None and own.size and own.min() >= 0:
                ways.append((word, unit if offer.is_tickets else offer.unit, own))
    said, seen = [], set()
    leader = "" if is_flat(facts, None, asked.by) else _leader(counts)
    for word, unit, own in ways:
        sums = summed(facts, asked.by, own)
        if not any(sums.values()):
            continue
        priced = asked.is_priced and word == asked.measure.value
        other = "" if is_flat(facts, own, asked.by, priced=priced) else _leader(sums)
        if leader and other and other != leader:
            said.append(
                f"Count and {word} disagree: {leader} comes most often ({thousands(counts[leader])}), {other} makes "
                f"most {word} ({_amount(sums[other], unit)}). Decide which one the goal is about."
            )
        apart = _apart(counts, sums)
        if apart and apart not in seen:
            seen.add(apart)
            low, high = apart
            factor = (sums[high] / counts[high]) / (sums[low] / counts[low])
            said.append(
                f"By {word}, one case of {high} weighs {factor:.2g} times one of {low} "
                f"({_amount(sums[high] / counts[high], unit)} against {_amount(sums[low] / counts[low], unit)}): a "
                "ranking by count takes them as alike."
            )
    return said


def _leader(amounts: Mapping[str, float]) -> str:
    return min(amounts, key=lambda name: (-amounts[name], name))


def _apart(counts: Mapping[str, float], sums: Mapping[str, float]) -> tuple[str, str] | None:
    """Among the categories that matter (5 % of the cases or of the amount), those whose cases weigh least and most."""
    cases, total = math.fsum(counts.values()), math.fsum(sums.values())
    each = {
        name: sums[name] / counts[name]
        for name in counts
        if counts[name] > 0 and sums[name] > 0 and (counts[name] >= 0.05 * cases or sums[name] >= 0.05 * total)
    }
    if len(each) < 2:
        return None
    low, high = min(each, key=lambda name: each[name]), max(each, key=lambda name: each[name])
    return (low, high) if each[high] / each[low] >= FAR_APART else None


def _amount(value: float, unit: str) -> str:
    text = thousands(value) if value >= 100 else f"{value:.3g}"
    return f"{text} {unit}".strip()
