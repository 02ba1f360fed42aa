"""Is the verdict kept, signed, and does it still stand? From here the gate and the baseline read a metric's gauge."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import check_version
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, NotAllowed, RuleBroken
from dmaic.measure.gage.filling import readings_of
from dmaic.measure.gage.judging import judge_readings
from dmaic.measure.gage.planning import tolerance_of
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, Verdict
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act, Role, may
from dmaic.projects.project import Project, roles_of
from dmaic.projects.study import Signature, fingerprint_of, keep_study, sign, signatures_of

KIND = "measurement study"
STAGE = "gage"
MEANING = "The study was made as planned, and I stand behind its verdict and what follows from it."


@dataclass(frozen=True, slots=True)
class GageStanding:
    """What is known of how a metric is measured: the worst verdict of its studies that still count.

    ``studies`` are the judged ones that no judged retest follows. ``unsigned`` and ``unremedied`` are those of them
    without a signature, and those not ok without a word on what is done about it.
    """

    verdict: Verdict
    studies: tuple[MeasurementStudy, ...]
    unsigned: tuple[MeasurementStudy, ...]
    unremedied: tuple[MeasurementStudy, ...]

    @property
    def may_be_used(self) -> bool:
        """Signed, and ok, or conditional with a remedy."""
        return self.verdict in {Verdict.OK, Verdict.CONDITIONAL} and not self.unsigned and not self.unremedied


def studies_for(
    session: Session, project: Project, metric: Metric | None = None, *, dropped: bool = False
) -> list[MeasurementStudy]:
    """The measurement studies of a project (of one metric), newest first; the dropped ones instead, when asked."""
    query = select(MeasurementStudy).where(MeasurementStudy.project_id == project.id)
    if metric is not None:
        query = query.where(MeasurementStudy.metric_id == metric.id)
    gone = MeasurementStudy.dropped_at.is_not(None) if dropped else MeasurementStudy.dropped_at.is_(None)
    return list(session.scalars(query.where(gone).order_by(MeasurementStudy.id.desc())))


def standing_for(session: Session, project: Project, metric: Metric) -> GageStanding | None:
    """How well the metric is measured; None while no study of it is judged."""
    judged = [one for one in studies_for(session, project, metric) if one.is_judged]
    repeated = {one.retest_of_id for one in judged}
    current = [one for one in judged if one.id not in repeated]
    if not current:
        return None
    verdicts = {one.verdict for one in current}
    worst = next(one for one in (Verdict.FAIL, Verdict.UNDECIDED, Verdict.CONDITIONAL, Verdict.OK) if one in verdicts)
    return GageStanding(
        worst,
        tuple(current),
        tuple(one for one in current if not is_signed(session, project, one)),
        tuple(one for one in current if one.verdict != Verdict.OK and not one.remediation.strip()),
    )


def verdict_for(session: Session, project: Project, metric: Metric) -> str | None:
    """ok, conditional, undecided or fail for the metric; None while nothing is judged. Capability reads it."""
    standing = standing_for(session, project, metric)
    return None if standing is None else standing.verdict.value


def retests_of(session: Session, study: MeasurementStudy) -> list[MeasurementStudy]:
    """The studies that repeat this one, oldest first."""
    query = select(MeasurementStudy).where(
        MeasurementStudy.retest_of_id == study.id, MeasurementStudy.dropped_at.is_(None)
    )
    return list(session.scalars(query.order_by(MeasurementStudy.id)))


def fingerprint(study: MeasurementStudy, readings: list[MeasurementReading]) -> str:
    """SHA-256 of the plan and of every reading as it stands."""
    return fingerprint_of(
        {
            "type": study.type.value,
            "metric": study.metric_id,
            "references": study.references,
            "tolerance": study.tolerance,
            "process_sd": study.process_sd,
            "categories": study.categories,
            "accepting": study.accepting,
            "allowed_percent": study.allowed_percent,
            "readings": [
                [one.run, one.part, one.appraiser, one.trial, one.shown, one.in_source, one.in_report]
                for one in readings
            ],
        }
    )


def keep_verdict(
    session: Session, project: Project, study: MeasurementStudy, *, by: Person, version: int | None, remediation: str
) -> MeasurementStudy:
    """Freeze the result with its fingerprint and close the readings. What is not ok asks what is done about it."""
    check_version(study, version)
    if study.is_judged:
        raise RuleBroken("The verdict is kept already.")
    if study.dropped_at is not None:
        raise RuleBroken("This study was dropped. Plan a new one.")
    readings = readings_of(session, study)
    judged = judge_readings(study, readings)
    assert judged.verdict is not None
    if judged.verdict != Verdict.OK and not remediation.strip():
        raise BadInput("Say what is done about it: who does what by when, or why the data may be used all the same.")
    kept = keep_study(
        session,
        project,
        by=by,
        analysis=judged.analysis,
        stage=STAGE,
        title=study.title,
        fingerprint=fingerprint(study, readings),
        rows_used=len(readings),
        options=judged.options,
        result=judged.as_dict(),
        subject_id=study.metric_id,
    )
    study.kept_id, study.kept = kept.id, kept
    study.verdict = judged.verdict
    study.remediation = remediation.strip()
    session.flush()
    return study


def reopen_study(session: Session, study: MeasurementStudy, *, reason: str) -> None:
    """Open the readings again, with a reason. The kept result stays in the record; signatures no longer stand."""
    if not study.is_judged:
        raise RuleBroken("The study is open already.")
    if not reason.strip():
        raise BadInput("Say why the study is reopened; the history keeps it.")
    if any(one.is_judged for one in retests_of(session, study)):
        raise RuleBroken("A judged retest follows this study. Reopen that one, or make another retest.")
    audit.because(session, reason)
    study.kept_id, study.kept, study.verdict = None, None, None
    session.flush()


def sign_study(session: Session, project: Project, study: MeasurementStudy, *, person: Person) -> Signature:
    """Put a name under the kept verdict; once a person, by who answers for how it is measured."""
    if study.kept is None:
        raise RuleBroken("Keep the verdict first, then sign it.")
    held = roles_of(project, person)
    if not may(held, Act.SIGN_STUDY):
        raise NotAllowed("The lead, the coach or the process owner signs a measurement study.")
    if any(one.person_id == person.id for one in standing_signatures(session, project, study)):
        raise RuleBroken("You have signed this verdict already.")
    role = next(one for one in (Role.PROCESS_OWNER, Role.COACH, Role.LEAD) if one in held)
    return sign(
        session,
        project,
        person=person,
        role=role.value,
        kind=KIND,
        object_id=study.id,
        meaning=MEANING,
        fingerprint=study.kept.fingerprint,
    )


def standing_signatures(session: Session, project: Project, study: MeasurementStudy) -> list[Signature]:
    """The signatures under the verdict as it is kept now; those under an earlier one no longer stand."""
    if study.kept is None:
        return []
    given = signatures_of(session, project, kind=KIND, object_id=study.id)
    return [one for one in given if one.fingerprint == study.kept.fingerprint and one.signed_at >= study.kept.made_at]


def is_signed(session: Session, project: Project, study: MeasurementStudy) -> bool:
    """Whether somebody stands behind the verdict."""
    return bool(standing_signatures(session, project, study))


def remarks_on(study: MeasurementStudy, readings: list[MeasurementReading]) -> list[str]:
    """What has moved since the verdict was kept: the readings (never, unless the record was touched) and the limits."""
    said = []
    if study.kept is not None and fingerprint(study, readings) != study.kept.fingerprint:
        said.append("The readings are not those the verdict was kept with: their fingerprint differs.")
    now_wide = tolerance_of(study.metric)
    if study.tolerance is not None and now_wide is not None and abs(now_wide - study.tolerance) > 1e-9 * now_wide:
        said.append(
            f"The metric's limits are {now_wide:g} apart; this study holds the gauge against {study.tolerance:g}."
        )
    return said
