"""t tests, spread and shape of two samples against R; what refuses, and what the verdict says."""

import math

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.distribution_tests import kolmogorov_tail, ks_two_sample
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.spread_tests import f_test
from dmaic.statistics.two_sample import Spread, one_sample_t, paired_t, two_sample_t
from dmaic.statistics.verdict import Alternative, Conclusion, Terms
from tests.statistics.textbook_samples import AUTOMATIC, MANUAL, SLEEP_1, SLEEP_2


def near(value, digits=1e-6):
    return pytest.approx(value, rel=digits)


def test_welch_is_the_default_and_agrees_with_r_on_students_sleep():
    found = two_sample_t(SLEEP_1, SLEEP_2)
    assert found.method == "Welch's t test"
    assert (found.statistic, found.df[0], found.p) == (near(-1.8608135), near(17.776474), near(0.07939414))
    assert (found.estimate.low, found.estimate.high) == (near(-3.3654832), near(0.2054832))


def test_pooled_and_paired_agree_with_r():
    pooled = two_sample_t(SLEEP_1, SLEEP_2, spread=Spread.POOLED)
    assert (pooled.df[0], pooled.p) == (18, near(0.07918671))
    paired = paired_t(SLEEP_1, SLEEP_2)
    assert (paired.statistic, paired.df[0], paired.p) == (near(-4.0621277), 9, near(0.00283289))
    assert (paired.estimate.low, paired.estimate.high) == (near(-2.4598858), near(-0.7001142))


def test_one_sided_questions_bound_one_side_only():
    less = two_sample_t(SLEEP_1, SLEEP_2, terms=Terms(alternative=Alternative.LESS))
    more = two_sample_t(SLEEP_1, SLEEP_2, terms=Terms(alternative=Alternative.GREATER))
    assert less.estimate.low is None
    assert less.estimate.high == near(-0.1066185)
    assert more.estimate.high is None
    assert less.p + more.p == pytest.approx(1)
    assert less.p == near(0.0396970700936791, 1e-12)


def test_gears_change_mileage_as_in_mtcars():
    found = two_sample_t(AUTOMATIC, MANUAL)
    assert (found.statistic, found.df[0], found.p) == (near(-3.767123), near(18.33225), near(0.001373638))
    assert found.conclusion is Conclusion.SUPPORTS


def test_standardised_difference_has_the_published_interval():
    # effectsize::cohens_d(mpg ~ am, data = mtcars): -1.48 [-2.27, -0.67]; the correction for 30 df is 0.97475
    effect = two_sample_t(AUTOMATIC, MANUAL, spread=Spread.POOLED).effect
    shrink = math.exp(math.lgamma(15) - math.lgamma(14.5)) / math.sqrt(15)
    assert effect.value / shrink == pytest.approx(-1.48, abs=0.005)
    assert effect.low / shrink == pytest.approx(-2.27, abs=0.005)
    assert effect.high / shrink == pytest.approx(-0.67, abs=0.005)
    assert effect.name == "Hedges' g"


def test_one_sample_shows_the_mean_and_its_distance_from_the_target():
    found = one_sample_t(SLEEP_1, mu0=2.33)
    assert (found.statistic, found.p) == (near(-2.79282936310378, 1e-12), near(0.0209567261021946, 1e-12))
    assert found.estimate.value == pytest.approx(0.75)
    assert (found.estimate.low, found.estimate.high) == (near(-0.529780413526232), near(2.02978041352623))


def test_variance_ratio_agrees_with_r():
    found = f_test(MANUAL, AUTOMATIC)
    assert (found.statistic, found.p) == (near(2.58691051745381, 1e-12), near(0.0669059242158738, 1e-12))
    assert (found.estimate.low, found.estimate.high) == (near(0.934280018907893), near(8.0403910))
    one_sided = f_test(MANUAL, AUTOMATIC, terms=Terms(alternative=Alternative.GREATER))
    assert one_sided.p == pytest.approx(found.p / 2)
    assert one_sided.estimate.high is None


@pytest.mark.parametrize(
    ("z", "p"), [(0.5, 0.9639452436648751), (1.0, 0.26999967167735456), (1.358, 0.0500), (3, 3e-8)]
)
def test_kolmogorovs_limit_has_its_tabled_values(z, p):
    assert kolmogorov_tail(z) == pytest.approx(p, rel=2e-2 if p in {0.05, 3e-8} else 1e-12)
    assert kolmogorov_tail(z, tolerance=1e-6) == pytest.approx(kolmogorov_tail(z), abs=1e-5)


def test_smirnov_counts_paths_exactly_when_asked():
    x, y = [5.1, 6.3, 4.8, 7.2, 5.9, 6.6], [4.1, 5.2, 4.9, 3.8, 5.5, 4.4, 3.9]
    found = ks_two_sample(x, y, exact=True)
    assert found.statistic == pytest.approx(2 / 3)
    assert found.p == pytest.approx(156 / 1716)  # counted over all orderings of 6 and 7 values
    with pytest.raises(StatisticsError, match="without ties"):
        ks_two_sample([1, 2, 2], [2, 3, 4], exact=True)
    with pytest.raises(StatisticsError, match="two-sided"):
        ks_two_sample(x, y, terms=Terms(alternative=Alternative.LESS))


@pytest.mark.parametrize(
    ("threshold", "shift", "conclusion"),
    [
        (None, 5.0, Conclusion.SUPPORTS),
        (None, 0.0, Conclusion.INCONCLUSIVE),
        (1.0, 5.0, Conclusion.SUPPORTS),
        (1.0, 0.0, Conclusion.NULL),
        (0.05, 0.0, Conclusion.INCONCLUSIVE),
        (1.0, 0.5, Conclusion.BELOW_PRACTICAL),
        (0.55, 0.5, Conclusion.INCONCLUSIVE),
        (0.4, 0.5, Conclusion.SUPPORTS),
    ],
)
def test_the_conclusion_weighs_the_interval_against_the_practical_threshold(threshold, shift, conclusion):
    x = [i / 10 + math.sin(7 * i) for i in range(30)]
    y = [value + shift + 0.3 * math.cos(5 * i) for i, value in enumerate(x)]  # bounds about 0.08 to either side
    found = paired_t(y, x, terms=Terms(practical_threshold=threshold, unit="min"))
    assert found.conclusion is conclusion
    assert "p " in found.sentence
    assert "95 % interval" in found.sentence


def test_a_difference_that_reaches_the_threshold_by_its_estimate_only_says_so():
    found = two_sample_t(AUTOMATIC, MANUAL, terms=Terms(practical_threshold=5))
    assert found.conclusion is Conclusion.SUPPORTS
    assert "smaller values stay possible" in found.sentence


def test_no_proof_is_never_told_as_sameness():
    found = two_sample_t(SLEEP_1, SLEEP_2)
    assert found.conclusion is Conclusion.INCONCLUSIVE
    assert "no proof of sameness" in found.sentence


def test_what_is_shown_is_said_in_its_direction():
    assert "The mean of y is above the mean of x" in two_sample_t(MANUAL, AUTOMATIC, names=("y", "x")).sentence
    assert "The mean of x is below the mean of y" in two_sample_t(AUTOMATIC, MANUAL).sentence
    assert "is below its pair in y" in paired_t(SLEEP_1, SLEEP_2).sentence


def test_doubtful_assumptions_are_named_in_the_sentence():
    skewed = [0.1, 0.1, 0.2, 0.1, 0.3, 0.2, 9.0, 0.1, 0.2]
    found = two_sample_t(skewed, [1, 2, 3, 4, 5, 6, 7, 8])
    assert "Read with care: normality of x" in found.sentence


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: two_sample_t([], [1, 2]), "There are 0 values in x; at least 2 are needed. Collect 2 more"),
        (lambda: two_sample_t([1], [1, 2]), "There is 1 value in x; at least 2 are needed"),
        (lambda: two_sample_t([1, 1], [2, 2]), "Without spread"),
        (lambda: paired_t([1, 2, 3], [2, 3, 4]), "All values are equal"),
        (lambda: paired_t([1, 2], [1, 2, 3]), "Pairs need one of each"),
        (lambda: one_sample_t([1, math.nan]), "Row 2 of x is empty"),
        (lambda: one_sample_t([1, None, 3]), "Row 2 of x is empty"),
        (lambda: one_sample_t([1, "2,5", 3]), "not a number"),
        (lambda: one_sample_t([1, True, 3]), "not a number"),
        (lambda: one_sample_t([1, math.inf]), "Row 2 of x is infinite"),
        (lambda: one_sample_t([1, 1e200]), "larger than anything measured"),
        (lambda: one_sample_t([1, 2], mu0=math.nan), "mu0"),
        (lambda: one_sample_t("12"), "list of numbers"),
        (lambda: f_test([1, 1], [1, 2]), "All values of x are equal"),
        (lambda: Terms(confidence=95), "confidence"),
        (lambda: Terms(practical_threshold=0), "practical_threshold"),
        (lambda: f_test([1, 2], [1, 3], terms=Terms(practical_threshold=0.5)), "above 1"),
    ],
)
def test_what_can_not_be_answered_is_said(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_the_face_gives_what_it_can_and_names_what_it_can_not():
    answer = analysis_named("two_sample").answer({"x": [1.0, 1.0, 1.0], "y": [1.0, 2.0, 4.0], "mu0": 0})
    assert answer["t_one_sample"] is None
    assert "equal" in answer["refused"]["t_one_sample"]
    assert answer["t_welch"]["df"] == pytest.approx(2)
    assert answer["t_paired"]["df"] == 2
    assert "mann_whitney_exact" not in answer
    assert "sentence" in answer["reading"]["t_welch"]


def test_the_face_leaves_pairs_out_when_told_they_are_none():
    given = {"x": SLEEP_1, "y": SLEEP_2}
    assert "t_paired" in analysis_named("two_sample").answer(given)
    assert "t_paired" not in analysis_named("two_sample").answer({**given, "paired": False})
    with pytest.raises(StatisticsError, match="confidence"):
        analysis_named("two_sample").answer({**given, "confidence": 2})


def test_the_face_takes_one_sample_alone():
    answer = analysis_named("two_sample").answer({"x": SLEEP_1, "mu0": 0.5, "alpha": 0.1})
    assert set(answer) == {"t_one_sample", "wilcoxon_signed_rank", "reading", "refused"}
    assert answer["reading"]["t_one_sample"]["confidence"] == pytest.approx(0.9)
    with pytest.raises(StatisticsError, match="at least"):
        analysis_named("two_sample").answer({"x": []})
