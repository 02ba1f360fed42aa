"""Marks of yes and no, and ratings in figures or words."""

from __future__ import annotations

import numpy as np
import pytest

from dmaic.measure.service.answers import marks_of, scale_of, scores_of


def test_marks_are_yes_no_or_a_level() -> None:
    marks, bad = marks_of(["Yes", "no", "", "2", "0", "Within SLA", "SLA Violated", 1.0, "perhaps"])
    assert [None if np.isnan(one) else one for one in marks] == [1, 0, None, 1, 0, 1, 0, 1, None]
    assert list(bad) == [8]


def test_ratings_are_numbers_fractions_or_the_words_of_the_systems() -> None:
    cells = ["9", "4/5", "Good", "Bad with comment", "Offered", "Extremely Happy", "", "3 - Neutral", "?"]
    scores, bad = scores_of(cells)
    assert [None if np.isnan(one) else one for one in scores] == [9, 4, 1, 0, None, None, None, 3, None]
    assert list(bad) == [5, 8]  # “happy” is a word of another scale


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Happy", "Neutral", "Unhappy"], [5, 4, 3]),
        (["Very satisfied", "Neutral", "Dissatisfied"], [5, 3, 2]),
        (["Somewhat satisfied", "Neither satisfied nor dissatisfied", "Extremely satisfied"], [4, 3, 5]),
        (["Strongly agree", "Neither agree nor disagree", "Disagree"], [5, 3, 2]),
        (["Strongly agree", "Somewhat agree", "Disagree"], [7, 5, 2]),
        (["Excellent", "Very good", "Good"], [5, 4, 3]),
        (["Good", "Bad", "Good with comment"], [1, 0, 1]),
        (["Promoter", "Passive", "Detractor"], [10, 8, 0]),
        (["5 stars", "1 star", "10 - Extremely likely"], [5, 1, 10]),
    ],
)
def test_a_word_stands_for_its_step_on_the_scale_of_its_column(cells: list[str], expected: list[float]) -> None:
    scores, bad = scores_of(cells)
    assert (scores.tolist(), bad) == (expected, {})


def test_the_scale_of_a_whole_column_holds_for_each_part_of_it() -> None:
    scale = scale_of(["Very satisfied", "Neutral", "4"])
    assert scores_of(["Neutral"], scale=scale)[0].tolist() == [3]
    assert scale_of(["4", "5"]) is None
