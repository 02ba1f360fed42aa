"""Which readings does a pasted table hold? Part, appraiser, trial, measurement, one a line; every problem named.

The first line names the columns. Decimal sign and thousands are decided by the whole column. Nothing is written here.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dmaic.measure.gage.filling import FINDINGS, Entry, finding_of
from dmaic.measure.gage.planning import MOST_READINGS, SHAPES, Plan, Run
from dmaic.measure.gage.tables import MeasurementReading, StudyType
from dmaic.measure.importing.figures import NumberReader, guess_signs
from dmaic.statistics.gage import check_columns

MOST_PROBLEMS = 50

_NAMES: Mapping[str, tuple[str, ...]] = {
    "part": (
        "part",
        "item",
        "sample",
        "piece",
        "unit",
        "master",
        "batch",
        "record",
        "case",
        "ticket",
        "time",
        "date",
        "teil",
    ),
    "appraiser": ("appraiser", "operator", "inspector", "rater", "analyst", "observer", "person", "checker", "prüfer"),
    "trial": ("trial", "replicate", "repeat", "repetition", "run", "messung"),
    "value": (
        "measurement",
        "value",
        "reading",
        "result",
        "measured",
        "rating",
        "judgement",
        "decision",
        "finding",
        "messwert",
    ),
    "reference": ("reference", "standard", "true", "master value", "known", "referenz"),
    "in_source": ("source", "in source", "source value"),
    "in_report": ("report", "in report", "reported", "report value"),
    "note": ("note", "remark", "comment"),
}
_HEADS = {
    "part": "part", "appraiser": "appraiser", "trial": "trial", "value": "measurement", "reference": "reference",
    "in_source": "source", "in_report": "report", "note": "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table, with its row number as a spreadsheet counts."""

    row: int
    part: str
    appraiser: str
    trial: int | None
    entry: Entry
    reference: str = ""


@dataclass(slots=True)
class Pasted:
    """What a table says: its lines, every problem with its row, and what looks odd."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)

    def problem(self, sentence: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(sentence)
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append("There are more problems; mend these first.")


def read_table(text: str, kind: StudyType, *, categories: Sequence[str] = ()) -> Pasted:
    """Read a pasted table for a type of study."""
    found = Pasted()
    text = text.lstrip("\ufeff").strip("\r\n")
    first = text.splitlines()[:1]
    if not first or not first[0].strip():
        found.problem("Paste a table, or choose a file. Its first line names the columns.")
        return found
    delimiter = max("\t;,|", key=first[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if len(rows) - 1 > MOST_READINGS:
        found.problem(f"The table has {len(rows) - 1} rows; a study has {MOST_READINGS} readings at most.")
        return found
    at = _columns(rows[0], kind, found)
    if found.problems:
        return found
    body = [(number, cells) for number, cells in enumerate(rows[1:], 2) if any(cell.strip() for cell in cells)]
    if not body:
        found.problem("There is no reading below the column names.")
        return found
    figures = _figures(body, at, found) if kind not in (StudyType.AGREEMENT, StudyType.AUDIT) else {}
    reader = _LineReader(found, kind, figures, categories)
    for number, cells in body:
        reader.read(number, {name: _cell(cells, place) for name, place in at.items()})
    _look_at_levels(found, kind)
    return found


def match_table(pasted: Pasted, sheet: Sequence[MeasurementReading]) -> list[Entry]:
    """The entries for a planned sheet; problems are added for lines that the plan does not know."""
    free: dict[tuple[str, str], dict[int, MeasurementReading]] = {}
    for row in sheet:
        free.setdefault((row.part.casefold(), row.appraiser.casefold()), {})[row.trial] = row
    whose = {row.appraiser.casefold() for row in sheet}
    alone = next(iter(whose)) if len(whose) == 1 else None
    entries = []
    for line in pasted.lines:
        who = line.appraiser.casefold() or (alone or "")
        if alone == "":
            who = ""
        cell = free.get((line.part.casefold(), who))
        if cell is None:
            pasted.problem(f"Row {line.row}: the plan has no {_of(line.part, line.appraiser)}.")
            continue
        trial = min(cell, default=None) if line.trial is None else line.trial
        free_row = None if trial is None else cell.pop(trial, None)
        if free_row is None:
            said = f"trial {line.trial}" if line.trial is not None else "a further trial"
            pasted.problem(f"Row {line.row}: {_of(line.part, line.appraiser)} has no {said} left in the plan.")
            continue
        entries.append(replace(line.entry, run=free_row.run))
    return entries


def plan_from(pasted: Pasted, plan: Plan) -> tuple[Plan, list[Run], list[Entry]]:
    """A plan for readings already taken: levels in order of appearance, runs in the order of the table.

    Cells that the table leaves out follow at the end as readings still to take. A trial that was not numbered is
    counted within its cell; the same trial twice is a problem.
    """
    parts = tuple(dict.fromkeys(line.part for line in pasted.lines))
    people = tuple(dict.fromkeys(line.appraiser for line in pasted.lines if line.appraiser))
    runs: list[Run] = []
    entries: list[Entry] = []
    taken: dict[Run, int] = {}
    seen: dict[tuple[str, str], int] = {}
    for line in pasted.lines:
        cell = (line.part, line.appraiser)
        seen[cell] = seen.get(cell, 0) + 1
        run = (line.part, line.appraiser, seen[cell] if line.trial is None else line.trial)
        if run in taken:
            pasted.problem(f"Row {line.row}: {_of(*cell)}, trial {run[2]} is there already, in row {taken[run]}.")
            continue
        taken[run] = line.row
        runs.append(run)
        entries.append(replace(line.entry, run=len(runs)))
    trials = max((trial for _, _, trial in runs), default=1)
    pairs = list(seen) if plan.type == StudyType.NESTED else [(part, who) for part in parts for who in people or ("",)]
    runs += [(*pair, trial) for pair in pairs for trial in range(1, trials + 1) if (*pair, trial) not in taken]
    whole = replace(
        plan,
        parts=parts,
        appraisers=people,
        trials=trials,
        references={**_references(pasted, plan.type), **plan.references},
    )
    if plan.type == StudyType.AGREEMENT and not plan.categories:
        said = [line.entry.rating for line in pasted.lines] + [str(one) for one in whole.references.values()]
        whole = replace(whole, categories=tuple(dict.fromkeys(said)))
    return whole, runs, entries


def _columns(head: Sequence[str], kind: StudyType, found: Pasted) -> dict[str, int]:
    """Which column holds what, by its name."""
    names = [cell.strip().strip("#").strip().casefold() for cell in head]
    at: dict[str, int] = {}
    for name, words in _NAMES.items():
        place = next((k for k, one in enumerate(names) if one in words and k not in at.values()), None)
        if place is None:
            place = next((k for k, one in enumerate(names) if k not in at.values() and _holds(one, words)), None)
        if place is not None:
            at[name] = place
    needed = ["part"] if kind not in (StudyType.TYPE_ONE, StudyType.BIAS) else []
    if SHAPES[kind].has_appraisers:
        needed.append("appraiser")
    audit_pair = kind == StudyType.AUDIT and {"in_source", "in_report"} <= at.keys()
    if not audit_pair:
        needed.append("value")
    missing = [_heading(name, kind) for name in needed if name not in at]
    if missing:
        found.problem(
            f"The first line has no column for {' and '.join(missing)}. Name the columns in it: "
            f"{', '.join(heads_of(kind))}."
        )
    return at


def heads_of(kind: StudyType) -> tuple[str, ...]:
    """The column names of a table of this type, as the download writes them."""
    if kind == StudyType.AUDIT:
        return ("record", "source", "report", "finding", "note")
    names = ["part", *(["appraiser"] if SHAPES[kind].has_appraisers else []), "trial", "value"]
    if SHAPES[kind].reference != "none":
        names.append("reference")
    return tuple(_heading(name, kind) for name in names)


def _heading(name: str, kind: StudyType) -> str:
    if kind == StudyType.AGREEMENT:
        return {"part": "item", "value": "rating", "reference": "standard"}.get(name, name)
    if kind == StudyType.AUDIT:
        return {"part": "record", "value": "finding"}.get(name, name)
    return _HEADS[name]


def _holds(name: str, words: Sequence[str]) -> bool:
    tokens = name.replace("_", " ").replace("(", " ").split()
    return any(word in tokens for word in words)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _figures(body: Sequence[tuple[int, Sequence[str]]], at: Mapping[str, int], found: Pasted) -> dict[int, float]:
    """The measured values by row, each cell that is none a problem."""
    cells = [_cell(row, at["value"]) for _, row in body]
    signs = guess_signs({"measurement": cells})
    if signs.ambiguous:
        shown = next(cell for cell in cells if "," in cell or "." in cell)
        found.problem(f"“{shown}” may be read in two ways. Write the measurements with a decimal point or more digits.")
    values, bad = NumberReader(signs.decimal, signs.thousands).column(cells)
    figures = {}
    for (number, _), cell, value, place in zip(body, cells, values, range(len(cells)), strict=True):
        if place in bad:
            found.problem(f"Row {number}, measurement: {bad[place]}")
        elif math.isnan(value):
            found.problem(f"Row {number}, measurement: “{cell}” is no figure. Leave the row out if it was not taken.")
        else:
            figures[number] = value
    return figures


@dataclass(frozen=True, slots=True)
class _LineReader:
    """Reads one row after another into ``found``."""

    found: Pasted
    kind: StudyType
    figures: Mapping[int, float]
    categories: Sequence[str]

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        shape = SHAPES[self.kind]
        part = cells.get("part", "") or ("master" if self.kind in (StudyType.TYPE_ONE, StudyType.BIAS) else "")
        who = cells.get("appraiser", "")
        if not part:
            self.found.problem(f"Row {number} names no {shape.part}.")
        if not who and shape.has_appraisers:
            self.found.problem(f"Row {number} names no appraiser.")
        trial = self._trial(number, cells.get("trial", ""))
        entry = self._entry(number, cells)
        if entry is not None and part and (who or not shape.has_appraisers):
            self.found.lines.append(Line(number, part, who, trial, entry, cells.get("reference", "")))

    def _trial(self, number: int, text: str) -> int | None:
        if not text:
            return None
        try:
            trial = float(text)
        except ValueError:
            trial = 0.0
        if not 1 <= trial <= MOST_READINGS or trial != int(trial):
            self.found.problem(f"Row {number}, trial: “{text}” is not 1, 2, 3 …")
            return None
        return int(trial)

    def _entry(self, number: int, cells: Mapping[str, str]) -> Entry | None:
        said, note = cells.get("value", ""), cells.get("note", "")
        if self.kind == StudyType.AUDIT:
            source, report = cells.get("in_source", ""), cells.get("in_report", "")
            finding = said.casefold() or finding_of(source, report)
            if finding not in FINDINGS:
                self.found.problem(f"Row {number}, finding: “{said}” is not one of {', '.join(FINDINGS)}.")
                return None
            return Entry(0, rating=finding, in_source=source, in_report=report, note=note)
        if self.kind == StudyType.AGREEMENT:
            return self._rating(number, said, note)
        return Entry(0, value=self.figures[number], note=note) if number in self.figures else None

    def _rating(self, number: int, said: str, note: str) -> Entry | None:
        known = {one.casefold(): one for one in self.categories}
        rating = known.get(said.casefold()) if known else said
        if not said:
            self.found.problem(f"Row {number} has no rating.")
            return None
        if rating is None:
            self.found.problem(f"Row {number}, rating: “{said}” is not among {', '.join(self.categories)}.")
            return None
        return Entry(0, rating=rating, note=note)


def _references(pasted: Pasted, kind: StudyType) -> dict[str, Any]:
    """The reference of each part; two different ones for a part are a problem."""
    if SHAPES[kind].reference == "none":
        return {}
    given: dict[str, str] = {}
    for line in pasted.lines:
        if line.reference and given.setdefault(line.part, line.reference) != line.reference:
            pasted.problem(
                f"Row {line.row}: part {line.part} has the reference {line.reference}, before {given[line.part]}."
            )
    if kind == StudyType.AGREEMENT:
        return dict(given)
    signs = guess_signs({"reference": given.values()})
    values, bad = NumberReader(signs.decimal, signs.thousands).column(list(given.values()))
    for place in bad:
        pasted.problem(f"The reference of part {list(given)[place]}: {bad[place]}")
    return {part: value for part, value in zip(given, values, strict=True) if not math.isnan(value)}


def _look_at_levels(found: Pasted, kind: StudyType) -> None:
    """Columns taken for each other compute smoothly and mean nothing: hints from the numbers of levels."""
    if kind != StudyType.CROSSED or not found.lines:
        return
    parts, people = [line.part for line in found.lines], [line.appraiser for line in found.lines]
    found.cautions.extend(check_columns(parts, people))


def _of(part: str, appraiser: str) -> str:
    return f"{part} by {appraiser}" if appraiser else part
