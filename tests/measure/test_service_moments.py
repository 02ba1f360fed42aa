"""Dates in several formats and zones, durations, marks and ratings as systems write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dmaic.measure.service.calendars import NO_MOMENT
from dmaic.measure.service.moments import DurationReader, MomentReader, mend_repeated_hour, order_of

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
        "2025/03/14 2:52:00 AM GMT+1",
        "2025-03-13 9:52:00 PM GMT-04:00",
        "Mar 13, 2025 at 9:52 PM",
        "13. März 2025, 21:52 Uhr",
        "20250314T015200Z",
        "13/Mar/25 21h52",
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


@pytest.mark.parametrize(
    ("cell", "zone", "expected"),
    [
        ("2026-07-04 09:05 BST", "Europe/London", "2026-07-04 08:05"),
        ("2026-01-04 09:05 IST", "Asia/Kolkata", "2026-01-04 03:35"),
        ("2026-07-04 09:05 IST", "Europe/Dublin", "2026-07-04 08:05"),
    ],
)
def test_a_zone_is_read_by_the_names_of_its_own_clocks(cell: str, zone: str, expected: str) -> None:
    moments, bad = MomentReader("ymd", zone).column([cell])
    assert (moments.tolist(), bad) == ([utc(expected)], {})
    assert "BST" in MomentReader("ymd", "UTC").column(["2026-07-04 09:05 BST"])[1][0]


@pytest.mark.parametrize(
    "cell", ["0000-00-00 00:00:00", "9999-12-31", "31/12/9999 23:59", "1900-01-01 00:00:00", "1970-01-01 00:00"]
)
def test_a_day_that_stands_for_no_date_is_blank(cell: str) -> None:
    for cells in ([cell], [cell, "2026-01-05 09:00:00"]):
        moments, bad = MomentReader("dmy", "UTC").column(cells)
        assert (moments[0], bad) == (NO_MOMENT, {})


def test_what_is_wrong_with_a_clock_is_said_of_the_cell_itself() -> None:
    _, bad = MomentReader("ymd", "UTC").column(["2026-01-05 09:05:77"])
    assert bad == {0: "“2026-01-05 09:05:77” has no hour and minute that can be read."}


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
    spelled, bad = DurationReader("minutes").column(["P1DT2H", "PT3M30S", "1 day, 15:41:00", "1.02:03:04", "P"])
    assert spelled.tolist()[:4] == [93_600, 210, 142_860, 93_784]
    assert list(bad) == [4]
