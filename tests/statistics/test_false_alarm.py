"""Chances of a false signal against published ones and exact ones."""

import math

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import Rule, RuleSet
from dmaic.statistics.false_alarm import expected_signals, false_alarm, simulate
from dmaic.statistics.rule_sets import DEFAULT, LIMITS_ONLY, NELSON, WESTERN_ELECTRIC


@pytest.mark.parametrize(
    ("ruleset", "n", "chance"),
    [
        (LIMITS_ONLY, 25, 0.06),
        (WESTERN_ELECTRIC, 25, 0.16),
        (NELSON, 25, 0.21),
        (LIMITS_ONLY, 100, 0.23),
        (WESTERN_ELECTRIC, 100, 0.62),
        (NELSON, 100, 0.73),
    ],
)
def test_chances_with_estimated_limits_agree_with_a_smaller_simulation(ruleset, n, chance):
    found = false_alarm(ruleset, n)
    assert found.chance == pytest.approx(chance, abs=0.02)
    assert found.error < 0.005
    assert found.runs == 20_000


def test_known_limits_alone_are_exact():
    found = false_alarm(LIMITS_ONLY, 100, limits="known")
    assert found.chance == pytest.approx(1 - (1 - 0.0026997960632602) ** 100, rel=1e-10)
    assert found.runs is None
    assert simulate(LIMITS_ONLY, 100, runs=10_000, limits="known") == pytest.approx(found.chance, abs=0.015)


def test_a_run_of_nine_alone_agrees_with_the_exact_count_of_sequences():
    nine = RuleSet("nine", "nine", (Rule("nine", "run", 9),))
    # sequences of two signs without nine alike in a row: a recursion over the length of the last run
    alike = [0.0, 1.0] + [0.0] * 7
    for _ in range(49):
        alike = [0.0, sum(alike) / 2, *[part / 2 for part in alike[1:8]]]
    assert simulate(nine, 50, runs=20_000, limits="known") == pytest.approx(1 - sum(alike), abs=0.005)


def test_the_answer_is_remembered_and_repeatable():
    assert false_alarm(DEFAULT, 30) is false_alarm(DEFAULT, 30)
    assert simulate(DEFAULT, 30, runs=500) == simulate(DEFAULT, 30, runs=500)


def test_the_advised_set_alarms_less_than_the_larger_ones():
    chances = [false_alarm(chosen, 50).chance for chosen in (LIMITS_ONLY, DEFAULT, WESTERN_ELECTRIC, NELSON)]
    assert chances == sorted(chances)


def test_a_very_long_chart_goes_on_as_it_did():
    rare = RuleSet("rare", "rare", (Rule("rare", "beyond", 1, 0, 5.0), Rule("long", "run", 30)))
    shorter, longer = (false_alarm(rare, n, limits="known").chance for n in (5_000, 50_000))
    assert longer == pytest.approx(-math.expm1(10 * math.log1p(-shorter)))


def test_expected_signals_add_up():
    assert expected_signals(LIMITS_ONLY, [100, 100]) == pytest.approx(
        2 * false_alarm(LIMITS_ONLY, 100, limits="known").chance
    )


@pytest.mark.parametrize("n", [1, 0, 2.5, True])
def test_a_chart_of_no_length_is_refused(n):
    with pytest.raises(StatisticsError, match="number of points"):
        false_alarm(DEFAULT, n)


def test_limits_come_from_somewhere():
    with pytest.raises(StatisticsError, match="known"):
        false_alarm(DEFAULT, 20, limits="magic")


@pytest.mark.slow
def test_the_chances_do_not_hang_on_the_seed():
    for chosen in (LIMITS_ONLY, WESTERN_ELECTRIC, NELSON, DEFAULT):
        for n in (25, 100):
            other = simulate(chosen, n, runs=60_000, seed=7)
            assert false_alarm(chosen, n).chance == pytest.approx(other, abs=0.015)
