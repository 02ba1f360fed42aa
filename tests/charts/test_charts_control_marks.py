"""What of a control chart is drawn, and where: points, limits, stages, breaks, long series."""

import re

import numpy as np
import pytest

from dmaic.charts.control import control_chart
from dmaic.charts.control_panel import MOST_FLAGS, MOST_POINTS
from dmaic.charts.drawing import Specs
from dmaic.errors import BadInput
from dmaic.statistics.control_chart import ControlChart, Panel, Signal, Stage
from tests.charts.chart_samples import (
    NAN,
    SVG,
    assert_tidy,
    classed,
    constant,
    drawn_stages,
    heights,
    imr,
    parsed,
    stepped_p,
    texts,
    wave,
)


def test_a_higher_value_stands_higher_and_steps_are_equal():
    svg = control_chart(imr(np.array([1.0, 2.0, 4.0])), width=600).svg
    x = [float(node.get("cx")) for node in classed(svg, "c-pt")[:3]]
    y = heights(svg, "c-pt")[:3]
    assert x[1] - x[0] == pytest.approx(x[2] - x[1], abs=0.11)
    assert (y[1] - y[2]) == pytest.approx(2 * (y[0] - y[1]), abs=0.3)


def test_each_panel_has_its_points_and_no_range_crosses_a_stage_border():
    svg = drawn_stages().svg
    groups = [[m for m in g if m.get("data-i")] for g in parsed(svg).iter(f"{SVG}g") if g.get("class") == "c-pts"]
    assert [len(group) for group in groups] == [48, 32, 47, 31]
    assert not {"0", "48"} & {mark.get("data-i") for group in groups[2:] for mark in group}
    lines = [node.get("d") for node in classed(svg, "c-line")]
    assert [line.count("M") for line in lines] == [3, 3]  # broken at the excluded point and at the stage border


def test_points_beyond_are_diamonds_runs_are_squares_excluded_are_crossed():
    svg = drawn_stages().svg
    assert [node.get("data-i") for node in classed(svg, "c-flag") if node.get("data-i")] == ["35", "44", "45"]
    assert [node.get("data-i") for node in classed(svg, "c-run") if node.get("data-i")] == [
        str(i) for i in range(60, 69)
    ]
    assert [node.get("data-i") for node in classed(svg, "c-out") if node.get("data-i")] == ["20", "20"]
    assert {node.get("data-flag") for node in classed(svg, "c-flag") if node.get("data-i")} == {"1"}
    for words in ("beyond a limit", "run or pattern", "excluded"):
        assert words in texts(svg)


def test_the_key_names_only_the_shapes_that_occur():
    svg = control_chart(imr(wave(30))).svg
    assert not {"beyond a limit", "run or pattern", "excluded"} & set(texts(svg))


def test_varying_sizes_make_stairs():
    chart, signals = stepped_p()
    svg = control_chart(chart, signals).svg
    limits = [node.get("d") for node in classed(svg, "c-limit")]
    assert len(limits) == 2
    assert all(path.count("V") >= 15 for path in limits)
    assert classed(svg, "c-center")[0].get("d").count("V") == 0


def test_specifications_are_for_individuals_only():
    assert "USL 63.00" in texts(control_chart(imr(wave(30)), specs=Specs(upper=63)).svg)
    chart, signals = stepped_p()
    with pytest.raises(BadInput, match="individual values"):
        control_chart(chart, signals, specs=Specs(upper=0.2))


def test_missing_values_break_the_line_and_are_not_drawn():
    values = wave(20)
    values[7:10] = NAN
    svg = control_chart(imr(values)).svg
    assert len([n for n in classed(svg, "c-pt") if n.get("data-i") in {"7", "8", "9"}]) == 0
    assert classed(svg, "c-line")[0].get("d").count("M") == 2


def test_a_gap_interrupts_line_and_limits():
    svg = control_chart(imr(wave(20), gaps=(10,))).svg
    assert classed(svg, "c-line")[0].get("d").count("M") == 2
    assert classed(svg, "c-center")[0].get("d").count("M") == 2


def test_no_points_are_said_in_words():
    for values in (np.array([]), np.full(5, NAN)):
        drawing = control_chart(imr(values), title="Waiting time")
        assert_tidy(drawing.svg)
        assert "no points to draw yet" in drawing.verdict
        assert len(drawing.table.rows) == 0


def test_one_point_and_equal_points_are_drawn_in_the_middle():
    for values in (np.array([5.0]), np.full(12, 5.0)):
        drawing = control_chart(imr(values))
        assert_tidy(drawing.svg)
        assert classed(drawing.svg, "c-pt")


def test_a_panel_without_any_limit_is_drawn():
    values, none = wave(12), constant(12, NAN)
    panel = Panel("Value", values, none, none, none, none)
    drawing = control_chart(ControlChart("imr", (panel,), (Stage("", 0, 12, 12, NAN, NAN, "", 0),)))
    assert_tidy(drawing.svg)
    assert not classed(drawing.svg, "c-limit")


def test_zones_can_be_left_out_and_are_never_drawn_for_ranges():
    assert len(classed(drawn_stages().svg, "c-zone1")) == 2
    assert not classed(drawn_stages(show_zones=False).svg, "c-zone1")


def test_a_long_series_becomes_strokes_and_its_flags_are_capped():
    values = wave(30_000)
    flagged = np.flatnonzero(np.abs(values - 50) > 6).tolist()
    assert len(flagged) > MOST_FLAGS
    stage = Stage("", 0, 30_000, 30_000, 50, 2, "", 30_000)
    drawing = control_chart(
        imr(values, (stage,)), [Signal("1", "Beyond", 0, i, i, (i,), "above") for i in flagged], width=760
    )
    assert not classed(drawing.svg, "c-pt")
    assert len(classed(drawing.svg, "c-flag")) <= MOST_FLAGS + 1
    assert len(drawing.svg) < 200_000
    assert len(drawing.table.rows) == 30_000
    assert drawing.table.rows[-1][0] == 30_000
    assert_tidy(drawing.svg)


def test_strokes_reach_the_least_and_the_greatest_value():
    values = wave(5000)
    values[1234], values[3456] = 99.0, 1.0
    drawing = control_chart(imr(values), width=760)
    path = classed(drawing.svg, "c-dense")[0].get("d")
    y = [float(n) for n in re.findall(r"(?: |V)(-?[\d.]+)", path)]
    grid = sorted(float(n.get("y1")) for n in classed(drawing.svg, "c-grid"))
    assert min(y) < grid[0] + 40
    assert max(y) - min(y) > 200
    assert MOST_POINTS < 5000


def test_a_long_series_with_stairs_stays_small():
    chart = imr(wave(20_000))
    sigma = 3 + np.random.default_rng(1).random(20_000)
    panel = Panel("Value", chart.panels[0].points, constant(20_000, 50), sigma, 50 - 3 * sigma, 50 + 3 * sigma)
    svg = control_chart(ControlChart("imr", (panel,), chart.stages), width=760).svg
    assert len(svg) < 150_000


def test_a_lower_limit_of_nothing_is_not_drawn_but_stays_in_the_table():
    count = constant(12, 4)
    panel = Panel("Complaints", count, count, count * 0 + 2, constant(12, 0), count + 6)
    chart = ControlChart("c", (panel,), (Stage("All", 0, 12, 12, 4, 2, "Poisson", 12),))
    drawing = control_chart(chart)
    assert len(classed(drawing.svg, "c-limit")) == 1
    assert not any(text.startswith("LCL") for text in texts(drawing.svg))
    assert drawing.table.rows[0][2] == 0


def test_a_lone_stage_needs_no_name():
    chart = imr(wave(20), (Stage("All", 0, 20, 20, 50, 3, "", 20),))
    assert not any(text.startswith("All") for text in texts(control_chart(chart).svg))


def test_sums_that_begin_at_zero_have_no_centre_to_compare_with():
    zero, none = constant(20, 0), constant(20, NAN)
    sums = np.abs(wave(20, 3, 0, 1))
    panels = (
        Panel("CUSUM up", sums, zero, zero + 1, none, zero + 5, zones=False),
        Panel("CUSUM down", -sums, zero, zero + 1, zero - 5, none, zones=False),
    )
    drawing = control_chart(ControlChart("cusum", panels, (Stage("", 0, 20, 20, 0, 1, "", 20),)), unit="min")
    assert {"CUSUM up (sigma)", "UCL 5.000", "LCL \u22125.000"} <= set(texts(drawing.svg))
    assert not classed(drawing.svg, "c-center")
    assert_tidy(drawing.svg)


def test_an_asked_height_is_kept_about():
    drawing = control_chart(imr(wave(30)), width=760, height=500)
    assert 460 <= drawing.height <= 540


def test_signals_for_the_better_have_a_shape_a_colour_and_a_word_of_their_own():
    values = np.random.default_rng(7).normal(50, 1, 40)
    values[10], values[30] = 40.0, 60.0
    chart = imr(values)
    signals = (
        Signal("beyond", "beyond the lower limit", 0, 10, 10, (10,), "below"),
        Signal("beyond", "beyond the upper limit", 0, 30, 30, (30,), "above"),
    )
    low = control_chart(chart, signals, width=600, good="lower")
    assert [node.get("data-i") for node in classed(low.svg, "c-better") if node.get("data-i")] == ["10"]
    assert [node.get("data-i") for node in classed(low.svg, "c-flag") if node.get("data-i")] == ["30"]
    assert "better" in texts(low.svg)
    assert "1 signal for the better" in low.description
    assert "For the better" in low.svg
    high = control_chart(chart, signals, width=600, good="higher")
    assert [node.get("data-i") for node in classed(high.svg, "c-better") if node.get("data-i")] == ["30"]
    plain = control_chart(chart, signals, width=600)
    assert not classed(plain.svg, "c-better")
    assert "better" not in texts(plain.svg)
