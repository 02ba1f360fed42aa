"""How does a file become a template? Strictly: whatever is missing, unknown or of another kind is refused by name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, TypeVar

from dmaic.analyze.causes import CauseFamily
from dmaic.define.charter import BaselineStatus, Charter, GoalDirection, Side
from dmaic.define.metrics import DataType, Direction, Metric, MetricRole
from dmaic.errors import NotFound
from dmaic.measure.baseline import Figure
from dmaic.measure.chart_kinds import KINDS
from dmaic.measure.collection import Method, PlanRow, Sampling
from dmaic.measure.points import Grouping
from dmaic.measure.service.measures import ALL as MEASURES
from dmaic.playbooks.playbook import (
    PRIMARY,
    Example,
    Group,
    LikelyCause,
    MetricWords,
    Odd,
    PlanLine,
    Playbook,
    Series,
    Stratifier,
)

ORDER = (
    "resolution",
    "sla",
    "fcr",
    "repeats",
    "complaints",
    "billing",
    "claims",
    "no_shows",
    "defects",
    "dimension",
)
SHAPES = ("times", "shares", "rates", "samples")
EVERY = ("day", "workday", "week")
PEOPLE = ("lead", "sponsor", "process_owner", "finance")
FACTS = ("title", "process_name", "business_unit", "site", "start_on", "target_on")
LEAST = {"stratifiers": 4, "plan": 3, "causes": 10, "traps": 4, "secondary": 1, "counter": 2}
"""How many of each make a template worth opening."""
BRANCHES = 5
"""The fewest branches of the fishbone that the causes stand on."""

_NOT_TYPED = frozenset(
    {"id", "project_id", "version", "code", "role", "owner_id", "stratifiers", "observers_n", "observers_agreed"}
)
_NOT_WORDS = frozenset({"id", "project_id", "version", "goal_metric_id", "signed_baseline", "baseline_study_id"})
_OF_ROWS = frozenset({"id", "project_id", "version", "position", "removed_at", "updated_at", "metric_id"})
_ENUMS: Mapping[str, type[StrEnum]] = {
    "data_type": DataType,
    "direction": Direction,
    "goal_direction": GoalDirection,
    "goal_baseline_status": BaselineStatus,
    "method": Method,
    "sampling": Sampling,
}
_COMPLETE = (
    "name",
    "description",
    "data_type",
    "unit",
    "unit_of_analysis",
    "direction",
    "numerator",
    "denominator",
    "inclusions",
    "exclusions",
    "time_window",
    "clock_rules",
    "source_system",
    "source_query",
    "refresh",
    "worked_examples",
    "limitations",
)
_BRIEF = ("name", "description", "data_type", "unit", "unit_of_analysis", "direction", "numerator", "denominator")
_WORDS_NEEDED = (
    "business_case",
    "problem_what",
    "problem_where",
    "problem_unit",
    "problem_consequence",
    "problem_source",
    "goal_metric_name",
    "goal_direction",
    "scope_first_step",
    "scope_last_step",
    "scope_in",
    "scope_out",
)
_Made = TypeVar("_Made")


class BadPlaybook(ValueError):  # noqa: N818 - a file that is wrong, told as people say it
    """A file that is no template: names the file, the field and what is wrong with it."""


class _Part:
    """A table of the file: gives its values one by one and refuses what nobody asked for."""

    def __init__(self, file: str, path: str, values: Any) -> None:
        self.file, self.path = file, path
        if not isinstance(values, dict):
            raise BadPlaybook(f"{file}: {path or 'the file'} must be a table.")
        self.values: dict[str, Any] = values
        self.asked: set[str] = set()

    def wrong(self, name: str, why: str) -> BadPlaybook:
        return BadPlaybook(f"{self.file}: {'.'.join(one for one in (self.path, name) if one)} {why}")

    def text(self, name: str, *, needed: bool = True) -> str:
        self.asked.add(name)
        if name not in self.values and not needed:
            return ""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "is missing or is no text.")
        if value.count("[") != value.count("]") or re.search(r"\[\s*\]", value):
            raise self.wrong(name, "has a bracket that does not close, or an empty one.")
        return value.strip()

    def one_of(self, name: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        self.asked.add(name)
        value = self.values.get(name, default)
        if value not in (known := list(allowed)):
            raise self.wrong(name, f"is {value!r}; known are: {', '.join(known)}.")
        return str(value)

    def rows(self, name: str, least: int) -> list[_Part]:
        self.asked.add(name)
        found = self.values.get(name, [])
        if not isinstance(found, list) or len(found) < least:
            raise self.wrong(name, f"needs {least} or more entries.")
        path = f"{self.path}.{name}" if self.path else name
        return [_Part(self.file, f"{path}[{at}]", one) for at, one in enumerate(found, start=1)]

    def part(self, name: str, *, needed: bool = True) -> _Part:
        self.asked.add(name)
        if name not in self.values and needed:
            raise self.wrong(name, "is missing.")
        return _Part(self.file, f"{self.path}.{name}" if self.path else name, self.values.get(name, {}))

    def columns(self, allowed: Iterable[str], needed: Iterable[str] = ()) -> dict[str, Any]:
        """The rest of the table as columns of a form, enumerations read."""
        known, found = set(allowed), {}
        for name in needed:
            if name not in self.values:
                raise self.wrong(name, "is missing.")
        for name, value in self.values.items():
            if name in self.asked:
                continue
            if name not in known:
                raise self.wrong(name, f"is not known here. Known are: {', '.join(sorted(known))}.")
            if name in _ENUMS:
                self.one_of(name, [one.value for one in _ENUMS[name]])
                value = _ENUMS[name](value)
            elif isinstance(value, str):
                value = self.text(name)
            self.asked.add(name)
            found[name] = value
        return found

    def made(self, kind: type[_Made], **more: Any) -> _Made:
        """The rest of the table as one of the plain classes; a value of another kind than the field's is refused."""
        values = dict(more)
        for one in fields(kind):  # type: ignore[arg-type]  # _Made is a dataclass
            if one.name in values:
                continue
            self.asked.add(one.name)
            if one.name not in self.values:
                if one.default is MISSING:
                    raise self.wrong(one.name, "is missing.")
                continue
            value = self.values[one.name]
            told = str(one.type)
            kinds: tuple[type, ...] = {"str": (str,), "int": (int,), "float": (int, float), "date": (date,)}.get(
                told, (list,)
            )
            if not isinstance(value, kinds) or isinstance(value, bool):
                raise self.wrong(one.name, f"must be {told}.")
            values[one.name] = float(self.values[one.name]) if told == "float" else value
        self.done()
        return kind(**values)

    def done(self) -> None:
        for name in self.values:
            if name not in self.asked:
                raise self.wrong(name, "is not known here.")


def read_playbook(key: str, text: str) -> Playbook:
    """The template that this text tells. Raises BadPlaybook with file and field."""
    file = f"{key}.toml"
    try:
        whole = _Part(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise BadPlaybook(f"{file} can't be read: {wrong}") from None
    stratifiers = [part.made(Stratifier) for part in whole.rows("stratifiers", LEAST["stratifiers"])]
    metrics = _metrics(whole, stratifiers)
    causes = [_cause(part) for part in whole.rows("causes", LEAST["causes"])]
    if len({one.family for one in causes}) < BRANCHES:
        raise whole.wrong("causes", f"stand on fewer than {BRANCHES} branches.")
    traps = whole.values.get("traps", [])
    if not isinstance(traps, list) or len(traps) < LEAST["traps"] or not all(isinstance(one, str) for one in traps):
        raise whole.wrong("traps", f"needs {LEAST['traps']} or more sentences.")
    whole.asked.add("traps")
    charter = whole.part("charter").columns(_columns(Charter, _NOT_WORDS), _WORDS_NEEDED)
    playbook = Playbook(
        key=key,
        title=whole.text("title"),
        line=whole.text("line"),
        home=whole.text("home"),
        choose=whole.text("choose"),
        instead=whole.text("instead"),
        charter=charter,
        metrics=metrics,
        stratifiers=stratifiers,
        plan=[_plan(part, metrics, stratifiers) for part in whole.rows("plan", LEAST["plan"])],
        causes=causes,
        chart=whole.one_of("chart", KINDS),
        chart_why=whole.text("chart_why"),
        traps=traps,
        example=_example(whole.part("example"), [one.key for one in metrics if one.role == MetricRole.COUNTER]),
        measure=whole.one_of("measure", ("", *MEASURES), default=""),
    )
    whole.done()
    return playbook


def _columns(table: Any, without: frozenset[str]) -> set[str]:
    return {column.key for column in table.__mapper__.column_attrs} - without


def _metrics(whole: _Part, stratifiers: list[Stratifier]) -> list[MetricWords]:
    columns = _columns(Metric, _NOT_TYPED)
    part = whole.part("metric")
    why = part.text("why")
    values = part.columns(columns, _COMPLETE)
    if len([line for line in values["worked_examples"].splitlines() if line.count(";") >= 2]) < 3:
        raise part.wrong("worked_examples", "needs three lines or more: record; counted; why.")
    values["stratifiers"] = ", ".join(one.name for one in stratifiers)
    found = [MetricWords(PRIMARY, MetricRole.PRIMARY, values, why)]
    for name, role in (("secondary", MetricRole.SECONDARY), ("counter", MetricRole.COUNTER)):
        for part in whole.rows(name, LEAST[name]):
            key, why = part.text("key"), part.text("why")
            if any(one.key == key for one in found):
                raise part.wrong("key", f"“{key}” is used twice.")
            side = Side(part.one_of("side", [one.value for one in Side])) if role == MetricRole.COUNTER else None
            found.append(MetricWords(key, role, part.columns(columns, _BRIEF), why, side))
    return found


def _plan(part: _Part, metrics: list[MetricWords], stratifiers: list[Stratifier]) -> PlanLine:
    metric = part.one_of("metric", [one.key for one in metrics])
    reason = part.text("reason")
    values = part.columns(_columns(PlanRow, _OF_ROWS), ("question", "source", "method", "sampling"))
    if metric == PRIMARY:
        values.setdefault("stratifiers", ", ".join(one.name for one in stratifiers))
    return PlanLine(metric, values, reason)


def _cause(part: _Part) -> LikelyCause:
    family = CauseFamily(part.one_of("family", [one.value for one in CauseFamily]))
    return part.made(LikelyCause, family=family)


def _example(part: _Part, counters: list[str]) -> Example:
    facts = {name: _day(part, name) if name.endswith("_on") else part.text(name) for name in FACTS}
    people = {name: part.text(name) for name in PEOPLE}
    charter = part.part("charter").columns(_columns(Charter, _NOT_WORDS))
    metric = part.part("metric", needed=False).columns(_columns(Metric, _NOT_TYPED))
    tolerances = part.part("tolerances")
    for key in counters:
        if not isinstance(tolerances.values.get(key), int | float):
            raise tolerances.wrong(key, "is missing or is no number.")
    tolerances.asked.update(counters)
    tolerances.done()
    milestones = []
    for row in part.rows("milestones", 5):
        milestones.append((row.text("name"), _day(row, "plan_on")))
        row.done()
    example = Example(
        facts=facts,
        people=people,
        charter=charter,
        tolerances={key: float(tolerances.values[key]) for key in counters},
        milestones=milestones,
        series=_series(part.part("series")),
        metric=metric,
    )
    part.done()
    return example


def _series(part: _Part) -> Series:
    part.one_of("shape", SHAPES)
    part.one_of("every", EVERY)
    part.one_of("kind", ("", *KINDS), default="")
    part.one_of("grouping", [one.value for one in Grouping], default="auto")
    part.one_of("figure", [one.value for one in Figure], default="auto")
    groups = [row.made(Group) for row in part.rows("groups", 1)]
    odd = [row.made(Odd) for row in part.rows("odd", 0)]
    return part.made(Series, groups=groups, odd=odd)


def _day(part: _Part, name: str) -> date:
    part.asked.add(name)
    value = part.values.get(name)
    if not isinstance(value, date):
        raise part.wrong(name, "is missing or is no date (YYYY-MM-DD without quotes).")
    return value


def _read_all() -> dict[str, Playbook]:
    folder = files(__package__).joinpath("templates")
    return {key: read_playbook(key, folder.joinpath(f"{key}.toml").read_text(encoding="utf-8")) for key in ORDER}


PLAYBOOKS: Mapping[str, Playbook] = _read_all()
"""The templates there are, by key, in the order in which they are offered."""


def playbook_named(key: str) -> Playbook:
    """A template by its key."""
    if key not in PLAYBOOKS:
        raise NotFound("There is no such template.")
    return PLAYBOOKS[key]
