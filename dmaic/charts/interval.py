"""How sure are we of each number? A dot with its confidence interval a row, against a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.charts.axis import measure_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.rows import rows_of
from dmaic.charts.scale import Linear, Log, extent, padded
from dmaic.charts.text import axis_title, brief, text_width, thousands, widest, with_unit
from dmaic.errors import BadInput


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its bounds (None where a side is open) and the count behind it."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None


def interval_chart(
    items: Sequence[Interval],
    *,
    title: str = "Intervals",
    name: str = "",
    unit: str = "",
    confidence: float = 0.95,
    reference: float | None = None,
    reference_name: str = "",
    ratio: bool = False,
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw dots with intervals on a common scale: before and after, teams, effects against zero.

    With a ``reference`` an interval that contains it is drawn hollow: it may be no different. ``ratio`` lays odds
    and rate ratios out so that a half and a double stand equally far from 1.

    Raises BadInput for a ratio that is not above 0.
    """
    if not items:
        return nothing(title, "There is nothing to compare yet.", kind="interval", width=width)
    bounds = [bound for item in items for bound in (item.value, item.low, item.high) if bound is not None]
    found = extent(bounds, reference) or (0.0, 1.0)
    if ratio and found[0] <= 0:
        raise BadInput("A ratio is above 0, and so are its bounds. Check the values.")
    low, high = (found[0] / 1.1, found[1] * 1.1) if ratio else padded(*found)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        told = [_words(item) for item in items]
        names = [item.name if item.n is None else f"{item.name} (n={thousands(item.n)})" for item in items]
        rows = rows_of(names, across, top=24.0 if reference is not None else 6.0, right=widest(told) + 12, step=32)
        frame = rows.frame
        x: Linear | Log = (Log if ratio else Linear)(low, high, frame.left, frame.right)
        measure_axis(canvas, frame, x, title=axis_title(name, unit), grid=True)
        if reference is not None:
            canvas.line(x(reference), frame.top - 4, x(reference), frame.bottom, "c-target")
            text = reference_name or brief(reference)
            half = text_width(text) / 2
            at = min(max(x(reference), half), across - half)
            canvas.text(at, frame.top - 9, text, "c-muted", anchor="middle")
        canvas.open("c-pts")
        for k, item in enumerate(items):
            y = rows(k)
            a = x(item.low if item.low is not None else low)
            b = x(item.high if item.high is not None else high)
            if item.low is not None or item.high is not None:
                canvas.line(a, y, b, y, "c-median")
                for end, known in ((a, item.low), (b, item.high)):
                    if known is not None:
                        canvas.line(end, y - 5, end, y + 5, "c-whisker")
            say = f"{item.name}: {with_unit(told[k], unit)}" + (
                f"\nn = {thousands(item.n)}" if item.n is not None else ""
            )
            open_ = reference is not None and _contains(item, reference)
            canvas.circle(x(item.value), y, 5, "c-mean" if open_ else "c-pt", point(k, say))
            rows.name(canvas, k)
            canvas.text(frame.right + 10, y + 4.2, told[k], "c-num")
        canvas.close()
        percent = f"{100 * confidence:g} %"
        cells: list[Row] = [(i.name, i.value, i.low, i.high, i.n) for i in items]
        return canvas.drawing(
            width=across,
            height=frame.bottom + (42 if name or unit else 26),
            kind="interval",
            title=title,
            description=f"Values with {percent} intervals. "
            + " ".join(f"{item.name}: {with_unit(text, unit)}." for item, text in zip(items, told, strict=True)),
            table=Table(("Name", axis_title(name or "Value", unit), f"Lower bound ({percent})",
                         f"Upper bound ({percent})", "n"), cells),
            verdict=summary if summary is not None else _overlap(items, reference, reference_name),
        )  # fmt: skip

    return responsive(draw, width, wide=HALF)


def _words(item: Interval) -> str:
    if item.low is not None and item.high is not None:
        return f"{brief(item.value)} ({brief(item.low)} to {brief(item.high)})"
    if item.low is not None:
        return f"{brief(item.value)} (at least {brief(item.low)})"
    if item.high is not None:
        return f"{brief(item.value)} (at most {brief(item.high)})"
    return brief(item.value)


def _contains(item: Interval, reference: float) -> bool:
    above = item.low is None or item.low <= reference
    below = item.high is None or item.high >= reference
    return above and below and not (item.low is None and item.high is None)


def _overlap(items: Sequence[Interval], reference: float | None, name: str) -> str:
    if reference is not None:
        clear = [item.name for item in items if not _contains(item, reference)]
        what = name or brief(reference)
        if not clear:
            return f"No interval lies clear of {what}: none is shown to differ from it."
        return f"Clear of {what}: {', '.join(clear)}."
    if len(items) == 2 and all(i.low is not None and i.high is not None for i in items):
        a, b = sorted(items, key=lambda i: i.value)
        apart = a.high is not None and b.low is not None and a.high < b.low
        return (
            f"The intervals of {items[0].name} and {items[1].name} do not overlap: more than chance explains."
            if apart
            else f"The intervals of {items[0].name} and {items[1].name} overlap: test the difference itself."
        )
    return "; ".join(f"{item.name} {_words(item)}" for item in items) + "."
