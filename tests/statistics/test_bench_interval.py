"""The interval of Z.bench: three times Bissell's with one limit, and the right coverage with two."""

import numpy as np
import pytest
from scipy.stats import norm

from dmaic.errors import StatisticsError
from dmaic.statistics.bench_interval import z_bench_interval


@pytest.mark.parametrize(
    ("n", "low", "high"), [(30, 0.97, 1.69), (50, 1.05, 1.61), (100, 1.13, 1.53), (200, 1.19, 1.47)]
)
def test_with_one_limit_it_is_three_times_bissells_interval_of_ppk(n, low, high):
    found = z_bench_interval(0.0, 1.0, n, usl=3 * 1.33)
    assert found.low / 3 == pytest.approx(low, abs=0.006)
    assert found.high / 3 == pytest.approx(high, abs=0.006)


def test_with_two_limits_it_covers_the_true_level():
    random = np.random.default_rng(8)
    truth = -norm.ppf(norm.cdf(-2.2) + norm.sf(2.6))
    held = 0
    for _ in range(1500):
        values = random.normal(0, 1, 60)
        found = z_bench_interval(values.mean(), values.std(ddof=1), 60, lsl=-2.2, usl=2.6)
        held += found.low <= truth <= found.high
    assert 0.93 < held / 1500 < 0.97


def test_mirrored_limits_give_the_same_bounds():
    left, right = z_bench_interval(1.0, 2.0, 40, lsl=-4.0), z_bench_interval(-1.0, 2.0, 40, usl=4.0)
    assert (left.low, left.high) == (pytest.approx(right.low), pytest.approx(right.high))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({}, "no specification"), ({"usl": 60.0}, "no bounds"), ({"usl": 9.0}, "more than 8 sigma")],
)
def test_levels_without_bounds_are_refused(given, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        z_bench_interval(0.0, 1.0, 30, **given)
