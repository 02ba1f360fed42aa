"""How is an experiment drawn? Main effects, interactions and the half-normal plot."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from dmaic.charts.drawing import Drawing
from dmaic.charts.effects import Effect, Factor, half_normal, interaction_plot, main_effects
from dmaic.charts.scatter import Fit, scatter_plot

Given = Mapping[str, Any]
_MOST_INTERACTIONS = 3
# Lines of an interaction plot that can still be told apart.
_MOST_LINES = 6


def factorial(given: Given, answer: Given) -> list[Drawing]:
    """The half-normal plot where there is more than one effect, the main effects, and the interactions that act."""
    lenth = answer.get("lenth")
    active = set(lenth["active"]) if lenth else set()
    effects = [Effect(name, one["effect"], name in active) for name, one in answer["effects"].items()]
    drawn = [half_normal(effects, scale=lenth["pse"] if lenth else None)] if len(effects) > 2 else []
    factors = [
        Factor(name, tuple(_told(one["level"]) for one in levels), tuple(one["mean"] for one in levels))
        for name, levels in answer["main_effects"].items()
    ]
    results = [float(value) for value in given["y"]]
    drawn.append(main_effects(factors, grand_mean=sum(results) / len(results)))
    ranked = sorted(answer["interactions"].items(), key=lambda item: -_crossing(item[1]))
    return [*drawn, *(_interaction(name, cells) for name, cells in ranked[:_MOST_INTERACTIONS])]


def fractions(_given: Given, answer: Given) -> list[Drawing]:
    """The half-normal plot of the contrasts, when there are results."""
    effects = [Effect(name, value) for name, value in (answer.get("effects") or {}).items()]
    return [half_normal(effects)] if len(effects) > 2 else []


def terms(given: Given, answer: Given) -> list[Drawing]:
    """Main effects of an analysis of variance, and how its factors act on each other."""
    factors = [
        Factor(name, tuple(levels), tuple(levels.values()))
        for name, levels in answer["cell_means"].items()
        if isinstance(levels, Mapping)
    ]
    drawn = [main_effects(factors)] if factors else []
    response = str(given["formula"]).split("~")[0].strip()
    data = given["data"]
    if response not in data:
        return drawn
    for first, second in list(combinations([one.name for one in factors if one.name in data], 2))[:_MOST_INTERACTIONS]:
        drawn.append(_of_columns(data[first], data[second], data[response], first, second))
    return drawn


def surface(given: Given, answer: Given) -> list[Drawing]:
    """Seen results against those of the fitted surface: points near the line say that it fits."""
    rows = [row if isinstance(row, list) else [row] for row in given["x"]]
    fitted = [
        sum(c * _term(name, row) for name, c in zip(answer["names"], answer["coefficients"], strict=True))
        for row in rows
    ]
    seen = [float(value) for value in given["y"]]
    ends = [min(seen + fitted), max(seen + fitted)]
    return [
        scatter_plot(
            fitted,
            seen,
            title="Results against the fitted surface",
            x_name="Fitted",
            y_name="Result",
            fit=Fit(ends, ends),
            summary=answer["words"],
        )
    ]


def _term(name: str, row: Sequence[Any]) -> float:
    """The value of a term such as x1*x2 or x1^2 at one run, whatever the factors are called."""
    if name == "const":
        return 1.0
    product = 1.0
    for part in name.split("*"):
        factor, _, power = part.partition("^")
        product *= (
            float(row[int(factor.lstrip("x")) - 1]) ** int(power or 1) if factor.lstrip("x").isdigit() else math.nan
        )
    return product


def _of_columns(xs: Sequence[Any], lines: Sequence[Any], ys: Sequence[Any], x_name: str, line_name: str) -> Drawing:
    cells: dict[tuple[str, str], list[float]] = defaultdict(list)
    for x, line, y in zip(xs, lines, ys, strict=False):
        cells[str(line), str(x)].append(float(y))
    levels = list(dict.fromkeys(str(x) for x in xs))
    series = [
        (name, [_mean(cells.get((name, level), [])) for level in levels])
        for name in list(dict.fromkeys(str(one) for one in lines))[:_MOST_LINES]
    ]
    return interaction_plot(levels, series, title=f"{x_name} and {line_name}", x_name=x_name, series_name=line_name)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _interaction(name: str, cells: Sequence[Given]) -> Drawing:
    first, second = name.split(":")
    levels = list(dict.fromkeys(_told(one["first_level"]) for one in cells))
    means = {(_told(one["first_level"]), _told(one["second_level"])): one["mean"] for one in cells}
    series = [
        (line, [means.get((level, line), math.nan) for level in levels])
        for line in dict.fromkeys(_told(one["second_level"]) for one in cells)
    ]
    return interaction_plot(levels, series, title=f"{first} and {second}", x_name=first, series_name=second)


def _crossing(cells: Sequence[Given]) -> float:
    """How far two lines are from parallel: the difference of their slopes."""
    means = [one["mean"] for one in cells]
    return abs(means[0] - means[1] - means[2] + means[3]) if len(means) == 4 and None not in means else 0.0


def _told(level: Any) -> str:
    return f"{level:g}" if isinstance(level, int | float) else str(level)
