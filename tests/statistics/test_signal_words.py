"""Signals in words."""

import pytest

from dmaic.statistics.control_chart import Rule, RuleSet, Signal, StageSpec
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import NELSON, WESTGARD
from dmaic.statistics.rules import evaluate
from dmaic.statistics.signal_words import in_words

KNOWN = StageSpec("known", center=0.0, sigma=1.0)
LABELS = [f"{day} March" for day in range(1, 32)]


def words(values, ruleset=NELSON, rule=None):
    signals = [one for one in evaluate(imr(values, stages=[KNOWN]), ruleset) if one.panel == 0]
    return [in_words(one, LABELS) for one in signals if rule in {None, one.rule}]


@pytest.mark.parametrize(
    ("values", "rule", "said"),
    [
        ([0.1, 3.5, -0.1], "nelson1", "1 point beyond the upper limit, 2 March"),
        ([0.1, -3.5, 0.1], "nelson1", "1 point beyond the lower limit, 2 March"),
        ([-0.1] + [0.5, 0.6] * 5, "nelson2", "10 points in a row above the centre, 2 March - 11 March"),
        ([1, 0.8, 0.6, 0.4, 0.2, 0.1, 0.5], "nelson3", "6 points in a row steadily falling, 1 March - 6 March"),
        ([0.1, -0.1] * 7, "nelson4", "14 points in a row alternating up and down, 1 March - 14 March"),
        ([-2.5, 0.1, -2.5], "nelson5", "2 of 3 points beyond 2 sigma below the centre, 1 March - 3 March"),
        ([0.2, -0.1, 0.1] * 5, "nelson7", "15 points in a row within 1 sigma of the centre, 1 March - 15 March"),
        ([1.5, -1.5] * 4, "nelson8", "8 points in a row beyond 1 sigma on both sides, 1 March - 8 March"),
    ],
)
def test_a_signal_is_said_in_words(values, rule, said):
    assert words(values, rule=rule) == [said]


def test_westgard_range_rule_in_words():
    assert words([2.5, -2.5], WESTGARD, "R_4s") == [
        "2 points close together beyond 2 sigma on opposite sides, 1 March - 2 March"
    ]


def test_points_are_numbered_where_labels_are_missing():
    signal = Signal("nelson1", "", 0, 4, 4, (4,), "above")
    assert in_words(signal) == "1 point beyond the upper limit, point 5"


def test_a_rule_of_ones_own_is_said_by_its_kind_or_its_title():
    own = RuleSet("ours", "ours", (Rule("warn", "beyond", 1, 0, 2.0, "a warning"),))
    signal = Signal("warn", "a warning", 0, 0, 0, (0,), "below")
    assert in_words(signal, LABELS, ruleset=own) == "1 point beyond 2 sigma below the centre, 1 March"
    assert in_words(signal, LABELS) == "a warning, 1 March"
