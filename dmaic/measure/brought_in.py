"""What holds for every file that was brought in? It counts until it is withdrawn for a reason; nothing is destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from dmaic import audit
from dmaic.db import Model, now
from dmaic.errors import BadInput, RuleBroken
from dmaic.people.accounts import Person


class BroughtIn(Model):
    """A file that was brought in: its hash, who brought it, and whether it counts. ``noun`` is what people call it.

    ``left_out`` counts rows by the reason for which they were not taken.
    """

    __abstract__ = True
    noun: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    file_name: Mapped[str]
    file_hash: Mapped[str]
    file_bytes: Mapped[int] = mapped_column(BigInteger())
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON)
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    @declared_attr
    @classmethod
    def imported_by(cls) -> Mapped[Person]:
        return relationship(foreign_keys=[cls.imported_by_id], lazy="joined")

    @declared_attr
    @classmethod
    def withdrawn_by(cls) -> Mapped[Person | None]:
        return relationship(foreign_keys=[cls.withdrawn_by_id], lazy="joined")

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def withdraw(session: Session, done: BroughtIn, *, reason: str, by: Person) -> None:
    """Pass over what the file brought, for a reason; it can be brought back."""
    if not reason.strip():
        raise BadInput(f"Say why the {done.noun} is withdrawn.")
    if done.is_withdrawn:
        raise RuleBroken(f"This {done.noun} is withdrawn already.")
    done.withdrawn_at, done.withdrawn_reason = now(), reason.strip()
    done.withdrawn_by_id, done.withdrawn_by = by.id, by
    record_act(session, done, "withdrew", changes={"withdrawn": [False, True]}, reason=reason)


def bring_back(session: Session, done: BroughtIn, *, reason: str) -> None:
    """Count a withdrawn file again, for a reason."""
    if not reason.strip():
        raise BadInput(f"Say why the {done.noun} counts again.")
    if not done.is_withdrawn:
        raise RuleBroken(f"This {done.noun} is not withdrawn.")
    done.withdrawn_at = done.withdrawn_by_id = done.withdrawn_by = None
    done.withdrawn_reason = ""
    record_act(session, done, "brought back", changes={"withdrawn": [True, False]}, reason=reason)


def record_act(
    session: Session,
    done: BroughtIn,
    act: str,
    *,
    changes: Mapping[str, Any],
    label: str = "",
    reason: str = "",
) -> None:
    """Write down what was done with the file, under its name unless ``label`` says more: one entry an act."""
    session.flush()
    if reason:
        audit.because(session, reason)
    audit.record(
        session,
        project_id=done.project_id,
        kind=done.__tablename__,
        object_id=done.id,
        act=act,
        label=label or done.file_name,
        changes=dict(changes),
    )
