"""Do two measurements move together? Points, the fitted curve, its confidence and its prediction band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.axis import Frame, measure_axis, room_left, value_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, LazyRows, Row, Table, nothing, num, point, responsive
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import (
    Label,
    axis_title,
    brief,
    called,
    counted,
    fixed,
    shorten,
    text_width,
    thousands,
    with_unit,
)
from dmaic.errors import BadInput

MOST_POINTS = 2000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """The fitted curve at rising ``x``; the bands are (lower, upper) at the same places, None where not asked for."""

    x: Sequence[float]
    y: Sequence[float]
    confidence: tuple[Sequence[float], Sequence[float]] | None = None
    prediction: tuple[Sequence[float], Sequence[float]] | None = None


def scatter_plot(
    xs: Sequence[float] | Floats,
    ys: Sequence[float] | Floats,
    *,
    title: str = "Scatter plot",
    x_name: str = "x",
    y_name: str = "y",
    x_unit: str = "",
    y_unit: str = "",
    fit: Fit | None = None,
    groups: Sequence[str] | None = None,
    labels: Sequence[Label] | None = None,
    zero_line: bool = False,
    flagged: Sequence[int] = (),
    summary: str | None = None,
    width: float | None = None,
    height: float = 300,
) -> Drawing:
    """Draw the pairs of which both values are known.

    ``groups`` names each point's group (told apart by shape and colour, at most six). ``flagged`` are positions to
    set off (outliers, high leverage). ``zero_line`` draws y = 0 (residuals). Of more than 2,000 points an even
    selection is drawn, flagged ones always.

    Raises BadInput when x and y (or the groups) are not of one length.
    """
    x, y = np.asarray(xs, dtype=float).ravel(), np.asarray(ys, dtype=float).ravel()
    if x.size != y.size or (groups is not None and len(groups) != x.size):
        raise BadInput("Each point needs one x, one y and, if there are groups, one group. Check the lengths.")
    whole = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not whole.size:
        return nothing(title, "There are no pairs to draw yet.", kind="scatter", width=width)
    if groups is not None and len(set(groups)) > 6:
        raise BadInput("At most six groups can be told apart in one plot. Put the smallest together as Other.")
    kept = whole
    if whole.size > MOST_POINTS:
        chosen = whole[np.linspace(0, whole.size - 1, MOST_POINTS).astype(int)].tolist()
        kept = np.array(sorted({*chosen, *(i for i in flagged if i in set(whole.tolist()))}))
    kinds = list(dict.fromkeys(groups[i] for i in kept.tolist())) if groups is not None else []
    banded = fit.prediction or fit.confidence if fit else None
    across_ = padded(*(extent(x[whole]) or (0.0, 1.0)))
    upward = padded(*(extent(y[whole], fit.y if fit else None, *(banded or ()), [0.0] if zero_line else None)
                      or (0.0, 1.0)))  # fmt: skip
    marked = set(flagged)
    names = ["Label" if labels is not None else "Pair", *(["Group"] if groups is not None else [])]

    def row(k: int) -> Row:
        i = int(whole[k])
        head = called(labels[i]) if labels is not None else i + 1
        return (head, float(x[i]), float(y[i]), *((groups[i],) if groups is not None else ()))

    def draw(wide: float) -> Drawing:
        canvas = Canvas()
        top = 22.0 + (20.0 if kinds else 0.0)
        texts = [text for _, text in Linear(*upward, 0, 1).ticks(5)]
        frame = Frame(room_left(texts), top, wide - 10, height - 44)
        place, up = Linear(*across_, frame.left, frame.right), Linear(*upward, frame.bottom, frame.top)
        canvas.text(0, 12, shorten(axis_title(y_name, y_unit), wide), "c-name")
        value_axis(canvas, frame, up.ticks(5))
        if fit:
            _draw_fit(canvas, fit, place, up)
        if zero_line:
            canvas.line(frame.left, up(0), frame.right, up(0), "c-center")
        if kinds:
            _group_key(canvas, kinds, 30)
        canvas.open("c-pts")
        radius = 3.4 if kept.size <= 150 else 2.6 if kept.size <= 600 else 1.9
        for i in kept.tolist():
            group = groups[i] if groups is not None else ""
            say = _say(called(labels[i]) if labels is not None else "", group,
                       f"{x_name} {with_unit(brief(float(x[i]), 6), x_unit)}",
                       f"{y_name} {with_unit(brief(float(y[i]), 6), y_unit)}")  # fmt: skip
            extra = point(i, say, flag=i in marked)
            if i in marked:
                canvas.diamond(place(x[i]), up(y[i]), radius + 2.4, "c-flag", extra)
            else:
                series = kinds.index(group) if kinds else 0
                shape(canvas, series, (place(x[i]), up(y[i])), radius, extra)
        canvas.close()
        measure_axis(canvas, frame, place, title=axis_title(x_name, x_unit))
        return canvas.drawing(
            width=wide,
            height=height,
            kind="scatter",
            title=title,
            description=_describe(x[whole], y[whole], x_name, y_name) + _also(fit, len(kept), int(whole.size), kinds),
            table=Table(
                (*names[:1], axis_title(x_name, x_unit), axis_title(y_name, y_unit), *names[1:]),
                LazyRows(int(whole.size), row),
            ),
            verdict=summary if summary is not None else _words(x[whole], y[whole], x_name, y_name),
        )

    return responsive(draw, width, wide=HALF)


def shape(canvas: Canvas, series: int, at: tuple[float, float], radius: float, extra: str = "") -> None:
    """The mark of a series: each has its own shape as well as its own colour."""
    cls = f"c-f{series % 6 + 1} c-shape"
    marks = (canvas.circle, canvas.square, canvas.triangle, canvas.diamond)
    factor = (1.0, 0.95, 1.1, 1.3)[series % 4]
    marks[series % 4](*at, radius * factor, cls if series < 4 else f"{cls} c-shape-open", extra)


def _group_key(canvas: Canvas, kinds: Sequence[str], y: float) -> None:
    x = 4.0
    for series, name in enumerate(kinds):
        shape(canvas, series, (x + 2, y - 4), 4)
        canvas.text(x + 13, y, name, "c-muted")
        x += 13 + text_width(name) + 18


def _say(label: str, group: str, *values: str) -> str:
    head = ", ".join(part for part in (label, group) if part)
    return "\n".join([*([head] if head else []), ", ".join(values)])


def _draw_fit(canvas: Canvas, fit: Fit, place: Linear, up: Linear) -> None:
    def inside(value: float, scale: Linear) -> float:
        return scale(min(max(value, scale.low), scale.high))

    def path(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(inside(a, place), inside(b, up)) for a, b in zip(fit.x, values, strict=True)]

    if fit.confidence:
        low, high = (path(side) for side in fit.confidence)
        canvas.path("M" + "L".join(f"{num(a)} {num(b)}" for a, b in [*low, *high[::-1]]) + "Z", "c-band")
    if fit.prediction:
        for side in fit.prediction:
            canvas.polyline(path(side), "c-curve-2")
    canvas.polyline(path(fit.y), "c-curve")


def _correlation(x: Floats, y: Floats) -> float | None:
    if x.size < 3 or float(x.std()) == 0 or float(y.std()) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def _describe(x: Floats, y: Floats, x_name: str, y_name: str) -> str:
    return (
        f"Scatter plot of {y_name} against {x_name}, {counted(int(x.size), 'pair')}; {x_name} from "
        f"{brief(float(x.min()))} to {brief(float(x.max()))}, {y_name} from {brief(float(y.min()))} to "
        f"{brief(float(y.max()))}."
    )


def _also(fit: Fit | None, drawn: int, count: int, kinds: Sequence[str]) -> str:
    words = ""
    if drawn < count:
        words += f" An even selection of {thousands(drawn)} is drawn."
    if kinds:
        words += f" Groups: {', '.join(kinds)}."
    if fit:
        words += " With the fitted curve" + (" and its bands." if fit.confidence or fit.prediction else ".")
    return words


def _words(x: Floats, y: Floats, x_name: str, y_name: str) -> str:
    r = _correlation(x, y)
    if r is None:
        return f"{counted(int(x.size), 'pair')}: too few different values for a correlation."
    sense = "rises" if r > 0 else "falls"
    return f"{counted(int(x.size), 'pair')}, correlation {fixed(r, 2)}" + (
        f": {y_name} {sense} with {x_name}." if abs(r) >= 0.5 else ": little straight-line relation."
    )
