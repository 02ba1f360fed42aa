"""How are the values spread? Classes counted, with the mean, the specification and a fitted curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.axis import Frame, measure_axis, room_left, value_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Specs, Table, nothing, point, responsive
from dmaic.charts.scale import Linear, extent, nice_step, padded, spread
from dmaic.charts.text import axis_title, brief, counted, decimals_for, fixed, text_width, thousands, with_unit

Floats = NDArray[np.float64]
Curve = Sequence[tuple[float, float]]
"""A fitted density as (value, density) pairs, density per unit of the value."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Equal classes: ``edges`` has one more entry than ``counts``; a value on an edge belongs to the upper class."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


def bins_of(values: Floats, count: int | None = None) -> Bins:
    """Classes of a round width: Freedman and Diaconis' width 2 IQR / n^(1/3), Sturges' where the IQR is zero.

    ``count`` asks for about so many. Values of one kind fall into a single class.
    """
    low, high = float(values.min()), float(values.max())
    if high - low <= abs(high) * 1e-12:
        half = abs(high) * 0.05 or 0.5
        return Bins((low - half, low + half), (int(values.size),))
    spread_ = float(np.subtract(*np.percentile(values, [75, 25])))
    sturges = math.ceil(math.log2(values.size)) + 1
    wanted = (high - low) / (2 * spread_ / values.size ** (1 / 3)) if spread_ > 0 else sturges
    step = nice_step(high - low, min(max(count or round(wanted), 4), 60))
    start = math.floor(low / step + 1e-9) * step
    number = math.floor((high - start) / step + 1e-9) + 1
    edges = start + step * np.arange(number + 1)
    places = np.clip(np.floor((values - start) / step + 1e-9).astype(np.int64), 0, number - 1)
    counts = np.bincount(places, minlength=number)
    return Bins(tuple(edges.tolist()), tuple(counts.tolist()))


def histogram(
    values: Sequence[float] | Floats,
    *,
    title: str = "Histogram",
    name: str = "",
    unit: str = "",
    specs: Specs | None = None,
    curve: Curve | Callable[[float], float] | None = None,
    curve_name: str = "Normal curve",
    second: Curve | Callable[[float], float] | None = None,
    second_name: str = "",
    bins: int | None = None,
    summary: str | None = None,
    width: float | None = None,
    height: float = 260,
) -> Drawing:
    """Draw the classes with the mean, the specification and a fitted density.

    ``curve`` is a density (per unit of the value): pairs or a function; drawn as expected counts. ``second`` is
    another one, dashed (within beside overall). ``summary`` replaces the verdict, such as "Ppk 1.32 (1.1 to 1.5)".
    """
    given = np.asarray(values, dtype=float).ravel()
    clean = given[np.isfinite(given)]
    if not clean.size:
        return nothing(title, "There are no values to draw yet. Add measurements to see how they spread.",
                       kind="histogram", width=width)  # fmt: skip
    found = bins_of(clean, bins)
    limits = specs.named() if specs else []
    low, high = padded(*(extent([*found.edges], [value for _, value in limits]) or (0.0, 1.0)), 0.04)
    curves = [
        (each, cls) for each, cls in ((_points_of(curve, low, high), "c-curve"),
                                      (_points_of(second, low, high), "c-curve-2")) if each
    ]  # fmt: skip
    wide_class = found.edges[1] - found.edges[0]
    tallest = max(*found.counts, *(d * clean.size * wide_class for c, _ in curves for _, d in c), 1)
    mean = float(clean.mean())
    decimals = decimals_for(float(clean.max() - clean.min()))

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        up_ticks = Linear(0, tallest * 1.05, 0, 1).ticks(4)
        top = 8.0 + (34.0 if limits else 18.0)
        frame = Frame(room_left([t for _, t in up_ticks]), top, across - 8, height - 44)
        x = Linear(low, high, frame.left, frame.right)
        up = Linear(0, tallest * 1.05, frame.bottom, frame.top)
        value_axis(canvas, frame, up.ticks(4))
        canvas.open("c-bars")
        for k, count in enumerate(found.counts):
            a, b = found.edges[k], found.edges[k + 1]
            if count:
                share = 100 * count / clean.size
                say = (
                    f"{brief(a, 6)} to {brief(b, 6)} {unit}".rstrip()
                    + f": {thousands(count)}\n{share:.1f} % of the values"
                )
                canvas.rect(x(a) + 0.5, up(count), x(b) - x(a) - 1, frame.bottom - up(count), "c-bar",
                            extra=point(k, say))  # fmt: skip
        canvas.close()
        for each, cls in curves:
            canvas.polyline([(x(v), up(d * clean.size * wide_class)) for v, d in each], cls)
        _upright(canvas, frame, x, [("Mean", mean, "c-center"), *((n, v, "c-spec") for n, v in limits)], decimals)
        measure_axis(canvas, frame, x, title=axis_title(name, unit))
        return canvas.drawing(
            width=across,
            height=_curve_key(canvas, curves, (curve_name, second_name), frame, height),
            kind="histogram",
            title=title,
            description=_histogram_words(clean, limits, unit, decimals),
            table=_bin_table(found, int(clean.size), unit),
            verdict=summary if summary is not None else _spread_words(clean, specs, unit, decimals),
        )

    return responsive(draw, width, wide=HALF)


def _points_of(curve: Curve | Callable[[float], float] | None, low: float, high: float) -> list[tuple[float, float]]:
    if curve is None:
        return []
    if callable(curve):
        return [(v, d) for v in np.linspace(low, high, 121).tolist() if math.isfinite(d := curve(v))]
    return [(v, d) for v, d in curve if low <= v <= high and math.isfinite(d)]


def _upright(canvas: Canvas, frame: Frame, x: Linear, named: Sequence[tuple[str, float, str]], decimals: int) -> None:
    """Upright lines with name and value above the frame: the centre on the lower row, the specification above."""
    texts = [f"{name} {_trim(value, decimals)}" for name, value, _ in named]
    for row in (0, 1):
        chosen = [k for k in range(len(named)) if (named[k][2] == "c-spec") == bool(row)]
        if not chosen:
            continue
        halves = [text_width(texts[k], bold=True) / 2 for k in chosen]
        gap = max(2 * h for h in halves) + 8
        wanted = [
            min(max(x(named[k][1]), frame.left + h), frame.right - h) for k, h in zip(chosen, halves, strict=True)
        ]
        placed = spread(wanted, min(gap, frame.width / len(chosen)), frame.left + halves[0], frame.right - halves[-1])
        for k, at in zip(chosen, placed, strict=True):
            place = x(named[k][1])
            canvas.line(place, frame.top - 4 - 16 * row, place, frame.bottom, named[k][2])
            cls = "c-num c-num-spec" if row else "c-num"
            canvas.text(at, frame.top - 8 - 16 * row, texts[k], f"{cls} c-halo", anchor="middle")


def _trim(value: float, decimals: int) -> str:
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _curve_key(
    canvas: Canvas, curves: Sequence[tuple[object, str]], names: tuple[str, str], frame: Frame, height: float
) -> float:
    """What the curves are; gives the height of the drawing."""
    told = [(cls, name) for (_, cls), name in zip(curves, names, strict=False) if name]
    if not told:
        return height
    x = frame.left
    for cls, name in told:
        canvas.line(x, height + 8, x + 22, height + 8, cls)
        canvas.text(x + 28, height + 12, name, "c-muted")
        x += 28 + text_width(name) + 18
    return height + 20


def _histogram_words(values: Floats, limits: Sequence[tuple[str, float]], unit: str, decimals: int) -> str:
    sd = float(values.std(ddof=1)) if values.size > 1 else 0.0
    words = (
        f"Histogram of {counted(int(values.size), 'value')} from {fixed(float(values.min()), decimals)} to "
        f"{with_unit(fixed(float(values.max()), decimals), unit)}, mean {fixed(float(values.mean()), decimals)}, "
        f"standard deviation {fixed(sd, decimals)}."
    )
    if limits:
        words += " " + ", ".join(f"{name} {_trim(value, decimals)}" for name, value in limits) + "."
    return words


def _spread_words(values: Floats, specs: Specs | None, unit: str, decimals: int) -> str:
    if specs is None or (specs.lower is None and specs.upper is None):
        sd = float(values.std(ddof=1)) if values.size > 1 else 0.0
        mean = with_unit(fixed(float(values.mean()), decimals), unit)
        return f"{counted(int(values.size), 'value')}: mean {mean}, standard deviation {fixed(sd, decimals)}."
    below = int((values < specs.lower).sum()) if specs.lower is not None else 0
    above = int((values > specs.upper).sum()) if specs.upper is not None else 0
    total = below + above
    if not total:
        return f"None of {counted(int(values.size), 'value')} is outside the specification."
    sides = [f"{n} {side}" for n, side in ((below, "below the lower limit"), (above, "above the upper limit")) if n]
    return (
        f"{thousands(total)} of {counted(int(values.size), 'value')} outside the specification: {' and '.join(sides)}."
    )


def _bin_table(found: Bins, total: int, unit: str) -> Table:
    mark = f" ({unit})" if unit else ""
    rows: list[Row] = [
        (found.edges[k], found.edges[k + 1], count, 100 * count / total) for k, count in enumerate(found.counts)
    ]
    return Table((f"From{mark}", f"To (not included){mark}", "Count", "Share (%)"), rows)
