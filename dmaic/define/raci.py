"""Who does the work, who answers for it, who is asked, who is told? The RACI read and filled in as a grid.

The letters are rows of ``stakeholders.Assignment``; the grid shows them deliverable by person and writes them back. A
cell that somebody else changed since the grid was shown is not overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dmaic.charts.drawing import Drawing
from dmaic.charts.matrix import matrix_chart
from dmaic.define.stakeholders import Assignment, Duty, raci_of
from dmaic.errors import BadInput, Conflict
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row, remove_row, rows_of

LETTERS = ("", "R", "A", "A R", "C", "I")
"""What a cell may hold: nothing, one letter, or accountable and responsible in one person."""


@dataclass(frozen=True, slots=True)
class Column:
    """A person of the grid: ``key`` is the account's number, or the name of somebody who has none here."""

    key: str
    name: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell as a person wants it: the letters shown when they began, and those they chose."""

    deliverable: str
    column: Column
    shown: str
    wanted: str


def columns_of(session: Session, project: Project) -> list[Column]:
    """Everybody of the team, then everybody else who has a letter."""
    found = {str(one.person_id): Column(str(one.person_id), one.person.name, one.person_id) for one in project.members}
    for row in rows_of(session, project, Assignment):
        key = _key(row)
        if row.who and key not in found:
            found[key] = Column(key, row.who, row.person_id)
    return list(found.values())


def cells_of(rows: Iterable[Assignment]) -> dict[str, dict[str, str]]:
    """The letters by deliverable and column key, each cell's in alphabetical order."""
    letters: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        cells = letters.setdefault(row.deliverable, {})
        if row.duty is not None and row.who:
            cells.setdefault(_key(row), set()).add(row.duty.value)
    return {name: {key: " ".join(sorted(one)) for key, one in cells.items()} for name, cells in letters.items()}


def _key(row: Assignment) -> str:
    return str(row.person_id) if row.person_id is not None else row.person_name


def raci_page(session: Session, project: Project) -> Mapping[str, Any]:
    """What the grid shows."""
    return {
        "people": columns_of(session, project),
        "grid": cells_of(rows_of(session, project, Assignment)),
        "letters": LETTERS,
    }


def raci_picture(session: Session, project: Project) -> Drawing | None:
    """Deliverables by people with their letters; nothing while there is none."""
    matrix = raci_of(rows_of(session, project, Assignment))
    held = {who for cells in matrix.values() for who in cells}
    people = list(dict.fromkeys(column.name for column in columns_of(session, project) if column.name in held))
    if not people:
        return None
    cells = {name: {who: " ".join(sorted(one.split())) for who, one in row.items()} for name, row in matrix.items()}
    alone = sum(sum("A" in one.split() for one in row.values()) == 1 for row in cells.values())
    return matrix_chart(
        cells,
        people,
        title="RACI",
        corner="Deliverable",
        strong="A",
        summary=f"{alone} of {len(cells)} deliverables have exactly one person who answers for them.",
    )


def write_raci(session: Session, project: Project, wishes: Iterable[Wish]) -> int:
    """Write the cells that were changed; gives their number.

    Raises Conflict where a cell moved meanwhile, BadInput where a deliverable would have two A's; nothing is written
    then (the caller's transaction is rolled back).
    """
    rows = rows_of(session, project, Assignment)
    present = cells_of(rows)
    changed = [wish for wish in wishes if wish.wanted != wish.shown]
    for wish in changed:
        now = present.get(wish.deliverable, {}).get(wish.column.key, "")
        if now not in (wish.shown, wish.wanted):
            raise Conflict(
                f"Somebody else gave {wish.column.name} the letter {now or '–'} for “{wish.deliverable}” while you "
                f"chose {wish.wanted or '–'}. Look at the grid again, then choose."
            )
    after = {name: dict(cells) for name, cells in present.items()}
    for wish in changed:
        after.setdefault(wish.deliverable, {})[wish.column.key] = wish.wanted
    for name in dict.fromkeys(wish.deliverable for wish in changed):
        accountable = [key for key, letters in after[name].items() if Duty.ACCOUNTABLE.value in letters.split()]
        if len(accountable) > 1:
            raise BadInput(
                f"{len(accountable)} people would be accountable for “{name}”. Leave exactly one A: several who answer "
                "are nobody who answers."
            )
    for wish in changed:
        _write(session, project, rows, wish)
    return len(changed)


def _write(session: Session, project: Project, rows: Iterable[Assignment], wish: Wish) -> None:
    wanted = set(wish.wanted.split())
    mine = [row for row in rows if row.deliverable == wish.deliverable and _key(row) == wish.column.key]
    for row in mine:
        if row.duty is not None and row.duty.value not in wanted:
            remove_row(session, row, reason=f"The grid gives {wish.column.name} {wish.wanted or 'no letter'} here.")
    for letter in sorted(wanted - {row.duty.value for row in mine if row.duty is not None}):
        named = "" if wish.column.person_id is not None else wish.column.name
        values = {"deliverable": wish.deliverable, "person_id": wish.column.person_id, "person_name": named}
        add_row(session, project, Assignment, {**values, "duty": Duty(letter)})
