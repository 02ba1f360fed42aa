"""How are numbers, amounts, days and names written on every page?"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

from dmaic.charts.text import called


def number(value: Any, digits: int = 4) -> str:
    """A number to so many significant digits, with thin thousands; a dash for nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):
        return f"{int(value):,}".replace(",", "\u202f").replace("-", "−")
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude < -9:
        text = f"{value:.{digits - 1}e}"
    else:
        text = f"{value:,.{max(0, digits - 1 - magnitude)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", "\u202f").replace("-", "−")


def percent(value: Any, places: int = 1) -> str:
    """A share of one as percent."""
    return "–" if value is None else f"{number(round(100 * float(value), places), 12)}\u00a0%"


def money(value: Any, currency: str = "") -> str:
    """An amount in whole units."""
    return (
        "–"
        if value is None
        else f"{round(float(value)):,}".replace(",", "\u202f") + (f"\u00a0{currency}" if currency else "")
    )


def day(value: date | datetime | None) -> str:
    """4 Mar 2026."""
    return "–" if value is None else called(value.date() if isinstance(value, datetime) else value)


def moment(value: datetime | None) -> str:
    """4 Mar 2026, 14:05 UTC."""
    return "–" if value is None else f"{day(value)}, {value.astimezone(UTC):%H:%M} UTC"


def words(value: Any) -> str:
    """An enum or column name as words."""
    text = str(getattr(value, "value", value) or "–")
    return text.replace("_", " ")
