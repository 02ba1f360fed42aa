"""Which few categories make most of the trouble, and do they stand out at all?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import finite, share
from dmaic.statistics.figures import percent, thousands

MEASURES = ("count", "cost", "time", "weighted")
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """One bar. ``amount`` is in the unit of the measure; shares are fractions of the total."""

    category: str
    amount: float
    share: float
    cumulative: float
    is_vital: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlatnessTest:
    """Chi-square of equal bars over the categories (before small ones are put together).

    ``expected`` is how many cases a category would have on average if the bars were equal; where single cases weigh
    very differently, the number of equal cases that say as much.
    """

    chi_square: float
    df: int
    p: float
    is_flat: bool
    expected: float


@dataclass(frozen=True, slots=True)
class Pareto:
    """The table, largest first and Other last, with the verdict in one sentence.

    ``flatness`` is None when the amounts are no counts and nothing is known about the cases behind them, or there is
    one category.
    """

    rows: tuple[ParetoRow, ...]
    total: float
    measure: str
    vital: tuple[str, ...]
    vital_share: float
    threshold: float
    flatness: FlatnessTest | None
    sentence: str
    cautions: tuple[str, ...]


def tally(labels: Iterable[object]) -> dict[str, float]:
    """Counts of each label; blank labels are counted under '(blank)' rather than lost."""
    counts: dict[str, float] = {}
    for label in labels:
        text = "" if label is None else str(label).strip()
        key = text or "(blank)"
        counts[key] = counts.get(key, 0.0) + 1
    return counts


def _checked(amounts: Mapping[str, float], measure: str) -> list[tuple[str, float]]:
    if measure not in MEASURES:
        raise StatisticsError(f"The measure must be one of {', '.join(MEASURES)}; {measure!r} is not.")
    pairs = [(str(name), finite(value, name=f"amount of {name}")) for name, value in amounts.items()]
    negative = [name for name, value in pairs if value < 0]
    if negative:
        raise StatisticsError(f"The amount of {negative[0]} is negative; a Pareto chart adds up losses of one sign.")
    if measure == "count" and any(value != int(value) for _, value in pairs):
        raise StatisticsError("Counts must be whole numbers; choose the measure cost, time or weighted for others.")
    if not pairs or sum(value for _, value in pairs) == 0:
        raise StatisticsError("There is nothing to rank; give at least one category with an amount above 0.")
    # Equal amounts keep an order that does not depend on the order of the input.
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def flatness(counts: Iterable[float], *, worth: Iterable[float] | None = None, alpha: float = 0.05) -> FlatnessTest:
    """Could all bars be equally long? Pearson's chi-square of the counts.

    Without ``worth`` against equal counts. With it (price or weight of one case of each category, above 0) against
    the counts that would make all bars equal: n (1/worth) / sum(1/worth).
    """
    seen = [finite(value, name="count") for value in counts]
    if len(seen) < 2:
        raise StatisticsError("A flatness test needs at least 2 categories.")
    each = [1.0] * len(seen) if worth is None else [finite(value, name="worth of one case") for value in worth]
    if len(each) != len(seen) or any(value <= 0 for value in each):
        raise StatisticsError("Give the worth of one case, above 0, for each category.")
    total = math.fsum(seen)
    if total <= 0:
        raise StatisticsError("There is nothing to test; all counts are 0.")
    inverse = math.fsum(1 / value for value in each)
    expected = [total / (value * inverse) for value in each]
    statistic = math.fsum((value - even) ** 2 / even for value, even in zip(seen, expected, strict=True))
    return _tested(statistic, len(seen), total / len(seen), alpha)


def flatness_of_amounts(amounts: Iterable[float], squares: float, *, alpha: float = 0.05) -> FlatnessTest:
    """Could all bars be equally long, where each is a sum of minutes or money over its cases?

    ``squares`` is the sum of the squared amounts of all single cases. If every case fell on any of k categories alike,
    whatever its amount, the sums would have variance ``squares`` / k (1 - 1/k) and covariance - ``squares`` / k^2, so
    that sum (A - mean)^2 / (``squares`` / k) is about chi-square with k - 1 df; with cases of 1 it is Pearson's.
    """
    seen = [finite(value, name="amount") for value in amounts]
    if len(seen) < 2:
        raise StatisticsError("A flatness test needs at least 2 categories.")
    if finite(squares, name="sum of squares") <= 0:
        raise StatisticsError("There is nothing to test; all amounts are 0.")
    total = math.fsum(seen)
    mean = total / len(seen)
    statistic = math.fsum((value - mean) ** 2 for value in seen) * len(seen) / squares
    return _tested(statistic, len(seen), total**2 / squares / len(seen), alpha)


def _tested(statistic: float, categories: int, expected: float, alpha: float) -> FlatnessTest:
    from scipy.special import chdtrc

    p = float(chdtrc(categories - 1, statistic))
    return FlatnessTest(statistic, categories - 1, p, p > alpha, expected)


def _verdict(ranked: list[tuple[str, float]], test: FlatnessTest | None, vital: int, vital_share: float) -> str:
    if test is None:
        lead = f"{vital} of {len(ranked)} categories carry {percent(vital_share)} of the total."
        return f"{lead} Whether they stand out beyond chance is not tested without the single cases behind them."
    figures = f"chi-square {test.chi_square:.1f}, {test.df} df, p {_p_text(test.p)}"
    if test.is_flat:
        return (
            f"The bars are flat: no category stands out beyond chance ({figures}). Look for another way to split, or "
            "for a cause that all share."
        )
    return (
        f"The categories differ beyond chance ({figures}); {vital} of {len(ranked)} carry {percent(vital_share)} of "
        "the total."
    )


def _other_leader(ranked: list[tuple[str, float]], unit_costs: Mapping[str, float]) -> list[str]:
    missing = [name for name, _ in ranked if name not in unit_costs]
    if missing:
        raise StatisticsError(f"The unit cost of {missing[0]} is missing; give one for each category, or none.")
    costs = [(name, value * finite(unit_costs[name], name=f"unit cost of {name}")) for name, value in ranked]
    leader, amount = max(costs, key=lambda pair: pair[1])
    if leader == ranked[0][0]:
        return []
    found = f"By cost {leader} leads ({thousands(amount)}), not {ranked[0][0]} ({thousands(costs[0][1])})"
    return [f"{found}: rank by cost as well before choosing."]


def vital_few(table: Pareto) -> tuple[tuple[str, ...], str]:
    """The categories that may be called the vital few, and why there are none.

    None where the bars are flat, among fewer than three categories, and where it takes more than half of them to reach
    the threshold.
    """
    categories = sum(len(row.members) or 1 for row in table.rows)
    if table.flatness is not None and table.flatness.is_flat:
        return (), "No vital few: the bars are flat."
    if categories < 3:
        return (), "No vital few among fewer than three categories."
    if len(table.vital) > categories / 2:
        return (), (
            f"No vital few: it takes {len(table.vital)} of {categories} categories to reach {percent(table.threshold)}."
        )
    return table.vital, ""


def _p_text(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"= {p:.3f}"


def pareto(
    amounts: Mapping[str, float],
    *,
    measure: str = "count",
    threshold: float = 0.8,
    other_below: float = 0.0,
    alpha: float = 0.05,
    unit_costs: Mapping[str, float] | None = None,
    stable: bool | None = None,
    test: FlatnessTest | None = None,
) -> Pareto:
    """Rank categories. ``threshold`` is the cumulative share that the vital few must reach.

    Categories with a share below ``other_below`` are put together as Other, drawn last whatever its size and never
    among the vital few. ``unit_costs`` of the categories warn when the ranking by cost is another one; ``stable`` is
    the verdict of the control chart over the same period. ``test`` says whether the bars are flat where the amounts are
    no counts (`flatness` with a worth, `flatness_of_amounts`).
    """
    ranked = _checked(amounts, measure)
    threshold = share(threshold, name="threshold", closed=True)
    other_below = share(other_below, name="threshold of Other", closed=True)
    total = math.fsum(value for _, value in ranked)
    kept = [(name, value) for name, value in ranked if value / total >= other_below]
    small = [(name, value) for name, value in ranked if value / total < other_below]
    if len(small) == 1:
        kept, small = ranked, []
    rows: list[ParetoRow] = []
    running = 0.0
    for name, value in kept:
        vital = value > 0 and running < threshold * total * (1 - 1e-12)
        running += value
        rows.append(ParetoRow(name, value, value / total, min(1.0, running / total), vital))
    if small:
        rest = math.fsum(value for _, value in small)
        rows.append(ParetoRow(OTHER, rest, rest / total, 1.0, is_vital=False, members=tuple(n for n, _ in small)))
    vital_names = tuple(row.category for row in rows if row.is_vital)
    vital_share = math.fsum(row.share for row in rows if row.is_vital)
    if test is None and measure == "count" and len(ranked) > 1:
        test = flatness([v for _, v in ranked], alpha=alpha)
    cautions: list[str] = []
    if test is not None and test.expected < 5:
        cautions.append(
            f"On average {test.expected:.1f} cases a category: the chi-square is rough below 5. Collect more, or put "
            "small categories together."
        )
    if unit_costs is not None:
        cautions.extend(_other_leader(ranked, unit_costs))
    if stable is False:
        cautions.append(
            "The process was not stable in this period: another period may rank otherwise. Split it at the change."
        )
    if small and rows[-1].share > 0.25:
        cautions.append(
            f"Other holds {percent(rows[-1].share)}; lower its threshold or sort its cases into categories."
        )
    return Pareto(
        rows=tuple(rows),
        total=total,
        measure=measure,
        vital=vital_names,
        vital_share=vital_share,
        threshold=threshold,
        flatness=test,
        sentence=_verdict(ranked, test, len(vital_names), vital_share),
        cautions=tuple(cautions),
    )
