import math
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.charts.axis import Frame, Tick, as_dates, draw_ticks, position_ticks
from dmaic.charts.drawing import Canvas
from dmaic.charts.scale import Bands, Days, Linear, Log, extent, nice_ticks, padded, spread, thinned, tick_texts


@given(low=st.floats(-1e6, 1e6), span=st.floats(0.01, 1e6), count=st.integers(2, 10))
def test_ticks_are_inside_even_and_not_too_many(low, span, count):
    ticks = nice_ticks(low, low + span, count)
    assert all(low - span * 1e-6 <= tick <= low + span * (1 + 1e-6) for tick in ticks)
    assert len(ticks) <= 2 * count + 2
    steps = [b - a for a, b in pairwise(ticks)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-5) for step in steps)


def test_ticks_are_round_numbers():
    assert nice_ticks(36.5, 65.1) == [40.0, 50.0, 60.0]
    assert nice_ticks(0, 1, 4) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert nice_ticks(3, 3) == [3]


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [
        ([0.0, 0.25, 0.5], ["0.00", "0.25", "0.50"]),
        ([-10.0, 0.0, 10.0], ["\u221210", "0", "10"]),
        ([0.0, 2e6, 4e6], ["0", "2M", "4M"]),
        ([0.0, 1e-7, 2e-7], ["0", "1.0e-07", "2.0e-07"]),
        ([], []),
    ],
)
def test_tick_texts_tell_the_ticks_apart(ticks, texts):
    assert tick_texts(ticks) == texts


def test_a_linear_scale_maps_ends_to_ends():
    scale = Linear(40, 60, 300, 20)
    assert scale(40) == 300
    assert scale(60) == 20
    assert scale.all(np.array([40.0, 50.0])).tolist() == [300, 160]


def test_a_log_scale_gives_equal_room_to_equal_ratios():
    scale = Log(1, 100, 0, 200)
    assert scale(10) == pytest.approx(100)
    assert [text for _, text in scale.ticks()] == ["1", "2", "5", "10", "20", "50", "100"]
    assert [text for _, text in Log(1, 1e6, 0, 200).ticks(5)] == [
        "1",
        "10",
        "100",
        "1000",
        "10\u202f000",
        "100\u202f000",
        "1\u202f000\u202f000",
    ]


def test_bands_stand_side_by_side():
    bands = Bands(4, 0, 100, 0.2)
    assert [bands(k) for k in range(4)] == [12.5, 37.5, 62.5, 87.5]
    assert bands.width == pytest.approx(20)


def test_extent_sees_only_finite_values():
    assert extent([1.0, math.nan], None, 7.0, [math.inf]) == (1.0, 7.0)
    assert extent([math.nan], []) is None


def test_a_single_value_stands_in_the_middle_of_its_range():
    low, high = padded(5, 5)
    assert low < 5 < high
    assert padded(0, 0) == (-1.0, 1.0)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8))
def test_labels_spread_apart_in_order_and_inside(wanted):
    placed = spread(wanted, 14, 0, 300)
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    assert all(placed[b] - placed[a] >= 14 - 1e-9 for a, b in pairwise(order))
    assert min(placed) >= -1e-9
    assert max(placed) <= 300 + 1e-9


def test_labels_that_do_not_collide_stay_where_they_are():
    assert spread([10, 100, 50], 14, 0, 200) == [10, 100, 50]


def test_two_labels_at_one_place_part_evenly():
    assert spread([50, 50], 14, 0, 200) == [43, 57]


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2026, 1, 1), date(2026, 1, 8), ["1 Jan", "2 Jan", "3 Jan"]),
        (date(2026, 1, 5), date(2026, 3, 1), ["5 Jan", "12 Jan", "19 Jan"]),
        (date(2026, 1, 1), date(2026, 8, 1), ["Jan", "Feb", "Mar"]),
        (date(2020, 1, 1), date(2026, 8, 1), ["2020", "2021", "2022"]),
        (date(1900, 1, 1), date(2026, 8, 1), ["1900", "1910", "1920"]),
    ],
)
def test_a_calendar_tells_days_weeks_months_or_years(first, last, labels):
    ticks = Days(first, last, 0, 600).ticks()
    assert [text for _, text, _ in ticks[:3]] == labels
    assert all(b[0] - a[0] >= 20 for a, b in pairwise(ticks))


def test_the_year_is_told_once_and_where_it_changes():
    ticks = Days(date(2025, 11, 1), date(2026, 3, 1), 0, 250).ticks()
    assert [(text, context) for _, text, context in ticks] == [
        ("Nov", "2025"),
        ("Dec", ""),
        ("Jan", "2026"),
        ("Feb", ""),
        ("Mar", ""),
    ]


def test_positions_without_names_get_round_numbers():
    assert [tick.text for tick in position_ticks(None, 0, 80, 0, 700)] == [
        "10",
        "20",
        "30",
        "40",
        "50",
        "60",
        "70",
        "80",
    ]
    assert [tick.text for tick in position_ticks(None, 0, 3, 100, 700)] == ["101", "102", "103"]
    assert [tick.position for tick in position_ticks(None, 0, 100, 0, 700)][:2] == [9, 19]


def test_days_are_told_where_weeks_and_months_begin():
    labels = [date(2026, 1, 5) + timedelta(days=k) for k in range(300)]
    ticks = position_ticks(labels, 0, 300, 0, 700)
    assert [tick.text for tick in ticks[:3]] == ["Jan", "Feb", "Mar"]
    assert labels[ticks[1].position] == date(2026, 2, 1)
    assert ticks[0].context == "2026"
    quarters = position_ticks([date(2024, 1, 1) + timedelta(days=k) for k in range(900)], 0, 900, 0, 640)
    assert [tick.text for tick in quarters[:3]] == ["Jan", "Apr", "Jul"]


def test_several_moments_of_a_day_are_told_by_the_clock():
    labels = [datetime.fromisoformat("2026-01-05 08:00") + timedelta(hours=k) for k in range(6)]
    ticks = position_ticks(labels, 0, 6, 0, 500)
    assert [tick.text for tick in ticks] == ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00"]
    assert ticks[0].context == "5 Jan 2026"


def test_names_are_thinned_until_they_fit():
    ticks = position_ticks([f"Batch {k}" for k in range(100)], 0, 100, 0, 600)
    assert 2 < len(ticks) < 12
    assert len(position_ticks([f"Batch {k}" for k in range(5000)], 0, 5000, 0, 600)) < 12
    assert thinned([], 100) == []


def test_iso_days_as_text_are_understood_and_others_left_alone():
    assert as_dates(["2026-03-01", "2026-03-02"]) == [date(2026, 3, 1), date(2026, 3, 2)]
    assert as_dates(["2026-03-01 08:00"]) == [datetime.fromisoformat("2026-03-01 08:00")]
    assert as_dates(["2026-03-01", "later"]) == ["2026-03-01", "later"]
    assert as_dates(["1 Mar 2026", "12 Mar 2026"]) == [date(2026, 3, 1), date(2026, 3, 12)]
    assert as_dates(["1 Mar 2026 08:00"]) == [datetime.fromisoformat("2026-03-01 08:00")]
    assert as_dates(["1 Foo 2026"]) == ["1 Foo 2026"]
    assert as_dates(["2026-13-01"]) == ["2026-13-01"]
    assert as_dates(None) is None


def test_twenty_years_of_days_still_have_few_labels():
    labels = [date(2000, 1, 1) + timedelta(days=30 * k) for k in range(600)]
    ticks = position_ticks(labels, 0, 600, 0, 300)
    assert 2 <= len(ticks) <= 8


def test_moments_far_apart_are_told_by_their_day_and_no_label_covers_another():
    begin = datetime.fromisoformat("2026-08-28 08:00")
    days = [begin + timedelta(days=k) for k in range(33) if (begin + timedelta(days=k)).weekday() < 5]
    ticks = position_ticks([day + timedelta(hours=h) for day in days for h in (0, 8)], 0, 46, 0, 190)
    assert [tick.text for tick in ticks] == ["28 Aug", "8 Sep", "17 Sep", "28 Sep"]
    assert [tick.context for tick in ticks] == ["2026", "", "", ""]
    canvas = Canvas()
    crowded = [Tick(k, "08:00", f"{k + 1} Sep 2026") for k in range(6)]
    draw_ticks(canvas, Frame(0, 0, 300, 100), crowded, Linear(0, 5, 0, 300), bottom=100)
    drawn = [part for part in canvas.parts if "Sep 2026" in part]
    assert [part.partition(">")[2][0] for part in drawn] == ["1", "3", "5"]
