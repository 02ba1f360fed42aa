"""p, np, c, u, p' and u' charts against Montgomery, Mohammed and Laney, and qicharts2."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.attribute import c_chart, laney_p, laney_u, np_chart, p_chart, sigma_z, u_chart
from dmaic.statistics.control_chart import StageSpec
from dmaic.statistics.rule_sets import LIMITS_ONLY, NELSON
from dmaic.statistics.rules import evaluate
from tests.statistics.textbook_charts import (
    ALL_PATIENTS,
    CIRCUITS,
    CLOTH_DEFECTS,
    CLOTH_UNITS,
    COMPUTERS,
    ORANGE_JUICE,
    WITHIN_FOUR_HOURS,
)

counted = st.lists(st.tuples(st.integers(0, 40), st.integers(40, 400)), min_size=3, max_size=30)


def lines(chart, at=0):
    panel = chart.panels[0]
    return panel.center[at], panel.lcl[at], panel.ucl[at]


def beyond(chart):
    return [one.last for one in evaluate(chart, LIMITS_ONLY)]


def test_orange_juice_cans_agree_with_the_book():
    chart = p_chart(ORANGE_JUICE, 50)
    assert lines(chart) == pytest.approx((0.2313, 0.0524, 0.4102), abs=5e-5)
    assert beyond(chart) == [14, 22]
    chart = np_chart(ORANGE_JUICE, [50] * 30)
    assert lines(chart) == pytest.approx((11.5666666666667, 2.62137740359641, 20.5119559297369), rel=1e-12)
    assert beyond(chart) == [14, 22]


def test_circuit_boards_agree_with_the_book():
    chart = c_chart(CIRCUITS)
    assert lines(chart) == pytest.approx((19.85, 6.48, 33.22), abs=0.01)
    assert beyond(chart) == [5, 19]


def test_computers_and_dyed_cloth_agree_with_the_book():
    assert lines(u_chart(COMPUTERS, 5)) == pytest.approx((1.93, 0.07, 3.79), abs=0.005)
    chart = u_chart(CLOTH_DEFECTS, CLOTH_UNITS)
    assert lines(chart) == pytest.approx((1.4233, 0.2915, 2.5550), abs=5e-5)
    assert chart.panels[0].sigma[1] == pytest.approx(0.421790204656516, rel=1e-12)
    assert "fewer than 12" in " ".join(chart.cautions)


def test_laney_widens_the_limits_of_the_emergency_departments():
    plain, primed = p_chart(WITHIN_FOUR_HOURS, ALL_PATIENTS), laney_p(WITHIN_FOUR_HOURS, ALL_PATIENTS)
    assert len(beyond(plain)) == 16
    assert beyond(primed) == []
    assert sigma_z(primed) == pytest.approx([10.6368463828685] * 20, rel=1e-9)
    assert "Use the p' chart" in " ".join(plain.cautions)


def test_the_centre_pools_the_counts():
    chart = p_chart([1, 90], [10, 100])
    assert chart.panels[0].center[0] == 91 / 110


def test_limits_are_cut_and_the_sigma_is_not():
    chart = p_chart([0, 1, 0, 2], 10)
    assert lines(chart)[1] == 0
    assert chart.panels[0].sigma[0] == pytest.approx(math.sqrt(0.075 * 0.925 / 10))
    assert lines(p_chart([9, 10, 10, 10], 10))[2] == 1
    assert lines(np_chart([9, 10, 10, 10], 10))[2] == 10


@given(counted)
def test_a_sigma_z_of_one_gives_the_plain_chart(pairs):
    counts, sizes = zip(*pairs, strict=True)
    plain = p_chart(counts, sizes)
    primed = laney_p(counts, sizes, stages=[StageSpec("All", sigma=1.0)])
    for line in ("points", "center", "sigma", "lcl", "ucl"):
        assert getattr(primed.panels[0], line).tolist() == getattr(plain.panels[0], line).tolist()
    assert [one.last for one in evaluate(primed)] == [one.last for one in evaluate(plain)]


@settings(max_examples=40)
@given(counted, counted)
def test_frozen_limits_are_those_of_the_baseline_alone(baseline, later):
    for chart in (u_chart, laney_u):
        alone = chart(*zip(*baseline, strict=True))
        frozen = chart(*zip(*(baseline + later), strict=True), stages=[StageSpec("Phase I", baseline=len(baseline))])
        for line in ("center", "lcl", "ucl"):
            assert getattr(frozen.panels[0], line)[: len(baseline)].tolist() == getattr(alone.panels[0], line).tolist()


def test_an_excluded_count_is_drawn_and_not_counted():
    chart = c_chart([4, 5, 90, 6], excluded=[2])
    assert chart.panels[0].points[2] == 90
    assert chart.stages[0].center == 5
    assert evaluate(chart, NELSON) == ()


def test_a_period_without_inspection_is_refused_or_a_gap():
    with pytest.raises(StatisticsError, match="row 2 is 0: nothing was inspected"):
        p_chart([1, 0, 2], [10, 0, 10])
    chart = p_chart([1, 0, 2], [10, 0, 10], missing="gap")
    assert math.isnan(chart.panels[0].points[1])
    assert chart.panels[0].center[0] == 3 / 20


@pytest.mark.parametrize(
    ("counts", "sizes", "words"),
    [
        ([1, -1], 10, "negative"),
        ([1, 2], [10, -10], "negative"),
        ([0.2, 0.3], 10, "Give counts"),
        ([1, 11], 10, "more defective units"),
        ([1, 2], [10], "one size for each"),
        ([1, 2], None, "Give the sizes"),
    ],
)
def test_impossible_counts_are_refused(counts, sizes, words):
    with pytest.raises(StatisticsError, match=words):
        p_chart(counts, sizes)


def test_an_np_chart_refuses_unequal_sizes():
    with pytest.raises(StatisticsError, match="Use a p chart"):
        np_chart([1, 2], [10, 20])


@pytest.mark.parametrize("chart", [p_chart, u_chart, np_chart, laney_p, laney_u])
def test_no_defect_at_all_gives_sigma_zero_and_no_signal(chart):
    found = chart([0] * 20, 50)
    assert lines(found) == (0, 0, 0)
    assert evaluate(found, NELSON) == ()
    said = " ".join(found.cautions)
    assert "Nothing was counted in the 20 points" in said
    assert "resolution" not in said


def test_every_unit_defective_gives_sigma_zero_and_no_signal():
    assert evaluate(p_chart([7, 9] * 10, [7, 9] * 10), NELSON) == ()


def test_the_same_proportion_every_time_gives_no_signal_on_the_primed_chart():
    chart = laney_p([5, 7, 9] * 8, [50, 70, 90] * 8)
    assert evaluate(chart, NELSON) == ()
    assert "below 0.8" in " ".join(chart.cautions)


def test_rare_events_are_sent_to_g_and_t_charts():
    assert "g chart" in " ".join(c_chart([0, 1, 0, 2, 1] * 4).cautions)
    said = " ".join(p_chart([99, 100, 98, 99] * 4, 100).cautions)
    assert "Only 1.0 units that do not count are expected in each point, fewer than 5" in said
    assert "chart these few" in said.lower()
    small = " ".join(p_chart([6, 7, 5, 6] * 5, 10).cautions)
    assert "Nearly all" not in small
    assert "Only 4.0 units that do not count" in small


def test_a_given_centre_sets_the_limits():
    chart = np_chart([1, 2, 3], 10, stages=[StageSpec("given", center=5.0)])
    assert lines(chart) == pytest.approx((5.0, 5 - 3 * math.sqrt(2.5), 5 + 3 * math.sqrt(2.5)))
    assert chart.stages[0].pre_specified


def test_impossible_given_limits_are_refused():
    with pytest.raises(StatisticsError, match="not possible"):
        p_chart([1, 2], 10, stages=[StageSpec("given", center=1.2)])
    with pytest.raises(StatisticsError, match="follows from its centre"):
        p_chart([1, 2], 10, stages=[StageSpec("given", center=0.2, sigma=0.1)])


def test_a_primed_chart_needs_two_points_in_a_row():
    with pytest.raises(StatisticsError, match="no sigma Z"):
        laney_u([1, 2], 10, gaps=[1])
    with pytest.raises(StatisticsError, match="no sigma Z"):
        sigma_z(c_chart([1, 2, 3]))


def test_a_baseline_without_a_count_is_refused():
    with pytest.raises(StatisticsError, match="no point left"):
        c_chart([1, 2], excluded=[0, 1])


def test_stages_have_their_own_centre():
    chart = p_chart([5] * 5 + [20] * 5, 100, stages=[StageSpec("before"), StageSpec("after", 5)])
    assert np.unique(chart.panels[0].center).tolist() == [0.05, 0.2]
