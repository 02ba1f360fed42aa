"""What does this export say? Rows in as a stream, packed columns out, and what was left out and why.

Nothing here writes to the record. Memory holds one block of rows and what is packed of the blocks before.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Given
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from dmaic.errors import BadInput
from dmaic.measure.importing.figures import NumberReader, guess_signs
from dmaic.measure.importing.layout import column_names, guess_delimiter, guess_header
from dmaic.measure.importing.problems import Problem, Problems, shown_cell
from dmaic.measure.importing.settings import Settings
from dmaic.measure.importing.sources import Kind, guess_encoding, kind_of, lines_of, open_rows
from dmaic.measure.importing.workbook import Rows as Piece
from dmaic.measure.service.answers import Scale, marks_of, scale_of, scores_of
from dmaic.measure.service.calendars import DAY, NO_MOMENT, Flags, Wholes, wall_of_utc
from dmaic.measure.service.columns import STRATUM, Coded, Column, Digests, Keys, digest_of, key_bytes, pack
from dmaic.measure.service.fields import (
    DURATIONS,
    FIGURES,
    HASHED,
    JUDGED,
    MARKS,
    MOMENTS,
    NEEDED,
    STARTS,
    YES_COUNTS,
    Field,
    Rows,
)
from dmaic.measure.service.mapping import REASONS, Mapping, People, word_of
from dmaic.measure.service.moments import DurationReader, MomentReader, mend_repeated_hour, order_of
from dmaic.measure.service.pseudonyms import Pseudonyms
from dmaic.measure.service.reading import with_clock
from dmaic.measure.service.struck import JUDGING, why_struck

LOOKED_AT = 2_000
_SAMPLE = 262_144
NO_KEY = "rows without a number"
NO_START = "rows without a readable date"
REPEATED = "earlier rows of tickets that come again in the file"
_SHORT_MONTH = re.compile(r"^([^\W\d_]{3,}\.?)[-' ](\d{2})$")
_LONG_KEY = 60
_PLANNED = frozenset({Rows.SHIFTS, Rows.STAFF, Rows.PERIODS})
"""Rows that may speak of a time to come."""
_AHEAD = 2 * DAY
"""Clocks that go wrong and zones that are not named: so far ahead of now a moment may lie."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a file: how its text is laid out, its columns, its first rows."""

    path: Path
    kind: Kind
    layout: Settings
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(slots=True)
class Export:
    """A file read whole: packed blocks (name of the column to bytes), keys and digests of its rows, and its account."""

    blocks: list[tuple[int, dict[str, bytes]]] = field(default_factory=list)
    rows: int = 0
    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: Problems = field(default_factory=Problems)
    first: int = NO_MOMENT
    last: int = NO_MOMENT
    reversed: int = 0
    orders: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    keys: list[Keys] = field(default_factory=list)
    digests: list[Digests] = field(default_factory=list)
    sha256: str = ""

    def seal(self) -> None:
        """Take the hash of everything that is kept."""
        digest = hashlib.sha256()
        for _, columns in self.blocks:
            for name in sorted(columns):
                digest.update(name.encode() + columns[name])
        self.sha256 = digest.hexdigest()

    def all_keys(self) -> Keys:
        return np.concatenate(self.keys) if self.keys else np.zeros(0, dtype="S1")

    def all_digests(self) -> Digests:
        return np.concatenate(self.digests) if self.digests else np.zeros(0, dtype=np.uint64)


def open_export(path: Path) -> Opening:
    """Read the beginning of a file; BadInput where it is no table with a row of column names."""
    kind = kind_of(path)
    layout = Settings()
    if kind == Kind.TEXT:
        encoding = guess_encoding(path)
        with path.open("rb") as file:
            text = file.read(_SAMPLE).decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
        delimiter, quoted = guess_delimiter(text)
        layout = Settings(encoding=encoding, delimiter=delimiter, quoted=quoted)
    with open_rows(path, kind, layout) as pieces:
        first = list(islice(lines_of(pieces), LOOKED_AT + 20))
    header = guess_header(first)
    head = next((cells for number, cells in first if number == header), None)
    if head is None:
        raise BadInput("The file has no row of column names above its rows. Export it with a header.")
    rows = [tuple(cells) for number, cells in first if number > header]
    if not rows:
        raise BadInput("The file has column names and no rows.")
    width = max(len(head), *(len(row) for row in rows))
    names = column_names(head, width)
    return Opening(path, kind, _with_header(layout, header), tuple(names), tuple(rows[:LOOKED_AT]))


def _with_header(layout: Settings, header: int) -> Settings:
    return Settings(**{**{name: getattr(layout, name) for name in Settings.__dataclass_fields__}, "header": header})


def read_export(
    opening: Opening,
    mapping: Mapping,
    *,
    secret: bytes,
    progress: Callable[[int], None] | None = None,
    only: int | None = None,
) -> Export:
    """Read the file as the mapping says; of its rows the first ``only``. ``progress`` hears how many bytes are read.

    Raises BadInput where a needed column is missing, or where nothing can be kept.
    """
    if missing := mapping.missing():
        raise BadInput(f"Say which column is “{missing[0]}”: without it {mapping.rows.words.lower()} can't be read.")
    reader = _Reader(opening, mapping, secret)
    reached: list[Callable[[], int]] = []
    with open_rows(opening.path, opening.kind, opening.layout, at=reached) as pieces:
        for numbers, rows in _body(pieces, opening.layout.header, only):
            reader.take(numbers, rows)
            if progress is not None and reached:
                progress(reached[0]())
    found = reader.export
    if only is None and not found.kept:
        why = "; ".join(f"{count:,} {reason}" for reason, count in found.left_out.most_common())
        raise BadInput(f"No row of the file can be kept: {why or 'it has none'}.")
    found.seal()
    return found


def _body(pieces: Iterable[Piece], header: int, only: int | None) -> Iterator[Piece]:
    """The rows below the names of the columns, the first ``only`` of them."""
    left = only
    for numbers, rows in pieces:
        if numbers[0] <= header:
            below = sum(1 for number in numbers if number <= header)
            numbers, rows = numbers[below:], rows[below:]
        if left is not None:
            numbers, rows = numbers[:left], rows[:left]
            left -= len(rows)
        if rows:
            yield numbers, rows
        if left == 0:
            return


class _Reader:
    """Turns blocks of rows into packed columns and keeps the account."""

    def __init__(self, opening: Opening, mapping: Mapping, secret: bytes) -> None:
        self.mapping = mapping
        self.headers = opening.headers
        self.export = Export()
        self._all_text = opening.kind == Kind.TEXT
        self.places = mapping.places(opening.headers)
        self._latest = int(time.time()) + _AHEAD
        self._pseudonyms = Pseudonyms(secret)
        self._seen: Counter[str] = Counter()
        sample = {at: [row[at] if at < len(row) else "" for row in opening.rows] for at in self.places}
        dated = {self.headers[at]: sample[at] for at, to in self.places.items() if to in MOMENTS}
        self.export.orders, self.export.unsure = order_of(dated)
        if mapping.dates != "auto":
            self.export.orders, self.export.unsure = dict.fromkeys(dated, mapping.dates), []
        self._moments = {name: MomentReader(order, mapping.zone) for name, order in self.export.orders.items()}
        figures = {self.headers[at]: sample[at] for at, to in self.places.items() if to in DURATIONS | FIGURES}
        signs = guess_signs(figures, comma_likely=opening.layout.delimiter == ";")
        self._signs = (signs.decimal, signs.thousands)
        rated = next((sample[at] for at, to in self.places.items() if to == Field.SCORE), [])
        self._scale: Scale | None = scale_of(rated)

    def take(self, numbers: Sequence[int], rows: Sequence[Sequence[Any]]) -> None:
        """Read one block."""
        self.export.rows += len(rows)
        wide: list[tuple[Any, ...]] = list(zip_longest(*rows, fillvalue=""))
        blank = ("",) * len(rows)
        cells: dict[int, Sequence[Any]] = {at: wide[at] if at < len(wide) else blank for at in self.places}
        self._join_clock(cells)
        columns: dict[str, Column] = {}
        bad: dict[int, list[Problem]] = {}
        for at, to in self.places.items():
            if to in (Field.KEY, Field.CLOCK):
                continue
            name = f"{STRATUM}{self.headers[at]}" if to == Field.STRATUM else to.value
            column, wrong = self._column(self.headers[at], to, cells[at])
            if column is not None:
                columns[name] = column
            for row, sentence in wrong.items():
                problem = Problem(numbers[row], self.headers[at], shown_cell(cells[at][row]), sentence)
                bad.setdefault(row, []).append(problem)
        for problems in bad.values():
            self.export.problems.add_row(problems)
        self._mend(columns)
        keys = self._keys(cells, rows, columns)
        keep = self._kept(cells, columns, keys)
        self._account(columns, keep)
        self._seal(columns, keys, keep)

    def _join_clock(self, cells: dict[int, Sequence[Any]]) -> None:
        """Put the clock times of a column of their own behind the dates that they belong to."""
        clock = next((at for at, to in self.places.items() if to == Field.CLOCK), None)
        start = next((at for at, to in self.places.items() if to in STARTS and to in NEEDED[self.mapping.rows]), None)
        if clock is not None and start is not None:
            cells[start] = [with_clock(day, time_) for day, time_ in zip(cells[start], cells[clock], strict=True)]

    def _column(self, header: str, to: Field, cells: Sequence[Any]) -> tuple[Column | None, dict[int, str]]:
        if to in MOMENTS:
            if self.mapping.rows == Rows.PERIODS:
                cells = [_SHORT_MONTH.sub(r"\1 20\2", cell) if isinstance(cell, str) else cell for cell in cells]
            moments, bad = self._moments[header].column(cells)
            return self._not_ahead(to, moments, bad, cells)
        if to in DURATIONS:
            return DurationReader(self.mapping.unit(header), *self._signs).column(cells)
        if to in MARKS:
            return marks_of(cells)
        if to == Field.SCORE:
            return scores_of(cells, decimal=self._signs[0], scale=self._scale)
        if to in FIGURES:
            figures, bad = NumberReader(*self._signs, yes_and_no=to in YES_COUNTS).column(cells)
            return np.array(figures, dtype=np.float64), bad
        if to in JUDGED and not self.mapping.keep_text:
            return None, {}
        if to in HASHED and self.mapping.people == People.OMIT:
            return None, {}
        texts = cells if self._all_text else [cell if isinstance(cell, str) else word_of(cell) for cell in cells]
        if to in HASHED and self.mapping.people == People.HASH:
            return Coded.of([self._pseudonyms.of(text) for text in texts]), {}
        coded = Coded.of(texts)
        return coded.tidied(word_of), {}

    def _not_ahead(
        self, to: Field, moments: Wholes, bad: dict[int, str], cells: Sequence[Any]
    ) -> tuple[Wholes, dict[int, str]]:
        """The moments, none where work is said to be done in a time to come: one wrong year would make every open
        ticket wait until then."""
        if to == Field.DUE or self.mapping.rows in _PLANNED:
            return moments, bad
        ahead = moments > self._latest
        if not ahead.any():
            return moments, bad
        said = {row: f"“{shown_cell(cells[row])}” lies in the future." for row in np.flatnonzero(ahead).tolist()}
        return np.where(ahead, NO_MOMENT, moments), {**bad, **said}

    def _mend(self, columns: dict[str, Column]) -> None:
        """Moments that follow from another and a duration, and the hour that comes twice in autumn."""
        start = columns.get(Field.CREATED)
        if not isinstance(start, np.ndarray):
            return
        for end, duration in ((Field.RESPONDED, Field.TO_RESPONSE), (Field.RESOLVED, Field.TO_RESOLUTION)):
            spent = columns.pop(duration, None)
            if isinstance(spent, np.ndarray) and end not in columns:
                there = (start != NO_MOMENT) & np.isfinite(spent)
                columns[end] = np.where(there, start + np.where(there, spent, 0).astype(np.int64), NO_MOMENT)
        for end in (Field.RESPONDED, Field.RESOLVED, Field.CLOSED):
            ends = columns.get(end)
            if isinstance(ends, np.ndarray):
                mended = mend_repeated_hour(start, ends, self.mapping.zone)
                columns[end] = mended
                if end != Field.CLOSED:
                    early = (mended != NO_MOMENT) & (start != NO_MOMENT) & (mended < start)
                    self.export.reversed += int(early.sum())

    def _keys(
        self, cells: Given[int, Sequence[Any]], rows: Sequence[Sequence[Any]], columns: Given[str, Column]
    ) -> list[str]:
        """The number of each row's ticket; rows without one are told apart by all they say.

        Counts of a period are known by the period and what they are split by, so that a revised count replaces the
        one before.
        """
        if self.mapping.rows == Rows.PERIODS:
            return self._period_keys(columns, len(rows))
        at = next((at for at, to in self.places.items() if to == Field.KEY), None)
        if at is not None:
            if self._all_text:
                return [cell.strip() for cell in cells[at]]
            return [cell.strip() if isinstance(cell, str) else word_of(cell) for cell in cells[at]]
        found = []
        for row in rows:
            text = "\x1f".join(map(str, row))
            digest = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
            self._seen[digest] += 1
            found.append(f"{digest}-{self._seen[digest]}")
        return found

    def _period_keys(self, columns: Given[str, Column], count: int) -> list[str]:
        start = columns[Field.CREATED]
        assert isinstance(start, np.ndarray)
        days = wall_of_utc(start, self.mapping.zone).astype("datetime64[s]").astype("datetime64[D]").astype(str)
        words = [one.texts() for _, one in sorted(columns.items()) if isinstance(one, Coded)]
        found = []
        for row in range(count):
            key = " ".join([str(days[row]), *(said[row] or "-" for said in words)])
            if len(key) > _LONG_KEY:
                key = key[:10] + " " + hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
            self._seen[key] += 1
            found.append(key if self._seen[key] == 1 else f"{key} ({self._seen[key]})")
        return found

    def _kept(self, cells: Given[int, Sequence[Any]], columns: dict[str, Column], keys: Sequence[str]) -> Flags:
        """Which rows count: they have a number and a start, and are work of the desk."""
        keep = np.array([bool(key) for key in keys], dtype=bool)
        self.export.left_out[NO_KEY] += int((~keep).sum())
        start = columns.get(next(to for to in NEEDED[self.mapping.rows] if to in MOMENTS))
        assert isinstance(start, np.ndarray)
        dated = start != NO_MOMENT
        self.export.left_out[NO_START] += int((keep & ~dated).sum())
        keep &= dated
        if self.mapping.rows not in (Rows.EVENTS, Rows.PERIODS):
            for at, to in self.places.items():
                if to in JUDGING:
                    self._judge(cells[at], keep, to)
        return keep

    def _judge(self, cells: Sequence[Any], keep: Flags, to: Field) -> None:
        """Strike out the rows that this column shows to be no work of the desk."""
        verdicts = {cell: why_struck(cell, to) for cell in set(cells)}
        struck = {cell: reason for cell, reason in verdicts.items() if reason}
        found = [(row, struck[cell]) for row, cell in enumerate(cells) if cell in struck] if struck else []
        for row, reason in found:
            if keep[row] and reason in self.mapping.leave_out:
                keep[row] = False
                self.export.left_out[REASONS[reason]] += 1

    def _account(self, columns: dict[str, Column], keep: Flags) -> None:
        for name in (Field.CREATED, Field.MOMENT, Field.RESPONDED, Field.RESOLVED, Field.CLOSED):
            column = columns.get(name)
            if isinstance(column, np.ndarray):
                there = column[keep & (column != NO_MOMENT)]
                if there.size:
                    low, high = int(there.min()), int(there.max())
                    self.export.first = low if self.export.first == NO_MOMENT else min(self.export.first, low)
                    self.export.last = max(self.export.last, high)

    def _seal(self, columns: dict[str, Column], keys: Sequence[str], keep: Flags) -> None:
        count = int(keep.sum())
        if not count:
            return
        kept: dict[str, Column] = {
            name: column.kept(keep) if isinstance(column, Coded) else column[keep] for name, column in columns.items()
        }
        own = key_bytes([key for key, stays in zip(keys, keep.tolist(), strict=True) if stays])
        digest = digest_of(kept)
        self.export.kept += count
        self.export.keys.append(own)
        self.export.digests.append(digest)
        packed = {name: pack(column) for name, column in kept.items()}
        self.export.blocks.append((count, {Field.KEY.value: pack(own), **packed}))
