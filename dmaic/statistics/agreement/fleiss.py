"""Do many raters agree? Fleiss' kappa over all categories and for each.

Sources: Fleiss (1971), tests after Fleiss, Nee & Landis (1979) as in R irr; intervals after Gwet (2021), Large-sample
variance of Fleiss generalized kappa, Educational and Psychological Measurement 81, 781-790.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.agreement.bands import kappa_level, kappa_words, lopsided
from dmaic.statistics.agreement.kappa import NO_SPREAD, ordered_categories
from dmaic.statistics.checked import Floats
from dmaic.statistics.checked import share as checked_share
from dmaic.statistics.measured import labels


@dataclass(frozen=True, slots=True)
class CategoryKappa:
    """Agreement on one category against all others."""

    kappa: float | None
    z: float | None
    p: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class FleissKappa:
    """Kappa of many raters; ``z`` and ``p`` test kappa = 0 (standard error under no agreement beyond chance)."""

    subjects: int
    raters: int
    observed: float
    expected: float
    kappa: float | None
    z: float | None
    p: float | None
    low: float | None
    high: float | None
    confidence: float
    categories: dict[str, CategoryKappa]
    level: str
    words: str
    cautions: tuple[str, ...] = ()


def rating_counts(ratings: Sequence[Sequence[Any]]) -> tuple[tuple[str, ...], Floats]:
    """``ratings[subject][rater]`` as counts of each category for each subject; every subject rated equally often."""
    rows = [labels(list(row), f"A rating of item {at}") for at, row in enumerate(ratings, 1)]
    if not rows:
        raise StatisticsError("There are no ratings. Let at least 2 raters rate at least 2 items.")
    raters = len(rows[0])
    for at, row in enumerate(rows, 1):
        if len(row) != raters:
            raise StatisticsError(
                f"Item {at} has {len(row)} ratings where the first has {raters}. Rate what is missing, or leave that "
                "item out."
            )
    if raters < 2 or len(rows) < 2:
        raise StatisticsError(f"Agreement needs 2 raters and 2 items; there are {raters} and {len(rows)}.")
    names = ordered_categories(name for row in rows for name in row)
    counts = np.array([[row.count(name) for name in names] for row in rows], dtype=np.float64)
    return names, counts


def fleiss(ratings: Sequence[Sequence[Any]], *, confidence: float = 0.95) -> FleissKappa:
    """Fleiss' kappa of ``ratings[subject][rater]``: (observed - expected) / (1 - expected) agreement of pairs."""
    names, counts = rating_counts(ratings)
    return fleiss_counts(names, counts, confidence=confidence)


def fleiss_counts(names: Sequence[str], counts: Floats, *, confidence: float = 0.95) -> FleissKappa:
    """Fleiss' kappa of counts of shape (subjects, categories), rows of equal sum."""
    confidence = checked_share(confidence, name="confidence")
    subjects = len(counts)
    raters = int(counts[0].sum())
    share = counts.sum(axis=0) / counts.sum()
    pairs = subjects * raters * (raters - 1)
    agreed = (np.sum(counts**2, axis=1) - raters) / (raters * (raters - 1))
    observed, expected = float(agreed.mean()), float(share @ share)
    cautions = list(lopsided(dict(zip(names, share.tolist(), strict=True))))
    if subjects < 20:
        cautions.append(f"{subjects} items are few: the interval is only rough. 50 items are customary.")
    each = {name: _category(counts[:, j], raters, pairs, confidence) for j, name in enumerate(names)}
    if 1 - expected < 1e-12:
        return FleissKappa(
            subjects, raters, observed, expected, None, None, None, None, None, confidence, each,
            kappa_level(None), kappa_words(None), tuple(cautions),
        )  # fmt: skip
    kappa = (observed - expected) / (1 - expected)
    spread = float(share @ (1 - share))
    se_null = math.sqrt(2 * (spread**2 - float(np.sum(share * (1 - share) * (1 - 2 * share)))) / pairs) / spread
    z, p = _test(kappa, se_null)
    low, high = _interval(counts, share, raters, confidence)
    return FleissKappa(
        subjects, raters, observed, expected, kappa, z, p, low, high, confidence, each,
        kappa_level(kappa), kappa_words(kappa), tuple(cautions),
    )  # fmt: skip


def _category(count: Floats, raters: int, pairs: int, confidence: float) -> CategoryKappa:
    share = float(count.mean()) / raters
    if share in {0.0, 1.0}:
        return CategoryKappa(None, None, None, None, None)
    apart = float(np.sum(count * (raters - count)))
    kappa = 1 - apart / (pairs * share * (1 - share))
    z, p = _test(kappa, math.sqrt(2 / pairs))
    both = np.stack([count, raters - count], axis=1)
    low, high = _interval(both, np.array([share, 1 - share]), raters, confidence)
    return CategoryKappa(kappa, z, p, low, high)


def _test(kappa: float, se_null: float) -> tuple[float | None, float | None]:
    from scipy.special import ndtr

    if se_null == 0:
        return None, None
    z = kappa / se_null
    return z, 2 * float(ndtr(-abs(z)))


def _interval(counts: Floats, share: Floats, raters: int, confidence: float) -> tuple[float, float] | tuple[None, None]:
    """Gwet's linearised variance over subjects; Student's t with subjects - 1 degrees of freedom.

    None where all subjects are alike in it (full agreement above all): an interval from 1 to 1 would claim certainty.
    """
    from scipy.special import stdtrit

    n = len(counts)
    expected = float(share @ share)
    agreed = (np.sum(counts**2, axis=1) - raters) / (raters * (raters - 1))
    by_item = (agreed - expected) / (1 - expected)
    kappa = float(by_item.mean())
    drawn = counts @ share / raters
    linear = by_item - 2 * (1 - kappa) * (drawn - expected) / (1 - expected)
    se = math.sqrt(float(np.sum((linear - kappa) ** 2)) / (n * (n - 1)))
    if se < NO_SPREAD:
        return None, None
    reach = float(stdtrit(n - 1, (1 + confidence) / 2)) * se
    return max(-1.0, kappa - reach), min(1.0, kappa + reach)
