"""Effect sizes: bounds that pivot as defined, and that cover what they promise (slow simulations)."""

import math

import numpy as np
import pytest

from dmaic.statistics.contingency import chi_square
from dmaic.statistics.correlation import kendall, pearson, spearman
from dmaic.statistics.effect_size import (
    chi_square_bounds,
    hedges_correction,
    noncentral_t_bounds,
    superiority,
    variance_explained,
)
from dmaic.statistics.fisher_exact import fisher_exact
from dmaic.statistics.k_sample import anova
from dmaic.statistics.pairwise import games_howell, tukey
from dmaic.statistics.rank_tests import mann_whitney, wilcoxon_signed_rank
from dmaic.statistics.regression import predict, regress
from dmaic.statistics.survival import kaplan_meier
from dmaic.statistics.two_sample import two_sample_t


@pytest.mark.parametrize(("t", "df"), [(0, 5), (2, 10), (-3, 4), (25, 10), (500, 40)])
def test_the_bounds_put_the_statistic_at_the_edge_of_each_tail(t, df):
    from scipy.stats import nct

    low, high = noncentral_t_bounds(t, df, 0.95)
    assert nct.sf(t, df, low) == pytest.approx(0.025, rel=1e-6)
    assert nct.cdf(t, df, high) == pytest.approx(0.025, rel=1e-6)


def test_extreme_statistics_keep_an_interval():
    low, high = noncentral_t_bounds(5000, 40, 0.95)
    assert low < 5000 < high
    assert noncentral_t_bounds(math.inf, 3, 0.95) == (math.inf, math.inf)
    assert chi_square_bounds(2e6, 3, 0.95)[0] < 2e6 < chi_square_bounds(2e6, 3, 0.95)[1]
    assert variance_explained(math.inf, 2, 10, 0.95).value == 1
    enormous = variance_explained(1e12, 2, 10, 0.95)
    assert enormous.low < enormous.value < enormous.high < 1
    before, after = (variance_explained(f, 2, 10, 0.95) for f in (4.99e5, 5.01e5))
    assert (1 - after.low) / (1 - before.low) == pytest.approx(4.99 / 5.01, rel=1e-3)


def test_smithsons_example_of_eta_squared():
    from scipy.stats import ncf

    found = variance_explained(4.84608786238014, 2, 27, 0.95)
    for bound, tail in ((found.low, 0.975), (found.high, 0.025)):
        noncentrality = bound / (1 - bound) * 30
        assert ncf.cdf(4.84608786238014, 2, 27, noncentrality) == pytest.approx(tail, rel=1e-6)


def test_an_f_below_chance_has_the_estimate_as_its_upper_bound():
    found = variance_explained(0.01, 8, 180, 0.95)
    assert found.low == 0
    assert found.high == found.value


def test_hedges_correction_is_close_to_its_well_known_approximation():
    for df in (5, 20, 80):
        assert hedges_correction(df) == pytest.approx(1 - 3 / (4 * df - 1), rel=2e-3)
    assert hedges_correction(1) == 1


def test_superiority_solves_newcombes_equation():
    low, high = superiority(0.8, 10, 12, 0.95)
    for theta in (low, high):
        m = 10
        spread = 1 + m * (1 - theta) / (2 - theta) + m * theta / (1 + theta)
        assert (0.8 - theta) ** 2 == pytest.approx(1.959964**2 * theta * (1 - theta) * spread / 120, rel=1e-5)


def coverage(cover, repeats=800):
    rng = np.random.default_rng(20)
    return sum(cover(rng) for _ in range(repeats)) / repeats


def holds(statistic, truth):
    low = -math.inf if statistic.low is None else statistic.low
    high = math.inf if statistic.high is None else statistic.high
    return low <= truth <= high


def _welch(rng):
    found = two_sample_t(rng.normal(1, 1, 8), rng.normal(0, 4, 20))
    return holds(found.estimate, 1)


def _hedges(rng):
    found = two_sample_t(rng.normal(0.8, 1, 15), rng.normal(0, 1, 15))
    return holds(found.effect, 0.8)


def _shift(rng):
    return holds(mann_whitney(rng.exponential(1, 12) + 2, rng.exponential(1, 15)).estimate, 2)


def _superiority(rng):
    # P(X > Y) for exponentials with means 2 and 1 is 2/3
    return holds(mann_whitney(rng.exponential(2, 20), rng.exponential(1, 20)).effect, 2 / 3)


def _pseudomedian(rng):
    return holds(wilcoxon_signed_rank(rng.logistic(3, 1, 14)).estimate, 3)


def _eta(rng):
    means = np.array([-1.0, 0, 1]) * 0.7
    truth = np.mean(means**2) / (np.mean(means**2) + 1)
    return holds(anova([rng.normal(m, 1, 15) for m in means]).effect, truth)


def _pearson(rng):
    x = rng.normal(size=25)
    return holds(pearson(x, 0.6 * x + 0.8 * rng.normal(size=25)).estimate, 0.6)


def _spearman(rng):
    x = rng.normal(size=40)
    return holds(spearman(x, 0.6 * x + 0.8 * rng.normal(size=40)).estimate, 6 / math.pi * math.asin(0.3))


def _kendall(rng):
    x = rng.normal(size=40)
    return holds(kendall(x, 0.6 * x + 0.8 * rng.normal(size=40)).estimate, 2 / math.pi * math.asin(0.6))


def _odds(rng):
    a, c = rng.binomial(40, 0.6), rng.binomial(40, 0.3)
    found = fisher_exact([[a, 40 - a], [c, 40 - c]])
    return found.low <= (0.6 / 0.4) / (0.3 / 0.7) <= found.high


def _cramer(rng):
    chances = np.array([[0.3, 0.2], [0.1, 0.4]])
    truth = abs(0.3 * 0.4 - 0.2 * 0.1) / math.sqrt(0.5 * 0.5 * 0.4 * 0.6)
    table = rng.multinomial(150, chances.ravel()).reshape(2, 2)
    return holds(chi_square(table.tolist()).test.effect, truth)


def _new_value(rng):
    x = rng.uniform(0, 10, 15)
    found = regress(3 + 2 * x + rng.normal(0, 1, 15), x)
    one = predict(found, [[7.0]])[0]
    return one.low <= 3 + 14 + rng.normal(0, 1) <= one.high


def _median_time(rng):
    times, seen_until = rng.exponential(10, 60), rng.uniform(5, 30, 60)
    found = kaplan_meier(np.minimum(times, seen_until), (times <= seen_until).tolist())
    return holds(found.quantiles[0], 10 * math.log(2))


def _all_pairs(rng):
    found = tukey([rng.normal(0, 1, n) for n in (6, 9, 12)])
    return not any(pair.differs for pair in found.pairs)


def _all_pairs_unequal(rng):
    found = games_howell([rng.normal(0, s, n) for s, n in ((1, 10), (3, 15), (6, 12))])
    return not any(pair.differs for pair in found.pairs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cover", "low", "high"),
    [
        (_welch, 0.93, 0.97),
        (_hedges, 0.93, 0.97),
        (_shift, 0.93, 0.98),
        (_superiority, 0.93, 0.99),
        (_pseudomedian, 0.93, 0.98),
        (_eta, 0.93, 0.97),
        (_pearson, 0.93, 0.97),
        (_spearman, 0.91, 0.98),
        (_kendall, 0.93, 0.99),
        (_odds, 0.95, 0.99),
        (_cramer, 0.92, 0.98),
        (_new_value, 0.93, 0.97),
        (_median_time, 0.91, 0.98),
    ],
)
def test_intervals_cover_what_they_promise(cover, low, high):
    assert low <= coverage(cover) <= high


@pytest.mark.slow
@pytest.mark.parametrize("cover", [_all_pairs, _all_pairs_unequal])
def test_pairs_keep_the_error_of_the_family(cover):
    assert 0.91 <= coverage(cover, repeats=150) <= 0.99
