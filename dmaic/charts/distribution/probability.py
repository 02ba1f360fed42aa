"""Could a normal distribution describe the values? Sorted values against normal quantiles, with a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.axis import Frame, measure_axis, value_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Table, nothing, num, point, responsive
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import axis_title, brief, counted, thousands, widest, with_unit

Floats = NDArray[np.float64]

_PERCENTS = (0.1, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9)
_MOST_DOTS = 400


@dataclass(frozen=True, slots=True)
class Bound:
    """One point of a confidence band on a probability plot: at cumulative share ``share`` the value is in between."""

    share: float
    low: float
    high: float


def probability_plot(
    values: Sequence[float] | Floats,
    *,
    title: str = "Normal probability plot",
    name: str = "",
    unit: str = "",
    bounds: Sequence[Bound] | None = None,
    summary: str | None = None,
    center: float | None = None,
    sd: float | None = None,
    width: float | None = None,
    height: float = 290,
) -> Drawing:
    """Draw sorted values against normal quantiles at (i - 0.5) / n, with the fitted line.

    The line has the mean and standard deviation of the values unless ``center`` and ``sd`` are given. Without
    ``bounds`` pointwise 95 % limits of the order statistics are drawn: x_p +- 1.96 sd sqrt(p (1 - p) / n) / phi(z_p)
    (asymptotic; Stirling 1982). ``summary`` is the verdict, such as "AD 0.31, p = 0.55: no evidence against normal".
    """
    given = np.asarray(values, dtype=float).ravel()
    clean = np.sort(given[np.isfinite(given)])
    if clean.size < 3:
        said = "A probability plot needs at least 3 values."
        return nothing(title, said, kind="probability", width=width)
    mean = float(clean.mean()) if center is None else center
    deviation = float(clean.std(ddof=1)) if sd is None else sd
    if not deviation > 0:
        said = "All values are equal, so there is no spread to compare with a normal distribution."
        return nothing(title, said, kind="probability", width=width)
    normal = NormalDist()
    shares = (np.arange(1, clean.size + 1) - 0.5) / clean.size
    z = [normal.inv_cdf(float(p)) for p in shares]
    reach = max(abs(z[0]), abs(z[-1]), 1.8) + 0.25
    band = list(bounds) if bounds is not None else _band_of(mean, deviation, int(clean.size), reach, normal)
    outside = _outside(clean, z, band, normal)
    kept = range(clean.size) if clean.size <= _MOST_DOTS else _thin_middle(int(clean.size))

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        percents = [p for p in _PERCENTS if abs(normal.inv_cdf(p / 100)) < reach]
        texts = [f"{p:g} %" for p in percents]
        frame = Frame(math.ceil(widest(texts)) + 10.0, 10, across - 10, height - 44)
        low, high = padded(*(extent(clean) or (0.0, 1.0)), 0.06)
        x = Linear(low, high, frame.left, frame.right)
        up = Linear(-reach, reach, frame.bottom, frame.top)
        value_axis(canvas, frame, [(up(normal.inv_cdf(p / 100)), t) for p, t in zip(percents, texts, strict=True)])
        _draw_band(canvas, band, x, up, normal)
        ends = _clipped(mean, deviation, low, high, reach)
        canvas.polyline([(x(v), up(q)) for v, q in ends], "c-curve")
        canvas.open("c-pts")
        for k in kept:
            say = (
                f"{with_unit(brief(float(clean[k]), 6), unit)}\n{100 * shares[k]:.1f} % of the values are at most this"
            )
            flag = k in outside
            say += "\nOutside the 95 % band" if flag else ""
            mark = canvas.diamond if flag else canvas.circle
            mark(x(float(clean[k])), up(z[k]), 4.4 if flag else 2.8, "c-flag" if flag else "c-pt",
                 point(k, say, flag=flag))  # fmt: skip
        canvas.close()
        measure_axis(canvas, frame, x, title=axis_title(name, unit))
        return canvas.drawing(
            width=across,
            height=height,
            kind="probability",
            title=title,
            description=f"Normal probability plot of {counted(int(clean.size), 'value')} with line and 95 % band; "
            f"{counted(len(outside), 'point')} outside the band.",
            table=Table(
                ("Rank", f"Value ({unit})" if unit else "Value", "Cumulative (%)", "Normal quantile"),
                [(k + 1, float(clean[k]), 100 * float(shares[k]), z[k]) for k in range(clean.size)],
            ),
            verdict=summary if summary is not None else _band_words(len(outside), int(clean.size)),
        )

    return responsive(draw, width, wide=HALF)


def _band_of(mean: float, sd: float, n: int, reach: float, normal: NormalDist) -> list[Bound]:
    band = []
    for q in np.linspace(-reach, reach, 61).tolist():
        p = normal.cdf(q)
        half = 1.959964 * sd * math.sqrt(p * (1 - p) / n) / normal.pdf(q)
        band.append(Bound(p, mean + sd * q - half, mean + sd * q + half))
    return band


def _outside(values: Floats, z: Sequence[float], band: Sequence[Bound], normal: NormalDist) -> set[int]:
    if not band:
        return set()
    at = [normal.inv_cdf(min(max(b.share, 1e-9), 1 - 1e-9)) for b in band]
    low = np.interp(z, at, [b.low for b in band])
    high = np.interp(z, at, [b.high for b in band])
    return set(np.flatnonzero((values < low) | (values > high)).tolist())


def _draw_band(canvas: Canvas, band: Sequence[Bound], x: Linear, up: Linear, normal: NormalDist) -> None:
    """The band as one polygon, cut at the frame."""
    if len(band) < 2:
        return
    heights = [up(normal.inv_cdf(min(max(b.share, 1e-9), 1 - 1e-9))) for b in band]

    def inside(value: float) -> float:
        return x(min(max(value, x.low), x.high))

    forth = [f"{num(inside(b.low))} {num(h)}" for b, h in zip(band, heights, strict=True)]
    back = [f"{num(inside(b.high))} {num(h)}" for b, h in zip(band, heights, strict=True)]
    canvas.path(f"M{'L'.join(forth + back[::-1])}Z", "c-band")


def _clipped(mean: float, sd: float, low: float, high: float, reach: float) -> list[tuple[float, float]]:
    """The fitted line from edge to edge of the frame."""
    a, b = max(-reach, (low - mean) / sd), min(reach, (high - mean) / sd)
    return [(mean + sd * a, a), (mean + sd * b, b)]


def _thin_middle(count: int) -> list[int]:
    """All of both tails, and evenly chosen ranks between: the tails are what the plot is read for."""
    tail = _MOST_DOTS // 4
    middle = np.unique(np.linspace(tail, count - tail - 1, _MOST_DOTS // 2).astype(int)).tolist()
    return [*range(tail), *(k for k in middle if tail <= k < count - tail), *range(count - tail, count)]


def _band_words(outside: int, count: int) -> str:
    if not outside:
        return f"All {counted(count, 'value')} lie inside the 95 % band: a normal distribution may describe them."
    several = f"{thousands(outside)} of {counted(count, 'value')} lie outside the 95 % band"
    return f"{several}: look for skew, outliers or a mixture."
