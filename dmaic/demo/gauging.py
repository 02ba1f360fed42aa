"""How were the measurements of a story checked? Readings of a gage study, drawn from the story's seed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from dmaic.define.metrics import Metric, primary_metric
from dmaic.demo.telling import Teller
from dmaic.measure.gage import (
    Entry,
    MeasurementReading,
    MeasurementStudy,
    Plan,
    StudyType,
    keep_verdict,
    plan_study,
    readings_of,
    save_readings,
    sign_study,
    tolerance_of,
)
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act

GOOD, BAD = "good", "bad"


def study(tell: Teller, ago: int) -> None:
    """Plan, fill, judge and sign the study of the primary metric's measurement system."""
    told = tell.story.gage
    if not told:
        return
    random = Random(told.get("seed", 1))  # noqa: S311 - made-up readings, no secret
    member, coach = tell.cast.member, tell.cast.coach
    with tell.on(ago, 9, tell.lead):
        project = tell.open(tell.lead, Act.EDIT)
        metric = primary_metric(tell.session, project)
        assert metric is not None
        plan = _plan(told, metric, random, tell.day(ago))
        planned = plan_study(tell.session, project, metric, plan, by=tell.lead, seed=told.get("seed", 1))
    with tell.on(ago, 12, member):
        tell.open(member, Act.EDIT)
        rows = readings_of(tell.session, planned)
        save_readings(tell.session, planned, _entries(told, planned, rows, random), by=member)
    with tell.on(ago, 15, tell.lead):
        project = tell.open(tell.lead, Act.EDIT)
        keep_verdict(
            tell.session,
            project,
            planned,
            by=tell.lead,
            version=planned.version,
            remediation=told.get("remediation", ""),
        )
    for person in (tell.lead, coach):
        with tell.on(ago, 16, person):
            _sign(tell, planned, person)


def _sign(tell: Teller, planned: MeasurementStudy, person: Person) -> None:
    sign_study(tell.session, tell.open(person, Act.SIGN_STUDY), planned, person=person)


def _plan(told: dict[str, Any], metric: Metric, random: Random, day: date) -> Plan:
    kind = StudyType(told["type"])
    count = told["parts"]
    given: dict[str, Any] = {
        "type": kind,
        "instrument": told["instrument"],
        "notes": told.get("notes", ""),
        "done_on": day,
    }
    if kind == StudyType.AUDIT:
        start = told.get("first_record", 4101)
        records = sorted(random.sample(range(start, start + 40 * count), count))
        names = tuple(f"{told['prefix']}{number}" for number in records)
        return Plan(parts=names, allowed_percent=told["allowed"], **given)
    people = tuple(told["appraisers"])
    names = tuple(str(number) for number in range(1, count + 1))
    if kind == StudyType.AGREEMENT:
        standard = {name: BAD if random.random() < told["share_bad"] else GOOD for name in names}
        return Plan(
            parts=names,
            appraisers=people,
            trials=told["trials"],
            references=standard,
            categories=(GOOD, BAD),
            accepting=GOOD,
            **given,
        )
    return Plan(parts=names, appraisers=people, trials=told["trials"], tolerance=tolerance_of(metric), **given)


def _entries(
    told: dict[str, Any], planned: MeasurementStudy, rows: Sequence[MeasurementReading], random: Random
) -> list[Entry]:
    if planned.type == StudyType.AUDIT:
        wrong = set(random.sample(range(len(rows)), told["wrong"]))
        return [
            Entry(row.run, rating="wrong" if at in wrong else "right", note=told["finding"] if at in wrong else "")
            for at, row in enumerate(rows)
        ]
    if planned.type == StudyType.AGREEMENT:
        other = {GOOD: BAD, BAD: GOOD}
        return [
            Entry(
                row.run,
                rating=other[planned.references[row.part]]
                if random.random() < told["slips"]
                else planned.references[row.part],
            )
            for row in rows
        ]
    true = {part: random.gauss(told["mean"], told["part_sd"]) for part in planned.parts}
    habit = {who: random.gauss(0, told["habit_sd"]) for who in planned.appraisers}
    return [
        Entry(
            row.run,
            value=round(true[row.part] + habit[row.appraiser] + random.gauss(0, told["repeat_sd"]), told["digits"]),
        )
        for row in rows
    ]
