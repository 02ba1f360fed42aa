"""The Pareto table, its vital few and the question whether any bar stands out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.faces.pareto import pareto as face
from dmaic.statistics.pareto import flatness, flatness_of_amounts, pareto, tally

CALLS = {"billing": 120, "login": 90, "delivery": 40, "refund": 20, "address": 15, "language": 10, "praise": 5}


def test_the_table_falls_and_adds_up():
    found = pareto(CALLS)
    assert [row.category for row in found.rows][:3] == ["billing", "login", "delivery"]
    assert found.rows[0].share == pytest.approx(0.4)
    assert found.rows[-1].cumulative == pytest.approx(1)
    assert found.vital == ("billing", "login", "delivery")
    assert found.vital_share == pytest.approx(250 / 300)


def test_small_categories_become_other_and_stand_last():
    found = pareto(CALLS, other_below=0.06)
    assert found.rows[-1].category == "Other"
    assert found.rows[-1].members == ("address", "language", "praise")
    assert not found.rows[-1].is_vital
    assert sum(row.amount for row in found.rows) == 300


def test_one_small_category_keeps_its_name():
    assert "Other" not in [row.category for row in pareto(CALLS, other_below=0.02).rows]


def test_a_large_other_is_cautioned():
    assert "Other holds" in pareto(CALLS, other_below=0.35).cautions[-1]


def test_equal_bars_are_called_flat():
    found = pareto({"a": 21, "b": 19, "c": 20, "d": 18})
    assert found.flatness.is_flat
    assert "no category stands out" in found.sentence


def test_the_chi_square_is_that_of_the_worked_example():
    # The worked example of scipy.stats.chisquare: 2.0 and p = 0.849145.
    found = flatness([16, 18, 16, 14, 12, 12])
    assert found.chi_square == pytest.approx(2.0)
    assert (found.df, round(found.p, 4)) == (5, 0.8491)


def test_money_has_no_chi_square_and_says_so():
    found = pareto({"rework": 1200.5, "scrap": 300.25}, measure="cost")
    assert found.flatness is None
    assert "not tested" in found.sentence


def test_a_ranking_that_cost_would_turn_round_is_cautioned():
    costs = dict.fromkeys(CALLS, 1.0)
    assert pareto(CALLS, unit_costs=costs).cautions == ()
    turned = pareto(CALLS, unit_costs={**costs, "refund": 50.0}).cautions
    assert "By cost refund leads (1000), not billing (120)" in turned[0]
    with pytest.raises(StatisticsError, match="unit cost of billing"):
        pareto(CALLS, unit_costs={})


def test_an_unstable_period_is_cautioned():
    assert "not stable" in face({"amounts": CALLS, "stable": False})["cautions"][0]


def test_few_cases_make_the_test_rough():
    assert "rough below 5" in pareto({"a": 4, "b": 1, "c": 2}).cautions[0]


def test_blank_labels_are_counted_not_lost():
    assert tally(["a", "", None, " a ", "b"]) == {"a": 2, "(blank)": 2, "b": 1}
    assert face({"labels": ["a", "a", None]})["rows"][1].category == "(blank)"


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"amounts": {}}, "nothing to rank"),
        ({"amounts": {"a": 0}}, "nothing to rank"),
        ({"amounts": {"a": -1, "b": 3}}, "negative"),
        ({"amounts": {"a": 1.5}}, "whole numbers"),
        ({"amounts": {"a": float("nan")}}, "finite"),
        ({"amounts": {"a": 1}, "measure": "mood"}, "measure"),
        ({"amounts": {"a": 1}, "threshold": 80}, "Write 80 % as 0.8"),
        ({}, "either amounts"),
    ],
)
def test_what_has_no_answer_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        face(case)


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.integers(1, 500), min_size=1, max_size=12))
def test_the_vital_few_are_the_fewest_that_reach_the_threshold(amounts):
    found = pareto(amounts)
    assert found.vital_share >= 0.8 - 1e-9
    if len(found.vital) > 1:
        last = [row for row in found.rows if row.is_vital][-1]
        assert found.vital_share - last.share < 0.8
    assert pareto(dict(reversed(amounts.items()))).rows == found.rows


def test_bars_of_counts_times_a_price_are_tested_against_counts_that_would_make_them_equal():
    # Expected counts for prices 1, 2, 4 and 70 cases: 40, 20, 10 (all bars 40 long). Chi-square of 44, 16, 10 by hand:
    # 16/40 + 16/20 + 0 = 1.2, 2 df, p = exp(-0.6) = 0.5488.
    found = flatness([44, 16, 10], worth=[1, 2, 4])
    assert found.chi_square == pytest.approx(1.2)
    assert (found.df, found.is_flat) == (2, True)
    assert found.p == pytest.approx(math.exp(-0.6))
    for worth in ([1, 2], [1, 2, 0]):
        with pytest.raises(StatisticsError, match="worth"):
            flatness([44, 16, 10], worth=worth)


def test_sums_of_cases_of_one_are_tested_as_counts():
    counts = [16, 18, 16, 14, 12, 12]
    found, plain = flatness_of_amounts(counts, squares=sum(counts)), flatness(counts)
    assert (found.chi_square, found.p, found.expected) == pytest.approx((plain.chi_square, plain.p, plain.expected))
    # Money in cents or in euros: the same verdict.
    cents = flatness_of_amounts([100 * one for one in counts], squares=sum(10_000 * one for one in counts))
    assert cents.chi_square == pytest.approx(found.chi_square)


def test_sums_of_unequal_cases_cry_flat_as_often_as_promised():
    # 2,000 draws: skewed amounts fall on four categories alike; about 5 % may look uneven (binomial: 3.6 to 6.5 %).
    rng = np.random.default_rng(20261122)
    uneven = 0
    for _ in range(2_000):
        amounts = rng.lognormal(1, 1, 400)
        sums = np.bincount(rng.integers(0, 4, 400), weights=amounts, minlength=4)
        uneven += not flatness_of_amounts(sums, float((amounts**2).sum())).is_flat
    assert 0.036 < uneven / 2_000 < 0.065


def test_nothing_to_add_up_is_refused():
    with pytest.raises(StatisticsError, match="at least 2"):
        flatness_of_amounts([3.0], squares=9)
    with pytest.raises(StatisticsError, match="all amounts are 0"):
        flatness_of_amounts([0.0, 0.0], squares=0)


def test_a_test_of_the_caller_speaks_for_amounts():
    test = flatness_of_amounts([900.0, 100.0], squares=50_000)
    assert "differ beyond chance" in pareto({"a": 900.0, "b": 100.0}, measure="cost", test=test).sentence
