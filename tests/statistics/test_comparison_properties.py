"""What must hold for any data: order never matters, units only scale, swapping mirrors, odd input gets a sentence."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.contingency import chi_square
from dmaic.statistics.correlation import kendall, pearson, spearman
from dmaic.statistics.distribution_tests import ks_two_sample
from dmaic.statistics.fisher_exact import fisher_exact
from dmaic.statistics.k_sample import anova, welch_anova
from dmaic.statistics.moments import moments
from dmaic.statistics.multiplicity import holm
from dmaic.statistics.rank_k_sample import kruskal_wallis
from dmaic.statistics.rank_tests import mann_whitney, wilcoxon_signed_rank
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.regression import regress
from dmaic.statistics.spread_tests import bartlett, f_test, fligner, levene
from dmaic.statistics.two_sample import Spread, paired_t, two_sample_t

# Whole tenths: what people type, without differences so small that they drown in the digits.
TENTHS = st.integers(-5000, 5000).map(lambda value: value / 10)
SAMPLES = st.lists(TENTHS, min_size=3, max_size=12).filter(lambda values: len(set(values)) > 2)
QUICK = settings(max_examples=25, deadline=None)
TWO = [two_sample_t, lambda x, y: two_sample_t(x, y, spread=Spread.POOLED), f_test, mann_whitney, ks_two_sample]
MANY = [anova, welch_anova, bartlett, levene, fligner, kruskal_wallis]


def close(a, b, digits=1e-9):
    return a == pytest.approx(b, rel=digits, abs=1e-12)


def refused(call):
    """The answer, or the sentence of its refusal."""
    try:
        return call()
    except StatisticsError as refusal:
        return str(refusal)


@pytest.mark.parametrize("test", TWO)
@QUICK
@given(x=SAMPLES, y=SAMPLES, seed=st.integers(0, 99))
def test_the_order_of_rows_never_matters_to_two_samples(test, x, y, seed):
    shuffle = np.random.default_rng(seed).permutation
    one, other = test(x, y), test(shuffle(x), shuffle(y))
    assert close(one.statistic, other.statistic)
    assert close(one.p, other.p)
    assert one.conclusion is other.conclusion


@pytest.mark.parametrize("test", MANY)
@QUICK
@given(groups=st.lists(SAMPLES, min_size=2, max_size=4), seed=st.integers(0, 99))
def test_neither_order_of_rows_nor_of_groups_matters(test, groups, seed):
    rng = np.random.default_rng(seed)
    shuffled = [rng.permutation(groups[i]) for i in rng.permutation(len(groups))]
    one, other = refused(lambda: test(groups)), refused(lambda: test(shuffled))
    if isinstance(one, str):
        assert isinstance(other, str)
        return
    assert close(one.statistic, other.statistic, 1e-8)
    assert close(one.p, other.p, 1e-7)


@pytest.mark.parametrize("test", TWO[:2])
@QUICK
@given(x=SAMPLES, y=SAMPLES)
def test_swapping_the_samples_mirrors_the_difference(test, x, y):
    there, back = test(x, y), test(y, x)
    assert close(there.statistic, -back.statistic)
    assert close(there.p, back.p)
    assert close(there.estimate.low, -back.estimate.high)
    assert close(there.effect.low, -back.effect.high, 1e-7)


@QUICK
@given(x=SAMPLES, y=SAMPLES)
def test_swapping_the_samples_mirrors_ranks_and_ratios(x, y):
    u, v = mann_whitney(x, y), mann_whitney(y, x)
    assert u.statistic + v.statistic == len(x) * len(y)
    assert close(u.p, v.p)
    assert close(u.estimate.value, -v.estimate.value)
    assert close(u.effect.low, 1 - v.effect.high, 1e-7)
    f, g = f_test(x, y), f_test(y, x)
    assert close(f.statistic * g.statistic, 1)
    assert close(f.p, g.p)
    assert close(f.estimate.low * g.estimate.high, 1)


@pytest.mark.parametrize("factor", [1e-9, 7.0, 1e9])
@QUICK
@given(x=SAMPLES, y=SAMPLES)
def test_a_change_of_unit_scales_the_estimate_and_nothing_else(factor, x, y):
    plain, scaled = two_sample_t(x, y), two_sample_t(np.array(x) * factor, np.array(y) * factor)
    assert close(plain.statistic, scaled.statistic, 1e-8)
    assert close(plain.p, scaled.p, 1e-8)
    assert close(plain.estimate.low * factor, scaled.estimate.low, 1e-7)
    assert close(plain.effect.value, scaled.effect.value, 1e-7)


@pytest.mark.parametrize("offset", [1000.0, 1e6, 1e9])
@QUICK
@given(x=SAMPLES, y=SAMPLES)
def test_a_huge_offset_costs_no_digits(offset, x, y):
    shifted = [[float(f"{value + offset:.1f}") for value in values] for values in (x, y)]
    assert close(two_sample_t(x, y).statistic, two_sample_t(*shifted).statistic, 1e-6)
    assert close(anova([x, y]).statistic, anova(shifted).statistic, 1e-6)
    assert mann_whitney(x, y).p == mann_whitney(*shifted).p


@QUICK
@given(x=SAMPLES)
def test_the_moments_are_those_of_exact_arithmetic(x):
    from fractions import Fraction

    exact = [Fraction(repr(value)) for value in x]
    mean = sum(exact) / len(exact)
    found = moments(np.array(x))
    assert close(found.mean, float(mean), 1e-13)
    assert close(found.ss, float(sum((value - mean) ** 2 for value in exact)), 1e-13)


@pytest.mark.parametrize("measure", [pearson, spearman, kendall])
@QUICK
@given(rows=st.lists(st.tuples(TENTHS, TENTHS), min_size=4, max_size=12), seed=st.integers(0, 99))
def test_correlations_are_symmetric_and_know_no_order_of_rows(measure, rows, seed):
    x, y = zip(*rows, strict=True)
    one = refused(lambda: measure(x, y))
    if isinstance(one, str):
        return
    order = np.random.default_rng(seed).permutation(len(rows))
    turned = measure(np.array(y)[order], np.array(x)[order])
    assert close(one.estimate.value, turned.estimate.value)
    assert -1 <= one.estimate.value <= 1
    assert close(one.p, turned.p, 1e-7)
    mirrored = measure(x, [-value for value in y])
    assert close(one.estimate.value, -mirrored.estimate.value)


@QUICK
@given(
    rows=st.lists(st.tuples(TENTHS, TENTHS, TENTHS), min_size=6, max_size=15),
    seed=st.integers(0, 99),
)
def test_regression_knows_no_order_of_rows(rows, seed):
    y, a, b = zip(*rows, strict=True)
    one = refused(lambda: regress(y, {"a": a, "b": b}))
    if isinstance(one, str) or one.fit.design.condition > 1e6:
        return
    order = np.random.default_rng(seed).permutation(len(rows))
    other = regress(np.array(y)[order], {"b": np.array(b)[order], "a": np.array(a)[order]})
    assert close(one.r_squared, other.r_squared, 1e-7)
    assert close(one.coefficients[1].value, other.coefficients[2].value, 1e-6)
    assert sum(one.diagnostics.residuals) == pytest.approx(0, abs=1e-8)
    assert sum(one.diagnostics.leverage) == pytest.approx(3)


@QUICK
@given(cells=st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_tables_may_be_turned(cells):
    a, b, c, d = cells
    table, turned = [[a, b], [c, d]], [[a, c], [b, d]]
    one, other = refused(lambda: fisher_exact(table)), refused(lambda: fisher_exact(turned))
    if isinstance(one, str):
        assert isinstance(other, str)
        return
    assert close(one.p, other.p)
    assert close(one.p_greater + one.p_less, other.p_greater + other.p_less)
    assert one.low <= one.odds_ratio_conditional <= one.high
    swapped = fisher_exact([[c, d], [a, b]])
    assert close(one.p, swapped.p)
    if 0 < one.odds_ratio_conditional < math.inf:
        assert close(one.odds_ratio_conditional * swapped.odds_ratio_conditional, 1)
    assert close(chi_square(table).test.statistic, chi_square(turned).test.statistic)


@QUICK
@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_shrinks_a_p_value_and_keeps_their_order(p_values):
    adjusted = holm(p_values)
    assert all(a >= p for a, p in zip(adjusted, p_values, strict=True))
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(adjusted[order]) >= 0)
    assert max(adjusted) <= 1


ODD = [[], [1.0], [2.0, 2.0, 2.0], [1.0, None, 2.0], [1.0, math.nan], [1.0, math.inf], ["1"], [1e300, -1e300], "text"]


@pytest.mark.parametrize("values", ODD, ids=repr)
@pytest.mark.parametrize(
    "test",
    [
        *TWO,
        paired_t,
        lambda x, y: wilcoxon_signed_rank(x),
        pearson,
        kendall,
        lambda x, y: regress(x, {"x": y}),
        *(lambda x, y, t=t: t([x, y]) for t in MANY),
    ],
)
def test_odd_input_gets_an_answer_or_a_sentence_and_never_a_crash(test, values):
    found = refused(lambda: test(values, [1.0, 2.0, 4.0]))
    if isinstance(found, str):
        assert found.endswith(".")
        assert len(found.split()) > 4
    else:
        assert not math.isnan(found.p)


@pytest.mark.parametrize(
    "name", ["two_sample", "k_sample", "contingency", "regression", "nist_anova", "nist_regression"]
)
@pytest.mark.parametrize("field", ["x", "y", "groups", "table", "values", "counts"])
@pytest.mark.parametrize("value", [None, 3, "text", [], [[]], {"a": 1}, [None], [[1, None]]], ids=repr)
def test_faces_name_what_is_wrong_with_odd_fields(name, field, value):
    good = {"x": [1, 2, 4, 3], "y": [2, 1, 3, 5], "groups": [[1, 2], [2, 4]], "table": [[1, 2], [2, 4]]}
    given_fields = {**good, "values": [[1, 2], [2, 4]], field: value}
    answer = refused(lambda: analysis_named(name).answer(given_fields))
    assert len(answer.split()) > 4 if isinstance(answer, str) else isinstance(answer, dict)


@QUICK
@given(n=st.integers(3, 40), offset=st.sampled_from([0.0, 1e6]), seed=st.integers(0, 999))
def test_verdicts_always_name_the_method_and_the_p_value(n, offset, seed):
    rng = np.random.default_rng(seed)
    found = two_sample_t(rng.normal(offset, 1, n), rng.normal(offset + 0.5, 2, n + 1))
    assert found.method in found.sentence
    assert "p " in found.sentence
    assert found.estimate.low <= found.estimate.value <= found.estimate.high
    assert found.effect.low <= found.effect.value <= found.effect.high
