"""Tickets made by hand for tests of measures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from dmaic.measure.service.calendars import NO_MOMENT, Calendar, read_hours
from dmaic.measure.service.columns import Coded, key_bytes
from dmaic.measure.service.fields import MOMENTS, NUMBERS, Field, Rows
from dmaic.measure.service.measures import measure_named
from dmaic.measure.service.observing import Observed, observe
from dmaic.measure.service.periods import Figures
from dmaic.measure.service.tickets import Tickets


def at(text: str) -> int:
    """Seconds of UTC; empty is none."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) if text else NO_MOMENT


def tickets(
    horizon: str, *, calendar: Calendar | None = None, rows: Rows = Rows.TICKETS, begin: str = "", **columns: list[Any]
) -> Tickets:
    """Tickets from lists: moments as ISO text, figures (None is blank), words."""
    count = len(columns["created"])
    found: dict[str, Any] = {}
    for name, cells in columns.items():
        if Field(name) in MOMENTS:
            found[name] = np.array([at(cell) for cell in cells], dtype=np.int64)
        elif Field(name) in NUMBERS:
            found[name] = np.array([np.nan if cell is None else cell for cell in cells], dtype=float)
        else:
            found[name] = Coded.of(cells)
    keys = key_bytes([f"T-{number + 1}" for number in range(count)])
    first = at(begin) if begin else int(found["created"].min())
    return Tickets(rows, keys, calendar or Calendar(), at(horizon), first, found)


OFFICE = Calendar("UTC", read_hours("Mon-Fri 9-17"))


def seen(found: Tickets, name: str, **chosen: Any) -> Observed:
    measure = measure_named(name)
    return observe(found, measure, measure.settled(chosen))


def bad(observed: Observed) -> list[float]:
    assert observed.defects is not None
    return observed.defects.tolist()


def value(observed: Observed) -> list[float]:
    assert observed.value is not None
    return observed.value.tolist()


def days(figures: Figures) -> list[str]:
    return [str(np.datetime64(int(one), "s").astype("datetime64[D]")) for one in figures.wall]
