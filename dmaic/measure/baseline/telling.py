"""How is what stands beside a baseline printed? From its plain form, so that page and signed sheet say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dmaic.charts.text import brief
from dmaic.measure.baseline.lines import headline_words
from dmaic.measure.baseline.mixing import Compare
from dmaic.statistics.neighbours import Neighbours
from dmaic.statistics.result import State, Statistic

CYCLES = {"hour": "Hour of the day", "weekday": "Weekday", "month": "Month of the year"}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of a stratifier as it is printed."""

    word: str
    count: str
    of_all: str
    value: str
    interval: str
    share: str
    share_interval: str
    note: str


@dataclass(frozen=True, slots=True)
class StrataTold:
    """One stratifier as it is printed; ``shared`` says whether the gap is shared out."""

    name: str
    sentence: str
    refused: str
    counted_in: str
    shared: bool
    target: str
    gap: str
    lines: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class MixLine:
    """One group's part of a change as it is printed."""

    word: str
    share_before: str
    share_after: str
    value_before: str
    value_after: str
    mix: str
    rate: str
    interaction: str


@dataclass(frozen=True, slots=True)
class MixTold:
    """The change taken apart by one stratifier."""

    name: str
    sentence: str
    caution: str
    mix: str
    rate: str
    rate_interval: str
    interaction: str
    adjusted: str
    lines: tuple[MixLine, ...]


@dataclass(frozen=True, slots=True)
class ComparisonTold:
    """Two periods as they are printed; only ``refused`` where they can't be compared."""

    periods: str
    first: str = ""
    second: str = ""
    before: str = ""
    after: str = ""
    change: str = ""
    interval: str = ""
    is_clear: bool | None = None
    note: str = ""
    refused: str = ""
    unit: str = ""
    mixes: tuple[MixTold, ...] = ()


@dataclass(frozen=True, slots=True)
class RhythmTold:
    """One cycle as it is printed; ``withheld`` where nothing was compared."""

    code: str
    title: str
    real: bool
    sentence: str
    withheld: str
    left_out: str


@dataclass(frozen=True, slots=True)
class BesideTold:
    """Everything beside a baseline as it is printed."""

    strata: tuple[StrataTold, ...]
    comparison: ComparisonTold | None
    rhythms: tuple[RhythmTold, ...]
    rhythms_refused: str
    neighbours: str
    leans: bool
    open: Mapping[str, Any] | None


def statistic_of(kept: Mapping[str, Any]) -> Statistic:
    """A kept statistic as it was."""
    return Statistic(**{**kept, "state": State(kept["state"])})


def told(kept: Mapping[str, Any]) -> BesideTold:
    """What was worked out beside a baseline, from its plain form."""
    found = kept["neighbours"]
    leaning = kept["neighbours_refused"] if found is None else Neighbours(**found).sentence
    return BesideTold(
        strata=tuple(_strata(one) for one in kept["strata"]),
        comparison=None if kept["comparison"] is None else _comparison(kept["comparison"], kept["unit"]),
        rhythms=tuple(
            RhythmTold(
                one["rhythm"],
                CYCLES[one["rhythm"]],
                one["real"],
                one["sentence"],
                one["withheld"],
                ", ".join(one["left_out"]),
            )
            for one in kept["rhythms"]
        ),
        rhythms_refused=kept["rhythms_refused"],
        neighbours=kept["neighbours_caution"] or leaning,
        leans=bool(kept["neighbours_caution"]),
        open=kept["open"],
    )


def _strata(kept: Mapping[str, Any]) -> StrataTold:
    gap = "" if kept["gap"] is None else " ".join(one for one in _with_interval(statistic_of(kept["gap"])) if one)
    return StrataTold(
        name=kept["name"],
        sentence=kept["sentence"],
        refused=kept["refused"],
        counted_in=kept["counted_in"],
        shared=any(row["share"] for row in kept["rows"]),
        target="" if kept["target"] is None else f"{brief(kept['target'])} {kept['unit']}".rstrip(),
        gap=gap,
        lines=tuple(_group(row) for row in kept["rows"]),
    )


def _with_interval(one: Statistic) -> tuple[str, str]:
    value, interval = headline_words(one)
    return value, f"({interval})" if interval else ""


def _group(row: Mapping[str, Any]) -> GroupLine:
    one = statistic_of(row["value"])
    value, interval = headline_words(one)
    share = None if row["share"] is None else statistic_of(row["share"])
    between = ""
    if share is not None and share.low is not None and share.high is not None:
        between = f"{_percent(share.low)} to {_percent(share.high)}"
    return GroupLine(
        row["word"],
        f"{row['count']:,.6g}",
        _percent(row["of_all"]),
        value,
        interval,
        "" if share is None or share.value is None else _percent(share.value),
        between,
        one.note,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")


def _comparison(kept: Mapping[str, Any], unit: str) -> ComparisonTold:
    periods = Compare(kept["compare"]).words
    if kept["refused"]:
        return ComparisonTold(periods, refused=kept["refused"])
    value, interval = headline_words(statistic_of(kept["change"]))
    signed = value if value.startswith("−") else f"+{value}"
    return ComparisonTold(
        periods,
        kept["first"],
        kept["second"],
        f"{brief(kept['before']['value'])} {unit}".rstrip(),
        f"{brief(kept['after']['value'])} {unit}".rstrip(),
        signed,
        interval,
        kept["is_clear"],
        kept["note"],
        unit=unit,
        mixes=tuple(_mix(one) for one in kept["mixes"]),
    )


def _mix(kept: Mapping[str, Any]) -> MixTold:
    rate = statistic_of(kept["rate"])
    bounds = "" if rate.low is None or rate.high is None else f"{_signed(rate.low)} to {_signed(rate.high)}"
    return MixTold(
        kept["name"],
        kept["sentence"],
        kept["caution"],
        _signed(kept["mix"]),
        _signed(rate.value or 0.0),
        bounds,
        _signed(kept["interaction"]),
        brief(kept["adjusted_after"]),
        tuple(_mix_line(row) for row in kept["strata"]),
    )


def _mix_line(row: Mapping[str, Any]) -> MixLine:
    return MixLine(
        row["name"],
        _percent(row["share_before"]),
        _percent(row["share_after"]),
        "" if row["value_before"] is None else brief(row["value_before"]),
        "" if row["value_after"] is None else brief(row["value_after"]),
        _signed(row["mix_effect"]),
        _signed(row["rate_effect"]),
        _signed(row["interaction"]),
    )


def _signed(value: float) -> str:
    text = brief(value, 3)
    return text if value <= 0 or text.startswith("−") else f"+{text}"
