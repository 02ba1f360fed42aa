"""Does the newest point make a signal? Run rules for monitoring, at the same cost whatever the length of the series.

The state carries only the last points a pattern can reach back to (14 for Nelson's eight rules) and the number of
points seen; it is plain data, so that it can be kept beside a chart and taken up at the next reading.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from dmaic.statistics.control_chart import RuleSet, Signal
from dmaic.statistics.patterns import Chunk, reach
from dmaic.statistics.rule_sets import DEFAULT


@dataclass(frozen=True, slots=True)
class RuleState:
    """What has to be remembered between two readings: the rules, the last standardised points, how many were seen."""

    ruleset: RuleSet = DEFAULT
    tail: tuple[float, ...] = ()
    seen: int = 0


def interrupted(state: RuleState) -> RuleState:
    """The state at a stage border or a gap: no pattern reaches back over it."""
    return replace(state, tail=())


def append(state: RuleState, z: float) -> tuple[RuleState, tuple[Signal, ...]]:
    """Take up one point, in sigmas from the centre; NaN for a point that is drawn but not counted.

    Gives the new state and a signal for each rule that fires at this point, with the window of that firing. Joined by
    `dmaic.statistics.rules.merged`, these are the signals that `evaluate` finds in the whole series.
    """
    position = state.seen
    if math.isnan(z):
        return replace(state, tail=(), seen=position + 1), ()
    window = np.array([*state.tail, z])
    chunk = Chunk(window, None)
    offset = position - len(state.tail)
    signals = []
    for rule in state.ruleset.rules:
        for side, hits in chunk.fired(rule).items():
            if hits[-1]:
                first = max(0, len(window) - rule.m)
                if rule.kind in {"k_of_m", "opposite"}:
                    beyond = {
                        "above": window > rule.zone,
                        "below": window < -rule.zone,
                        "both": np.abs(window) > rule.zone,
                    }[side]
                    points = tuple(offset + first + at for at in np.flatnonzero(beyond[first:]).tolist())
                else:
                    points = tuple(range(offset + first, position + 1))
                signals.append(Signal(rule.code, rule.title, 0, points[0], position, points, side))
    back = reach(state.ruleset.rules)
    tail = tuple(window[-back:].tolist()) if back else ()
    return RuleState(state.ruleset, tail, position + 1), tuple(signals)
