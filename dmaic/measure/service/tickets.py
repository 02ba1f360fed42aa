"""What does each ticket say today? Files are taken in whole; the newest that holds a ticket speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.errors import BadInput
from dmaic.measure.service.calendars import NO_MOMENT, Calendar, Flags, Floats, Wholes, wall_of_utc
from dmaic.measure.service.clocks import Clock, Did, Lives, lives_of
from dmaic.measure.service.columns import NO_WORD, Coded, Column, Digests, Keys, digest_of, unpack
from dmaic.measure.service.customers import classes_for, has_classes
from dmaic.measure.service.export import REPEATED, Export
from dmaic.measure.service.fields import MOMENTS, NUMBERS, Field, Rows
from dmaic.measure.service.mapping import Mapping as Columns
from dmaic.measure.service.mapping import act_of
from dmaic.measure.service.sources import ServiceColumn, ServiceImport, ServiceSource, words_of
from dmaic.people.accounts import Person

_MOMENT_NAMES = frozenset(str(one) for one in MOMENTS)
_NUMBER_NAMES = frozenset(str(one) for one in NUMBERS)
_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Tickets:
    """The tickets of a source as arrays of one length, in the order of their creation.

    ``horizon`` is the latest moment that any file speaks of, ``begin`` the earliest: what happened outside is not
    known. For event logs ``worked`` holds the seconds on the clock under the source's rules, open tickets included.
    """

    rows: Rows
    keys: Keys
    calendar: Calendar
    horizon: int
    begin: int
    columns: dict[str, Column] = field(default_factory=dict)
    worked: Floats | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def has(self, *fields: Field) -> bool:
        """Whether all of these columns are there and say anything."""
        return all(str(one) in self.columns for one in fields)

    def moments(self, name: Field) -> Wholes:
        """A column of moments; NO_MOMENT throughout where it is not mapped."""
        found = self.columns.get(name)
        return found if isinstance(found, np.ndarray) else np.full(len(self), NO_MOMENT, dtype=np.int64)

    def numbers(self, name: Field) -> Floats:
        """A column of figures; NaN throughout where it is not mapped."""
        found = self.columns.get(name)
        return found if isinstance(found, np.ndarray) else np.full(len(self), np.nan)

    def words(self, name: str) -> Coded:
        """A column of words; none throughout where it is not mapped."""
        found = self.columns.get(name)
        return found if isinstance(found, Coded) else Coded(np.full(len(self), NO_WORD, dtype=np.int32), ())

    @property
    def resolved(self) -> Wholes:
        """When each was resolved, or else closed; NO_MOMENT while open."""
        resolved, closed = self.moments(Field.RESOLVED), self.moments(Field.CLOSED)
        return np.where(resolved == NO_MOMENT, closed, resolved)

    @property
    def is_open(self) -> Flags:
        return np.asarray(self.resolved == NO_MOMENT)

    def clock(self) -> Clock:
        """A clock of the source's calendar for every moment of these tickets."""
        low = min([self.begin, *(int(one.min()) for one in [self.moments(Field.CREATED)] if one.size)])
        return Clock(self.calendar, low, self.horizon)

    def walls(self, moments: Wholes) -> Wholes:
        """What the desk's own clock says at these moments, in seconds."""
        return wall_of_utc(moments, self.calendar.zone)

    def kept(self, chosen: Flags | Wholes) -> Tickets:
        """The chosen tickets only."""
        columns = {
            name: one.kept(chosen) if isinstance(one, Coded) else one[chosen] for name, one in self.columns.items()
        }
        worked = None if self.worked is None else self.worked[chosen]
        return Tickets(self.rows, self.keys[chosen], self.calendar, self.horizon, self.begin, columns, worked)


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
            f"This very file was brought in on {again.imported_at:%d %b %Y} by {again.imported_by.name} "
            f"({again.file_name}). Nothing has changed."
        )
    # Two imports into one source at the same time would count against the same past.
    session.execute(select(ServiceSource.id).where(ServiceSource.id == source.id).with_for_update())
    keys, digests = export.all_keys(), export.all_digests()
    if source.rows == Rows.EVENTS:
        new, changed, same, distinct = _events_against(session, source, export)
    else:
        new, changed, same, distinct = _against(session, source, keys, digests)
        if not distinct:
            export.left_out[REPEATED] += len(keys) - new - changed - same
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
    audit.record(
        session,
        project_id=source.project_id,
        kind=ServiceImport.__tablename__,
        object_id=done.id,
        act="imported",
        label=f"{file_name} into {source.name}",
        changes={
            "rows": [None, done.rows],
            "new": [None, new],
            "changed": [None, changed],
            "same": [None, same],
            "file_hash": [None, file_hash],
            "left_out": [None, done.left_out],
        },
    )
    return done


def _write_columns(session: Session, done: ServiceImport, export: Export) -> None:
    lines = [
        {"import_id": done.id, "name": name, "block": at, "count": count, "packed": packed}
        for at, (count, columns) in enumerate(export.blocks)
        for name, packed in columns.items()
    ]
    for start in range(0, len(lines), _AT_ONCE):
        session.execute(insert(ServiceColumn), lines[start : start + _AT_ONCE])


def _against(session: Session, source: ServiceSource, keys: Keys, digests: Digests) -> tuple[int, int, int, bool]:
    """How many tickets of a file are new, changed, the same; and whether each comes once."""
    last, _ = _last_of_each(keys)
    keys, digests, distinct = keys[last], digests[last], len(last) == len(keys)
    files = _counted(session, source)
    if not files:
        return len(keys), 0, 0, distinct
    record = _raw(session, files, None)
    there, _ = _last_of_each(record.keys)
    known, said = record.keys[there], digest_of(record.columns)[there]
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found = known[at] == keys
    same = found & (said[at] == digests)
    return int((~found).sum()), int((found & ~same).sum()), int(same.sum()), distinct


def _events_against(session: Session, source: ServiceSource, export: Export) -> tuple[int, int, int, bool]:
    """How many tickets of an event log are new, have new events, or say what was known."""
    files = _counted(session, source)
    own = _unpacked(export)
    if not files:
        before = _Raw(np.zeros(0, dtype="S1"), {name: _blank(name, 0) for name in own.columns}, 0)
    else:
        before = _raw(session, files, list(own.columns))
    both = _joined([before, own])
    first = _first_events(both)
    is_own = np.arange(len(both.keys)) >= len(before.keys)
    tickets = np.unique(own.keys)
    known = np.isin(tickets, before.keys)
    moved = np.isin(tickets, both.keys[first[is_own[first]]])
    distinct = len(first) == len(both.keys)
    return int((~known).sum()), int((known & moved).sum()), int((known & ~moved).sum()), distinct


@dataclass(frozen=True, slots=True, eq=False)
class _Raw:
    """Rows of one or more files as they stand, oldest file first."""

    keys: Keys
    columns: dict[str, Column]
    horizon: int


def _unpacked(export: Export) -> _Raw:
    names = list(export.blocks[0][1])
    columns = {name: unpack(name, [block[name] for _, block in export.blocks]) for name in names if name != Field.KEY}
    return _Raw(export.all_keys(), columns, export.last)


def _counted(session: Session, source: ServiceSource) -> list[ServiceImport]:
    """The files that count, oldest first."""
    query = select(ServiceImport).where(ServiceImport.source_id == source.id, ServiceImport.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(ServiceImport.id)))


def _raw(session: Session, files: Sequence[ServiceImport], names: Iterable[str] | None) -> _Raw:
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
        parts.append(_Raw(keys, columns, file.last_at))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _joined(parts: Sequence[_Raw]) -> _Raw:
    """Files one after the other; a column that a file lacks is blank in its rows."""
    names = sorted({name for part in parts for name in part.columns})
    columns: dict[str, Column] = {}
    for name in names:
        own = [part.columns.get(name) for part in parts]
        filled = [_blank(name, len(part.keys)) if one is None else one for one, part in zip(own, parts, strict=True)]
        columns[name] = _concatenated(filled)
    keys = np.concatenate([part.keys for part in parts])
    return _Raw(keys, columns, max(part.horizon for part in parts))


def _blank(name: str, count: int) -> Column:
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


def _last_of_each(keys: Keys) -> tuple[Wholes, Keys]:
    """The last row of each ticket, in the order of the keys."""
    _, first = np.unique(keys[::-1], return_index=True)
    rows = np.asarray(len(keys) - 1 - first, dtype=np.int64)
    return rows, keys[rows]


def _first_events(raw: _Raw) -> Wholes:
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


def read_tickets(session: Session, source: ServiceSource, names: Iterable[str] | None = None) -> Tickets:
    """Every ticket as the newest file that holds it has it; of the columns the named ones (None: all).

    Event logs are joined over their files, each event once, and turned into tickets by the source's rules.
    """
    files = _counted(session, source)
    calendar = source.calendar
    if not files:
        return Tickets(source.rows, np.zeros(0, dtype="S1"), calendar, 0, 0)
    begin, horizon = min(one.first_at for one in files), max(one.last_at for one in files)
    only = source.only or {}
    if source.rows == Rows.EVENTS:
        tickets = _tickets_of_log(source, _raw(session, files, None), calendar, begin, horizon)
        return _kept_to(only, _with_class(session, source, tickets))
    wanted = None if names is None else {*names, *only, Field.CREATED.value}
    if wanted is not None and Field.SEGMENT in wanted and has_classes(session, source):
        wanted.add(Field.CUSTOMER.value)
    raw = _raw(session, files, wanted)
    created = raw.columns[Field.CREATED.value]
    assert isinstance(created, np.ndarray)
    if source.rows == Rows.PERIODS:  # a period is known in full when it was over as the newest file was taken in
        horizon = max(int(one.imported_at.replace(tzinfo=UTC).timestamp()) for one in files)
    if len(files) == 1 and files[0].distinct and source.rows != Rows.PERIODS:
        chosen = np.argsort(created, kind="stable")
    else:
        chosen, _ = _last_of_each(raw.keys)
        chosen = chosen[np.argsort(created[chosen], kind="stable")]
    tickets = Tickets(source.rows, raw.keys, calendar, horizon, begin, raw.columns).kept(chosen)
    return _kept_to(only, _with_class(session, source, tickets))


def read_events(session: Session, source: ServiceSource) -> tuple[Keys, dict[str, Column]]:
    """Every event of a log once, as the files hold them: the ticket of each, and its columns."""
    raw = _raw(session, _counted(session, source), None)
    chosen = _first_events(raw)
    columns = {n: one.kept(chosen) if isinstance(one, Coded) else one[chosen] for n, one in raw.columns.items()}
    return raw.keys[chosen], columns


def _with_class(session: Session, source: ServiceSource, tickets: Tickets) -> Tickets:
    """The tickets with the class of their customer, where the project has split its customers by value."""
    if Field.CUSTOMER in tickets.columns and has_classes(session, source):
        classes = classes_for(session, source, tickets.words(Field.CUSTOMER))
        if classes is not None:
            tickets.columns[Field.SEGMENT.value] = classes
    return tickets


def _kept_to(only: Mapping[str, str | list[str]], tickets: Tickets) -> Tickets:
    """The tickets that say one of these words in each of these columns; all of them where nothing is named."""
    chosen = np.ones(len(tickets), dtype=bool)
    for name, own in only.items():
        chosen &= tickets.words(name).says(*words_of(own))
    return tickets if chosen.all() else tickets.kept(chosen)


def _tickets_of_log(source: ServiceSource, raw: _Raw, calendar: Calendar, begin: int, horizon: int) -> Tickets:
    chosen = _first_events(raw)
    names, owner = np.unique(raw.keys[chosen], return_inverse=True)
    moment = raw.columns[Field.MOMENT]
    assert isinstance(moment, np.ndarray)
    clock = Clock(calendar, begin, horizon)
    lives = lives_of(
        owner.astype(np.int64),
        moment[chosen],
        acts_of(source.mapping, raw.columns.get(Field.ACTIVITY.value))[chosen],
        clock,
        horizon=horizon,
        rule=source.reopening,
        same_ticket_days=source.same_ticket_days,
    )
    columns: dict[str, Column] = {
        Field.CREATED.value: lives.created,
        Field.RESOLVED.value: lives.resolved,
        Field.REOPENS.value: lives.reopened.astype(float),
        Field.PAUSED.value: lives.paused,
    }
    if (lives.responded != NO_MOMENT).any():
        columns[Field.RESPONDED.value] = lives.responded
    for name, one in raw.columns.items():
        if name not in (Field.MOMENT, Field.ACTIVITY) and isinstance(one, Coded):
            columns[name] = _last_word(one.kept(chosen), owner, len(names)).kept(lives.owner)
    order = np.argsort(lives.created, kind="stable")
    keys = _part_keys(names[lives.owner], lives)
    return Tickets(Rows.EVENTS, keys, calendar, horizon, begin, columns, lives.worked).kept(order)


def acts_of(mapping: Columns, acts: Column | None) -> Wholes:
    """What each event of a log does to its ticket, by the words the mapping names and the sense of the others."""
    assert isinstance(acts, Coded)
    named = dict(mapping.acts)
    does = [int(named.get(word, act_of(word))) for word in acts.words]
    return np.array([*does, int(Did.NOTHING)], dtype=np.int64)[acts.codes]


def _last_word(column: Coded, owner: Wholes, count: int) -> Coded:
    """The last word that the events of each ticket say."""
    codes = np.full(count, NO_WORD, dtype=np.int32)
    said = column.codes != NO_WORD
    codes[owner[said]] = column.codes[said]
    return Coded(codes, column.words)


def _part_keys(keys: Keys, lives: Lives) -> Keys:
    """Later lives of a ticket are told apart by their number."""
    later = lives.part > 0
    if not later.any():
        return keys
    texts = [
        key if not part else key + b"/" + str(part + 1).encode()
        for key, part in zip(keys.tolist(), lives.part.tolist(), strict=True)
    ]
    return np.array(texts, dtype=np.bytes_)
