"""What does each ticket say today? Files are taken in whole; the newest that holds a ticket speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from itertools import pairwise

import numpy as np
from sqlalchemy.orm import Session

from dmaic.measure.service.calendars import NO_MOMENT, Calendar, Flags, Floats, Wholes, wall_of_utc
from dmaic.measure.service.clocks import Clock, Did, Lives, lives_of
from dmaic.measure.service.columns import NO_WORD, Coded, Column, Keys
from dmaic.measure.service.coverage import beginning, known_until
from dmaic.measure.service.customers import classes_for, has_classes
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.mapping import Mapping as Columns
from dmaic.measure.service.mapping import act_of
from dmaic.measure.service.sources import ServiceImport, ServiceSource, words_of
from dmaic.measure.service.stored import (
    SPEAKING,
    StoredRows,
    counted_files,
    first_events,
    last_of_each,
    rows_of_files,
    speaking_rows,
)


@dataclass(frozen=True, slots=True, eq=False)
class Tickets:
    """The tickets of a source as arrays of one length, in the order of their creation.

    ``horizon`` is the latest moment that any file speaks of, ``begin`` the earliest: what happened outside is not
    known. ``known_to`` says for each ticket until when it is known (None: the horizon for all), ``began`` why some lie
    before the beginning. For event logs ``worked`` holds the seconds on the clock under the source's rules, open
    tickets included.
    """

    rows: Rows
    keys: Keys
    calendar: Calendar
    horizon: int
    begin: int
    columns: dict[str, Column] = field(default_factory=dict)
    worked: Floats | None = None
    known_to: Wholes | None = None
    began: str = ""

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

    @property
    def until(self) -> Wholes:
        """The moment until which each ticket is known."""
        return np.full(len(self), self.horizon, dtype=np.int64) if self.known_to is None else self.known_to

    @property
    def is_lost(self) -> Flags:
        """Which were open when they were last seen, in a file that ends before the newest one."""
        return np.asarray(self.is_open & (self.until < self.horizon))

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
        known_to = None if self.known_to is None else self.known_to[chosen]
        return replace(self, keys=self.keys[chosen], columns=columns, worked=worked, known_to=known_to)


def read_tickets(session: Session, source: ServiceSource, names: Iterable[str] | None = None) -> Tickets:
    """Every ticket as the newest file that holds it has it; of the columns the named ones (None: all).

    Event logs are joined over their files, each event once, and turned into tickets by the source's rules.
    """
    files = counted_files(session, source)
    calendar = source.calendar
    if not files:
        return Tickets(source.rows, np.zeros(0, dtype="S1"), calendar, 0, 0)
    begin, horizon = min(one.first_at for one in files), max(one.last_at for one in files)
    only = source.only or {}
    if source.rows == Rows.EVENTS:
        tickets = _tickets_of_log(source, rows_of_files(session, files, None), calendar, begin, horizon)
        return _kept_to(only, _with_class(session, source, tickets))
    wanted = None if names is None else {*names, *only, Field.CREATED.value}
    if wanted is not None and Field.SEGMENT in wanted and has_classes(session, source):
        wanted.add(Field.CUSTOMER.value)
    is_ticket = source.rows in _SEEN_AGAIN
    if wanted is not None and is_ticket and any(a.last_at > b.last_at for a, b in pairwise(files)):
        wanted |= {one.value for one in SPEAKING}
    raw = rows_of_files(session, files, wanted)
    created = raw.columns[Field.CREATED.value]
    assert isinstance(created, np.ndarray)
    if source.rows == Rows.PERIODS:  # a period is known in full when it was over as the newest file was taken in
        horizon = max(int(one.imported_at.replace(tzinfo=UTC).timestamp()) for one in files)
    if len(files) == 1 and files[0].distinct and source.rows != Rows.PERIODS:
        chosen = np.argsort(created, kind="stable")
    else:
        chosen = speaking_rows(raw) if is_ticket else last_of_each(raw.keys)
        chosen = chosen[np.argsort(created[chosen], kind="stable")]
    tickets = Tickets(source.rows, raw.keys, calendar, horizon, begin, raw.columns).kept(chosen)
    if is_ticket:
        tickets = _covered(tickets, files, since_when=names is None)
    return _kept_to(only, _with_class(session, source, tickets))


_SEEN_AGAIN = frozenset({Rows.TICKETS, Rows.CALLS})
"""Rows that files hold again and again while they change."""


def _covered(tickets: Tickets, files: Sequence[ServiceImport], *, since_when: bool) -> Tickets:
    """The tickets with the moment until which each is known, and with the day from which on none is missing."""
    known_to = None
    if len(files) > 1:
        known_to = known_until(tickets.moments(Field.CREATED), [(one.first_at, one.last_at) for one in files])
    tickets = replace(tickets, known_to=known_to)
    if not since_when:
        return tickets
    found = beginning(tickets.moments(Field.CREATED), tickets.resolved, tickets.begin, tickets.until)
    return replace(tickets, begin=found.at, began=found.why)


def read_events(session: Session, source: ServiceSource) -> tuple[Keys, dict[str, Column]]:
    """Every event of a log once, as the files hold them: the ticket of each, and its columns."""
    raw = rows_of_files(session, counted_files(session, source), None)
    chosen = first_events(raw)
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


def _tickets_of_log(source: ServiceSource, raw: StoredRows, calendar: Calendar, begin: int, horizon: int) -> Tickets:
    chosen = first_events(raw)
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
