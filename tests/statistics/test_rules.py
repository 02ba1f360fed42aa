"""Run rules against a brute-force reading of their text, and against stages, gaps and exclusions."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.errors import NotFound, StatisticsError
from dmaic.statistics.attribute import p_chart
from dmaic.statistics.control_chart import Rule, RuleSet, StageSpec
from dmaic.statistics.individuals import imr
from dmaic.statistics.patterns import BLOCK
from dmaic.statistics.rare_events import t_chart
from dmaic.statistics.rule_sets import AIAG, DEFAULT, NELSON, RULE_SETS, WESTERN_ELECTRIC, WESTGARD, rule_set_named
from dmaic.statistics.rules import evaluate, fires, firing, in_sigmas, judged_rules, standard_units
from dmaic.statistics.run_chart import run_chart
from dmaic.statistics.time_weighted import ewma

KNOWN = StageSpec("known", center=0.0, sigma=1.0)
EVERY_RULE = RuleSet(
    "every", "every", tuple({rule.code: rule for chosen in RULE_SETS.values() for rule in chosen.rules}.values())
)


def rule(code):
    return next(one for one in EVERY_RULE.rules if one.code == code)


def fired(code, values, center=0.0, sigma=1.0):
    return fires(values, center, sigma, rule(code)).tolist()


def says(kind_of, z, start, at):
    """Brute force: does the rule fire at ``at``, in a stretch that begins at ``start``?"""
    window = z[max(start, at - kind_of.m + 1) : at + 1]
    whole = len(window) == kind_of.m
    above = [one > kind_of.zone for one in window]
    below = [one < -kind_of.zone for one in window]
    steps = [later - earlier for earlier, later in itertools.pairwise(window)]
    match kind_of.kind:
        case "beyond" | "run":
            return whole and (all(above) or all(below))
        case "trend":
            return whole and (all(step > 0 for step in steps) or all(step < 0 for step in steps))
        case "alternating":
            return whole and all(one * other < 0 for one, other in itertools.pairwise(steps))
        case "k_of_m":
            return any(side[-1] and sum(side) >= kind_of.k for side in (above, below))
        case "within":
            return whole and all(abs(one) < kind_of.zone for one in window)
        case "outside":
            return whole and all(map(any, zip(above, below, strict=True))) and any(above) and any(below)
        case _:
            return (above[-1] and any(below)) or (below[-1] and any(above))


def brute(kind_of, z, breaks):
    found = []
    start = 0
    for at in range(len(z)):
        if at in breaks:
            start = at
        if says(kind_of, z, start, at):
            found.append(at)
    return found


coarse = st.lists(st.sampled_from([-3.5, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.5]), max_size=60)


@given(coarse, st.sets(st.integers(1, 59)))
def test_every_rule_of_every_set_agrees_with_brute_force(z, breaks):
    linked = np.array([position > 0 and position not in breaks for position in range(len(z))], dtype=bool)
    found = firing(np.array(z, dtype=float), EVERY_RULE.rules, linked)
    for one in EVERY_RULE.rules:
        assert found[one.code].tolist() == brute(one, z, breaks), one


def test_blocks_do_not_cut_patterns():
    steps = np.random.default_rng(5).choice([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], BLOCK + 200)
    whole = firing(steps, EVERY_RULE.rules)
    start = BLOCK - 100
    tail = firing(steps[start:], EVERY_RULE.rules)
    for code, positions in whole.items():
        near = positions[positions >= start + 20] - start
        assert near.tolist() == tail[code][tail[code] >= 20].tolist()


def test_a_point_on_the_limit_is_not_beyond_it():
    assert fired("nelson1", [0.2, -1.1, 3.01, 0.4, -3.2, 1.0, -0.4, 3.0, 0.1]) == [2, 4]
    assert fired("nelson1", [10.3, 9.7, 10.31], 10.0, 0.1) == [2]


def test_nine_on_one_side_fire_nelson_and_eight_western_electric():
    values = [-0.2, 0.3, 0.5, 0.2, 0.4, 0.6, 0.3, 0.5, 0.2, -0.4]
    assert fired("nelson2", values) == []
    assert fired("we4", values) == [8]
    assert fired("aiag2", values) == [7, 8]


def test_a_point_on_the_centre_breaks_a_run():
    assert fired("nelson2", [0.5] * 5 + [0.0] + [0.5] * 8) == []


def test_equal_neighbours_break_a_trend():
    assert fired("nelson3", [-1.2, -0.8, -0.3, -0.3, 0.1, 0.6, 0.9, -0.5]) == []
    assert fired("nelson3", [0.5, -1.2, -0.8, -0.3, 0.1, 0.6, 1.1, 0.2]) == [6]


def test_two_of_three_counts_points_beyond_three_sigma_too():
    assert fired("mdc4", [0.0, 3.5, 0.0, 2.5]) == [3]


def test_two_points_at_the_start_complete_two_of_three():
    assert fired("nelson5", [2.5, 2.4, 0.1, 0.2]) == [1]


def test_a_mixture_needs_both_sides():
    assert fired("nelson8", [0.2, 1.2, 1.4, 1.6, 1.1, 1.3, 1.2, 1.5, 1.8, 0.1]) == []
    assert fired("nelson8", [0.2, 1.2, -1.4, 1.6, 1.1, -1.3, -1.2, 1.5, -1.8, 1.9, 0.1]) == [8, 9]


def test_westgard_range_rule_needs_opposite_neighbours():
    assert fired("R_4s", [2.1, -2.2, 0.0, 2.5, 2.6, 0.0, -2.5]) == [1]


def test_values_and_sigma_may_vary_from_point_to_point():
    assert fires([1.0, 1.0, 9.0], [0.0, 0.0, 6.0], [0.2, 1.0, 1.0], rule("nelson1")).tolist() == [0]
    with pytest.raises(StatisticsError, match="negative"):
        fires([1.0], 0.0, -1.0, rule("nelson1"))


def test_dust_does_not_decide():
    third = [0.1 + 0.2, 0.3, 0.3, 0.3]
    assert in_sigmas(third, 0.3, 0.1).tolist() == [0.0] * 4
    assert in_sigmas([0.1, 0.1 + 1e-17], 0.1, 1e-18).tolist() == [0.0, 0.0]
    assert in_sigmas([6.0, 4.0], 5.0, 0.0).tolist() == [np.inf, -np.inf]
    assert np.isnan(in_sigmas([5.0], 5.0, 0.0)).all()
    assert np.isnan(in_sigmas([5.0], 5.0, np.nan)).all()


@given(
    st.lists(st.floats(-4, 4), min_size=1, max_size=50),
    st.sampled_from([2.0**-10, 0.5, 8.0]),
    st.sampled_from([-64.0, 0.0, 1024.0]),
)
def test_another_unit_fires_the_same_points(z, unit, origin):
    rounded = np.round(np.array(z) * 64) / 64
    one = firing(in_sigmas(rounded, 0.0, 1.0), EVERY_RULE.rules)
    other = firing(in_sigmas(origin + unit * rounded, origin, unit), EVERY_RULE.rules)
    assert {code: hits.tolist() for code, hits in one.items()} == {code: hits.tolist() for code, hits in other.items()}


def test_a_run_is_one_signal_that_grows():
    chart = imr([-1.0] + [0.5] * 12 + [-1.0], stages=[KNOWN])
    (signal,) = evaluate(chart)
    assert (signal.rule, signal.first, signal.last, signal.side) == ("nelson2", 1, 12, "above")
    assert signal.points == tuple(range(1, 13))
    assert signal.value == 0.5


def test_each_point_beyond_a_limit_is_its_own_signal():
    chart = imr([0.0, 4.0, 4.1, -4.0, 0.0], stages=[KNOWN])
    assert [(one.last, one.side) for one in evaluate(chart) if one.panel == 0] == [
        (1, "above"),
        (2, "above"),
        (3, "below"),
    ]


def test_a_zone_signal_holds_the_points_beyond_the_zone():
    chart = imr([0.0, 2.5, 0.1, 2.6, 0.0, 2.2, 0.0, 0.0, -2.1, -2.3], stages=[KNOWN])
    signals = [one for one in evaluate(chart, WESTERN_ELECTRIC) if one.rule == "we2"]
    assert [(one.points, one.side) for one in signals] == [((1, 3, 5), "above"), ((8, 9), "below")]


@pytest.mark.parametrize("how", [{"gaps": [6]}, {"excluded": [6]}])
def test_no_run_crosses_a_gap_or_an_exclusion(how):
    values = [0.5, 0.6] * 6
    assert [one.rule for one in evaluate(imr(values, stages=[KNOWN]))] == ["nelson2"]
    assert evaluate(imr(values, stages=[KNOWN], **how)) == ()


def test_no_run_crosses_a_stage():
    stages = [KNOWN, StageSpec("later", 6, center=0.0, sigma=1.0)]
    assert evaluate(imr([0.5, 0.6] * 6, stages=stages)) == ()


def test_two_of_three_does_not_reach_over_an_excluded_point():
    chart = imr([0.0, 2.5, 9.0, 2.5, 0.0], stages=[KNOWN], excluded=[2])
    assert [one for one in evaluate(chart, NELSON) if one.panel == 0] == []


def test_an_excluded_point_never_signals():
    chart = imr([0.0, 9.0, 0.0, 0.1], stages=[KNOWN], excluded=[1])
    assert evaluate(chart, NELSON) == ()


def test_moving_ranges_are_judged_by_their_limits_only():
    chart = imr(np.random.default_rng(0).normal(size=400))
    assert {one.kind for one in judged_rules(chart, NELSON, 1)} == {"beyond"}
    assert {one.rule for one in evaluate(chart, NELSON) if one.panel == 1} <= {"nelson1"}


def test_attribute_charts_read_the_rules_without_zones():
    chart = p_chart([5, 6, 4, 7] * 5, 50)
    assert {one.kind for one in judged_rules(chart, NELSON)} == {"beyond", "run", "trend", "alternating"}


def test_a_run_chart_has_no_limits_to_be_beyond():
    chart = run_chart([1, 2, 3, 4, 5, 6, 7, 8, 9, 50])
    assert {one.kind for one in judged_rules(chart, NELSON)} == {"run", "trend", "alternating"}
    assert [one.rule for one in evaluate(chart, NELSON)] == ["nelson3"]


def test_weighted_averages_are_judged_by_their_own_limits():
    chart = ewma([0.0, 0.0, 1.5, 1.5, 1.5], weight=0.5, width=2.0, stages=[KNOWN])
    assert {one.kind for one in judged_rules(chart, NELSON)} == {"beyond"}
    assert [one.last for one in evaluate(chart)] == [4]


def test_standard_units_of_skewed_limits_put_the_limits_at_three():
    chart = t_chart([5, 9, 12, 3, 7, 8, 200, 4])
    panel = chart.panels[0]
    z = standard_units(chart)
    assert ((z > 3) == (panel.points > panel.ucl)).all()
    assert np.sign(z).tolist() == np.sign(panel.points - panel.center).tolist()


def test_the_default_set_is_the_limits_and_nine_on_one_side():
    assert [(one.kind, one.m) for one in DEFAULT.rules] == [("beyond", 1), ("run", 9)]


def test_the_sets_differ_as_their_sources_do():
    runs = {
        code: next((one.m for one in chosen.rules if one.kind == "run"), None) for code, chosen in RULE_SETS.items()
    }
    assert runs == {
        "advised": 9,
        "limits_only": None,
        "nelson": 9,
        "western_electric": 8,
        "aiag": 7,
        "montgomery": 8,
        "ihi": 8,
        "nhs_mdc": 7,
        "iso_7870": 7,
        "westgard": 10,
    }
    assert len(NELSON.rules) == len(AIAG.rules) == 8
    assert {one.code for one in WESTGARD.rules} == {"1_3s", "2_2s", "R_4s", "4_1s", "10_x", "7_T"}
    with pytest.raises(NotFound, match="Known are"):
        rule_set_named("magic")


@pytest.mark.parametrize(
    "bad",
    [
        Rule("x", "magic"),
        Rule("x", "run", 1),
        Rule("x", "beyond", 2),
        Rule("x", "k_of_m", 3, 4, 2.0),
        Rule("x", "within", 3, 0, -1.0),
    ],
)
def test_a_rule_that_makes_no_pattern_is_refused(bad):
    with pytest.raises(StatisticsError, match="Rule 'x'"):
        fires([1.0, 2.0], 0.0, 1.0, bad)


def test_a_set_of_ones_own_is_evaluated_like_any_other():
    own = RuleSet("ours", "Five in a row", (Rule("five", "run", 5, 0, 0.0, "5 in a row"),))
    assert [one.rule for one in evaluate(imr([0.5] * 5 + [-0.5], stages=[KNOWN]), own)] == ["five"]
