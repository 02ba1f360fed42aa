"""Gage R&R before the arithmetic: how a study is planned, laid out and arranged, and what is none."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.gage import (
    arrange,
    check_columns,
    gage_crossed,
    gage_plan,
)
from dmaic.statistics.registry import analysis_named
from tests.statistics.gage_data import AIAG, BLOCKS, long_table


def test_a_long_table_gives_the_block_again():
    table = arrange(*zip(*long_table(AIAG), strict=True))
    assert table.values.tolist() == AIAG
    assert table.parts[0] == "P0"
    assert table.appraisers == ("O0", "O1", "O2")


def test_a_nested_long_table_is_arranged_by_appraiser():
    rows = [(f"{who}{part}", who, value) for who in "AB" for part in (1, 2) for value in (part + 0.1, part + 0.2)]
    table = arrange(*zip(*rows, strict=True), layout="nested")
    assert table.values.shape == (2, 2, 2)
    assert table.parts == ("A1", "A2", "B1", "B2")
    with pytest.raises(StatisticsError, match="choose the nested layout"):
        arrange(*zip(*rows, strict=True))


def test_swapped_columns_are_noticed():
    parts, people, _ = zip(*long_table(AIAG), strict=True)
    with pytest.raises(StatisticsError, match="look swapped"):
        check_columns(people, parts, part_column="Operator", appraiser_column="Part no.")
    assert check_columns(parts, people, part_column="Part", appraiser_column="Inspector") == ()
    assert any("more appraisers" in caution for caution in check_columns(people, parts))
    assert any("row number" in caution for caution in check_columns(range(90), people))


@pytest.mark.parametrize(
    ("measurements", "sentence"),
    [
        ([], "holds no readings"),
        ([[[1.0, 2.0], [1.0, 2.0]]], "1 part"),
        ([[[1.0, 2.0]], [[2.0, 3.0]]], "one appraiser"),
        ([[[5, 5], [5, 5]], [[5, 5], [5, 5]]], "All readings are the same"),
        ([[[1.0, 2.0], [1.0]], [[1.0, 2.0], [1.0, 3.0]]], "part 1, appraiser 2 has 1 of 2 readings"),
        ([[[1.0, 2.0], [1.0, None]], [[1.0, 2.0], [1.0, 3.0]]], "Part 1, appraiser 2, trial 2 is empty"),
        ([[[1.0, 2.0], [1.0, math.nan]], [[1.0, 2.0], [1.0, 3.0]]], "trial 2 is empty"),
        ([[[1.0, 2.0], [1.0, math.inf]], [[1.0, 2.0], [1.0, 3.0]]], "larger than anything measured"),
        ([[[1.0, 2.0], [1.0, "2,5"]], [[1.0, 2.0], [1.0, 3.0]]], "not a number"),
        ([[[1.0, 2.0], [1.0, 3.0]], [[1.0, 2.0]]], "part 2 has 1 appraisers where others have 2"),
        ("abc", "must be a list"),
        (None, "must be a list"),
    ],
)
def test_what_is_no_study_is_refused_in_words(measurements, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        gage_crossed(measurements)


def test_a_plan_holds_every_run_once_and_comes_again_from_its_seed():
    plan = gage_plan(10, ["Ann", "Bob", "Cem"], 3, seed=7)
    assert len({(run.part, run.appraiser, run.trial) for run in plan.runs}) == len(plan.runs) == 90
    assert [run.run for run in plan.runs] == list(range(1, 91))
    assert [run.trial for run in plan.runs] == sorted(run.trial for run in plan.runs)
    assert plan == gage_plan(10, ["Ann", "Bob", "Cem"], 3, seed=7)
    assert plan.runs != gage_plan(10, ["Ann", "Bob", "Cem"], 3, seed=8).runs
    assert plan.cautions == ()


def test_a_thin_plan_says_so_and_a_broken_one_is_refused():
    assert len(gage_plan(3, 2, 1, seed=1).cautions) == 3
    assert len(gage_plan(3, 2, 2, seed=1, nested=True).runs) == 12
    with pytest.raises(StatisticsError, match="same name"):
        gage_plan(3, ["Ann", "Ann"], 2, seed=1)
    with pytest.raises(StatisticsError, match="0 trials"):
        gage_plan(3, 2, 0, seed=1)


def test_the_face_reads_a_long_table_and_a_plan():
    part, person, value = zip(*long_table(AIAG), strict=True)
    answer = analysis_named("gage_rr").answer({"table": {"part": part, "appraiser": person, "value": value}})
    assert answer["use"] == "without_interaction"
    assert answer["without_interaction"]["ndc"] == 4
    assert answer["verdict"]["level"] == "conditional"
    assert (
        analysis_named("gage_plan").answer({"parts": 3, "appraisers": ["A", "B"], "trials": 2, "seed": 5})["count"]
        == 12
    )
    with pytest.raises(StatisticsError, match="layout"):
        analysis_named("gage_rr").answer({"layout": "round", "measurements": AIAG})
    with pytest.raises(StatisticsError, match="must be a list"):
        analysis_named("gage_rr").answer({})


@settings(max_examples=30, deadline=None)
@given(BLOCKS, st.permutations(range(24)))
def test_the_order_of_rows_never_matters(block, order):
    table = long_table(block.tolist())
    shuffled = arrange(*zip(*(table[at] for at in order), strict=True))
    plain, mixed = gage_crossed(block).chosen, gage_crossed(shuffled.values).chosen
    for one, other in zip(plain.components, mixed.components, strict=True):
        assert one.stddev == pytest.approx(other.stddev, rel=1e-9, abs=1e-12)
