"""Tables of counts: Pearson, Yates, G, Fisher, McNemar and goodness of fit against R and by counting tables."""

import math
from fractions import Fraction
from math import comb

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.contingency import Form, chi_square, goodness_of_fit, mcnemar
from dmaic.statistics.fisher_as_r import zeroin
from dmaic.statistics.fisher_exact import fisher_exact
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.result import State
from dmaic.statistics.verdict import Alternative, Conclusion, Terms
from tests.statistics.textbook_samples import HAIR_EYE

TEA = [[3, 1], [1, 3]]
APPROVAL = [[794, 150], [86, 570]]


def test_hair_and_eye_colour_go_together_as_in_r():
    found = chi_square(HAIR_EYE, rows=("black", "brown", "red", "blond"), columns=("brown", "blue", "hazel", "green"))
    assert found.test.statistic == pytest.approx(138.289841626008, rel=1e-12)
    assert found.test.df == (9,)
    assert found.test.p == pytest.approx(2.32528678709881e-25, rel=1e-10)
    assert found.test.effect.value == pytest.approx(0.279, abs=5e-4)  # vcd::assocstats, Cramer's V 0.279
    assert found.test.effect.low < 0.279 < found.test.effect.high
    assert "more than expected in blond, blue" in found.test.sentence
    assert found.residuals[3, 1] == pytest.approx(9.97, abs=0.02)
    assert chi_square(HAIR_EYE, form=Form.G).test.statistic == pytest.approx(146.443578464516, rel=1e-12)


def test_yates_is_for_two_by_two_and_never_goes_below_zero():
    assert chi_square(TEA, form=Form.YATES).test.statistic == pytest.approx(0.5)
    assert chi_square([[2, 2], [2, 2]], form=Form.YATES).test.statistic == 0
    with pytest.raises(StatisticsError, match="two rows and two columns"):
        chi_square(HAIR_EYE, form=Form.YATES)


def test_few_expected_counts_point_to_fisher():
    assert "Read with care: expected counts" in chi_square(TEA).test.sentence
    assert "Fisher" in chi_square(TEA).test.assumptions[0].result
    assert chi_square(HAIR_EYE).test.assumptions[0].ok is True


@pytest.mark.parametrize("table", [TEA, [[10, 2], [3, 15]], [[0, 7], [5, 4]], [[1, 9], [11, 3]]])
def test_fishers_p_counts_the_tables_exactly(table):
    (a, b), (c, d) = table
    chances = {
        x: Fraction(comb(a + b, x) * comb(c + d, a + c - x), comb(a + b + c + d, a + c))
        for x in range(max(0, a - d), min(a + b, a + c) + 1)
    }
    found = fisher_exact(table)
    assert found.p == pytest.approx(float(sum(chance for chance in chances.values() if chance <= chances[a])))
    assert found.p_greater == pytest.approx(float(sum(chance for x, chance in chances.items() if x >= a)))
    assert found.p_less == pytest.approx(float(sum(chance for x, chance in chances.items() if x <= a)))


def test_the_bounds_of_the_odds_ratio_leave_two_and_a_half_percent_on_each_side():
    a, row, column, other = 10, 12, 13, 18
    found = fisher_exact([[10, 2], [3, 15]])

    def chances(odds):
        weights = {x: comb(row, x) * comb(other, column - x) * odds**x for x in range(row + 1)}
        total = sum(weights.values())
        return {x: weight / total for x, weight in weights.items()}

    assert sum(c for x, c in chances(found.low).items() if x >= a) == pytest.approx(0.025, rel=1e-9)
    assert sum(c for x, c in chances(found.high).items() if x <= a) == pytest.approx(0.025, rel=1e-9)
    assert sum(x * c for x, c in chances(found.odds_ratio_conditional).items()) == pytest.approx(a, rel=1e-9)
    assert found.odds_ratio_sample == 25


def test_rs_own_digits_are_reproduced_beside_the_solved_ones():
    tea = fisher_exact(TEA)  # R prints 6.408309 (0.2117329, 621.9337505)
    assert tea.odds_ratio_in_r == pytest.approx(6.40830886700579, rel=1e-12)
    assert (tea.low_in_r, tea.high_in_r) == (pytest.approx(0.211732915305503), pytest.approx(621.933750545417))
    assert tea.high == pytest.approx(626.24, abs=0.01)
    approval = fisher_exact(APPROVAL)
    assert approval.p == pytest.approx(1.45865977841413e-189, rel=1e-8)
    assert approval.odds_ratio_in_r == pytest.approx(34.9302761443206, rel=1e-12)


def test_brents_root_finder_finds_roots():
    assert zeroin(lambda x: x**3 - 2, 0, 2, 1e-14) == pytest.approx(2 ** (1 / 3), rel=1e-12)
    assert zeroin(lambda x: math.cos(x) - x, 0, 1, 1e-14) == pytest.approx(0.7390851332151607, rel=1e-12)
    assert zeroin(lambda x: x, 0, 1, 1e-14) == 0


def test_an_empty_cell_gives_a_bound_and_no_infinity():
    found = fisher_exact([[5, 0], [2, 3]])
    assert found.odds_ratio_sample == math.inf
    assert found.test.estimate.state is State.WITHHELD
    assert "odds ratio at least 0.4934" in found.test.sentence
    answer = analysis_named("contingency").answer({"table": [[5, 0], [2, 3]]})
    assert answer["fisher"]["odds_ratio_sample"] == "inf"
    assert answer["fisher"]["conditional_ci"][1] == "inf"
    mirrored = fisher_exact([[0, 5], [3, 2]])
    assert (mirrored.odds_ratio_conditional, mirrored.low) == (0, 0)
    assert mirrored.high == pytest.approx(1 / found.low)


def test_one_sided_fisher_uses_its_own_tail():
    assert fisher_exact(TEA, terms=Terms(alternative=Alternative.GREATER)).test.p == pytest.approx(17 / 70)


def test_mcnemar_looks_at_the_changed_answers_only():
    found = mcnemar(APPROVAL)
    assert (found.statistic, found.df) == (pytest.approx(63**2 / 236), (1,))
    assert found.p == pytest.approx(4.11456228134594e-05, rel=1e-9)
    assert found.estimate.value == pytest.approx(0.04)  # 59 % approved first, 55 % later (Agresti)
    assert (found.estimate.low, found.estimate.high) == (pytest.approx(0.021, abs=1e-3), pytest.approx(0.059, abs=1e-3))
    assert mcnemar(APPROVAL, continuity=False).statistic == pytest.approx(64**2 / 236)
    assert mcnemar(TEA).statistic == 0  # no correction when both changes are equal, as in R
    with pytest.raises(StatisticsError, match="No pair changed"):
        mcnemar([[5, 0], [0, 7]])
    with pytest.raises(StatisticsError, match="same categories"):
        mcnemar([[5, 0, 1], [0, 7, 2]])


def test_bowker_takes_more_than_two_answers():
    found = mcnemar([[10, 5, 2], [1, 12, 4], [3, 1, 9]])
    assert found.method == "Bowker's test of symmetry"
    assert (found.statistic, found.df) == (pytest.approx(16 / 6 + 1 / 5 + 9 / 5), (3,))
    answer = analysis_named("contingency").answer({"table": [[5, 0, 0], [0, 4, 0], [0, 0, 3]]})
    assert answer["bowker"] is None
    assert "No pair changed" in answer["refused"]["bowker"]


def test_a_fair_die_fits_its_shares():
    found = goodness_of_fit([16, 18, 22, 24, 19, 21])
    assert (found.test.statistic, found.test.df) == (pytest.approx(2.1), (5,))
    assert found.test.p == pytest.approx(0.835142300641634, rel=1e-12)
    mendel = goodness_of_fit([315, 108, 101, 32], [9 / 16, 3 / 16, 3 / 16, 1 / 16])
    assert mendel.test.statistic == pytest.approx(0.470024, abs=1e-6)
    assert mendel.test.conclusion is Conclusion.INCONCLUSIVE


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: chi_square([[1, 2]]), "at least two rows"),
        (lambda: chi_square([[1, 2], [1]]), "same number of columns"),
        (lambda: chi_square([[1, 2], [0, 0]]), "Row 2"),
        (lambda: chi_square([[1, 0], [2, 0]]), "Column 2"),
        (lambda: chi_square([[1, 2], [1.5, 2]]), "whole counts"),
        (lambda: chi_square([[1, 2], [-1, 2]]), "whole counts"),
        (lambda: fisher_exact(HAIR_EYE), "two rows and two columns"),
        (lambda: goodness_of_fit([1, 2], [0.5, 0.4]), "add up to 1"),
        (lambda: goodness_of_fit([1, 2], [0.5]), "at least 2"),
        (lambda: goodness_of_fit([1, 2, 3], [0.5, 0.5]), "one for each"),
        (lambda: goodness_of_fit([0, 0]), "not all 0"),
    ],
)
def test_tables_that_are_none_are_refused(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_large_counts_are_left_to_chi_square():
    with pytest.raises(StatisticsError, match="too large"):
        fisher_exact([[5_000_000, 6_000_000], [7_000_000, 8_000_000]])


def test_the_face_answers_large_tables_without_fisher():
    answer = analysis_named("contingency").answer({"table": [[5_000_000, 6_000_000], [7_000_000, 8_000_000]]})
    assert answer["fisher"] is None
    assert "too large" in answer["refused"]["fisher"]
    assert answer["yates"]["df"] == 1
    thresholds = {"practical_threshold": 0.5, "ratio_threshold": 50}
    judged = analysis_named("contingency").answer({"table": APPROVAL, **thresholds})["reading"]
    assert judged["fisher"]["conclusion"] == "below practical"
    assert judged["chi_square"]["conclusion"] == "supports"


def test_a_test_without_direction_says_so_whatever_was_asked():
    asked = Terms(alternative=Alternative.LESS)
    assert chi_square(TEA, terms=asked).test.alternative is Alternative.TWO_SIDED
    assert chi_square(TEA, terms=asked).test.p == chi_square(TEA).test.p
    assert fisher_exact(TEA, terms=asked).test.alternative is Alternative.LESS
