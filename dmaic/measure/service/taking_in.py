"""How is an export kept that was read? Whole, beside the files before it, with what it says anew."""

from __future__ import annotations

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from dmaic.charts.text import called
from dmaic.errors import BadInput
from dmaic.measure.brought_in import record_act
from dmaic.measure.service.columns import digest_of
from dmaic.measure.service.export import REPEATED, Export
from dmaic.measure.service.fields import Rows
from dmaic.measure.service.sources import ServiceColumn, ServiceImport, ServiceSource
from dmaic.measure.service.stored import (
    StoredRows,
    blank_column,
    counted_files,
    first_events,
    joined,
    last_of_each,
    latest_of,
    rows_of_export,
    rows_of_files,
    speaking_rows,
)
from dmaic.people.accounts import Person

OLDER = "rows older than what is known"
_AT_ONCE = 64


def take_in(
    session: Session,
    source: ServiceSource,
    export: Export,
    *,
    by: Person,
    file_name: str,
    file_hash: str,
    file_bytes: int,
) -> ServiceImport:
    """Keep a file that was read: everything or nothing, in the caller's transaction.

    Says how many tickets are new, changed or the same as the record had them. The very same bytes are refused while
    their first import counts.
    """
    query = select(ServiceImport).where(ServiceImport.source_id == source.id, ServiceImport.file_hash == file_hash)
    again = session.scalars(query.where(ServiceImport.withdrawn_at.is_(None))).first()
    if again is not None:
        raise BadInput(
            f"This very file was brought in on {called(again.imported_at.date())} by {again.imported_by.name} "
            f"({again.file_name}). Nothing has changed."
        )
    # Two imports into one source at the same time would count against the same past.
    session.execute(select(ServiceSource.id).where(ServiceSource.id == source.id).with_for_update())
    if source.rows == Rows.EVENTS:
        new, changed, same, distinct = _events_against(session, source, export)
    else:
        new, changed, same, distinct = _against(session, source, export)
        if not distinct:
            export.left_out[REPEATED] += export.kept - new - changed - same
    done = ServiceImport(
        project_id=source.project_id,
        source_id=source.id,
        file_name=file_name,
        file_hash=file_hash,
        file_bytes=file_bytes,
        rows=export.rows,
        kept=export.kept,
        new=new,
        changed=changed,
        same=same,
        distinct=distinct,
        left_out={reason: count for reason, count in export.left_out.items() if count},
        problems=export.problems.count,
        first_at=export.first,
        last_at=export.last,
        mapping_json=source.mapping_json,
        sha256=export.sha256,
        imported_by_id=by.id,
        imported_by=by,
    )
    session.add(done)
    session.flush()
    _write_columns(session, done, export)
    changes = {
        "rows": [None, done.rows],
        "new": [None, new],
        "changed": [None, changed],
        "same": [None, same],
        "file_hash": [None, file_hash],
        "left_out": [None, done.left_out],
    }
    record_act(session, done, "imported", changes=changes, label=f"{file_name} into {source.name}")
    return done


def _write_columns(session: Session, done: ServiceImport, export: Export) -> None:
    lines = [
        {"import_id": done.id, "name": name, "block": at, "count": count, "packed": packed}
        for at, (count, columns) in enumerate(export.blocks)
        for name, packed in columns.items()
    ]
    for start in range(0, len(lines), _AT_ONCE):
        session.execute(insert(ServiceColumn), lines[start : start + _AT_ONCE])


def _against(session: Session, source: ServiceSource, export: Export) -> tuple[int, int, int, bool]:
    """How many tickets of a file are new, changed, the same; and whether each comes once.

    A ticket of which the record tells something later than the file ends stays as it is, and counts as the same.
    """
    keys, digests = export.all_keys(), export.all_digests()
    last = last_of_each(keys)
    keys, digests, distinct = keys[last], digests[last], len(last) == len(keys)
    files = counted_files(session, source)
    if not files:
        return len(keys), 0, 0, distinct
    record = rows_of_files(session, files, None)
    there = speaking_rows(record)
    known, said = record.keys[there], digest_of(record.columns)[there]
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found = known[at] == keys
    differs = found & (said[at] != digests)
    older = differs & (latest_of(record)[there][at] > export.last)
    export.left_out[OLDER] += int(older.sum())
    changed = int(differs.sum() - older.sum())
    return int((~found).sum()), changed, int(found.sum()) - changed, distinct


def _events_against(session: Session, source: ServiceSource, export: Export) -> tuple[int, int, int, bool]:
    """How many tickets of an event log are new, have new events, or say what was known."""
    files = counted_files(session, source)
    own = rows_of_export(export)
    if not files:
        before = StoredRows(np.zeros(0, dtype="S1"), {name: blank_column(name, 0) for name in own.columns}, ())
    else:
        before = rows_of_files(session, files, list(own.columns))
    both = joined([before, own])
    first = first_events(both)
    is_own = np.arange(len(both.keys)) >= len(before.keys)
    tickets = np.unique(own.keys)
    known = np.isin(tickets, before.keys)
    moved = np.isin(tickets, both.keys[first[is_own[first]]])
    distinct = len(first) == len(both.keys)
    return int((~known).sum()), int((known & moved).sum()), int((known & ~moved).sum()), distinct
