"""Where on the paper does a value stand, and which values get a tick and a label?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.text import SIZE, brief, fixed, month, text_width

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def extent(*series: Sequence[float] | NDArray[np.float64] | float | None) -> tuple[float, float] | None:
    """Least and greatest finite value of everything given, or None when there is none."""
    low, high = math.inf, -math.inf
    for each in series:
        if each is None:
            continue
        values = np.asarray(each, dtype=float).ravel()
        finite = values[np.isfinite(values)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return None if low > high else (low, high)


def padded(low: float, high: float, share: float = 0.06) -> tuple[float, float]:
    """The range with air around it; a single value gets room of its own size, so that it stands in the middle."""
    span = high - low
    if span <= abs(high) * 1e-12:
        room = abs(high) * 0.1 or 1.0
        return low - room, high + room
    return low - span * share, high + span * share


def nice_step(span: float, count: int) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten that cuts the span into about ``count`` parts."""
    raw = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9))


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round values inside the range."""
    if not high > low:
        return [low]
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [0.0 if k == 0 else k * step for k in range(first, last + 1)]


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """The ticks with as many decimals as tell them apart; large ones in millions or thousands of millions."""
    if not ticks:
        return []
    largest = max(abs(tick) for tick in ticks)
    step = min((b - a for a, b in pairwise(ticks)), default=largest or 1.0)
    for unit, mark in ((1e9, "G"), (1e6, "M")):
        if largest >= unit:
            return [f"{brief(tick / unit)}{mark}" if tick else "0" for tick in ticks]
    if largest < 1e-5 and largest:
        return [f"{tick:.1e}" if tick else "0" for tick in ticks]
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return [fixed(tick, decimals) for tick in ticks]


@dataclass(frozen=True, slots=True)
class Linear:
    """Equal steps, equal lengths. ``start``/``stop`` are the places of ``low``/``high`` (start > stop for heights)."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)

    def all(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.start + (values - self.low) * ((self.stop - self.start) / (self.high - self.low))

    def ticks(self, count: int = 5) -> list[tuple[float, str]]:
        """Places and texts of round values."""
        values = nice_ticks(self.low, self.high, count)
        return [(self(value), text) for value, text in zip(values, tick_texts(values), strict=True)]


@dataclass(frozen=True, slots=True)
class Log:
    """Equal ratios, equal lengths; both ends above zero."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.stop - self.start)

    def ticks(self, count: int = 5) -> list[tuple[float, str]]:
        """Powers of ten, with 2 and 5 between them when few fit."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for leads in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
            values = [lead * 10.0**power for power in range(first, last + 1) for lead in leads]
            inside = [value for value in values if self.low * (1 - 1e-9) <= value <= self.high * (1 + 1e-9)]
            if len(inside) <= count + 2:
                break
        return [(self(value), brief(value)) for value in inside]


@dataclass(frozen=True, slots=True)
class Bands:
    """A place for each of ``count`` categories, in order, with ``gap`` (share of a step) left free between bars."""

    count: int
    start: float
    stop: float
    gap: float = 0.25

    @property
    def step(self) -> float:
        return (self.stop - self.start) / max(self.count, 1)

    @property
    def width(self) -> float:
        return self.step * (1 - self.gap)

    def __call__(self, index: float) -> float:
        """The middle of a band."""
        return self.start + (index + 0.5) * self.step


@dataclass(frozen=True, slots=True)
class Days:
    """A calendar laid out evenly from ``first`` to ``last`` day."""

    first: date
    last: date
    start: float
    stop: float

    def __call__(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        return self.start + (day - self.first).days / span * (self.stop - self.start)

    def ticks(self) -> list[tuple[float, str, str]]:
        """Place, label, and context (the month or the year, where it changes) of days, weeks, months or years."""
        room = abs(self.stop - self.start)
        span = (self.last - self.first).days
        for step in (1, 7, 14):
            if (span / step + 1) * 52 <= room:
                begin = self.first + timedelta(days=(-self.first.weekday()) % 7 if step > 1 else 0)
                days = [begin + timedelta(days=k * step) for k in range((self.last - begin).days // step + 1)]
                return self._told(days, "day")
        for months in (1, 2, 3, 6, 12, 24, 60, 120):
            days = _month_starts(self.first, self.last, months)
            if len(days) * (44 if months < 12 else 50) <= room or months == 120:
                return self._told(days, "month" if months < 12 else "year")
        return []

    def _told(self, days: list[date], unit: str) -> list[tuple[float, str, str]]:
        told = [date_label(day, unit) for day in days]
        return [
            (self(day), label, context if k == 0 or context != told[k - 1][1] else "")
            for k, (day, (label, context)) in enumerate(zip(days, told, strict=True))
        ]


def _month_starts(first: date, last: date, months: int) -> list[date]:
    """First days of every ``months``-th month (counted from January) in the range."""
    starts = []
    index = first.year * 12 + first.month - 1 + (0 if first.day == 1 else 1)
    while (day := date(index // 12, index % 12 + 1, 1)) <= last:
        if index % months == 0:
            starts.append(day)
        index += 1
    return starts


def date_label(day: date, unit: str) -> tuple[str, str]:
    """What a tick says and, on the line below it, what it belongs to."""
    if unit == "year":
        return str(day.year), ""
    if unit == "month":
        return month(day), str(day.year)
    if unit == "moment" and isinstance(day, datetime):
        return f"{day:%H:%M}", f"{day.day} {month(day)} {day.year}"
    return f"{day.day} {month(day)}", str(day.year)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as may be to the wanted ones, at least ``gap`` apart and inside the range, order kept.

    Neighbours that collide become one block around their mean; blocks grow until none collides (pool adjacent
    violators), so a label moves no farther than it must.
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    blocks: list[tuple[float, int]] = []
    for rank, k in enumerate(order):
        mean, size = wanted[k] - rank * gap, 1
        while blocks and blocks[-1][0] > mean:
            above, count = blocks.pop()
            mean, size = (above * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    ceiling = high - (len(order) - 1) * gap
    placed = [0.0] * len(wanted)
    for rank, k in enumerate(order):
        placed[k] = max(min(flat[rank], ceiling), low) + rank * gap
    return placed


def thinned(texts: Sequence[str], room: float, *, air: float = 14.0) -> list[int]:
    """Every k-th position, k as small as lets the texts stand side by side in ``room``."""
    count = len(texts)
    if not count:
        return []
    step = room / count
    need = max(text_width(text, SIZE) for text in texts) + air
    k = max(1, math.ceil(need / step))
    nice = next((n for n in (1, 2, 3, 4, 5, 7, 10, 14, 20, 25, 30, 50, 60, 100) if n >= k), k)
    return list(range(0, count, nice))
