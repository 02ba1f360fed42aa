"""How long does a gage study take?

A study of 10 parts, 3 appraisers and 3 trials from nested lists to verdict: both models, ranges, intervals. The floor
is the bare sums of squares in NumPy. Prints one line a measure: name, ratio, floor in ms, ours in ms. Target: ours
under 5 ms.
"""

from __future__ import annotations

import argparse

import numpy as np
from bench import best, report

from dmaic.statistics.gage import gage_crossed


def floor(measurements: list[list[list[float]]]) -> tuple[float, ...]:
    y = np.array(measurements)
    y = y - y.mean()
    p, o, r = y.shape
    part, operator, cell = y.mean(axis=(1, 2)), y.mean(axis=(0, 2)), y.mean(axis=2)
    inside = cell - part[:, None] - operator
    error = y - cell[:, :, None]
    return o * r * part @ part, p * r * operator @ operator, r * np.sum(inside**2), np.sum(error**2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    repeats = 50 if parser.parse_args().quick else 500
    rng = np.random.default_rng(1)
    study = rng.normal(0, 1, (10, 1, 1)) + rng.normal(0, 0.3, (1, 3, 1)) + rng.normal(0, 0.2, (10, 3, 3))
    measurements = study.tolist()
    gage_crossed(measurements)  # loads SciPy and the constants once
    bare, ours = best(lambda: floor(measurements), repeats), best(lambda: gage_crossed(measurements), repeats)
    report("gage_10x3x3", bare, ours, digits=4)


if __name__ == "__main__":
    main()
