"""Which ways does a case take through the map: how often does it pass each step, how often is it right first time?

Cases move as an absorbing Markov chain: the expected passes of step j are v_j = [first] + sum_i v_i p_ij, p being the
share of the cases in step i that go on to j (Kemeny and Snell 1960, chapter 3). A loop is so charged with the share of
the cases that take it. Rolled throughput yield is the product of first-time yields along a way; steps of rework stay
out of it, because a case in them was not right the first time, and a case that returned is no first time either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import BadInput, StatisticsError

END = "end"
"""What is written where a case is finished after a step that is not the last of the list."""
_MOST_WAYS = 64


@dataclass(frozen=True, slots=True)
class Stop:
    """A step and where it leads: positions, None being the end. ``shares`` are fractions by way; () while untold.

    ``first_time_yield`` is a fraction. A ``quiet`` stop (waiting, a decision) needs none.
    """

    name: str
    ways: tuple[int | None, ...]
    shares: tuple[float, ...] = ()
    is_rework: bool = False
    quiet: bool = False
    first_time_yield: float | None = None

    def share(self, way: int) -> float | None:
        """The fraction of cases that take this way out, None while nobody told."""
        if len(self.ways) == 1:
            return 1.0
        return self.shares[way] if len(self.shares) == len(self.ways) else None


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the map without the rework on it; ``share`` is None while the shares are not told."""

    name: str
    share: float | None
    rolled: float
    normalised: float | None


@dataclass(frozen=True, slots=True)
class Rolled:
    """Rolled throughput yield of each way, and weighted by the shares of the cases (None while they are untold)."""

    ways: tuple[Way, ...]
    weighted: float | None


def shares_typed(text: str, ways: int) -> tuple[float, ...]:
    """Shares in percent as typed, “90; 10”, as fractions that add up to 1; () for none."""
    parts = [part.strip().rstrip("% ") for part in text.replace("\n", ";").split(";") if part.strip()]
    if not parts:
        return ()
    advice = "Write one number for each way, with semicolons, in the order of “Leads to”: 90; 10."
    try:
        told = [float(part.replace(",", ".")) for part in parts]
    except ValueError:
        raise BadInput(f"“{text}” can't be read. {advice}", field="shares") from None
    if ways < 2:
        raise BadInput("Name two or more ways under “Leads to” first, then the share of each.", field="shares")
    if len(told) != ways:
        raise BadInput(f"{len(told)} given for {ways} ways. {advice}", field="shares")
    if not all(0 <= one <= 100 for one in told) or not 99 <= sum(told) <= 101:
        raise BadInput(f"The shares add up to {sum(told):g} %; they must be 100 % together.", field="shares")
    return tuple(one / sum(told) for one in told)


def reached(stops: Sequence[Stop]) -> set[int]:
    """Positions that some case can come to."""
    seen, open_ = set[int](), [0] if stops else []
    while open_:
        at = open_.pop()
        if at not in seen:
            seen.add(at)
            open_ += [to for way, to in enumerate(stops[at].ways) if to is not None and stops[at].share(way) != 0]
    return seen


def expected_passes(stops: Sequence[Stop]) -> tuple[float, ...]:
    """How often a case passes each step, on average. Raises StatisticsError with what is missing."""
    met = reached(stops)
    moves = np.zeros((len(stops), len(stops)))
    done = set[int]()
    for at in sorted(met):
        stop = stops[at]
        for way, to in enumerate(stop.ways):
            share = stop.share(way)
            if share is None:
                raise StatisticsError(
                    f"“{stop.name}” has {len(stop.ways)} ways out. Say which share of the cases takes each of them."
                )
            if to is None:
                done |= {at} if share > 0 else set()
            else:
                moves[at, to] += share
        if len(stop.ways) == 1 and (to := stop.ways[0]) is not None and stops[to].is_rework and not stop.is_rework:
            raise StatisticsError(
                f"“{stops[to].name}” is rework, yet every case goes from “{stop.name}” into it. Let “{stop.name}” lead "
                "to the step after it too, and say which share of the cases takes each way."
            )
    while more := {at for at in met - done if any(moves[at, to] > 0 for to in done)}:
        done |= more
    if met - done:
        raise StatisticsError(f"From “{stops[min(met - done)].name}” no way leads to the end of the map.")
    first = np.zeros(len(stops))
    first[0] = 1.0
    return tuple(float(one) for one in np.linalg.solve(np.eye(len(stops)) - moves.T, first))


def rolled_of(stops: Sequence[Stop]) -> Rolled | None:
    """First-time yields rolled up along each way; None where a step of work on one of them has none."""
    found: dict[tuple[int, ...], float | None] = {}
    for steps, share in _walks(stops):
        key = tuple(at for at in steps if not stops[at].is_rework)
        before = found.get(key, 0.0)
        found[key] = None if share is None or before is None else before + share
    if not found or any(stops[at].first_time_yield is None and not stops[at].quiet for steps in found for at in steps):
        return None
    told = list(found.values())
    total = math.fsum(one for one in told if one is not None)
    untold = any(one is None for one in told)
    on_all = set.intersection(*map(set, found))
    ways = []
    for steps, share in found.items():
        own = [stops[at].name for at in steps if at not in on_all]
        # A wait or a decision that nothing fails in is no chance to fail, and would only flatter the root.
        yields = [_yield(stops[at]) for at in steps if not stops[at].quiet or _yield(stops[at]) < 1]
        rolled = math.prod(yields)
        ways.append(
            Way(
                ", ".join(own) or "straight on",
                None if untold or share is None else share / total,
                rolled,
                rolled ** (1 / len(yields)) if yields else None,
            )
        )
    weighted = None if untold else math.fsum((one.share or 0.0) * one.rolled for one in ways)
    if len(ways) == 1:
        weighted = ways[0].rolled
    return Rolled(tuple(ways), weighted)


def _yield(stop: Stop) -> float:
    return 1.0 if stop.first_time_yield is None else stop.first_time_yield


def _walks(stops: Sequence[Stop]) -> list[tuple[tuple[int, ...], float | None]]:
    """Every way to the end that passes no step twice, with its share; none where there are too many to be told."""
    found: list[tuple[tuple[int, ...], float | None]] = []
    open_: list[tuple[tuple[int, ...], float | None]] = [((0,), 1.0)]
    while open_:
        if len(found) > _MOST_WAYS or len(open_) > _MOST_WAYS * len(stops):
            return []
        steps, so_far = open_.pop()
        stop = stops[steps[-1]]
        for way, to in reversed(list(enumerate(stop.ways))):
            share = stop.share(way)
            if share == 0 or to in steps:
                continue
            joint = None if share is None or so_far is None else so_far * share
            if to is None:
                found.append((steps, joint))
            else:
                open_.append(((*steps, to), joint))
    return found
