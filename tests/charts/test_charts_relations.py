"""Run charts, scatter plots, effects and gage plots: measurements against time, each other, factors and appraisers."""

import math
from itertools import pairwise

import numpy as np
import pytest

from dmaic.charts.effects import Effect, Factor, half_normal, interaction_plot, main_effects
from dmaic.charts.gage import gage_by_part, gage_components
from dmaic.charts.run import RunTest, run_chart
from dmaic.charts.scatter import MOST_POINTS, Fit, scatter_plot
from dmaic.errors import BadInput
from tests.charts.chart_samples import NAN, SVG, assert_tidy, classed, parsed, texts, wave


def test_a_run_chart_has_its_median_and_no_limits():
    drawing = run_chart([1, 5, 3, 2, 4], unit="min")
    assert drawing.verdict == "The median 3 min of 5 points."
    assert "Median 3.000" in texts(drawing.svg)
    assert not classed(drawing.svg, "c-limit")
    assert "no points to draw" in run_chart([NAN]).verdict


def test_a_run_chart_reads_its_two_tests():
    calm = run_chart(wave(20), test=RunTest(4, 7, 9, 6))
    assert calm.verdict.startswith("No shift shown: longest run 4 (at most 7 by chance), 9 crossings")
    shifted = run_chart(wave(20), test=RunTest(9, 7, 9, 6), runs=[(3, 11)])
    assert shifted.verdict.startswith("The process has shifted")
    assert len([n for n in classed(shifted.svg, "c-run") if n.get("data-i")]) == 9
    assert run_chart(wave(20), test=RunTest(4, 7, 2, 6)).verdict.startswith("The process has shifted")


def test_a_run_chart_may_have_a_given_median_and_a_target():
    said = texts(run_chart([1.0, 2, 3], median=2.5, target=1).svg)
    assert "Median 2.500" in said
    assert "Target 1.000" in said


def test_scatter_pairs_need_both_values():
    drawing = scatter_plot([1, 2, NAN, 4], [1, 4, 9, math.inf])
    assert len(classed(drawing.svg, "c-f1")) == 2
    assert drawing.verdict == "2 pairs: too few different values for a correlation."
    assert [row[0] for row in drawing.table.rows] == [1, 2]


def test_scatter_tells_the_sense_of_the_relation():
    x = np.arange(20.0)
    assert scatter_plot(x, -x).verdict == "20 pairs, correlation \u22121.00: y falls with x."
    assert scatter_plot(x, wave(20)).verdict.endswith("little straight-line relation.")
    assert "no pairs" in scatter_plot([], []).verdict


def test_groups_differ_by_shape():
    svg = scatter_plot([1, 2, 3, 4], [1, 2, 3, 4], groups=["a", "b", "c", "d"], labels=["p", "q", "r", "s"]).svg
    marks = {node.get("class").split()[0]: node.tag for node in parsed(svg).iter() if node.get("data-i")}
    assert marks["c-f1"] == f"{SVG}circle"
    assert marks["c-f2"] == marks["c-f3"] == f"{SVG}path"
    assert {"a", "b", "c", "d"} <= set(texts(svg))
    assert "p, a" in svg


def test_a_fit_has_its_curve_and_bands():
    fit = Fit([1, 2, 3], [1, 2, 3], ([0, 1, 2], [2, 3, 4]), ([-2, -1, 0], [4, 5, 6]))
    drawing = scatter_plot([1, 2, 3], [1, 2, 2.5], fit=fit, zero_line=True)
    assert len(classed(drawing.svg, "c-curve")) == 1
    assert len(classed(drawing.svg, "c-curve-2")) == 2
    assert len(classed(drawing.svg, "c-band")) == 1
    assert drawing.description.endswith("With the fitted curve and its bands.")


def test_many_points_are_thinned_but_flagged_ones_kept():
    x = np.arange(5000.0)
    drawing = scatter_plot(x, wave(5000), flagged=[1])
    assert MOST_POINTS <= len([n for n in parsed(drawing.svg).iter() if n.get("data-i")]) <= MOST_POINTS + 1
    assert [n.get("data-i") for n in classed(drawing.svg, "c-flag")] == ["1"]
    assert len(drawing.table.rows) == 5000
    assert "even selection" in drawing.description


def test_scatter_refuses_what_does_not_belong_together():
    with pytest.raises(BadInput, match="Check the lengths"):
        scatter_plot([1], [1, 2])
    with pytest.raises(BadInput, match="At most six groups"):
        scatter_plot(range(7), range(7), groups=list("abcdefg"))


def test_steeper_effects_have_steeper_lines_on_one_scale():
    drawing = main_effects(
        [Factor("A", ("lo", "hi"), (1, 9)), Factor("B", ("lo", "hi"), (4, 6))], unit="%", grand_mean=5
    )
    a, b = (node.get("d") for node in classed(drawing.svg, "c-l1"))
    rise = [abs(float(p.split("L")[0].split()[1]) - float(p.split("L")[1].split()[1])) for p in (a, b)]
    assert rise[0] == pytest.approx(4 * rise[1], abs=0.5)
    assert drawing.verdict.startswith("Largest span between levels: A with 8 %.")
    assert "no effects to draw" in main_effects([]).verdict


def test_many_factors_break_into_rows_on_a_telephone():
    factors = [Factor(f"Factor {k}", ("lo", "hi"), (k, k + 1)) for k in range(7)]
    drawing = main_effects(factors)
    assert_tidy(drawing.narrow)
    assert len({node.get("y") for node in classed(drawing.narrow, "c-strong")}) == 3


def test_lines_of_an_interaction_are_named_at_their_ends_without_touching():
    drawing = interaction_plot(
        ["5", "10"], [("160", [55, 50]), ("170", [56, 50.1]), ("180", [NAN, 50.2])], x_name="Time", series_name="Heat"
    )
    places = sorted(
        float(n.get("y")) for n in parsed(drawing.svg).iter(f"{SVG}text") if n.text in {"160", "170", "180"}
    )
    assert all(b - a >= 14.9 for a, b in pairwise(places))
    assert len(drawing.table.rows) == 2
    assert "no means to draw" in interaction_plot([], []).verdict


def test_active_effects_are_named_and_flagged():
    drawing = half_normal([Effect("A", -15.0, active=True), Effect("B", 2), Effect("C", 1)], scale=2)
    assert drawing.verdict == "Active: A."
    assert "A" in texts(drawing.svg)
    assert "B" not in texts(drawing.svg)
    assert half_normal([Effect("A", 1), Effect("B", 2)]).verdict == "No effect stands out from chance."
    assert "at least two effects" in half_normal([Effect("A", 1)]).verdict


def test_components_show_one_bar_a_measure_and_leave_out_what_is_not_known():
    drawing = gage_components([("Gage R&R", [7.8, 27.9, None]), ("Part to part", [92.2, 96, None])])
    assert len([n for n in parsed(drawing.svg).iter() if n.get("data-i")]) == 4
    assert drawing.table.header == ("Component", "% contribution", "% study variation")
    assert drawing.verdict == "Gage R&R: % contribution 7.8, % study variation 27.9."
    with pytest.raises(BadInput, match="needs 3 values"):
        gage_components([("Gage R&R", [7.8])])
    assert "no gage study" in gage_components([]).verdict


def test_every_reading_has_its_point():
    drawing = gage_by_part(["1", "2"], ["Anna", "Boris"], [[[1, 2], [3, 4]], [[1.5, NAN], [3, 3]]], unit="mm")
    assert len([n for n in parsed(drawing.svg).iter() if n.get("data-i")]) == 7
    assert len(drawing.table.rows) == 8
    with pytest.raises(BadInput, match="for each appraiser"):
        gage_by_part(["1"], ["Anna"], [])
    with pytest.raises(BadInput, match="At most six appraisers"):
        gage_by_part(["1"], list("abcdefg"), [[[1.0]]] * 7)
    assert "no readings" in gage_by_part(["1"], ["Anna"], [[[]]]).verdict
