"""Which factors act, and do they act on each other? Main effects, interactions, half-normal plot of effects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from dmaic.charts.axis import Frame, category_axis, measure_axis, room_left, value_axis
from dmaic.charts.drawing import HALF, NARROW, WIDE, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.scale import Bands, Linear, extent, padded, spread
from dmaic.charts.scatter import shape
from dmaic.charts.text import axis_title, brief, counted, shorten, text_width, with_unit


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor with the mean response at each of its levels, in their order."""

    name: str
    levels: tuple[str, ...]
    means: tuple[float, ...]

    @property
    def span(self) -> float:
        return max(self.means) - min(self.means)


def main_effects(
    factors: Sequence[Factor],
    *,
    title: str = "Main effects",
    response: str = "Mean response",
    unit: str = "",
    grand_mean: float | None = None,
    summary: str | None = None,
    width: float | None = None,
    height: float = 230,
) -> Drawing:
    """Draw a small panel a factor on one common scale, so that slopes can be compared; the dotted line is the mean."""
    drawn = [factor for factor in factors if factor.means]
    if not drawn:
        return nothing(title, "There are no effects to draw yet. Enter the runs of the experiment.", kind="effects")
    low, high = padded(*(extent([m for f in drawn for m in f.means], grand_mean) or (0.0, 1.0)), 0.1)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        left = room_left([text for _, text in Linear(low, high, 0, 1).ticks(5)])
        fit = max(1, min(len(drawn), int((across - left) / (84 if across <= NARROW * 1.2 else 96))))
        canvas.text(0, 12, shorten(axis_title(response, unit), across), "c-name")
        top = 24.0
        number = 0
        for begin in range(0, len(drawn), fit):
            shown = drawn[begin : begin + fit]
            frame = Frame(left, top + 18, left + (across - left - 4) * len(shown) / fit, top + height - 34)
            up = Linear(low, high, frame.bottom, frame.top)
            value_axis(canvas, frame, up.ticks(5))
            bands = Bands(len(shown), frame.left, frame.right)
            canvas.open("c-pts")
            for k, factor in enumerate(shown):
                _effect(canvas, factor, up, bands, (k, number, unit))
                number += len(factor.means)
            canvas.close()
            for k, factor in enumerate(shown):
                name = shorten(factor.name, bands.step - 6, bold=True)
                canvas.text(bands(k), top + 8, name, "c-strong", anchor="middle")
            if grand_mean is not None:
                canvas.line(frame.left, up(grand_mean), frame.right, up(grand_mean), "c-target")
            top = frame.bottom + 32
        ranked = sorted(drawn, key=lambda factor: -factor.span)
        rows: list[Row] = [(f.name, v, m) for f in drawn for v, m in zip(f.levels, f.means, strict=True)]
        return canvas.drawing(
            width=across,
            height=top,
            kind="effects",
            title=title,
            description="Main effects. "
            + " ".join(f"{f.name}: {', '.join(f'{v} {brief(m)}' for v, m in zip(f.levels, f.means, strict=True))}."
                       for f in drawn),
            table=Table(("Factor", "Level", axis_title(response, unit)), rows),
            verdict=summary if summary is not None else f"Largest span between levels: {ranked[0].name} with "
            f"{with_unit(brief(ranked[0].span), unit)}. Read main effects only where no interaction is at work.",
        )  # fmt: skip

    return responsive(draw, width, wide=WIDE)


def _effect(canvas: Canvas, factor: Factor, up: Linear, bands: Bands, about: tuple[int, int, str]) -> None:
    """One factor's means joined by a line in band ``about[0]``; its points are numbered from ``about[1]``."""
    k, number, unit = about
    room = bands.step * 0.62
    count = len(factor.means)
    xs = [bands(k) + (room * (j / (count - 1) - 0.5) if count > 1 else 0.0) for j in range(count)]
    if k:
        edge = bands.start + k * bands.step
        canvas.line(edge, up.stop, edge, up.start, "c-grid")
    canvas.polyline([(x, up(m)) for x, m in zip(xs, factor.means, strict=True)], "c-l1")
    for x, level, mean in zip(xs, factor.levels, factor.means, strict=True):
        say = f"{factor.name} {level}: {with_unit(brief(mean, 6), unit)}"
        canvas.circle(x, up(mean), 4, "c-pt", point(number, say))
        number += 1
        canvas.text(x, up.start + 16, shorten(level, room / max(count - 1, 1) + 4), "c-muted", anchor="middle")


def interaction_plot(
    levels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    title: str = "Interaction",
    x_name: str = "",
    series_name: str = "",
    response: str = "Mean response",
    unit: str = "",
    summary: str | None = None,
    width: float | None = None,
    height: float = 280,
) -> Drawing:
    """Draw the mean response over the levels of one factor, a line for each level of the other (NaN: no runs).

    Lines differ by colour, dash and shape and are named at their right end.
    """
    every = [value for _, means in series for value in means]
    found = extent(every)
    if not levels or found is None:
        return nothing(title, "There are no means to draw yet. Enter the runs of the experiment.", kind="effects")
    low, high = padded(*found, 0.1)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        heads = [shorten(name, across * 0.24) for name, _ in series]
        frame = Frame(
            room_left([text for _, text in Linear(low, high, 0, 1).ticks(5)]),
            26,
            across - max(text_width(head) for head in heads) - 22,
            height - (44 if x_name else 28),
        )
        up = Linear(low, high, frame.bottom, frame.top)
        bands = Bands(len(levels), frame.left, frame.right)
        canvas.text(0, 12, shorten(axis_title(response, unit), frame.right), "c-name")
        if series_name:
            canvas.text(across, 12, shorten(series_name, across - frame.right + 40), "c-name", anchor="end")
        value_axis(canvas, frame, up.ticks(5))
        canvas.open("c-pts")
        for s, (name, means) in enumerate(series):
            spots = [(bands(k), up(mean)) for k, mean in enumerate(means) if math.isfinite(mean)]
            canvas.polyline(spots, f"c-l{s % 6 + 1}")
            for k, mean in enumerate(means):
                if math.isfinite(mean):
                    say = f"{levels[k]}, {name}: {with_unit(brief(mean, 6), unit)}"
                    shape(canvas, s, (bands(k), up(mean)), 4, point(s * len(levels) + k, say))
        canvas.close()
        _end_names(canvas, series, heads, frame, up)
        category_axis(canvas, frame, [bands(k) for k in range(len(levels))], levels)
        if x_name:
            middle = (frame.left + frame.right) / 2
            canvas.text(middle, height - 6, x_name, "c-muted", anchor="middle")
        rows: list[Row] = [(level, *(means[k] for _, means in series)) for k, level in enumerate(levels)]
        return canvas.drawing(
            width=across,
            height=height,
            kind="effects",
            title=title,
            description=f"{response} by {x_name or 'level'}, {counted(len(series), 'line')}: "
            + " ".join(f"{n}: {', '.join(f'{v} {brief(m)}' for v, m in zip(levels, ms, strict=True))}."
                       for n, ms in series),
            table=Table((x_name or "Level", *(name for name, _ in series)), rows),
            verdict=summary if summary is not None else "Lines that are far from parallel show an interaction.",
        )  # fmt: skip

    return responsive(draw, width, wide=HALF)


def _end_names(
    canvas: Canvas, series: Sequence[tuple[str, Sequence[float]]], heads: Sequence[str], frame: Frame, up: Linear
) -> None:
    """The lines' names at their right ends, apart from each other."""
    ends = [next((m for m in reversed(means) if math.isfinite(m)), (up.low + up.high) / 2) for _, means in series]
    places = spread([up(end) for end in ends], 15, frame.top + 4, frame.bottom - 4)
    for s, (head, y) in enumerate(zip(heads, places, strict=True)):
        shape(canvas, s, (frame.right + 6, y), 3.6)
        canvas.text(frame.right + 15, y + 4.2, head)


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimated effect or contrast by name."""

    name: str
    value: float
    active: bool = False


def half_normal(
    effects: Sequence[Effect],
    *,
    title: str = "Half-normal plot of effects",
    unit: str = "",
    scale: float | None = None,
    summary: str | None = None,
    width: float | None = None,
    height: float = 290,
) -> Drawing:
    """Draw absolute effects against half-normal quantiles at (i - 0.5) / m (Daniel 1959); active ones are named.

    ``scale`` is the standard error of an effect (such as Lenth's): the line of pure chance is drawn with it.
    """
    known = sorted((e for e in effects if math.isfinite(e.value)), key=lambda e: abs(e.value))
    if len(known) < 2:
        return nothing(title, "A half-normal plot needs at least two effects.", kind="effects", width=width)
    normal = NormalDist()
    q = [normal.inv_cdf(0.5 + 0.5 * (i + 0.5) / len(known)) for i in range(len(known))]
    far = max(abs(e.value) for e in known) or 1.0

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        reach = q[-1] * 1.12
        frame = Frame(room_left([text for _, text in Linear(0, reach, 0, 1).ticks(5)]), 24, across - 12, height - 44)
        x, up = Linear(0, far * 1.12, frame.left, frame.right), Linear(0, reach, frame.bottom, frame.top)
        canvas.text(0, 12, "Half-normal quantile", "c-name")
        value_axis(canvas, frame, up.ticks(5))
        if scale:
            stop = min(reach, x.high / scale)
            canvas.line(x(0), up(0), x(stop * scale), up(stop), "c-curve")
        canvas.open("c-pts")
        for k, effect in enumerate(known):
            a, b = x(abs(effect.value)), up(q[k])
            extra = point(k, f"{effect.name}: {with_unit(brief(effect.value, 6), unit)}", flag=effect.active)
            (canvas.diamond if effect.active else canvas.circle)(
                a, b, 5.4 if effect.active else 3.4, "c-flag" if effect.active else "c-pt", extra
            )
        canvas.close()
        for k, effect in enumerate(known):
            if effect.active:
                name = shorten(effect.name, across * 0.3, bold=True)
                canvas.text(x(abs(effect.value)) - 10, up(q[k]) + 4, name, "c-strong c-halo", anchor="end")
        measure_axis(canvas, frame, x, title=axis_title("Absolute effect", unit))
        active = [e.name for e in reversed(known) if e.active]
        rows: list[Row] = [(e.name, e.value, abs(e.value), z, e.active) for e, z in zip(known, q, strict=True)]
        return canvas.drawing(
            width=across,
            height=height,
            kind="effects",
            title=title,
            description=f"Half-normal plot of {counted(len(known), 'effect')}; "
            + ", ".join(f"{e.name} {brief(e.value)}" for e in reversed(known)) + ".",
            table=Table(("Effect", axis_title("Estimate", unit), "Absolute", "Quantile", "Active"), rows),
            verdict=summary if summary is not None else (
                f"Active: {', '.join(active)}." if active else "No effect stands out from chance."),
        )  # fmt: skip

    return responsive(draw, width, wide=HALF)
