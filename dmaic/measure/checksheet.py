"""How are readings taken by hand where the work is done? Values one by one, or tallies that become a reading.

A measured value goes straight into the metric's series. For counted metrics a sheet is opened, its categories are
tallied, and closing it writes one reading: the events (or units with one) out of what was looked at. The tallies by
category stay with the sheet, ready for a Pareto chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.define.metrics import DataType, Metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.datasets import append_reading
from dmaic.measure.service.adopting import ServiceMeasure
from dmaic.measure.sheet_clock import SheetClock
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

MOST_CATEGORIES = 30
OTHER = "Other"
DEFAULT_CLOCK = SheetClock()


class CheckSheet(Audited, Model):
    """One sheet: a metric, a stretch of work (a shift, a day, a batch), and the reading it became.

    ``counted`` is how many events (or units with one) the closed sheet wrote into the series as reading ``seq``.
    """

    __tablename__ = "check_sheets"
    __table_args__ = (Index(None, "metric_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    about: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    counted: Mapped[float | None]
    size: Mapped[float | None]
    seq: Mapped[int | None]
    metric: Mapped[Metric] = relationship(lazy="joined")
    opened_by: Mapped[Person] = relationship(lazy="joined")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.dropped_at is None

    def audit_label(self) -> str:
        return f"{self.metric.name}, {self.about}".removesuffix(", ") if self.metric else self.about


class Tally(Model):
    """How often one category was seen on a sheet. Counted up in the database, so that two thumbs lose nothing."""

    __tablename__ = "check_sheet_tallies"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("check_sheets.id"), primary_key=True, autoincrement=False)
    category: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """What was seen how often, over the closed sheets of a metric."""

    category: str
    count: int


def open_sheet(
    session: Session,
    project: Project,
    metric: Metric,
    *,
    categories: Sequence[str],
    about: str = "",
    by: Person,
    beside_export: bool = False,
) -> CheckSheet:
    """A new sheet for a counted metric, with its categories and a line for everything else."""
    _refuse_beside_export(session, metric, beside_export)
    if not metric.is_counted:
        raise BadInput(f"{metric.name} is measured, not counted: enter its values.")
    names = [name.strip() for name in categories if name.strip()]
    names = list(dict.fromkeys(name for name in names if name.casefold() != OTHER.casefold()))
    if len(names) > MOST_CATEGORIES:
        raise BadInput(f"{len(names)} categories can't be tapped in time. Take the {MOST_CATEGORIES} commonest.")
    if any(len(name) > 60 for name in names):
        raise BadInput("Use 60 characters at most for a category.")
    sheet = CheckSheet(
        project_id=project.id, metric_id=metric.id, metric=metric, about=about.strip(), opened_by_id=by.id, opened_by=by
    )
    session.add(sheet)
    session.flush()
    for position, name in enumerate([*names, OTHER]):
        session.add(Tally(sheet_id=sheet.id, category=name, position=position))
    session.flush()
    return sheet


def sheet_of(session: Session, project: Project, sheet_id: int) -> CheckSheet:
    """One sheet of this project."""
    sheet = session.get(CheckSheet, sheet_id)
    if sheet is None or sheet.project_id != project.id:
        raise NotFound("There is no such check sheet in this project.")
    return sheet


def sheets_of(session: Session, metric: Metric, *, limit: int = 20) -> list[CheckSheet]:
    """The metric's sheets, open ones first, then the newest."""
    query = select(CheckSheet).where(CheckSheet.metric_id == metric.id, CheckSheet.dropped_at.is_(None))
    return list(session.scalars(query.order_by(CheckSheet.closed_at.is_not(None), CheckSheet.id.desc()).limit(limit)))


def tallies_of(session: Session, sheet: CheckSheet) -> list[Tally]:
    """The categories of a sheet in their order."""
    query = select(Tally).where(Tally.sheet_id == sheet.id).order_by(Tally.position)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def count_up(session: Session, sheet: CheckSheet, category: str, *, by: int = 1) -> None:
    """One more of this category, or one less after a slip of the thumb; never below 0."""
    _refuse_closed(sheet)
    changed = session.execute(
        update(Tally)
        .where(Tally.sheet_id == sheet.id, Tally.category == category, Tally.count + by >= 0)
        .values(count=Tally.count + by)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount == 0 and category not in {one.category for one in tallies_of(session, sheet)}:  # type: ignore[attr-defined]  # an update gives a CursorResult
        raise NotFound("The sheet has no such category.")


def close_sheet(
    session: Session,
    sheet: CheckSheet,
    *,
    size: float | None,
    counted: float | None = None,
    at: datetime | None = None,
    by: Person,
    beside_export: bool = False,
    clock: SheetClock = DEFAULT_CLOCK,
) -> int:
    """Write the sheet into the series as one reading and give its seq.

    ``counted`` is how many events (or units with at least one) there were; left out, it is the sum of the tallies.
    ``at`` is what ``clock`` said; left out, it is what it says now.
    """
    _refuse_closed(sheet)
    metric = sheet.metric
    _refuse_beside_export(session, metric, beside_export)
    if size is None and metric.data_type in (DataType.PROPORTION, DataType.RATE):
        raise BadInput("Say how many were looked at: without them there is no share.")
    total = sum(one.count for one in tallies_of(session, sheet))
    counted = float(total) if counted is None else counted
    if metric.data_type != DataType.PROPORTION and counted != total:
        raise BadInput(f"The tallies add up to {total}. Count them up or down until they are right.")
    if counted > total:
        raise BadInput(f"Only {total} were tallied, so there can't be {counted:g} units with one.")
    moment = _not_ahead(at or clock.now, clock)
    seq = append_reading(session, metric, at=moment, subgroup=sheet.about, size=size, defects=counted, by=by)
    sheet.closed_at, sheet.counted, sheet.size, sheet.seq = now(), counted, size, seq
    session.flush()
    return seq


def drop_sheet(session: Session, sheet: CheckSheet, *, reason: str) -> None:
    """Throw an open sheet away; it stays in the record."""
    _refuse_closed(sheet)
    if not reason.strip():
        raise BadInput("Say why the sheet is dropped; the history keeps it.")
    audit.because(session, reason)
    sheet.dropped_at = now()
    session.flush()


def counts_of(session: Session, metric: Metric) -> list[CategoryCount]:
    """What was tallied on the closed sheets of a metric, most frequent first: the start of a Pareto chart."""
    total = func.sum(Tally.count)
    query = (
        select(Tally.category, total)
        .join(CheckSheet, CheckSheet.id == Tally.sheet_id)
        .where(CheckSheet.metric_id == metric.id, CheckSheet.closed_at.is_not(None))
        .group_by(Tally.category)
        .having(total > 0)
        .order_by(total.desc(), Tally.category)
    )
    return [CategoryCount(category, int(count)) for category, count in session.execute(query)]


def sheet_table(session: Session, metric: Metric) -> list[list[object]]:
    """Every sheet of a metric that was not dropped, a line a category: for a spreadsheet, the column names first."""
    query = (
        select(CheckSheet, Tally)
        .join(Tally, Tally.sheet_id == CheckSheet.id)
        .where(CheckSheet.metric_id == metric.id, CheckSheet.dropped_at.is_(None))
        .order_by(CheckSheet.id, Tally.position)
    )
    table: list[list[object]] = [["Sheet", "Opened (UTC)", "Closed (UTC)", "Category", "Count", "Looked at", "Reading"]]
    for sheet, tally in session.execute(query):
        closed = "" if sheet.closed_at is None else f"{sheet.closed_at:%Y-%m-%d %H:%M}"
        reading = None if sheet.seq is None else sheet.seq + 1
        opened = f"{sheet.opened_at:%Y-%m-%d %H:%M}"
        table.append([sheet.about, opened, closed, tally.category, tally.count, sheet.size, reading])
    return table


def enter_value(
    session: Session,
    metric: Metric,
    *,
    value: float,
    at: datetime | None = None,
    subgroup: str = "",
    strata: Mapping[str, str] | None = None,
    by: Person,
    beside_export: bool = False,
    clock: SheetClock = DEFAULT_CLOCK,
) -> int:
    """Take one measured value into the series; ``at`` is what ``clock`` said, and what it says now where left out."""
    if metric.is_counted:
        raise BadInput(f"{metric.name} is counted, not measured: open a sheet and tally.")
    _refuse_beside_export(session, metric, beside_export)
    moment = _not_ahead(at or clock.now, clock)
    known = {name: text.strip() for name, text in (strata or {}).items() if text.strip()}
    return append_reading(session, metric, value=value, at=moment, subgroup=subgroup, strata=known, by=by)


def strata_names(metric: Metric) -> tuple[str, ...]:
    """The stratifiers that the metric's definition names, to be noted with each reading."""
    named = (name.strip() for name in metric.stratifiers.replace(";", ",").split(","))
    return tuple(dict.fromkeys(name for name in named if name))[:6]


def as_typed(wall: datetime) -> datetime:
    """What somebody read off the wall clock, as the series keep it."""
    return wall.replace(tzinfo=UTC)


def _not_ahead(moment: datetime, clock: SheetClock) -> datetime:
    if moment > clock.now + timedelta(minutes=5):
        raise BadInput(f"The time lies in the future ({clock.in_words}). Check the clock, or the day.", field="at")
    return moment


def export_of(session: Session, metric: Metric) -> str:
    """The name of the export that feeds this metric; empty where none does."""
    query = select(ServiceMeasure).where(ServiceMeasure.metric_id == metric.id)
    adopted = session.scalar(query)
    return "" if adopted is None else adopted.source.name


def _refuse_beside_export(session: Session, metric: Metric, beside_export: bool) -> None:
    source = "" if beside_export else export_of(session, metric)
    if source:
        raise BadInput(
            f"The readings of {metric.name} come from the export {source}: what is tallied by hand is another sample "
            "and would stand among them as one more point. Define a metric of its own for it, or say below that it "
            "belongs into this series.",
            field="beside_export",
        )


def _refuse_closed(sheet: CheckSheet) -> None:
    if not sheet.is_open:
        raise RuleBroken("This sheet is closed. Open a new one; a wrong reading is corrected on the data page.")
