"""What is ranked by what? The choices of a Pareto page, as they stand in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from dmaic.errors import BadInput

LINE = 80.0
MOST_BARS = 10
NONE = "(none)"
EACH = "each"
"""The value “price or weight of each”, in the place of a column that is added up."""


class Measured(StrEnum):
    """What the length of a bar is."""

    COUNT = "count"
    TIME = "time"
    COST = "cost"
    WEIGHTED = "weighted"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Measured.COUNT: "Count",
    Measured.TIME: "Time",
    Measured.COST: "Cost",
    Measured.WEIGHTED: "Weighted count",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a ranking depends on besides the data.

    ``source`` is a key of `sources`; ``by`` and ``within`` are its columns, ``value`` the column that is added up or
    EACH. ``worth`` is the price or weight of one case by category. ``other`` is the share in per cent below which
    categories are put together (None: so that at most 10 bars are drawn), ``line`` the cumulative share in per cent
    that the vital few reach. ``inside`` is the open bar.
    """

    source: str
    by: str
    measure: Measured = Measured.COUNT
    value: str = ""
    worth: tuple[tuple[str, float], ...] = ()
    since: date | None = None
    until: date | None = None
    other: float | None = None
    line: float = LINE
    within: str = ""
    inside: str = ""

    @property
    def is_priced(self) -> bool:
        """Whether bars are counts times what one of each is worth."""
        return self.measure == Measured.WEIGHTED or (self.measure == Measured.COST and self.value == EACH)

    def opened(self, inside: str) -> Question:
        return replace(self, inside=inside)

    def to_args(self) -> dict[str, str]:
        """The question as an address holds it."""
        found = {
            "source": self.source,
            "by": self.by,
            "measure": self.measure.value,
            "value": self.value,
            "each": "\n".join(f"{name} = {worth:.15g}" for name, worth in self.worth),
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "other": "" if self.other is None else f"{self.other:.15g}",
            "line": "" if self.line == LINE else f"{self.line:.15g}",
            "within": self.within,
            "inside": self.inside,
        }
        return {name: text for name, text in found.items() if text}

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Question:
        """The question that ``to_args`` wrote."""
        return cls(
            source=args["source"],
            by=args["by"],
            measure=Measured(args.get("measure", "count")),
            value=args.get("value", ""),
            worth=read_worth(args.get("each", "")),
            since=_day(args.get("since", "")),
            until=_day(args.get("until", "")),
            other=float(args["other"]) if args.get("other") else None,
            line=float(args["line"]) if args.get("line") else LINE,
            within=args.get("within", ""),
            inside=args.get("inside", ""),
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_worth(text: str) -> tuple[tuple[str, float], ...]:
    """Prices or weights, one “category = figure” a line (or with a tab between them, as pasted from a sheet)."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, sign, figure = line.rpartition("\t") if "\t" in line else line.rpartition("=")
        if not sign or not name.strip():
            raise BadInput(f"“{line.strip()}” is no category with a figure. Write one a line, like: Billing = 12.50")
        if not figure.strip():
            continue
        found[" ".join(name.split())] = _figure(figure.strip(), line.strip())
    return tuple(found.items())


def _figure(text: str, line: str) -> float:
    compact = text.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    if compact.count(",") == 1 and "." not in compact:
        compact = compact.replace(",", ".")
    try:
        figure = float(compact)
    except ValueError:
        figure = float("nan")
    if not 0 <= figure < float("inf"):
        raise BadInput(f"“{line}”: {text} is no figure of 0 or more. Write it like 12.5 or 12,5.")
    return figure
