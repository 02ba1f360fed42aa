"""Which tables hold a measurement study? The study with its plan and verdict, and one row a planned reading."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.define.metrics import Metric
from dmaic.people.accounts import Person
from dmaic.projects.study import Study


class StudyType(StrEnum):
    """What is asked of the measurement system."""

    CROSSED = "crossed"
    NESTED = "nested"
    TYPE_ONE = "type 1"
    BIAS = "bias"
    LINEARITY = "linearity"
    STABILITY = "stability"
    AGREEMENT = "agreement"
    AUDIT = "audit"

    @property
    def words(self) -> str:
        """What it is called on a page."""
        return _WORDS[self]


_WORDS = {
    StudyType.CROSSED: "Gage R&R, crossed",
    StudyType.NESTED: "Gage R&R, nested",
    StudyType.TYPE_ONE: "Type 1 study",
    StudyType.BIAS: "Bias",
    StudyType.LINEARITY: "Linearity",
    StudyType.STABILITY: "Stability",
    StudyType.AGREEMENT: "Attribute agreement",
    StudyType.AUDIT: "Data audit",
}


class Verdict(StrEnum):
    """Whether the data of this system may be used."""

    OK = "ok"
    CONDITIONAL = "conditional"
    UNDECIDED = "undecided"
    FAIL = "fail"


class MeasurementStudy(Audited, Model):
    """One study of how well a metric is measured: its plan, and once judged its verdict.

    ``parts`` are whatever is measured again and again: parts, items, masters, points in time, records.
    ``references`` holds the true value (or the standard, a category) of a part where it is known. ``tolerance`` is the
    width of the specification when the study was planned. ``allowed_percent`` is the share of wrong records that a
    data audit may tolerate. ``kept`` is the frozen result; from then on the readings are closed.
    """

    __tablename__ = "measurement_studies"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), index=True)
    type: Mapped[StudyType]
    done_on: Mapped[date]
    instrument: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    parts: Mapped[list[Any]] = mapped_column(JSON)
    appraisers: Mapped[list[Any]] = mapped_column(JSON)
    trials: Mapped[int]
    references: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tolerance: Mapped[float | None]
    process_sd: Mapped[float | None]
    categories: Mapped[list[Any]] = mapped_column(JSON, default=list)
    accepting: Mapped[str] = mapped_column(default="")
    is_ordered: Mapped[bool] = mapped_column(default=False)
    allowed_percent: Mapped[float | None]
    is_blinded: Mapped[bool] = mapped_column(default=True)
    is_randomised: Mapped[bool] = mapped_column(default=True)
    seed: Mapped[int]
    retest_of_id: Mapped[int | None] = mapped_column(ForeignKey("measurement_studies.id"))
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    planned_at: Mapped[datetime] = mapped_column(default=now)
    verdict: Mapped[Verdict | None]
    remediation: Mapped[str] = mapped_column(default="")
    kept_id: Mapped[int | None] = mapped_column(ForeignKey("studies.id"))
    dropped_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    metric: Mapped[Metric] = relationship(lazy="joined")
    kept: Mapped[Study | None] = relationship(lazy="joined")
    planned_by: Mapped[Person] = relationship(lazy="joined")
    retest_of: Mapped[MeasurementStudy | None] = relationship(remote_side="MeasurementStudy.id")
    __mapper_args__ = {"version_id_col": version}

    @property
    def title(self) -> str:
        return f"{self.type.words} of {self.metric.name}"

    @property
    def is_judged(self) -> bool:
        return self.kept_id is not None

    def audit_veil(self, name: str) -> str:
        """Single readings of a blinded study stay hidden until its verdict is kept: whoever sees one repeats it."""
        hides = self.is_blinded and not self.is_judged and self.dropped_at is None
        return "hidden until the verdict is kept" if hides and name.startswith("run ") else ""

    def audit_label(self) -> str:
        return f"{self.type.words} of {self.metric.name}" if self.metric else self.type.words


class MeasurementReading(Model):
    """One reading to be taken. ``run`` counts from 1 in the order of work.

    Measured values stand in ``value``; judgements, and the finding of a traced record, in ``rating``, with what the
    source and the report say beside it. Each save of readings leaves one entry in the audit trail.
    """

    __tablename__ = "measurement_study_readings"
    __table_args__ = (Index(None, "study_id", "appraiser"),)

    study_id: Mapped[int] = mapped_column(ForeignKey("measurement_studies.id"), primary_key=True, autoincrement=False)
    run: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str]
    appraiser: Mapped[str] = mapped_column(default="")
    trial: Mapped[int]
    value: Mapped[float | None]
    rating: Mapped[str] = mapped_column(default="")
    in_source: Mapped[str] = mapped_column(default="")
    in_report: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime | None]
    changes: Mapped[int] = mapped_column(default=0)

    @property
    def is_filled(self) -> bool:
        return self.value is not None or self.rating != ""

    @property
    def shown(self) -> str:
        """The reading as text, without a digit lost."""
        return self.rating if self.value is None else format(self.value, ".15g")
