"""Agreement of ratings: the manual's cross tables, Fleiss' diagnoses, ordered scores, whole studies."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.agreement import (
    agreement_plan,
    agreement_study,
    cohen,
    cohen_table,
    fleiss,
    kendall_w,
)
from dmaic.statistics.agreement.kappa import ordered_categories
from dmaic.statistics.registry import analysis_named

# irr::anxiety, 20 subjects, raters 1 and 2
FIRST = [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3]
SECOND = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
THIRD = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]

# Fleiss (1971), table 1: 30 patients, 6 psychiatrists, counts of 5 diagnoses
DIAGNOSES = [
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0), (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6), (1, 0, 0, 5, 0), (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1), (0, 0, 5, 0, 1), (3, 0, 0, 1, 2), (5, 1, 0, 0, 0),
    (0, 2, 0, 4, 0), (1, 0, 2, 0, 3), (0, 0, 0, 0, 6), (0, 1, 0, 5, 0), (0, 2, 0, 1, 3), (2, 0, 0, 4, 0),
    (1, 0, 0, 4, 1), (0, 5, 0, 1, 0), (4, 0, 0, 0, 2), (0, 2, 0, 4, 0), (1, 0, 5, 0, 0), (0, 0, 0, 0, 6),
]  # fmt: skip


def patients():
    return [[str(k) for k, times in enumerate(row, 1) for _ in range(times)] for row in DIAGNOSES]


@pytest.mark.parametrize(
    ("table", "printed"),
    [
        ([[44, 6], [3, 97]], 0.86),
        ([[42, 5], [9, 94]], 0.79),
        ([[43, 7], [8, 92]], 0.78),
        ([[45, 5], [3, 97]], 0.88),
        ([[45, 2], [3, 100]], 0.92),
        ([[42, 9], [6, 93]], 0.77),
    ],
)
def test_the_manual_s_cross_tables_give_the_printed_kappas(table, printed):
    found = cohen_table(table)
    assert found.kappa == pytest.approx(printed, abs=0.0051)
    assert found.level == "ok"


def test_kappa_of_the_textbook_table_has_the_textbook_error():
    # Fleiss, Levin & Paik (2003), tables 18.1 and 18.3: kappa 0.68, se 0.087 (cut, not rounded), 0.076 under the null
    found = cohen_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert found.kappa == pytest.approx(0.68, abs=0.005)
    assert found.se == pytest.approx(0.0877, abs=0.00005)
    assert found.se_null == pytest.approx(0.076, abs=0.0005)


@pytest.mark.parametrize(
    ("weights", "kappa", "z"), [("none", 0.119, 1.16), ("linear", 0.189, 1.42), ("quadratic", 0.297, 1.34)]
)
def test_weighted_kappas_agree_with_the_published_package(weights, kappa, z):
    found = cohen(FIRST, SECOND, weights=weights)
    assert (found.kappa, found.z) == (pytest.approx(kappa, abs=5e-4), pytest.approx(z, abs=5e-3))


def test_naming_categories_that_never_occurred_changes_weighted_kappa():
    fewer = cohen(FIRST, SECOND, weights="linear")
    more = cohen(FIRST, SECOND, weights="linear", categories=range(10))
    assert len(more.categories) == 10
    assert more.kappa == pytest.approx(fewer.kappa)  # linear weights keep their ratios ...
    assert more.observed > fewer.observed
    ordered = cohen(["low", "high", "mid"] * 5, ["low", "mid", "mid"] * 5, weights="linear")
    named = cohen(
        ["low", "high", "mid"] * 5, ["low", "mid", "mid"] * 5, weights="linear", categories=["low", "mid", "high"]
    )
    assert ordered.kappa != pytest.approx(named.kappa)  # ... but the order decides


def test_categories_are_ordered_by_number_when_they_are_numbers():
    assert ordered_categories(["10", "9", "2"]) == ("2", "9", "10")
    assert ordered_categories(["10", "b", "2"]) == ("10", "2", "b")
    assert cohen([1, 2.0, 1], [1, 2, 2]).categories == ("1", "2")


def test_perfect_agreement_is_one_but_not_proven_for_ever():
    found = cohen(["a", "b"] * 20, ["a", "b"] * 20)
    # 40 pairs without a disagreement: at most 1 - 0.025^(1/40) = 8.8 % disagree, over 1 - chance = 0.5
    assert (found.kappa, found.high) == (1, 1)
    assert found.low == pytest.approx(1 - 0.0881 / 0.5, abs=1e-3)
    whole = agreement_study({"A": [["a", "a"], ["b", "b"]] * 20}, ["a", "b"] * 20).kappa_vs_standard["A"]
    assert (whole.kappa, whole.low) == (1, pytest.approx(found.low))


def test_ratings_all_alike_have_no_kappa_but_a_sentence():
    found = cohen(["a"] * 20, ["a"] * 20)
    assert found.kappa is None
    assert found.level == "unknown"
    assert "not defined" in found.words


def test_a_lopsided_sample_is_cautioned():
    found = cohen_table([[95, 2], [3, 0]], categories=["pass", "fail"])
    assert found.observed == pytest.approx(0.95)
    assert found.kappa < 0
    assert any("98 % of all ratings are 'pass'" in caution for caution in found.cautions)


def test_fleiss_diagnoses_give_the_published_kappa():
    found = fleiss(patients())
    assert found.kappa == pytest.approx(0.430, abs=5e-4)
    assert found.observed == pytest.approx(0.5556, abs=5e-5)
    assert found.expected == pytest.approx(0.2199, abs=5e-5)
    assert found.z == pytest.approx(17.65, abs=5e-3)
    # Fleiss (1971), table 4 to three digits
    printed = {"1": 0.245, "2": 0.245, "3": 0.520, "4": 0.471, "5": 0.566}
    assert {name: round(one.kappa, 3) for name, one in found.categories.items()} == printed
    assert found.low < 0.430 < found.high
    assert found.level == "conditional"


def test_fleiss_of_equal_ratings_is_not_defined():
    found = fleiss([["a", "a"]] * 10)
    assert found.kappa is None
    assert found.categories["a"].kappa is None


def test_kendall_s_w_of_the_published_scores():
    found = kendall_w(list(zip(FIRST, SECOND, THIRD, strict=True)))
    assert (found.w, found.chi2, found.df) == (pytest.approx(0.540, abs=5e-4), pytest.approx(30.8, abs=0.05), 19)
    assert found.p == pytest.approx(0.0429, abs=5e-5)
    assert found.low < found.w < found.high
    plain = kendall_w(list(zip(FIRST, SECOND, THIRD, strict=True)), tie_correction=False)
    assert plain.w < found.w


def test_raters_of_one_mind_have_w_one():
    found = kendall_w([[value, value * 2, value + 3] for value in range(8)])
    assert found.w == pytest.approx(1)
    assert found.mean_rank_correlation == pytest.approx(1)


def study(**options):
    ratings = {
        "Ann": [["g", "g"], ["g", "g"], ["b", "b"], ["b", "b"], ["g", "b"], ["b", "b"]],
        "Bob": [["g", "g"], ["g", "g"], ["b", "g"], ["b", "b"], ["g", "g"], ["b", "b"]],
    }
    return agreement_study(ratings, ["g", "g", "b", "b", "g", "b"], **options)


def test_a_study_counts_items_matched_in_every_trial():
    found = study(positive="g")
    assert {name: one.matched for name, one in found.within.items()} == {"Ann": 5, "Bob": 5}
    assert {name: one.matched for name, one in found.each_vs_standard.items()} == {"Ann": 5, "Bob": 5}
    assert (found.between.matched, found.all_vs_standard.matched) == (4, 4)
    # Clopper-Pearson of 5 in 6 (tables): 35.9 % to 99.6 %
    assert (found.within["Ann"].low, found.within["Ann"].high) == (
        pytest.approx(35.88, abs=0.01),
        pytest.approx(99.58, abs=0.01),
    )


def test_a_tiny_study_without_a_slip_is_not_declared_fit():
    """Ten items, one bad, two appraisers, two trials, all right: 10 of 10 is 69.2 to 100 % (tables)."""
    items = ["b", *"ggggggggg"]
    twice = [[one, one] for one in items]
    found = agreement_study({"Ann": twice, "Bob": twice}, items, positive="g")
    assert found.level == "undecided"
    assert found.effectiveness["Ann"].effectiveness.low == pytest.approx(69.15, abs=0.01)
    assert found.effectiveness["Ann"].misses.inspected == 2
    assert found.effectiveness["Ann"].misses.high == pytest.approx(84.19, abs=0.01)
    assert found.words.startswith("Not decided: 10 items are too few")
    assert "more, would settle it" in found.words
    assert (found.fleiss_between.kappa, found.fleiss_between.low, found.fleiss_between.high) == (1, None, None)
    assert any("72 without one are needed to rule out 5 %" in one for one in found.cautions)


def test_a_customary_study_without_a_slip_is_fit():
    """Fifty items, half bad: 50 of 50 is 92.9 % at least; everybody is equally effective, so nobody is the least."""
    items = ["b", "g"] * 25
    twice = [[one, one] for one in items]
    found = agreement_study({"Ann": twice, "Bob": twice}, items, positive="g")
    assert found.level == "ok"
    assert found.words.endswith("Each appraiser is always right on 100 %.")


def test_a_kappa_that_no_item_moves_has_no_interval():
    """One accepts everything: kappa 0 with and without any one item."""
    found = agreement_study({"Ann": [["g"]] * 20}, ["b", "g"] * 10, positive="g").kappa_vs_standard["Ann"]
    assert (found.kappa, found.low, found.high) == (0, None, None)


def test_misses_accept_bad_items_and_false_alarms_reject_good_ones():
    found = study(positive="g")
    assert found.effectiveness["Ann"].false_alarm_pct == pytest.approx(100 / 6)
    assert found.effectiveness["Ann"].miss_rate_pct == 0
    assert found.effectiveness["Bob"].miss_rate_pct == pytest.approx(100 / 6)
    assert found.effectiveness["Bob"].false_alarm_pct == 0
    assert found.level == "fail"
    assert any("Bob accepted bad items" in advice for advice in found.advice)
    without = study()
    assert without.effectiveness["Ann"].miss_rate_pct is None
    assert any("accepting category" in caution for caution in without.cautions)


def test_kappas_of_a_study_pool_trials_and_pair_them():
    found = study(positive="g")
    assert found.kappa_vs_standard["Ann"].kappa == pytest.approx(
        cohen(list("ggggbbbbgbbb"), list("ggggbbbbggbb")).kappa
    )
    assert found.kappa_between["Ann|Bob"].kappa == pytest.approx(
        cohen(list("ggggbbbbgbbb"), list("ggggbgbbggbb")).kappa
    )
    assert found.fleiss_between.raters == 4


def test_what_a_study_lacks_is_left_out_rather_than_invented():
    alone = agreement_study({"Ann": {"1": ["g"], "2": ["b"], "3": ["g"]}})
    assert alone.within == {}
    assert alone.between is None
    assert alone.kappa_vs_standard == {}
    assert alone.fleiss_between is None
    assert alone.level == "unknown"
    no_bad = agreement_study({"Ann": [["g", "g"], ["g", "b"]]}, ["g", "g"], positive="g")
    assert no_bad.effectiveness["Ann"].miss_rate_pct is None
    assert no_bad.effectiveness["Ann"].false_alarm_pct == 25


def test_ordered_categories_get_kendall_s_w_too():
    rng = np.random.default_rng(1)
    truth = rng.integers(1, 6, 20)
    ratings = {
        name: [[int(np.clip(t + d, 1, 5)) for d in rng.integers(-1, 2, 2)] for t in truth] for name in ("A", "B")
    }
    found = agreement_study(ratings, truth.tolist(), ordinal=True, weights="quadratic")
    assert found.kendall_between.w > 0.6
    assert set(found.kendall_within) == {"A", "B"}
    assert found.kappa_vs_standard["A"].kappa > agreement_study(ratings, truth.tolist()).kappa_vs_standard["A"].kappa
    with pytest.raises(StatisticsError, match="must be numbers"):
        study(ordinal=True)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: cohen([], []), "no ratings"),
        (lambda: cohen(["a"], ["a"]), "fewer than 2"),
        (lambda: cohen(["a", "b"], ["a"]), "one of each"),
        (lambda: cohen(["a", None], ["a", "b"]), "blank in row 2"),
        (lambda: cohen(["a", "b"], ["a", "b"], categories=["a"]), "not among the categories"),
        (lambda: cohen(["a", "b"], ["a", "b"], weights="cubic"), "weights"),
        (lambda: cohen_table([[1, 2]]), "square"),
        (lambda: cohen_table([[1, -2], [0, 3]]), "counts"),
        (lambda: cohen_table([[1, math.nan], [0, 3]]), "is empty"),
        (lambda: fleiss([]), "no ratings"),
        (lambda: fleiss([["a", "b"], ["a"]]), "Item 2 has 1 ratings"),
        (lambda: fleiss([["a"], ["b"]]), "2 raters"),
        (lambda: kendall_w([[1, 1]] * 5), "no order to agree on"),
        (lambda: kendall_w([[1, 2]]), "at least 3 items"),
        (lambda: kendall_w([[1, "good"], [2, "bad"], [3, "bad"]]), "numbers"),
        (lambda: kendall_w([[1, 2], [2], [3, 4]]), "every rater"),
        (lambda: agreement_study({}), "no ratings"),
        (lambda: agreement_study({"Ann": []}), "no items"),
        (lambda: agreement_study({"Ann": [["a", "b"]]}), "Only 1 item"),
        (lambda: agreement_study({"Ann": [["a"], ["a"]], "Bob": [["a"], None]}), "Bob did not rate item 2"),
        (lambda: agreement_study({"Ann": [["a"], ["a"]], "Bob": [["a"], ["a", "b"]]}), "Bob rated item 2 2 times"),
        (lambda: agreement_study({"Ann": [["a"], ["a"]]}, ["a"]), "Item 2 has no standard"),
        (lambda: agreement_study({"Ann": [["a"], ["b"]]}, ["a", "b"], positive="c"), "never occurs"),
        (lambda: agreement_plan(0, 2, 2, seed=1), "0 items"),
    ],
)
def test_what_can_not_be_judged_is_refused_in_words(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_a_plan_shows_every_item_once_a_round_in_an_order_of_each_appraiser():
    plan = agreement_plan(50, ["Ann", "Bob"], 2, seed=3)
    assert len(plan.ratings) == 200
    ann = [one.item for one in plan.ratings if one.appraiser == "Ann" and one.trial == 1]
    bob = [one.item for one in plan.ratings if one.appraiser == "Bob" and one.trial == 1]
    assert sorted(ann) == sorted(bob)
    assert ann != bob
    assert plan == agreement_plan(50, ["Ann", "Bob"], 2, seed=3)
    assert plan.cautions == ()
    assert len(agreement_plan(5, 1, 1, seed=3).cautions) == 3


def test_the_face_asks_for_a_kind_and_plans():
    ask = analysis_named("attribute_agreement").answer
    assert ask({"kind": "cohen_table", "table": [[44, 6], [3, 97]]})["level"] == "ok"
    assert ask({"kind": "kendall_w", "ratings": list(zip(FIRST, SECOND, THIRD, strict=True))})["df"] == 19
    with pytest.raises(StatisticsError, match="kind"):
        ask({"table": [[1, 2], [3, 4]]})
    assert analysis_named("agreement_plan").answer({"items": 4, "appraisers": 2, "seed": 1})["count"] == 16


ratings = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=3, max_size=40)


@settings(max_examples=60, deadline=None)
@given(ratings, st.randoms(use_true_random=False))
def test_neither_the_order_of_items_nor_of_raters_matters(pairs, random):
    one = cohen(*zip(*pairs, strict=True))
    shuffled = pairs.copy()
    random.shuffle(shuffled)
    two = cohen(*reversed(list(zip(*shuffled, strict=True))))
    if one.kappa is None:
        assert two.kappa is None
        return
    assert two.kappa == pytest.approx(one.kappa)
    assert two.se == pytest.approx(one.se, abs=1e-9)
    assert -1 <= one.low <= one.kappa + 1e-12
    assert one.kappa - 1e-12 <= one.high <= 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=3, max_size=15))
def test_w_lies_between_none_and_full_concordance(scores):
    if all(len({row[j] for row in scores}) == 1 for j in range(3)):
        with pytest.raises(StatisticsError, match="no order"):
            kendall_w(scores)
        return
    assert -1e-9 <= kendall_w(scores).w <= 1 + 1e-9


@pytest.mark.parametrize(("weights", "theirs"), [("none", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_kappa_and_its_errors_agree_with_an_independent_program(weights, theirs):
    from statsmodels.stats.inter_rater import cohens_kappa

    rng = np.random.default_rng(5)
    for _ in range(20):
        table = rng.integers(0, 20, (4, 4)) + np.eye(4, dtype=int)
        ours, expected = cohen_table(table.tolist(), weights=weights), cohens_kappa(table, wt=theirs)
        assert (ours.kappa, ours.se) == (pytest.approx(expected.kappa), pytest.approx(expected.std_kappa))
        assert ours.se_null == pytest.approx(expected.std_kappa0)
