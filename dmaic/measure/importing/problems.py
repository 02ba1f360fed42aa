"""What is wrong in a file, and where?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that can't be read: its row as a spreadsheet numbers it, its column, what stands there, and why not."""

    row: int
    column: str
    cell: str
    sentence: str


@dataclass(slots=True)
class Problems:
    """Every problem is counted; the first ones are kept to be shown and downloaded."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0
    rows: int = 0
    keep: int = KEPT

    def __bool__(self) -> bool:
        return self.count > 0

    def add_row(self, found: Iterable[Problem]) -> None:
        """The problems of one row."""
        self.rows += 1
        for problem in found:
            self.count += 1
            if len(self.kept) < self.keep:
                self.kept.append(problem)


def shown_cell(cell: object) -> str:
    """A cell as a sentence quotes it: short, on one line."""
    text = " ".join(str(cell).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
