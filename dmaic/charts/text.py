"""How is a number or a word written on a chart, how wide is it, and where may it break?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from html import escape

SIZE = 12.0
"""Font size of every label, in units of the viewBox; the stylesheet keeps the scale close to 1."""

THIN = "\u202f"
"""Marks thousands everywhere: a comma is a decimal sign to half of the readers."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {
    **dict.fromkeys("ijlI.,:;|!'`", 0.31),
    **dict.fromkeys("frt()[]{}/\\ -\u00b7", 0.38),
    **dict.fromkeys("mwMW%@\u2014", 0.92),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&\u2264\u2265=+<>\u2212\u2013", 0.68),
}
_OTHER, _WIDE, _BOLD = 0.6, 1.0, 1.08
_FIRST_WIDE = "\u1100"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Label = str | int | float | date | datetime
"""What a point may be called: a name, a number, a day or a moment."""


def safe(text: object) -> str:
    """Text for use between tags and inside double quotes, without characters XML forbids."""
    return escape(_ILLEGAL.sub("", str(text)), quote=True)


def text_width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Estimated width in viewBox units, on the wide side of common system fonts so that nothing collides."""
    ems = sum(_WIDTHS.get(letter, _WIDE if letter >= _FIRST_WIDE and letter.isalpha() else _OTHER) for letter in text)
    return ems * size * (_BOLD if bold else 1.0)


def widest(texts: Iterable[str], size: float = SIZE, *, bold: bool = False) -> float:
    return max((text_width(text, size, bold=bold) for text in texts), default=0.0)


def shorten(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than ``width``; empty where not even three letters fit."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width("\u2026", size, bold=bold)
    kept = ""
    for letter in text:
        room -= text_width(letter, size, bold=bold)
        if room < 0:
            break
        kept += letter
    return f"{kept.rstrip()}\u2026" if len(kept) > 2 else ""


def wrap(text: str, width: float, *, size: float = SIZE, lines: int = 3, bold: bool = False) -> list[str]:
    """The text broken at spaces (inside words only when one alone is too wide), the last line shortened if need be."""
    broken: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            broken.append(line)
        while text_width(word, size, bold=bold) > width and len(word) > 1:
            cut = max(1, _fitting(word, width, size, bold=bold))
            broken.append(word[:cut])
            word = word[cut:]
        line = word
    broken.append(line)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], shorten(" ".join(broken[lines - 1 :]), width, size, bold=bold)]
    return broken


def _fitting(word: str, width: float, size: float, *, bold: bool) -> int:
    count = 0
    while count < len(word) and text_width(word[: count + 1], size, bold=bold) <= width:
        count += 1
    return count


def decimals_for(span: float) -> int:
    """Decimals that resolve a span to about one part in a thousand: 25 -> 2, 0.2 -> 4, 3000 -> 0."""
    if not math.isfinite(span) or span <= 0:
        return 2
    return min(10, max(0, 3 - math.floor(math.log10(span))))


def thousands(value: float) -> str:
    """A whole number as everywhere in the application: 12\u202f000 with thin spaces, a true minus sign."""
    return f"{value:,.0f}".replace(",", THIN).replace("-", "\u2212")


def fixed(value: float, decimals: int) -> str:
    """A number with a true minus sign and thousands marked from 10,000 on; a dash where there is none."""
    if not math.isfinite(value):
        return "\u2013"
    text = f"{value:,.{decimals}f}" if abs(value) >= 10_000 else f"{value:.{decimals}f}"
    if text.startswith("-"):
        text = text[1:] if not text.strip("-0.,") else f"\u2212{text[1:]}"
    return text.replace(",", THIN)


def brief(value: float, digits: int = 4) -> str:
    """A number to so many significant digits, without trailing zeros."""
    if not math.isfinite(value):
        return "\u2013"
    size = abs(value)
    if size == 0:
        return "0"
    if 1e-3 <= size < 10.0 ** min(digits, 4):  # the usual case, by the quick way
        text = f"{size:.{digits}g}"
        return f"\u2212{text}" if value < 0 else text
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    text = fixed(value, min(decimals, 12))
    return text.rstrip("0").rstrip(".") if "." in text else text


def called(label: Label) -> str:
    """A point's name in words: 3 Mar 2026, 3 Mar 2026 08:15, 12.5 or the name itself."""
    if isinstance(label, datetime):
        clock = f" {label:%H:%M}" if (label.hour or label.minute) else ""
        return f"{label.day} {month(label)} {label.year}{clock}"
    if isinstance(label, date):
        return f"{label.day} {month(label)} {label.year}"
    if isinstance(label, float):
        return brief(label, 6)
    return str(label)


def month(day: date) -> str:
    """English short month whatever the machine's locale is."""
    return MONTHS[day.month - 1]


def counted(count: int, one: str, many: str | None = None) -> str:
    """1 signal, 3 signals, 12\u202f000 points."""
    return f"{thousands(count)} {one if count == 1 else many or one + 's'}"


def with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def axis_title(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit and name else name or unit
