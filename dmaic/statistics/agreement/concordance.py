"""Do several raters put items into the same order? Kendall's coefficient of concordance W.

Sources: Kendall & Babington Smith (1939); tie correction and chi-square test as in R irr; interval by a jackknife over
items of logit(W), which leaves out one item at a time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, entry, share


@dataclass(frozen=True, slots=True)
class Concordance:
    """W from 0 (no common order) to 1 (the same order), with the mean rank correlation between pairs of raters."""

    items: int
    raters: int
    w: float
    chi2: float
    df: int
    p: float
    mean_rank_correlation: float
    low: float | None
    high: float | None
    confidence: float
    tie_correction: bool
    words: str
    cautions: tuple[str, ...] = ()


def kendall_w(
    ratings: Sequence[Sequence[Any]], *, tie_correction: bool = True, confidence: float = 0.95
) -> Concordance:
    """Kendall's W of ``ratings[item][rater]``, numbers that can be ranked.

    W = 12 S / (m^2 (n^3 - n) - m sum of (t^3 - t)); chi-square = m (n - 1) W with n - 1 degrees of freedom.
    """
    from scipy.special import chdtrc

    scores = _scores(ratings)
    n, m = scores.shape
    w = _w(scores, tie_correction=tie_correction)
    if w is None:
        raise StatisticsError("Every rater gave the same score to every item: there is no order to agree on.")
    confidence = share(confidence, name="confidence")
    chi2 = m * (n - 1) * w
    p = float(chdtrc(n - 1, chi2))
    low, high = _jackknife(scores, w, confidence, tie_correction=tie_correction)
    cautions = (f"{n} items are few: the chi-square test is rough under 8.",) if n < 8 else ()
    shown = p < 1 - confidence
    words = f"W {w:.2f}: " + (
        "the raters share an order more than chance would." if shown else "no common order of the raters is shown."
    )
    return Concordance(
        n, m, w, chi2, n - 1, p, (m * w - 1) / (m - 1), low, high, confidence, tie_correction, words, cautions
    )


def _scores(ratings: Sequence[Sequence[Any]]) -> Floats:
    rows = [[_score(cell, f"Item {i}, rater {j}") for j, cell in enumerate(row, 1)] for i, row in enumerate(ratings, 1)]
    if len({len(row) for row in rows}) > 1:
        raise StatisticsError("Every item needs a score of every rater. Score what is missing, or leave the item out.")
    if len(rows) < 3 or len(rows[0]) < 2:
        raise StatisticsError(
            f"Concordance needs at least 3 items and 2 raters; there are {len(rows)} and {len(rows[0]) if rows else 0}."
        )
    return np.array(rows)


def _score(cell: Any, name: str) -> float:
    """A score, also when it came as text from a form."""
    if isinstance(cell, str):
        try:
            cell = float(cell)
        except ValueError:
            raise StatisticsError(
                f"{name} is {cell!r}; concordance needs scores that can be ranked. Give the categories as numbers."
            ) from None
    return entry(cell, name)


def _ranks(column: Floats) -> tuple[Floats, float]:
    """Mid-ranks of one rater's scores, and the sum of t^3 - t over its ties."""
    _, at, size = np.unique(column, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return (last - (size - 1) / 2)[at], float(np.sum(size.astype(np.float64) ** 3 - size))


def _w(scores: Floats, *, tie_correction: bool) -> float | None:
    n, m = scores.shape
    ranked = [_ranks(scores[:, j]) for j in range(m)]
    sums = np.sum([ranks for ranks, _ in ranked], axis=0)
    spread = float(np.sum((sums - sums.mean()) ** 2))
    ties = sum(tie for _, tie in ranked) if tie_correction else 0.0
    whole = m**2 * (n**3 - n) - m * ties
    return None if whole <= 0 else 12 * spread / whole


def _jackknife(
    scores: Floats, w: float, confidence: float, *, tie_correction: bool
) -> tuple[float | None, float | None]:
    from scipy.special import stdtrit

    n = len(scores)
    left_out = [_w(np.delete(scores, at, axis=0), tie_correction=tie_correction) for at in range(n)]
    if not 0 < w < 1 or any(value is None or not 0 < value < 1 for value in left_out):
        return None, None
    logits = np.array([math.log(value / (1 - value)) for value in left_out if value is not None])
    se = math.sqrt((n - 1) / n * float(np.sum((logits - logits.mean()) ** 2)))
    reach = float(stdtrit(n - 1, (1 + confidence) / 2)) * se
    center = math.log(w / (1 - w))
    return _logistic(center - reach), _logistic(center + reach)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
