"""What is each column likely to be? Read from its name and its cells; every guess is shown and can be changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dmaic.define.metrics import DataType
from dmaic.measure.importing.dates import is_compact_date, looks_like_date
from dmaic.measure.importing.figures import NO, YES, is_missing, looks_like_number
from dmaic.measure.importing.personal import why_personal
from dmaic.measure.importing.problems import shown_cell
from dmaic.measure.importing.settings import Part

COUNTED = frozenset({DataType.PROPORTION, DataType.COUNT, DataType.RATE})
_LOOKED_AT = 400
_MOST_WORDS = 25

SYNONYMS: dict[Part, frozenset[str]] = {
    part: frozenset(words.split())
    for part, words in {
        Part.VALUE: "value values wert messwert measurement measured reading result ergebnis valeur valor valore y "
        "diameter weight length duration dauer time_taken amount score",
        Part.TIME: "date datum time zeit timestamp zeitpunkt period day month week tag monat woche fecha heure "
        "datetime",
        Part.START: "start started begin begun opened open created received erstellt eröffnet beginn eingang arrival "
        "submitted reported logged ordered from",
        Part.END: "end ended finish finished closed completed resolved solved done geschlossen erledigt gelöst ende "
        "delivered shipped released departure to",
        Part.SUBGROUP: "sample subgroup group batch lot stichprobe gruppe charge los échantillon muestra lote run",
        Part.SIZE: "n size total denominator sample_size units inspected checked count attendances orders calls cases "
        "tickets anzahl gesamt geprüft stichprobenumfang opportunities area volume",
        Part.DEFECTS: "defects defect defectives defective errors error failures failed rejects rejected breaches "
        "breached numerator complaints late fehler fehlerhaft ausschuss mängel nonconforming np scrap bad",
    }.items()
}
_KEYS = frozenset(
    ("id", "key", "no", "nr", "number", "ref", "reference", "ticket", "case", "code", "uuid", "index", "row", "nummer")
)
_STEM = re.compile(r"(.*?)[\s_.\-#]*(\d+)$")


@dataclass(frozen=True, slots=True)
class Column:
    """What can be said about one column from its first rows. ``words`` are its distinct texts, if they are few."""

    name: str
    filled: int
    numbers: int
    dates: int
    words: tuple[str, ...]
    distinct: int
    personal: str = ""

    @property
    def is_number(self) -> bool:
        return self.filled > 0 and self.numbers > 0.5 * self.filled and not self.is_date

    @property
    def is_date(self) -> bool:
        return self.filled > 0 and self.dates > 0.5 * self.filled

    @property
    def is_yes_no(self) -> bool:
        return 0 < self.distinct <= 2 and all(word.lower() in YES | NO for word in self.words)

    @property
    def is_label(self) -> bool:
        """Few words that come again and again: something to split by."""
        return 1 < self.distinct <= _MOST_WORDS and self.distinct * 2 <= self.filled and not self.is_date

    @property
    def tokens(self) -> frozenset[str]:
        return _tokens(self.name)

    def is_called(self, part: Part) -> bool:
        return not self.tokens.isdisjoint(SYNONYMS[part])

    @property
    def is_key(self) -> bool:
        """A number that only names the row."""
        return not self.tokens.isdisjoint(_KEYS) and self.distinct > 0.5 * self.filled


def look_at_columns(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Column]:
    """Facts about each column from the first rows."""
    taken = [row for _, row in zip(range(_LOOKED_AT), rows, strict=False)]
    found = []
    for at, name in enumerate(names):
        timed = not _tokens(name).isdisjoint(SYNONYMS[Part.TIME] | SYNONYMS[Part.START] | SYNONYMS[Part.END])
        cells = [row[at] for row in taken if at < len(row) and not is_missing(row[at])]
        texts = [shown_cell(f"{cell:g}" if isinstance(cell, float) else cell) for cell in cells]
        distinct = list(dict.fromkeys(texts))
        found.append(
            Column(
                name=name,
                filled=len(cells),
                numbers=sum(looks_like_number(cell) for cell in cells),
                dates=sum(looks_like_date(cell) or (timed and is_compact_date(cell)) for cell in cells),
                words=tuple(distinct[:50]),
                distinct=len(distinct),
                personal=why_personal(name, texts),
            )
        )
    return found


def guess_parts(columns: Sequence[Column], kind: DataType, *, metric_name: str = "") -> tuple[Part, ...]:
    """A part for each column. What looks like personal data, or like nothing we need, is left out."""
    parts = [Part.OMIT] * len(columns)
    free = [at for at, one in enumerate(columns) if not one.personal and one.filled]

    def take(part: Part, candidates: Sequence[int]) -> int | None:
        for at in candidates:
            if parts[at] == Part.OMIT:
                parts[at] = part
                return at
        return None

    dates = [at for at in free if columns[at].is_date]
    if kind in COUNTED:
        take(Part.DEFECTS, _called(columns, free, Part.DEFECTS, numbers=True))
        if kind != DataType.COUNT:
            take(Part.SIZE, _called(columns, free, Part.SIZE, numbers=True))
        if Part.DEFECTS not in parts and kind == DataType.COUNT:
            take(Part.DEFECTS, [at for at in free if columns[at].is_number and columns[at].tokens.isdisjoint(_KEYS)])
        take(Part.TIME, [*_called(columns, dates, Part.TIME), *_called(columns, dates, Part.START), *dates])
    else:
        wide = _wide(columns, free)
        starts, ends = _called(columns, dates, Part.START), _called(columns, dates, Part.END)
        named = _values(columns, free, metric_name)
        if wide:
            for at in wide:
                parts[at] = Part.VALUE
        elif starts and ends and not any(_is_meant(columns[at], metric_name) for at in named):
            take(Part.START, starts)
            take(Part.END, [at for at in ends if parts[at] == Part.OMIT])
        else:
            take(Part.VALUE, named)
        if Part.START not in parts:
            take(Part.TIME, [*_called(columns, dates, Part.TIME), *ends, *dates])
        take(Part.SUBGROUP, [at for at in _called(columns, free, Part.SUBGROUP) if not columns[at].is_date])
    for at in free:
        one = columns[at]
        if parts[at] == Part.OMIT and one.is_label and not (one.is_key or one.is_called(Part.SIZE)):
            parts[at] = Part.STRATUM
    return tuple(parts)


def _tokens(name: str) -> frozenset[str]:
    """The words of a column's name, and the name as one word."""
    spaced = re.sub(r"([a-zà-ÿ])([A-ZÀ-Ý])", r"\1 \2", name)
    return frozenset(re.findall(r"[^\W\d_]+", spaced.lower())) | {name.lower().replace(" ", "_")}


def _called(columns: Sequence[Column], among: Iterable[int], part: Part, *, numbers: bool = False) -> list[int]:
    """The columns whose name says that they are this."""
    return [
        at
        for at in among
        if columns[at].is_called(part) and (not numbers or columns[at].is_number or columns[at].is_yes_no)
    ]


def _values(columns: Sequence[Column], free: Iterable[int], metric_name: str) -> list[int]:
    """Columns that may hold the measured value, the likeliest first."""

    def rank(at: int) -> tuple[bool, bool, bool]:
        one = columns[at]
        return (one.is_called(Part.SUBGROUP) or one.is_key, not _is_meant(one, metric_name), one.is_label)

    return sorted((at for at in free if columns[at].is_number and not columns[at].is_yes_no), key=rank)


def _is_meant(column: Column, metric_name: str) -> bool:
    """Whether a column's name says that it holds the value: a word for values, or one of the metric's own."""
    asked = set(re.findall(r"[^\W\d_]{4,}", metric_name.lower()))
    return column.is_called(Part.VALUE) or not column.tokens.isdisjoint(asked)


def _wide(columns: Sequence[Column], free: Iterable[int]) -> list[int]:
    """Columns like ring1 ... ring5: repeated measurements of one subgroup, side by side."""
    groups: dict[str, list[int]] = {}
    for at in free:
        found = _STEM.fullmatch(columns[at].name)
        if found and columns[at].is_number:
            groups.setdefault(found[1].lower(), []).append(at)
    best = max(groups.values(), key=len, default=[])
    return best if len(best) > 1 else []
