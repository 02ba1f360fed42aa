"""What of a template does a project still lack, and what happens when the team brings it in?

Piece by piece: charter words into empty fields, metrics, counter metrics, lines of the collection plan, causes. What
is there already stays as it is, and what was brought once does not come a second time, renamed or removed since or
not. The history of each piece names the template it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic import audit
from dmaic.analyze.causes import Cause, CauseState, EvidenceType, Origin
from dmaic.charts.text import called
from dmaic.db import Model, now
from dmaic.define.charter import Charter, CounterMetric, charter_of, counter_metrics_of, write_charter
from dmaic.define.metrics import Metric, MetricRole, define_metric, metrics_of, next_code, primary_metric
from dmaic.errors import BadInput
from dmaic.measure.collection import PlanRow
from dmaic.playbooks.playbook import PRIMARY, LikelyCause, MetricWords, PlanLine, Playbook
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row, rows_of

_PERIOD = re.compile(r", (mean|median) of a (day|week|month)$")
"""What a ticket source adds to the name of a measure that it gathers by periods."""
UNSEEN = "From the template, not yet observed."
"""What stands at a cause that nobody has looked at: an opinion, no finding."""


class BroughtPiece(Model):
    """A piece of a template that a project took over, so that it comes once only."""

    __tablename__ = "brought_pieces"
    __table_args__ = (UniqueConstraint("project_id", "playbook", "piece"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    playbook: Mapped[str]
    piece: Mapped[str]
    object_id: Mapped[int]
    brought_at: Mapped[datetime] = mapped_column(default=now)


class Kind(StrEnum):
    """What a piece is, in the order in which pieces are brought: a plan row needs its metric."""

    METRIC = "Metrics"
    CHARTER = "Charter wording"
    COUNTER = "Counter metrics of the charter"
    PLAN = "Collection plan"
    CAUSE = "Causes to look for"


class PieceState(StrEnum):
    """Whether a piece can be brought."""

    OPEN = "open"
    THERE = "there"
    BROUGHT = "brought"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that can be taken over; ``said`` tells why it can't, where it can't."""

    key: str
    kind: Kind
    title: str
    text: str
    state: PieceState
    said: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """How many pieces of each kind came, and how many were there already."""

    counts: Mapping[Kind, int]
    skipped: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def in_words(self) -> str:
        """3 metrics, 12 fields of charter wording. 2 were there already and stay as they are."""
        told = [f"{count} {_COUNTED[kind][count != 1]}" for kind, count in self.counts.items() if count]
        said = f"Brought in: {', '.join(told)}." if told else "Nothing was brought in."
        if self.skipped:
            said += f" {self.skipped} {'was' if self.skipped == 1 else 'were'} there already and stay as they are."
        return said


_COUNTED = {
    Kind.METRIC: ("metric", "metrics"),
    Kind.CHARTER: ("field of charter wording", "fields of charter wording"),
    Kind.COUNTER: ("counter metric", "counter metrics"),
    Kind.PLAN: ("line of the collection plan", "lines of the collection plan"),
    Kind.CAUSE: ("cause", "causes"),
}


def pieces_of(session: Session, project: Project, playbook: Playbook) -> list[Piece]:
    """Every piece of the template with what this project already has of it."""
    before = _brought(session, project, playbook)
    return [
        *_metric_pieces(session, project, playbook, before),
        *_charter_pieces(session, project, playbook),
        *_counter_pieces(session, project, playbook, before),
        *_plan_pieces(session, project, playbook, before),
        *_cause_pieces(session, project, playbook, before),
    ]


def bring(session: Session, project: Project, playbook: Playbook, chosen: Iterable[str]) -> Brought:
    """Take the chosen pieces over. Those that are there already are left alone and counted.

    BadInput where a piece is unknown, or where a plan line's metric is neither there nor chosen: then nothing comes.
    """
    # Two people who press at once: the second waits here and then finds the pieces of the first.
    session.execute(select(Project.id).where(Project.id == project.id).with_for_update())
    asked = set(chosen)
    pieces = {one.key: one for one in pieces_of(session, project, playbook)}
    unknown = asked - pieces.keys()
    if unknown:
        raise BadInput("The template has changed since this page was opened. Look at it again and choose anew.")
    wanted = {key for key in asked if pieces[key].state == PieceState.OPEN}
    _check_metrics(session, project, playbook, wanted)
    counts = dict.fromkeys(Kind, 0)
    for words in playbook.metrics:
        if (key := _metric_key(words)) in wanted:
            _keep(session, project, playbook, key, _bring_metric(session, project, playbook, words).id)
            counts[Kind.METRIC] += 1
    counts[Kind.CHARTER] = _bring_charter(session, project, playbook, wanted)
    for words in playbook.counters:
        if (key := _counter_key(words)) in wanted:
            _keep(session, project, playbook, key, _bring_counter(session, project, playbook, words).id)
            counts[Kind.COUNTER] += 1
    for line in playbook.plan:
        if (key := _plan_key(line)) in wanted:
            _keep(session, project, playbook, key, _bring_line(session, project, playbook, line).id)
            counts[Kind.PLAN] += 1
    for cause in playbook.causes:
        if (key := _cause_key(cause)) in wanted:
            _keep(session, project, playbook, key, _bring_cause(session, project, playbook, cause).id)
            counts[Kind.CAUSE] += 1
    return Brought(counts, len(asked) - len(wanted))


def source(playbook: Playbook) -> str:
    """What the history says of each piece."""
    return f"From the template “{playbook.title}”"


def _metric_key(words: MetricWords) -> str:
    return f"metric.{words.key}"


def _counter_key(words: MetricWords) -> str:
    return f"counter.{words.key}"


def _plan_key(line: PlanLine) -> str:
    return f"plan.{_slug(line.question)}"


def _cause_key(cause: LikelyCause) -> str:
    return f"cause.{_slug(cause.name)}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _same(one: str, other: str) -> bool:
    """Whether two names say the same, brackets and capitals aside, and what a ticket source adds to them."""
    return _slug(_PERIOD.sub("", one)) == _slug(_PERIOD.sub("", other))


def _brought(session: Session, project: Project, playbook: Playbook) -> dict[str, BroughtPiece]:
    query = select(BroughtPiece).where(BroughtPiece.project_id == project.id, BroughtPiece.playbook == playbook.key)
    return {one.piece: one for one in session.scalars(query)}


def _keep(session: Session, project: Project, playbook: Playbook, key: str, object_id: int) -> None:
    session.add(BroughtPiece(project_id=project.id, playbook=playbook.key, piece=key, object_id=object_id))
    session.flush()


def _state(
    key: str, before: Mapping[str, BroughtPiece], *, there: bool, removed: bool = False
) -> tuple[PieceState, str]:
    if key in before:
        gone = " and removed since: bring it back at its list" if removed else ""
        return PieceState.BROUGHT, f"brought on {called(before[key].brought_at.date())}{gone}"
    return (PieceState.THERE, "one of this name is there and stays") if there else (PieceState.OPEN, "")


def _row_state(
    key: str, name: str, rows: Mapping[int, str], before: Mapping[str, BroughtPiece]
) -> tuple[PieceState, str]:
    """How a piece stands that becomes a row of a list; ``rows`` are the names in the list by their id."""
    removed = key in before and before[key].object_id not in rows
    return _state(key, before, there=any(_same(one, name) for one in rows.values()), removed=removed)


def _metric_of(session: Session, project: Project, playbook: Playbook, key: str) -> Metric | None:
    """The project's metric that stands for one of the template's: the brought one, else one of the same name."""
    found = {one.id: one for one in metrics_of(session, project)}
    brought = _brought(session, project, playbook).get(f"metric.{key}")
    if brought is not None and brought.object_id in found:
        return found[brought.object_id]
    name = playbook.metric(key).name
    return next((one for one in found.values() if _same(one.name, name)), None)


def _metric_pieces(
    session: Session, project: Project, playbook: Playbook, before: Mapping[str, BroughtPiece]
) -> list[Piece]:
    names = [one.name for one in metrics_of(session, project)]
    pieces = []
    for words in playbook.metrics:
        key = _metric_key(words)
        state, said = _state(key, before, there=any(_same(name, words.name) for name in names))
        there = _metric_of(session, project, playbook, words.key)
        role = _role_of(session, project, words) if there is None else there.role
        title = f"{words.name} ({role.value})"
        pieces.append(Piece(key, Kind.METRIC, title, str(words.values["description"]), state, said))
    return pieces


def _role_of(session: Session, project: Project, words: MetricWords) -> MetricRole:
    """A project moves one metric: beside a primary Y that is there, the template's comes as a secondary one."""
    taken = words.role == MetricRole.PRIMARY and primary_metric(session, project) is not None
    return MetricRole.SECONDARY if taken else words.role


def _bring_metric(session: Session, project: Project, playbook: Playbook, words: MetricWords) -> Metric:
    values = {"opportunities": 1, "shift": 1.5, **words.values}
    values |= {"code": next_code(session, project), "role": _role_of(session, project, words)}
    audit.because(session, source(playbook))
    return define_metric(session, project, values)


def _charter_pieces(session: Session, project: Project, playbook: Playbook) -> list[Piece]:
    charter = charter_of(session, project)
    pieces = []
    for name, label, words in playbook.wording:
        full = charter is not None and not _is_empty(charter, name)
        said = "the field is filled and stays as it is" if full else ""
        state = PieceState.THERE if full else PieceState.OPEN
        pieces.append(Piece(f"charter.{name}", Kind.CHARTER, label, words, state, said))
    return pieces


def _is_empty(charter: Charter, name: str) -> bool:
    """Whether a field takes words; the goal's metric is one field, chosen or named."""
    if name == "goal_metric_name" and charter.goal_metric_id is not None:
        return False
    return getattr(charter, name) in (None, "")


def _bring_charter(session: Session, project: Project, playbook: Playbook, wanted: set[str]) -> int:
    values = {name: value for name, value in playbook.charter.items() if f"charter.{name}" in wanted}
    if not values:
        return 0
    metric = _metric_of(session, project, playbook, PRIMARY)
    if "goal_metric_name" in values and metric is not None:
        values = {**{name: value for name, value in values.items() if name != "goal_metric_name"}}
        values["goal_metric_id"] = metric.id
    charter = charter_of(session, project)
    version = None if charter is None else charter.version
    write_charter(session, project, version=version, values=values, reason=source(playbook))
    return len(values)


def _counter_pieces(
    session: Session, project: Project, playbook: Playbook, before: Mapping[str, BroughtPiece]
) -> list[Piece]:
    rows = {row.id: row.called for row in counter_metrics_of(session, project)}
    pieces = []
    for words in playbook.counters:
        key = _counter_key(words)
        state, said = _row_state(key, words.name, rows, before)
        side = words.side.value if words.side else ""
        title = f"{words.name}: {side} a tolerance that you set"
        pieces.append(Piece(key, Kind.COUNTER, title, words.why, state, said))
    return pieces


def _bring_counter(session: Session, project: Project, playbook: Playbook, words: MetricWords) -> CounterMetric:
    metric = _metric_of(session, project, playbook, words.key)
    named = {"metric_id": metric.id} if metric else {"name": words.name, "unit": words.values["unit"]}
    audit.because(session, source(playbook))
    return add_row(session, project, CounterMetric, {**named, "side": words.side, "why": words.why})


def _plan_pieces(
    session: Session, project: Project, playbook: Playbook, before: Mapping[str, BroughtPiece]
) -> list[Piece]:
    rows = {row.id: row.question for row in rows_of(session, project, PlanRow)}
    pieces = []
    for line in playbook.plan:
        key = _plan_key(line)
        state, said = _row_state(key, line.question, rows, before)
        text = f"{playbook.metric(line.metric).name}. {line.reason}"
        pieces.append(Piece(key, Kind.PLAN, line.question, text, state, said))
    return pieces


def _check_metrics(session: Session, project: Project, playbook: Playbook, wanted: set[str]) -> None:
    lacking = [
        line
        for line in playbook.plan
        if _plan_key(line) in wanted
        and f"metric.{line.metric}" not in wanted
        and _metric_of(session, project, playbook, line.metric) is None
    ]
    if lacking:
        names = ", ".join(dict.fromkeys(f"“{playbook.metric(line.metric).name}”" for line in lacking))
        raise BadInput(
            f"A line of the collection plan says how a metric comes in: bring {names} with it, or leave the line out."
        )


def _bring_line(session: Session, project: Project, playbook: Playbook, line: PlanLine) -> PlanRow:
    metric = _metric_of(session, project, playbook, line.metric)
    assert metric is not None
    audit.because(session, f"{source(playbook)}: {line.reason}")
    return add_row(session, project, PlanRow, {**line.values, "metric_id": metric.id})


def _cause_pieces(
    session: Session, project: Project, playbook: Playbook, before: Mapping[str, BroughtPiece]
) -> list[Piece]:
    rows = {row.id: row.name for row in rows_of(session, project, Cause)}
    pieces = []
    for cause in playbook.causes:
        key = _cause_key(cause)
        state, said = _row_state(key, cause.name, rows, before)
        text = f"{cause.family.value.capitalize()}. {cause.how} Where to look: {cause.look}"
        pieces.append(Piece(key, Kind.CAUSE, cause.name, text, state, said))
    return pieces


def _bring_cause(session: Session, project: Project, playbook: Playbook, cause: LikelyCause) -> Cause:
    values: dict[str, Any] = {
        "name": cause.name,
        "family": cause.family,
        "origin": Origin.FISHBONE,
        "evidence_type": EvidenceType.OPINION,
        "state": CauseState.SUSPECTED,
        "verified_how": f"{UNSEEN} Look at: {cause.look}",
    }
    audit.because(session, f"{source(playbook)}: an opinion until it is verified")
    return add_row(session, project, Cause, values)
