"""How does the audit trail speak to people? In words: what was done to what, from what to what, by whom and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dmaic.audit import Audited, AuditEntry
from dmaic.db import Model
from dmaic.web import transaction
from dmaic.web.written import day, moment, number, words

LONG_LIST = 12
"""Values of a list that are told; of a longer one the first and how many there are."""

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
"""A SHA-256: the trail holds it whole, a page tells how it begins."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")
_FLUSHED = frozenset({"created", "changed", "removed"})


@dataclass(frozen=True, slots=True)
class Told:
    """An audit entry in words. ``is_whole`` where it lists all that a thing held when it came or went."""

    at: datetime
    who: str
    what: str
    changes: list[tuple[str, str, str]]
    reason: str
    is_whole: bool = False


def readable(entries: Iterable[AuditEntry]) -> list[Told]:
    """Audit entries as the history list shows them: a reference by the name of what it points at, never by its key."""
    return [
        Told(entry.at, entry.who, _what(entry), _changes(entry), entry.reason, entry.act in ("created", "removed"))
        for entry in entries
    ]


def _what(entry: AuditEntry) -> str:
    """Changed action: Roll out; imported weights.csv. What no page can change is known by its name alone."""
    kind = _classes().get(entry.kind)
    audited = kind is not None and issubclass(kind, Audited)
    if entry.act not in _FLUSHED and not audited:
        return f"{entry.act} {entry.label}".rstrip()
    return f"{entry.act} {_kind(entry.kind)}: {entry.label}".rstrip(": ")


def _kind(table: str) -> str:
    """What one row of a table is called: signal_cases is a signal case."""
    kind = _classes().get(table)
    if kind is None:
        return words(table)
    return (issubclass(kind, Audited) and kind.audit_called) or re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


def _changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What changed: the field in words, what it was and what it became; nothing where both are empty."""
    kind = _classes().get(entry.kind)
    speaks = kind if kind is not None and issubclass(kind, Audited) else Audited
    told = getattr(kind, "audit_words", {})  # a file that is brought in is not audited by itself, and has words too
    found = [
        (told.get(name) or words(name).removesuffix(" id"), *_from_and_to(entry, name, old, new))
        for name, (old, new) in entry.changes.items()
        if name not in speaks.audit_untold
    ]
    return [one for one in found if one[1] or one[2]]


def _from_and_to(entry: AuditEntry, name: str, old: Any, new: Any) -> tuple[str, str]:
    """What a change was and became; hidden where the thing itself asks for it, as a blinded study does."""
    kind = _classes().get(entry.kind)
    if kind is not None and issubclass(kind, Audited) and kind.audit_veil is not Audited.audit_veil:
        found = transaction.session().get(kind, entry.object_id)
        veil = found.audit_veil(name) if isinstance(found, Audited) else ""
        if veil:
            return "hidden", veil
    return _named(entry.kind, name, old), _named(entry.kind, name, new)


def _named(kind: str, column: str, value: Any) -> str:
    """What a person calls the thing that a reference points at; anything else as it is written."""
    target = _targets(kind).get(column)
    if target is None or not isinstance(value, int):
        return _said(value)
    found = transaction.session().get(target, value)
    return (found.audit_label() if isinstance(found, Audited) else "") or f"no. {value}"


@lru_cache
def _targets(kind: str) -> dict[str, type[Any]]:
    """The reference columns of a table, each with what it points at."""
    classes = _classes()
    table = Model.metadata.tables.get(kind)
    keys = [key for column in table.columns for key in column.foreign_keys] if table is not None else []
    return {key.parent.name: classes[key.column.table.name] for key in keys if key.column.table.name in classes}


@lru_cache
def _classes() -> dict[str, type[Any]]:
    """Every table's class."""
    return {str(mapper.class_.__tablename__): mapper.class_ for mapper in Model.registry.mappers}


def _said(value: Any) -> str:
    """A value of the trail as every page writes it: days, moments and figures as people read them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value, 15)
    if isinstance(value, dict):
        return ", ".join(f"{words(name)}: {_said(one)}" for name, one in value.items())
    if isinstance(value, list):
        told = ", ".join(_said(one) for one in value[:LONG_LIST])
        return told if len(value) <= LONG_LIST else f"{told} … {len(value)} in all"
    text = str(value)
    if _FINGERPRINT.fullmatch(text):
        return f"begins with {text[:8]}"
    return _in_time(text)


def _in_time(text: str) -> str:
    """A day or a moment of the trail in words; any other text, and what only looks like a day, as it is."""
    try:
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            return moment(datetime.fromisoformat(text))
    except ValueError:
        return text
    return text
