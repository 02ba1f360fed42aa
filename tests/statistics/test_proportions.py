"""Proportions, rates, one variance and the promoter score against R and the papers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from dmaic.errors import StatisticsError
from dmaic.statistics.faces.proportions import nps, proportions
from dmaic.statistics.intervals import clopper_pearson, exact_upper_bound, jeffreys, poisson_exact, wilson
from dmaic.statistics.one_variance import one_variance, variance_of_sd
from dmaic.statistics.promoter_score import (
    change_of_score,
    promoter_statistic,
    score_of_answers,
    score_of_counts,
    score_of_shares,
)
from dmaic.statistics.proportions import many_proportions, one_proportion, two_proportions
from dmaic.statistics.rates import exact_poisson_p, many_rates, one_rate, two_rates
from dmaic.statistics.result import State


def test_r_agrees_on_one_proportion():
    found = one_proportion(23, 200, p0=0.15)
    assert found.exact_p == pytest.approx(0.1972012, abs=1e-7)  # binom.test(23, 200, 0.15)
    assert (found.exact_interval.low, found.exact_interval.high) == pytest.approx((0.0743134, 0.1675469), abs=1e-7)
    assert found.score.p == pytest.approx(0.1656838, abs=1e-7)  # prop.test(..., correct = FALSE)
    assert (found.corrected.interval.low, found.corrected.interval.high) == pytest.approx(
        (0.0758149, 0.1694979), abs=1e-7
    )


def test_r_agrees_on_two_proportions():
    found = two_proportions([15, 25], [50, 50])
    assert found.corrected.chi_square == pytest.approx(3.375)  # prop.test(c(15, 25), c(50, 50))
    assert found.corrected.p == pytest.approx(0.06619, abs=1e-5)
    assert (found.corrected.interval.low, found.corrected.interval.high) == pytest.approx((-0.40799, 0.00799), abs=1e-5)
    assert found.fisher_p == pytest.approx(0.0655777, abs=1e-7)


def test_newcombes_own_example_has_his_interval():
    # Newcombe (1998), Statistics in Medicine 17, table II, 56/70 - 48/80, method 10: 0.0524 to 0.3339.
    found = two_proportions([56, 48], [70, 80]).newcombe
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_fleiss_smokers_differ_between_hospitals():
    found = many_proportions([83, 90, 129, 70], [86, 93, 136, 82])
    assert (found.chi_square, found.df, found.p) == pytest.approx((12.6004, 3, 0.005586), abs=1e-4)


def test_r_agrees_on_rates():
    one = one_rate(137, 24.19893, rate0=1)  # poisson.test(137, 24.19893)
    assert (one.interval.low, one.interval.high) == pytest.approx((4.753125, 6.692709), abs=1e-6)
    two = two_rates([11, 21], [800, 3011])  # poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878))
    assert (two.ratio, two.p) == pytest.approx((1.971488, 0.07967), abs=1e-5)
    assert (two.interval.low, two.interval.high) == pytest.approx((0.8584264, 4.277266), abs=1e-6)


@pytest.mark.parametrize(
    ("seen", "mean"), [(0, 3.0), (2, 6.5), (7, 3.2), (30, 20.0), (5, 5.0), (1, 0.01), (400, 500.0)]
)
def test_the_exact_poisson_p_sums_the_outcomes_no_more_likely(seen, mean):
    def mass(x):
        return math.exp(x * math.log(mean) - mean - math.lgamma(x + 1))

    summed = sum(mass(x) for x in range(3000) if mass(x) <= mass(seen) * (1 + 1e-7))
    assert exact_poisson_p(seen, mean) == pytest.approx(summed, rel=1e-9)


def test_a_huge_count_is_judged_without_a_long_sum():
    assert exact_poisson_p(10_010_000, 1e7) == pytest.approx(math.erfc(10000 / math.sqrt(2e7)), rel=0.05)


def test_nothing_in_fifty_is_still_up_to_seven_percent():
    assert clopper_pearson(0, 50).high == pytest.approx(0.0711, abs=5e-5)
    assert exact_upper_bound(0, 50).high == pytest.approx(3 / 50, rel=0.04)  # the rule of three
    assert exact_upper_bound(3, 50).high > exact_upper_bound(0, 50).high
    assert exact_upper_bound(50, 50).high == 1


def test_jeffreys_lies_inside_the_exact_interval():
    for k in range(21):
        exact, middle = clopper_pearson(k, 20), jeffreys(k, 20)
        assert exact.low <= middle.low <= middle.high <= exact.high


@given(st.integers(1, 400), st.data())
@settings(max_examples=60)
def test_counting_the_other_way_round_mirrors_every_interval(n, data):
    k = data.draw(st.integers(0, n))
    for interval in (clopper_pearson, wilson, jeffreys):
        here, there = interval(k, n), interval(n - k, n)
        assert here.low == pytest.approx(1 - there.high, abs=1e-9)
        assert here.low <= k / n <= here.high
    narrow, wide = clopper_pearson(k, n, confidence=0.8), clopper_pearson(k, n, confidence=0.99)
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@given(st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=40)
def test_swapping_two_groups_turns_the_sign(a, b):
    here, there = two_proportions([a, b], [40, 40]), two_proportions([b, a], [40, 40])
    assert here.newcombe.low == pytest.approx(-there.newcombe.high, abs=1e-9)
    assert here.fisher_p == pytest.approx(there.fisher_p)
    assert -1 <= here.newcombe.low <= here.difference <= here.newcombe.high <= 1


def test_one_sided_claims_get_one_sided_bounds():
    less, greater = (one_proportion(23, 200, p0=0.15, alternative=side) for side in ("less", "greater"))
    assert (less.exact_p, greater.exact_p) == (less.exact_less_p, greater.exact_greater_p)
    assert less.exact_interval.low == 0
    assert less.exact_interval.high == pytest.approx(exact_upper_bound(23, 200).high)
    assert greater.exact_interval.high == 1
    assert less.score.p + greater.score.p == pytest.approx(1)
    assert one_rate(3, 2, alternative="greater").interval.high is None


def test_groups_without_any_hit_have_no_z_but_an_interval():
    found = two_proportions([0, 0], [30, 30])
    assert (found.z, found.p, found.risk_ratio) == (None, None, None)
    assert found.newcombe.low < 0 < found.newcombe.high


def test_the_chi_square_of_one_variance_is_students():
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    found = one_variance(first, sigma0=1.2)
    assert (found.chi_square, found.p) == pytest.approx((20.003472, 0.0357820), abs=1e-6)
    assert (found.variance_interval.low, found.variance_interval.high) == pytest.approx((1.514238, 10.66698), abs=1e-5)
    assert variance_of_sd(found.sd, 10, sigma0=1.2) == found


def test_rates_of_many_groups_are_compared_at_once():
    assert many_rates([10, 10, 10], [5, 5, 5]).chi_square == pytest.approx(0)
    assert proportions({"kind": "rates", "counts": [1, 30, 10], "exposures": [5, 5, 5]})["p"] < 0.001


@pytest.mark.parametrize(("up", "down", "n", "points", "half"), [(0.60, 0.14, 87, 46, 15), (0.55, 0.16, 94, 39, 15)])
def test_the_promoter_score_carries_fifteen_points_either_way(up, down, n, points, half):
    found = score_of_shares(up, down, n)
    assert round(found.score) == points
    assert round((found.high - found.low) / 2) == half


def test_a_fall_from_46_to_39_is_noise():
    change = change_of_score(score_of_shares(0.60, 0.14, 87), score_of_shares(0.55, 0.16, 94))
    assert change.low < 0 < change.high
    assert "within noise" in change.sentence


def test_answers_are_sorted_into_three_groups():
    found = score_of_answers([10, 9, 8, 7, 6, 0], invited=60)
    assert (found.promoters, found.passives, found.detractors) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert promoter_statistic(found).state is State.CAUTION
    assert "Response rate 10 %" in promoter_statistic(found).note


@pytest.mark.parametrize("counts", [(20, 0, 0), (0, 20, 0), (0, 0, 20)])
def test_a_unanimous_survey_still_has_a_width(counts):
    found = score_of_counts(*counts)
    assert found.low < found.high
    assert found.low <= found.score <= found.high


def test_the_nps_face_reads_all_three_forms():
    assert nps({"answers": [10, 9, 0]})["nps"] == pytest.approx(100 / 3)
    assert nps({"promoters": 2, "passives": 0, "detractors": 1})["nps"] == pytest.approx(100 / 3)
    case = {"promoters": 0.55, "detractors": 0.16, "n": 94, "before": {"promoters": 0.6, "detractors": 0.14, "n": 87}}
    assert nps(case)["change"].difference == pytest.approx(-7)


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"kind": "one", "k": 5, "n": 3}, "larger than"),
        ({"kind": "one", "k": 5, "n": 0}, "at least 1"),
        ({"kind": "one", "k": -1, "n": 3}, "at least 0"),
        ({"kind": "one", "k": float("nan"), "n": 3}, "finite number"),
        ({"kind": "one", "k": 1, "n": 3, "p0": 15}, "Write 15 % as 0.15"),
        ({"kind": "two", "k": [1], "n": [3]}, "two counts"),
        ({"kind": "k", "k": [0, 0], "n": [3, 3]}, "one side"),
        ({"kind": "rate", "count": 3, "exposure": 0}, "above 0"),
        ({"kind": "rates", "counts": [0, 0], "exposures": [1, 1]}, "observe longer"),
        ({"kind": "variance", "values": [1.0, 1.0]}, "all equal"),
        ({"kind": "one", "k": 1, "n": 3, "alternative": "more"}, "alternative"),
        ({"kind": "mood"}, "kind"),
    ],
)
def test_what_has_no_answer_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        proportions(case)


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"promoters": 0.7, "detractors": 0.7, "n": 10}, "more than all"),
        ({"promoters": 0, "passives": 0, "detractors": 0}, "no answers"),
        ({"answers": [11]}, "0 to 10"),
        ({"answers": [9] * 5, "invited": 3}, "can't be"),
        ({}, "Give answers"),
    ],
)
def test_an_impossible_survey_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        nps(case)


@pytest.mark.slow
def test_wilson_and_newcombe_cover_about_as_promised():
    rng, runs = np.random.default_rng(5), 3000
    one = two = 0
    for _ in range(runs):
        a, b = int(rng.binomial(60, 0.3)), int(rng.binomial(80, 0.2))
        bounds, apart = wilson(a, 60), two_proportions([a, b], [60, 80]).newcombe
        one += bounds.low <= 0.3 <= bounds.high
        two += apart.low <= 0.1 <= apart.high
    assert one / runs == pytest.approx(0.95, abs=0.02)
    assert two / runs == pytest.approx(0.95, abs=0.02)
    assert poisson_exact(0, 10).low == 0


def test_fishers_p_of_a_billion_units_is_quick():
    found = proportions({"kind": "two", "k": [3, 9], "n": [10**9, 2 * 10**9]})
    assert found["fisher_p"] == pytest.approx(binomtest(3, 12, 1 / 3).pvalue, rel=1e-6)
    even = proportions({"kind": "two", "k": [4 * 10**8] * 2, "n": [10**9] * 2})
    assert even["fisher_p"] is None
    assert even["p"] == 1.0
