"""How does the work really run, step by step: who does it, what adds value, where does it wait, what goes wrong?

The map is drawn as it is seen on site, not as the procedure says. What it adds up to is read in ``process_flow``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.audit import Audited
from dmaic.db import Model, check_version, now
from dmaic.define.sipoc import SipocLine, steps_of
from dmaic.errors import BadInput
from dmaic.measure.process_ways import END, shares_typed
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, add_row, rows_of

UNITS = ("s", "min", "h", "working days", "days")


class StepKind(StrEnum):
    """What a step is."""

    STEP = "step"
    DECISION = "decision"
    WAIT = "wait"
    REWORK = "rework"
    HANDOFF = "handoff"
    INSPECT = "inspect"


class StepValue(StrEnum):
    """Whether the customer would pay for it."""

    VA = "VA"
    BNVA = "BNVA"
    NVA = "NVA"

    @property
    def in_words(self) -> str:
        return {
            StepValue.VA: "VA: adds value",
            StepValue.BNVA: "BNVA: needed, adds no value",
            StepValue.NVA: "NVA: waste",
        }[self]


class ProcessStep(Row, Model):
    """One step. Times are in the map's unit, the first-time yield in percent.

    ``leads_to`` names the steps that follow where it is not simply the next one, by name or number, or “end”;
    ``shares`` holds the percentage of cases for each of them. ``inputs`` holds one x a line, with its kind after a
    semicolon (controlled, noise, SOP).
    """

    __tablename__ = "process_steps"

    name: Mapped[str] = mapped_column(default="")
    lane: Mapped[str] = mapped_column(default="")
    kind: Mapped[StepKind] = mapped_column(default=StepKind.STEP)
    value_class: Mapped[StepValue | None]
    touch_time: Mapped[float | None]
    wait_time: Mapped[float | None]
    first_time_yield: Mapped[float | None]
    leads_to: Mapped[str] = mapped_column(default="")
    shares: Mapped[str] = mapped_column(default="")
    inputs: Mapped[str] = mapped_column(default="")
    defects_seen: Mapped[str] = mapped_column(default="")


class ProcessMap(Audited, Model):
    """What holds for the map as a whole: the unit of its times, and when it was checked where the work is done."""

    __tablename__ = "process_maps"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    time_unit: Mapped[str] = mapped_column(default="min")
    validated_on: Mapped[date | None]
    validated_with: Mapped[str] = mapped_column(default="")
    validation_note: Mapped[str] = mapped_column(default="")
    validated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    audit_skipped = frozenset({"version", "validated_at"})
    __mapper_args__ = {"version_id_col": version}

    def audit_label(self) -> str:
        return "process map"


@dataclass(frozen=True, slots=True)
class ProcessInput:
    """An x of a step: what goes into it, and whether somebody holds it."""

    step: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class MapStanding:
    """What a gate asks of the map: its steps, when it was validated on site, and what changed since."""

    steps: int
    validated_on: date | None
    changed_since: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        return self.steps > 0 and self.validated_on is not None and not self.changed_since


def steps_to_take_over(session: Session, project: Project) -> list[str]:
    """The steps of the SIPOC that the map does not have by this name yet."""
    there = {one.name.casefold() for one in rows_of(session, project, ProcessStep)}
    return [name for name in steps_of(rows_of(session, project, SipocLine)) if name.casefold() not in there]


def take_over_steps(session: Session, project: Project) -> int:
    """Begin the map with the SIPOC's steps in their order; how many came. What lies between them is seen on site."""
    names = steps_to_take_over(session, project)
    for name in names:
        add_row(session, project, ProcessStep, {"name": name, "kind": StepKind.STEP})
    return len(names)


def map_words(session: Session, project: Project) -> dict[str, list[str]]:
    """What is offered while a step is typed: the SIPOC's steps that are not there yet, and the lanes there are."""
    lanes = (one.lane for one in rows_of(session, project, ProcessStep) if one.lane)
    return {"name": steps_to_take_over(session, project), "lane": list(dict.fromkeys(lanes))}


def map_of(session: Session, project: Project) -> ProcessMap | None:
    """The map's own facts, if any were written."""
    return session.scalar(select(ProcessMap).where(ProcessMap.project_id == project.id))


def write_map(
    session: Session,
    project: Project,
    *,
    version: int | None,
    time_unit: str,
    validated_on: date | None,
    validated_with: str = "",
    validation_note: str = "",
) -> ProcessMap:
    """Write unit and validation; a save from an older version raises Conflict."""
    if validated_on is not None and validated_on > date.today():
        raise BadInput("The map can't have been validated in the future.")
    if validated_on is not None and not validated_with.strip():
        raise BadInput("Say with whom the map was walked through: people who do the work.")
    found = map_of(session, project)
    if found is None:
        found = ProcessMap(project_id=project.id)
        session.add(found)
    else:
        check_version(found, version)
    if validated_on != found.validated_on:
        found.validated_at = now() if validated_on else None
    found.time_unit = time_unit
    found.validated_on = validated_on
    found.validated_with = validated_with.strip()
    found.validation_note = validation_note.strip()
    session.flush()
    return found


def map_standing(session: Session, project: Project) -> MapStanding:
    """Whether the map is there, validated on site, and as it was then."""
    steps, about = rows_of(session, project, ProcessStep), map_of(session, project)
    moment = None if about is None else about.validated_at
    gone = rows_of(session, project, ProcessStep, removed=True)
    changed = tuple(
        step.name for step in (*steps, *gone) if moment is not None and (step.removed_at or step.updated_at) > moment
    )
    return MapStanding(len(steps), about.validated_on if about else None, changed)


def _told(leads_to: str) -> list[str]:
    return [one.strip() for one in leads_to.replace("\n", ";").replace(",", ";").split(";") if one.strip()]


def follows(steps: Sequence[ProcessStep], at: int) -> tuple[tuple[int | None, ...], list[str]]:
    """Positions of the steps that follow (None: the end; simply the next unless told), and the names no step has."""
    told = _told(steps[at].leads_to)
    if not told:
        return (at + 1 if at + 1 < len(steps) else None,), []
    by_name = {step.name.casefold(): place for place, step in enumerate(steps)}
    found: list[int | None] = []
    unknown = []
    for one in told:
        if one.casefold() in by_name:
            found.append(by_name[one.casefold()])
        elif one.isdecimal() and 1 <= int(one) <= len(steps):
            found.append(int(one) - 1)
        elif one.casefold() == END:
            found.append(None)
        else:
            unknown.append(one)
    return tuple(found), unknown


def shares_of(step: ProcessStep, ways: int) -> tuple[float, ...]:
    """The shares of the ways out of a step; () while they are not told, or do not fit the ways."""
    try:
        return shares_typed(step.shares, ways)
    except BadInput:
        return ()


def ways_in_words(step: ProcessStep) -> str:
    """Where a step leads, each way with its share: “Ask the customer (20 %); Answer (80 %)”."""
    told = _told(step.leads_to)
    shares = shares_of(step, len(told))
    return "; ".join(f"{name} ({100 * shares[at]:.3g} %)" if shares else name for at, name in enumerate(told))


def check_step(_session: Session, _project: Project, values: dict[str, Any]) -> None:
    """Refuse shares that do not fit the ways they belong to."""
    shares_typed(values.get("shares") or "", len(_told(values.get("leads_to") or "")))


def time_units(session: Session, project: Project) -> dict[str, str]:
    """The unit of the fields that hold times."""
    unit = unit_of(session, project)
    return {"touch_time": unit, "wait_time": unit}


def unit_of(session: Session, project: Project) -> str:
    about = map_of(session, project)
    return about.time_unit if about else "min"


def inputs_of(session: Session, project: Project) -> list[ProcessInput]:
    """Every x on the map, in order: where the search for causes may begin."""
    found = []
    for step in rows_of(session, project, ProcessStep):
        for line in step.inputs.splitlines():
            name, _, kind = (part.strip() for part in line.partition(";"))
            if name:
                found.append(ProcessInput(step.name, name, kind.casefold()))
    return found
