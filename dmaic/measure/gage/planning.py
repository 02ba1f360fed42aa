"""What shall be measured, by whom, how often, in which order?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import check_version, now
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, StudyType
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.statistics.agreement import agreement_plan
from dmaic.statistics.gage import gage_plan

MOST_READINGS = 2_000
MOST_NAME = 60

MIXED = frozenset({StudyType.CROSSED, StudyType.NESTED, StudyType.LINEARITY, StudyType.AGREEMENT})
"""Studies whose order could mislead, so that it is drawn at random."""

Run = tuple[str, str, int]
"""Part, appraiser, trial."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a type of study asks for, and the words for it.

    ``parts`` names what is measured again; ``reference`` is needed, optional or none.
    """

    question: str
    when: str
    part: str
    parts: str
    fewest_parts: int
    fewest_appraisers: int
    fewest_trials: int
    reference: str
    customary: str
    tolerance: str = "optional"

    @property
    def has_appraisers(self) -> bool:
        return self.fewest_appraisers > 0


SHAPES: Mapping[StudyType, Shape] = {
    StudyType.CROSSED: Shape(
        "How much of what we see is the process, and how much the measuring?",
        "Measured values, several people, and each part can be measured again and again.",
        "part", "parts", 2, 2, 1, "optional",
        "10 parts over the usual range, 3 appraisers, 3 trials",
    ),
    StudyType.NESTED: Shape(
        "The same question where measuring destroys the part.",
        "Measured values, but each part goes to one appraiser only: destructive tests, calls heard once.",
        "part", "parts for each appraiser", 2, 2, 2, "none",
        "5 batches an appraiser, 3 appraisers, 2 or 3 pieces a batch",
    ),
    StudyType.TYPE_ONE: Shape(
        "Is the instrument itself fit for this tolerance?",
        "First of all: one person, one master with a known value, measured many times.",
        "master", "master", 1, 0, 2, "needed",
        "1 master, 50 readings (25 at least)", tolerance="needed",
    ),
    StudyType.BIAS: Shape(
        "Does the instrument read true on average?",
        "One master with a known value, measured several times.",
        "master", "master", 1, 0, 2, "needed",
        "1 master, 15 readings",
    ),
    StudyType.LINEARITY: Shape(
        "Does it read true over the whole range?",
        "Several masters with known values over the range.",
        "master", "masters", 2, 0, 1, "needed",
        "5 masters over the range, 10 readings each",
    ),
    StudyType.STABILITY: Shape(
        "Does the instrument stay as it is over time?",
        "One master measured at many points in time.",
        "point in time", "points in time", 3, 0, 1, "optional",
        "20 or more points in time, 3 readings each",
    ),
    StudyType.AGREEMENT: Shape(
        "Do people judge alike, and rightly?",
        "Judgements: good or bad, codes, ratings, classes of tickets.",
        "item", "items", 2, 1, 1, "optional",
        "50 items, about half good and half bad, 3 appraisers, 2 trials", tolerance="none",
    ),
    StudyType.AUDIT: Shape(
        "How many of the reported records are wrong?",
        "Figures that come out of a system: records are traced from their source into the report.",
        "record", "records", 1, 0, 1, "none",
        "60 records or more, drawn at random", tolerance="none",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study is planned with. ``references`` are true values, or the standard of each item as a category."""

    type: StudyType
    parts: tuple[str, ...]
    appraisers: tuple[str, ...] = ()
    trials: int = 1
    references: Mapping[str, float | str] = field(default_factory=dict)
    tolerance: float | None = None
    process_sd: float | None = None
    categories: tuple[str, ...] = ()
    accepting: str = ""
    is_ordered: bool = False
    allowed_percent: float | None = None
    is_blinded: bool = True
    done_on: date = field(default_factory=date.today)
    instrument: str = ""
    notes: str = ""


def tolerance_of(metric: Metric) -> float | None:
    """The width of the metric's specification; None where a side is open or set by nature."""
    lower, upper = metric.specification
    return None if lower is None or upper is None else upper - lower


def called(kind: StudyType, part: str) -> str:
    """A part as it is asked for: "Part 7", but not "Record Record 7"."""
    word = SHAPES[kind].part
    return part if word in part.casefold() else f"{word.capitalize()} {part}"


def new_seed() -> int:
    """A seed for a random order, to be kept."""
    return secrets.randbelow(1_000_000)


def runs_of(plan: Plan, seed: int) -> tuple[list[Run], tuple[str, ...]]:
    """The readings to take, in random order where order can mislead, and what is thin about the plan."""
    parts, trials = list(plan.parts), plan.trials
    who = plan.appraisers or ("",)
    if plan.type in (StudyType.CROSSED, StudyType.NESTED):
        made = gage_plan(parts, list(who), trials, seed=seed, nested=plan.type == StudyType.NESTED)
        return [(one.part, one.appraiser, one.trial) for one in made.runs], made.cautions
    if plan.type == StudyType.AGREEMENT:
        rated = agreement_plan(parts, list(who), trials, seed=seed)
        return [(one.item, one.appraiser, one.trial) for one in rated.ratings], rated.cautions
    if plan.type == StudyType.LINEARITY:
        mixed = gage_plan(parts, ["one"], trials, seed=seed)
        return [(one.part, who[0], one.trial) for one in mixed.runs], _few(plan)
    if plan.type == StudyType.AUDIT:
        return [(part, who[0], 1) for part in parts], _few(plan)
    return [(part, who[0], trial) for part in parts for trial in range(1, trials + 1)], _few(plan)


def _few(plan: Plan) -> tuple[str, ...]:
    wanted = {
        StudyType.TYPE_ONE: (plan.trials, 25, "readings of the master"),
        StudyType.BIAS: (plan.trials, 10, "readings of the master"),
        StudyType.LINEARITY: (len(plan.parts), 5, "masters over the range"),
        StudyType.STABILITY: (len(plan.parts), 20, "points in time"),
        StudyType.AUDIT: (len(plan.parts), 50, "traced records"),
    }
    there, least, what = wanted[plan.type]
    return (f"{there} {what} are few; {least} or more are customary.",) if there < least else ()


def check_plan(plan: Plan) -> None:
    """Refuse a plan that its type can't judge, with a sentence."""
    shape = SHAPES[plan.type]
    _check_names(plan.parts, shape.part)
    _check_names(plan.appraisers, "appraiser")
    if len(plan.parts) < shape.fewest_parts:
        raise BadInput(f"Name at least {shape.fewest_parts} {shape.parts}. Customary: {shape.customary}.")
    if plan.type in (StudyType.TYPE_ONE, StudyType.BIAS) and len(plan.parts) > 1:
        raise BadInput("This study takes one master. Over several masters, make a linearity study.")
    if len(plan.appraisers) < shape.fewest_appraisers:
        raise BadInput(f"Name at least {_counted(shape.fewest_appraisers, 'appraiser')}. Customary: {shape.customary}.")
    if not shape.has_appraisers and len(plan.appraisers) > 1:
        raise BadInput("This study is made by one person. Differences between people belong in a gage R&R study.")
    if plan.trials < shape.fewest_trials:
        raise BadInput(f"Plan at least {_counted(shape.fewest_trials, 'trial')}. Customary: {shape.customary}.")
    if plan.type == StudyType.AUDIT and plan.trials != 1:
        raise BadInput("Each record is traced once.")
    if plan.tolerance is not None and plan.tolerance <= 0:
        raise BadInput("The tolerance is a width: upper minus lower limit, above 0.")
    if shape.tolerance == "needed" and plan.tolerance is None:
        raise BadInput("A type 1 study holds the instrument against a tolerance. Give its width.")
    if shape.reference == "needed":
        unknown = [part for part in plan.parts if part not in plan.references]
        if unknown:
            raise BadInput(f"Give the reference value of {', '.join(unknown[:5])}, as in: {unknown[0]}; 4.02")
    _check_judgements(plan)
    size = len(plan.parts) * max(1, len(plan.appraisers)) * plan.trials
    if size > MOST_READINGS:
        raise BadInput(
            f"The plan has {size} readings, more than {MOST_READINGS}. Plan fewer, or split it into two studies."
        )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _check_names(names: Sequence[str], what: str) -> None:
    long = next((name for name in names if len(name) > MOST_NAME), None)
    if long is not None:
        raise BadInput(f"The name “{long[:30]}…” is longer than {MOST_NAME} characters. Give a shorter one.")
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise BadInput(f"“{twice}” is named twice. Give each {what} a name of its own.")


def _check_judgements(plan: Plan) -> None:
    if plan.type != StudyType.AGREEMENT:
        return
    if len(plan.categories) < 2:
        raise BadInput("Name at least two categories, one a line.")
    if plan.accepting and plan.accepting not in plan.categories:
        raise BadInput(f"The accepting category “{plan.accepting}” is not among {', '.join(plan.categories)}.")
    strange = next((one for one in plan.references.values() if one not in plan.categories), None)
    if strange is not None:
        raise BadInput(f"The standard “{strange}” is not among the categories {', '.join(plan.categories)}.")
    missing = [part for part in plan.parts if part not in plan.references]
    if plan.references and missing:
        raise BadInput(f"Item {missing[0]} has no standard. Judge every item, or leave the standard out of all.")
    if plan.is_ordered:
        try:
            [float(one) for one in plan.categories]
        except ValueError:
            raise BadInput("Ordered categories must be numbers, such as 1 to 5, so that they can be ranked.") from None


def plan_study(
    session: Session,
    project: Project,
    metric: Metric,
    plan: Plan,
    *,
    by: Person,
    seed: int | None = None,
    runs: Sequence[Run] | None = None,
    retest_of: MeasurementStudy | None = None,
) -> MeasurementStudy:
    """A new study with its run sheet. ``runs`` gives the order of readings already taken; else it is drawn."""
    check_plan(plan)
    if retest_of is not None and not retest_of.is_judged:
        raise RuleBroken("Only a judged study can be repeated. Keep its verdict first.")
    seed = new_seed() if seed is None else seed
    study = MeasurementStudy(
        project_id=project.id,
        metric_id=metric.id,
        metric=metric,
        seed=seed,
        is_randomised=runs is None and plan.type in MIXED,
        retest_of_id=None if retest_of is None else retest_of.id,
        planned_by_id=by.id,
        planned_by=by,
        **_columns(plan),
    )
    session.add(study)
    session.flush()
    _write_runs(session, study, runs_of(plan, seed)[0] if runs is None else runs)
    return study


def change_plan(session: Session, study: MeasurementStudy, plan: Plan, *, version: int | None) -> None:
    """Plan again, with the order drawn anew from the same seed; closed once a reading is in."""
    check_version(study, version)
    if filled_count(session, study):
        raise RuleBroken("Readings are in. Plan a new study, or drop this one.")
    check_plan(plan)
    for name, value in _columns(plan).items():
        setattr(study, name, value)
    session.execute(delete(MeasurementReading).where(MeasurementReading.study_id == study.id))
    _write_runs(session, study, runs_of(plan, study.seed)[0])
    session.flush()


def drop_study(session: Session, study: MeasurementStudy, *, reason: str) -> None:
    """Take an unjudged study off the list; it stays in the record."""
    if study.is_judged:
        raise RuleBroken("The verdict is kept, so the study stays. Repeat it as a retest.")
    if not reason.strip():
        raise BadInput("Say why the study is dropped; the history keeps it.")
    audit.because(session, reason)
    study.dropped_at = now()
    session.flush()


def open_measurement_study(session: Session, project: Project, study_id: int) -> MeasurementStudy:
    """One measurement study of this project."""
    study = session.get(MeasurementStudy, study_id)
    if study is None or study.project_id != project.id:
        raise NotFound("There is no such measurement study in this project.")
    return study


def plan_of(study: MeasurementStudy) -> Plan:
    """The plan as it stands."""
    return Plan(
        type=study.type,
        parts=tuple(study.parts),
        appraisers=tuple(study.appraisers),
        trials=study.trials,
        references=dict(study.references),
        tolerance=study.tolerance,
        process_sd=study.process_sd,
        categories=tuple(study.categories),
        accepting=study.accepting,
        is_ordered=study.is_ordered,
        allowed_percent=study.allowed_percent,
        is_blinded=study.is_blinded,
        done_on=study.done_on,
        instrument=study.instrument,
        notes=study.notes,
    )


def filled_count(session: Session, study: MeasurementStudy) -> int:
    """How many readings are in."""
    filled = (MeasurementReading.value.is_not(None)) | (MeasurementReading.rating != "")
    query = select(func.count()).select_from(MeasurementReading).where(MeasurementReading.study_id == study.id, filled)
    return session.scalar(query) or 0


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "type": plan.type,
        "done_on": plan.done_on,
        "instrument": plan.instrument,
        "notes": plan.notes,
        "parts": list(plan.parts),
        "appraisers": list(plan.appraisers),
        "trials": plan.trials,
        "references": dict(plan.references),
        "tolerance": plan.tolerance,
        "process_sd": plan.process_sd,
        "categories": list(plan.categories),
        "accepting": plan.accepting,
        "is_ordered": plan.is_ordered,
        "allowed_percent": plan.allowed_percent,
        "is_blinded": plan.is_blinded and plan.type != StudyType.AUDIT,
    }


def _write_runs(session: Session, study: MeasurementStudy, runs: Sequence[Run]) -> None:
    rows = [
        {"study_id": study.id, "run": run, "part": part, "appraiser": who, "trial": trial}
        for run, (part, who, trial) in enumerate(runs, 1)
    ]
    session.execute(insert(MeasurementReading), rows)
