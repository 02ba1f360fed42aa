"""What was special at this point? The log of assignable causes, beside the readings they explain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput
from dmaic.people.accounts import Person
from dmaic.projects.project import Project


class SpecialCause(Audited, Model):
    """What somebody found out about one reading, and what was done. Entries are added, never changed."""

    __tablename__ = "special_causes"
    __table_args__ = (Index(None, "metric_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    seq: Mapped[int] = mapped_column(BigInteger())
    cause: Mapped[str]
    action: Mapped[str] = mapped_column(default="")
    on_chart: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by: Mapped[Person] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return f"reading {self.seq + 1}: {self.cause[:60]}"


def note_cause(
    session: Session,
    project: Project,
    metric: Metric,
    seq: int,
    *,
    cause: str,
    action: str = "",
    on_chart: bool = False,
    by: Person,
) -> SpecialCause:
    """Write down what was special at a reading; ``on_chart`` draws its words above the point."""
    if not cause.strip():
        raise BadInput("Say what was special: what happened, and how do you know?")
    found = SpecialCause(
        project_id=project.id,
        metric_id=metric.id,
        seq=seq,
        cause=cause.strip(),
        action=action.strip(),
        on_chart=on_chart,
        by_id=by.id,
        by=by,
    )
    session.add(found)
    session.flush()
    return found


def causes_of(
    session: Session, metric: Metric, *, first_seq: int | None = None, last_seq: int | None = None
) -> list[SpecialCause]:
    """The log, newest reading first; of a stretch when asked."""
    query = select(SpecialCause).where(SpecialCause.metric_id == metric.id)
    if first_seq is not None:
        query = query.where(SpecialCause.seq >= first_seq)
    if last_seq is not None:
        query = query.where(SpecialCause.seq <= last_seq)
    return list(session.scalars(query.order_by(SpecialCause.seq.desc(), SpecialCause.id.desc())))


def explained(causes: Iterable[SpecialCause]) -> frozenset[int]:
    """The seqs that somebody has explained."""
    return frozenset(one.seq for one in causes)
