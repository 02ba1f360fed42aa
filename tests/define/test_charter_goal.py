"""What a goal has to say, and how it reads."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.define.charter.goal import (
    BaselineStatus,
    Goal,
    GoalDirection,
    amount,
    goal_asks,
    inside_sentence,
    wrong_side,
)


def goal(**changes) -> Goal:
    given = {
        "metric_name": "Median resolution time",
        "metric_id": None,
        "unit": "h",
        "direction": GoalDirection.DECREASE,
        "baseline": 52.0,
        "baseline_status": BaselineStatus.ESTIMATED,
        "target": 24.0,
        "by": date(2027, 6, 30),
        "charter_baseline": 52.0,
    }
    return Goal(**{**given, **changes})


def asks(**changes) -> dict[str, str]:
    given = {
        "metric_name": "Median resolution time",
        "direction": GoalDirection.DECREASE,
        "baseline": 52.0,
        "status": BaselineStatus.ESTIMATED,
        "target": 24.0,
        "by": date(2026, 6, 30),
        "unit": "h",
        "start_on": date(2026, 1, 5),
    }
    return {ask.field: ask.sentence for ask in goal_asks(**{**given, **changes})}


@pytest.mark.parametrize(
    ("baseline", "target", "shown"),
    [
        (41.17744, 28.0, "from 41.18 to its"),
        (74.0071534, 74.0, "from 74.0072 to its"),
        (0.0912345, 0.05, "from 0.09123 to its"),
        (-0.4, 0.0, "from −0.4 to its"),
        (0.0, 0.2, "from 0 to its"),
        (74.0, 74.0, "from 74 to its"),
    ],
)
def test_a_signed_baseline_is_told_apart_from_its_target(baseline, target, shown):
    signed = {"baseline": baseline, "baseline_study_id": 1, "direction": GoalDirection.HIT, "unit": ""}
    assert shown in goal(**signed, target=target).in_words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Cut median resolution time from 52 h to 24 h by 30 Jun 2027"),
        (
            {"direction": GoalDirection.INCREASE, "metric_name": "FCR", "baseline": 61.5, "target": 75.0, "unit": "%"},
            "Raise FCR from 61.5 % to 75 % by 30 Jun 2027",
        ),
        (
            {
                "direction": GoalDirection.HIT,
                "metric_name": "Diameter",
                "baseline": 12.021,
                "target": 12.0,
                "unit": "mm",
            },
            "Bring diameter from 12.021 mm to its target of 12 mm by 30 Jun 2027",
        ),
    ],
)
def test_a_goal_reads_as_a_sentence(changes, words):
    assert goal(**changes).in_words == words


def test_the_gap_and_its_share_of_the_baseline():
    assert goal().gap == -28
    assert goal().relative_change == pytest.approx(-28 / 52)
    assert goal(baseline=0.0, target=-1.0).relative_change is None


def test_a_level_reaches_the_goal_on_its_own_side_only():
    assert goal().reached_by(24)
    assert not goal().reached_by(24.1)
    assert goal(direction=GoalDirection.INCREASE, target=75.0).reached_by(80)
    assert not goal(direction=GoalDirection.HIT).reached_by(23.9)


def test_a_complete_goal_is_asked_nothing():
    assert asks() == {}


@pytest.mark.parametrize(
    ("missing", "field", "begins"),
    [
        ({"metric_name": ""}, "goal_metric_id", "Say what: choose the metric"),
        ({"direction": None}, "goal_direction", "Say which way"),
        ({"baseline": None}, "goal_baseline", "Say from where"),
        ({"status": None}, "goal_baseline_status", "Say how well"),
        ({"target": None}, "goal_target", "Say by how much"),
        ({"by": None}, "goal_by", "Say by when"),
    ],
)
def test_each_missing_part_is_asked_by_a_sentence(missing, field, begins):
    found = asks(**missing)
    assert list(found) == [field]
    assert found[field].startswith(begins)


def test_a_target_on_the_wrong_side_of_the_baseline_is_refused():
    assert "lies above the baseline 52 h, but the goal says decrease" in asks(target=60.0)["goal_target"]
    assert "lies below" in wrong_side(GoalDirection.INCREASE, 52, 24)
    assert "already is the target" in wrong_side(GoalDirection.HIT, 24, 24)
    assert wrong_side(GoalDirection.HIT, 52, 24) == ""


def test_a_date_before_the_start_is_refused():
    assert "not after the project's start 5 Jan 2026" in asks(by=date(2026, 1, 5))["goal_by"]


def test_amounts_and_names_are_written_for_people():
    assert amount(12500, "EUR") == "12\u202f500 EUR"
    assert amount(-0.4) == "−0.4"
    assert inside_sentence("AHT of calls") == "AHT of calls"
    assert inside_sentence("A share") == "a share"
    assert inside_sentence("") == ""
