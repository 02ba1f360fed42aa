"""What a test of measurement studies starts from: a metric, a planned study, readings of the AIAG manual."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.measure.gage import Entry, MeasurementStudy, Plan, StudyType, plan_study, readings_of, save_readings
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories_define import make_metric
from tests.statistics.gage_data import AIAG

PARTS = tuple(str(number) for number in range(1, 11))
APPRAISERS = ("A", "B", "C")
GOOD_BAD = ("good", "bad")


def aiag_table(*, delimiter: str = ",") -> str:
    """The manual's study as a long table: part, appraiser, trial, measurement."""
    rows = [("part", "appraiser", "trial", "measurement")]
    rows += [
        (part, who, str(trial), f"{value:.2f}")
        for part, cells in zip(PARTS, AIAG, strict=True)
        for who, trials in zip(APPRAISERS, cells, strict=True)
        for trial, value in enumerate(trials, 1)
    ]
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


def lead_of(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


def make_gage_metric(session: Session, project: Project, **values: Any) -> Metric:
    """A measured length with limits 8 apart."""
    given = {"name": "Length", "unit": "mm", "lower_limit": -4.0, "upper_limit": 4.0, "target": 0.0}
    return make_metric(session, project, **{**given, **values})


def make_study(
    session: Session,
    project: Project,
    metric: Metric | None = None,
    *,
    kind: StudyType = StudyType.CROSSED,
    **plan: Any,
) -> MeasurementStudy:
    """A planned study; crossed with 10 parts, 3 appraisers and 3 trials unless told otherwise."""
    metric = metric or make_gage_metric(session, project)
    given: dict[str, Any] = {"parts": PARTS, "appraisers": APPRAISERS, "trials": 3} if kind == StudyType.CROSSED else {}
    return plan_study(session, project, metric, Plan(type=kind, **{**given, **plan}), by=lead_of(project), seed=11)


def fill_study(session: Session, study: MeasurementStudy, read: Any) -> None:
    """Every reading as ``read(row)`` says: a number, or a word for judgements and findings."""
    entries = []
    for row in readings_of(session, study):
        said = read(row)
        entries.append(Entry(row.run, rating=said) if isinstance(said, str) else Entry(row.run, value=said))
    save_readings(session, study, entries, by=study.planned_by)


def aiag_reading(row: Any) -> float:
    return AIAG[int(row.part) - 1][APPRAISERS.index(row.appraiser)][row.trial - 1]


def filled_study(session: Session, project: Project, metric: Metric | None = None, **plan: Any) -> MeasurementStudy:
    """The manual's study with all its readings."""
    study = make_study(session, project, metric, **plan)
    fill_study(session, study, aiag_reading)
    return study
