"""Run rules taken up one reading at a time give what the whole series gives."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dmaic.statistics.control_chart import RuleSet, StageSpec
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import NELSON, RULE_SETS
from dmaic.statistics.rule_state import RuleState, append, interrupted
from dmaic.statistics.rules import evaluate, merged

EVERY_RULE = RuleSet(
    "every", "every", tuple({rule.code: rule for chosen in RULE_SETS.values() for rule in chosen.rules}.values())
)
coarse = st.lists(
    st.sampled_from([-3.5, -2.5, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.5, 3.5]), min_size=1, max_size=60
)


def one_by_one(z, *, gaps=(), excluded=(), ruleset=EVERY_RULE):
    state, found = RuleState(ruleset), []
    for position, value in enumerate(z):
        if position in gaps:
            state = interrupted(state)
        state, signals = append(state, math.nan if position in excluded else value)
        found += signals
    return state, found


def unvalued(signals):
    return sorted((replace(one, value=None) for one in signals), key=lambda one: (one.rule, one.side, one.first))


@given(coarse, st.sets(st.integers(0, 59)), st.sets(st.integers(0, 59)))
def test_readings_one_by_one_give_the_signals_of_the_whole_series(z, gaps, excluded):
    gaps, excluded = {one for one in gaps if one < len(z)}, {one for one in excluded if one < len(z)}
    chart = imr(z, stages=[StageSpec("known", center=0.0, sigma=1.0)], gaps=gaps, excluded=excluded)
    whole = [one for one in evaluate(chart, EVERY_RULE) if one.panel == 0]
    _, found = one_by_one(z, gaps=gaps, excluded=excluded)
    assert unvalued(merged(found)) == unvalued(whole)


def test_the_state_carries_fourteen_points_and_the_count():
    state, _ = one_by_one(np.random.default_rng(0).normal(size=100).tolist(), ruleset=NELSON)
    assert len(state.tail) == 14
    assert state.seen == 100


def test_the_state_of_a_long_series_is_its_last_points_and_their_number():
    z = [0.5] * 8
    state = RuleState(NELSON, tuple(z), 10_000_000)
    _, signals = append(state, 0.4)
    assert [(one.rule, one.first, one.last) for one in signals] == [("nelson2", 9_999_992, 10_000_000)]


def test_a_set_of_limits_only_carries_nothing():
    state, signals = append(RuleState(RULE_SETS["limits_only"]), 4.0)
    assert state.tail == ()
    assert [one.rule for one in signals] == ["beyond"]
