"""What makes up the difference? Steps from a start to an end: gap by cause, benefits by line, offsets downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dmaic.charts.axis import measure_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.rows import rows_of
from dmaic.charts.scale import Linear, extent, padded
from dmaic.charts.text import axis_title, brief, fixed, text_width, widest, with_unit


@dataclass(frozen=True, slots=True)
class Step:
    """A change by ``amount``; a ``total`` step shows the level reached so far (its amount is not added)."""

    name: str
    amount: float = 0.0
    total: bool = False


def waterfall(
    start: tuple[str, float],
    steps: Sequence[Step],
    *,
    title: str = "Waterfall",
    name: str = "",
    unit: str = "",
    end_name: str = "Result",
    target: float | None = None,
    target_name: str = "Goal",
    up_is_good: bool = True,
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw lying steps under each other, joined by thin lines; rises and falls differ by fill and by sign."""
    if not steps:
        return nothing(title, "There are no steps to add up yet.", kind="waterfall", width=width)
    spans: list[tuple[str, float, float, bool]] = [(start[0], 0.0, start[1], True)]
    level = start[1]
    for step in steps:
        if step.total:
            spans.append((step.name, 0.0, level, True))
        else:
            spans.append((step.name, level, level + step.amount, False))
            level += step.amount
    if not steps[-1].total:
        spans.append((end_name, 0.0, level, True))
    found = extent([v for _, a, b, _ in spans for v in (a, b)], target) or (0.0, 1.0)
    low, high = (min(found[0], 0.0), found[1]) if found[1] > found[0] else padded(*found)
    told = [brief(b) if whole else signed(b - a) for _, a, b, whole in spans]
    goal = (target_name, target) if target is not None else None

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        rows = rows_of(
            [span[0] for span in spans],
            across,
            top=24.0 if target is not None else 6.0,
            right=widest(told) + 10,
            step=28,
        )
        frame = rows.frame
        x = Linear(low, high, frame.left, frame.right)
        measure_axis(canvas, frame, x, title=axis_title(name, unit), grid=True)
        for k, ((_, _, end, _), _) in enumerate(pairwise(spans)):
            canvas.line(x(end), rows(k) + 8, x(end), rows(k + 1) - 8, "c-lead")
        canvas.open("c-bars")
        for k, (label, a, b, whole) in enumerate(spans):
            left, right = sorted((x(a), x(b)))
            good = (b >= a) == up_is_good
            cls = "c-bar" if whole else "c-rise" if good else "c-fall"
            canvas.rect(left, rows(k) - 8, max(right - left, 1), 16, cls,
                        extra=point(k, f"{label}: {with_unit(told[k], unit)}"))  # fmt: skip
        canvas.close()
        for k, (_, a, b, whole) in enumerate(spans):
            rows.name(canvas, k, "c-strong" if whole else "")
            canvas.text(max(x(a), x(b)) + 6, rows(k) + 4.2, told[k], "c-num c-halo")
        if target is not None:
            canvas.line(x(target), frame.top - 4, x(target), frame.bottom, "c-target")
            text = f"{target_name} {brief(target)}"
            half = text_width(text) / 2
            canvas.text(min(max(x(target), half), across - half), frame.top - 9, text, "c-muted", anchor="middle")
        cells: list[Row] = [(label, None if whole else b - a, b) for label, a, b, whole in spans]
        return canvas.drawing(
            width=across,
            height=frame.bottom + (42 if name or unit else 26),
            kind="waterfall",
            title=title,
            description=f"From {start[0]} {with_unit(brief(start[1]), unit)}: "
            + "; ".join(f"{label} {signed(b - a)}" for label, a, b, whole in spans if not whole)
            + f"; {spans[-1][0]} {with_unit(brief(level), unit)}.",
            table=Table(("Step", axis_title("Change", unit), axis_title("Level", unit)), cells),
            verdict=summary if summary is not None else _words(start[1], level, unit, end_name=spans[-1][0], goal=goal),
        )

    return responsive(draw, width, wide=HALF)


def signed(value: float) -> str:
    """A change with its sign."""
    return f"+{brief(value)}" if value > 0 else brief(value)


def _words(start: float, level: float, unit: str, *, end_name: str, goal: tuple[str, float] | None) -> str:
    words = f"From {brief(start)} to {with_unit(brief(level), unit)} ({end_name}): {signed(level - start)}."
    if goal is None or goal[1] == start:
        return words
    share = 100 * (level - start) / (goal[1] - start)
    return f"{words} {fixed(share, 0)} % of the way to {goal[0]} {brief(goal[1])}."
