"""Which tables hold measurements? Series, sealed blocks, the live tail, imports, exclusions, corrections."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.measure.brought_in import BroughtIn
from dmaic.people.accounts import Person

BIG = BigInteger()
BYTES = LargeBinary()


class Series(Model):
    """The readings of one metric. ``next_seq`` is the number of readings ever taken in, ``tail_from`` the first one
    that is not sealed yet, ``withdrawn`` how many belong to withdrawn imports. Nothing is ever counted."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), unique=True)
    next_seq: Mapped[int] = mapped_column(BIG, default=0)
    tail_from: Mapped[int] = mapped_column(BIG, default=0)
    withdrawn: Mapped[int] = mapped_column(BIG, default=0)


class Import(BroughtIn):
    """One file of readings. ``settings`` says how the file was read and which column became what."""

    __tablename__ = "imports"
    __table_args__ = (Index(None, "series_id", "file_hash"),)
    noun = "import"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    first_seq: Mapped[int] = mapped_column(BIG)
    count: Mapped[int] = mapped_column(BIG)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def last_seq(self) -> int:
        return self.first_seq + self.count - 1


class Block(Model):
    """Up to 4,096 readings in packed little-endian columns, each compressed; a column that holds nothing is absent.

    The summary speaks about ``value``: how many are there, their sum, sum of squares, least and largest.
    """

    __tablename__ = "blocks"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True, autoincrement=False)
    first_seq: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    count: Mapped[int]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    values_there: Mapped[int]
    total: Mapped[float | None]
    squares: Mapped[float | None]
    least: Mapped[float | None]
    largest: Mapped[float | None]
    first_time: Mapped[int | None] = mapped_column(BIG)
    last_time: Mapped[int | None] = mapped_column(BIG)
    value: Mapped[bytes | None] = mapped_column(BYTES)
    time: Mapped[bytes | None] = mapped_column(BYTES)
    subgroup: Mapped[bytes | None] = mapped_column(BYTES)
    size: Mapped[bytes | None] = mapped_column(BYTES)
    defects: Mapped[bytes | None] = mapped_column(BYTES)
    strata: Mapped[bytes | None] = mapped_column(BYTES)
    noted_by: Mapped[bytes | None] = mapped_column(BYTES)
    noted_at: Mapped[bytes | None] = mapped_column(BYTES)
    sha256: Mapped[str]


class TailReading(Model):
    """A live reading that waits to be sealed. ``time`` and ``noted_at`` are microseconds of UTC."""

    __tablename__ = "tail"
    __table_args__ = {"sqlite_with_rowid": False}

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    value: Mapped[float | None]
    time: Mapped[int | None] = mapped_column(BIG)
    subgroup: Mapped[str] = mapped_column(default="")
    size: Mapped[float | None]
    defects: Mapped[float | None]
    strata: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[int] = mapped_column(BIG)


class Exclusion(Audited, Model):
    """A reading that does not count, and why. It stays visible. Counting it again ends the exclusion, with a reason."""

    __tablename__ = "exclusions"
    __table_args__ = (Index(None, "series_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    seq: Mapped[int] = mapped_column(BIG)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(default="")
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    by: Mapped[Person] = relationship(foreign_keys=by_id, lazy="joined")
    ended_by: Mapped[Person | None] = relationship(foreign_keys=ended_by_id, lazy="joined")

    def audit_label(self) -> str:
        return f"reading {self.seq + 1}"


class Correction(Audited, Model):
    """Another figure in the place of one that was wrong. The original stays; the newest correction is shown.

    ``changed`` holds the corrected columns, ``original`` what they were before this correction.
    """

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "series_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    seq: Mapped[int] = mapped_column(BIG)
    changed: Mapped[dict[str, Any]] = mapped_column(JSON)
    original: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by: Mapped[Person] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return f"reading {self.seq + 1}"
