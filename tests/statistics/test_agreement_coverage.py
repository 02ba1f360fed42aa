"""Do the intervals of agreement hold what they promise? Seeded simulations."""

import math

import numpy as np
import pytest

from dmaic.statistics.agreement import agreement_study, cohen_table, fleiss, kendall_w

RUNS = 600
pytestmark = pytest.mark.slow


def test_the_interval_of_cohen_s_kappa_holds_the_truth():
    rng = np.random.default_rng(7)
    shares = np.array([[0.35, 0.05, 0.02], [0.05, 0.2, 0.05], [0.03, 0.05, 0.2]])
    chance = shares.sum(axis=1) @ shares.sum(axis=0)
    truth = (np.trace(shares) - chance) / (1 - chance)
    hits = 0
    for _ in range(RUNS):
        found = cohen_table(rng.multinomial(100, shares.ravel()).reshape(3, 3))
        hits += found.low <= truth <= found.high
    assert 0.92 <= hits / RUNS <= 0.98


def test_the_interval_of_fleiss_kappa_holds_the_truth():
    rng = np.random.default_rng(8)
    # each item has its own truth; every rater sees it with probability q, else guesses a fair coin: kappa = q^2
    q, hits = 0.7, 0
    for _ in range(RUNS):
        truth = rng.integers(0, 2, (60, 1))
        seen = rng.random((60, 4)) < q
        ratings = np.where(seen, truth, rng.integers(0, 2, (60, 4)))
        found = fleiss(ratings.tolist())
        hits += found.low <= q**2 <= found.high
    assert 0.92 <= hits / RUNS <= 0.98


def test_the_study_s_jackknife_counts_items_and_not_trials():
    rng = np.random.default_rng(9)
    # an item is hard for a rater in all trials alike, so trials repeat each other
    q, hits = 0.8, 0
    for _ in range(RUNS):
        truth = rng.integers(0, 2, 50)
        seen = rng.random(50) < q
        own = np.where(seen, truth, rng.integers(0, 2, 50))
        found = agreement_study({"A": [[int(v)] * 3 for v in own]}, truth.tolist()).kappa_vs_standard["A"]
        hits += found.low <= q <= found.high
    assert 0.91 <= hits / RUNS <= 0.98


def test_the_interval_of_kendall_s_w_holds_the_truth():
    rng = np.random.default_rng(10)
    rho, raters, hits = 0.6, 4, 0
    rank_correlation = 6 / math.pi * math.asin(rho / 2)
    truth = rank_correlation + (1 - rank_correlation) / raters
    for _ in range(RUNS):
        common = rng.normal(0, math.sqrt(rho), (30, 1))
        found = kendall_w((common + rng.normal(0, math.sqrt(1 - rho), (30, raters))).tolist())
        hits += found.low <= truth <= found.high
    assert 0.91 <= hits / RUNS <= 0.98
