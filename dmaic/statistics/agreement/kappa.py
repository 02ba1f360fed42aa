"""Do two raters put items into the same categories more often than chance would? Cohen's kappa, plain and weighted.

Sources: Cohen (1960, 1968); standard errors of Fleiss, Cohen & Everitt (1969), as in R irr (null) and vcd (interval).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.agreement.bands import kappa_level, kappa_words, lopsided
from dmaic.statistics.checked import Floats, entry
from dmaic.statistics.checked import share as checked_share
from dmaic.statistics.measured import labels

WEIGHTS = ("none", "linear", "quadratic")
NO_SPREAD = 1e-9
"""A standard error below this is none: items that are all alike say nothing about other items."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Kappa with its parts. ``observed`` and ``expected`` are (weighted) shares of agreement.

    ``kappa`` is None when agreement by chance is already complete. ``se_null``, ``z`` and ``p`` test kappa = 0;
    ``se`` and ``low``/``high`` describe the estimate itself.
    """

    n: int
    categories: tuple[str, ...]
    weights: str
    observed: float
    expected: float
    kappa: float | None
    se: float | None
    low: float | None
    high: float | None
    confidence: float
    se_null: float | None
    z: float | None
    p: float | None
    level: str
    words: str
    cautions: tuple[str, ...] = ()


def ordered_categories(ratings: Iterable[Any]) -> tuple[str, ...]:
    """The categories that occur, in order: by number when all are numbers, else by name.

    Order and presence change weighted kappa: name the categories yourself when some never occurred.
    """
    found = list(dict.fromkeys(str(rating) for rating in ratings))
    try:
        return tuple(sorted(found, key=float))
    except ValueError:
        return tuple(sorted(found))


def weight_matrix(size: int, weights: str) -> Floats:
    """Credit for each pair of categories: 1 on the diagonal; none, linear 1 - d/(k-1), quadratic 1 - (d/(k-1))^2."""
    if weights not in WEIGHTS:
        raise StatisticsError(f"The weights {weights!r} are unknown; choose one of {', '.join(WEIGHTS)}.")
    if weights == "none" or size == 1:
        return np.eye(size)
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    return np.asarray(1 - (apart if weights == "linear" else apart**2))


def cross_table(
    first: Sequence[Any], second: Sequence[Any], categories: Sequence[Any] | None = None
) -> tuple[tuple[str, ...], Floats]:
    """Counts of pairs of ratings, rows the first rater; categories as given or as they occur."""
    a, b = labels(first, "A rating of the first rater"), labels(second, "A rating of the second rater")
    if len(a) != len(b):
        raise StatisticsError(f"One rater has {len(a)} ratings, the other {len(b)}; each item needs one of each.")
    if not a:
        raise StatisticsError("There are no ratings. Rate at least 2 items, better 50.")
    names = ordered_categories([*a, *b]) if categories is None else labels(categories, "A category")
    at = {name: place for place, name in enumerate(names)}
    strange = next((rating for rating in (*a, *b) if rating not in at), None)
    if strange is not None:
        raise StatisticsError(f"The rating {strange!r} is not among the categories {', '.join(names)}.")
    table = np.zeros((len(names), len(names)))
    np.add.at(table, ([at[name] for name in a], [at[name] for name in b]), 1)
    return names, table


def cohen_table(
    table: Sequence[Sequence[Any]] | Floats,
    *,
    weights: str = "none",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> Kappa:
    """Kappa of a square table of counts: (observed - expected) / (1 - expected), with its interval and test.

    Raises StatisticsError for a table that is not square, holds anything but counts, or is empty.
    """
    counts = _counts(table)
    size = len(counts)
    names = tuple(str(i) for i in range(size)) if categories is None else labels(categories, "A category")
    if len(names) != size:
        raise StatisticsError(f"The table has {size} categories, but {len(names)} are named.")
    confidence = checked_share(confidence, name="confidence")
    credit = weight_matrix(size, weights)
    n = float(counts.sum())
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    chance = np.outer(rows, columns)
    observed, expected = float(np.sum(credit * p)), float(np.sum(credit * chance))
    cautions = list(lopsided(dict(zip(names, ((rows + columns) / 2).tolist(), strict=True))))
    if n < 30:
        cautions.append(f"{int(n)} pairs of ratings are few: the interval is only rough. 50 items are customary.")
    if 1 - expected < 1e-12:
        return Kappa(
            int(n), names, weights, observed, expected, None, None, None, None, confidence, None, None, None,
            kappa_level(None), kappa_words(None), tuple(cautions),
        )  # fmt: skip
    kappa = (observed - expected) / (1 - expected)
    row_credit, column_credit = credit @ columns, credit.T @ rows
    mean_credit = row_credit[:, None] + column_credit[None, :]
    null = float(np.sum(chance * (credit - mean_credit) ** 2)) - expected**2
    own = float(np.sum(p * (credit * (1 - expected) - mean_credit * (1 - observed)) ** 2))
    own -= (observed * expected - 2 * expected + observed) ** 2
    se_null = math.sqrt(max(null, 0.0) / n) / (1 - expected)
    se = math.sqrt(max(own, 0.0) / n) / (1 - expected) ** 2
    low, high, z, p_value = _normal(kappa, se, se_null, confidence)
    if observed > 1 - 1e-12:
        low = _low_of_perfect(int(n), expected, confidence)
    return Kappa(
        int(n), names, weights, observed, expected, kappa, se, low, high, confidence, se_null or None, z, p_value,
        kappa_level(kappa), kappa_words(kappa), tuple(cautions),
    )  # fmt: skip


def cohen(
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    weights: str = "none",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> Kappa:
    """Kappa of two raters' ratings of the same items, in the same order."""
    names, table = cross_table(first, second, categories)
    return cohen_table(table, weights=weights, categories=names, confidence=confidence)


def _counts(table: Sequence[Sequence[Any]] | Floats) -> Floats:
    rows = [list(row) for row in table]
    if not rows or any(len(row) != len(rows) for row in rows):
        raise StatisticsError("The table must be square: one row and one column for each category.")
    counts = np.array(
        [[entry(cell, f"Row {i}, column {j}") for j, cell in enumerate(row, 1)] for i, row in enumerate(rows, 1)]
    )
    if bool((counts < 0).any()) or bool((counts != np.floor(counts)).any()):
        raise StatisticsError("The table must hold counts: whole numbers from 0 up.")
    if counts.sum() < 2:
        raise StatisticsError("The table holds fewer than 2 pairs of ratings. Rate at least 2 items, better 50.")
    return counts


def _normal(
    kappa: float, se: float, se_null: float, confidence: float
) -> tuple[float, float, float | None, float | None]:
    from scipy.special import ndtr, ndtri

    reach = float(ndtri((1 + confidence) / 2)) * se
    low, high = max(-1.0, kappa - reach), min(1.0, kappa + reach)
    if se_null == 0:
        return low, high, None, None
    z = kappa / se_null
    return low, high, z, 2 * float(ndtr(-abs(z)))


def pooled_kappa(tables: Floats, *, weights: str = "none", confidence: float = 0.95) -> tuple[float | None, ...]:
    """Kappa of the sum of one table an item, with a jackknife interval that leaves out one item at a time.

    Repeated trials of the same item are not independent, so the textbook interval over all pairs is too narrow; the
    jackknife counts items. The interval is formed on the scale of Fisher's z, where it is nearly symmetric. Gives
    kappa, low, high; ends are None when leaving an item out leaves kappa undefined or never moves it. ``tables`` has
    shape (items, categories, categories).
    """
    from scipy.special import stdtrit

    credit = weight_matrix(tables.shape[1], weights)
    whole = tables.sum(axis=0)
    kappas, chances = _kappas(np.concatenate([whole[None], whole - tables]), credit)
    kappa, left_out = float(kappas[0]), kappas[1:]
    if math.isnan(kappa):
        return None, None, None
    items = len(tables)
    if kappa > 1 - 1e-12:
        return 1.0, _low_of_perfect(items, float(chances[0]), confidence), 1.0
    if items < 2 or bool(np.isnan(left_out).any()) or kappa <= -1:
        return kappa, None, None
    se = math.sqrt((items - 1) / items * float(np.sum((left_out - left_out.mean()) ** 2)))
    if se < NO_SPREAD:
        return kappa, None, None
    reach = float(stdtrit(items - 1, (1 + confidence) / 2)) * se / (1 - kappa**2)
    center = math.atanh(kappa)
    return kappa, math.tanh(center - reach), math.tanh(center + reach)


def _low_of_perfect(items: int, chance: float, confidence: float) -> float:
    """Lower end for full agreement: disagreement at its exact upper bound 1 - (tail)^(1/n) (Clopper & Pearson)."""
    disagreement = -math.expm1(math.log((1 - confidence) / 2) / items)
    return max(-1.0, 1 - disagreement / (1 - chance))


def _kappas(tables: Floats, credit: Floats) -> tuple[Floats, Floats]:
    """Kappa (NaN where undefined) and agreement by chance of each table."""
    n = tables.sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        p = tables / n[:, None, None]
        observed = np.sum(credit * p, axis=(1, 2))
        expected = np.einsum("ti,ij,tj->t", p.sum(axis=2), credit, p.sum(axis=1))
        return np.where(1 - expected < 1e-12, np.nan, (observed - expected) / (1 - expected)), expected
