"""Volume, backlog, effort and people, at the edges of each definition."""

from __future__ import annotations

import numpy as np
import pytest

from dmaic.errors import BadInput
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.measures import Grain
from dmaic.measure.service.periods import figures_of
from dmaic.measure.service.tickets import Tickets
from tests.measure.service_tickets import at, bad, days, seen, tickets, value


def test_handle_time_is_talk_hold_and_wrap_together() -> None:
    found = tickets(
        "2026-03-20", created=["2026-03-01"] * 3, talk=[60, 0, None], hold=[30, 0, None], wrap=[30, 0, None]
    )
    observed = seen(found, "handle_time")
    assert (value(observed), observed.left_out) == ([2], {"without a time above 0": 2})
    assert value(seen(found, "after_call")) == [0.5]
    whole = tickets("2026-03-20", created=["2026-03-01"], handle=[300], talk=[60])
    assert value(seen(whole, "handle_time")) == [5]


def test_transfers_count_above_what_is_free() -> None:
    found = tickets("2026-03-20", created=["2026-03-01"] * 4, transfers=[0, 1, 2, None])
    assert bad(seen(found, "transferred")) == [0, 1, 1]
    assert bad(seen(found, "transferred", free=1)) == [0, 0, 1]


def test_shrinkage_is_time_over_time_not_a_mean_of_shares() -> None:
    found = tickets(
        "2026-03-02",
        rows=Rows.SHIFTS,
        created=["2026-03-01", "2026-03-01", "2026-03-02"],
        paid=[60, 540, 0],
        lost=[60, 60, 1],
    )
    figures = figures_of(seen(found, "shrinkage"), Grain.DAY, found.calendar)
    assert figures.value is not None
    assert figures.value.tolist() == [20]


def test_turnover_is_leavers_over_those_present_on_the_first() -> None:
    found = tickets(
        "2026-04-10",
        rows=Rows.STAFF,
        created=["2020-01-01"] * 4 + ["2026-02-03", "2026-03-05"],
        resolved=["2026-02-10", "", "", "2026-03-20", "2026-02-20", ""],
    )
    observed = seen(found, "turnover")
    figures = figures_of(observed, Grain.MONTH, found.calendar)
    assert figures.defects is not None
    assert figures.size is not None
    assert days(figures) == ["2026-02-01", "2026-03-01"]
    assert (figures.defects.tolist(), figures.size.tolist()) == ([1, 1], [4, 3])
    assert observed.left_out == {"joined and left within a month": 1}
    with pytest.raises(BadInput, match="former employees"):
        seen(tickets("2026-04-10", rows=Rows.STAFF, created=["2020-01-01"], resolved=[""]), "turnover")


def brute_backlog(found: Tickets, midnight: int, older: float = 0) -> int:
    created, resolved = found.moments(Field.CREATED), found.resolved
    waits = (created < midnight) & ((resolved < 0) | (resolved >= midnight))
    return int((waits & (midnight - created > older)).sum())


def test_the_backlog_agrees_with_looking_at_each_midnight() -> None:
    rng = np.random.default_rng(3)
    start = at("2026-03-01")
    created = start + rng.integers(0, 30 * 86_400, 300)
    resolved = np.where(rng.random(300) < 0.1, 0, created + rng.exponential(4 * 86_400, 300).astype(int))
    texts = [str(np.datetime64(int(one), "s")) for one in created]
    ends = ["" if not one else str(np.datetime64(int(one), "s")) for one in resolved]
    found = tickets("2026-04-05", begin="2026-03-01", created=texts, resolved=ends)
    figures = figures_of(seen(found, "backlog"), Grain.DAY, found.calendar)
    midnights = [int(one) + 86_400 for one in figures.wall]
    assert figures.value is not None
    assert figures.value.tolist() == [brute_backlog(found, one) for one in midnights]
    aged = figures_of(seen(found, "backlog_age", days=3), Grain.DAY, found.calendar)
    assert aged.defects is not None
    expected = [brute_backlog(found, int(one) + 86_400, 3 * 86_400 - 1) for one in aged.wall]
    assert aged.defects.tolist() == expected
    weekly = figures_of(seen(found, "backlog"), Grain.WEEK, found.calendar)
    assert weekly.value is not None
    first = [int(weekly.wall[0]) + day * 86_400 for day in range(1, 8)]
    assert weekly.value[0] == pytest.approx(sum(brute_backlog(found, one) for one in first) / 7)
    aged_week = figures_of(seen(found, "backlog_age", days=3), Grain.WEEK, found.calendar)
    assert aged_week.defects is not None
    assert aged_week.size is not None
    nights = [(brute_backlog(found, one, 3 * 86_400 - 1), brute_backlog(found, one)) for one in first]
    middle = sorted(old / all_ for old, all_ in nights)[3]
    assert aged_week.defects[0] / aged_week.size[0] == middle
    assert (aged_week.defects[0], aged_week.size[0]) in nights


def test_a_week_of_backlog_is_all_its_midnights_and_not_the_lowest_of_them() -> None:
    # 7 new on each Monday, one of them resolved on each day: 6, 5, 4, 3, 2, 1, 0 wait at midnight, 3 on average
    weeks = range(4)
    start = at("2026-03-02 08:00")
    created = [start + week * 7 * 86_400 for week in weeks for _ in range(7)]
    ends = [start + (week * 7 + day) * 86_400 + 3_600 for week in weeks for day in range(7)]
    texts = [[str(np.datetime64(one, "s")) for one in column] for column in (created, ends)]
    found = tickets("2026-03-30", begin="2026-03-02", created=texts[0], resolved=texts[1])
    weekly = figures_of(seen(found, "backlog"), Grain.WEEK, found.calendar)
    assert weekly.value is not None
    assert weekly.value.tolist() == [3, 3, 3, 3]
