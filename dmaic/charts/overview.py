"""What does a very long series look like from afar? Least, mean and largest value of each stretch, with the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.axis import Frame, as_dates, draw_ticks, has_context, named, position_ticks, room_left, value_axis
from dmaic.charts.drawing import WIDE, Canvas, Drawing, Table, nothing, num, point, responsive
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import Label, brief, counted, decimals_for, fixed, with_unit

Floats = NDArray[np.float64]
_ROOM = 92.0


@dataclass(frozen=True, slots=True)
class Level:
    """Limits that hold from one stretch to another (stop exclusive); NaN where there is none."""

    name: str
    start: int
    stop: int
    center: float
    lower: float
    upper: float


def overview_chart(
    low: Floats,
    mean: Floats,
    high: Floats,
    counts: Sequence[int],
    *,
    labels: Sequence[Label],
    levels: Sequence[Level] = (),
    title: str = "Whole series",
    unit: str = "",
    links: Sequence[str] = (),
    width: float | None = None,
    height: float = 250,
) -> Drawing:
    """Draw the band from least to largest value and the line of means; ``labels`` name the beginning of each stretch.

    ``links`` leads from a stretch to a page that shows its points.
    """
    shown = extent(low, high)
    if shown is None:
        return nothing(title, "There are no values to draw yet.", kind="overview", width=width)
    ends = [value for one in levels for value in (one.center, one.lower, one.upper)]
    bottom, top = padded(*(extent(low, high, np.array(ends, dtype=float)) or shown), 0.05)
    dates = as_dates(labels)
    decimals = decimals_for(shown[1] - shown[0])
    total = sum(counts)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        ticks = Linear(bottom, top, 0, 1).ticks(5)
        frame = Frame(room_left([text for _, text in ticks]), 10, across - (_ROOM if levels else 8), height - 40)
        x = Linear(-0.5, len(mean) - 0.5, frame.left, frame.right)
        y = Linear(bottom, top, frame.bottom, frame.top)
        value_axis(canvas, frame, y.ticks(5))
        known = np.flatnonzero(np.isfinite(mean)).tolist()
        forth = [f"{num(x(k))} {num(y(high[k]))}" for k in known]
        back = [f"{num(x(k))} {num(y(low[k]))}" for k in reversed(known)]
        canvas.path(f"M{'L'.join(forth + back)}Z", "c-band")
        for one in levels:
            _draw_level(canvas, one, x, y)
        canvas.polyline([(x(k), y(mean[k])) for k in known], "c-line")
        canvas.open("c-pts")
        for k in known:
            say = (
                f"{named(dates, k, 0)}: mean {with_unit(brief(float(mean[k])), unit)}\n"
                f"{brief(float(low[k]))} to {brief(float(high[k]))}, {counted(counts[k], 'reading')}"
            )
            canvas.circle(x(k), y(mean[k]), 2, "c-pt", point(k, say, href=links[k] if links else ""))
        canvas.close()
        if levels:
            _tell(canvas, levels[-1], frame, y, decimals)
        canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, "c-axis")
        along = position_ticks(dates, 0, len(mean), 0, frame.width)
        draw_ticks(canvas, frame, along, x, bottom=frame.bottom)
        words = f"{counted(total, 'reading')} in {counted(len(mean), 'stretch', 'stretches')}"
        return canvas.drawing(
            width=across,
            height=frame.bottom + (36 if has_context(along) else 24),
            kind="overview",
            title=title,
            description=f"Overview of {words}: mean of each stretch as a line, least to largest value as a band.",
            table=Table(
                ("From", "Readings", "Least", "Mean", "Largest"),
                [
                    (str(labels[k]), int(counts[k]), float(low[k]), float(mean[k]), float(high[k]))
                    for k in range(len(mean))
                ],
                dict(enumerate(links)),
            ),
            verdict=f"{words}, seen from afar. Run rules are judged on the points of a shorter stretch.",
        )

    return responsive(draw, width, wide=WIDE)


def _draw_level(canvas: Canvas, level: Level, x: Linear, y: Linear) -> None:
    a, b = x(level.start - 0.5), x(level.stop - 0.5)
    for value, cls in ((level.center, "c-center"), (level.lower, "c-limit"), (level.upper, "c-limit")):
        if np.isfinite(value):
            canvas.line(a, y(value), b, y(value), cls)
    if level.start:
        canvas.line(a, y.stop, a, y.start, "c-stage")


def _tell(canvas: Canvas, level: Level, frame: Frame, y: Linear, decimals: int) -> None:
    for name, value in (("UCL", level.upper), ("Mean", level.center), ("LCL", level.lower)):
        if np.isfinite(value):
            canvas.text(frame.right + 8, y(value) + 4, f"{name} {fixed(value, decimals)}", "c-num")
