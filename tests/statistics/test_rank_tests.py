"""Mann-Whitney, Wilcoxon, Kruskal-Wallis, Mood and Dunn against R and by counting orderings."""

from itertools import combinations, product

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.pairwise import dunn
from dmaic.statistics.rank_distributions import rank_sum_counts, signed_rank_counts
from dmaic.statistics.rank_k_sample import kruskal_wallis, median_interval, mood_median
from dmaic.statistics.rank_tests import Reference, mann_whitney, wilcoxon_signed_rank
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.result import State
from dmaic.statistics.verdict import Alternative, Terms
from tests.statistics.textbook_samples import AUTOMATIC, MANUAL, PLANTS, SLEEP_1, SLEEP_2, SPRAYS

X = [5.1, 6.3, 4.8, 7.2, 5.9, 6.6]
Y = [4.1, 5.2, 4.9, 3.8, 5.5, 4.4, 3.9]


def test_rank_sum_counts_are_those_of_every_ordering():
    counted = [0] * 13
    for chosen in combinations(range(7), 3):
        counted[sum(chosen) - 3] += 1
    assert rank_sum_counts(3, 4) == rank_sum_counts(4, 3) == counted


def test_signed_rank_counts_are_those_of_every_sign_pattern():
    counted = [0] * 16
    for signs in product((0, 1), repeat=5):
        counted[sum(i * s for i, s in enumerate(signs, 1))] += 1
    assert signed_rank_counts(5) == counted


def test_mann_whitney_is_exact_without_ties_and_corrected_with_them():
    exact = mann_whitney(X, Y)
    assert exact.method == "Mann-Whitney test, exact"
    assert (exact.statistic, exact.p) == (37, pytest.approx(38 / 1716))
    ties = mann_whitney(AUTOMATIC, MANUAL)
    assert ties.statistic == 42  # R: W = 42, p-value = 0.001871
    assert ties.p == pytest.approx(0.00187139133317856, rel=1e-12)
    plain = mann_whitney(AUTOMATIC, MANUAL, continuity=False)
    assert plain.p == pytest.approx(0.00175333511065127, rel=1e-12)


def test_one_sided_rank_tests_share_the_outcomes():
    less = mann_whitney(X, Y, terms=Terms(alternative=Alternative.LESS))
    more = mann_whitney(X, Y, terms=Terms(alternative=Alternative.GREATER))
    orderings = rank_sum_counts(6, 7)
    assert less.p + more.p == pytest.approx(1 + orderings[37] / sum(orderings))
    assert more.p == pytest.approx(19 / 1716)
    assert less.estimate.low is None
    assert more.estimate.high is None


def test_the_shift_has_an_exact_interval_that_agrees_with_the_test():
    found = mann_whitney(X, Y)
    assert found.estimate.value == pytest.approx(np.median(np.subtract.outer(X, Y)))
    assert found.estimate.low > 0
    moved = mann_whitney(np.array(X) - found.estimate.low + 1e-9, Y)
    assert moved.p == pytest.approx(0.05, abs=0.02)
    assert found.effect.value == pytest.approx(37 / 42)
    assert found.effect.low < found.effect.value < found.effect.high <= 1


def test_complete_separation_keeps_an_interval_below_one():
    found = mann_whitney([10, 11, 12, 13], [1, 2, 3, 4])
    assert found.effect.value == 1
    assert 0.4 < found.effect.low < 1
    assert found.effect.high == 1


def test_wilcoxon_agrees_with_r_on_students_sleep():
    found = wilcoxon_signed_rank(SLEEP_1, SLEEP_2)
    assert (found.statistic, found.p) == (0, pytest.approx(0.00909069801592506, rel=1e-12))
    assert "1 dropped" in [check.result for check in found.assumptions]
    # R: wilcox.test(..., conf.int = TRUE) pseudomedian about -1.4
    assert found.estimate.value == pytest.approx(-1.4, abs=0.05)
    assert found.effect.value == -1
    assert found.effect.state is State.CAUTION


def test_wilcoxon_counts_sign_patterns_without_ties():
    differences = [1.1, -0.4, 2.3, 3.1, 0.2]
    found = wilcoxon_signed_rank(differences)
    assert found.statistic == 13
    assert found.p == pytest.approx(2 * 3 / 32)
    assert found.estimate.state is State.CAUTION  # five values can't give 95 %
    normal = wilcoxon_signed_rank(differences, reference=Reference.NORMAL)
    assert normal.p == pytest.approx(0.1775, abs=1e-4)  # z = (13 - 7.5 - 0.5) / sqrt(13.75)


def test_wilcoxon_about_a_target_is_that_of_the_distances():
    values = [3.1, 2.2, 5.9, 4.8, 4.4, 3.7, 6.2, 4.1]
    one = wilcoxon_signed_rank(values, mu0=3)
    pairs = wilcoxon_signed_rank(values, [3] * 8)
    assert one.p == pairs.p
    assert one.estimate.value == pytest.approx(pairs.estimate.value + 3)
    assert one.conclusion is pairs.conclusion


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: mann_whitney([1, 1], [1, 1]), "nothing to rank"),
        (lambda: mann_whitney([1], [2]), "nothing to rank"),
        (lambda: mann_whitney([1, 2], [2, 3], reference=Reference.EXACT), "without ties"),
        (lambda: mann_whitney(range(300), np.arange(300) + 0.5, reference=Reference.EXACT), "too large"),
        (lambda: wilcoxon_signed_rank([1, 2], [1, 2]), "All differences are 0"),
        (lambda: kruskal_wallis([[1, 1], [1]]), "nothing to rank"),
        (lambda: kruskal_wallis([[1], [2]]), "at least 3"),
        (lambda: mood_median([[1, 1], [1, 1]]), "too many ties"),
        (lambda: dunn([[1, 1], [1, 1]]), "nothing to rank"),
        (lambda: kruskal_wallis([[1, 2]]), "at least 2"),
        (lambda: kruskal_wallis([[1, 2], [2, 3]], names=["a"]), "one name per group"),
        (lambda: kruskal_wallis([[1, 2], [2, 3]], names=["a", "a"]), "same name"),
    ],
)
def test_ranks_refuse_what_can_not_be_ranked(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_kruskal_wallis_agrees_with_r():
    plants = kruskal_wallis(PLANTS)  # R: 7.9882, df = 2, p-value = 0.01842
    assert (plants.statistic, plants.p) == (pytest.approx(7.98822874944372), pytest.approx(0.018423755731472))
    sprays = kruskal_wallis(SPRAYS)  # R: 54.691, df = 5, p-value = 1.511e-10
    assert sprays.p == pytest.approx(1.51084443941851e-10, rel=1e-9)
    assert sprays.effect.value == pytest.approx(54.6913446223714 / 71)
    assert sprays.effect.low < sprays.effect.value < sprays.effect.high


def test_dunn_of_two_groups_is_kruskal_wallis():
    pair = dunn([AUTOMATIC, MANUAL], names=["automatic", "manual"]).pairs[0]
    whole = kruskal_wallis([AUTOMATIC, MANUAL])
    assert pair.statistic**2 == pytest.approx(whole.statistic, rel=1e-12)
    assert pair.p == pytest.approx(whole.p, rel=1e-9)
    assert (pair.first, pair.second, pair.differs) == ("automatic", "manual", True)


def test_dunn_corrects_for_all_pairs_and_names_them():
    found = dunn(PLANTS, names=["ctrl", "trt1", "trt2"])
    apart = [(pair.first, pair.second) for pair in found.pairs if pair.differs]
    assert apart == [("trt1", "trt2")]
    # FSA::dunnTest(weight ~ group): Z 1.117725, 1.689290, 2.807015; adjusted 0.2637, 0.1823, 0.0150
    assert [abs(pair.statistic) for pair in found.pairs] == pytest.approx([1.117725, 1.689290, 2.807015], abs=1e-6)
    assert [pair.p for pair in found.pairs] == pytest.approx([0.2637, 0.1823, 0.0150], abs=5e-5)
    assert "1 of 3 pairs differ in rank" in found.sentence


def test_moods_median_is_the_chi_square_of_counts_about_the_grand_median():
    found = mood_median(SPRAYS, names=list("ABCDEF"))
    assert found.grand_median == 7
    assert [row.above for row in found.groups] == [11, 11, 0, 1, 0, 12]
    # scipy.stats.median_test(*sprays, ties="below", correction=False)
    from scipy.stats import median_test

    other = median_test(*SPRAYS, ties="below", correction=False)
    assert (found.test.statistic, found.test.p) == (pytest.approx(other.statistic), pytest.approx(other.pvalue))
    assert found.groups[0].median.low <= 14 <= found.groups[0].median.high


def test_the_interval_of_a_median_comes_from_order_statistics():
    found = median_interval(np.arange(1.0, 11.0), 0.95)  # binomial: ranks 2 and 9 hold 97.9 %, 3 and 8 only 89 %
    assert (found.value, found.low, found.high) == (5.5, 2, 9)
    few = median_interval(np.array([1.0, 2, 3]), 0.95)
    assert few.state is State.CAUTION
    assert few.low is None


def test_the_faces_of_ranked_groups():
    mood = analysis_named("mood_median").answer({"groups": SPRAYS, "names": list("ABCDEF")})
    assert mood["df"] == 5
    assert analysis_named("dunn").answer({"groups": PLANTS})["pairs"]["3-2"]["p"] < 0.05
