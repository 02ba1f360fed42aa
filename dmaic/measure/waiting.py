"""Where does a file lie that was sent and is not brought in yet? Under its hash in the instance folder, for a day."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, ClassVar

from sqlalchemy import BigInteger, ForeignKey, delete, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model, now
from dmaic.errors import NotFound
from dmaic.measure.importing.sources import Kind, kind_of

KEPT = timedelta(hours=24)
_PIECE = 1 << 20


class WaitingFile(Model):
    """A file that waits. Every table of them puts its own ``prefix`` before the hash, and forgets its own files."""

    __abstract__ = True
    prefix: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    file_name: Mapped[str]
    file_hash: Mapped[str]
    file_bytes: Mapped[int] = mapped_column(BigInteger())
    at: Mapped[datetime] = mapped_column(default=now)

    def path(self, instance: str | Path) -> Path:
        """Where the bytes lie; NotFound once they were cleared away."""
        path = _place(type(self), instance, self.file_hash)
        if not path.exists():
            raise NotFound("This file is kept for a day only and has been cleared away. Send it again.")
        return path


@dataclass(frozen=True, slots=True)
class Arrived:
    """What is known of a file once its bytes are here."""

    file_name: str
    file_hash: str
    file_bytes: int
    kind: Kind


def folder_of(instance: str | Path) -> Path:
    """The folder for files that wait."""
    return Path(instance) / "uploads"


def put_aside(
    session: Session, table: type[WaitingFile], stream: BinaryIO, *, instance: str | Path, file_name: str
) -> Arrived:
    """Write a file to its place, and forget those that waited longer than a day.

    Its content says what it is, not its name: BadInput where it is no table. The caller keeps the row.
    """
    folder = folder_of(instance)
    folder.mkdir(parents=True, exist_ok=True)
    _clear_stale(session, table, folder)
    digest, size = hashlib.sha256(), 0
    arriving = folder / f"{table.prefix}arriving-{os.getpid()}-{time.monotonic_ns()}"
    try:
        with arriving.open("wb") as file:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        kind = kind_of(arriving)
        arriving.replace(_place(table, instance, digest.hexdigest()))
    finally:
        arriving.unlink(missing_ok=True)
    return Arrived(_plain_name(file_name), digest.hexdigest(), size, kind)


def forget(session: Session, waiting: WaitingFile, *, instance: str | Path) -> None:
    """Drop a waiting file. Its bytes go once the transaction is kept, unless another one waits with the same."""
    table = type(waiting)
    same = select(table.id).where(table.file_hash == waiting.file_hash, table.id != waiting.id)
    path = _place(table, instance, waiting.file_hash)
    if session.scalar(same) is None:
        event.listen(session, "after_commit", lambda _session: path.unlink(missing_ok=True), once=True)
    session.delete(waiting)
    session.flush()


def _place(table: type[WaitingFile], instance: str | Path, file_hash: str) -> Path:
    return folder_of(instance) / f"{table.prefix}{file_hash}"


def _clear_stale(session: Session, table: type[WaitingFile], folder: Path) -> None:
    """Forget what nobody brought in within a day."""
    session.execute(delete(table).where(table.at < now() - KEPT))
    oldest = time.time() - KEPT.total_seconds()
    for file in folder.glob(f"{table.prefix}*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _plain_name(given: str) -> str:
    """A file's own name, without the folders of somebody's machine."""
    name = PureWindowsPath(PurePosixPath(given).name).name.strip()
    return "".join(sign for sign in name if sign.isprintable())[:200] or "file"
