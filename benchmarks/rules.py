"""How much more than the bare arithmetic do the run rules cost?

All eight Nelson rules over a million points, against the same eight written as plain shifted NumPy comparisons over
the whole array. Prints one line a measure: name, ratio, floor in ms, ours in ms. Target: at most 3.
"""

from __future__ import annotations

import argparse

import numpy as np
from bench import best, report

from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import NELSON
from dmaic.statistics.rules import evaluate, fires, firing, in_sigmas


def floor(values: np.ndarray, center: float, sigma: float) -> list[np.ndarray]:
    """Eight rules, each the firing positions, with nothing shared, checked or interrupted."""
    z = (values - center) / sigma
    found = [np.flatnonzero(np.abs(z) > 3)]
    for m, claims in ((9, (z > 0, z < 0)), (5, (np.diff(z) > 0, np.diff(z) < 0)), (15, (np.abs(z) < 1,))):
        for claim in claims:
            sums = np.cumsum(claim)
            found.append(np.flatnonzero(sums[m:] - sums[:-m] == m))
    turns = np.diff(np.sign(np.diff(z))) != 0
    sums = np.cumsum(turns)
    found.append(np.flatnonzero(sums[12:] - sums[:-12] == 12))
    for k, m, zone in ((2, 3, 2), (4, 5, 1)):
        for claim in (z > zone, z < -zone):
            sums = np.cumsum(claim)
            found.append(np.flatnonzero((sums[m:] - sums[:-m] >= k) & claim[m:]))
    sums, ups = np.cumsum(np.abs(z) > 1), np.cumsum(z > 1)
    out, up = sums[8:] - sums[:-8], ups[8:] - ups[:-8]
    found.append(np.flatnonzero((out == 8) & (up > 0) & (up < 8)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the points")
    count = 100_000 if parser.parse_args().quick else 1_000_000
    values = np.random.default_rng(1).normal(10.0, 2.0, count)
    bare = best(lambda: floor(values, 10.0, 2.0))
    report("nelson8_positions", bare, best(lambda: firing(in_sigmas(values, 10.0, 2.0), NELSON.rules)))
    report("nelson8_one_by_one", bare, best(lambda: [fires(values, 10.0, 2.0, rule) for rule in NELSON.rules], times=3))
    linked = np.ones(count, dtype=bool)
    linked[::1000] = False
    report("nelson8_with_gaps", bare, best(lambda: firing(in_sigmas(values, 10.0, 2.0), NELSON.rules, linked)))
    chart = imr(values)
    report("nelson8_signals_of_a_chart", bare, best(lambda: evaluate(chart, NELSON), times=3))


if __name__ == "__main__":
    main()
