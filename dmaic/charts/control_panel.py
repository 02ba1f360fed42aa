"""How is one panel of a control chart drawn? Zones, stepped limits, the line, the points, the flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.axis import Frame, value_axis
from dmaic.charts.control_view import View
from dmaic.charts.drawing import Canvas, num, point
from dmaic.charts.scale import Linear, extent, padded, spread
from dmaic.charts.text import fixed, safe, text_width
from dmaic.statistics.control_chart import Floats, Panel, Stage

MOST_POINTS = 2000
"""Beyond this, and beyond four points a unit of width, strokes from least to greatest take the place of points."""
MOST_FLAGS = 500
_BASELINE = 4.2
_LINE = 14.0

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plot:
    """A panel ready to draw: where it stands and the two scales."""

    panel: Panel
    number: int
    frame: Frame
    across: Linear
    up: Linear
    columns: bool


def plot_of(view: View, number: int, frame: Frame, across: Linear) -> Plot:
    """Choose the range of values: all points, limits and specifications of the window, with room for their labels."""
    panel = view.panels[number]
    window = slice(view.start, view.stop)
    specs = [value for _, value in view.specs.named()] if view.specs and number == 0 else []
    found = extent(panel.points[window], panel.center[window], panel.lcl[window], panel.ucl[window], specs)
    low, high = padded(*(found or (0.0, 1.0)))
    if found and found[0] >= 0 > low:
        low = 0.0
    inner = _LINE if crowded(view, frame.width, number) else 2.0
    foot = 2.0 if low == 0 else inner
    up = Linear(low, high, frame.bottom - foot, frame.top + inner)
    return Plot(panel, number, frame, across, up, view.stop - view.start > min(MOST_POINTS, 4 * frame.width))


def crowded(view: View, width: float, number: int) -> bool:
    """Whether an earlier stage is too narrow for its limits to be told above it, so that they stand at the lines."""
    each = width / max(view.stop - view.start, 1)
    return any(not told_above(view, stage, number, each) for stage in view.stages[:-1])


def told_above(view: View, stage: Stage, number: int, each: float) -> str:
    """The words of a stage's limits that fit above it, with ``each`` units of width a point; empty when none do."""
    room = (min(stage.stop, view.stop) - max(stage.start, view.start)) * each - 8
    if number and stage.start <= view.start:
        room -= text_width(view.panels[number].name, bold=True)
    return next((text for text in view.limit_words(number, stage) if text_width(text, 11) <= room), "")


def draw_panel(canvas: Canvas, view: View, plot: Plot, *, zones: bool) -> None:
    """Everything inside the panel, from the back to the front."""
    if zones and plot.panel.zones:
        for stage in view.stages:
            _zones(canvas, view, plot, stage)
    value_axis(canvas, plot.frame, plot.up.ticks(max(2, int(plot.frame.height / 44))))
    drawn = _drawn_points(view, plot)
    if plot.columns:
        canvas.path(_columns(view, plot), "c-dense")
    _limits(canvas, view, plot)
    if plot.number == 0 and view.specs:
        for _, value in view.specs.named():
            canvas.line(plot.frame.left, plot.up(value), plot.frame.right, plot.up(value), "c-spec")
    if not plot.columns:
        canvas.path(line_path(view, plot, drawn), "c-line")
    _marks(canvas, view, plot, drawn)
    _last_values(canvas, view, plot)


def edge(plot: Plot, position: float) -> float:
    """The place half a step before a position: where its stretch of a limit begins."""
    return plot.across(position - 0.5)


def sampled(plot: Plot, start: int, stop: int) -> Positions:
    """Positions at which limits are read: all, or one a pixel column when there are far too many."""
    if not plot.columns:
        return np.arange(start, stop)
    columns = max(2, int(plot.frame.width))
    return np.unique(np.linspace(start, stop, min(columns, stop - start), endpoint=False).astype(np.int64))


def _stretches(values: Floats, at: Positions, stop: int) -> list[tuple[int, int, float]]:
    """(from, to, value) of each stretch over which a limit stays the same; stretches without a limit are left out."""
    if not len(at):
        return []
    read = values[at]
    begins = np.concatenate(([0], np.flatnonzero(read[1:] != read[:-1]) + 1))
    ends = np.concatenate((at[begins[1:]], [stop]))
    return [(int(at[b]), int(e), float(read[b])) for b, e in zip(begins, ends, strict=True) if np.isfinite(read[b])]


def step_path(view: View, plot: Plot, values: Floats, stage: Stage) -> str:
    """A limit over one stage: level stretches joined by upright steps, open where there is no limit or a gap."""
    start, stop = max(stage.start, view.start), min(stage.stop, view.stop)
    parts: list[str] = []
    before = -1
    gaps = [g for g in view.chart.gaps if start < g < stop]
    for begin, end, value in _stretches(values, sampled(plot, start, stop), stop):
        y = num(plot.up(value))
        parts.append(f"V{y}" if begin == before else f"M{num(edge(plot, begin))} {y}")
        for gap in (g for g in gaps if begin < g < end):
            x = edge(plot, gap)
            parts.append(f"H{num(x - 2)}M{num(x + 2)} {y}")
        parts.append(f"H{num(edge(plot, end))}")
        before = end
    return "".join(parts)


def _limits(canvas: Canvas, view: View, plot: Plot) -> None:
    for stage in view.stages:
        loose = "-p" if stage.provisional else ""
        if view.has_centre:
            canvas.path(step_path(view, plot, plot.panel.center, stage), "c-center")
        for values in (plot.panel.ucl, view.lowers[plot.number]):
            canvas.path(step_path(view, plot, values, stage), f"c-limit{loose}")


def _zones(canvas: Canvas, view: View, plot: Plot, stage: Stage) -> None:
    """Three bands of one, two and three standard errors about the centre, cut where the limits are cut."""
    panel = plot.panel
    start, stop = max(stage.start, view.start), min(stage.stop, view.stop)
    at = sampled(plot, start, stop)
    top = np.where(np.isfinite(panel.ucl), panel.ucl, np.inf)
    foot = np.where(np.isfinite(panel.lcl), panel.lcl, -np.inf)
    for k in (3, 2, 1):
        high = np.clip(np.minimum(panel.center + k * panel.sigma, top), plot.up.low, plot.up.high)
        low = np.clip(np.maximum(panel.center - k * panel.sigma, foot), plot.up.low, plot.up.high)
        canvas.path(stepped_band(plot, high, low, at, stop), f"c-zone{k}")


def stepped_band(plot: Plot, high: Floats, low: Floats, at: Positions, stop: int) -> str:
    """A stepped band: out along the upper edge, back along the lower one, a new piece after each gap."""
    pieces: list[str] = []
    uppers = _stretches(high, at, stop)
    lowers = _stretches(low, at, stop)
    if not uppers or not lowers:
        return ""
    out = "".join(f"L{num(edge(plot, a))} {num(plot.up(v))}H{num(edge(plot, b))}" for a, b, v in uppers)
    back = "".join(f"L{num(edge(plot, b))} {num(plot.up(v))}H{num(edge(plot, a))}" for a, b, v in reversed(lowers))
    pieces.append(f"M{out[1:]}{back}Z")
    return "".join(pieces)


def _drawn_points(view: View, plot: Plot) -> Positions:
    """Positions of the window where there is a value."""
    return np.flatnonzero(np.isfinite(plot.panel.points[view.start : view.stop])) + view.start


def line_path(view: View, plot: Plot, drawn: Positions) -> str:
    """The line through the points, broken where a value misses, is excluded, or a stage or a gap begins."""
    breaks = {stage.start for stage in view.stages} | set(view.chart.gaps)
    points = plot.panel.points.tolist()
    parts: list[str] = []
    before = -2
    for i in drawn.tolist():
        if i in view.excluded:
            continue
        step = "L" if i == before + 1 and i not in breaks else "M"
        parts.append(f"{step}{num(plot.across(i))} {num(plot.up(points[i]))}")
        before = i
    return "".join(parts)


def _columns(view: View, plot: Plot) -> str:
    """For each pixel column one stroke from the least to the greatest value in it, strokes joined within a stage."""
    parts: list[str] = []
    out = np.fromiter(view.excluded, dtype=np.int64, count=len(view.excluded))
    for stage in view.stages:
        start, stop = max(stage.start, view.start), min(stage.stop, view.stop)
        values = plot.panel.points[start:stop].copy()
        values[out[(out >= start) & (out < stop)] - start] = np.nan
        kept = np.flatnonzero(np.isfinite(values))
        if not len(kept):
            continue
        values = values[kept]
        x = np.rint(plot.across.all((kept + start).astype(float)))
        begins = np.concatenate(([0], np.flatnonzero(np.diff(x)) + 1))
        tops = np.minimum.reduceat(values, begins)
        feet = np.maximum.reduceat(values, begins)
        near, far = plot.up.all(tops).tolist(), plot.up.all(feet).tolist()
        strokes = "L".join(f"{c:.0f} {a:.1f}V{b:.1f}" for c, a, b in zip(x[begins].tolist(), near, far, strict=True))
        parts.append(f"M{strokes}")
    return "".join(parts)


def _marks(canvas: Canvas, view: View, plot: Plot, drawn: Positions) -> None:
    """The points: dots; diamonds beyond a limit, squares in a run, triangles for the better; crossed when excluded."""
    flags = view.flags[plot.number]
    chosen = drawn.tolist()
    if plot.columns:
        chosen = _capped(view, plot, chosen)
    step = plot.frame.width / max(view.stop - view.start, 1)
    small = 3.0 if step >= 8 else 2.2 if step >= 4 else 1.5
    small = small if plot.number == 0 else small * 0.8
    points, up, across = plot.panel.points.tolist(), plot.up, plot.across
    for stage in view.stages:
        inside = [i for i in chosen if stage.start <= i < stage.stop]
        if not inside:
            continue
        # Limits that stay the same are told once, on the group; chart.js adds them to the words of each point.
        level = view.level(plot.number, stage)
        tail = view.limit_line(plot.number, inside[0]) if level else ""
        canvas.open("c-pts", f' data-tail="{safe(tail)}"' if tail else "")
        later: list[int] = []
        for i in inside:
            if i in flags or i in view.excluded:
                later.append(i)
                continue
            extra = point(i, view.say(plot.number, i, limits=not level), href=view.links.get(i, ""))
            canvas.circle(across(i), up(points[i]), small, "c-pt", extra)
        for i in later:
            say = view.say(plot.number, i, limits=not level)
            extra = point(i, say, flag=i in flags, href=view.links.get(i, ""))
            _flagged(canvas, view, plot, i, small=small, extra=extra)
        canvas.close()


def _flagged(canvas: Canvas, view: View, plot: Plot, i: int, *, small: float, extra: str) -> None:
    x, y = plot.across(i), plot.up(plot.panel.points[i])
    if i in view.excluded:
        canvas.crossed(x, y, small + 1.6, "c-out", extra)
    elif view.is_better(plot.number, i):
        mark = canvas.triangle_down if view.good == "lower" else canvas.triangle
        mark(x, y, small + (2.0 if is_beyond(plot.panel, i) else 1.0), "c-better", extra)
    elif is_beyond(plot.panel, i):
        canvas.diamond(x, y, small + 2.4, "c-flag", extra)
    else:
        canvas.square(x, y, small + 0.6, "c-run", extra)


def is_beyond(panel: Panel, position: int) -> bool:
    value = panel.points[position]
    return bool(value > panel.ucl[position] or value < panel.lcl[position])


def _capped(view: View, plot: Plot, drawn: Sequence[int]) -> list[int]:
    """Flagged points of a long series, those beyond a limit first, evenly thinned to the cap."""
    flags = view.flags[plot.number]
    flagged = [i for i in flags if view.start <= i < view.stop and np.isfinite(plot.panel.points[i])]
    if len(flagged) > MOST_FLAGS:
        beyond = [i for i in flagged if is_beyond(plot.panel, i)]
        others = [i for i in flagged if not is_beyond(plot.panel, i)]
        flagged = [*_thin(beyond, MOST_FLAGS), *_thin(others, MOST_FLAGS - min(len(beyond), MOST_FLAGS))]
    wanted = set(flagged) | {i for i in view.excluded if len(view.excluded) <= MOST_FLAGS}
    return sorted(wanted.intersection(drawn)) if len(wanted) < len(drawn) else list(drawn)


def _thin(positions: Sequence[int], most: int) -> list[int]:
    if len(positions) <= most:
        return list(positions)
    return [positions[k * len(positions) // most] for k in range(most)]


def right_labels(view: View, plot_number: int) -> list[str]:
    """What is printed at the right: the last stage's limits and centre, and the specifications."""
    if view.stop <= view.start:
        return []
    last = _last_with_limits(view, plot_number)
    texts = [f"{name} {fixed(value, view.decimals[plot_number])}" for name, value in view.limits_at(plot_number, last)]
    if plot_number == 0 and view.specs:
        texts += [f"{name} {fixed(value, view.decimals[0])}" for name, value in view.specs.named()]
    return texts


def _last_with_limits(view: View, number: int) -> int:
    """The last position of the window that has a centre."""
    center = view.panels[number].center[view.start : view.stop]
    known = np.flatnonzero(np.isfinite(center))
    return view.start + int(known[-1]) if len(known) else view.stop - 1


def _last_values(canvas: Canvas, view: View, plot: Plot) -> None:
    last = _last_with_limits(view, plot.number)
    decimals = view.decimals[plot.number]
    told = [(f"{name} {fixed(value, decimals)}", value, "c-num") for name, value in view.limits_at(plot.number, last)]
    if plot.number == 0 and view.specs:
        told += [(f"{name} {fixed(value, decimals)}", value, "c-num c-num-spec") for name, value in view.specs.named()]
    places = spread([plot.up(value) for _, value, _ in told], _LINE, plot.frame.top, plot.frame.bottom)
    for (text, value, cls), y in zip(told, places, strict=True):
        canvas.text(plot.frame.right + 8, y + _BASELINE, text, cls)
        if abs(y - plot.up(value)) > 2:
            canvas.line(plot.frame.right + 1, plot.up(value), plot.frame.right + 6, y, "c-lead")


def stage_values(canvas: Canvas, view: View, plot: Plot, stage: Stage) -> None:
    """Limits and centre of an earlier stage printed at their lines, at the end where they hide the fewest points."""
    last = min(stage.stop, view.stop) - 1
    left, right = edge(plot, max(stage.start, view.start)), edge(plot, last + 1)
    for name, value in view.limits_at(plot.number, last):
        number = fixed(value, view.decimals[plot.number])
        fits = [text for text in (f"{name} {number}", number) if text_width(text, 11) < right - left - 4]
        if not fits:
            continue
        wide = text_width(fits[0], 11)
        level = plot.up(value)
        places = [
            (x, y)
            for y in ((level + 12, level - 4) if name == "LCL" else (level - 4, level + 12))
            for x in (right - 4, left + 4 + wide)
            if plot.frame.top - 4 <= y - 9 and y <= plot.frame.bottom + 2
        ]
        if places:
            x, y = min(places, key=lambda place: _hidden(view, plot, stage, (place[0] - wide, place[1]), wide))
            canvas.text(x, y, fits[0], "c-was", anchor="end")


def _hidden(view: View, plot: Plot, stage: Stage, corner: tuple[float, float], wide: float) -> int:
    """How many points of a stage a label with its lower left corner there would touch."""
    start, stop = max(stage.start, view.start), min(stage.stop, view.stop)
    x = plot.across.all(np.arange(start, stop, dtype=float))
    y = plot.up.all(plot.panel.points[start:stop])
    beside = (x > corner[0] - 3) & (x < corner[0] + wide + 3)
    return int((beside & (y < corner[1] + 4) & (y > corner[1] - 13)).sum())
