"""Who should know? Notices in the application, and the log of mails that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model, now
from dmaic.people.accounts import Person

log = structlog.get_logger("dmaic.mail")


class Notice(Model):
    """Something one person should read."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    text: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class Mail(Model):
    """A mail as it would leave: this installation logs it."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


def tell(
    session: Session,
    people: Iterable[Person],
    *,
    text: str,
    url: str = "",
    project_id: int | None = None,
    mail: str = "",
) -> int:
    """Give each person (once) a notice, and log the mail where one is written. Returns how many were told."""
    told = {person.id: person for person in people}
    for person in told.values():
        session.add(Notice(person_id=person.id, project_id=project_id, text=text, url=url))
        if mail:
            session.add(Mail(to=person.email, subject=text, body=mail))
            log.info("mail", to=person.email, subject=text)
    session.flush()
    return len(told)


def unread_count(session: Session, person: Person) -> int:
    """How many notices wait for this person."""
    query = select(func.count()).select_from(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def list_notices(session: Session, person: Person, limit: int = 100) -> list[Notice]:
    """The newest notices first."""
    query = (
        select(Notice).where(Notice.person_id == person.id).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)
    )
    return list(session.scalars(query))


def mark_read(session: Session, person: Person, *, until: datetime | None = None) -> None:
    """All notices of this person are read; those that came until a moment where one is given."""
    waiting = update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    session.execute((waiting if until is None else waiting.where(Notice.at <= until)).values(read_at=now()))
