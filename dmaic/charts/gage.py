"""Can we trust the measurement? Components of variation side by side, and every reading by part and appraiser."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dmaic.charts.axis import Frame, category_axis, measure_axis, room_left, value_axis
from dmaic.charts.drawing import HALF, WIDE, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.rows import rows_of
from dmaic.charts.scale import Bands, Linear, extent, padded
from dmaic.charts.scatter import shape
from dmaic.charts.text import axis_title, brief, counted, shorten, text_width, with_unit
from dmaic.errors import BadInput


def gage_components(
    components: Sequence[tuple[str, Sequence[float | None]]],
    measures: Sequence[str] = ("% contribution", "% study variation", "% tolerance"),
    *,
    title: str = "Components of variation",
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw for each component (gage R&R, repeatability, reproducibility, part to part) one bar a measure, in per cent.

    None leaves a bar out (no tolerance given). The 10 and 30 % bands are not drawn: they hold for % study variation
    and % tolerance only, never for % contribution.

    Raises BadInput when a component has not one value for each measure.
    """
    if any(len(values) != len(measures) for _, values in components):
        raise BadInput(f"Each component needs {len(measures)} values: {', '.join(measures)}.")
    kept = [k for k in range(len(measures)) if any(values[k] is not None for _, values in components)]
    if not components or not kept:
        return nothing(title, "There is no gage study to draw yet.", kind="gage", width=width)
    found = extent([value for _, values in components for value in values if value is not None], [0.0, 100.0])
    high = found[1] if found else 100.0

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        x0, y0 = 0.0, 4.0
        for j, k in enumerate(kept):
            wide = 18 + text_width(measures[k]) + 14
            if x0 and x0 + wide > across:
                x0, y0 = 0.0, y0 + 18
            canvas.rect(x0, y0, 12, 12, f"c-f{j + 1}")
            canvas.text(x0 + 17, y0 + 10.5, measures[k], "c-muted")
            x0 += wide
        tall = 13.0 * len(kept)
        names = [name for name, _ in components]
        rows = rows_of(names, across, top=y0 + 24, right=44, step=tall + 14)
        step = rows.step if not rows.above else tall + 26
        frame = Frame(rows.frame.left, rows.frame.top, rows.frame.right, rows.frame.top + step * len(names))
        x = Linear(0, high, frame.left, frame.right)
        measure_axis(canvas, frame, x, title="Per cent", grid=True)
        canvas.open("c-bars")
        for r, (name, values) in enumerate(components):
            top = frame.top + r * step + (18 if rows.above else 7)
            for j, k in enumerate(kept):
                value = values[k]
                if value is None:
                    continue
                say = f"{name}: {measures[k]} {brief(value)}"
                canvas.rect(frame.left, top + 13 * j, max(x(value) - frame.left, 0.8), 11, f"c-f{j + 1}",
                            extra=point(r * len(measures) + k, say))  # fmt: skip
                canvas.text(x(value) + 5, top + 13 * j + 9.5, brief(value, 3), "c-tag")
        canvas.close()
        for r, name in enumerate(names):
            if rows.above:
                canvas.text(0, frame.top + r * step + 13, shorten(name, across), "c-strong")
            else:
                middle = frame.top + r * step + step / 2 + 4
                canvas.text(frame.left - 10, middle, shorten(name, rows.room), anchor="end")
        cells: list[Row] = [(name, *(values[k] for k in kept)) for name, values in components]
        return canvas.drawing(
            width=across,
            height=frame.bottom + 42,
            kind="gage",
            title=title,
            description=" ".join(
                f"{name}: {', '.join(f'{measures[k]} {brief(v)}' for k in kept if (v := values[k]) is not None)}."
                for name, values in components
            ),
            table=Table(("Component", *(measures[k] for k in kept)), cells),
            verdict=summary if summary is not None else _largest(components, measures, kept),
        )

    return responsive(draw, width, wide=HALF)


def _largest(
    components: Sequence[tuple[str, Sequence[float | None]]], measures: Sequence[str], kept: Sequence[int]
) -> str:
    name, values = components[0]
    told = ", ".join(f"{measures[k]} {brief(v, 3)}" for k in kept if (v := values[k]) is not None)
    return f"{name}: {told}."


def gage_by_part(
    parts: Sequence[str],
    appraisers: Sequence[str],
    readings: Sequence[Sequence[Sequence[float]]],
    *,
    title: str = "Readings by part and appraiser",
    name: str = "Reading",
    unit: str = "",
    summary: str | None = None,
    width: float | None = None,
    height: float = 280,
) -> Drawing:
    """Draw every reading over its part, ``readings[appraiser][part]`` being the trials; lines join appraisers' means.

    Lines that run together and dots that lie close show a gage that agrees with itself.

    Raises BadInput when the readings do not match parts and appraisers, or there are more than six appraisers.
    """
    if len(readings) != len(appraisers) or any(len(each) != len(parts) for each in readings):
        raise BadInput("The readings must be given for each appraiser and, within, for each part.")
    if len(appraisers) > 6:
        raise BadInput("At most six appraisers can be told apart in one plot.")
    found = extent([value for each in readings for trials in each for value in trials])
    if found is None:
        return nothing(title, "There are no readings to draw yet.", kind="gage", width=width)
    low, high = padded(*found)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        canvas.text(0, 12, shorten(axis_title(name, unit), across * 0.5), "c-name")
        x0, y0 = 4.0, 32.0
        for s, who in enumerate(appraisers):
            wide = 13 + text_width(who) + 18
            if x0 > 4 and x0 + wide > across:
                x0, y0 = 4.0, y0 + 17
            shape(canvas, s, (x0 + 2, y0 - 4), 4)
            canvas.text(x0 + 13, y0, who, "c-muted")
            x0 += wide
        frame = Frame(room_left([t for _, t in Linear(low, high, 0, 1).ticks(5)]), y0 + 10, across - 6, height - 30)
        up = Linear(low, high, frame.bottom, frame.top)
        bands = Bands(len(parts), frame.left, frame.right)
        value_axis(canvas, frame, up.ticks(5))
        spread_ = bands.step * 0.5 / max(len(appraisers), 1)
        for s in range(len(appraisers)):
            means = [(bands(p), up(sum(t) / len(t))) for p, trials in enumerate(readings[s])
                     if (t := [v for v in trials if math.isfinite(v)])]  # fmt: skip
            canvas.polyline(means, f"c-l{s + 1}")
        canvas.open("c-pts")
        number = 0
        for p, part in enumerate(parts):
            for s, who in enumerate(appraisers):
                for trial, value in enumerate(readings[s][p]):
                    if math.isfinite(value):
                        at = bands(p) + (s - (len(appraisers) - 1) / 2) * spread_
                        say = f"Part {part}, {who}, trial {trial + 1}\n{with_unit(brief(value, 6), unit)}"
                        shape(canvas, s, (at, up(value)), 3, point(number, say))
                        number += 1
        canvas.close()
        category_axis(canvas, frame, [bands(p) for p in range(len(parts))], parts, lines=1)
        cells: list[Row] = [
            (part, who, trial + 1, value)
            for p, part in enumerate(parts)
            for s, who in enumerate(appraisers)
            for trial, value in enumerate(readings[s][p])
        ]
        return canvas.drawing(
            width=across,
            height=height,
            kind="gage",
            title=title,
            description=f"{counted(number, 'reading')} of {counted(len(parts), 'part')} by "
            f"{counted(len(appraisers), 'appraiser')}: {', '.join(appraisers)}.",
            table=Table(("Part", "Appraiser", "Trial", axis_title(name, unit)), cells),
            verdict=summary if summary is not None else
            "Parts should differ more than the readings of one part: look for lines that cross or stand apart.",
        )  # fmt: skip

    return responsive(draw, width, wide=WIDE)
