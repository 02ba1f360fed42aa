"""What do the twenty row tools share? A numbered row under a project and the verbs that may change it.

SIPOC lines, stakeholders, causes, actions, control-plan rows: each is a table with this mixin, a form and one line in
its room's registry. Removing a row keeps it: it can be looked at and brought back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import check_version, now
from dmaic.errors import BadInput, NotFound
from dmaic.projects.project import Project


class Row(Audited):
    """A row of a tool: belongs to a project, has a place in the list, can be removed and brought back."""

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    removed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    audit_skipped = frozenset({"version", "position", "updated_at"})

    @declared_attr
    @classmethod
    def project_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("projects.id"), index=True)

    @declared_attr
    @classmethod
    def version(cls) -> Mapped[int]:
        return mapped_column()

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


AnyRow = TypeVar("AnyRow", bound=Row)


def rows_of(session: Session, project: Project, kind: type[AnyRow], *, removed: bool = False) -> list[AnyRow]:
    """The rows of one tool in their order; the removed ones instead, newest first, when asked."""
    query = select(kind).where(kind.project_id == project.id)
    if removed:
        return list(session.scalars(query.where(kind.removed_at.is_not(None)).order_by(kind.removed_at.desc())))
    return list(session.scalars(query.where(kind.removed_at.is_(None)).order_by(kind.position, kind.id)))


def open_row(session: Session, project: Project, kind: type[AnyRow], row_id: int) -> AnyRow:
    """One row of this project's tool; another project's row is not found."""
    row = session.get(kind, row_id)
    if row is None or row.project_id != project.id:
        raise NotFound("There is no such row in this project.")
    return row


def add_row(session: Session, project: Project, kind: type[AnyRow], values: Mapping[str, Any]) -> AnyRow:
    """Append a row at the end of the list."""
    last = session.scalar(select(func.max(kind.position)).where(kind.project_id == project.id))
    row = kind(**{**values, "project_id": project.id, "position": (last or 0) + 1})
    session.add(row)
    session.flush()
    return row


def change_row(session: Session, row: Row, *, version: int | None, values: Mapping[str, Any]) -> None:
    """Change a row; a save that started from an older version raises Conflict and writes nothing."""
    check_version(row, version)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def remove_row(session: Session, row: Row, *, reason: str) -> None:
    """Take a row off the list. It stays in the record; a reason is asked."""
    if not reason.strip():
        raise BadInput("Say why the row is removed; the history keeps it.")
    audit.because(session, reason)
    row.removed_at = now()
    session.flush()


def restore_row(session: Session, row: Row) -> None:
    """Put a removed row back at the end of its list."""
    row.removed_at = None
    last = session.scalar(select(func.max(type(row).position)).where(type(row).project_id == row.project_id))
    row.position = (last or 0) + 1
    session.flush()


def move_row(session: Session, project: Project, row: Row, *, up: bool) -> None:
    """Swap places with the neighbour; at the end of the list nothing happens."""
    rows = rows_of(session, project, type(row))
    here = rows.index(row)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, each in enumerate(rows, start=1):
        each.position = place
    session.flush()
