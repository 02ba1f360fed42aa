"""Are several measurements stable together? Hotelling's T2 chart.

Sources: Hotelling (1947); Tracy, Young and Mason, Journal of Quality Technology 24 (1992) 88-95 for the phase I limit
of individual rows; Montgomery, Introduction to Statistical Quality Control, section 11.3.

A shift in how the measurements go together shows here and on none of their own charts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, Stage, StageSpec
from dmaic.statistics.series import Series, Span, lay_out

_CONFIDENCE = 0.9973
_SINGULAR = 1e12  # condition of the correlation matrix beyond which T2 has no digits left


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What a stage's baseline says: centre and covariance of the variables, and both limits of T2.

    ``ucl_phase1`` holds for the rows that set them, ``ucl_phase2`` for later ones.
    """

    center: Floats
    covariance: Floats
    used: int
    ucl_phase1: float
    ucl_phase2: float


@dataclass(frozen=True, slots=True, eq=False)
class T2Study:
    """The chart with what it was judged against, one reference a stage."""

    chart: ControlChart
    references: tuple[Reference, ...]


def t2_individuals(
    rows: Iterable[Any],
    *,
    confidence: float = _CONFIDENCE,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
) -> T2Study:
    """T2_i = (x_i - xbar)' S^-1 (x_i - xbar) of m rows of p variables, S with divisor m - 1.

    Limits: phase I (m-1)^2/m Beta(p/2, (m-p-1)/2), phase II p(m+1)(m-1)/(m(m-p)) F(p, m-p). The baseline of a stage
    is phase I, what follows phase II. Raises StatisticsError when m < p + 2 or variables depend on each other.
    """
    table = _read(rows, 2, "Rows")
    return _study(table[:, None, :], _check_confidence(confidence), stages, excluded, gaps)


def t2_subgroups(
    samples: Iterable[Any],
    *,
    confidence: float = _CONFIDENCE,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
) -> T2Study:
    """T2_i = n (xbar_i - xbarbar)' S^-1 (xbar_i - xbarbar) of m samples of n rows, S the mean covariance within.

    Limits with f = mn - m - p + 1: phase I p(m-1)(n-1)/f F(p, f), phase II p(m+1)(n-1)/f F(p, f).
    """
    cube = _read(samples, 3, "Samples")
    if cube.shape[1] < 2:
        raise StatisticsError("Each sample holds one row: use the chart of individual rows.")
    return _study(cube, _check_confidence(confidence), stages, excluded, gaps)


def _read(given: Iterable[Any], dimensions: int, name: str) -> Floats:
    try:
        table = np.array(given if isinstance(given, np.ndarray) else list(given), dtype=float)
    except (TypeError, ValueError):
        raise StatisticsError(f"{name} have to hold the same number of variables, all of them numbers.") from None
    if table.ndim != dimensions or 0 in table.shape:
        raise StatisticsError(f"{name} have to be {dimensions} levels of lists of numbers, all of the same length.")
    bad = ~np.isfinite(table)
    if bad.any():
        row = int(np.argmax(bad.reshape(len(table), -1).any(axis=1)))
        raise StatisticsError(f"{name[:-1]} {row + 1} holds a missing or infinite number. Leave it out or complete it.")
    return table


def _check_confidence(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise StatisticsError(f"A confidence of {confidence} is not between 0 and 1. Give one such as 0.9973.")
    return confidence


def _study(
    cube: Floats,
    confidence: float,
    stages: Sequence[StageSpec] | None,
    excluded: Iterable[int],
    gaps: Iterable[int],
) -> T2Study:
    series = lay_out(len(cube), stages=stages, excluded=excluded, gaps=gaps)
    means = cube.mean(axis=1)
    points, limits = np.empty(len(cube)), np.empty(len(cube))
    references, judged = [], []
    for span in series.spans:
        found = _reference(cube, means, series, span, confidence)
        points[span.whole] = _distances(means[span.whole], found, cube.shape[1])
        limits[span.whole] = found.ucl_phase2
        limits[span.baseline] = found.ucl_phase1
        references.append(found)
        judged.append(_stage(span, found, cube.shape[2]))
    nothing = np.full(len(cube), math.nan)
    chart = ControlChart(
        kind="t2",
        panels=(Panel("T2", points, np.zeros(len(cube)), np.ones(len(cube)), nothing, limits, zones=False),),
        stages=tuple(judged),
        sizes=np.full(len(cube), float(cube.shape[1])),
        excluded=series.excluded,
        gaps=series.gaps,
        method={
            "covariance": "of all rows" if cube.shape[1] == 1 else "pooled within samples",
            "limits": "phase I for the baseline, phase II after it",
            "confidence": f"{confidence:g}",
        },
        cautions=tuple(_cautions(judged, cube.shape[2])),
    )
    return T2Study(chart, tuple(references))


def _reference(cube: Floats, means: Floats, series: Series, span: Span, confidence: float) -> Reference:
    if span.spec.center is not None or span.spec.sigma is not None:
        raise StatisticsError("A T2 chart has a centre and a covariance for several variables: set a baseline instead.")
    counted = series.counted[span.baseline]
    own, own_means = cube[span.baseline][counted], means[span.baseline][counted]
    m, n, p = own.shape
    least = p + 2 if n == 1 else 2
    if m < least or (n > 1 and m * n - m - p + 1 < 1):
        raise StatisticsError(
            f"The baseline of stage {span.spec.name!r} has {m} counted rows for {p} variables: "
            f"{max(least, m + 1)} or more are needed."
        )
    center = own_means.mean(axis=0)
    deviation = (own - (center if n == 1 else own_means[:, None, :])).reshape(-1, p)
    covariance = deviation.T @ deviation / (m - 1 if n == 1 else m * (n - 1))
    _refuse_singular(covariance, span)
    return Reference(center, covariance, m, *_limits(m, n, p, confidence))


def _refuse_singular(covariance: Floats, span: Span) -> None:
    spread = np.sqrt(np.diag(covariance))
    if (spread == 0).any():
        raise StatisticsError(
            f"Variable {int(np.argmin(spread))} does not vary in the baseline of stage {span.spec.name!r}. "
            "Leave it out."
        )
    if np.linalg.cond(covariance / np.outer(spread, spread)) > _SINGULAR:
        raise StatisticsError(
            f"The variables depend on each other in the baseline of stage {span.spec.name!r}: one may be a sum of "
            "others. Leave one out."
        )


def _limits(m: int, n: int, p: int, confidence: float) -> tuple[float, float]:
    from scipy.stats import beta, f

    if n == 1:
        first = (m - 1) ** 2 / m * float(beta.ppf(confidence, p / 2, (m - p - 1) / 2))
        second = p * (m + 1) * (m - 1) / (m * (m - p)) * float(f.ppf(confidence, p, m - p))
        return first, second
    freedom = m * n - m - p + 1
    quantile = float(f.ppf(confidence, p, freedom))
    return p * (m - 1) * (n - 1) / freedom * quantile, p * (m + 1) * (n - 1) / freedom * quantile


def _distances(means: Floats, found: Reference, size: int) -> Floats:
    deviation = means - found.center
    solved = np.linalg.solve(found.covariance, deviation.T).T
    return np.asarray(size * np.einsum("ij,ij->i", deviation, solved))


def _stage(span: Span, found: Reference, variables: int) -> Stage:
    """T2 has no centre and no sigma of its own: 0 and 1 stand in. Ten rows a variable are what the covariance needs."""
    return Stage(
        name=span.spec.name,
        start=span.start,
        stop=span.stop,
        baseline_stop=span.baseline_stop,
        center=0.0,
        sigma=1.0,
        estimator="covariance",
        used=found.used,
        provisional=found.used < max(20, 10 * variables),
        reason=span.spec.reason,
    )


def _cautions(judged: Sequence[Stage], variables: int) -> Iterable[str]:
    for stage in judged:
        if stage.provisional:
            yield (
                f"Provisional: the limits of stage {stage.name!r} rest on {stage.used} rows for {variables} variables; "
                f"{max(20, 10 * variables)} are advised."
            )
