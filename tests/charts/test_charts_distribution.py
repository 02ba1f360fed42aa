import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.charts.distribution import (
    Bound,
    Index,
    bins_of,
    box_of,
    box_plot,
    capability_plot,
    histogram,
    probability_plot,
)
from dmaic.charts.drawing import Specs
from tests.charts.chart_samples import assert_tidy, classed, texts, wave


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200))
def test_every_value_falls_into_one_class(values):
    bins = bins_of(np.array(values))
    assert sum(bins.counts) == len(values)
    assert len(bins.edges) == len(bins.counts) + 1
    air = 1e-8 * (max(values) - min(values))
    assert bins.edges[0] <= min(values) + air
    assert bins.edges[-1] >= max(values) - air
    assert len(bins.counts) <= 140


def test_classes_are_round_and_a_value_on_an_edge_belongs_above():
    bins = bins_of(np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 5)
    assert bins.edges == (0, 2, 4, 6, 8, 10, 12)
    assert bins.counts == (2, 2, 2, 2, 2, 1)


def test_bars_are_as_high_as_their_counts():
    svg = histogram([1, 1, 1, 1, 6, 6], bins=5, width=480).svg
    bars = {node.get("data-say").split("\n")[0]: float(node.get("height")) for node in classed(svg, "c-bar")}
    tall, low = sorted(bars.values(), reverse=True)
    assert tall == pytest.approx(2 * low, abs=0.11)


def test_specification_mean_and_curves_are_named():
    drawing = histogram(
        wave(80),
        unit="g",
        specs=Specs(40, 50, 60),
        curve=lambda v: 0.13 * math.exp(-((v - 50) ** 2) / 18),
        second=[(40, 0.01), (50, 0.2), (60, 0.01)],
        curve_name="Overall",
        second_name="Within",
    )
    said = texts(drawing.svg)
    assert {"LSL 40", "Target 50", "USL 60", "Overall", "Within"} <= set(said)
    assert any(text.startswith("Mean ") for text in said)
    assert len(classed(drawing.svg, "c-spec")) == 3


def test_names_of_near_limits_do_not_touch():
    svg = histogram(wave(80), specs=Specs(49.8, 50, 50.2), width=480).svg
    places = sorted(float(n.get("x")) for n in classed(svg, "c-num-spec"))
    assert all(b - a > 50 for a, b in pairwise(places))


@pytest.mark.parametrize(
    ("specs", "verdict"),
    [
        (Specs(0, None, 100), "None of 4 values is outside the specification."),
        (Specs(lower=2), "1 of 4 values outside the specification: 1 below the lower limit."),
        (
            Specs(2, None, 3),
            "2 of 4 values outside the specification: 1 below the lower limit and 1 above the upper limit.",
        ),
    ],
)
def test_the_verdict_counts_what_is_outside(specs, verdict):
    assert histogram([1, 2, 3, 4], specs=specs).verdict == verdict


def test_without_specification_the_verdict_tells_mean_and_spread():
    assert histogram([1, 2, 3], unit="min").verdict == "3 values: mean 2.000 min, standard deviation 1.000."
    assert histogram([5]).verdict == "1 value: mean 5.00, standard deviation 0.00."


@pytest.mark.parametrize("values", [[], [math.nan, math.inf]])
def test_a_histogram_of_nothing_says_so(values):
    drawing = histogram(values)
    assert "no values to draw yet" in drawing.verdict
    assert_tidy(drawing.svg)


def test_equal_values_make_one_bar():
    drawing = histogram([5.0] * 10, specs=Specs(4, None, 6))
    assert_tidy(drawing.svg)
    assert len(classed(drawing.svg, "c-bar")) == 1


def test_the_probability_plot_of_normal_values_lies_in_its_band():
    drawing = probability_plot(wave(60))
    assert "All 60 values lie inside the 95 % band" in drawing.verdict
    assert len(classed(drawing.svg, "c-pt")) == 60


def test_skewed_values_leave_the_band_and_are_flagged():
    drawing = probability_plot(np.exp(wave(80, 3, 2, 0.7)))
    assert "lie outside the 95 % band" in drawing.verdict
    assert classed(drawing.svg, "c-flag")
    assert_tidy(drawing.svg)


def test_given_bounds_are_drawn_instead():
    bounds = [Bound(0.01, 1e3, 1e4), Bound(0.99, 1e3, 1e4)]
    drawing = probability_plot(wave(20), bounds=bounds)
    assert drawing.verdict.startswith("20 of 20 values lie outside")
    assert "outside the 95 % band" not in probability_plot(np.exp(wave(80, 3, 2, 0.7)), bounds=[]).verdict


def test_a_great_many_values_keep_their_tails():
    drawing = probability_plot(wave(5000))
    ranks = [int(n.get("data-i")) for n in classed(drawing.svg, "c-pt") + classed(drawing.svg, "c-flag")]
    assert len(ranks) <= 400
    assert set(range(100)) <= set(ranks)
    assert set(range(4900, 5000)) <= set(ranks)
    assert len(drawing.table.rows) == 5000


@pytest.mark.parametrize(("values", "words"), [([1, 2], "at least 3 values"), ([4, 4, 4], "All values are equal")])
def test_a_probability_plot_says_what_it_lacks(values, words):
    assert words in probability_plot(values).verdict


def test_capability_reads_the_interval_and_not_the_point_alone():
    def index(low, high):
        return capability_plot([Index("Ppk", 1.4, low, high)]).verdict

    assert "the whole interval meets the 1.33" in index(1.35, 1.5)
    assert "does not settle" in index(1.2, 1.6)
    assert "the whole interval is below" in capability_plot([Index("Ppk", 1.0, 0.9, 1.1)]).verdict
    assert "(at least 1.35)" in index(1.35, None)
    assert "(at most 1.50)" in index(None, 1.5)
    assert capability_plot([Index("Ppk", 1.4)], target=None).verdict == "Ppk 1.40."


def test_a_withheld_index_is_told_and_not_drawn():
    drawing = capability_plot([Index("Cpm", None, note="needs a target")])
    assert "withheld: needs a target" in texts(drawing.svg)
    assert drawing.verdict == "Every index is withheld."
    assert drawing.table.rows[0] == ("Cpm", None, None, None, "needs a target")
    assert "No capability index" in capability_plot([]).verdict


def test_a_box_has_type_seven_quartiles_and_tukeys_whiskers():
    box = box_of("A", [1, 2, 3, 4, 5, 6, 7, 8, 9, 30])
    assert (box.q1, box.median, box.q3) == (3.25, 5.5, 7.75)
    assert (box.low, box.high) == (1, 9)
    assert box.outliers == (30,)
    assert box_of("empty", [math.nan]) is None


def test_boxes_stand_under_each_other_on_one_scale():
    drawing = box_plot(
        [("A", [1, 2, 3]), ("B", [11, 12, 13]), ("Empty", [])], unit="min", specs=Specs(upper=12), width=480
    )
    a, b = classed(drawing.svg, "c-box")
    assert float(a.get("x")) < float(b.get("x"))
    assert float(a.get("y")) < float(b.get("y"))
    assert drawing.verdict == "Medians run from 2 min (A) to 12 min (B)."
    assert len(drawing.table.rows) == 2
    assert "USL 12" in texts(drawing.svg)


def test_a_single_box_and_no_box_are_told():
    assert box_plot([("A", [1, 2, 3])]).verdict == "A: median 2 of 3 values."
    assert "no values to compare" in box_plot([]).verdict


def test_hundreds_of_outliers_are_thinned():
    values = np.concatenate((np.zeros(1000), np.arange(1, 200)))
    assert len(classed(box_plot([("A", values)], width=480).svg, "c-dot")) == 60
