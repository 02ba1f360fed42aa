"""Who or what comes first? Items placed by two scores, with named quarters: stakeholders, effort and benefit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.charts.axis import Frame
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.scale import Linear, nice_ticks
from dmaic.charts.text import brief, counted, shorten, text_width

_LINE = 14.0


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with its two scores and a note for its point."""

    name: str
    x: float
    y: float
    note: str = ""


Box = tuple[float, float, float, float]


def quadrants(
    items: Sequence[Placed],
    *,
    title: str,
    x_name: str,
    y_name: str,
    corners: tuple[str, str, str, str],
    low: float = 1,
    high: float = 5,
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw the items in a square of four named quarters (upper left, upper right, lower left, lower right).

    Items at one place share one mark; names are put where they hide neither marks nor other names.
    """
    if not items:
        return nothing(title, "There is nobody and nothing to place yet.", kind="grid", width=width)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        frame = Frame(22, 6, across - 4, 6 + min(across * 0.78, 400))
        # The names of the quarters stand in the corners: marks keep clear of them above and below.
        side, edge = (high - low) * 0.08, (high - low) * 0.15
        x = Linear(low - side, high + side, frame.left, frame.right)
        up = Linear(low - edge, high + edge, frame.bottom, frame.top)
        middle_x, middle_y = (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2
        canvas.rect(middle_x, frame.top, frame.right - middle_x, middle_y - frame.top, "c-zone2")
        canvas.rect(frame.left, frame.top, frame.width, frame.height, "c-frame")
        canvas.line(middle_x, frame.top, middle_x, frame.bottom, "c-axis")
        canvas.line(frame.left, middle_y, frame.right, middle_y, "c-axis")
        taken: list[Box] = []
        for k, name in enumerate(corners):
            right, below = bool(k % 2), k > 1
            cx = frame.right - 8 if right else frame.left + 8
            cy = frame.bottom - 9 if below else frame.top + 17
            canvas.text(cx, cy, name, "c-quarter", anchor="end" if right else "start")
            wide = text_width(name, bold=True)
            taken.append((cx - wide if right else cx, cy - 12, cx if right else cx + wide, cy + 4))
        for tick in nice_ticks(low, high, 4):
            canvas.text(x(tick), frame.bottom + 15, brief(tick), "c-faint", anchor="middle")
            canvas.text(frame.left - 5, up(tick) + 4, brief(tick), "c-faint", anchor="end")
        canvas.text((frame.left + frame.right) / 2, frame.bottom + 31, f"{x_name} \u2192", "c-name", anchor="middle")
        canvas.text(0, frame.bottom + 31, f"\u2191 {shorten(y_name, across / 3)}", "c-name")
        groups: dict[tuple[float, float], list[int]] = {}
        for k, item in enumerate(items):
            groups.setdefault((item.x, item.y), []).append(k)
        spots = {key: (x(min(max(key[0], low), high)), up(min(max(key[1], low), high))) for key in groups}
        taken += [(a - 7, b - 7, a + 7, b + 7) for a, b in spots.values()]
        canvas.open("c-pts")
        for key, members in groups.items():
            a, b = spots[key]
            say = "\n".join(f"{items[k].name}{f': {items[k].note}' if items[k].note else ''}" for k in members)
            extra = point(members[0], f"{say}\n{x_name} {brief(key[0])}, {y_name} {brief(key[1])}")
            canvas.circle(a, b, 5.5 if len(members) == 1 else 7, "c-pt", extra)
        canvas.close()
        for key, members in groups.items():
            _write(canvas, [items[k].name for k in members], spots[key], frame, taken)
        cells: list[Row] = [(i.name, i.x, i.y, _quarter(i, corners, low, high), i.note) for i in items]
        return canvas.drawing(
            width=across,
            height=frame.bottom + 38,
            kind="grid",
            title=title,
            description=f"{counted(len(items), 'item')} by {x_name} and {y_name}. "
            + " ".join(f"{item.name}: {_quarter(item, corners, low, high)}." for item in items),
            table=Table(("Name", x_name, y_name, "Quarter", "Note"), cells),
            verdict=summary if summary is not None else _words(items, corners, low, high),
        )

    return responsive(draw, width, wide=HALF)


def _write(canvas: Canvas, names: Sequence[str], spot: tuple[float, float], frame: Frame, taken: list[Box]) -> None:
    """Names beside their mark: right, left, below or above, where they touch least."""
    a, b = spot
    told = [shorten(name, frame.width * 0.42) for name in names]
    wide, tall = max(text_width(name) for name in told), _LINE * len(told)
    options = [
        (a + 11, b - tall / 2, "start"),
        (a - 11 - wide, b - tall / 2, "end"),
        (a - wide / 2, b + 9, "middle"),
        (a - wide / 2, b - 9 - tall, "middle"),
    ]

    def cost(option: tuple[float, float, str]) -> float:
        left, top, _ = option
        box = (left, top, left + wide, top + tall)
        out = max(0, frame.left - left) + max(0, left + wide - frame.right)
        out += max(0, frame.top - top) + max(0, top + tall - frame.bottom)
        return out * 50 + sum(_overlap(box, other) for other in taken)

    left, top, anchor = min(options, key=cost)
    left = min(max(left, frame.left + 2), frame.right - wide - 2)
    taken.append((left, top, left + wide, top + tall))
    at = {"start": left, "end": left + wide, "middle": left + wide / 2}[anchor]
    canvas.lines(at, top + 11, told, "c-halo", anchor=anchor, step=_LINE)


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _quarter(item: Placed, corners: tuple[str, str, str, str], low: float, high: float) -> str:
    middle = (low + high) / 2
    return corners[(0 if item.y >= middle else 2) + (1 if item.x >= middle else 0)]


def _words(items: Sequence[Placed], corners: tuple[str, str, str, str], low: float, high: float) -> str:
    chosen = [item.name for item in items if _quarter(item, corners, low, high) == corners[1]]
    return f"{corners[1]}: {', '.join(chosen) if chosen else 'nobody'}."
