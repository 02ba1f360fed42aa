"""Does the process meet the specification? Each index with its interval against the value asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.charts.axis import Frame, measure_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import brief, fixed, text_width, widest
from dmaic.errors import BadInput


@dataclass(frozen=True, slots=True)
class Index:
    """One capability index with its confidence interval; ``value`` None when it is withheld, ``note`` then says why."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def capability_plot(
    indices: Sequence[Index],
    *,
    title: str = "Capability",
    target: float | None = 1.33,
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw each index with its interval against the value asked for: an interval that straddles it decides nothing."""
    if not indices:
        return nothing(title, "No capability index can be given yet.", kind="capability", width=width)
    known = [i for i in indices if i.value is not None]
    found = extent([v for i in known for v in (i.value, i.low, i.high) if v is not None], [0.0], target)
    low, high = padded(*(found or (0.0, 2.0)), 0.06)
    if found and found[0] >= 0:
        low = 0.0

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        values = [_index_words(i) for i in indices]
        left = widest([i.name for i in indices], bold=True) + 12
        right = across - max((text_width(v) for i, v in zip(indices, values, strict=True) if i.value is not None),
                             default=0.0) - 12  # fmt: skip
        frame = Frame(left, 24, right, 24 + 30 * len(indices))
        x = Linear(low, high, frame.left, frame.right)
        canvas.open("c-pts")
        for row, (index, words) in enumerate(zip(indices, values, strict=True)):
            y = frame.top + 30 * row + 15
            canvas.text(0, y + 4, index.name, "c-strong")
            if index.value is None:
                canvas.text(frame.left, y + 4, words, "c-note")
                continue
            canvas.line(frame.left, y, frame.right, y, "c-grid")
            if index.low is not None or index.high is not None:
                a, b = x(index.low if index.low is not None else low), x(index.high if index.high is not None else high)
                canvas.rect(a, y - 4, b - a, 8, "c-bar-soft", round_=4)
            canvas.diamond(x(index.value), y, 5.5, "c-pt", point(row, f"{index.name} {words}"))
            canvas.text(frame.right + 10, y + 4, words, "c-num")
        canvas.close()
        if target is not None:
            canvas.line(x(target), frame.top - 4, x(target), frame.bottom, "c-target")
            canvas.text(x(target), frame.top - 9, f"asked: {brief(target)}", "c-muted", anchor="middle")
        measure_axis(canvas, frame, x)
        rows: list[Row] = [(i.name, i.value, i.low, i.high, i.note) for i in indices]
        return canvas.drawing(
            width=across,
            height=frame.bottom + 26,
            kind="capability",
            title=title,
            description="; ".join(f"{i.name} {w}" for i, w in zip(indices, values, strict=True)) + ".",
            table=Table(("Index", "Value", "Lower bound", "Upper bound", "Note"), rows),
            verdict=summary if summary is not None else _asked_words(known, target),
        )

    return responsive(draw, width, wide=HALF)


def _index_words(index: Index) -> str:
    if index.value is None:
        return f"withheld: {index.note}" if index.note else "withheld"
    if index.low is not None and index.high is not None:
        return f"{fixed(index.value, 2)} ({fixed(index.low, 2)} to {fixed(index.high, 2)})"
    if index.low is not None:
        return f"{fixed(index.value, 2)} (at least {fixed(index.low, 2)})"
    if index.high is not None:
        return f"{fixed(index.value, 2)} (at most {fixed(index.high, 2)})"
    return fixed(index.value, 2)


def _asked_words(known: Sequence[Index], target: float | None) -> str:
    if not known or target is None:
        return "; ".join(f"{i.name} {_index_words(i)}" for i in known) + "." if known else "Every index is withheld."
    worst = min(known, key=lambda i: i.value if i.value is not None else math.inf)
    if worst.value is None:
        raise BadInput("An index without a value can't be compared with the value asked for.")
    said = f"{worst.name} is {_index_words(worst)}"
    if worst.low is None and worst.high is None:
        return f"{said}: without an interval nothing settles whether {brief(target)} is met."
    if worst.low is not None and worst.low >= target:
        return f"{said}: the whole interval meets the {brief(target)} asked for."
    if worst.high is not None and worst.high < target:
        return f"{said}: the whole interval is below the {brief(target)} asked for."
    return f"{said}: the interval does not settle whether {brief(target)} is met."
