"""Yes or no, and which rating? Marks and answers of surveys as systems write them, figures or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from dmaic.measure.importing.figures import NO, YES, NumberReader, is_missing
from dmaic.measure.importing.problems import shown_cell
from dmaic.measure.service.calendars import Floats

Scale: TypeAlias = Mapping[str, float | None]
"""What each word of a scale stands for; None is no answer."""

_YES = YES | {"escalated", "abandoned", "within sla", "met", "achieved", "t", "fulfilled", "sla met"} | {
    "on time", "in time", "✓", "✔", "kept",
}  # fmt: skip
_NO = NO | {"not escalated", "answered", "sla violated", "violated", "missed", "breached", "f", "handled", "failed"} | {
    "late", "not met", "sla missed", "sla breached", "overdue", "✗", "broken",
}  # fmt: skip
_FIGURE_FIRST = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/|out of|of|-|\(|stars?$)")


def marks_of(cells: Iterable[Any]) -> tuple[Floats, dict[int, str]]:
    """Yes is 1, no is 0, blank is NaN; a number above 0 (a level of escalation) is yes."""
    found, bad = [], {}
    known: dict[str, float] = {}
    for at, cell in enumerate(cells):
        text = f"{cell:g}" if isinstance(cell, float) else str(cell)
        figure = known.get(text)
        if figure is None:
            try:
                figure = known[text] = _mark(text)
            except ValueError as error:
                figure, bad[at] = float("nan"), str(error)
        found.append(figure)
    return np.array(found, dtype=np.float64), bad


def _mark(text: str) -> float:
    plain = text.strip().lower()
    if is_missing(plain):
        return float("nan")
    if plain in _YES:
        return 1.0
    if plain in _NO:
        return 0.0
    try:
        return float(float(plain) > 0)
    except ValueError:
        raise ValueError(f"“{shown_cell(text)}” is neither yes nor no.") from None


def _steps(*words: str) -> dict[str, float | None]:
    """A scale from its highest word down to 1; words that mean the same stand together, parted by a bar."""
    return {word: float(len(words) - at) for at, own in enumerate(words) for word in own.split("|")}


_NONE: dict[str, float | None] = {"offered": None, "unoffered": None, "not offered": None}
_MIDDLE = "neutral|neither"
SCALES: tuple[Scale, ...] = (
    {"good": 1.0, "bad": 0.0, "good with comment": 1.0, "bad with comment": 0.0, **_NONE},
    _steps("extremely happy", "very happy", "happy", _MIDDLE, "unhappy", "very unhappy", "extremely unhappy"),
    _steps(
        "very satisfied|extremely satisfied|completely satisfied",
        "satisfied|somewhat satisfied",
        f"{_MIDDLE}|neither satisfied nor dissatisfied",
        "dissatisfied|somewhat dissatisfied|unsatisfied",
        "very dissatisfied|extremely dissatisfied|completely dissatisfied|very unsatisfied",
    ),
    _steps(
        *("extremely satisfied", "moderately satisfied", "slightly satisfied"),
        f"{_MIDDLE}|neither satisfied nor dissatisfied",
        *("slightly dissatisfied", "moderately dissatisfied", "extremely dissatisfied"),
    ),
    _steps(
        "strongly agree", "agree", f"{_MIDDLE}|neither agree nor disagree|undecided", "disagree", "strongly disagree"
    ),
    _steps(
        *("strongly agree", "agree", "somewhat agree"),
        f"{_MIDDLE}|neither agree nor disagree",
        *("somewhat disagree", "disagree", "strongly disagree"),
    ),
    _steps(
        "very easy|extremely easy",
        "easy|somewhat easy",
        f"{_MIDDLE}|neither easy nor difficult",
        "difficult|somewhat difficult|hard",
        "very difficult|extremely difficult|very hard",
    ),
    _steps("excellent", "very good", "good", "fair", "poor"),
    _steps("excellent", "good", "average|fair|ok|okay", "poor|bad", "very poor|terrible"),
    {"promoter": 10.0, "passive": 8.0, "detractor": 0.0},
)
"""Words of answers. A word such as “neutral” or “good” means something else on each, so a column has one scale."""


def scale_of(cells: Iterable[Any]) -> Scale | None:
    """The scale that knows most of a column's words, the more usual of two that know as many; None without words."""
    words = {cell.strip().lower() for cell in cells if isinstance(cell, str)}
    best = max(SCALES, key=lambda scale: len(words & scale.keys()))
    return best if words & best.keys() else None


def scores_of(cells: Sequence[Any], *, decimal: str = ".", scale: Scale | None = None) -> tuple[Floats, dict[int, str]]:
    """Ratings as figures: numbers as they stand, “4/5” and “4 - good” as 4, words by their scale."""
    words = list(dict.fromkeys(cells))  # ratings repeat: each is read once
    scale = scale or scale_of(words) or {}
    figures, bad = NumberReader(decimal, "").column(words)
    for at in list(bad):
        text = str(words[at]).strip().lower()
        if text in scale:
            word = scale[text]
            figures[at] = float("nan") if word is None else word
            del bad[at]
        elif found := _FIGURE_FIRST.match(text):
            figures[at] = float(found[1])
            del bad[at]
    known = dict(zip(words, figures, strict=True))
    wrong = {words[at]: sentence for at, sentence in bad.items()}
    rows = {row: wrong[cell] for row, cell in enumerate(cells) if cell in wrong} if wrong else {}
    return np.array([known[cell] for cell in cells], dtype=np.float64), rows
