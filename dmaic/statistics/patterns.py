"""Where in a stretch of standardised points does a pattern end? The arithmetic under the run rules.

Each rule is a few comparisons and shifted ANDs over a block of points; comparisons and joints are shared between the
rules of a set.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import MappingProxyType

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import Floats, Rule
from dmaic.statistics.series import Bools

BLOCK = 65_536
"""Points evaluated at a time: the arrays of one block stay in the processor's cache."""

SIDES = MappingProxyType(
    {
        "beyond": ("above", "below"),
        "run": ("above", "below"),
        "trend": ("up", "down"),
        "alternating": ("both",),
        "k_of_m": ("above", "below"),
        "within": ("both",),
        "outside": ("both",),
        "opposite": ("both",),
    }
)
"""The sides on which each kind of rule can fire."""

_LEAST = MappingProxyType({"beyond": 1, "alternating": 3})


@cache
def checked(rule: Rule) -> Rule:
    """The rule itself, or StatisticsError when its figures make no pattern."""
    if rule.kind not in SIDES:
        raise StatisticsError(f"Rule {rule.code!r} is of unknown kind {rule.kind!r}. Known are: {', '.join(SIDES)}.")
    least = _LEAST.get(rule.kind, 2)
    if rule.m < least or (rule.kind == "beyond" and rule.m != 1):
        raise StatisticsError(f"Rule {rule.code!r} counts {rule.m} points: a {rule.kind} rule counts {least} or more.")
    if rule.kind == "k_of_m" and not 1 < rule.k <= rule.m:
        raise StatisticsError(f"Rule {rule.code!r} asks for {rule.k} of {rule.m} points: give 2 to {rule.m}.")
    if rule.zone < 0:
        raise StatisticsError(f"Rule {rule.code!r} has a zone of {rule.zone} sigma: give 0 or more.")
    return rule


def reach(rules: Sequence[Rule]) -> int:
    """How many points before the firing one the rules of a set look at: 14 for Nelson's eight."""
    return max((checked(rule).m - 1 for rule in rules), default=0)


def all_of_last(claims: Bools, m: int) -> Bools:
    """True where the last ``m`` claims are all true, by doubling the width of the window."""
    held, width = claims, 1
    while width < m:
        step = min(width, m - width)
        wider = np.empty_like(held)
        wider[:step] = False
        np.logical_and(held[step:], held[:-step], out=wider[step:])
        held, width = wider, width + step
    return held


class Chunk:
    """One block of points, with the comparisons that its rules share."""

    def __init__(self, z: Floats, linked: Bools | None) -> None:
        self.z = z
        # the first point of a block has nothing before it here; when it does, the block starts early enough
        self.linked = None if linked is None or bool(linked[1:].all()) else linked
        self._above: dict[float, Bools] = {}
        self._below: dict[float, Bools] = {}
        self._joined: dict[int, Bools] = {}
        self._steps: tuple[Bools, Bools] | None = None

    def fired(self, rule: Rule) -> dict[str, Bools]:
        """For each side, True where the rule fires."""
        match checked(rule).kind:
            case "beyond":
                return {"above": self.above(rule.zone), "below": self.below(rule.zone)}
            case "run":
                return {
                    "above": self.in_a_row(self.above(0.0), rule.m),
                    "below": self.in_a_row(self.below(0.0), rule.m),
                }
            case "trend":
                up, down = self.steps()
                return {"up": all_of_last(up, rule.m - 1), "down": all_of_last(down, rule.m - 1)}
            case "alternating":
                return {"both": all_of_last(self.turns(), rule.m - 2)}
            case "k_of_m":
                return {
                    "above": self.k_of_last(self.above(rule.zone), rule.k, rule.m),
                    "below": self.k_of_last(self.below(rule.zone), rule.k, rule.m),
                }
            case "within":
                return {"both": self.in_a_row((self.z < rule.zone) & (self.z > -rule.zone), rule.m)}
            case "outside":
                return {"both": self.outside(rule.zone, rule.m)}
            case _:
                return {"both": self.opposite(rule.zone, rule.m)}

    def above(self, zone: float) -> Bools:
        if zone not in self._above:
            self._above[zone] = self.z > zone
        return self._above[zone]

    def below(self, zone: float) -> Bools:
        if zone not in self._below:
            self._below[zone] = self.z < -zone
        return self._below[zone]

    def joined(self, m: int) -> Bools | None:
        """True where the last ``m`` points follow each other; None when nothing interrupts the block."""
        if self.linked is None or m < 2:
            return None
        if m not in self._joined:
            self._joined[m] = all_of_last(self.linked, m - 1)
        return self._joined[m]

    def in_a_row(self, claims: Bools, m: int) -> Bools:
        held = all_of_last(claims, m)
        joined = self.joined(m)
        return held if joined is None else held & joined

    def steps(self) -> tuple[Bools, Bools]:
        """Where the point is above its predecessor, and where below."""
        if self._steps is None:
            up, down = np.zeros(len(self.z), dtype=bool), np.zeros(len(self.z), dtype=bool)
            np.greater(self.z[1:], self.z[:-1], out=up[1:])
            np.less(self.z[1:], self.z[:-1], out=down[1:])
            if self.linked is not None:
                up &= self.linked
                down &= self.linked
            self._steps = up, down
        return self._steps

    def turns(self) -> Bools:
        """Where the step to the point goes against the step before it."""
        up, down = self.steps()
        turns = np.zeros(len(self.z), dtype=bool)
        turns[1:] = (up[1:] & down[:-1]) | (down[1:] & up[:-1])
        return turns

    def k_of_last(self, claims: Bools, k: int, m: int) -> Bools:
        """True where the claim holds and holds for at least ``k`` of the last ``m`` points of the stretch."""
        counts = claims.astype(np.uint16)
        for back in range(1, min(m, len(claims))):
            joined = self.joined(back + 1)
            earlier = claims[:-back] if joined is None else claims[:-back] & joined[back:]
            counts[back:] += earlier
        enough: Bools = counts >= k
        return enough & claims

    def outside(self, zone: float, m: int) -> Bools:
        above, below = self.above(zone), self.below(zone)
        mixed = self.in_a_row(above | below, m)
        return mixed & ~all_of_last(above, m) & ~all_of_last(below, m)

    def opposite(self, zone: float, m: int) -> Bools:
        above, below = self.above(zone), self.below(zone)
        found = np.zeros(len(self.z), dtype=bool)
        for back in range(1, min(m, len(self.z))):
            across = (above[back:] & below[:-back]) | (below[back:] & above[:-back])
            joined = self.joined(back + 1)
            found[back:] |= across if joined is None else across & joined[back:]
        return found
