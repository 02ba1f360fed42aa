"""Which system wrote this export? Known by its column names; each name is mapped, and can be mapped otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dmaic.measure.service.fields import DURATIONS, NEEDED, Field, Rows
from dmaic.measure.service.synonyms import EVERYWHERE, asks, norm
from dmaic.measure.service.systems import ANY, BY_NAME, PRESETS, Preset

_BUSINESS = re.compile(r"business|calendar hours|within office")
_OTHERWISE = {"wrap up": Field.OUTCOME, "wrap": Field.OUTCOME}
"""What a name means where its cells are not what it usually says: a wrap-up in words is the kind of resolution."""

Fits: TypeAlias = Callable[[int, Field], bool]
"""Whether the cells of the column at a position can be read as this."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a header fits a preset (0 to 1), and what each column then is."""

    preset: Preset
    score: float
    fields: tuple[Field, ...]


def detect(headers: Sequence[str]) -> list[Match]:
    """The presets that fit these column names, the best first; the last resort is any ticket list.

    Three telling column names make a preset certain (score 1), two likely. One whose needed columns are not there is
    out, and so is a survey where the rows are resolved; counts by period have a numerator and no resolution.
    """
    names = [norm(header) for header in headers]
    found = []
    for preset in PRESETS:
        hits = len(preset.marks.intersection(names))
        if preset.rows == Rows.ANSWERS:
            hits += 2 * any(asks(name) for name in names)  # hardly anything else is asked in the name of a column
        fields = fields_of(headers, preset)
        fits = hits >= 2 and set(NEEDED[preset.rows]) <= set(fields)
        if preset.rows == Rows.ANSWERS and Field.RESOLVED in fields:
            fits = False
        if preset.rows == Rows.PERIODS:
            fits = fits and bool({Field.DEFECTS, Field.GOOD} & set(fields))
            fits = fits and not {Field.RESOLVED, Field.CLOSED} & set(fields)
        if fits or preset is ANY:
            found.append((min(1.0, round(hits / 3, 2)), hits, Match(preset, min(1.0, round(hits / 3, 2)), fields)))
    return [match for _, _, match in sorted(found, key=lambda one: (-one[0], -one[1]))]


def fields_of(headers: Sequence[str], preset: Preset, fits: Fits | None = None) -> tuple[Field, ...]:
    """What each column is under a preset. A field is given once: to the first column by the preset's own order.

    A column whose cells can't be what its name says (``fits``) is passed over, unless nothing else is needed so badly.
    """
    fields = _given(headers, preset, fits)
    if fits is None:
        return tuple(fields)
    by_name = _given(headers, preset, None)
    for needed in set(NEEDED[preset.rows]) - set(fields):
        if needed in by_name:
            fields[by_name.index(needed)] = needed
    return tuple(fields)


def _given(headers: Sequence[str], preset: Preset, fits: Fits | None) -> list[Field]:
    names = [norm(header) for header in headers]
    fields = [Field.OMIT] * len(names)
    taken: set[Field] = set()
    ranks = _ranks(preset.name)
    for at in sorted(range(len(names)), key=lambda at: (ranks.get(names[at], len(ranks)), at)):
        name = names[at]
        to = preset.columns.get(name) or EVERYWHERE.get(name) or _durations(name)
        if to is None and preset.rows == Rows.ANSWERS and asks(name):
            to = Field.SCORE
        if to is not None and fits is not None and not fits(at, to):
            to = _OTHERWISE.get(name)
        if to is None or to == Field.OMIT or to in taken:
            continue
        fields[at] = to
        taken.add(to)
    return fields


@lru_cache
def _ranks(name: str) -> dict[str, int]:
    return {column: at for at, column in enumerate(dict.fromkeys([*BY_NAME[name].columns, *EVERYWHERE]))}


def _durations(name: str) -> Field | None:
    """“Resolution time (h)”, “talk time sec”: a known duration with its unit behind it."""
    if _BUSINESS.search(name):
        return None
    bare = re.sub(r"\b(in )?(h|hrs?|hours?|min|mins|minutes?|s|secs?|seconds?|days?)$", "", name).strip()
    to = EVERYWHERE.get(bare)
    return to if bare != name and to in DURATIONS else None


_BUSINESS_HOURS = re.compile(r" (?:with)?in business hours$")
_UNITS = (
    (re.compile(r"\b(seconds?|secs?|s|sekunden)$"), "seconds"),
    (re.compile(r"\b(minutes?|mins?|minuten)$"), "minutes"),
    (re.compile(r"\b(hours?|hrs?|h|stunden)$"), "hours"),
    (re.compile(r"\b(days?|d|tage)$"), "days"),
)


def unit_of(header: str, preset: Preset) -> str:
    """The unit of a duration: as the column's name says, else as the system writes it."""
    name = _BUSINESS_HOURS.sub("", norm(header))
    return next((unit for pattern, unit in _UNITS if pattern.search(name)), preset.unit)
