"""Clocks at their edges: changes of the clocks, weekends, holidays, pauses, reopenings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import BadInput
from dmaic.measure.service.calendars import (
    NO_MOMENT,
    Calendar,
    hours_text,
    read_holidays,
    read_hours,
    utc_of_wall,
    wall_of_utc,
)
from dmaic.measure.service.clocks import Clock, Did, Lives, Reopening, lives_of

LISBON = "Europe/Lisbon"
BERLIN = "Europe/Berlin"
OFFICE = read_hours("Mon-Fri 9:00-17:00")
HOUR = 3600


def at(text: str, zone: str = "UTC", fold: int = 0) -> int:
    """Seconds of UTC of what a wall clock says."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def hours(calendar: Calendar, start: int, end: int) -> float:
    columns = np.array([start]), np.array([end])
    return float(Clock.covering(calendar, *columns).between(*columns)[0]) / HOUR


def office(zone: str = "UTC", *holidays: date) -> Calendar:
    return Calendar(zone, OFFICE, frozenset(holidays))


def test_a_weekend_does_not_count() -> None:
    # Friday 16:00 to Monday 10:00
    assert hours(office(), at("2026-03-06 16:00"), at("2026-03-09 10:00")) == 2


def test_a_start_outside_hours_waits_for_the_door_to_open() -> None:
    assert hours(office(), at("2026-03-09 03:00"), at("2026-03-09 10:30")) == 1.5
    assert hours(office(), at("2026-03-07 12:00"), at("2026-03-09 10:00")) == 1
    assert hours(office(), at("2026-03-09 17:00"), at("2026-03-10 09:00")) == 0


def test_an_end_outside_hours_counts_up_to_closing_time() -> None:
    assert hours(office(), at("2026-03-09 16:00"), at("2026-03-09 23:00")) == 1


def test_a_holiday_does_not_count() -> None:
    # Good Friday and Easter Monday of 2026
    easter = office("UTC", date(2026, 4, 3), date(2026, 4, 6))
    assert hours(easter, at("2026-04-02 16:00"), at("2026-04-07 10:00")) == 2
    assert hours(office(), at("2026-04-02 16:00"), at("2026-04-07 10:00")) == 18


def test_a_lunch_break_does_not_count() -> None:
    calendar = Calendar("UTC", read_hours("Mon-Fri 9-12, 13-17"))
    assert hours(calendar, at("2026-03-09 11:00"), at("2026-03-09 14:00")) == 2


def test_the_spring_change_takes_an_hour_from_the_calendar_and_none_from_the_office() -> None:
    start, end = at("2026-03-28 12:00", BERLIN), at("2026-03-29 12:00", BERLIN)
    assert hours(Calendar(BERLIN), start, end) == 23
    friday, monday = at("2026-03-27 16:00", BERLIN), at("2026-03-30 10:00", BERLIN)
    assert hours(office(BERLIN), friday, monday) == 2


def test_the_autumn_change_gives_an_hour_to_the_calendar_and_none_to_the_office() -> None:
    assert hours(Calendar(BERLIN), at("2026-10-24 12:00", BERLIN), at("2026-10-25 12:00", BERLIN)) == 25
    assert hours(office(BERLIN), at("2026-10-23 16:00", BERLIN), at("2026-10-26 10:00", BERLIN)) == 2


def test_a_desk_open_over_the_change_works_an_hour_less_or_more() -> None:
    night = Calendar(BERLIN, read_hours("Sat 22-6"))
    assert hours(night, at("2026-03-28 20:00", BERLIN), at("2026-03-29 20:00", BERLIN)) == 7
    assert hours(night, at("2026-10-24 20:00", BERLIN), at("2026-10-25 20:00", BERLIN)) == 9


def test_the_same_moment_counts_by_the_zone_of_the_desk() -> None:
    start, end = at("2026-03-09 08:00"), at("2026-03-09 10:00")
    assert hours(office("UTC"), start, end) == 1
    assert hours(office(BERLIN), start, end) == 2
    assert hours(office("America/New_York"), start, end) == 0


def test_an_end_before_the_start_is_negative_not_hidden() -> None:
    assert hours(Calendar(), at("2026-03-09 10:00"), at("2026-03-09 09:00")) == -1


def test_a_missing_end_gives_no_duration() -> None:
    clock = Clock.covering(office(), np.array([at("2026-03-09 10:00")]))
    assert np.isnan(clock.between(np.array([at("2026-03-09 10:00")]), np.array([NO_MOMENT]))[0])


def paused(calendar: Calendar, start: int, end: int, *pauses: tuple[int, int]) -> float:
    starts, ends = np.array([start]), np.array([end])
    begins, stops = (np.array([one[side] for one in pauses], dtype=np.int64) for side in (0, 1))
    clock = Clock.covering(calendar, starts, ends, begins, stops)
    return float(clock.paused(np.zeros(len(pauses), dtype=np.int64), begins, stops, starts, ends)[0]) / HOUR


def test_a_pause_counts_in_the_hours_of_the_desk_only() -> None:
    pause = at("2026-03-06 16:00"), at("2026-03-09 10:00")
    assert paused(office(), at("2026-03-06 09:00"), at("2026-03-09 17:00"), pause) == 2
    assert paused(Calendar(), at("2026-03-06 09:00"), at("2026-03-09 17:00"), pause) == 66


def test_a_pause_over_the_closing_counts_up_to_it() -> None:
    window = at("2026-03-09 09:00"), at("2026-03-09 12:00")
    assert paused(Calendar(), *window, (at("2026-03-09 11:00"), at("2026-03-09 15:00"))) == 1
    assert paused(Calendar(), *window, (at("2026-03-09 07:00"), at("2026-03-09 10:00"))) == 1
    assert paused(Calendar(), *window, (at("2026-03-09 11:00"), NO_MOMENT)) == 1
    assert paused(Calendar(), *window, (at("2026-03-09 13:00"), at("2026-03-09 15:00"))) == 0


def test_overlapping_pauses_count_once() -> None:
    window = at("2026-03-09 09:00"), at("2026-03-09 17:00")
    first, second = (at("2026-03-09 10:00"), at("2026-03-09 12:00")), (at("2026-03-09 11:00"), at("2026-03-09 13:00"))
    inside = at("2026-03-09 10:30"), at("2026-03-09 10:45")
    assert paused(Calendar(), *window, first, second, inside, first) == 3


def life(events: str, rule: Reopening = Reopening.LAST, *, days: float | None = None) -> Lives:
    """A log like “0 opened, 5 resolved”, in hours of one Monday on."""
    marks = [one.split() for one in events.split(",")]
    moments = np.array([at("2026-03-09 00:00") + int(float(hour) * HOUR) for hour, _ in marks])
    did = np.array([Did[word.upper()] for _, word in marks], dtype=np.int64)
    owner = np.zeros(len(marks), dtype=np.int64)
    clock = Clock(Calendar(), int(moments.min()), int(moments.max()))
    horizon = at("2026-03-09 00:00") + 1000 * HOUR
    return lives_of(owner, moments, did, clock, horizon=horizon, rule=rule, same_ticket_days=days)


def test_waiting_for_the_customer_stops_the_clock() -> None:
    found = life("0 opened, 1 paused, 4 resumed, 6 resolved")
    assert (found.worked[0] / HOUR, found.paused[0] / HOUR, found.is_open[0]) == (3, 3, False)


def test_a_ticket_resolved_while_waiting_ends_its_pause() -> None:
    found = life("0 opened, 2 paused, 8 resolved")
    assert (found.worked[0] / HOUR, found.paused[0] / HOUR) == (2, 6)


def test_what_was_paused_after_the_first_resolution_is_no_part_of_the_time_until_it() -> None:
    events = "0 opened, 1 paused, 2 resumed, 3 resolved, 5 opened, 6 paused, 9 resolved"
    first, last = life(events, Reopening.FIRST), life(events, Reopening.LAST)
    assert (first.worked[0] / HOUR, first.paused[0] / HOUR) == (2, 1)
    assert (last.worked[0] / HOUR, last.paused[0] / HOUR) == (5, 4)


def test_a_note_does_not_end_a_pause() -> None:
    assert life("0 opened, 1 paused, 2 nothing, 3 responded, 5 resumed, 6 resolved").worked[0] / HOUR == 2


@pytest.mark.parametrize(("rule", "expected"), [(Reopening.LAST, 30), (Reopening.FIRST, 5), (Reopening.OPEN, 11)])
def test_a_reopened_ticket_follows_the_rule(rule: Reopening, expected: float) -> None:
    found = life("0 opened, 5 resolved, 24 opened, 30 resolved", rule)
    assert found.worked[0] / HOUR == expected
    assert (found.reopened[0], len(found)) == (1, 1)


def test_a_ticket_reopened_after_the_limit_is_a_new_ticket() -> None:
    found = life("0 opened, 5 resolved, 200 opened, 203 resolved", days=7)
    assert (found.worked / HOUR).tolist() == [5, 3]
    assert (found.part.tolist(), found.reopened.tolist()) == ([0, 1], [0, 0])


def test_resolved_twice_in_a_row_is_no_reopening() -> None:
    found = life("0 opened, 5 resolved, 9 resolved")
    assert (found.worked[0] / HOUR, found.reopened[0]) == (5, 0)


def test_an_open_ticket_runs_to_the_horizon_and_says_so() -> None:
    found = life("0 opened, 5 resolved, 6 opened")
    assert found.is_open[0]
    assert found.resolved[0] == NO_MOMENT
    assert found.worked[0] / HOUR == 1000


def test_tickets_of_a_mixed_log_are_kept_apart() -> None:
    base = at("2026-03-09 00:00")
    moment = base + HOUR * np.array([3, 0, 1, 7, 2, 5])
    owner = np.array([1, 0, 1, 0, 0, 1])
    did = np.array([Did.RESPONDED, Did.OPENED, Did.OPENED, Did.RESOLVED, Did.RESPONDED, Did.RESOLVED], dtype=np.int64)
    clock = Clock(Calendar(), base, base + 10 * HOUR)
    found = lives_of(owner, moment, did, clock, horizon=base + 10 * HOUR)
    assert (found.worked / HOUR).tolist() == [7, 4]
    assert ((found.responded - base) / HOUR).tolist() == [2, 3]
    assert found.events.tolist() == [3, 3]


def test_an_empty_log_has_no_tickets() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(lives_of(none, none, none, Clock(Calendar(), 0, 0), horizon=0)) == 0


@pytest.mark.parametrize("zone", [BERLIN, LISBON, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
def test_wall_clocks_agree_with_the_zone_database_on_every_hour_of_a_year(zone: str) -> None:
    moments = np.arange(at("2026-01-01 00:00"), at("2027-01-01 00:00"), 1800, dtype=np.int64)
    walls = wall_of_utc(moments, zone)
    expected = [
        datetime.fromtimestamp(one, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC).timestamp()
        for one in moments.tolist()
    ]
    assert walls.tolist() == expected
    first, second = utc_of_wall(walls, zone), utc_of_wall(walls, zone, fold=1)
    assert bool(((first == moments) | (second == moments)).all())
    assert utc_of_wall(np.array([NO_MOMENT]), zone)[0] == NO_MOMENT


def test_an_hour_that_spring_leaves_out_is_read_as_the_next() -> None:
    wall = np.array([at("2026-03-29 02:30")])
    assert utc_of_wall(wall, BERLIN)[0] == at("2026-03-29 03:30", BERLIN)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 60 * 24 * HOUR), min_size=3, max_size=3))
def test_business_time_adds_up(minutes: list[int]) -> None:
    a, b, c = (at("2026-03-01 00:00") + one for one in sorted(minutes))
    calendar = office(BERLIN, date(2026, 4, 3))
    assert hours(calendar, a, b) + hours(calendar, b, c) == pytest.approx(hours(calendar, a, c))
    assert hours(calendar, a, b) <= hours(Calendar(BERLIN), a, b)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8), st.integers(0, 500))
def test_pauses_agree_with_counting_each_minute(pauses: list[tuple[int, int]], end: int) -> None:
    base = at("2026-03-09 08:30")
    calendar = office()
    spans = [(base + 60 * a, base + 60 * b) for a, b in pauses]
    still = {m for a, b in pauses for m in range(a, b) if m < end}
    inside = sum(1 for m in still if 9 * 60 <= (8 * 60 + 30 + m) % 1440 < 17 * 60)
    assert paused(calendar, base, base + 60 * end, *spans) * 60 == pytest.approx(inside)


def test_hours_are_read_as_people_write_them() -> None:
    assert read_hours("Mon-Fri 9:00-17:30; Sat 10-14") == ((((540, 1050)),),) * 5 + (((600, 840),), ())
    assert read_hours("") is None
    assert read_hours("24/7") is None
    assert read_hours("Fri 22-6; Sat 5-7") == ((), (), (), (), ((1320, 1440),), ((0, 420),), ())
    assert hours_text(read_hours("Monday to Friday: 9.00 - 17.30\nSun closed")) == "Mon-Fri 9:00-17:30"
    assert hours_text(read_hours("Sat-Mon 8-12")) == "Mon 8:00-12:00; Sat-Sun 8:00-12:00"


@pytest.mark.parametrize("text", ["Mon 9", "Xyz 9-17", "Mon 25-26", "Mon 9-9", "Mon closed", "9-17"])
def test_what_are_no_hours_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        Calendar("UTC", read_hours(text))


def test_holidays_are_one_day_a_line() -> None:
    assert read_holidays("2026-12-25 Christmas\n2026-12-26, Boxing Day\n\n") == {date(2026, 12, 25), date(2026, 12, 26)}
    with pytest.raises(BadInput):
        read_holidays("25.12.2026")


def test_an_unknown_zone_is_said() -> None:
    with pytest.raises(BadInput, match="Europe/Lisbon"):
        Calendar("Mars/Olympus")


def test_dates_over_too_many_years_are_refused() -> None:
    with pytest.raises(BadInput, match="order of day and month"):
        Clock(office(), 0, at("2400-01-01 00:00"))


def test_a_calendar_says_itself_in_words() -> None:
    assert office(LISBON, date(2026, 12, 25)).words == (
        "Business time: Mon-Fri 9:00-17:00, closed on 1 named days. Time zone Europe/Lisbon."
    )
    assert "never stops" in Calendar().words
