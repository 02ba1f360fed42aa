"""What do customers say they need, and what does that ask of the process in figures?

A voice is what somebody said, kept verbatim. A CTQ turns a need into something measured with a limit; its limits flow
into the metric, so that charts and capability use the customer's specification and not another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.charts.drawing import Drawing
from dmaic.charts.text import counted
from dmaic.charts.tree import Node, tree_chart
from dmaic.db import Model
from dmaic.define.charter.goal import amount
from dmaic.define.metrics import Metric, limits_with, open_metric, take_limits
from dmaic.define.needs import Group, Kano, Need, groups_of, need_called
from dmaic.errors import BadInput
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, add_row, open_row, remove_row, rows_of


class Channel(StrEnum):
    """How the voice reached the team."""

    SURVEY = "survey"
    COMPLAINT = "complaint"
    INTERVIEW = "interview"
    CALL = "call listening"
    TICKET = "ticket text"
    OBSERVATION = "observation"
    SOCIAL = "social media"


class SpecSource(StrEnum):
    """Who set the limit."""

    CUSTOMER = "customer"
    CONTRACT = "contract or SLA"
    REGULATION = "regulation"
    INTERNAL = "internal"


class Voice(Row, Model):
    """One thing a customer said, who said it, and the need it was grouped into.

    ``kano`` and ``importance`` are as this voice sounds; what the need comes to is worked out from all its voices.
    """

    __tablename__ = "voices"

    said_on: Mapped[date | None]
    segment: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel | None]
    verbatim: Mapped[str] = mapped_column(default="")
    need_id: Mapped[int | None] = mapped_column(ForeignKey("customer_needs.id"))
    kano: Mapped[Kano | None]
    frequency: Mapped[int | None]
    importance: Mapped[int | None]
    grouped: Mapped[Need | None] = relationship(lazy="joined")

    @property
    def need(self) -> str:
        """The need it was grouped into, in words; empty while it stands alone."""
        return self.grouped.name if self.grouped and self.grouped.removed_at is None else ""

    def audit_label(self) -> str:
        return self.verbatim[:60]


class Ctq(Row, Model):
    """Critical to quality: a need as something measured, with at least one limit."""

    __tablename__ = "ctqs"
    audit_called = "CTQ"

    need_id: Mapped[int | None] = mapped_column(ForeignKey("customer_needs.id"))
    driver: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    unit: Mapped[str] = mapped_column(default="")
    lower_limit: Mapped[float | None]
    target: Mapped[float | None]
    upper_limit: Mapped[float | None]
    spec_source: Mapped[SpecSource | None]
    defect_definition: Mapped[str] = mapped_column(default="")
    opportunity_definition: Mapped[str] = mapped_column(default="")
    priority: Mapped[int | None]
    need: Mapped[Need | None] = relationship(lazy="joined")
    metric: Mapped[Metric | None] = relationship(lazy="joined")

    @property
    def has_limit(self) -> bool:
        return self.lower_limit is not None or self.upper_limit is not None

    @property
    def unit_shown(self) -> str:
        """The metric's unit, or the one typed while there is no metric."""
        return self.metric.unit if self.metric and self.metric.unit else self.unit

    @property
    def limits_in_words(self) -> str:
        """At least 2, target 24, at most 48 h."""
        return in_words(self.lower_limit, self.target, self.upper_limit, self.unit_shown)


def in_words(lower: float | None, target: float | None, upper: float | None, unit: str) -> str:
    """Limits and target as a person says them; empty where there is none."""
    parts = []
    if lower is not None:
        parts.append(f"at least {amount(lower)}")
    if target is not None:
        parts.append(f"target {amount(target)}")
    if upper is not None:
        parts.append(f"at most {amount(upper)}")
    return f"{', '.join(parts)} {unit}".rstrip() if parts else ""


def check_ctq(session: Session, project: Project, values: dict[str, Any]) -> None:
    """Refuse limits that contradict each other or the metric's, another project's need or metric, and two units."""
    lower, target, upper = values.get("lower_limit"), values.get("target"), values.get("upper_limit")
    if lower is not None and upper is not None and lower >= upper:
        raise BadInput("The lower limit must be below the upper limit.", field="lower_limit")
    if target is not None and ((lower is not None and target < lower) or (upper is not None and target > upper)):
        raise BadInput("The target lies outside the limits.", field="target")
    if values.get("need_id") is not None:
        open_row(session, project, Need, values["need_id"])
    if values.get("metric_id") is None:
        return
    metric = open_metric(session, project, values["metric_id"])
    unit = values.get("unit") or ""
    if unit and metric.unit and unit.casefold() != metric.unit.casefold():
        raise BadInput(
            f"The limits are in {unit}, the metric {metric.name} is in {metric.unit}. Use one unit.", field="unit"
        )
    try:
        limits_with(metric, lower=lower, target=target, upper=upper)
    except BadInput as refusal:
        has = in_words(metric.lower_limit, metric.target, metric.upper_limit, metric.unit)
        sentence = f"These limits don't fit those that {metric.name} has ({has}). {refusal}"
        raise BadInput(sentence, field="metric_id") from None


def add_ctq(session: Session, project: Project, values: dict[str, Any]) -> Ctq:
    """A new CTQ; its limits flow into its metric."""
    check_ctq(session, project, values)
    ctq = add_row(session, project, Ctq, values)
    use_limits(session, project, ctq)
    return ctq


def use_limits(session: Session, project: Project, ctq: Ctq) -> str:
    """Take the CTQ's limits over into its metric, with history; the sentence that says so, empty if nothing changed."""
    if ctq.metric_id is None or (ctq.target is None and not ctq.has_limit):
        return ""
    metric = open_metric(session, project, ctq.metric_id)
    changed = take_limits(
        session,
        metric,
        lower=ctq.lower_limit,
        target=ctq.target,
        upper=ctq.upper_limit,
        reason=f"Limits of the CTQ “{ctq.name}”",
    )
    if not changed:
        return ""
    limits = in_words(metric.lower_limit, metric.target, metric.upper_limit, metric.unit)
    return f"{metric.name} now has these limits: {limits}. Charts and capability use them."


def voice_values(session: Session, project: Project, values: dict[str, Any]) -> dict[str, Any]:
    """What was typed about a voice as columns: the words of its need become the need, a new one if need be."""
    if "need" not in values:
        return values
    need = need_called(session, project, values["need"] or "")
    kept = {name: value for name, value in values.items() if name != "need"}
    return {**kept, "need_id": need.id if need else None, "grouped": need}


def add_voice(session: Session, project: Project, values: dict[str, Any]) -> Voice:
    """A new voice; ``need`` is given in words."""
    return add_row(session, project, Voice, voice_values(session, project, values))


def need_groups(session: Session, project: Project) -> list[Group]:
    """Every need of the project with its voices and CTQs."""
    return groups_of(rows_of(session, project, Need), rows_of(session, project, Voice), rows_of(session, project, Ctq))


def ungrouped(session: Session, project: Project) -> list[Voice]:
    """Voices that stand alone."""
    return [voice for voice in rows_of(session, project, Voice) if not voice.need]


def group_voices(session: Session, project: Project, voice_ids: Iterable[int], name: str) -> tuple[Need, int]:
    """Put voices under the need of these words; the need and how many voices were moved."""
    wanted = set(voice_ids)
    voices = [voice for voice in rows_of(session, project, Voice) if voice.id in wanted]
    if not voices:
        raise BadInput("Tick at least one voice.")
    need = need_called(session, project, name)
    if need is None:
        raise BadInput("Say which need they speak of: choose one, or write a new one.")
    for voice in voices:
        voice.need_id, voice.grouped = need.id, need
    session.flush()
    return need, len(voices)


def merge_needs(session: Session, project: Project, need: Need, into: Need) -> None:
    """Two needs are one: voices and CTQs go over, the empty one is removed and can be brought back."""
    if need.id == into.id:
        raise BadInput("Choose another need to merge it with.")
    rows: list[Voice | Ctq] = [*rows_of(session, project, Voice), *rows_of(session, project, Ctq)]
    for row in rows:
        if row.need_id == need.id:
            row.need_id = into.id
            session.flush()
            session.refresh(row)
    remove_row(session, need, reason=f"Merged into “{into.name}”")


def voice_remarks(session: Session, project: Project) -> list[str]:
    """Voices of one channel only, voices that stand alone, and needs that no CTQ answers."""
    voices = rows_of(session, project, Voice)
    if not voices:
        return []
    said = []
    channels = {voice.channel for voice in voices if voice.channel}
    if len(voices) >= 5 and len(channels) == 1:
        only = next(iter(channels)).value
        said.append(f"All voices came by {only}. Customers who use another channel, or have left, are not heard.")
    alone = sum(not voice.need for voice in voices)
    if alone:
        one = alone == 1
        said.append(
            f"{counted(alone, 'voice')} {'is' if one else 'are'} not grouped into a need yet. Name the need here, or "
            "group them on the page of needs."
        )
    return said + need_remarks(session, project)


def need_remarks(session: Session, project: Project) -> list[str]:
    """Must-be needs that no CTQ answers, and needs that nobody voiced."""
    said = []
    for group in need_groups(session, project):
        if group.kano == Kano.MUST and not group.ctqs:
            said.append(f"“{group.need.name}” is a must and has no CTQ yet.")
        if not group.voices:
            said.append(f"No voice speaks of “{group.need.name}”: is it a need, or what the team thinks is one?")
    return said


def ctq_remarks(session: Session, project: Project) -> list[str]:
    """CTQs without a limit, a metric or a need, and limits that the metric does not share."""
    said = []
    ctqs = rows_of(session, project, Ctq)
    for ctq in ctqs:
        lacks = [
            word
            for word, has in (
                ("limit", ctq.has_limit),
                ("metric", ctq.metric_id),
                ("need", ctq.need_id),
                ("defect definition", ctq.defect_definition),
            )
            if not has
        ]
        if lacks:
            said.append(f"“{ctq.name}” has no {', no '.join(lacks)} yet.")
        if ctq.metric is not None:
            said += _differences(ctq, ctq.metric)
    return said


def _differences(ctq: Ctq, metric: Metric) -> list[str]:
    pairs = (
        ("a lower limit", ctq.lower_limit, metric.lower_limit, metric.lower_is_boundary),
        ("an upper limit", ctq.upper_limit, metric.upper_limit, metric.upper_is_boundary),
    )
    said = []
    for word, asked, used, is_boundary in pairs:
        if asked is None and used is not None and not is_boundary:
            said.append(f"{metric.name} has {word} of {amount(used, metric.unit)} that “{ctq.name}” does not ask for.")
        if asked is not None and used != asked:
            has = "none" if used is None else amount(used, metric.unit)
            said.append(
                f"“{ctq.name}” asks for {word} of {amount(asked, ctq.unit_shown)}, {metric.name} has {has}. "
                "Save the CTQ again to take it over, or change it."
            )
    return said


def ctq_picture(session: Session, project: Project) -> Drawing | None:
    """The CTQ tree: need, driver, requirement; nothing while there is neither need nor CTQ."""
    groups = need_groups(session, project)
    ctqs = rows_of(session, project, Ctq)
    branches = [_branch(group.need.name, group.drivers, _weight(group)) for group in groups]
    known = {group.need.id for group in groups}
    stray: dict[str, list[Ctq]] = {}
    for ctq in ctqs:
        if ctq.need_id not in known:
            stray.setdefault(ctq.driver, []).append(ctq)
    if stray:
        branches.append(_branch("Need not named yet", stray, ""))
    if not branches:
        return None
    levels: tuple[str, ...] = ("Need", "Driver", "CTQ and its limits")
    root = branches[0]
    if len(branches) > 1:
        root, levels = Node(project.process_name, tuple(branches)), ("Process", *levels)
    limited = sum(ctq.has_limit for ctq in ctqs)
    summary = f"{counted(len(branches), 'need')}, {counted(len(ctqs), 'CTQ')}, {limited} of them with a limit."
    return tree_chart(root, title="CTQ tree", levels=levels, summary=summary, width=960 if len(branches) > 1 else 760)


def _branch(need: str, drivers: dict[str, list[Ctq]], note: str) -> Node:
    """A need with its drivers; one without a CTQ says so."""
    if not drivers:
        return Node(need, note=" · ".join(filter(None, (note, "no CTQ yet"))))
    children = tuple(
        Node(
            driver or "Driver not named yet",
            tuple(Node(ctq.name, note=ctq.limits_in_words or "no limit yet") for ctq in ctqs),
        )
        for driver, ctqs in drivers.items()
    )
    return Node(need, children, note)


def _weight(group: Group) -> str:
    """Must, importance 4.6, said 31 times."""
    parts = [group.kano.value] if group.kano else []
    if group.importance is not None:
        parts.append(f"importance {group.importance:.2g}")
    if group.voices:
        parts.append(f"said {counted(group.said, 'time')}")
    return ", ".join(parts)
