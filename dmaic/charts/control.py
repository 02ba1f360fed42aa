"""Is the process in control? The control chart on paper: panels, stages, limits, zones, changes, signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.charts.axis import Frame, as_dates, draw_ticks, has_context, position_ticks, room_left
from dmaic.charts.control_panel import (
    Plot,
    crowded,
    draw_panel,
    edge,
    is_beyond,
    plot_of,
    right_labels,
    stage_values,
    told_above,
)
from dmaic.charts.control_small import small_control_chart
from dmaic.charts.control_view import View, description_of, table_of, verdict_of, view_of
from dmaic.charts.drawing import NARROW, WIDE, Canvas, Drawing, Specs, nothing, responsive
from dmaic.charts.scale import Linear
from dmaic.charts.text import Label, axis_title, shorten, text_width, widest
from dmaic.statistics.control_chart import ControlChart, Signal, Stage

Change = tuple[int, str]
"""A named event in the process: the position before which it happened, and its words."""

_NOTE = 15.0
_MOST_NOTE_ROWS = 4


def control_chart(
    chart: ControlChart,
    signals: Sequence[Signal] = (),
    *,
    labels: Sequence[Label] | None = None,
    title: str = "",
    unit: str = "",
    changes: Sequence[Change] = (),
    show_zones: bool = True,
    specs: Specs | None = None,
    width: float | None = None,
    height: float | None = None,
    first: int = 0,
    links: Mapping[int, str] | None = None,
    shown: tuple[int, int] | None = None,
    summary: str | None = None,
    rules: str = "",
    good: str = "",
) -> Drawing:
    """Draw a judged series.

    ``labels`` name the points (days, moments, words; ISO days as text are understood). ``first`` is the number before
    the first point when the series is a window of a longer one; ``shown`` (start, stop) draws only these positions.
    ``links`` leads from a position to a page. ``summary`` replaces the verdict. ``rules`` names the rule set printed
    below. ``good`` is where good lies (lower, higher or neither): signals to that side are drawn as triangles and told
    as better. With the unit "%" a p chart shows its shares as percentages. Without ``width`` the drawing is laid out
    twice, for a page and for a telephone.

    Raises BadInput when labels do not match the points, or specifications are asked for on a chart of averages.
    """
    view = view_of(
        chart,
        signals,
        labels=as_dates(labels),
        unit=unit,
        first=first,
        shown=shown,
        links=links,
        specs=specs,
        good=good,
    )
    if not np.isfinite(view.panels[0].points[view.start : view.stop]).any():
        said = "There are no points to draw yet. Add measurements to see the chart."
        return nothing(title or "Control chart", said, kind="control", width=width)

    def draw(across: float) -> Drawing:
        return _draw(
            view,
            title=title,
            changes=changes,
            show_zones=show_zones,
            width=across,
            height=height,
            summary=summary,
            rules=rules,
        )

    return responsive(draw, width, wide=WIDE)


def _draw(
    view: View,
    *,
    title: str,
    changes: Sequence[Change],
    show_zones: bool,
    width: float,
    height: float | None,
    summary: str | None,
    rules: str,
) -> Drawing:
    canvas = Canvas()
    left, right = _sides(view, width)
    across = Linear(view.start - 0.5, view.stop - 0.5, left, right)
    ticks = position_ticks(view.labels, view.start, view.stop, view.first, right - left)
    notes = _placed_notes(view, changes, across, right)
    above = not crowded(view, right - left, 0) and len(view.stages) > 1
    rows = _Rows(6.0, named=_has_names(view), told=above, standing=any(map(_standing, view.stages)))
    head = rows.bottom
    top = head + (_NOTE * (max(row for *_, row in notes) + 1) if notes else 0) + 20.0
    narrow = width <= NARROW + 60
    main, other = (210.0, 84.0) if narrow else (240.0, 92.0)
    if view.chart.kind == "cusum":
        main = other = 140.0
    heights = _heights(len(view.panels), height, main, other)
    plots: list[Plot] = []
    y = top
    for number, tall in enumerate(heights):
        plots.append(plot_of(view, number, Frame(left, y, right, y + tall), across))
        y += tall + 30
    bottom = y - 30
    for number, plot in enumerate(plots):
        draw_panel(canvas, view, plot, zones=show_zones)
        named = axis_title(plot.panel.name, view.unit if number == 0 else "")
        canvas.text(0, plot.frame.top - 8, shorten(named, width), "c-name")
        _tell_limits(canvas, view, plot, rows if number == 0 else None)
    _borders(canvas, view, plots, head, noted={position for position, *_ in notes})
    _headers(canvas, view, plots[0], rows)
    for position, _, _, _, row in notes:
        line = edge(plots[0], position)
        canvas.line(line, head + _NOTE * row + 1, line, plots[-1].frame.bottom, "c-change")
    for _, text, x, anchor, row in notes:
        canvas.text(x, head + _NOTE * row + 11, text, "c-note c-halo", anchor=anchor)
    canvas.line(left, bottom, right, bottom, "c-axis")
    draw_ticks(canvas, plots[-1].frame, ticks, across, bottom=bottom)
    foot = bottom + 17 + (14 if has_context(ticks) else 0)
    foot = _key(canvas, view, foot, width, rules)
    return canvas.drawing(
        width=width,
        height=foot + 6,
        kind="control",
        title=title or "Control chart",
        description=description_of(view, title, rules),
        table=table_of(view),
        verdict=summary if summary is not None else verdict_of(view),
    )


def _sides(view: View, width: float) -> tuple[float, float]:
    """Left and right edge of the panels: as much room as the widest labels of any panel need."""
    texts: list[str] = []
    for number in range(len(view.panels)):
        texts += [text for _, text in plot_of(view, number, Frame(0, 0, 1, 200), Linear(0, 1, 0, 1)).up.ticks(5)]
    ends = [text for number in range(len(view.panels)) for text in right_labels(view, number)]
    return room_left(texts), width - (widest(ends) + 12 if ends else 8)


def _has_names(view: View) -> bool:
    """Whether stages are told apart by name; a series of one stage needs none."""
    return len(view.chart.stages) > 1 and any(stage.name for stage in view.stages)


def _heights(panels: int, total: float | None, main: float, other: float) -> list[float]:
    if total is None:
        return [main, *[other] * (panels - 1)]
    inner = max(total - 90 - 30 * (panels - 1), 60)
    share = main / (main + other * (panels - 1))
    return [inner * share, *[inner * (1 - share) / max(panels - 1, 1)] * (panels - 1)]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows above the first panel: names of stages, their limits, what to know of these; only those in use."""

    top: float
    named: bool
    told: bool
    standing: bool

    @property
    def limits(self) -> float:
        return self.top + 11 + 16 * self.named

    @property
    def caution(self) -> float:
        return self.limits + 14 * self.told

    @property
    def bottom(self) -> float:
        return self.caution + 14 * self.standing - 7


def _standing(stage: Stage) -> str:
    """What must be known about the limits of a stage."""
    if stage.provisional:
        return "provisional limits"
    return "given limits" if stage.pre_specified else ""


def _headers(canvas: Canvas, view: View, plot: Plot, rows: _Rows) -> None:
    """Each stage's name above its stretch, its points that count (of those drawn), what to know of its limits."""
    for stage in view.stages:
        start, stop = max(stage.start, view.start), min(stage.stop, view.stop)
        a, b = edge(plot, start), edge(plot, stop)
        room = b - a - 6
        if stage.name and rows.named:
            count = view.counted(start, stop)
            full = f"{stage.name} (n={count:,}{'' if count == stop - start else f' of {stop - start:,}'})"
            if text_width(full, bold=True) > room:
                full = shorten(stage.name, room, bold=True)
            canvas.text((a + b) / 2, rows.top + 11, full, "c-strong", anchor="middle")
        said = _standing(stage)
        if said and text_width(said, 11) > room:
            said = shorten(said.split()[0], room, 11)
        canvas.text((a + b) / 2, rows.caution, said, "c-caution", anchor="middle")


def _tell_limits(canvas: Canvas, view: View, plot: Plot, rows: _Rows | None) -> None:
    """The limits of each earlier stage: above it where all have room, else at their lines."""
    each = plot.frame.width / max(view.stop - view.start, 1)
    above = not crowded(view, plot.frame.width, plot.number)
    for stage in view.stages[:-1]:
        if not above:
            stage_values(canvas, view, plot, stage)
            continue
        a, b = edge(plot, max(stage.start, view.start)), edge(plot, min(stage.stop, view.stop))
        words = told_above(view, stage, plot.number, each)
        if rows:
            canvas.text((a + b) / 2, rows.limits, words, "c-faint", anchor="middle")
        else:
            canvas.text(b - 5, plot.frame.top - 8, words, "c-faint", anchor="end")


def _borders(canvas: Canvas, view: View, plots: Sequence[Plot], head: float, *, noted: set[int]) -> None:
    """Upright lines between stages, and a dotted one where limits were frozen, with its words where they have room."""
    foot = plots[-1].frame.bottom
    taken = [(0.0, text_width(axis_title(plots[0].panel.name, view.unit), bold=True) + 6)]
    for stage in view.stages[1:]:
        x = edge(plots[0], stage.start)
        if stage.start not in noted:
            canvas.line(x, head - 2, x, foot, "c-stage")
    for stage in view.stages:
        if stage.start < stage.baseline_stop < stage.stop and view.start < stage.baseline_stop < view.stop:
            x = edge(plots[0], stage.baseline_stop)
            for plot in plots:
                canvas.line(x, plot.frame.top, x, plot.frame.bottom, "c-frozen")
            end = edge(plots[0], min(stage.stop, view.stop))
            for words, before in (
                ("limits frozen \u2192", False),
                ("\u2190 limits frozen here", True),
                ("frozen \u2192", False),
            ):
                wide = text_width(words)
                begin = x - 5 - wide if before else x + 5
                fits = begin + wide <= (x if before else end)
                if fits and all(begin + wide < a or begin > b for a, b in taken):
                    canvas.text(
                        x - 5 if before else begin,
                        plots[0].frame.top - 8,
                        words,
                        "c-note",
                        anchor="end" if before else "start",
                    )
                    taken.append((begin - 4, begin + wide + 4))
                    break


def _placed_notes(
    view: View, changes: Sequence[Change], across: Linear, right: float
) -> list[tuple[int, str, float, str, int]]:
    """Each change note with its place and row, in as few rows as keep them apart; beyond four rows it is cut."""
    ends: list[float] = []
    placed: list[tuple[int, str, float, str, int]] = []
    for position, words in sorted(changes):
        if not view.start <= position < view.stop:
            continue
        x = across(position - 0.5)
        room = max(right - x, x - across.start) - 4
        text = shorten(words, room)
        wide = text_width(text)
        flipped = x + 5 + wide > right + 40
        begin = x - 5 - wide if flipped else x + 5
        row = next((k for k, end in enumerate(ends) if begin > end + 8), len(ends))
        if row == len(ends):
            ends.append(0.0)
        if row >= _MOST_NOTE_ROWS:
            ends.pop()
            row = _MOST_NOTE_ROWS - 1
            text = ""
        ends[row] = max(ends[row], begin + wide)
        placed.append((position, text, x - 5 if flipped else x + 5, "end" if flipped else "start", row))
    return placed


def _better(canvas: Canvas, view: View) -> Callable[..., None]:
    return canvas.triangle_down if view.good == "lower" else canvas.triangle


def _key(canvas: Canvas, view: View, y: float, width: float, rules: str) -> float:
    """What the shapes mean, only those that occur, and which rules were used; gives the new bottom."""
    kinds: set[str] = set()
    for number, flags in enumerate(view.flags):
        for i in flags:
            if view.start <= i < view.stop and i not in view.excluded:
                kinds.add(
                    "better" if view.is_better(number, i) else "flag" if is_beyond(view.panels[number], i) else "run"
                )
        if {"flag", "run", "better"} <= kinds:
            break
    if any(view.start <= i < view.stop for i in view.excluded):
        kinds.add("out")
    names = (("flag", "beyond a limit"), ("run", "run or pattern"), ("better", "better"), ("out", "excluded"))
    items = [(kind, words) for kind, words in names if kind in kinds]
    if not items and not rules:
        return y
    x, line = 0.0, y + 22
    for kind, words in items:
        wide = 20 + text_width(words) + 14
        if x + wide > width + 14:
            x, line = 0.0, line + 17
        mark = {"flag": canvas.diamond, "run": canvas.square, "better": _better(canvas, view), "out": canvas.crossed}[
            kind
        ]
        mark(x + 6, line - 4, {"flag": 5.4, "run": 3.6, "better": 4.6, "out": 4.4}[kind], f"c-{kind}")
        canvas.text(x + 17, line, words, "c-muted")
        x += wide
    if rules:
        told = f"Rules: {rules}"
        if x + text_width(told) > width:
            x, line = 0.0, line + 17 * bool(items)
            canvas.text(0, line, shorten(told, width), "c-muted")
        else:
            canvas.text(width, line, told, "c-muted", anchor="end")
    return line + 2


__all__ = ["Change", "Specs", "control_chart", "small_control_chart"]
