"""Descriptive figures against NIST StRD's certified values and published definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.faces.summary import summary as face
from dmaic.statistics.summary import describe, histogram, percentile_with_interval, quantile

# NIST StRD NumAcc1-4: the series are given by their pattern, with the certified mean, sd and lag-1 correlation.
NUMACC = [
    ({"values": [10000001, 10000003, 10000002]}, 10000002, 1, -0.5, 1e-12),
    ({"first": 1.2, "then_alternating": [1.1, 1.3], "n": 1001}, 1.2, 0.1, -0.999, 1e-11),
    ({"first": 1000000.2, "then_alternating": [1000000.1, 1000000.3], "n": 1001}, 1000000.2, 0.1, -0.999, 1e-8),
    ({"first": 10000000.2, "then_alternating": [10000000.1, 10000000.3], "n": 1001}, 10000000.2, 0.1, -0.999, 1e-7),
]


@pytest.mark.parametrize(("case", "mean", "sd", "lag1", "rel"), NUMACC)
def test_nists_certified_values_are_met(case, mean, sd, lag1, rel):
    found = face(case)
    assert found["mean"] == pytest.approx(mean, rel=1e-14)
    assert found["sd"] == pytest.approx(sd, rel=rel)
    assert found["lag1_autocorrelation"] == pytest.approx(lag1, rel=max(rel, 1e-7))


def test_skewness_and_kurtosis_are_those_of_the_spreadsheets():
    # Microsoft's documentation of SKEW and KURT: 0.359543 and -0.151799637 for these ten values.
    found = describe([3, 4, 5, 2, 3, 4, 5, 6, 4, 7])
    assert found.skew == pytest.approx(0.359543, abs=1e-6)
    assert found.kurtosis == pytest.approx(-0.151799637, abs=1e-8)


def test_percentiles_follow_the_definition_named():
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert quantile(values, 0.25) == 3.25
    assert quantile(values, 0.25, method="weibull") == 2.75


def test_the_interval_of_the_median_is_made_of_order_statistics():
    found = percentile_with_interval(range(1, 26), 0.5)
    assert (found.low, found.value, found.high) == (8, 13, 18)  # sign-test interval, n = 25: ranks 8 and 18
    assert found.coverage == pytest.approx(0.9567, abs=1e-4)


def test_an_extreme_percentile_of_a_small_sample_has_no_upper_bound():
    found = percentile_with_interval(range(20), 0.95)
    assert found.high is None
    assert found.low is not None


def test_one_value_has_a_mean_and_no_spread():
    found = describe([4.0])
    assert (found.n, found.mean, found.sd, found.skew) == (1, 4.0, None, None)


def test_equal_values_have_spread_zero_and_no_shape():
    found = describe([4.0] * 9)
    assert (found.sd, found.skew, found.lag1_autocorrelation) == (0, None, None)
    assert histogram([4.0] * 9).counts == (9,)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ([], "at least 1"),
        ([1.0, None], "Row 2 of the values is empty"),
        ([float("-inf")], "Row 1 of the values is infinite"),
        (["a"], "not a number"),
        ([1e200, 1.0], "larger than anything measured"),
        ("12", "list of numbers"),
        ([[1.0]], "not a number"),
    ],
)
def test_what_has_no_answer_gets_a_sentence(values, word):
    with pytest.raises(StatisticsError, match=word):
        describe(values)


def test_a_far_value_does_not_ask_for_a_million_bins():
    found = histogram([*np.random.default_rng(1).normal(size=500), 1e9])
    assert len(found.counts) == 60
    assert sum(found.counts) == 501


def test_bins_count_every_value_under_every_rule():
    values = np.random.default_rng(2).lognormal(size=777)
    for options in ({}, {"rule": "scott"}, {"bins": 13}):
        found = histogram(values, **options)
        assert sum(found.counts) == 777
        assert len(found.edges) == len(found.counts) + 1
        assert found.edges[0] == values.min()


def test_bins_are_no_finer_than_the_number_format():
    found = histogram([1e15, 1e15 + 0.125, 1e15 + 0.25] * 20)
    assert sum(found.counts) == 60


def test_a_discrete_column_falls_back_on_scott():
    assert "Scott" in histogram([1.0] * 90 + [2.0] * 10).method


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
@settings(max_examples=60)
def test_describe_orders_its_figures(values):
    found = describe(values)
    assert found.minimum <= found.q1 <= found.median <= found.q3 <= found.maximum
    assert found.mean_low <= found.mean <= found.mean_high
    assert found.sd >= 0


@given(st.floats(-1e8, 1e8))
@settings(max_examples=30)
def test_an_offset_moves_the_mean_and_nothing_else(offset):
    values = np.random.default_rng(5).normal(size=40)
    here, there = describe(values), describe(values + offset)
    assert there.mean == pytest.approx(here.mean + offset, abs=1e-6)
    assert there.sd == pytest.approx(here.sd, rel=1e-6)


@pytest.mark.slow
def test_the_percentile_interval_covers_as_promised():
    rng, hits, runs = np.random.default_rng(11), 0, 3000
    for _ in range(runs):
        found = percentile_with_interval(rng.exponential(1, 60), 0.9)
        hits += (found.low is None or found.low <= np.log(10)) and (found.high is None or np.log(10) < found.high)
    assert hits / runs >= 0.95
