"""What does the map add up to, what would a reviewer ask, and how is it drawn?

Lead time, process-cycle efficiency and rolled throughput yield are reckoned over the ways that cases take through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dmaic.charts import flow as drawn
from dmaic.charts.drawing import Drawing
from dmaic.charts.text import brief, called
from dmaic.errors import StatisticsError
from dmaic.measure.process_map import (
    ProcessStep,
    StepKind,
    follows,
    map_of,
    map_standing,
    shares_of,
    unit_of,
)
from dmaic.measure.process_ways import Rolled, Stop, expected_passes, reached, rolled_of
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of
from dmaic.statistics.flow import Flow, FlowStep, flow

_EXCEPTIONAL = 0.25
_MOST_NAMED = 6
_ADVICE = {
    "no value class": "Lead time and efficiency are told once every step has one.",
    "no times": "They count as 0.",
    "no lane": "Say who does them.",
}


@dataclass(frozen=True, slots=True)
class MapFlow:
    """What the map adds up to, a case's expected way. ``withheld`` says why there is no ``flow``; "" with no times.

    ``passes`` tells how often a case passes each step; None where the shares of the ways are not known.
    """

    flow: Flow | None
    withheld: str = ""
    rolled: Rolled | None = None
    passes: tuple[float, ...] | None = None


def flow_of(session: Session, project: Project) -> MapFlow:
    """Lead time and efficiency as a case may expect them over the ways it takes, and the yields of those ways."""
    steps = rows_of(session, project, ProcessStep)
    if not steps:
        return MapFlow(None)
    stops = []
    for at, step in enumerate(steps):
        ways, unknown = follows(steps, at)
        if unknown:
            return MapFlow(None, f"“{step.name}” leads to “{unknown[0]}”, which is not on the map.")
        stops.append(_stop(step, ways))
    rolled = rolled_of(stops)
    try:
        passes = expected_passes(stops)
    except StatisticsError as reason:
        return MapFlow(None, str(reason), rolled)
    if any(step.value_class is None for step in steps):
        return MapFlow(None, "Not every step has its value class yet.", rolled, passes)
    try:
        found = flow(
            [
                FlowStep(
                    step.name,
                    step.value_class.value if step.value_class else "",
                    passed * (step.touch_time or 0.0),
                    passed * (step.wait_time or 0.0),
                )
                for step, passed in zip(steps, passes, strict=True)
            ],
            unit=unit_of(session, project),
        )
    except StatisticsError:
        return MapFlow(None, "", rolled, passes)
    return MapFlow(found, "", rolled, passes)


def _stop(step: ProcessStep, ways: tuple[int | None, ...]) -> Stop:
    return Stop(
        step.name,
        ways,
        shares_of(step, len(ways)),
        is_rework=step.kind == StepKind.REWORK,
        quiet=step.kind in (StepKind.WAIT, StepKind.DECISION),
        first_time_yield=None if step.first_time_yield is None else step.first_time_yield / 100,
    )


def map_facts(session: Session, project: Project) -> list[tuple[str, str]]:
    """The figures of the map, with the unit of its times."""
    about, found = map_of(session, project), flow_of(session, project)
    validated = about.validated_on if about else None
    told = []
    if found.withheld:
        told.append(("Lead time", f"Withheld. {found.withheld}"))
    if (sums := found.flow) is not None:
        unit = about.time_unit if about else "min"
        branched = any(abs(passed - 1) > 1e-9 for passed in found.passes or ())
        told += [
            ("Expected lead time of a case" if branched else "Lead time", f"{brief(sums.lead_time)} {unit}"),
            ("Of it work", f"{brief(sums.touch_time)} {unit}"),
            ("Of it waiting", f"{brief(sums.wait_time)} {unit} ({sums.wait_time / sums.lead_time:.0%})"),
            ("Process-cycle efficiency", f"{100 * sums.efficiency:.1f} %"),
        ]
    if found.rolled is not None:
        told.append(("Rolled throughput yield", _rolled_words(found.rolled)))
    if sums is not None:
        told += [
            ("Longest wait", "" if sums.longest_wait is None else f"before {sums.longest_wait}"),
            ("Most work", sums.slowest),
        ]
    on_site = "" if validated is None or about is None else f"{called(validated)}, {about.validated_with}"
    return [*told, ("Validated on site", on_site)]


def _rolled_words(found: Rolled) -> str:
    """76.5 % of all cases: C 72.0 %, D 81.0 %."""
    if len(found.ways) == 1:
        way = found.ways[0]
        step = "" if way.normalised is None else f" ({100 * way.normalised:.1f} % a step)"
        return f"{100 * way.rolled:.1f} %{step}"
    ways = "; ".join(f"{one.name} {100 * one.rolled:.1f} %" for one in found.ways[:_MOST_NAMED])
    if len(found.ways) > _MOST_NAMED:
        least, most = min(one.rolled for one in found.ways), max(one.rolled for one in found.ways)
        ways = f"{100 * least:.1f} to {100 * most:.1f} % over {len(found.ways)} ways"
    if found.weighted is None:
        return f"{ways}. One figure for all cases needs the share of each way."
    return f"{100 * found.weighted:.1f} % of all cases ({ways})"


def map_remarks(session: Session, project: Project) -> list[str]:
    """What a reviewer would ask."""
    steps = rows_of(session, project, ProcessStep)
    if not steps:
        return []
    said = _gaps(steps)
    for at, step in enumerate(steps):
        ways, unknown = follows(steps, at)
        said += [f"“{step.name}” leads to “{name}”, which is not on the map." for name in unknown]
        if step.kind == StepKind.DECISION and len(ways) < 2:
            said.append(f"The decision “{step.name}” has one way out. Name all steps it leads to.")
    kinds = {step.kind for step in steps}
    if len(steps) >= 5 and not kinds & {StepKind.REWORK, StepKind.WAIT, StepKind.INSPECT}:
        said.append(
            "There is no waiting, no rework and no inspection on the map. Is this how the work runs, or how it is "
            "meant to run?"
        )
    said += _unreached(steps)
    found = flow_of(session, project).flow
    if found is not None:
        said += [one for one in found.cautions if "adds value" in one]
        if found.efficiency > _EXCEPTIONAL:
            said.append(
                f"A process-cycle efficiency of {found.efficiency:.0%} would be exceptional (5 % is usual in offices). "
                "Are the waiting times those that were seen?"
            )
    return said + _validation(session, project)


def _gaps(steps: Sequence[ProcessStep]) -> list[str]:
    gaps = {
        "no value class": sum(step.value_class is None for step in steps),
        "no times": sum(step.touch_time is None and step.wait_time is None for step in steps),
        "no lane": sum(not step.lane for step in steps),
    }
    said = [
        f"{count} step{' has' if count == 1 else 's have'} {words}. {_ADVICE[words]}"
        for words, count in gaps.items()
        if count
    ]
    work = [step for step in steps if step.kind not in (StepKind.WAIT, StepKind.DECISION, StepKind.REWORK)]
    lacking = sum(step.first_time_yield is None for step in work)
    if 0 < lacking < len(work):
        has = "step has" if lacking == 1 else "steps have"
        said.append(f"{lacking} {has} no first-time yield, so no rolled throughput yield is told.")
    return said


def _unreached(steps: Sequence[ProcessStep]) -> list[str]:
    """Steps that no way leads to, which therefore count for nothing."""
    found = [follows(steps, at) for at in range(len(steps))]
    if any(unknown for _, unknown in found):
        return []
    met = reached([_stop(step, ways) for step, (ways, _) in zip(steps, found, strict=True)])
    return [f"No way leads to “{step.name}”, so it is not counted." for at, step in enumerate(steps) if at not in met]


def _validation(session: Session, project: Project) -> list[str]:
    standing = map_standing(session, project)
    if standing.validated_on is None:
        return ["The map was not validated on site yet: walk it with the people who do the work."]
    if standing.changed_since:
        names = ", ".join(standing.changed_since)
        return [
            f"Since it was validated on {called(standing.validated_on)} these steps changed: {names}. Walk them again."
        ]
    return []


def _drawn_steps(steps: Sequence[ProcessStep], found: MapFlow) -> list[drawn.FlowStep]:
    shown = []
    for at, step in enumerate(steps):
        ways, _ = follows(steps, at)
        shares = shares_of(step, len(ways))
        on = [way for way, to in enumerate(ways) if to is not None]
        shown.append(
            drawn.FlowStep(
                step.name,
                step.lane,
                step.kind.value,
                step.value_class.value if step.value_class else "",
                tuple(to for to in ways if to is not None),
                step.touch_time,
                step.wait_time,
                tuple(shares[way] for way in on) if shares else (),
                None if found.passes is None else found.passes[at],
            )
        )
    return shown


def swim_lanes(session: Session, project: Project) -> Drawing | None:
    """The steps in their lanes; nothing while there are none."""
    steps = rows_of(session, project, ProcessStep)
    if not steps:
        return None
    shown = _drawn_steps(steps, flow_of(session, project))
    return drawn.swim_lanes(shown, title="Process map", unit=unit_of(session, project))


def value_streams(session: Session, project: Project) -> list[Drawing]:
    """The value stream, for the page on which it follows the form."""
    found = value_stream(session, project)
    return [] if found is None else [found]


def value_stream(session: Session, project: Project) -> Drawing | None:
    """The steps over their ladder of times; nothing while no step has one."""
    steps = rows_of(session, project, ProcessStep)
    if not any(step.touch_time is not None or step.wait_time is not None for step in steps):
        return None
    found = flow_of(session, project)
    summary = found.flow.sentence if found.flow else f"Lead time is withheld. {found.withheld}".strip()
    return drawn.value_stream(
        _drawn_steps(steps, found),
        title="Value stream",
        unit=unit_of(session, project),
        summary=summary if found.flow or found.passes is None else None,
    )
