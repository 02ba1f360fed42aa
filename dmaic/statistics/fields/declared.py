"""What is a field of an analysis? Its name, kind, meaning in plain words, and what holds when it is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The shape of a value, as JSON and as people type it."""

    NUMBER = "number"
    WHOLE = "whole number"
    SHARE = "share"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "yes or no"
    NUMBERS = "column of numbers"
    FLAGS = "column of yes and no"
    WORDS = "list of words"
    GROUPS = "groups of numbers"
    ROWS = "table"
    COLUMNS = "named columns"
    AMOUNTS = "named numbers"
    RECORDS = "table with named columns"
    NUMBER_OR_NUMBERS = "number or column of numbers"
    NUMBER_OR_WORDS = "whole number or list of words"
    NUMBER_OR_WORD = "number or word"
    STRUCTURE = "structure"


Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an analysis' input.

    ``default`` is the value taken when the field is missing or null (None: it is then left out of the analysis).
    ``needed`` says that there is no answer without it; ``only`` names the choice, and its values, for which the field
    is read at all. ``choices`` are values with their words; ``also`` are other names that mean the same field;
    ``parts`` are the columns of a table with named columns.
    """

    name: str
    kind: Kind
    label: str
    meaning: str
    needed: bool = False
    default: Any = None
    choices: Choices = ()
    only: tuple[str, tuple[str, ...]] | None = None
    also: tuple[str, ...] = ()
    parts: tuple[Field, ...] = ()

    def fits(self, given: dict[str, Any]) -> bool:
        """Whether the field is read under the choices made in ``given``."""
        return self.only is None or str(given.get(self.only[0])) in self.only[1]


def field(name: str, kind: Kind, label: str, meaning: str, **more: Any) -> Field:
    """A field that may be left out."""
    return Field(name, kind, label, meaning, **more)


def need(name: str, kind: Kind, label: str, meaning: str, **more: Any) -> Field:
    """A field that has to be there."""
    return Field(name, kind, label, meaning, needed=True, **more)


def choice(
    name: str,
    label: str,
    meaning: str,
    choices: Choices,
    default: str | None = None,
    *,
    needed: bool = False,
    also: tuple[str, ...] = (),
) -> Field:
    """One of a list; needed where there is no default and it says so."""
    return Field(name, Kind.CHOICE, label, meaning, needed=needed, default=default, choices=choices, also=also)


def when(lead: str, values: str | Iterable[str], *fields: Field) -> tuple[Field, ...]:
    """These fields, read only when the choice ``lead`` has one of the values."""
    allowed = (values,) if isinstance(values, str) else tuple(values)
    return tuple(replace(one, only=(lead, allowed)) for one in fields)


def lead_of(fields: Iterable[Field]) -> str | None:
    """The choice that decides which of the other fields are read; None where all of them always are."""
    return next((one.only[0] for one in fields if one.only is not None), None)
