"""How much is measurement when more than appraisers change: fixtures, instruments, sites, days?

Every level of every factor meets every other, equally often (a full balanced cross), all factors random. Sources:
AIAG, Measurement Systems Analysis, 4th ed., chapter IV-C; Searle, Casella & McCulloch (1992), Variance Components,
chapter 4 (expected mean squares of balanced data).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.gage.model import AnovaRow, GageModel, Scale, f_test, solve
from dmaic.statistics.measured import labels, rounding_floor, without_rounding

_MOST_FACTORS = 5


def expanded_model(
    values: Sequence[Any],
    factors: Mapping[str, Sequence[Any]],
    scale: Scale,
    *,
    part: str = "part",
    interactions_up_to: int = 2,
) -> GageModel:
    """Components of a long table: one reading a row, one column a factor, ``part`` the column that names the parts.

    Interactions of more than ``interactions_up_to`` factors are pooled into repeatability. All components but part
    and repeatability belong to reproducibility, part-by-something interactions too. Each variance solves the expected
    mean squares of the balanced random model; a factor or interaction is tested against its next higher mean square
    when there is exactly one, else it has no exact test and no p.

    Raises StatisticsError for unequal cells, naming the first that is short: the formulas don't hold for them.
    """
    names, y = _cube(values, factors, part)
    levels, trials = y.shape[:-1], y.shape[-1]
    order = min(interactions_up_to, len(names))
    terms = [term for size in range(1, order + 1) for term in combinations(range(len(names)), size)]
    floor = rounding_floor(y)
    y = y - y.mean()
    sums: list[float] = []
    effects: dict[tuple[int, ...], Floats] = {}
    for term in terms:
        others = tuple(axis for axis in range(y.ndim) if axis not in term)
        effect = y.mean(axis=others, keepdims=True)
        for lower in (known for known in effects if set(known) < set(term)):
            effect = effect - effects[lower]
        effects[term] = effect
        copies = y.size / prod(levels[axis] for axis in term)
        sums.append(without_rounding(copies * float(np.sum(effect * effect)), floor))
    left = y - sum(effects.values())
    ss_error = without_rounding(float(np.sum(left * left)), floor)
    df = [prod(levels[axis] - 1 for axis in term) for term in terms]
    df_error = y.size - 1 - sum(df)
    if df_error <= 0:
        raise StatisticsError(
            f"With {trials} trial a cell and interactions of {order} factors nothing is left for repeatability. "
            "Measure each cell twice, or allow fewer interactions."
        )
    ms = [ss / d for ss, d in zip(sums, df, strict=True)] + [ss_error / df_error]
    weights = _weights(terms, levels, y.size)
    keys = [":".join(names[axis] for axis in term) for term in terms]
    rows = [*_rows(terms, keys, sums, [*df, df_error], ms), AnovaRow("repeatability", df_error, ss_error, ms[-1])]
    rows.append(AnovaRow("total", y.size - 1, float(np.sum(y * y))))
    basic = ["part" if key == part else key for key in keys]
    return solve(
        "expanded",
        rows,
        basic=[*basic, "repeatability"],
        mean_squares=ms,
        df=[*df, df_error],
        weights=weights,
        scale=scale,
    )


def _weights(terms: list[tuple[int, ...]], levels: tuple[int, ...], size: int) -> Floats:
    """Solve E[MS_S] = error + sum over T containing S of copies_T * variance_T from the widest terms down."""
    count = len(terms)
    solved = np.zeros((count + 1, count + 1))
    solved[count, count] = 1.0
    copies = [size / prod(levels[axis] for axis in term) for term in terms]
    for i in sorted(range(count), key=lambda place: -len(terms[place])):
        row = np.zeros(count + 1)
        row[i], row[count] = 1.0, -1.0
        for j in range(count):
            if set(terms[i]) < set(terms[j]):
                row = row - copies[j] * solved[j]
        solved[i] = row / copies[i]
    return solved


def _rows(
    terms: list[tuple[int, ...]], keys: list[str], sums: list[float], df: list[int], ms: list[float]
) -> list[AnovaRow]:
    rows = []
    for i, term in enumerate(terms):
        above = [j for j, other in enumerate(terms) if set(term) < set(other) and len(other) == len(term) + 1]
        if not above:
            f, p = f_test(ms[i], df[i], ms[-1], df[-1])
            rows.append(AnovaRow(keys[i], df[i], sums[i], ms[i], f, p, "repeatability"))
        elif len(above) == 1:
            f, p = f_test(ms[i], df[i], ms[above[0]], df[above[0]])
            rows.append(AnovaRow(keys[i], df[i], sums[i], ms[i], f, p, keys[above[0]]))
        else:
            rows.append(AnovaRow(keys[i], df[i], sums[i], ms[i]))
    return rows


def _cube(values: Sequence[Any], factors: Mapping[str, Sequence[Any]], part: str) -> tuple[list[str], Floats]:
    if part not in factors:
        raise StatisticsError(f"No column is called {part!r}; the columns are {', '.join(factors)}. Name the parts.")
    names = [part, *(name for name in factors if name != part)]
    if not 2 <= len(names) <= _MOST_FACTORS:
        raise StatisticsError(
            f"An expanded study has part and 1 to {_MOST_FACTORS - 1} more factors; this one has {len(names)} in all."
        )
    y = sample(values, name="the readings", least=4)
    columns = [labels(factors[name], name) for name in names]
    for name, column in zip(names, columns, strict=True):
        if len(column) != len(y):
            raise StatisticsError(f"The column {name} has {len(column)} rows for {len(y)} readings.")
    if float(np.ptp(y)) == 0:
        raise StatisticsError("All readings are the same. Record more decimals, or take parts that differ.")
    levels = [list(dict.fromkeys(column)) for column in columns]
    for name, found in zip(names, levels, strict=True):
        if len(found) < 2:
            raise StatisticsError(f"The factor {name} has one level only. Vary it, or leave its column out.")
    places = [{label: at for at, label in enumerate(found)} for found in levels]
    shape = tuple(len(found) for found in levels)
    codes = [[place[label] for label in column] for place, column in zip(places, columns, strict=True)]
    cell = np.ravel_multi_index(codes, shape)
    counts = np.bincount(cell, minlength=prod(shape))
    trials = int(counts.max())
    if int(counts.min()) != trials:
        short = np.unravel_index(int(np.argmin(counts)), shape)
        said = ", ".join(f"{name} {found[int(at)]}" for name, found, at in zip(names, levels, short, strict=True))
        raise StatisticsError(
            f"The cells are unequal: {said} has {int(counts.min())} readings where others have {trials}. The formulas "
            "need equal cells: measure what is missing, or leave one level out of the whole study."
        )
    ordered = y[np.argsort(cell, kind="stable")]
    return names, ordered.reshape(*shape, trials)
