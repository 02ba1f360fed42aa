"""Shares, rates and one spread as full results: effect with interval, assumptions and a verdict in words."""

import math

import pytest
from scipy.stats import poisson
from statsmodels.stats.proportion import proportion_effectsize, proportions_chisquare, proportions_ztest

from dmaic.errors import StatisticsError
from dmaic.statistics.faces.proportions import proportions
from dmaic.statistics.one_variance import one_variance_test
from dmaic.statistics.proportion_tests import (
    arcsine,
    many_proportions_test,
    one_proportion_test,
    two_proportions_test,
)
from dmaic.statistics.rate_tests import many_rates_test, one_rate_test, two_rates_test
from dmaic.statistics.verdict import Alternative, Conclusion, Terms

SLEEP = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]


def threshold(value, **more):
    return Terms(practical_threshold=value, **more)


def test_the_scale_of_shares_is_cohens():
    # Cohen (1988), table 6.2.2: phi of .25, .50 and .75.
    assert [arcsine(share) for share in (0.25, 0.5, 0.75)] == pytest.approx([1.047, 1.571, 2.094], abs=5e-4)


def test_one_share_carries_its_interval_and_effect():
    # R: binom.test(23, 200, 0.15): p = 0.1972, 0.0743134 to 0.1675469.
    found = one_proportion_test(23, 200, p0=0.15)
    assert found.p == pytest.approx(0.1972012, abs=1e-7)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.0743134, 0.1675469), abs=1e-7)
    assert found.effect.value == pytest.approx(proportion_effectsize(0.115, 0.15))
    assert found.effect.low == pytest.approx(proportion_effectsize(0.0743134, 0.15), abs=1e-6)
    assert found.effect.high == pytest.approx(proportion_effectsize(0.1675469, 0.15), abs=1e-6)
    assert "share 0.115, 95 % interval 0.07431 to 0.1675" in found.sentence
    assert found.conclusion is Conclusion.INCONCLUSIVE


@pytest.mark.parametrize(
    ("k", "n", "bar", "conclusion"),
    [
        (40, 100, 0.2, Conclusion.SUPPORTS),  # 0.4, 0.303 to 0.503, against 0.15
        (1700, 10_000, 0.1, Conclusion.BELOW_PRACTICAL),  # shown, but all within a tenth
        (1510, 10_000, 0.1, Conclusion.NULL),
        (3, 10, 0.1, Conclusion.INCONCLUSIVE),
    ],
)
def test_the_verdict_weighs_the_interval_against_what_matters(k, n, bar, conclusion):
    assert one_proportion_test(k, n, p0=0.15, terms=threshold(bar)).conclusion is conclusion


def test_two_shares_agree_with_statsmodels():
    found = two_proportions_test([15, 25], [50, 50], names=("before", "after"))
    z, p = proportions_ztest([15, 25], [50, 50])
    assert (found.statistic, found.p) == pytest.approx((z, p))
    # The arcsine difference has the spread sqrt(1/50 + 1/50) = 0.2.
    h = proportion_effectsize(0.3, 0.5)
    assert (found.effect.value, found.effect.low, found.effect.high) == pytest.approx(
        (h, h - 1.959964 * 0.2, h + 1.959964 * 0.2), abs=1e-6
    )
    assert found.sentence.startswith("The share of group before is below the share of group after")
    assert found.assumptions[0].ok


def test_a_one_sided_claim_on_two_shares_leaves_one_side_open():
    found = two_proportions_test([15, 25], [50, 50], terms=Terms(alternative=Alternative.LESS))
    assert found.p == pytest.approx(proportions_ztest([15, 25], [50, 50], alternative="smaller")[1])
    assert found.estimate.low is None
    assert found.estimate.high < 0


def test_shares_of_nothing_are_not_tested():
    with pytest.raises(StatisticsError, match="All units fall on one side"):
        two_proportions_test([0, 0], [10, 20])


def test_several_shares_name_the_group_furthest_off():
    # Fleiss (1981), smokers among patients of four hospitals; R's prop.test(): X-squared = 12.6, p = 0.005585.
    found = many_proportions_test([83, 90, 129, 70], [86, 93, 136, 82])
    assert found.statistic == pytest.approx(proportions_chisquare([83, 90, 129, 70], [86, 93, 136, 82])[0])
    assert found.effect.value == pytest.approx(math.sqrt(12.60 / 397), abs=1e-4)
    assert found.effect.low < found.effect.value < found.effect.high
    assert "furthest below the others is group 4" in found.sentence
    assert found.conclusion is Conclusion.SUPPORTS


def test_one_rate_has_the_interval_of_r():
    found = one_rate_test(137, 24.19893, rate0=5)  # R: poisson.test(137, 24.19893, r = 5)
    likely = poisson.pmf(range(1000), 5 * 24.19893)
    assert found.p == pytest.approx(likely[likely <= likely[137] * (1 + 1e-7)].sum())
    assert (found.estimate.low, found.estimate.high) == pytest.approx((4.753125, 6.692709), abs=1e-6)
    assert (found.effect.low, found.effect.high) == pytest.approx((4.753125 / 5, 6.692709 / 5), abs=1e-6)


def test_two_rates_are_judged_by_their_ratio():
    # R: poisson.test(c(11, 21), c(800, 3011)).
    found = two_rates_test([11, 21], [800, 3011], terms=threshold(1.5))
    assert (found.estimate.value, found.p) == pytest.approx((1.971488, 0.07967), abs=1e-5)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.8584264, 4.277266), abs=1e-6)
    assert found.conclusion is Conclusion.INCONCLUSIVE
    assert "a ratio of 1.5 is not ruled out" in found.sentence


def test_a_ratio_to_nothing_is_told_by_its_lower_bound():
    found = two_rates_test([5, 0], [1, 2])
    assert (found.estimate.value, found.estimate.high) == (None, None)
    assert "ratio of rates at least 1.833" in found.sentence


def test_several_rates_warn_of_small_counts():
    found = many_rates_test([5, 0, 7], [1, 2, 2], names=["a", "b", "c"])
    # Expected 2.4, 4.8, 4.8: 2.6^2/2.4 + 4.8 + 2.2^2/4.8.
    assert found.statistic == pytest.approx(2.6**2 / 2.4 + 4.8 + 2.2**2 / 4.8)
    assert found.effect.value == pytest.approx(math.sqrt(found.statistic / 12))
    assert "group b" in found.sentence
    assert "expected counts in doubt" in found.sentence


def test_one_spread_is_judged_by_its_ratio():
    # (n - 1) s^2 / sigma0^2 = 20.003 with 9 df; s = 1.78901, its interval 1.23053 to 3.26603.
    found = one_variance_test(SLEEP, sigma0=1.2, terms=threshold(1.1))
    assert (found.statistic, found.p) == pytest.approx((20.00347, 0.035782), abs=1e-5)
    assert (found.effect.low, found.effect.high) == pytest.approx((1.23053 / 1.2, 3.26603 / 1.2), abs=1e-4)
    assert found.conclusion is Conclusion.SUPPORTS
    assert [check.name for check in found.assumptions] == ["normality of the values", "independence"]
    only = one_variance_test(sd=1.7890, n=10, sigma0=1.2)
    assert (only.p, only.assumptions[0].ok) == (pytest.approx(found.p, abs=1e-4), None)


KINDS = [
    {"kind": "one", "k": 23, "n": 200, "p0": 0.15},
    {"kind": "two", "k": [15, 25], "n": [50, 50]},
    {"kind": "k", "k": [83, 90, 129], "n": [86, 93, 136]},
    {"kind": "rate", "count": 137, "exposure": 24.2, "rate0": 5},
    {"kind": "rates", "counts": [11, 21], "exposures": [800, 3011]},
    {"kind": "rates", "counts": [11, 21, 9], "exposures": [800, 3011, 700]},
    {"kind": "variance", "values": SLEEP, "sigma0": 1.2},
]


@pytest.mark.parametrize("given", KINDS, ids=lambda given: given["kind"])
def test_every_kind_of_the_face_is_read_in_full(given):
    answer = proportions(given)
    reading = answer["reading"]
    first = answer["exact"]["p"] if given["kind"] == "one" else answer["p"]
    assert reading.p == pytest.approx(first)
    assert reading.effect.low <= reading.effect.value <= reading.effect.high
    assert reading.assumptions
    assert reading.sentence.endswith(".")
    assert answer["refused"] is None


def test_the_face_says_why_nothing_is_tested():
    assert proportions({"kind": "one", "k": 2, "n": 9})["refused"].startswith("Nothing is tested")
    two = proportions({"kind": "two", "k": [0, 0], "n": [9, 9]})
    assert two["reading"] is None
    assert "Newcombe" in two["cautions"][0]


def test_alpha_and_the_spellings_of_r_are_understood():
    asked = {"kind": "two", "k": [15, 25], "n": [50, 50]}
    assert proportions({**asked, "alpha": 0.1}) == proportions({**asked, "confidence": 0.9})
    assert proportions({**asked, "alternative": "two.sided"}) == proportions(asked)
