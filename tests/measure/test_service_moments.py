"""Dates in several formats and zones, durations, marks and ratings as systems write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dmaic.measure.service.calendars import NO_MOMENT
from dmaic.measure.service.moments import (
    DurationReader,
    MomentReader,
    marks_of,
    mend_repeated_hour,
    order_of,
    scores_of,
)

NEW_YORK = "America/New_York"


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "cell",
    [
        "3/13/2025 21:52",
        "3/13/2025, 9:52 PM",
        "3/13/2025 9:52PM",
        "2025-03-13 21:52:00",
        "2025-03-13T21:52:00",
        "13/Mar/25 9:52 PM",
        "Mar 13, 2025 9:52 PM",
        "2025-03-14T01:52:00Z",
        "2025-03-14 01:52:00 UTC",
        "2025-03-14T01:52:00.123+00:00",
        "2025-03-14 02:52:00 +0100",
        "2025-03-14 03:52 CEST",
        "2025-03-13 21:52 (EDT)",
    ],
)
def test_one_moment_is_read_from_every_format_and_zone(cell: str) -> None:
    reader = MomentReader("mdy", NEW_YORK)
    for _ in range(2):  # from the cell, then from what is remembered
        moments, bad = reader.column([cell, "", cell])
        assert (moments.tolist(), bad) == ([utc("2025-03-14 01:52"), NO_MOMENT, utc("2025-03-14 01:52")], {})


def test_a_column_of_iso_moments_is_read_as_each_cell_would_be() -> None:
    cells = ["2024-02-29 23:59:59", "", "1999-12-31T00:00:00", "2026/07/05 09:08:07"]
    quick, bad = MomentReader("ymd", "Europe/Berlin").column(cells)
    slow = [int(MomentReader("ymd", "Europe/Berlin").column([one, "x"])[0][0]) for one in cells]
    assert (quick.tolist(), bad) == (slow, {})
    short, _ = MomentReader("dmy", "UTC").column(["2024-02-29 23:59"])
    assert short.tolist() == [utc("2024-02-29 23:59")]


@pytest.mark.parametrize(
    "cell",
    ["2025-02-29 10:00:00", "2025-13-01 10:00:00", "2025-01-00 10:00:00", "2025-01-01 24:61:00", "2025-0a-01 10:00:00"],
)
def test_an_impossible_iso_moment_is_said(cell: str) -> None:
    moments, bad = MomentReader("ymd", "UTC").column(["2025-01-01 10:00:00", cell])
    assert moments[1] == NO_MOMENT
    assert list(bad) == [1]


def test_a_column_may_mix_zones_and_wall_clocks() -> None:
    cells = ["2026-01-05 09:00", "2026-01-05T09:00:00Z", "2026-07-05 09:00"]
    moments, _ = MomentReader("ymd", "Europe/Berlin").column(cells)
    assert moments.tolist() == [utc("2026-01-05 08:00"), utc("2026-01-05 09:00"), utc("2026-07-05 07:00")]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [("nope", "no"), ("13/13/2025 10:00", "is not a date"), ("2025-03-13 10:00 XYZ", "XYZ"), (":", "no")],
)
def test_what_is_no_moment_is_said(cell: str, sentence: str) -> None:
    moments, bad = MomentReader("mdy", "UTC").column([cell])
    assert moments[0] == NO_MOMENT
    assert sentence in bad[0]


def test_each_column_has_its_own_order_of_day_and_month() -> None:
    orders, unsure = order_of({"created": ["3/13/2025", "3/4/2025"], "closed": ["13.3.2025", "4.3.2025"]})
    assert orders == {"created": "mdy", "closed": "dmy"}
    assert unsure == []
    orders, unsure = order_of({"created": ["3/13/2025"], "due": ["3/4/2025"]})
    assert (orders["due"], unsure) == ("mdy", [])
    assert order_of({"due": ["3/4/2025", "3/5/2025"]})[1] == ["due"]


def test_an_end_in_the_hour_that_comes_twice_is_not_before_its_start() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = int(datetime(2026, 10, 25, 2, 50, tzinfo=berlin).timestamp())
    first = int(datetime(2026, 10, 25, 2, 10, tzinfo=berlin).timestamp())
    mended = mend_repeated_hour(np.array([start]), np.array([first]), "Europe/Berlin")
    assert mended[0] - start == 20 * 60
    # on any other day an end before the start stays what it is
    other = mend_repeated_hour(np.array([start + 86_400]), np.array([first + 86_400]), "Europe/Berlin")
    assert other[0] == first + 86_400


def test_durations_are_read_in_their_unit_or_as_spelled() -> None:
    seconds, bad = DurationReader("minutes").column(["12", "1:30:00", "2h 30m", "", "3 days", "soon"])
    assert seconds.tolist()[:3] == [720, 5400, 9000]
    assert np.isnan(seconds[3])
    assert seconds[4] == 259_200
    assert list(bad) == [5]
    assert DurationReader("hours", ",").column(["1,5"])[0][0] == 5400


def test_marks_are_yes_no_or_a_level() -> None:
    marks, bad = marks_of(["Yes", "no", "", "2", "0", "Within SLA", "SLA Violated", 1.0, "perhaps"])
    assert [None if np.isnan(one) else one for one in marks] == [1, 0, None, 1, 0, 1, 0, 1, None]
    assert list(bad) == [8]


def test_ratings_are_numbers_fractions_or_the_words_of_the_systems() -> None:
    scores, bad = scores_of(
        ["9", "4/5", "Good", "Bad with comment", "Offered", "Extremely Happy", "", "3 - Neutral", "?"]
    )
    assert [None if np.isnan(one) else one for one in scores] == [9, 4, 1, 0, None, 7, None, 3, None]
    assert list(bad) == [8]
