"""May the data of this measurement system be used? Each type of study judged, in one form of result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from dmaic.errors import RuleBroken
from dmaic.measure.gage.filling import readings_of
from dmaic.measure.gage.judging_agreement import judge_agreement, judge_audit
from dmaic.measure.gage.judging_masters import judge_bias, judge_linearity, judge_stability, judge_type_one
from dmaic.measure.gage.judging_rr import judge_crossed, judge_nested
from dmaic.measure.gage.result import Judged
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, StudyType

Judge = Callable[[MeasurementStudy, Sequence[MeasurementReading]], Judged]

JUDGES: dict[StudyType, Judge] = {
    StudyType.CROSSED: judge_crossed,
    StudyType.NESTED: judge_nested,
    StudyType.TYPE_ONE: judge_type_one,
    StudyType.BIAS: judge_bias,
    StudyType.LINEARITY: judge_linearity,
    StudyType.STABILITY: judge_stability,
    StudyType.AGREEMENT: judge_agreement,
    StudyType.AUDIT: judge_audit,
}


def judge(session: Session, study: MeasurementStudy) -> Judged:
    """The result of a study whose readings are all in, from its readings as they stand."""
    return judge_readings(study, readings_of(session, study))


def judge_readings(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """The same from readings at hand. Raises RuleBroken while one is missing."""
    missing = [one for one in readings if not one.is_filled]
    if missing:
        first = missing[0]
        of = f"{first.part} by {first.appraiser}" if first.appraiser else first.part
        raise RuleBroken(
            f"{len(missing)} of {len(readings)} readings are missing, the first is run {first.run} ({of}). "
            "The formulas need equal cells: measure what is missing."
        )
    return JUDGES[study.type](study, readings)
