"""Does the chart say that something changed? Run rules, evaluated over a whole series at once.

Conventions, the same for every rule set. A rule fires at the last point of its pattern. "Beyond" and "within" are
strict: a point on a limit is not beyond it, a point on the centre breaks a run, equal neighbours break a trend. Of
"k of m" the firing point itself is beyond, and at the start fewer than m points can complete it. No pattern crosses a
stage border, a gap, an excluded or a missing point.

Which rules are read: on charts of measured values all; on attribute, g, t and run charts the rules without zones
(beyond, run, trend, alternating), as in Minitab, because the zones of a skewed or stepped statistic are not those of
a normal one; on R, S and moving-range panels and on EWMA, CUSUM, moving-average and T2 charts only points beyond the
limits, because their points are skewed or hang together.

Sources: Western Electric (1956); Nelson, Journal of Quality Technology 16 (1984) 237-239; Westgard et al. (1981).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, Rule, RuleSet, Signal
from dmaic.statistics.patterns import BLOCK, SIDES, Chunk, reach
from dmaic.statistics.rule_sets import DEFAULT
from dmaic.statistics.series import Bools

__all__ = ["BLOCK", "evaluate", "fires", "firing", "judged_rules", "linked_points", "merged", "standard_units"]

_LIMITS_ONLY_CHARTS = frozenset({"ewma", "cusum", "ma", "t2"})
_SCALED_BY_LIMITS = _LIMITS_ONLY_CHARTS | {"g", "t"}
_WITHOUT_ZONES = frozenset({"beyond", "run", "trend", "alternating"})
_DUST = 16.0 * float(np.finfo(float).eps)

Positions = NDArray[np.intp]


def fires(values: ArrayLike, center: ArrayLike, sigma: ArrayLike, rule: Rule) -> Positions:
    """Positions at which one rule fires on values with given centre and sigma (each one number or one per point)."""
    return firing(in_sigmas(values, center, sigma), (rule,))[rule.code]


def firing(z: Floats, rules: Sequence[Rule], linked: Bools | None = None) -> dict[str, Positions]:
    """Positions at which each rule fires, by code, from standard units ``z``.

    ``z`` is NaN where a point is not counted; ``linked`` is False where a point does not follow its predecessor.
    """
    return {code: np.sort(np.concatenate(list(sides.values()))) for code, sides in by_side(z, rules, linked).items()}


def by_side(z: Floats, rules: Sequence[Rule], linked: Bools | None = None) -> dict[str, dict[str, Positions]]:
    """The firing points of each rule, apart for each side (above, below, up, down or both).

    Works in blocks that fit the cache, each with the few points before it that a pattern may reach back to.
    """
    back = reach(rules)
    found: dict[str, dict[str, list[Positions]]] = {
        rule.code: {side: [] for side in SIDES[rule.kind]} for rule in rules
    }
    for start in range(0, len(z), BLOCK):
        first = max(0, start - back)
        stop = min(start + BLOCK, len(z))
        chunk = Chunk(z[first:stop], None if linked is None else linked[first:stop])
        for rule in rules:
            for side, hits in chunk.fired(rule).items():
                positions = np.flatnonzero(hits[start - first :])
                if positions.size:
                    found[rule.code][side].append(positions + start)
    none = np.array([], dtype=np.intp)
    return {
        code: {side: np.concatenate(parts) if parts else none for side, parts in sides.items()}
        for code, sides in found.items()
    }


def in_sigmas(values: ArrayLike, center: ArrayLike, sigma: ArrayLike) -> Floats:
    """(value - centre) / sigma, with floating-point dust taken off.

    A value within a few rounding errors of the centre or of a whole number of sigmas counts as on that line, so that
    10.3 on limits 10 -/+ 3 * 0.1 is on the limit. Where sigma is 0, a value off the centre is infinitely far from it
    and one on it can't be judged (NaN): a constant series has no signal.
    """
    x = np.atleast_1d(np.asarray(values, dtype=float))
    c, s = np.asarray(center, dtype=float), np.asarray(sigma, dtype=float)
    if (s < 0).any():
        raise StatisticsError("Sigma is negative at some point: give a sigma of 0 or more.")
    z = np.empty(len(x))
    for start in range(0, len(x), BLOCK):
        block = slice(start, start + BLOCK)
        z[block] = _block_in_sigmas(x[block], c if c.ndim == 0 else c[block], s if s.ndim == 0 else s[block])
    return z


def _block_in_sigmas(x: Floats, c: Floats, s: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        away: Floats = x - c
        dust = np.abs(x)
        dust += np.abs(c)
        dust *= _DUST
        z = away / s
        dust /= s
        line = np.rint(z)
        near = np.abs(z - line) <= dust
        if not (dust < 0.25).all():  # dust is no small part of sigma here, or sigma is 0 or unknown
            on_center = np.abs(away) <= _DUST * (np.abs(x) + np.abs(c))
            near = (near & (dust < 0.25)) | on_center
            line[on_center] = 0.0
            line = np.where(on_center & ~(s > 0), math.nan, line)
        np.copyto(z, line, where=near)
    return z


def standard_units(chart: ControlChart, panel: int = 0) -> Floats:
    """The panel's points as the rules read them: in sigmas from the centre, NaN where a point is not counted.

    Where the limits are not centre -/+ 3 sigma (EWMA, CUSUM, T2, g and t charts) the distance to the nearer limit
    counts as 3; a run chart, which has no limits, keeps the distance to its median.
    """
    drawn = chart.panels[panel]
    if chart.kind == "run":
        z = in_sigmas(drawn.points, drawn.center, 1.0)
    elif chart.kind in _SCALED_BY_LIMITS:
        z = _by_limits(drawn)
    else:
        z = in_sigmas(drawn.points, drawn.center, drawn.sigma)
    z[list(chart.excluded)] = math.nan
    return z


def _by_limits(panel: Panel) -> Floats:
    above = in_sigmas(panel.points, panel.center, (panel.ucl - panel.center) / 3.0)
    below = in_sigmas(panel.points, panel.center, (panel.center - panel.lcl) / 3.0)
    z = np.where(panel.points >= panel.center, above, below)
    unlimited = np.isnan(z) & ~np.isnan(panel.points)
    z[unlimited] = np.sign(panel.points - panel.center)[unlimited]
    return z


def linked_points(chart: ControlChart, panel: int = 0) -> Bools:
    """True where a point follows its predecessor without stage border, gap, exclusion or missing value."""
    counted = ~np.isnan(chart.panels[panel].points)
    counted[list(chart.excluded)] = False
    linked = counted.copy()
    linked[1:] &= counted[:-1]
    linked[[stage.start for stage in chart.stages]] = False
    linked[list(chart.gaps)] = False
    return linked


def judged_rules(chart: ControlChart, ruleset: RuleSet, panel: int = 0) -> tuple[Rule, ...]:
    """The rules of the set that have a meaning on that panel."""
    if panel > 0 or chart.kind in _LIMITS_ONLY_CHARTS:
        return tuple(rule for rule in ruleset.rules if rule.kind == "beyond" and rule.zone == 3)
    if chart.kind == "run":
        return tuple(rule for rule in ruleset.rules if rule.kind in _WITHOUT_ZONES - {"beyond"})
    if chart.panels[panel].zones:
        return ruleset.rules
    return tuple(rule for rule in ruleset.rules if rule.kind in _WITHOUT_ZONES)


def evaluate(chart: ControlChart, ruleset: RuleSet = DEFAULT) -> tuple[Signal, ...]:
    """All signals of the set on the chart, in the order in which they end; each with its window.

    A pattern that goes on past its first firing is one signal that grows.
    """
    signals: list[Signal] = []
    for index, panel in enumerate(chart.panels):
        rules = judged_rules(chart, ruleset, index)
        if not rules:
            continue
        z, linked = standard_units(chart, index), linked_points(chart, index)
        for rule in rules:
            signals += _signals(z, linked, rule, index, panel.points)
    order = {rule.code: position for position, rule in enumerate(ruleset.rules)}
    return tuple(sorted(signals, key=lambda one: (one.panel, one.last, order[one.rule])))


def _signals(z: Floats, linked: Bools, rule: Rule, panel: int, points: Floats) -> list[Signal]:
    found: list[Signal] = []
    for side, positions in by_side(z, (rule,), linked)[rule.code].items():
        if positions.size == 0:
            continue
        if rule.kind in {"k_of_m", "opposite"}:
            windows = _windows_of_beyond(z, linked, rule, side, positions)
        else:
            windows = _windows_in_a_row(rule, positions)
        found += [
            Signal(rule.code, rule.title, panel, window[0], window[-1], window, side, float(points[window[-1]]))
            for window in windows
        ]
    return found


def _windows_in_a_row(rule: Rule, positions: Positions) -> list[tuple[int, ...]]:
    """Firings at neighbouring points are one pattern that grows; points beyond a limit stand alone."""
    if rule.kind == "beyond":
        return [(position,) for position in positions.tolist()]
    breaks = np.flatnonzero(np.diff(positions) != 1)
    firsts = positions[np.concatenate(([0], breaks + 1))] - (rule.m - 1)
    lasts = positions[np.concatenate((breaks, [len(positions) - 1]))]
    return [tuple(range(first, last + 1)) for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]


def _windows_of_beyond(z: Floats, linked: Bools, rule: Rule, side: str, positions: Positions) -> list[tuple[int, ...]]:
    """The points beyond the zone in each firing window; windows that share a point grow together."""
    beyond = np.flatnonzero({"above": z > rule.zone, "below": z < -rule.zone, "both": np.abs(z) > rule.zone}[side])
    borders = np.flatnonzero(~linked)
    earliest = positions - rule.m + 1
    if borders.size:
        at = np.searchsorted(borders, positions, side="right") - 1
        earliest = np.maximum(earliest, np.where(at >= 0, borders[at], 0))
    lows, highs = np.searchsorted(beyond, earliest), np.searchsorted(beyond, positions, side="right")
    windows: list[list[int]] = []
    for low, high in zip(lows.tolist(), highs.tolist(), strict=True):
        window = beyond[low:high].tolist()
        if windows and window[0] <= windows[-1][-1]:
            windows[-1] += [point for point in window if point > windows[-1][-1]]
        else:
            windows.append(window)
    return [tuple(window) for window in windows]


def merged(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    """Firings reported one by one (`dmaic.statistics.rule_state`) joined into signals that grow, as in `evaluate`."""
    grown: list[Signal] = []
    latest: dict[tuple[Any, ...], int] = {}
    for one in signals:
        key = (one.panel, one.rule, one.side)
        at = latest.get(key)
        if at is not None and len(one.points) > 1 and one.first <= grown[at].last:
            before = grown[at]
            points = before.points + tuple(point for point in one.points if point > before.last)
            grown[at] = Signal(one.rule, one.title, one.panel, before.first, one.last, points, one.side, one.value)
        else:
            latest[key] = len(grown)
            grown.append(one)
    return tuple(grown)
