"""How does the wording of an earlier version come back, and nothing written since gets lost?

The old words become the draft; the version they came from stays as it was submitted and signed. A draft that was never
submitted is kept as a version of its own first. What belongs to other pages (people, dates, counter metrics,
milestones) and the baseline signed in Measure stay as they are.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import check_version
from dmaic.define.charter.fields import LABELS
from dmaic.define.charter.goal import BaselineStatus, GoalDirection
from dmaic.define.charter.record import Charter, write_charter
from dmaic.define.charter.versions import (
    Change,
    CharterState,
    CharterVersion,
    compare,
    facts_of,
    keep_version,
    standing_of,
)
from dmaic.define.metrics import metrics_of
from dmaic.errors import RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

_DAYS = frozenset({"problem_when_from", "problem_when_to", "goal_by"})
_NUMBERS = frozenset({"problem_magnitude", "goal_baseline", "goal_target", "practical_threshold"})
_WORDS = {"goal_direction": GoalDirection, "goal_baseline_status": BaselineStatus}
_BASELINE = frozenset({"goal_baseline", "goal_baseline_status"})


def what_returns(
    session: Session, project: Project, charter: Charter, version: CharterVersion
) -> tuple[list[Change], list[Change]]:
    """What would read differently (now, then), and what the version said differently but stays on its own page."""
    changes = compare(facts_of(session, project, charter), version.facts)
    names = {LABELS[name] for name in _returning(charter)} | {LABELS["goal_metric"]}
    returns = [one for one in changes if one.label in names]
    return returns, [one for one in changes if one.label not in names and one.label != LABELS["goal_unit"]]


def _returning(charter: Charter) -> list[str]:
    """The charter's own fields that come back."""
    own = [name for name in LABELS if name in Charter.__table__.columns and name not in ("goal_metric_id", "title")]
    return [name for name in own if charter.signed_baseline is None or name not in _BASELINE]


def restore_version(
    session: Session, project: Project, charter: Charter, version: CharterVersion, *, by: Person, seen: int | None
) -> CharterVersion | None:
    """Make the words of a version the draft; gives the version under which the draft so far was kept, if it was.

    ``seen`` is the version of the draft that the person had before the eyes; a newer one raises Conflict.
    """
    check_version(charter, seen)
    if not what_returns(session, project, charter, version)[0]:
        raise RuleBroken(f"The charter reads like version {version.number} already.")
    kept = None
    if standing_of(session, project, charter).state != CharterState.SUBMITTED:
        why = f"Draft as it was before the wording of version {version.number} came back"
        kept = keep_version(session, project, charter, by=by, why=why, is_draft=True)
    values = {name: _typed(name, version.facts.get(name)) for name in _returning(charter) if name in version.facts}
    values |= _metric_of(session, project, str(version.facts.get("goal_metric") or ""))
    audit.because(session, f"Wording of version {version.number} brought back")
    write_charter(
        session, project, version=seen, values=values, reason=f"Wording of version {version.number} brought back"
    )
    return kept


def _typed(name: str, value: Any) -> Any:
    if name in _DAYS:
        return date.fromisoformat(value) if value else None
    if name in _NUMBERS:
        return float(value) if value not in ("", None) else None
    if name in _WORDS:
        return _WORDS[name](value) if value else None
    return value or ""


def _metric_of(session: Session, project: Project, name: str) -> dict[str, Any]:
    """The project's metric of that name; the name alone where there is none any more."""
    found = next((metric for metric in metrics_of(session, project) if metric.name == name), None)
    return {"goal_metric_id": found.id if found else None, "goal_metric_name": "" if found else name}
