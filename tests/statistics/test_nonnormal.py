"""Non-normal capability against published fits, scipy's own fits and known distributions."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dmaic.errors import StatisticsError
from dmaic.statistics.attribute_capability import (
    attribute_statistics,
    binomial_capability,
    poisson_capability,
    service_level,
    service_level_of_counts,
)
from dmaic.statistics.box_cox import best_lambda, box_cox_capability
from dmaic.statistics.faces import nonnormal as faces
from dmaic.statistics.fits import FAMILIES, best_fit, fit, given_distribution
from dmaic.statistics.johnson import fit_johnson, given_johnson, johnson_capability
from dmaic.statistics.nonnormal import bootstrap_intervals, nonnormal_statistics, percentile_capability
from dmaic.statistics.outliers import fences, grubbs
from dmaic.statistics.result import State

SKEWED = np.random.default_rng(31).gamma(2.0, 3.0, 250)


def scipys_gamma(x):
    shape, _, scale = stats.gamma.fit(x, floc=0)
    return shape, 1 / scale


def scipys_lognormal(x):
    shape, _, scale = stats.lognorm.fit(x, floc=0)
    return math.log(scale), shape


@pytest.mark.parametrize(
    ("family", "theirs", "names"),
    [
        ("weibull", lambda x: stats.weibull_min.fit(x, floc=0)[::2], ("shape", "scale")),
        ("gamma", scipys_gamma, ("shape", "rate")),
        ("lognormal", scipys_lognormal, ("meanlog", "sdlog")),
        ("exponential", lambda x: (1 / stats.expon.fit(x, floc=0)[1],), ("rate",)),
        ("normal", stats.norm.fit, ("mean", "sd")),
    ],
)  # fmt: skip
def test_an_independent_fit_agrees(family, theirs, names):
    found = fit(SKEWED, family)
    parameters = tuple(found.distribution.parameters[name] for name in names)
    assert parameters == pytest.approx(tuple(theirs(SKEWED)), rel=1e-3)
    frozen = {
        "weibull": lambda p: stats.weibull_min(p[0], scale=p[1]),
        "gamma": lambda p: stats.gamma(p[0], scale=1 / p[1]),
        "lognormal": lambda p: stats.lognorm(p[1], scale=math.exp(p[0])),
        "exponential": lambda p: stats.expon(scale=1 / p[0]),
        "normal": lambda p: stats.norm(*p),
    }[family](parameters)
    assert found.loglik == pytest.approx(float(np.sum(frozen.logpdf(SKEWED))))
    for share in (0.00135, 0.5, 0.99865):
        value = found.distribution.quantile(share)
        assert value == pytest.approx(float(frozen.ppf(share)))
        assert found.distribution.below(value) == pytest.approx(share, rel=1e-8)
        assert found.distribution.above(value) == pytest.approx(1 - share, rel=1e-6)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_percentile_indices_do_not_know_the_unit(family, scale):
    here = percentile_capability(SKEWED, lsl=0.05, usl=40, distribution=family).indices
    there = percentile_capability(SKEWED * scale, lsl=0.05 * scale, usl=40 * scale, distribution=family).indices
    assert there.ppk == pytest.approx(here.ppk, rel=1e-6)
    assert there.pp == pytest.approx(here.pp, rel=1e-6)


def test_the_percentile_method_of_normal_values_is_the_normal_method():
    known = given_distribution("normal", {"mean": 10, "sd": 1})
    found = faces.capability_nonnormal(
        {"method": "percentile", "distribution": "normal", "parameters": known.parameters, "lsl": 7, "usl": 13}
    )
    assert found["ppk"] == pytest.approx(1, abs=1e-4)
    assert found["expected_ppm"] == pytest.approx(2699.796, abs=1e-3)


def test_the_best_family_comes_first():
    for family, draw in (("gamma", SKEWED), ("lognormal", np.random.default_rng(3).lognormal(0, 1, 400)),
                         ("normal", np.random.default_rng(4).normal(50, 1, 400))):  # fmt: skip
        ranked = best_fit(draw)
        assert ranked[0].anderson_darling <= ranked[-1].anderson_darling
        assert family in [found.distribution.family for found in ranked[:3]]
    assert [found.distribution.family for found in best_fit([-1.0, 2.0, 3.0])] == ["normal"]


@pytest.mark.parametrize("family", ["weibull", "gamma", "lognormal"])
def test_values_that_hardly_differ_still_fit(family):
    values = 1000 + np.random.default_rng(2).normal(0, 1e-4, 50)
    found = fit(values, family)
    assert found.distribution.quantile(0.5) == pytest.approx(1000, rel=1e-6)


def test_one_limit_gives_one_index():
    found = percentile_capability(SKEWED, usl=40).indices
    assert (found.pp, found.ppl, found.expected.below) == (None, None, None)
    assert found.ppk == found.ppu


def test_the_page_shows_a_bootstrap_interval_and_withholds_as_ever():
    shown = {one.name: one for one in nonnormal_statistics(SKEWED, lsl=0.01, usl=40, stable=True, gage="ok")}
    assert shown["Ppk"].low < shown["Ppk"].value < shown["Ppk"].high
    assert "bootstrap" in shown["Ppk"].method
    again = {one.name: one for one in nonnormal_statistics(SKEWED, lsl=0.01, usl=40, stable=True, gage="ok")}
    assert again == shown
    held = nonnormal_statistics(SKEWED, usl=40, stable=False)
    assert {one.state for one in held} == {State.WITHHELD}
    assert nonnormal_statistics(SKEWED, usl=40)[0].state is State.CAUTION


def test_the_best_power_of_lognormal_values_is_near_zero():
    values = np.random.default_rng(13).lognormal(3, 0.7, 400)
    found = best_lambda(values)
    assert found.low < 0 < found.high
    assert found.value == pytest.approx(stats.boxcox_normmax(values, method="mle"), abs=1e-4)
    assert found.rounded == 0


@given(st.floats(-2, 2), st.floats(1e-6, 1e6))
@settings(max_examples=40)
def test_box_cox_indices_do_not_know_the_unit(power, scale):
    here = box_cox_capability(SKEWED, power, lsl=0.05, usl=40)
    there = box_cox_capability(SKEWED * scale, power, lsl=0.05 * scale, usl=40 * scale)
    assert there.indices.worst == pytest.approx(here.indices.worst, rel=1e-6)


def test_a_power_of_one_is_the_plain_normal_study():
    found = box_cox_capability(SKEWED, 1, lsl=0.5, usl=40)
    assert found.mean == pytest.approx(float(SKEWED.mean()) - 1)
    assert found.indices.worst == pytest.approx(
        min((SKEWED.mean() - 0.5), (40 - SKEWED.mean())) / (3 * SKEWED.std(ddof=1))
    )


def test_no_power_named_takes_the_best():
    assert box_cox_capability(SKEWED, usl=40).power == pytest.approx(best_lambda(SKEWED).value)


@pytest.mark.parametrize(
    ("curve", "draw"),
    [
        (("SU", -1.2, 1.6, 10, 3), lambda n: stats.johnsonsu.rvs(-1.2, 1.6, 10, 3, size=n, random_state=1)),
        (("SB", 0.8, 1.1, 0, 20), lambda n: stats.johnsonsb.rvs(0.8, 1.1, 0, 20, size=n, random_state=2)),
        (("SL", -1.0, 1.5, 2, 1), lambda n: 2 + stats.lognorm.rvs(1 / 1.5, 0, math.exp(1 / 1.5), size=n,
                                                                 random_state=3)),
    ],
)  # fmt: skip
def test_johnsons_curve_is_found_again(curve, draw):
    true, values = given_johnson(*curve), draw(3000)
    found = fit_johnson(values)
    assert found.p > 0.1
    for share in (0.02, 0.5, 0.98):
        assert found.curve.quantile(share) == pytest.approx(true.quantile(share), rel=0.06)
        assert true.z(true.quantile(share)) == pytest.approx(stats.norm.ppf(share))


def test_a_shifted_lognormal_may_be_found_as_such():
    scores = stats.norm.ppf((np.arange(1, 400) - 0.5) / 399)
    assert fit_johnson(2 + np.exp((scores + 1) / 1.5)).curve.family == "SL"


def test_a_limit_beyond_johnsons_range_has_no_index():
    found = johnson_capability(given_johnson("SB", 0.8, 1.1, 0, 20), lsl=-1, usl=18)
    assert (found.z_lsl, found.ppl) == (None, None)
    assert found.expected.below == 0
    assert found.ppk == found.ppu
    assert "from 0 to 20" in found.note
    assert johnson_capability(given_johnson("SB", 0.8, 1.1, 0, 20), usl=25).ppk is None


def test_the_johnson_face_fits_values_too():
    found = faces.capability_nonnormal({"method": "johnson", "values": SKEWED.tolist(), "usl": 22})
    assert 0.5 < found["ppk"] < 1.5
    assert found["anderson_darling_p"] > 0.05


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"method": "percentile", "values": [1.0, -1.0, 2.0], "distribution": "gamma", "usl": 4}, "above 0 only"),
        ({"method": "percentile", "values": [1.0, 2.0], "usl": 4}, "at least 3"),
        ({"method": "percentile", "values": [2.0] * 9, "usl": 4}, "all equal"),
        ({"method": "percentile", "values": [1.0, 2.0, 4.0]}, "at least one specification"),
        ({"method": "percentile", "parameters": {"rate": 1}, "usl": 4}, "Name the distribution"),
        ({"method": "percentile", "distribution": "gamma", "parameters": {"rate": 1}, "usl": 4}, "shape is missing"),
        ({"method": "percentile", "distribution": "gamma", "parameters": {"rate": 1, "shape": 0}, "usl": 4}, "above 0"),
        ({"method": "percentile", "values": [1.0, float("nan"), 2.0], "usl": 4}, "Row 2 of the values is empty"),
        ({"method": "percentile", "values": [1.0, 2.0, 4.0], "distribution": "beta", "usl": 4}, "distribution"),
        ({"method": "box_cox", "values": [1.0, 0.0, 2.0], "lambda": 0, "usl": 4}, "above 0"),
        ({"method": "box_cox", "values": [1.0, 3.0, 2.0], "lambda": 0, "lsl": 0, "usl": 4}, "boundary"),
        ({"method": "box_cox", "values": [1.0, 3.0, 2.0], "lambda": 99, "usl": 4}, "beyond use"),
        ({"method": "box_cox_lambda", "values": [2.0, 2.0, 2.0]}, "all equal"),
        ({"method": "johnson", "family": "SX", "gamma": 0, "delta": 1, "xi": 0, "usl": 3}, "family"),
        ({"method": "johnson", "family": "SU", "gamma": 0, "delta": -1, "xi": 0, "usl": 3}, "delta"),
        ({"method": "johnson", "values": [1.0, 2.0] * 20, "usl": 3}, "No member"),
        ({"method": "guess"}, "method"),
    ],
)
def test_what_has_no_answer_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        faces.capability_nonnormal(case)


def test_values_that_span_worlds_are_told_to_take_the_logarithm():
    with pytest.raises(StatisticsError, match="lambda 0"):
        box_cox_capability([1e-140, 1.0, 1e140], 5, usl=2)
    assert abs(best_lambda([1e-140, 1.0, 2.0, 1e140]).value) < 1


def test_pass_fail_counts_give_a_process_z():
    found = binomial_capability([3, 5, 2, 4], 200)
    assert found.share == pytest.approx(14 / 800)
    assert found.process_z == pytest.approx(stats.norm.isf(14 / 800))
    assert found.z_interval.low < found.process_z < found.z_interval.high
    assert {one.state for one in attribute_statistics(found)} == {State.SHOWN}


def test_counts_that_vary_too_much_are_cautioned_and_unstable_ones_get_no_z():
    wild = binomial_capability([1, 60, 2, 4], [200, 200, 200, 200])
    assert "vary more than chance" in attribute_statistics(wild)[0].note
    assert attribute_statistics(wild, stable=False)[-1].state is State.WITHHELD


def test_no_defective_gives_a_bound():
    z = attribute_statistics(binomial_capability([0, 0], 25))[-1]
    assert z.state is State.WITHHELD
    assert "58\u202f155 ppm" in z.note


def test_defect_counts_give_an_exact_rate():
    found = poisson_capability([3, 0, 5], [10, 10, 20])
    assert found.dpu == pytest.approx(0.2)
    assert (found.smallest, found.largest) == (0, 0.3)
    assert found.interval.low < 0.2 < found.interval.high
    assert attribute_statistics(found)[0].name == "DPU"


def test_the_service_level_counts_the_limit_as_kept():
    found = service_level([5, 10, 20, 20.1, 40], 20)
    assert (found.within, found.n, found.share) == (3, 5, 0.6)
    assert service_level([5, 10, 20], 10, at_least=True).within == 2
    assert service_level_of_counts(80, 100).wilson.low == pytest.approx(0.7112, abs=1e-4)


def test_the_faces_of_counts_answer():
    assert faces.attribute_capability({"kind": "binomial", "defectives": [1, 2], "sizes": 50})["ppm"] == 30000
    assert faces.attribute_capability({"kind": "poisson", "defects": [1, 2], "sizes": [5, 10]})["dpu"] == 0.2
    assert faces.service_level({"within": 8, "n": 10})["share"] == 0.8
    assert faces.service_level({"values": [1, 2, 3], "limit": 2})["within"] == 2
    assert faces.distribution_choice({"values": SKEWED.tolist(), "distributions": ["gamma"]})["fits"][0].n == 250


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"kind": "binomial", "defectives": [], "sizes": 5}, "no samples"),
        ({"kind": "binomial", "defectives": [6, 0], "sizes": 5}, "6 defectives on 5"),
        ({"kind": "binomial", "defectives": [1], "sizes": [5, 5]}, "don't match"),
        ({"kind": "poisson", "defects": [1], "sizes": 0}, "above 0"),
    ],
)
def test_counts_that_can_not_be_get_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        faces.attribute_capability(case)


def test_grubbs_finds_the_outlier_of_the_handbook():
    # NIST/SEMATECH e-Handbook 1.3.5.17.1: Tietjen & Moore's uranium data, G = 2.4687, critical value 2.1266.
    found = grubbs([199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57])
    assert (round(found.g, 4), round(found.critical, 3)) == (2.4688, 2.127)
    assert (found.index, found.is_outlier) == (7, True)
    assert grubbs([1.0, 2.0, 3.0, 4.0]).is_outlier is False
    assert grubbs([0.0, 0.0, 0.0, 5.0]).p == pytest.approx(0, abs=1e-6)


def test_p_and_critical_value_of_grubbs_agree():
    rng = np.random.default_rng(5)
    for side in ("both", "low", "high"):
        found = grubbs(rng.normal(size=15), side=side)
        assert found.is_outlier == (found.p < 0.05)


def test_fences_point_at_far_values():
    assert fences([1, 2, 3, 4, 100]).beyond == (4,)
    assert faces.outliers({"values": [1, 2, 3, 4, 100]})["fences"].beyond == (4,)
    assert faces.outliers({"values": [1, 2, 9]})["fences"] is None


@pytest.mark.slow
def test_the_bootstrap_covers_about_as_promised():
    true = percentile_capability(np.random.default_rng(1).lognormal(0, 0.5, 200_000), usl=6,
                                 distribution="lognormal").indices.ppk  # fmt: skip
    rng, hits, runs = np.random.default_rng(9), 0, 120
    for _ in range(runs):
        (low, high), _ = bootstrap_intervals(rng.lognormal(0, 0.5, 100), usl=6, distribution="lognormal", draws=200)
        hits += low <= true <= high
    assert hits / runs == pytest.approx(0.94, abs=0.05)
