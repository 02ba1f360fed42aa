"""How are the edges of a chart drawn: grid, ticks, labels of values, of positions in time order, of categories?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from dmaic.charts.drawing import Canvas
from dmaic.charts.scale import Linear, Log, date_label, nice_step, thinned
from dmaic.charts.text import MONTHS, SIZE, Label, called, shorten, text_width, thousands, widest, wrap

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_TOLD_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})( \d{2}:\d{2})?")
_BASELINE = SIZE * 0.35


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle in which values are plotted."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position of a series: ``text`` under the axis, ``context`` (year, month) on the line below it."""

    position: int
    text: str
    context: str = ""


def room_left(texts: Sequence[str]) -> float:
    """Width that the labels of a value axis need."""
    return math.ceil(widest(texts)) + 10.0


def value_axis(canvas: Canvas, frame: Frame, ticks: Sequence[tuple[float, str]], *, right: bool = False) -> None:
    """Horizontal grid lines with their values at the left (or right, then without lines)."""
    for y, text in ticks:
        if right:
            canvas.text(frame.right + 7, y + _BASELINE, text, "c-muted")
        else:
            canvas.line(frame.left, y, frame.right, y, "c-grid")
            canvas.text(frame.left - 7, y + _BASELINE, text, "c-muted", anchor="end")


def measure_axis(
    canvas: Canvas, frame: Frame, scale: Linear | Log, *, title: str = "", grid: bool = False, count: int = 6
) -> None:
    """Values along the bottom, spaced so that their labels do not touch, and the axis title below them."""
    while count > 2:
        ticks = scale.ticks(count)
        need = widest([text for _, text in ticks]) + 12
        if all(b[0] - a[0] >= need for a, b in pairwise(ticks)):
            break
        count -= 1
    for x, text in scale.ticks(count):
        if grid:
            canvas.line(x, frame.top, x, frame.bottom, "c-grid")
        canvas.line(x, frame.bottom, x, frame.bottom + 4, "c-axis")
        canvas.text(x, frame.bottom + 17, text, "c-muted", anchor="middle")
    canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, "c-axis")
    if title:
        named = shorten(title, frame.width)
        canvas.text((frame.left + frame.right) / 2, frame.bottom + 35, named, "c-muted", anchor="middle")


def category_axis(
    canvas: Canvas, frame: Frame, places: Sequence[float], names: Sequence[str], *, lines: int = 2
) -> None:
    """Names under their bands, wrapped to the room there is; every k-th only when there is hardly any."""
    canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, "c-axis")
    if not places:
        return
    step = (frame.right - frame.left) / len(places)
    every = max(1, math.ceil(26 / step))
    for k, (x, name) in enumerate(zip(places, names, strict=True)):
        if k % every == 0:
            said = wrap(name, step * every - 6, lines=lines)
            canvas.lines(x, frame.bottom + 16, said, "c-muted", anchor="middle", step=14)


def category_lines(names: Sequence[str], step: float, *, lines: int = 2) -> int:
    """How many lines the wrapped names take."""
    return max((len(wrap(name, step - 6, lines=lines)) for name in names), default=1)


def as_dates(labels: Sequence[Label] | None) -> Sequence[Label] | None:
    """Labels with days written as text turned into days and moments: 2026-03-01, 2026-03-01 08:00, 1 Mar 2026."""
    if not labels or not isinstance(labels[0], str):
        return labels
    read = _iso if _ISO_DAY.fullmatch(labels[0]) else _told_day
    found = [read(label) if isinstance(label, str) else None for label in labels]
    days = [day for day in found if day is not None]
    return days if len(days) == len(labels) else labels


def _iso(text: str) -> date | None:
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _told_day(text: str) -> date | None:
    """A day as ``called`` writes it."""
    match = _TOLD_DAY.fullmatch(text)
    if not match or match[2] not in MONTHS:
        return None
    return _iso(f"{match[3]}-{MONTHS.index(match[2]) + 1:02}-{int(match[1]):02}{match[4] or ''}")


def position_ticks(labels: Sequence[Label] | None, start: int, stop: int, first: int, room: float) -> list[Tick]:
    """Ticks for positions ``start`` to ``stop`` of a series laid out one step a point.

    Without labels round numbers are told (the series begins at ``first`` + 1). Days are told where a week, a month
    or a year begins, as many as have room; names every k-th.
    """
    count = stop - start
    if count < 1:
        return []
    if labels is None:
        return _numbers(start, stop, first, room)
    some = [labels[start], labels[stop - 1]]
    if all(isinstance(label, date) for label in some):
        return _calendar(labels, start, stop, room)
    sample = labels[start:stop] if count <= 400 else [labels[start + k * count // 400] for k in range(400)]
    texts = [shorten(called(label), 88) for label in sample]
    kept = thinned(texts, room * len(texts) / count)
    if count > 400:
        kept = thinned(texts, room)
        return [Tick(start + k * count // 400, texts[k]) for k in kept]
    return [Tick(start + k, texts[k]) for k in kept]


def _numbers(start: int, stop: int, first: int, room: float) -> list[Tick]:
    count = stop - start
    low, high = first + start + 1, first + stop
    fit = max(2, int(room / (text_width(thousands(high)) + 26)))
    step = max(1, round(nice_step(max(count, 1), min(fit, 10))))
    begin = low if step == 1 else math.ceil(low / step) * step
    return [
        Tick(number - first - 1, thousands(number) if high >= 10_000 else str(number))
        for number in range(begin, high + 1, step)
    ]


def _calendar(labels: Sequence[Label], start: int, stop: int, room: float) -> list[Tick]:
    """Where a day, week, month, quarter or year begins among the points: the finest unit that has room."""
    count = stop - start
    each = room / count
    clocked = isinstance(labels[start], datetime) and _within_days(labels, start, stop)
    levels = ("moment", "day", "week", "month", "quarter", "year") if clocked else (
        "day", "week", "month", "quarter", "year"
    )  # fmt: skip
    best: list[int] = []
    for level in levels:
        units = [_unit(labels[i], level) for i in range(start, stop)]
        found = [start, *(start + k for k in range(1, count) if units[k] != units[k - 1])]
        if len(found) > 1 and found[1] - start < 50 / each and level != levels[0]:
            found = found[1:]
        best, chosen = found, level
        if all((b - a) * each >= 50 for a, b in pairwise(found)):
            break
    else:
        best = [best[0], *(b for a, b in pairwise(best) if (b - best[0]) * each >= 50)]
        best = best[:: max(1, math.ceil(50 * len(best) / room))]
    if len(best) < 2 and count > 1:
        step = max(1, math.ceil(56 / each))
        best, chosen = list(range(start, stop, step)), levels[0]
        if len({_unit(labels[i], "day") for i in best}) == len(best):
            chosen = "day"  # each on a day of its own: the hour tells nothing
    return _told(labels, best, {"week": "day", "quarter": "month"}.get(chosen, chosen))


def _told(labels: Sequence[Label], positions: list[int], unit: str) -> list[Tick]:
    ticks: list[Tick] = []
    before = ""
    for i in positions:
        label = labels[i]
        if not isinstance(label, date):
            continue
        text, context = date_label(label, unit)
        ticks.append(Tick(i, text, context if context != before else ""))
        before = context
    return ticks


def _within_days(labels: Sequence[Label], start: int, stop: int) -> bool:
    """Whether several moments share a day, so that the hour tells more than the day."""
    days = {label.date() for label in labels[start:stop] if isinstance(label, datetime)}
    return len(days) * 2 <= stop - start


def _unit(label: Label, level: str) -> object:
    if not isinstance(label, date):
        return label
    if level == "moment":
        return label
    if level == "day":
        return label.toordinal()
    if level == "week":
        return label.isocalendar()[:2]
    if level == "month":
        return label.year, label.month
    return (label.year, (label.month - 1) // 3 if level == "quarter" else 0)


def draw_ticks(canvas: Canvas, frame: Frame, ticks: Sequence[Tick], place: Linear, *, bottom: float) -> None:
    """Labels of positions along the bottom with a short tick; contexts one line lower."""
    edge, told = 0.0, -math.inf
    for tick in ticks:
        x = place(tick.position)
        canvas.line(x, bottom, x, bottom + 4, "c-axis")
        half = text_width(tick.text) / 2
        at = min(max(x, half), frame.right + 30 - half)
        if at - half >= edge:
            canvas.text(at, bottom + 17, tick.text, "c-muted", anchor="middle")
            edge = at + half + 4
        wide = text_width(tick.context) / 2
        if tick.context and at - wide >= told:
            canvas.text(at, bottom + 31, tick.context, "c-faint", anchor="middle")
            told = at + wide + 4


def has_context(ticks: Sequence[Tick]) -> bool:
    return any(tick.context for tick in ticks)


def named(labels: Sequence[Label] | None, position: int, first: int) -> str:
    """A point's name in words; its number where it has none."""
    if labels is None:
        return f"Point {thousands(first + position + 1)}"
    return called(labels[position])


def plain_label(labels: Sequence[Label] | None, position: int, first: int) -> str | int | float:
    """A point's name for the data table: ISO days, numbers as numbers."""
    if labels is None:
        return first + position + 1
    label = labels[position]
    if isinstance(label, datetime):
        return label.isoformat(sep=" ", timespec="minutes")
    return label.isoformat() if isinstance(label, date) else label
