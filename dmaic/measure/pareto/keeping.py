"""Which rankings were kept, as they stood, and do today's data still give them?"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from dmaic.charts.text import thousands
from dmaic.errors import NotFound, Refused, StatisticsError
from dmaic.measure.pareto.pictures import verdict_words
from dmaic.measure.pareto.question import Question
from dmaic.measure.pareto.ranking import Answer, Level, answer
from dmaic.measure.pareto.sources import Offer, offers_of, read_facts
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.study import Study, fingerprint_of, keep_study, open_study, studies_of
from dmaic.statistics.pareto import Pareto
from dmaic.statistics.result import plain

STAGE = "pareto"


def ask(session: Session, project: Project, asked: Question) -> tuple[Offer, Answer]:
    """Answer a question from today's data. NotFound where its source is gone."""
    offer = next((one for one in offers_of(session, project) if one.key == asked.source), None)
    if offer is None:
        raise NotFound("There is no such source in this project.")
    return offer, answer(read_facts(session, project, offer, asked), offer, asked)


def keep_pareto(session: Session, project: Project, asked: Question, *, by: Person, note: str = "") -> Study:
    """Freeze a ranking with its question, its verdicts and what went in."""
    offer, found = ask(session, project, asked)
    title = f"{found.first.label} by {found.name.lower()}, {offer.title}"
    return keep_study(
        session,
        project,
        by=by,
        analysis="pareto",
        stage=STAGE,
        title=title,
        fingerprint=fingerprint_of_answer(found),
        rows_used=round(found.cases),
        rows_excluded=sum(found.left_out.values()),
        options={**asked.to_args(), "note": note.strip()},
        result=told(found, offer),
    )


def paretos_of(session: Session, project: Project, *, withdrawn: bool = False) -> list[Study]:
    """The kept rankings, newest first; those that were withdrawn instead when asked."""
    return [one for one in studies_of(session, project, stage=STAGE) if one.is_withdrawn == withdrawn]


def open_pareto(session: Session, project: Project, study_id: int) -> Study:
    """One kept ranking of this project."""
    study = open_study(session, project, study_id)
    if study.stage != STAGE:
        raise NotFound("There is no such Pareto in this project.")
    return study


def drift_of_pareto(session: Session, project: Project, study: Study) -> str:
    """What today's data say otherwise, in a sentence; empty where they give the same."""
    try:
        _, found = ask(session, project, Question.of_args(study.options))
    except (Refused, StatisticsError) as trouble:
        return f"Today's data don't give this ranking any more: {trouble}"
    if fingerprint_of_answer(found) == study.fingerprint:
        return ""
    was, now = study.result["first"]["vital"], list(found.first.vital)
    cases = f"{thousands(study.rows_used)} cases then, {thousands(found.cases)} today"
    if was != now:
        return f"The data have changed ({cases}), and the vital few are others today: {', '.join(now) or 'none'}."
    return f"The data have changed ({cases}); the vital few are the same."


def fingerprint_of_answer(found: Answer) -> str:
    """SHA-256 of the sums and counts of every category, before small ones are put together."""
    levels = [level for level in (found.first, found.second) if level is not None]
    facts = [
        {"column": one.column, "inside": one.inside, "counts": dict(one.counts), "total": round(one.table.total, 9),
         "rows": [[row.category, round(row.amount, 9)] for row in one.table.rows]}
        for one in levels
    ]  # fmt: skip
    return fingerprint_of(facts)


def told(found: Answer, offer: Offer) -> dict[str, Any]:
    """The answer as plain values."""
    return {
        "source": offer.title,
        "name": found.name,
        "unit": found.unit,
        "cases": found.cases,
        "span": None if found.span is None else [one.isoformat() for one in found.span],
        "first": _level(found.first),
        "second": None if found.second is None else _level(found.second),
        "stable": found.steadiness.stable,
        "steadiness": found.steadiness.sentence,
        "stories": list(found.stories),
        "left_out": dict(found.left_out),
    }


def _level(level: Level) -> dict[str, Any]:
    return {
        "column": level.column,
        "label": level.label,
        "inside": level.inside,
        "vital": list(level.vital),
        "flat": level.is_flat,
        "verdict": verdict_words(level),
        "cautions": list(level.table.cautions),
        "rows": _rows(level.table, level),
        "flatness": plain(level.table.flatness),
        "threshold": level.table.threshold,
    }


def _rows(table: Pareto, level: Level) -> list[dict[str, Any]]:
    return [
        {
            "category": row.category,
            "cases": level.cases(row.category),
            "amount": row.amount,
            "share": row.share,
            "cumulative": row.cumulative,
            "members": list(row.members),
        }
        for row in table.rows
    ]
