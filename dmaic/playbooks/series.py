"""What did the process of a filled example do? Readings drawn from its seed, as a chart gets to see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp, log, nan
from random import Random

import numpy as np

from dmaic.measure.datasets import Readings
from dmaic.playbooks.playbook import Group, Series


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One reading as it is drawn; size and defects are NaN where nothing was counted."""

    at: datetime
    value: float
    size: float = nan
    defects: float = nan
    subgroup: str = ""
    stratum: str = ""
    reason: str = ""


def readings_of(series: Series) -> Readings:
    """All readings of an example in the order of their time; the same seed gives the same readings."""
    drawn = sorted(_draw(series), key=lambda one: one.at)
    sampled = series.shape == "samples"
    return Readings(
        seq=np.arange(len(drawn), dtype=np.int64),
        value=np.array([one.value for one in drawn]),
        time=np.array([one.at for one in drawn], dtype="datetime64[us]"),
        subgroup=np.array([one.subgroup for one in drawn]) if sampled else None,
        size=np.array([one.size for one in drawn]),
        defects=np.array([one.defects for one in drawn]),
        excluded=np.array([bool(one.reason) for one in drawn]),
        corrected=np.zeros(len(drawn), dtype=np.bool_),
        strata={series.stratum: np.array([one.stratum for one in drawn])} if series.stratum else {},
        reasons={at: one.reason for at, one in enumerate(drawn) if one.reason},
    )


def _draw(series: Series) -> Iterator[_Drawn]:
    random = Random(series.seed)  # noqa: S311 - made-up readings, no secret
    odd = {one.period: one for one in series.odd}
    for period, day in enumerate(_days(series), start=1):
        moved = random.gauss(0.0, series.drift) if series.drift else 0.0
        for place, group in enumerate(series.groups):
            here = odd.get(period)
            level = (here.level if here else group.level) + moved
            for one in _of_group(random, series, group, level=level, day=day, place=place):
                yield one if here is None else _marked(one, here.reason)


def _marked(one: _Drawn, reason: str) -> _Drawn:
    return _Drawn(one.at, one.value, one.size, one.defects, one.subgroup, one.stratum, reason)


def _days(series: Series) -> Iterator[date]:
    """The first day of each period."""
    day, left = series.first, series.periods
    while left:
        if series.every != "workday" or day.weekday() < 5:
            yield day
            left -= 1
        day += timedelta(days=7 if series.every == "week" else 1)


def _of_group(random: Random, series: Series, group: Group, *, level: float, day: date, place: int) -> Iterator[_Drawn]:
    start = datetime.combine(day, time(0))
    size = random.randint(group.sizes[0], group.sizes[1])
    if series.shape == "shares":
        bad = sum(random.random() < level for _ in range(size))
        yield _Drawn(start, bad / size, float(size), float(bad), stratum=group.word)
    elif series.shape == "rates":
        bad = _poisson(random, level * size)
        yield _Drawn(start, bad / size, float(size), float(bad), stratum=group.word)
    elif series.shape == "samples":
        at = start + timedelta(hours=8 + 3 * place)
        for _ in range(size):
            value = round(random.gauss(level, group.spread), series.digits)
            yield _Drawn(at, value, subgroup=f"{day:%m-%d} {at:%H}h", stratum=group.word)
    else:
        span = 5 if series.every == "week" else 1
        for _ in range(size):
            at = start + timedelta(days=random.randrange(span), minutes=random.randrange(8 * 60, 18 * 60))
            value = max(10.0**-series.digits, round(exp(random.gauss(log(level), group.spread)), series.digits))
            yield _Drawn(at, value, stratum=group.word)


def _poisson(random: Random, mean: float) -> int:
    """Events of a Poisson process: exponential gaps until the time is up."""
    count, at = 0, random.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + random.expovariate(1.0)
    return count
