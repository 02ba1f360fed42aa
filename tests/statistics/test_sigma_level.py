"""Sigma levels against the classic table (Harry & Schroeder; ASQ) and R's exact intervals."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from dmaic.errors import StatisticsError
from dmaic.statistics.faces.sigma_level import sigma_level as face
from dmaic.statistics.result import State
from dmaic.statistics.sigma_level import (
    defect_level,
    dpmo_of_sigma,
    meaning_of_sigma,
    pooled_level,
    rolled_yield,
    sigma_of_dpmo,
    sigma_of_z,
    sigma_statistics,
)

CLASSIC = [(1, 691462), (2, 308538), (3, 66807), (4, 6210), (5, 232.6), (6, 3.398)]
PRINTED = [
    (3.4, 4.500, 6.000),
    (233, 3.4996, 4.9996),
    (6210, 2.500, 4.000),
    (66807, 1.500, 3.000),
    (308537, 0.5, 2.0),
    (691462, -0.5, 1.0),
]


@pytest.mark.parametrize(("sigma", "dpmo"), CLASSIC)
def test_the_classic_table_holds(sigma, dpmo):
    assert dpmo_of_sigma(sigma) == pytest.approx(dpmo, rel=2e-4)


@pytest.mark.parametrize(("dpmo", "z_lt", "z_st"), PRINTED)
def test_dpmo_becomes_both_levels_and_names_the_shift(dpmo, z_lt, z_st):
    level = sigma_of_dpmo(dpmo)
    assert level.z_long_term == pytest.approx(z_lt, abs=2e-4)
    assert level.z_short_term == pytest.approx(z_st, abs=2e-4)
    assert level.shift == 1.5


def test_without_a_shift_six_sigma_is_two_in_a_billion_on_two_tails():
    found = meaning_of_sigma(6, shift=0)
    assert found.short_term_dpmo_two_sided == pytest.approx(0.00197, rel=2e-3)
    assert found.long_term_dpmo == pytest.approx(0.00099, rel=4e-3)
    assert found.shift == 0


def test_motorolas_two_tailed_figures_are_told_apart():
    assert [round(meaning_of_sigma(s).two_sided_dpmo_with_shift) for s in (1, 2, 3)] == [697672, 308770, 66811]


def test_a_negative_level_has_one_tail_and_never_more_than_a_million():
    found = meaning_of_sigma(-2)
    assert found.long_term_dpmo < 1e6
    assert (found.short_term_dpmo_two_sided, found.two_sided_dpmo_with_shift) == (None, None)
    with pytest.raises(StatisticsError, match="one tail only"):
        dpmo_of_sigma(-2, tails=2)


@given(st.floats(-3, 7), st.floats(0, 3))
def test_sigma_and_dpmo_undo_each_other(sigma, shift):
    level = sigma_of_dpmo(dpmo_of_sigma(sigma, shift=shift), shift=shift)
    assert level.z_short_term == pytest.approx(sigma, abs=1e-6)


@given(st.floats(1.5, 6), st.floats(0, 2))
def test_two_tails_undo_each_other(sigma, shift):
    level = sigma_of_dpmo(dpmo_of_sigma(sigma, shift=shift, tails=2), shift=shift, tails=2)
    assert level.z_short_term == pytest.approx(sigma, abs=1e-6)


@given(st.floats(1, 999998), st.floats(1e-3, 1))
def test_more_defects_never_raise_the_level(dpmo, step):
    assert sigma_of_dpmo(dpmo + step).z_long_term <= sigma_of_dpmo(dpmo).z_long_term


def test_counts_give_rates_yields_and_exact_intervals():
    found = defect_level(38, 500, 4)
    assert (found.dpu, found.dpo, found.dpmo) == pytest.approx((0.076, 0.019, 19000))
    assert found.first_time_yield == pytest.approx(math.exp(-0.076))
    assert (found.dpo_interval.low, found.dpo_interval.high) == pytest.approx((0.01347973784, 0.02598647564))
    assert (found.dpu_interval.low, found.dpu_interval.high) == pytest.approx((0.05378212329, 0.10431593784))
    assert found.z_interval.low < found.level.z_long_term < found.z_interval.high


def test_no_defect_in_50_units_gives_a_bound_and_no_infinity():
    found = defect_level(0, 50)
    assert found.level.z_long_term is None
    assert found.dpo_interval.high == pytest.approx(0.0711, abs=5e-5)  # 7.1 %, R binom.test
    assert found.zero_defect_bound.high == pytest.approx(1 - 0.05 ** (1 / 50))  # the rule of three: about 3/50
    z_lt, z_st = sigma_statistics(found)[-2:]
    assert z_lt.state is State.WITHHELD
    assert z_lt.value is None
    assert z_st.low == pytest.approx(z_lt.low + 1.5)
    assert "58\u202f155" in z_lt.note


def test_every_opportunity_defective_has_no_lower_end():
    found = defect_level(10, 10)
    assert found.level.z_short_term is None
    assert sigma_statistics(found)[-1].state is State.WITHHELD
    assert face({"defects": 10, "units": 10})["z_long_term"] == -math.inf


def test_few_defects_carry_a_caution():
    states = {s.name: s.state for s in sigma_statistics(defect_level(2, 100))}
    assert states["DPMO"] is State.CAUTION
    assert {s.state for s in sigma_statistics(defect_level(20, 100))} == {State.SHOWN}


def test_defective_units_stand_beside_the_defects():
    few, many = defect_level(38, 500, 4, defectives=30), defect_level(38, 500, 40, defectives=30)
    assert many.dpmo == pytest.approx(few.dpmo / 10)
    assert sigma_statistics(many)[0] == sigma_statistics(few)[0]
    assert sigma_statistics(few)[0].value == pytest.approx(0.06)
    for wrong in (0, 39, 501):
        with pytest.raises(StatisticsError, match="check the three counts"):
            defect_level(38, 500, 4, defectives=wrong)


def test_the_shift_is_counted_once_for_measured_values():
    long, short = sigma_of_z(3.0, long_term=True), sigma_of_z(4.5, long_term=False)
    assert (long.z_long_term, long.z_short_term) == (3.0, 4.5)
    assert short == long


def test_levels_are_pooled_by_their_counts_never_averaged():
    pooled = pooled_level([(5, 100, 1), (50, 100, 10)])
    assert pooled.dpo == pytest.approx(55 / 1100)


def test_rolled_yield_multiplies_and_takes_the_root():
    found = rolled_yield([0.9, 0.8, 0.7])
    assert found.rolled_throughput_yield == pytest.approx(0.504)
    assert found.normalized_yield == pytest.approx(0.504 ** (1 / 3))
    assert found.total_dpu == pytest.approx(-math.log(0.504))


def test_perfect_and_hopeless_steps_have_no_level():
    assert rolled_yield([1, 1]).normalized_level.z_long_term is None
    assert rolled_yield([0.9, 0]).total_dpu is None


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"dpmo": 1_000_001}, "1\u202f000\u202f000"),
        ({"dpmo": -1}, "1\u202f000\u202f000"),
        ({"dpmo": float("nan")}, "finite"),
        ({"sigma": float("inf")}, "finite"),
        ({"defects": 51, "units": 50}, "more than 1\u202f000\u202f000 DPMO"),
        ({"defects": 1.5, "units": 50}, "whole number"),
        ({"defects": 1, "units": 0}, "at least 1"),
        ({"defects": 1}, "units"),
        ({"step_yields": []}, "no step yields"),
        ({"step_yields": [95]}, "Write 95 % as 0.95"),
        ({"dpmo": 5, "shift": 15}, "shift"),
        ({"dpmo": 5, "tails": 3}, "Tails"),
        ({"dpmo": "many"}, "dpmo must be a finite number"),
        ({}, "exactly one"),
    ],
)
def test_what_has_no_answer_gets_a_sentence(case, word):
    with pytest.raises(StatisticsError, match=word):
        face(case)


def test_units_that_pass_or_fail_yield_one_minus_their_share_by_the_binomial():
    found = defect_level(284, 1000, pass_fail=True)
    assert found.first_time_yield == pytest.approx(0.716)
    # Clopper-Pearson of 284 in 1000, R: binom.test(284, 1000)$conf.int
    assert (found.dpu_interval.low, found.dpu_interval.high) == pytest.approx(
        (beta.ppf(0.025, 284, 717), beta.ppf(0.975, 285, 716)), rel=1e-9
    )
    told = {one.name: one for one in sigma_statistics(found)}
    first = told["First-time yield"]
    assert (first.low, first.high) == pytest.approx((1 - beta.ppf(0.975, 285, 716), 1 - beta.ppf(0.025, 284, 717)))
    assert "Poisson" not in first.method + told["DPU"].method
    with pytest.raises(StatisticsError, match="pass or fail"):
        defect_level(12, 10, 4, pass_fail=True)


def test_the_face_turns_a_z_of_measured_values_into_a_level_with_the_shift_counted_once():
    long, short = face({"z": 3.0}), face({"z": 4.5, "long_term": False})
    for found in (long, short):
        assert (found["z_long_term"], found["sigma_with_shift"]) == (3.0, 4.5)
        assert found["dpmo"] == pytest.approx(1349.898, abs=1e-3)


def test_the_face_pools_processes_and_never_averages_their_levels():
    rows = [{"defects": 1, "units": 1000}, {"defects": 300, "units": 1000, "opportunities": 2}]
    found = face({"processes": rows})
    assert found["dpmo"] == pytest.approx(301 / 3000 * 1e6)
    assert found["z_long_term"] == pytest.approx(NormalDist().inv_cdf(1 - 301 / 3000))
