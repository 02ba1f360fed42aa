"""Which coefficients fit best, and how sure are they? Ordinary least squares by QR, with its tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, share
from dmaic.statistics.measured import rounding_floor, without_rounding


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model. ``f`` and ``p`` test each coefficient (1 degree of freedom, all others in the model).

    ``ss`` is what each coefficient explains beyond all others. Errors, ``f`` and ``p`` are None without residual
    degrees of freedom or without residual variation.
    """

    names: tuple[str, ...]
    coefficients: Floats
    standard_errors: Floats | None
    ss: Floats
    f: tuple[float | None, ...]
    p: tuple[float | None, ...]
    fitted: Floats
    residuals: Floats
    residual_df: int
    residual_ss: float
    total_ss: float
    r_squared: float | None
    adjusted_r_squared: float | None
    predicted_r_squared: float | None
    inverse: Floats

    @property
    def residual_ms(self) -> float | None:
        """Residual mean square; None without residual degrees of freedom."""
        return None if self.residual_df == 0 else self.residual_ss / self.residual_df

    def intervals(self, confidence: float = 0.95) -> Floats | None:
        """Bounds of each coefficient, a row each, by Student's t; None without residual degrees of freedom."""
        from scipy.special import stdtrit

        tail = (1 - share(confidence, name="confidence")) / 2
        if self.standard_errors is None:
            return None
        reach = -float(stdtrit(self.residual_df, tail)) * self.standard_errors
        return np.stack([self.coefficients - reach, self.coefficients + reach], axis=1)

    @property
    def residual_sd(self) -> float | None:
        """Residual standard deviation; None without residual degrees of freedom."""
        return None if self.residual_ms is None else math.sqrt(self.residual_ms)


def fit(x: Floats, y: Floats, names: Sequence[str]) -> Fit:
    """Least squares of y on the columns of x (the first is the constant).

    Raises StatisticsError naming the first term that can't be told from those before it.
    """
    from scipy.special import fdtrc

    n, k = x.shape
    if n < k:
        raise StatisticsError(
            f"The model has {k} coefficients for {n} runs. Make {k - n} more runs, or leave terms out of the model."
        )
    q, r = np.linalg.qr(x)
    scale = np.linalg.norm(x, axis=0)
    lost = np.flatnonzero(np.abs(np.diag(r)) <= 1e-10 * np.where(scale > 0, scale, 1.0))
    if lost.size:
        raise StatisticsError(
            f"The term {names[int(lost[0])]} can't be told from the terms before it with these runs (aliased). Leave "
            "it out, or add runs that separate them."
        )
    inverse_r = np.linalg.inv(r)
    coefficients = np.asarray(inverse_r @ (q.T @ y))
    fitted = x @ coefficients
    residuals = y - fitted
    floor = rounding_floor(y)
    rest = without_rounding(float(residuals @ residuals), floor)
    around = y - y.mean()
    total = without_rounding(float(around @ around), floor)
    inverse = inverse_r @ inverse_r.T
    diagonal = np.diag(inverse)
    ss = coefficients**2 / diagonal
    df = n - k
    tested = df > 0 and rest > 0
    ms = rest / df if tested else math.nan
    f = tuple(float(value) / ms if tested else None for value in ss)
    p = tuple(None if value is None else float(fdtrc(1, df, value)) for value in f)
    r_squared = None if total == 0 else 1 - rest / total
    adjusted = None if total == 0 or df == 0 else 1 - (rest / df) / (total / (n - 1))
    leverage = np.sum((x @ inverse_r) ** 2, axis=1)
    predicted = None
    if total > 0 and bool((leverage < 1 - 1e-10).all()):
        predicted = 1 - float(np.sum((residuals / (1 - leverage)) ** 2)) / total
    errors = np.sqrt(ms * diagonal) if tested else None
    return Fit(
        tuple(names),
        coefficients,
        errors,
        np.asarray(ss),
        f,
        p,
        fitted,
        residuals,
        df,
        rest,
        total,
        r_squared,
        adjusted,
        predicted,
        np.asarray(inverse),
    )


@dataclass(frozen=True, slots=True)
class LackOfFit:
    """The residual split into pure error (repeats of the same settings) and what the model misses."""

    df: int
    ss: float
    pure_df: int
    pure_ss: float
    f: float | None
    p: float | None


def pure_error(settings: Floats, y: Floats) -> tuple[int, float]:
    """Degrees of freedom and sum of squares within repeats of the same settings."""
    _, at = np.unique(np.round(settings, 9), axis=0, return_inverse=True)
    at = at.ravel()
    counts = np.bincount(at)
    means = np.bincount(at, weights=y) / counts
    left = y - means[at]
    return int(np.sum(counts - 1)), without_rounding(float(left @ left), rounding_floor(y))


def lack_of_fit(found: Fit, settings: Floats, y: Floats) -> LackOfFit | None:
    """Is the model too simple? None without repeats, or without settings beyond the model's coefficients."""
    from scipy.special import fdtrc

    pure_df, pure_ss = pure_error(settings, y)
    df = found.residual_df - pure_df
    if pure_df == 0 or df <= 0:
        return None
    ss = max(0.0, found.residual_ss - pure_ss)
    if pure_ss == 0:
        return LackOfFit(df, ss, pure_df, pure_ss, None, None)
    f = (ss / df) / (pure_ss / pure_df)
    return LackOfFit(df, ss, pure_df, pure_ss, f, float(fdtrc(df, pure_df, f)))
