"""Which straight relation fits best? Least squares by Householder QR, exact where QR would lose too many digits.

No column is ever dropped for being nearly dependent (a rank cut-off is what makes other programs fail NIST's Filip);
columns that are exactly dependent are refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.design_matrix import Design, dependent_columns, factor
from dmaic.statistics.exact_least_squares import decimals, powers, solve_exactly
from dmaic.statistics.moments import centred

# Beyond this condition number QR keeps fewer than about ten digits and exact arithmetic takes over.
_DEMANDING = 1e4
# Rows times squared columns up to which exact arithmetic answers within a fraction of a second.
_AFFORDABLE = 50_000
# Beyond this nothing of a double is left.
_HOPELESS = 1e14


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Least squares with the constant first.

    ``inverse`` is (X'X)^-1; times the residual variance it is the covariance of the coefficients. ``rss`` residual,
    ``explained`` and ``total`` sums of squares: about the mean with an intercept, about 0 without.
    """

    design: Design
    y: Floats
    coefficients: Floats
    inverse: Floats
    residuals: Floats
    rss: float
    explained: float
    total: float
    method: str

    @property
    def df_residual(self) -> int:
        """Rows less coefficients."""
        return self.design.n - self.design.parameters

    @property
    def df_model(self) -> int:
        """Predictors."""
        return len(self.design.names)

    @property
    def variance(self) -> float:
        """Residual variance."""
        return self.rss / self.df_residual

    @property
    def is_perfect(self) -> bool:
        """Do the residuals consist of nothing, or of rounding dust?"""
        return self.rss <= self.design.n * 1e-30 * max(self.total, 1e-300)

    @property
    def leverage(self) -> Floats:
        """Diagonal of the hat matrix."""
        h: Floats = np.sum(self.design.q**2, axis=1) + (1 / self.design.n if self.design.intercept else 0.0)
        return np.minimum(h, 1.0)


def fit(y: Floats, names: Sequence[str], table: Floats, *, intercept: bool = True) -> Fit:
    """Least squares of y (n values) on the columns of ``table`` (n x k)."""
    design = factor(names, table, intercept=intercept)

    def exact_columns() -> list[list[Fraction]]:
        constant = [[Fraction(1)] * design.n] if intercept else []
        return constant + [decimals(table[:, j]) for j in range(table.shape[1])]

    return _solve(design, y, exact_columns() if _wants_exact(design) else None)


def fit_polynomial(y: Floats, x: Floats, degree: int, *, intercept: bool = True) -> Fit:
    """Least squares of y on x, x^2 ... x^degree; the powers are exact wherever exact arithmetic is affordable."""
    if degree < 1:
        raise StatisticsError("degree must be 1 or more.")
    if np.max(np.abs(x), initial=1.0) ** degree > 1e140:
        raise StatisticsError("Such high powers of x overflow. Give x in a larger unit or choose a lower degree.")
    names = ["x" if d == 1 else f"x^{d}" for d in range(1, degree + 1)]
    design = factor(names, np.column_stack([x**d for d in range(1, degree + 1)]), intercept=intercept)
    small = design.n * design.parameters**2 <= _AFFORDABLE
    return _solve(design, y, powers(x, range(0 if intercept else 1, degree + 1)) if small else None)


def _wants_exact(design: Design) -> bool:
    return design.condition > _DEMANDING and design.n * design.parameters**2 <= _AFFORDABLE


def _solve(design: Design, y: Floats, columns: list[list[Fraction]] | None) -> Fit:
    if columns is None and design.condition > _HOPELESS:
        raise StatisticsError(
            f"Predictors repeat each other ({dependent_columns(design)}). Drop what repeats the rest."
        )
    target, mean = centred(y) if design.intercept else (y, 0.0)
    projected = design.q.T @ target
    residuals = target - design.q @ projected
    residuals = residuals - design.q @ (design.q.T @ residuals)  # once more: removes what rounding left in the span
    if columns is not None:
        exact = solve_exactly(columns, y, centred=design.intercept)
        if exact is None:
            raise StatisticsError(
                f"Predictors repeat each other ({dependent_columns(design)}). Drop what repeats the rest."
            )
        if exact.rss == 0:
            residuals = np.zeros_like(residuals)
        method = "least squares in exact rational arithmetic"
        return Fit(
            design, y, exact.coefficients, exact.inverse, residuals, exact.rss, exact.explained, exact.total, method
        )
    solved = np.linalg.solve(design.r, projected) / design.scale
    unscaled = np.linalg.inv(design.r) / design.scale[:, None]
    inverse: Floats = unscaled @ unscaled.T
    coefficients = solved
    if design.intercept:
        cross = -inverse @ design.centre
        corner = 1 / design.n + float(design.centre @ inverse @ design.centre)
        inverse = np.block([[np.array([[corner]]), cross[None, :]], [cross[:, None], inverse]])
        coefficients = np.concatenate([[mean - math.fsum(design.centre * solved)], solved])
    rss, total = math.fsum(residuals**2), math.fsum(target**2)
    return Fit(
        design,
        y,
        coefficients,
        inverse,
        residuals,
        rss,
        math.fsum(projected**2),
        total,
        "least squares by Householder QR",
    )
