"""What did the processes of the demo do? Readings drawn from a seed, as rows of the files people export."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from dmaic.demo.story import Data, Steps

Row = list[str]


def draw(data: Data, today: date) -> list[Row]:
    """All readings of a story, oldest first; the first column is the day or the moment."""
    random = Random(data.seed)  # noqa: S311 - made-up readings, no secret
    days = DAYS[data.every](today - timedelta(days=data.since), today - timedelta(days=data.until))
    level = _level(data.level, today)
    if data.shape == "shares":
        rows = [_share(random, day, data, level(day)) for day in days]
    elif data.shape == "rates":
        rows = [_rate(random, day, data, level(day)) for day in days]
    else:
        spread = _level(data.spread, today)
        if data.shape == "subgroups":
            rows = [row for day in days for row in _samples(random, day, data, level(day), spread(day))]
        else:
            rows = [[day.isoformat(), _measured(random, data, level(day), spread(day))] for day in days]
    for odd in data.special:
        rows[odd["at"]][1] = str(odd["value"])
    for _, by, *words in data.strata:
        rows = [[*row, _stratum(row[0], by, words)] for row in rows]
    return rows


def _stratum(moment: str, by: str, words: Sequence[str]) -> str:
    """The word of a reading's group: one a sample's hour, or in turn by the week."""
    at = datetime.fromisoformat(moment)
    return words[(at.hour // (24 // len(words)) if by == "hour" else at.isocalendar().week) % len(words)]


def _level(steps: Steps, today: date) -> Callable[[date], float]:
    """One value until a day, another from it on."""

    def at(day: date) -> float:
        ago = (today - day).days
        return next((value for since, value in reversed(steps) if ago <= since), steps[0][1])

    return at


def _workdays(first: date, last: date) -> list[date]:
    return [day for day in _every_day(first, last) if day.weekday() < 5]


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _weeks(first: date, last: date) -> list[date]:
    """The Mondays of the whole weeks between two days."""
    monday = first + timedelta(days=-first.weekday() % 7)
    return [monday + timedelta(weeks=ahead) for ahead in range(((last - monday).days + 1) // 7)]


DAYS: dict[str, Callable[[date, date], list[date]]] = {"workday": _workdays, "day": _every_day, "week": _weeks}


def _measured(random: Random, data: Data, level: float, spread: float) -> str:
    return f"{random.gauss(level, spread):.{data.digits}f}"


def _samples(random: Random, day: date, data: Data, level: float, spread: float) -> list[Row]:
    """A sample of pieces at each of the hours: time, value, name of the sample."""
    rows = []
    for hour in data.hours:
        moment = datetime.combine(day, time(hour)).isoformat(sep=" ", timespec="minutes")
        name = f"{day:%m-%d} {hour:02d}h"
        rows += [[moment, _measured(random, data, level, spread), name] for _ in range(data.size)]
    return rows


def _share(random: Random, day: date, data: Data, level: float) -> Row:
    """How many of how many were defective in a period."""
    size = _size(random, data.sizes)
    chance = min(max(level + (random.gauss(0, data.drift) if data.drift else 0.0), 0.0005), 0.9995)
    return [day.isoformat(), str(sum(random.random() < chance for _ in range(size))), str(size)]


def _rate(random: Random, day: date, data: Data, level: float) -> Row:
    """How many events over how many units came in a period (Knuth's product of uniforms)."""
    size = _size(random, data.sizes)
    left, count, product = math.exp(-level * size), 0, random.random()
    while product > left:
        count += 1
        product *= random.random()
    return [day.isoformat(), str(count), str(size)]


def _size(random: Random, sizes: Sequence[int]) -> int:
    return random.randint(sizes[0], sizes[1])
