"""How is a file to be read, and which column is what?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from dmaic.errors import BadInput


class Part(StrEnum):
    """What a column is to the readings."""

    OMIT = "leave out"
    VALUE = "value"
    TIME = "time"
    START = "start"
    END = "end"
    SUBGROUP = "subgroup"
    SIZE = "size"
    DEFECTS = "defects"
    FLAG = "flag"
    STRATUM = "stratum"


PARTS: Mapping[Part, str] = {
    Part.OMIT: "Leave out",
    Part.VALUE: "Value",
    Part.TIME: "Time",
    Part.START: "Start of a duration",
    Part.END: "End of a duration",
    Part.SUBGROUP: "Subgroup or sample",
    Part.DEFECTS: "Defects or defectives",
    Part.SIZE: "Number looked at",
    Part.FLAG: "Defective when it says ...",
    Part.STRATUM: "Stratum",
}

ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western European)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, low byte first",
    "utf-16-be": "UTF-16, high byte first",
    "iso8859-2": "ISO 8859-2 (Central European)",
}
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
DECIMALS = {".": "Point: 12.5", ",": "Comma: 12,5"}
THOUSANDS = {
    "": "None: 1234",
    ",": "Comma: 1,234",
    ".": "Point: 1.234",
    " ": "Space: 1 234",
    "'": "Apostrophe: 1'234",
}
DATES = {
    "ymd": "2026-03-04",
    "dmy": "4/3/2026, day first",
    "mdy": "3/4/2026, month first",
}
UNITS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
PERIODS = {"": "One reading a row", "day": "Count per day", "week": "Count per week", "month": "Count per month"}
GROUPS = {"": "By the mapped column, or none", "day": "By day", "week": "By week", "month": "By month"}
ORDERS = {"file": "As in the file", "time": "Oldest first"}
ENDS = {"end": "When it ended", "start": "When it started"}
EDGES = {"leave out": "Leave out a first or last period that is not whole", "keep": "Keep them"}
EMPTY = {"zero": "Count a period without rows as 0", "leave out": "Leave periods without rows out"}

_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "encoding": ENCODINGS,
    "delimiter": DELIMITERS,
    "decimal": DECIMALS,
    "thousands": THOUSANDS,
    "dates": DATES,
    "unit": UNITS,
    "period": PERIODS,
    "group": GROUPS,
    "order": ORDERS,
    "time_of": ENDS,
    "edges": EDGES,
    "empty": EMPTY,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice that decides how a file is read. Guessed first, then changed by whoever imports.

    ``header`` is the row of the column names (0: none). ``parts`` says for each column what it is. ``unit`` and
    ``time_of`` belong to durations, ``flag_value`` to a column that says whether a row is defective, ``period``,
    ``edges`` and ``empty`` to rows counted per day, week or month, ``group`` to subgroups made from the time.
    ``filter_column`` (its position, -1: none) and ``filter_value`` keep only rows that say so.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quoted: bool = True
    sheet: str = ""
    header: int = 1
    decimal: str = "."
    thousands: str = ""
    dates: str = "ymd"
    parts: tuple[Part, ...] = ()
    unit: str = "hours"
    time_of: str = "end"
    flag_value: str = ""
    period: str = ""
    edges: str = "leave out"
    empty: str = "zero"
    group: str = ""
    filter_column: int = -1
    filter_value: str = ""
    order: str = "file"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise BadInput(f"“{getattr(self, name)}” is not a choice for {name}.")
        if self.decimal == self.thousands:
            raise BadInput("Decimal sign and thousands separator can't be the same.")
        if self.header < 0:
            raise BadInput("The row of the column names can't be below 0.")

    def columns(self, part: Part) -> list[int]:
        """The positions of the columns that are this."""
        return [at for at, one in enumerate(self.parts) if one == part]

    def column(self, part: Part) -> int | None:
        """The first column that is this, if any."""
        return next(iter(self.columns(part)), None)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "parts": [one.value for one in self.parts]}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Settings:
        """Settings from what ``to_json`` or a form gave; unknown keys are passed over."""
        known = {one.name for one in fields(cls)}
        given = {name: value for name, value in kept.items() if name in known}
        try:
            given["parts"] = tuple(Part(one) for one in given.get("parts", ()))
        except ValueError:
            raise BadInput("A column can't be that.") from None
        return cls(**given)
