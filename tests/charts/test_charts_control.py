"""The stamp, and what holds of every control chart whatever its values."""

import math
import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.charts.control import control_chart, small_control_chart
from dmaic.charts.drawing import Specs
from dmaic.statistics.control_chart import Stage
from tests.charts.chart_samples import (
    SVG,
    assert_tidy,
    classed,
    imr,
    numbers,
    parsed,
    texts,
    two_stages,
)


def test_the_stamp_shows_limits_and_flags_without_words():
    chart, signals = two_stages()
    drawing = small_control_chart(chart, signals, title="Fill weight")
    assert numbers(parsed(drawing.svg).get("viewBox"))[2:] == [240, 70]
    assert not texts(drawing.svg)
    assert classed(drawing.svg, "c-flag")
    assert classed(drawing.svg, "c-limit")
    assert "signals" in drawing.verdict
    assert_tidy(drawing.svg)


def test_the_stamp_of_nothing_says_so():
    assert small_control_chart(imr(np.array([]))).verdict == "No points yet."


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(math.nan)), min_size=1, max_size=60),
    width=st.sampled_from([344, 480, 760, 1120]),
    cut=st.integers(0, 60),
    data=st.data(),
)
def test_whatever_the_values_every_mark_is_inside_the_picture(values, width, cut, data):
    points = np.array(values)
    count = len(points)
    cut = min(cut, count)
    stages = [
        Stage("Before", 0, cut, cut, 1.0, 2.0, "", cut),
        Stage("After", cut, count, count, 3.0, 0.0, "", 3, provisional=True),
    ]
    kept = tuple(stage for stage in stages if stage.stop > stage.start)
    excluded = tuple(data.draw(st.sets(st.integers(0, count - 1), max_size=3)))
    chart = imr(points, kept, excluded=excluded)
    drawing = control_chart(chart, changes=[(cut, "A change with a long name")], width=width, specs=Specs(0, 1, 2))
    assert_tidy(drawing.svg)
    height = drawing.height
    for node in parsed(drawing.svg).iter():
        if node.tag == f"{SVG}path" and node.get("class") in {"c-line", "c-limit", "c-limit-p", "c-center"}:
            for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", node.get("d")):
                assert 0 <= float(x) <= width
                assert 0 <= float(y) <= height
