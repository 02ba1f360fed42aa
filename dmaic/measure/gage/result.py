"""What did a measurement study find, as it is shown and kept? One form for every type of study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dmaic.measure.gage.tables import Verdict
from dmaic.statistics.result import State, Statistic, plain

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table of the report. The first column names the row; ``chosen`` marks the one that the verdict is about."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with everything behind it.

    ``figures`` are the numbers under stable names, for whoever computes on with them. ``options`` name every choice.
    """

    analysis: str
    verdict: Verdict | None
    words: str
    advice: tuple[str, ...]
    statistics: tuple[Statistic, ...]
    tables: tuple[ResultTable, ...]
    figures: dict[str, Any]
    options: dict[str, Any]
    cautions: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON."""
        whole: dict[str, Any] = plain(self)
        return whole


def judged_from(kept: Mapping[str, Any]) -> Judged:
    """A kept result as it was found, without computing anything again."""
    return Judged(
        analysis=kept["analysis"],
        verdict=None if kept["verdict"] is None else Verdict(kept["verdict"]),
        words=kept["words"],
        advice=tuple(kept["advice"]),
        statistics=tuple(Statistic(**{**one, "state": State(one["state"])}) for one in kept["statistics"]),
        tables=tuple(
            ResultTable(
                one["title"], tuple(one["head"]), tuple(tuple(row) for row in one["rows"]), one["note"], one["folded"]
            )
            for one in kept["tables"]
        ),
        figures=kept["figures"],
        options=kept["options"],
        cautions=tuple(kept["cautions"]),
    )
