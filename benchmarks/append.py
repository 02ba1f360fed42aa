"""Does one more reading cost more on a long series than on a short one?

One point taken up by the run rules after 1,000 points and after 10,000,000 (the state of the latter is made from its
last points and their number, as it is kept beside a chart). Prints one line a measure: name, ratio of long to short,
short in ms, long in ms. Target: about 1.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from bench import report

from dmaic.statistics.rule_sets import NELSON
from dmaic.statistics.rule_state import RuleState, append


def cost(state: RuleState, readings: list[float]) -> float:
    """Time of one append in ms, the fastest of several series of readings."""
    taken = []
    for _ in range(7):
        now = state
        start = time.perf_counter()
        for z in readings:
            now, _ = append(now, z)
        taken.append((time.perf_counter() - start) / len(readings))
    return min(taken) * 1e3


def after(points: int) -> RuleState:
    """The state after that many points: fed one by one up to 1,000, then moved on with the count."""
    state = RuleState(NELSON)
    for z in np.random.default_rng(1).normal(size=min(points, 1_000)).tolist():
        state, _ = append(state, z)
    return RuleState(NELSON, state.tail, points)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer readings")
    readings = np.random.default_rng(2).normal(size=50 if parser.parse_args().quick else 500).tolist()
    short, long = cost(after(1_000), readings), cost(after(10_000_000), readings)
    report("append_1e3_against_1e7", short, long, digits=4)


if __name__ == "__main__":
    main()
