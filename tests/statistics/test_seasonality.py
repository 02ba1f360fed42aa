"""Rhythms of the calendar: profile, tests, order of the names, refusals."""

from datetime import datetime, timedelta

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.seasonality import Rhythm, seasonality, seasons_of

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - clocks on the wall have no zone
DAYS = [(MONDAY + timedelta(days=day)).isoformat() for day in range(70)]
BUSY_MONDAYS = [20 if day % 7 == 0 else 10 + day % 3 for day in range(70)]


def test_a_busy_monday_is_found():
    found = seasonality(BUSY_MONDAYS, seasons_of(DAYS, Rhythm.WEEKDAY), rhythm="weekday")
    assert [season.name for season in found.profile] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert found.profile[0].index == pytest.approx(20 / (sum(BUSY_MONDAYS) / 70))
    assert found.rank_test.p < 0.001
    assert found.f_test.p < 0.001
    assert "(Mon)" in found.sentence
    assert found.sentence.startswith("There is a rhythm by weekday")


def test_no_rhythm_is_not_claimed():
    flat = [10 + (day * 7919) % 13 for day in range(70)]
    found = seasonality(flat, seasons_of(DAYS, Rhythm.WEEKDAY))
    assert found.sentence.startswith("No rhythm")


def test_hours_and_months_are_read_on_the_clock_as_written():
    moments = ["2026-03-31T23:30+02:00", "2026-04-01T00:10", MONDAY]
    assert seasons_of(moments, Rhythm.HOUR) == ("23", "00", "00")
    assert seasons_of(moments, Rhythm.MONTH) == ("Mar", "Apr", "Jan")
    with pytest.raises(StatisticsError, match=r"Row 2 holds '31\.3\.2026'"):
        seasons_of(["2026-03-31", "31.3.2026"], Rhythm.MONTH)


def test_one_value_a_season_refuses_the_f_test_only():
    found = seasonality([1, 2, 3, 4], ["a", "b", "c", "d"])
    assert found.f_test is None
    assert "single value" in found.f_refused
    assert found.rank_test.df == (3,)


def test_names_outside_the_calendar_follow_in_their_own_order():
    found = seasonality([1, 2, 3, 4], ["late", "Sun", "early", "Mon"])
    assert [season.name for season in found.profile] == ["Mon", "Sun", "early", "late"]


@pytest.mark.parametrize(
    ("values", "seasons", "sentence"),
    [
        ([1, 2, 3], ["a", "a", "a"], "one season"),
        ([1, 2, 3], ["a", "b"], "one for each"),
        ([1, 2], ["a", "b"], "at least 3"),
        ([1, 1, 1], ["a", "b", "b"], "nothing to rank"),
    ],
)
def test_rhythms_that_can_not_be_seen_are_refused(values, seasons, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        seasonality(values, seasons)


def test_the_face_takes_dates_or_names():
    by_dates = analysis_named("seasonality").answer({"values": BUSY_MONDAYS, "at": DAYS, "rhythm": "weekday"})
    by_names = analysis_named("seasonality").answer(
        {"values": BUSY_MONDAYS, "seasons": list(seasons_of(DAYS, Rhythm.WEEKDAY))}
    )
    assert by_dates["kruskal"] == by_names["kruskal"]
    assert by_dates["f"]["df"] == [6, 63]
