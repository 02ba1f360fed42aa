"""Who gives what to the process, and who gets what from it? Suppliers, inputs, process, outputs, customers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from dmaic.charts.drawing import NARROW, WIDE, Canvas, Drawing, Table, nothing, num, point, responsive
from dmaic.charts.text import counted, wrap

_LINE = 15.0
NAMES = ("Suppliers", "Inputs", "Process", "Outputs", "Customers")


def sipoc_chart(
    *,
    suppliers: Sequence[str],
    inputs: Sequence[str],
    steps: Sequence[str],
    outputs: Sequence[str],
    customers: Sequence[str],
    title: str = "SIPOC",
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw five columns, the steps of the process joined from top to bottom; one column under the other on a phone."""
    columns = [[item for item in column if item.strip()] for column in (suppliers, inputs, steps, outputs, customers)]
    if not any(columns):
        return nothing(title, "The SIPOC is still empty. Begin with four to eight steps of the process.", kind="sipoc")
    number_of = {name: sum(len(c) for c in columns[:k]) for k, name in enumerate(NAMES)}

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        canvas.open("c-nodes")
        if across <= NARROW * 1.2:
            bottom = 0.0
            for name, column in zip(NAMES, columns, strict=True):
                if column:
                    bottom = _column(canvas, name, column, (0.0, bottom, across), number_of[name]) + 12
        else:
            gap = 12.0
            wide = (across - 4 * gap) / 5
            bottom = max(
                _column(canvas, name, column, (k * (wide + gap), 0.0, wide), number_of[name])
                for k, (name, column) in enumerate(zip(NAMES, columns, strict=True))
            )
        canvas.close()
        return canvas.drawing(
            width=across,
            height=bottom + 4,
            kind="sipoc",
            title=title,
            description=" ".join(f"{n}: {', '.join(c) or 'none'}." for n, c in zip(NAMES, columns, strict=True)),
            table=Table(NAMES, list(zip_longest(*columns, fillvalue=""))),
            verdict=summary if summary is not None else _words(columns),
        )

    return responsive(draw, width, wide=WIDE)


def _column(canvas: Canvas, name: str, items: Sequence[str], place: tuple[float, float, float], number: int) -> float:
    """One column at (left, top, width); gives its bottom."""
    x, top, wide = place
    process = name == "Process"
    canvas.rect(x, top + 0.5, wide, 24, "c-head-fill", round_=4)
    canvas.text(x + wide / 2, top + 17, name, "c-onfill", anchor="middle")
    y = top + 32
    for k, item in enumerate(items):
        told = f"{k + 1}. {item}" if process else item
        lines = wrap(told, wide - 16, lines=5)
        tall = _LINE * len(lines) + 11
        if process and k:
            canvas.path(f"M{num(x + wide / 2 - 5)} {num(y - 9)}h10l-5 7z", "c-arrow")
        cls = "c-card-strong" if process else "c-card"
        canvas.rect(x + 0.5, y, wide - 1, tall, cls, extra=point(number + k, f"{name}: {item}"), round_=4)
        canvas.lines(x + 8, y + 16, lines, step=_LINE)
        y += tall + (12 if process else 6)
    return y - (12 if process else 6)


def _words(columns: Sequence[Sequence[str]]) -> str:
    steps = len(columns[2])
    told = ", ".join(
        counted(len(column), one)
        for column, one in zip(columns, ("supplier", "input", "step", "output", "customer"), strict=True)
    )
    if steps and not 4 <= steps <= 8:
        return f"{told}. A SIPOC reads best with four to eight steps."
    return f"{told}."
