"""What do the files of a source say, row by row? As they lie in the store, one file after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.measure.service.calendars import NO_MOMENT, Wholes
from dmaic.measure.service.columns import NO_WORD, Coded, Column, Keys, unpack
from dmaic.measure.service.export import Export
from dmaic.measure.service.fields import MOMENTS, NUMBERS, Field
from dmaic.measure.service.sources import ServiceColumn, ServiceImport, ServiceSource

_MOMENT_NAMES = frozenset(str(one) for one in MOMENTS)
_NUMBER_NAMES = frozenset(str(one) for one in NUMBERS)


@dataclass(frozen=True, slots=True, eq=False)
class StoredRows:
    """Rows of one or more files as they stand, in the order in which the files came.

    ``files`` has for each of them how many rows it gives and the last moment it speaks of.
    """

    keys: Keys
    columns: dict[str, Column]
    files: tuple[tuple[int, int], ...]

    @property
    def is_in_order(self) -> bool:
        """Whether each file ends at or after the ones that came before it."""
        return all(earlier[1] <= later[1] for earlier, later in pairwise(self.files))


def rows_of_export(export: Export) -> StoredRows:
    """The rows of a file that was read and is not stored yet."""
    names = list(export.blocks[0][1])
    columns = {name: unpack(name, [block[name] for _, block in export.blocks]) for name in names if name != Field.KEY}
    keys = export.all_keys()
    return StoredRows(keys, columns, ((len(keys), export.last),))


def counted_files(session: Session, source: ServiceSource) -> list[ServiceImport]:
    """The files that count, oldest first."""
    query = select(ServiceImport).where(ServiceImport.source_id == source.id, ServiceImport.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(ServiceImport.id)))


def rows_of_files(session: Session, files: Sequence[ServiceImport], names: Iterable[str] | None) -> StoredRows:
    """The rows of these files; of their columns the named ones (None: all)."""
    wanted = None if names is None else {*names, Field.KEY.value}
    parts = []
    for file in files:
        query = select(ServiceColumn.name, ServiceColumn.packed).where(ServiceColumn.import_id == file.id)
        if wanted is not None:
            query = query.where(ServiceColumn.name.in_(wanted))
        packed: dict[str, list[bytes]] = {}
        for name, one in session.execute(query.order_by(ServiceColumn.name, ServiceColumn.block)):
            packed.setdefault(name, []).append(one)
        columns = {name: unpack(name, blocks) for name, blocks in packed.items()}
        keys = columns.pop(Field.KEY.value)
        assert isinstance(keys, np.ndarray)
        parts.append(StoredRows(keys, columns, ((len(keys), file.last_at),)))
    return parts[0] if len(parts) == 1 else joined(parts)


def joined(parts: Sequence[StoredRows]) -> StoredRows:
    """Files one after the other; a column that a file lacks is blank in its rows."""
    names = sorted({name for part in parts for name in part.columns})
    columns: dict[str, Column] = {}
    for name in names:
        own = [part.columns.get(name) for part in parts]
        filled = [
            blank_column(name, len(part.keys)) if one is None else one for one, part in zip(own, parts, strict=True)
        ]
        columns[name] = _concatenated(filled)
    keys = np.concatenate([part.keys for part in parts])
    return StoredRows(keys, columns, tuple(one for part in parts for one in part.files))


def blank_column(name: str, count: int) -> Column:
    """So many empty cells of the kind that this column holds."""
    if name in _MOMENT_NAMES:
        return np.full(count, NO_MOMENT, dtype=np.int64)
    if name in _NUMBER_NAMES:
        return np.full(count, np.nan)
    return Coded(np.full(count, NO_WORD, dtype=np.int32), ())


def _concatenated(columns: Sequence[Column]) -> Column:
    arrays = [one for one in columns if isinstance(one, np.ndarray)]
    if arrays:
        return np.concatenate(arrays)
    known: dict[str, int] = {}
    codes = []
    for one in columns:
        assert isinstance(one, Coded)
        lookup = np.array([*(known.setdefault(word, len(known)) for word in one.words), NO_WORD], dtype=np.int32)
        codes.append(lookup[one.codes])
    return Coded(np.concatenate(codes), tuple(known))


def last_of_each(keys: Keys) -> Wholes:
    """The last row of each ticket, in the order of the keys."""
    _, first = np.unique(keys[::-1], return_index=True)
    return np.asarray(len(keys) - 1 - first, dtype=np.int64)


SPEAKING = (Field.CREATED, Field.RESPONDED, Field.RESOLVED, Field.CLOSED)
"""The moments that show how much a row knows."""


def speaking_rows(rows: StoredRows) -> Wholes:
    """The row that speaks for each ticket, in the order of the keys: the newest that could know.

    Files may come in any order. One that ends before something which an earlier row already tells of a ticket is the
    older of the two, whenever it came: it does not open again what was resolved since.
    """
    if rows.is_in_order:
        return last_of_each(rows.keys)
    names, owner = np.unique(rows.keys, return_inverse=True)
    told = latest_of(rows)
    chosen = np.full(len(names), -1, dtype=np.int64)
    start = 0
    for count, end in rows.files:
        own = np.full(len(names), -1, dtype=np.int64)
        own[owner[start : start + count]] = np.arange(start, start + count)  # of two in one file the later one stays
        speaks = (own >= 0) & ((chosen < 0) | (told[chosen] <= end))
        chosen[speaks] = own[speaks]
        start += count
    return chosen


def latest_of(rows: StoredRows) -> Wholes:
    """The latest moment that each row tells of; NO_MOMENT where it tells of none."""
    found = np.full(len(rows.keys), NO_MOMENT, dtype=np.int64)
    for name in SPEAKING:
        column = rows.columns.get(name.value)
        if isinstance(column, np.ndarray):
            found = np.maximum(found, column)
    return found


def first_events(raw: StoredRows) -> Wholes:
    """Each event once: the first row that says this of this ticket at this moment."""
    _, owner = np.unique(raw.keys, return_inverse=True)
    moment = raw.columns[Field.MOMENT]
    assert isinstance(moment, np.ndarray)
    act = raw.columns.get(Field.ACTIVITY.value)
    codes = act.codes if isinstance(act, Coded) else np.zeros(len(owner), dtype=np.int32)
    order = np.lexsort((codes, moment, owner))
    same = np.zeros(len(order), dtype=bool)
    a, b = order[1:], order[:-1]
    same[1:] = (owner[a] == owner[b]) & (moment[a] == moment[b]) & (codes[a] == codes[b])
    return np.sort(order[~same])
