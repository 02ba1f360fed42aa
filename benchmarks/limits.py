"""How much more than the bare arithmetic do control limits cost?

Limits of 100,000 subgroups of 5 and of a million single values, against plain NumPy. Prints one line a measure: name,
ratio, floor in ms, ours in ms. Target: at most 2 for the equal subgroups. The other measures are for information:
there the floor neither checks its input nor keeps centre, sigma and both limits of each point, which take most time.
"""

from __future__ import annotations

import argparse
import math

import numpy as np
from bench import best, report

from dmaic.statistics.attribute import p_chart
from dmaic.statistics.individuals import imr
from dmaic.statistics.xbar import xbar


def floor_xbar(table: np.ndarray, *, by_range: bool) -> tuple[np.ndarray, ...]:
    means = table.mean(axis=1)
    spread = table.max(axis=1) - table.min(axis=1) if by_range else table.std(axis=1, ddof=1)
    width = (0.577 if by_range else 1.427) * spread.mean()
    count = len(table)
    return means, spread, np.full(count, means.mean() - width), np.full(count, means.mean() + width)


def floor_imr(values: np.ndarray) -> tuple[np.ndarray, ...]:
    ranges = np.abs(np.diff(values))
    width = 2.66 * ranges.mean()
    center = values.mean()
    count = len(values)
    return values, ranges, np.full(count, center - width), np.full(count, center + width)


def floor_p(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, ...]:
    rates = counts / sizes
    center = counts.sum() / sizes.sum()
    error = np.sqrt(center * (1 - center) / sizes)
    return rates, np.maximum(center - 3 * error, 0), np.minimum(center + 3 * error, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the points")
    scale = 0.1 if parser.parse_args().quick else 1.0
    generator = np.random.default_rng(1)
    table = generator.normal(10.0, 2.0, (int(100_000 * scale), 5))
    report("xbar_r_limits", best(lambda: floor_xbar(table, by_range=True)), best(lambda: xbar(table)))
    report("xbar_s_limits", best(lambda: floor_xbar(table, by_range=False)), best(lambda: xbar(table, dispersion="s")))
    values = generator.normal(10.0, 2.0, int(1_000_000 * scale))
    report("imr_limits", best(lambda: floor_imr(values)), best(lambda: imr(values)))
    sizes = np.floor(generator.uniform(50, 150, int(100_000 * scale)))
    counts = np.asarray(generator.binomial(sizes.astype(int), 0.2), dtype=float)
    report("p_limits", best(lambda: floor_p(counts, sizes)), best(lambda: p_chart(counts, sizes)))
    unequal = table.copy()
    unequal[generator.random(table.shape) < 0.05] = math.nan
    unequal[:, 0] = table[:, 0]
    report("xbar_r_unequal_limits", best(lambda: floor_xbar(table, by_range=True)), best(lambda: xbar(unequal)))


if __name__ == "__main__":
    main()
