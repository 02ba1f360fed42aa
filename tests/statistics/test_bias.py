"""Bias, type 1 and linearity: the manual's examples, their words, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.bias import bias, linearity, type_one
from dmaic.statistics.registry import analysis_named

MASTER = [5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1, 6.2, 5.6, 6.0]

# AIAG MSA 4th ed., linearity study: 5 masters, 12 readings each
BY_MASTER = {
    2: [2.7, 2.5, 2.4, 2.5, 2.7, 2.3, 2.5, 2.5, 2.4, 2.4, 2.6, 2.4],
    4: [5.1, 3.9, 4.2, 5.0, 3.8, 3.9, 3.9, 3.9, 3.9, 4.0, 4.1, 3.8],
    6: [5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1],
    8: [7.6, 7.7, 7.8, 7.7, 7.8, 7.8, 7.8, 7.7, 7.8, 7.5, 7.6, 7.7],
    10: [9.1, 9.3, 9.5, 9.3, 9.4, 9.5, 9.5, 9.5, 9.6, 9.2, 9.3, 9.4],
}
REFERENCE = [master for master, readings in BY_MASTER.items() for _ in readings]
READINGS = [value for readings in BY_MASTER.values() for value in readings]


def test_the_manual_s_bias_example_is_met():
    found = bias(MASTER, 6.0)
    assert found.mean == pytest.approx(6.0067, abs=5e-5)
    assert found.bias == pytest.approx(0.0067, abs=5e-5)
    assert found.sd == pytest.approx(0.2120, abs=5e-5)
    assert found.se == pytest.approx(0.0547, abs=5e-5)
    # the manual prints t 0.1153 and -0.1185 to 0.1319 with sigma by d2*; with s they are these
    assert (found.t, found.df) == (pytest.approx(0.1218, abs=5e-5), 14)
    assert (found.low, found.high) == (pytest.approx(-0.1107, abs=5e-5), pytest.approx(0.1241, abs=5e-5))
    assert not found.significant
    assert "No bias is shown" in found.words


def test_a_bias_beyond_chance_is_named_with_its_direction():
    found = bias([value + 0.5 for value in MASTER], 6.0)
    assert found.significant
    assert "too high" in found.words
    assert "too low" in bias([value - 0.5 for value in MASTER], 6.0).words


def test_readings_without_spread_have_no_t_and_a_caution():
    found = bias([6.1] * 12, 6.0)
    assert (found.t, found.p, found.significant) == (None, None, True)
    assert "Record more decimals" in found.cautions[0]
    assert not bias([6.0] * 12, 6.0).significant


def test_a_type_one_study_compares_with_its_share_of_the_tolerance():
    found = type_one(MASTER, 6.0, 8)
    assert found.cg == pytest.approx(0.2 * 8 / (6 * 0.21201977), rel=1e-6)
    assert found.cgk == pytest.approx((0.1 * 8 - 0.0066667) / (3 * 0.21201977), rel=1e-5)
    assert found.pct_var_repeatability == pytest.approx(20 / found.cg)
    assert found.level == "undecided"
    assert type_one(MASTER * 4, 6.0, 8).level == "fail"
    assert "scatters too much" in type_one(MASTER * 4, 6.0, 8).words
    assert type_one(MASTER * 4, 6.0, 10).level == "ok"
    assert "off" in type_one([value + 0.4 for value in MASTER * 4], 6.0, 10).words


def test_cg_and_cgk_carry_intervals_and_too_few_readings_decide_nothing():
    """15 readings, 14 degrees of freedom: chi-square 5.6287 and 26.1189 (tables), z 1.95996."""
    found = type_one(MASTER, 6.0, 8)
    assert found.cg_interval == pytest.approx(
        (found.cg * (5.6287 / 14) ** 0.5, found.cg * (26.1189 / 14) ** 0.5), rel=1e-5
    )
    reach = 1.95996 * (1 / (9 * 15) + found.cgk**2 / 28) ** 0.5
    assert found.cgk_interval == pytest.approx((found.cgk - reach, found.cgk + reach), rel=1e-5)
    assert "Not decided: 15 readings are too few. Cg may be anything from 0.80 to 1.72" in found.words
    assert "more, would settle it" in found.words


def test_other_shares_and_spreads_are_named():
    narrow, wide = type_one(MASTER, 6.0, 8, K=15, L=4), type_one(MASTER, 6.0, 8)
    assert narrow.cg == pytest.approx(wide.cg * 15 / 20 * 6 / 4)
    assert narrow.method["share of tolerance"] == "K = 15 %"
    assert narrow.method["spread"] == "L = 4 standard deviations (n - 1)"


def test_a_type_one_study_without_spread_is_withheld():
    found = type_one([6.0] * 20, 6.0, 8)
    assert (found.cg, found.cgk, found.level) == (None, None, "fail")


def test_the_manual_s_linearity_example_is_met():
    found = linearity(REFERENCE, READINGS)
    assert found.intercept == pytest.approx(0.7367, abs=5e-5)
    assert found.slope == pytest.approx(-0.1317, abs=5e-5)
    assert found.r_squared == pytest.approx(0.714, abs=5e-4)
    assert found.t_slope == pytest.approx(-12.043, abs=5e-4)
    assert found.t_intercept == pytest.approx(10.158, abs=5e-4)
    assert found.residual_sd == pytest.approx(0.23954, abs=5e-6)
    assert [row.reference for row in found.per_reference] == [2, 4, 6, 8, 10]
    assert [row.bias for row in found.per_reference] == pytest.approx(
        [0.4917, 0.1250, 0.0250, -0.2917, -0.6167], abs=1e-4
    )
    assert found.level == "fail"
    assert "not linear" in found.words


def test_a_constant_offset_is_conditional_and_a_true_instrument_ok():
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 0.05, len(REFERENCE))
    offset = linearity(REFERENCE, np.array(REFERENCE) + 0.4 + noise)
    assert offset.level == "conditional"
    true = linearity(REFERENCE, np.array(REFERENCE) + noise - noise.mean())
    assert true.level == "ok"


def test_a_perfect_line_has_no_tests_but_its_slope():
    found = linearity([1, 2, 3, 4], [1.5, 3.0, 4.5, 6.0])
    assert found.slope == pytest.approx(0.5)
    assert found.residual_sd == 0
    assert found.p_slope is None
    assert found.level == "fail"


def test_the_band_is_narrowest_in_the_middle():
    band = linearity(REFERENCE, READINGS).band
    widths = [high - low for _, _, low, high in band]
    assert min(widths) == widths[2]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: bias([], 6), "at least 2"),
        (lambda: bias([6.1], 6), "at least 2"),
        (lambda: bias([6.1, math.nan], 6), "is empty"),
        (lambda: bias([6.1, math.inf], 6), "infinite"),
        (lambda: bias([6.1, 6.2], math.nan), "reference value"),
        (lambda: bias([6.1, 6.2], 6, confidence=95), "Write 95 % as 0.95"),
        (lambda: type_one(MASTER, 6, 0), "above 0"),
        (lambda: linearity([1, 2], [1, 2, 3]), "each reading needs its own"),
        (lambda: linearity([1, 1, 1], [1, 2, 3]), "at least 2 reference values"),
        (lambda: linearity([1, 2], [1, 2]), "3 readings"),
    ],
)
def test_what_can_not_be_judged_is_refused_in_words(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_the_face_names_its_kinds():
    answer = analysis_named("bias_linearity").answer(
        {"kind": "type1", "readings": MASTER, "reference": 6, "tolerance": 8}
    )
    assert answer["cg"] == pytest.approx(1.25774, abs=5e-6)
    with pytest.raises(StatisticsError, match="kind"):
        analysis_named("bias_linearity").answer({"readings": MASTER, "reference": 6})


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=20),
    st.floats(0.01, 100),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_unit_matters(readings, factor, random):
    shuffled = readings.copy()
    random.shuffle(shuffled)
    one = bias(readings, 3.0)
    two = bias([value * factor for value in shuffled], 3.0 * factor)
    assert two.bias == pytest.approx(one.bias * factor, rel=1e-9, abs=1e-9 * factor)
    assert two.sd == pytest.approx(one.sd * factor, rel=1e-9, abs=1e-9)
    if one.p is not None and one.p > 1e-9:
        assert two.p == pytest.approx(one.p, rel=1e-6)
