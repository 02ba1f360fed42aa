"""What does poor quality cost? Roll-up into prevention, appraisal, internal and external failure.

Cost of quality = all four; cost of poor quality = internal + external failure (Juran; Feigenbaum's PAF model). Amounts
are in one currency and one period; what is a saving is decided elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import finite, positive
from dmaic.statistics.figures import percent, thousands

CATEGORIES = ("prevention", "appraisal", "internal", "external")


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line: a category, a name, and how often times how much each."""

    category: str
    name: str
    quantity: float
    unit_cost: float


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line with its amount and its share of the whole."""

    category: str
    name: str
    amount: float
    share: float


@dataclass(frozen=True, slots=True)
class QualityCost:
    """Totals by category, the failure part, and its share of revenue where revenue is known. Largest line first."""

    totals: dict[str, float]
    shares: dict[str, float]
    cost_of_quality: float
    cost_of_poor_quality: float
    failure_share: float
    revenue_share: float | None
    lines: tuple[CostLine, ...]
    sentence: str
    cautions: tuple[str, ...]


def _amount(item: CostItem) -> float:
    if item.category not in CATEGORIES:
        raise StatisticsError(
            f"{item.name}: the category must be one of {', '.join(CATEGORIES)}; {item.category!r} is not."
        )
    quantity, unit_cost = (
        finite(value, name=f"{word} of {item.name}")
        for word, value in (("quantity", item.quantity), ("unit cost", item.unit_cost))
    )
    if quantity < 0 or unit_cost < 0:
        raise StatisticsError(f"{item.name}: quantity and unit cost must not be negative; savings are no cost line.")
    return quantity * unit_cost


def quality_cost(items: Sequence[CostItem], *, revenue: float | None = None) -> QualityCost:
    """Add up the lines of one period. Needs at least one line with an amount."""
    amounts = [(item, _amount(item)) for item in items]
    whole = math.fsum(amount for _, amount in amounts)
    if whole == 0:
        raise StatisticsError("There is no cost to roll up; give at least one line with an amount.")
    totals = {name: math.fsum(a for item, a in amounts if item.category == name) for name in CATEGORIES}
    failure = totals["internal"] + totals["external"]
    lines = [CostLine(item.category, item.name, amount, amount / whole) for item, amount in amounts]
    cautions = []
    if totals["external"] == 0:
        cautions.append("No external failure is listed; what customers bear (repeat contacts, churn) is easily missed.")
    if totals["prevention"] == 0 and failure > 0:
        cautions.append("Nothing is spent on prevention while failures cost; check whether it is only not recorded.")
    share = None if revenue is None else failure / positive(revenue, name="revenue")
    sentence = (
        f"Failures cost {thousands(failure)}, {percent(failure / whole)} of the {thousands(whole)} spent on quality"
    )
    sentence += f" and {percent(share, 1)} of revenue." if share is not None else "."
    return QualityCost(
        totals=totals,
        shares={name: total / whole for name, total in totals.items()},
        cost_of_quality=whole,
        cost_of_poor_quality=failure,
        failure_share=failure / whole,
        revenue_share=share,
        lines=tuple(sorted(lines, key=lambda line: (-line.amount, line.name))),
        sentence=sentence,
        cautions=tuple(cautions),
    )
