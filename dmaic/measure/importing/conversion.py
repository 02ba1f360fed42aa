"""What readings come out of these rows? A stream of rows in, a stream of readings out, every problem on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from dmaic.charts.text import called
from dmaic.define.metrics import DataType
from dmaic.measure.datasets.packing import NO_TIME, Batch
from dmaic.measure.importing.columns import COUNTED
from dmaic.measure.importing.dates import TimeReader
from dmaic.measure.importing.figures import NAN, NumberReader
from dmaic.measure.importing.mapping import refuse_missing_parts
from dmaic.measure.importing.ordering import oldest_first
from dmaic.measure.importing.periods import Periods, period_label
from dmaic.measure.importing.problems import Problem, Problems, shown_cell
from dmaic.measure.importing.settings import UNITS, Part, Settings
from dmaic.measure.importing.workbook import Rows

MAX_WORD = 200

STILL_OPEN = "still open"
NOT_CHOSEN = "not in the chosen rows"
WITH_PROBLEMS = "with problems"
NO_FIGURES = "without any figure"
PART_PERIODS = "of a period that is not whole"


@dataclass(slots=True)
class _Chunk:
    """Some rows on their way through: their numbers, their cells column by column, and what was found wrong."""

    numbers: list[int]
    columns: list[Sequence[Any]]
    wrong: dict[int, list[Problem]] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.numbers)

    def kept(self) -> list[int] | range:
        if not self.wrong and not self.out:
            return range(len(self))
        return [at for at in range(len(self)) if at not in self.wrong and at not in self.out]


@dataclass(slots=True)
class Conversion:
    """Turns rows into readings as ``settings`` say. Read ``batches`` to its end before asking what was found.

    ``rows`` counts rows below the head, ``readings`` what came of them, ``blank`` the missing values among these;
    ``left_out`` counts rows by the reason for which they are not in. Rows with problems never become readings; it is
    for the caller to refuse the whole because of them.
    """

    settings: Settings
    names: Sequence[str]
    kind: DataType
    problems: Problems = field(default_factory=Problems)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    readings: int = 0
    blank: int = 0
    unordered: int = 0
    _latest: int = NO_TIME
    _reader: TimeReader | None = None

    def batches(self, rows: Iterable[Rows]) -> Iterator[Batch]:
        """The readings, some thousands at a time."""
        refuse_missing_parts(self.settings, self.kind)
        produced = self._counted(rows) if self.settings.period else self._converted(rows)
        if self.settings.order == "time" and not self.settings.period:
            produced = oldest_first(produced)
        for batch in produced:
            self.readings += len(batch)
            yield batch

    def _converted(self, rows: Iterable[Rows]) -> Iterator[Batch]:
        wide = len(self.settings.columns(Part.VALUE)) > 1
        for chunk in self._chunks(rows):
            batch = self._wide(chunk) if wide else self._long(chunk)
            self._note_order(batch)
            if len(batch):
                yield batch

    def _counted(self, rows: Iterable[Rows]) -> Iterator[Batch]:
        """Rows counted per day, week or month."""
        periods = Periods(self.settings.period)
        for chunk in self._chunks(rows):
            moments = self._moments(chunk)
            defects, sizes = self._counts(chunk)
            for at in range(len(chunk)):
                if moments[at] == NO_TIME and at not in chunk.wrong and at not in chunk.out:
                    self._blame(chunk, at, self._time_column(), "This row has no time, so it belongs to no period.")
            keep = self._settled(chunk)
            missing = [at for at in keep if isnan(defects[at]) or isnan(sizes[at])]
            self.blank += len(missing)
            whole = [at for at in keep if at not in set(missing)] if missing else keep
            periods.add([moments[at] for at in whole], [defects[at] for at in whole], [sizes[at] for at in whole])
        cut = periods.partial()
        if cut and self.settings.edges == "leave out":
            self.left_out[PART_PERIODS] += len(cut)
            self.notes.append(
                f"{_number(len(cut), 'period')} at the edge left out, because the rows do not cover the whole of it: "
                f"from {' and from '.join(called(day) for day in cut)}."
            )
        if self.kind == DataType.COUNT and self.settings.empty == "zero" and (empty := periods.fill()):
            self.notes.append(f"{_number(empty, 'period')} without a row counted as 0.")
        sized = self.kind != DataType.COUNT
        yield from periods.batches(sized=sized, leave_out=cut if self.settings.edges == "leave out" else ())

    def _chunks(self, rows: Iterable[Rows]) -> Iterator[_Chunk]:
        """The rows below the head, a few thousand at a time, turned into columns."""
        width = len(self.names)
        for numbers, cells in rows:
            if numbers[0] <= self.settings.header:
                below = [at for at, number in enumerate(numbers) if number > self.settings.header]
                numbers, cells = [numbers[at] for at in below], [cells[at] for at in below]
            if not numbers:
                continue
            chunk = _Chunk(numbers, [])
            fitted: Iterable[Sequence[Any]] = cells
            if any(len(one) != width for one in cells):
                fitted = [self._fitted(chunk, at, one) for at, one in enumerate(cells)]
            chunk.columns = list(zip(*fitted, strict=True))
            self.rows += len(numbers)
            self._choose(chunk)
            yield chunk

    def _fitted(self, chunk: _Chunk, at: int, cells: Sequence[Any]) -> Sequence[Any]:
        """A row as wide as the head: short ones end in blanks, long ones are a problem unless the rest is blank."""
        width = len(self.names)
        if len(cells) > width and any(cell not in ("", None) for cell in cells[width:]):
            said = (
                f"This row has {len(cells)} cells where the head has {width}. Is the delimiter or a quotation mark off?"
            )
            self._blame(chunk, at, width - 1, said, cell=cells[width])
        return [*cells[:width], *[""] * (width - len(cells))]

    def _choose(self, chunk: _Chunk) -> None:
        """Leave out rows that are not asked for."""
        asked = self.settings.filter_column
        if not 0 <= asked < len(chunk.columns):
            return
        wanted = self.settings.filter_value.strip().casefold()
        out = {at for at, cell in enumerate(chunk.columns[asked]) if _word(cell).casefold() != wanted}
        chunk.out |= out
        for at in out:
            chunk.wrong.pop(at, None)
        self.left_out[NOT_CHOSEN] += len(out)

    def _long(self, chunk: _Chunk) -> Batch:
        """One reading a row."""
        values = defects = sizes = None
        if self.kind in COUNTED:
            defects, sizes = self._counts(chunk)
            empty = [isnan(one) for one in defects]
        elif self.settings.column(Part.START) is not None:
            values = self._durations(chunk)
            empty = [isnan(one) for one in values]
        else:
            values = self._figures(chunk, self.settings.column(Part.VALUE))
            empty = [isnan(one) for one in values]
        moments = self._checked_moments(chunk, empty)
        groups, strata = self._subgroups(chunk, moments), self._strata(chunk)
        keep = self._settled(chunk)
        self.blank += sum(1 for at in keep if empty[at])

        def kept(one: Sequence[Any] | None) -> Sequence[Any] | None:
            return one if one is None or isinstance(keep, range) else [one[at] for at in keep]

        return Batch(
            value=kept(values),
            time=kept(moments),
            subgroup=kept(groups),
            size=None if self.kind == DataType.COUNT else kept(sizes),
            defects=kept(defects),
            strata={name: kept(words) or [] for name, words in strata.items()},
        )

    def _wide(self, chunk: _Chunk) -> Batch:
        """Several measurements side by side: a row is a subgroup. A blank there is one measurement fewer."""
        columns = [self._figures(chunk, at) for at in self.settings.columns(Part.VALUE)]
        rows = list(zip(*columns, strict=True))
        moments = self._checked_moments(chunk, [all(isnan(one) for one in row) for row in rows])
        groups = self._subgroups(chunk, moments) or [str(number - self.settings.header) for number in chunk.numbers]
        strata, batch = self._strata(chunk), Batch(value=[], subgroup=[], time=None if moments is None else [])
        batch.strata = {name: [] for name in strata}
        values: list[float] = []
        places: list[int] = []
        for at in self._settled(chunk):
            there = [one for one in rows[at] if not isnan(one)]
            self.blank += len(columns) - len(there)
            values.extend(there)
            places.extend([at] * len(there))
        batch.value = values
        batch.subgroup = [groups[at] for at in places]
        batch.time = None if moments is None else [moments[at] for at in places]
        batch.strata = {name: [words[at] for at in places] for name, words in strata.items()}
        return batch

    def _figures(self, chunk: _Chunk, column: int | None, *, yes_and_no: bool = False) -> list[float]:
        if column is None:
            return [NAN] * len(chunk)
        reader = NumberReader(
            self.settings.decimal, self.settings.thousands, UNITS[self.settings.unit], yes_and_no=yes_and_no
        )
        figures, bad = reader.column(chunk.columns[column])
        for at, sentence in bad.items():
            self._blame(chunk, at, column, sentence)
        return figures

    def _times(self, chunk: _Chunk, column: int) -> list[int]:
        if self._reader is None:
            self._reader = TimeReader(self.settings.dates)
        moments, bad = self._reader.column(chunk.columns[column])
        for at, sentence in bad.items():
            self._blame(chunk, at, column, sentence)
        return moments

    def _time_column(self) -> int:
        ends = (Part.END, Part.START) if self.settings.time_of == "end" else (Part.START, Part.END)
        found = (self.settings.column(part) for part in (Part.TIME, *ends))
        return next((at for at in found if at is not None), 0)

    def _moments(self, chunk: _Chunk) -> list[int]:
        """When each row's reading was taken."""
        return self._times(chunk, self._time_column())

    def _checked_moments(self, chunk: _Chunk, empty: Sequence[bool]) -> list[int] | None:
        """The times where a time is mapped. A row without time and figure says nothing; one without time is wrong."""
        parts = set(self.settings.parts)
        if Part.TIME not in parts and Part.START not in parts:
            return None
        moments = self._moments(chunk)
        if NO_TIME in moments:
            for at, moment in enumerate(moments):
                if moment != NO_TIME or at in chunk.wrong or at in chunk.out:
                    continue
                if empty[at]:
                    chunk.out.add(at)
                    self.left_out[NO_FIGURES] += 1
                else:
                    self._blame(chunk, at, self._time_column(), "This row has a figure but no time.")
        return moments

    def _durations(self, chunk: _Chunk) -> list[float]:
        """From start to end in the chosen unit. What has not ended yet is left out and counted."""
        start_at, end_at = self.settings.column(Part.START), self.settings.column(Part.END)
        assert start_at is not None
        assert end_at is not None
        starts, ends = self._times(chunk, start_at), self._times(chunk, end_at)
        per_unit, values = UNITS[self.settings.unit] * 1_000_000, []
        for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
            value = NAN
            if at in chunk.wrong or at in chunk.out:
                pass
            elif start == NO_TIME:
                self._blame(chunk, at, start_at, "This row has no start, so its duration is not known.")
            elif end == NO_TIME:
                chunk.out.add(at)
                self.left_out[STILL_OPEN] += 1
            elif end < start:
                self._blame(chunk, at, end_at, "This row ends before it starts.")
            else:
                value = (end - start) / per_unit
            values.append(value)
        return values

    def _counts(self, chunk: _Chunk) -> tuple[list[float], list[float]]:
        """Defects and number looked at of each row. Where no column gives the number, a row is one unit."""
        column, size_at = self.settings.column(Part.DEFECTS), self.settings.column(Part.SIZE)
        flag_at = self.settings.column(Part.FLAG)
        if flag_at is not None:
            wanted = self.settings.flag_value.strip().casefold()
            defects = [float(_word(cell).casefold() == wanted) for cell in chunk.columns[flag_at]]
        elif column is not None:
            defects = self._figures(chunk, column, yes_and_no=True)
        else:
            defects = [1.0] * len(chunk)
        sizes = [1.0] * len(chunk) if size_at is None else self._figures(chunk, size_at)
        for at in range(len(chunk)):
            if at in chunk.wrong or at in chunk.out:
                continue
            defect, size = defects[at], sizes[at]
            where = column if column is not None else flag_at
            if defect < 0 or (defect != int(defect) if not isnan(defect) else False):
                self._blame(chunk, at, where, "A count is a whole number, 0 or more.")
            elif size <= 0:
                self._blame(chunk, at, size_at, "The number looked at must be above 0.")
            elif self.kind == DataType.PROPORTION and defect > size:
                self._blame(chunk, at, where, f"More defective units ({defect:g}) than units looked at ({size:g}).")
        return defects, sizes

    def _subgroups(self, chunk: _Chunk, moments: Sequence[int] | None) -> list[str] | None:
        if self.settings.group and moments is not None:
            return [period_label(moment, self.settings.group) for moment in moments]
        column = self.settings.column(Part.SUBGROUP)
        return None if column is None else self._words(chunk, column)

    def _strata(self, chunk: _Chunk) -> dict[str, list[str]]:
        return {self.names[at]: self._words(chunk, at) for at in self.settings.columns(Part.STRATUM)}

    def _words(self, chunk: _Chunk, column: int) -> list[str]:
        known = {cell: _word(cell) for cell in set(chunk.columns[column])}
        words = [known[cell] for cell in chunk.columns[column]]
        if max(map(len, words), default=0) > MAX_WORD:
            for at, word in enumerate(words):
                if len(word) > MAX_WORD and at not in chunk.out:
                    said = f"This text is longer than {MAX_WORD} characters. Map a column with short words."
                    self._blame(chunk, at, column, said)
        return words

    def _blame(self, chunk: _Chunk, at: int, column: int | None, sentence: str, *, cell: Any = None) -> None:
        if at in chunk.out:
            return
        where = 0 if column is None else column
        found = cell if cell is not None or not chunk.columns else chunk.columns[where][at]
        problem = Problem(chunk.numbers[at], self.names[where], shown_cell("" if found is None else found), sentence)
        chunk.wrong.setdefault(at, []).append(problem)

    def _settled(self, chunk: _Chunk) -> list[int] | range:
        """Write down the problems of a chunk that has been read, and give the rows that stay."""
        for at in sorted(chunk.wrong):
            if at not in chunk.out:
                self.problems.add_row(chunk.wrong[at])
        return chunk.kept()

    def _note_order(self, batch: Batch) -> None:
        """Count how often a reading is older than the one before it."""
        if batch.time is None:
            return
        latest = self._latest
        for moment in batch.time:
            if moment < latest:
                self.unordered += 1
            latest = moment
        self._latest = latest


def _word(cell: Any) -> str:
    """A cell as a short text: whole numbers without a point, no line breaks."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return " ".join(str(cell).replace("\0", "").split())


def _number(count: int, of: str) -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}".replace(",", "\u202f")
