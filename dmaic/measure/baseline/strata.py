"""Which kinds of cases make up the gap? The baseline figure group by group, with its interval and share of the gap."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dmaic.define.metrics import Direction
from dmaic.errors import StatisticsError
from dmaic.measure.baseline.speaking import NAMES, Cases, Figure, Kind
from dmaic.statistics.gap import Part, gap_by_stratum
from dmaic.statistics.intervals import clopper_pearson, poisson_exact
from dmaic.statistics.result import State, Statistic
from dmaic.statistics.summary import Percentile, describe

MOST = 12
REST = "all others"
NOT_GIVEN = "not given"
FEWEST_READINGS = 10
FEWEST_EVENTS = 5


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group: how many units, the figure of it with its interval, and what it adds to the gap.

    ``contribution`` and ``share`` (of one) are withheld with a reason where the figure can't be shared out.
    """

    word: str
    count: float
    of_all: float
    value: Statistic
    contribution: Statistic | None = None
    share: Statistic | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Strata:
    """One stratifier: its groups, the largest share of the gap first, and what the table says in a sentence.

    ``refused`` says why the gap is not shared out; ``overall``, ``target`` and ``gap`` are in ``unit``.
    """

    name: str
    rows: tuple[Stratum, ...]
    unit: str
    counted_in: str
    overall: float
    target: float | None
    gap: Statistic | None
    sentence: str
    refused: str = ""


def words_of(cases: Cases, name: str) -> Any:
    """The group of each row: at most twelve names, the rarest gathered under one."""
    words = np.array([str(word).strip() or NOT_GIVEN for word in cases.readings.strata[name].tolist()], dtype=object)
    often = [word for word, _ in Counter(words.tolist()).most_common()]
    if len(often) > MOST:
        kept = set(often[: MOST - 1])
        words = np.array([word if word in kept else REST for word in words.tolist()], dtype=object)
    return words


def stratifiers_of(cases: Cases) -> list[str]:
    """The columns that split these rows into at least two groups, a code for each row left out."""
    found = []
    for name, words in cases.readings.strata.items():
        kinds = len(set(words.tolist()))
        if 1 < kinds <= max(2, len(cases) // 3):
            found.append(name)
    return found


def strata_of(cases: Cases, figure: Figure, *, target: float | None, confidence: float) -> tuple[Strata, ...]:
    """One table for each stratifier. ``target`` is in the metric's unit; for a share outside it is none outside."""
    if not len(cases):
        return ()
    aim = 0.0 if figure == Figure.OUTSIDE and cases.kind is Kind.SHARE else target
    return tuple(_table(cases, name, (figure, aim), confidence) for name in stratifiers_of(cases))


def _table(cases: Cases, name: str, asked: tuple[Figure, float | None], confidence: float) -> Strata:
    figure, target = asked
    words = words_of(cases, name)
    total = float(cases.units.sum())
    rows, parts = [], []
    for word, _ in Counter(words.tolist()).most_common():
        chosen = words == word
        period = cases.period(chosen)
        assert period.value is not None
        value, small = _value(cases, chosen, figure, confidence)
        rows.append(Stratum(word, period.n, period.n / total, value, small=small))
        parts.append(Part(word, period.n, period.value, period.variance))
    overall = cases.value(slice(None))
    counted_in = "Readings" if cases.kind is Kind.MEASURED or not (cases.units != 1).any() else "Units"
    table = Strata(name, tuple(rows), cases.unit, counted_in, overall, target, None, "")
    refused = _refusal(cases, target, overall)
    if refused or target is None:
        return replace(table, refused=refused, sentence=_spread(rows, cases.unit))
    found = gap_by_stratum(
        parts,
        target=target,
        higher_is_better=cases.direction == Direction.UP,
        confidence=confidence,
        unit=cases.unit,
    )
    gap = Statistic("Gap", found.gap, found.gap_low, found.gap_high, confidence, "overall less target", cases.unit)
    if found.is_clear is False:
        why = "The gap to the target is within chance for so few cases, so it is not shared out."
        return replace(table, gap=gap, refused=why, sentence=_spread(rows, cases.unit))
    by_name = {row.word: row for row in rows}
    shared = []
    for part in found.parts:
        share = None
        if part.share is not None:
            share = Statistic(
                "Share of the gap", part.share, part.share_low, part.share_high,
                None if part.share_low is None else confidence, "contribution / gap; delta method",
            )  # fmt: skip
        shared.append(replace(by_name[part.name], contribution=part.contribution, share=share))
    return replace(table, rows=tuple(shared), gap=gap, sentence=_said(shared, found.gap, cases.unit))


def _value(cases: Cases, chosen: Any, figure: Figure, confidence: float) -> tuple[Statistic, bool]:
    """The figure of one group with its interval, and whether it is too small to lean on."""
    units, amount = float(cases.units[chosen].sum()), float(cases.amount[chosen].sum())
    whole = units == int(units) and amount == int(amount)
    factor, unit = cases.factor, cases.unit
    if cases.kind is Kind.MEASURED:
        return _measured(cases.amount[chosen], figure, unit, confidence)
    few = min(amount, units - amount) if cases.kind is Kind.SHARE else amount
    small = few < FEWEST_EVENTS
    note = (
        f"Too small: {few:g} {'cases' if few != 1 else 'case'} on the rarer side. Read the interval." if small else ""
    )
    value = factor * amount / units
    ends: tuple[float | None, float | None, float | None] = (None, None, None)
    method = "sum over sum"
    try:
        if cases.kind is Kind.SHARE and whole and amount <= units:
            bounds = clopper_pearson(amount, units, confidence=confidence)
        else:
            bounds = poisson_exact(amount, units, confidence=confidence)
        low, high = (None if end is None else factor * end for end in (bounds.low, bounds.high))
        ends, method = (low, high, confidence), f"sum over sum; {bounds.method}"
    except StatisticsError:
        note = note or "Not counted in whole units, so no interval."
    state = State.CAUTION if note else State.SHOWN
    return Statistic("Value", value, *ends, method, unit, state, note), small


def _measured(values: Any, figure: Figure, unit: str, confidence: float) -> tuple[Statistic, bool]:
    found = describe(values, confidence=confidence, fractions=(0.5, 0.9, 0.95))
    small = len(values) < FEWEST_READINGS
    note = f"Too small: {len(values)} reading{'' if len(values) == 1 else 's'}. Read the interval." if small else ""
    state = State.CAUTION if small else State.SHOWN
    at = {Figure.MEDIAN: 0, Figure.P90: 1, Figure.P95: 2}.get(figure)
    if at is None:
        mean = Statistic(
            "Mean", found.mean, found.mean_low, found.mean_high,
            None if found.mean_low is None else confidence, "Student's t", unit, state, note,
        )  # fmt: skip
        return mean, small
    one: Percentile = found.percentiles[at]
    return (
        Statistic(NAMES[figure], one.value, one.low, one.high, one.coverage, "order statistics", unit, state, note),
        small,
    )


def _refusal(cases: Cases, target: float | None, overall: float) -> str:
    if not cases.adds_up:
        return (
            "Percentiles don't add up, so the gap can't be shared out by them. Choose the mean, or the share outside "
            "the specification, as the figure to see who makes the gap."
        )
    if target is None:
        return "Neither the goal nor the metric has a target, so there is no gap to share out."
    met = (overall <= target) if cases.direction == Direction.DOWN else (overall >= target)
    if cases.direction != Direction.TARGET and met and not (cases.kind is Kind.SHARE and target == 0):
        return "The overall value meets the target: there is no gap to share out."
    return ""


def _said(rows: list[Stratum], gap: float, unit: str) -> str:
    first = rows[0]
    assert first.share is not None
    assert first.share.value is not None
    few = [row.word for row in rows if row.small]
    tail = f" Too small to judge: {', '.join(few)}." if few else ""
    if all(_as_expected(row) for row in rows if not row.small):
        return f"No group carries more of the gap of {abs(gap):.4g} {unit} than its size explains.{tail}".replace(
            "  ", " "
        )
    said = (
        f"“{first.word}” carries {100 * first.share.value:.0f} % of the gap of {abs(gap):.4g} {unit} with "
        f"{100 * first.of_all:.0f} % of the cases."
    ).replace("  ", " ")
    return said + tail


def _as_expected(row: Stratum) -> bool:
    """Whether the share of the gap may be no more than the share of the cases."""
    share = row.share
    if share is None or share.low is None or share.high is None:
        return False
    return share.low <= row.of_all <= share.high


def _spread(rows: list[Stratum], unit: str) -> str:
    lean = [row for row in rows if not row.small and row.value.value is not None]
    few = [row.word for row in rows if row.small]
    if len(lean) < 2:
        return f"Too small to compare: {', '.join(few)}." if few else ""
    low, high = (pick(lean, key=lambda row: row.value.value or 0.0) for pick in (min, max))
    said = f"From {low.value.value:.4g} {unit} (“{low.word}”) to {high.value.value:.4g} {unit} (“{high.word}”)."
    said = said.replace("  ", " ")
    return f"{said} Too small to judge: {', '.join(few)}." if few else said
