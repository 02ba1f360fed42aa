"""Which readings come of the observations: whole periods only, each on the day of the desk."""

from __future__ import annotations

from datetime import date

import numpy as np

from dmaic.measure.service.calendars import Calendar, read_hours
from dmaic.measure.service.measures import Grain, measure_named
from dmaic.measure.service.periods import Figures, Plan, figures_of, plan_for, why_period
from dmaic.measure.service.spans import whole_periods
from tests.measure.service_tickets import at, days, seen, tickets


def test_a_day_without_contacts_is_a_zero_only_where_the_desk_is_open() -> None:
    # Friday, Monday, Wednesday; the export ends on Thursday
    found = tickets(
        "2026-03-12 10:00",
        calendar=Calendar("UTC", read_hours("Mon-Fri 9-17"), frozenset({date(2026, 3, 10)})),
        created=["2026-03-06 10:00", "2026-03-06 11:00", "2026-03-09 10:00", "2026-03-11 10:00", "2026-03-12 09:00"],
    )
    figures = figures_of(seen(found, "volume"), Grain.DAY, found.calendar)
    assert figures.defects is not None
    assert days(figures) == ["2026-03-06", "2026-03-09", "2026-03-11"]
    assert figures.defects.tolist() == [2, 1, 1]
    always = tickets("2026-03-12 10:00", created=["2026-03-09 10:00", "2026-03-11 10:00"])
    zeros = figures_of(seen(always, "volume"), Grain.DAY, always.calendar).defects
    assert zeros is not None
    assert zeros.tolist() == [1, 0, 1]


def test_the_last_period_is_left_out_until_it_is_over() -> None:
    created = [f"2026-03-{day:02d} 10:00" for day in range(2, 20)]
    found = tickets("2026-03-19 18:00", created=created, transfers=[1.0] * len(created))
    weekly = figures_of(seen(found, "transferred"), Grain.WEEK, found.calendar)
    assert days(weekly) == ["2026-03-02", "2026-03-09"]
    assert len(weekly.partial) == 1
    assert weekly.size is not None
    assert weekly.size.tolist() == [7, 7]
    monthly = figures_of(seen(found, "transferred"), Grain.MONTH, found.calendar)
    assert (len(monthly), len(monthly.partial)) == (0, 1)
    each = tickets("2026-03-19 18:00", created=created, resolved=created)
    singles = figures_of(seen(each, "resolution_time"), Grain.EACH, each.calendar)
    assert len(singles) == 17


def test_the_median_of_each_period_is_the_median() -> None:
    found = tickets(
        "2026-03-12",
        created=["2026-03-09", "2026-03-09", "2026-03-09", "2026-03-10", "2026-03-10"],
        resolved=["2026-03-09 01:00", "2026-03-09 09:00", "2026-03-09 02:00", "2026-03-10 04:00", "2026-03-10 02:00"],
    )
    figures = figures_of(seen(found, "resolution_time"), Grain.DAY, found.calendar)
    assert figures.value is not None
    assert figures.size is not None
    assert (figures.value.tolist(), figures.size.tolist()) == ([2, 3], [3, 2])


def plan_of(name: str, spread: int, count: int, *, late: float = 1.0) -> Plan:
    rng = np.random.default_rng(1)
    starts = sorted(at("2026-01-01") + rng.integers(0, spread * 86_400, count))
    texts = [str(np.datetime64(int(one), "s")) for one in starts]
    end = str(np.datetime64(at("2026-01-01") + spread * 86_400, "s"))
    moved = [float(rng.random() < late) for _ in range(count)]
    found = tickets(end, begin="2026-01-01", created=texts, resolved=texts, transfers=moved)
    return plan_for(seen(found, name), measure_named(name))


def test_counts_are_read_by_the_period_that_gives_enough_points_and_events() -> None:
    assert plan_of("transferred", 60, 2_000) == Plan(Grain.DAY, Grain.DAY)
    assert plan_of("transferred", 400, 2_000) == Plan(Grain.WEEK, Grain.WEEK)
    assert plan_of("transferred", 900, 2_000, late=0.1) == Plan(Grain.MONTH, Grain.MONTH)


def test_a_point_of_a_share_holds_five_events_where_ten_points_can_and_says_so_where_none_can() -> None:
    # 600 tickets in 75 days: a day holds 8 of them and 0.8 events, a week 6 events
    assert plan_of("transferred", 75, 600, late=0.1) == Plan(Grain.WEEK, Grain.WEEK)
    assert plan_of("transferred", 75, 600, late=0.01) == Plan(Grain.WEEK, Grain.WEEK)
    assert plan_of("transferred", 40, 160, late=0.2) == Plan(Grain.DAY, Grain.DAY)  # 5 weeks are no chart

    def week(events: float) -> list[str]:
        return why_period(Figures(Grain.WEEK, np.arange(12), None, np.full(12, events), np.full(12, 50.0)))

    assert week(6) == [
        "A week holds 6 events on average, enough for limits. Shorter periods may hold too few for limits."
    ]
    assert "fewer than the 5 that limits need" in week(0.6)[0]
    assert "g or t chart" in week(0.6)[0]
    assert why_period(Figures(Grain.WEEK, np.arange(12), np.ones(12))) == []


def test_times_are_kept_one_by_one_and_gathered_on_the_chart() -> None:
    assert plan_of("resolution_time", 60, 2_000) == Plan(Grain.EACH, Grain.DAY, gathered=True)
    assert plan_of("resolution_time", 400, 2_000) == Plan(Grain.EACH, Grain.WEEK, gathered=True)
    assert plan_of("resolution_time", 60, 100) == Plan(Grain.EACH, Grain.DAY)
    assert plan_of("resolution_time", 60, 30_000) == Plan(Grain.DAY, Grain.DAY)
    assert whole_periods(10, 10, Grain.DAY) == 0


def test_single_readings_wait_for_the_end_of_their_week() -> None:
    created = [f"2026-03-{day:02d} 10:00" for day in range(2, 20)]
    found = tickets("2026-03-19 18:00", created=created, resolved=created)
    figures = figures_of(seen(found, "resolution_time"), Grain.EACH, found.calendar, by=Grain.WEEK)
    assert days(figures)[-1] == "2026-03-15"
    assert len(figures.partial) == 1


def test_a_day_is_the_day_of_the_desk() -> None:
    found = tickets(
        "2026-03-12",
        calendar=Calendar("America/New_York"),
        begin="2026-03-08 05:00",
        created=["2026-03-10 02:00"],  # still 9 March, 22:00, in New York
        transfers=[1.0],
    )
    assert days(figures_of(seen(found, "transferred"), Grain.DAY, found.calendar)) == ["2026-03-09"]
