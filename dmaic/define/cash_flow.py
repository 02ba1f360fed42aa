"""Money that comes in and goes out: one line of the business case, a year of all lines, and month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """One line of the case as arithmetic.

    ``units`` x ``value`` = ``gross`` (a year, or once), x ``realization`` percent = ``realized``. It falls due in the
    months ``first`` to ``last`` (0 to 0 for a cost paid at the start). Costs carry no realization: they count in full;
    an offset is a cost of every year that arises because something gets worse elsewhere.
    """

    name: str
    is_cost: bool
    once: bool
    units: float
    value: float
    realization: float
    first: int
    last: int
    is_offset: bool = False

    @property
    def gross(self) -> float:
        return self.units * self.value

    @property
    def realized(self) -> float:
        return self.gross * self.realization / 100

    @property
    def months(self) -> int:
        """How many months of the horizon it counts in."""
        return max(0, self.last - self.first + 1)

    def monthly(self, *, gross: bool = False) -> float:
        """Money of one month in which it falls due."""
        year = self.gross if gross else self.realized
        return year if self.once else year / 12

    def over_horizon(self, *, gross: bool = False) -> float:
        return self.monthly(gross=gross) * self.months

    def present(self, rate: float, *, gross: bool = False) -> float:
        """Its sum today at ``rate`` percent a year."""
        step: float = (1 + rate / 100) ** (1 / 12)
        return sum(self.monthly(gross=gross) / step**month for month in range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the case: what comes in and goes out, the sum so far, and what the month is worth today."""

    number: int
    benefit: float
    cost: float
    standing: float
    present: float | None

    @property
    def net(self) -> float:
        return self.benefit - self.cost


@dataclass(frozen=True, slots=True)
class Year:
    """A year in full swing: every line for twelve months, whenever it begins; one-off costs stand aside.

    ``net`` is realized less offsets and running cost.
    """

    gross: float
    realized: float
    offset: float
    running: float
    one_off: float

    @property
    def net(self) -> float:
        return self.realized - self.offset - self.running


def year_of(flows: Sequence[Flow]) -> Year:
    """Add up a year of the lines."""
    benefits = [flow for flow in flows if not flow.is_cost]
    yearly = [flow for flow in flows if flow.is_cost and not flow.once]
    return Year(
        gross=sum(flow.gross for flow in benefits),
        realized=sum(flow.realized for flow in benefits),
        offset=sum(flow.gross for flow in yearly if flow.is_offset),
        running=sum(flow.gross for flow in yearly if not flow.is_offset),
        one_off=sum(flow.gross for flow in flows if flow.once),
    )


def ledger_of(flows: Sequence[Flow], horizon: int, rate: float | None) -> list[Month]:
    """Month 0 to the last one: benefits, costs, their sum so far, and their value today at ``rate`` percent a year."""
    months, standing = [], 0.0
    for number in range(horizon + 1):
        due = [flow for flow in flows if flow.first <= number <= flow.last]
        benefit = sum(flow.monthly() for flow in due if not flow.is_cost)
        cost = sum(flow.monthly() for flow in due if flow.is_cost)
        standing += benefit - cost
        present = None if rate is None else (benefit - cost) / (1 + rate / 100) ** (number / 12)
        months.append(Month(number, benefit, cost, standing, present))
    return months


def npv_at(flows: Sequence[Flow], rate: float, *, share: float = 1.0) -> float:
    """Net present value at ``rate`` percent a year when ``share`` of each realized benefit arrives."""
    return sum(-flow.present(rate) if flow.is_cost else share * flow.present(rate) for flow in flows)
