"""Which coefficients does least squares give when rounding would spoil them? Rational arithmetic on the typed decimals.

Double precision carries 16 digits and least squares may lose all of them: NIST's Filip has a condition number near
1e15. Where it matters and the table is small, the normal equations are solved here without any rounding; the values
are read as the decimals people typed, so the answer is that of the data, not of their binary neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dmaic.statistics.checked import Floats


@dataclass(frozen=True, slots=True, eq=False)
class ExactSolution:
    """Coefficients, the diagonal and whole of (X'X)^-1, and the residual sum of squares, rounded once at the end."""

    coefficients: Floats
    inverse: Floats
    rss: float
    explained: float
    total: float


def decimals(values: Floats) -> list[Fraction]:
    """The shortest decimals that stand for the doubles, as exact fractions: 0.1 is one tenth."""
    return [Fraction(repr(float(value))) for value in values]


def powers(x: Floats, degrees: Sequence[int]) -> list[list[Fraction]]:
    """The columns x^d for each degree, exact."""
    base = decimals(x)
    return [[value**degree for value in base] for degree in degrees]


def solve_exactly(columns: Sequence[Sequence[Fraction]], y: Floats, *, centred: bool) -> ExactSolution | None:
    """Least squares by exact normal equations; None when the columns are linearly dependent.

    ``total`` and ``explained`` are sums of squares about the mean of y when ``centred``, else about 0. Cost grows as
    n p^2 operations on long integers: some ten milliseconds for NIST's Filip (82 rows, 11 columns).
    """
    target = decimals(y)
    gram = [[_dot(a, b) for b in columns[: i + 1]] for i, a in enumerate(columns)]
    full = [[gram[max(i, j)][min(i, j)] for j in range(len(columns))] for i in range(len(columns))]
    right = [_dot(column, target) for column in columns]
    inverse = _inverse(full)
    if inverse is None:
        return None
    beta = [_dot(row, right) for row in inverse]
    raw = _dot(target, target)
    rss = raw - _dot(beta, right)
    total = raw - sum(target, Fraction(0)) ** 2 / len(target) if centred else raw
    return ExactSolution(
        np.array([float(value) for value in beta]),
        np.array([[float(value) for value in row] for row in inverse]),
        float(rss),
        float(total - rss),
        float(total),
    )


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))


def _inverse(matrix: list[list[Fraction]]) -> list[list[Fraction]] | None:
    """Gauss-Jordan elimination; None for a singular matrix."""
    size = len(matrix)
    rows = [list(row) + [Fraction(int(i == j)) for j in range(size)] for i, row in enumerate(matrix)]
    for step in range(size):
        pivot = next((i for i in range(step, size) if rows[i][step] != 0), None)
        if pivot is None:
            return None
        rows[step], rows[pivot] = rows[pivot], rows[step]
        head = rows[step][step]
        rows[step] = [value / head for value in rows[step]]
        for i, row in enumerate(rows):
            if i != step and row[step] != 0:
                factor = row[step]
                rows[i] = [value - factor * lead for value, lead in zip(row, rows[step], strict=True)]
    return [row[size:] for row in rows]
