"""Capability against Montgomery's piston rings, Cano's bottles and the printed intervals of Cpk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from dmaic.errors import StatisticsError
from dmaic.statistics.capability import (
    bissell_interval,
    capability,
    chi_square_interval,
    cpmk_interval,
    indices,
    z_bench,
)
from dmaic.statistics.capability_verdict import capability_statistics
from dmaic.statistics.result import State
from dmaic.statistics.within_sigma import within_of_individuals, within_of_subgroups

# Bottle volumes, Cano, Moguerza & Redchuk, Six Sigma with R (2012), data ss.data.ca; specification 740 .. 760.
BOTTLES = [
    755.81, 750.54, 751.05, 749.52, 749.21, 748.38, 748.11, 753.07, 749.56, 750.08,
    747.16, 747.53, 749.22, 746.76, 747.64, 750.46, 749.27, 750.33, 750.26, 751.29,
]  # fmt: skip
RING_ROWS = [[74.03, 74.002, 74.019, 73.992, 74.008], [73.995, 73.992, 74.001, 74.011, 74.004]]


def drawn(n=200, mean=10.0, sd=1.0, seed=7):
    return np.random.default_rng(seed).normal(mean, sd, n)


def by_name(statistics):
    return {one.name: one for one in statistics}


def test_performance_of_the_bottles_agrees_with_the_book():
    found = capability(BOTTLES, lsl=740, usl=760, target=750)
    assert found.overall.potential == pytest.approx(1.584136, abs=1e-6)
    assert found.overall.worst == pytest.approx(1.546513, abs=1e-6)
    assert (found.overall.potential_interval.low, found.overall.potential_interval.high) == pytest.approx(
        (1.084600, 2.083046), abs=1e-6
    )
    assert (found.overall.worst_interval.low, found.overall.worst_interval.high) == pytest.approx(
        (1.033560, 2.059466), abs=1e-6
    )


@pytest.mark.parametrize(
    ("cpk", "n", "low", "high"),
    [(1.33, 30, 0.97, 1.69), (1.33, 50, 1.05, 1.61), (1.33, 100, 1.13, 1.53), (1.33, 200, 1.19, 1.47),
     (1.15, 45, 0.89, 1.41)],
)  # fmt: skip
def test_the_interval_of_cpk_is_as_printed(cpk, n, low, high):
    found = bissell_interval(cpk, n, n - 1)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


def test_one_specification_gives_no_cp():
    found = capability(drawn(), usl=13)
    assert found.within.potential is None
    assert found.within.lower is None
    assert found.overall.worst == found.overall.upper
    assert found.overall.expected.below is None


def test_a_natural_boundary_is_not_a_specification():
    with_boundary = capability(drawn(), lsl=0, usl=13, lower_is_boundary=True)
    alone = capability(drawn(), usl=13)
    assert with_boundary.within == alone.within
    assert with_boundary.lower_boundary == 0


def test_values_beyond_a_natural_boundary_are_refused():
    with pytest.raises(StatisticsError, match="natural boundary"):
        capability(drawn(), lsl=9, usl=13, lower_is_boundary=True)


def test_z_bench_stays_finite_far_out():
    assert z_bench(60.0, 70.0) == pytest.approx(60.0, abs=1e-6)
    assert z_bench(3.0, 3.0) == pytest.approx(2.782175, abs=1e-6)


def test_z_bench_of_a_hopeless_process_is_negative():
    assert z_bench(-5.0, 20.0) == pytest.approx(-5.0, abs=1e-6)
    assert z_bench(-40.0, 50.0) < -30


@pytest.mark.parametrize("estimator", ["rbar", "sbar", "mvlue_r", "mvlue_s", "pooled", "pooled_c4"])
def test_every_subgroup_estimator_finds_the_sigma_it_was_drawn_with(estimator):
    rows = drawn(5000, 50, 2.0).reshape(-1, 5).tolist()
    assert within_of_subgroups(rows, estimator=estimator).value == pytest.approx(2.0, rel=0.03)


@pytest.mark.parametrize("estimator", ["mr", "median_mr", "mssd"])
def test_every_estimator_of_single_values_finds_its_sigma(estimator):
    assert within_of_individuals(drawn(5000, 50, 2.0), estimator=estimator).value == pytest.approx(2.0, rel=0.05)


def test_equal_subgroups_make_weighted_and_simple_estimators_agree():
    for simple, weighted in (("rbar", "mvlue_r"), ("sbar", "mvlue_s")):
        assert within_of_subgroups(RING_ROWS, estimator=simple).value == pytest.approx(
            within_of_subgroups(RING_ROWS, estimator=weighted).value
        )


def test_a_missing_cell_makes_a_smaller_subgroup():
    full = within_of_subgroups([[1.0, 2.0, 4.0], [2.0, 3.0]], estimator="pooled")
    assert within_of_subgroups([[1.0, 2.0, 4.0], [2.0, None, 3.0]], estimator="pooled") == full


def test_intervals_follow_the_degrees_of_freedom_of_the_estimator():
    rows = drawn(100).reshape(-1, 5).tolist()
    assert capability(subgroups=rows, lsl=6, usl=14).within.df == 80
    assert capability(subgroups=rows, lsl=6, usl=14, estimator="rbar").within.df == pytest.approx(72)
    assert capability(subgroups=rows, lsl=6, usl=14, interval_df="n-1").within.df == 99


def test_cpm_falls_with_the_distance_to_the_target():
    on, off = (capability(drawn(), lsl=6, usl=14, target=target) for target in (10, 12))
    assert on.cpm > off.cpm
    assert on.cpm <= on.overall.potential
    assert on.cpmk <= on.cpm
    assert on.cpm_interval.low < on.cpm < on.cpm_interval.high
    assert off.overall == on.overall


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
@settings(max_examples=40)
def test_indices_do_not_know_the_unit(offset, scale):
    values = drawn(40)
    plain = capability(values, lsl=6, usl=13, target=10)
    scaled = capability(values * scale + offset, lsl=6 * scale + offset, usl=13 * scale + offset)
    assert scaled.overall.worst == pytest.approx(plain.overall.worst, rel=1e-4)
    assert scaled.within.potential == pytest.approx(plain.within.potential, rel=1e-4)


def test_mirrored_values_swap_the_sides():
    values = drawn(40)
    there, back = capability(values, lsl=7, usl=14), capability(-values, lsl=-14, usl=-7)
    assert there.within.lower == pytest.approx(back.within.upper)
    assert there.observed.below == back.observed.above


def test_known_mean_and_sigma_need_no_values():
    found = indices(10, 1, 50, lsl=7, usl=13, df=49)
    assert (found.potential, found.worst) == (1, 1)
    assert found.expected.total == pytest.approx(2699.796, abs=1e-3)


@pytest.mark.parametrize(
    ("values", "limits", "word"),
    [
        ([], {"lsl": 0}, "at least 2"),
        ([1.0], {"lsl": 0}, "at least 2"),
        ([5.0] * 30, {"lsl": 0}, "all equal"),
        ([1.0, float("nan"), 2.0], {"lsl": 0}, "Row 2 of the values is empty"),
        ([1.0, float("inf")], {"lsl": 0}, "Row 2 of the values is infinite"),
        ([1.0, 2.0], {}, "at least one specification"),
        ([1.0, 2.0], {"lsl": 3, "usl": 1}, "swapped"),
        ([1.0, 2.0], {"lsl": 0, "usl": 3, "target": 9}, "outside the specification"),
        ([1.0, 2.0], {"lsl": 0, "estimator": "rbar"}, "Single values"),
        ([1.0, "2"], {"lsl": 0}, "not a number"),
        ([1.0, 1.0, 2.0, 2.0], {"lsl": 0, "estimator": "median_mr"}, "another estimator"),
    ],
)
def test_what_has_no_answer_gets_a_sentence(values, limits, word):
    if word == "another estimator":
        values = [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]
    with pytest.raises(StatisticsError, match=word):
        capability(values, **limits)


def test_a_huge_offset_keeps_the_spread():
    values = drawn(100, 0, 1)
    near = capability(values, lsl=-4, usl=4)
    far = capability(values + 1e9, lsl=1e9 - 4, usl=1e9 + 4)
    assert far.overall.worst == pytest.approx(near.overall.worst, rel=1e-5)


def test_an_unstable_process_gets_no_index_but_what_happened_is_shown():
    found = by_name(capability_statistics(drawn(), lsl=6, usl=14, stable=False, gage="ok"))
    for name in ("Cp", "Cpk", "Z.bench within", "Expected ppm within", "Pp", "Ppk", "Z.bench overall"):
        assert found[name].state is State.WITHHELD
        assert "not stable" in found[name].note
    assert found["Observed ppm"].state is State.SHOWN
    assert found["Mean"].value is not None


def test_too_few_values_say_how_many_more():
    found = by_name(capability_statistics(drawn(17), lsl=6, usl=14, stable=True, gage="ok"))
    assert found["Cpk"].value is None
    assert "needs 8 more" in found["Cpk"].note


def test_a_failed_gage_withholds_the_index():
    found = by_name(capability_statistics(drawn(), lsl=6, usl=14, stable=True, gage="fail"))
    assert "measure again" in found["Cpk"].note


def test_unknown_stability_is_performance_not_capability():
    found = by_name(capability_statistics(drawn(), lsl=6, usl=14))
    assert found["Cpk"].state is State.CAUTION
    assert "Stability" in found["Cpk"].note
    assert "measurement system" in found["Cpk"].note


def test_a_sound_study_is_shown_plainly():
    found = by_name(capability_statistics(drawn(), lsl=6, usl=14, target=10, stable=True, gage="ok"))
    assert {one.state for one in found.values()} == {State.SHOWN}
    assert found["Cpk"].low < found["Cpk"].value < found["Cpk"].high
    assert "MR" in found["SD within"].method or "moving range" in found["SD within"].method


def test_skewed_values_are_sent_to_the_percentile_method():
    values = np.random.default_rng(3).exponential(2, 200)
    found = by_name(capability_statistics(values, lsl=0, usl=20, lower_is_boundary=True, stable=True, gage="ok"))
    assert (found["Ppk"].value, found["Ppk"].state) == (None, State.WITHHELD)
    assert "clearly not normal" in found["Ppk"].note
    assert "percentile method" in found["Ppk"].note
    assert found["Observed ppm"].value is not None


def test_on_target_the_interval_of_cpmk_is_bissells():
    for limits in ({"lsl": 7.0}, {"usl": 13.0}, {"lsl": 7.0, "usl": 13.0}):
        found = cpmk_interval(10, 0.8, 10, 60, **limits)
        expected = bissell_interval(3 / 2.4, 60, 59)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_the_interval_of_cpmk_follows_the_slopes_of_the_index():
    # The delta method by differences, on the upper side, off target: Cpmk = (13 - m) / (3 sqrt(v + (m - 9)^2)).
    def index(m, v):
        return (13 - m) / (3 * np.sqrt(v + (m - 9) ** 2))

    m, v, n, step = 10.2, 1.44, 80, 1e-6
    slopes = (
        (index(m + step, v) - index(m - step, v)) / (2 * step),
        (index(m, v + step) - index(m, v - step)) / (2 * step),
    )
    error = np.sqrt(slopes[0] ** 2 * v / n + slopes[1] ** 2 * 2 * v**2 / (n - 1))
    found = cpmk_interval(m, 1.2, 9, n, lsl=2, usl=13)
    assert (found.low, found.high) == pytest.approx((index(m, v) - 1.959964 * error, index(m, v) + 1.959964 * error))


def test_cpmk_and_what_is_expected_outside_have_bounds_in_a_study():
    found = by_name(capability_statistics(drawn(), lsl=6, usl=14, target=10, stable=True, gage="ok"))
    for name in ("Cpmk", "Expected ppm within", "Expected ppm overall"):
        assert found[name].low < found[name].value < found[name].high
    # The same curve read twice: the ppm at the ends of Z.bench.
    bench, outside = found["Z.bench overall"], found["Expected ppm overall"]
    assert outside.high == pytest.approx(1e6 * norm.sf(bench.low))
    assert outside.low == pytest.approx(1e6 * norm.sf(bench.high))


@pytest.mark.slow
@pytest.mark.parametrize(("true_mean", "usl"), [(10.0, 14.0), (10.5, 14.0), (9.0, 20.0)])
def test_the_interval_of_cpmk_covers(true_mean, usl):
    rng, runs, covered = np.random.default_rng(11), 4000, 0
    true = min(true_mean - 6, usl - true_mean) / (3 * np.hypot(1, true_mean - 10))
    for values in rng.normal(true_mean, 1, (runs, 100)):
        bound = cpmk_interval(float(values.mean()), float(values.std(ddof=1)), 10, 100, lsl=6, usl=usl)
        covered += bound.low <= true <= bound.high
    assert covered / runs == pytest.approx(0.95, abs=0.015)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_intervals_cover_the_true_index(seed):
    rng, of_ppk, of_pp = np.random.default_rng(seed), 0, 0
    runs, true = 2000, 1.0
    for _ in range(runs):
        values = rng.normal(0, 1, 50)
        sd = float(np.std(values, ddof=1))
        ppk = min(float(values.mean()) + 3, 3 - float(values.mean()) + 1) / (3 * sd)
        bound, pp = bissell_interval(ppk, 50, 49), chi_square_interval(7 / (6 * sd), 49)
        of_ppk += bound.low <= true <= bound.high
        of_pp += pp.low <= 7 / 6 <= pp.high
    assert of_ppk / runs == pytest.approx(0.95, abs=0.02)
    assert of_pp / runs == pytest.approx(0.95, abs=0.015)
