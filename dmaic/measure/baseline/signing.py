"""Who stands behind the baseline, and do today's data still give it?

The first signature freezes the figures with their data, options and library versions; the next ones go under the same
study as long as the same readings still give the same figures. What was signed is never worked out anew in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dmaic.define.charter import charter_of, record_baseline
from dmaic.define.metrics import Metric, MetricRole
from dmaic.errors import NotAllowed, RuleBroken, StatisticsError
from dmaic.measure.baseline.assess import Assessment, assess
from dmaic.measure.baseline.speaking import Figure
from dmaic.measure.chart_settings import Choices
from dmaic.measure.charting import kept_limits
from dmaic.measure.datasets import Correction, Exclusion, Import, Readings, read_range, series_of
from dmaic.measure.limits import refresh_wall
from dmaic.measure.points import Grouping
from dmaic.measure.staging import FEWEST, StagePlan, freeze_limits, stages_of
from dmaic.people.accounts import Person
from dmaic.projects.permissions import MAY, Act, Role
from dmaic.projects.project import Project, roles_of
from dmaic.projects.rollup import Level, keep_sigma
from dmaic.projects.study import Signature, Study, fingerprint_of, keep_study, sign, signatures_of, studies_of

STAGE = "baseline"
KIND = "baseline"
ANALYSIS = "baseline"
_IN_ORDER = (Role.FINANCE, Role.PROCESS_OWNER, Role.LEAD)
_MEANING = {
    Role.LEAD: "I worked it out as stated, from the data named",
    Role.FINANCE: "I accept it as the figure from which benefits are counted",
    Role.PROCESS_OWNER: "I recognise my process in it",
}


@dataclass(frozen=True, slots=True)
class Drift:
    """How today's data compare with what was signed. ``changed`` readings were excluded, corrected or withdrawn."""

    signed: float
    today: float | None
    changed: int
    matches: bool
    trouble: str = ""


def baseline_of(session: Session, project: Project, metric: Metric) -> Study | None:
    """The newest baseline that somebody signed."""
    return next(iter(studies_of(session, project, stage=STAGE, subject_id=metric.id)), None)


def signed_figure(session: Session, project: Project, metric: Metric) -> Figure:
    """The figure that the newest signed baseline speaks of; chosen from the metric while none is signed."""
    study = baseline_of(session, project, metric)
    return Figure.AUTO if study is None else Figure(study.options["figure"])


def baselines_of(session: Session, project: Project, metric: Metric) -> list[Study]:
    """Every baseline ever signed, newest first."""
    return studies_of(session, project, stage=STAGE, subject_id=metric.id)


def signatures(session: Session, project: Project, study: Study) -> list[Signature]:
    """Who signed this baseline, in order."""
    return signatures_of(session, project, kind=KIND, object_id=study.id)


def signing_roles(project: Project, person: Person) -> list[Role]:
    """In which roles this person may sign, the weightiest first."""
    held = roles_of(project, person)
    return [role for role in _IN_ORDER if role in held and role in MAY[Act.SIGN_BASELINE]]


def content_fingerprint(study: Study) -> str:
    """SHA-256 of everything a signature stands under: data, options and figures."""
    return fingerprint_of({"data": study.fingerprint, "options": study.options, "result": study.result})


def objections_to(assessment: Assessment, note: str = "") -> list[str]:
    """Why this can't be signed yet; each sentence says what to do."""
    if assessment.charted is None:
        return [assessment.trouble]
    said = []
    if assessment.headline.value is None:
        said.append(assessment.headline.note)
    if assessment.stable is None:
        said.append(
            f"{assessment.verdict.sentence} A baseline needs {FEWEST} points at least, so that its stability can be "
            "judged."
        )
    if assessment.stable is False and not note.strip():
        said.append(
            "The chart is not stable. Exclude what was special with its reason, or write in the note why the special "
            "causes stay in the baseline. Capability stays withheld then."
        )
    if assessment.options.get("gage") == "fail" and not note.strip():
        said.append("The measurement system failed its study. Repair it, or write in the note why it will do here.")
    return said


def sign_baseline(
    session: Session,
    project: Project,
    metric: Metric,
    assessment: Assessment,
    *,
    by: Person,
    role: Role | None = None,
    note: str = "",
) -> Study:
    """Put a name under the baseline; the first one freezes it.

    Refused without a role that may sign, without data, and where the chart is unstable or the gauge failed unless a
    note decides about it. A stable chart keeps its limits from then on. The figure goes back into the charter once
    finance has signed (or, where the project has no finance partner, with the first signature).
    """
    roles = signing_roles(project, by)
    if not roles or (role is not None and role not in roles):
        raise NotAllowed("The lead, finance and the process owner sign the baseline.")
    chosen = role or roles[0]
    study = _same(session, project, metric, assessment)
    if study is None:
        objections = objections_to(assessment, note)
        if objections:
            raise RuleBroken(" ".join(objections))
        study = _keep(session, project, metric, assessment, by=by, note=note)
    elif any(one.role == chosen.value and one.person_id == by.id for one in signatures(session, project, study)):
        raise RuleBroken(f"You signed this baseline as {chosen.title} already.")
    sign(
        session,
        project,
        person=by,
        role=chosen.value,
        kind=KIND,
        object_id=study.id,
        meaning=_MEANING[chosen],
        fingerprint=content_fingerprint(study),
    )
    if chosen == Role.FINANCE or not project.people_as(Role.FINANCE):
        _hand_back(session, project, metric, study)
    return study


def level_of(assessment: Assessment) -> Level:
    """The sigma level as the rollup keeps it."""
    level = assessment.level
    ends = (None, None) if level is None else (level.low, level.high)
    return Level(assessment.sigma, *ends, assessment.no_sigma)


def is_signed_by(session: Session, project: Project, study: Study, role: Role) -> bool:
    """Whether somebody in this role signed the study."""
    return any(one.role == role.value for one in signatures(session, project, study))


def approvals_of(excluded: Iterable[Mapping[str, Any]], given: Sequence[Signature]) -> dict[int, list[str]]:
    """Who approved each exclusion, by seq: everybody who signed the baseline with it, but for whoever made it."""
    return {
        one["seq"]: list(dict.fromkeys(sig.person.name for sig in given if sig.person_id != one.get("by_id")))
        for one in excluded
    }


def not_approved(session: Session, project: Project, study: Study) -> list[int]:
    """Excluded readings that nobody signed for but the person who excluded them, by their seq."""
    found = approvals_of(study.result["excluded"], signatures(session, project, study))
    return [seq for seq, names in found.items() if not names]


def signed_value(study: Study) -> float:
    """The baseline figure as it was signed."""
    return float(study.result["headline"]["value"])


def drift_of(session: Session, metric: Metric, study: Study) -> Drift:
    """Whether the readings that were signed still stand as they were, and what they give today."""
    readings = signed_readings(session, metric, study)
    signed = signed_value(study)
    if readings.fingerprint == study.fingerprint:
        return Drift(signed, signed, 0, matches=True)
    changed = changed_since(session, metric, study)
    try:
        today = assess_as_signed(readings, metric, study).headline.value
    except StatisticsError as refusal:
        return Drift(signed, None, changed, matches=False, trouble=str(refusal))
    return Drift(signed, today, changed, matches=False)


def still_matches(session: Session, metric: Metric, study: Study) -> bool:
    """The same in short: reads the readings only where something was laid over them since."""
    if not changed_since(session, metric, study):
        return True
    return signed_readings(session, metric, study).fingerprint == study.fingerprint


def signed_readings(session: Session, metric: Metric, study: Study) -> Readings:
    """The readings of the signed period, as they stand today."""
    return read_range(session, metric, study.options["first_seq"], study.options["last_seq"])


def assess_as_signed(readings: Readings, metric: Metric, study: Study) -> Assessment:
    """Today's data by the choices of then."""
    options = study.options
    choices = Choices(
        kind=options.get("chart") or "",
        estimator=options.get("estimator") or "",
        rule_set=options["rule_set"],
        grouping=Grouping(options["grouping"]),
        break_at_gaps=bool(options.get("break_at_gaps")),
        confidence=options["confidence"],
    )
    return assess(readings, metric, choices, gage=options.get("gage"), figure=Figure(options["figure"]))


def changed_since(session: Session, metric: Metric, study: Study) -> int:
    """How many readings of the signed period were excluded, counted again, corrected or withdrawn since."""
    series = series_of(session, metric)
    if series is None:
        return 0
    first, last, since = study.options["first_seq"], study.options["last_seq"], study.made_at
    turned = select(Exclusion.seq).where(
        Exclusion.series_id == series.id,
        Exclusion.seq.between(first, last),
        or_(Exclusion.at > since, Exclusion.ended_at > since),
    )
    corrected = select(Correction.seq).where(
        Correction.series_id == series.id, Correction.seq.between(first, last), Correction.at > since
    )
    seqs = {*session.scalars(turned), *session.scalars(corrected)}
    withdrawn = select(Import).where(
        Import.series_id == series.id, Import.withdrawn_at > since, Import.first_seq <= last
    )
    gone = 0
    for one in session.scalars(withdrawn):
        gone += max(0, min(one.last_seq, last) - max(one.first_seq, first) + 1)
    return len(seqs) + gone


def _same(session: Session, project: Project, metric: Metric, assessment: Assessment) -> Study | None:
    """The newest study, where these readings by these choices are the ones it holds."""
    study = baseline_of(session, project, metric)
    if study is None or study.fingerprint != assessment.fingerprint:
        return None
    same = all(study.options.get(name) == value for name, value in assessment.options.items())
    return study if same and study.result["headline"] == assessment.result()["headline"] else None


def _keep(
    session: Session, project: Project, metric: Metric, assessment: Assessment, *, by: Person, note: str
) -> Study:
    value, unit = assessment.headline.value, assessment.headline.unit
    study = keep_study(
        session,
        project,
        by=by,
        analysis=ANALYSIS,
        stage=STAGE,
        subject_id=metric.id,
        title=f"Baseline of {metric.name}: {assessment.headline.name.lower()} {value:.6g} {unit}".rstrip(),
        fingerprint=assessment.fingerprint,
        rows_used=assessment.used,
        rows_excluded=len(assessment.excluded),
        options={**assessment.options, **_facts(assessment, note)},
        result=assessment.result(),
    )
    _keep_limits(session, project, metric, assessment, by=by)
    if metric.role == MetricRole.PRIMARY:
        keep_sigma(project, level_of(assessment))
    refresh_wall(session, project, metric)
    return study


def _facts(assessment: Assessment, note: str) -> dict[str, Any]:
    return {"first_seq": assessment.first_seq, "last_seq": assessment.last_seq, "note": note.strip()}


def _keep_limits(session: Session, project: Project, metric: Metric, assessment: Assessment, *, by: Person) -> None:
    """A stable chart's limits are kept from now on, where its stage has none yet."""
    charted = assessment.charted
    present = (stages_of(session, metric) or [StagePlan()])[-1]
    if charted is None or not assessment.stable or present.frozen or present.start_seq > assessment.first_seq:
        return
    limits = kept_limits(charted)
    if limits.kind == "run" or limits.used < FEWEST:
        return
    freeze_limits(
        session,
        project,
        metric,
        limits=limits,
        baseline_last=assessment.last_seq,
        by=by,
        reason="The baseline was signed on these points.",
        signals=0,
    )


def _hand_back(session: Session, project: Project, metric: Metric, study: Study) -> None:
    """The signed figure goes back into the charter where its goal speaks of this metric."""
    charter = charter_of(session, project)
    if charter is None:
        return
    meant = charter.goal_metric_id == metric.id or (
        charter.goal_metric_id is None and metric.role == MetricRole.PRIMARY
    )
    if meant:
        record_baseline(session, charter, signed_value(study), study)
