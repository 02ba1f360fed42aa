"""Pareto, bars, shares, intervals and waterfalls: amounts by name."""

import pytest

from dmaic.charts.bars import Amount, bar_chart, share_bars
from dmaic.charts.interval import Interval, interval_chart
from dmaic.charts.pareto import Bar, ordered, pareto_chart
from dmaic.charts.waterfall import Step, waterfall
from dmaic.errors import BadInput
from tests.charts.chart_samples import assert_tidy, classed, texts

DEFECTS = [Bar("Dent", 27), Bar("Scratch", 42), Bar("Other", 3), Bar("Colour", 13), Bar("Size", 8), Bar("Label", 5)]


def test_bars_are_ordered_and_other_comes_last():
    assert [bar.name for bar in ordered(DEFECTS)] == ["Scratch", "Dent", "Colour", "Size", "Label", "Other"]


def test_the_smallest_are_gathered_in_other():
    few = ordered(DEFECTS, most=3)
    assert [(bar.name, bar.value) for bar in few] == [("Scratch", 42), ("Dent", 27), ("Other", 29)]


def test_the_vital_few_reach_the_line():
    drawing = pareto_chart(DEFECTS, width=480)
    assert drawing.verdict == "Scratch, Dent, Colour: 3 of 6 categories make up 84 %."
    assert len(classed(drawing.svg, "c-bar")) == 3
    assert len(classed(drawing.svg, "c-bar-soft")) == 3
    assert drawing.table.rows[1][3] == pytest.approx(100 * 69 / 98)


def test_even_bars_have_no_vital_few():
    drawing = pareto_chart([Bar(str(k), 10) for k in range(8)])
    assert drawing.verdict == "No few categories stand out: the bars are too even for a Pareto argument."


def test_the_vital_few_may_be_named_by_a_test():
    assert pareto_chart(DEFECTS, vital=["Dent"]).verdict == "Dent: 1 of 6 categories make up 28 %."
    assert "No few" in pareto_chart(DEFECTS, line=None).verdict


def test_bars_and_cumulative_share_have_one_scale():
    svg = pareto_chart(DEFECTS, width=480).svg
    first = classed(svg, "c-bar")[0]
    assert float(classed(svg, "c-run")[0].get("cy")) == pytest.approx(float(first.get("y")), abs=0.11)


def test_long_names_lay_the_bars_down():
    long = [
        Bar("Waiting for an answer from the back office of another company", 5),
        Bar("Customer not reached at all", 3),
    ]
    drawing = pareto_chart([*long, *DEFECTS], width=480, unit="h")
    assert long[0].name in texts(drawing.svg)
    assert_tidy(drawing.svg)


def test_intervals_are_told_with_their_bars():
    assert "42 (30 to 55)" in pareto_chart([Bar("A", 42, 30, 55), Bar("B", 1)], width=480).svg


@pytest.mark.parametrize("bars", [[], [Bar("A", 0)]])
def test_a_pareto_of_nothing_says_so(bars):
    assert "nothing to count yet" in pareto_chart(bars).verdict


def test_negative_amounts_can_not_be_added_up():
    with pytest.raises(BadInput, match="none may be negative"):
        pareto_chart([Bar("A", -1)])


def test_bars_start_at_zero_and_negative_ones_go_left():
    svg = bar_chart([Amount("A", 10), Amount("B", -5)], width=480).svg
    up, down = classed(svg, "c-bar")
    zero = float(up.get("x"))
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(zero, abs=0.2)
    assert float(up.get("width")) == pytest.approx(2 * float(down.get("width")), abs=0.2)


def test_who_is_below_the_benchmark_is_named():
    drawing = bar_chart(
        [Amount("Lyon", 82, 85), Amount("Porto", 91, 85)], unit="%", reference=80, reference_name="Goal"
    )
    assert drawing.verdict == "Porto is the greatest with 91 %. Below their benchmark: Lyon."
    assert "Goal 80" in texts(drawing.svg)
    assert drawing.table.header[-1] == "Benchmark"
    assert "nothing to compare" in bar_chart([]).verdict
    assert_tidy(bar_chart([Amount("Zero", 0)]).svg)


def test_shares_of_a_row_fill_its_width():
    svg = share_bars([("Q1", [40, 35, 25]), ("Empty", [0, 0, 0])], ["Yes", "Perhaps", "No"], width=480).svg
    parts = [classed(svg, cls)[-1] for cls in ("c-f1", "c-f2", "c-f3")]
    wide = [float(part.get("width")) + 1 for part in parts]
    assert wide[0] / sum(wide) == pytest.approx(0.40, abs=0.002)
    assert "Empty (n=0)" not in texts(svg)
    assert "40 %" in texts(svg)


def test_shares_refuse_rows_that_do_not_fit():
    with pytest.raises(BadInput, match="needs 2 amounts"):
        share_bars([("Q1", [1, 2, 3])], ["Yes", "No"])
    with pytest.raises(BadInput, match="needs 2 amounts"):
        share_bars([("Q1", [1, -2])], ["Yes", "No"])
    with pytest.raises(BadInput, match="At most 6"):
        share_bars([], list("abcdefg"))
    assert "nothing to share out" in share_bars([("Q1", [0, 0])], ["Yes", "No"]).verdict


def test_an_interval_that_holds_the_reference_is_hollow():
    drawing = interval_chart(
        [Interval("A", 3, 1, 5), Interval("B", -1, -2, 0.5)], reference=0, reference_name="no effect"
    )
    assert drawing.verdict == "Clear of no effect: A."
    assert [n.get("data-i") for n in classed(drawing.svg, "c-mean")] == ["1"]
    assert "No interval lies clear of 0" in interval_chart([Interval("B", -1, -2, 0.5)], reference=0).verdict


def test_a_half_and_a_double_stand_equally_far_from_one():
    items = [Interval("Half", 0.5, 0.4, 0.6), Interval("Same", 1, 0.9, 1.1), Interval("Double", 2, 1.8, 2.2)]
    drawing = interval_chart(items, ratio=True, reference=1, width=480)
    half, same, double = sorted(
        float(n.get("cx")) for n in classed(drawing.svg, "c-pt") + classed(drawing.svg, "c-mean")
    )
    assert same - half == pytest.approx(double - same, abs=0.11)
    assert_tidy(drawing.svg)
    with pytest.raises(BadInput, match="above 0"):
        interval_chart([Interval("None", 0, 0, 1)], ratio=True)


def test_one_sided_intervals_reach_the_edge():
    drawing = interval_chart([Interval("A", 3, low=1), Interval("B", 2, high=4), Interval("C", 1)], width=480)
    assert {"3 (at least 1)", "2 (at most 4)", "1"} <= set(texts(drawing.svg))
    assert_tidy(drawing.svg)


def test_two_intervals_are_compared():
    apart = interval_chart([Interval("Before", 62, 60, 64), Interval("After", 71, 69, 73)])
    assert "do not overlap" in apart.verdict
    assert (
        "test the difference itself"
        in interval_chart([Interval("Before", 62, 60, 70), Interval("After", 71, 69, 73)]).verdict
    )
    assert "nothing to compare" in interval_chart([]).verdict


def test_a_waterfall_ends_where_its_steps_add_up_to():
    drawing = waterfall(
        ("Baseline", 14),
        [Step("Cause A", -3), Step("So far", total=True), Step("Side effect", 1)],
        unit="h",
        target=10,
        up_is_good=False,
    )
    assert drawing.verdict == "From 14 to 12 h (Result): \u22122. 50 % of the way to Goal 10."
    assert [row[2] for row in drawing.table.rows] == [14, 11, 11, 12, 12]
    assert len(classed(drawing.svg, "c-rise")) == 1
    assert len(classed(drawing.svg, "c-fall")) == 1
    assert {"\u22123", "+1"} <= set(texts(drawing.svg))


def test_a_waterfall_may_go_below_zero_or_stay_level():
    assert_tidy(waterfall(("Start", 5), [Step("Loss", -12)]).svg)
    assert_tidy(waterfall(("Start", 0), [Step("Nothing", 0)]).svg)
    assert "no steps to add up" in waterfall(("Start", 5), []).verdict
    assert waterfall(("Start", 5), [Step("End", total=True)], target=5).verdict == "From 5 to 5 (End): 0."
