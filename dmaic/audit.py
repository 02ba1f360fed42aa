"""Who changed what, from what to what, when and why?

The session writes the trail itself when it flushes, so no verb can forget it. Entries are append-only: the ORM refuses
to change or delete them and so does the database (triggers of the first migration). Each entry holds the hash of the
one before it in its chain; a chain is one project's history, or the installation's (chain 0).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint, event, insert, inspect, select, update
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from dmaic.db import Model, now
from dmaic.errors import RuleBroken

FIRST_HASH = "0" * 64


class Audited:
    """Mixin: creations, changes and removals of this table are written to the trail.

    ``audit_hidden`` names columns whose values are secrets: the trail says that they changed, not to what.
    ``audit_skipped`` names columns that are derived or bookkeeping and would only make noise. How pages tell it:
    ``audit_called`` is what one of these is called where the name of the class is not it, ``audit_words`` names columns
    in words, ``audit_untold`` those that the trail holds and that say nothing to people.
    """

    if TYPE_CHECKING:
        __tablename__: str

    audit_hidden: frozenset[str] = frozenset()
    audit_skipped: frozenset[str] = frozenset({"version"})
    audit_called: ClassVar[str] = ""
    audit_words: ClassVar[Mapping[str, str]] = {}
    audit_untold: ClassVar[frozenset[str]] = frozenset()

    def audit_project_id(self) -> int | None:
        """The project in whose history this belongs; None for the installation."""
        return getattr(self, "project_id", None)

    def audit_veil(self, name: str) -> str:
        """Why a page may not tell what this changed from and to; empty where it may. The trail holds it anyway."""
        del name
        return ""

    def audit_label(self) -> str:
        """What a person calls this thing."""
        for name in ("title", "name", "code", "email"):
            if getattr(self, name, None):
                return str(getattr(self, name))
        return ""


class AuditEntry(Model):
    """One change, as it was made."""

    __tablename__ = "audit_entries"
    __table_args__ = (UniqueConstraint("chain", "seq"), Index(None, "chain", "kind", "object_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    who: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[int]
    label: Mapped[str]
    act: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Model):
    """The end of each chain: locked while an entry is appended, so that two writers cannot fork it."""

    __tablename__ = "audit_heads"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold."""

    chain: int
    seq: int
    why: str


def act_as(session: Session, *, person_id: int | None, who: str) -> None:
    """Name the person on whose behalf this session writes."""
    session.info["person_id"] = person_id
    session.info["who"] = who


def because(session: Session, reason: str) -> None:
    """Give the reason that the entries of the next flush will carry."""
    session.info["reason"] = reason.strip()


def entries_of(
    session: Session,
    *,
    chain: int,
    kind: str | None = None,
    object_id: int | None = None,
    kinds: Iterable[str] = (),
    limit: int = 50,
    before: int | None = None,
) -> list[AuditEntry]:
    """The newest entries of a chain first, optionally of one kind, several kinds, or one object."""
    query = select(AuditEntry).where(AuditEntry.chain == chain)
    if kind is not None:
        query = query.where(AuditEntry.kind == kind)
    if kinds:
        query = query.where(AuditEntry.kind.in_(list(kinds)))
    if object_id is not None:
        query = query.where(AuditEntry.object_id == object_id)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return list(session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit)))


def record(
    session: Session,
    *,
    project_id: int | None,
    kind: str,
    object_id: int,
    act: str,
    label: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    """Write an entry for an act that changes no audited row by itself (a sign-in, a bulk import, an export)."""
    _append(session, [_Pending(project_id or 0, kind, object_id, label, act, changes or {})])


def verify(session: Session) -> Iterator[Broken]:
    """Walk every chain from its start and yield each place where it does not hold. Streams; memory is bounded."""
    chain, seq, last = None, 0, FIRST_HASH
    heads = {head.chain: head for head in session.scalars(select(AuditHead))}
    query = select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.seq).execution_options(yield_per=1000)
    with closing(session.scalars(query)) as entries:
        for entry in entries:
            if entry.chain != chain:
                if chain is not None:
                    yield from _check_head(heads.pop(chain, None), chain, seq, last)
                chain, seq, last = entry.chain, 0, FIRST_HASH
            if entry.seq != seq + 1:
                yield Broken(entry.chain, entry.seq, f"entry {seq + 1} is missing")
            if entry.previous_hash != last:
                yield Broken(entry.chain, entry.seq, "it does not follow from the entry before it")
            if entry.hash != _digest(_facts(entry), entry.previous_hash):
                yield Broken(entry.chain, entry.seq, "its text was changed after it was written")
            seq, last = entry.seq, entry.hash
    if chain is not None:
        yield from _check_head(heads.pop(chain, None), chain, seq, last)
    for head in heads.values():
        if head.seq == 0:
            continue  # a chain that was opened and never written to
        yield Broken(head.chain, head.seq, "all entries of the chain are missing")


def _check_head(head: AuditHead | None, chain: int, seq: int, last: str) -> Iterator[Broken]:
    if head is None or head.seq != seq or head.hash != last:
        yield Broken(chain, seq, "entries at the end of the chain are missing")


@dataclass(slots=True)
class _Pending:
    chain: int
    kind: str
    object_id: int
    label: str
    act: str
    changes: dict[str, Any]


def _written(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


def _pending(item: Audited, act: str) -> _Pending | None:
    """What the trail says about one flushed item; None when nothing worth telling changed."""
    state = inspect(item, raiseerr=True)
    changes: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        name = column.key
        if name in item.audit_skipped or name in ("id", "project_id"):
            continue
        old, new = _before_and_after(item, name, act)
        if old != new:
            changes[name] = ["hidden", "hidden"] if name in item.audit_hidden else [old, new]
    if act == "changed" and not changes:
        return None
    key = state.mapper.primary_key_from_instance(item)
    return _Pending(item.audit_project_id() or 0, item.__tablename__, int(key[0]), item.audit_label(), act, changes)


def _before_and_after(item: Audited, name: str, act: str) -> tuple[Any, Any]:
    if act == "changed":
        history = inspect(item, raiseerr=True).attrs[name].history
        if not history.has_changes():
            return None, None
        return (
            _written(history.deleted[0]) if history.deleted else None,
            _written(history.added[0]) if history.added else None,
        )
    value = _written(getattr(item, name))
    if value == "":
        value = None
    return (None, value) if act == "created" else (value, None)


@event.listens_for(Session, "after_flush")
def _write_trail(session: Session, _context: UOWTransaction) -> None:
    pending: list[_Pending] = []
    for act, items in (("created", session.new), ("changed", session.dirty), ("removed", session.deleted)):
        found = (_pending(item, act) for item in items if isinstance(item, Audited))
        pending.extend(one for one in found if one is not None)
    if pending:
        _append(session, pending)


def _append(session: Session, pending: list[_Pending]) -> None:
    reason = session.info.pop("reason", "")
    at = now()
    for item in pending:
        head = session.execute(
            select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == item.chain).with_for_update()
        ).one_or_none()
        if head is None:
            session.execute(insert(AuditHead).values(chain=item.chain, seq=0, hash=FIRST_HASH))
            seq, last = 0, FIRST_HASH
        else:
            seq, last = head
        facts = {
            "chain": item.chain,
            "seq": seq + 1,
            "at": at.isoformat(),
            "person_id": session.info.get("person_id"),
            "who": session.info.get("who", "system"),
            "kind": item.kind,
            "object_id": item.object_id,
            "label": item.label,
            "act": item.act,
            "changes": json.loads(json.dumps(item.changes)),
            "reason": reason,
        }
        digest = _digest(facts, last)
        session.execute(insert(AuditEntry).values({**facts, "at": at, "previous_hash": last, "hash": digest}))
        session.execute(update(AuditHead).where(AuditHead.chain == item.chain).values(seq=seq + 1, hash=digest))


def _facts(entry: AuditEntry) -> dict[str, Any]:
    names = ("chain", "seq", "person_id", "who", "kind", "object_id", "label", "act", "changes", "reason")
    return {**{name: getattr(entry, name) for name in names}, "at": entry.at.isoformat()}


def _digest(facts: dict[str, Any], previous: str) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


@event.listens_for(Session, "before_flush")
def _refuse_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    touched = (item for item in (*session.dirty, *session.deleted) if isinstance(item, AuditEntry))
    if next(touched, None) is not None:
        raise RuleBroken("The audit trail can't be changed or deleted.")
