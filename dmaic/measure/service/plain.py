"""What does a figure mean in plain words, and what do bad experiences cost? Arithmetic that anyone can follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dmaic.errors import BadInput

HOURS_A_MONTH = 730.0
"""365 days of 24 hours over 12 months."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an arithmetic: what it is, how it comes about, what it amounts to."""

    what: str
    how: str
    amount: float
    unit: str = ""


def yield_in_words(share_good: float, *, a_year: float | None = None, of: str = "customers") -> list[str]:
    """What a yield means: as hours without power a month, as one in so many, and as cases of a year.

    99 % is 0.01 x 730 = 7.3 hours without power a month; the arithmetic holds at every level.
    """
    if not 0 <= share_good <= 1:
        raise BadInput("A yield lies between 0 and 100 %.")
    bad = 1 - share_good
    good = f"{100 * share_good:.6g} %"
    if bad == 0:
        return [f"{good} is no failure at all among those counted; among more, some would be found."]
    said = [f"{good} of a month with power is {_time(bad * HOURS_A_MONTH * 60)} without it."]
    one_in = 1 / bad
    said.append("It fails every time." if share_good == 0 else f"It fails one in {_round(one_in)}.")
    if a_year is not None:
        if a_year < 0:
            raise BadInput("The number of a year can't be below 0.")
        found = bad * a_year
        many = "fewer than one a year" if 0 < found < 1 else _exact(round(found))
        said.append(f"At this yield {many} of {_exact(a_year)} {of} a year would meet a failure.")
    return said


def _time(minutes: float) -> str:
    if minutes < 1.5:
        return f"{minutes * 60:.0f} seconds"
    if minutes < 90:
        return f"{minutes:.0f} minutes"
    hours = minutes / 60
    return f"{hours:.1f} hours".replace(".0 ", " ") if hours < 48 else f"{hours / 24:.0f} days"


def _round(figure: float) -> str:
    """A figure to three digits, with thin thousands."""
    plain = float(f"{figure:.3g}")
    return f"{plain:,.0f}".replace(",", "\u202f") if plain >= 100 else f"{plain:g}"


def _exact(figure: float) -> str:
    """A figure as it is counted on with: whole above 100, else to two decimals, with thin thousands."""
    decimals = 0 if abs(figure) >= 100 or figure == round(figure) else 2
    return f"{figure:,.{decimals}f}".replace(",", "\u202f")


def price_of_bad_experiences(
    customers: float, problem_share: float, loyalty_lost: float, value_a_year: float
) -> list[Step]:
    """Customers x share with a problem x share of those who turn away x what one is worth a year.

    Shares lie between 0 and 1. Each step is rounded as it is shown and the next one counts on with that. The last step
    is the price; it says nothing of what people tell others.
    """
    if customers < 0 or value_a_year < 0:
        raise BadInput("Customers and their value can't be below 0.")
    if not 0 <= problem_share <= 1 or not 0 <= loyalty_lost <= 1:
        raise BadInput("A share lies between 0 and 100 %.")
    affected = _as_shown(customers * problem_share)
    lost = _as_shown(affected * loyalty_lost)
    return [
        Step("Customers a year", "counted", customers),
        Step("have a problem", f"{_exact(customers)} x {100 * problem_share:.6g} %", affected),
        Step("turn away because of it", f"{_exact(affected)} x {100 * loyalty_lost:.6g} %", lost),
        Step(
            "Price of bad experiences a year", f"{_exact(lost)} x {_exact(value_a_year)}", lost * value_a_year, "money"
        ),
    ]


def _as_shown(figure: float) -> float:
    return round(figure) if figure >= 100 else round(figure, 2)


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing a promise needs before it is made: whether it is there, and what to do where it is not."""

    asked: str
    met: bool
    why: str


def promise_readiness(
    *,
    kept_today: float | None,
    wanted: float,
    price_of_a_break: float | None,
    monitored: bool,
    informed: bool,
) -> list[Ready]:
    """May we promise this to customers? Performance today, the price of a break, monitoring, everybody informed.

    ``kept_today`` is the share of cases that keep the promise now, ``wanted`` the share it should be kept in.
    """
    if not 0 < wanted <= 1 or (kept_today is not None and not 0 <= kept_today <= 1):
        raise BadInput("A share lies between 0 and 100 %.")
    if kept_today is None:
        today = Ready(
            "Performance today is known", met=False, why="Measure it first: adopt “Customer promise not kept”."
        )
    else:
        gap = wanted - kept_today
        enough = gap <= 1e-12
        said = f"{100 * kept_today:.4g} % would keep it; {100 * wanted:.4g} % are wanted."
        if not enough:
            said += f" That is {100 * gap:.3g} points short: improve first, or promise less."
        today = Ready("The process keeps it today", met=enough, why=said)
    priced = price_of_a_break is not None and price_of_a_break >= 0
    return [
        today,
        Ready(
            "A broken promise has a price",
            met=priced,
            why=f"{price_of_a_break:,.0f} each."
            if priced
            else "Say what one broken promise costs: refund, second contact.",
        ),
        Ready(
            "It is watched",
            met=monitored,
            why="A chart and a reaction plan are in place."
            if monitored
            else "Put it on a control chart with somebody who reacts to a signal.",
        ),
        Ready(
            "Everybody knows",
            met=informed,
            why="Everybody who must keep it has been told."
            if informed
            else "Tell everybody who must keep it, and what to do when it can't be kept.",
        ),
    ]


def check_shares(a_share: float, b_share: float) -> None:
    """BadInput where A and B can't reach these shares of the value one after the other."""
    if not 0 < a_share < b_share <= 1:
        raise BadInput("The share of A lies below that of B, both between 0 and 100 %.")


def abc_split(values: Mapping[str, float], *, a_share: float = 0.8, b_share: float = 0.95) -> dict[str, str]:
    """Customers by value: A are those who together first reach 80 % of the value, B those up to 95 %, C the rest.

    Equal values keep the order of their names.
    """
    check_shares(a_share, b_share)
    if any(value < 0 or not math.isfinite(value) for value in values.values()):
        raise BadInput("The value of a customer can't be below 0.")
    total = math.fsum(values.values())
    if total <= 0:
        raise BadInput("There is no value to split customers by.")
    found: dict[str, str] = {}
    running = 0.0
    for name, value in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])):
        found[name] = "A" if running < a_share * total - 1e-9 else ("B" if running < b_share * total - 1e-9 else "C")
        running += value
    return found
