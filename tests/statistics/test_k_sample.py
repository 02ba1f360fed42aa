"""ANOVA, Welch, spread tests and pairs of several groups against R."""

import math

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.k_sample import anova, welch_anova
from dmaic.statistics.multiplicity import holm
from dmaic.statistics.one_way import anova_table
from dmaic.statistics.pairwise import games_howell, tukey
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.spread_tests import bartlett, fligner, levene
from dmaic.statistics.two_sample import Spread, two_sample_t
from dmaic.statistics.verdict import Conclusion, Terms
from tests.statistics.textbook_samples import PLANTS, SPRAYS


def test_one_way_anova_agrees_with_r_on_plants():
    found = anova(PLANTS)  # R: F value 4.846, Pr(>F) 0.0159
    assert (found.statistic, found.p) == (pytest.approx(4.84608786238014), pytest.approx(0.0159099583256229))
    assert found.effect.value == pytest.approx(3.76634 / (3.76634 + 10.49209))
    assert found.effect.low < found.effect.value < found.effect.high
    assert [check.ok for check in found.assumptions[:4]] == [True] * 4


def test_welchs_anova_agrees_with_r_and_needs_no_equal_spread():
    found = welch_anova(SPRAYS)  # R: F = 36.065, num df = 5.000, denom df = 30.043, p-value = 7.999e-12
    assert found.statistic == pytest.approx(36.0654438935773)
    assert found.df == (5, pytest.approx(30.0425605087674))
    assert found.p == pytest.approx(7.99937945567335e-12, rel=1e-9)
    assert "equal spread" not in [check.name for check in found.assumptions]


def test_two_groups_bring_anova_back_to_the_t_test():
    x, y = PLANTS[:2]
    pooled, welch = two_sample_t(x, y, spread=Spread.POOLED), two_sample_t(x, y)
    assert anova([x, y]).statistic == pytest.approx(pooled.statistic**2)
    assert anova([x, y]).p == pytest.approx(pooled.p)
    assert welch_anova([x, y]).statistic == pytest.approx(welch.statistic**2)
    assert welch_anova([x, y]).df[1] == pytest.approx(welch.df[0])
    only = tukey([x, y]).pairs[0]
    assert only.p == pytest.approx(pooled.p, rel=1e-6)
    assert only.high == pytest.approx(-pooled.estimate.low, rel=1e-6)
    assert games_howell([x, y]).pairs[0].p == pytest.approx(welch.p, rel=1e-6)


def test_spread_tests_agree_with_r_on_insect_sprays():
    assert bartlett(SPRAYS).statistic == pytest.approx(25.9598253203687)  # R: K-squared = 25.96, p = 9.085e-05
    assert bartlett(SPRAYS).p == pytest.approx(9.08512233294531e-05)
    assert levene(SPRAYS).statistic == pytest.approx(3.82135631322592)  # car::leveneTest, median
    assert levene(SPRAYS, center="mean").statistic == pytest.approx(6.4553527100867)
    assert fligner(SPRAYS).statistic == pytest.approx(14.4827810384586)  # R: 14.483, p-value = 0.01282
    assert fligner(SPRAYS).p == pytest.approx(0.0128167791897092)
    assert levene(SPRAYS).conclusion is Conclusion.SUPPORTS
    assert "ratio of standard deviations, F to E, 3.587" in levene(SPRAYS, names=list("ABCDEF")).sentence


def test_spread_is_judged_by_its_ratio():
    found = levene(PLANTS, terms=Terms(practical_threshold=3))
    assert found.conclusion is Conclusion.NULL


def test_tukey_agrees_with_r():
    found = {f"{p.second}-{p.first}": p for p in tukey(PLANTS, names=["ctrl", "trt1", "trt2"]).pairs}
    assert found["trt2-trt1"].p == pytest.approx(0.0120064, rel=1e-5)
    assert (found["trt1-ctrl"].low, found["trt1-ctrl"].high) == (
        pytest.approx(-1.0622161, rel=1e-6),
        pytest.approx(0.3202161, rel=1e-6),
    )


def test_tukey_kramer_takes_unequal_sizes_as_scipy_does():
    from scipy.stats import tukey_hsd

    groups = [PLANTS[0][:6], PLANTS[1], PLANTS[2][:8]]
    other = tukey_hsd(*groups)
    ours = tukey(groups).pairs
    assert [p.p for p in ours] == pytest.approx([other.pvalue[0, 1], other.pvalue[0, 2], other.pvalue[1, 2]], rel=1e-6)


def test_games_howell_is_that_of_scipy():
    from scipy.stats import tukey_hsd

    groups = [SPRAYS[0][:7], SPRAYS[2], SPRAYS[5]]
    other = tukey_hsd(*groups, equal_var=False)
    low = other.confidence_interval(0.95).low
    found = games_howell(groups, names=["A", "C", "F"])
    assert [p.p for p in found.pairs] == pytest.approx([other.pvalue[0, 1], other.pvalue[0, 2], other.pvalue[1, 2]])
    assert -found.pairs[0].high == pytest.approx(low[0, 1], rel=1e-6)
    assert "C below A" in found.sentence


def test_pairs_that_do_not_differ_are_not_called_equal():
    assert "no proof" in tukey([[1, 2, 3, 4], [1.1, 2.1, 2.9, 4]]).sentence


def test_holm_is_rs_p_adjust():
    assert holm([0.01, 0.04, 0.03, 0.02]).tolist() == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.6, 0.9]).tolist() == [1, 1]
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        holm([0.5, 1.5])
    answer = analysis_named("holm").answer({"p_values": [0.01, 0.04, 0.03], "names": ["a", "b", "c"]})
    assert answer["rejected"] == [True, False, False]
    assert answer["sentence"].endswith("a.")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: anova([[1], [2]]), "single value"),
        (lambda: anova([[1, 1], [2, 2]]), "all values are equal"),
        (lambda: anova([[1, 1], [1, 1]]), "all values are equal"),
        (lambda: welch_anova([[1, 1], [1, 2]]), "All values of group 1 are equal"),
        (lambda: bartlett([[1, 1], [1, 2]]), "needs spread in each group"),
        (lambda: levene([[1, 1], [2, 2]]), "distances"),
        (lambda: levene([[1, 2], [3, 4]]), "distances"),
        (lambda: fligner([[1, 1], [2, 2]]), "distances"),
        (lambda: tukey([[1, 1], [2, 2]]), "all values are equal"),
        (lambda: games_howell([[1, 1], [2, 3]]), "spread in each group"),
        (lambda: anova([[1, 2], []]), "at least 1"),
        (lambda: anova("ab"), "list of lists"),
    ],
)
def test_groups_without_an_answer_are_told_why(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_the_table_says_what_no_spread_means():
    means_only = anova_table([np.array([1.0, 1]), np.array([2.0, 2])])
    assert means_only.f == math.inf
    assert means_only.p == 0
    nothing = anova_table([np.array([1.0, 1]), np.array([1.0, 1])])
    assert math.isnan(nothing.f)
    assert math.isnan(nothing.r_squared)


def test_the_face_answers_around_a_group_without_spread():
    answer = analysis_named("k_sample").answer({"groups": [[1, 2, 3, 5], [4, 4, 4], [7.0, 9.5]]})
    assert answer["welch"] is None
    assert answer["bartlett"] is None
    assert "group 2" in answer["refused"]["welch"]
    assert answer["anova"]["df"] == [2, 6]
    assert set(answer["tukey"]) == {"2-1", "3-1", "3-2"}
    assert answer["games_howell"] is None


def test_the_face_of_games_howell_is_keyed_second_less_first():
    answer = analysis_named("games_howell").answer({"groups": PLANTS, "names": ["a", "b", "c"]})
    assert answer["pairs"]["c-b"]["diff"] == pytest.approx(0.865)


def test_a_threshold_in_the_unit_of_the_data_is_held_against_the_largest_difference():
    terms = Terms(practical_threshold=0.5, unit="g")
    found = anova(PLANTS, names=["ctrl", "trt1", "trt2"], terms=terms)
    assert found.estimate.name == "largest difference of means, trt2 above trt1,"
    assert (found.estimate.value, found.estimate.low) == (pytest.approx(0.865), pytest.approx(0.1737839, rel=1e-6))
    assert found.conclusion is Conclusion.SUPPORTS
    turned = welch_anova(PLANTS[::-1], names=["trt2", "trt1", "ctrl"], terms=Terms(practical_threshold=3))
    assert turned.estimate.name == "largest difference of means, trt2 above trt1,"
    assert turned.estimate.low < 0.865 < turned.estimate.high
    assert turned.conclusion is Conclusion.BELOW_PRACTICAL


def test_each_kind_of_test_has_its_own_threshold_in_the_face():
    answer = analysis_named("k_sample").answer(
        {"groups": PLANTS, "practical_threshold": 0.5, "ratio_threshold": 3, "effect_threshold": 0.05}
    )
    assert answer["refused"] == {}
    assert answer["reading"]["levene_median"]["conclusion"] == "null"
    assert answer["reading"]["kruskal"]["practical_threshold"] == 0.05
    pair = analysis_named("two_sample").answer({"x": PLANTS[0], "y": PLANTS[1], "practical_threshold": 0.5})
    assert pair["refused"] == {}
    assert pair["reading"]["f_variances"]["practical_threshold"] is None
