"""Which column of this export is what, and what of it is kept? Guessed, shown, changed, and used again next month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Given
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dmaic.errors import BadInput
from dmaic.measure.importing.columns import Column, look_at_columns
from dmaic.measure.service.calendars import zone_of
from dmaic.measure.service.clocks import Did
from dmaic.measure.service.fields import DURATIONS, FIELDS, HASHED, JUDGED, NEEDED, STARTS, Field, Rows
from dmaic.measure.service.moments import SECONDS
from dmaic.measure.service.presets import Match, detect, fields_of, unit_of
from dmaic.measure.service.reading import clock_beside, readable
from dmaic.measure.service.synonyms import norm
from dmaic.measure.service.systems import BY_NAME, Preset

MOST_STRATA = 4
DATES = {
    "auto": "Found out from the file",
    "ymd": "Year month day: 2026-03-04",
    "dmy": "Day month year: 4/3/2026",
    "mdy": "Month day year: 3/4/2026",
}
REASONS = {
    "test": "test tickets",
    "merged": "merged or duplicate tickets",
    "spam": "spam",
    "cancelled": "cancelled tickets",
}
"""Rows that are no work of the desk: left out, and counted."""


class People(StrEnum):
    """What becomes of the columns agent and customer."""

    HASH = "hash"
    KEEP = "keep"
    OMIT = "omit"


PEOPLE = {
    People.HASH: "Replace by a keyed hash: one person stays one, and nobody can be named",
    People.KEEP: "Keep as they are",
    People.OMIT: "Leave out",
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Everything that decides how an export is read.

    ``columns`` go by their names in the file, so that next month's file may have them in another order. ``acts`` says
    what the words of an event log do to a ticket; a word that is not named leaves it open.
    """

    preset: str = "tickets"
    rows: Rows = Rows.TICKETS
    columns: tuple[tuple[str, Field], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    zone: str = "UTC"
    dates: str = "auto"
    people: People = People.HASH
    keep_text: bool = False
    leave_out: tuple[str, ...] = tuple(REASONS)
    acts: tuple[tuple[str, Did], ...] = ()

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if self.dates not in DATES or self.preset not in BY_NAME or not set(self.leave_out) <= set(REASONS):
            raise BadInput("This mapping names something that does not exist. Map the columns again.")
        if any(unit not in SECONDS for _, unit in self.units):
            raise BadInput("A duration is given in seconds, minutes, hours or days.")
        fields = [to for _, to in self.columns if to not in (Field.OMIT, Field.STRATUM)]
        twice = [FIELDS[to] for to, times in Counter(fields).items() if times > 1]
        if twice:
            raise BadInput(f"Two columns are mapped to “{twice[0]}”. Leave one of them out.")

    @property
    def fields(self) -> frozenset[Field]:
        """What the columns give."""
        return frozenset(to for _, to in self.columns) - {Field.OMIT}

    def missing(self) -> list[str]:
        """The columns without which rows of this kind can't be read, in words."""
        return [FIELDS[to] for to in NEEDED[self.rows] if to not in self.fields]

    def unit(self, header: str) -> str:
        """The unit of a duration."""
        return dict(self.units).get(header) or unit_of(header, BY_NAME[self.preset])

    def places(self, headers: Sequence[str]) -> dict[int, Field]:
        """The position of each mapped column in a file with these headers; BadInput names what is not there."""
        names = {norm(header): at for at, header in reversed(list(enumerate(headers)))}
        exact = {header: at for at, header in reversed(list(enumerate(headers)))}
        found: dict[int, Field] = {}
        gone = []
        for header, to in self.columns:
            at = exact.get(header, names.get(norm(header)))
            if at is None:
                gone.append((header, to))
            elif to != Field.OMIT:
                found[at] = to
        needed = [header for header, to in gone if to in NEEDED[self.rows]]
        if needed:
            raise BadInput(
                f"The file has no column “{needed[0]}”, which the saved mapping reads. Choose the columns anew, or "
                "export the file as before."
            )
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "preset": self.preset,
            "rows": self.rows.value,
            "columns": [[header, to.value] for header, to in self.columns],
            "units": [list(one) for one in self.units],
            "zone": self.zone,
            "dates": self.dates,
            "people": self.people.value,
            "keep_text": self.keep_text,
            "leave_out": list(self.leave_out),
            "acts": [[word, did.name] for word, did in self.acts],
        }

    @classmethod
    def of_json(cls, kept: Given[str, Any]) -> Mapping:
        """A mapping from what ``to_json`` gave."""
        try:
            return cls(
                preset=kept["preset"],
                rows=Rows(kept["rows"]),
                columns=tuple((header, Field(to)) for header, to in kept["columns"]),
                units=tuple((header, unit) for header, unit in kept["units"]),
                zone=kept["zone"],
                dates=kept["dates"],
                people=People(kept["people"]),
                keep_text=bool(kept["keep_text"]),
                leave_out=tuple(kept["leave_out"]),
                acts=tuple((word, Did[did]) for word, did in kept["acts"]),
            )
        except (KeyError, ValueError, TypeError):
            raise BadInput("This mapping can't be read. Map the columns again.") from None


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping guessed from a file, how sure it is, and which columns look like facts about people."""

    mapping: Mapping
    score: float
    personal: Given[str, str] = field(default_factory=dict)
    others: tuple[Match, ...] = ()

    @property
    def preset(self) -> Preset:
        return BY_NAME[self.mapping.preset]


def guess_mapping(
    headers: Sequence[str], rows: Sequence[Sequence[Any]], *, zone: str = "UTC", preset: str = ""
) -> Guess:
    """The mapping of a file from its header and first rows; ``preset`` overrules what was detected."""
    matches = detect(headers)
    best = next((one for one in matches if one.preset.name == preset), None)
    if best is None and preset in BY_NAME:
        chosen = BY_NAME[preset]
        best = Match(chosen, 0.0, fields_of(headers, chosen))
    best = best or matches[0]
    looked = look_at_columns(headers, rows)
    personal = {one.name: one.personal for one in looked if one.personal}
    fields = list(fields_of(headers, best.preset, readable(rows)))
    start = next((at for at, to in enumerate(fields) if to in STARTS and to in NEEDED[best.preset.rows]), None)
    if start is not None and (clock := clock_beside(start, headers, rows)) is not None:
        fields[clock] = Field.CLOCK
    strata = 0
    for at, one in enumerate(looked):
        if one.personal and fields[at] not in HASHED | JUDGED and fields[at] != Field.KEY:
            fields[at] = Field.OMIT
        elif fields[at] == Field.OMIT and strata < MOST_STRATA and _splits(one, best.preset):
            fields[at], strata = Field.STRATUM, strata + 1
    columns = tuple(zip(headers, fields, strict=True))
    units = tuple((header, unit_of(header, best.preset)) for header, to in columns if to in DURATIONS)
    mapping = Mapping(best.preset.name, best.preset.rows, columns, units, zone, acts=_acts(fields, rows))
    return Guess(mapping, best.score, personal, tuple(one for one in matches if one is not best))


def _splits(column: Column, preset: Preset) -> bool:
    """Whether a column that nothing else claims holds few words to split by, and is none the system's export leaves
    out."""
    return column.is_label and not (column.is_date or column.is_number) and norm(column.name) not in preset.columns


_DOES: tuple[tuple[re.Pattern[str], Did], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), did)
    for pattern, did in (
        (r"re-?open|wieder", Did.OPENED),
        (r"unresolv|unsolv", Did.OPENED),
        (r"resum|unpaus|customer (replied|responded)|back in", Did.RESUMED),
        (r"resolv|solv|clos|complet|done|finish|gelöst|erledigt|geschlossen|fixed|cancel", Did.RESOLVED),
        (r"pending|wait|hold|await|paus|warte", Did.PAUSED),
        (r"respon|repl|answer|antwort|first contact", Did.RESPONDED),
        (r"note|comment|log|survey|rated|tag|view|attach|notiz", Did.NOTHING),
    )
)


def act_of(word: str) -> Did:
    """What a word of an event log most likely does to a ticket."""
    return next((did for pattern, did in _DOES if pattern.search(word)), Did.OPENED)


def _acts(fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> tuple[tuple[str, Did], ...]:
    """What the words of the log do. Where no word speaks of an end, the one that most tickets end with is it."""
    if Field.ACTIVITY not in fields or Field.KEY not in fields:
        return ()
    word_at, key_at = fields.index(Field.ACTIVITY), fields.index(Field.KEY)
    full = [row for row in rows if max(word_at, key_at) < len(row)]
    words = [word for word, _ in Counter(word_of(row[word_at]) for row in full).most_common(40) if word]
    acts = {word: act_of(word) for word in words}
    if Did.RESOLVED not in acts.values():
        last = {word_of(row[key_at]): word_of(row[word_at]) for row in full}
        if last:
            word, times = Counter(last.values()).most_common(1)[0]
            if times >= 0.5 * len(last):
                acts[word] = Did.RESOLVED
    return tuple(acts.items())


def word_of(cell: Any) -> str:
    """A cell as a word: spaces put in order, a whole number without its point."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return " ".join(str(cell).split())
