"""What is a measure of service, ready to adopt? Its words, what it needs, what can be chosen, and how it is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dmaic.define.metrics import DataType, Direction
from dmaic.errors import BadInput
from dmaic.measure.service.fields import FIELDS, Field, Rows

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*s(?:ec(?:onds?)?)?\.?", re.IGNORECASE)


class Grain(StrEnum):
    """What one reading is."""

    AUTO = "auto"
    EACH = "each"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    BETWEEN = "between"
    SINCE = "since"

    @property
    def words(self) -> str:
        return GRAINS[self]

    @property
    def is_of_events(self) -> bool:
        """Whether a reading is what lies between two events: for events too rare to be counted by the period."""
        return self in (Grain.BETWEEN, Grain.SINCE)


GRAINS: Mapping[Grain, str] = {
    Grain.AUTO: "Chosen from the data",
    Grain.EACH: "One reading a ticket or row",
    Grain.DAY: "One reading a day",
    Grain.WEEK: "One reading a week",
    Grain.MONTH: "One reading a month",
    Grain.BETWEEN: "One reading an event: cases since the one before (g chart)",
    Grain.SINCE: "One reading an event: days since the one before (t chart)",
}


BY_PERIOD = (Grain.DAY, Grain.WEEK, Grain.MONTH)
BY_CASE = (Grain.EACH, *BY_PERIOD)


class Family(StrEnum):
    """What the measure is about."""

    SPEED = "Speed"
    FIRST_TIME = "Right the first time"
    FLOW = "Volume and backlog"
    EFFORT = "Effort"
    VOICE = "Voice of the customer"
    PEOPLE = "People"
    COUNTED = "Counts by period"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure or words that make the definition precise. ``kind``: hours, minutes, days, count, words or text."""

    name: str
    label: str
    default: Any
    kind: str
    help: str = ""

    def read(self, given: Any) -> Any:
        """The value as it is used; BadInput says what is wrong with it."""
        if given in (None, ""):
            return self.default
        if self.kind in ("words", "text"):
            return str(given).strip()
        text = str(given).strip().replace(",", ".")
        seconds = _SECONDS.fullmatch(text) if self.kind == "minutes" else None
        try:
            figure = float(seconds[1]) / 60 if seconds else float(text)
        except ValueError:
            raise BadInput(f"{self.label}: “{given}” is not a number.") from None
        if not 0 <= figure < 1e6:
            raise BadInput(f"{self.label} must be 0 or more.")
        return figure

    def shown(self, value: Any) -> str:
        """The value as it stands in its field; part of a minute in seconds."""
        if self.kind == "minutes" and isinstance(value, int | float) and 0 < value < 1:
            return f"{60 * value:.4g} s"
        return "" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value)

    def told(self, value: Any) -> str:
        """The value as a sentence says it; minutes and seconds with their name."""
        if self.kind != "minutes":
            return self.shown(value)
        return self.shown(value).replace(" s", " seconds") if 0 < value < 1 else f"{value:g} minutes"


_GOOD_OR_BAD = (
    ("(below {least})", "(bad)"),
    ("Answers below {least}", "Bad answers"),
    ("answers below {least}", "bad answers"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. ``needs`` are alternatives: the first of which all fields are mapped is used.

    Unless it says otherwise a measure is the share of what went wrong, in %, and smaller is better: every counted
    measure counts that, so that DPMO and sigma level follow from it. ``shown_as`` is the positive share people speak
    of. ``counters`` are measures that would show if this one were improved at their cost. ``by_case`` says that single
    cases are judged. In the words, {names} stand for parameters.
    """

    name: str
    title: str
    family: Family
    question: str
    rows: frozenset[Rows]
    needs: tuple[frozenset[Field], ...]
    data_type: DataType = DataType.PROPORTION
    unit: str = "%"
    unit_of_analysis: str
    direction: Direction = Direction.DOWN
    description: str
    numerator: str
    denominator: str
    inclusions: str
    exclusions: str
    time_window: str
    limitations: str
    counters: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    grains: tuple[Grain, ...] = BY_PERIOD
    shown_as: str = ""
    clocked: bool = False
    by_case: bool = True

    @property
    def choices(self) -> tuple[Grain, ...]:
        """What one reading can be: by period or case, and for single cases that go wrong what lies between two."""
        single = self.data_type in (DataType.PROPORTION, DataType.RATE) and self.by_case
        return (*self.grains, *((Grain.BETWEEN, Grain.SINCE) if single else ()))

    def settled(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every parameter with its value: as given, or as it stands in the definition."""
        return {one.name: one.read(given.get(one.name)) for one in self.parameters}

    def said(self, text: str, chosen: Mapping[str, Any]) -> str:
        """A text of the definition with the chosen figures in it."""
        if chosen.get("least") == 1:  # answers are good (1) or bad (0)
            for scaled, plain in _GOOD_OR_BAD:
                text = text.replace(scaled, plain)
        figures = {one.name: one.told(chosen[one.name]) for one in self.parameters if one.name in chosen}
        return re.sub(r"\{(\w+)\}", lambda found: figures.get(found[1], found[0]), text)

    def missing(self, rows: Rows, fields: frozenset[Field]) -> str | None:
        """Why it can't be computed from such an export; empty where it can, None where rows are of another kind."""
        if rows not in self.rows:
            return None
        if any(need <= fields for need in self.needs):
            return ""
        least = min((need - fields for need in self.needs), key=len)
        return " and ".join(sorted(f"“{FIELDS[one]}”" for one in least))


TICKETS = frozenset({Rows.TICKETS, Rows.EVENTS})
CONTACTS = TICKETS | {Rows.CALLS}


def fields(*names: Field) -> frozenset[Field]:
    return frozenset(names)


RESOLVED = (
    fields(Field.CREATED, Field.RESOLVED),
    fields(Field.CREATED, Field.CLOSED),
    fields(Field.MOMENT, Field.ACTIVITY),
)
NO_WORK = "Test, merged, duplicate, spam and cancelled tickets."
