"""Do the groups differ? A box for each stratum: quartiles, whiskers, outliers, and the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.axis import measure_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Specs, Table, nothing, point, responsive
from dmaic.charts.rows import rows_of
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import axis_title, brief, counted, text_width, thousands, with_unit

_MOST_OUTLIERS = 60


@dataclass(frozen=True, slots=True)
class Box:
    """One group in seven numbers and its outliers."""

    name: str
    count: int
    low: float
    q1: float
    median: float
    q3: float
    high: float
    mean: float
    outliers: tuple[float, ...]


def box_of(name: str, values: Sequence[float] | NDArray[np.float64]) -> Box | None:
    """Quartiles by linear interpolation (Hyndman and Fan's type 7), whiskers to the last value within 1.5 IQR (Tukey).

    None when the group has no value.
    """
    given = np.asarray(values, dtype=float).ravel()
    clean = np.sort(given[np.isfinite(given)])
    if not clean.size:
        return None
    q1, median, q3 = np.percentile(clean, [25, 50, 75]).tolist()
    reach = 1.5 * (q3 - q1)
    inside = clean[(clean >= q1 - reach) & (clean <= q3 + reach)]
    outliers = clean[(clean < q1 - reach) | (clean > q3 + reach)].tolist()
    return Box(name, int(clean.size), float(inside[0]), q1, median, q3, float(inside[-1]), float(clean.mean()),
               tuple(outliers))  # fmt: skip


def box_plot(
    groups: Sequence[tuple[str, Sequence[float] | NDArray[np.float64]]],
    *,
    title: str = "Box plot",
    name: str = "",
    unit: str = "",
    specs: Specs | None = None,
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw one lying box a group, in the order given; a diamond marks the mean. Groups without values are left out."""
    boxes = [box for box in (box_of(*group) for group in groups) if box]
    if not boxes:
        return nothing(title, "There are no values to compare yet.", kind="boxes", width=width)
    limits = specs.named() if specs else []
    every = [value for box in boxes for value in (box.low, box.high, box.mean, *box.outliers)]
    low, high = padded(*(extent(every, [value for _, value in limits]) or (0.0, 1.0)))

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        names = [f"{box.name} (n={thousands(box.count)})" for box in boxes]
        rows = rows_of(names, across, top=24.0 if limits else 6.0, right=12, step=36)
        frame = rows.frame
        x = Linear(low, high, frame.left, frame.right)
        measure_axis(canvas, frame, x, title=axis_title(name, unit), grid=True)
        for label, value in limits:
            canvas.line(x(value), frame.top - 4, x(value), frame.bottom, "c-spec")
            text = f"{label} {brief(value)}"
            half = text_width(text) / 2
            at = min(max(x(value), half), across - half)
            canvas.text(at, frame.top - 9, text, "c-num c-num-spec", anchor="middle")
        canvas.open("c-boxes")
        for k, box in enumerate(boxes):
            _draw_box(canvas, box, x, rows(k), point(k, _say(box, unit)))
            rows.name(canvas, k)
        canvas.close()
        cells: list[Row] = [
            (b.name, b.count, b.mean, b.low, b.q1, b.median, b.q3, b.high, len(b.outliers)) for b in boxes
        ]
        header = ("Group", "n", "Mean", "Lower whisker", "Lower quartile", "Median", "Upper quartile",
                  "Upper whisker", "Outliers")  # fmt: skip
        return canvas.drawing(
            width=across,
            height=frame.bottom + (42 if name or unit else 26),
            kind="boxes",
            title=title,
            description=f"Box plot of {counted(len(boxes), 'group')}. "
            + " ".join(
                f"{b.name}: median {brief(b.median)}, middle half {brief(b.q1)} to {brief(b.q3)}." for b in boxes
            ),
            table=Table(header, cells),
            verdict=summary if summary is not None else _words(boxes, unit),
        )

    return responsive(draw, width, wide=HALF)


def _draw_box(canvas: Canvas, box: Box, x: Linear, y: float, extra: str) -> None:
    canvas.line(x(box.low), y, x(box.q1), y, "c-whisker")
    canvas.line(x(box.q3), y, x(box.high), y, "c-whisker")
    for end in (box.low, box.high):
        canvas.line(x(end), y - 4, x(end), y + 4, "c-whisker")
    canvas.rect(x(box.q1), y - 9, x(box.q3) - x(box.q1), 18, "c-box", extra=extra)
    canvas.line(x(box.median), y - 9, x(box.median), y + 9, "c-median")
    kept = box.outliers
    if len(kept) > _MOST_OUTLIERS:
        half = _MOST_OUTLIERS // 2
        kept = (*kept[:half], *kept[-half:])
    for value in kept:
        canvas.circle(x(value), y, 2.6, "c-dot")
    canvas.diamond(x(box.mean), y, 4.4, "c-mean")


def _say(box: Box, unit: str) -> str:
    return (
        f"{box.name}: median {with_unit(brief(box.median, 6), unit)}\n"
        f"middle half {brief(box.q1, 6)} to {brief(box.q3, 6)}, mean {brief(box.mean, 6)}, n = {thousands(box.count)}"
        + (f"\n{counted(len(box.outliers), 'outlier')}" if box.outliers else "")
    )


def _words(boxes: Sequence[Box], unit: str) -> str:
    if len(boxes) == 1:
        return (
            f"{boxes[0].name}: median {with_unit(brief(boxes[0].median), unit)} of {counted(boxes[0].count, 'value')}."
        )
    ranked = sorted(boxes, key=lambda box: box.median)
    return (
        f"Medians run from {with_unit(brief(ranked[0].median), unit)} ({ranked[0].name}) to "
        f"{with_unit(brief(ranked[-1].median), unit)} ({ranked[-1].name})."
    )
