"""Did the result change because the work got better, or because the mix of cases changed? Rate against mix effect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dmaic.errors import StatisticsError
from dmaic.statistics.distributions import normal_quantile
from dmaic.statistics.figures import entered, figure
from dmaic.statistics.result import Statistic
from dmaic.statistics.verdict import measured


class Split(StrEnum):
    """How the change is divided: halves shared out (*midpoint*, no rest) or measured from before (*three-part*)."""

    MIDPOINT = "midpoint"
    THREE_PART = "three-part"


@dataclass(frozen=True, slots=True)
class Period:
    """One stratum in one period: cases, their rate or mean, and the variance of a single case where it is known.

    ``variance`` is rate (1 - rate) for shares, the squared standard deviation for means; None gives no interval.
    """

    n: float
    value: float | None
    variance: float | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """A kind of case, before and after."""

    name: str
    before: Period
    after: Period


@dataclass(frozen=True, slots=True)
class StratumEffect:
    """What one stratum adds to the change: by its own rate, by its share of the cases, and (three-part) by both."""

    name: str
    share_before: float
    share_after: float
    value_before: float | None
    value_after: float | None
    rate_effect: float
    mix_effect: float
    interaction: float
    share_of_change: float | None


@dataclass(frozen=True, slots=True)
class MixShift:
    """The change of an overall rate or mean, taken apart. All effects are in the unit of the value and add up.

    ``change_low`` and ``change_high`` bound the change itself (None without variances): one that chance explains needs
    no cause. ``reversed`` says that every stratum seen in both periods, two at least, went against the overall change
    (Simpson's paradox). ``mostly_mix`` says that more than half of the change is mix, whether what both bring together
    counts as mix or as rate. ``mix_adjusted_after`` is what after would have been with the mix of before.
    """

    before: float
    after: float
    change: float
    rate_effect: Statistic
    mix_effect: float
    interaction: float
    mix_adjusted_after: float
    reversed: bool
    mostly_mix: bool
    strata: tuple[StratumEffect, ...]
    split: Split
    sentence: str
    change_low: float | None = None
    change_high: float | None = None

    @property
    def is_clear(self) -> bool | None:
        """Whether chance alone does not explain the change; None where nobody can say."""
        if self.change_low is None or self.change_high is None:
            return None
        return self.change_low > 0 or self.change_high < 0


def mix_shift(
    strata: Sequence[Stratum], *, split: Split = Split.MIDPOINT, confidence: float = 0.95, unit: str = ""
) -> MixShift:
    """Decompose the change of an overall value between two periods over strata.

    With shares w and values r: *midpoint* (Kitagawa 1955) rate = sum (w0+w1)/2 (r1-r0), mix = sum (w1-w0)((r0+r1)/2 -
    R) with R the mean of both overall values (which leaves the total as it is and makes each stratum's part readable);
    *three-part* (Oaxaca 1973) rate = sum w0 (r1-r0), mix = sum (w1-w0)(r0 - R0), interaction = sum (w1-w0)(r1-r0).
    A stratum seen in one period only counts as mix. The interval of the rate effect takes the shares as given.
    """
    _check(strata)
    total0, total1 = math.fsum(s.before.n for s in strata), math.fsum(s.after.n for s in strata)
    values = [_values(s) for s in strata]
    w0, w1 = [s.before.n / total0 for s in strata], [s.after.n / total1 for s in strata]
    before = math.fsum(w * r for w, (r, _) in zip(w0, values, strict=True))
    after = math.fsum(w * r for w, (_, r) in zip(w1, values, strict=True))
    change = after - before
    middle = split is Split.MIDPOINT
    base = (before + after) / 2 if middle else before
    rows, weights = [], []
    for stratum, a, b, (r0, r1) in zip(strata, w0, w1, values, strict=True):
        weight = (a + b) / 2 if middle else a
        rate = weight * (r1 - r0)
        mix = (b - a) * (((r0 + r1) / 2 if middle else r0) - base)
        interaction = 0.0 if middle else (b - a) * (r1 - r0)
        part = (rate + mix + interaction) / change if abs(change) > 1e-12 * (abs(before) + abs(after)) else None
        rows.append(
            StratumEffect(stratum.name, a, b, stratum.before.value, stratum.after.value, rate, mix, interaction, part)
        )
        weights.append(weight)
    rate_effect = math.fsum(row.rate_effect for row in rows)
    mix_effect = math.fsum(row.mix_effect for row in rows)
    adjusted = math.fsum(a * r1 for a, (_, r1) in zip(w0, values, strict=True))
    seen = _with_interval(rate_effect, strata, weights, confidence, unit)
    against = _reversed(strata, change)
    together = math.fsum((b - a) * (r1 - r0) for a, b, (r0, r1) in zip(w0, w1, values, strict=True))
    mostly = _mostly(mix_effect - (together / 2 if middle else 0.0), together, change)
    return MixShift(
        before,
        after,
        change,
        seen,
        mix_effect,
        math.fsum(row.interaction for row in rows),
        adjusted,
        against,
        mostly,
        tuple(rows),
        split,
        _sentence(change, seen, mix_effect, unit, against=against, mostly=mostly),
        *_bounds(change, strata, (before, after), confidence),
    )


def _check(strata: Sequence[Stratum]) -> None:
    if len(strata) < 2:
        raise StatisticsError("Name at least two strata: with one kind of case there is no mix.")
    if len({s.name for s in strata}) != len(strata):
        raise StatisticsError("Two strata have the same name. Join them or rename one.")
    for stratum in strata:
        for period, when in ((stratum.before, "before"), (stratum.after, "after")):
            if not (math.isfinite(period.n) and period.n >= 0):
                raise StatisticsError(f"{stratum.name} {when}: the number of cases must be 0 or more.")
            if period.n > 0 and (period.value is None or not math.isfinite(period.value)):
                raise StatisticsError(
                    f"{stratum.name} {when}: {entered(period.n)} cases but no value. Give their rate or mean."
                )
    for when, total in (
        ("before", math.fsum(s.before.n for s in strata)),
        ("after", math.fsum(s.after.n for s in strata)),
    ):
        if total <= 0:
            raise StatisticsError(f"There are no cases {when}. Both periods need some.")


def _values(stratum: Stratum) -> tuple[float, float]:
    """Values before and after; a stratum seen once has the same value in both, so that only mix remains."""
    before = stratum.before.value if stratum.before.n > 0 else None
    after = stratum.after.value if stratum.after.n > 0 else None
    known = before if before is not None else after if after is not None else 0.0
    return (before if before is not None else known), (after if after is not None else known)


def _reversed(strata: Sequence[Stratum], change: float) -> bool:
    """Whether all strata with cases in both periods, two at least, went strictly against the overall change."""
    moves = [
        stratum.after.value - stratum.before.value
        for stratum in strata
        if stratum.before.n > 0 and stratum.after.n > 0
        if stratum.before.value is not None and stratum.after.value is not None
    ]
    return len(moves) > 1 and all(move * change < 0 for move in moves)


def _mostly(mix: float, together: float, change: float) -> bool:
    """Whether the mix is more than half of the change, without and with what mix and rates bring together."""
    room = 1e-9 * abs(change)
    return change != 0 and all(
        math.copysign(1, change) * part > abs(change) / 2 + room for part in (mix, mix + together)
    )


def _with_interval(
    effect: float, strata: Sequence[Stratum], weights: Sequence[float], confidence: float, unit: str
) -> Statistic:
    name, method = "rate effect", "normal, shares of the strata taken as given"
    variance = 0.0
    for stratum, weight in zip(strata, weights, strict=True):
        periods = (stratum.before, stratum.after)
        if any(period.n <= 0 for period in periods):
            continue
        for period in periods:
            if period.variance is None:
                return Statistic(name, effect, method="no spread given", unit=unit)
            variance += weight**2 * period.variance / period.n
    reach = normal_quantile(0.5 + confidence / 2) * math.sqrt(variance)
    return Statistic(name, effect, effect - reach, effect + reach, confidence, method, unit)


def _bounds(
    change: float, strata: Sequence[Stratum], overall: tuple[float, float], confidence: float
) -> tuple[float | None, float | None]:
    """Normal bounds of the change: the variance of one case is that within the strata plus that between them."""
    variance = 0.0
    for periods, middle in (([s.before for s in strata], overall[0]), ([s.after for s in strata], overall[1])):
        seen = [period for period in periods if period.n > 0]
        total = math.fsum(period.n for period in seen)
        for period in seen:
            if period.variance is None or period.value is None:
                return None, None
            variance += period.n / total * (period.variance + (period.value - middle) ** 2) / total
    reach = normal_quantile(0.5 + confidence / 2) * math.sqrt(variance)
    return change - reach, change + reach


def _sentence(change: float, rate: Statistic, mix: float, unit: str, *, against: bool, mostly: bool) -> str:
    total = f"The overall value changed by {figure(change, unit)}"
    parts = f"{measured(rate)}, and {figure(mix, unit)} from the changed mix of cases"
    if against:
        return f"{total} only through the mix: {parts}. Within every stratum it went the other way."
    if mostly:
        return f"{total}, for the most part through the mix: {parts}."
    return f"{total}: {parts}."
