"""Does every thread hold from the customer's voice to the benefit, and what hangs loose?

A thread runs voice, CTQ, metric, baseline, cause, solution, pilot, control row, benefit. Nothing is typed here: each
stop is read from the room that owns it. What is only missing because its phase has not begun is no gap yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause, CauseState
from dmaic.charts.text import called
from dmaic.control.plan import ControlPlanRow
from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import Charter, charter_of, goal_of
from dmaic.define.charter.goal import amount
from dmaic.define.definitions import gaps_of
from dmaic.define.metrics import Metric, MetricRole, metrics_of
from dmaic.define.needs import Kano
from dmaic.define.voice import Ctq, Voice
from dmaic.improve.solutions import Pilot, Solution, SolutionState
from dmaic.projects.project import Phase, Project
from dmaic.projects.rows import rows_of
from dmaic.projects.study import Study, studies_of

NO_EVIDENCE = "no evidence from data yet"
RESULTS = {"yes": "met its rule", "no": "missed its rule", "running": "still running"}


class State(StrEnum):
    """What a stop of a thread says: something is there, missing, not yet due, or not asked of this thread."""

    THERE = "there"
    MISSING = "missing"
    AHEAD = "ahead"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the record: what it is called, what is said about it, and the page it is written on."""

    text: str
    note: str = ""
    endpoint: str = ""
    key: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a thread with what was found there, or why nothing was."""

    name: str
    state: State
    entries: tuple[Entry, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """One requirement, followed from the voice behind it to the money it brings."""

    title: str
    stops: tuple[Stop, ...]

    @property
    def holds(self) -> bool:
        return all(stop.state != State.MISSING for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Trace:
    """All threads of a project, and what hangs loose."""

    threads: tuple[Thread, ...]
    orphans: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """What all rooms say, read once."""

    project: Project
    charter: Charter | None
    voices: dict[int, Voice]
    ctqs: list[Ctq]
    metrics: dict[int, Metric]
    baselines: list[Study]
    causes: dict[int, Cause]
    solutions: dict[int, Solution]
    pilots: list[Pilot]
    plan: list[ControlPlanRow]
    benefits: list[BenefitLine]

    def reached(self, phase: Phase) -> bool:
        return self.project.phase.position >= phase.position

    def absent(self, name: str, phase: Phase, why: str) -> Stop:
        """A stop at which nothing was found: missing once its phase has begun."""
        if not self.reached(phase):
            return Stop(name, State.AHEAD, why=f"Comes in {phase.value.capitalize()}.")
        return Stop(name, State.MISSING, why=why)

    @property
    def goal_metric_id(self) -> int | None:
        """The metric whose gap causes explain and solutions close: the goal's, or the primary Y."""
        if self.charter is not None and self.charter.goal_metric_id is not None:
            return self.charter.goal_metric_id
        primary = (one.id for one in self.metrics.values() if one.role == MetricRole.PRIMARY)
        return next(primary, None)

    @property
    def accepted(self) -> list[Cause]:
        return [cause for cause in self.causes.values() if cause.state == CauseState.ACCEPTED]

    @property
    def chosen(self) -> list[Solution]:
        return [one for one in self.solutions.values() if one.state == SolutionState.CHOSEN]


def trace_of(session: Session, project: Project) -> Trace:
    """Every thread and every loose end, from a fixed number of reads."""
    record = _Record(
        project=project,
        charter=charter_of(session, project),
        voices={one.id: one for one in rows_of(session, project, Voice)},
        ctqs=rows_of(session, project, Ctq),
        metrics={one.id: one for one in metrics_of(session, project)},
        baselines=studies_of(session, project, stage="baseline"),
        causes={one.id: one for one in rows_of(session, project, Cause)},
        solutions={one.id: one for one in rows_of(session, project, Solution)},
        pilots=rows_of(session, project, Pilot),
        plan=rows_of(session, project, ControlPlanRow),
        benefits=[one for one in rows_of(session, project, BenefitLine) if not (one.type and one.type.is_cost)],
    )
    required = {ctq.metric_id for ctq in record.ctqs}
    unasked = [one for one in _outcomes(record) if one.id not in required]
    threads = [_thread(record, ctq, record.metrics.get(ctq.metric_id or 0)) for ctq in record.ctqs]
    threads += [_thread(record, None, metric) for metric in unasked]
    return Trace(tuple(threads), tuple(_orphans(record)))


def _outcomes(record: _Record) -> list[Metric]:
    return [one for one in record.metrics.values() if one.role in (MetricRole.PRIMARY, MetricRole.SECONDARY)]


def _thread(record: _Record, ctq: Ctq | None, metric: Metric | None) -> Thread:
    title = ctq.name if ctq is not None else metric.name if metric is not None else ""
    is_goal = metric is not None and metric.id == record.goal_metric_id
    return Thread(
        title,
        (
            _voice(record, ctq),
            _ctq(record, ctq),
            _metric(record, metric),
            _baseline(record, metric),
            *(_goal_stops(record) if is_goal else _aside(record)),
            _control(record, metric),
            _benefit(record) if is_goal else Stop("Benefit", State.ASIDE, why="The benefit follows the goal's metric."),
        ),
    )


def _voice(record: _Record, ctq: Ctq | None) -> Stop:
    need = ctq.need if ctq is not None else None
    voices = [voice for voice in record.voices.values() if need is not None and voice.need_id == need.id]
    if need is None or not voices:
        return record.absent("Voice", Phase.DEFINE, "No voice stands behind it.")
    said = f"“{voices[0].verbatim}”{f' and {len(voices) - 1} more' if len(voices) > 1 else ''}"
    entry = Entry(need.name, said, "define.voice_edit", {"row_id": voices[0].id})
    return Stop("Voice", State.THERE, (entry,))


def _ctq(record: _Record, ctq: Ctq | None) -> Stop:
    if ctq is None:
        return record.absent("CTQ", Phase.DEFINE, "No CTQ asks for this metric.")
    entry = Entry(ctq.name, ctq.limits_in_words or "no limit yet", "define.ctqs_edit", {"row_id": ctq.id})
    return Stop("CTQ", State.THERE, (entry,))


def _metric(record: _Record, metric: Metric | None) -> Stop:
    if metric is None:
        return record.absent("Metric", Phase.DEFINE, "No metric measures it.")
    gaps = len(gaps_of(metric))
    note = (
        f"{gaps} part{'s' if gaps > 1 else ''} of the definition missing" if gaps else "operational definition complete"
    )
    entry = Entry(f"{metric.code} {metric.name}", note, "define.metric", {"metric_id": metric.id})
    return Stop("Metric", State.THERE, (entry,))


def _baseline(record: _Record, metric: Metric | None) -> Stop:
    if metric is None:
        return Stop("Baseline", State.ASIDE, why="It follows the metric.")
    charter = record.charter
    if charter is not None and metric.id == record.goal_metric_id:
        if charter.signed_baseline is not None:
            goal = goal_of(charter)
            shown = goal.baseline_shown if goal else charter.signed_baseline
            entry = Entry(amount(shown, charter.goal_unit), "signed", "define.charter")
            return Stop("Baseline", State.THERE, (entry,))
        if charter.goal_baseline is not None and not record.reached(Phase.MEASURE):
            status = charter.goal_baseline_status.value if charter.goal_baseline_status else "estimated"
            entry = Entry(amount(charter.goal_baseline, charter.goal_unit), status, "define.charter")
            return Stop("Baseline", State.THERE, (entry,))
    study = next((one for one in record.baselines if one.subject_id == metric.id), None)
    if study is not None:
        return Stop(
            "Baseline", State.THERE, (Entry(study.title, f"{called(study.made_at.date())}, not signed into the goal"),)
        )
    if metric.id != record.goal_metric_id:
        return Stop("Baseline", State.ASIDE, why="Only the goal's metric needs a signed one.")
    return record.absent("Baseline", Phase.MEASURE, "No baseline is signed.")


def _goal_stops(record: _Record) -> tuple[Stop, Stop, Stop]:
    causes = tuple(
        Entry(
            one.name, one.statistical_evidence or "no evidence from data yet", "analyze.causes_edit", {"row_id": one.id}
        )
        for one in record.accepted
    )
    solutions = tuple(
        Entry(one.name, _against(record, one), "improve.solutions_edit", {"row_id": one.id}) for one in record.chosen
    )
    pilots = tuple(
        Entry(one.name, _piloted(record, one), "improve.pilots_edit", {"row_id": one.id}) for one in record.pilots
    )
    return (
        _found(record, "Cause", causes, Phase.ANALYZE, "No cause is accepted."),
        _found(record, "Solution", solutions, Phase.IMPROVE, "No solution is chosen."),
        _found(record, "Pilot", pilots, Phase.IMPROVE, "Nothing was piloted."),
    )


def _aside(record: _Record) -> tuple[Stop, ...]:
    goal = record.metrics.get(record.goal_metric_id or 0)
    why = f"Causes and solutions follow {goal.name}." if goal else "Causes and solutions follow the goal's metric."
    return tuple(Stop(name, State.ASIDE, why=why) for name in ("Cause", "Solution", "Pilot"))


def _found(record: _Record, name: str, entries: tuple[Entry, ...], phase: Phase, why: str) -> Stop:
    return Stop(name, State.THERE, entries) if entries else record.absent(name, phase, why)


def _against(record: _Record, solution: Solution) -> str:
    cause = record.causes.get(solution.cause_id or 0)
    return f"against: {cause.name}" if cause is not None else "against no cause of the register"


def _piloted(record: _Record, pilot: Pilot) -> str:
    solution = record.solutions.get(pilot.solution_id or 0)
    words = f"of: {solution.name}; " if solution is not None else ""
    return f"{words}{RESULTS.get(pilot.met, pilot.met)}{f': {pilot.result}' if pilot.result else ''}"


def _control(record: _Record, metric: Metric | None) -> Stop:
    if metric is None:
        return Stop("Control", State.ASIDE, why="It follows the metric.")
    rows = [row for row in record.plan if row.metric_id == metric.id]
    entries = tuple(
        Entry(row.characteristic, row.method.value, "control.control_plan_edit", {"row_id": row.id}) for row in rows
    )
    return _found(record, "Control", entries, Phase.CONTROL, "No row of the control plan watches this metric.")


def _benefit(record: _Record) -> Stop:
    entries = []
    for line in record.benefits:
        worth = "" if line.realized is None else f"{amount(round(line.realized), record.project.currency)} a year"
        entries.append(Entry(line.description, worth, "define.benefits_edit", {"row_id": line.id}))
    return _found(record, "Benefit", tuple(entries), Phase.DEFINE, "No benefit is named.")


def _orphans(record: _Record) -> list[Entry]:
    """Loose ends in the order of the thread. What points backwards into nothing always counts."""
    return [*_loose_needs(record), *_loose_causes(record), *_loose_solutions(record), *_loose_ends(record)]


def _loose_needs(record: _Record) -> list[Entry]:
    answered = {ctq.need_id for ctq in record.ctqs} - {None}
    spoken = {voice.need_id for voice in record.voices.values()} - {None}
    found = [
        Entry(voice.need or voice.verbatim, "Voice that leads to no CTQ.", "define.voice_edit", {"row_id": voice.id})
        for voice in record.voices.values()
        if voice.need_id not in answered and voice.kano != Kano.INDIFFERENT
    ]
    for ctq in record.ctqs:
        key = {"row_id": ctq.id}
        if ctq.need_id not in spoken:
            found.append(Entry(ctq.name, "CTQ without a voice behind it.", "define.ctqs_edit", key))
        if ctq.metric_id not in record.metrics:
            found.append(Entry(ctq.name, "CTQ without a metric.", "define.ctqs_edit", key))
    required = {ctq.metric_id for ctq in record.ctqs}
    unasked = [metric for metric in _outcomes(record) if metric.id not in required]
    return found + [
        Entry(one.name, "Metric that no CTQ asks for.", "define.metric", {"metric_id": one.id}) for one in unasked
    ]


def _loose_causes(record: _Record) -> list[Entry]:
    answered = {one.cause_id for one in record.chosen}
    found = []
    for cause in record.accepted:
        lacks = [
            words
            for words, has in (("evidence from data", cause.statistical_evidence), ("a mechanism", cause.mechanism))
            if not has
        ]
        key = {"row_id": cause.id}
        if lacks:
            found.append(
                Entry(cause.name, f"Accepted cause without {' and '.join(lacks)}.", "analyze.causes_edit", key)
            )
        if cause.id not in answered and record.reached(Phase.IMPROVE):
            found.append(Entry(cause.name, "Accepted cause without a chosen solution.", "analyze.causes_edit", key))
    return found


def _loose_solutions(record: _Record) -> list[Entry]:
    accepted = {cause.id for cause in record.accepted}
    piloted = {pilot.solution_id for pilot in record.pilots}
    chosen = {one.id for one in record.chosen}
    failed = {pilot.solution_id for pilot in record.pilots if pilot.met == "no"}
    kept = {pilot.solution_id for pilot in record.pilots if pilot.met == "yes"}
    found = []
    for one in record.chosen:
        says = [
            words
            for words, loose in (
                ("Chosen solution without an accepted cause.", one.cause_id not in accepted),
                ("Chosen solution that was not piloted.", one.id not in piloted),
                ("Chosen solution whose pilot missed its rule.", one.id in failed and one.id not in kept),
            )
            if loose
        ]
        found += [Entry(one.name, words, "improve.solutions_edit", {"row_id": one.id}) for words in says]
    for pilot in record.pilots:
        if pilot.solution_id not in chosen:
            key = {"row_id": pilot.id}
            found.append(Entry(pilot.name, "Pilot of no chosen solution.", "improve.pilots_edit", key))
    return found


def _loose_ends(record: _Record) -> list[Entry]:
    found = [
        Entry(row.characteristic, "Control row without a metric.", "control.control_plan_edit", {"row_id": row.id})
        for row in record.plan
        if row.metric_id not in record.metrics
    ]
    goal = record.metrics.get(record.goal_metric_id or 0)
    if goal is not None and record.reached(Phase.CONTROL) and goal.id not in {row.metric_id for row in record.plan}:
        found.append(Entry(goal.name, "Goal's metric without a control row.", "control.control_plan"))
    for line in record.benefits:
        says = (("Benefit without a type.", line.type is None), ("Benefit nobody owns.", line.owner_id is None))
        key = {"row_id": line.id}
        found += [Entry(line.description, words, "define.benefits_edit", key) for words, loose in says if loose]
    return found


def by_kind(orphans: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The loose ends by what is wrong with them, in their order."""
    found: dict[str, list[Entry]] = {}
    for orphan in orphans:
        found.setdefault(orphan.note, []).append(orphan)
    return found
