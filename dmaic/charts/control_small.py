"""Is it all right today? A control chart the size of a stamp, for the wall that shows every project."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dmaic.charts.axis import Frame, as_dates
from dmaic.charts.control_panel import Plot, is_beyond, line_path, sampled, step_path, stepped_band
from dmaic.charts.control_view import View, description_of, table_of, verdict_of, view_of
from dmaic.charts.drawing import Canvas, Drawing, nothing
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import Label
from dmaic.statistics.control_chart import ControlChart, Signal


def small_control_chart(
    chart: ControlChart,
    signals: Sequence[Signal] = (),
    *,
    labels: Sequence[Label] | None = None,
    title: str = "",
    unit: str = "",
    width: float = 240,
    height: float = 70,
    last: int = 60,
    good: str = "",
) -> Drawing:
    """The manager's wall: the last points of the main panel with limits, centre, flags and the newest value marked."""
    count = len(chart)
    view = view_of(
        chart,
        signals,
        labels=as_dates(labels),
        unit=unit,
        first=0,
        shown=(max(0, count - last), count),
        links=None,
        specs=None,
        good=good,
    )
    panel = view.panels[0]
    window = slice(view.start, view.stop)
    found = extent(panel.points[window])
    if found is None:
        return nothing(title or "Control chart", "No points yet.", kind="small", width=width)
    canvas = Canvas()
    low, high = padded(*(extent(panel.points[window], panel.lcl[window], panel.ucl[window]) or found), 0.04)
    across = Linear(view.start - 0.5, view.stop - 0.5, 3, width - 8)
    up = Linear(low, high, height - 6, 6)
    plot = Plot(panel, 0, Frame(3, 4, width - 8, height - 4), across, up, columns=False)
    _marks(canvas, view, plot)
    return canvas.drawing(
        width=width,
        height=height,
        kind="small",
        title=title or "Control chart",
        description=description_of(view, title, ""),
        table=table_of(view),
        verdict=verdict_of(view),
    )


def _marks(canvas: Canvas, view: View, plot: Plot) -> None:
    panel = plot.panel
    for stage in view.stages:
        stop = min(stage.stop, view.stop)
        at = sampled(plot, max(stage.start, view.start), stop)
        high = np.where(np.isfinite(panel.ucl), panel.ucl, plot.up.high)
        low = np.where(np.isfinite(panel.lcl), panel.lcl, plot.up.low)
        canvas.path(stepped_band(plot, high, low, at, stop), "c-zone3")
        canvas.path(step_path(view, plot, panel.ucl, stage), "c-limit")
        canvas.path(step_path(view, plot, view.lowers[0], stage), "c-limit")
        canvas.path(step_path(view, plot, panel.center, stage), "c-center")
    drawn = np.flatnonzero(np.isfinite(panel.points[view.start : view.stop])) + view.start
    canvas.path(line_path(view, plot, drawn), "c-line")
    for i in drawn.tolist():
        x, y = plot.across(i), plot.up(panel.points[i])
        if i in view.excluded:
            canvas.crossed(x, y, 3, "c-out")
        elif view.is_better(0, i):
            mark = canvas.triangle_down if view.good == "lower" else canvas.triangle
            mark(x, y, 3.8 if is_beyond(panel, i) else 2.8, "c-better")
        elif i in view.flags[0]:
            mark = canvas.diamond if is_beyond(panel, i) else canvas.square
            mark(x, y, 4 if is_beyond(panel, i) else 2.4, "c-flag" if is_beyond(panel, i) else "c-run")
    newest = int(drawn[-1])
    if newest not in view.flags[0] and newest not in view.excluded:
        canvas.circle(plot.across(newest), plot.up(panel.points[newest]), 3, "c-pt")
