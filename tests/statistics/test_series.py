"""Reading of values and the layout of stages, exclusions and gaps."""

import math

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.series import lay_out, read_values


def test_a_missing_value_is_refused_by_its_row():
    with pytest.raises(StatisticsError, match=r"Row 3 of the values is empty.*treated as a gap"):
        read_values([1, 2, None, 4])


def test_a_missing_value_is_a_gap_when_asked():
    assert np.isnan(read_values([1, None, 3], missing="gap")[1])


@pytest.mark.parametrize("bad", [math.inf, -math.inf, 1e200])
def test_what_cannot_be_squared_is_refused_even_as_a_gap(bad):
    with pytest.raises(StatisticsError, match="Row 2 of the values"):
        read_values([1.0, bad, 3.0], missing="gap")


@pytest.mark.parametrize("bad", ["12,5", True])
def test_text_and_booleans_are_no_numbers(bad):
    with pytest.raises(StatisticsError, match="Row 2 of the values"):
        read_values([1.0, bad])


def test_an_empty_series_and_a_table_are_refused():
    with pytest.raises(StatisticsError, match="no values"):
        read_values([])
    with pytest.raises(StatisticsError, match="dimensions"):
        read_values([[1, 2], [3, 4]])
    with pytest.raises(StatisticsError, match="not a list of numbers"):
        read_values([1, [2, 3]])


def test_nothing_is_linked_across_a_border_a_gap_or_an_exclusion():
    laid = lay_out(8, stages=[StageSpec("before"), StageSpec("after", 4)], excluded=[2], gaps=[6])
    assert laid.linked.tolist() == [False, True, False, False, False, True, False, True]
    assert laid.counted.tolist() == [True, True, False, True, True, True, True, True]
    assert [part.tolist() for part in laid.stretches()] == [[0, 1, 3], [4, 5], [6, 7]]


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([StageSpec("late", 2)], "first stage"),
        ([StageSpec("a"), StageSpec("b", 3), StageSpec("c", 3)], "one after the other"),
        ([StageSpec("a"), StageSpec("b", 5)], "one after the other"),
        ([StageSpec("a", baseline=6)], "6 points and the stage has 5"),
        ([StageSpec("a", baseline=0)], "baseline"),
        ([StageSpec("a", sigma=-1.0)], "negative"),
        ([StageSpec("a", center=math.nan)], "finite"),
    ],
)
def test_stages_that_do_not_fit_are_refused(stages, words):
    with pytest.raises(StatisticsError, match=words):
        lay_out(5, stages=stages)


@pytest.mark.parametrize("position", [-1, 5, 1.5, True])
def test_a_position_outside_the_series_is_refused(position):
    with pytest.raises(StatisticsError, match="excluded point"):
        lay_out(5, excluded=[position])
