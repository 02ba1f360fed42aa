"""How is a group of figures printed? Line by line, to the digits its interval is worth, repeated notes said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Any

from dmaic.charts.text import fixed
from dmaic.measure.baseline.figures import Group, exactly
from dmaic.measure.chart_kinds import KINDS, estimators_of
from dmaic.measure.points import Grouping
from dmaic.statistics.result import State, Statistic
from dmaic.statistics.rule_sets import RULE_SETS


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it is printed; ``note`` is empty where the group says it once for several."""

    name: str
    value: str
    unit: str
    interval: str
    method: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A group as it is printed, with what holds for several of its figures said above them."""

    code: str
    title: str
    about: str
    lines: tuple[Line, ...]
    cautions: tuple[str, ...]
    withheld: tuple[str, ...]
    remarks: tuple[str, ...]


def printed(group: Group) -> Printed:
    """The group with its repeated notes taken out of the lines."""
    often = Counter(one.note for one in group.statistics if one.note)
    shared = [note for note, count in often.items() if count > 1]
    state = {one.note: one.state for one in group.statistics}
    return Printed(
        code=group.code,
        title=group.title,
        about=group.about,
        lines=tuple(_line(one, shared, _grain(group)) for one in group.statistics),
        cautions=tuple(note for note in shared if state[note] == State.CAUTION),
        withheld=tuple(note for note in shared if state[note] == State.WITHHELD),
        remarks=group.remarks,
    )


def figure_table(groups: Iterable[Group]) -> list[list[object]]:
    """Every figure in full precision with its interval, method and note; the column names first."""
    heads = ("Group", "Figure", "Value", "Unit", "Low", "High", "Confidence", "Shown", "How", "Note")
    table: list[list[object]] = [list(heads)]
    for group in groups:
        for one in group.statistics:
            bounds = (one.low, one.high, one.confidence)
            table.append([group.title, one.name, one.value, one.unit, *bounds, one.state.value, one.method, one.note])
    return table


def _line(one: Statistic, shared: Sequence[str], grain: float) -> Line:
    decimals = _decimals(one, grain)
    return Line(
        name=one.name,
        value="" if one.value is None else figure(one.value, decimals),
        unit=one.unit,
        interval="" if one.value is None and one.low is None else _interval(one, decimals),
        method=one.method,
        state=one.state.value,
        note="" if one.note in shared else one.note,
    )


def _grain(group: Group) -> float:
    """How fine values of one unit are worth reading beside each other: the narrowest interval among them."""
    if group.code != "location":
        return 0.0
    spans = [one.high - one.low for one in group.statistics if one.high is not None and one.low is not None]
    return min((span for span in spans if span > 0), default=0.0)


def _decimals(one: Statistic, grain: float) -> int:
    """Two digits of the interval's width, or four of the figure where there is none."""
    own = one.high - one.low if one.high is not None and one.low is not None else 0.0
    span = own if own > 0 else grain
    if span > 0 and isfinite(span):
        return min(10, max(0, 1 - floor(log10(span))))
    if not one.value or not isfinite(one.value) or float(one.value).is_integer():
        return 0 if one.value is not None and float(one.value).is_integer() else 3
    return min(10, max(0, 3 - floor(log10(abs(one.value)))))


def figure(value: float, decimals: int) -> str:
    """A number to so many decimals; very small shares in powers of ten."""
    if value and abs(value) < 10.0**-decimals / 2:
        return f"{value:.1e}".replace("-", "−")
    return fixed(value, decimals)


def _interval(one: Statistic, decimals: int) -> str:
    level = "" if one.confidence is None else f"{100 * one.confidence:.3g} %: "
    if one.low is not None and one.high is not None:
        return f"{level}{figure(one.low, decimals)} to {figure(one.high, decimals)}"
    if one.low is not None:
        return f"{level}at least {figure(one.low, decimals)}"
    return "" if one.high is None else f"{level}at most {figure(one.high, decimals)}"


def headline_words(one: Statistic) -> tuple[str, str]:
    """The baseline figure with its unit, and its interval, as a tile shows them."""
    decimals = _decimals(one, 0.0)
    if one.value is None:
        return "Withheld", one.note
    value = f"{figure(one.value, decimals)} {one.unit}".rstrip()
    return value, _interval(one, decimals)


_WORDS = {
    "figure": "Baseline figure",
    "readings_are": "Readings are",
    "chart": "Chart",
    "grouping": "One point is",
    "rule_set": "Rules",
    "estimator": "Sigma of the chart",
    "break_at_gaps": "Pauses in the dates",
    "confidence": "Confidence",
    "shift": "Shift to short term",
    "opportunities": "Opportunities per unit",
    "lower_specification": "Lower specification",
    "upper_specification": "Upper specification",
    "target": "Target",
    "gage": "Measurement system",
}


def options_in_words(options: dict[str, Any]) -> list[tuple[str, str]]:
    """The choices behind the figures, as label and value."""
    said = []
    for name, words in _WORDS.items():
        value = options.get(name)
        if value in (None, ""):
            continue
        text = exactly(value) if isinstance(value, float) else str(value)
        if name == "chart":
            text = KINDS.get(text, text)
        elif name == "readings_are":
            text = f"{text} of a period, not single cases"
        elif name == "grouping":
            text = Grouping(text).words
        elif name == "rule_set" and text in RULE_SETS:
            text = RULE_SETS[text].title
        elif name == "estimator":
            text = estimators_of(str(options.get("chart"))).get(text, "follows from the centre")
        elif name == "break_at_gaps":
            text = "no moving range and no run crosses them"
        elif name == "confidence":
            text = f"{ceil(100 * float(value))} %"
        said.append((words, text))
    if options.get("gage") is None:
        said.append(("Measurement system", "not judged yet"))
    return said
